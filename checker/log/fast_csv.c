/* SPDX-License-Identifier: Apache-2.0 */
/* Records by their separators. */
#include "log/fast_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "log/fast_batch.h"
#include "log/match_rows.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };

struct fast_csv {
	struct log_events *events;
	char delimiter;
	uint16_t times[LOG_CANDIDATES_MAX];
	size_t time_count;
	struct simd_table table;
	size_t next;       /* index into table.ends: how far the table was used */
	const char *start; /* of the record behind the last one taken */
	struct batch batch;
	struct fast_columns *columns;
	size_t current; /* of the batch: the record in hand */
	/* the date of the record before */
	char date[10];
	int64_t date_day;
	bool has_date;
};

/* --- fields -------------------------------------------------------------------------------------- */

__attribute__((noinline)) struct str
batch_unquote(struct batch *b, struct str text, bool instead)
{
	struct str inner = { text.ptr + 1, text.len - 2 };
	const char *quote = memchr(inner.ptr, '"', inner.len);

	if (quote == NULL)
		return inner;
	if (instead)
		b->unquoted_len = 0;
	char *out = b->unquoted + b->unquoted_len;
	size_t len = 0;
	while (quote != NULL) {
		size_t part = (size_t)(quote - inner.ptr) + 1;
		memcpy(out + len, inner.ptr, part);
		len += part;
		inner = str_from(inner, part + 1);
		quote = inner.len == 0 ? NULL : memchr(inner.ptr, '"', inner.len);
	}
	if (inner.len > 0)
		memcpy(out + len, inner.ptr, inner.len);
	len += inner.len;
	b->unquoted_len += len;
	return (struct str){ out, len };
}

/* The best column of a field that has a value; as record_complete finds it. */
static struct str
field_text(struct fast_csv *f, enum log_field field)
{
	const struct log_record *record = &f->events->record;
	struct batch *b = &f->batch;
	struct str text = { 0 };

	if (record->mapping->fields[field].is_constant)
		return record->mapping->fields[field].constant;
	for (size_t i = 0; text.len == 0 && i < record->candidate_count[field]; i++)
		text = batch_field(b, b->at[f->current], record->candidates[field][i], false);
	return text;
}

/* Somebody wants more of the record after all. */
static void
complete(void *context, unsigned fields)
{
	struct fast_csv *f = context;
	struct batch *b = &f->batch;
	struct log_record *record = &f->events->record;
	struct str fault;

	b->unquoted_len = 0;
	for (size_t i = 0; fields < LOG_WHOLE_RECORD && i < LOG_FIELD_COUNT; i++)
		if ((fields & 1U << i) != 0)
			record->fields[i].value = field_text(f, (enum log_field)i);
	if (fields < LOG_WHOLE_RECORD)
		return;
	for (size_t i = 0; i < b->columns; i++) {
		struct str value = batch_field(b, b->at[f->current], i, false);
		record_set(record, i, value, value.len == 0);
	}
	(void)record_complete(record, &fault);
}

/* --- the time ------------------------------------------------------------------------------------ */

static inline int
two(const char *p)
{
	unsigned tens = (unsigned char)p[0] - '0', ones = (unsigned char)p[1] - '0';

	return tens > 9 || ones > 9 ? 100 : (int)(tens * 10 + ones);
}

/* hh:mm:ss as seconds; 86400 or more: it is something else. */
static inline uint32_t
clock_of(const char *p)
{
	/* ASCII digits differ from '0' in the lower four bits only; the colons not at all. */
	uint64_t word = hash_load(p, 8) ^ UINT64_C(0x30303A30303A3030);

	if (((word | (word + UINT64_C(0x0606000606000606))) & UINT64_C(0xF0F0FFF0F0FFF0F0)) != 0)
		return DAY_SEC;
	uint32_t h = (uint32_t)((word & 15) * 10 + (word >> 8 & 15));
	uint32_t m = (uint32_t)((word >> 24 & 15) * 10 + (word >> 32 & 15));
	uint32_t s = (uint32_t)((word >> 48 & 15) * 10 + (word >> 56));
	return h > 23 || m > 59 || s > 59 ? DAY_SEC : h * 3600 + m * 60 + s;
}

/* yyyy-mm-dd hh:mm:ss in Japan, of a day like the record's before: all others are for log_time_parse. */
static bool
take_time(struct fast_csv *f, const uint32_t *at, int64_t *day, uint32_t *second)
{
	struct log_events *events = f->events;
	struct log_record *record = &events->record;
	struct str text;

	text = batch_field(&f->batch, at, f->times[0], true);
	for (size_t i = 1; text.len == 0 && i < f->time_count; i++)
		text = batch_field(&f->batch, at, f->times[i], true);
	bool plain = (text.len == 19 && !record->mapping->has_offset) ||
	    (text.len == 25 && hash_same(text.ptr + 19, "+09:00", 6));
	if (plain && f->has_date && hash_same(text.ptr, f->date, sizeof f->date) &&
	    (text.ptr[10] == 'T' || text.ptr[10] == ' ')) {
		*second = clock_of(text.ptr + 11);
		if (*second < DAY_SEC) {
			*day = f->date_day;
			return true;
		}
	}
	if (text.len == 0 ||
	    !log_time_parse(&record->clock, record->mapping, text, &record->seconds) ||
	    log_time_iso(&record->clock, record->seconds).len == 0)
		return false;
	int64_t local = record->seconds + JST_SEC;
	*day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	*second = (uint32_t)(local - *day * DAY_SEC);
	/* Is the date as written the day in Japan? */
	f->has_date = plain && record->mapping->time_format.len == 0 && two(text.ptr + 11) < 24;
	if (f->has_date) {
		memcpy(f->date, text.ptr, sizeof f->date);
		f->date_day = *day;
	}
	return true;
}

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
	const char *start = f->start;
	size_t next = f->next;

	b->line[0] = line;
	for (b->count = 0; b->count < BATCH_RECORDS && next < t->end_count; next++) {
		size_t first = next == 0 ? 0 : t->ends[next - 1], i = b->count;
		const uint32_t *at = t->at + first;
		if (t->ends[next] - first != b->columns ||
		    !take_time(f, at, &b->day[i], &b->second[i]))
			return false;
		b->at[i] = at;
		const char *end = b->base + at[b->columns];
		b->line[i + 1] = b->line[i] + (t->inner_feeds ? lines_of(start, end) : 1);
		b->count++;
		start = end + 1;
	}
	return true;
}

static void
take_verdicts(struct fast_csv *f)
{
	struct log_events *events = f->events;
	const struct batch *b = &f->batch;

	for (size_t i = 0; i < b->count; i++) {
		uint16_t *classes = batch_classes(b, i);
		const struct sigma_verdict *verdict = sigma_classes_judge(events->classes, classes);
		if (verdict->yes_count == 0 && verdict->undecided_count == 0 &&
		    events->rest_count == 0)
			continue;
		f->current = i;
		events->record.line = b->line[i];
		events->record.seconds = b->day[i] * DAY_SEC + b->second[i] - JST_SEC;
		take_matches(events, verdict);
	}
}

static void
take_summary(struct fast_csv *f)
{
	struct log_events *events = f->events;
	struct batch *b = &f->batch;

	for (size_t i = 0; i < b->count; i++)
		b->summary[i] = (struct summary_record){ b->day[i],
			events_key(events, b->numbers[i] + 1, b->number_accessed[i]), b->second[i],
			b->line[i], b->subjects[i] };
	summary_add_all(&events->summary, b->summary, b->count);
}

static void
take_batch(struct fast_csv *f)
{
	struct log_events *events = f->events;
	struct batch *b = &f->batch;

	events_room(events);
	fast_columns_take(f->columns, b);
	events->records += b->count;
	for (size_t i = 0; i < b->count; i++)
		events_span(events, b->day[i] * DAY_SEC + b->second[i] - JST_SEC);
	take_verdicts(f);
	if (events->job->activity)
		take_summary(f);
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
	f->events->complete = complete;
	f->events->complete_context = f;
	while (whole && f->next < t->end_count) {
		whole = fill_batch(f, *line);
		size_t filled = b->count;
		if (filled == 0)
			break;
		take_batch(f);
		whole |= b->count < filled;
		f->next += b->count;
		f->start = b->base + b->at[b->count - 1][b->columns] + 1;
		*line = b->line[b->count];
	}
	f->events->complete = NULL;
	f->events->class_of = f->events->class_room + 1;
	f->next += !whole; /* csv_next takes this one */
	*window = (struct str){ f->start, window->len - (size_t)(f->start - window->ptr) };
	return !whole ? FAST_SLOW : t->odd ? FAST_ODD : FAST_MORE;
}

/* --- what is asked for --------------------------------------------------------------------------- */

struct fast_csv *
fast_csv_new(struct log_events *events, size_t columns, char delimiter)
{
	const struct log_record *record = &events->record;

	if (!simd_here() || events->job->by_the_book || columns < 2 ||
	    columns != record->column_count || record->candidate_count[LOG_TIME] == 0 ||
	    record->candidate_count[LOG_DATE] > 0 || record->mapping->fields[LOG_TIME].is_constant)
		return NULL;
	events_bind(events);
	struct fast_csv *f = mem_alloc(1, sizeof *f);
	f->events = events;
	f->delimiter = delimiter;
	f->batch.columns = columns;
	f->columns = fast_columns_new(events, &f->batch);
	f->time_count = record->candidate_count[LOG_TIME];
	memcpy(f->times, record->candidates[LOG_TIME], sizeof f->times);
	if (f->columns == NULL) {
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
	fast_columns_free(f->columns);
	free(f->batch.classes);
	free(f->batch.unquoted);
	free(f);
}
