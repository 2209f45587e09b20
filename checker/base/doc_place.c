/* SPDX-License-Identifier: Apache-2.0 */
/* A place in words. */
#include "base/doc_place.h"

#include "base/text.h"
#include "base/banned.h"

void
doc_place_write_within(
    uint32_t line, const struct doc_place *place, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	if (!doc_place_is_known(place)) {
		if (line > 0)
			buf_addf(out, "%u", line);
		return;
	}
	if (place->page > 0)
		buf_addf(out, en ? "page %u" : "%uページ", place->page);
	if (place->sheet.len > 0) {
		buf_adds(out, en ? "sheet \"" : "シート「");
		text_visible(place->sheet, out);
		buf_adds(out, en ? "\"" : "」");
	}
	if (place->cell.len > 0) {
		buf_adds(out, en ? ", " : " ");
		text_visible(place->cell, out);
	} else if (line > 0) {
		buf_addf(out, en ? ", row %u" : " %u行", line);
	}
}

void
doc_place_write(
    struct str file, uint32_t line, const struct doc_place *place, enum lang lang, struct buf *out)
{
	text_visible(file, out);
	if (file.len == 0 || (line == 0 && !doc_place_is_known(place)))
		return;
	buf_adds(out, doc_place_is_known(place) ? ": " : ":");
	doc_place_write_within(line, place, lang, out);
}
