/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of activity, one after the other: from rows that are kept, all or by an index, or rolled up day by day in passing, of all or of one user. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/rollup.h"
#include "base/banned.h"

enum { KEPT_ROWS_MAX = 1000000 };

struct log_activity_scan {
	struct log_store *store;
	unsigned columns;
	struct packing packing;
	int64_t day_from, day_until;
	struct key_condition condition;
	bool conditioned;
	unsigned filled; /* columns that must have a text */
	unsigned texts[PART_COLUMNS];
	size_t text_count; /* columns that rows have texts of */
	/* rows as they stand, or through an order */
	const struct rolled *rolled;
	const uint32_t *order;
	size_t at, end;
	/* or day by day */
	struct roller roller;
	struct rolled own;
	size_t day_at;
	bool by_days;
	const uint32_t *groups, *groups_end; /* of one user; NULL: of all */
	struct log_activity_row row;
};

/* false: no row can be so. *by: a column with a condition. */
static bool
conditions(struct log_activity_scan *scan, const struct log_activity_where *where, unsigned *by)
{
	struct key_condition *condition = &scan->condition;

	for (unsigned c = 0; c < PART_COLUMNS; c++) {
		uint32_t rank;
		if (!where->has[c] || (scan->columns & 1U << c) == 0)
			continue;
		if (!store_rank(scan->store, c, where->is[c], &rank))
			return false;
		pack(&scan->packing, c, rank, &condition->high, &condition->low);
		pack(&scan->packing, c, (UINT64_C(1) << scan->packing.bits[c]) - 1,
		    &condition->mask_high, &condition->mask_low);
		scan->conditioned = true;
		if (c == LOG_KEY_USER) {
			condition->of_user = true;
			condition->user = rank;
		}
		if (*by == PART_COLUMNS || c == LOG_KEY_USER)
			*by = c;
	}
	return true;
}

/* The first of things in order of days that is not before the day. */
static size_t
first_from(
    const void *things, size_t count, int64_t (*day_of)(const void *things, size_t i), int64_t day)
{
	size_t from = 0, to = count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		if (day_of(things, middle) < day)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static int64_t
day_of_part(const void *days, size_t i)
{
	return ((const struct stored_day *)days)[i].day;
}

static int64_t
day_of_row(const void *rows, size_t i)
{
	return ((const struct rolled_row *)rows)[i].day;
}

/* Have rows for these columns been asked for before? Once they come in passing, from the second time on they are kept. */
static bool
asked_before(struct log_store *store, unsigned columns)
{
	uint64_t *word = &store->streamed[columns / 64 % 4], bit = UINT64_C(1) << columns % 64;
	bool before = (*word & bit) != 0;

	*word |= bit;
	return before;
}

static bool
goes_by_days(struct log_activity_scan *scan, bool all, bool one_day)
{
	struct log_store *store = scan->store;

	if ((scan->columns & 1U << LOG_KEY_DAY) == 0)
		return false;
	/* Nearly all columns are nearly all groups: these are not kept. */
	if (store->groups > KEPT_ROWS_MAX &&
	    (scan->columns & (1U << LOG_KEY_TERMINAL | 1U << LOG_KEY_OPERATION)) != 0)
		return one_day || all;
	return all && !asked_before(store, scan->columns);
}

/* The user's groups from the first day on, at which the scan stands. */
static void
open_user(struct log_activity_scan *scan)
{
	const struct log_store *store = scan->store;
	const size_t *starts = store->by_user.starts + scan->condition.user;
	size_t from = starts[0], to = starts[1];
	uint64_t least = scan->day_at < store->day_count ? store->days[scan->day_at].groups_before
							 : store->groups;

	while (from < to) {
		size_t middle = (from + to) / 2;
		if (store->by_user.list[middle] < least)
			from = middle + 1;
		else
			to = middle;
	}
	scan->groups = store->by_user.list + from;
	scan->groups_end = store->by_user.list + starts[1];
}

static void
open_days(struct log_activity_scan *scan, bool conditioned, bool keys_alone)
{
	const struct log_store *store = scan->store;

	scan->by_days = true;
	roller_init(
	    &scan->roller, store, scan->columns, keys_alone, conditioned ? &scan->condition : NULL);
	scan->day_at = first_from(store->days, store->day_count, day_of_part, scan->day_from);
}

static void
open_kept(struct log_activity_scan *scan, unsigned by, struct str text)
{
	struct log_store *store = scan->store;
	struct rolled *rolled = rolled_get(store, scan->columns);

	scan->rolled = rolled;
	scan->end = rolled->count;
	if (by != PART_COLUMNS) {
		uint32_t rank = 0;
		rolled_index(store, rolled, by);
		(void)store_rank(store, by, text, &rank);
		scan->order = rolled->order;
		scan->at = rolled->starts[rank];
		scan->end = rolled->starts[rank + 1];
	} else if (scan->day_from != INT64_MIN) {
		scan->at = first_from(rolled->rows, rolled->count, day_of_row, scan->day_from);
	}
}

struct log_activity_scan *
log_activity_open(struct log_store *store, unsigned columns, const struct log_activity_where *where)
{
	struct log_activity_scan *scan = mem_alloc(1, sizeof *scan);
	unsigned by = PART_COLUMNS;
	bool by_day = (columns & 1U << LOG_KEY_DAY) != 0;

	store_settle(store);
	scan->store = store;
	scan->columns = columns;
	scan->filled = where->filled & columns;
	scan->day_from = by_day ? where->day_from : INT64_MIN;
	scan->day_until = by_day ? where->day_until : INT64_MAX;
	packing_make(store, columns, &scan->packing);
	for (unsigned c = 0; c < PART_COLUMNS; c++)
		if ((columns & 1U << c) != 0)
			scan->texts[scan->text_count++] = c;
	if (!conditions(scan, where, &by))
		return scan;
	bool one_day = by_day && scan->day_from == scan->day_until;
	if (by_day && scan->condition.of_user && store_by_user(store)) {
		open_days(scan, true, where->keys_alone);
		open_user(scan);
	} else if (goes_by_days(scan, by == PART_COLUMNS, one_day)) {
		open_days(scan, scan->conditioned || one_day, where->keys_alone);
	} else {
		open_kept(scan, one_day ? PART_COLUMNS : by,
		    by == PART_COLUMNS ? (struct str){ 0 } : where->is[by]);
	}
	return scan;
}

/* The next day's rows of one user; false: no more. */
static bool
next_of_user(struct log_activity_scan *scan)
{
	const struct log_store *store = scan->store;
	const uint32_t *from = scan->groups;
	size_t at, next;

	if (from == scan->groups_end)
		return false;
	at = next = store_group_day(store, scan->day_at, *from);
	if (store->days[at].day > scan->day_until)
		return false;
	while (next < store->day_count && store->days[next].day == store->days[at].day)
		next++;
	uint64_t end = next < store->day_count ? store->days[next].groups_before : store->groups;
	while (scan->groups < scan->groups_end && *scan->groups < end)
		scan->groups++;
	roller_groups(&scan->roller, at, from, (size_t)(scan->groups - from), &scan->own);
	scan->day_at = next;
	return true;
}

static bool
next_of_all(struct log_activity_scan *scan)
{
	const struct log_store *store = scan->store;

	if (scan->day_at >= store->day_count || store->days[scan->day_at].day > scan->day_until)
		return false;
	roller_day(&scan->roller, &scan->day_at, &scan->own);
	return true;
}

static const struct rolled_row *
next_row(struct log_activity_scan *scan)
{
	while (scan->by_days && scan->at == scan->own.count) {
		scan->own.count = scan->at = 0;
		if (scan->groups != NULL ? !next_of_user(scan) : !next_of_all(scan))
			return NULL;
	}
	if (scan->by_days)
		return &scan->own.rows[scan->at++];
	if (scan->at >= scan->end)
		return NULL;
	size_t at = scan->at++;
	return &scan->rolled->rows[scan->order == NULL ? at : scan->order[at]];
}

/* The row's texts; false: it lacks one that it must have. */
static bool
put_texts(struct log_activity_scan *scan, const struct rolled_row *r)
{
	const struct log_store *store = scan->store;
	unsigned filled = 0;

	for (size_t i = 0; i < scan->text_count; i++) {
		unsigned c = scan->texts[i];
		struct str text =
		    store_text(store, c, store->texts[c].by_rank[unpack(&scan->packing, c, r)]);
		scan->row.texts[c] = text;
		filled |= (unsigned)(text.len > 0) << c;
	}
	return (scan->filled & ~filled) == 0;
}

const struct log_activity_row *
log_activity_next(struct log_activity_scan *scan)
{
	const struct key_condition *condition = &scan->condition;
	struct log_activity_row *row = &scan->row;
	const struct rolled_row *r;

	do {
		r = next_row(scan);
		if (r == NULL || (scan->order == NULL && r->day > scan->day_until))
			return NULL;
	} while (r->day < scan->day_from || r->day > scan->day_until ||
	    (r->high & condition->mask_high) != condition->high ||
	    (r->low & condition->mask_low) != condition->low || !put_texts(scan, r));
	row->day = r->day;
	row->number_accessed = (int)unpack(&scan->packing, LOG_KEY_NUMBER_ACCESSED, r) - 1;
	row->events = r->events;
	row->first = r->first;
	row->last = r->last;
	row->file = scan->store->files[r->file];
	row->line = r->line;
	return row;
}

void
log_activity_close(struct log_activity_scan *scan)
{
	roller_release(&scan->roller);
	free(scan->own.rows);
	free(scan);
}
