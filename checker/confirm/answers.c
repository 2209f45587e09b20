/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of answers is brought into the shape of an assessment, which is then read like any other: one place knows what a value
 * may be, and its faults have the answer's line and column.
 */
#include "confirm/confirm.h"

#include "base/scope.h"
#include "base/text.h"
#include "confirm/inner.h"
#include "doc/doc.h"
#include "base/banned.h"

struct answers_reader {
	const struct confirm_form *form;
	struct arena *arena;
	struct str file;
	struct diags *diags;
};

static void
complain(struct answers_reader *r, enum diag_code code, const struct node *at, struct str a,
    struct str b)
{
	diag_add(r->diags, code, node_at(at, r->file), a, b, (struct str){ 0 });
}

/* Adds with the place of the key, which node_put takes from the value. */
static void
put_at(struct arena *arena, struct node *map, struct str key, struct node *value, uint32_t line,
    uint32_t column)
{
	node_put(arena, map, key, value);
	map->key_lines[map->count - 1] = line;
	map->key_columns[map->count - 1] = column;
}

static struct node *
text_at(struct arena *arena, struct str text, const struct node *at)
{
	struct node *node = node_text(arena, text);

	node->line = at->line;
	node->column = at->column;
	return node;
}

static struct node *
mark_with_text(struct arena *arena, struct str state, struct str text, const struct node *at)
{
	struct node *map = node_new(arena, NODE_MAP, at->line, at->column);

	node_put(arena, map, STR("mark"), text_at(arena, state, at));
	if (text.len > 0)
		node_put(arena, map, STR("text"), text_at(arena, text, at));
	return map;
}

/* The proposal as a value; a box that even the proposal does not know is not in it. */
static struct node *
proposal(struct answers_reader *r, const struct item *item, const struct node *at)
{
	if (item->id.item->type != FORM_MARKS || item->text.len > 0)
		return text_at(r->arena, item->text, at);
	struct node *map = node_new(r->arena, NODE_MAP, at->line, at->column);
	for (size_t i = 0; i < item->id.item->mark_count; i++) {
		const struct item_mark *mark = &item->marks[i];
		struct str state = mark->state == MARK_CHECKED ? STR("checked") : STR("unchecked");

		if (mark->state != MARK_UNKNOWN)
			put_at(r->arena, map, mark->mark->label,
			    mark_with_text(r->arena, state, mark->text, at), at->line, at->column);
	}
	return map;
}

/* One box of a list: its label, or {label: text in its （ ）}. */
static bool
take_box(struct answers_reader *r, const struct form_item *def, const struct node *entry,
    struct node *map)
{
	bool with_text = entry->type == NODE_MAP && entry->count == 1;
	struct str label = with_text ? entry->keys[0] : entry->text;
	struct str text =
	    with_text && node_is_text(entry->items[0]) ? entry->items[0]->text : (struct str){ 0 };
	const struct form_mark *mark;

	if (!with_text && !node_is_text(entry)) {
		complain(r, DIAG_CONFIRM_BOX, entry, def->label, (struct str){ 0 });
		return false;
	}
	/* Under its printed label, so that a box named in two ways is seen to be named twice. */
	mark = form_mark_find(def, label);
	if (mark != NULL)
		label = mark->label;
	if (node_find_str(map, label) != NULL) {
		complain(r, DIAG_CONFIRM_BOX_TWICE, entry, def->label, label);
		return false;
	}
	put_at(r->arena, map, label, mark_with_text(r->arena, STR("checked"), text, entry),
	    entry->line, entry->column);
	return true;
}

/* The checked boxes as a list: no other is checked. */
static struct node *
boxes_of_list(struct answers_reader *r, const struct form_item *def, const struct node *list)
{
	struct node *map = node_new(r->arena, NODE_MAP, list->line, list->column);

	for (size_t i = 0; i < list->count; i++)
		if (!take_box(r, def, list->items[i], map))
			return NULL;
	for (size_t i = 0; i < def->mark_count; i++)
		if (node_find_str(map, def->marks[i].label) == NULL)
			put_at(r->arena, map, def->marks[i].label,
			    text_at(r->arena, STR("unchecked"), list), list->line, list->column);
	return map;
}

/* One answer under its id; NULL: it says nothing, or was complained of. */
static struct node *
take_answer(struct answers_reader *r, struct str id, struct node *node)
{
	struct form_id parsed;

	if (node->type == NODE_NULL)
		return NULL;
	/* An unknown id is said by who reads the items. */
	if (!form_id_parse(r->form->assessment.form, id, &parsed))
		return node;
	if (node->type == NODE_SEQUENCE && parsed.item->type == FORM_MARKS)
		return boxes_of_list(r, parsed.item, node);
	if (!node_is_text(node) || !(str_is(node->text, "=") || str_is(node->text, "＝")))
		return node;
	const struct item *item = assess_find_id(&r->form->assessment, &parsed);
	if (item != NULL && item->state == ITEM_PROPOSED)
		return proposal(r, item, node);
	/* Applied once more: it was settled so. */
	if (item == NULL || item->state == ITEM_UNKNOWN)
		complain(r, DIAG_CONFIRM_NO_PROPOSAL, node, id, (struct str){ 0 });
	return NULL;
}

static bool
read_head(struct answers_reader *r, const struct node *root)
{
	static const struct node_key keys[] = {
		{ "piacheck", NODE_SCALAR, true },
		{ "form", NODE_SCALAR, true },
		{ "answers", NODE_NULL, true },
	};
	const struct node *format = node_find(root, "piacheck"), *form = node_find(root, "form");
	const struct form *ours = r->form->assessment.form, *theirs;

	if (root->type != NODE_MAP || !node_is_text(format) || !str_is(format->text, "confirm/1")) {
		complain(r, DIAG_CONFIRM_NOT, root, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	if (!node_check_keys(root, keys, COUNT_OF(keys), r->file, r->diags) || !node_is_text(form))
		return false;
	theirs = forms_find(r->form->forms, form->text, (struct str){ 0 });
	if (theirs != NULL && str_eq(theirs->number, ours->number))
		return true;
	complain(r, DIAG_CONFIRM_FORM, form, form->text, ours->name);
	return false;
}

/* An answer settles its item: it cannot be a proposal again. */
static void
refuse_proposals(struct answers_reader *r, const struct assessment *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		const struct item *item = &answers->items[i];
		struct buf id = { 0 };

		if (item->state != ITEM_PROPOSED)
			continue;
		form_id_write(&item->id, &id);
		diag_add(r->diags, DIAG_CONFIRM_STATE,
		    (struct diag_at){ r->file, item->line, item->column }, buf_str(&id),
		    (struct str){ 0 }, (struct str){ 0 });
		buf_release(&id);
	}
}

bool
confirm_answers_from_node(const struct confirm_form *form, const struct node *root, struct str file,
    struct assessment *answers, struct diags *diags)
{
	struct arena arena = { 0 };
	struct answers_reader r = { form, &arena, file, diags };
	const struct form *ours = form->assessment.form;
	const struct node *list = node_find(root, "answers");
	struct node *made = node_new(&arena, NODE_MAP, root->line, root->column);
	struct node *items = node_new(&arena, NODE_MAP, root->line, root->column);
	size_t before = diags->errors;

	*answers = (struct assessment){ 0 };
	if (read_head(&r, root) && list->type != NODE_MAP && list->type != NODE_NULL)
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(list, file), "answers",
		    DIAG_BOTH("マップ", "a map"), NULL);
	for (size_t i = 0; diags->errors == before && list->type == NODE_MAP && i < list->count;
	     i++) {
		struct node *answer = take_answer(&r, list->keys[i], list->items[i]);

		if (answer != NULL)
			put_at(&arena, items, list->keys[i], answer, list->key_lines[i],
			    list->key_columns[i]);
	}
	node_put(&arena, made, STR("piacheck"), node_text(&arena, STR("assessment/1")));
	node_put(&arena, made, STR("form"), node_text(&arena, ours->number));
	if (ours->edition.len > 0)
		node_put(&arena, made, STR("edition"), node_text(&arena, ours->edition));
	node_put(&arena, made, STR("items"), items);
	if (diags->errors == before && assess_from_node(answers, made, file, form->forms, diags))
		refuse_proposals(&r, answers);
	arena_release(&arena);
	return diags->errors == before;
}

bool
confirm_read_answers(const struct confirm_form *form, struct str file, struct assessment *answers,
    struct diags *diags)
{
	struct arena arena = { 0 };
	const struct node *root = doc_read_file(DOC_YAML, file, &arena, diags);
	bool good = root != NULL && confirm_answers_from_node(form, root, file, answers, diags);

	arena_release(&arena);
	return good;
}
