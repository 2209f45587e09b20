/* SPDX-License-Identifier: Apache-2.0 */
/* The events of one group that are at most a timespan apart: a ring, with its count, sum and distinct values kept up to date. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sigma/correlation.h"
#include "base/banned.h"

enum { FIRST_ROOM = 64 };

const struct window_event *
window_at(const struct window *w, size_t index)
{
	return &w->events[(w->first + index) & (w->room - 1)];
}

static void
grow(struct window *w)
{
	size_t room = w->room == 0 ? FIRST_ROOM : w->room * 2;
	struct window_event *events = mem_alloc(room, sizeof *events);

	for (size_t i = 0; i < w->count; i++)
		events[i] = *window_at(w, i);
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
table_grow(struct window *w)
{
	w->table_room = w->table_room == 0 ? FIRST_ROOM : w->table_room * 2;
	free(w->table);
	w->table = mem_alloc(w->table_room, sizeof *w->table);
	for (size_t i = 0; i < w->value_count; i++)
		table_put(w, (uint32_t)i);
}

static uint32_t
value_index(struct window *w, struct str text)
{
	if (w->value_count * 2 >= w->table_room)
		table_grow(w);
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

void
window_push(struct window *w, const struct sigma_occurrence *occurrence)
{
	struct window_event event = { .at = *occurrence };

	event.at.group = event.at.value = (struct str){ 0 };
	if (correlation_counts_distinct(w->correlation)) {
		event.value = value_index(w, occurrence->value);
		w->distinct += w->values[event.value].count++ == 0;
	} else if (w->correlation->field_count > 0) {
		(void)correlation_number(occurrence->value, &event.number);
		w->sum += event.number;
	}
	if (w->count == w->room)
		grow(w);
	w->events[(w->first + w->count++) & (w->room - 1)] = event;
}

void
window_pop(struct window *w)
{
	const struct window_event *event = window_at(w, 0);

	if (correlation_counts_distinct(w->correlation))
		w->distinct -= --w->values[event->value].count == 0;
	else
		w->sum -= event->number;
	w->first = (w->first + 1) & (w->room - 1);
	/* What floating point leaves over does not outlive the window. */
	if (--w->count == 0)
		w->sum = 0;
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
		w->sorted[i] = window_at(w, i)->number;
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
	for (size_t i = 0; i < w->value_count; i++)
		w->values[i].count = 0;
	w->count = w->distinct = 0;
	w->sum = 0;
}

void
window_restart(struct window *w)
{
	w->value_count = 0;
	if (w->table != NULL)
		memset(w->table, 0, w->table_room * sizeof *w->table);
	arena_release(&w->texts);
	window_clear(w);
}

void
window_release(struct window *w)
{
	free(w->events);
	free(w->values);
	free(w->table);
	free(w->sorted);
	arena_release(&w->texts);
	*w = (struct window){ 0 };
}
