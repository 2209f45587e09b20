/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where in a document something stands, when a line of the file does not tell it: the page of a PDF, the sheet and cell of a workbook.
 * The line that goes with it is then a row of that page or sheet.
 */
#ifndef BASE_DOC_PLACE_H
#define BASE_DOC_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

struct doc_place {
	uint32_t page;    /* from 1; 0: none */
	struct str sheet; /* its name; empty: none */
	struct str cell;  /* "C12"; empty: not known */
};

static inline bool
doc_place_is_known(const struct doc_place *place)
{
	return place->page > 0 || place->sheet.len > 0;
}

static inline bool
doc_place_eq(const struct doc_place *a, const struct doc_place *b)
{
	return a->page == b->page && str_eq(a->sheet, b->sheet) && str_eq(a->cell, b->cell);
}

/* "12", "3ページ 12行", "シート「Ⅱ」 C12", "シート「Ⅱ」 12行"; appended, with control characters made visible. line 0: not known. */
void doc_place_write_within(
    uint32_t line, const struct doc_place *place, enum lang lang, struct buf *out);
/*
 * "form.txt:12", "form.pdf: 3ページ 12行", "form.xlsx: シート「Ⅱ」 C12"; the file alone when nothing more is known,
 * nothing when it is empty.
 */
void doc_place_write(
    struct str file, uint32_t line, const struct doc_place *place, enum lang lang, struct buf *out);

#endif
