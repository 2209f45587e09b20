/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Users of each subject, day by day: exact, in the memory of one day's pairs. What the summary keeps by user is turned round here: subjects are
 * first counted, and only the pairs of those that enough users looked at are sorted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "log/match_rows.h"
#include "log/store.h"
#include "base/banned.h"

struct pair {
	uint64_t subject;
	uint32_t rank; /* of the user's text */
};
/* A subject of the day: its pairs, and the name by which it is shown and ordered. */
struct person {
	struct str shown;
	const struct pair *pairs;
	size_t count;
};

struct log_subject_users {
	struct log_store *store;
	struct log_subject_users_where where;
	size_t day_at;          /* of the store's days */
	struct numbers numbers; /* of subjects, where several parts have the day */
	uint32_t *counts;       /* of users, by the subject's number */
	size_t count_room;
	struct user_day *users; /* by rank; and which there are */
	uint64_t *used;
	size_t words;
	struct pair *pairs;
	size_t pair_count, pair_room;
	struct person *persons;
	size_t person_count, person_room;
	struct arena names; /* of the day's persons */
	int64_t day;
	size_t person_at, pair_at; /* the next row's */
	struct log_subject_users_row row;
};

/* --- one day ------------------------------------------------------------------------------------- */

/* A pair of one part of the day; what is done with it. */
typedef void each_pair(struct log_subject_users *scan, const struct stored_part *part,
    uint32_t user, uint32_t subject, bool alone);

static void
walk_pairs(struct log_subject_users *scan, size_t from, size_t to, each_pair *each)
{
	for (size_t i = from; i < to; i++) {
		const struct stored_day *day = &scan->store->days[i];
		const struct stored_part *p = &scan->store->parts[day->part];
		const unsigned char *row;
		struct packed_fields f;
		packed_fields_of(&day->part_day->pairs, &f);
		struct packed_walk walk = packed_rows(p->region, &day->part_day->pairs, f.bytes);
		for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
			for (; count > 0; count--, row += f.bytes) {
				uint32_t user = packed_get(row, &f.of[PART_PAIR_USER]);
				/* A record without a user is nobody's look. */
				if (user != 0)
					each(scan, p, user,
					    packed_get(row, &f.of[PART_PAIR_SUBJECT]),
					    to - from == 1);
			}
	}
}

/* Of one part the subjects are numbered already. */
static uint32_t
number_of(
    struct log_subject_users *scan, const struct stored_part *part, uint32_t subject, bool alone)
{
	if (alone)
		return subject;
	struct number_entry *entry = numbers_get(&scan->numbers, part->subjects[subject]);
	if (!entry->used) {
		entry->used = true;
		entry->number = (uint32_t)scan->numbers.count - 1;
	}
	return entry->number;
}

static void
count_pair(struct log_subject_users *scan, const struct stored_part *part, uint32_t user,
    uint32_t subject, bool alone)
{
	uint32_t number = number_of(scan, part, subject, alone);

	(void)user;
	if (number >= scan->count_room) {
		size_t room = scan->count_room == 0 ? 1024 : scan->count_room;
		while (room <= number)
			room *= 2;
		scan->counts = mem_grow(scan->counts, room, sizeof *scan->counts);
		memset(scan->counts + scan->count_room, 0,
		    (room - scan->count_room) * sizeof *scan->counts);
		scan->count_room = room;
	}
	scan->counts[number]++;
}

static void
keep_pair(struct log_subject_users *scan, const struct stored_part *part, uint32_t user,
    uint32_t subject, bool alone)
{
	/* Parts that have the same pair count it twice: what is kept here may still be too few. */
	if (scan->counts[number_of(scan, part, subject, alone)] >= scan->where.least)
		*ARRAY_ADD(scan->pairs, scan->pair_count, scan->pair_room) =
		    (struct pair){ part->subjects[subject], part->ranks[PART_USER][user] };
}

static int
compare_pairs(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static int
compare_persons(const void *x, const void *y)
{
	return str_cmp(((const struct person *)x)->shown, ((const struct person *)y)->shown);
}

static struct str
shown_as(struct log_subject_users *scan, uint64_t subject)
{
	struct buf shown = { 0 };

	subject_show(&scan->store->pseudonym, subject, &shown);
	struct str kept = arena_str(&scan->names, buf_str(&shown));
	buf_release(&shown);
	return kept;
}

/* The sorted pairs, each once, by subjects that have enough. */
static void
make_persons(struct log_subject_users *scan)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->pair_count; i++)
		if (i == 0 || compare_pairs(&scan->pairs[i], &scan->pairs[kept - 1]) != 0)
			scan->pairs[kept++] = scan->pairs[i];
	scan->pair_count = kept;
	for (size_t from = 0, to; from < kept; from = to) {
		uint64_t subject = scan->pairs[from].subject;
		to = from + 1;
		while (to < kept && scan->pairs[to].subject == subject)
			to++;
		if (to - from < scan->where.least)
			continue;
		*ARRAY_ADD(scan->persons, scan->person_count, scan->person_room) =
		    (struct person){ shown_as(scan, subject), &scan->pairs[from], to - from };
	}
	if (scan->person_count > 0)
		qsort(scan->persons, scan->person_count, sizeof *scan->persons, compare_persons);
}

static void
take_day(struct log_subject_users *scan)
{
	const struct log_store *store = scan->store;
	size_t from = scan->day_at, to = from;

	scan->day = store->days[from].day;
	memset(scan->used, 0, scan->words * sizeof *scan->used);
	for (; to < store->day_count && store->days[to].day == scan->day; to++)
		store_user_days(store, &store->days[to], scan->users, scan->used);
	scan->day_at = to;
	scan->pair_count = scan->person_count = scan->person_at = scan->pair_at = 0;
	numbers_clear(&scan->numbers);
	arena_release(&scan->names);
	if (scan->count_room > 0)
		memset(scan->counts, 0, scan->count_room * sizeof *scan->counts);
	walk_pairs(scan, from, to, count_pair);
	walk_pairs(scan, from, to, keep_pair);
	if (scan->pair_count > 0)
		qsort(scan->pairs, scan->pair_count, sizeof *scan->pairs, compare_pairs);
	make_persons(scan);
}

/* --- rows ---------------------------------------------------------------------------------------- */

struct log_subject_users *
log_subject_users_open(struct log_store *store, const struct log_subject_users_where *where)
{
	struct log_subject_users *scan = mem_alloc(1, sizeof *scan);
	size_t users;

	store_settle(store);
	users = store->texts[PART_USER].dict.count;
	scan->store = store;
	scan->where = *where;
	if (scan->where.least < 1)
		scan->where.least = 1;
	scan->numbers.seed = store->seed;
	scan->words = (users + 63) / 64;
	scan->users = mem_alloc(users + 1, sizeof *scan->users);
	scan->used = mem_alloc(scan->words + 1, sizeof *scan->used);
	return scan;
}

static const struct user_day *
first_of(const struct log_subject_users *scan, const struct pair *pairs, size_t count)
{
	const struct user_day *first = &scan->users[pairs[0].rank];

	for (size_t i = 1; i < count; i++)
		if (user_day_before(&scan->users[pairs[i].rank], first))
			first = &scan->users[pairs[i].rank];
	return first;
}

/* The next day that has somebody; false: no more. */
static bool
next_day(struct log_subject_users *scan)
{
	const struct log_store *store = scan->store;

	while (scan->person_at == scan->person_count) {
		while (scan->day_at < store->day_count &&
		    store->days[scan->day_at].day < scan->where.day_from)
			scan->day_at++;
		if (scan->day_at == store->day_count ||
		    store->days[scan->day_at].day > scan->where.day_until)
			return false;
		take_day(scan);
	}
	return true;
}

const struct log_subject_users_row *
log_subject_users_next(struct log_subject_users *scan)
{
	const struct log_store *store = scan->store;

	if (!next_day(scan))
		return NULL;
	const struct person *person = &scan->persons[scan->person_at];
	const struct pair *pair = &person->pairs[scan->pair_at];
	const struct user_day *first =
	    first_of(scan, pair, scan->where.by_user ? 1 : person->count);
	scan->row = (struct log_subject_users_row){ .subject = person->shown,
		.day = scan->day,
		.users = person->count,
		.file = store->files[first->file],
		.line = first->line };
	if (scan->where.by_user)
		scan->row.user =
		    store_text(store, PART_USER, store->texts[PART_USER].by_rank[pair->rank]);
	if (!scan->where.by_user || ++scan->pair_at == person->count) {
		scan->pair_at = 0;
		scan->person_at++;
	}
	return &scan->row;
}

void
log_subject_users_close(struct log_subject_users *scan)
{
	numbers_clear(&scan->numbers);
	arena_release(&scan->names);
	free(scan->counts);
	free(scan->users);
	free(scan->used);
	free(scan->pairs);
	free(scan->persons);
	free(scan);
}
