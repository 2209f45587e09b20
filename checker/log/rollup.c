/* SPDX-License-Identifier: Apache-2.0 */
/* Rolling up. Keys of few bits find their row in a table; others are sorted, and what is equal stands together then. */
#include "log/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600, PLACE_BITS_MAX = 18 };

/* --- keys of groups ------------------------------------------------------------------------------ */

/* How a part's groups get their keys: each column's ranks by its numbers; a column that is not wanted has one rank, 0. */
struct keys_of_part {
	const struct packing *packing;
	const uint32_t *ranks[PART_COLUMNS];
	uint32_t masks[PART_COLUMNS];
	unsigned number_shift;
	uint32_t number_mask;
	bool wide; /* the key needs both words */
};

static void
keys_of(const struct stored_part *p, const struct packing *packing, struct keys_of_part *keys)
{
	static const uint32_t none;

	*keys = (struct keys_of_part){ .packing = packing, .wide = packing->total > 64 };
	for (unsigned c = 0; c < PART_COLUMNS; c++) {
		bool wanted = packing->bits[c] != 0;
		keys->ranks[c] = wanted ? p->ranks[c] : &none;
		keys->masks[c] = wanted ? UINT32_MAX : 0;
	}
	keys->number_mask = packing->bits[LOG_KEY_NUMBER_ACCESSED] == 0 ? 0 : UINT32_MAX;
}

static inline void
key_of_group(
    const struct keys_of_part *keys, const struct part_group *g, uint64_t *high, uint64_t *low)
{
	const uint32_t terminal_mask = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;
	const unsigned *shift = keys->packing->shift;
#define RANK(c, local) ((uint64_t)keys->ranks[c][(local)&keys->masks[c]])
	const uint64_t user = RANK(PART_USER, g->user),
		       department = RANK(PART_DEPARTMENT, g->department),
		       operation = RANK(PART_OPERATION, g->operation),
		       application = RANK(PART_SYSTEM, g->application),
		       terminal = RANK(PART_TERMINAL, g->terminal & terminal_mask),
		       result = RANK(PART_RESULT, g->result),
		       number = g->terminal >> PART_TERMINAL_BITS & keys->number_mask;
#undef RANK
	*high = *low = 0;
	if (__builtin_expect(keys->wide, 0)) {
		pack(keys->packing, LOG_KEY_USER, user, high, low);
		pack(keys->packing, LOG_KEY_DEPARTMENT, department, high, low);
		pack(keys->packing, LOG_KEY_OPERATION, operation, high, low);
		pack(keys->packing, LOG_KEY_SYSTEM, application, high, low);
		pack(keys->packing, LOG_KEY_TERMINAL, terminal, high, low);
		pack(keys->packing, LOG_KEY_RESULT, result, high, low);
		pack(keys->packing, LOG_KEY_NUMBER_ACCESSED, number, high, low);
		return;
	}
	/* A column without bits has the rank 0; its shift may be 64. */
	*low = user << (shift[LOG_KEY_USER] & 63) | department << (shift[LOG_KEY_DEPARTMENT] & 63) |
	    operation << (shift[LOG_KEY_OPERATION] & 63) |
	    application << (shift[LOG_KEY_SYSTEM] & 63) |
	    terminal << (shift[LOG_KEY_TERMINAL] & 63) | result << (shift[LOG_KEY_RESULT] & 63) |
	    number << (shift[LOG_KEY_NUMBER_ACCESSED] & 63);
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool
row_is_before(const struct rolled_row *a, const struct rolled_row *b)
{
	if (a->first != b->first)
		return a->first < b->first;
	return a->file != b->file ? a->file < b->file : a->line <= b->line;
}

static void
row_join(struct rolled_row *row, const struct rolled_row *one)
{
	row->events += one->events;
	if (!row_is_before(row, one)) {
		row->first = one->first;
		row->file = one->file;
		row->line = one->line;
	}
	if (one->last > row->last)
		row->last = one->last;
}

static bool
row_same(const struct rolled_row *a, const struct rolled_row *b)
{
	return a->high == b->high && a->low == b->low && a->day == b->day;
}

static inline struct rolled_row
row_of(const struct roller *roller, const struct keyed *k, int64_t day)
{
	const struct part_group *g = k->group;
	int64_t midnight = day * DAY_SEC - JST_SEC;

	return (struct rolled_row){ k->high, k->low, roller->by_day ? day : 0, g->events,
		midnight + g->first_sec, midnight + g->last_sec, k->file, g->line };
}

/* Into the rows by their keys' places. */
static void
place_group(struct roller *roller, const struct keyed *k, int64_t day)
{
	uint32_t *place = &roller->places[k->low];
	const struct rolled_row one = row_of(roller, k, day);

	if (*place != 0) {
		row_join(&roller->rows[*place - 1], &one);
		return;
	}
	*ARRAY_ADD(roller->rows, roller->row_count, roller->row_room) = one;
	*place = (uint32_t)roller->row_count;
	roller->used[k->low / 64] |= UINT64_C(1) << (k->low % 64);
}

/* The rows that have places, in the order of their keys; the places are free then. */
static void
give_places(struct roller *roller, struct rolled *rolled)
{
	size_t words = (((size_t)1 << roller->packing.total) + 63) / 64;

	for (size_t w = 0; w < words; w++) {
		for (uint64_t bits = roller->used[w]; bits != 0; bits &= bits - 1) {
			uint32_t *place = &roller->places[w * 64 + (size_t)__builtin_ctzll(bits)];
			*ARRAY_ADD(rolled->rows, rolled->count, rolled->room) =
			    roller->rows[*place - 1];
			*place = 0;
		}
		roller->used[w] = 0;
	}
	roller->row_count = 0;
}

static void
sort_groups(struct roller *roller, int64_t day, struct rolled *rolled)
{
	size_t first = rolled->count;

	keyed_sort(&roller->keys, &roller->packing);
	for (size_t i = 0; i < roller->keys.count; i++) {
		const struct rolled_row one = row_of(roller, &roller->keys.list[i], day);
		if (rolled->count > first && row_same(&rolled->rows[rolled->count - 1], &one))
			row_join(&rolled->rows[rolled->count - 1], &one);
		else
			*ARRAY_ADD(rolled->rows, rolled->count, rolled->room) = one;
	}
}

/* --- days ---------------------------------------------------------------------------------------- */

void
roller_init(struct roller *roller, const struct log_store *store, unsigned columns,
    const struct key_condition *condition)
{
	*roller = (struct roller){
		.store = store, .by_day = (columns & 1U << LOG_KEY_DAY) != 0, .condition = condition
	};
	packing_make(store, columns, &roller->packing);
	/* With a condition few groups are left: these are soon sorted. */
	if (condition != NULL || roller->packing.total > PLACE_BITS_MAX)
		return;
	size_t keys = (size_t)1 << roller->packing.total;
	roller->places = mem_alloc(keys, sizeof *roller->places);
	roller->used = mem_alloc(keys / 64 + 1, sizeof *roller->used);
}

void
roller_release(struct roller *roller)
{
	keyed_release(&roller->keys);
	free(roller->places);
	free(roller->used);
	free(roller->rows);
	*roller = (struct roller){ 0 };
}

static void
take_part(struct roller *roller, const struct stored_day *day)
{
	const struct stored_part *p = &roller->store->parts[day->part];
	const struct key_condition *condition = roller->condition;
	struct part_walk walk = { p->region, day->part_day->groups, sizeof(struct part_group) };
	struct keys_of_part keys;
	struct keyed k = { .file = p->file };
	const void *items;
	uint32_t count;

	keys_of(p, &roller->packing, &keys);
	if (roller->places == NULL)
		keyed_reserve(&roller->keys, roller->keys.count + day->part_day->group_count);
	while (part_walk_next(&walk, &items, &count)) {
		k.group = items;
		for (const struct part_group *end = k.group + count; k.group < end; k.group++) {
			/* Nearly all are another user's: seen before a key is made. */
			if (condition != NULL && condition->of_user &&
			    p->ranks[PART_USER][k.group->user] != condition->user)
				continue;
			key_of_group(&keys, k.group, &k.high, &k.low);
			if (condition != NULL &&
			    (((k.low & condition->mask_low) ^ condition->low) |
				((k.high & condition->mask_high) ^ condition->high)) != 0)
				continue;
			if (roller->places != NULL)
				place_group(roller, &k, day->day);
			else
				roller->keys.list[roller->keys.count++] = k;
		}
	}
}

void
roller_day(struct roller *roller, size_t *at, struct rolled *rolled)
{
	const struct log_store *store = roller->store;
	int64_t day = store->days[*at].day;

	roller->keys.count = 0;
	for (; *at < store->day_count && store->days[*at].day == day; ++*at)
		take_part(roller, &store->days[*at]);
	if (roller->places == NULL)
		sort_groups(roller, day, rolled);
	else if (roller->by_day)
		give_places(roller, rolled);
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
	size_t kept = 0;

	if (rolled->count == 0)
		return;
	qsort(rows, rolled->count, sizeof *rows, compare_rows);
	for (size_t i = 1; i < rolled->count; i++)
		if (row_same(&rows[kept], &rows[i]))
			row_join(&rows[kept], &rows[i]);
		else
			rows[++kept] = rows[i];
	rolled->count = kept + 1;
}

void
roller_end(struct roller *roller, struct rolled *rolled)
{
	if (roller->by_day)
		return;
	if (roller->places != NULL)
		give_places(roller, rolled);
	else
		join_days(rolled);
}

/* --- kept ---------------------------------------------------------------------------------------- */

struct rolled *
rolled_get(struct log_store *store, unsigned columns)
{
	enum { JOIN_ROWS = 500000 };
	size_t joined = JOIN_ROWS;
	struct roller roller;

	for (struct rolled *r = store->rolled; r != NULL; r = r->next)
		if (r->columns == columns)
			return r;
	struct rolled *rolled = mem_alloc(1, sizeof *rolled);
	roller_init(&roller, store, columns, NULL);
	for (size_t at = 0; at < store->day_count;) {
		roller_day(&roller, &at, rolled);
		if (!roller.by_day && rolled->count > joined) {
			join_days(rolled);
			joined = rolled->count * 2 < JOIN_ROWS ? JOIN_ROWS : rolled->count * 2;
		}
	}
	roller_end(&roller, rolled);
	roller_release(&roller);
	rolled->columns = columns;
	rolled->next = store->rolled;
	store->rolled = rolled;
	return rolled;
}

void
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
		free(store->texts[c].by_rank);
		store->texts[c].by_rank = NULL;
	}
	memset(store->streamed, 0, sizeof store->streamed);
	free(store->subjects);
	store->subjects = NULL;
	store->subject_count = store->subject_room = 0;
	store->subjects_made = store->sorted = false;
}
