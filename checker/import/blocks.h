/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every source is turned into: rows of cells with their line. Tags are gone, boxes are one character each, the
 * text is UTF-8 with single blanks and line feeds between paragraphs. Everything lives in the arena.
 */
#ifndef IMPORT_BLOCKS_H
#define IMPORT_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sink.h"
#include "base/str.h"

/* Boxes of HTML in a text: private characters, which are dropped from the source itself. */
#define BOX_CHECKED "\xEE\x80\x81"   /* <input checked>: U+E001 */
#define BOX_UNCHECKED "\xEE\x80\x82" /* <input type="checkbox">: U+E002 */
#define BOX_RADIO "\xEE\x80\x83"     /* <input type="radio">: U+E003, blank or a misread ○ */
enum { BOX_FIRST = 0xE001, BOX_LAST = 0xE003, BOX_BYTES = 3 };

struct row;

struct cell {
	struct str text;
	struct str key;    /* text_key of it, boxes included */
	struct row *inner; /* rows of a table inside of the cell; text has them flattened */
	size_t inner_count;
};

struct row {
	uint32_t line;
	uint32_t page;      /* from 0: a page ends with three blank lines or a form feed */
	uint32_t gap;       /* blank lines before it */
	struct cell *cells; /* leading and trailing empty ones included */
	size_t count;
};

struct blocks {
	struct arena *arena;
	struct row *rows;
	size_t count, room;
	bool has_cells; /* some line has more than one cell: a table reached us as a table */
};

/* How a kind of source becomes blocks. One row each in sources.c. */
struct import_source {
	const char *name;
	bool (*claims)(struct str text);
	/* text is UTF-8; false with diagnostics when it is refused. */
	bool (*read)(
	    struct str text, struct str file, struct blocks *blocks, const struct sink *sink);
};

const struct import_source *import_source_find(struct str text);
extern const struct import_source import_source_text;

/* Appends a row of count cells (in the arena). */
struct row *blocks_add(struct blocks *blocks, uint32_t line, size_t count);
void blocks_release(struct blocks *blocks);

/* One cell of HTML fragments and text (import/html.c). */
void html_cell(struct arena *arena, struct str raw, struct cell *out);

/* The texts of the cells from one on, blanks between them. */
struct str blocks_join_row(struct arena *arena, const struct row *row, size_t from);

/* The text without boxes and the brackets around them: for values. */
struct str blocks_plain(struct arena *arena, struct str text);

#endif
