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
	size_t count;
	const char *base; /* of the offsets */
	size_t columns;
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
};

static inline uint16_t *
batch_classes(const struct batch *b, size_t i)
{
	return b->classes + i * b->stride + 1;
}

/* A field in quotes, doubled ones made one; in the batch's room, behind what is there or instead of it. */
struct str batch_unquote(struct batch *b, struct str text, bool instead);

/* At least 16 bytes behind its beginning are readable. */
static inline __attribute__((always_inline)) struct str
batch_field(struct batch *b, const uint32_t *at, size_t column, bool instead)
{
	uint32_t from = at[column] + 1, len = at[column + 1] - from;
	struct str text = { b->base + from, len };

	if (column + 1 == b->columns && len > 0 && text.ptr[len - 1] == '\r')
		text.len--;
	if (__builtin_expect(text.ptr[0] == '"', 0))
		return batch_unquote(b, text, instead);
	return text;
}

/* What is asked for of a table. NULL: some slot is of no single column. */
struct fast_columns;
struct fast_columns *fast_columns_new(struct log_events *events, struct batch *b);
void fast_columns_free(struct fast_columns *columns); /* takes NULL */
/* Numbers, subjects and classes of the batch; its count may become less: those behind are for the next. */
void fast_columns_take(struct fast_columns *columns, struct batch *b);

#endif
