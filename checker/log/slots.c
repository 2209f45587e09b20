/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values of a record → numbers for the summary, classes for the rules. Logs repeat themselves: what is found out about a value is kept beside
 * it, so a record costs a look-up for each field that anybody asks for, and nothing for the others.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "log/events.h"
#include "log/limits.h"
#include "log/match_rows.h"
#include "base/banned.h"

/* --- binding ------------------------------------------------------------------------------------- */

static const struct {
	enum log_field field;
	enum part_column column;
} keys[] = {
	{ LOG_USER, PART_USER },
	{ LOG_DEPARTMENT, PART_DEPARTMENT },
	{ LOG_TERMINAL, PART_TERMINAL },
	{ LOG_SYSTEM, PART_SYSTEM },
	{ LOG_OPERATION, PART_OPERATION },
	{ LOG_RESULT, PART_RESULT },
};

static struct log_slot *
slot_add(struct log_events *events, enum slot_kind kind, uint32_t place)
{
	struct log_slot *slot = ARRAY_ADD(events->slots, events->slot_count, events->slot_room);

	*slot = (struct log_slot){ .kind = kind,
		.place = place,
		.field = -1,
		.column = -1,
		.day = INT64_MIN,
		.dict = { .seed = events->summary.seed } };
	slot->seen = mem_alloc(SLOT_SEEN, sizeof *slot->seen);
	return slot;
}

/* The slot of a common field, once. */
static struct log_slot *
slot_of_common(struct log_events *events, enum log_field field)
{
	for (size_t i = 0; i < events->slot_count; i++)
		if (events->slots[i].kind != SLOT_SEVERAL && events->slots[i].place == field)
			return &events->slots[i];
	return slot_add(events,
	    field == LOG_TIME          ? SLOT_TIME
		: field == LOG_COUNT   ? SLOT_COUNT
		: field == LOG_SUBJECT ? SLOT_SUBJECT
				       : SLOT_TEXT,
	    field);
}

static void
bind_field(struct log_events *events, size_t field)
{
	struct str name = sigma_classes_field(events->classes, field);
	struct sigma_event event = record_event(&events->record);
	uint32_t first = 0;
	size_t found = 0;

	for (size_t i = 0; i < event.count; i++)
		if (sigma_name_is(event.fields[i].name, name) &&
		    (i < LOG_FIELD_COUNT || !events->record.columns[i - LOG_FIELD_COUNT].hidden) &&
		    found++ == 0)
			first = (uint32_t)i;
	struct log_slot *slot = found == 1 && first < LOG_FIELD_COUNT
	    ? slot_of_common(events, (enum log_field)first)
	    : slot_add(events, found == 1 ? SLOT_TEXT : SLOT_SEVERAL, first);
	if (slot->field >= 0) /* one name, with and without blanks: two fields of the rules */
		slot = slot_add(events, SLOT_SEVERAL, first);
	slot->field = (int)field;
	slot->grain = sigma_classes_grain(events->classes, field);
	if (slot->kind != SLOT_SEVERAL)
		return;
	for (size_t i = 0; i < event.count; i++)
		if (sigma_name_is(event.fields[i].name, name))
			*ARRAY_ADD(slot->places, slot->place_count, slot->place_room) = (uint32_t)i;
}

static void
slots_free(struct log_events *events)
{
	for (size_t i = 0; i < events->slot_count; i++) {
		dict_clear(&events->slots[i].dict);
		free(events->slots[i].places);
		free(events->slots[i].seen);
	}
	events->slot_count = 0;
}

void
events_bind(struct log_events *events)
{
	const struct log_job *job = events->job;

	/* Numbers stay those of the part: texts are looked up there again. */
	slots_free(events);
	events->layout = events->record.layout;
	for (size_t i = 0; job->activity && i < COUNT_OF(keys); i++)
		if ((job->activity_without & 1U << keys[i].column) == 0 &&
		    record_has(&events->record, keys[i].field))
			slot_of_common(events, keys[i].field)->column = (int)keys[i].column;
	if (events_want_subjects(events) && record_has(&events->record, LOG_SUBJECT))
		(void)slot_of_common(events, LOG_SUBJECT);
	for (size_t i = 0; i < sigma_classes_field_count(events->classes); i++)
		bind_field(events, i);
}

void
slots_start(struct log_events *events)
{
	for (size_t i = 0; i < PART_COLUMNS; i++) {
		*ARRAY_ADD(events->texts[i], events->text_count[i], events->text_room[i]) =
		    (struct part_text){ 0 };
		events->names[i].seed = events->summary.seed;
	}
	events->subjects.seed = events->summary.seed;
}

static void
forget_seen(struct log_slot *slot)
{
	memset(slot->seen, 0, SLOT_SEEN * sizeof *slot->seen);
}

static struct part_list
into_region(struct log_events *events, const void *items, size_t count, size_t size)
{
	struct part_list list = { region_alloc(events->region, count * size), count };

	if (count > 0)
		memcpy(region_at(events->region, list.at), items, count * size);
	return list;
}

void
slots_finish(struct log_events *events)
{
	for (size_t i = 0; i < PART_COLUMNS; i++) {
		struct part_list list = into_region(
		    events, events->texts[i], events->text_count[i], sizeof *events->texts[i]);
		events->part->texts[i] = list;
		events->text_count[i] = 0;
		dict_clear(&events->names[i]);
	}
	struct part_list list = into_region(
	    events, events->subject_keys, events->subject_count, sizeof *events->subject_keys);
	events->part->subjects = list;
	events->subject_count = 0;
	numbers_clear(&events->subjects);
	for (size_t i = 0; i < events->slot_count; i++) {
		struct log_slot *slot = &events->slots[i];
		dict_clear(&slot->dict);
		forget_seen(slot);
	}
}

void
slots_release(struct log_events *events)
{
	slots_free(events);
	free(events->slots);
	for (size_t i = 0; i < PART_COLUMNS; i++) {
		free(events->texts[i]);
		dict_clear(&events->names[i]);
	}
	free(events->subject_keys);
	numbers_clear(&events->subjects);
}

/* --- classes ------------------------------------------------------------------------------------- */

static uint16_t
class_of(struct log_events *events, const struct log_slot *slot, struct str value)
{
	const struct sigma_field field = { .value = value };

	return sigma_classes_of(events->classes, (size_t)slot->field, &field, 1);
}

/* What is null or not there at all. */
static uint16_t
class_of_nothing(struct log_events *events, struct log_slot *slot, bool absent)
{
	const struct sigma_field field = { .null = !absent, .absent = absent };
	bool *known = absent ? &slot->absent_known : &slot->null_known;
	uint16_t *class = absent ? &slot->absent_class : &slot->null_class;

	if (!*known) {
		*class = sigma_classes_of(events->classes, (size_t)slot->field, &field, 1);
		*known = true;
	}
	return *class;
}

/* Classes were forgotten: what is kept beside values is void. */
static void
forget_classes(struct log_events *events)
{
	for (size_t i = 0; i < events->slot_count; i++) {
		struct log_slot *slot = &events->slots[i];
		slot->null_known = slot->absent_known = false;
		slot->day = INT64_MIN;
		memset(slot->small_known, 0, sizeof slot->small_known);
		forget_seen(slot);
		for (size_t k = 0; k < slot->dict.count; k++)
			slot->dict.entries[k].classed = slot->field < 0;
	}
	for (size_t i = 0; i < events->subjects.room; i++)
		events->subjects.slots[i].classed = false;
}

static uint16_t
several(struct log_events *events, const struct log_slot *slot)
{
	struct sigma_field few[8] = { 0 }, *list = few;

	if (slot->place_count > COUNT_OF(few))
		list = mem_alloc(slot->place_count, sizeof *list);
	for (size_t i = 0; i < slot->place_count; i++)
		list[i] = events->record.fields[slot->places[i]];
	uint16_t class =
	    sigma_classes_of(events->classes, (size_t)slot->field, list, slot->place_count);
	if (list != few)
		free(list);
	return class;
}

static uint16_t
class_of_time(struct log_events *events, const struct log_slot *slot)
{
	struct log_record *record = &events->record;

	return class_of(events, slot, log_time_iso(&record->clock, record->seconds));
}

void
slot_time(struct log_events *events, struct log_slot *slot, int64_t day, uint32_t second)
{
	uint32_t hour = slot->grain == SIGMA_GRAIN_DAY ? 0 : second / 3600;

	if (slot->grain == SIGMA_GRAIN_VALUE) {
		events->class_of[slot->field] = class_of_time(events, slot);
		return;
	}
	if (slot->day != day)
		memset(slot->small_known, 0, SLOT_HOURS * sizeof *slot->small_known);
	slot->day = day;
	if (!slot->small_known[hour]) {
		slot->small[hour] = class_of_time(events, slot);
		slot->small_known[hour] = true;
	}
	events->class_of[slot->field] = slot->small[hour];
}

/* --- numbers of texts ---------------------------------------------------------------------------- */

/* 個人番号 are masked before anything is kept: two texts may then be one. */
static uint32_t
number_of(struct log_events *events, unsigned column, struct str text)
{
	enum { NUMBER_DIGITS = 12 };
	struct dict *names = &events->names[column];
	struct buf masked = { 0 };
	uint64_t hash = 0;
	size_t at, len;

	if (text.len >= NUMBER_DIGITS && number_find(text, 0, &at, &len)) {
		number_mask(text, &masked);
		text = buf_str(&masked);
	}
	struct dict_entry *entry = dict_find(names, text, &hash);
	if (entry == NULL) {
		entry = dict_add(names, text, hash);
		entry->number = (uint32_t)events->text_count[column];
		struct part_text *kept = ARRAY_ADD(
		    events->texts[column], events->text_count[column], events->text_room[column]);
		kept->at = region_text(events->region, text);
		kept->len = (uint32_t)text.len;
		events->full |= events->text_count[column] >= LOG_TEXTS_MAX;
	}
	buf_release(&masked);
	return entry->number;
}

/* The text is new to the slot. NULL: not to be remembered. */
static struct dict_entry *
entry_new(struct log_events *events, struct log_slot *slot, struct str text, uint64_t hash)
{
	slot->missed++;
	if (slot->column < 0 && slot->dict.count >= LOG_REMEMBERED_MAX)
		return NULL;
	uint32_t number =
	    slot->column >= 0 ? number_of(events, (unsigned)slot->column, text) : DICT_NO_NUMBER;
	struct dict_entry *entry = dict_add(&slot->dict, text, hash);
	entry->number = number;
	entry->classed = slot->field < 0; /* nobody asks */
	return entry;
}

/* A field of notes: where many values are new the dictionary is left alone. */
static void
try_over(struct log_slot *slot)
{
	slot->differs = slot->missed > slot->asked / 4;
	slot->asked = slot->missed = 0;
}

/* A text that was not seen lately; NULL: it is not to be remembered. */
static const struct slot_value *
see(struct log_events *events, struct log_slot *slot, struct str text, struct dict_key key)
{
	enum { TRIAL = 1 << 15 };
	uint64_t hash;

	if (slot->column < 0 && slot->asked >= TRIAL)
		try_over(slot);
	struct dict_entry *entry = dict_find(&slot->dict, text, &hash);
	if (entry == NULL)
		entry = entry_new(events, slot, text, hash);
	if (entry == NULL)
		return NULL;
	if (!entry->classed) {
		entry->class = class_of(events, slot, text);
		entry->classed = true;
	}
	struct slot_pair *pair = slot_pair_of(slot, key);
	pair->values[1] = pair->values[0];
	pair->values[0] = (struct slot_value){ key, (uint32_t)text.len, entry->number,
		(uint32_t)(entry - slot->dict.entries), entry->class };
	return &pair->values[0];
}

uint32_t
slot_text(struct log_events *events, struct log_slot *slot, struct str text)
{
	const struct dict_key key = dict_key_of(text);
	const struct slot_value *value = slot->differs ? NULL : slot_seen(slot, text, key);

	slot->asked++;
	if (value == NULL && !slot->differs)
		value = see(events, slot, text, key);
	events->class_of[slot->field] = value == NULL ? class_of(events, slot, text) : value->class;
	return value == NULL ? 0 : value->number;
}

void
slot_nothing(struct log_events *events, struct log_slot *slot, bool absent)
{
	if (slot->field >= 0)
		events->class_of[slot->field] = class_of_nothing(events, slot, absent);
}

static uint32_t
take_text(struct log_events *events, struct log_slot *slot)
{
	const struct sigma_field *field = &events->record.fields[slot->place];

	if (!field->absent && !field->null && field->value.len > 0)
		return slot_text(events, slot, field->value);
	if (field->absent || field->null)
		slot_nothing(events, slot, field->absent);
	else if (slot->field >= 0)
		events->class_of[slot->field] = class_of(events, slot, field->value);
	return 0;
}

void
slot_count(struct log_events *events, struct log_slot *slot)
{
	const struct log_record *record = &events->record;
	const struct sigma_field *field = &record->fields[LOG_COUNT];

	if (!record->has_count || record->count < 0 || record->count >= SLOT_SMALL) {
		(void)take_text(events, slot);
		return;
	}
	size_t n = (size_t)record->count;
	if (!slot->small_known[n]) {
		slot->small[n] = class_of(events, slot, field->value);
		slot->small_known[n] = true;
	}
	events->class_of[slot->field] = slot->small[n];
}

/* --- subjects ------------------------------------------------------------------------------------ */

static uint32_t
subject_number(struct log_events *events, struct number_entry *entry, uint64_t key)
{
	if (!entry->used) {
		entry->used = true;
		entry->number = (uint32_t)events->subject_count;
		*ARRAY_ADD(events->subject_keys, events->subject_count, events->subject_room) = key;
		events->full |= events->subject_count >= LOG_SUBJECTS_MAX;
	}
	return entry->number + 1;
}

uint32_t
slot_subject(
    struct log_events *events, struct log_slot *slot, struct str text, bool plain, uint64_t key)
{
	bool wanted = events_want_subjects(events);

	if (!plain)
		key = subject_key(events->odd_subjects, events->job->pseudonym, text);
	struct number_entry *entry = numbers_get(&events->subjects, key);
	uint32_t number = subject_number(events, entry, key);
	if (slot->field >= 0) {
		if (!plain || !entry->classed)
			entry->class = class_of(events, slot, text);
		entry->classed = plain;
		events->class_of[slot->field] = entry->class;
	}
	return wanted ? number : 0;
}

static uint32_t
take_subject(struct log_events *events, struct log_slot *slot)
{
	const struct sigma_field *field = &events->record.fields[LOG_SUBJECT];
	uint64_t key = 0;

	if (field->absent || field->null || field->value.len == 0) {
		slot_nothing(events, slot, field->absent);
		return 0;
	}
	bool plain = subject_key_plain(field->value, &key);
	return slot_subject(events, slot, field->value, plain, key);
}

bool
slots_again(struct log_events *events)
{
	if (sigma_classes_epoch(events->classes) == events->epoch)
		return false;
	events->epoch = sigma_classes_epoch(events->classes);
	forget_classes(events);
	return true;
}

uint32_t
slots_take(struct log_events *events, int64_t day, uint32_t second, uint32_t *numbers)
{
	uint32_t subject;

	do {
		subject = 0;
		memset(numbers, 0, PART_COLUMNS * sizeof *numbers);
		for (size_t i = 0; i < events->slot_count; i++) {
			struct log_slot *slot = &events->slots[i];
			uint32_t number;
			switch (slot->kind) {
			case SLOT_TEXT:
				number = take_text(events, slot);
				if (slot->column >= 0)
					numbers[slot->column] = number;
				break;
			case SLOT_TIME:
				slot_time(events, slot, day, second);
				break;
			case SLOT_COUNT:
				slot_count(events, slot);
				break;
			case SLOT_SUBJECT:
				subject = take_subject(events, slot);
				break;
			case SLOT_SEVERAL:
				events->class_of[slot->field] = several(events, slot);
				break;
			}
		}
	} while (slots_again(events));
	return subject;
}
