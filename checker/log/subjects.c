/* SPDX-License-Identifier: Apache-2.0 */
/* Different subjects of each user and day: exact, so where several parts have a day their pairs are put together. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/store.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };

struct pair {
	uint64_t subject;
	uint32_t user;
};

static int
compare_rows(const void *x, const void *y)
{
	const struct subject_row *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static int
compare_pairs(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	if (a->user != b->user)
		return a->user < b->user ? -1 : 1;
	return a->subject < b->subject ? -1 : a->subject > b->subject;
}

static void
add_user_days(struct log_store *store, const struct stored_day *day)
{
	const struct stored_part *p = &store->parts[day->part];
	struct part_walk walk = { p->region, day->part_day->user_days,
		sizeof(struct part_user_day) };
	const void *items;
	uint32_t count;

	while (part_walk_next(&walk, &items, &count)) {
		const struct part_user_day *list = items;
		for (uint32_t i = 0; i < count; i++) {
			uint32_t user = p->numbers[PART_USER][list[i].user];
			*ARRAY_ADD(store->subjects, store->subject_count,
			    store->subject_room) = (struct subject_row){ day->day,
				day->day * DAY_SEC - JST_SEC + list[i].first_sec, list[i].subjects,
				user, p->ranks[PART_USER][list[i].user], p->file, list[i].line };
		}
	}
}

static void
add_pairs(const struct log_store *store, const struct stored_day *day, struct pair **pairs,
    size_t *count, size_t *room)
{
	const struct stored_part *p = &store->parts[day->part];
	struct part_walk walk = { p->region, day->part_day->pairs, sizeof(uint64_t) };
	const void *items;
	uint32_t n;

	while (part_walk_next(&walk, &items, &n)) {
		const uint64_t *list = items;
		for (uint32_t i = 0; i < n; i++)
			*ARRAY_ADD(*pairs, *count, *room) =
			    (struct pair){ p->subjects[(uint32_t)list[i]],
				    p->numbers[PART_USER][list[i] >> 32] };
	}
}

/* Rows of one user made one; their subjects counted in the sorted pairs. */
static void
join_users(struct log_store *store, size_t from, const struct pair *pairs, size_t pair_count)
{
	size_t kept = from;

	for (size_t i = from; i < store->subject_count; i++)
		if (i == from || store->subjects[i].user != store->subjects[kept - 1].user)
			store->subjects[kept++] = store->subjects[i];
	store->subject_count = kept;
	for (size_t i = from; i < kept; i++) {
		struct subject_row *row = &store->subjects[i];
		size_t low = 0, high = pair_count;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (pairs[middle].user < row->user)
				low = middle + 1;
			else
				high = middle;
		}
		row->subjects = 0;
		for (; low < pair_count && pairs[low].user == row->user; low++)
			row->subjects +=
			    low == 0 || compare_pairs(&pairs[low - 1], &pairs[low]) != 0;
	}
}

static void
make_day(struct log_store *store, size_t *at)
{
	int64_t day = store->days[*at].day;
	size_t from = store->subject_count, first = *at;
	struct pair *pairs = NULL;
	size_t count = 0, room = 0;

	for (; *at < store->day_count && store->days[*at].day == day; ++*at)
		add_user_days(store, &store->days[*at]);
	if (store->subject_count > from)
		qsort(store->subjects + from, store->subject_count - from, sizeof *store->subjects,
		    compare_rows);
	if (*at - first == 1)
		return;
	for (size_t i = first; i < *at; i++)
		add_pairs(store, &store->days[i], &pairs, &count, &room);
	if (count > 0)
		qsort(pairs, count, sizeof *pairs, compare_pairs);
	join_users(store, from, pairs, count);
	free(pairs);
}

size_t
log_subjects_count(struct log_store *store)
{
	store_settle(store);
	for (size_t at = 0; !store->subjects_made && at < store->day_count;)
		make_day(store, &at);
	store->subjects_made = true;
	return store->subject_count;
}

void
log_subjects_get(struct log_store *store, size_t index, struct log_activity_row *row)
{
	const struct subject_row *r = &store->subjects[index];

	*row = (struct log_activity_row){ .number_accessed = -1,
		.day = r->day,
		.events = r->subjects,
		.first = r->first,
		.last = r->first,
		.file = store->files[r->file],
		.line = r->line };
	row->texts[LOG_KEY_USER] = store_text(store, PART_USER, r->user);
}
