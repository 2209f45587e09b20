/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a table → numbers and classes of a batch. */
#include "log/fast_columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

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
	runs_arrange(f);
	for (size_t i = 0; i < b->count; i++)
		b->records[i].key = (struct summary_key){ 0 };
	for (size_t i = 0; i < f->run_count; i++)
		columns_take_run(f, &f->runs[i], b);
	for (size_t i = 0; i < f->wanted_count; i++) {
		struct wanted *w = &f->wanted[i];
		if (w->in_run)
			continue;
		if (w->field == LOG_NUMBER_ACCESSED)
			columns_take_accessed(f, w, b);
		else if (w->kind == SLOT_TEXT)
			columns_take_texts(f, w, b);
		else if (w->kind == SLOT_TIME)
			columns_take_times(f, w, b);
		else if (w->kind == SLOT_COUNT)
			columns_take_counts(f, w, b);
		else
			columns_take_subjects(f, w, b);
	}
}

/* Another part's numbers, other classes. */
static void
forget_seen(struct fast_columns *f)
{
	runs_forget(f);
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
static struct number_place
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
	static const struct number_place places[PART_COLUMNS] = {
		[PART_USER] = WHOLE(key.user),
		[PART_DEPARTMENT] = HALF(key.department),
		[PART_OPERATION] = HALF(key.operation),
		[PART_SYSTEM] = HALF(key.application),
		[PART_TERMINAL] = WHOLE(key.terminal),
		[PART_RESULT] = HALF(key.result),
	};
	static const struct number_place nobody = WHOLE(nobody);
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
	runs_init(f, b->step);
	return f;
}

void
fast_columns_free(struct fast_columns *f)
{
	if (f == NULL)
		return;
	runs_free(f);
	free(f->wanted);
	free(f);
}
