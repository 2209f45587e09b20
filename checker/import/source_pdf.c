/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stream of piacheck-pdf (pdf/pdf.h) as a source. What it says is as little to be trusted as the PDF that it was made from: each
 * record is checked and counted.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/source_pdf.h"
#include "pdf/pdf.h"

#include "base/banned.h"

struct reading {
	struct arena *arena;
	struct pdf_page *pages; /* the last is being read */
	size_t count, room;
	unsigned marks; /* of this page */
};

enum record { RECORD_OK, RECORD_END, RECORD_BAD };

static void
fail(const struct sink *sink, enum diag_code code, struct str file, struct str a, struct str b)
{
	sink_diag(sink, code, (struct diag_at){ .file = file }, a, b, (struct str){ 0 });
}

/* ---- records ----------------------------------------------------------------------------------------------- */

static bool
take_numbers(struct str *rest, int *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t n;

		if (!str_parse_i64(str_split(*rest, ' ', rest), &n) || n < 0 || n > PDF_LENGTH_MAX)
			return false;
		numbers[i] = (int)n;
	}
	return true;
}

/* Symbol fonts: their boxes have no code of their own. Boxes that stand for HTML's are not the source's to use. */
static uint32_t
character_of(uint32_t c)
{
	switch (c) {
	case 0xF0FE: /* Wingdings: ticked and crossed boxes */
	case 0xF0FD:
	case 0xF052:
		return 0x2611;
	case 0xF0A8: /* empty ones */
	case 0xF06F:
	case 0xF0A3:
		return 0x2610;
	case 0xF0FC:
		return 0x2713;
	default:
		return c >= 0xE000 && c <= 0xE00F ? 0 : c;
	}
}

static bool
add_run(struct pdf_runs *runs, struct arena *arena, struct str rest)
{
	int n[4];
	struct buf text = { 0 };
	unsigned chars = 0;

	if (!take_numbers(&rest, n, COUNT_OF(n)) || n[0] > n[2] || n[1] > n[3] || rest.len == 0 ||
	    text_utf8_fault(rest) != STR_NONE)
		return false;
	for (size_t at = 0; at < rest.len;) {
		uint32_t c = character_of(text_next(rest, &at));

		if (c <= ' ')
			continue;
		text_put(&text, c);
		chars++;
	}
	if (chars > 0)
		*ARRAY_ADD(runs->list, runs->count, runs->room) = (struct pdf_run){
			.at = { n[0], n[1], n[2], n[3] },
			.text = arena_str(arena, buf_str(&text)),
			.chars = chars,
		};
	buf_release(&text);
	return true;
}

static bool
add_line(struct pdf_lines *lines, struct str rest, bool level)
{
	int n[3];

	if (!take_numbers(&rest, n, COUNT_OF(n)) || rest.len > 0)
		return false;
	struct pdf_line line = level ? (struct pdf_line){ .from = n[0], .to = n[1], .at = n[2] }
				     : (struct pdf_line){ .at = n[0], .from = n[1], .to = n[2] };
	if (line.from > line.to)
		return false;
	*ARRAY_ADD(lines->list, lines->count, lines->room) = line;
	return true;
}

static bool
add_shape(struct pdf_shapes *shapes, struct str rest, enum pdf_shape_kind kind)
{
	int n[5] = { 0 };
	size_t count = kind == PDF_FIELD_OFF ? 5 : 4;

	if (!take_numbers(&rest, n, count) || rest.len > 0 || n[0] > n[2] || n[1] > n[3] ||
	    n[4] > 1)
		return false;
	if (n[4] == 1)
		kind = PDF_FIELD_ON;
	*ARRAY_ADD(shapes->list, shapes->count, shapes->room) =
	    (struct pdf_shape){ kind, { n[0], n[1], n[2], n[3] } };
	return true;
}

static void
page_release(struct pdf_page *page)
{
	free(page->runs.list);
	free(page->level.list);
	free(page->upright.list);
	free(page->shapes.list);
}

static bool
begin_page(struct reading *r, struct str rest)
{
	int n[2];

	if (!take_numbers(&rest, n, COUNT_OF(n)) || rest.len > 0 || r->count >= PDF_PAGES_MAX)
		return false;
	*ARRAY_ADD(r->pages, r->count, r->room) =
	    (struct pdf_page){ .width = n[0], .height = n[1] };
	r->marks = 0;
	return true;
}

static bool
add_mark(struct reading *r, char kind, struct str rest)
{
	/* Fields, rings and squares become characters: a few more records than the program counts. */
	if (r->count == 0 || ++r->marks > PDF_PAGE_MARKS_MAX)
		return false;
	struct pdf_page *page = &r->pages[r->count - 1];
	switch (kind) {
	case 't':
		return add_run(&page->runs, r->arena, rest);
	case 'h':
		return add_line(&page->level, rest, true);
	case 'v':
		return add_line(&page->upright, rest, false);
	case 'o':
		return add_shape(&page->shapes, rest, PDF_OVAL);
	case 's':
		return add_shape(&page->shapes, rest, PDF_SQUARE);
	case 'd':
		return add_shape(&page->shapes, rest, PDF_MARK);
	case 'c':
		return add_shape(&page->shapes, rest, PDF_FIELD_OFF);
	default:
		return false;
	}
}

static enum record
take_record(struct reading *r, struct str line)
{
	struct str rest, word = str_split(line, ' ', &rest);
	int n;

	if (word.len == 1)
		return add_mark(r, word.ptr[0], rest) ? RECORD_OK : RECORD_BAD;
	/* Of use while the stream comes (arrival.c); whether it is whole, the end says. */
	if (str_is(word, "pages"))
		return take_numbers(&rest, &n, 1) && rest.len == 0 ? RECORD_OK : RECORD_BAD;
	if (str_is(word, "page"))
		return begin_page(r, rest) ? RECORD_OK : RECORD_BAD;
	if (!str_is(word, "end") || !take_numbers(&rest, &n, 1) || rest.len > 0 ||
	    (size_t)n != r->count)
		return RECORD_BAD;
	return RECORD_END;
}

/* ---- the end ----------------------------------------------------------------------------------------------- */

static const struct failure {
	const char *word;
	enum diag_code code;
	const char *limit;
} failures[] = {
	{ "encrypted", DIAG_IMPORT_PDF_ENCRYPTED, NULL },
	{ "damaged", DIAG_IMPORT_PDF_DAMAGED, NULL },
	{ "pages", DIAG_IMPORT_PDF_PAGES, "400" },
	{ "size", DIAG_FILE_TOO_LARGE, "64 MiB" },
	{ "content", DIAG_IMPORT_PDF_CONTENT, NULL },
	{ "input", DIAG_IMPORT_PDF_INPUT, NULL },
};

/* "fail WHY" or "ended …": true when the line was one of them, and is said. */
static bool
say_failure(struct str line, struct str file, const struct sink *sink)
{
	struct str rest, word = str_split(line, ' ', &rest);

	if (str_is(word, "ended")) {
		struct str how = str_sub(rest, 3, 20); /* "by SIGSEGV" */

		if (str_starts(rest, STR("by ")) &&
		    (str_is(how, "SIGXCPU") || str_is(how, "SIGKILL")))
			fail(sink, DIAG_IMPORT_PDF_LIMIT, file, how, (struct str){ 0 });
		else
			fail(sink, DIAG_IMPORT_PDF_CRASH, file, text_cut(rest, 40),
			    (struct str){ 0 });
		return true;
	}
	for (size_t i = 0; str_is(word, "fail") && i < COUNT_OF(failures); i++)
		if (str_is(rest, failures[i].word)) {
			fail(sink, failures[i].code, file, str_of(failures[i].limit),
			    (struct str){ 0 });
			return true;
		}
	return false;
}

/* The reason stands in the last lines; what is before them was cut off anywhere. */
static void
say_end(struct str bytes, struct str file, const struct sink *sink)
{
	struct str rest = bytes, line;
	bool said = false;

	while (!said && str_line(&rest, &line))
		said = say_failure(line, file, sink);
	if (!said)
		fail(sink, DIAG_IMPORT_PDF_CRASH, file, STR("stream"), (struct str){ 0 });
}

static bool
read_records(struct reading *r, struct str bytes, struct str file, const struct sink *sink)
{
	struct str rest = str_from(bytes, sizeof PDF_STREAM - 1), line;
	bool begun = false;

	while (str_line(&rest, &line)) {
		if (!begun && str_is(line, PDF_PROGRAM " " PDF_VERSION)) {
			begun = true;
			continue;
		}
		enum record record = begun ? take_record(r, line) : RECORD_BAD;
		if (record == RECORD_END && rest.len == 0)
			return true;
		if (record != RECORD_OK)
			break;
	}
	say_end(bytes, file, sink);
	return false;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

static bool
make_blocks(
    const struct pdf_rows *rows, struct blocks *blocks, struct str file, const struct sink *sink)
{
	bool ruled = false;
	const struct pdf_row *before = NULL;

	for (size_t i = 0; i < rows->count; i++)
		ruled = ruled || rows->list[i].count > 1;
	for (size_t i = 0; i < rows->count; i++) {
		const struct pdf_row *from = &rows->list[i];

		if (from->dropped)
			continue;
		if (from->count > IMPORT_CELLS_MAX || blocks->count >= IMPORT_LINES_MAX) {
			bool cells = from->count > IMPORT_CELLS_MAX;

			fail(sink, cells ? DIAG_IMPORT_CELLS : DIAG_IMPORT_LINES, file,
			    cells ? STR("256") : STR("60,000"), (struct str){ 0 });
			return false;
		}
		struct row *row = blocks_add(blocks, from->line, from->count);
		row->page = from->page;
		if (before != NULL && before->page == from->page && from->table == 0 &&
		    from->at.y0 - before->at.y1 > (from->at.y1 - from->at.y0))
			row->gap = 1;
		for (size_t c = 0; c < from->count; c++) {
			row->cells[c].text = from->cells[c].text;
			row->cells[c].key = text_key(blocks->arena, from->cells[c].text);
			row->cells[c].column = from->cells[c].column;
			row->cells[c].span = from->cells[c].span;
		}
		before = from;
	}
	blocks->has_cells = ruled;
	blocks->pages = PAGES_PAPER;
	return true;
}

static void
make_rows(struct reading *r, struct pdf_rows *rows)
{
	unsigned tables = 0;

	for (size_t i = 0; i < r->count; i++)
		pdf_marks(&r->pages[i]);
	for (size_t i = 0; i < r->count; i++)
		pdf_grid_rows(r->pages, r->count, (uint32_t)i, &tables, r->arena, rows);
	pdf_join_pages(rows, r->pages, r->arena);
}

static bool
read_pdf(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct reading r = { .arena = blocks->arena };
	struct pdf_rows rows = { 0 };
	bool good;

	if (!str_starts(bytes, STR(PDF_STREAM))) {
		fail(sink, DIAG_IMPORT_PDF_INPUT, file, (struct str){ 0 }, (struct str){ 0 });
		return false;
	}
	good = read_records(&r, bytes, file, sink);
	if (good) {
		make_rows(&r, &rows);
		good = make_blocks(&rows, blocks, file, sink);
		if (good && blocks->count == 0) {
			fail(sink, DIAG_IMPORT_PDF_NO_TEXT, file, (struct str){ 0 },
			    (struct str){ 0 });
			good = false;
		}
	}
	for (size_t i = 0; i < r.count; i++)
		page_release(&r.pages[i]);
	free(r.pages);
	free(rows.list);
	return good;
}

/* A PDF itself reaches the worker only through a pipe: the program wants a file. */
static bool
claims_pdf(struct str bytes)
{
	return str_starts(bytes, STR(PDF_STREAM)) || str_starts(bytes, STR("%PDF-"));
}

const struct import_source import_source_pdf = {
	.name = "pdf",
	.max_bytes = IMPORT_BOOK_MAX_BYTES,
	.claims = claims_pdf,
	.read = read_pdf,
};
