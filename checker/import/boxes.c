/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes and their labels. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/blocks.h"
#include "import/boxes.h"

#include "base/banned.h"

bool
box_is_circle(uint32_t c)
{
	return c == 0x25CB || c == 0x3007 || c == 0x25EF || c == 0x25CF || c == 0x2713 ||
	    c == 0x2714 || c == 0x2611 || c == 'O' || c == 0x25A0;
}

/* What offices tick with, inside of a bracket; elsewhere レ begins words. */
static bool
is_tick(uint32_t c)
{
	return c == 0x30EC /* レ */ || c == 0x2705 || c == 0x25CE || c == 0xFF2F /* Ｏ */;
}

static bool
is_open(uint32_t c)
{
	return c == '[' || c == 0xFF3B;
}

static bool
is_close(uint32_t c)
{
	return c == ']' || c == 0xFF3D;
}

static size_t
skip_blanks(struct str text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n'))
		at++;
	return at;
}

static enum box_state
input_state(uint32_t c)
{
	return c == BOX_FIRST ? BOX_STATE_CHECKED
	    : c == BOX_LAST   ? BOX_STATE_RADIO
			      : BOX_STATE_INPUT;
}

/* A box at *at: true, and *at behind it. */
static bool
box_parse(struct str text, size_t *at, struct box *box)
{
	size_t next = *at;
	uint32_t c = text_next(text, &next);

	*box = (struct box){ .notation = BOX_BARE };
	if (c >= BOX_FIRST && c <= BOX_LAST) {
		box->state = input_state(c);
		box->checked_input = box->state == BOX_STATE_CHECKED;
		*at = next;
		return true;
	}
	if (c == 0x2610 || c == 0x25A1 || c == 0x2611 || c == 0x25A0) {
		box->state = box_is_circle(c) ? BOX_STATE_CHECKED : BOX_STATE_EMPTY;
		*at = next;
		return true;
	}
	if (!is_open(c))
		return false;
	box->notation = BOX_BRACKETS;
	box->state = BOX_STATE_EMPTY;
	next = skip_blanks(text, next);
	size_t inner = next;
	if (inner >= text.len)
		return false;
	c = text_next(text, &next);
	if (c >= BOX_FIRST && c <= BOX_LAST) {
		box->state = input_state(c);
		box->checked_input = box->state == BOX_STATE_CHECKED;
		inner = skip_blanks(text, next);
	} else if (box_is_circle(c) || is_tick(c)) {
		box->state = BOX_STATE_CHECKED;
		inner = skip_blanks(text, next);
	}
	next = inner;
	if (next < text.len && is_close(text_next(text, &next))) {
		*at = next;
		return true;
	}
	if (box->state == BOX_STATE_EMPTY)
		return false; /* a bracket around a text */
	box->notation = BOX_OPEN;
	if (!box->checked_input && box->state == BOX_STATE_CHECKED)
		box->state = BOX_STATE_BROKEN;
	*at = inner;
	return true;
}

struct boxes
boxes_parse(struct arena *arena, struct str text)
{
	struct boxes boxes = { .before = text };
	struct box *list = NULL, box;
	size_t count = 0, room = 0, label_from = 0;

	for (size_t at = 0; at < text.len;) {
		size_t from = at;

		if (!box_parse(text, &at, &box)) {
			(void)text_next(text, &at);
			continue;
		}
		struct str label = str_trim(str_sub(text, label_from, from - label_from));
		if (count == 0)
			boxes.before = label;
		else
			list[count - 1].label = label;
		*ARRAY_ADD(list, count, room) = box;
		label_from = at;
	}
	if (count > 0)
		list[count - 1].label = str_trim(str_from(text, label_from));
	boxes.count = count;
	boxes.list = ARENA_ARRAY(arena, struct box, count);
	for (size_t i = 0; i < count; i++)
		boxes.list[i] = list[i];
	free(list);
	return boxes;
}

/* "4情報(…)" and "5情報(…)" are one mark: editions count the same kind of data differently. */
static bool
starts_counted(struct str text, struct str key)
{
	size_t bracket = str_find_char(key, '(', 0);

	if (bracket == STR_NONE || !str_is_digit(key.ptr[0]) || text.len == 0 ||
	    !str_is_digit(text.ptr[0]))
		return false;
	return str_starts(str_from(text, 1), str_sub(key, 1, bracket));
}

/* The first bytes of text that have as many characters as key. */
static struct str
same_length(struct str text, struct str key)
{
	size_t at = 0;

	for (size_t n = text_chars(key); n > 0 && at < text.len; n--)
		(void)text_next(text, &at);
	return str_sub(text, 0, at);
}

const struct form_mark *
boxes_mark(const struct form_item *item, struct arena *arena, struct str text, struct str *rest)
{
	const struct form_mark *best = NULL;
	struct str key = text_key(arena, text_cut(text, 2000));
	size_t best_len = 0;

	for (size_t i = 0; i < item->mark_count; i++) {
		const struct form_mark *mark = &item->marks[i];

		if (mark->key.len > best_len && str_starts(key, mark->key)) {
			best = mark;
			best_len = mark->key.len;
		}
	}
	for (size_t i = 0; best == NULL && i < item->mark_count; i++) {
		const struct form_mark *mark = &item->marks[i];
		struct str head = same_length(key, mark->key);

		if (starts_counted(key, mark->key)) {
			size_t end = str_find_char(key, ')', 0);
			best = mark;
			best_len = end == STR_NONE ? key.len : end + 1;
		} else if (text_chars(mark->key) >= 6 && text_distance(head, mark->key, 1) <= 1) {
			best = mark;
			best_len = head.len;
		}
	}
	*rest = best == NULL ? (struct str){ 0 } : str_from(key, best_len);
	return best;
}
