/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a table's columns, and how it is taken for a batch: fast_columns.c says what, the others how. */
#ifndef LOG_FAST_COLUMNS_H
#define LOG_FAST_COLUMNS_H

#include "log/fast_batch.h"
#include "log/fast_seen.h"

/* Reason: a table has one column for a field, or two; with more it is read record by record. */
enum { COLUMNS_MAX = 12 };

/* A slot's columns, the best first; or, without any, what is the same in all records. */
struct wanted {
	struct log_slot *slot; /* NULL: number_accessed for the summary */
	enum slot_kind kind;
	enum log_field field; /* LOG_FIELD_COUNT: a column of its own */
	bool absent;
	uint16_t columns[COLUMNS_MAX];
	size_t count;
	struct str constant;
	struct seen seen;        /* of a column's fields */
	struct seen_place place; /* of the number */
};

struct fast_columns {
	struct log_events *events;
	struct wanted *wanted;
	size_t wanted_count, wanted_room;
	/* what the numbers and classes of all that was seen belong to */
	const struct part *part;
	uint32_t epoch;
};

static inline __attribute__((always_inline)) struct str
wanted_text(const struct wanted *w, struct batch *b, size_t i)
{
	struct str text = w->constant;

	if (__builtin_expect(w->count == 1, 1))
		return batch_field(b, b->at[i], w->columns[0], true);
	for (size_t k = 0; text.len == 0 && k < w->count; k++)
		text = batch_field(b, b->at[i], w->columns[k], true);
	return text;
}

/* fast_texts.c */
void columns_take_texts(struct fast_columns *f, struct wanted *w, struct batch *b);
void columns_take_accessed(struct fast_columns *f, const struct wanted *w, struct batch *b);
/* fast_numbers.c */
void columns_take_times(struct fast_columns *f, const struct wanted *w, struct batch *b);
void columns_take_counts(struct fast_columns *f, const struct wanted *w, struct batch *b);
void columns_take_subjects(struct fast_columns *f, const struct wanted *w, struct batch *b);

#endif
