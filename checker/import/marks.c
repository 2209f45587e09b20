/* SPDX-License-Identifier: Apache-2.0 */
/* Marks: which boxes of a row are ○, which are empty, and which nobody can tell. */
#include "base/buf.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/values.h"

#include "base/banned.h"

/* May an empty <input> be taken as empty? Only when a ○ of the same notation survived in the row, and no [] is there. */
static bool
inputs_are_empty(const struct boxes *boxes, enum box_notation notation)
{
	bool survived = false;

	for (size_t i = 0; i < boxes->count; i++) {
		const struct box *box = &boxes->list[i];

		if (box->state == BOX_STATE_EMPTY)
			return false;
		survived = survived || (box->checked_input && box->notation == notation);
	}
	return survived;
}

static enum mark_state
mark_state_of(const struct boxes *boxes, const struct box *box)
{
	switch (box->state) {
	case BOX_STATE_CHECKED:
		return MARK_CHECKED;
	case BOX_STATE_EMPTY:
		return MARK_UNCHECKED;
	case BOX_STATE_INPUT:
		return inputs_are_empty(boxes, box->notation) ? MARK_UNCHECKED : MARK_UNKNOWN;
	case BOX_STATE_RADIO:
	case BOX_STATE_BROKEN:
		break;
	}
	return MARK_UNKNOWN;
}

/* The text in （ ） right behind the label. */
struct str
marks_text(struct arena *arena, struct str label, struct str mark_label)
{
	size_t own = text_chars(mark_label), at = 0;

	/* Brackets of the label itself come first: その他識別情報（内部番号）. */
	while (own > 0 && at < label.len) {
		uint32_t c = text_next(label, &at);
		if (c != ' ' && c != '\n')
			own--;
	}
	size_t open = str_find(label, STR("("), at), wide = str_find(label, STR("（"), at);
	size_t len = open < wide ? 1 : sizeof "（" - 1;
	size_t from = open < wide ? open : wide;
	if (from == STR_NONE || str_trim(str_sub(label, at, from - at)).len > 0)
		return (struct str){ 0 };
	struct str inner = str_from(label, from + len);
	size_t end = STR_NONE;
	for (size_t i = 0; i < inner.len; i++)
		if (inner.ptr[i] == ')' || str_starts(str_from(inner, i), STR("）")))
			end = i;
	return blocks_plain(arena, end == STR_NONE ? inner : str_sub(inner, 0, end));
}

static bool
holds_mark_label(const struct form_item *item, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < item->mark_count; i++)
		if (text_chars(item->marks[i].key) >= 3 && str_has(key, item->marks[i].key))
			return true;
	return false;
}

/* A ○ that no box holds: it slipped out of one, nobody can tell which. */
static bool
has_stray_sign(const struct form_item *item, struct arena *arena, const struct boxes *boxes)
{
	if (value_is_sign(boxes->before))
		return true;
	for (size_t i = 0; i < boxes->count; i++) {
		struct str rest;

		if (boxes_mark(item, arena, boxes->list[i].label, &rest) != NULL &&
		    (value_is_sign(rest) || value_is_sign(boxes->list[i].label)))
			return true;
	}
	return false;
}

/* "[ |  | ] 紙" and "[ | ] 電子メール": of one box the cell between its brackets is lost. */
static bool
has_lost_cell(const struct entry *entry)
{
	size_t with = 0, without = 0;

	for (size_t i = 0; i < entry->piece_count; i++)
		for (size_t c = 0;
		     entry->pieces[i].cells != NULL && c + 1 < entry->pieces[i].cell_count; c++) {
			const struct cell *cell = &entry->pieces[i].cells[c];

			if (!str_is(cell->key, "["))
				continue;
			bool closes = str_starts(cell[1].key, STR("]"));
			without += closes;
			with += !closes;
		}
	return with > 0 && without > 0;
}

/* "紙 [○] 電子メール []": all labels of the item, each before its box. */
static bool
behind_labels(const struct form_item *item, struct arena *arena, const struct boxes *boxes)
{
	uint64_t seen = 0;

	if (boxes->count != item->mark_count || boxes->count == 0 || boxes->count > 63 ||
	    boxes->list[boxes->count - 1].label.len > 0)
		return false;
	for (size_t i = 0; i < boxes->count; i++) {
		struct str rest, label = i == 0 ? boxes->before : boxes->list[i - 1].label;
		const struct form_mark *mark = boxes_mark(item, arena, label, &rest);

		if (mark == NULL || boxes->list[i].state == BOX_STATE_BROKEN)
			return false;
		seen |= (uint64_t)1 << (mark - item->marks);
	}
	return seen == ((uint64_t)1 << boxes->count) - 1;
}

static void
labels_move_back(struct boxes *boxes)
{
	for (size_t i = boxes->count; i-- > 1;)
		boxes->list[i].label = boxes->list[i - 1].label;
	boxes->list[0].label = boxes->before;
	boxes->before = (struct str){ 0 };
}

void
marks_decide(struct entry *entry, struct arena *arena)
{
	const struct form_item *item = entry->known->item;
	struct boxes boxes = boxes_parse(arena, value_join(arena, entry));
	bool open = false, any = false;

	entry->state = ITEM_UNKNOWN;
	entry->marks = ARENA_ARRAY(arena, struct item_mark, item->mark_count);
	for (size_t i = 0; i < item->mark_count; i++)
		entry->marks[i].mark = &item->marks[i];
	if (boxes.count == 0 && marks_by_grid(entry, arena)) {
		entry->state = ITEM_READ;
		return;
	}
	if (has_lost_cell(entry) || has_stray_sign(item, arena, &boxes))
		return;
	if (behind_labels(item, arena, &boxes))
		labels_move_back(&boxes);
	/* Labels before their boxes, and not all of them: then no box can be tied to a label. */
	if (boxes.count == 0 || boxes.list[boxes.count - 1].label.len == 0 ||
	    holds_mark_label(item, arena, boxes.before))
		return;
	bool *seen = ARENA_ARRAY(arena, bool, item->mark_count);
	for (size_t i = 0; i < boxes.count; i++) {
		struct str rest;
		const struct form_mark *mark = boxes_mark(item, arena, boxes.list[i].label, &rest);

		if (mark == NULL)
			continue;
		size_t n = (size_t)(mark - item->marks);
		struct item_mark *out = &entry->marks[n];
		out->state = seen[n] ? MARK_UNKNOWN : mark_state_of(&boxes, &boxes.list[i]);
		seen[n] = true;
		if (mark->free_text)
			out->text = marks_text(arena, boxes.list[i].label, mark->label);
		any = any || out->state != MARK_UNKNOWN;
		open = open || (boxes.list[i].notation == BOX_OPEN && out->state != MARK_UNKNOWN);
	}
	if (any)
		entry->state = open ? ITEM_PROPOSED : ITEM_READ;
	if (any && open)
		entry->why = "括弧が閉じていない";
}
