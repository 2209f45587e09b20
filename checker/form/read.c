/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a form definition (rules/forms/README.md) from its tree: the head, then the items in form order. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "form/heading.h"
#include "form/limits.h"
#include "form/reader.h"
#include "base/banned.h"

static struct str
text_of(struct reader *reader, const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	return node_is_text(node) ? arena_str(reader->arena, node->text) : (struct str){ 0 };
}

static const struct form_item *
find_before(const struct reader *reader, struct str def)
{
	for (size_t i = reader->form.count; i-- > 0;)
		if (str_eq(reader->form.items[i].def, def))
			return &reader->form.items[i];
	return NULL;
}

static bool
is_def(struct str def)
{
	size_t bracket = str_find_char(def, '[', 0);

	if (def.len == 0 || def.len > FORM_ID_MAX_BYTES - 8)
		return false;
	for (size_t i = 0; i < def.len; i++) {
		if (i == bracket && i + 1 < def.len && def.ptr[i + 1] == ']')
			i++;
		else if (!str_is_alnum(def.ptr[i]) && def.ptr[i] != '.' && def.ptr[i] != '_')
			return false;
	}
	return true;
}

/* The parent named, or the item that the id goes on from; NULL at the top. */
static void
set_place(struct reader *reader, const struct node *node, struct form_item *item)
{
	size_t dot = item->def.len;
	struct str name = text_of(reader, node, "parent");

	while (dot > 0 && item->def.ptr[dot - 1] != '.')
		dot--;
	item->top = item;
	item->section = str_sub(item->def, 0, str_find_char(item->def, '.', 0));
	if (name.len == 0 && dot == 0)
		return;
	if (name.len == 0)
		name = str_sub(item->def, 0, dot - 1);
	const struct form_item *parent = find_before(reader, name);
	if (parent == NULL) {
		reader_complain(
		    reader, DIAG_FORM_ITEM_PARENT, node, item->def, name, (struct str){ 0 });
		return;
	}
	struct str step = reader->steps[parent->order];
	item->parent = parent;
	item->top = parent->top;
	item->group = parent->group;
	item->per_file = parent->per_file;
	item->important_change = parent->important_change;
	item->heading = parent->heading.len == 0 || step.len == 0
	    ? arena_join(reader->arena, parent->heading, step)
	    : arena_printf(reader->arena, "%.*s %.*s", STR_ARG(parent->heading), STR_ARG(step));
}

static void
set_type(struct reader *reader, const struct node *node, struct form_item *item)
{
	struct str name = text_of(reader, node, "type");

	for (int type = FORM_GROUP; type <= FORM_TABLE; type++)
		if (str_is(name, form_type_name((enum form_type)type))) {
			item->type = (enum form_type)type;
			return;
		}
	reader_complain(reader, DIAG_FORM_ITEM_TYPE, node, item->def, name, (struct str){ 0 });
}

/* A choice has options, marks have boxes, nothing else has any. */
static void
set_sets(struct reader *reader, const struct node *node, struct form_item *item)
{
	struct str options = text_of(reader, node, "options"),
		   marks = text_of(reader, node, "marks");
	const struct set *set;

	if ((item->type == FORM_CHOICE) != (options.len > 0))
		reader_complain_value(reader, node, item->def, "options");
	if ((item->type == FORM_MARKS) != (marks.len > 0))
		reader_complain_value(reader, node, item->def, "marks");
	if (item->type == FORM_CHOICE && options.len > 0) {
		set = reader_find_set(reader->option_sets, reader->option_set_count, options);
		if (set == NULL) {
			reader_complain(
			    reader, DIAG_FORM_ITEM_SET, node, item->def, STR("options"), options);
			return;
		}
		item->options = set->options;
		item->option_count = set->count;
	}
	if (item->type == FORM_MARKS && marks.len > 0) {
		set = reader_find_set(reader->mark_sets, reader->mark_set_count, marks);
		if (set == NULL) {
			reader_complain(
			    reader, DIAG_FORM_ITEM_SET, node, item->def, STR("marks"), marks);
			return;
		}
		item->marks = set->marks;
		item->mark_count = set->count;
	}
}

static void
set_flag(struct reader *reader, const struct node *node, const struct form_item *item,
    const char *key, bool *flag)
{
	const struct node *value = node_find(node, key);

	if (value != NULL && !node_get_bool(value, flag))
		reader_complain_value(reader, value, item->def, key);
}

static void
set_required(struct reader *reader, const struct node *node, struct form_item *item)
{
	struct str word = text_of(reader, node, "required");

	item->when = text_of(reader, node, "when");
	item->required = item->when.len > 0 || (item->group != NULL && item->repeat_max == 0)
	    ? FORM_CONDITIONAL
	    : FORM_REQUIRED;
	if (str_is(word, "optional"))
		item->required = FORM_OPTIONAL;
	else if (word.len > 0)
		reader_complain_value(reader, node, item->def, "required");
}

/* What repeats has [] at the end of its def and says how often; nothing repeats inside of what repeats. */
static void
set_repeat(struct reader *reader, const struct node *node, struct form_item *item)
{
	const struct node *repeat = node_find(node, "repeat");
	bool ends = str_ends(item->def, STR("[]")), good = true;
	int64_t max = 0;

	if (repeat != NULL && node_is_text(repeat) && str_is(repeat->text, "unbounded"))
		item->repeat_max = -1;
	else if (node_get_integer(repeat, &max) && max > 0 && max <= FORM_INSTANCE_MAX)
		item->repeat_max = (int)max;
	else
		good = repeat == NULL;
	if (ends && item->group == NULL)
		item->group = item;
	else if (ends)
		good = false;
	if (!good || ends != (item->repeat_max != 0) ||
	    (item->group != NULL) != str_has(item->def, STR("[]")))
		reader_complain(reader, DIAG_FORM_ITEM_VALUE, repeat == NULL ? node : repeat,
		    item->def, STR("repeat"), (struct str){ 0 });
}

static void
set_label(struct reader *reader, const struct node *node, struct form_item *item)
{
	const struct node *variants = node_find(node, "variants");
	struct str key = text_of(reader, node, "key"), step = text_of(reader, node, "heading");

	item->label = text_of(reader, node, "label");
	struct str plain = text_key(reader->arena, item->label);
	item->key = key.len > 0 ? key : form_key_of(plain);
	reader->steps[item->order] = step.len > 0 ? step : heading_step(item->label, plain);
	if (variants == NULL || reader_is_too_many(reader, variants, "variants", FORM_VARIANTS_MAX))
		return;
	item->variants = ARENA_ARRAY(reader->arena, struct str, variants->count);
	for (size_t i = 0; i < variants->count; i++)
		if (node_is_text(variants->items[i]))
			item->variants[item->variant_count++] =
			    form_key(reader->arena, variants->items[i]->text);
}

static void
read_item(struct reader *reader, struct str def, const struct node *node)
{
	static const struct node_key keys[] = {
		{ "label", NODE_SCALAR, true },
		{ "type", NODE_SCALAR, true },
		{ "key", NODE_SCALAR, false },
		{ "variants", NODE_SEQUENCE, false },
		{ "heading", NODE_SCALAR, false },
		{ "parent", NODE_SCALAR, false },
		{ "options", NODE_SCALAR, false },
		{ "marks", NODE_SCALAR, false },
		{ "important_change", NODE_SCALAR, false },
		{ "doubtful", NODE_SCALAR, false },
		{ "static", NODE_SCALAR, false },
		{ "sure", NODE_SCALAR, false },
		{ "per_file", NODE_SCALAR, false },
		{ "repeat", NODE_SCALAR, false },
		{ "required", NODE_SCALAR, false },
		{ "when", NODE_SCALAR, false },
		{ "question", NODE_SCALAR, false },
	};
	struct form_item *item = &reader->form.items[reader->form.count];
	struct buf limit = { 0 };
	bool sure = true;

	item->def = arena_str(reader->arena, def);
	item->order = reader->form.count;
	if (!is_def(def)) {
		buf_addf(&limit, "%d", FORM_ID_MAX_BYTES - 8);
		reader_complain(
		    reader, DIAG_FORM_ITEM_ID, node, def, buf_str(&limit), (struct str){ 0 });
		buf_release(&limit);
		return;
	}
	if (node->type != NODE_MAP ||
	    !node_check_keys(node, keys, COUNT_OF(keys), reader->file, reader->diags)) {
		reader_complain_value(reader, node, def, "label");
		return;
	}
	set_label(reader, node, item);
	set_place(reader, node, item);
	set_type(reader, node, item);
	set_sets(reader, node, item);
	set_repeat(reader, node, item);
	set_required(reader, node, item);
	set_flag(reader, node, item, "important_change", &item->important_change);
	set_flag(reader, node, item, "doubtful", &item->doubtful);
	set_flag(reader, node, item, "static", &item->is_static);
	set_flag(reader, node, item, "sure", &sure);
	item->unsure = !sure;
	set_flag(reader, node, item, "per_file", &item->per_file);
	item->question = reader->is_reference ? item->def : text_of(reader, node, "question");
	reader->form.count++;
}

static int
compare_items(const void *a, const void *b)
{
	const struct form_item *const *x = a, *const *y = b;

	return str_cmp((*x)->def, (*y)->def);
}

static void
make_index(struct reader *reader)
{
	struct form *form = &reader->form;

	form->by_def = ARENA_ARRAY(reader->arena, const struct form_item *, form->count);
	for (size_t i = 0; i < form->count; i++)
		form->by_def[i] = &form->items[i];
	qsort(form->by_def, form->count, sizeof *form->by_def, compare_items);
}

static bool
read_head(struct reader *reader, const struct node *root)
{
	static const struct node_key keys[] = {
		{ "form", NODE_SCALAR, true },
		{ "name", NODE_SCALAR, true },
		{ "kind", NODE_SCALAR, true },
		{ "title", NODE_SCALAR, true },
		{ "edition", NODE_SCALAR, true },
		{ "reference", NODE_SCALAR, false },
		{ "options", NODE_MAP, false },
		{ "marks", NODE_MAP, false },
		{ "items", NODE_MAP, true },
	};
	struct form *form = &reader->form;
	const struct node *reference = node_find(root, "reference");

	if (root->type != NODE_MAP) {
		reader_complain(reader, DIAG_DOC_MISSING_KEY, root, STR("form"), (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	if (!node_check_keys(root, keys, COUNT_OF(keys), reader->file, reader->diags))
		return false;
	form->number = text_of(reader, root, "form");
	form->name = text_of(reader, root, "name");
	form->kind = text_of(reader, root, "kind");
	form->title = text_of(reader, root, "title");
	form->edition = text_of(reader, root, "edition");
	return reference == NULL || node_get_bool(reference, &reader->is_reference);
}

static bool
is_twice(const struct forms *forms, const struct form *form)
{
	for (size_t i = 0; i < forms->count; i++)
		if (str_eq(forms->list[i].number, form->number) &&
		    str_eq(forms->list[i].edition, form->edition))
			return true;
	return false;
}

static void
keep(struct forms *forms, const struct form *form)
{
	struct form *list = ARENA_ARRAY(&forms->arena, struct form, forms->count + 1);

	if (forms->count > 0)
		memcpy(list, forms->list, forms->count * sizeof *list);
	list[forms->count++] = *form;
	forms->list = list;
}

bool
forms_add(struct forms *forms, const struct node *root, struct str file, struct diags *diags)
{
	struct reader reader = {
		.arena = &forms->arena, .file = file, .diags = diags, .good = true
	};

	if (!read_head(&reader, root))
		return false;
	const struct node *items = node_find(root, "items");
	if (reader_is_too_many(&reader, items, "items", FORM_ITEMS_MAX))
		return false;
	if (node_find(root, "options") != NULL)
		reader_read_options(&reader, node_find(root, "options"));
	if (node_find(root, "marks") != NULL)
		reader_read_marks(&reader, node_find(root, "marks"));
	reader.form.items = ARENA_ARRAY(reader.arena, struct form_item, items->count);
	reader.steps = ARENA_ARRAY(reader.arena, struct str, items->count);
	for (size_t i = 0; i < items->count; i++)
		read_item(&reader, items->keys[i], items->items[i]);
	make_index(&reader);
	if (reader.good && is_twice(forms, &reader.form))
		reader_complain(&reader, DIAG_FORM_TWICE, root, reader.form.name,
		    reader.form.edition, (struct str){ 0 });
	if (reader.good)
		keep(forms, &reader.form);
	return reader.good;
}
