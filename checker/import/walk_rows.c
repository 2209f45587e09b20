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

void
walk_row(struct walk *w, const struct row *row)
{
	size_t target = STR_NONE; /* the entry whose value the rest of the row is */
	size_t label_column = 0;
	bool placed = false, ignored = false;

	if (walk_header_values(w, row))
		return;
	/* One empty cell below a label that has the row for itself: its value, which is blank. */
	if (walk_filled(row) == 0) {
		if (row->count == 1 && w->current != STR_NONE) {
			w->found->entries[w->current].has_cell = true;
			w->found->entries[w->current].cell_below = true;
		}
		return;
	}
	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];

		if (cell->text.len == 0)
			continue;
		if (target != STR_NONE &&
		    w->found->entries[target].known->item->type != FORM_GROUP) {
			if (c == label_column + 1 && is_next_label(w, cell) &&
			    w->header_count < 7) {
				if (w->header_count == 0) {
					w->header[0] = target;
					w->header_column[0] = row->cells[label_column].column;
					w->header_count = 1;
				}
				walk_enter(w, walk_next(w), 0, row->line);
				target = w->current;
				label_column = c;
				w->header[w->header_count] = target;
				w->header_column[w->header_count++] = cell->column;
				continue;
			}
			size_t end = next_label(w, row, c);
			/* Boxes of their own come first where they are empty: "", "紙", "○", "電子メール". */
			size_t from = c;
			while (from > label_column + 1 && row->cells[from - 1].text.len == 0)
				from--;
			struct row values = *row;
			values.count = end;
			if (from < end)
				walk_row_value(w, target, &values, from);
			if (end == row->count)
				break;
			/* "公表日 | 令和6年4月1日 | 評価実施機関名 | …": another label in the same row. */
			target = STR_NONE;
			c = end - 1;
			continue;
		}
		if (target != STR_NONE && walk_bare_grid(w, row, label_column + 1))
			break;
		if (ignored)
			break;
		enum place result = walk_printed(w, cell, row->line)
		    ? PLACE_IGNORE
		    : walk_place(w, cell->text, row->line);
		if (result == PLACE_YES) {
			target = w->current;
			label_column = c;
			placed = true;
			if (row->count > c + 1 && !w->is_short)
				w->found->entries[target].has_cell = true;
		} else if (result == PLACE_IGNORE) {
			ignored = true;
		} else if (result == PLACE_LOST) {
			w->lost = true;
			w->current = STR_NONE;
			if (w->found->count > 0)
				w->found->entries[w->found->count - 1].lost_behind = true;
			struct row rest = *row;
			rest.cells = row->cells + c + 1;
			rest.count = row->count - c - 1;
			if (walk_filled(&rest) > 0)
				walk_loose(w, &rest);
			return;
		} else if (walk_merged(w, cell, row->line)) {
			target = w->current;
			label_column = c;
			placed = true;
		} else if (target != STR_NONE) {
			walk_row_value(w, target, row, c);
			break;
		} else {
			walk_loose(w, row);
			break;
		}
	}
	if (!placed)
		w->header_count = 0;
}
