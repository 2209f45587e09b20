/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet on its way to rows of blocks. Private to import/xlsx/grid*.c. */
#ifndef IMPORT_XLSX_GRID_H
#define IMPORT_XLSX_GRID_H

#include "base/buf.h"
#include "import/xlsx/sheet.h"

/* What a reader sees as one field: a merged area, or columns between two lines. */
struct field {
	uint32_t from, end;  /* columns, end behind the last */
	bool bounded;        /* drawn as a field: merged, or lines on both sides */
	bool above;          /* goes on from the row above */
	size_t first, count; /* its cells */
	bool has_text;
};

/* The row of blocks that rows of the sheet below may still belong to. */
struct open_row {
	bool is_open;
	size_t index; /* in blocks */
	struct field *fields;
	struct buf *texts; /* of each field that went on, all of its rows; else empty */
	size_t count, room;
	/* the last row of the sheet that belongs to it */
	uint32_t row;
	const struct sheet_cell *cells, *end;
};

struct grid {
	struct sheet *sheet;
	struct blocks *blocks;
	uint32_t page, used_columns;
	bool has_lines;
	bool *hidden, *hidden_text; /* per column */
	/* merged areas that cover the row, by column */
	const struct area **active;
	size_t active_count, active_room, next_merge;
	/* the row that is being made */
	uint32_t row;
	const struct sheet_cell *row_cells, *at, *end; /* at: those that are still to come */
	struct cell *cells;
	size_t count, room;
	struct field *fields;
	size_t field_count, field_room;
	bool has_field; /* an empty cell that is drawn as one begins in it */
	/* what was made of those before */
	struct open_row open;
	uint32_t kept_end,
	    text_end; /* the rows behind the last one kept, and with a text; 0: none */
};

/* The row that was made becomes a row of blocks, part of the one before, or nothing. false: too many, said. */
bool grid_keep_row(struct grid *g);
/* No more rows belong to the last one. */
void grid_close_row(struct grid *g);

#endif
