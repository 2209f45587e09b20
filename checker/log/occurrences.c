/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker's half of correlations. Nothing is judged here: events of one pattern stand in several ranges and logs, so what each gives is
 * kept, and judged when all of it is there (correlate.c).
 */
#include "log/occurrences.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "log/limits.h"
#include "base/banned.h"

enum { OCCURRENCE_CHUNK = 1024 };

/* A position of a correlation's `rules` that a rule stands at. */
struct taker {
	size_t rule;
	uint32_t correlation, position;
};

/* A field whose text some correlation wants, and how it may leave. */
struct wanted {
	uint32_t place; /* in the record's fields */
	bool is_subject, is_key;
	struct buf masked, hidden;
	char shown[PSEUDONYM_TEXT_BYTES + 1];
};

struct occurrences {
	struct log_events *events;
	struct taker *takers;
	size_t taker_count, taker_room;
	struct str *names;
	size_t name_count, name_room;
	/* bound to a layout of the record */
	unsigned layout;
	bool bound;
	struct wanted *wanted;
	struct sigma_field *fields; /* as they may leave, of the record at hand when filled */
	size_t wanted_count, wanted_room;
	bool filled;
	uint64_t tail;
	/* groups and values come again and again */
	struct dict texts;
	struct part_text *kept;
	size_t kept_count, kept_room;
	struct buf group, value;
};

static void
want(void *context, struct str name)
{
	struct occurrences *o = context;

	for (size_t i = 0; i < o->name_count; i++)
		if (str_eq(o->names[i], name))
			return;
	*ARRAY_ADD(o->names, o->name_count, o->name_room) = name;
}

static bool
stands_before(const struct log_correlation *correlation, size_t position)
{
	const struct log_counted *counted = correlation->counted;

	for (size_t i = 0; i < position; i++)
		if (counted[i].is_hit == counted[position].is_hit &&
		    counted[i].index == counted[position].index)
			return true;
	return false;
}

static void
take_correlation(struct occurrences *o, uint32_t number)
{
	const struct log_events *events = o->events;
	const struct log_correlation *correlation = &events->job->correlations[number];
	const long *sources;
	size_t count = sigma_correlation_sources(correlation->sigma, &sources);

	for (size_t p = 0; p < count; p++) {
		if (correlation->counted[p].is_hit || stands_before(correlation, p))
			continue;
		for (size_t r = 0; r < events->rule_count; r++) {
			if (events->detections[r] != correlation->counted[p].index)
				continue;
			*ARRAY_ADD(o->takers, o->taker_count, o->taker_room) =
			    (struct taker){ r, number, (uint32_t)p };
			sigma_correlation_fields(correlation->sigma, p, o, want);
		}
	}
}

struct occurrences *
occurrences_new(struct log_events *events)
{
	struct occurrences *o = mem_alloc(1, sizeof *o);

	o->events = events;
	o->texts.seed = events_table_key(events->job->pseudonym);
	for (size_t i = 0; i < events->job->correlation_count; i++)
		take_correlation(o, (uint32_t)i);
	if (o->taker_count > 0)
		return o;
	occurrences_free(o);
	return NULL;
}

static void
unbind(struct occurrences *o)
{
	for (size_t i = 0; i < o->wanted_count; i++) {
		buf_release(&o->wanted[i].masked);
		buf_release(&o->wanted[i].hidden);
	}
	o->wanted_count = 0;
}

void
occurrences_free(struct occurrences *o)
{
	if (o == NULL)
		return;
	unbind(o);
	dict_clear(&o->texts);
	buf_release(&o->group);
	buf_release(&o->value);
	free(o->takers);
	free(o->names);
	free(o->wanted);
	free(o->fields);
	free(o->kept);
	free(o);
}

/* --- the record's fields, as they may leave ------------------------------------------------------ */

static bool
gives_subject(const struct log_record *record, size_t place)
{
	if (place < LOG_FIELD_COUNT)
		return place == LOG_SUBJECT;
	for (size_t i = 0; i < record->candidate_count[LOG_SUBJECT]; i++)
		if (record->candidates[LOG_SUBJECT][i].column == place - LOG_FIELD_COUNT)
			return true;
	return false;
}

static void
bind(struct occurrences *o)
{
	const struct log_record *record = &o->events->record;
	const struct sigma_event event = record_event(record);

	unbind(o);
	for (size_t i = 0; i < o->name_count; i++)
		for (size_t place = 0; place < event.count; place++)
			if (sigma_name_is(event.fields[place].name, o->names[i]))
				*ARRAY_ADD(o->wanted, o->wanted_count, o->wanted_room) =
				    (struct wanted){ .place = (uint32_t)place,
					    .is_subject = gives_subject(record, place),
					    .is_key = place >= LOG_USER && place <= LOG_TERMINAL };
	o->fields = mem_grow(o->fields, o->wanted_count + 1, sizeof *o->fields);
	o->layout = record->layout;
	o->bound = true;
}

static struct str
leaving(struct occurrences *o, struct wanted *w, struct str text)
{
	const struct pseudonym *pseudonym = o->events->job->pseudonym;
	const struct sigma_field *subject = &o->events->record.fields[LOG_SUBJECT];

	if (w->is_subject && !pseudonym->reveal) {
		pseudonym_of(pseudonym, text, w->shown);
		return str_of(w->shown);
	}
	buf_clear(&w->masked);
	if (number_mask(text, &w->masked) > 0)
		text = buf_str(&w->masked);
	buf_clear(&w->hidden);
	if (!w->is_key && !subject->absent && !subject->null &&
	    pseudonym_hide(pseudonym, subject->value, text, &w->hidden) > 0)
		text = buf_str(&w->hidden);
	return text;
}

static void
fill(struct occurrences *o)
{
	struct log_events *events = o->events;

	if (o->filled)
		return;
	if (events->complete != NULL)
		events->complete(events->complete_context, LOG_WHOLE_RECORD);
	if (!o->bound || o->layout != events->record.layout)
		bind(o);
	for (size_t i = 0; i < o->wanted_count; i++) {
		struct wanted *w = &o->wanted[i];
		o->fields[i] = events->record.fields[w->place];
		if (!o->fields[i].absent && !o->fields[i].null)
			o->fields[i].value = leaving(o, w, o->fields[i].value);
	}
	o->filled = true;
}

void
occurrences_next(struct occurrences *o)
{
	o->filled = false;
}

/* --- into the part ------------------------------------------------------------------------------- */

static struct part_text
keep(struct occurrences *o, struct str text)
{
	uint64_t hash;

	if (text.len == 0)
		return (struct part_text){ 0 };
	struct dict_entry *entry = dict_find(&o->texts, text, &hash);
	if (entry != NULL)
		return o->kept[entry->number];
	if (o->texts.count >= LOG_TEXTS_MAX) {
		dict_clear(&o->texts);
		o->kept_count = 0;
	}
	const struct part_text kept = { region_text(o->events->region->rows, text),
		(uint32_t)text.len, 0 };
	*ARRAY_ADD(o->kept, o->kept_count, o->kept_room) = kept;
	dict_add(&o->texts, text, hash)->number = (uint32_t)o->kept_count - 1;
	return kept;
}

static void
take(struct occurrences *o, const struct taker *taker)
{
	struct log_events *events = o->events;
	const struct sigma_event event = { o->fields, o->wanted_count, 0 };

	buf_clear(&o->group);
	buf_clear(&o->value);
	if (!sigma_correlation_take(events->job->correlations[taker->correlation].sigma,
		taker->position, &event, &o->group, &o->value))
		return;
	const struct part_text group = keep(o, buf_str(&o->group)),
			       value = keep(o, buf_str(&o->value));
	struct part_occurrence *kept = part_add(events->region->rows, &events->head->occurrences,
	    &o->tail, sizeof *kept, OCCURRENCE_CHUNK);
	*kept = (struct part_occurrence){ taker->correlation, taker->position, events->record.line,
		0, events->record.seconds, group, value };
}

void
occurrences_take(struct occurrences *o, size_t rule)
{
	for (size_t i = 0; i < o->taker_count; i++) {
		if (o->takers[i].rule != rule)
			continue;
		fill(o);
		take(o, &o->takers[i]);
	}
}
