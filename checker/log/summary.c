/* SPDX-License-Identifier: Apache-2.0 */
/* Days, their groups and pairs. */
#include "log/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "log/limits.h"
#include "base/banned.h"

enum {
	GROUPS,
	USER_DAYS,
	PAIRS,
	GROUP_CHUNK = 256,
	USER_DAY_CHUNK = 256,
	PAIR_CHUNK = 1024,
	LEAST_ROOM = 64,
	SPARE_LEAST = 64 * 1024, /* smaller ones the C library keeps itself */
	SPARE_MOST = 1024 * 1024,
	FEW = 64 /* records whose places are on their way at once */
};

/* Places in the region as numbers of 16 bytes: four bytes reach 64 GiB. */
typedef uint32_t place;

struct open_day {
	place *groups; /* open addressing; 0: free */
	uint64_t group_room;
	place *user_days; /* by user */
	size_t user_room;
	uint64_t *pairs; /* open addressing; 0: free, user + 1 << 32 | subject */
	uint64_t pair_room;
	uint64_t touched;
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

static place
place_of(const struct summary *s, const void *p)
{
	return (place)((uint64_t)((const unsigned char *)p - s->region->base) >> 4);
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

static uint64_t
group_hash(const struct summary *s, const void *key)
{
	uint64_t words[2];

	memcpy(words, key, sizeof words);
	return hash_words(words[0], words[1], s->seed);
}

static void
group_index(struct summary *s, struct open_day *day, const struct part_group *group)
{
	uint64_t at = group_hash(s, group) & (day->group_room - 1);

	while (day->groups[at] != 0)
		at = (at + 1) & (day->group_room - 1);
	day->groups[at] = place_of(s, group);
}

/* To at least that many places. */
static void
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

static void
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

static void
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
close_day(struct summary *s, size_t index)
{
	struct open_day *day = s->open[index];

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
static void
sweep(struct summary *s, size_t but)
{
	size_t oldest = but;

	s->swept = s->ticks;
	for (size_t i = 0; i < s->day_count; i++) {
		if (i == but || s->open[i] == NULL)
			continue;
		if (s->ticks - s->open[i]->touched > LOG_DAY_IDLE_RECORDS)
			close_day(s, i);
		else if (oldest == but || s->open[i]->touched < s->open[oldest]->touched)
			oldest = i;
	}
	if (oldest != but &&
	    (s->open_bytes > LOG_OPEN_BYTES_MAX || s->open_count > LOG_OPEN_DAYS_MAX))
		close_day(s, oldest);
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

static struct open_day *
day_open(struct summary *s, int64_t number)
{
	size_t index = s->last;

	if (index >= s->day_count || s->days[index].day != number)
		index = s->last = day_find(s, number);
	struct open_day *day = s->open[index];
	if (day == NULL) {
		day = s->open[index] = mem_alloc(1, sizeof *day);
		s->open_count++;
		if (s->days[index].group_count > 0)
			index_again(s, day, &s->days[index]);
		else if (index > 0)
			size_like(s, day, &s->days[index - 1]);
		sweep(s, index);
	}
	return day;
}

/* --- records ------------------------------------------------------------------------------------- */

static inline bool
is_before(uint32_t second, uint32_t line, uint32_t other_second, uint32_t other_line)
{
	return second != other_second ? second < other_second : line < other_line;
}

/* Both are 16 bytes without gaps. */
static inline bool
same_key(const struct part_group *group, const struct summary_key *key)
{
	uint64_t a[2], b[2];

	memcpy(a, group, sizeof a);
	memcpy(b, key, sizeof b);
	return a[0] == b[0] && a[1] == b[1];
}

/* The day that records are added to; its indexes have room for all of them. */
struct target {
	struct summary *summary;
	const struct open_day *day;
	struct part_day *part;
	uint64_t *tails;
	unsigned char *base; /* of places */
	place *groups;
	uint64_t *pairs;
	uint64_t group_mask, pair_mask;
};

static inline void *
target_at(const struct target *t, place at)
{
	return t->base + ((uint64_t)at << 4);
}

static inline void
add_group(const struct target *t, const struct summary_record *r, uint64_t hash)
{
	uint64_t at = hash & t->group_mask;

	for (; t->groups[at] != 0; at = (at + 1) & t->group_mask) {
		struct part_group *group = target_at(t, t->groups[at]);
		/* A full counter goes on in another group of the same key: groups add up. */
		if (!same_key(group, &r->key) || group->events == UINT32_MAX)
			continue;
		group->events++;
		if (is_before(r->second, r->line, group->first_sec, group->line)) {
			group->first_sec = r->second;
			group->line = r->line;
		}
		if (r->second > group->last_sec)
			group->last_sec = r->second;
		return;
	}
	struct part_group *group = part_add(
	    t->summary->region, &t->part->groups, &t->tails[GROUPS], sizeof *group, GROUP_CHUNK);
	memcpy(group, &r->key, sizeof r->key);
	group->events = 1;
	group->line = r->line;
	group->first_sec = group->last_sec = r->second;
	t->groups[at] = place_of(t->summary, group);
	t->part->group_count++;
}

static inline uint64_t
pair_of(const struct summary_record *r)
{
	return (uint64_t)r->key.user << 32 | (r->subject - 1);
}

static inline uint64_t
pair_hash(const struct summary *s, uint64_t pair)
{
	return hash_words(pair + (UINT64_C(1) << 32), 0, s->seed);
}

static inline void
add_subject(const struct target *t, const struct summary_record *r, uint64_t hash)
{
	uint64_t pair = pair_of(r), marked = pair + (UINT64_C(1) << 32);
	place *place_at = &t->day->user_days[r->key.user];
	struct part_user_day *user_day;

	if (*place_at == 0) {
		user_day = part_add(t->summary->region, &t->part->user_days, &t->tails[USER_DAYS],
		    sizeof *user_day, USER_DAY_CHUNK);
		*user_day = (struct part_user_day){ r->key.user, 0, r->second, r->line };
		*place_at = place_of(t->summary, user_day);
		t->part->user_day_count++;
	}
	user_day = target_at(t, *place_at);
	if (is_before(r->second, r->line, user_day->first_sec, user_day->line)) {
		user_day->first_sec = r->second;
		user_day->line = r->line;
	}
	uint64_t at = hash & t->pair_mask;
	for (; t->pairs[at] != 0; at = (at + 1) & t->pair_mask)
		if (t->pairs[at] == marked)
			return;
	t->pairs[at] = marked;
	uint64_t *kept = part_add(
	    t->summary->region, &t->part->pairs, &t->tails[PAIRS], sizeof *kept, PAIR_CHUNK);
	*kept = pair;
	t->part->pair_count++;
	user_day->subjects++;
}

/* With room for so many more records, of users up to that one. */
static struct target
target_of(struct summary *s, struct open_day *day, size_t count, uint32_t user)
{
	struct part_day *part = &s->days[s->last];

	while ((part->group_count + count) * 2 > day->group_room)
		groups_grow(s, day, 0);
	while ((part->pair_count + count) * 2 > day->pair_room)
		pairs_grow(s, day, 0);
	if (user >= day->user_room)
		users_grow(s, day, user);
	return (struct target){ s, day, part, s->tails[s->last], s->region->base, day->groups,
		day->pairs, day->group_room - 1, day->pair_room - 1 };
}

/* A few records of one day. What they will look at is on its way before the first of them waits for it. */
static void
add_few(struct summary *s, struct open_day *day, const struct summary_record *records, size_t count)
{
	uint64_t groups[FEW], pairs[FEW];
	uint32_t user = 0;

	for (size_t i = 0; i < count; i++)
		user = records[i].key.user > user ? records[i].key.user : user;
	const struct target t = target_of(s, day, count, user);
	for (size_t i = 0; i < count; i++) {
		const struct summary_record *r = &records[i];
		groups[i] = group_hash(s, &r->key);
		pairs[i] = pair_hash(s, pair_of(r));
		__builtin_prefetch(&t.groups[groups[i] & t.group_mask]);
		__builtin_prefetch(&t.pairs[pairs[i] & t.pair_mask]);
	}
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(target_at(&t, t.groups[groups[i] & t.group_mask]));
	for (size_t i = 0; i < count; i++) {
		add_group(&t, &records[i], groups[i]);
		if (records[i].subject != 0)
			add_subject(&t, &records[i], pairs[i]);
	}
}

void
summary_add_all(struct summary *s, const struct summary_record *records, size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		struct open_day *day = day_open(s, records[from].day);
		to = from + 1;
		while (to < count && to - from < FEW && records[to].day == records[from].day)
			to++;
		s->ticks += to - from;
		day->touched = s->ticks;
		add_few(s, day, records + from, to - from);
		if (s->open_bytes > LOG_OPEN_BYTES_MAX && s->ticks - s->swept > 16)
			sweep(s, s->last);
	}
}

static int
compare_days(const void *x, const void *y)
{
	int64_t a = ((const struct part_day *)x)->day, b = ((const struct part_day *)y)->day;

	return a < b ? -1 : a > b;
}

struct part_list
summary_finish(struct summary *s)
{
	struct part_list list = { 0, s->day_count };

	if (s->day_count > 0)
		qsort(s->days, s->day_count, sizeof *s->days, compare_days);
	list.at = region_alloc(s->region, s->day_count * sizeof *s->days);
	if (s->day_count > 0)
		memcpy(region_at(s->region, list.at), s->days, s->day_count * sizeof *s->days);
	summary_release(s);
	return list;
}

void
summary_release(struct summary *s)
{
	struct region *region = s->region;
	uint64_t seed = s->seed;

	for (size_t i = 0; i < s->day_count; i++)
		if (s->open[i] != NULL)
			close_day(s, i);
	for (size_t i = 0; i < SUMMARY_SPARE; i++)
		free(s->spare[i].index);
	free(s->days);
	free(s->open);
	free(s->tails);
	free(s->day_slots);
	*s = (struct summary){ .region = region, .seed = seed };
}
