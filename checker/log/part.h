/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A part: what one worker made of one log or of a range of it, as it stands in a region. Groups know texts and subjects by their number in the
 * part; days are whole partitions, so parts whose days differ need no merging at all.
 */
#ifndef LOG_PART_H
#define LOG_PART_H

#include <stdint.h>

#include "base/diag.h"
#include "log/packed.h"

/* Columns of the summary whose texts are numbered. */
enum part_column {
	PART_USER,
	PART_DEPARTMENT,
	PART_OPERATION,
	PART_SYSTEM,
	PART_TERMINAL,
	PART_RESULT,
	PART_COLUMNS,
};

struct part_text {
	uint64_t at;
	uint32_t len, pad;
};

struct part_list {
	uint64_t at;
	uint64_t count;
};

/* Items in pieces, in the order in which they were added. The items follow, aligned to 32 bytes. */
struct part_chunk {
	uint64_t next;
	uint32_t count, room;
	uint64_t pad[2];
};

/*
 * What a day keeps are rows of packed numbers (packed.h); texts and subjects are numbers of the part.
 * A group: records that agree in all columns to PART_NUMBER_ACCESSED (0 not known, 1 no, 2 yes). The line is that of the first record.
 */
enum part_group_column {
	PART_NUMBER_ACCESSED = PART_COLUMNS,
	PART_EVENTS, /* less one */
	PART_LINE,   /* from the day's on */
	PART_SECOND, /* of the day, in Japan */
	PART_LASTED, /* seconds from the first record to the last */
	PART_GROUP_COLUMNS,
};
enum { PART_NUMBER_ACCESSED_MOST = 3 };
/* A user's day with at least one subject; the first record that has one. */
enum part_user_column { PART_USER_USER, PART_USER_SUBJECTS, PART_USER_LINE, PART_USER_SECOND };
/* A user and a subject that was looked at, once for each day. */
enum part_pair_column { PART_PAIR_USER, PART_PAIR_SUBJECT };

struct part_day {
	int64_t day; /* since 1970-01-01, in Japan */
	struct packed groups, user_days, pairs;
	uint32_t line, pad; /* the first one, mostly: sums wrap around */
};

/* What is kept of a matched record; several rules may share it. */
enum { PART_MATCH_TEXTS = 9 };
struct part_match_record {
	int64_t count;
	int8_t has_count, number_accessed; /* 1, 0, -1: not known */
	uint16_t given; /* bits: user … terminal, subject, result, purpose, detail */
	uint32_t bytes; /* that follow: the length of each text given, then the texts */
};

struct part_match {
	uint32_t line, record; /* record: in the rows, see part_record_at; 0: nobody wants more */
	int64_t seconds;
};

/* Places in the rows that a match can name: they are aligned to 32 bytes. */
enum { PART_RECORD_SHIFT = 5 };
static inline uint32_t
part_record_number(uint64_t at)
{
	return (uint32_t)(at >> PART_RECORD_SHIFT);
}
static inline uint64_t
part_record_at(const struct part_match *match)
{
	return (uint64_t)match->record << PART_RECORD_SHIFT;
}

/* What an event gives to a correlation, packed by sigma_correlation_take. */
struct part_occurrence {
	uint32_t correlation, position, line, pad;
	int64_t seconds;
	struct part_text group, value;
};

/* fits: is the log one that the detection is for, by its logsource, and was a record of it one? */
enum { PART_FITS_LOG = 1, PART_FITS_RECORD = 2 };

/* The time of a record that does not run on from the one before it. */
struct part_step {
	int64_t before, after;
	uint32_t line, pad;
};

struct part_counter {
	uint64_t matches, undecided;
	uint64_t rows; /* chunks of struct part_match, in order of records; in the region's rows */
	uint32_t first_undecided, fits;
};

struct part_diag {
	uint32_t code, line, column, pad;
	struct part_text args[DIAG_ARGS];
};

/* One set of numbered texts; a worker begins another when a column has too many. */
struct part {
	uint64_t next;
	struct part_list texts[PART_COLUMNS]; /* of struct part_text; number 0 is the empty text */
	struct part_list subjects;            /* of uint64_t, see match_rows.h */
	struct part_list days;                /* of struct part_day, ascending */
};

enum { PART_DIGEST_BYTES = 32 };

/* Records that are bad for their bytes: NUL, or no characters of the log's encoding. */
enum part_bytes { PART_NUL, PART_NO_TEXT, PART_BYTES_KINDS };
/* PART_BYTES_KINDS: bad for something else. */
enum part_bytes part_bytes_of(enum diag_code code);

/* At the beginning of a region. */
struct part_head {
	char magic[16];
	uint64_t used;
	uint64_t first_part;
	uint64_t rows_used;
	uint64_t counters; /* one struct part_counter for each detection */
	uint64_t detection_count;
	uint64_t
	    occurrences; /* chunks of struct part_occurrence, in order of records, with their texts in the region's rows */
	uint64_t correlation_count;
	uint64_t diags; /* chunks of struct part_diag: of records and of the log, in order */
	uint64_t records, bad;
	uint64_t bad_bytes[PART_BYTES_KINDS]; /* of bad */
	int64_t first, last;                  /* moments; when any */
	int64_t begin, end;                   /* of the first and the last record as they stand */
	uint64_t steps;                       /* chunks of struct part_step, in order of records */
	uint64_t backward;                    /* records earlier than the one before */
	uint64_t bytes;                       /* read */
	uint32_t any, has;                    /* has: bits by enum log_field */
	uint32_t usable, failed;
	char format[16], encoding[16];
	uint32_t whole, pad; /* its records cannot be told from the middle */
	uint64_t selected;   /* matches so far: for the person who waits */
	uint64_t
	    border; /* of a growing log: where the first record begins that was left, and in which line */
	uint32_t border_line, found_encoding; /* enum log_encoding; 0: all was ASCII */
	uint32_t begin_line, steps_lost;      /* steps_lost: beyond LOG_STEPS_MAX of their kind */
	unsigned char watched[PART_DIGEST_BYTES]; /* zeros: the text ends before */
};

#define PART_MAGIC "piacheck part 5"
enum { PART_HEAD_AT = 64 };

static inline unsigned char *
part_items(const struct region *region, uint64_t chunk)
{
	return (unsigned char *)region_at(region, chunk) + sizeof(struct part_chunk);
}
/* A chunk behind the last. */
struct part_chunk *
part_chunk_add(struct region *region, uint64_t *first, uint64_t *last, size_t size, uint32_t most);
/* In chunks: room for one more item of that size; *first and *last are the list's. */
static inline void *
part_add(struct region *region, uint64_t *first, uint64_t *last, size_t size, uint32_t most)
{
	struct part_chunk *chunk = *last == 0 ? NULL : region_at(region, *last);

	if (chunk == NULL || chunk->count == chunk->room)
		chunk = part_chunk_add(region, first, last, size, most);
	return part_items(region, *last) + (size_t)chunk->count++ * size;
}

/* The parent's way through chunks. next: the items of the next chunk and their number; false: no more, which is the end when it is not bad. */
struct part_walk {
	const struct region *region;
	uint64_t next;
	size_t size;
	bool bad; /* what followed is not to be believed */
};
bool part_walk_next(struct part_walk *walk, const void **items, uint32_t *count);
struct str part_text_get(const struct region *region, const struct part_text *text);

#endif
