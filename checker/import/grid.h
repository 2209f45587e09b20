/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows and cells of tables as they are told one after the other: spans over columns and rows, tables inside of cells. For
 * sources that hear of a table tag by tag. A table that only lays out other tables is taken apart: its rows are theirs.
 */
#ifndef IMPORT_GRID_H
#define IMPORT_GRID_H

#include "base/buf.h"
#include "import/blocks.h"
#include "import/limits.h"

struct row_list {
	struct row *rows;
	size_t count, room;
};

struct grid_table {
	struct row_list rows;
	struct cell *cells; /* of the open row */
	size_t cell_count, cell_room;
	uint32_t column;
	uint32_t line;                      /* where the open row began */
	unsigned below[IMPORT_CELLS_MAX];   /* rows that a cell above still covers */
	unsigned covered[IMPORT_CELLS_MAX]; /* by the cells of the open row */
	bool in_row, in_cell;
	/* the open cell */
	struct buf text;
	uint32_t span;
	struct row_list inner;
};

struct grid_builder {
	struct blocks *blocks;
	struct grid_table *tables[IMPORT_TABLES_MAX];
	size_t depth;
	struct buf line_text; /* outside of tables */
	uint32_t line;        /* of the source, now */
	size_t row_count;
	size_t text_bytes; /* of the open cell or line */
};

void grid_init(struct grid_builder *grid, struct blocks *blocks);
/* Ends what is open. */
void grid_end(struct grid_builder *grid);
void grid_release(struct grid_builder *grid);

void grid_text(struct grid_builder *grid, struct str text);
void grid_break(struct grid_builder *grid);
/* false: nested too deep. */
bool grid_table_begin(struct grid_builder *grid);
void grid_table_end(struct grid_builder *grid);
void grid_row_begin(struct grid_builder *grid);
void grid_row_end(struct grid_builder *grid);
/* false: too many columns. */
bool grid_cell_begin(struct grid_builder *grid, unsigned columns, unsigned rows);
void grid_cell_end(struct grid_builder *grid);

#endif
