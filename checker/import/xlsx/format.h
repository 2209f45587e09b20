/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of a number format's code. Private to import/xlsx/format*.c. */
#ifndef IMPORT_XLSX_FORMAT_H
#define IMPORT_XLSX_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

enum format_kind {
	FORMAT_LITERAL, /* its text stands there: "年", \-, 円 */
	FORMAT_BRACKET, /* [$-411], [h], [>=100], [Red]: the text within */
	FORMAT_LETTER,  /* a run of one letter: yyyy, ggg, m */
	FORMAT_DIGIT,   /* 0 # ? */
	FORMAT_SIGN,    /* . , % E+ / @ */
	FORMAT_END,     /* ; or the end of the code */
};

struct format_token {
	enum format_kind kind;
	struct str text;
};

/* The next one; *at moves on. FORMAT_END at a semicolon (which is taken) and at the end. */
struct format_token format_next(struct str code, size_t *at);

/* A serial number in a section of dates; appended. false: it is no date. */
bool format_date(struct buf *out, struct str section, double serial, bool date1904);
/* Does the section show a date or a time? */
bool format_is_date(struct str section);

#endif
