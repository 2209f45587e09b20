/* SPDX-License-Identifier: Apache-2.0 */
/* Records in: detections and the summary; log_file and totals at the end. */
#include "log/events.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/match_rows.h"
#include "base/banned.h"

SINK_SHAPE(log_file_shape, "log_file", "format", "encoding", "records", "bad_records", "first_time",
    "last_time", "has_user", "has_department", "has_operation", "has_system", "has_terminal",
    "has_subject", "has_count", "has_result", "has_purpose", "has_number_accessed", "file", "line");

void
events_table_key(const struct pseudonym *pseudonym, unsigned char key[16])
{
	static const char what[] = "piacheck log tables";

	crypto_generichash(key, 16, (const unsigned char *)what, sizeof what - 1, pseudonym->key,
	    PSEUDONYM_KEY_BYTES);
}

/* The detections that this log's logsource admits. */
static void
choose_rules(struct log_events *events)
{
	const struct log_job *job = events->job;
	const struct log_mapping *m = &events->mapping;

	events->rules = mem_alloc(job->detection_count, sizeof *events->rules);
	events->detections = mem_alloc(job->detection_count, sizeof *events->detections);
	events->counters = mem_alloc(job->detection_count, sizeof *events->counters);
	for (size_t i = 0; i < job->detection_count; i++) {
		const struct log_detection *detection = &job->detections[i];
		if (!sigma_logsource_matches(
			detection->logsource, m->category, m->product, m->service))
			continue;
		events->rules[events->rule_count] = detection->sigma;
		events->detections[events->rule_count++] = i;
	}
	events->matcher = sigma_matcher_new(events->rules, events->rule_count);
}

struct log_events *
events_new(const struct log_job *job, const struct node *mapping, struct str file,
    const struct sink *sink, bool in_process)
{
	struct log_events *events = mem_alloc(1, sizeof *events);
	unsigned char key[16];

	BUG_IF(job->pseudonym == NULL);
	events->job = job;
	events->file = file;
	events->sink = sink;
	events->in_process = in_process;
	log_mapping_read(&events->mapping, mapping);
	record_init(&events->record, &events->mapping);
	choose_rules(events);
	events->subjects = subject_cache_new();
	if (job->activity) {
		events_table_key(job->pseudonym, key);
		events->activity =
		    activity_new(key, in_process ? LOG_GROUPS_MAX : LOG_GROUPS_IN_WORKER,
			in_process ? LOG_SUBJECTS_MAX : LOG_SUBJECTS_IN_WORKER);
	}
	return events;
}

static void
events_free(struct log_events *events)
{
	activity_free(events->activity);
	sigma_matcher_free(events->matcher);
	subject_cache_free(events->subjects);
	record_release(&events->record);
	log_mapping_release(&events->mapping);
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++) {
		buf_release(&events->masked[i]);
		buf_release(&events->hidden[i]);
	}
	free(events->rules);
	free(events->detections);
	free(events->counters);
	free(events);
}

void
events_bad(struct log_events *events, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b)
{
	events->records++;
	if (events->bad++ < LOG_BAD_SHOWN)
		sink_diag(events->sink, code, (struct diag_at){ events->file, line, column }, a, b,
		    (struct str){ 0 });
}

/* --- the summary --------------------------------------------------------------------------------- */

static void
flush(struct log_events *events)
{
	activity_send_parts(events->activity, events->sink);
}

/* Full tables are handed over, and filled again. */
static void
take_activity(struct log_events *events)
{
	static const enum log_field keys[] = { [ACTIVITY_USER] = LOG_USER,
		[ACTIVITY_DEPARTMENT] = LOG_DEPARTMENT,
		[ACTIVITY_OPERATION] = LOG_OPERATION,
		[ACTIVITY_SYSTEM] = LOG_SYSTEM,
		[ACTIVITY_TERMINAL] = LOG_TERMINAL,
		[ACTIVITY_RESULT] = LOG_RESULT };
	const struct log_record *record = &events->record;
	const struct sigma_field *subject = &record->fields[LOG_SUBJECT];
	struct activity_part part = {
		.events = 1, .first = record->seconds, .last = record->seconds, .line = record->line
	};

	if (!events->in_process && activity_is_full(events->activity))
		flush(events);
	for (size_t i = 0; i < ACTIVITY_DAY; i++)
		part.keys[i] = masked_field(events, keys[i]);
	part.keys[ACTIVITY_DAY] = record->day;
	(void)activity_add(events->activity, &part);
	if (subject->value.len == 0)
		return;
	uint64_t bits = subject_bits(events->subjects, events->job->pseudonym, subject->value);
	(void)activity_add_subject(events->activity, part.keys[ACTIVITY_USER], record->day, bits,
	    record->seconds, record->line, 0);
}

/* --- records ------------------------------------------------------------------------------------- */

bool
events_take(struct log_events *events)
{
	struct log_record *record = &events->record;
	struct str fault = { 0 };

	switch (record_complete(record, &fault)) {
	case RECORD_OK:
		break;
	case RECORD_NO_TIME:
		events_bad(events, DIAG_LOG_RECORD_NO_TIME, record->line, 0, fault, fault);
		return false;
	case RECORD_BAD_TIME:
		events_bad(events, DIAG_LOG_RECORD_TIME, record->line, 0, fault, (struct str){ 0 });
		return false;
	}
	events->records++;
	if (!events->any || record->seconds < events->first)
		events->first = record->seconds;
	if (!events->any || record->seconds > events->last)
		events->last = record->seconds;
	events->any = true;
	take_matches(events);
	if (events->activity != NULL)
		take_activity(events);
	return true;
}

static void
send_log_file(struct log_events *events)
{
	static const enum log_field has[] = { LOG_USER, LOG_DEPARTMENT, LOG_OPERATION, LOG_SYSTEM,
		LOG_TERMINAL, LOG_SUBJECT, LOG_COUNT, LOG_RESULT, LOG_PURPOSE,
		LOG_NUMBER_ACCESSED };
	struct buf first = { 0 }, last = { 0 };
	struct value row[18];

	if (events->any) {
		time_iso_jst(events->first, &first);
		time_iso_jst(events->last, &last);
	}
	row[0] = value_text(str_of(events->format));
	row[1] = value_text_or_null(str_of(events->encoding));
	row[2] = value_integer((int64_t)(events->records - events->bad));
	row[3] = value_integer((int64_t)events->bad);
	row[4] = value_text_or_null(buf_str(&first));
	row[5] = value_text_or_null(buf_str(&last));
	for (size_t i = 0; i < 10; i++)
		row[6 + i] = value_integer(record_has(&events->record, has[i]));
	row[16] = value_text(events->file);
	row[17] = value_null();
	sink_row(events->sink, &log_file_shape, row);
	buf_release(&first);
	buf_release(&last);
}

static void
say_totals(struct log_events *events)
{
	char bad[24], all[24];

	if (events->bad == 0)
		return;
	snprintf(bad, sizeof bad, "%llu", (unsigned long long)events->bad);
	snprintf(all, sizeof all, "%llu", (unsigned long long)events->records);
	sink_diag(events->sink, DIAG_LOG_BAD_RECORDS, (struct diag_at){ events->file, 0, 0 },
	    str_of(bad), str_of(all), (struct str){ 0 });
}

void
events_end(struct log_events *events, bool complete)
{
	/* What came before the damage is used; a log of bad records alone is no evidence. */
	bool usable = events->records > events->bad || (complete && events->records == 0);

	if (usable) {
		send_log_file(events);
		say_matches(events);
		if (events->activity != NULL && events->in_process)
			activity_send(events->activity, &events->file, events->sink);
		else if (events->activity != NULL)
			flush(events);
	}
	say_totals(events);
	events_free(events);
}
