/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a batch, of whatever format its records are. */
#include "log/fast_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/match_rows.h"
#include "base/banned.h"

enum { DAY_SEC = BATCH_DAY, JST_SEC = 9 * 3600 };

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
field_text(struct batch *b, enum log_field field)
{
	const struct log_record *record = &b->events->record;
	struct str text = { 0 };

	if (record->mapping->fields[field].is_constant)
		return record->mapping->fields[field].constant;
	for (size_t i = 0; text.len == 0 && i < record->candidate_count[field]; i++)
		text = batch_field(
		    b, b->at[b->current], record->candidates[field][i].column * b->step, false);
	return text;
}

/* Somebody wants more of the record after all. */
static void
complete(void *context, unsigned fields)
{
	struct batch *b = context;
	struct log_record *record = &b->events->record;
	struct str fault;

	b->unquoted_len = 0;
	for (size_t i = 0; fields < LOG_WHOLE_RECORD && i < LOG_FIELD_COUNT; i++)
		if ((fields & 1U << i) != 0)
			record->fields[i].value = field_text(b, (enum log_field)i);
	if (fields < LOG_WHOLE_RECORD)
		return;
	for (size_t i = 0; i < record->column_count; i++) {
		struct str value = batch_field(b, b->at[b->current], i * b->step, false);
		record_set(record, i, value, value.len == 0 && b->empty_is_null);
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

/* The field as it stands there is what the next ones are held against: when its date as written is the day in Japan. */
static void
note_date(struct batch *b, struct str cell, struct str text, int64_t day)
{
	enum { DATE = 10, LOCAL = 19, CLOCK = 8 };
	const struct log_mapping *mapping = b->events->record.mapping;
	bool plain = (text.len == LOCAL && !mapping->has_offset) ||
	    (text.len == LOCAL + 6 && hash_same(text.ptr + LOCAL, "+09:00", 6));
	bool parted = plain && (text.ptr[DATE] == 'T' || text.ptr[DATE] == ' ');
	bool quoted = text.ptr == cell.ptr + 1;
	size_t clock = DATE + 1 + quoted, rest = cell.len - clock - CLOCK;

	b->date.len = 0;
	if (!parted || mapping->time_format.len > 0 || two(text.ptr + DATE + 1) >= 24 ||
	    (!quoted && text.ptr != cell.ptr) || rest > 8)
		return;
	b->date = (struct batch_date){ .len = (uint32_t)cell.len,
		.clock = (uint32_t)clock,
		.first = hash_load(cell.ptr, 8),
		.date = hash_load(cell.ptr + clock - 8, 8),
		.mask = rest == 0 ? 0 : UINT64_MAX >> (64 - rest * 8),
		.day = day };
	b->date.rest = hash_load(cell.ptr + clock + CLOCK, 8) & b->date.mask;
}

/* Whatever log_time_parse understands. */
bool
batch_time_parse(struct batch *b, const uint32_t *at, struct summary_record *taken)
{
	struct log_record *record = &b->events->record;
	const struct log_candidate *times = record->candidates[LOG_TIME];
	struct str text = batch_field(b, at, b->time_column, true);

	for (size_t i = 1; text.len == 0 && i < record->candidate_count[LOG_TIME]; i++)
		text = batch_field(b, at, times[i].column * b->step, true);
	if (text.len == 0 ||
	    !log_time_parse(&record->clock, record->mapping, text, &record->seconds) ||
	    log_time_iso(&record->clock, record->seconds).len == 0)
		return false;
	int64_t local = record->seconds + JST_SEC;
	taken->day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	taken->second = (uint32_t)(local - taken->day * DAY_SEC);
	note_date(b, batch_raw(b, at, b->time_column), text, taken->day);
	return true;
}

/* --- records ------------------------------------------------------------------------------------- */

static void
take_verdicts(struct batch *b)
{
	struct log_events *events = b->events;

	for (size_t i = 0; i < b->count; i++) {
		uint16_t *classes = batch_classes(b, i);
		const struct sigma_verdict *verdict = sigma_classes_judge(events->classes, classes);
		if (verdict->yes_count == 0 && verdict->undecided_count == 0 &&
		    events->rest_count == 0)
			continue;
		b->current = i;
		events->record.line = b->records[i].line;
		events->record.seconds = batch_seconds(b, i);
		take_matches(events, verdict);
	}
}

static void
take_summary(struct batch *b)
{
	struct log_events *events = b->events;

	if (events_want_accessed(events))
		for (size_t i = 0; i < b->count; i++)
			b->records[i].key.terminal =
			    events_accessed(b->records[i].key.terminal, b->number_accessed[i]);
	summary_add_all(&events->summary, b->records, b->count);
}

/* Mostly the time runs on from record to record: then the last one says it all. */
static void
take_span(struct batch *b)
{
	int64_t previous = batch_seconds(b, 0);
	bool on = true;

	events_span(b->events, previous, b->records[0].line);
	for (size_t i = 1; i < b->count; i++) {
		int64_t seconds = batch_seconds(b, i);
		on &= steps_on(previous, seconds);
		previous = seconds;
	}
	if (on)
		events_span_on(b->events, previous);
	for (size_t i = 1; !on && i < b->count; i++)
		events_span(b->events, batch_seconds(b, i), b->records[i].line);
}

void
batch_take(struct batch *b)
{
	struct log_events *events = b->events;

	events->complete = complete;
	events->complete_context = b;
	events_room(events);
	fast_columns_take(b->asked, b);
	events->records += b->count;
	take_span(b);
	take_verdicts(b);
	if (events->job->activity)
		take_summary(b);
	events->complete = NULL;
	events->class_of = events->class_room + 1;
}

bool
batch_init(struct batch *b, struct log_events *events)
{
	const struct log_record *record = &events->record;

	b->events = events;
	if (record->candidate_count[LOG_TIME] == 0 || record->candidate_count[LOG_DATE] > 0 ||
	    record->mapping->fields[LOG_TIME].is_constant)
		return false;
	b->time_column = record->candidates[LOG_TIME][0].column * b->step;
	b->asked = fast_columns_new(events, b);
	return b->asked != NULL;
}

void
batch_release(struct batch *b)
{
	fast_columns_free(b->asked);
	free(b->classes);
	free(b->unquoted);
	b->asked = NULL;
	b->classes = NULL;
	b->unquoted = NULL;
	b->unquoted_room = 0;
}
