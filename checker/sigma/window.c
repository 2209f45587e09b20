/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The events of one group that are at most a timespan apart: a ring, with its count, sum and distinct values kept up to date. What has left
 * the window leaves the memory.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sigma/correlation.h"
#include "base/banned.h"

enum { FIRST_ROOM = 64 };

void
window_init(struct window *w, const struct sigma_correlation *correlation, size_t most)
{
	*w = (struct window){ .correlation = correlation,
		.keeps = correlation_slides(correlation) ||
		    correlation->type == CORRELATION_VALUE_PERCENTILE,
		.most = most };
}

struct sigma_occurrence
window_place(const struct window_event *event)
{
	return (struct sigma_occurrence){ .time = event->time,
		.position = event->position,
		.file = event->file,
		.line = event->line };
}

static const struct window_event *
event_at(const struct window *w, size_t index)
{
	return &w->events[(w->first + index) & (w->room - 1)];
}

static void
grow(struct window *w)
{
	size_t room = w->room == 0 ? FIRST_ROOM : w->room * 2;
	struct window_event *events = mem_alloc(room, sizeof *events);

	for (size_t i = 0; i < w->count; i++)
		events[i] = *event_at(w, i);
	free(w->events);
	w->events = events;
	w->first = 0;
	w->room = room;
}

/* --- distinct values ----------------------------------------------------------------------------- */

static void
table_put(struct window *w, uint32_t value)
{
	size_t at = str_hash(w->values[value].text) & (w->table_room - 1);

	while (w->table[at] != 0)
		at = (at + 1) & (w->table_room - 1);
	w->table[at] = value + 1;
}

static void
table_make(struct window *w, size_t room)
{
	w->table_room = room;
	free(w->table);
	w->table = mem_alloc(room, sizeof *w->table);
	for (size_t i = 0; i < w->value_count; i++)
		table_put(w, (uint32_t)i);
}

static void
values_forget(struct window *w)
{
	free(w->values);
	free(w->table);
	arena_release(&w->texts);
	w->values = NULL;
	w->table = NULL;
	w->value_count = w->value_room = w->table_room = w->distinct = 0;
}

/* Only values of events in the window are left. */
static void
values_thin(struct window *w)
{
	struct arena texts = { 0 };
	uint32_t *moved = mem_alloc(w->value_count, sizeof *moved);
	size_t kept = 0;

	for (size_t i = 0; i < w->value_count; i++) {
		const struct window_value value = w->values[i];
		if (value.count == 0)
			continue;
		moved[i] = (uint32_t)kept;
		w->values[kept++] =
		    (struct window_value){ arena_str(&texts, value.text), value.count };
	}
	w->value_count = kept;
	for (size_t i = 0; i < w->count; i++) {
		uint32_t *value = &w->events[(w->first + i) & (w->room - 1)].value;
		*value = moved[*value];
	}
	w->begin = *event_at(w, 0);
	free(moved);
	arena_release(&w->texts);
	w->texts = texts;
	table_make(w, w->table_room);
}

static void
make_room_for_value(struct window *w)
{
	if (w->value_count * 2 < w->table_room)
		return;
	if (w->distinct * 2 <= w->value_count && w->value_count > 0)
		values_thin(w);
	else
		table_make(w, w->table_room == 0 ? FIRST_ROOM : w->table_room * 2);
}

static uint32_t
value_index(struct window *w, struct str text)
{
	make_room_for_value(w);
	for (size_t at = str_hash(text) & (w->table_room - 1); w->table[at] != 0;
	     at = (at + 1) & (w->table_room - 1))
		if (str_eq(w->values[w->table[at] - 1].text, text))
			return w->table[at] - 1;
	struct window_value *value = ARRAY_ADD(w->values, w->value_count, w->value_room);
	value->text = arena_str(&w->texts, text);
	table_put(w, (uint32_t)(w->value_count - 1));
	return (uint32_t)(w->value_count - 1);
}

/* --- events -------------------------------------------------------------------------------------- */

bool
window_push(struct window *w, const struct sigma_occurrence *occurrence)
{
	struct window_event event = { .time = occurrence->time,
		.position = occurrence->position,
		.file = occurrence->file,
		.line = occurrence->line };
	bool counts_distinct = correlation_counts_distinct(w->correlation);

	if ((w->keeps && w->count >= w->most) || (counts_distinct && w->distinct >= w->most))
		return false;
	if (counts_distinct) {
		event.value = value_index(w, occurrence->value);
		w->distinct += w->values[event.value].count++ == 0;
	} else if (w->correlation->field_count > 0) {
		(void)correlation_number(occurrence->value, &event.number);
		w->sum += event.number;
	}
	if (w->keeps && w->count == w->room)
		grow(w);
	if (w->keeps)
		w->events[(w->first + w->count) & (w->room - 1)] = event;
	if (w->count++ == 0)
		w->begin = event;
	w->end = event;
	return true;
}

void
window_pop(struct window *w)
{
	if (correlation_counts_distinct(w->correlation))
		w->distinct -= --w->values[w->begin.value].count == 0;
	else
		w->sum -= w->begin.number;
	w->first = (w->first + 1) & (w->room - 1);
	/* What floating point leaves over does not outlive the window. */
	if (--w->count == 0)
		w->sum = 0;
	else
		w->begin = *event_at(w, 0);
}

static int
by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Nearest rank: the smallest number that at least that share of all does not exceed. */
static double
percentile(struct window *w)
{
	if (w->count > w->sorted_room) {
		w->sorted_room = w->room;
		w->sorted = mem_grow(w->sorted, w->sorted_room, sizeof *w->sorted);
	}
	for (size_t i = 0; i < w->count; i++)
		w->sorted[i] = event_at(w, i)->number;
	qsort(w->sorted, w->count, sizeof *w->sorted, by_number);
	double rank = w->correlation->percentile / 100 * (double)w->count;
	size_t index = (size_t)rank;
	if (index > 0 && (double)index >= rank)
		index--;
	return w->sorted[index < w->count ? index : w->count - 1];
}

double
window_number(struct window *w)
{
	switch (w->correlation->type) {
	case CORRELATION_VALUE_COUNT:
	case CORRELATION_TEMPORAL:
		return (double)w->distinct;
	case CORRELATION_VALUE_SUM:
		return w->sum;
	case CORRELATION_VALUE_AVG:
		return w->sum / (double)w->count;
	case CORRELATION_VALUE_PERCENTILE:
		return percentile(w);
	case CORRELATION_EVENT_COUNT:
	case CORRELATION_TEMPORAL_ORDERED:
		break;
	}
	return (double)w->count;
}

void
window_clear(struct window *w)
{
	values_forget(w);
	w->first = w->count = 0;
	w->sum = 0;
}

void
window_release(struct window *w)
{
	free(w->events);
	values_forget(w);
	free(w->sorted);
	*w = (struct window){ 0 };
}
