/* SPDX-License-Identifier: Apache-2.0 */
/* Days of a summary that are open: their lists and indexes, and the memory that these have. */
#include "log/summary_days.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/limits.h"
#include "base/banned.h"

enum {
	LEAST_ROOM = 64,
	SPARE_LEAST = 16 * 1024, /* smaller ones the C library keeps itself */
	SPARE_MOST = 1024 * 1024,
	SCRATCH_SHARE =
	    2048 /* of the region's addresses: 32 MiB, larger lists are not the worker's own */
};

static size_t
bytes_of(const struct open_day *day)
{
	return day->group_room * sizeof *day->groups + day->user_room * sizeof *day->users +
	    day->pair_room * sizeof *day->pairs + day->group_index_room * sizeof *day->group_index +
	    day->user_index_room * sizeof *day->user_index +
	    day->pair_index_room * sizeof *day->pair_index;
}

/* --- room for lists and indexes ------------------------------------------------------------------ */

/* The one that was freed last is nearest. NULL: none of that size. */
static void *
spare_get(struct summary *s, size_t bytes)
{
	for (size_t i = SUMMARY_SPARE; i-- > 0;) {
		const struct summary_room spare = s->spare[i];
		if (spare.p == NULL || spare.bytes != bytes)
			continue;
		memmove(s->spare + i, s->spare + i + 1, (SUMMARY_SPARE - 1 - i) * sizeof *s->spare);
		s->spare[SUMMARY_SPARE - 1] = (struct summary_room){ 0 };
		return spare.p;
	}
	return NULL;
}

static bool
is_scratch(const struct summary *s, size_t bytes)
{
	return bytes > s->region->room / SCRATCH_SHARE;
}

static void
room_free(struct summary *s, void *p, size_t bytes, bool list)
{
	if (list && is_scratch(s, bytes)) {
		*ARRAY_ADD(s->scratch, s->scratch_count, s->scratch_room) =
		    (struct summary_room){ p, bytes };
		region_scratch_clear(p, bytes);
		return;
	}
	for (size_t i = 0; i < SUMMARY_SPARE && bytes >= SPARE_LEAST && bytes <= SPARE_MOST; i++)
		if (s->spare[i].p == NULL) {
			s->spare[i] = (struct summary_room){ p, bytes };
			return;
		}
	free(p);
}

/* Zeroed. From the kernel they would come page by page, each day anew. */
static void *
index_new(struct summary *s, size_t count, size_t size)
{
	size_t bytes = mem_mul(count, size);
	void *index = spare_get(s, bytes);

	if (index != NULL)
		return memset(index, 0, bytes);
	index = mem_alloc(count, size);
	mem_spread(index, bytes);
	return index;
}

/* Not zeroed. A day as large as hardly any does not fail for the worker's memory. */
static void *
list_new(struct summary *s, size_t count, size_t size)
{
	size_t bytes = mem_mul(count, size);
	void *list;

	if (is_scratch(s, bytes)) {
		for (size_t i = 0; i < s->scratch_count; i++)
			if (s->scratch[i].bytes == bytes) {
				list = s->scratch[i].p;
				s->scratch[i] = s->scratch[--s->scratch_count];
				return list;
			}
		return region_scratch(s->region, bytes);
	}
	list = spare_get(s, bytes);
	if (list != NULL)
		return list;
	list = mem_grow(NULL, count, size);
	mem_spread(list, bytes);
	return list;
}

/* A list with room for at least so many. */
static void *
list_grow(struct summary *s, void *list, size_t *room, size_t least, size_t size)
{
	const size_t before = *room * size;
	size_t grown = *room == 0 ? LEAST_ROOM : *room;
	void *more;

	while (grown < least)
		grown += grown / 2;
	s->open_bytes += (grown - *room) * size;
	*room = grown;
	/* Large ones mostly need not be moved. */
	if (before > SPARE_MOST && !is_scratch(s, grown * size)) {
		more = mem_grow(list, grown, size);
		mem_spread(more, grown * size);
		return more;
	}
	more = list_new(s, grown, size);
	if (before > 0) {
		memcpy(more, list, before);
		room_free(s, list, before, true);
	}
	return more;
}

/* --- indexes ------------------------------------------------------------------------------------- */

static void
index_group(const struct summary *s, struct open_day *day, size_t number)
{
	uint64_t at = group_hash(s, &day->groups[number].key) & (day->group_index_room - 1);

	while (day->group_index[at] != 0)
		at = (at + 1) & (day->group_index_room - 1);
	day->group_index[at] = (place)(number + 1);
}

/* To at least that many places. */
static void
group_index_grow(struct summary *s, struct open_day *day, size_t least)
{
	size_t room = day->group_index_room, grown = room == 0 ? LEAST_ROOM : room * 4;

	while (grown < least)
		grown *= 4;
	room_free(s, day->group_index, room * sizeof *day->group_index, false);
	day->group_index_room = grown;
	day->group_index = index_new(s, grown, sizeof *day->group_index);
	s->open_bytes += (grown - room) * sizeof *day->group_index;
	for (size_t i = 0; i < day->group_count; i++)
		index_group(s, day, i);
}

static void
index_pair(const struct summary *s, struct open_day *day, uint64_t pair)
{
	uint64_t at = pair_hash(s, pair) & (day->pair_index_room - 1);

	while (day->pair_index[at] != 0)
		at = (at + 1) & (day->pair_index_room - 1);
	day->pair_index[at] = pair;
}

static void
pair_index_grow(struct summary *s, struct open_day *day, size_t least)
{
	size_t room = day->pair_index_room, grown = room == 0 ? LEAST_ROOM : room * 2;

	while (grown < least)
		grown *= 2;
	room_free(s, day->pair_index, room * sizeof *day->pair_index, false);
	day->pair_index_room = grown;
	day->pair_index = index_new(s, grown, sizeof *day->pair_index);
	s->open_bytes += (grown - room) * sizeof *day->pair_index;
	for (size_t i = 0; i < day->pair_count; i++)
		index_pair(s, day, day->pairs[i]);
}

static void
user_index_grow(struct summary *s, struct open_day *day, uint32_t user)
{
	size_t before = day->user_index_room, room = before == 0 ? 256 : before;

	while (room <= user)
		room *= 2;
	s->open_bytes += (room - before) * sizeof *day->user_index;
	day->user_index = mem_grow(day->user_index, room, sizeof *day->user_index);
	memset(day->user_index + before, 0, (room - before) * sizeof *day->user_index);
	day->user_index_room = room;
}

static void
reserve_groups(struct summary *s, struct open_day *day, size_t count)
{
	if (count > day->group_room)
		day->groups =
		    list_grow(s, day->groups, &day->group_room, count, sizeof *day->groups);
	if (count * 2 > day->group_index_room)
		group_index_grow(s, day, count * 2);
}

static void
reserve_pairs(struct summary *s, struct open_day *day, size_t count)
{
	if (count > day->pair_room)
		day->pairs = list_grow(s, day->pairs, &day->pair_room, count, sizeof *day->pairs);
	if (count * 2 > day->pair_index_room)
		pair_index_grow(s, day, count * 2);
}

static void
reserve_users(struct summary *s, struct open_day *day, size_t count)
{
	if (count > day->user_room)
		day->users = list_grow(s, day->users, &day->user_room, count, sizeof *day->users);
}

void
day_reserve(struct summary *s, struct open_day *day, size_t count, uint32_t user)
{
	reserve_groups(s, day, day->group_count + count);
	reserve_pairs(s, day, day->pair_count + count);
	reserve_users(s, day, day->user_count + count);
	if (user >= day->user_index_room)
		user_index_grow(s, day, user);
}

/* --- opening and closing ------------------------------------------------------------------------- */

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
day_drop(struct summary *s, size_t index)
{
	struct open_day *day = s->open[index];

	list_out(s, day);
	s->open_bytes -= bytes_of(day);
	s->open_count--;
	room_free(s, day->group_index, day->group_index_room * sizeof *day->group_index, false);
	room_free(s, day->pair_index, day->pair_index_room * sizeof *day->pair_index, false);
	room_free(s, day->groups, day->group_room * sizeof *day->groups, true);
	room_free(s, day->pairs, day->pair_room * sizeof *day->pairs, true);
	room_free(s, day->users, day->user_room * sizeof *day->users, true);
	free(day->user_index);
	free(day);
	s->open[index] = NULL;
}

void
day_close(struct summary *s, size_t index)
{
	day_pack(s->region, s->open[index], &s->days[index]);
	day_drop(s, index);
}

/* A day that was closed, as it was: lists from the region, and their indexes. */
static void
open_again(struct summary *s, struct open_day *day, const struct part_day *part)
{
	s->again += part->groups.count + part->user_days.count + part->pairs.count;
	reserve_groups(s, day, part->groups.count);
	reserve_pairs(s, day, part->pairs.count);
	reserve_users(s, day, part->user_days.count);
	day_unpack(s->region, part, day);
	for (size_t i = 0; i < day->group_count; i++)
		index_group(s, day, i);
	for (size_t i = 0; i < day->pair_count; i++)
		index_pair(s, day, day->pairs[i]);
	for (size_t i = 0; i < day->user_count; i++) {
		uint32_t user = day->users[i].user;
		if (user >= day->user_index_room)
			user_index_grow(s, day, user);
		day->user_index[user] = (place)(i + 1);
	}
}

/* A new day is likely to be as large as the one before; in a log that is in order, as the largest of the last week. */
static void
size_like(struct summary *s, struct open_day *day, size_t index)
{
	enum { WEEK = 7, IN_ORDER = 16 };
	size_t most = s->open_count > IN_ORDER ? 1 : WEEK, groups = 0, users = 0, pairs = 0;

	for (size_t i = index; i-- > 0 && index - i <= most;) {
		const struct open_day *open = s->open[i];
		const struct part_day *part = &s->days[i];
		size_t of[] = { open != NULL ? open->group_count : part->groups.count,
			open != NULL ? open->user_count : part->user_days.count,
			open != NULL ? open->pair_count : part->pairs.count };
		groups = of[0] > groups ? of[0] : groups;
		users = of[1] > users ? of[1] : users;
		pairs = of[2] > pairs ? of[2] : pairs;
	}
	reserve_groups(s, day, groups);
	reserve_users(s, day, users);
	reserve_pairs(s, day, pairs);
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
	size_t index = s->day_count, opens = index;

	ARRAY_ADD(s->days, s->day_count, s->day_room)->day = number;
	*ARRAY_ADD(s->open, opens, s->open_room) = NULL;
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
		if (s->days[index].groups.count > 0)
			open_again(s, day, &s->days[index]);
		else
			size_like(s, day, index);
		days_sweep(s, index);
	}
	return day;
}
