/* SPDX-License-Identifier: Apache-2.0 */
/* Records in; the part out. */
#include "log/events.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "log/format.h"
#include "log/limits.h"
#include "log/match_rows.h"
#include "log/occurrences.h"
#include "base/banned.h"

enum { DIAG_CHUNK = 64, DAY_SEC = 86400, JST_SEC = 9 * 3600 };

uint64_t
events_table_key(const struct pseudonym *pseudonym)
{
	static const char what[] = "piacheck log tables";
	unsigned char key[16];
	uint64_t seed;

	crypto_generichash(key, sizeof key, (const unsigned char *)what, sizeof what - 1,
	    pseudonym->key, PSEUDONYM_KEY_BYTES);
	memcpy(&seed, key, sizeof seed);
	return seed;
}

/* Does the logsource of a rule mean what this origin is, or what every log is: access? */
static bool
origin_admits(const struct log_origin *origin, const struct node *logsource)
{
	const struct str product = str_of(origin->product);

	if (sigma_logsource_matches(logsource, STR("access"), product, str_of(origin->services[0])))
		return true;
	for (size_t i = 0; i < COUNT_OF(origin->categories); i++)
		for (size_t k = 0; k < COUNT_OF(origin->services); k++)
			if (sigma_logsource_matches(logsource, str_of(origin->categories[i]),
				product, str_of(origin->services[k])))
				return true;
	return false;
}

/* The origins that admit the detection: a byte for each, in *admitted. */
static bool
is_admitted(const struct log_events *events, const struct node *logsource, uint8_t *admitted)
{
	const struct log_format *format = events->format;
	const struct log_mapping *m = &events->mapping;
	bool any = false;

	if (m->has_source || format == NULL || format->origin_count == 0)
		return sigma_logsource_matches(logsource, m->category, m->product, m->service);
	for (size_t i = 0; i < format->origin_count; i++) {
		admitted[i] = origin_admits(&format->origins[i], logsource);
		any |= admitted[i] != 0;
	}
	return any;
}

/* The detections that this log's logsource admits, and of which records. */
static void
choose_rules(struct log_events *events)
{
	const struct log_job *job = events->job;
	size_t origins = events->format == NULL ? 0 : events->format->origin_count;
	uint8_t *admitted = mem_alloc(job->detection_count + 1, origins + 1);

	events->rules = mem_alloc(job->detection_count, sizeof *events->rules);
	events->detections = mem_alloc(job->detection_count, sizeof *events->detections);
	events->counters = mem_alloc(job->detection_count, sizeof *events->counters);
	for (size_t i = 0; i < job->detection_count; i++) {
		const struct log_detection *detection = &job->detections[i];
		if (!is_admitted(
			events, detection->logsource, admitted + events->rule_count * origins))
			continue;
		events->rules[events->rule_count] = detection->sigma;
		events->detections[events->rule_count++] = i;
	}
	events->classes = sigma_classes_new(events->rules, events->rule_count);
	/* One before the first: where what no rule asks for is put. */
	events->class_room =
	    mem_alloc(sigma_classes_field_count(events->classes) + 1, sizeof *events->class_room);
	events->class_of = events->class_room + 1;
	events->rest = sigma_classes_rest(events->classes, &events->rest_count);
	if (events->rest_count > 0)
		events->matcher = sigma_matcher_new(events->rules, events->rule_count);
	if (origins > 1 && !events->mapping.has_source) {
		events->admitted = admitted;
		events->origin_seen = mem_alloc(origins, sizeof *events->origin_seen);
	} else {
		free(admitted);
	}
}

void
events_start(struct log_events *events, const struct log_format *format)
{
	struct log_record *record = &events->record;

	events->format = format;
	if (format != NULL && format->names != NULL) {
		record->names = format->names;
		record->name_count = format->name_count;
		record_own(record, format->own);
	}
	choose_rules(events);
	events->occurrences = occurrences_new(events);
}

/* --- the part ------------------------------------------------------------------------------------ */

static void
part_begin(struct log_events *events)
{
	uint64_t at = region_alloc(events->region, sizeof *events->part);

	if (events->part == NULL)
		events->head->first_part = at;
	else
		events->part->next = at;
	events->part = region_at(events->region, at);
	slots_start(events);
}

static void
part_finish(struct log_events *events)
{
	struct part_list days = summary_finish(&events->summary);

	events->part->days = days;
	slots_finish(events);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct log_events *events = context;
	const struct str args[DIAG_ARGS] = { a, b, c };
	struct part_text kept[DIAG_ARGS] = { 0 };

	for (size_t i = 0; i < DIAG_ARGS; i++)
		if (args[i].len > 0)
			kept[i] = (struct part_text){ region_text(events->region, args[i]),
				(uint32_t)args[i].len, 0 };
	struct part_diag *diag = part_add(
	    events->region, &events->head->diags, &events->diag_tail, sizeof *diag, DIAG_CHUNK);
	*diag = (struct part_diag){ .code = (uint32_t)code, .line = at.line, .column = at.column };
	memcpy(diag->args, kept, sizeof kept);
}

struct log_events *
events_new(
    const struct log_job *job, const struct node *mapping, struct str file, struct region *region)
{
	struct log_events *events = mem_alloc(1, sizeof *events);

	BUG_IF(job->pseudonym == NULL);
	events->job = job;
	events->file = file;
	events->region = region;
	events->sink = (struct sink){ .context = events, .diag = on_diag };
	uint64_t at = region_alloc(region, sizeof *events->head);
	BUG_IF(at != PART_HEAD_AT);
	events->head = region_at(region, at);
	memcpy(events->head->magic, PART_MAGIC, sizeof PART_MAGIC);
	log_mapping_read(&events->mapping, mapping);
	record_init(&events->record, &events->mapping);
	events->odd_subjects = subject_cache_new();
	events->summary.region = region;
	events->summary.seed = events_table_key(job->pseudonym);
	part_begin(events);
	return events;
}

static void
events_free(struct log_events *events)
{
	slots_release(events);
	summary_release(&events->summary);
	sigma_classes_free(events->classes);
	sigma_matcher_free(events->matcher);
	subject_cache_free(events->odd_subjects);
	occurrences_free(events->occurrences);
	record_release(&events->record);
	log_mapping_release(&events->mapping);
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++) {
		buf_release(&events->masked[i]);
		buf_release(&events->hidden[i]);
	}
	free(events->class_room);
	free(events->admitted);
	free(events->origin_seen);
	free(events->rules);
	free(events->detections);
	free(events->counters);
	free(events);
}

/* --- records ------------------------------------------------------------------------------------- */

void
events_bad(struct log_events *events, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b)
{
	enum part_bytes kind = part_bytes_of(code);
	bool of_bytes = kind < PART_BYTES_KINDS;
	uint64_t before = of_bytes ? events->head->bad_bytes[kind]++ : events->bad_otherwise++;

	events->records++;
	events->bad++;
	if (before < (of_bytes ? LOG_PLACES_SHOWN : LOG_BAD_SHOWN))
		sink_diag(&events->sink, code, (struct diag_at){ events->file, line, column }, a, b,
		    (struct str){ 0 });
}

void
events_room(struct log_events *events)
{
	if (!events->full && !summary_hops(&events->summary))
		return;
	part_finish(events);
	part_begin(events);
	events->full = false;
}

bool
events_take(struct log_events *events)
{
	struct log_record *record = &events->record;
	struct str fault = { 0 };

	if (events->format != NULL && events->format->derive != NULL)
		events->format->derive(events);
	enum record_result result = record_complete(record, &fault);
	record->has_moment = false;
	switch (result) {
	case RECORD_OK:
		break;
	case RECORD_NO_TIME:
		events_bad(events, DIAG_LOG_RECORD_NO_TIME, record->line, 0, fault, fault);
		return false;
	case RECORD_BAD_TIME:
		events_bad(events, DIAG_LOG_RECORD_TIME, record->line, 0, fault, (struct str){ 0 });
		return false;
	}
	if (record->layout != events->layout)
		events_bind(events);
	int64_t local = record->seconds + JST_SEC;
	int64_t day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	uint32_t second = (uint32_t)(local - day * DAY_SEC);
	uint32_t numbers[PART_COLUMNS];
	events_room(events);
	uint32_t subject = slots_take(events, day, second, numbers);
	events->records++;
	events_span(events, record->seconds, record->line);
	if (events->origin_seen != NULL)
		events->origin_seen[record->origin] = true;
	take_matches(events, sigma_classes_judge(events->classes, events->class_of));
	if (events->job->activity) {
		struct summary_record one = { .day = day,
			.key = summary_key_of(numbers),
			.second = second,
			.line = record->line,
			.subject = subject };
		if (events_want_accessed(events))
			one.key.terminal =
			    events_accessed(one.key.terminal, record->number_accessed);
		summary_add_all(&events->summary, &one, 1);
	}
	return true;
}

/* --- the end ------------------------------------------------------------------------------------- */

static void
name_into(char out[16], const char *name)
{
	size_t len = name == NULL ? 0 : strlen(name);

	memset(out, 0, 16);
	if (len > 0)
		memcpy(out, name, len < 15 ? len : 15);
}

/* Of one of the log's rules: PART_FITS_LOG, and was a record of a logsource that it is for? */
static uint32_t
fits_of(const struct log_events *events, size_t rule)
{
	size_t origins = events->format == NULL ? 0 : events->format->origin_count;
	bool any = events->admitted == NULL;

	for (size_t i = 0; i < origins && !any; i++)
		any = events->origin_seen[i] && events->admitted[rule * origins + i] != 0;
	return PART_FITS_LOG | (any ? PART_FITS_RECORD : 0U);
}

static void
fill_head(struct log_events *events)
{
	struct part_head *head = events->head;
	uint64_t at = region_alloc(
	    events->region, events->job->detection_count * sizeof(struct part_counter));
	struct part_counter *counters = region_at(events->region, at);

	head->counters = at;
	head->detection_count = events->job->detection_count;
	head->correlation_count = events->job->correlation_count;
	for (size_t i = 0; i < events->rule_count; i++)
		counters[events->detections[i]] =
		    (struct part_counter){ .matches = events->counters[i].matches,
			    .undecided = events->counters[i].undecided,
			    .rows = events->counters[i].rows,
			    .first_undecided = events->counters[i].first_undecided,
			    .fits = fits_of(events, i) };
	head->records = events->records;
	head->bad = events->bad;
	head->first = events->first;
	head->last = events->last;
	head->any = events->any;
	steps_end(&events->steps, head);
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		head->has |= (uint32_t)record_has(&events->record, (enum log_field)i) << i;
	name_into(head->format, events->format == NULL ? "events" : events->format->name);
	name_into(head->encoding, events->encoding);
}

void
events_end(struct log_events *events, bool complete)
{
	part_finish(events);
	fill_head(events);
	events->head->failed = !complete;
	events->head->used = events->region->used;
	events->head->rows_used = events->region->rows->used;
	events_free(events);
}
