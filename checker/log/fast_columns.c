/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a table → numbers and classes of a batch. What is not seen at a glance is asked of slots.c, record by record. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "log/fast_batch.h"
#include "log/fast_seen.h"
#include "log/match_rows.h"
#include "base/banned.h"

/* Reason: a table has one column for a field, or two; with more it is read record by record. */
enum { COLUMNS_MAX = 12 };

/* A slot's columns, the best first; or, without any, what is the same in all records. */
struct wanted {
	struct log_slot *slot; /* NULL: number_accessed for the summary */
	enum slot_kind kind;
	enum log_field field; /* LOG_FIELD_COUNT: a column of its own */
	bool absent;
	uint16_t columns[COLUMNS_MAX];
	size_t count;
	struct str constant;
	struct seen seen;        /* of a column's fields */
	struct seen_place place; /* of the number */
};

struct fast_columns {
	struct log_events *events;
	struct wanted *wanted;
	size_t wanted_count, wanted_room;
	/* what the numbers and classes of all that was seen belong to */
	const struct part *part;
	uint32_t epoch;
};

static inline __attribute__((always_inline)) struct str
wanted_text(const struct wanted *w, struct batch *b, size_t i)
{
	struct str text = w->constant;

	if (__builtin_expect(w->count == 1, 1))
		return batch_field(b, b->at[i], w->columns[0], true);
	for (size_t k = 0; text.len == 0 && k < w->count; k++)
		text = batch_field(b, b->at[i], w->columns[k], true);
	return text;
}

/* --- texts --------------------------------------------------------------------------------------- */

/* Asked of slots.c. */
static __attribute__((noinline)) uint32_t
take_new(struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i, struct str text)
{
	uint32_t number = 0;

	f->events->class_of = batch_classes(b, i);
	if (text.len == 0)
		slot_nothing(f->events, w->slot, w->absent);
	else
		number = slot_text(f->events, w->slot, text);
	seen_put(&b->records[i], w->place, number);
	return number;
}

/* Of a note nobody looks for: with nothing to unquote in it. */
static inline bool
is_plain_note(struct sigma_classes *classes, size_t field, struct str cell, uint16_t *class)
{
	if (cell.len < 2 || cell.ptr[0] != '"')
		return cell.len > 0 && sigma_classes_plain(classes, field, cell, '\0', class);
	return cell.len > 2 && cell.ptr[cell.len - 1] == '"' &&
	    sigma_classes_plain(
		classes, field, (struct str){ cell.ptr + 1, cell.len - 2 }, '"', class);
}

/* All values differ: none is looked for, each is judged. The summary has no such column. */
static void
take_notes(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct sigma_classes *classes = f->events->classes;
	struct log_slot *slot = w->slot;
	struct sigma_field field = { .name = { 0 } };

	for (size_t i = 0; i < b->count; i++) {
		uint16_t *class = &batch_classes(b, i)[slot->field];
		if (w->count == 1 &&
		    is_plain_note(classes, (size_t)slot->field,
			batch_cell(b, b->at[i], w->columns[0]), class))
			continue;
		field.value = wanted_text(w, b, i);
		if (field.value.len > 0) {
			*class = sigma_classes_of(classes, (size_t)slot->field, &field, 1);
		} else if (slot->null_known && !w->absent) {
			*class = slot->null_class;
		} else {
			f->events->class_of = batch_classes(b, i);
			slot_nothing(f->events, slot, w->absent);
		}
	}
}

/* Longer than what is looked up as it stands, of several columns, or not seen lately. */
static inline __attribute__((always_inline)) uint32_t
take_value(struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i)
{
	struct log_slot *slot = w->slot;
	struct str text = wanted_text(w, b, i);
	const struct slot_value *value =
	    text.len == 0 ? NULL : slot_seen(slot, text, dict_key_wide(text));

	if (value == NULL)
		return take_new(f, w, b, i, text);
	seen_put(&b->records[i], w->place, value->number);
	batch_classes(b, i)[slot->field] = value->class;
	slot->asked++;
	return value->number;
}

/* One column, as nearly all fields have it. */
static void
take_column(struct fast_columns *f, struct wanted *w, struct batch *b)
{
	const size_t column = w->columns[0];
	uint16_t *classes = &batch_classes(b, 0)[w->slot->field];
	const struct seen_column fields = { b->base, b->at, column, b->count, b->records, w->place,
		classes, b->stride };
	uint16_t missed[BATCH_RECORDS];

	size_t misses = seen_take(&w->seen, &fields, missed);
	w->slot->asked += (uint32_t)(b->count - misses);
	for (size_t k = 0; k < misses; k++) {
		size_t i = missed[k];
		uint32_t number = take_value(f, w, b, i);
		seen_add(&w->seen, batch_raw(b, b->at[i], column), number, classes[i * b->stride]);
	}
}

static void
take_texts(struct fast_columns *f, struct wanted *w, struct batch *b)
{
	if (w->slot->differs)
		take_notes(f, w, b);
	else if (w->count == 1)
		take_column(f, w, b);
	else
		for (size_t i = 0; i < b->count; i++)
			(void)take_value(f, w, b, i);
}

/* 1/0 or as logs write it; the text that Sigma sees is 1 or 0 when it is known. */
static void
take_number_accessed(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct log_record *record = &f->events->record;
	struct sigma_field *field = &record->fields[LOG_NUMBER_ACCESSED];

	for (size_t i = 0; i < b->count; i++) {
		struct str text = wanted_text(w, b, i);
		*field = (struct sigma_field){
			.name = field->name, .value = text, .null = text.len == 0
		};
		record_complete_number_accessed(record);
		b->number_accessed[i] = (int8_t)record->number_accessed;
		if (w->slot == NULL)
			continue;
		f->events->class_of = batch_classes(b, i);
		if (field->value.len == 0)
			slot_nothing(f->events, w->slot, w->absent);
		else
			(void)slot_text(f->events, w->slot, field->value);
	}
}

/* --- times, counts, subjects --------------------------------------------------------------------- */

static void
take_times(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct log_slot *slot = w->slot;
	bool by_hour = slot->grain == SIGMA_GRAIN_HOUR;

	for (size_t i = 0; i < b->count; i++) {
		uint32_t hour = by_hour ? b->records[i].second / 3600 : 0;
		if (slot->grain != SIGMA_GRAIN_VALUE && slot->day == b->records[i].day &&
		    slot->small_known[hour]) {
			batch_classes(b, i)[slot->field] = slot->small[hour];
			continue;
		}
		f->events->record.seconds = batch_seconds(b, i);
		f->events->class_of = batch_classes(b, i);
		slot_time(f->events, slot, b->records[i].day, b->records[i].second);
	}
}

/* Plain numbers as keys; of one column all at once. */
static void
take_digits(const struct wanted *w, struct batch *b)
{
	uint64_t *keys = b->keys;

	if (w->count == 1) {
		batch_digits(b, w->columns[0], keys);
		return;
	}
	for (size_t i = 0; i < b->count; i++)
		if (!subject_key_plain(wanted_text(w, b, i), &keys[i]))
			keys[i] = 0;
}

/* The number, if it is below SLOT_SMALL and written without zeros before it; else SLOT_SMALL. */
static inline size_t
small_count(uint64_t key)
{
	size_t n = (size_t)(key & SUBJECT_DIGITS_MASK);
	size_t len = (size_t)(key >> SUBJECT_LENGTH_AT);
	size_t digits = n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;

	return n < SLOT_SMALL && len == digits ? n : SLOT_SMALL;
}

static __attribute__((noinline)) void
take_odd_count(struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i)
{
	struct log_record *record = &f->events->record;
	struct sigma_field *field = &record->fields[LOG_COUNT];
	struct str text = wanted_text(w, b, i);

	f->events->class_of = batch_classes(b, i);
	if (text.len == 0) {
		slot_nothing(f->events, w->slot, w->absent);
		return;
	}
	field->value = text;
	field->null = field->absent = false;
	record->has_count = b->keys[i] != 0 && (text.ptr[0] != '0' || text.len == 1);
	record->count = (int64_t)(b->keys[i] & SUBJECT_DIGITS_MASK);
	if (!record->has_count)
		record_complete_count(record);
	slot_count(f->events, w->slot);
	record->has_count = false;
}

static void
take_counts(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	const struct log_slot *slot = w->slot;

	take_digits(w, b);
	for (size_t i = 0; i < b->count; i++) {
		size_t n = small_count(b->keys[i]);
		if (__builtin_expect(n < SLOT_SMALL && slot->small_known[n], 1))
			batch_classes(b, i)[slot->field] = slot->small[n];
		else
			take_odd_count(f, w, b, i);
	}
}

static __attribute__((noinline)) void
take_new_subject(
    struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i, uint64_t key)
{
	struct str text = wanted_text(w, b, i);

	f->events->class_of = batch_classes(b, i);
	b->records[i].subject = 0;
	if (text.len == 0)
		slot_nothing(f->events, w->slot, w->absent);
	else
		b->records[i].subject = slot_subject(f->events, w->slot, text, key != 0, key);
}

/* They are looked up far from one another: all are on their way before the first is waited for. */
static void
take_subjects(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct log_events *events = f->events;
	const struct log_slot *slot = w->slot;
	const bool wanted = events_want_subjects(events), judged = slot->field >= 0;
	const uint64_t *keys = b->keys;

	take_digits(w, b);
	for (size_t i = 0; i < b->count; i++)
		numbers_prefetch(&events->subjects, keys[i]);
	for (size_t i = 0; i < b->count; i++) {
		const struct number_entry *entry =
		    keys[i] == 0 ? NULL : numbers_find(&events->subjects, keys[i]);
		if (entry == NULL || (judged && !entry->classed)) {
			take_new_subject(f, w, b, i, keys[i]);
			continue;
		}
		batch_classes(b, i)[slot->field] = entry->class;
		b->records[i].subject = wanted ? entry->number + 1 : 0;
	}
}

/* --- a batch ------------------------------------------------------------------------------------- */

/* What no column gives is the same for all records. */
static void
fill_constants(struct fast_columns *f, struct batch *b)
{
	struct log_events *events = f->events;

	for (size_t k = 0; k < events->slot_count; k++) {
		if (events->slots[k].kind != SLOT_SEVERAL)
			continue;
		size_t field = (size_t)events->slots[k].field;
		uint16_t class = sigma_classes_of(events->classes, field, NULL, 0);
		for (size_t i = 0; i < BATCH_RECORDS; i++)
			batch_classes(b, i)[field] = class;
	}
}

static void
take_all(struct fast_columns *f, struct batch *b)
{
	for (size_t i = 0; i < f->wanted_count; i++) {
		struct wanted *w = &f->wanted[i];
		if (w->field == LOG_NUMBER_ACCESSED)
			take_number_accessed(f, w, b);
		else if (w->kind == SLOT_TEXT)
			take_texts(f, w, b);
		else if (w->kind == SLOT_TIME)
			take_times(f, w, b);
		else if (w->kind == SLOT_COUNT)
			take_counts(f, w, b);
		else
			take_subjects(f, w, b);
	}
}

/* Another part's numbers, other classes. */
static void
forget_seen(struct fast_columns *f)
{
	for (size_t i = 0; i < f->wanted_count; i++)
		seen_forget(&f->wanted[i].seen);
	f->part = f->events->part;
	f->epoch = f->events->epoch;
}

void
fast_columns_take(struct fast_columns *f, struct batch *b)
{
	if (f->part != f->events->part || f->epoch != f->events->epoch)
		forget_seen(f);
	take_all(f, b);
	/* Where so many values are new that classes are forgotten in passing, fewer at once. */
	while (slots_again(f->events)) {
		forget_seen(f);
		fill_constants(f, b);
		b->count = (b->count + 1) / 2;
		take_all(f, b);
	}
}

/* --- what is asked for --------------------------------------------------------------------------- */

/* Where in a record for the summary the number of a slot goes. */
static struct seen_place
place_of(const struct log_slot *slot)
{
#define WHOLE(member)                                                                              \
	{                                                                                          \
		offsetof(struct summary_record, member), false                                     \
	}
#define HALF(member)                                                                               \
	{                                                                                          \
		offsetof(struct summary_record, member), true                                      \
	}
	static const struct seen_place places[PART_COLUMNS] = {
		[PART_USER] = WHOLE(key.user),
		[PART_DEPARTMENT] = HALF(key.department),
		[PART_OPERATION] = HALF(key.operation),
		[PART_SYSTEM] = HALF(key.application),
		[PART_TERMINAL] = WHOLE(key.terminal),
		[PART_RESULT] = HALF(key.result),
	};
	static const struct seen_place nobody = WHOLE(nobody);
#undef WHOLE
#undef HALF

	return slot == NULL || slot->column < 0 ? nobody : places[slot->column];
}

static void
want(struct fast_columns *f, struct log_slot *slot, size_t place, size_t step)
{
	const struct log_record *record = &f->events->record;
	struct wanted *w = ARRAY_ADD(f->wanted, f->wanted_count, f->wanted_room);

	w->slot = slot;
	w->place = place_of(slot);
	w->seen.seed = (uint32_t)f->events->summary.seed;
	w->kind = slot == NULL ? SLOT_TEXT : slot->kind;
	w->field = place < LOG_FIELD_COUNT ? (enum log_field)place : LOG_FIELD_COUNT;
	if (place >= LOG_FIELD_COUNT) {
		w->columns[w->count++] = (uint16_t)(place - LOG_FIELD_COUNT);
	} else if (record->mapping->fields[place].is_constant) {
		/* Behind a text of the window something is readable, so behind this one too. */
		struct str constant = record->mapping->fields[place].constant;
		char *copy = ARENA_ARRAY(&f->events->record.arena, char, constant.len + 16);
		if (constant.len > 0)
			memcpy(copy, constant.ptr, constant.len);
		w->constant = (struct str){ copy, constant.len };
	} else {
		w->count = record->candidate_count[place];
		w->absent = w->count == 0;
		for (size_t i = 0; i < w->count; i++)
			w->columns[i] = record->candidates[place][i].column;
	}
	for (size_t i = 0; i < w->count; i++)
		w->columns[i] = (uint16_t)(w->columns[i] * step);
}

/* Are all slots of a kind that can be had from a column each? */
static bool
is_simple(const struct log_events *events)
{
	for (size_t i = 0; i < events->slot_count; i++)
		if (events->slots[i].kind == SLOT_SEVERAL && events->slots[i].place_count > 0)
			return false;
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		if (events->record.candidate_count[i] > COLUMNS_MAX)
			return false;
	return true;
}

struct fast_columns *
fast_columns_new(struct log_events *events, struct batch *b)
{
	bool number_accessed = false;

	if (!is_simple(events))
		return NULL;
	struct fast_columns *f = mem_alloc(1, sizeof *f);
	f->events = events;
	b->stride = sigma_classes_field_count(events->classes) + 1;
	b->classes = mem_alloc(mem_mul(BATCH_RECORDS, b->stride), sizeof *b->classes);
	memset(b->number_accessed, -1, sizeof b->number_accessed);
	fill_constants(f, b);
	for (size_t i = 0; i < events->slot_count; i++) {
		struct log_slot *slot = &events->slots[i];
		if (slot->kind != SLOT_SEVERAL)
			want(f, slot, slot->place, b->step);
		number_accessed |= slot->place == LOG_NUMBER_ACCESSED;
	}
	if (!number_accessed && events->job->activity &&
	    (events->job->activity_without & 1U << LOG_KEY_NUMBER_ACCESSED) == 0)
		want(f, NULL, LOG_NUMBER_ACCESSED, b->step);
	return f;
}

void
fast_columns_free(struct fast_columns *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->wanted_count; i++)
		seen_release(&f->wanted[i].seen);
	free(f->wanted);
	free(f);
}
