/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a table's columns, and how it is taken for a batch: fast_columns.c says what, the others how. */
#ifndef LOG_FAST_COLUMNS_H
#define LOG_FAST_COLUMNS_H

#include "log/fast_batch.h"
#include "log/fast_seen.h"

/* Reason: a table has one column for a field, or two; with more it is read record by record. */
enum { COLUMNS_MAX = 12 };

/* A number of a record: its offset, and whether it has 16 bits, or 32. */
struct number_place {
	uint16_t offset;
	bool half;
};
static inline void
number_put(struct summary_record *record, struct number_place place, uint32_t number)
{
	unsigned char *at = (unsigned char *)record + place.offset;
	uint16_t half = (uint16_t)number;

	if (place.half)
		memcpy(at, &half, sizeof half);
	else
		memcpy(at, &number, sizeof number);
}

/* A slot's columns, the best first; or, without any, what is the same in all records. */
struct wanted {
	struct log_slot *slot; /* NULL: number_accessed for the summary */
	enum slot_kind kind;
	enum log_field field; /* LOG_FIELD_COUNT: a column of its own */
	bool absent;
	uint16_t columns[COLUMNS_MAX];
	size_t count;
	struct str constant;
	struct number_place place; /* of the number */
	bool in_run;               /* taken with its neighbours */
};

/* Reason: so many first values may be new; what one more of them costs, in records whose fields are known. */
enum { RUN_MISS = 32, RUN_CREDIT = 4096 * RUN_MISS };

/* Columns side by side that are looked up as one (fast_runs.c). */
struct text_run {
	size_t first, count; /* of fast_columns.together */
	struct seen seen;
	size_t most;    /* different values that it may have while on trial; 0: it is not */
	int32_t credit; /* grows by those that are known */
	uint32_t taken; /* records since it was made */
};

/* Between a column and the next one. */
enum border_state { BORDER_NONE, BORDER_UNTRIED, BORDER_TRIED, BORDER_JOINED };
struct run_border {
	enum border_state state;
	size_t most; /* different values that both may have together */
};

struct fast_columns {
	struct log_events *events;
	struct wanted *wanted;
	size_t wanted_count, wanted_room;
	/* texts and counts of a column each, by column; behind each its border; their runs */
	struct wanted **together;
	struct run_border *borders;
	struct text_run *runs;
	size_t together_count, run_count;
	struct text_run *aside; /* what runs on trial are made of */
	size_t aside_count;
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
void columns_take_run(struct fast_columns *f, struct text_run *run, struct batch *b);
void columns_take_texts(struct fast_columns *f, const struct wanted *w, struct batch *b);
void columns_take_accessed(struct fast_columns *f, const struct wanted *w, struct batch *b);
/* fast_numbers.c */
void columns_take_times(struct fast_columns *f, const struct wanted *w, struct batch *b);
void columns_take_counts(struct fast_columns *f, const struct wanted *w, struct batch *b);
void columns_take_count(struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i);
void columns_take_subjects(struct fast_columns *f, const struct wanted *w, struct batch *b);

/* fast_runs.c: after all is wanted. step: from one column's offsets to the next one's. */
void runs_init(struct fast_columns *f, size_t step);
/* Before a batch: what proved to be worth it is joined, what did not is parted. */
void runs_arrange(struct fast_columns *f);
void runs_forget(struct fast_columns *f);
void runs_free(struct fast_columns *f);

#endif
