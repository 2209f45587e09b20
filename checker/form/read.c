/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a form definition (rules/forms/README.md) from its tree: sets of options and marks, then the items in form order. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "form/heading.h"
#include "form/limits.h"
#include "base/banned.h"

/* Options or marks that several items share. */
struct set {
	struct str name;
	struct form_option *options;
	struct form_mark *marks;
	size_t count;
};

struct reader {
	struct arena *arena;
	struct str file;
	struct diags *diags;
	struct form form;
	struct set *option_sets, *mark_sets;
	size_t option_set_count, mark_set_count;
	struct str *steps; /* of each item: its part of a heading */
	bool is_reference;
	bool good;
};

static void
complain(struct reader *reader, enum diag_code code, const struct node *at, struct str a,
    struct str b, struct str c)
{
	diag_add(reader->diags, code, node_at(at, reader->file), a, b, c);
	reader->good = false;
}

/* A value of the key that cannot be used. */
static void
complain_value(struct reader *reader, const struct node *at, struct str name, const char *key)
{
	complain(reader, DIAG_FORM_ITEM_VALUE, at, name, str_of(key), (struct str){ 0 });
}

static bool
is_too_many(struct reader *reader, const struct node *node, const char *what, size_t limit)
{
	struct buf number = { 0 };

	if (node->count <= limit)
		return false;
	buf_addf(&number, "%zu", limit);
	complain(
	    reader, DIAG_FORM_TOO_MANY, node, str_of(what), buf_str(&number), (struct str){ 0 });
	buf_release(&number);
	return true;
}

static struct str
text_of(struct reader *reader, const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	return node_is_text(node) ? arena_str(reader->arena, node->text) : (struct str){ 0 };
}

/* "2) 十分である" → 2 and 十分である; 事前 has no number. */
static void
read_option(struct reader *reader, struct str text, struct form_option *option)
{
	size_t end = str_find_char(text, ')', 0);
	int64_t number = 0;

	if (end != STR_NONE && str_parse_i64(str_sub(text, 0, end), &number) && number > 0 &&
	    number <= FORM_SET_MAX)
		text = str_trim(str_from(text, end + 1));
	else
		number = 0;
	option->number = (int)number;
	option->text = arena_str(reader->arena, text);
	option->key = text_key(reader->arena, text);
}

static void
read_option_sets(struct reader *reader, const struct node *sets)
{
	reader->option_sets = ARENA_ARRAY(reader->arena, struct set, sets->count);
	for (size_t i = 0; i < sets->count; i++) {
		const struct node *list = sets->items[i];
		struct set *set = &reader->option_sets[reader->option_set_count++];

		set->name = sets->keys[i];
		if (list->type != NODE_SEQUENCE) {
			complain_value(reader, list, set->name, "options");
			continue;
		}
		if (is_too_many(reader, list, "options", FORM_SET_MAX))
			continue;
		set->options = ARENA_ARRAY(reader->arena, struct form_option, list->count);
		for (size_t j = 0; j < list->count; j++)
			if (node_is_text(list->items[j]))
				read_option(
				    reader, list->items[j]->text, &set->options[set->count++]);
			else
				complain_value(reader, list->items[j], set->name, "options");
	}
}

/* その他（　）: a box with brackets of its own. */
static struct str
without_brackets(struct str label, bool *had)
{
	static const struct str wide = STR_INIT("（　）"), narrow = STR_INIT("（）");

	*had = true;
	if (str_ends(label, wide))
		return str_sub(label, 0, label.len - wide.len);
	if (str_ends(label, narrow))
		return str_sub(label, 0, label.len - narrow.len);
	*had = false;
	return label;
}

static bool
is_one_line(struct str label)
{
	for (size_t i = 0; i < label.len; i++)
		if ((unsigned char)label.ptr[i] < ' ')
			return false;
	return label.len > 0;
}

static void
read_mark(struct reader *reader, struct str name, const struct node *node, struct form_mark *mark)
{
	const struct node *label =
	    node->type == NODE_SEQUENCE && node->count > 0 ? node->items[0] : node;

	mark->name = arena_str(reader->arena, name);
	/* "value" and "state" are words of the assessment's own (assess/assess.h). */
	if (!node_is_text(label) || !is_one_line(label->text) || str_is(name, "value") ||
	    str_is(name, "state") || is_too_many(reader, node, "variants", FORM_VARIANTS_MAX)) {
		complain_value(reader, node, name, "marks");
		return;
	}
	mark->label = arena_str(reader->arena, without_brackets(label->text, &mark->free_text));
	mark->key = text_key(reader->arena, mark->label);
	mark->variants = ARENA_ARRAY(reader->arena, struct str, node->count);
	for (size_t i = 1; i < node->count; i++)
		if (node_is_text(node->items[i]))
			mark->variants[mark->variant_count++] =
			    text_key(reader->arena, node->items[i]->text);
}

static void
read_mark_sets(struct reader *reader, const struct node *sets)
{
	reader->mark_sets = ARENA_ARRAY(reader->arena, struct set, sets->count);
	for (size_t i = 0; i < sets->count; i++) {
		const struct node *map = sets->items[i];
		struct set *set = &reader->mark_sets[reader->mark_set_count++];

		set->name = sets->keys[i];
		if (map->type != NODE_MAP) {
			complain_value(reader, map, set->name, "marks");
			continue;
		}
		if (is_too_many(reader, map, "marks", FORM_SET_MAX))
			continue;
		set->marks = ARENA_ARRAY(reader->arena, struct form_mark, map->count);
		for (size_t j = 0; j < map->count; j++)
			read_mark(reader, map->keys[j], map->items[j], &set->marks[set->count++]);
	}
}

static const struct set *
find_set(const struct set *sets, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(sets[i].name, name))
			return &sets[i];
	return NULL;
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
		complain(reader, DIAG_FORM_ITEM_PARENT, node, item->def, name, (struct str){ 0 });
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
	complain(reader, DIAG_FORM_ITEM_TYPE, node, item->def, name, (struct str){ 0 });
}

/* A choice has options, marks have boxes, nothing else has any. */
static void
set_sets(struct reader *reader, const struct node *node, struct form_item *item)
{
	struct str options = text_of(reader, node, "options"),
		   marks = text_of(reader, node, "marks");
	const struct set *set;

	if ((item->type == FORM_CHOICE) != (options.len > 0))
		complain_value(reader, node, item->def, "options");
	if ((item->type == FORM_MARKS) != (marks.len > 0))
		complain_value(reader, node, item->def, "marks");
	if (item->type == FORM_CHOICE && options.len > 0) {
		set = find_set(reader->option_sets, reader->option_set_count, options);
		if (set == NULL) {
			complain(
			    reader, DIAG_FORM_ITEM_SET, node, item->def, STR("options"), options);
			return;
		}
		item->options = set->options;
		item->option_count = set->count;
	}
	if (item->type == FORM_MARKS && marks.len > 0) {
		set = find_set(reader->mark_sets, reader->mark_set_count, marks);
		if (set == NULL) {
			complain(reader, DIAG_FORM_ITEM_SET, node, item->def, STR("marks"), marks);
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
		complain_value(reader, value, item->def, key);
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
		complain_value(reader, node, item->def, "required");
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
		complain(reader, DIAG_FORM_ITEM_VALUE, repeat == NULL ? node : repeat, item->def,
		    STR("repeat"), (struct str){ 0 });
}

static void
set_label(struct reader *reader, const struct node *node, struct form_item *item)
{
	const struct node *variants = node_find(node, "variants");
	struct str key = text_of(reader, node, "key"), step = text_of(reader, node, "heading");

	item->label = text_of(reader, node, "label");
	item->key = key.len > 0 ? key : form_key(reader->arena, item->label);
	reader->steps[item->order] = step.len > 0 ? step : heading_step(reader->arena, item->label);
	if (variants == NULL || is_too_many(reader, variants, "variants", FORM_VARIANTS_MAX))
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
		{ "per_file", NODE_SCALAR, false },
		{ "repeat", NODE_SCALAR, false },
		{ "required", NODE_SCALAR, false },
		{ "when", NODE_SCALAR, false },
		{ "question", NODE_SCALAR, false },
	};
	struct form_item *item = &reader->form.items[reader->form.count];
	struct buf limit = { 0 };

	item->def = arena_str(reader->arena, def);
	item->order = reader->form.count;
	if (!is_def(def)) {
		buf_addf(&limit, "%d", FORM_ID_MAX_BYTES - 8);
		complain(reader, DIAG_FORM_ITEM_ID, node, def, buf_str(&limit), (struct str){ 0 });
		buf_release(&limit);
		return;
	}
	if (node->type != NODE_MAP ||
	    !node_check_keys(node, keys, COUNT_OF(keys), reader->file, reader->diags)) {
		complain_value(reader, node, def, "label");
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
		complain(reader, DIAG_DOC_MISSING_KEY, root, STR("form"), (struct str){ 0 },
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
	if (is_too_many(&reader, items, "items", FORM_ITEMS_MAX))
		return false;
	if (node_find(root, "options") != NULL)
		read_option_sets(&reader, node_find(root, "options"));
	if (node_find(root, "marks") != NULL)
		read_mark_sets(&reader, node_find(root, "marks"));
	reader.form.items = ARENA_ARRAY(reader.arena, struct form_item, items->count);
	reader.steps = ARENA_ARRAY(reader.arena, struct str, items->count);
	for (size_t i = 0; i < items->count; i++)
		read_item(&reader, items->keys[i], items->items[i]);
	make_index(&reader);
	if (reader.good && is_twice(forms, &reader.form))
		complain(&reader, DIAG_FORM_TWICE, root, reader.form.name, reader.form.edition,
		    (struct str){ 0 });
	if (reader.good)
		keep(forms, &reader.form);
	return reader.good;
}
