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

void
columns_take_texts(struct fast_columns *f, struct wanted *w, struct batch *b)
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
