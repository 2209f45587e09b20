/* SPDX-License-Identifier: Apache-2.0 */
/* Records by their separators. */
#include "log/fast_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/fast_batch.h"
#include "base/banned.h"

struct fast_csv {
	struct log_events *events;
	size_t columns;
	char delimiter;
	struct simd_table table;
	size_t next;       /* index into table.ends: how far the table was used */
	const char *start; /* of the record behind the last one taken */
	struct batch batch;
};

/* --- records ------------------------------------------------------------------------------------- */

/* Line feeds inside the record: its own lines. */
static uint32_t
lines_of(const char *from, const char *end)
{
	uint32_t lines = 1;

	for (const char *p = from; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		lines++;
	return lines;
}

/* The next records whose fields are as many as they should be, and whose time is understood. false: behind them stands one that is not so. */
static bool
fill_batch(struct fast_csv *f, uint32_t line)
{
	const struct simd_table *t = &f->table;
	struct batch *b = &f->batch;
	const uint32_t *ends = t->ends + f->next, *ends_end = t->ends + t->end_count;
	const size_t columns = f->columns;
	const char *start = f->start;
	size_t first = f->next == 0 ? 0 : ends[-1], i = 0;

	if ((size_t)(ends_end - ends) > BATCH_RECORDS)
		ends_end = ends + BATCH_RECORDS;
	b->records[0].line = line;
	for (; ends < ends_end; ends++, i++) {
		const uint32_t *at = t->at + first;
		if (*ends - first != columns || !batch_time(b, at, &b->records[i]))
			break;
		b->at[i] = at;
		if (__builtin_expect(t->inner_feeds, 0)) {
			const char *end = b->base + at[columns];
			line += lines_of(start, end) - 1;
			start = end + 1;
		}
		b->records[i + 1].line = ++line;
		first = *ends;
	}
	b->count = i;
	return ends == ends_end;
}

static void
reserve_unquoted(struct batch *b, size_t len)
{
	if (b->unquoted_room >= len + SOURCE_PADDING)
		return;
	b->unquoted_room = len + SOURCE_PADDING;
	free(b->unquoted);
	b->unquoted = mem_alloc(b->unquoted_room, 1);
}

enum fast_result
fast_csv_take(struct fast_csv *f, struct str *window, uint32_t *line, bool fresh)
{
	struct simd_table *t = &f->table;
	struct batch *b = &f->batch;
	bool whole = true;

	if (fresh) {
		simd_table_find(t, window->ptr, window->len, f->delimiter);
		b->base = window->ptr;
		f->next = 0;
		reserve_unquoted(b, window->len);
	}
	f->start = window->ptr;
	while (whole && f->next < t->end_count) {
		whole = fill_batch(f, *line);
		size_t filled = b->count;
		if (filled == 0)
			break;
		batch_take(b);
		whole |= b->count < filled;
		f->next += b->count;
		f->start = b->base + b->at[b->count - 1][f->columns] + 1;
		*line = b->records[b->count].line;
	}
	f->next += !whole; /* csv_next takes this one */
	*window = (struct str){ f->start, window->len - (size_t)(f->start - window->ptr) };
	return !whole ? FAST_SLOW : t->odd ? FAST_ODD : FAST_MORE;
}

struct fast_csv *
fast_csv_new(struct log_events *events, size_t columns, char delimiter)
{
	if (!simd_here() || events->job->by_the_book || columns < 2 ||
	    columns != events->record.column_count)
		return NULL;
	events_bind(events);
	struct fast_csv *f = mem_alloc(1, sizeof *f);
	f->events = events;
	f->columns = columns;
	f->delimiter = delimiter;
	f->batch.step = 1;
	f->batch.last = columns - 1;
	f->batch.empty_is_null = true;
	if (!batch_init(&f->batch, events)) {
		fast_csv_free(f);
		return NULL;
	}
	return f;
}

void
fast_csv_free(struct fast_csv *f)
{
	if (f == NULL)
		return;
	simd_table_release(&f->table);
	batch_release(&f->batch);
	free(f);
}
