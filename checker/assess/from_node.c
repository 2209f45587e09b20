/* SPDX-License-Identifier: Apache-2.0 */
/* An assessment from its tree: the head, then item after item; a bad one is said and unknown, the others hold. */
#include "assess/assess.h"

#include <stdlib.h>

#include "assess/item.h"
#include "assess/limits.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

/* The forms that there are, for the message: 様式3, 様式4（令和6年10月）. */
static struct str
known_forms(struct arena *arena, const struct forms *forms)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < forms->count; i++) {
		const struct form *form = &forms->list[i];

		if (i > 0)
			buf_adds(&text, ", ");
		buf_add(&text, form->name);
		if (form->edition.len > 0)
			buf_addf(&text, "（%.*s）", STR_ARG(form->edition));
	}
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static struct str
text_of(const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	return node_is_text(node) ? node->text : (struct str){ 0 };
}

/* What kind of document, and the form that it fills in. */
static bool
read_head(struct assessment *assessment, const struct node *root, const struct forms *forms,
    struct diags *diags)
{
	static const struct node_key keys[] = {
		{ "piacheck", NODE_SCALAR, true },
		{ "form", NODE_SCALAR, true },
		{ "edition", NODE_NULL, false },
		{ "source", NODE_NULL, false },
		{ "items", NODE_NULL, true },
	};
	static const struct node_key source_keys[] = { { "file", NODE_SCALAR, true } };
	struct str format = text_of(root, "piacheck"), edition = text_of(root, "edition");
	struct str file = assessment->file;
	const struct node *source = node_find(root, "source");

	if (root->type != NODE_MAP || format.len == 0) {
		diag_addz(diags, DIAG_ASSESS_NOT, node_at(root, file), NULL, NULL, NULL);
		return false;
	}
	if (!str_is(format, "assessment/1")) {
		diag_add(diags, DIAG_ASSESS_VERSION, node_at(node_find(root, "piacheck"), file),
		    format, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	node_check_keys(root, keys, COUNT_OF(keys), file, diags);
	if (!node_is_text(node_find(root, "form")))
		return false;
	assessment->form = forms_find(forms, text_of(root, "form"), edition);
	if (assessment->form == NULL) {
		diag_add(diags, DIAG_ASSESS_FORM, node_at(node_find(root, "form"), file),
		    text_of(root, "form"),
		    edition.len > 0 ? edition : STR(DIAG_BOTH("指定なし", "not given")),
		    known_forms(&assessment->arena, forms));
		return false;
	}
	if (source != NULL && source->type == NODE_MAP) {
		node_check_keys(source, source_keys, COUNT_OF(source_keys), file, diags);
		/* Copied, for the tree goes. */
		assessment->source = arena_str(
		    &assessment->arena, number_masked(&assessment->arena, text_of(source, "file")));
	} else if (source != NULL && source->type != NODE_NULL) {
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(source, file), "source",
		    DIAG_BOTH("マップ", "a map"), NULL);
	}
	return true;
}

static void
say_unknown(struct item_reader *reader, const struct form *form, struct str id, struct diag_at at)
{
	struct str nearest = { 0 };

	if (reader->hints++ < ASSESS_HINTS_MAX)
		nearest = form_nearest(form, id);
	diag_add(reader->diags, DIAG_ASSESS_ITEM_UNKNOWN, at, id, form->name,
	    item_hint(reader->arena, nearest));
}

static void
read_item(
    struct item_reader *reader, struct assessment *assessment, const struct node *items, size_t i)
{
	struct diag_at at = { reader->file, items->key_lines[i], items->key_columns[i] };
	struct item *item = &assessment->items[assessment->count];
	struct str id = items->keys[i];

	if (!form_id_parse(assessment->form, id, &item->id)) {
		say_unknown(reader, assessment->form, id, at);
		return;
	}
	if (item->id.item->type == FORM_GROUP || item->id.item->type == FORM_TABLE) {
		diag_add(reader->diags, DIAG_ASSESS_ITEM_HEADING, at, id, (struct str){ 0 },
		    (struct str){ 0 });
		return;
	}
	item->line = at.line;
	item->column = at.column;
	item_read(reader, items->items[i], item);
	assessment->count++;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int c = form_id_cmp(&x->id, &y->id);

	if (c == 0)
		c = (x->line > y->line) - (x->line < y->line);
	return c != 0 ? c : (x->column > y->column) - (x->column < y->column);
}

/* "II.1" and "II@1.1" are different keys and the same item. Nobody knows which is right. */
static void
drop_twice(struct item_reader *reader, struct assessment *assessment)
{
	size_t kept = 0;

	for (size_t i = 0; i < assessment->count; i++) {
		struct item *item = &assessment->items[i];
		struct buf id = { 0 }, line = { 0 };

		if (kept == 0 || form_id_cmp(&assessment->items[kept - 1].id, &item->id) != 0) {
			assessment->items[kept++] = *item;
			continue;
		}
		form_id_write(&item->id, &id);
		buf_addf(&line, "%u", assessment->items[kept - 1].line);
		diag_add(reader->diags, DIAG_ASSESS_ITEM_TWICE,
		    (struct diag_at){ reader->file, item->line, item->column }, buf_str(&id),
		    buf_str(&line), (struct str){ 0 });
		item_make_unknown(reader->arena, &assessment->items[kept - 1]);
		buf_release(&id);
		buf_release(&line);
	}
	assessment->count = kept;
}

static void
count_unknown(struct assessment *assessment)
{
	struct arena scratch = { 0 };
	struct slot *slots;
	size_t count = assess_slots(assessment, &scratch, &slots);

	for (size_t i = 0; i < count; i++)
		if (slot_state(&slots[i]) == ITEM_UNKNOWN)
			assessment->unknown_count++;
	arena_release(&scratch);
}

static bool
is_too_many(const struct node *items, struct str file, struct diags *diags)
{
	struct buf limit = { 0 };

	if (items->count <= ASSESS_ITEMS_MAX)
		return false;
	buf_addf(&limit, "%d", ASSESS_ITEMS_MAX);
	diag_add(diags, DIAG_FORM_TOO_MANY, node_at(items, file), STR("items"), buf_str(&limit),
	    (struct str){ 0 });
	buf_release(&limit);
	return true;
}

bool
assess_from_node(struct assessment *assessment, const struct node *root, struct str file,
    const struct forms *forms, struct diags *diags)
{
	struct item_reader reader = { .arena = &assessment->arena, .diags = diags };

	*assessment = (struct assessment){ 0 };
	reader.file = assessment->file = arena_str(&assessment->arena, file);
	const struct node *items = node_find(root, "items");
	if (!read_head(assessment, root, forms, diags) ||
	    (items != NULL && is_too_many(items, file, diags))) {
		assess_release(assessment);
		return false;
	}
	if (items != NULL && items->type == NODE_MAP) {
		assessment->items =
		    ARENA_ARRAY(&assessment->arena, struct item, mem_add(items->count, 1));
		for (size_t i = 0; i < items->count; i++)
			read_item(&reader, assessment, items, i);
		qsort(
		    assessment->items, assessment->count, sizeof *assessment->items, compare_items);
		drop_twice(&reader, assessment);
	} else if (items != NULL && items->type != NODE_NULL) {
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(items, file), "items",
		    DIAG_BOTH("マップ", "a map"), NULL);
	}
	count_unknown(assessment);
	return true;
}
