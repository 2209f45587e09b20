/* SPDX-License-Identifier: Apache-2.0 */
/* log/part.c: chunks are walked as they were filled; a chain that turns back, or stays where it is, ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "log/part.h"
#include "base/banned.h"

enum { ITEMS = 100, MOST = 32, MIB = 1 << 20 };

/* How many items the walk gives. */
static uint64_t
walked(const struct region *region, uint64_t first)
{
	struct part_walk walk = { region, first, sizeof(uint64_t) };
	const void *items;
	uint64_t all = 0;
	uint32_t count;

	while (part_walk_next(&walk, &items, &count))
		all += count;
	return all;
}

static void
chains(void **state)
{
	struct region region;
	uint64_t first = 0, last = 0;

	(void)state;
	region_new(&region, MIB, MIB);
	for (uint64_t i = 0; i < ITEMS; i++)
		*(uint64_t *)part_add(&region, &first, &last, sizeof i, MOST) = i;
	assert_int_equal(walked(&region, first), ITEMS);
	struct part_chunk *chunk = region_at(&region, first);
	const uint32_t count = chunk->count;
	const uint64_t next = chunk->next;

	chunk->next = first;
	assert_int_equal(walked(&region, first), count);
	chunk->next = first + 32; /* among its own items */
	assert_int_equal(walked(&region, first), count);
	chunk->next = MIB;
	assert_int_equal(walked(&region, first), count);
	chunk->next = next;
	chunk->count = UINT32_MAX;
	assert_int_equal(walked(&region, first), 0);
	region_release(&region);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains),
	};

	return cmocka_run_group_tests_name("log/part", tests, NULL, NULL);
}
