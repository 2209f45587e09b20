/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where readers put what they read: evidence rows and diagnostics; and where they say how far they are. A reader knows no SQL; it names a table
 * and columns of the evidence schema (piacheck-evidence(5)) and hands over values.
 *
 * In a worker the sink writes messages to the parent (confine/confine.h), which checks each against the
 * worker's own table of what it may send; rule/ has the sink that fills the evidence tables; tests have one
 * that remembers.
 */
#ifndef BASE_SINK_H
#define BASE_SINK_H

#include <stddef.h>

#include "base/diag.h"
#include "base/value.h"

/* A kind of row. Static const in the reader; the pointer is its identity. */
struct sink_shape {
	const char *table;
	const char *const *columns;
	size_t column_count;
};

/* Reason: more columns than any evidence table has; a row is built on the stack. */
enum { SINK_COLUMNS_MAX = 40 };

#define SINK_SHAPE(name, table_name, ...)                                                          \
	static const char *const name##_columns[] = { __VA_ARGS__ };                               \
	static const struct sink_shape name = { (table_name), name##_columns,                      \
		sizeof name##_columns / sizeof name##_columns[0] }

/* How far a reading has come, for the person who waits. */
enum progress_unit {
	PROGRESS_BYTES,
	PROGRESS_PAGES,
	PROGRESS_SHEETS,
	PROGRESS_ROWS, /* that were held against the form */
	PROGRESS_UNIT_COUNT
};
struct progress_step {
	enum progress_unit unit;
	uint64_t done, total; /* total 0: not known */
	uint64_t rows;        /* of the sheet that is being read, so far */
	uint64_t matches;     /* of logs: what rules selected, so far */
};

struct sink {
	void *context;
	/* values: shape->column_count of them, in the order of shape->columns; copied before it returns. */
	void (*row)(void *context, const struct sink_shape *shape, const struct value *values);
	/* A diagnostic for the user; texts are copied. */
	void (*diag)(void *context, enum diag_code code, struct diag_at at, struct str a,
	    struct str b, struct str c);
	/* NULL: nobody waits. Told now and then, not for each line. */
	void (*progress)(void *context, const struct progress_step *step);
};

static inline void
sink_row(const struct sink *sink, const struct sink_shape *shape, const struct value *values)
{
	sink->row(sink->context, shape, values);
}

static inline void
sink_diag(const struct sink *sink, enum diag_code code, struct diag_at at, struct str a,
    struct str b, struct str c)
{
	sink->diag(sink->context, code, at, a, b, c);
}

static inline void
sink_progress(const struct sink *sink, const struct progress_step *step)
{
	if (sink->progress != NULL)
		sink->progress(sink->context, step);
}

/* All of a list, in its order. */
static inline void
sink_diags(const struct sink *sink, const struct diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct diag *d = &diags->list[i];

		sink_diag(sink, d->code, (struct diag_at){ d->file, d->line, d->column },
		    d->args[0], d->args[1], d->args[2]);
	}
}

#endif
