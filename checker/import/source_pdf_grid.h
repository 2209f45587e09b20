/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a page, between source_pdf_lines.c, which makes them of lines, and source_pdf_grid.c, which puts the text into them. */
#ifndef IMPORT_SOURCE_PDF_GRID_H
#define IMPORT_SOURCE_PDF_GRID_H

#include "import/source_pdf.h"

/* One table: where its grid lines are, and which field belongs to which cell. */
struct pdf_grid {
	struct pdf_place at;
	int *xs, *ys;
	size_t columns, rows; /* fields; xs has one more than columns */
	size_t *cells;        /* field → the first field of its cell */
	bool *ends; /* column → is there a line at the upper end; then the same for the lower end */
	unsigned number;
};

static inline size_t
pdf_grid_field(const struct pdf_grid *grid, size_t row, size_t column)
{
	return row * grid->columns + column;
}

/*
 * The tables of a page, numbered on from *tables; *grids is the caller's to free, what is in it the arena's. None where there are so
 * many lines that it is a drawing.
 */
size_t pdf_grids_find(
    struct pdf_page *page, unsigned *tables, struct arena *arena, struct pdf_grid **grids);

#endif
