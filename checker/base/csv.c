/* SPDX-License-Identifier: Apache-2.0 */
/* CSV records from a window of text. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

/* A field while it is scanned: scratch is moved when it grows, so unescaped fields are offsets until the end. */
struct scan {
	const char *p, *end;
	uint32_t line;
	const char *line_start;
	size_t scratch_from;
	bool in_scratch;
};

static uint32_t
column_of(const struct scan *scan, const char *p)
{
	return (uint32_t)text_chars(
		   (struct str){ scan->line_start, (size_t)(p - scan->line_start) }) +
	    1;
}

static void
add_field(struct csv *csv, struct str text, bool quoted, const struct scan *at)
{
	if (csv->count == csv->room) {
		csv->room = csv->room == 0 ? 32 : csv->room * 2;
		csv->fields = mem_grow(csv->fields, csv->room, sizeof *csv->fields);
		csv->quoted = mem_grow(csv->quoted, csv->room, sizeof *csv->quoted);
		csv->lines = mem_grow(csv->lines, csv->room, sizeof *csv->lines);
		csv->starts = mem_grow(csv->starts, csv->room, sizeof *csv->starts);
		csv->line_starts = mem_grow(csv->line_starts, csv->room, sizeof *csv->line_starts);
	}
	csv->fields[csv->count] = text;
	csv->quoted[csv->count] = quoted;
	csv->lines[csv->count] = at->line;
	csv->starts[csv->count] = at->p;
	csv->line_starts[csv->count] = at->line_start;
	csv->count++;
}

/* The end of the record's last line from p on; NULL: not in the window. */
static const char *
line_end(const struct scan *scan, const char *p)
{
	return p == scan->end ? NULL : memchr(p, '\n', (size_t)(scan->end - p));
}

static enum csv_result
bad(struct csv *csv, struct scan *scan, enum csv_fault fault, const char *at, struct str *window,
    bool final)
{
	const char *stop = line_end(scan, scan->p);

	if (stop == NULL && !final && (size_t)(scan->end - window->ptr) < CSV_RECORD_MAX_BYTES)
		return CSV_MORE;
	csv->fault = fault;
	csv->fault_line = scan->line;
	csv->fault_column = column_of(scan, at);
	stop = stop == NULL ? scan->end : stop + 1;
	csv->next_line = scan->line + 1;
	*window = (struct str){ stop, (size_t)(scan->end - stop) };
	return CSV_BAD;
}

/*
 * A lost closing quote must cost one line, not the rest of the file: what is passed over is the line on which the quote
 * was opened.
 */
static enum csv_result
bad_quote(struct csv *csv, const struct scan *at_open, const char *open, struct str *window)
{
	const char *stop = line_end(at_open, open);

	csv->fault = CSV_QUOTE_OPEN;
	csv->fault_line = at_open->line;
	csv->fault_column = column_of(at_open, open);
	stop = stop == NULL ? at_open->end : stop + 1;
	csv->next_line = at_open->line + 1;
	*window = (struct str){ stop, (size_t)(at_open->end - stop) };
	return CSV_BAD;
}

enum quoted_result { QUOTED_OK, QUOTED_MORE, QUOTED_OPEN };

/* p stands behind the opening quote; afterwards behind the closing one. The text is left in scratch or as a view. */
static enum quoted_result
scan_quoted(struct csv *csv, struct scan *scan, bool final, struct str *text)
{
	const char *from = scan->p;

	scan->in_scratch = false;
	scan->scratch_from = csv->scratch.len;
	for (;;) {
		const char *q = scan->p == scan->end
		    ? NULL
		    : memchr(scan->p, '"', (size_t)(scan->end - scan->p));
		if (q == NULL)
			return final ? QUOTED_OPEN : QUOTED_MORE;
		for (const char *n = scan->p; (n = memchr(n, '\n', (size_t)(q - n))) != NULL;) {
			n++;
			scan->line++;
			scan->line_start = n;
		}
		scan->p = q + 1;
		if (scan->p == scan->end && !final)
			return QUOTED_MORE;
		bool doubled = scan->p < scan->end && *scan->p == '"';
		struct str part = { from, (size_t)(q - from) + (doubled ? 1 : 0) };
		if (doubled || scan->in_scratch) {
			buf_add(&csv->scratch, part);
			scan->in_scratch = true;
		} else {
			*text = part;
		}
		if (!doubled)
			return QUOTED_OK;
		from = ++scan->p;
	}
}

/* Fields in scratch were added as offsets (ptr NULL + length behind it): made views now that it no longer moves. */
static void
settle_scratch(struct csv *csv, const size_t *offsets)
{
	for (size_t i = 0; i < csv->count; i++)
		if (offsets[i] != SIZE_MAX)
			csv->fields[i].ptr = csv->scratch.ptr + offsets[i];
}

static enum csv_result
next_record(struct csv *csv, struct str *window, bool final, size_t *offsets)
{
	struct scan scan = { window->ptr, window->ptr + window->len, csv->next_line, window->ptr, 0,
		false };

	for (;;) {
		struct str text = { 0 };
		const struct scan opened = scan;
		const char *from = scan.p;
		bool quoted = scan.p < scan.end && *scan.p == '"';
		size_t offset = SIZE_MAX;

		if (csv->count == CSV_FIELDS_MAX)
			return bad(csv, &scan, CSV_TOO_MANY_FIELDS, from, window, final);
		if (quoted) {
			scan.p++;
			switch (scan_quoted(csv, &scan, final, &text)) {
			case QUOTED_OPEN:
				return bad_quote(csv, &opened, from, window);
			case QUOTED_MORE:
				return window->len < CSV_RECORD_MAX_BYTES
				    ? CSV_MORE
				    : bad_quote(csv, &opened, from, window);
			case QUOTED_OK:
				break;
			}
			if (scan.in_scratch) {
				offset = scan.scratch_from;
				text = (struct str){ "", csv->scratch.len - offset };
			}
		} else {
			while (scan.p < scan.end && *scan.p != csv->delimiter && *scan.p != '\n')
				scan.p++;
			text = (struct str){ from, (size_t)(scan.p - from) };
		}
		if (scan.p == scan.end && !final)
			return window->len < CSV_RECORD_MAX_BYTES
			    ? CSV_MORE
			    : bad(csv, &scan, CSV_RECORD_TOO_LONG, from, window, final);
		bool last = scan.p == scan.end || *scan.p == '\n';
		if (quoted && !last && *scan.p != csv->delimiter) {
			if (!(*scan.p == '\r' && (scan.p + 1 == scan.end || scan.p[1] == '\n')))
				return bad(
				    csv, &scan, CSV_TEXT_BEHIND_QUOTE, scan.p, window, final);
			scan.p++;
			last = true;
			if (scan.p == scan.end && !final)
				return CSV_MORE;
		} else if (!quoted && last && text.len > 0 && text.ptr[text.len - 1] == '\r') {
			text.len--;
		}
		offsets[csv->count] = offset;
		add_field(csv, text, quoted, &opened);
		if (last) {
			if (scan.p < scan.end)
				scan.p++;
			csv->next_line = scan.line + 1;
			*window = (struct str){ scan.p, (size_t)(scan.end - scan.p) };
			settle_scratch(csv, offsets);
			return CSV_RECORD;
		}
		scan.p++;
	}
}

enum csv_result
csv_next(struct csv *csv, struct str *window, bool final)
{
	size_t offsets[CSV_FIELDS_MAX];

	if (csv->next_line == 0)
		csv->next_line = 1;
	csv->line = csv->next_line;
	csv->count = 0;
	buf_clear(&csv->scratch);
	if (window->len == 0)
		return final ? CSV_END : CSV_MORE;
	return next_record(csv, window, final, offsets);
}

uint32_t
csv_column(const struct csv *csv, size_t i)
{
	size_t bytes = (size_t)(csv->starts[i] - csv->line_starts[i]);

	return (uint32_t)text_chars((struct str){ csv->line_starts[i], bytes }) + 1;
}

void
csv_release(struct csv *csv)
{
	free(csv->fields);
	free(csv->quoted);
	free(csv->lines);
	free(csv->starts);
	free(csv->line_starts);
	buf_release(&csv->scratch);
	*csv = (struct csv){ 0 };
}

char
csv_guess_delimiter(struct str head)
{
	static const char candidates[] = { ',', '\t', ';' };
	size_t counts[sizeof candidates] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < head.len; i++) {
		if (head.ptr[i] == '"')
			quoted = !quoted;
		for (size_t k = 0; !quoted && k < sizeof candidates; k++)
			counts[k] += head.ptr[i] == candidates[k];
	}
	for (size_t k = 1; k < sizeof candidates; k++)
		if (counts[k] > counts[best])
			best = k;
	return candidates[best];
}

static bool
is_formula(struct str field)
{
	return field.len > 0 && memchr("=+-@\t\r", field.ptr[0], 6) != NULL;
}

static bool
needs_quotes(struct str field)
{
	for (size_t i = 0; i < field.len; i++)
		if (memchr(",\"\r\n\t;", field.ptr[i], 6) != NULL)
			return true;
	return field.len > 0 && (field.ptr[0] == ' ' || field.ptr[field.len - 1] == ' ');
}

void
csv_write_field(struct buf *out, struct str field, bool guard)
{
	bool guarded = guard && is_formula(field);

	if (!guarded && !needs_quotes(field)) {
		buf_add(out, field);
		return;
	}
	buf_addc(out, '"');
	if (guarded)
		buf_addc(out, '\'');
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, field.ptr[i]);
	}
	buf_addc(out, '"');
}
