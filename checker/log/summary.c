/* SPDX-License-Identifier: Apache-2.0 */
/* Records into their day's groups and pairs. */
#include "log/summary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/limits.h"
#include "log/summary_days.h"
#include "base/banned.h"

/* Both are 16 bytes without gaps. */
static inline bool
same_key(const struct summary_key *x, const struct summary_key *y)
{
	uint64_t a[2], b[2];

	memcpy(a, x, sizeof a);
	memcpy(b, y, sizeof b);
	return a[0] == b[0] && a[1] == b[1];
}

/* The day that records are added to, with room for all of them. */
struct target {
	struct summary_group *groups;
	struct summary_user *users;
	uint64_t *pairs;
	place *group_index, *user_index;
	uint64_t *pair_index;
	uint64_t group_mask, pair_mask;
	size_t group_count, user_count, pair_count;
};

/*
 * Whether a record's group is there already is as good as chance, and what a processor guesses wrongly costs more than the group: so a new one
 * is written behind the last, found in the place of none, and stays when nothing else was found.
 */
static inline void
add_group(struct target *t, const struct summary_record *r, uint64_t hash)
{
	const place fresh = (place)t->group_count;
	const uint64_t first = summary_first(r->second, r->line);
	struct summary_group *group = &t->groups[fresh];
	place at;

	*group = (struct summary_group){ r->key, first, 0, r->second };
	for (;; hash++) {
		at = t->group_index[hash & t->group_mask];
		/* No jump: the one behind the last when there is none. */
		at = at - 1 + ((fresh + 1) & (place) - (place)(at == 0));
		group = &t->groups[at];
		if (!same_key(&group->key, &r->key))
			continue;
		if (++group->events != 0)
			break;
		/* A full counter goes on in another group of the same key: groups add up. */
		group->events = UINT32_MAX;
	}
	t->group_index[hash & t->group_mask] = at + 1;
	t->group_count += at == fresh;
	if (first < group->first)
		group->first = first;
	if (r->second > group->last_sec)
		group->last_sec = r->second;
}

/* Users of a day are few, pairs as groups are. */
static inline void
add_subject(struct target *t, const struct summary_record *r, uint64_t pair, uint64_t hash)
{
	const uint64_t first = summary_first(r->second, r->line);
	place *place_at = &t->user_index[r->key.user];
	uint64_t found;

	if (*place_at == 0) {
		t->users[t->user_count++] = (struct summary_user){ first, r->key.user, 0 };
		*place_at = (place)t->user_count;
	}
	struct summary_user *user = &t->users[*place_at - 1];
	if (first < user->first)
		user->first = first;
	for (;; hash++) {
		found = t->pair_index[hash & t->pair_mask];
		if (((found ^ pair) & -(uint64_t)(found != 0)) == 0)
			break;
	}
	t->pair_index[hash & t->pair_mask] = pair;
	t->pairs[t->pair_count] = pair;
	t->pair_count += found == 0;
	user->subjects += found == 0;
}

/* Records of one day, of users up to that one. */
static void
add_some(struct summary *s, struct open_day *day, const struct summary_record *records,
    size_t count, uint32_t user)
{
	day_reserve(s, day, count, user);
	struct target t = { day->groups, day->users, day->pairs, day->group_index, day->user_index,
		day->pair_index, day->group_index_room - 1, day->pair_index_room - 1,
		day->group_count, day->user_count, day->pair_count };
	for (const struct summary_record *r = records; r < records + count; r++) {
		add_group(&t, r, group_hash(s, &r->key));
		if (r->subject != 0) {
			uint64_t pair = summary_pair(r->key.user, r->subject - 1);
			add_subject(&t, r, pair, pair_hash(s, pair));
		}
	}
	day->group_count = t.group_count;
	day->user_count = t.user_count;
	day->pair_count = t.pair_count;
}

void
summary_add_all(struct summary *s, const struct summary_record *records, size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		struct open_day *day = day_open(s, records[from].day);
		uint32_t user = 0;
		for (to = from; to < count && records[to].day == records[from].day; to++)
			user = records[to].key.user > user ? records[to].key.user : user;
		if (day->group_count == 0)
			day->line = records[from].line;
		s->ticks += to - from;
		day_touch(s, day);
		add_some(s, day, records + from, to - from, user);
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

	for (size_t i = 0; i < s->day_count; i++)
		if (s->open[i] != NULL)
			day_close(s, i);
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
			day_drop(s, i);
	for (size_t i = 0; i < SUMMARY_SPARE; i++)
		free(s->spare[i].p);
	free(s->scratch);
	if (region != NULL)
		region_scratch_end(region);
	free(s->days);
	free(s->open);
	free(s->day_slots);
	*s = (struct summary){ .region = region, .seed = seed };
}
