/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a form asks for, beside what is stated: every item once, those of a repeated group once for each number
 * that occurs, those of a section per file once for each file that occurs.
 */
#include "assess/item.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

struct list {
	struct slot *slots;
	size_t count, room;
};

static void
add(struct list *list, const struct form_item *item, unsigned file_no, unsigned instance)
{
	ARRAY_ADD(list->slots, list->count, list->room)->id =
	    (struct form_id){ item, file_no, instance };
}

/* Items outside of groups, for each file that is spoken of. */
static void
add_single(struct list *list, const struct assessment *assessment)
{
	const struct form *form = assessment->form;
	bool files[FORM_FILES_MAX + 1] = { [1] = true };

	for (size_t i = 0; i < assessment->count; i++)
		files[assessment->items[i].id.file_no] = true;
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->group != NULL || !form_item_is_asked(item))
			continue;
		for (unsigned k = 1; k <= (item->per_file ? FORM_FILES_MAX : 1); k++)
			if (files[k])
				add(list, item, k, 0);
	}
}

static bool
is_same_group(const struct form_id *a, const struct form_id *b)
{
	return a->item->group == b->item->group && a->file_no == b->file_no &&
	    a->instance == b->instance;
}

/* The items of a group go on behind its own, without a gap. */
static void
add_group(struct list *list, const struct form *form, const struct form_id *id)
{
	const struct form_item *group = id->item->group;

	for (size_t i = group->order; i < form->count && form->items[i].group == group; i++)
		if (form_item_is_asked(&form->items[i]))
			add(list, &form->items[i], id->file_no, id->instance);
}

static int
compare_slots(const void *a, const void *b)
{
	return form_id_cmp(&((const struct slot *)a)->id, &((const struct slot *)b)->id);
}

/* Both are in form order; what is stated of what the form prints itself is added too. */
static size_t
join(const struct assessment *assessment, const struct list *list, struct slot *out)
{
	const struct item *items = assessment->items;
	size_t n = 0, k = 0;

	for (size_t i = 0; i < list->count; i++) {
		int c = -1;

		for (; k < assessment->count; k++) {
			c = form_id_cmp(&items[k].id, &list->slots[i].id);
			if (c >= 0)
				break;
			out[n++] = (struct slot){ items[k].id, &items[k] };
		}
		out[n] = list->slots[i];
		if (k < assessment->count && c == 0)
			out[n].item = &items[k++];
		n++;
	}
	for (; k < assessment->count; k++)
		out[n++] = (struct slot){ items[k].id, &items[k] };
	return n;
}

size_t
assess_slots(const struct assessment *assessment, struct arena *arena, struct slot **slots)
{
	struct list list = { 0 };

	add_single(&list, assessment);
	for (size_t i = 0; i < assessment->count; i++) {
		const struct item *item = &assessment->items[i];

		if (item->id.item->group == NULL)
			continue;
		if (i == 0 || !is_same_group(&item->id, &item[-1].id))
			add_group(&list, assessment->form, &item->id);
	}
	if (list.count > 0)
		qsort(list.slots, list.count, sizeof *list.slots, compare_slots);
	*slots = ARENA_ARRAY(arena, struct slot, list.count + assessment->count);
	size_t count = join(assessment, &list, *slots);
	free(list.slots);
	return count;
}

size_t
assess_ids(const struct assessment *assessment, struct arena *arena, struct form_id **ids)
{
	struct slot *slots;
	size_t count = assess_slots(assessment, arena, &slots);

	*ids = ARENA_ARRAY(arena, struct form_id, count);
	for (size_t i = 0; i < count; i++)
		(*ids)[i] = slots[i].id;
	return count;
}
