/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a section: a label, its value in the cells behind it or in the rows below it. */
#include "import/walk.h"

#include "base/banned.h"

/* This cell is the label of the very next item, and so is each behind it: a row of labels. */
static bool
is_next_label(const struct walk *w, const struct cell *cell)
{
	const struct known *next = walk_next(w);
	unsigned n;

	return next != NULL && cell->key.len > 0 && !next->numbered &&
	    label_is(next, label_parse(w->arena, cell->text).key, &n);
}

/* The cell of this row from c on that is the label of the item that comes next, or the end of the row. */
static size_t
next_label(const struct walk *w, const struct row *row, size_t c)
{
	for (; c < row->count; c++)
		if (is_next_label(w, &row->cells[c]))
			return c;
	return row->count;
}

/* Reading one row from left to right. */
struct step {
	struct walk *w;
	const struct row *row;
	size_t target;       /* the entry whose value the rest of the row is; STR_NONE: none */
	size_t label_column; /* of its label */
	bool placed;         /* some cell was a label */
	bool ignored;        /* a label that says nothing: what follows is looked at no more */
};

/* One empty cell below a label that has the row for itself: its value, which is blank. */
static void
take_empty(struct walk *w, const struct row *row)
{
	if (row->count != 1 || w->current == STR_NONE)
		return;
	w->found->entries[w->current].has_cell = true;
	w->found->entries[w->current].cell_below = true;
}

static void
set_target(struct step *step, size_t column)
{
	step->target = step->w->current;
	step->label_column = column;
	step->placed = true;
}

/* A label right behind a label: their values stand below. */
static void
take_header_label(struct step *step, size_t c)
{
	struct walk *w = step->w;

	if (w->header_count == 0) {
		w->header[0] = step->target;
		w->header_column[0] = step->row->cells[step->label_column].column;
		w->header_count = 1;
	}
	walk_enter(w, walk_next(w), 0, step->row->line);
	set_target(step, c);
	w->header[w->header_count] = step->target;
	w->header_column[w->header_count++] = step->row->cells[c].column;
}

/* The value from this cell on: to the end of the row, or to another label in it. Where that is. */
static size_t
take_values(struct step *step, size_t c)
{
	const struct row *row = step->row;
	size_t end = next_label(step->w, row, c), from = c;
	struct row values = *row;

	/* Boxes of their own come first where they are empty: "", "紙", "○", "電子メール". */
	while (from > step->label_column + 1 && row->cells[from - 1].text.len == 0)
		from--;
	values.count = end;
	if (from < end)
		walk_row_value(step->w, step->target, &values, from);
	/* "公表日 | 令和6年4月1日 | 評価実施機関名 | …" */
	step->target = STR_NONE;
	return end;
}

/* A label that cannot be placed. What is behind it belongs to nobody, and what is before it may go on there. */
static void
take_lost(struct step *step, size_t c)
{
	struct walk *w = step->w;
	struct row rest = *step->row;

	w->lost = true;
	w->current = STR_NONE;
	if (w->found->count > 0)
		w->found->entries[w->found->count - 1].lost_behind = true;
	rest.cells += c + 1;
	rest.count -= c + 1;
	if (walk_filled(&rest) > 0)
		walk_loose(w, &rest);
}

/* A cell that is a label, or the first of the row's text. false: the row is read. */
static bool
take_cell(struct step *step, size_t c)
{
	struct walk *w = step->w;
	const struct row *row = step->row;
	const struct cell *cell = &row->cells[c];

	if (step->ignored ||
	    (step->target != STR_NONE && walk_bare_grid(w, row, step->label_column + 1)))
		return false;
	enum place result =
	    walk_printed(w, cell, row->line) ? PLACE_IGNORE : walk_place(w, cell->text, row->line);
	switch (result) {
	case PLACE_YES:
		set_target(step, c);
		if (row->count > c + 1 && !w->is_short)
			w->found->entries[step->target].has_cell = true;
		return true;
	case PLACE_IGNORE:
		step->ignored = true;
		return true;
	case PLACE_LOST:
		take_lost(step, c);
		return false;
	case PLACE_NO:
		break;
	}
	if (walk_merged(w, cell, row->line)) {
		set_target(step, c);
		return true;
	}
	if (step->target != STR_NONE)
		walk_row_value(w, step->target, row, c);
	else
		walk_loose(w, row);
	return false;
}

void
walk_row(struct walk *w, const struct row *row)
{
	struct step step = { .w = w, .row = row, .target = STR_NONE };

	if (walk_header_values(w, row))
		return;
	if (walk_filled(row) == 0) {
		take_empty(w, row);
		return;
	}
	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];

		if (cell->text.len == 0)
			continue;
		bool open = step.target != STR_NONE &&
		    w->found->entries[step.target].known->item->type != FORM_GROUP;
		if (open && c == step.label_column + 1 && is_next_label(w, cell) &&
		    w->header_count < 7)
			take_header_label(&step, c);
		else if (open)
			c = take_values(&step, c) - 1;
		else if (!take_cell(&step, c))
			break;
	}
	if (!step.placed)
		w->header_count = 0;
}
