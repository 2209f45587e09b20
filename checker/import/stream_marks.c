/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boxes of a page. One is read where it stands complete beside its label on one line, and no other item of the page has such a
 * label.
 */
#include "base/text.h"
#include "import/boxes.h"
#include "import/stream.h"
#include "import/values.h"

#include "base/banned.h"

/* A complete box and its label at the beginning of this text: its state; *rest = from the label on. */
static bool
complete_box(struct str text, bool line_start, bool *checked, struct str *label)
{
	size_t at = 0, from;
	uint32_t c = text_next(text, &at);
	bool opened = c == '[' || c == 0xFF3B;
	bool blank = false;

	*checked = false;
	if (opened) {
		for (from = at; at < text.len && (text.ptr[at] == ' ');)
			at++;
		blank = at > from;
		if (at >= text.len)
			return false;
		c = text_next(text, &at);
	} else if (!line_start || !box_is_circle(c)) {
		return false;
	}
	if (box_is_circle(c) && c != 'O') {
		*checked = true;
		while (at < text.len && text.ptr[at] == ' ')
			at++;
		if (at >= text.len)
			return false;
		c = text_next(text, &at);
	} else if (!blank) {
		return false; /* "[]": the end of one box and the beginning of another */
	}
	if (c != ']' && c != 0xFF3D)
		return false;
	*label = str_from(text, at);
	size_t next = str_find_char(*label, '[', 0);
	*label = str_trim(next == STR_NONE ? *label : str_sub(*label, 0, next));
	return label->len > 0;
}

struct seen_box {
	const struct form_mark *mark;
	struct str label;
	uint32_t line;
	bool checked;
};

/* The mark of the item with this label and nothing longer: "フラッシュメモリ" is not "フラッシュメモリを除く". */
static const struct form_mark *
whole_mark(const struct stream *s, const struct form_item *item, struct str label)
{
	struct str rest;
	const struct form_mark *mark =
	    item->type == FORM_MARKS ? boxes_mark(item, s->arena, label, &rest) : NULL;

	if (mark != NULL && rest.len > 0 && rest.ptr[0] != '(' && rest.ptr[0] != '[' &&
	    rest.ptr[0] != ']' && !str_is(rest, "○"))
		return NULL;
	return mark;
}

/* The items of the page that have a mark of this label: how many. */
static size_t
slots_with_mark(const struct stream *s, const struct stream_page *page, struct str label,
    const struct form_mark **mark)
{
	size_t n = 0;

	for (size_t i = page->first; i < page->end; i++) {
		const struct form_mark *found = whole_mark(s, s->slots[i].known->item, label);

		if (found != NULL) {
			*mark = found;
			n++;
		}
	}
	return n;
}

bool
stream_box_is_on_page(const struct stream *s, size_t p, struct str key, uint32_t *line)
{
	for (size_t r = 0; r < s->blocks->count; r++) {
		const struct row *row = &s->blocks->rows[r];

		if (row->page == p &&
		    str_has(text_key(s->arena, text_cut(stream_row_text(row), 400)), key)) {
			*line = row->line;
			return true;
		}
	}
	return false;
}

struct entry *
stream_marks_entry(struct stream *s, struct slot *slot, uint32_t line)
{
	const struct form_item *item = slot->known->item;
	struct entry *entry = found_find(s->found, item, 1, slot->instance);

	if (entry == NULL) {
		entry = stream_take(s, slot, line, (struct str){ 0 }, ITEM_READ, NULL);
		entry->marks = ARENA_ARRAY(s->arena, struct item_mark, item->mark_count);
		for (size_t i = 0; i < item->mark_count; i++)
			entry->marks[i].mark = &item->marks[i];
	}
	return entry;
}

static void
set_mark(struct stream *s, struct slot *slot, const struct seen_box *box, const char *doubt)
{
	const struct form_item *item = slot->known->item;
	struct entry *entry = stream_marks_entry(s, slot, box->line);

	if (doubt == NULL && box->checked && box->mark->free_text &&
	    !str_has(box->label, STR("）")) && !str_has(box->label, STR(")")))
		doubt = "（ ）の中の文が離れている";
	if (doubt != NULL) {
		entry->state = ITEM_PROPOSED;
		entry->why = doubt;
	}
	for (size_t i = 0; i < item->mark_count; i++)
		if (str_eq(item->marks[i].key, box->mark->key)) {
			entry->marks[i].state = box->checked ? MARK_CHECKED : MARK_UNCHECKED;
			if (item->marks[i].free_text)
				entry->marks[i].text =
				    marks_text(s->arena, box->label, box->mark->label);
		}
}

enum { PAGE_BOXES_MAX = 256 };

static size_t
find_boxes(struct stream *s, struct stream_page *page, size_t p, struct seen_box *boxes)
{
	size_t count = 0;

	for (size_t r = 0; r < s->blocks->count; r++) {
		const struct row *row = &s->blocks->rows[r];
		struct str text = stream_row_text(row);

		if (row->page != p)
			continue;
		for (size_t at = 0; at < text.len && count < PAGE_BOXES_MAX;) {
			struct seen_box box = { .line = row->line };
			size_t from = at;

			(void)text_next(text, &at);
			if (!complete_box(
				str_from(text, from), from == 0, &box.checked, &box.label) ||
			    slots_with_mark(s, page, box.label, &box.mark) == 0)
				continue;
			boxes[count++] = box;
		}
	}
	return count;
}

/* How often the label of a mark stands on the page behind a box, complete or come apart. */
static size_t
labels_of_mark(const struct stream *s, size_t p, const struct form_mark *mark)
{
	size_t n = 0;

	for (size_t r = 0; r < s->blocks->count; r++) {
		struct str key =
		    text_key(s->arena, text_cut(stream_row_text(&s->blocks->rows[r]), 400));

		for (size_t at = 0; s->blocks->rows[r].page == p &&
		     (at = str_find(key, mark->key, at)) != STR_NONE;
		     at += mark->key.len) {
			struct str behind = str_from(key, at + mark->key.len);

			n += (at == 0 || key.ptr[at - 1] == ']') &&
			    (behind.len == 0 || behind.ptr[0] == '(' || behind.ptr[0] == '[' ||
				behind.ptr[0] == ']');
		}
	}
	return n;
}

/* More labels of some box of the item than the page has such items: one more of these is here, whose own label is lost. */
static bool
has_too_many_labels(
    const struct stream *s, const struct stream_page *page, const struct form_item *item)
{
	for (size_t i = 0; i < item->mark_count; i++) {
		const struct form_mark *any;

		if (labels_of_mark(s, (size_t)(page - s->pages), &item->marks[i]) >
		    slots_with_mark(s, page, item->marks[i].label, &any))
			return true;
	}
	return false;
}

size_t
stream_circles_of(const struct stream *s, size_t p, bool *stray)
{
	size_t n = 0;

	*stray = false;
	for (size_t r = 0; r < s->blocks->count; r++) {
		struct str text = stream_row_text(&s->blocks->rows[r]);

		if (s->blocks->rows[r].page != p)
			continue;
		for (size_t at = 0; (at = str_find(text, STR("○"), at)) != STR_NONE;
		     at += sizeof "○" - 1) {
			struct str before = str_trim(str_sub(text, 0, at));
			struct str behind = str_trim(str_from(text, at + sizeof "○" - 1));
			bool bullet = at == 0 && behind.len > 0 && behind.ptr[0] != '[' &&
			    behind.ptr[0] != ']';

			if (bullet)
				continue;
			n++;
			*stray |= !str_ends(before, STR("[")) || !str_starts(behind, STR("]"));
		}
	}
	return n;
}

/* Boxes of the form that are alone in their item (委託しない), on a page without any ○: not marked. */
static void
take_unmarked(struct stream *s, struct stream_page *page, size_t p)
{
	bool here = false, elsewhere = false;

	for (size_t r = 0; r < s->blocks->count; r++) {
		struct str text = stream_row_text(&s->blocks->rows[r]);
		size_t circle = str_find(text, STR("○"), 0);
		bool boxed = circle != STR_NONE &&
		    (text.len == sizeof "○" - 1 || str_has(text, STR("[")) ||
			str_has(text, STR("]")));

		*(s->blocks->rows[r].page == p ? &here : &elsewhere) |= boxed;
	}
	if (here || !elsewhere)
		return;
	for (size_t i = page->first; i < page->end; i++) {
		struct slot *slot = &s->slots[i];
		const struct form_item *item = slot->known->item;
		uint32_t line = 0;

		if (item->type != FORM_MARKS || slot->known->repeat != NULL)
			continue;
		for (size_t m = 0; m < item->mark_count; m++) {
			struct entry *entry;

			if (!stream_box_is_on_page(s, p, item->marks[m].key, &line))
				continue;
			entry = stream_marks_entry(s, slot, line);
			if (entry->marks[m].state != MARK_UNKNOWN)
				continue;
			entry->marks[m].state = MARK_UNCHECKED;
			entry->state = ITEM_PROPOSED;
			entry->why = "この頁には○が一つもない";
		}
	}
}

/* Does the stretch have a place of this number of the group, and no number of it that is not printed on the page? */
static bool
has_number(const struct stream *s, const struct stream_page *page, const struct form_item *group,
    unsigned number)
{
	bool here = false;

	for (size_t i = page->first; i < page->end; i++) {
		const struct slot *slot = &s->slots[i];

		if (slot->known->repeat != group)
			continue;
		if (slot->known->numbered && slot->class != NO_CLASS &&
		    stream_labels(s, page, slot->class, slot->instance) == 0)
			return false;
		here = here || slot->instance == number;
	}
	return here;
}

bool
stream_has_foreign_group(const struct stream *s, const struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL)
			continue;
		const struct known *known = &s->labels->list[token->class];
		if (known->numbered && !has_number(s, page, known->repeat, token->number))
			return true;
	}
	return false;
}

/* Is the number that the slot is of printed on the page? */
static bool
is_numbered_here(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	const struct form_item *group = slot->known->repeat;

	for (size_t i = page->from; group != NULL && i < page->to; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (token->kind == TOKEN_LABEL && token->number == slot->instance &&
		    s->labels->list[token->class].numbered &&
		    s->labels->list[token->class].repeat == group)
			return true;
	}
	return group == NULL;
}

/* Why a box of the slot is only proposed; NULL: it is read. stray: it looks empty, and a ○ of the page has no box. */
static const char *
doubt_of(
    const struct stream *s, const struct stream_page *page, const struct slot *slot, bool stray)
{
	if (has_too_many_labels(s, page, slot->known->item))
		return "この頁に、項目の数より多くの枠がある";
	if (!is_numbered_here(s, page, slot))
		return "この番号の見出しがこの頁にない";
	if (slot->known->repeat != NULL && stream_has_foreign_group(s, page))
		return "この頁の番号の並びが様式と合わない";
	if (slot->known->repeat != NULL && stream_label_is_missing(s, slot->class))
		return "同じ見出しの一つが、どの頁にもない";
	return stray ? "この頁に、枠から離れた○がある" : NULL;
}

void
stream_marks(struct stream *s, struct stream_page *page)
{
	struct seen_box *boxes = ARENA_ARRAY(s->arena, struct seen_box, PAGE_BOXES_MAX);
	size_t count = find_boxes(s, page, (size_t)(page - s->pages), boxes);
	bool stray;

	(void)stream_circles_of(s, (size_t)(page - s->pages), &stray);
	for (size_t i = 0; i < count; i++) {
		const struct form_mark *any;
		size_t slots = slots_with_mark(s, page, boxes[i].label, &any), same = 0;
		bool texts = false;

		for (size_t k = 0; k < count; k++)
			if (str_eq(boxes[k].mark->key, boxes[i].mark->key)) {
				same = same == STR_NONE || boxes[k].checked != boxes[i].checked
				    ? STR_NONE
				    : same + 1;
				texts = texts || str_has(boxes[k].label, STR("（"));
			}
		if (same != slots ||
		    labels_of_mark(s, (size_t)(page - s->pages), boxes[i].mark) > slots ||
		    (slots > 1 && boxes[i].checked && texts))
			continue;
		for (size_t k = page->first; k < page->end; k++)
			if (whole_mark(s, s->slots[k].known->item, boxes[i].label) != NULL)
				set_mark(s, &s->slots[k], &boxes[i],
				    doubt_of(s, page, &s->slots[k], stray && !boxes[i].checked));
	}
	take_unmarked(s, page, (size_t)(page - s->pages));
}
