/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page prints around the form: its number, and the heading that is the same on every page. Known by counting up, and by standing beside
 * what counts up; a heading of the office's own text that is repeated ("<…における措置>") does neither.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

enum { NUMBERS_MAX = 4, LINE_MAX_BYTES = 240, REPEATS_MIN = 3, PAGE_ROWS_MIN = 6 };

struct line {
	size_t row;
	struct str pattern; /* text_key with # in the place of each number */
	uint32_t numbers[NUMBERS_MAX];
	size_t number_count;
};

/* "青葉市評価書12" → "青葉市評価書#", 12; false: too many numbers. */
static bool
line_init(struct line *line, struct arena *arena, struct str key)
{
	struct buf pattern = { 0 };
	bool ok = true;

	for (size_t at = 0; at < key.len && ok;) {
		size_t digits = str_digits(key, at);
		int64_t n = 0;

		if (digits == 0) {
			buf_addc(&pattern, key.ptr[at++]);
			continue;
		}
		ok = line->number_count < NUMBERS_MAX && digits <= 5 &&
		    str_parse_i64(str_sub(key, at, digits), &n);
		if (ok)
			line->numbers[line->number_count++] = (uint32_t)n;
		buf_addc(&pattern, '#');
		at += digits;
	}
	line->pattern = arena_str(arena, buf_str(&pattern));
	buf_release(&pattern);
	return ok;
}

static int
line_cmp(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = str_cmp(x->pattern, y->pattern);

	return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

/* A number of pages and nothing else, whatever it is: "3/40", "-3-", "3頁". */
static bool
is_page_number(struct str pattern)
{
	static const char *const patterns[] = { "#/#", "-#-", "–#–", "—#—", "−#−", "ー#ー", "#頁",
		"#ページ", "#/#ページ", "#/#頁", "p.#", "P.#", "P#", "p#", "page#", "Page#",
		"第#頁", "第#ページ", "Page#of#" };

	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
		if (str_is(pattern, patterns[i]))
			return true;
	return false;
}

/* One number counts up from page to page, the others stay as they are; the pages are not a line or two long. */
static bool
counts_up(const struct line *lines, size_t count)
{
	size_t rising = 0;

	for (size_t n = 0; n < lines[0].number_count; n++) {
		bool up = true, same = true;

		for (size_t i = 1; i < count; i++) {
			up = up && lines[i].numbers[n] > lines[i - 1].numbers[n];
			same = same && lines[i].numbers[n] == lines[i - 1].numbers[n];
		}
		if (!up && !same)
			return false;
		rising += up;
	}
	for (size_t i = 1; i < count; i++)
		if (lines[i].row - lines[i - 1].row < PAGE_ROWS_MIN)
			return false;
	return rising == 1;
}

static bool
is_label(const struct labels *labels, struct arena *arena, struct str text)
{
	struct label label = label_parse(arena, text);

	return labels_have(labels, label.key) || labels_placeholder(labels, label.key);
}

/* The lines that one text makes, page by page. */
static void
take_numbers(const struct line *lines, size_t count, bool is_form_label, bool *out)
{
	struct str pattern = lines[0].pattern;
	bool number = is_page_number(pattern) && lines[0].number_count > 0;
	bool ends = str_ends(pattern, STR("#")) || str_ends(pattern, STR("#頁")) ||
	    str_ends(pattern, STR("#ページ")) || str_ends(pattern, STR("-#-"));

	if (lines[0].number_count == 0 || is_form_label)
		return;
	/* A number with nothing around it has to count on for longer than the numbers of a list do. */
	if (!number &&
	    (!ends || count < (pattern.len == 1 ? 5U : REPEATS_MIN) || !counts_up(lines, count)))
		return;
	for (size_t i = 0; i < count; i++)
		out[lines[i].row] = true;
}

/* Does the page end or begin here? */
static bool
is_at_edge(const struct blocks *blocks, const bool *out, size_t row)
{
	const struct row *rows = blocks->rows;

	return rows[row].page_edge || row == 0 || row + 1 == blocks->count || out[row - 1] ||
	    out[row + 1] || rows[row - 1].page != rows[row].page ||
	    rows[row + 1].page != rows[row].page;
}

/* The same text at the edge of most pages that have it; of a label of the form the first one stays. */
static void
take_headings(const struct blocks *blocks, const struct line *lines, size_t count,
    bool is_form_label, bool *out)
{
	size_t edges = 0;

	if (lines[0].number_count > 0 && out[lines[0].row])
		return;
	for (size_t i = 1; i < count; i++)
		for (size_t n = 0; n < lines[0].number_count; n++)
			if (lines[i].numbers[n] != lines[0].numbers[n])
				return;
	for (size_t i = 0; i < count; i++)
		edges += is_at_edge(blocks, out, lines[i].row);
	if (count < REPEATS_MIN || edges < REPEATS_MIN || edges * 5 < count * 4)
		return;
	for (size_t i = is_form_label ? 1 : 0; i < count; i++)
		out[lines[i].row] = true;
}

/* The row's only text; false: it has none, several, or one too long. */
static bool
only_text(const struct row *row, const struct cell **only)
{
	*only = NULL;
	for (size_t c = 0; c < row->count; c++)
		if (row->cells[c].text.len > 0) {
			if (*only != NULL)
				return false;
			*only = &row->cells[c];
		}
	return *only != NULL && (*only)->text.len <= LINE_MAX_BYTES && (*only)->inner_count == 0;
}

bool *
page_lines(struct arena *arena, const struct labels *labels, const struct blocks *blocks)
{
	bool *out = ARENA_ARRAY(arena, bool, blocks->count);
	struct line *lines = ARENA_ARRAY(arena, struct line, blocks->count);
	size_t count = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		const struct cell *cell;

		if (!only_text(&blocks->rows[i], &cell))
			continue;
		lines[count] = (struct line){ .row = i };
		count += line_init(&lines[count], arena, cell->key);
	}
	if (count > 0)
		qsort(lines, count, sizeof *lines, line_cmp);
	for (int headings = 0; headings < 2; headings++)
		for (size_t first = 0, end; first < count; first = end) {
			const struct cell *cell;

			for (end = first + 1;
			     end < count && str_eq(lines[end].pattern, lines[first].pattern);)
				end++;
			(void)only_text(&blocks->rows[lines[first].row], &cell);
			bool own = is_label(labels, arena, cell->text);
			if (headings)
				take_headings(blocks, lines + first, end - first, own, out);
			else
				take_numbers(lines + first, end - first, own, out);
		}
	return out;
}
