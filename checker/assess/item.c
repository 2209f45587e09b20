/* SPDX-License-Identifier: Apache-2.0 */
/* One item's value: text, choice, count, date or marks, each as people write it. */
#include "assess/item.h"

#include <string.h>

#include "assess/limits.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

static const char *const state_names[] = {
	[ITEM_UNKNOWN] = "unknown",
	[ITEM_READ] = "read",
	[ITEM_PROPOSED] = "proposed",
	[ITEM_NONE] = "none",
	[ITEM_BLANK] = "blank",
};

static const char *const mark_names[] = {
	[MARK_UNKNOWN] = "unknown",
	[MARK_CHECKED] = "checked",
	[MARK_UNCHECKED] = "unchecked",
};

const char *
item_state_name(enum item_state state)
{
	return state_names[state];
}

const char *
mark_state_name(enum mark_state state)
{
	return mark_names[state];
}

struct str
item_hint(struct arena *arena, struct str text)
{
	return text.len == 0 ? text : arena_join(arena, STR("→ "), text);
}

void
item_complain(struct item_reader *reader, enum diag_code code, const struct node *at,
    const struct item *item, struct str b, struct str c)
{
	struct buf id = { 0 };
	struct diag_at where = { reader->file, at->line, at->column };

	if (where.line == 0)
		where = (struct diag_at){ reader->file, item->line, item->column };
	form_id_write(&item->id, &id);
	diag_add(reader->diags, code, where, buf_str(&id), b, c);
	buf_release(&id);
}

static void
put_number(struct arena *arena, struct node *map, const char *key, uint32_t n)
{
	struct node *node = node_text(arena, arena_printf(arena, "%u", n));

	node->style = NODE_PLAIN;
	if (n > 0)
		node_put(arena, map, str_of(key), node);
}

void
item_put_source(struct arena *arena, struct node *map, uint32_t line, const struct doc_place *place)
{
	put_number(arena, map, "line", line);
	put_number(arena, map, "page", place->page);
	if (place->sheet.len > 0)
		node_put(arena, map, STR("sheet"), node_text(arena, place->sheet));
	if (place->cell.len > 0)
		node_put(arena, map, STR("cell"), node_text(arena, place->cell));
}

void
item_make_unknown(struct arena *arena, struct item *item)
{
	const struct form_item *def = item->id.item;

	item->state = ITEM_UNKNOWN;
	item->text = item->why = (struct str){ 0 };
	item->option = NULL;
	item->count = 0;
	item->date = (struct date){ 0 };
	if (def->type != FORM_MARKS)
		return;
	item->marks = ARENA_ARRAY(arena, struct item_mark, def->mark_count);
	for (size_t i = 0; i < def->mark_count; i++)
		item->marks[i].mark = &def->marks[i];
}

/* —, - and なし, alone in a cell: filled in with "none". */
static bool
is_none(struct str text)
{
	static const char *const words[] = { "-", "—", "―", "–", "‐", "−", "ー", "─", "なし",
		"無し" };
	struct arena scratch = { 0 };
	bool none = false;

	if (text.len > 32)
		return false;
	struct str key = text_key(&scratch, text);
	for (size_t i = 0; i < COUNT_OF(words) && !none; i++)
		none = str_is(key, words[i]);
	arena_release(&scratch);
	return none;
}

static bool
is_blank(struct str text)
{
	static const struct str wide = STR_INIT("　");

	for (text = str_trim(text); str_starts(text, wide); text = str_trim(text))
		text = str_from(text, wide.len);
	return text.len == 0;
}

enum item_state
item_plain_state(const struct item *item)
{
	if (item->id.item->type == FORM_MARKS && item->text.len == 0)
		return item->state == ITEM_BLANK ? ITEM_BLANK : ITEM_READ;
	if (item->text.len == 0)
		return ITEM_BLANK;
	return is_none(item->text) ? ITEM_NONE : ITEM_READ;
}

/* The first character that a form cannot hold (and XML cannot carry), or 0. */
static uint32_t
find_control(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
			return c == 0 ? UINT32_MAX : c;
		if ((c >= 0x7F && c < 0xA0) || (c & 0xFFFE) == 0xFFFE)
			return c;
	}
	return 0;
}

/* Line ends become LF: XML readers would do it anyway, and both shapes must hold the same. */
static struct str
with_lf(struct arena *arena, struct str text)
{
	struct buf buf = { 0 };

	if (str_find_char(text, '\r', 0) == STR_NONE)
		return arena_str(arena, text);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '\r')
			buf_addc(&buf, text.ptr[i]);
		else if (i + 1 == text.len || text.ptr[i + 1] != '\n')
			buf_addc(&buf, '\n');
	struct str result = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return result;
}

/* A 個人番号 must not come out of here in any way, so it does not come in. */
static struct str
without_number(
    struct item_reader *reader, const struct node *node, const struct item *item, struct str text)
{
	struct buf masked = { 0 };
	size_t at, len;

	if (!number_find(text, 0, &at, &len))
		return text;
	item_complain(reader, DIAG_ASSESS_NUMBER, node, item, (struct str){ 0 }, (struct str){ 0 });
	number_mask(text, &masked);
	text = arena_str(reader->arena, buf_str(&masked));
	buf_release(&masked);
	return text;
}

bool
item_read_text(
    struct item_reader *reader, const struct node *node, const struct item *item, struct str *text)
{
	uint32_t control = find_control(node->text);

	if (control != 0) {
		struct str name = arena_printf(
		    reader->arena, "U+%04X", control == UINT32_MAX ? 0 : (unsigned)control);
		item_complain(reader, DIAG_ASSESS_CONTROL, node, item, name, (struct str){ 0 });
		return false;
	}
	*text = without_number(reader, node, item, with_lf(reader->arena, node->text));
	return true;
}

/* The option that is meant, if one is near; else all of them. */
static struct str
option_hint(struct item_reader *reader, const struct form_item *def, struct str text)
{
	struct str key = text_key(reader->arena, text_cut(text, 200)), nearest = { 0 };
	struct buf all = { 0 };
	size_t best = 1 + text_chars(key) / 3;

	if (reader->hints++ >= ASSESS_HINTS_MAX)
		return nearest;
	for (size_t i = 0; i < def->option_count; i++) {
		size_t distance = text_distance(def->options[i].key, key, best);

		if (distance <= best) {
			best = distance == 0 ? 0 : distance - 1;
			nearest = def->options[i].text;
		}
		if (i > 0)
			buf_adds(&all, "、");
		buf_add(&all, def->options[i].text);
	}
	struct str hint =
	    item_hint(reader->arena, nearest.len > 0 ? nearest : text_cut(buf_str(&all), 250));
	buf_release(&all);
	return hint;
}

static bool
read_choice(struct item_reader *reader, const struct node *node, struct item *item)
{
	item->option = form_option_find(item->id.item, item->text, true);
	if (item->option != NULL)
		return true;
	item_complain(reader, DIAG_ASSESS_CHOICE, node, item, item->text,
	    option_hint(reader, item->id.item, item->text));
	return false;
}

static bool
read_count(struct item_reader *reader, const struct node *node, struct item *item)
{
	static const struct str unit = STR_INIT("件");
	struct str text = str_trim(item->text);

	if (str_ends(text, unit))
		text = str_sub(text, 0, text.len - unit.len);
	if (text_parse_count(text, &item->count) && item->count >= 0)
		return true;
	item->count = 0;
	item_complain(reader, DIAG_ASSESS_COUNT, node, item, item->text, (struct str){ 0 });
	return false;
}

static bool
read_date(struct item_reader *reader, const struct node *node, struct item *item)
{
	if (date_parse(item->text, &item->date))
		return true;
	item->date = (struct date){ 0 };
	item_complain(reader, DIAG_ASSESS_DATE, node, item, item->text, (struct str){ 0 });
	return false;
}

/* By the item's type; item->text is set. */
static bool
read_typed(struct item_reader *reader, const struct node *node, struct item *item)
{
	switch (item->id.item->type) {
	case FORM_CHOICE:
		return read_choice(reader, node, item);
	case FORM_COUNT:
		return read_count(reader, node, item);
	case FORM_DATE:
		return read_date(reader, node, item);
	case FORM_PERIOD:
		/* One day has a date; of several the text says which. */
		(void)date_parse(item->text, &item->date);
		return true;
	case FORM_TEXT:
		return true;
	case FORM_MARKS:
		item_complain(reader, DIAG_ASSESS_VALUE_MARKS, node, item, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	case FORM_GROUP:
	case FORM_TABLE:
		break;
	}
	BUG("a heading has no value");
}

/* given: the state that is named, or NULL. */
static bool
read_scalar(struct item_reader *reader, const struct node *node, const enum item_state *given,
    struct item *item)
{
	if (!item_read_text(reader, node, item, &item->text))
		return false;
	if (is_blank(item->text)) {
		item->text = (struct str){ 0 };
		item->state = given == NULL || *given == ITEM_READ ? ITEM_BLANK : *given;
		return true;
	}
	item->state = given != NULL ? *given : is_none(item->text) ? ITEM_NONE : ITEM_READ;
	if (item->state == ITEM_UNKNOWN || item->state == ITEM_BLANK) {
		item_complain(reader, DIAG_ASSESS_STATE_VALUE, node, item,
		    str_of(item_state_name(item->state)), (struct str){ 0 });
		return false;
	}
	if (item->state == ITEM_NONE || (item->state == ITEM_PROPOSED && is_none(item->text)))
		return true;
	return read_typed(reader, node, item);
}

/* A value without its wrapper. */
static bool
read_value(struct item_reader *reader, const struct node *node, const enum item_state *given,
    struct item *item)
{
	bool takes_map = item->id.item->type == FORM_MARKS;

	if (node_is_text(node))
		return read_scalar(reader, node, given, item);
	if (node->type == NODE_MAP && takes_map) {
		item->state = given == NULL ? ITEM_READ : *given;
		if (item->state != ITEM_READ && item->state != ITEM_PROPOSED) {
			item_complain(reader, DIAG_ASSESS_STATE_VALUE, node, item,
			    str_of(item_state_name(item->state)), (struct str){ 0 });
			return false;
		}
		item_read_marks(reader, node, item);
		return true;
	}
	item_complain(reader, takes_map ? DIAG_ASSESS_VALUE_MARKS : DIAG_ASSESS_VALUE_TEXT, node,
	    item, (struct str){ 0 }, (struct str){ 0 });
	return false;
}

static bool
read_line(struct item_reader *reader, const struct node *node, struct item *item)
{
	int64_t line;

	if (node_get_integer(node, &line) && line > 0 && line <= INT32_MAX) {
		item->source_line = (uint32_t)line;
		return true;
	}
	item_complain(reader, DIAG_ASSESS_LINE, node, item, node->text, (struct str){ 0 });
	return false;
}

static bool
read_place(struct item_reader *reader, const struct node *wrapper, struct item *item)
{
	const struct node *page = node_find(wrapper, "page");
	const struct {
		const struct node *node;
		struct str *to;
	} texts[] = { { node_find(wrapper, "sheet"), &item->source_place.sheet },
		{ node_find(wrapper, "cell"), &item->source_place.cell } };
	int64_t number;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (node_is_text(texts[i].node) &&
		    !item_read_text(reader, texts[i].node, item, texts[i].to))
			return false;
	if (page == NULL)
		return true;
	if (node_get_integer(page, &number) && number > 0 && number <= INT32_MAX) {
		item->source_place.page = (uint32_t)number;
		return true;
	}
	item_complain(reader, DIAG_ASSESS_LINE, page, item, page->text, (struct str){ 0 });
	return false;
}

static bool
read_state(struct item_reader *reader, const struct node *node, const struct item *item,
    enum item_state *state)
{
	for (size_t i = 0; i < COUNT_OF(state_names); i++)
		if (node_is_text(node) && str_is(node->text, state_names[i])) {
			*state = (enum item_state)i;
			return true;
		}
	item_complain(reader, DIAG_ASSESS_STATE, node, item, node->text, (struct str){ 0 });
	return false;
}

/* { value: …, state: …, why: …, line: …, page: … } */
static bool
read_wrapper(struct item_reader *reader, const struct node *node, struct item *item)
{
	static const struct node_key keys[] = {
		{ "value", NODE_NULL, false },
		{ "state", NODE_NULL, false },
		{ "why", NODE_NULL, false },
		{ "line", NODE_NULL, false },
		{ "page", NODE_NULL, false },
		{ "sheet", NODE_SCALAR, false },
		{ "cell", NODE_SCALAR, false },
	};
	const struct node *value = node_find(node, "value"), *why = node_find(node, "why");
	const struct node *state = node_find(node, "state"), *line = node_find(node, "line");
	enum item_state given = ITEM_UNKNOWN;

	if (line != NULL && !read_line(reader, line, item))
		return false;
	if (!read_place(reader, node, item))
		return false;
	if (!node_check_keys(node, keys, COUNT_OF(keys), reader->file, reader->diags))
		return false;
	if (state != NULL && !read_state(reader, state, item, &given))
		return false;
	if (node_is_text(why) && !item_read_text(reader, why, item, &item->why))
		return false;
	if (value != NULL && value->type != NODE_NULL)
		return read_value(reader, value, state == NULL ? NULL : &given, item);
	if (given == ITEM_READ && state != NULL) {
		diag_addz(reader->diags, DIAG_DOC_MISSING_KEY, node_at(node, reader->file), "value",
		    NULL, NULL);
		return false;
	}
	item->state = given;
	return true;
}

static bool
is_wrapper(const struct node *node, const struct item *item)
{
	if (node->type != NODE_MAP)
		return false;
	return item->id.item->type != FORM_MARKS || node_find(node, "value") != NULL ||
	    node_find(node, "state") != NULL;
}

void
item_read(struct item_reader *reader, const struct node *node, struct item *item)
{
	bool good;

	item_make_unknown(reader->arena, item);
	if (node->type == NODE_NULL)
		return;
	if (is_wrapper(node, item))
		good = read_wrapper(reader, node, item);
	else
		good = read_value(reader, node, NULL, item);
	if (!good)
		item_make_unknown(reader->arena, item);
}
