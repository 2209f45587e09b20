/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which system, contractor, recipient and file of the old version is which of the new one: by name first; what is left by
 * how much of it is the same, for names change, too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

static const struct form_item *
table_that_ends(const struct form *form, struct str end)
{
	for (size_t i = 0; i < form->count; i++)
		if (form->items[i].type == FORM_TABLE && str_ends(form->items[i].def, end))
			return &form->items[i];
	return NULL;
}

const struct form_item *
change_record_table(const struct form *form)
{
	return table_that_ends(form, STR(".record[]"));
}

const struct form_item *
change_change_table(const struct form *form)
{
	return table_that_ends(form, STR(".change[]"));
}

const struct item *
change_cell(const struct assessment *assessment, const struct form_item *table, unsigned file_no,
    unsigned row, const char *name)
{
	const struct form *form = assessment->form;

	for (size_t i = table->order + 1; i < form->count && form->items[i].group == table; i++) {
		struct str def = form->items[i].def;
		struct str part = str_from(def, table->def.len + 1);

		if (def.len > table->def.len && str_is(part, name)) {
			struct form_id id = { &form->items[i], file_no, row };

			return assess_find_id(assessment, &id);
		}
	}
	return NULL;
}

unsigned
change_last_row(
    const struct assessment *assessment, const struct form_item *table, unsigned file_no)
{
	unsigned last = 0;

	for (size_t i = 0; table != NULL && i < assessment->count; i++) {
		const struct form_id *id = &assessment->items[i].id;

		if (id->item->group == table && id->file_no == file_no && id->instance > last)
			last = id->instance;
	}
	return last;
}

/* ---- groups ------------------------------------------------------------------------------------------------- */

/* One group of both versions. */
struct side {
	const struct assessment *assessment;
	const struct form_item *group;
	unsigned file_no, max;
};

/* What it is called: its first text. */
static const struct form_item *
name_item(const struct side *side)
{
	const struct form *form = side->assessment->form;

	for (size_t i = side->group->order; i < form->count && form->items[i].group == side->group;
	     i++)
		if (form_type_is_text(form->items[i].type) && form_item_is_asked(&form->items[i]))
			return &form->items[i];
	return side->group;
}

static const struct item *
item_of(const struct side *side, const struct form_item *def, unsigned n)
{
	struct form_id id = { def, side->file_no, n };

	return assess_find_id(side->assessment, &id);
}

static struct str
name_of(const struct side *side, unsigned n, struct arena *arena)
{
	const struct item *item = item_of(side, name_item(side), n);

	if (item == NULL || item->state == ITEM_UNKNOWN)
		return (struct str){ 0 };
	return text_key(arena, item->text);
}

static bool
is_used(const struct side *side, unsigned n)
{
	const struct assessment *a = side->assessment;

	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].id.item->group == side->group &&
		    a->items[i].id.file_no == side->file_no && a->items[i].id.instance == n)
			return true;
	return false;
}

static void
join(struct group_pairs *pairs, unsigned old, unsigned new)
{
	pairs->new_of_old[old] = new;
	pairs->old_of_new[new] = old;
}

/* Equal names; those that keep their number first, so that two of one name do not change places. */
static void
pair_names(struct group_pairs *pairs, const struct str *old, const struct str *new)
{
	for (unsigned n = 1; n <= pairs->old_max && n <= pairs->new_max; n++)
		if (old[n].len > 0 && str_eq(old[n], new[n]))
			join(pairs, n, n);
	for (unsigned n = 1; n <= pairs->old_max; n++)
		for (unsigned m = 1; m <= pairs->new_max && pairs->new_of_old[n] == 0; m++)
			if (pairs->old_of_new[m] == 0 && old[n].len > 0 && str_eq(old[n], new[m]))
				join(pairs, n, m);
}

/* How alike two are that have other names, in hundredths; below 50 they are two. */
static unsigned
likeness(const struct side *old, unsigned n, const struct side *new, unsigned m)
{
	const struct form *form = new->assessment->form;
	unsigned same = 0, all = 0, score;
	struct arena arena = { 0 };

	for (size_t i = new->group->order; i < form->count && form->items[i].group == new->group;
	     i++) {
		const struct form_item *other =
		    form_find(old->assessment->form, form->items[i].def);
		const struct item *b = item_of(new, &form->items[i], m);
		const struct item *a = other == NULL ? NULL : item_of(old, other, n);

		if (a == NULL || b == NULL || !change_is_sure(a) || !change_is_sure(b))
			continue;
		all++;
		same += change_equal(a, b) <= EQUAL_IN_MEANING;
		/* The contractor's name is worth as much as all the rest. */
		if (str_is(form->items[i].question, "II.4.delegation[].3") &&
		    a->state == ITEM_READ && change_equal(a, b) <= EQUAL_IN_MEANING)
			same += 5, all += 5;
	}
	struct str x = name_of(old, n, &arena), y = name_of(new, m, &arena);
	size_t longer = text_chars(x) > text_chars(y) ? text_chars(x) : text_chars(y);
	score = all == 0 ? 0 : 100 * same / all;
	if (x.len > 0 && y.len > 0 && longer <= 200) {
		size_t distance = text_distance(x, y, longer);
		unsigned alike =
		    (unsigned)(100 * (longer - (distance < longer ? distance : longer)) / longer);

		if (alike >= 67 && alike > score)
			score = alike;
	}
	arena_release(&arena);
	return score;
}

/* Of those that are left, the most alike first; of equals the one that keeps its number. */
static void
pair_rest(struct group_pairs *pairs, const struct side *old, const struct side *new)
{
	enum { LEAST = 50 };
	unsigned width = new->max + 1;
	unsigned *scores = mem_alloc((size_t)width * (old->max + 1), sizeof *scores);

	for (unsigned n = 1; n <= old->max; n++)
		for (unsigned m = 1; m <= new->max; m++)
			if (pairs->new_of_old[n] == 0 && pairs->old_of_new[m] == 0 &&
			    is_used(old, n) && is_used(new, m))
				scores[n * width + m] = 2 * likeness(old, n, new, m) + (n == m);
	for (;;) {
		unsigned best = 2 * LEAST - 1, best_n = 0, best_m = 0;

		for (unsigned n = 1; n <= old->max; n++)
			for (unsigned m = 1; m <= new->max; m++)
				if (pairs->new_of_old[n] == 0 && pairs->old_of_new[m] == 0 &&
				    scores[n * width + m] > best)
					best = scores[n * width + m], best_n = n, best_m = m;
		if (best_n == 0)
			break;
		join(pairs, best_n, best_m);
	}
	free(scores);
}

static void
pair_group(struct pairs *all, const struct side *old, const struct side *new)
{
	struct group_pairs *pairs = ARRAY_ADD(all->groups, all->count, all->room);
	struct arena arena = { 0 };

	*pairs = (struct group_pairs){ .group = new->group,
		.old_file = old->file_no,
		.new_file = new->file_no,
		.old_max = old->max,
		.new_max = new->max };
	pairs->new_of_old = ARENA_ARRAY(&all->arena, unsigned, old->max + 1);
	pairs->old_of_new = ARENA_ARRAY(&all->arena, unsigned, new->max + 1);
	struct str *old_names = ARENA_ARRAY(&arena, struct str, old->max + 1);
	struct str *new_names = ARENA_ARRAY(&arena, struct str, new->max + 1);
	for (unsigned n = 1; n <= old->max; n++)
		old_names[n] = name_of(old, n, &arena);
	for (unsigned n = 1; n <= new->max; n++)
		new_names[n] = name_of(new, n, &arena);
	pair_names(pairs, old_names, new_names);
	pair_rest(pairs, old, new);
	arena_release(&arena);
}

/* ---- files -------------------------------------------------------------------------------------------------- */

static unsigned
last_file(const struct assessment *assessment)
{
	unsigned last = 1;

	for (size_t i = 0; i < assessment->count; i++)
		if (assessment->items[i].id.file_no > last)
			last = assessment->items[i].id.file_no;
	return last;
}

static struct str
file_name(const struct assessment *assessment, unsigned file_no, struct arena *arena)
{
	struct form_id id = { form_find(assessment->form, STR("II.1")), file_no, 0 };
	const struct item *item = id.item == NULL ? NULL : assess_find_id(assessment, &id);

	return item == NULL ? (struct str){ 0 } : text_key(arena, item->text);
}

static void
pair_files(struct pairs *pairs, const struct assessment *old, const struct assessment *new)
{
	unsigned old_last = last_file(old), new_last = last_file(new);
	struct arena arena = { 0 };

	for (unsigned n = 1; n <= old_last; n++) {
		struct str name = file_name(old, n, &arena);

		for (unsigned m = 1; m <= new_last && pairs->new_file_of_old[n] == 0; m++)
			if (name.len > 0 && pairs->old_file_of_new[m] == 0 &&
			    str_eq(name, file_name(new, m, &arena))) {
				pairs->new_file_of_old[n] = m;
				pairs->old_file_of_new[m] = n;
			}
	}
	/* A file that keeps its number was renamed. */
	for (unsigned n = 1; n <= old_last && n <= new_last; n++)
		if (pairs->new_file_of_old[n] == 0 && pairs->old_file_of_new[n] == 0) {
			pairs->new_file_of_old[n] = n;
			pairs->old_file_of_new[n] = n;
		}
	arena_release(&arena);
}

void
change_pairs(const struct assessment *old, const struct assessment *new, struct pairs *pairs)
{
	unsigned files = last_file(new);

	pair_files(pairs, old, new);
	for (size_t i = 0; i < new->form->count; i++) {
		const struct form_item *group = &new->form->items[i];
		const struct form_item *other = form_find(old->form, group->def);

		if (group->repeat_max == 0 || group->type == FORM_TABLE || other == NULL)
			continue;
		for (unsigned f = 1; f <= (group->per_file ? files : 1); f++) {
			unsigned was = group->per_file ? pairs->old_file_of_new[f] : 1;
			struct side a = { old, other, was, 0 }, b = { new, group, f, 0 };

			a.max = was == 0 ? 0 : change_last_row(old, other, was);
			b.max = change_last_row(new, group, f);
			pair_group(pairs, &a, &b);
		}
	}
}

const struct group_pairs *
change_pairs_find(const struct pairs *pairs, const struct form_item *group, unsigned new_file)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (pairs->groups[i].group == group && pairs->groups[i].new_file == new_file)
			return &pairs->groups[i];
	return NULL;
}

void
change_pairs_release(struct pairs *pairs)
{
	free(pairs->groups);
	arena_release(&pairs->arena);
	*pairs = (struct pairs){ 0 };
}
