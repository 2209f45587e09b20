/* SPDX-License-Identifier: Apache-2.0 */
/* The sets of a form definition: choices and boxes that several items share. And how its faults are said. */
#include "form/reader.h"

#include "base/text.h"
#include "form/limits.h"
#include "base/banned.h"

void
reader_complain(struct reader *reader, enum diag_code code, const struct node *at, struct str a,
    struct str b, struct str c)
{
	diag_add(reader->diags, code, node_at(at, reader->file), a, b, c);
	reader->good = false;
}

void
reader_complain_value(
    struct reader *reader, const struct node *at, struct str name, const char *key)
{
	reader_complain(reader, DIAG_FORM_ITEM_VALUE, at, name, str_of(key), (struct str){ 0 });
}

bool
reader_is_too_many(struct reader *reader, const struct node *node, const char *what, size_t limit)
{
	struct buf number = { 0 };

	if (node->count <= limit)
		return false;
	buf_addf(&number, "%zu", limit);
	reader_complain(
	    reader, DIAG_FORM_TOO_MANY, node, str_of(what), buf_str(&number), (struct str){ 0 });
	buf_release(&number);
	return true;
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

void
reader_read_options(struct reader *reader, const struct node *sets)
{
	reader->option_sets = ARENA_ARRAY(reader->arena, struct set, sets->count);
	for (size_t i = 0; i < sets->count; i++) {
		const struct node *list = sets->items[i];
		struct set *set = &reader->option_sets[reader->option_set_count++];

		set->name = sets->keys[i];
		if (list->type != NODE_SEQUENCE) {
			reader_complain_value(reader, list, set->name, "options");
			continue;
		}
		if (reader_is_too_many(reader, list, "options", FORM_SET_MAX))
			continue;
		set->options = ARENA_ARRAY(reader->arena, struct form_option, list->count);
		for (size_t j = 0; j < list->count; j++)
			if (node_is_text(list->items[j]))
				read_option(
				    reader, list->items[j]->text, &set->options[set->count++]);
			else
				reader_complain_value(reader, list->items[j], set->name, "options");
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
	    str_is(name, "state") ||
	    reader_is_too_many(reader, node, "variants", FORM_VARIANTS_MAX)) {
		reader_complain_value(reader, node, name, "marks");
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

void
reader_read_marks(struct reader *reader, const struct node *sets)
{
	reader->mark_sets = ARENA_ARRAY(reader->arena, struct set, sets->count);
	for (size_t i = 0; i < sets->count; i++) {
		const struct node *map = sets->items[i];
		struct set *set = &reader->mark_sets[reader->mark_set_count++];

		set->name = sets->keys[i];
		if (map->type != NODE_MAP) {
			reader_complain_value(reader, map, set->name, "marks");
			continue;
		}
		if (reader_is_too_many(reader, map, "marks", FORM_SET_MAX))
			continue;
		set->marks = ARENA_ARRAY(reader->arena, struct form_mark, map->count);
		for (size_t j = 0; j < map->count; j++)
			read_mark(reader, map->keys[j], map->items[j], &set->marks[set->count++]);
	}
}

const struct set *
reader_find_set(const struct set *sets, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(sets[i].name, name))
			return &sets[i];
	return NULL;
}
