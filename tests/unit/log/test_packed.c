/* SPDX-License-Identifier: Apache-2.0 */
/* Packed rows: what is written is read, whatever the widths; a list that is written again takes no more than it needs; and lies are seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "log/packed.h"
#include "base/banned.h"

enum { MIB = 1 << 20, COLUMNS = 5, ROWS_MAX = 3000 };

struct random {
	uint64_t state;
};

static uint32_t
below(struct random *random, uint32_t n)
{
	random->state = random->state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)((random->state >> 33) % n);
}

struct table {
	uint32_t rows[ROWS_MAX][COLUMNS];
	size_t count;
};

static void
fill(struct random *random, struct table *table, const unsigned char *bits, size_t count)
{
	table->count = count;
	for (size_t i = 0; i < count; i++)
		for (size_t c = 0; c < COLUMNS; c++)
			table->rows[i][c] =
			    (uint32_t)((uint64_t)below(random, 1U << 31) * 2 + below(random, 2)) &
			    (uint32_t)((UINT64_C(1) << bits[c]) - 1);
}

static void
put(struct region *region, struct packed *packed, const struct table *table)
{
	struct packed_writer w = packed_begin(region, packed, table->count);

	unsigned char *to;
	size_t i = 0;

	for (uint64_t left; (left = packed_next(&w, &to)) > 0;)
		for (; left > 0; left--, to += w.bytes)
			packed_put_all(to, table->rows[i++], packed->bits, COLUMNS);
	assert_int_equal(i, table->count);
}

static void
assert_same(const struct region *region, const struct packed *packed, const struct table *table)
{
	struct packed_fields fields;
	const unsigned char *row;
	size_t at = 0;

	assert_true(packed_fields_of(packed, &fields));
	struct packed_walk walk = packed_rows(region, packed, fields.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += fields.bytes, at++)
			for (size_t c = 0; c < COLUMNS; c++)
				assert_int_equal(
				    packed_get(row, &fields.of[c]), table->rows[at][c]);
	assert_int_equal(at, table->count);
	assert_int_equal(walk.seen, table->count);
}

/* A list written again and again, longer and wider each time, beside another: neither harms the other, and little more than the last is used. */
static void
what_is_written_is_read(void **state)
{
	static struct table table, other;
	struct random random = { 20250401 };

	(void)state;
	for (int times = 0; times < 40; times++) {
		struct packed packed = { 0 }, beside = { 0 };
		struct region region;
		size_t count = below(&random, 3), row = 0;

		region_new(&region, 4 * MIB, 4 * MIB);
		for (size_t c = 0; c < COLUMNS; c++)
			beside.bits[c] = (unsigned char)(below(&random, 33));
		fill(&random, &other, beside.bits, ROWS_MAX / 2);
		for (int again = 0; again < 30; again++) {
			for (size_t c = 0; c < COLUMNS; c++)
				if (packed.bits[c] < 32)
					packed.bits[c] =
					    (unsigned char)(packed.bits[c] + below(&random, 2));
			fill(&random, &table, packed.bits, count);
			put(&region, &packed, &table);
			if (again == 5)
				put(&region, &beside, &other);
			assert_same(&region, &packed, &table);
			row = 0;
			for (size_t c = 0; c < COLUMNS; c++)
				row += packed.bits[c];
			if (again < 29)
				count += below(&random, 100);
		}
		assert_same(&region, &beside, &other);
		struct packed_fields fields;
		packed_fields_of(&beside, &fields);
		uint64_t beside_bytes = other.count * fields.bytes;
		uint64_t own = count * ((row + 7) / 8);
		/* A quarter more at most, and of each extent its head and what rounds it up. */
		assert_true(region.used - beside_bytes <= own + own / 4 + 32 * UINT64_C(96));
		region_release(&region);
	}
}

static void
lies_are_seen(void **state)
{
	struct packed packed = { .bits = { 7, 3 } };
	struct random random = { 7 };
	struct packed_fields fields;
	static struct table table;
	const unsigned char *rows;
	struct region region;

	(void)state;
	region_new(&region, MIB, MIB);
	fill(&random, &table, packed.bits, 100);
	put(&region, &packed, &table);
	region_close(&region, region.used, 0);
	region_fit(&region); /* what lies behind is not to be read */
	assert_true(packed_fields_of(&packed, &fields));
	struct packed_extent *extent = region_at(&region, packed.at);
	const struct packed_extent good = *extent;

	/* More rows than there are; an extent that ends elsewhere; one that has no room for the slack; a chain that turns back or stays. */
	struct packed more = packed;
	more.count = UINT64_MAX;
	struct packed_walk walk = packed_rows(&region, &more, fields.bytes);
	while (packed_walk_next(&walk, &rows) > 0)
		;
	assert_true(walk.seen >= 100 && walk.seen < 200);
	const uint64_t bytes[] = { UINT64_MAX, UINT64_MAX - 15, region.used, good.bytes + 64, 0,
		7 };
	for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
		extent->bytes = bytes[i];
		walk = packed_rows(&region, &packed, fields.bytes);
		assert_int_equal(packed_walk_next(&walk, &rows), 0);
		assert_int_equal(walk.seen, 0);
	}
	*extent = good;
	const uint64_t nexts[] = { packed.at, packed.at + 32 };
	*(struct packed_extent *)region_at(&region, nexts[1]) = (struct packed_extent){ 0, 64 };
	for (size_t i = 0; i < sizeof nexts / sizeof *nexts; i++) {
		extent->next = nexts[i];
		walk = packed_rows(&region, &more, fields.bytes);
		assert_true(packed_walk_next(&walk, &rows) > 0);
		assert_int_equal(packed_walk_next(&walk, &rows), 0);
	}
	const uint64_t places[] = { 8, region.used, region.used - 8, UINT64_MAX, packed.at + 1 };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		more = packed;
		more.at = places[i];
		walk = packed_rows(&region, &more, fields.bytes);
		assert_int_equal(packed_walk_next(&walk, &rows), 0);
	}
	packed.bits[PACKED_COLUMNS_MAX - 1] = PACKED_BITS_MAX + 1;
	assert_false(packed_fields_of(&packed, &fields));
	region_release(&region);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(lies_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
