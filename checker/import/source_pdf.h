/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PDF as a source: from what piacheck-pdf measures (pdf/pdf.h) to rows and cells. Lengths are tenths of a point, y downwards.
 * Private to source_pdf*.c. Everything lives in the arena of the blocks.
 */
#ifndef IMPORT_SOURCE_PDF_H
#define IMPORT_SOURCE_PDF_H

#include "base/buf.h"
#include "import/blocks.h"

struct pdf_place {
	int x0, y0, x1, y1;
};

/* Characters side by side, equally wide. */
struct pdf_run {
	struct pdf_place at;
	struct str text;
	unsigned chars;
};

/* A ruled line: at is y of a level one, x of an upright one. */
struct pdf_line {
	int at, from, to;
};

enum pdf_shape_kind { PDF_OVAL, PDF_SQUARE, PDF_MARK, PDF_FIELD_OFF, PDF_FIELD_ON };

struct pdf_shape {
	enum pdf_shape_kind kind;
	struct pdf_place at;
};

/* A growing list, freed with the page. */
struct pdf_runs {
	struct pdf_run *list;
	size_t count, room;
};
struct pdf_lines {
	struct pdf_line *list;
	size_t count, room;
};
struct pdf_shapes {
	struct pdf_shape *list;
	size_t count, room;
};

struct pdf_page {
	int width, height;
	struct pdf_runs runs;
	struct pdf_lines level, upright;
	struct pdf_shapes shapes;
};

/* A cell of the grid as it was on its page, and the row of it. */
struct pdf_cell {
	struct pdf_place at;
	struct str text;
	uint32_t column, span;
	bool full, brimful; /* as of pdf_text: the text may go on elsewhere */
	int text_end;       /* y of the lower end of its last line */
	/* no line at the upper, the lower end of the table: a page's end cuts the cell */
	bool open_above, open_below;
};
struct pdf_row {
	struct pdf_place at;
	struct pdf_cell *cells; /* in the arena */
	size_t count;
	uint32_t page, line;
	unsigned table; /* from 1, over all pages; 0: text outside of any */
	bool
	    dropped; /* a page number, a heading printed again, what was joined to the row before */
};
struct pdf_rows {
	struct pdf_row *list;
	size_t count, room;
};

/* The text of a cell, put together from its runs. */
struct pdf_text {
	struct str text;
	bool full,
	    brimful; /* the last line reaches the right edge; and no other character would have fitted */
	int end; /* y of the lower end of the last line */
};

/* source_pdf_runs.c. */
/* A part of a run: characters from..to. */
struct pdf_run pdf_run_part(const struct pdf_run *run, unsigned from, unsigned to);
/* The place of one character. */
struct pdf_place pdf_run_char(const struct pdf_run *run, unsigned index);
/* Height of a character: a line's rectangle is taller. */
int pdf_em(struct pdf_place line);
int pdf_middle(struct pdf_place at);
/* For qsort of runs: from above, by their middles; from the left. */
int pdf_compare_down(const void *a, const void *b);
int pdf_compare_right(const void *a, const void *b);
void pdf_place_add(struct pdf_place *all, struct pdf_place one);
/* What at least one run covers. */
struct pdf_place pdf_extent(const struct pdf_run *runs, size_t count);

/*
 * source_pdf_text.c. Runs in the order of reading: lines from above, columns where lines do not match; blanks by the gaps, line
 * feeds between paragraphs. Reorders the runs. inner: the space that the text had.
 */
struct pdf_text
pdf_text_of(struct arena *arena, struct pdf_run *runs, size_t count, struct pdf_place inner);
/* Does it begin as an item of a list or a heading does: ①, 1), ・, ＜? */
bool pdf_is_item(struct str text);
/* source_pdf_upright.c: are these columns of characters? If so they are sorted for pdf_put_upright. */
bool pdf_is_upright(struct pdf_run *runs, size_t count);
void pdf_put_upright(struct buf *out, const struct pdf_run *runs, size_t count);

/* source_pdf_marks.c: rings, squares and fields become characters (○ ☑ ☐) among the runs, or lines. */
void pdf_marks(struct pdf_page *page);

/*
 * source_pdf_grid.c: the rows of pages[number], from its lines and runs; the pages beside it say what stands twice. *tables: how
 * many tables there were before.
 */
void pdf_grid_rows(struct pdf_page *pages, size_t count, uint32_t number, unsigned *tables,
    struct arena *arena, struct pdf_rows *rows);
/* source_pdf_free.c: text outside of tables, a row for each line or paragraph. */
void pdf_free_rows(struct pdf_run *runs, size_t count, struct arena *arena, struct pdf_rows *rows);

/* source_pdf_pages.c: what belongs to paper only is dropped, cells that a page's end cut are joined. */
void pdf_join_pages(struct pdf_rows *rows, const struct pdf_page *pages, struct arena *arena);

#endif
