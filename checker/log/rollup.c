/* SPDX-License-Identifier: Apache-2.0 */
/* Rolling up. Keys of few bits find their row in a table; others are sorted, and what is equal stands together then. */
#include "log/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600, PLACE_BITS_MAX = 18 };

/* --- keys of groups ------------------------------------------------------------------------------ */

/* Where a group has one of the columns, what rank its number has, and where that stands in the key. */
struct key_field {
	const uint32_t *ranks; /* of the part's numbers */
	size_t at;             /* four bytes of the group */
	unsigned low, shift;   /* of these from that bit on; in the key */
	uint32_t mask;
};

/* How a part's groups get their keys: from the columns that have bits in it. */
struct keys_of_part {
	struct key_field fields[LOG_KEY_DAY];
	size_t count;
	bool wide; /* the key needs both words */
};

static void
keys_of(const struct stored_part *p, const struct packing *packing, struct keys_of_part *keys)
{
	static const uint32_t numbers_accessed[] = { 0, 1, 2, 3 };
	static const uint32_t terminals = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;
	static const struct key_field fields[LOG_KEY_DAY] = {
		[LOG_KEY_USER] = { .at = offsetof(struct part_group, user), .mask = UINT32_MAX },
		[LOG_KEY_DEPARTMENT] = { .at = offsetof(struct part_group, department),
		    .mask = UINT16_MAX },
		[LOG_KEY_OPERATION] = { .at = offsetof(struct part_group, operation),
		    .mask = UINT16_MAX },
		[LOG_KEY_SYSTEM] = { .at = offsetof(struct part_group, application),
		    .mask = UINT16_MAX },
		[LOG_KEY_TERMINAL] = { .at = offsetof(struct part_group, terminal),
		    .mask = terminals },
		[LOG_KEY_RESULT] = { .at = offsetof(struct part_group, result),
		    .mask = UINT16_MAX },
		[LOG_KEY_NUMBER_ACCESSED] = { .ranks = numbers_accessed,
		    .at = offsetof(struct part_group, terminal),
		    .low = PART_TERMINAL_BITS,
		    .mask = 3 },
	};

	*keys = (struct keys_of_part){ .wide = packing->total > 64 };
	for (size_t c = 0; c < LOG_KEY_DAY; c++) {
		if (packing->bits[c] == 0) /* not wanted, or all the same */
			continue;
		struct key_field *field = &keys->fields[keys->count++];
		*field = fields[c];
		field->shift = packing->shift[c];
		if (c < PART_COLUMNS)
			field->ranks = p->ranks[c];
	}
}

static inline uint64_t
rank_of_group(const struct key_field *field, const struct part_group *g)
{
	uint32_t word;

	memcpy(&word, (const char *)g + field->at, sizeof word);
	return field->ranks[word >> field->low & field->mask];
}

static inline void
key_of_group(
    const struct keys_of_part *keys, const struct part_group *g, uint64_t *high, uint64_t *low)
{
	*high = *low = 0;
	if (__builtin_expect(keys->wide, 0)) {
		for (size_t i = 0; i < keys->count; i++) {
			const struct key_field *field = &keys->fields[i];
			if (field->shift >= 64)
				*high |= rank_of_group(field, g) << (field->shift - 64);
			else
				*low |= rank_of_group(field, g) << field->shift;
		}
		return;
	}
	for (size_t i = 0; i < keys->count; i++)
		*low |= rank_of_group(&keys->fields[i], g) << keys->fields[i].shift;
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
place_groups(struct roller *roller, const struct keys_of_part *keys, const struct part_group *g,
    uint32_t count, struct keyed k, int64_t day)
{
	const int64_t midnight = day * DAY_SEC - JST_SEC;

	for (const struct part_group *end = g + count; g < end; g++) {
		__builtin_prefetch(g + 16);
		k.group = g;
		key_of_group(keys, g, &k.high, &k.low);
		uint32_t *place = &roller->places[k.low];
		if (*place == 0) {
			*ARRAY_ADD(roller->rows, roller->row_count, roller->row_room) =
			    row_of(roller, &k, day);
			*place = (uint32_t)roller->row_count;
			roller->used[k.low / 64] |= UINT64_C(1) << (k.low % 64);
			continue;
		}
		struct rolled_row *row = &roller->rows[*place - 1];
		const int64_t last = midnight + g->last_sec;
		row->events += g->events;
		row->last = last > row->last ? last : row->last;
		if (midnight + g->first_sec > row->first)
			continue;
		const struct rolled_row one = row_of(roller, &k, day);
		if (!row_is_before(row, &one)) {
			row->first = one.first;
			row->file = one.file;
			row->line = one.line;
		}
	}
}

/* Which keys there are. */
static void
mark_groups(struct roller *roller, const struct keys_of_part *keys, const struct part_group *g,
    uint32_t count)
{
	uint64_t high, low;

	for (const struct part_group *end = g + count; g < end; g++) {
		__builtin_prefetch(g + 16);
		key_of_group(keys, g, &high, &low);
		roller->used[low / 64] |= UINT64_C(1) << (low % 64);
	}
}

/* To be sorted: those that fit the condition. */
static void
list_groups(struct roller *roller, const struct keys_of_part *keys, const struct part_group *g,
    uint32_t count, struct keyed k)
{
	const struct key_condition *condition = roller->condition;

	for (const struct part_group *end = g + count; g < end; g++) {
		key_of_group(keys, g, &k.high, &k.low);
		if (condition != NULL &&
		    (((k.low & condition->mask_low) ^ condition->low) |
			((k.high & condition->mask_high) ^ condition->high)) != 0)
			continue;
		k.group = g;
		roller->keys.list[roller->keys.count++] = k;
	}
}

/* The rows that have places, in the order of their keys; the places are free then. */
static void
give_places(struct roller *roller, int64_t day, struct rolled *rolled)
{
	size_t words = (((size_t)1 << roller->packing.total) + 63) / 64;

	for (size_t w = 0; w < words; w++) {
		for (uint64_t bits = roller->used[w]; bits != 0; bits &= bits - 1) {
			uint64_t key = w * 64 + (uint64_t)__builtin_ctzll(bits);
			struct rolled_row *row =
			    ARRAY_ADD(rolled->rows, rolled->count, rolled->room);
			if (roller->keys_alone) {
				*row = (struct rolled_row){ .low = key, .day = day };
				continue;
			}
			*row = roller->rows[roller->places[key] - 1];
			roller->places[key] = 0;
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
roller_init(struct roller *roller, const struct log_store *store, unsigned columns, bool keys_alone,
    const struct key_condition *condition)
{
	*roller = (struct roller){ .store = store,
		.by_day = (columns & 1U << LOG_KEY_DAY) != 0,
		.keys_alone = keys_alone,
		.condition = condition };
	packing_make(store, columns, &roller->packing);
	/* With a condition few groups are left: these are soon sorted. */
	if (condition != NULL || roller->packing.total > PLACE_BITS_MAX)
		return;
	size_t keys = (size_t)1 << roller->packing.total;
	roller->used = mem_alloc(keys / 64 + 1, sizeof *roller->used);
	if (!keys_alone)
		roller->places = mem_alloc(keys, sizeof *roller->places);
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
	struct part_walk walk = { p->region, day->part_day->groups, sizeof(struct part_group) };
	const struct keyed k = { .file = p->file };
	struct keys_of_part keys;
	const void *items;
	uint32_t count;

	keys_of(p, &roller->packing, &keys);
	if (roller->used == NULL)
		keyed_reserve(&roller->keys, roller->keys.count + day->part_day->group_count);
	while (part_walk_next(&walk, &items, &count)) {
		if (roller->used == NULL)
			list_groups(roller, &keys, items, count, k);
		else if (roller->keys_alone)
			mark_groups(roller, &keys, items, count);
		else
			place_groups(roller, &keys, items, count, k, day->day);
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
	if (roller->used == NULL)
		sort_groups(roller, day, rolled);
	else if (roller->by_day)
		give_places(roller, day, rolled);
}

void
roller_groups(struct roller *roller, const uint64_t *groups, size_t count, struct rolled *rolled)
{
	const struct log_store *store = roller->store;
	struct keys_of_part keys;

	roller->keys.count = 0;
	keyed_reserve(&roller->keys, count);
	for (size_t i = 0; i < count; i++) {
		const struct stored_day *day = user_group_day(store, groups[i]);
		const struct stored_part *p = &store->parts[day->part];
		if (i == 0 || day != user_group_day(store, groups[i - 1]))
			keys_of(p, &roller->packing, &keys);
		list_groups(roller, &keys, user_group(store, groups[i]), 1,
		    (struct keyed){ .file = p->file });
	}
	if (count > 0)
		sort_groups(roller, user_group_day(store, groups[0])->day, rolled);
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
void
rolled_join_days(struct rolled *rolled)
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
	if (roller->used != NULL)
		give_places(roller, 0, rolled);
	else
		rolled_join_days(rolled);
}
