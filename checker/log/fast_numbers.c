/* SPDX-License-Identifier: Apache-2.0 */
/* Times, counts and subjects of a batch. What is not seen at a glance is asked of slots.c, record by record. */
#include "log/fast_columns.h"
#include "log/match_rows.h"
#include "base/banned.h"

void
columns_take_times(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct log_slot *slot = w->slot;
	const bool by_hour = slot->grain == SIGMA_GRAIN_HOUR;
	const bool known = slot->grain != SIGMA_GRAIN_VALUE;
	uint16_t *class = &batch_classes(b, 0)[slot->field];

	for (size_t i = 0; i < b->count; i++, class += b->stride) {
		const struct summary_record *record = &b->records[i];
		uint32_t hour = by_hour ? record->second / 3600 : 0;
		if (known && slot->day == record->day && slot->small_known[hour]) {
			*class = slot->small[hour];
			continue;
		}
		f->events->record.seconds = batch_seconds(b, i);
		f->events->class_of = batch_classes(b, i);
		slot_time(f->events, slot, record->day, record->second);
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

void
columns_take_counts(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	const struct log_slot *slot = w->slot;
	uint16_t *class = &batch_classes(b, 0)[slot->field];

	take_digits(w, b);
	for (size_t i = 0; i < b->count; i++, class += b->stride) {
		size_t n = small_count(b->keys[i]);
		if (__builtin_expect(n < SLOT_SMALL && slot->small_known[n], 1))
			*class = slot->small[n];
		else
			take_odd_count(f, w, b, i);
	}
}

void
columns_take_count(struct fast_columns *f, const struct wanted *w, struct batch *b, size_t i)
{
	if (!subject_key_plain(wanted_text(w, b, i), &b->keys[i]))
		b->keys[i] = 0;
	take_odd_count(f, w, b, i);
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
void
columns_take_subjects(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	struct log_events *events = f->events;
	const struct log_slot *slot = w->slot;
	const bool wanted = events_want_subjects(events), judged = slot->field >= 0;
	const uint64_t *keys = b->keys;

	uint16_t *class = &batch_classes(b, 0)[slot->field];

	take_digits(w, b);
	for (size_t i = 0; i < b->count; i++)
		numbers_prefetch(&events->subjects, keys[i]);
	for (size_t i = 0; i < b->count; i++, class += b->stride) {
		const struct number_entry *entry =
		    keys[i] == 0 ? NULL : numbers_find(&events->subjects, keys[i]);
		if (entry == NULL || (judged && !entry->classed)) {
			take_new_subject(f, w, b, i, keys[i]);
			continue;
		}
		*class = entry->class;
		b->records[i].subject = wanted ? entry->number + 1 : 0;
	}
}
