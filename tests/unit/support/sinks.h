/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sinks for tests and fuzz targets: what readers send is kept, dropped, or written as text. All of it is in this header,
 * because fuzz targets are linked with nothing of tests/unit.
 */
#ifndef TESTS_SUPPORT_SINKS_H
#define TESTS_SUPPORT_SINKS_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/sink.h"

static inline void
sinks_drop_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)shape;
	(void)values;
}

static inline void
sinks_no_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	sinks_drop_row(context, shape, values);
	BUG("a row where none is sent");
}

static inline void
sinks_drop_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	(void)context;
	(void)code;
	(void)at;
	(void)a;
	(void)b;
	(void)c;
}

static inline void
sinks_keep_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(context, code, at, a, b, c);
}

static inline struct sink
sink_dropping(void)
{
	return (struct sink){ .row = sinks_drop_row, .diag = sinks_drop_diag };
}

/* For readers of trees, which send no rows. */
static inline struct sink
sink_keeping_diags(struct diags *diags)
{
	return (struct sink){ .context = diags, .row = sinks_no_row, .diag = sinks_keep_diag };
}

/* A row on a line, "table column=value …", behind what out holds. NULL is left out, and the column named without (or NULL). */
static inline void
sinks_put_row(struct buf *out, const char *separator, const char *without,
    const struct sink_shape *shape, const struct value *values)
{
	buf_adds(out, shape->table);
	for (size_t i = 0; i < shape->column_count; i++) {
		if (values[i].type == VALUE_NULL ||
		    (without != NULL && str_is(str_of(without), shape->columns[i])))
			continue;
		buf_addf(out, "%s%s=", separator, shape->columns[i]);
		if (values[i].type == VALUE_INTEGER)
			buf_addf(out, "%lld", (long long)values[i].integer);
		else if (values[i].type == VALUE_REAL)
			buf_addf(out, "%g", values[i].real);
		else
			buf_add(out, values[i].text);
	}
	buf_addc(out, '\n');
}

#endif
