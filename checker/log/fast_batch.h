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
enum { BATCH_RECORDS = 256, BATCH_NUMBERS = 8 };

struct batch {
	struct log_events *events;
	struct fast_columns *asked;
	size_t count, current; /* current: the record in hand */
	const char *base;      /* of the offsets */
	size_t step;           /* from one column's offsets to the next one's */
	size_t last;           /* the column behind which a CR may stand; SIZE_MAX: none */
	bool empty_is_null;
	const uint32_t *at[BATCH_RECORDS]; /* the separator before each record, then its own */
	int64_t day[BATCH_RECORDS];
	uint32_t second[BATCH_RECORDS], line[BATCH_RECORDS + 1]; /* the last: behind all */
	/* by enum part_column + 1: 0 is nobody's place */
	uint32_t numbers[BATCH_RECORDS][BATCH_NUMBERS];
	uint32_t subjects[BATCH_RECORDS]; /* number + 1; 0: none */
	int8_t number_accessed[BATCH_RECORDS];
	uint64_t keys[BATCH_RECORDS]; /* of subjects */
	struct summary_record
	    summary[BATCH_RECORDS]; /* not on the stack: that would be cleared each time */
	uint16_t *classes; /* a row for each record; before its first, what no rule asks for */
	size_t stride;
	char *unquoted; /* as large as all the text */
	size_t unquoted_len, unquoted_room;
	/* the date of the record before */
	char date[10];
	int64_t date_day;
	bool has_date;
};

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
/* The record's day and second of the day, in Japan; false: what stands there is not understood. */
bool batch_time(struct batch *b, const uint32_t *at, int64_t *day, uint32_t *second);
/* Detections and summary; its count may become less: those behind are for the next. */
void batch_take(struct batch *b);

/* What is asked for of a table (fast_columns.c). NULL: some slot is of no single column. */
struct fast_columns *fast_columns_new(struct log_events *events, struct batch *b);
void fast_columns_free(struct fast_columns *columns); /* takes NULL */
/* Numbers, subjects and classes of the batch; count as above. */
void fast_columns_take(struct fast_columns *columns, struct batch *b);

#endif
