/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a descriptor to lines of UTF-8: gzip, byte order mark, UTF-8 or CP932, lines too long. What is wrong with a line does not stop the
 * rest: it is kept as a fault of that line, and the format makes the record that holds the line a bad one.
 */
#ifndef LOG_SOURCE_H
#define LOG_SOURCE_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"
#include "log/read.h"

struct log_fault {
	enum diag_code code;
	uint32_t line, column;
};

enum log_encoding { LOG_UNDECIDED, LOG_UTF8, LOG_CP932 };

struct log_source {
	int fd;
	struct str file;
	const struct sink *sink;
	iconv_t cp932; /* opened before the worker was confined */
	struct log_range range;
	bool by_the_book;
	enum log_encoding encoding;
	bool gzip;
	uint64_t bytes;      /* read from fd */
	uint32_t start_line; /* the first line of the range; known when a line behind it was read */
	uint32_t stop_line;  /* the first behind it; UINT32_MAX: not reached */
	bool final;          /* nothing comes behind the window */
	bool failed;         /* a diagnostic was given; the window holds what came before */
	struct buf window;   /* decoded text; what was used is cut off by source_more */
	size_t from;         /* what is not used begins here */
	uint32_t next_line;  /* number of the line that will be appended next */
	struct log_fault *faults; /* in order of lines */
	size_t fault_count, fault_room, fault_from;
	/* May be NULL: called now and then with the bytes read so far. */
	void (*tell)(void *context, uint64_t bytes);
	void *tell_context;
	/* private, but for windows */
	uint64_t told;
	uint64_t offset;  /* of the next read, in the file */
	uint64_t windows; /* how often the window changed */
	struct buf raw;   /* not yet decoded: less than a line */
	struct buf copy;
	bool skipping; /* inside a line that is too long */
	uint64_t skipped;
	struct source_gzip *inflate;
	char *block;
};

/* So many bytes behind the window's text are readable. */
enum { SOURCE_PADDING = 64 };
/* The first block; false: refused with a diagnostic. fd, file, sink, cp932 and (when declared) encoding are set before. */
bool source_start(struct log_source *source);
/*
 * To the beginning of the range, past records that are others'. line: of the first record of all. false: not possible, read on and pass over
 * the records that begin before start_line. delimiter: of a table; LF: records are lines.
 */
bool source_seek(struct log_source *source, uint32_t *line, char delimiter);
/* More text into the window; false when it is final. */
bool source_more(struct log_source *source);
struct str source_window(const struct log_source *source);
void source_used(struct log_source *source, const char *up_to);
/* The fault in one of the lines, or NULL. Lines are asked for in rising order. */
const struct log_fault *source_fault(struct log_source *source, uint32_t first, uint32_t last);
void source_release(struct log_source *source);

/* gunzip.c: reads and inflates. <0: failed (a diagnostic was given), 0: the end, else bytes put into out. */
struct source_gzip;
struct source_gzip *gunzip_new(void);
/* The bytes that were read to know that it is gzip; at most a block. */
void gunzip_start(struct log_source *source, struct str head);
long gunzip_read(struct log_source *source, char *out, size_t room);
void gunzip_free(struct source_gzip *gzip);

/* --- between the files of the source ------------------------------------------------------------- */

/* lines.c: whole lines (the last one may lack its LF when final) into the window; end: the offset of what follows them. */
bool source_take_lines(struct log_source *source, struct str text, uint64_t end);
void
source_fault_add(struct log_source *source, enum diag_code code, uint32_t line, uint32_t column);
bool source_refuse(struct log_source *source, enum diag_code code, struct str arg);
bool source_is_range(const struct log_source *source);
bool source_is_ascii(struct str text);
/* read(2), counted; <0 with a diagnostic. */
long source_read_raw(struct log_source *source, char *out, size_t room);

#endif
