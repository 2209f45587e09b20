/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV and TSV records (RFC 4180, as Excel and Japanese office software write them): quotes doubled inside quotes, line ends
 * inside quotes, LF or CRLF. Works on decoded UTF-8 text (CP932 has bytes that look like , | " inside a character:
 * decode first). Reads from a window of text, so a file need not be in memory as a whole.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	CSV_FIELDS_MAX =
	    1024, /* reason: Excel exports hold some hundred columns; more is no table */
	CSV_RECORD_MAX_BYTES = 1 << 20, /* reason: a lost closing quote must not swallow the file */
};

enum csv_result {
	CSV_RECORD, /* fields are set */
	CSV_MORE, /* the window ends inside a record: give more text behind it (never when final) */
	CSV_END,  /* final and nothing left */
	CSV_BAD, /* see fault, fault_line, fault_column; the record was passed over up to its line's end */
};

enum csv_fault {
	CSV_TEXT_BEHIND_QUOTE, /* "abc"d, */
	CSV_QUOTE_OPEN,        /* the file, or CSV_RECORD_MAX_BYTES, ended inside quotes */
	CSV_TOO_MANY_FIELDS,
	CSV_RECORD_TOO_LONG,
};

/* Zero-initialise, set delimiter; csv_release at the end. */
struct csv {
	char delimiter; /* ',' or '\t' or … */
	struct str *
	    fields; /* of the last record: views into the window or into the reader, until the next call */
	bool *quoted;    /* the field stood in quotes */
	uint32_t *lines; /* the line in which each begins */
	size_t count;
	/* where the record begins, from 1; the caller may set next_line at the start */
	uint32_t line;
	uint32_t next_line; /* 0 is taken as 1 */
	enum csv_fault fault;
	uint32_t fault_line, fault_column;
	/* private */
	struct buf scratch;
	const char **starts, **line_starts;
	size_t room;
};

/*
 * The next record of *window, which is moved on behind it. final: nothing comes behind the window. A blank line is a record of
 * one empty field.
 */
enum csv_result csv_next(struct csv *csv, struct str *window, bool final);
/* Where field i of the last record begins: character in its line, from 1. Counted only when asked for. */
uint32_t csv_column(const struct csv *csv, size_t i);
void csv_release(struct csv *csv);

/* ',' '\t' or ';': the one that the first lines of text hold most often outside quotes. */
char csv_guess_delimiter(struct str head);

/*
 * Appends one field as CSV text: in quotes when it must be; with guard, a field that a spreadsheet would take for a formula
 * (= + - @ tab CR at its beginning) gets an apostrophe in front (OWASP, CSV injection).
 */
void csv_write_field(struct buf *out, struct str field, bool guard);

#endif
