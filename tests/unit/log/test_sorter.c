/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes is put into the same order, in memory, in a file and where no file can be made; a file that fails is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/mem.h"
#include "log/sorter.h"
#include "base/banned.h"

enum { ITEMS = 6000 };

static uint64_t seed;

static unsigned
below(unsigned n)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	return (unsigned)((z ^ (z >> 27)) % n);
}

static struct sorter_item *
random_items(struct arena *arena)
{
	struct sorter_item *list = ARENA_ARRAY(arena, struct sorter_item, ITEMS);

	for (uint32_t i = 0; i < ITEMS; i++) {
		struct sigma_occurrence *o = &list[i].occurrence;
		list[i].correlation = below(3);
		/* Empty, short, alike, and now and then larger than what is read at once. */
		o->group =
		    below(9) == 0 ? (struct str){ 0 } : arena_printf(arena, "g%u", below(50));
		if (below(1000) == 0)
			o->value = arena_printf(arena, "%0*u", 70000, below(9));
		else if (below(2) == 0)
			o->value = arena_printf(arena, "%u", below(100000));
		o->time = (int64_t)below(400) - 200;
		o->position = below(2);
		o->file = below(2);
		o->line = i; /* no two alike: there is one order only */
	}
	return list;
}

static int
by_item(const void *a, const void *b)
{
	return sorter_item_cmp(a, b);
}

static void
sorts_with(uint64_t memory)
{
	struct arena arena = { 0 };
	struct sorter_item *list = random_items(&arena);
	struct sorter *sorter = sorter_new(memory);
	const struct sorter_item *item;
	size_t count = 0;

	for (size_t i = 0; i < ITEMS; i++)
		sorter_add(sorter, &list[i]);
	qsort(list, ITEMS, sizeof *list, by_item);
	for (; (item = sorter_peek(sorter)) != NULL; sorter_pop(sorter)) {
		assert_in_range(count, 0, ITEMS - 1);
		assert_int_equal(sorter_item_cmp(item, &list[count]), 0);
		assert_true(str_eq(item->occurrence.value, list[count].occurrence.value));
		count++;
	}
	assert_int_equal(sorter_error(sorter), 0);
	assert_int_equal(count, ITEMS);
	sorter_free(sorter);
	arena_release(&arena);
}

static void
sorts(void **state)
{
	/* A run for each item, which takes three rounds of merging; a hundred, two; one more than can be read at once; a few; none. */
	static const uint64_t memory[] = { 1, 4000, 16000, 100000, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof memory / sizeof *memory; i++)
		for (uint64_t turn = 0; turn < 3; turn++) {
			seed = 10 * i + turn;
			sorts_with(memory[i]);
		}
}

static void
empty(void **state)
{
	struct sorter *sorter = sorter_new(0);

	(void)state;
	assert_null(sorter_peek(sorter));
	assert_int_equal(sorter_error(sorter), 0);
	sorter_free(sorter);
	sorter_free(NULL);
}

static void
without_file(void **state)
{
	const char *before = getenv("TMPDIR");

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
	seed = 7;
	sorts_with(1000);
	assert_int_equal(before == NULL ? unsetenv("TMPDIR") : setenv("TMPDIR", before, 1), 0);
}

/* At most so many bytes of a file: the run that does not fit, or the second round of merging, fails. */
static void
full_disk(void **state)
{
	static const rlim_t limits[] = { 0, 50000, 200000 };
	struct rlimit before;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		const struct rlimit limit = { limits[i], before.rlim_max };
		struct sorter *sorter = sorter_new(1000);
		struct arena arena = { 0 };
		seed = i;
		const struct sorter_item *list = random_items(&arena);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		for (size_t k = 0; k < ITEMS; k++)
			sorter_add(sorter, &list[k]);
		assert_null(sorter_peek(sorter));
		assert_int_equal(sorter_error(sorter), EFBIG);
		sorter_free(sorter);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		arena_release(&arena);
	}
}

/* Sixteen texts of a thousand bytes are in memory at most, and nearly so many are: the next one wants the file that there is no room for. */
static void
takes_no_more_memory(void **state)
{
	char text[1000] = { 0 };
	const struct sorter_item item = { .occurrence.value = { text, sizeof text } };
	struct sorter *sorter = sorter_new(16 * sizeof text);
	struct rlimit before, none;
	size_t count = 0;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	for (; sorter_error(sorter) == 0 && count < 100; count++)
		sorter_add(sorter, &item);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_in_range(count, 15, 17);
	sorter_free(sorter);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts),
		cmocka_unit_test(empty),
		cmocka_unit_test(without_file),
		cmocka_unit_test(full_disk),
		cmocka_unit_test(takes_no_more_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
