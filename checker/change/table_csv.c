/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f csv: the official columns first, then ours. UTF-8 with a byte order mark and CRLF, so that Excel reads Japanese; a cell that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
#include "base/csv.h"
#include "base/text.h"
#include "change/table.h"
#include "base/banned.h"

static void
write_csv(const struct change_list *changes, enum lang lang, bool all, struct buf *out)
{
	struct buf scratch = { 0 }, visible = { 0 };

	buf_adds(out, "\xEF\xBB\xBF");
	for (int column = 0; column < COLUMN_COUNT; column++)
		buf_addf(out, "%s%s", column > 0 ? "," : "",
		    table_title((enum table_column)column, lang));
	buf_adds(out, "\r\n");
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		if (!table_shows(change, all))
			continue;
		for (int column = 0; column < COLUMN_COUNT; column++) {
			struct str text =
			    table_cell(changes, change, (enum table_column)column, lang, &scratch);

			buf_clear(&visible);
			text_visible_lines(text, &visible);
			buf_adds(out, column > 0 ? "," : "");
			csv_write_field(out, buf_str(&visible), true);
		}
		buf_adds(out, "\r\n");
	}
	buf_release(&scratch);
	buf_release(&visible);
}

const struct change_format change_format_csv = { "csv", write_csv };
