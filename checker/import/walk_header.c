/* SPDX-License-Identifier: Apache-2.0 */
/* A row of labels, whose values stand in the row below it, column by column. */
#include "import/walk.h"

#include "base/banned.h"

static const struct cell *
cell_in_column(const struct row *row, size_t column)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].column == column)
			return &row->cells[i];
	return NULL;
}

/* Does each text of the row stand below a label, and is none of them a label itself? */
static bool
are_values(const struct walk *w, const struct row *row, size_t count)
{
	size_t values = 0;
	struct label first;
	bool known_label;
	unsigned n;

	if (walk_filled(row) > count)
		return false;
	for (size_t k = 0; k < count; k++) {
		const struct cell *cell = cell_in_column(row, w->header_column[k]);

		if (cell == NULL)
			return false;
		values += cell->text.len > 0;
		first = label_parse(w->arena, cell->text);
		if (cell->text.len > 0 &&
		    (walk_find(w, &first, &n, &known_label) != NULL || known_label))
			return false;
	}
	return values == walk_filled(row);
}

/* The values below a row of labels. */
bool
walk_header_values(struct walk *w, const struct row *row)
{
	size_t count = w->header_count;

	w->header_count = 0;
	if (count == 0)
		return false;
	if (!are_values(w, row, count)) {
		/* The row of values is lost, or was run together; or the labels have them beside, in their own row. */
		bool lost = true;
		for (size_t k = 0; k < count; k++)
			lost = lost && w->found->entries[w->header[k]].piece_count == 0;
		for (size_t k = 0; k < count && lost; k++)
			w->found->entries[w->header[k]].damaged = true;
		if (lost)
			w->current = STR_NONE;
		return false;
	}
	for (size_t k = 0; k < count; k++) {
		const struct cell *cell = cell_in_column(row, w->header_column[k]);

		w->found->entries[w->header[k]].has_cell = true;
		if (cell->text.len > 0)
			found_piece(w->found, w->header[k], row->line, cell->text, true);
	}
	w->current = STR_NONE;
	return true;
}
