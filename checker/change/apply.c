/* SPDX-License-Identifier: Apache-2.0 */
/* The old version with the changes made: a tree is built, and read as any assessment is. */
#include <stdlib.h>

#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

/* A change by the item, or the group's head, of the old version that it concerns. */
struct place {
	struct form_id old;
	const struct change *change;
};

struct places {
	struct place *list;
	size_t count;
};

struct applying {
	const struct assessment *old;
	const struct change_list *changes;
	const struct form *form; /* the old version's: the result is of its edition */
	struct arena arena;
	struct places items, groups;           /* sorted by old */
	unsigned new_file[FORM_FILES_MAX + 1]; /* of a file of the old version; 0: gone */
	bool new_records[FORM_FILES_MAX + 1];  /* its 記録項目 are written anew */
	struct node *out;
	struct diags *diags;
	bool with_table;
	bool good;
};

static struct str
id_text(struct arena *arena, const struct form_id *id)
{
	struct buf text = { 0 };

	form_id_write(id, &text);
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static void
put(struct applying *a, const struct form_id *id, struct node *value)
{
	node_put(&a->arena, a->out, id_text(&a->arena, id), value);
}

static int
by_old(const void *x, const void *y)
{
	return form_id_cmp(&((const struct place *)x)->old, &((const struct place *)y)->old);
}

static const struct change *
find_place(const struct places *places, const struct form_id *id)
{
	struct place wanted = { .old = *id };
	const struct place *found = places->count == 0
	    ? NULL
	    : bsearch(&wanted, places->list, places->count, sizeof wanted, by_old);

	return found == NULL ? NULL : found->change;
}

static void
note_group(struct applying *a, const struct change *change)
{
	struct form_id head = change->old_id;

	head.item = head.item->group;
	a->groups.list[a->groups.count++] = (struct place){ head, change };
}

/* What each change does to the places of the old version. */
static void
note_places(struct applying *a)
{
	size_t count = a->changes->count;

	a->items.list = ARENA_ARRAY(&a->arena, struct place, count + 1);
	a->groups.list = ARENA_ARRAY(&a->arena, struct place, count + 1);
	for (unsigned f = 0; f <= FORM_FILES_MAX; f++)
		a->new_file[f] = f;
	for (size_t i = 0; i < count; i++) {
		const struct change *change = &a->changes->list[i];
		const struct form_id *old = &change->old_id;

		if (old->item == NULL)
			continue;
		if (change->kind == CHANGE_RECORDS)
			a->new_records[old->file_no] = true;
		else if (old->item->group != NULL && change->kind != CHANGE_VALUE)
			note_group(a, change);
		else if (change->kind == CHANGE_MOVED || change->kind == CHANGE_REMOVED)
			a->new_file[old->file_no] =
			    change->kind == CHANGE_MOVED ? change->new_id.file_no : 0;
		if (change->kind == CHANGE_VALUE)
			a->items.list[a->items.count++] = (struct place){ *old, change };
	}
	if (a->items.count > 0)
		qsort(a->items.list, a->items.count, sizeof *a->items.list, by_old);
	if (a->groups.count > 0)
		qsort(a->groups.list, a->groups.count, sizeof *a->groups.list, by_old);
}

static bool
is_published(const struct form_item *item)
{
	return str_is(item->question, "cover.published");
}

/* Where an item of the old version stands in the new one; false: nowhere, or another value is put there. */
static bool
new_place(const struct applying *a, const struct form_id *old, struct form_id *new)
{
	struct form_id head = *old;
	const struct change *group;

	*new = *old;
	if (find_place(&a->items, old) != NULL)
		return false;
	if (a->with_table && is_published(old->item) && a->changes->published.len > 0)
		return false;
	if (old->item->per_file) {
		new->file_no = a->new_file[old->file_no];
		if (old->item->group == change_record_table(a->form) &&
		    a->new_records[old->file_no])
			return false;
	}
	head.item = old->item->group;
	group = head.item == NULL ? NULL : find_place(&a->groups, &head);
	if (group != NULL && group->kind == CHANGE_REMOVED)
		return false;
	if (group != NULL) {
		new->file_no = group->new_id.file_no;
		new->instance = group->new_id.instance;
	}
	return new->file_no != 0;
}

static void
complain(struct applying *a, const struct change *change, enum diag_code code)
{
	const struct form_id *id = change->old_id.item != NULL ? &change->old_id : &change->new_id;

	diag_add(a->diags, code, (struct diag_at){ .file = a->old->file }, id_text(&a->arena, id),
	    text_cut(change->before, 120), (struct str){ 0 });
	a->good = false;
}

/* A row that speaks of another text than the old version's was made for another version. */
static bool
fits(struct applying *a, const struct change *change)
{
	const struct item *item = change->old_id.item == NULL || change->kind == CHANGE_MOVED ||
		change->kind == CHANGE_RECORDS
	    ? NULL
	    : assess_find_id(a->old, &change->old_id);

	if (change->old_id.item == NULL || change->kind == CHANGE_MOVED ||
	    change->kind == CHANGE_RECORDS)
		return true;
	return item != NULL && str_eq(change_value(&a->arena, item), change->before);
}

static void
apply_records(struct applying *a, const struct change *change)
{
	static const char *const cells[] = { "heading", "num", "name" };
	const struct form_item *table = change->def;

	for (size_t row = 0; row < change->record_count; row++)
		for (size_t i = table->order + 1;
		     i < a->form->count && a->form->items[i].group == table; i++) {
			struct form_id id = { &a->form->items[i], change->new_id.file_no,
				(unsigned)row + 1 };
			struct str part = str_from(id.item->def, table->def.len + 1);

			for (size_t k = 0; k < COUNT_OF(cells); k++)
				if (str_is(part, cells[k]))
					put(a, &id,
					    node_text(&a->arena, change->records[3 * row + k]));
		}
}

static void
apply_one(struct applying *a, const struct change *change)
{
	struct node *value;

	if (!fits(a, change)) {
		complain(a, change, DIAG_CHANGE_BEFORE);
		return;
	}
	switch (change->kind) {
	case CHANGE_MOVED:
	case CHANGE_REMOVED:
		break; /* new_place has seen to it */
	case CHANGE_RECORDS:
		apply_records(a, change);
		break;
	case CHANGE_VALUE:
	case CHANGE_ADDED:
		value = change_value_node(&a->arena, change->new_id.item, change->after);
		if (value == NULL)
			complain(a, change, DIAG_CHANGE_AFTER);
		else
			put(a, &change->new_id, value);
		break;
	}
}

static void
copy_old(struct applying *a)
{
	for (size_t i = 0; i < a->old->count; i++) {
		const struct item *item = &a->old->items[i];
		struct form_id id;

		if (new_place(a, &item->id, &id))
			node_put(&a->arena, a->out, id_text(&a->arena, &id),
			    change_item_node(&a->arena, item));
	}
}

/* The row of a change in 変更箇所. */
static void
add_row(struct applying *a, const struct form_item *table, unsigned n, const struct change *change)
{
	struct buf date = { 0 };

	if (a->changes->date.year != 0)
		date_era(a->changes->date, &date);
	const struct {
		const char *name;
		struct str text;
	} cells[] = {
		{ "date", buf_str(&date) },
		{ "item", change->item },
		{ "before", change->before },
		{ "after", change->after },
		{ "timing", change->timing },
		{ "reason", change->reason },
	};
	for (size_t i = table->order + 1; i < a->form->count && a->form->items[i].group == table;
	     i++)
		for (size_t k = 0; k < COUNT_OF(cells); k++)
			if (str_is(str_from(a->form->items[i].def, table->def.len + 1),
				cells[k].name)) {
				struct form_id id = { &a->form->items[i], 1, n };

				put(a, &id, node_text(&a->arena, cells[k].text));
			}
	buf_release(&date);
}

static void
add_table(struct applying *a)
{
	const struct form_item *table = change_change_table(a->form);
	unsigned n = change_last_row(a->old, table, 1);
	struct form_id published = { form_find(a->form, STR("cover.published")), 1, 0 };

	if (published.item != NULL && a->changes->published.len > 0)
		put(a, &published, node_text(&a->arena, a->changes->published));

	for (size_t i = 0; table != NULL && i < a->changes->count; i++)
		if (change_is_row(&a->changes->list[i]) && n < FORM_INSTANCE_MAX)
			add_row(a, table, ++n, &a->changes->list[i]);
}

bool
change_apply(const struct assessment *old, const struct change_list *changes, bool with_table,
    const struct forms *forms, struct assessment *result, struct diags *diags)
{
	struct applying a = { .with_table = with_table,
		.old = old,
		.changes = changes,
		.form = old->form,
		.diags = diags,
		.good = true };
	size_t errors = diags->errors;
	struct node *root;

	*result = (struct assessment){ 0 };
	a.out = node_new(&a.arena, NODE_MAP, 0, 0);
	note_places(&a);
	root = node_new(&a.arena, NODE_MAP, 0, 0);
	copy_old(&a);
	for (size_t i = 0; i < changes->count; i++)
		apply_one(&a, &changes->list[i]);
	if (with_table)
		add_table(&a);
	node_put(&a.arena, root, STR("piacheck"), node_text(&a.arena, STR("assessment/1")));
	node_put(&a.arena, root, STR("form"), node_text(&a.arena, old->form->number));
	if (old->form->edition.len > 0)
		node_put(&a.arena, root, STR("edition"), node_text(&a.arena, old->form->edition));
	node_put(&a.arena, root, STR("items"), a.out);
	if (a.good)
		a.good = assess_from_node(result, root, old->file, forms, diags) &&
		    diags->errors == errors;
	arena_release(&a.arena);
	return a.good;
}
