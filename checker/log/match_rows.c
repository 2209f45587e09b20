/* SPDX-License-Identifier: Apache-2.0 */
/* Detections over records, and the rows of what they select. */
#include "log/match_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/banned.h"

SINK_SHAPE(match_shape, "match", "rule", "time", "day", "user", "department", "operation", "system",
    "terminal", "subject", "count", "result", "purpose", "number_accessed", "detail", "file",
    "line");

enum { NUMBER_DIGITS = 12 };

struct str
masked_field(struct log_events *events, enum log_field field)
{
	struct str value = events->record.fields[field].value;
	size_t at, len;

	if (value.len < NUMBER_DIGITS || !number_find(value, 0, &at, &len))
		return value;
	buf_clear(&events->masked[field]);
	number_mask(value, &events->masked[field]);
	return buf_str(&events->masked[field]);
}

/* --- subjects ------------------------------------------------------------------------------------ */

enum { CACHE_ENTRIES = 16384, CACHE_TEXT_BYTES = 32 };

struct log_subject_cache {
	struct {
		uint64_t bits;
		uint8_t len; /* 0: free */
		char text[CACHE_TEXT_BYTES];
	} entries[CACHE_ENTRIES];
};

struct log_subject_cache *
subject_cache_new(void)
{
	return mem_alloc(1, sizeof(struct log_subject_cache));
}

void
subject_cache_free(struct log_subject_cache *cache)
{
	free(cache);
}

uint64_t
subject_bits(struct log_subject_cache *cache, const struct pseudonym *pseudonym, struct str subject)
{
	size_t at = str_hash(subject) % CACHE_ENTRIES;

	if (subject.len == 0 || subject.len > CACHE_TEXT_BYTES)
		return pseudonym_bits(pseudonym, subject);
	if (cache->entries[at].len != subject.len ||
	    memcmp(cache->entries[at].text, subject.ptr, subject.len) != 0) {
		cache->entries[at].bits = pseudonym_bits(pseudonym, subject);
		cache->entries[at].len = (uint8_t)subject.len;
		memcpy(cache->entries[at].text, subject.ptr, subject.len);
	}
	return cache->entries[at].bits;
}

/* A free text without 個人番号, and without the record's own subject. */
static struct value
free_text(struct log_events *events, enum log_field field)
{
	struct str subject = events->record.fields[LOG_SUBJECT].value;
	struct str value = masked_field(events, field);
	struct buf *hidden = &events->hidden[field];

	buf_clear(hidden);
	if (pseudonym_hide(events->job->pseudonym, subject, value, hidden) > 0)
		value = buf_str(hidden);
	return value_text_or_null(value);
}

/* --- rows ---------------------------------------------------------------------------------------- */

static void
send_match(struct log_events *events, struct str rule)
{
	static const enum log_field texts[] = { LOG_USER, LOG_DEPARTMENT, LOG_OPERATION, LOG_SYSTEM,
		LOG_TERMINAL };
	const struct log_record *record = &events->record;
	const struct pseudonym *pseudonym = events->job->pseudonym;
	struct str subject = record->fields[LOG_SUBJECT].value;
	char shown[PSEUDONYM_TEXT_BYTES + 1];
	struct value row[16];

	row[0] = value_text(rule);
	row[1] = value_text(record->fields[LOG_TIME].value);
	row[2] = value_text(record->day);
	for (size_t i = 0; i < 5; i++)
		row[3 + i] = value_text_or_null(masked_field(events, texts[i]));
	if (subject.len > 0 && !pseudonym->reveal) {
		pseudonym_text(subject_bits(events->subjects, pseudonym, subject), shown);
		row[8] = value_text(str_of(shown));
	} else {
		row[8] = value_text_or_null(masked_field(events, LOG_SUBJECT));
	}
	row[9] = record->has_count ? value_integer(record->count) : value_null();
	row[10] = free_text(events, LOG_RESULT);
	row[11] = free_text(events, LOG_PURPOSE);
	row[12] =
	    record->number_accessed < 0 ? value_null() : value_integer(record->number_accessed);
	row[13] = free_text(events, LOG_DETAIL);
	row[14] = value_text(events->file);
	row[15] = value_integer(record->line);
	sink_row(events->sink, &match_shape, row);
}

void
take_matches(struct log_events *events)
{
	if (events->rule_count == 0)
		return;
	const struct sigma_event event = record_event(&events->record);
	uint64_t limit = events->job->match_limit;
	sigma_matcher_event(events->matcher, &event);
	for (size_t i = 0; i < events->rule_count; i++) {
		struct log_counter *counter = &events->counters[i];
		switch (sigma_matcher_match(events->matcher, i)) {
		case SIGMA_NO:
			break;
		case SIGMA_YES:
			counter->matches++;
			if (limit == 0 || counter->matches <= limit)
				send_match(
				    events, events->job->detections[events->detections[i]].rule);
			break;
		case SIGMA_UNDECIDED:
			if (counter->undecided++ == 0)
				counter->first_undecided = events->record.line;
			break;
		}
	}
}

void
say_matches(struct log_events *events)
{
	uint64_t limit = events->job->match_limit;
	char a[24], b[24];

	for (size_t i = 0; i < events->rule_count; i++) {
		const struct log_counter *counter = &events->counters[i];
		struct str rule = events->job->detections[events->detections[i]].rule;
		struct diag_at at = { events->file, 0, 0 };
		if (limit != 0 && counter->matches > limit) {
			snprintf(a, sizeof a, "%llu", (unsigned long long)limit);
			snprintf(b, sizeof b, "%llu", (unsigned long long)counter->matches);
			sink_diag(
			    events->sink, DIAG_LOG_MATCH_LIMIT, at, rule, str_of(a), str_of(b));
		}
		if (counter->undecided > 0) {
			snprintf(a, sizeof a, "%llu", (unsigned long long)counter->undecided);
			snprintf(b, sizeof b, "%u", counter->first_undecided);
			at.line = counter->first_undecided;
			sink_diag(
			    events->sink, DIAG_LOG_REGEX_LIMIT, at, rule, str_of(a), str_of(b));
		}
	}
}
