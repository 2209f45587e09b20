/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a descriptor to lines of UTF-8: gzip and zstd, byte order mark, UTF-8, UTF-16 or CP932, lines too long. What is wrong with a line does not stop the
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

enum log_packing { LOG_PLAIN, LOG_GZIP, LOG_ZSTD };
enum log_encoding { LOG_UNDECIDED, LOG_UTF8, LOG_CP932 };

struct log_source {
	int fd;
	enum log_encoding encoding;
	struct str file;
	const struct sink *sink;
	iconv_t cp932; /* opened before the worker was confined */
	struct log_range range;
	/* Set before, or NULL: another process unpacks what was packed so, and puts it there (feed.c); the descriptor tells of it. */
	const struct feed_ring *ring;
	uint64_t unpacked_max; /* for tests: another limit than that of limits.h; 0: that */
	uint64_t bytes;        /* read from fd */
	uint32_t start_line; /* the first line of the range; known when a line behind it was read */
	uint32_t stop_line;  /* the first behind it; UINT32_MAX: not reached */
	enum log_packing packing;
	enum diag_code mark_code; /* of the last LOG_MARK */
	uint32_t next_line;       /* number of the line that will be appended next */
	bool by_the_book;
	bool flowing; /* text in which lines mean nothing */
	bool marred;  /* of such text: a byte that is no character became LOG_MARK */
	bool final;   /* nothing comes behind the window */
	bool failed;  /* a diagnostic was given; the window holds what came before */
	/* set by the format: the first line of a record that has no end yet; 0: all were taken */
	uint32_t kept_line;
	/* private */
	bool own_offsets;    /* the descriptor is others', too */
	uint64_t ring_block; /* of the ring: how many were taken */
	bool skipping;       /* inside a line that is too long */
	/* the window: decoded text; what was used is cut off by source_more */
	struct buf window;
	size_t from;              /* what is not used begins here */
	struct log_fault *faults; /* in order of lines */
	size_t fault_count, fault_room, fault_from;
	/* May be NULL: called now and then with the bytes read so far. */
	void (*tell)(void *context, uint64_t bytes);
	void *tell_context;
	uint64_t windows; /* how often the window changed */
	/* private */
	uint64_t told;
	uint64_t offset; /* of the next read, in the file */
	uint64_t skipped;
	struct buf raw; /* not yet decoded: less than a line */
	struct buf copy;
	struct source_gzip *inflate;
	struct source_zstd *unzstd;
	struct source_utf16 *utf16; /* NULL: it is not in UTF-16 */
	char *block;
	uint64_t text_bytes; /* unpacked so far */
	struct buf watched;
};

/* So many bytes behind the window's text are readable. */
enum { SOURCE_PADDING = 64 };
/*
 * The first bytes, unpacked, to know the format by; false: refused with a diagnostic. fd, file, sink, cp932 and (when declared) encoding are
 * set before. Then flowing is set, and they are taken.
 */
bool source_open(struct log_source *source, struct str *head);
bool source_start(struct log_source *source, struct str head);
/* The next line, without its LF; *number is moved on to it. false at the end. */
bool source_line(struct log_source *source, uint32_t *number, struct str *line);
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
/* At the end of a growing log: where the first record begins that was not taken, in which line; false: it cannot be said. */
bool source_border(struct log_source *source, uint64_t *offset, uint32_t *line);
void source_release(struct log_source *source);

/* gunzip.c: reads and inflates. <0: failed (a diagnostic was given), 0: the end, else bytes put into out. */
struct source_gzip;
struct source_gzip *gunzip_new(void);
/* The bytes that were read to know that it is gzip; at most a block. */
void gunzip_start(struct log_source *source, struct str head);
long gunzip_read(struct log_source *source, char *out, size_t room);
void gunzip_free(struct source_gzip *gzip);
/* unzstd.c: the same of zstd. */
struct source_zstd;
struct source_zstd *unzstd_new(void);
void unzstd_start(struct log_source *source, struct str head);
long unzstd_read(struct log_source *source, char *out, size_t room);
void unzstd_free(struct source_zstd *zstd);
/* utf16.c: is it UTF-16, by its mark? Then utf16_read gives it as UTF-8, as the others give what they unpack. */
struct source_utf16;
bool utf16_start(struct log_source *source, struct str head);
long utf16_read(struct log_source *source, char *out, size_t room);
void utf16_free(struct source_utf16 *wide);
/* unpack.c: `now` when all that was unpacked so far may be so much; else as unpack_refuse: said, -1. */
long unpacked(struct log_source *source, uint64_t all, size_t now);
long unpack_refuse(struct log_source *source, enum diag_code code, struct str arg);

/* How are these first bytes of a file packed? */
enum log_packing unpack_packing(struct str head);
/* The first bytes, unpacked, into source->block; <0 with a diagnostic. */
long source_head(struct log_source *source);

/* --- between the files of the source ------------------------------------------------------------- */

/* lines.c: whole lines (the last one may lack its LF when final) into the window; end: the offset of what follows them. */
bool source_take_lines(struct log_source *source, struct str text, uint64_t end);
void
source_fault_add(struct log_source *source, enum diag_code code, uint32_t line, uint32_t column);
bool source_refuse(struct log_source *source, enum diag_code code, struct str arg);
bool source_is_range(const struct log_source *source);
bool source_is_ascii(struct str text);
int source_hex(char c);                 /* the value of a hexadecimal digit; -1: none */
uint32_t source_feeds(struct str text); /* line feeds in it */
bool source_has_long_line(struct str text);
/* lines.c: whole lines that are read as they stand: characters of the log's encoding, none of them NUL. */
bool source_is_text(struct log_source *source, struct str lines);
/* Is it declared to be CP932, or is it that rather than UTF-8? */
bool source_looks_cp932(struct log_source *source, struct str head);
/* lines.c: the same of text without lines; a byte that is no UTF-8, or NUL, becomes LOG_MARK. */
#define LOG_MARK "\xEF\xBF\xBD"
void source_take_text(struct log_source *source, struct str text);
/* Unpacked, but not decoded; 0: the end; <0 with a diagnostic. */
long source_read_bytes(struct log_source *source, char *out, size_t room);
/* So many bytes were read of the log; 0: all. */
void source_count(struct log_source *source, uint64_t bytes);
/* read(2), counted; <0 with a diagnostic. */
long source_read_raw(struct log_source *source, char *out, size_t room);

#endif
