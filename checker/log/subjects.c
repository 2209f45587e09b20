/* SPDX-License-Identifier: Apache-2.0 */
/* Different subjects of each user and day: exact, so where several parts have a day their pairs are put together. Made anew in passing each time. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "log/store.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };

/* A user has seen a subject. Open addressing. */
struct pair {
	uint64_t subject;
	uint32_t rank; /* the user's + 1; 0: free */
};

struct log_subjects_scan {
	struct log_store *store;
	size_t day_at; /* of the store's days: the first one of those to come */
	int64_t day;
	/* by the user's rank, and which ranks there are */
	struct user_day *users;
	uint64_t *used;
	size_t words, word; /* of used; the one that is being read */
	struct pair *pairs;
	size_t pair_room;
	struct log_activity_row row;
};

bool
user_day_before(const struct user_day *a, const struct user_day *b)
{
	if (a->first != b->first)
		return a->first < b->first;
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

void
store_user_days(const struct log_store *store, const struct stored_day *day, struct user_day *users,
    uint64_t *used)
{
	const struct stored_part *p = &store->parts[day->part];
	const struct part_day *part = day->part_day;
	const int64_t least = day->day * DAY_SEC - JST_SEC;
	const unsigned char *row;
	struct packed_fields f;

	packed_fields_of(&part->user_days, &f);
	struct packed_walk walk = packed_rows(p->region, &part->user_days, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			uint32_t number = packed_get(row, &f.of[PART_USER_USER]);
			uint32_t rank = p->ranks[PART_USER][number];
			uint64_t bit = UINT64_C(1) << rank % 64;
			const struct user_day one = {
				.first = least + packed_get(row, &f.of[PART_USER_SECOND]),
				.subjects = packed_get(row, &f.of[PART_USER_SUBJECTS]),
				.user = p->numbers[PART_USER][number],
				.file = p->file,
				.line = part->line + packed_get(row, &f.of[PART_USER_LINE]),
			};
			struct user_day *user = &users[rank];
			if ((used[rank / 64] & bit) == 0 || user_day_before(&one, user))
				*user = one;
			used[rank / 64] |= bit;
		}
}

/* false: it is there already. */
static bool
add_pair(struct log_subjects_scan *scan, uint64_t subject, uint32_t rank)
{
	uint64_t at = hash_words(subject, rank, scan->store->seed);

	for (;; at++) {
		struct pair *pair = &scan->pairs[at & (scan->pair_room - 1)];
		if (pair->rank == 0) {
			*pair = (struct pair){ subject, rank + 1 };
			return true;
		}
		if (pair->subject == subject && pair->rank == rank + 1)
			return false;
	}
}

static void
take_pairs(struct log_subjects_scan *scan, const struct stored_day *day)
{
	const struct stored_part *p = &scan->store->parts[day->part];
	const unsigned char *row;
	struct packed_fields f;

	packed_fields_of(&day->part_day->pairs, &f);
	struct packed_walk walk = packed_rows(p->region, &day->part_day->pairs, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			uint32_t rank = p->ranks[PART_USER][packed_get(row, &f.of[PART_PAIR_USER])];
			scan->users[rank].subjects += add_pair(
			    scan, p->subjects[packed_get(row, &f.of[PART_PAIR_SUBJECT])], rank);
		}
}

/* Subjects that several parts have seen are one each. */
static void
join_pairs(struct log_subjects_scan *scan, size_t from, size_t to)
{
	const struct stored_day *days = scan->store->days;
	uint64_t count = 0;
	size_t room = 64;

	for (size_t i = from; i < to; i++)
		count += days[i].part_day->pairs.count;
	while (room < count * 2)
		room *= 2;
	if (room > scan->pair_room) {
		free(scan->pairs);
		scan->pairs = mem_alloc(room, sizeof *scan->pairs);
	} else {
		memset(scan->pairs, 0, room * sizeof *scan->pairs);
	}
	scan->pair_room = room;
	for (size_t w = 0; w < scan->words; w++)
		for (uint64_t bits = scan->used[w]; bits != 0; bits &= bits - 1)
			scan->users[w * 64 + (size_t)__builtin_ctzll(bits)].subjects = 0;
	for (size_t i = from; i < to; i++)
		take_pairs(scan, &days[i]);
}

/* The next day's users; false: no more. */
static bool
next_day(struct log_subjects_scan *scan)
{
	const struct log_store *store = scan->store;
	size_t from = scan->day_at, to = from;

	if (from == store->day_count)
		return false;
	scan->day = store->days[from].day;
	for (; to < store->day_count && store->days[to].day == scan->day; to++)
		store_user_days(store, &store->days[to], scan->users, scan->used);
	if (to - from > 1)
		join_pairs(scan, from, to);
	scan->day_at = to;
	scan->word = 0;
	return true;
}

struct log_subjects_scan *
log_subjects_open(struct log_store *store)
{
	struct log_subjects_scan *scan = mem_alloc(1, sizeof *scan);
	size_t users;

	store_settle(store);
	users = store->texts[PART_USER].dict.count;
	scan->store = store;
	scan->words = scan->word = (users + 63) / 64;
	scan->users = mem_alloc(users + 1, sizeof *scan->users);
	scan->used = mem_alloc(scan->words + 1, sizeof *scan->used);
	scan->row.number_accessed = -1;
	return scan;
}

const struct log_activity_row *
log_subjects_next(struct log_subjects_scan *scan)
{
	struct log_activity_row *row = &scan->row;

	while (scan->word == scan->words || scan->used[scan->word] == 0)
		if (scan->word < scan->words)
			scan->word++;
		else if (!next_day(scan))
			return NULL;
	uint64_t *bits = &scan->used[scan->word];
	const struct user_day *user =
	    &scan->users[scan->word * 64 + (size_t)__builtin_ctzll(*bits)];
	*bits &= *bits - 1;
	row->day = scan->day;
	row->events = user->subjects;
	row->first = row->last = user->first;
	row->file = scan->store->files[user->file];
	row->line = user->line;
	row->texts[LOG_KEY_USER] = store_text(scan->store, PART_USER, user->user);
	return row;
}

void
log_subjects_close(struct log_subjects_scan *scan)
{
	free(scan->users);
	free(scan->used);
	free(scan->pairs);
	free(scan);
}
