/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and cells of tables as they are told one after the other. */
#include "import/grid.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

static struct grid_table *
open_table(struct grid_builder *grid)
{
	return grid->depth == 0 ? NULL : grid->tables[grid->depth - 1];
}

void
grid_init(struct grid_builder *grid, struct blocks *blocks)
{
	*grid = (struct grid_builder){ .blocks = blocks, .line = 1 };
}

static struct cell
cell_of(struct grid_builder *grid, struct str text, uint32_t column, uint32_t span)
{
	struct arena *arena = grid->blocks->arena;
	struct cell cell = { .column = column, .span = span };

	cell.text = blocks_tidy(arena, text);
	cell.key = text_key(arena, cell.text);
	return cell;
}

static void
list_add(struct row_list *list, const struct row *row)
{
	*ARRAY_ADD(list->rows, list->count, list->room) = *row;
}

/* A row whose only content is tables lays them out: it is those rows. */
static void
put_row(struct grid_builder *grid, const struct row *row)
{
	struct blocks *blocks = grid->blocks;
	const struct cell *only = NULL;
	size_t filled = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].text.len > 0) {
			filled++;
			only = &row->cells[i];
		}
	if (filled == 1 && only->inner_count > 0) {
		for (size_t i = 0; i < only->inner_count; i++)
			put_row(grid, &only->inner[i]);
		return;
	}
	blocks->has_cells = blocks->has_cells || row->count > 1;
	*ARRAY_ADD(blocks->rows, blocks->count, blocks->room) = *row;
}

static struct row
row_of(struct grid_builder *grid, const struct cell *cells, size_t count, uint32_t line)
{
	struct row row = { .line = line, .count = count };

	row.cells = ARENA_ARRAY(grid->blocks->arena, struct cell, count);
	for (size_t i = 0; i < count; i++)
		row.cells[i] = cells[i];
	grid->row_count++;
	return row;
}

/* The text so far as a row of one cell. */
static void
end_line(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);
	struct buf *text = table == NULL ? &grid->line_text : &table->text;
	struct cell cell = cell_of(grid, buf_str(text), 0, 1);

	buf_clear(text);
	grid->text_bytes = 0;
	if (cell.text.len == 0)
		return;
	struct row row = row_of(grid, &cell, 1, grid->line);
	if (table == NULL)
		put_row(grid, &row);
	else
		list_add(&table->inner, &row);
}

void
grid_text(struct grid_builder *grid, struct str text)
{
	struct grid_table *table = open_table(grid);

	/* Between the cells of a table nothing stands; what does is in a cell that lost its tag. */
	if (table != NULL && !table->in_cell &&
	    (blocks_tidy(grid->blocks->arena, text).len == 0 || !grid_cell_begin(grid, 1, 1)))
		return;
	buf_add(table == NULL ? &grid->line_text : &table->text, text);
	grid->text_bytes += text.len;
}

void
grid_break(struct grid_builder *grid)
{
	if (grid->depth == 0)
		end_line(grid);
	else
		grid_text(grid, STR("\n"));
}

bool
grid_table_begin(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);

	if (grid->depth == IMPORT_TABLES_MAX)
		return false;
	if (table == NULL || table->in_cell)
		end_line(grid);
	grid->tables[grid->depth++] = mem_alloc(1, sizeof *table);
	return true;
}

void
grid_row_begin(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);

	if (table == NULL)
		return;
	grid_row_end(grid);
	table->in_row = true;
	table->line = grid->line;
	table->column = 0;
}

/* The columns that cells above reach down to: each its own empty cell. */
static void
skip_covered(struct grid_table *table)
{
	while (table->column < IMPORT_CELLS_MAX && table->below[table->column] > 0) {
		struct cell *cell = ARRAY_ADD(table->cells, table->cell_count, table->cell_room);

		*cell = (struct cell){ .column = table->column, .span = 1, .above = true };
		table->column++;
	}
}

bool
grid_cell_begin(struct grid_builder *grid, unsigned columns, unsigned rows)
{
	struct grid_table *table = open_table(grid);

	if (table == NULL)
		return true;
	if (!table->in_row)
		grid_row_begin(grid);
	grid_cell_end(grid);
	skip_covered(table);
	if (columns > IMPORT_CELLS_MAX - table->column)
		return false;
	for (unsigned i = 0; i < columns; i++)
		table->covered[table->column + i] = rows;
	table->span = columns;
	table->in_cell = true;
	grid->text_bytes = 0;
	return true;
}

/* What the inner rows say, one to a line. */
static struct str
flat_text(struct grid_builder *grid, const struct row_list *list)
{
	struct arena *arena = grid->blocks->arena;
	struct buf flat = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		if (flat.len > 0)
			buf_addc(&flat, '\n');
		buf_add(&flat, blocks_join_row(arena, &list->rows[i], 0));
	}
	struct str text = arena_str(arena, buf_str(&flat));
	buf_release(&flat);
	return text;
}

void
grid_cell_end(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);

	if (table == NULL || !table->in_cell)
		return;
	bool nested = table->inner.count > 0;
	if (nested)
		end_line(grid);
	struct cell *cell = ARRAY_ADD(table->cells, table->cell_count, table->cell_room);
	*cell = cell_of(grid, nested ? flat_text(grid, &table->inner) : buf_str(&table->text),
	    table->column, table->span);
	if (nested) {
		cell->inner = ARENA_ARRAY(grid->blocks->arena, struct row, table->inner.count);
		for (size_t i = 0; i < table->inner.count; i++)
			cell->inner[i] = table->inner.rows[i];
		cell->inner_count = table->inner.count;
	}
	table->inner.count = 0;
	buf_clear(&table->text);
	grid->text_bytes = 0;
	table->column += table->span;
	table->in_cell = false;
}

void
grid_row_end(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);

	if (table == NULL || !table->in_row)
		return;
	grid_cell_end(grid);
	skip_covered(table);
	for (size_t c = 0; c < IMPORT_CELLS_MAX; c++) {
		if (table->covered[c] > table->below[c])
			table->below[c] = table->covered[c];
		if (table->below[c] > 0)
			table->below[c]--;
		table->covered[c] = 0;
	}
	if (table->cell_count > 0) {
		struct row row = row_of(grid, table->cells, table->cell_count, table->line);

		if (grid->depth == 1)
			put_row(grid, &row);
		else
			list_add(&table->rows, &row);
	}
	table->cell_count = 0;
	table->in_row = false;
}

static void
table_free(struct grid_table *table)
{
	free(table->rows.rows);
	free(table->inner.rows);
	free(table->cells);
	buf_release(&table->text);
	free(table);
}

void
grid_table_end(struct grid_builder *grid)
{
	struct grid_table *table = open_table(grid);

	if (table == NULL)
		return;
	grid_row_end(grid);
	grid->depth--;
	struct grid_table *outer = open_table(grid);
	for (size_t i = 0; outer != NULL && i < table->rows.count; i++)
		list_add(&outer->inner, &table->rows.rows[i]);
	table_free(table);
}

void
grid_end(struct grid_builder *grid)
{
	while (grid->depth > 0)
		grid_table_end(grid);
	end_line(grid);
}

void
grid_release(struct grid_builder *grid)
{
	while (grid->depth > 0)
		table_free(grid->tables[--grid->depth]);
	buf_release(&grid->line_text);
}
