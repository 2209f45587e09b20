/* SPDX-License-Identifier: Apache-2.0 */
/* Records into their day's groups and pairs. */
#include "log/summary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/limits.h"
#include "log/summary_days.h"
#include "base/banned.h"

enum {
	GROUPS,
	USER_DAYS,
	PAIRS,
	GROUP_CHUNK = 256,
	USER_DAY_CHUNK = 256,
	PAIR_CHUNK = 1024,
	FEW = 64 /* records whose places are on their way at once */
};

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
		day_touch(s, day);
		add_few(s, day, records + from, to - from);
		if (s->open_bytes > LOG_OPEN_BYTES_MAX && s->ticks - s->swept > 16)
			days_sweep(s, s->last);
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
			day_close(s, i);
	for (size_t i = 0; i < SUMMARY_SPARE; i++)
		free(s->spare[i].index);
	free(s->days);
	free(s->open);
	free(s->tails);
	free(s->day_slots);
	*s = (struct summary){ .region = region, .seed = seed };
}
