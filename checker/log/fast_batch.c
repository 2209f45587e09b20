/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with a batch, of whatever format its records are. */
#include "log/fast_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/match_rows.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };

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
bool
batch_time(struct batch *b, const uint32_t *at, int64_t *day, uint32_t *second)
{
	struct log_record *record = &b->events->record;
	const struct log_candidate *times = record->candidates[LOG_TIME];
	struct str text = batch_field(b, at, times[0].column * b->step, true);

	for (size_t i = 1; text.len == 0 && i < record->candidate_count[LOG_TIME]; i++)
		text = batch_field(b, at, times[i].column * b->step, true);
	bool plain = (text.len == 19 && !record->mapping->has_offset) ||
	    (text.len == 25 && hash_same(text.ptr + 19, "+09:00", 6));
	if (plain && b->has_date && hash_same(text.ptr, b->date, sizeof b->date) &&
	    (text.ptr[10] == 'T' || text.ptr[10] == ' ')) {
		*second = clock_of(text.ptr + 11);
		if (*second < DAY_SEC) {
			*day = b->date_day;
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
	b->has_date = plain && record->mapping->time_format.len == 0 && two(text.ptr + 11) < 24;
	if (b->has_date) {
		memcpy(b->date, text.ptr, sizeof b->date);
		b->date_day = *day;
	}
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
		events->record.line = b->line[i];
		events->record.seconds = b->day[i] * DAY_SEC + b->second[i] - JST_SEC;
		take_matches(events, verdict);
	}
}

static void
take_summary(struct batch *b)
{
	struct log_events *events = b->events;

	for (size_t i = 0; i < b->count; i++)
		b->summary[i] = (struct summary_record){ b->day[i],
			events_key(events, b->numbers[i] + 1, b->number_accessed[i]), b->second[i],
			b->line[i], b->subjects[i] };
	summary_add_all(&events->summary, b->summary, b->count);
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
	for (size_t i = 0; i < b->count; i++)
		events_span(events, b->day[i] * DAY_SEC + b->second[i] - JST_SEC, b->line[i]);
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
