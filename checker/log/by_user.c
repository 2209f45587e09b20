/* SPDX-License-Identifier: Apache-2.0 */
/* Which groups are whose: rules ask again and again for what one user did, and a day's groups stand in no order. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/rollup.h"
#include "base/banned.h"

static void
take_day(struct log_store *store, size_t number, size_t *ends)
{
	const struct stored_day *day = &store->days[number];
	const struct stored_part *p = &store->parts[day->part];
	struct part_walk walk = { p->region, day->part_day->groups, sizeof(struct part_group) };
	const uint32_t *ranks = p->ranks[PART_USER];
	uint64_t *list = store->by_user.list;
	const void *items;
	uint32_t count;

	while (part_walk_next(&walk, &items, &count)) {
		const struct part_group *groups = items;
		uint64_t place =
		    (uint64_t)((const unsigned char *)items - p->region->base) / USER_GROUP_ALIGN;
		for (uint32_t i = 0; i < count; i++) {
			__builtin_prefetch(&groups[i + 16]);
			list[ends[ranks[groups[i].user]]++] = place << USER_GROUP_DAY_BITS | number;
			place += sizeof *groups / USER_GROUP_ALIGN;
		}
	}
}

void
store_by_user(struct log_store *store)
{
	size_t users = store->texts[PART_USER].dict.count;

	if (store->by_user.starts != NULL)
		return;
	BUG_IF(store->day_count >> USER_GROUP_DAY_BITS != 0);
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
	for (size_t i = 0; i < store->day_count; i++)
		take_day(store, i, starts + 1);
	store->by_user.starts = starts;
}
