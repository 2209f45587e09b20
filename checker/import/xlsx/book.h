/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A workbook (ISO/IEC 29500, SpreadsheetML) as far as a form needs it: the sheets in their order, shared texts, and what a
 * cell's style says of its number format and its lines.
 */
#ifndef IMPORT_XLSX_BOOK_H
#define IMPORT_XLSX_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "import/xlsx/package.h"

/* Lines around a cell. */
enum { LINE_LEFT = 1, LINE_RIGHT = 2, LINE_TOP = 4, LINE_BOTTOM = 8 };

struct style {
	struct str format; /* of numbers; empty: General */
	uint8_t lines;
};

struct area {
	uint32_t row, last_row, column, last_column; /* from 0, both within */
};

struct sheet_place {
	struct str name, part;
	struct area print; /* what is printed; last_row 0: all of it */
	bool hidden;
	bool is_grid; /* no chart, no dialog */
};

struct book {
	struct package *package;
	struct str *strings; /* shared */
	size_t string_count;
	struct style *styles;
	size_t style_count;
	struct sheet_place *sheets;
	size_t sheet_count;
	bool date1904;
	size_t shown_bytes; /* of the texts of all cells */
	struct progress_step progress;
	/* for the report */
	size_t hidden_sheets, hidden_rows, hidden_columns, outside_cells, lost_values, activex;
};

/* What a workbook's main part must be; an enum for the refusal by name. */
enum book_kind { BOOK_SHEETS, BOOK_WORD, BOOK_SLIDES, BOOK_OTHER };

/* Reads everything but the sheets. false: refused, said. Texts: in the package's arena. */
bool book_read(struct book *book, struct package *package);
void book_release(struct book *book);

/* strings.c, styles.c: their parts, when the workbook has them. */
bool book_read_strings(struct book *book, struct str part);
bool book_read_styles(struct book *book, struct str part);

/*
 * A text of t elements (shared or in a cell): runs joined, readings (rPh) left out, _x000D_ undone. Zero-initialise; text_start
 * etc. are called with every tag within the si or is element.
 */
struct rich_text {
	struct buf text;
	unsigned passing; /* depth of the rPh that is being passed over */
	bool in_t;
};
void rich_text_start(struct rich_text *rich, const struct part_tag *tag);
void rich_text_add(struct rich_text *rich, struct str piece);
void rich_text_end(struct rich_text *rich, const struct part_tag *tag);
/* The text, in the arena; rich is empty again and keeps its room. */
struct str rich_text_take(struct rich_text *rich, struct arena *arena);

/* "$A$1:$Z$50", "A1", "$A:$C" (all rows), "$2:$9" (all columns); false: none of these. */
bool area_parse(struct str text, struct area *area);

/* format.c: as Excel shows it. raw: the number as it is in the part. */
struct str
format_number(struct arena *arena, struct str raw, double value, struct str format, bool date1904);
/* A text in a format of texts ("[ "@" ]"). */
struct str format_text(struct arena *arena, struct str text, struct str format);
/* The format of a built-in number, as Excel in Japanese has them; empty: General. */
struct str format_builtin(int64_t id);

#endif
