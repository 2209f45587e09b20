/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Some records of a table, column by column: one column's values are looked up one behind the other, so the processor waits for many of
 * them at once. Which columns, and for what, is found once for each table.
 */
#ifndef LOG_FAST_BATCH_H
#define LOG_FAST_BATCH_H

#include "log/events.h"
#include "log/source.h"

/* So many records' places, numbers and classes fit the first cache beside the text. */
enum { BATCH_RECORDS = 256, BATCH_DAY = 86400 };

/* A field with a time in Japan, as it stood there: all but hh:mm:ss comes again. */
struct batch_date {
	uint32_t len;         /* of the field, quotes and all; 0: none */
	uint32_t clock;       /* where hh:mm:ss stands, behind at least eight bytes */
	uint64_t first, date; /* the first eight bytes, and those before the clock */
	uint64_t rest, mask;  /* those behind it, at most eight */
	int64_t day;
};

struct batch {
	struct log_events *events;
	struct fast_columns *asked;
	size_t count, current; /* current: the record in hand */
	const char *base;      /* of the offsets */
	size_t step;           /* from one column's offsets to the next one's */
	size_t time_column;    /* the best one of the time */
	size_t last;           /* the column behind which a CR may stand; SIZE_MAX: none */
	bool empty_is_null;
	const uint32_t *at[BATCH_RECORDS]; /* the separator before each record, then its own */
	/* for the summary; of the one behind all only the line is set */
	struct summary_record records[BATCH_RECORDS + 1];
	int8_t number_accessed[BATCH_RECORDS];
	uint64_t keys[BATCH_RECORDS]; /* of numbers, while they are looked up */
	uint16_t *classes; /* a row for each record; before its first, what no rule asks for */
	size_t stride;
	char *unquoted; /* as large as all the text */
	size_t unquoted_len, unquoted_room;
	struct batch_date date;
};

/* A record's moment, in seconds since 1970. */
static inline int64_t
batch_seconds(const struct batch *b, size_t i)
{
	enum { JST = 9 * 3600 };

	return b->records[i].day * BATCH_DAY + b->records[i].second - JST;
}

static inline uint16_t *
batch_classes(const struct batch *b, size_t i)
{
	return b->classes + i * b->stride + 1;
}

/* A field in quotes, doubled ones made one; in the batch's room, behind what is there or instead of it. */
struct str batch_unquote(struct batch *b, struct str text, bool instead);

/* A field as it stands there. */
static inline __attribute__((always_inline)) struct str
batch_raw(const struct batch *b, const uint32_t *at, size_t column)
{
	uint32_t from = at[column] + 1;

	return (struct str){ b->base + from, at[column + 1] - from };
}
/* Without the CR behind the last one of a line. */
static inline __attribute__((always_inline)) struct str
batch_cell(const struct batch *b, const uint32_t *at, size_t column)
{
	struct str text = batch_raw(b, at, column);

	if (column == b->last && text.len > 0 && text.ptr[text.len - 1] == '\r')
		text.len--;
	return text;
}
/* Its text. At least 16 bytes behind its beginning are readable. */
static inline __attribute__((always_inline)) struct str
batch_field(struct batch *b, const uint32_t *at, size_t column, bool instead)
{
	struct str text = batch_cell(b, at, column);

	if (__builtin_expect(text.ptr[0] == '"', 0))
		return batch_unquote(b, text, instead);
	return text;
}

/* Plain numbers of a column (fast_digits.c), as subject_key_plain has them; 0: something else, or nothing. Needs simd_here. */
void batch_digits(const struct batch *b, size_t column, uint64_t *keys);

/* step, last and empty_is_null are set before. false: the table is not made for it. */
bool batch_init(struct batch *b, struct log_events *events);
void batch_release(struct batch *b);
/* hh:mm:ss as seconds; BATCH_DAY or more: it is something else. */
static inline uint32_t
batch_clock(const char *p)
{
	/* ASCII digits differ from '0' in the lower four bits only; the colons not at all. */
	uint64_t word = hash_load(p, 8) ^ UINT64_C(0x30303A30303A3030);

	if (((word | (word + UINT64_C(0x0606000606000606))) & UINT64_C(0xF0F0FFF0F0FFF0F0)) != 0)
		return BATCH_DAY;
	/* Seconds, minutes and hours in the bytes 0, 3 and 6; what is above 59, 59 and 23 reaches bit 7. */
	word = __builtin_bswap64(word);
	uint64_t parts = (word + (word >> 8) * 10) & UINT64_C(0x00FF0000FF0000FF);
	if (((parts + UINT64_C(0x0068000044000044)) & UINT64_C(0x0080000080000080)) != 0)
		return BATCH_DAY;
	/* Of their products those meet at bit 64 that make the sum; the next ones stand from bit 88 on. */
	unsigned __int128 sum = (unsigned __int128)(parts << 8) *
	    (UINT64_C(1) << 56 | UINT64_C(60) << 32 | UINT64_C(3600) << 8);
	return (uint32_t)(sum >> 64) & 0xFFFFFF;
}
bool batch_time_parse(struct batch *b, const uint32_t *at, struct summary_record *record);
/* The record's day and second of the day, in Japan; false: what stands there is not understood. */
static inline bool
batch_time(struct batch *b, const uint32_t *at, struct summary_record *record)
{
	const struct batch_date *date = &b->date;
	const struct str cell = batch_raw(b, at, b->time_column);
	const char *clock = cell.ptr + date->clock;

	if (__builtin_expect(cell.len == date->len && date->len != 0, 1) &&
	    hash_load(cell.ptr, 8) == date->first && hash_load(clock - 8, 8) == date->date &&
	    (hash_load(clock + 8, 8) & date->mask) == date->rest) {
		record->second = batch_clock(clock);
		record->day = date->day;
		if (record->second < BATCH_DAY)
			return true;
	}
	return batch_time_parse(b, at, record);
}
/* Detections and summary; its count may become less: those behind are for the next. */
void batch_take(struct batch *b);

/* What is asked for of a table (fast_columns.c). NULL: some slot is of no single column. */
struct fast_columns *fast_columns_new(struct log_events *events, struct batch *b);
void fast_columns_free(struct fast_columns *columns); /* takes NULL */
/* Numbers, subjects and classes of the batch; count as above. */
void fast_columns_take(struct fast_columns *columns, struct batch *b);

#endif
