/* SPDX-License-Identifier: Apache-2.0 */
/* Which groups are whose: rules ask again and again for what one user did, and a day's groups stand in no order. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/rollup.h"
#include "base/banned.h"

static void
take_day(struct log_store *store, const struct stored_day *day, size_t *ends)
{
	const struct stored_part *p = &store->parts[day->part];
	const uint32_t *ranks = p->ranks[PART_USER];
	uint32_t *list = store->by_user.list, number = (uint32_t)day->groups_before;
	const unsigned char *rows;
	struct packed_fields fields;

	packed_fields_of(&day->part_day->groups, &fields);
	const struct packed_field user = fields.of[PART_USER];
	struct packed_walk walk = packed_rows(p->region, &day->part_day->groups, fields.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &rows)) > 0;)
		for (; count > 0; count--, rows += fields.bytes)
			list[ends[ranks[packed_get(rows, &user)]]++] = number++;
}

bool
store_by_user(struct log_store *store)
{
	size_t users = store->texts[PART_USER].dict.count;
	uint64_t before = 0;

	if (store->by_user.starts != NULL)
		return true;
	if (store->groups > UINT32_MAX)
		return false;
	/* Counted when they were taken in, and put where they belong: what was the beginning of rank r + 1 is its end at last, and r's beginning stands before. */
	size_t *starts = mem_alloc(users + 2, sizeof *starts);
	for (size_t i = 0; i < store->part_count; i++) {
		const struct stored_part *p = &store->parts[i];
		for (size_t k = 0; k < p->counts[PART_USER]; k++)
			starts[p->ranks[PART_USER][k] + 2] += p->user_groups[k];
	}
	for (size_t i = 2; i < users + 2; i++)
		starts[i] += starts[i - 1];
	store->by_user.list = mem_alloc(store->groups + 1, sizeof *store->by_user.list);
	mem_spread(store->by_user.list, (store->groups + 1) * sizeof *store->by_user.list);
	for (size_t i = 0; i < store->day_count; i++) {
		store->days[i].groups_before = before;
		before += store->days[i].part_day->groups.count;
		take_day(store, &store->days[i], starts + 1);
	}
	store->by_user.starts = starts;
	return true;
}

size_t
store_group_day(const struct log_store *store, size_t from, uint64_t group)
{
	size_t step = 1, to;

	/* Mostly it is the next one. */
	while (from + step < store->day_count && store->days[from + step].groups_before <= group) {
		from += step;
		step *= 2;
	}
	to = from + step < store->day_count ? from + step : store->day_count;
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (store->days[middle].groups_before <= group)
			from = middle;
		else
			to = middle;
	}
	return from;
}
