/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a batch: numbers and classes of those seen before at once; what is not known is asked of slots.c, record by record. */
#include "log/fast_columns.h"
#include "base/banned.h"

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
	number_put(&b->records[i], w->place, number);
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
	number_put(&b->records[i], w->place, value->number);
	batch_classes(b, i)[slot->field] = value->class;
	slot->asked++;
	return value->number;
}

/* A record's fields, one by one; all that came of them is remembered as one. */
static __attribute__((noinline)) void
take_missed(struct fast_columns *f, struct text_run *run, struct batch *b, size_t i)
{
	struct wanted *const *columns = f->together + run->first;
	const size_t first = columns[0]->columns[0];
	const uint32_t *at = b->at[i] + first, from = at[0] + 1;
	struct summary_record record = { 0 };
	struct seen_result result = { .numbers = { 0 } };

	for (size_t k = 0; k < run->count; k++) {
		const struct wanted *w = columns[k];
		if (w->kind == SLOT_COUNT)
			columns_take_count(f, w, b, i);
		else
			number_put(&record, w->place, take_value(f, w, b, i));
		result.classes[k] = batch_classes(b, i)[w->slot->field];
	}
	result.numbers = record.key;
	seen_add(&run->seen, (struct str){ b->base + from, at[run->count] - from }, &result);
}

/* Notes and counts of which nearly each is new are better taken as what they are. */
static bool
take_apart(struct fast_columns *f, const struct text_run *run, struct batch *b)
{
	const struct wanted *w = f->together[run->first];

	if (run->count > 1)
		return false;
	if (w->kind == SLOT_COUNT && run->credit < 0)
		columns_take_counts(f, w, b);
	else if (w->slot->differs)
		take_notes(f, w, b);
	else
		return false;
	return true;
}

void
columns_take_run(struct fast_columns *f, struct text_run *run, struct batch *b)
{
	struct wanted *const *columns = f->together + run->first;
	struct seen_column fields = { .base = b->base,
		.at = b->at,
		.column = columns[0]->columns[0],
		.columns = run->count,
		.count = b->count,
		.records = b->records,
		.class_stride = b->stride };
	uint16_t missed[BATCH_RECORDS];

	if (take_apart(f, run, b))
		return;
	for (size_t k = 0; k < run->count; k++)
		fields.classes[k] = &batch_classes(b, 0)[columns[k]->slot->field];
	size_t misses = seen_take(&run->seen, &fields, missed);
	for (size_t k = 0; k < run->count; k++)
		columns[k]->slot->asked += (uint32_t)(b->count - misses);
	for (size_t k = 0; k < misses; k++)
		take_missed(f, run, b, missed[k]);
	run->taken += run->taken < UINT32_MAX / 2 ? (uint32_t)b->count : 0;
	run->credit += (int32_t)b->count - RUN_MISS * (int32_t)misses;
	if (run->credit > RUN_CREDIT)
		run->credit = RUN_CREDIT;
	if (run->credit < -RUN_CREDIT)
		run->credit = -RUN_CREDIT;
}

/* Of several columns, or of none. */
void
columns_take_texts(struct fast_columns *f, const struct wanted *w, struct batch *b)
{
	if (w->slot->differs)
		take_notes(f, w, b);
	else
		for (size_t i = 0; i < b->count; i++)
			(void)take_value(f, w, b, i);
}

/* 1/0 or as logs write it; the text that Sigma sees is 1 or 0 when it is known. */
void
columns_take_accessed(struct fast_columns *f, const struct wanted *w, struct batch *b)
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
