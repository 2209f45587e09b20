/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck/diff/1 read back, to be applied: ids and texts alone; what they mean for the law is not taken from a file. */
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

struct reading {
	struct change_list *out;
	const struct form *form;
	struct str file;
	struct diags *diags;
	bool good;
};

static void
complain(struct reading *r, const struct node *at, const char *what)
{
	diag_add(r->diags, DIAG_CHANGE_JSON, node_at(at, r->file), str_of(what), (struct str){ 0 },
	    (struct str){ 0 });
	r->good = false;
}

static struct str
text_of(struct reading *r, const struct node *row, const char *key)
{
	const struct node *node = node_find(row, key);

	return node_is_text(node) ? arena_str(&r->out->arena, node->text) : (struct str){ 0 };
}

/* An id that the kind needs is there, and one of this form. */
static void
read_id(struct reading *r, const struct node *row, const char *key, bool needed, struct form_id *id)
{
	const struct node *node = node_find(row, key);

	*id = (struct form_id){ 0 };
	if (!node_is_text(node)) {
		if (needed)
			complain(r, row, key);
	} else if (!form_id_parse(r->form, node->text, id)) {
		*id = (struct form_id){ 0 };
		complain(r, node, key);
	}
}

static bool
read_kind(struct reading *r, const struct node *row, enum change_kind *kind)
{
	const struct node *node = node_find(row, "kind");

	for (int i = CHANGE_VALUE; i <= CHANGE_RECORDS; i++)
		if (node_is_text(node) &&
		    str_is(node->text, change_kind_name((enum change_kind)i))) {
			*kind = (enum change_kind)i;
			return true;
		}
	complain(r, row, "kind");
	return false;
}

static void
read_records(struct reading *r, const struct node *row, struct change *change)
{
	const struct node *list = node_find(row, "records");

	if (list == NULL || list->type != NODE_SEQUENCE || list->count > FORM_INSTANCE_MAX) {
		complain(r, row, "records");
		return;
	}
	change->records = ARENA_ARRAY(&r->out->arena, struct str, 3 * list->count + 1);
	for (size_t i = 0; i < list->count; i++) {
		const struct node *cells = list->items[i];

		if (cells->type != NODE_SEQUENCE || cells->count != 3) {
			complain(r, cells, "records");
			return;
		}
		for (size_t k = 0; k < 3; k++)
			if (node_is_text(cells->items[k]))
				change->records[3 * i + k] =
				    arena_str(&r->out->arena, cells->items[k]->text);
	}
	change->record_count = list->count;
}

/* Groups and tables hold no value, and what holds one is neither. */
static void
check_item(struct reading *r, const struct node *row, const struct change *change)
{
	const struct form_id *id = change->new_id.item != NULL ? &change->new_id : &change->old_id;
	bool value = change->kind == CHANGE_VALUE || change->kind == CHANGE_ADDED ||
	    change->kind == CHANGE_REMOVED;

	if (id->item == NULL)
		return;
	bool heading = id->item->type == FORM_GROUP || id->item->type == FORM_TABLE;
	if (heading == value ||
	    (change->kind == CHANGE_RECORDS && id->item != change_record_table(r->form)) ||
	    (value && id->item->group != NULL && id->item->group->type == FORM_TABLE))
		complain(r, row, change->new_id.item != NULL ? "new_id" : "old_id");
}

static void
read_row(struct reading *r, const struct node *row)
{
	struct change *change;
	enum change_kind kind;

	if (row->type != NODE_MAP) {
		complain(r, row, "rows");
		return;
	}
	if (!read_kind(r, row, &kind))
		return;
	change = ARRAY_ADD(r->out->list, r->out->count, r->out->room);
	change->kind = kind;
	read_id(r, row, "old_id", kind != CHANGE_ADDED && kind != CHANGE_RECORDS, &change->old_id);
	read_id(r, row, "new_id", kind != CHANGE_REMOVED, &change->new_id);
	change->before = text_of(r, row, "before");
	change->after = text_of(r, row, "after");
	change->item = text_of(r, row, "item");
	change->timing = text_of(r, row, "timing");
	change->reason = text_of(r, row, "reason");
	change->def = change->new_id.item != NULL ? change->new_id.item : change->old_id.item;
	change->nature = str_is(text_of(r, row, "nature"), change_nature_name(NATURE_NOTATION))
	    ? NATURE_NOTATION
	    : NATURE_SUBSTANCE;
	if (kind == CHANGE_RECORDS)
		read_records(r, row, change);
	check_item(r, row, change);
}

bool
change_read_json(const struct node *root, struct str file, const struct assessment *old,
    struct change_list *changes, struct diags *diags)
{
	struct reading r = {
		.out = changes, .form = old->form, .file = file, .diags = diags, .good = true
	};
	const struct node *schema = node_find(root, "schema"), *form = node_find(root, "form");
	const struct node *rows = node_find(root, "rows"), *date = node_find(root, "date");

	*changes = (struct change_list){ .old = old, .new = old };
	if (!node_is_text(schema) || !str_is(schema->text, "piacheck/diff/1") || rows == NULL ||
	    rows->type != NODE_SEQUENCE) {
		complain(&r, root, "schema, rows");
		return false;
	}
	if (!node_is_text(form) || !str_eq(form->text, old->form->number)) {
		diag_add(diags, DIAG_CHANGE_FORMS, node_at(root, file), old->form->name,
		    node_is_text(form) ? form->text : STR("?"), (struct str){ 0 });
		return false;
	}
	if (node_is_text(date) && !date_parse(date->text, &changes->date))
		complain(&r, date, "date");
	changes->published = text_of(&r, root, "published");
	for (size_t i = 0; i < rows->count; i++)
		read_row(&r, rows->items[i]);
	return r.good;
}
