/* SPDX-License-Identifier: Apache-2.0 */
/* Text outside of tables: each paragraph a row of one cell, lines with wide gaps a row of several. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "import/source_pdf.h"

#include "base/banned.h"

/* Between two words of a line there is less; between columns of a list without lines there is more. */
enum { COLUMN_GAP_EMS = 3 };

/* How many of the runs, which are sorted downwards, stand on the line of the first. */
static size_t
line_length(const struct pdf_run *runs, size_t count)
{
	struct pdf_place first = runs[0].at;
	size_t n = 1;

	while (n < count && pdf_middle(runs[n].at) < first.y1 - (first.y1 - first.y0) / 4)
		n++;
	return n;
}

static size_t
gaps_of(const struct pdf_run *runs, size_t count)
{
	size_t gaps = 0;
	int reached = runs[0].at.x1;

	for (size_t i = 1; i < count; i++) {
		gaps += runs[i].at.x0 - reached > COLUMN_GAP_EMS * pdf_em(runs[i].at);
		reached = runs[i].at.x1 > reached ? runs[i].at.x1 : reached;
	}
	return gaps;
}

static void
add_row(struct pdf_run *runs, size_t count, size_t gaps, struct pdf_place inner,
    struct arena *arena, struct pdf_rows *rows)
{
	struct pdf_row *row = ARRAY_ADD(rows->list, rows->count, rows->room);
	size_t from = 0;

	row->at = pdf_extent(runs, count);
	row->cells = ARENA_ARRAY(arena, struct pdf_cell, gaps + 1);
	for (size_t i = 1; i <= count; i++) {
		if (i < count &&
		    (gaps == 0 ||
			runs[i].at.x0 - runs[i - 1].at.x1 <= COLUMN_GAP_EMS * pdf_em(runs[i].at)))
			continue;
		struct pdf_cell *cell = &row->cells[row->count];
		cell->column = (uint32_t)row->count++;
		cell->at = pdf_extent(runs + from, i - from);
		struct pdf_text text =
		    pdf_text_of(arena, runs + from, i - from, gaps == 0 ? inner : cell->at);
		cell->text = text.text;
		cell->full = text.full;
		from = i;
		if (row->count > gaps)
			break;
	}
}

/* Does the line go on with the paragraph: same beginning, close below, and the line before was as long as the text is wide? */
static bool
goes_on(struct pdf_place before, struct pdf_place line, struct pdf_place text)
{
	/* Reason: lines that are shorter end where they end. */
	enum { LINE_EMS = 15 };
	int em = pdf_em(line);

	return before.x1 - before.x0 >= LINE_EMS * em && abs(line.x0 - text.x0) < 2 * em &&
	    line.y0 - before.y1 < em && before.x1 + em * 5 / 2 > text.x1 &&
	    abs((line.y1 - line.y0) - (before.y1 - before.y0)) < em / 2;
}

void
pdf_free_rows(struct pdf_run *runs, size_t count, struct arena *arena, struct pdf_rows *rows)
{
	size_t from = 0, end;

	if (count == 0)
		return;
	struct pdf_place text = pdf_extent(runs, count);
	qsort(runs, count, sizeof *runs, pdf_compare_down);
	for (size_t at = 0; at < count; at = end) {
		end = at + line_length(runs + at, count - at);
		qsort(runs + at, end - at, sizeof *runs, pdf_compare_right);
		size_t gaps = gaps_of(runs + at, end - at);
		if (gaps > 0) {
			if (at > from)
				add_row(runs + from, at - from, 0, text, arena, rows);
			add_row(runs + at, end - at, gaps, text, arena, rows);
			from = end;
			continue;
		}
		size_t next = end < count ? line_length(runs + end, count - end) : 0;
		if (next == 0 || pdf_is_item(runs[end].text) ||
		    !goes_on(pdf_extent(runs + at, end - at), pdf_extent(runs + end, next), text)) {
			add_row(runs + from, end - from, 0, text, arena, rows);
			from = end;
		}
	}
	if (from < count)
		add_row(runs + from, count - from, 0, text, arena, rows);
}
