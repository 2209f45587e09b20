/* SPDX-License-Identifier: Apache-2.0 */
/* Two versions of a form, item by item, as rows of a change table. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/compare.h"
#include "base/banned.h"

const char *
change_kind_name(enum change_kind kind)
{
	static const char *const names[] = { "value", "added", "removed", "moved", "records" };

	return names[kind];
}

struct str
compare_heading(struct change_list *out, const struct form_id *id)
{
	struct buf path = { 0 };

	change_heading_write(out->new->form, id, &path);
	struct str text = arena_str(&out->arena, buf_str(&path));
	buf_release(&path);
	return text;
}

/* What every row has: headings, class, the words that changed, timing and reason. */
void
compare_complete(struct change_list *out, struct change *change, bool same_meaning)
{
	const struct form_id *id = change->new_id.item != NULL ? &change->new_id : &change->old_id;

	change->def = id->item;
	change->item = compare_heading(out, id);
	if (same_meaning) {
		change->nature = NATURE_NOTATION;
	} else if (!form_type_is_text(change->def->type) && change->def->type != FORM_MARKS &&
	    change->kind != CHANGE_RECORDS) {
		/* A choice, a number or a date is another one as a whole. */
		change->parts.list = ARENA_ARRAY(&out->arena, struct diff_part, 2);
		if (change->before.len > 0)
			change->parts.list[change->parts.count++] =
			    (struct diff_part){ DIFF_DELETED, change->before };
		if (change->after.len > 0)
			change->parts.list[change->parts.count++] =
			    (struct diff_part){ DIFF_INSERTED, change->after };
		change->nature = NATURE_SUBSTANCE;
	} else {
		change_text_diff(
		    &out->arena, change->before, change->after, &out->budget, &change->parts);
		change->nature =
		    change_nature_of(change->def, change->before, change->after, &change->parts);
	}
	change->class = change_class_of(change->def, change->nature);
	/* What comes or goes with its whole group: the ※ speaks of a change of what was there. */
	if (change->class == CLASS_IMPORTANT && change->def->group != NULL &&
	    (change->kind == CHANGE_ADDED || change->kind == CHANGE_REMOVED))
		change->class = CLASS_DOUBTFUL;
	change_propose(change, out->new->form);
}

struct change *
compare_add(struct change_list *out, enum change_kind kind)
{
	struct change *change = ARRAY_ADD(out->list, out->count, out->room);

	change->kind = kind;
	return change;
}

static void
add_unclear(
    struct change_list *out, const struct form_id *id, const struct item *a, const struct item *b)
{
	struct change_unclear *unclear =
	    ARRAY_ADD(out->unclear, out->unclear_count, out->unclear_room);

	*unclear = (struct change_unclear){ .id = *id,
		.item = compare_heading(out, id),
		.in_old = !change_is_sure(a),
		.in_new = !change_is_sure(b) };
}

/* One item of both versions; an item of the old edition's form alone has no partner and is left. */
static void
compare_item(struct comparing *c, const struct form_id *old_id, const struct form_id *new_id)
{
	struct change_list *out = c->out;
	const struct item *a = old_id->item == NULL ? NULL : assess_find_id(out->old, old_id);
	const struct item *b = assess_find_id(out->new, new_id);
	enum change_equality equality = change_equal(a, b);

	if (equality == EQUAL_EXACTLY)
		return;
	if (equality == EQUAL_UNCLEAR) {
		add_unclear(out, new_id, a, b);
		return;
	}
	struct change *change = compare_add(out, CHANGE_VALUE);
	change->old_id = *old_id;
	change->new_id = *new_id;
	change->before = change_value(&out->arena, a);
	change->after = change_value(&out->arena, b);
	compare_complete(out, change, equality == EQUAL_IN_MEANING);
}

/* An item that only one of the two versions can have, for its group or file is only there. */
static void
one_sided(struct comparing *c, enum change_kind kind, const struct form_id *id)
{
	struct change_list *out = c->out;
	bool added = kind == CHANGE_ADDED;
	const struct item *item = assess_find_id(added ? out->new : out->old, id);
	struct form_id none = { 0 };

	if (item == NULL || item->state == ITEM_BLANK)
		return;
	if (!change_is_sure(item)) {
		add_unclear(out, id, added ? NULL : item, added ? item : NULL);
		return;
	}
	struct change *change = compare_add(out, kind);
	change->old_id = added ? none : *id;
	change->new_id = added ? *id : none;
	change->before = added ? (struct str){ 0 } : change_value(&out->arena, item);
	change->after = added ? change_value(&out->arena, item) : (struct str){ 0 };
	compare_complete(out, change, false);
}

static void
each_of_group(struct comparing *c, enum change_kind kind, const struct form *form,
    const struct form_item *group, unsigned file_no, unsigned n)
{
	for (size_t i = group->order; i < form->count && form->items[i].group == group; i++)
		if (form_item_is_asked(&form->items[i])) {
			struct form_id id = { &form->items[i], file_no, n };

			one_sided(c, kind, &id);
		}
}

static void
compare_pair(struct comparing *c, const struct group_pairs *pairs, unsigned n, unsigned m)
{
	const struct form *form = c->out->new->form;
	const struct form_item *group = pairs->group;

	if (n != m || pairs->old_file != pairs->new_file) {
		struct change *moved = compare_add(c->out, CHANGE_MOVED);

		moved->old_id = (struct form_id){ form_find(c->out->old->form, group->def),
			pairs->old_file, n };
		moved->new_id = (struct form_id){ group, pairs->new_file, m };
		moved->before = arena_printf(&c->out->arena, "%u", n);
		moved->after = arena_printf(&c->out->arena, "%u", m);
		compare_complete(c->out, moved, true);
	}
	for (size_t i = group->order; i < form->count && form->items[i].group == group; i++) {
		if (!form_item_is_asked(&form->items[i]))
			continue;
		struct form_id new_id = { &form->items[i], pairs->new_file, m };
		struct form_id old_id = { form_find(c->out->old->form, form->items[i].def),
			pairs->old_file, n };

		compare_item(c, &old_id, &new_id);
	}
}

static void
compare_group(struct comparing *c, const struct form_item *group, unsigned new_file)
{
	const struct group_pairs *pairs = change_pairs_find(&c->pairs, group, new_file);
	const struct form *old_form = c->out->old->form;

	if (pairs == NULL)
		return;
	for (unsigned m = 1; m <= pairs->new_max; m++)
		if (pairs->old_of_new[m] != 0)
			compare_pair(c, pairs, pairs->old_of_new[m], m);
		else
			each_of_group(c, CHANGE_ADDED, c->out->new->form, group, new_file, m);
	for (unsigned n = 1; n <= pairs->old_max; n++)
		if (pairs->new_of_old[n] == 0)
			each_of_group(c, CHANGE_REMOVED, old_form, form_find(old_form, group->def),
			    pairs->old_file, n);
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static void
compare_file(struct comparing *c, const struct form_item *item, unsigned new_file)
{
	unsigned was = item->per_file ? c->pairs.old_file_of_new[new_file] : 1;
	struct form_id new_id = { item, new_file, 0 };
	struct form_id old_id = { form_find(c->out->old->form, item->def), was, 0 };

	if (was == 0)
		one_sided(c, CHANGE_ADDED, &new_id);
	else
		compare_item(c, &old_id, &new_id);
}

/* A file that has another number now. */
static void
moved_files(struct comparing *c)
{
	const struct form_item *section = form_find(c->out->new->form, STR("II"));

	for (unsigned n = 1; section != NULL && n <= FORM_FILES_MAX; n++) {
		unsigned m = c->pairs.new_file_of_old[n];

		if (m == 0 || m == n)
			continue;
		struct change *moved = compare_add(c->out, CHANGE_MOVED);
		moved->old_id = (struct form_id){ form_find(c->out->old->form, STR("II")), n, 0 };
		moved->new_id = (struct form_id){ section, m, 0 };
		moved->before = arena_printf(&c->out->arena, "%u", n);
		moved->after = arena_printf(&c->out->arena, "%u", m);
		compare_complete(c->out, moved, true);
	}
}

static void
removed_files(struct comparing *c)
{
	const struct form *form = c->out->old->form;

	for (unsigned n = 1; n <= FORM_FILES_MAX; n++) {
		const struct assessment *old = c->out->old;

		if (c->pairs.new_file_of_old[n] != 0)
			continue;
		for (size_t i = 0; i < old->count; i++)
			if (old->items[i].id.file_no == n && n > 1 &&
			    old->items[i].id.item->per_file &&
			    old->items[i].id.item->group != change_record_table(form) &&
			    form_item_is_asked(old->items[i].id.item))
				one_sided(c, CHANGE_REMOVED, &old->items[i].id);
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	const struct form_id *p = x->new_id.item != NULL ? &x->new_id : &x->old_id;
	const struct form_id *q = y->new_id.item != NULL ? &y->new_id : &y->old_id;
	int c = form_id_cmp(p, q);

	/* What is gone stands before what took its number. */
	return c != 0 ? c : (y->kind == CHANGE_REMOVED) - (x->kind == CHANGE_REMOVED);
}

static void
compare_all(struct comparing *c)
{
	const struct form *form = c->out->new->form;
	const struct form_item *records = change_record_table(form);
	unsigned files = 1;

	while (files < FORM_FILES_MAX && c->pairs.old_file_of_new[files + 1] != 0)
		files++;
	for (size_t i = 0; i < c->out->new->count; i++)
		if (c->out->new->items[i].id.file_no > files)
			files = c->out->new->items[i].id.file_no;
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		bool head = item->repeat_max != 0 && item->type != FORM_TABLE;

		for (unsigned f = 1; f <= (item->per_file ? files : 1); f++) {
			if (head)
				compare_group(c, item, f);
			else if (item == records)
				compare_records(c, f);
			else if (item->group == NULL && form_item_is_asked(item) &&
			    !str_is(item->question, "cover.published"))
				compare_file(c, item, f);
		}
	}
	moved_files(c);
	removed_files(c);
	if (c->out->count > 0)
		qsort(c->out->list, c->out->count, sizeof *c->out->list, by_place);
}

bool
change_is_row(const struct change *change)
{
	return change->nature != NATURE_NOTATION;
}

bool
change_compare(const struct assessment *old, const struct assessment *new, struct date date,
    struct change_list *changes, struct diags *diags)
{
	struct comparing c = { .out = changes };

	*changes = (struct change_list){ .old = old, .new = new, .date = date };
	if (!str_eq(old->form->number, new->form->number)) {
		diag_add(diags, DIAG_CHANGE_FORMS, (struct diag_at){ .file = new->file },
		    old->form->name, new->form->name, (struct str){ 0 });
		return false;
	}
	struct form_id id = { form_find(new->form, STR("cover.published")), 1, 0 };
	const struct item *published = id.item == NULL ? NULL : assess_find_id(new, &id);
	if (published != NULL && change_is_sure(published)) {
		changes->published = change_value(&changes->arena, published);
		if (date.year == 0)
			changes->date = published->date;
	}
	change_pairs(old, new, &c.pairs);
	compare_all(&c);
	change_effects(changes);
	change_pairs_release(&c.pairs);
	return true;
}

void
change_list_release(struct change_list *changes)
{
	free(changes->list);
	free(changes->unclear);
	free(changes->effects);
	arena_release(&changes->arena);
	*changes = (struct change_list){ 0 };
}
