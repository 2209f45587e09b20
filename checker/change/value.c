/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as a table writes them, and back. Boxes become a line each for those with ○; one that is not known is [？], so that nothing
 * is lost and nothing is claimed.
 */
#include <string.h>

#include "base/text.h"
#include "change/inner.h"
#include "change/limits.h"
#include "base/banned.h"

static const struct str open_bracket = STR_INIT("（"), close_bracket = STR_INIT("）");
static const struct str no_box = STR_INIT("（○なし）");

static const struct {
	enum mark_state state;
	struct str sign;
} signs[] = {
	{ MARK_CHECKED, STR_INIT("[○]") },
	{ MARK_UNCHECKED, STR_INIT("[　]") },
	{ MARK_UNKNOWN, STR_INIT("[？]") },
};
enum { SIGN_COUNT = sizeof signs / sizeof signs[0] };

static bool
has_boxes(const struct item *item)
{
	return item->id.item->type == FORM_MARKS && item->text.len == 0 &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED);
}

static void
write_box(const struct item_mark *mark, struct buf *out)
{
	if (mark->state == MARK_UNCHECKED && mark->text.len == 0)
		return;
	for (size_t i = 0; i < SIGN_COUNT; i++)
		if (signs[i].state == mark->state)
			buf_add(out, signs[i].sign);
	buf_add(out, mark->mark->label);
	if (mark->text.len > 0) {
		buf_add(out, open_bracket);
		buf_add(out, mark->text);
		buf_add(out, close_bracket);
	}
	buf_addc(out, '\n');
}

void
change_value_write(const struct item *item, struct buf *out)
{
	size_t before = out->len;

	if (item == NULL || item->state == ITEM_UNKNOWN)
		return;
	if (!has_boxes(item)) {
		buf_add(out, item->option != NULL ? item->option->text : item->text);
		return;
	}
	for (size_t i = 0; i < item->id.item->mark_count; i++)
		write_box(&item->marks[i], out);
	if (out->len == before)
		buf_add(out, no_box);
	else
		out->ptr[--out->len] = '\0';
}

struct str
change_value(struct arena *arena, const struct item *item)
{
	struct buf text = { 0 };

	change_value_write(item, &text);
	struct str value = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return value;
}

bool
change_is_sure(const struct item *item)
{
	return item != NULL &&
	    (item->state == ITEM_READ || item->state == ITEM_NONE || item->state == ITEM_BLANK);
}

static bool
same_key(struct str a, struct str b)
{
	struct arena arena = { 0 };

	if (a.len > CHANGE_KEY_MAX_BYTES || b.len > CHANGE_KEY_MAX_BYTES || str_eq(a, b))
		return str_eq(a, b);
	bool same = str_eq(text_key(&arena, a), text_key(&arena, b));
	arena_release(&arena);
	return same;
}

static enum change_equality
equal_boxes(const struct item *a, const struct item *b)
{
	enum change_equality result = EQUAL_EXACTLY;

	for (size_t i = 0; i < a->id.item->mark_count; i++) {
		const struct item_mark *x = &a->marks[i], *y = &b->marks[i];

		if (x->state == MARK_UNKNOWN || y->state == MARK_UNKNOWN) {
			if (x->state != y->state || x->state == MARK_UNKNOWN)
				result = EQUAL_UNCLEAR;
			continue;
		}
		if (x->state != y->state || !same_key(x->text, y->text))
			return EQUAL_NOT;
		if (result == EQUAL_EXACTLY && !str_eq(x->text, y->text))
			result = EQUAL_IN_MEANING;
	}
	return result;
}

static bool
is_empty(const struct item *item)
{
	return item->state == ITEM_NONE || item->state == ITEM_BLANK;
}

enum change_equality
change_equal(const struct item *a, const struct item *b)
{
	if (!change_is_sure(a) || !change_is_sure(b))
		return EQUAL_UNCLEAR;
	if (has_boxes(a) && has_boxes(b))
		return a->id.item->mark_count == b->id.item->mark_count ? equal_boxes(a, b)
									: EQUAL_UNCLEAR;
	if (a->state == b->state && str_eq(a->text, b->text) && has_boxes(a) == has_boxes(b))
		return EQUAL_EXACTLY;
	if (is_empty(a) || is_empty(b))
		return is_empty(a) && is_empty(b) ? EQUAL_IN_MEANING : EQUAL_NOT;
	switch (a->id.item->type) {
	case FORM_CHOICE:
		if (a->option != NULL && b->option != NULL &&
		    str_eq(a->option->key, b->option->key))
			return EQUAL_IN_MEANING;
		break;
	case FORM_COUNT:
		if (a->count == b->count)
			return EQUAL_IN_MEANING;
		break;
	case FORM_DATE:
		if (memcmp(&a->date, &b->date, sizeof a->date) == 0)
			return EQUAL_IN_MEANING;
		break;
	default:
		break;
	}
	return same_key(a->text, b->text) ? EQUAL_IN_MEANING : EQUAL_NOT;
}

/* ---- back --------------------------------------------------------------------------------------------------- */

static struct node *
box_node(struct arena *arena, enum mark_state state, struct str text)
{
	struct node *node = node_text(arena, str_of(mark_state_name(state)));

	if (text.len == 0)
		return node;
	struct node *map = node_new(arena, NODE_MAP, 0, 0);
	node_put(arena, map, STR("mark"), node);
	node_put(arena, map, STR("text"), node_text(arena, text));
	return map;
}

/* "その他（番号連携）": the longest label that it begins with, and what stands in the brackets behind. */
static const struct form_mark *
find_box(const struct form_item *def, struct str line, struct str *text)
{
	const struct form_mark *found = NULL;

	*text = (struct str){ 0 };
	for (size_t i = 0; i < def->mark_count; i++) {
		const struct form_mark *mark = &def->marks[i];
		struct str rest = str_from(line, mark->label.len);

		if (!str_starts(line, mark->label) ||
		    (found != NULL && found->label.len > mark->label.len))
			continue;
		bool bracketed = str_starts(rest, open_bracket) && str_ends(rest, close_bracket);
		if (rest.len > 0 && !bracketed)
			continue;
		found = mark;
		*text = rest.len == 0 ? rest
				      : str_sub(rest, open_bracket.len,
					    rest.len - open_bracket.len - close_bracket.len);
	}
	return found;
}

/* The next box: it begins a line with its sign, and goes on to the next line that does (its text may have line ends). */
static bool
next_box(struct str *rest, enum mark_state *state, struct str *body)
{
	size_t sign = SIGN_COUNT;

	for (size_t i = 0; i < SIGN_COUNT; i++)
		if (str_starts(*rest, signs[i].sign))
			sign = i;
	if (sign == SIGN_COUNT)
		return false;
	*state = signs[sign].state;
	*rest = str_from(*rest, signs[sign].sign.len);
	size_t end = rest->len;
	for (size_t at = str_find_char(*rest, '\n', 0); at != STR_NONE && end == rest->len;
	     at = str_find_char(*rest, '\n', at + 1))
		for (size_t i = 0; i < SIGN_COUNT; i++)
			if (str_starts(str_from(*rest, at + 1), signs[i].sign))
				end = at;
	*body = str_sub(*rest, 0, end);
	*rest = str_from(*rest, end < rest->len ? end + 1 : end);
	return true;
}

static struct node *
boxes_node(struct arena *arena, const struct form_item *def, struct str text)
{
	struct node *map = node_new(arena, NODE_MAP, 0, 0);
	bool *seen = ARENA_ARRAY(arena, bool, def->mark_count + 1);

	while (text.len > 0 && !str_eq(text, no_box)) {
		struct str body, inside;
		enum mark_state state;
		const struct form_mark *mark;

		if (!next_box(&text, &state, &body) ||
		    (mark = find_box(def, body, &inside)) == NULL || seen[mark - def->marks])
			return NULL;
		seen[mark - def->marks] = true;
		node_put(arena, map, mark->label, box_node(arena, state, inside));
	}
	for (size_t i = 0; i < def->mark_count; i++)
		if (!seen[i])
			node_put(arena, map, def->marks[i].label,
			    box_node(arena, MARK_UNCHECKED, (struct str){ 0 }));
	return map;
}

struct node *
change_value_node(struct arena *arena, const struct form_item *def, struct str text)
{
	bool boxes =
	    def->type == FORM_MARKS && (str_eq(text, no_box) || str_starts(text, STR("[")));

	return boxes ? boxes_node(arena, def, text) : node_text(arena, text);
}

struct node *
change_item_node(struct arena *arena, const struct item *item)
{
	struct node *map = node_new(arena, NODE_MAP, 0, 0);

	if (has_boxes(item)) {
		struct node *boxes = node_new(arena, NODE_MAP, 0, 0);

		for (size_t i = 0; i < item->id.item->mark_count; i++)
			node_put(arena, boxes, item->marks[i].mark->label,
			    box_node(arena, item->marks[i].state, item->marks[i].text));
		node_put(arena, map, STR("value"), boxes);
	} else if (item->text.len > 0) {
		node_put(arena, map, STR("value"), node_text(arena, item->text));
	}
	node_put(arena, map, STR("state"), node_text(arena, str_of(item_state_name(item->state))));
	if (item->why.len > 0)
		node_put(arena, map, STR("why"), node_text(arena, item->why));
	item_put_source(arena, map, item->source_line, &item->source_place);
	return map;
}
