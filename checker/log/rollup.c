/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups rolled up to the columns that somebody names. A row's key is the ranks of its texts, packed into as few bits as they need: sorting
 * the keys of one day gives the rows in order, and what is equal stands together. Parts are merged in passing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "log/store.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600, KEPT_ROWS_MAX = 1000000, RADIX_BITS = 11 };

/* --- ranks --------------------------------------------------------------------------------------- */

static int
compare_entries(const void *x, const void *y, void *context)
{
	const struct log_store *store = ((void **)context)[0];
	unsigned column = *(unsigned *)((void **)context)[1];

	return str_cmp(store_text(store, column, *(const uint32_t *)x),
	    store_text(store, column, *(const uint32_t *)y));
}

static void
make_ranks(struct log_store *store, unsigned column)
{
	struct stored_texts *texts = &store->texts[column];
	size_t count = texts->dict.count;
	void *context[2] = { store, &column };

	free(texts->rank);
	free(texts->by_rank);
	texts->rank = mem_alloc(count + 1, sizeof *texts->rank);
	texts->by_rank = mem_alloc(count + 1, sizeof *texts->by_rank);
	for (size_t i = 0; i < count; i++)
		texts->by_rank[i] = (uint32_t)i;
	if (count > 0)
		qsort_r(texts->by_rank, count, sizeof *texts->by_rank, compare_entries, context);
	for (size_t i = 0; i < count; i++)
		texts->rank[texts->by_rank[i]] = (uint32_t)i;
}

static int
compare_days(const void *x, const void *y)
{
	const struct stored_day *a = x, *b = y;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void
store_settle(struct log_store *store)
{
	if (store->sorted)
		return;
	if (store->day_count > 0)
		qsort(store->days, store->day_count, sizeof *store->days, compare_days);
	for (unsigned c = 0; c < PART_COLUMNS; c++)
		make_ranks(store, c);
	store->sorted = true;
}

void
store_rolled_release(struct log_store *store)
{
	while (store->rolled != NULL) {
		struct rolled *next = store->rolled->next;
		free(store->rolled->rows);
		free(store->rolled->starts);
		free(store->rolled->order);
		free(store->rolled);
		store->rolled = next;
	}
	for (unsigned c = 0; c < PART_COLUMNS; c++) {
		free(store->texts[c].rank);
		free(store->texts[c].by_rank);
		store->texts[c].rank = store->texts[c].by_rank = NULL;
	}
	free(store->subjects);
	store->subjects = NULL;
	store->subject_count = store->subject_room = 0;
	store->subjects_made = store->sorted = false;
}

/* --- packed keys --------------------------------------------------------------------------------- */

/* Where each column stands in the key; the first one highest. */
struct packing {
	unsigned shift[LOG_KEY_DAY], bits[LOG_KEY_DAY], total;
};

static void
packing_make(const struct log_store *store, unsigned columns, struct packing *packing)
{
	unsigned at = 0;

	*packing = (struct packing){ 0 };
	for (unsigned c = LOG_KEY_DAY; c-- > 0;) {
		uint64_t values = c == LOG_KEY_NUMBER_ACCESSED ? 3 : store->texts[c].dict.count;
		packing->shift[c] = at;
		if ((columns & 1U << c) == 0)
			continue;
		while (values > 0 && (values - 1) >> packing->bits[c] != 0)
			packing->bits[c]++;
		/* A column does not stand across the two words. */
		if (at < 64 && at + packing->bits[c] > 64)
			at = 64;
		packing->shift[c] = at;
		at += packing->bits[c];
	}
	packing->total = at;
}

static void
pack(const struct packing *packing, unsigned column, uint64_t rank, uint64_t *high, uint64_t *low)
{
	if (packing->bits[column] == 0)
		return;
	if (packing->shift[column] >= 64)
		*high |= rank << (packing->shift[column] - 64);
	else
		*low |= rank << packing->shift[column];
}

static uint32_t
unpack(const struct packing *packing, unsigned column, const struct rolled_row *row)
{
	unsigned bits = packing->bits[column], shift = packing->shift[column];

	if (bits == 0)
		return 0;
	uint64_t word = shift >= 64 ? row->high >> (shift - 64) : row->low >> shift;
	return (uint32_t)(word & ((UINT64_C(1) << bits) - 1));
}

/* --- one day ------------------------------------------------------------------------------------- */

struct keyed {
	uint64_t high, low;
	const struct part_group *group;
	uint32_t file;
};
struct keyed_list {
	struct keyed *list, *other;
	size_t count, room;
};

static void
keyed_reserve(struct keyed_list *keys, size_t count)
{
	if (count <= keys->room)
		return;
	keys->room = count * 2;
	keys->list = mem_grow(keys->list, keys->room, sizeof *keys->list);
	keys->other = mem_grow(keys->other, keys->room, sizeof *keys->other);
}

static void
radix_pass(struct keyed_list *keys, unsigned shift)
{
	uint32_t counts[1 << RADIX_BITS] = { 0 }, from = 0;
	const unsigned mask = (1U << RADIX_BITS) - 1;

#define DIGIT(k) ((shift >= 64 ? (k)->high >> (shift - 64) : (k)->low >> shift) & mask)
	for (size_t i = 0; i < keys->count; i++)
		counts[DIGIT(&keys->list[i])]++;
	for (size_t i = 0; i < 1U << RADIX_BITS; i++) {
		uint32_t n = counts[i];
		counts[i] = from;
		from += n;
	}
	for (size_t i = 0; i < keys->count; i++)
		keys->other[counts[DIGIT(&keys->list[i])]++] = keys->list[i];
#undef DIGIT
	struct keyed *swap = keys->list;
	keys->list = keys->other;
	keys->other = swap;
}

static int
compare_keyed(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	return a->low < b->low ? -1 : a->low > b->low;
}

static void
keyed_sort(struct keyed_list *keys, const struct packing *packing)
{
	enum { FEW = 256 };

	if (keys->count < FEW) {
		if (keys->count > 0)
			qsort(keys->list, keys->count, sizeof *keys->list, compare_keyed);
		return;
	}
	unsigned low = packing->total < 64 ? packing->total : 64;
	for (unsigned shift = 0; shift < low; shift += RADIX_BITS)
		radix_pass(keys, shift);
	for (unsigned shift = 64; shift < packing->total; shift += RADIX_BITS)
		radix_pass(keys, shift);
}

static void
keys_of_part(const struct log_store *store, const struct stored_day *day,
    const struct packing *packing, const struct rolled_row *wanted, struct keyed_list *keys)
{
	const struct stored_part *p = &store->parts[day->part];
	struct part_walk walk = { p->region, day->part_day->groups, sizeof(struct part_group) };
	const uint32_t terminal_mask = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;
	uint64_t mask_high = wanted == NULL ? 0 : (uint64_t)wanted->first,
		 mask_low = wanted == NULL ? 0 : (uint64_t)wanted->last;
	const void *items;
	uint32_t count;

	keyed_reserve(keys, keys->count + day->part_day->group_count);
	while (part_walk_next(&walk, &items, &count)) {
		const struct part_group *groups = items;
		for (uint32_t i = 0; i < count; i++) {
			const struct part_group *g = &groups[i];
			/* Nearly all are another user's: seen before anything is packed. */
			if (wanted != NULL && wanted->events != 0 &&
			    store->texts[PART_USER].rank[p->numbers[PART_USER][g->user]] + 1 !=
				wanted->events)
				continue;
			const uint32_t local[PART_COLUMNS] = { g->user, g->department, g->operation,
				g->application, g->terminal & terminal_mask, g->result };
			struct keyed k = { 0, 0, g, p->file };
			for (unsigned c = 0; c < PART_COLUMNS; c++)
				if (packing->bits[c] != 0)
					pack(packing, c,
					    store->texts[c].rank[p->numbers[c][local[c]]], &k.high,
					    &k.low);
			pack(packing, LOG_KEY_NUMBER_ACCESSED, g->terminal >> PART_TERMINAL_BITS,
			    &k.high, &k.low);
			if (wanted != NULL &&
			    ((k.high & mask_high) != wanted->high ||
				(k.low & mask_low) != wanted->low))
				continue;
			keys->list[keys->count++] = k;
		}
	}
}

static bool
row_is_before(const struct rolled_row *a, int64_t first, uint32_t file, uint32_t line)
{
	if (a->first != first)
		return a->first < first;
	return a->file != file ? a->file < file : a->line <= line;
}

static void
row_add(struct rolled *rolled, const struct rolled_row *one)
{
	struct rolled_row *row = rolled->count == 0 ? NULL : &rolled->rows[rolled->count - 1];

	if (row == NULL || row->high != one->high || row->low != one->low || row->day != one->day) {
		*ARRAY_ADD(rolled->rows, rolled->count, rolled->room) = *one;
		return;
	}
	row->events += one->events;
	if (!row_is_before(row, one->first, one->file, one->line)) {
		row->first = one->first;
		row->file = one->file;
		row->line = one->line;
	}
	if (one->last > row->last)
		row->last = one->last;
}

/* The rows of the day that begins at *at of the store's days; *at moves behind it. */
static void
roll_day(const struct log_store *store, const struct packing *packing, bool by_day,
    const struct rolled_row *wanted, size_t *at, struct keyed_list *keys, struct rolled *rolled)
{
	int64_t day = store->days[*at].day, midnight = day * DAY_SEC - JST_SEC;

	keys->count = 0;
	for (; *at < store->day_count && store->days[*at].day == day; ++*at)
		keys_of_part(store, &store->days[*at], packing, wanted, keys);
	keyed_sort(keys, packing);
	for (size_t i = 0; i < keys->count; i++) {
		const struct keyed *k = &keys->list[i];
		const struct rolled_row one = { k->high, k->low, by_day ? day : 0, k->group->events,
			midnight + k->group->first_sec, midnight + k->group->last_sec, k->file,
			k->group->line };
		if (i > 0 && rolled->count > 0 && keys->list[i - 1].high == k->high &&
		    keys->list[i - 1].low == k->low)
			row_add(rolled, &one);
		else
			*ARRAY_ADD(rolled->rows, rolled->count, rolled->room) = one;
	}
}

static int
compare_rows(const void *x, const void *y)
{
	const struct rolled_row *a = x, *b = y;

	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	if (a->low != b->low)
		return a->low < b->low ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

/* Days added up: the rows of all days, sorted and joined. */
static void
join_days(struct rolled *rolled)
{
	struct rolled_row *rows = rolled->rows;
	size_t count = rolled->count;

	if (count == 0)
		return;
	qsort(rows, count, sizeof *rows, compare_rows);
	rolled->count = 1;
	for (size_t i = 1; i < count; i++) {
		struct rolled_row one = rows[i];
		row_add(rolled, &one); /* never grows beyond what was there */
	}
}

/* --- all days ------------------------------------------------------------------------------------ */

static struct rolled *
rolled_get(struct log_store *store, unsigned columns)
{
	enum { JOIN_ROWS = 500000 };
	struct packing packing;
	struct keyed_list keys = { 0 };
	size_t joined = JOIN_ROWS;

	for (struct rolled *r = store->rolled; r != NULL; r = r->next)
		if (r->columns == columns)
			return r;
	struct rolled *rolled = mem_alloc(1, sizeof *rolled);
	bool by_day = (columns & 1U << LOG_KEY_DAY) != 0;
	packing_make(store, columns, &packing);
	for (size_t at = 0; at < store->day_count;) {
		roll_day(store, &packing, by_day, NULL, &at, &keys, rolled);
		if (!by_day && rolled->count > joined) {
			join_days(rolled);
			joined = rolled->count * 2 < JOIN_ROWS ? JOIN_ROWS : rolled->count * 2;
		}
	}
	if (!by_day)
		join_days(rolled);
	free(keys.list);
	free(keys.other);
	rolled->columns = columns;
	rolled->next = store->rolled;
	store->rolled = rolled;
	return rolled;
}

/* Rows by one column's rank, each rank's in their order. */
static void
rolled_index(struct log_store *store, struct rolled *rolled, unsigned column)
{
	size_t ranks = store->texts[column].dict.count;
	struct packing packing;

	if (rolled->indexed == column + 1)
		return;
	packing_make(store, rolled->columns, &packing);
	free(rolled->starts);
	free(rolled->order);
	rolled->starts = mem_alloc(ranks + 2, sizeof *rolled->starts);
	rolled->order = mem_alloc(rolled->count + 1, sizeof *rolled->order);
	for (size_t i = 0; i < rolled->count; i++)
		rolled->starts[unpack(&packing, column, &rolled->rows[i]) + 2]++;
	for (size_t i = 2; i < ranks + 2; i++)
		rolled->starts[i] += rolled->starts[i - 1];
	for (size_t i = 0; i < rolled->count; i++)
		rolled->order[rolled->starts[unpack(&packing, column, &rolled->rows[i]) + 1]++] =
		    (uint32_t)i;
	rolled->indexed = column + 1;
}

/* --- a scan -------------------------------------------------------------------------------------- */

struct log_activity_scan {
	struct log_store *store;
	unsigned columns;
	struct packing packing;
	int64_t day_from, day_until;
	struct rolled_row
	    wanted; /* high, low: values; first, last: their masks; events: the user's rank + 1 */
	bool conditioned;
	/* rows as they stand, or through an order */
	const struct rolled *rolled;
	const uint32_t *order;
	size_t at, end;
	/* or day by day */
	struct rolled own;
	struct keyed_list keys;
	size_t day_at;
	bool by_days;
};

static bool
rank_of(const struct log_store *store, unsigned column, struct str text, uint32_t *rank)
{
	const struct stored_texts *texts = &store->texts[column];
	size_t from = 0, to = texts->dict.count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		int c = str_cmp(store_text(store, column, texts->by_rank[middle]), text);
		if (c == 0) {
			*rank = (uint32_t)middle;
			return true;
		}
		if (c < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

/* false: no row can be so. *by: a column with a condition. */
static bool
conditions(struct log_activity_scan *scan, const struct log_activity_where *where, unsigned *by)
{
	for (unsigned c = 0; c < PART_COLUMNS; c++) {
		uint32_t rank;
		uint64_t high = 0, low = 0;
		if (!where->has[c] || (scan->columns & 1U << c) == 0)
			continue;
		if (!rank_of(scan->store, c, where->is[c], &rank))
			return false;
		pack(&scan->packing, c, rank, &scan->wanted.high, &scan->wanted.low);
		pack(&scan->packing, c, (UINT64_C(1) << scan->packing.bits[c]) - 1, &high, &low);
		scan->wanted.first = (int64_t)((uint64_t)scan->wanted.first | high);
		scan->wanted.last = (int64_t)((uint64_t)scan->wanted.last | low);
		scan->conditioned = true;
		if (c == PART_USER)
			scan->wanted.events = (uint64_t)rank + 1;
		if (*by == PART_COLUMNS || c == LOG_KEY_USER)
			*by = c;
	}
	return true;
}

static size_t
first_day(const struct log_store *store, int64_t day)
{
	size_t from = 0, to = store->day_count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		if (store->days[middle].day < day)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static size_t
first_row(const struct rolled *rolled, int64_t day)
{
	size_t from = 0, to = rolled->count;

	while (from < to) {
		size_t middle = (from + to) / 2;
		if (rolled->rows[middle].day < day)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
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
	scan->day_from = by_day ? where->day_from : INT64_MIN;
	scan->day_until = by_day ? where->day_until : INT64_MAX;
	packing_make(store, columns, &scan->packing);
	if (!conditions(scan, where, &by))
		return scan;
	bool one_day = by_day && scan->day_from == scan->day_until;
	/* Nearly all columns are nearly all groups: day by day then, nothing is kept. */
	bool fine = by_day && store->groups > KEPT_ROWS_MAX &&
	    (columns & (1U << LOG_KEY_TERMINAL | 1U << LOG_KEY_OPERATION)) != 0;
	if (fine && (one_day || by == PART_COLUMNS)) {
		scan->by_days = true;
		scan->day_at = first_day(store, scan->day_from);
		return scan;
	}
	struct rolled *rolled = rolled_get(store, columns);
	scan->rolled = rolled;
	scan->end = rolled->count;
	if (by != PART_COLUMNS && !one_day) {
		uint32_t rank = 0;
		rolled_index(store, rolled, by);
		(void)rank_of(store, by, where->is[by], &rank);
		scan->order = rolled->order;
		scan->at = rolled->starts[rank];
		scan->end = rolled->starts[rank + 1];
	} else if (by_day && scan->day_from != INT64_MIN) {
		scan->at = first_row(rolled, scan->day_from);
	}
	return scan;
}

static const struct rolled_row *
next_row(struct log_activity_scan *scan)
{
	while (scan->by_days && scan->at == scan->own.count) {
		if (scan->day_at >= scan->store->day_count ||
		    scan->store->days[scan->day_at].day > scan->day_until)
			return NULL;
		scan->own.count = scan->at = 0;
		roll_day(scan->store, &scan->packing, true,
		    scan->conditioned ? &scan->wanted : NULL, &scan->day_at, &scan->keys,
		    &scan->own);
	}
	if (scan->by_days)
		return &scan->own.rows[scan->at++];
	if (scan->at >= scan->end)
		return NULL;
	size_t at = scan->at++;
	return &scan->rolled->rows[scan->order == NULL ? at : scan->order[at]];
}

bool
log_activity_next(struct log_activity_scan *scan, struct log_activity_row *row)
{
	const struct log_store *store = scan->store;
	const struct rolled_row *r;

	do {
		r = next_row(scan);
		if (r == NULL || (scan->order == NULL && r->day > scan->day_until))
			return false;
	} while (r->day < scan->day_from || r->day > scan->day_until ||
	    (r->high & (uint64_t)scan->wanted.first) != scan->wanted.high ||
	    (r->low & (uint64_t)scan->wanted.last) != scan->wanted.low);
	row->day = r->day;
	for (unsigned c = 0; c < PART_COLUMNS; c++)
		row->texts[c] = (scan->columns & 1U << c) == 0
		    ? (struct str){ 0 }
		    : store_text(store, c, store->texts[c].by_rank[unpack(&scan->packing, c, r)]);
	row->number_accessed = (int)unpack(&scan->packing, LOG_KEY_NUMBER_ACCESSED, r) - 1;
	row->events = r->events;
	row->first = r->first;
	row->last = r->last;
	row->file = store->files[r->file];
	row->line = r->line;
	return true;
}

void
log_activity_close(struct log_activity_scan *scan)
{
	free(scan->own.rows);
	free(scan->keys.list);
	free(scan->keys.other);
	free(scan);
}
