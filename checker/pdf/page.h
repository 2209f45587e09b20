/* SPDX-License-Identifier: Apache-2.0 */
/* The stream as it is written, and what writes to it. Private to the program. */
#ifndef PDF_PAGE_H
#define PDF_PAGE_H

#include <poppler.h>
#include <stdbool.h>

#include "base/buf.h"

/* Where text may be seen: what the page cuts its text to. */
struct clip {
	double x0, y0, x1, y1;
};

enum fonts { FONTS_UNKNOWN, FONTS_EMBEDDED, FONTS_MISSING };

/* One document's stream. */
struct out {
	PopplerDocument *document;
	struct buf buf; /* of this page, and what was not written yet */
	size_t written_bytes;
	unsigned page_marks;  /* records of this page */
	double width, height; /* of this page, in points */
	struct clip *clips;   /* of this page, each once in a row */
	size_t clip_count, clip_room;
	enum fonts fonts;
};

/* Tenths of a point, cut to the page. */
int out_units(double points, double most);
/* Counts a record of the page; ends the program when there are too many ("fail content"). */
void out_count(struct out *out);
/* Writes what was gathered; ends the program when that is too much. */
void out_flush(struct out *out);
/* Writes "fail WHY" and ends the program: the input is refused with a reason, so the status is 0. */
_Noreturn void out_fail(struct out *out, const char *why);

/* drawing.c: lines, ellipses, squares; and the clips, for page_text. */
void page_drawing(PopplerPage *page, struct out *out);
/* pixels.c: lines of a page whose drawing is not all told. */
void page_pixels(PopplerPage *page, struct out *out);
/* text.c: the text, as runs. */
void page_text(PopplerPage *page, struct out *out);
/* visible.c: of count characters, which are cut away and not seen: hidden[i]. */
void page_hidden(struct out *out, const PopplerRectangle *places, guint count, bool *hidden);
/* fields.c: check boxes and texts of form fields. */
void page_fields(PopplerPage *page, struct out *out);

#endif
