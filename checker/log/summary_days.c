/* SPDX-License-Identifier: Apache-2.0 */
/* Days of a summary that are open, and their indexes. */
#include "log/summary_days.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/limits.h"
#include "base/banned.h"

enum {
	LEAST_ROOM = 64,
	SPARE_LEAST = 64 * 1024, /* smaller ones the C library keeps itself */
	SPARE_MOST = 1024 * 1024
};

static size_t
bytes_of(const struct open_day *day)
{
	return day->group_room * sizeof *day->groups + day->user_room * sizeof *day->user_days +
	    day->pair_room * sizeof *day->pairs;
}

static void *
at_place(const struct summary *s, place at)
{
	return region_at(s->region, (uint64_t)at << 4);
}

/* --- room for indexes ---------------------------------------------------------------------------- */

/* Zeroed. From the kernel they would come page by page, each day anew. */
static void *
index_new(struct summary *s, size_t count, size_t size)
{
	size_t bytes = mem_mul(count, size);

	for (size_t i = 0; i < SUMMARY_SPARE; i++) {
		void *index = s->spare[i].index;
		if (index == NULL || s->spare[i].bytes != bytes)
			continue;
		s->spare[i].index = NULL;
		return memset(index, 0, bytes);
	}
	return mem_alloc(count, size);
}

static void
index_free(struct summary *s, void *index, size_t bytes)
{
	for (size_t i = 0; i < SUMMARY_SPARE && bytes >= SPARE_LEAST && bytes <= SPARE_MOST; i++)
		if (s->spare[i].index == NULL) {
			s->spare[i].index = index;
			s->spare[i].bytes = bytes;
			return;
		}
	free(index);
}

/* --- opening and closing ------------------------------------------------------------------------- */

static void
group_index(struct summary *s, struct open_day *day, const struct part_group *group)
{
	uint64_t at = group_hash(s, group) & (day->group_room - 1);

	while (day->groups[at] != 0)
		at = (at + 1) & (day->group_room - 1);
	day->groups[at] = place_of(s, group);
}

/* To at least that many places. */
void
groups_grow(struct summary *s, struct open_day *day, uint64_t least)
{
	place *old = day->groups;
	uint64_t room = day->group_room, grown = room == 0 ? LEAST_ROOM : room * 4;

	while (grown < least)
		grown *= 4;
	day->group_room = grown;
	day->groups = index_new(s, grown, sizeof *day->groups);
	s->open_bytes += (grown - room) * sizeof *old;
	for (uint64_t i = 0; i < room; i++)
		if (old[i] != 0)
			group_index(s, day, at_place(s, old[i]));
	index_free(s, old, room * sizeof *old);
}

static void
pair_index(const struct summary *s, struct open_day *day, uint64_t pair)
{
	uint64_t at = hash_words(pair, 0, s->seed) & (day->pair_room - 1);

	while (day->pairs[at] != 0)
		at = (at + 1) & (day->pair_room - 1);
	day->pairs[at] = pair;
}

void
pairs_grow(struct summary *s, struct open_day *day, uint64_t least)
{
	uint64_t *old = day->pairs, room = day->pair_room;
	uint64_t grown = room == 0 ? LEAST_ROOM : room * 2;

	while (grown < least)
		grown *= 2;
	day->pair_room = grown;
	day->pairs = index_new(s, grown, sizeof *day->pairs);
	s->open_bytes += (grown - room) * sizeof *old;
	for (uint64_t i = 0; i < room; i++)
		if (old[i] != 0)
			pair_index(s, day, old[i]);
	index_free(s, old, room * sizeof *old);
}

/* An index of nothing yet. A new day is likely to be as large as the one before, one opened again is as large as it was. */
static void
size_like(struct summary *s, struct open_day *day, const struct part_day *before)
{
	if (before->group_count > 0)
		groups_grow(s, day, before->group_count * 2);
	if (before->pair_count > 0)
		pairs_grow(s, day, before->pair_count * 2);
}

void
users_grow(struct summary *s, struct open_day *day, uint32_t user)
{
	size_t room = day->user_room == 0 ? 256 : day->user_room;

	while (room <= user)
		room *= 2;
	s->open_bytes += (room - day->user_room) * sizeof *day->user_days;
	day->user_days = mem_grow(day->user_days, room, sizeof *day->user_days);
	memset(
	    day->user_days + day->user_room, 0, (room - day->user_room) * sizeof *day->user_days);
	day->user_room = room;
}

static void
list_out(struct summary *s, struct open_day *day)
{
	if (day->older != NULL)
		day->older->newer = day->newer;
	else
		s->oldest = day->newer;
	if (day->newer != NULL)
		day->newer->older = day->older;
	else
		s->newest = day->older;
}

static void
list_in(struct summary *s, struct open_day *day)
{
	day->older = s->newest;
	day->newer = NULL;
	if (s->newest != NULL)
		s->newest->newer = day;
	else
		s->oldest = day;
	s->newest = day;
}

void
day_touch(struct summary *s, struct open_day *day)
{
	day->touched = s->ticks;
	if (s->newest == day)
		return;
	list_out(s, day);
	list_in(s, day);
}

void
day_close(struct summary *s, size_t index)
{
	struct open_day *day = s->open[index];

	list_out(s, day);
	s->open_bytes -= bytes_of(day);
	s->open_count--;
	index_free(s, day->groups, day->group_room * sizeof *day->groups);
	index_free(s, day->pairs, day->pair_room * sizeof *day->pairs);
	free(day->user_days);
	free(day);
	s->open[index] = NULL;
}

/* The indexes of a day that was closed, made again from what stands in the region. */
static void
index_again(struct summary *s, struct open_day *day, const struct part_day *part)
{
	const void *items;
	uint32_t count;

	s->again += part->group_count + part->user_day_count + part->pair_count;
	size_like(s, day, part);
	struct part_walk groups = { s->region, part->groups, sizeof(struct part_group) };
	while (part_walk_next(&groups, &items, &count))
		for (uint32_t i = 0; i < count; i++)
			group_index(s, day, (const struct part_group *)items + i);
	struct part_walk days = { s->region, part->user_days, sizeof(struct part_user_day) };
	while (part_walk_next(&days, &items, &count))
		for (uint32_t i = 0; i < count; i++) {
			const struct part_user_day *user = (const struct part_user_day *)items + i;
			if (user->user >= day->user_room)
				users_grow(s, day, user->user);
			day->user_days[user->user] = place_of(s, user);
		}
	struct part_walk pairs = { s->region, part->pairs, sizeof(uint64_t) };
	while (part_walk_next(&pairs, &items, &count))
		for (uint32_t i = 0; i < count; i++)
			pair_index(s, day, ((const uint64_t *)items)[i] + (UINT64_C(1) << 32));
}

/* Days that are over; and, when there is too much open, the one untouched longest. */
void
days_sweep(struct summary *s, size_t but)
{
	struct open_day *day = s->oldest, *newer;

	s->swept = s->ticks;
	for (; day != NULL && s->ticks - day->touched > LOG_DAY_IDLE_RECORDS; day = newer) {
		newer = day->newer;
		if (day->index != but)
			day_close(s, day->index);
	}
	if (day != NULL && day->index == but)
		day = day->newer;
	if (day != NULL &&
	    (s->open_bytes > LOG_OPEN_BYTES_MAX || s->open_count > LOG_OPEN_DAYS_MAX))
		day_close(s, day->index);
}

bool
summary_hops(const struct summary *s)
{
	return s->again > LOG_AGAIN_ENTRIES + s->ticks * LOG_AGAIN_SHARE;
}

static void
day_index(struct summary *s, size_t index)
{
	uint64_t at = hash_words((uint64_t)s->days[index].day, 0, 0) & (s->day_slot_room - 1);

	while (s->day_slots[at] != 0)
		at = (at + 1) & (s->day_slot_room - 1);
	s->day_slots[at] = (uint32_t)index + 1;
}

static size_t
day_add(struct summary *s, int64_t number)
{
	size_t index = s->day_count, opens = index, tails = index;

	ARRAY_ADD(s->days, s->day_count, s->day_room)->day = number;
	*ARRAY_ADD(s->open, opens, s->open_room) = NULL;
	(void)ARRAY_ADD(s->tails, tails, s->tail_room);
	if (s->day_count * 2 < s->day_slot_room) {
		day_index(s, index);
		return index;
	}
	free(s->day_slots);
	s->day_slot_room = s->day_slot_room == 0 ? 64 : s->day_slot_room * 2;
	s->day_slots = mem_alloc(s->day_slot_room, sizeof *s->day_slots);
	for (size_t i = 0; i < s->day_count; i++)
		day_index(s, i);
	return index;
}

static size_t
day_find(struct summary *s, int64_t number)
{
	if (s->day_slot_room == 0)
		return day_add(s, number);
	uint64_t at = hash_words((uint64_t)number, 0, 0) & (s->day_slot_room - 1);
	for (; s->day_slots[at] != 0; at = (at + 1) & (s->day_slot_room - 1))
		if (s->days[s->day_slots[at] - 1].day == number)
			return s->day_slots[at] - 1;
	return day_add(s, number);
}

struct open_day *
day_open(struct summary *s, int64_t number)
{
	size_t index = s->last;

	if (index >= s->day_count || s->days[index].day != number)
		index = s->last = day_find(s, number);
	struct open_day *day = s->open[index];
	if (day == NULL) {
		day = s->open[index] = mem_alloc(1, sizeof *day);
		s->open_count++;
		day->index = index;
		day->touched = s->ticks;
		list_in(s, day);
		if (s->days[index].group_count > 0)
			index_again(s, day, &s->days[index]);
		else if (index > 0)
			size_like(s, day, &s->days[index - 1]);
		days_sweep(s, index);
	}
	return day;
}
