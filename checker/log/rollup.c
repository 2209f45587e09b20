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
	struct packed_field number;
	unsigned shift; /* in the key */
};

/* How a part's groups get their keys: from the columns that have bits in it. */
struct keys_of_part {
	struct key_field fields[LOG_KEY_DAY];
	size_t count;
	bool wide; /* the key needs both words */
};

/* Columns of keys and those of groups are in one order. */
_Static_assert((int)LOG_KEY_NUMBER_ACCESSED == (int)PART_NUMBER_ACCESSED &&
	(int)LOG_KEY_RESULT == (int)PART_RESULT && (int)LOG_KEY_TERMINAL == (int)PART_TERMINAL,
    "LOG_KEY_ and PART_");

static void
keys_of(const struct stored_part *p, const struct packed_fields *groups,
    const struct packing *packing, struct keys_of_part *keys)
{
	static const uint32_t numbers_accessed[PART_NUMBER_ACCESSED_MOST + 1] = { 0, 1, 2, 3 };

	*keys = (struct keys_of_part){ .wide = packing->total > 64 };
	for (size_t c = 0; c < LOG_KEY_DAY; c++)
		if (packing->bits[c] != 0) /* else not wanted, or all the same */
			keys->fields[keys->count++] =
			    (struct key_field){ c < PART_COLUMNS ? p->ranks[c] : numbers_accessed,
				    groups->of[c], packing->shift[c] };
}

static inline uint64_t
rank_of_group(const struct key_field *field, const unsigned char *g)
{
	return field->ranks[packed_get(g, &field->number)];
}

static inline void
key_of_group(const struct keys_of_part *keys, const unsigned char *g, uint64_t *high, uint64_t *low)
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
row_of(const struct roller *roller, const struct group_source *source, uint64_t high, uint64_t low,
    const unsigned char *g)
{
	const struct packed_field *of = source->fields.of;
	const int64_t first = source->least + packed_get(g, &of[PART_SECOND]);

	return (struct rolled_row){ high, low, roller->by_day ? source->day : 0,
		(uint64_t)packed_get(g, &of[PART_EVENTS]) + 1, first,
		first + packed_get(g, &of[PART_LASTED]), source->file,
		source->line + packed_get(g, &of[PART_LINE]) };
}

/* Into the rows by their keys' places. */
static void
place_groups(struct roller *roller, const struct keys_of_part *keys,
    const struct group_source *source, const unsigned char *g, uint64_t count)
{
	const struct packed_fields f = source->fields;
	uint64_t high, low;

	for (; count > 0; count--, g += f.bytes) {
		key_of_group(keys, g, &high, &low);
		uint32_t *place = &roller->places[low];
		if (*place == 0) {
			*ARRAY_ADD(roller->rows, roller->row_count, roller->row_room) =
			    row_of(roller, source, high, low, g);
			*place = (uint32_t)roller->row_count;
			roller->used[low / 64] |= UINT64_C(1) << (low % 64);
			continue;
		}
		struct rolled_row *row = &roller->rows[*place - 1];
		const int64_t first = source->least + packed_get(g, &f.of[PART_SECOND]);
		const int64_t last = first + packed_get(g, &f.of[PART_LASTED]);
		row->events += (uint64_t)packed_get(g, &f.of[PART_EVENTS]) + 1;
		row->last = last > row->last ? last : row->last;
		if (first > row->first)
			continue;
		const struct rolled_row one = row_of(roller, source, high, low, g);
		if (!row_is_before(row, &one)) {
			row->first = one.first;
			row->file = one.file;
			row->line = one.line;
		}
	}
}

/* Which keys there are. */
static void
mark_groups(struct roller *roller, const struct keys_of_part *keys, const unsigned char *g,
    uint64_t count, size_t bytes)
{
	uint64_t high, low;

	for (; count > 0; count--, g += bytes) {
		key_of_group(keys, g, &high, &low);
		roller->used[low / 64] |= UINT64_C(1) << (low % 64);
	}
}

/* To be sorted: those of the last source that fit the condition. */
static void
list_groups(struct roller *roller, const struct keys_of_part *keys, const unsigned char *g,
    uint64_t count, size_t bytes)
{
	const struct key_condition *condition = roller->condition;
	struct keyed k = { .source = (uint32_t)roller->source_count - 1 };

	for (; count > 0; count--, g += bytes) {
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
sort_groups(struct roller *roller, struct rolled *rolled)
{
	size_t first = rolled->count;

	keyed_sort(&roller->keys, &roller->packing);
	for (size_t i = 0; i < roller->keys.count; i++) {
		const struct keyed *k = &roller->keys.list[i];
		const struct rolled_row one =
		    row_of(roller, &roller->sources[k->source], k->high, k->low, k->group);
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
	free(roller->sources);
	*roller = (struct roller){ 0 };
}

/* Groups of that day of a part come next. */
static const struct group_source *
source_add(struct roller *roller, const struct stored_day *day, struct keys_of_part *keys)
{
	const struct stored_part *p = &roller->store->parts[day->part];
	const struct part_day *part = day->part_day;
	struct group_source *source =
	    ARRAY_ADD(roller->sources, roller->source_count, roller->source_room);

	packed_fields_of(&part->groups, &source->fields);
	source->day = day->day;
	source->least = day->day * DAY_SEC - JST_SEC;
	source->line = part->line;
	source->file = p->file;
	keys_of(p, &source->fields, &roller->packing, keys);
	return source;
}

static void
take_part(struct roller *roller, const struct stored_day *day)
{
	const struct packed *groups = &day->part_day->groups;
	const struct region *region = roller->store->parts[day->part].region;
	const unsigned char *rows;
	struct keys_of_part keys;
	const struct group_source *source = source_add(roller, day, &keys);
	const size_t bytes = source->fields.bytes;

	if (roller->used == NULL)
		keyed_reserve(&roller->keys, roller->keys.count + groups->count);
	struct packed_walk walk = packed_rows(region, groups, bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &rows)) > 0;) {
		if (roller->used == NULL)
			list_groups(roller, &keys, rows, count, bytes);
		else if (roller->keys_alone)
			mark_groups(roller, &keys, rows, count, bytes);
		else
			place_groups(roller, &keys, source, rows, count);
	}
}

void
roller_day(struct roller *roller, size_t *at, struct rolled *rolled)
{
	const struct log_store *store = roller->store;
	int64_t day = store->days[*at].day;

	roller->keys.count = roller->source_count = 0;
	for (; *at < store->day_count && store->days[*at].day == day; ++*at)
		take_part(roller, &store->days[*at]);
	if (roller->used == NULL)
		sort_groups(roller, rolled);
	else if (roller->by_day)
		give_places(roller, day, rolled);
}

void
roller_groups(
    struct roller *roller, size_t at, const uint32_t *groups, size_t count, struct rolled *rolled)
{
	const struct log_store *store = roller->store;
	const struct group_source *source = NULL;
	uint64_t before = 0, after = 0; /* the groups that stand at rows */
	const unsigned char *rows;
	struct packed_walk walk = { 0 };
	struct keys_of_part keys;

	roller->keys.count = roller->source_count = 0;
	keyed_reserve(&roller->keys, count);
	for (size_t i = 0; i < count; i++) {
		const struct stored_day *day = &store->days[at];
		if (source == NULL ||
		    groups[i] >= day->groups_before + day->part_day->groups.count) {
			at = store_group_day(store, at, groups[i]);
			day = &store->days[at];
			source = source_add(roller, day, &keys);
			walk = packed_rows(store->parts[day->part].region, &day->part_day->groups,
			    source->fields.bytes);
			before = day->groups_before;
			after = before + packed_walk_next(&walk, &rows);
			BUG_IF(after == before);
		}
		while (groups[i] >= after) {
			before = after;
			after += packed_walk_next(&walk, &rows);
			BUG_IF(after == before);
		}
		list_groups(
		    roller, &keys, rows + (groups[i] - before) * source->fields.bytes, 1, 0);
	}
	sort_groups(roller, rolled);
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
