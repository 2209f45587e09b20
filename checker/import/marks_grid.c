/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boxes that are cells: "○ | 紙 |  | 電子メール" or "紙 | ○ | 電子メール | ". Whether a ○ belongs to the label before it or
 * behind it is decided for the whole item: by where a row begins and ends, never by one ○ alone.
 */
#include "base/buf.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/values.h"

#include "base/banned.h"

enum { GRID_MAX = 256 };

enum token_kind { TOKEN_EMPTY, TOKEN_SIGN, TOKEN_LABEL };

struct token {
	enum token_kind kind;
	size_t mark;     /* of a label: index in the item */
	struct str text; /* of a label, with what stands in brackets behind it */
	bool first;      /* of its row */
	bool used;       /* a sign, or an empty cell, that one label has taken */
};

struct grid {
	struct token list[GRID_MAX];
	size_t count;
	size_t labels, signs;
};

bool
value_is_sign(struct str text)
{
	size_t at = 0;

	if (text.len == 0)
		return false;
	uint32_t c = text_next(text, &at);
	return at == text.len &&
	    (box_is_circle(c) || c == 0x30EC /* レ */ || c == 0x2705 || c == BOX_FIRST);
}

/* The cells of one row; false: something stands there that is none of this item's labels. */
static bool
add_row(struct grid *grid, const struct form_item *item, struct arena *arena,
    const struct cell *cells, size_t count)
{
	struct token *last = NULL;

	for (size_t i = 0; i < count; i++) {
		struct str text = cells[i].text, rest;
		bool sign = value_is_sign(text);
		const struct form_mark *mark =
		    text.len == 0 || sign ? NULL : boxes_mark(item, arena, text, &rest);

		if (text.len > 0 && !sign && mark == NULL) {
			/* "その他（ | 窓口 | ）": the text of the label before it. */
			if (last == NULL || !item->marks[last->mark].free_text)
				return false;
			last->text =
			    arena_printf(arena, "%.*s %.*s", STR_ARG(last->text), STR_ARG(text));
			continue;
		}
		if (grid->count == GRID_MAX)
			return false;
		struct token *token = &grid->list[grid->count++];
		*token = (struct token){ .kind = mark != NULL ? TOKEN_LABEL
			    : sign                            ? TOKEN_SIGN
							      : TOKEN_EMPTY,
			.text = text,
			.first = i == 0 };
		grid->signs += sign;
		if (mark != NULL) {
			token->mark = (size_t)(mark - item->marks);
			grid->labels++;
			last = token;
		}
	}
	return true;
}

/* The cell of the box of a label: before it or behind it, in its row. NULL: there is none. */
static struct token *
box_of(struct grid *grid, size_t label, bool before)
{
	struct token *list = grid->list;

	if (before)
		return list[label].first || list[label - 1].kind == TOKEN_LABEL ? NULL
										: &list[label - 1];
	if (label + 1 == grid->count || list[label + 1].first ||
	    list[label + 1].kind == TOKEN_LABEL)
		return NULL;
	return &list[label + 1];
}

/* Every label has its cell there, and no ○ is left over. */
static bool
fits(struct grid *grid, bool before)
{
	size_t signs = 0;

	for (size_t i = 0; i < grid->count; i++)
		grid->list[i].used = false;
	for (size_t i = 0; i < grid->count; i++) {
		struct token *box =
		    grid->list[i].kind == TOKEN_LABEL ? box_of(grid, i, before) : NULL;

		/* The empty cells at the end of a line of text are often dropped. */
		bool dropped = !before && i + 1 < grid->count && grid->list[i + 1].first;
		if (grid->list[i].kind != TOKEN_LABEL || dropped)
			continue;
		if (box == NULL || box->used)
			return false;
		box->used = true;
		signs += box->kind == TOKEN_SIGN;
	}
	return signs == grid->signs;
}

/* Rows begin with a box (the empty one too) or with a label. */
static bool
begins_with_label(const struct grid *grid, bool *mixed)
{
	bool label = false, other = false;

	for (size_t i = 0; i < grid->count; i++)
		if (grid->list[i].first)
			*(grid->list[i].kind == TOKEN_LABEL ? &label : &other) = true;
	*mixed = label && other;
	return label;
}

/* Are the boxes before their labels? false in *sure: nobody can tell. */
static bool
boxes_before(struct grid *grid, bool *sure)
{
	bool before = fits(grid, true), behind = fits(grid, false), mixed;
	bool label_first = begins_with_label(grid, &mixed);

	*sure = before != behind || (before && !mixed);
	return before && (!behind || !label_first);
}

/* All labels of the item, each once? */
static bool
is_complete(const struct grid *grid, const struct form_item *item)
{
	for (size_t m = 0; m < item->mark_count; m++) {
		size_t times = 0;

		for (size_t i = 0; i < grid->count; i++)
			times += grid->list[i].kind == TOKEN_LABEL && grid->list[i].mark == m;
		if (times != 1)
			return false;
	}
	return true;
}

bool
value_is_grid_of(
    const struct known *known, struct arena *arena, const struct cell *cells, size_t count)
{
	struct grid *grid = ARENA_ARRAY(arena, struct grid, 1);
	bool sure;

	if (!add_row(grid, known->item, arena, cells, count) || !is_complete(grid, known->item))
		return false;
	(void)boxes_before(grid, &sure);
	return sure;
}

bool
marks_by_grid(struct entry *entry, struct arena *arena)
{
	const struct form_item *item = entry->known->item;
	struct grid *grid = ARENA_ARRAY(arena, struct grid, 1);
	bool sure;

	for (size_t i = 0; i < entry->piece_count; i++) {
		const struct piece *piece = &entry->pieces[i];

		if (piece->aside)
			continue;
		if (piece->cells == NULL ||
		    !add_row(grid, item, arena, piece->cells, piece->cell_count))
			return false;
	}
	if (!is_complete(grid, item))
		return false;
	bool before = boxes_before(grid, &sure);
	if (!sure)
		return false;
	for (size_t i = 0; i < grid->count; i++) {
		const struct token *label = &grid->list[i];

		if (label->kind != TOKEN_LABEL)
			continue;
		const struct token *box = box_of(grid, i, before);
		struct item_mark *out = &entry->marks[label->mark];
		out->state = box != NULL && box->kind == TOKEN_SIGN ? MARK_CHECKED : MARK_UNCHECKED;
		if (item->marks[label->mark].free_text)
			out->text = marks_text(arena, label->text, item->marks[label->mark].label);
	}
	return true;
}
