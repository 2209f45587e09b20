/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sheet as rows of cells, as a reader of the printed form sees them: a merged area is one cell, one that goes on from the row
 * above is said to; of single columns, those that no line parts are one. An empty one is a cell only where lines, merged
 * cells or texts bound it: forms are drawn on grids of narrow columns. What is hidden or not printed is counted and left out.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/xlsx/grid.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

/* ---- what is not shown ---------------------------------------------------------------------------------------- */

static bool
is_outside(const struct sheet *sheet, const struct sheet_cell *cell)
{
	const struct area *print = &sheet->place->print;

	return print->last_row > 0 &&
	    (cell->row < print->row || cell->row > print->last_row ||
		cell->column < print->column || cell->column > print->last_column);
}

static void
count_hidden(struct grid *g)
{
	struct sheet *sheet = g->sheet;
	uint32_t last_hidden = UINT32_MAX;

	for (size_t i = 0; i < sheet->cell_count; i++) {
		struct sheet_cell *cell = &sheet->cells[i];

		if (cell->text.len == 0 && !cell->lost)
			continue;
		if (sheet_row_hidden(sheet, cell->row)) {
			sheet->book->hidden_rows += cell->row != last_hidden;
			last_hidden = cell->row;
		} else if (g->hidden[cell->column]) {
			sheet->book->hidden_columns += !g->hidden_text[cell->column];
			g->hidden_text[cell->column] = true;
		} else if (is_outside(sheet, cell)) {
			sheet->book->outside_cells++;
		} else {
			continue;
		}
		cell->text = (struct str){ 0 };
		cell->lost = false;
	}
}

/* The text of a merged area goes to the first of its cells that is not hidden. Cells from sorted on are not in order. */
static void
move_text(
    struct sheet *sheet, size_t sorted, const struct area *merge, uint32_t row, uint32_t column)
{
	size_t all = sheet->cell_count;

	sheet->cell_count = sorted;
	struct sheet_cell *from = sheet_cell_at(sheet, merge->row, merge->column);
	struct sheet_cell *to = sheet_cell_at(sheet, row, column);
	sheet->cell_count = all;
	if (from == NULL)
		return;
	struct sheet_cell copy = *from;
	from->text = (struct str){ 0 };
	from->lost = false;
	if (to == NULL) {
		to = ARRAY_ADD(sheet->cells, sheet->cell_count, sheet->cell_room);
		*to = (struct sheet_cell){ .row = row, .column = (uint16_t)column };
	}
	to->text = copy.text;
	to->lost = copy.lost;
	to->has_shape = copy.has_shape;
}

static void
move_to_visible(struct grid *g)
{
	struct sheet *sheet = g->sheet;
	size_t sorted = sheet->cell_count;
	bool moved = false;

	for (size_t i = 0; i < sheet->merge_count; i++) {
		struct area *merge = &sheet->merges[i];
		uint32_t row = merge->row, column = merge->column;

		while (row < merge->last_row && sheet_row_hidden(sheet, row))
			row++;
		while (column < merge->last_column && g->hidden[column])
			column++;
		if (row == merge->row && column == merge->column)
			continue;
		move_text(sheet, sorted, merge, row, column);
		merge->row = row;
		merge->column = column;
		moved = true;
	}
	if (!moved)
		return;
	sheet_sort(sheet);
	sheet_sort_merges(sheet);
}

/* ---- one row -------------------------------------------------------------------------------------------------- */

static struct cell *
add_cell(struct grid *g, uint32_t column, uint32_t end)
{
	struct cell *cell = ARRAY_ADD(g->cells, g->count, g->room);

	cell->column = column;
	cell->span = end > column ? end - column : 1;
	return cell;
}

static struct field *
add_field(struct grid *g, uint32_t from, uint32_t end, bool bounded)
{
	struct field *field = ARRAY_ADD(g->fields, g->field_count, g->field_room);

	field->from = from;
	field->end = end;
	field->bounded = bounded;
	field->first = g->count;
	return field;
}

static void
set_text(struct grid *g, struct cell *cell, const struct sheet_cell *from)
{
	struct arena *arena = g->blocks->arena;

	if (!from->has_shape) {
		blocks_cell(arena, from->text, cell);
		return;
	}
	/* Its boxes are ours, and stay. */
	cell->text = blocks_tidy(arena, from->text);
	cell->key = text_key(arena, cell->text);
}

static bool
is_visible(const struct grid *g, uint32_t from, uint32_t end)
{
	while (from < end && g->hidden[from])
		from++;
	return from < end;
}

/* A merged area: its own row has its text, the rows below an empty cell that says so. */
static void
put_merge(struct grid *g, const struct area *merge)
{
	const struct sheet_cell *own = NULL;

	while (g->at < g->end && g->at->column <= merge->last_column) {
		if (g->at->column == merge->column)
			own = g->at;
		g->at++;
	}
	if ((merge->row == g->row && own != NULL && own->lost && own->text.len == 0) ||
	    !is_visible(g, merge->column, merge->last_column + 1))
		return;
	struct field *field = add_field(g, merge->column, merge->last_column + 1, true);
	struct cell *cell = add_cell(g, merge->column, merge->last_column + 1);
	field->count = 1;
	if (merge->row < g->row) {
		cell->above = field->above = true;
	} else if (own != NULL && own->text.len > 0) {
		set_text(g, cell, own);
		field->has_text = cell->text.len > 0;
	} else {
		g->has_field = true;
	}
}

/* Columns between two lines, from..end: the texts in them, or one empty cell. */
static void
put_box(struct grid *g, uint32_t from, uint32_t end, bool bounded)
{
	struct field *field = add_field(g, from, end, bounded && g->has_lines);
	uint32_t behind = from;

	for (; g->at < g->end && g->at->column < end; g->at++) {
		if (g->at->text.len == 0 && !g->at->lost)
			continue;
		if (!g->has_lines && is_visible(g, behind, g->at->column))
			add_cell(g, behind, g->at->column);
		if (field->has_text && g->has_lines)
			g->cells[g->count - 1].span = g->at->column - g->cells[g->count - 1].column;
		behind = g->at->column + 1;
		if (g->at->text.len == 0)
			continue;
		set_text(g, add_cell(g, g->at->column, g->has_lines ? end : behind), g->at);
		field->has_text = true;
	}
	if (is_visible(g, behind, end) && (!g->has_lines || (bounded && behind == from))) {
		add_cell(g, behind, end);
		g->has_field = g->has_field || g->has_lines;
	}
	field->count = g->count - field->first;
	if (field->count == 0)
		g->field_count--;
}

/* Single columns from..end between merged areas (or the sheet's edges): parted where a line stands. */
static void
put_run(struct grid *g, uint32_t from, uint32_t end, bool after_merge, bool before_merge)
{
	bool left = after_merge;

	if (from >= end)
		return;
	for (const struct sheet_cell *c = g->at; c < g->end && c->column < end; c++) {
		if ((c->lines & LINE_LEFT) != 0) {
			if (c->column > from)
				put_box(g, from, c->column, left);
			from = c->column;
			left = true;
		}
		if ((c->lines & LINE_RIGHT) != 0) {
			put_box(g, from, (uint32_t)c->column + 1, left);
			from = (uint32_t)c->column + 1;
			left = true;
		}
	}
	if (from < end)
		put_box(g, from, end, left && before_merge);
}

static void
activate(struct grid *g)
{
	const struct sheet *sheet = g->sheet;
	size_t kept = 0;

	for (size_t i = 0; i < g->active_count; i++)
		if (g->active[i]->last_row >= g->row)
			g->active[kept++] = g->active[i];
	g->active_count = kept;
	for (; g->next_merge < sheet->merge_count && sheet->merges[g->next_merge].row <= g->row;
	     g->next_merge++) {
		const struct area *merge = &sheet->merges[g->next_merge];
		size_t at;

		if (merge->last_row < g->row)
			continue;
		(void)ARRAY_ADD(g->active, g->active_count, g->active_room);
		for (at = g->active_count - 1; at > 0 && g->active[at - 1]->column > merge->column;
		     at--)
			g->active[at] = g->active[at - 1];
		g->active[at] = merge;
	}
}

static void
put_row(struct grid *g, uint32_t row, const struct sheet_cell *cells, const struct sheet_cell *end)
{
	uint32_t column = 0;
	bool after_merge = false;

	g->row = row;
	g->at = g->row_cells = cells;
	g->end = end;
	g->count = g->field_count = 0;
	g->has_field = false;
	activate(g);
	for (size_t i = 0; i < g->active_count; i++) {
		put_run(g, column, g->active[i]->column, after_merge, true);
		put_merge(g, g->active[i]);
		column = g->active[i]->last_column + 1;
		after_merge = true;
	}
	put_run(g, column, g->used_columns, after_merge, false);
}

/* ---- the sheet ------------------------------------------------------------------------------------------------ */

static void
measure(struct grid *g)
{
	const struct sheet *sheet = g->sheet;

	for (size_t i = 0; i < sheet->cell_count; i++) {
		const struct sheet_cell *cell = &sheet->cells[i];

		g->has_lines = g->has_lines || (cell->lines & (LINE_LEFT | LINE_RIGHT)) != 0;
		if ((cell->text.len > 0 || cell->lines != 0) && cell->column >= g->used_columns)
			g->used_columns = (uint32_t)cell->column + 1;
	}
}

/* The next row in which a cell is stored or a merged area begins; *merge moves on behind it. */
static uint32_t
next_row(const struct sheet *sheet, size_t cell, size_t *merge)
{
	uint32_t row = cell < sheet->cell_count ? sheet->cells[cell].row : UINT32_MAX;

	if (*merge < sheet->merge_count && sheet->merges[*merge].row < row)
		row = sheet->merges[*merge].row;
	while (*merge < sheet->merge_count && sheet->merges[*merge].row == row)
		(*merge)++;
	return row;
}

bool
grid_blocks(struct sheet *sheet, uint32_t page, struct blocks *blocks)
{
	struct grid g = { .sheet = sheet, .blocks = blocks, .page = page };
	size_t n;
	bool good = true;

	g.hidden = mem_alloc(XLSX_COLUMNS, sizeof *g.hidden);
	g.hidden_text = mem_alloc(XLSX_COLUMNS, sizeof *g.hidden_text);
	for (size_t i = 0; i < sheet->column_count; i++)
		for (size_t c = sheet->columns[i].first; c <= sheet->columns[i].last; c++)
			g.hidden[c] = sheet->columns[i].hidden;
	move_to_visible(&g);
	count_hidden(&g);
	measure(&g);
	for (size_t i = 0, m = 0; (i < sheet->cell_count || m < sheet->merge_count) && good;
	     i += n) {
		const struct sheet_cell *cells = &sheet->cells[i];
		uint32_t row = next_row(sheet, i, &m);

		for (n = 0; i + n < sheet->cell_count && cells[n].row == row; n++)
			continue;
		put_row(&g, row, cells, cells + n);
		good = grid_keep_row(&g);
	}
	grid_close_row(&g);
	free(g.hidden);
	free(g.hidden_text);
	free(g.active);
	free(g.cells);
	free(g.fields);
	free(g.open.fields);
	free(g.open.texts);
	return good;
}
