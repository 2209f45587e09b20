/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every source is turned into: rows of cells with their place. Tags are gone, boxes are one character each, the
 * text is UTF-8 with single blanks and line feeds between paragraphs. Everything lives in the arena.
 */
#ifndef IMPORT_BLOCKS_H
#define IMPORT_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/doc_place.h"
#include "base/sink.h"
#include "base/str.h"

/* Boxes of HTML in a text: private characters, which are dropped from the source itself. */
#define BOX_CHECKED "\xEE\x80\x81"   /* <input checked>: U+E001 */
#define BOX_UNCHECKED "\xEE\x80\x82" /* <input type="checkbox">: U+E002 */
#define BOX_RADIO "\xEE\x80\x83"     /* <input type="radio">: U+E003, blank or a misread ○ */
enum { BOX_FIRST = 0xE001, BOX_LAST = 0xE003, BOX_BYTES = 3 };
/* Dropped from a source: these three and what may join them. */
enum { BOX_PRIVATE_FIRST = 0xE000, BOX_PRIVATE_LAST = 0xE00F };

struct row;

struct cell {
	struct str text;
	struct str key;    /* text_key of it, boxes included */
	uint32_t column;   /* of the grid, from 0; of a merged cell its first */
	uint32_t span;     /* columns that a merged cell covers; 1: not merged, 0: not known */
	bool above;        /* empty: a merged cell that began in a row above goes on here */
	struct row *inner; /* rows of a table inside of the cell; text has them flattened */
	size_t inner_count;
};

struct row {
	uint32_t
	    line; /* of the text; of a workbook the row of the sheet; of a PDF the row of the page */
	uint32_t
	    page; /* from 0: page or sheet; of a text, it ends with three blank lines or a form feed */
	uint32_t gap;       /* blank lines before it */
	bool page_edge;     /* a page number, which is no row, stood right above or below it */
	struct cell *cells; /* leading and trailing empty ones included */
	size_t count;
};

/* What row.page counts in a source, and so what row.line is a line of. */
enum blocks_pages { PAGES_NONE, PAGES_PAPER, PAGES_SHEETS };

struct blocks {
	struct arena *arena;
	struct row *rows;
	size_t count, room;
	bool has_cells; /* some line has more than one cell: a table reached us as a table */
	enum blocks_pages pages;
	struct str *sheets; /* names, by row.page */
	uint32_t *lines;    /* set by blocks_number: the line of each row as the source has it */
};

enum { SOURCE_HEAD_BYTES = 8 };

/* How a kind of source becomes blocks. One row each in sources.c. */
struct import_source {
	const char *name;
	size_t max_bytes; /* a file of more is refused */
	/* By the content, never by the name. */
	bool (*claims)(struct str bytes);
	/*
	 * Before the worker is confined: loads what it cannot open then. NULL: nothing. A source that has this claims by the
	 * first bytes, SOURCE_HEAD_BYTES at most.
	 */
	void (*prepare)(void);
	/* Bytes as they are in the file; false with diagnostics when they are refused. */
	bool (*read)(
	    struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink);
};

/* The first that claims the bytes; the last one takes all. */
const struct import_source *import_source_find(struct str bytes);
/* Prepares the sources that may claim what begins so; empty: nobody knows how it begins. */
void import_source_prepare(struct str head);
extern const struct import_source import_source_xlsx, import_source_office;
extern const struct import_source import_source_html;
extern const struct import_source import_source_pdf;
extern const struct import_source import_source_text;

/* For sources of text: the bytes as UTF-8; false with diagnostics when they are none. */
bool source_decode(struct str bytes, struct str file, struct blocks *blocks,
    const struct sink *sink, struct str *text);

/* Appends a row of count empty cells (in the arena), each in the column of its index. */
struct row *blocks_add(struct blocks *blocks, uint32_t line, size_t count);
void blocks_release(struct blocks *blocks);

/*
 * Where lines begin anew on each page or sheet, row.line becomes the number of the row, from 1, so that what is found keeps one number
 * for its place. blocks_place says what that is: the line, and into *place page or sheet, and the cell when one of the row alone
 * has this text.
 */
void blocks_number(struct blocks *blocks);
uint32_t
blocks_place(const struct blocks *blocks, uint32_t line, struct str text, struct doc_place *place);

/* Without blanks at both ends of each line and without empty lines. */
struct str blocks_tidy(struct arena *arena, struct str text);

/* A cell of plain text, which lives as long as the arena: tidied, without the characters that stand for boxes. Angle brackets are text. */
void blocks_cell(struct arena *arena, struct str raw, struct cell *out);

/* One cell of HTML fragments and text (import/html.c). */
void html_cell(struct arena *arena, struct str raw, struct cell *out);

/* The texts of the cells from one on, blanks between them. */
struct str blocks_join_row(struct arena *arena, const struct row *row, size_t from);

/* The first rows, one line each, cells parted by blanks, a form feed before each further page: at most max bytes of text. */
struct str blocks_head(const struct blocks *blocks, size_t max);

/* The first row with a character that turns the direction of writing, which no Japanese form has; NULL: none. */
const struct row *blocks_turned(const struct blocks *blocks);

/* The text without boxes and the brackets around them: for values. */
struct str blocks_plain(struct arena *arena, struct str text);

#endif
