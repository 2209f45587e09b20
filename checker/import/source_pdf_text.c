/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of a cell from runs that know their place only. Two things are decided here: where a blank was (gaps), and whether a line
 * ended because the paragraph did or because the cell did.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/source_pdf.h"

#include "base/banned.h"

/* Columns in a cell beside columns in a cell: deeper is no form. */
enum { COLUMN_DEPTH = 6 };

struct line {
	struct pdf_place at;
	size_t first, count; /* of the runs */
};

/* ---- lines ------------------------------------------------------------------------------------------------- */

/* How much of the lower of two heights both have in common, in hundredths. */
static int
overlap(struct pdf_place a, struct pdf_place b)
{
	int top = a.y0 > b.y0 ? a.y0 : b.y0, low = a.y1 < b.y1 ? a.y1 : b.y1;
	int height = a.y1 - a.y0 < b.y1 - b.y0 ? a.y1 - a.y0 : b.y1 - b.y0;

	return low <= top ? 0 : height <= 0 ? 100 : (int)((int64_t)(low - top) * 100 / height);
}

/* Sorts the runs into lines; true when no line reaches into another. */
static bool
find_lines(struct pdf_run *runs, size_t count, struct line *lines, size_t *line_count)
{
	bool clean = true;
	size_t n = 0;

	qsort(runs, count, sizeof *runs, pdf_compare_down);
	for (size_t i = 0; i < count; i++) {
		struct line *last = n > 0 ? &lines[n - 1] : NULL;
		int share = last == NULL ? 0 : overlap(last->at, runs[i].at);

		if (last != NULL && share >= 60) {
			if (abs(pdf_middle(last->at) - pdf_middle(runs[i].at)) >
			    pdf_em(runs[i].at) / 3)
				clean = false;
			pdf_place_add(&last->at, runs[i].at);
			last->count++;
			continue;
		}
		/* Lines that are set close share some of their leading. */
		clean = clean && share < 35;
		lines[n++] = (struct line){ runs[i].at, i, 1 };
	}
	for (size_t i = 0; i < n; i++)
		qsort(runs + lines[i].first, lines[i].count, sizeof *runs, pdf_compare_right);
	*line_count = n;
	return clean;
}

static bool
is_wide(uint32_t c)
{
	return c >= 0x1100 && !(c >= 0x2010 && c <= 0x2027);
}

/* The gap between two runs of a line that a reader sees as a blank. Between Japanese and Latin some is put without being one. */
static bool
is_blank(const struct pdf_run *a, const struct pdf_run *b, uint32_t last, uint32_t first)
{
	int gap = b->at.x0 - a->at.x1, em = pdf_em(b->at);

	if (is_wide(last) && is_wide(first))
		return gap * 100 > em * 28;
	if (is_wide(last) != is_wide(first))
		return gap * 100 > em * 32;
	return gap * 100 > em * 12;
}

static uint32_t
last_char(struct str text)
{
	uint32_t c = 0;

	for (size_t at = 0; at < text.len;)
		c = text_next(text, &at);
	return c;
}

static uint32_t
first_char(struct str text)
{
	size_t at = 0;

	return text.len > 0 ? text_next(text, &at) : 0;
}

static void
put_line(struct buf *out, const struct pdf_run *runs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0 &&
		    is_blank(&runs[i - 1], &runs[i], last_char(runs[i - 1].text),
			first_char(runs[i].text)))
			buf_addc(out, ' ');
		buf_add(out, runs[i].text);
	}
}

/* ---- paragraphs -------------------------------------------------------------------------------------------- */

/* What begins a paragraph however full the line before it was. */
bool
pdf_is_item(struct str text)
{
	static const char *const heads[] = { "・", "●", "■", "◆", "※", "＜", "<", "【", "(", "（",
		"○", "☐", "☑", "[", "□", "◎", "－", "-" };
	uint32_t c = first_char(text);
	size_t digits = str_digits(text, 0);

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (str_starts(text, str_of(heads[i])))
			return true;
	if (c >= 0x2460 && c <= 0x2473) /* ① */
		return true;
	if (c >= 0xFF10 && c <= 0xFF19) /* １． */
		return text_chars(text) > 1 &&
		    (str_starts(str_from(text, 3), STR("．")) ||
			str_starts(str_from(text, 3), STR("）")) ||
			str_starts(str_from(text, 3), STR(".")));
	return digits > 0 && digits < 3 && text.len > digits &&
	    (text.ptr[digits] == ')' || text.ptr[digits] == '.');
}

/*
 * Does the line reach the edge, but for so many hundredths of a character? 。 and 」 may hang behind the edge or be pulled in, and no
 * line begins with them: two characters' width to spare.
 */
enum { HANGING = 250, NO_MORE = 130 };
static bool
is_full(const struct line *line, struct pdf_place block, struct pdf_place inner, int spare_percent)
{
	int em = pdf_em(line->at), width = inner.x1 - inner.x0;
	int left = block.x0 - inner.x0;
	int right = inner.x1 - (left > em ? em : left < 0 ? 0 : left);

	if (block.x1 > right)
		right = block.x1;
	return line->at.x1 + em * spare_percent / 100 > right &&
	    (line->at.x1 - line->at.x0) * 2 > width;
}

/* One character a line, or a cell not wider than one: set upright. */
static bool
is_stacked(
    const struct pdf_run *runs, const struct line *lines, size_t count, struct pdf_place block)
{
	if (count < 2)
		return false;
	for (size_t i = 0; i < count; i++)
		if (lines[i].count != 1 || runs[lines[i].first].chars != 1)
			return false;
	return block.x1 - block.x0 < 2 * pdf_em(lines[0].at);
}

static void
put_lines(struct buf *out, const struct pdf_run *runs, const struct line *lines, size_t count,
    struct pdf_place inner, struct pdf_text *made)
{
	struct pdf_place block = lines[0].at;

	for (size_t i = 1; i < count; i++)
		pdf_place_add(&block, lines[i].at);
	bool stacked = is_stacked(runs, lines, count, block);
	for (size_t i = 0; i < count; i++) {
		struct buf text = { 0 };

		put_line(&text, runs + lines[i].first, lines[i].count);
		if (i > 0 && !stacked) {
			uint32_t before = last_char(buf_str(out));
			bool wrapped = is_full(&lines[i - 1], block, inner, HANGING) &&
			    !pdf_is_item(buf_str(&text));

			if (!wrapped)
				buf_addc(out, '\n');
			else if (!is_wide(before) && !is_wide(first_char(buf_str(&text))))
				buf_addc(out, ' ');
		}
		buf_add(out, buf_str(&text));
		buf_release(&text);
	}
	made->full = is_full(&lines[count - 1], block, inner, HANGING);
	made->brimful = is_full(&lines[count - 1], block, inner, NO_MORE);
}

/* ---- columns ----------------------------------------------------------------------------------------------- */

/* The widest gap that goes through all lines: x of its left end and *to of its right; false: none that a reader sees as one. */
static bool
find_gap(struct pdf_run *runs, size_t count, int *from, int *to)
{
	int reached = 0, best = 0;

	qsort(runs, count, sizeof *runs, pdf_compare_right);
	for (size_t i = 0; i < count; i++) {
		int gap = runs[i].at.x0 - reached;

		if (i > 0 && gap > best && gap >= pdf_em(runs[i].at)) {
			best = gap;
			*from = reached;
			*to = runs[i].at.x0;
		}
		if (i == 0 || runs[i].at.x1 > reached)
			reached = runs[i].at.x1;
	}
	return best > 0;
}

static void
put_block(struct buf *out, struct arena *arena, struct pdf_run *runs, size_t count,
    struct pdf_place inner, unsigned depth, struct pdf_text *made)
{
	struct line *lines = ARENA_ARRAY(arena, struct line, count);
	size_t line_count;
	int from, to;

	if (count == 0)
		return;
	if (pdf_is_upright(runs, count)) {
		pdf_put_upright(out, runs, count);
		return;
	}
	bool clean = find_lines(runs, count, lines, &line_count);
	if (clean || depth >= COLUMN_DEPTH || !find_gap(runs, count, &from, &to)) {
		if (!clean)
			(void)find_lines(runs, count, lines, &line_count);
		put_lines(out, runs, lines, line_count, inner, made);
		return;
	}
	/* find_gap left them sorted to the right. */
	size_t left = 0;
	while (left < count && runs[left].at.x0 < to)
		left++;
	struct pdf_place part = inner;
	part.x1 = from;
	put_block(out, arena, runs, left, part, depth + 1, made);
	buf_addc(out, '\n');
	part = inner;
	part.x0 = to;
	put_block(out, arena, runs + left, count - left, part, depth + 1, made);
}

struct pdf_text
pdf_text_of(struct arena *arena, struct pdf_run *runs, size_t count, struct pdf_place inner)
{
	struct buf out = { 0 };
	struct pdf_text text = { 0 };

	for (size_t i = 0; i < count; i++)
		text.end = runs[i].at.y1 > text.end ? runs[i].at.y1 : text.end;
	put_block(&out, arena, runs, count, inner, 0, &text);
	text.text = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return text;
}
