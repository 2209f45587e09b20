/* SPDX-License-Identifier: Apache-2.0 */
/* What the detections select, as it is kept. */
#include "log/match_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "log/format.h"
#include "log/occurrences.h"
#include "base/banned.h"

enum { NUMBER_DIGITS = 12, MATCH_CHUNK = 1024 };

/* The field's text with 個人番号 masked; a view, until the next call for the same field. */
static struct str
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

static uint64_t
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

static const uint64_t subject_is_bits = UINT64_C(1) << 63;

uint64_t
subject_key(struct log_subject_cache *cache, const struct pseudonym *pseudonym, struct str subject)
{
	char room[PSEUDONYM_PLAIN_BYTES];
	uint64_t key;

	if (subject_key_plain(pseudonym_plain(subject, room), &key))
		return key;
	return subject_bits(cache, pseudonym, subject) | subject_is_bits;
}

/* The digits of a plain number; false: it is a pseudonym's bits. */
static bool
subject_digits(uint64_t key, char digits[SUBJECT_DIGITS], size_t *len)
{
	uint64_t n = key & ((UINT64_C(1) << SUBJECT_LENGTH_AT) - 1);

	*len = (size_t)(key >> SUBJECT_LENGTH_AT);
	if ((key & subject_is_bits) != 0 || *len > SUBJECT_DIGITS)
		return false;
	for (size_t i = *len; i > 0; i--, n /= 10)
		digits[i - 1] = (char)('0' + n % 10);
	return true;
}

static uint64_t
subject_public(const struct pseudonym *pseudonym, uint64_t key)
{
	char digits[SUBJECT_DIGITS];
	size_t len;

	if (!subject_digits(key, digits, &len))
		return key | subject_is_bits;
	return pseudonym_bits(pseudonym, (struct str){ digits, len }) | subject_is_bits;
}

/* In the place of a length: a 個人番号 where subjects are revealed, kept as bits of its pseudonym. */
enum { SUBJECT_MASKED = 0x7FF };

uint64_t
subject_kept(const struct pseudonym *pseudonym, uint64_t key)
{
	char digits[SUBJECT_DIGITS];
	size_t len;

	if (!pseudonym->reveal)
		return subject_public(pseudonym, key);
	if (!subject_digits(key, digits, &len) ||
	    !number_is_individual((struct str){ digits, len }))
		return key;
	return (subject_public(pseudonym, key) & SUBJECT_DIGITS_MASK) |
	    (uint64_t)SUBJECT_MASKED << SUBJECT_LENGTH_AT;
}

void
subject_show(const struct pseudonym *pseudonym, uint64_t key, struct buf *out)
{
	char digits[SUBJECT_DIGITS], shown[PSEUDONYM_TEXT_BYTES + 1];
	size_t len;

	if (pseudonym->reveal && subject_digits(key, digits, &len)) {
		number_mask((struct str){ digits, len }, out);
		return;
	}
	if (pseudonym->reveal && key >> SUBJECT_LENGTH_AT == SUBJECT_MASKED) {
		buf_adds(out, NUMBER_MASK);
		return;
	}
	pseudonym_text(subject_public(pseudonym, key) & ~subject_is_bits, shown);
	buf_adds(out, shown);
}

/* A free text without 個人番号, and without the record's own subject. */
static struct str
free_text(struct log_events *events, enum log_field field)
{
	struct str subject = events->record.fields[LOG_SUBJECT].value;
	struct str value = masked_field(events, field);
	struct buf *hidden = &events->hidden[field];

	buf_clear(hidden);
	if (pseudonym_hide(events->job->pseudonym, subject, value, hidden) > 0)
		value = buf_str(hidden);
	return value;
}

/* --- rows ---------------------------------------------------------------------------------------- */

/* As part_match_record has them. */
static const enum log_field match_fields[PART_MATCH_TEXTS] = { LOG_USER, LOG_DEPARTMENT,
	LOG_OPERATION, LOG_SYSTEM, LOG_TERMINAL, LOG_SUBJECT, LOG_RESULT, LOG_PURPOSE, LOG_DETAIL };

/* The fields that are looked at for what is wanted: in a free text the subject is hidden. */
static unsigned
fields_wanted(const struct log_job *job)
{
	unsigned fields = job->match_no_numbers ? 0 : LOG_WHOLE_RECORD;

	for (size_t i = 0; i < PART_MATCH_TEXTS; i++)
		if ((job->match_without & 1U << i) == 0)
			fields |= 1U << match_fields[i] | (i > 5 ? 1U << LOG_SUBJECT : 0);
	return fields;
}

static struct str
match_text(struct log_events *events, size_t which, char shown[PSEUDONYM_TEXT_BYTES + 1])
{
	enum log_field field = match_fields[which];
	struct str text = events->record.fields[field].value;

	if ((events->job->match_without & 1U << which) != 0 || text.len == 0)
		return (struct str){ 0 };
	if (field == LOG_SUBJECT && !events->job->pseudonym->reveal) {
		pseudonym_of(events->job->pseudonym, text, shown);
		return str_of(shown);
	}
	return which > 5 ? free_text(events, field) : masked_field(events, field);
}

/* The record's texts, those that are wanted: once, however many rules select it. */
static uint64_t
record_keep(struct log_events *events)
{
	const struct log_record *record = &events->record;
	bool numbers = !events->job->match_no_numbers;
	struct part_match_record kept = { .has_count = numbers && record->has_count,
		.count = numbers && record->has_count ? record->count : 0,
		.number_accessed = (int8_t)(numbers ? record->number_accessed : -1) };
	char shown[PSEUDONYM_TEXT_BYTES + 1];
	struct str texts[PART_MATCH_TEXTS];
	uint32_t lengths[PART_MATCH_TEXTS];
	size_t count = 0;

	for (size_t i = 0; i < PART_MATCH_TEXTS; i++) {
		struct str text = match_text(events, i, shown);
		if (text.len == 0)
			continue;
		kept.given |= (uint16_t)(1U << i);
		kept.bytes += (uint32_t)(text.len + sizeof *lengths);
		lengths[count] = (uint32_t)text.len;
		texts[count++] = text;
	}
	uint64_t at = region_alloc(events->region->rows, sizeof kept + kept.bytes);
	char *to = region_at(events->region->rows, at);
	memcpy(to, &kept, sizeof kept);
	to += sizeof kept;
	memcpy(to, lengths, count * sizeof *lengths);
	to += count * sizeof *lengths;
	for (size_t i = 0; i < count; to += texts[i++].len)
		memcpy(to, texts[i].ptr, texts[i].len);
	return at;
}

static void
take_match(struct log_events *events, size_t rule, uint64_t *record)
{
	struct log_counter *counter = &events->counters[rule];
	uint64_t limit = events->job->match_limit;
	unsigned fields = fields_wanted(events->job);

	events->head->selected++;
	counter->matches++;
	if (events->occurrences != NULL)
		occurrences_take(events->occurrences, rule);
	if (events->job->detections[events->detections[rule]].unlisted)
		return;
	if (limit != 0 && counter->matches > limit)
		return;
	if (*record == 0 && fields != 0) {
		if (events->complete != NULL)
			events->complete(events->complete_context, fields);
		*record = record_keep(events);
	}
	struct part_match *match = part_add(
	    events->region->rows, &counter->rows, &counter->rows_tail, sizeof *match, MATCH_CHUNK);
	*match = (struct part_match){ events->record.line, part_record_number(*record),
		events->record.seconds };
}

static void
take_undecided(struct log_events *events, size_t rule)
{
	struct log_counter *counter = &events->counters[rule];

	if (counter->undecided++ == 0)
		counter->first_undecided = events->record.line;
}

/* Is the record of a logsource that the rule is for? */
static bool
is_admitted(const struct log_events *events, size_t rule)
{
	return events->admitted == NULL ||
	    events->admitted[rule * events->format->origin_count + events->record.origin] != 0;
}

void
take_matches(struct log_events *events, const struct sigma_verdict *verdict)
{
	uint64_t record = 0;

	if (events->occurrences != NULL)
		occurrences_next(events->occurrences);
	for (uint32_t i = 0; i < verdict->yes_count; i++)
		if (is_admitted(events, verdict->yes[i]))
			take_match(events, verdict->yes[i], &record);
	for (uint32_t i = 0; i < verdict->undecided_count; i++)
		if (is_admitted(events, verdict->undecided[i]))
			take_undecided(events, verdict->undecided[i]);
	if (events->rest_count == 0)
		return;
	if (events->complete != NULL)
		events->complete(events->complete_context, LOG_WHOLE_RECORD);
	const struct sigma_event event = record_event(&events->record);
	sigma_matcher_event(events->matcher, &event);
	for (size_t i = 0; i < events->rest_count; i++) {
		if (!is_admitted(events, events->rest[i]))
			continue;
		switch (sigma_matcher_match(events->matcher, events->rest[i])) {
		case SIGMA_NO:
			break;
		case SIGMA_YES:
			take_match(events, events->rest[i], &record);
			break;
		case SIGMA_UNDECIDED:
			take_undecided(events, events->rest[i]);
			break;
		}
	}
}
