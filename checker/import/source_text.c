/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain text as a source: one row per line, cells parted by tabs or by the bars of a Markdown table. Line breaks in a
 * line are HTML's. Rules of Markdown tables and page numbers are no rows.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/blocks.h"
#include "import/limits.h"

#include "base/banned.h"

enum { PAGE_END_BLANK_LINES = 3, TELL_LINES = 1000 };

/* "---", "|:--|--:|", "* * *" and empty cells of a line of them. */
static bool
is_rule(struct str line)
{
	size_t marks = 0;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (c == '-' || c == '*' || c == '_' || c == '=')
			marks++;
		else if (c != '|' && c != ':' && !str_is_space(c))
			return false;
	}
	return marks >= 2;
}

/* A page number alone: "12", "- 12 -", "12/20". A number in a table has its label or its tab. */
static bool
is_page_number(struct str line)
{
	struct str text = str_trim(line);
	bool framed = text.len > 4 && str_starts(text, STR("- ")) && str_ends(text, STR(" -"));
	struct str inner = framed ? str_trim(str_sub(text, 1, text.len - 2)) : text;
	struct str rest, first = str_split(inner, '/', &rest);
	int64_t n;

	if (rest.len > 0)
		return str_parse_i64(str_trim(first), &n) && str_parse_i64(str_trim(rest), &n);
	return framed && str_parse_i64(inner, &n);
}

/* The next cell of a line; false behind the last. */
static bool
next_cell(struct str *rest, char parting, struct str *cell, bool *done)
{
	if (*done)
		return false;
	size_t at = str_find_char(*rest, parting, 0);
	*cell = at == STR_NONE ? *rest : str_sub(*rest, 0, at);
	*done = at == STR_NONE;
	*rest = at == STR_NONE ? (struct str){ 0 } : str_from(*rest, at + 1);
	return true;
}

/*
 * Markdown: "| a | b |" → "a | b"; "## Ⅰ" → "Ⅰ"; "**a**" stays, labels are compared without it. bars: the text is of such tables, then a
 * line that was broken has its bars in the middle or at one end.
 */
static struct str
strip_markdown(struct str line, bool bars, char *parting)
{
	struct str text = str_trim(line);
	bool begins = text.len >= 3 && text.ptr[0] == '|';
	bool ends = text.len >= 3 && text.ptr[text.len - 1] == '|';

	*parting = '\t';
	if ((begins && ends) || (bars && str_find_char(text, '|', 0) != STR_NONE)) {
		*parting = '|';
		text = str_from(text, begins ? 1 : 0);
		return str_sub(text, 0, text.len - (ends ? 1 : 0));
	}
	if (text.len > 0 && text.ptr[0] == '#') {
		while (text.len > 0 && text.ptr[0] == '#')
			text = str_from(text, 1);
		/* Nothing behind it: no heading, but a number that was too wide for its column. */
		return text.len == 0 ? line : str_trim(text);
	}
	return line;
}

static bool
add_line(struct blocks *blocks, struct str line, bool bars, uint32_t number, struct str file,
    const struct sink *sink)
{
	char parting;
	struct str text = strip_markdown(line, bars, &parting);
	struct str rest = text, piece;
	size_t count = 0;
	bool done = false;

	while (next_cell(&rest, parting, &piece, &done))
		count++;
	if (count > IMPORT_CELLS_MAX) {
		sink_diag(sink, DIAG_IMPORT_CELLS, (struct diag_at){ file, number, 0 }, STR("256"),
		    (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	struct row *row = blocks_add(blocks, number, count);
	rest = text;
	done = false;
	for (size_t i = 0; next_cell(&rest, parting, &piece, &done); i++)
		html_cell(blocks->arena, piece, &row->cells[i]);
	if (count > 1)
		blocks->has_cells = true;
	return true;
}

/* Are tables of this text drawn with bars? */
static bool
has_bars(struct str text)
{
	struct str rest = text, line;
	size_t bars = 0, tabs = 0;

	while (str_line(&rest, &line)) {
		line = str_trim(line);
		bars += line.len >= 3 && line.ptr[0] == '|' && line.ptr[line.len - 1] == '|';
		tabs += str_find_char(line, '\t', 0) != STR_NONE;
	}
	return bars >= 3 && tabs == 0;
}

static bool
read_lines(struct str text, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct str rest = text, line;
	uint32_t number = 0, page = 0, gap = 0;
	bool edge = false; /* a page number stands above */
	bool bars = has_bars(text);

	while (str_line(&rest, &line)) {
		struct diag_at at = { file, ++number, 0 };

		if (number % TELL_LINES == 0)
			sink_progress(sink,
			    &(struct progress_step){ .unit = PROGRESS_BYTES,
				.done = text.len - rest.len,
				.total = text.len });
		if (number > IMPORT_LINES_MAX) {
			sink_diag(sink, DIAG_IMPORT_LINES, at, STR("60,000"), (struct str){ 0 },
			    (struct str){ 0 });
			return false;
		}
		if (line.len > IMPORT_LINE_MAX_BYTES) {
			sink_diag(sink, DIAG_IMPORT_LINE, at, STR("256 KiB"), (struct str){ 0 },
			    (struct str){ 0 });
			return false;
		}
		if (str_trim(line).len == 0) {
			gap++;
			continue;
		}
		if (is_rule(line))
			continue;
		if (is_page_number(line)) {
			edge = true;
			if (blocks->count > 0)
				blocks->rows[blocks->count - 1].page_edge = true;
			continue;
		}
		if (gap >= PAGE_END_BLANK_LINES || line.ptr[0] == '\f')
			page++;
		if (!add_line(blocks, line, bars, number, file, sink))
			return false;
		blocks->rows[blocks->count - 1].page = page;
		blocks->rows[blocks->count - 1].gap = gap;
		blocks->rows[blocks->count - 1].page_edge = edge;
		gap = 0;
		edge = false;
	}
	return true;
}

static void
fail(const struct sink *sink, enum diag_code code, struct diag_at at)
{
	sink_diag(sink, code, at, (struct str){ 0 }, (struct str){ 0 }, (struct str){ 0 });
}

static bool
check_bytes(struct str bytes, struct str file, const struct sink *sink)
{
	size_t nul = str_find_char(bytes, '\0', 0);
	struct diag_at at = { .file = file };

	if (text_is_utf16(bytes)) {
		fail(sink, DIAG_TEXT_UTF16, at);
		return false;
	}
	if (nul != STR_NONE) {
		text_position(str_sub(bytes, 0, nul), nul, &at.line, &at.column);
		fail(sink, DIAG_TEXT_NUL, at);
		return false;
	}
	return true;
}

bool
source_decode(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink,
    struct str *text)
{
	struct diag_at at = { .file = file };
	enum text_encoding encoding;
	size_t fault;

	if (!check_bytes(bytes, file, sink))
		return false;
	if (!text_decode(bytes, blocks->arena, text, &encoding, &fault)) {
		text_position(bytes, fault, &at.line, &at.column);
		fail(sink, DIAG_TEXT_NOT_CP932, at);
		return false;
	}
	return true;
}

static bool
read_text(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct str text;

	return source_decode(bytes, file, blocks, sink, &text) &&
	    read_lines(text, file, blocks, sink);
}

static bool
claims_text(struct str bytes)
{
	(void)bytes;
	return true;
}

const struct import_source import_source_text = {
	.name = "text",
	.max_bytes = IMPORT_TEXT_MAX_BYTES,
	.claims = claims_text,
	.read = read_text,
};
