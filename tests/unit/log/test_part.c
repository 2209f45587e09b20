/* SPDX-License-Identifier: Apache-2.0 */
/* log/part.c: chunks are walked as they were filled; a chain that turns back, or stays where it is, ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "log/steps.h"
#include "base/banned.h"

enum { ITEMS = 100, MOST = 32, MIB = 1 << 20 };

/* How many items the walk gives, and whether it came to the end. */
static uint64_t
walked(const struct region *region, uint64_t first, bool *whole)
{
	struct part_walk walk = { region, first, sizeof(uint64_t), false };
	const void *items;
	uint64_t all = 0;
	uint32_t count;

	while (part_walk_next(&walk, &items, &count))
		all += count;
	*whole = !walk.bad;
	return all;
}

static void
chains(void **state)
{
	struct region region;
	uint64_t first = 0, last = 0;
	bool whole;

	(void)state;
	region_new(&region, MIB, MIB);
	for (uint64_t i = 0; i < ITEMS; i++)
		*(uint64_t *)part_add(&region, &first, &last, sizeof i, MOST) = i;
	assert_int_equal(walked(&region, first, &whole), ITEMS);
	assert_true(whole);
	assert_int_equal(walked(&region, 0, &whole), 0);
	assert_true(whole);
	struct part_chunk *chunk = region_at(&region, first);
	const uint32_t count = chunk->count;
	const uint64_t next = chunk->next;

	chunk->next = first;
	assert_int_equal(walked(&region, first, &whole), count);
	assert_false(whole);
	chunk->next = first + 32; /* among its own items */
	assert_int_equal(walked(&region, first, &whole), count);
	assert_false(whole);
	chunk->next = MIB;
	assert_int_equal(walked(&region, first, &whole), count);
	assert_false(whole);
	chunk->next = next;
	chunk->count = UINT32_MAX;
	assert_int_equal(walked(&region, first, &whole), 0);
	assert_false(whole);
	region_release(&region);
}

/* A last chunk that is not to be believed makes the part bad: what was read before it is not all. */
static void
bad_last_chunk(void **state)
{
	struct region region;
	struct part_head head = { .any = 1 };
	struct log_steps_sum sum = { 0 };
	uint64_t last = 0;

	(void)state;
	region_new(&region, MIB, MIB);
	for (uint64_t i = 0; i < ITEMS; i++)
		(void)part_add(&region, &head.steps, &last, sizeof(struct part_step), MOST);
	assert_true(steps_add(&sum, &region, &head));
	((struct part_chunk *)region_at(&region, last))->count = UINT32_MAX;
	assert_false(steps_add(&sum, &region, &head));
	steps_release(&sum);
	region_release(&region);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains),
		cmocka_unit_test(bad_last_chunk),
	};

	return cmocka_run_group_tests_name("log/part", tests, NULL, NULL);
}
