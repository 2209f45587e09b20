/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A summary against plain counting: days that are closed and opened again, over and over, come out exact and take no more room than their groups;
 * and a day that is too large for the worker's own memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "log/limits.h"
#include "log/summary_days.h"
#include "base/banned.h"

enum { MIB = 1 << 20, USERS = 16, SUBJECTS = 3, DAY_SEC = 86400 };

struct counted {
	uint32_t events, first, line, last;
};

/* What a summary is to find: groups of each day, and its pairs; and which records it was given. */
struct plain {
	uint32_t days, groups, user_from; /* users have numbers from there on */
	struct counted *counted;
	bool *pairs;
	uint64_t random;
};

static uint32_t
below(struct plain *plain, uint32_t n)
{
	plain->random = plain->random * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)((plain->random >> 33) % n);
}

static void
plain_init(struct plain *plain, uint32_t days, uint32_t groups, uint32_t user_from)
{
	*plain = (struct plain){ days, groups, user_from,
		mem_alloc(mem_mul(days, groups), sizeof *plain->counted),
		mem_alloc(mem_mul(days, (size_t)USERS * SUBJECTS), sizeof *plain->pairs), 1 };
}

static void
plain_release(struct plain *plain)
{
	free(plain->counted);
	free(plain->pairs);
}

/* A group's number is its terminal's. */
static void
add(struct plain *plain, struct summary *summary, uint32_t day, uint32_t line)
{
	uint32_t group = below(plain, plain->groups), subject = below(plain, SUBJECTS + 1);
	uint32_t second = below(plain, DAY_SEC), user = group % USERS;
	struct counted *c = &plain->counted[(size_t)day * plain->groups + group];
	const struct summary_record record = { .day = (int64_t)day - 5,
		.key = { plain->user_from + user, group | group % 3 << PART_TERMINAL_BITS,
		    (uint16_t)(group % 5), (uint16_t)(group % 7), 0, (uint16_t)(group % 2) },
		.second = second,
		.line = line,
		.subject = subject };

	summary_add_all(summary, &record, 1);
	if (subject > 0)
		plain->pairs[((size_t)day * USERS + user) * SUBJECTS + subject - 1] = true;
	if (c->events == 0 || second < c->first || (second == c->first && line < c->line)) {
		c->first = second;
		c->line = line;
	}
	c->last = second > c->last ? second : c->last;
	c->events++;
}

static void
assert_groups(const struct plain *plain, const struct region *region, const struct part_day *day)
{
	const struct counted *counted = &plain->counted[(size_t)(day->day + 5) * plain->groups];
	struct packed_fields f;
	const unsigned char *row;
	uint64_t there = 0;

	assert_true(packed_fields_of(&day->groups, &f));
	struct packed_walk walk = packed_rows(region, &day->groups, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			uint32_t group = packed_get(row, &f.of[PART_TERMINAL]);
			uint32_t first = packed_get(row, &f.of[PART_SECOND]);
			assert_true(group < plain->groups);
			const struct counted *c = &counted[group];
			assert_int_equal(
			    packed_get(row, &f.of[PART_USER]), plain->user_from + group % USERS);
			assert_int_equal(packed_get(row, &f.of[PART_DEPARTMENT]), group % 5);
			assert_int_equal(packed_get(row, &f.of[PART_OPERATION]), group % 7);
			assert_int_equal(packed_get(row, &f.of[PART_SYSTEM]), 0);
			assert_int_equal(packed_get(row, &f.of[PART_RESULT]), group % 2);
			assert_int_equal(packed_get(row, &f.of[PART_NUMBER_ACCESSED]), group % 3);
			assert_int_equal(packed_get(row, &f.of[PART_EVENTS]) + 1, c->events);
			assert_int_equal(packed_get(row, &f.of[PART_LINE]) + day->line, c->line);
			assert_int_equal(first, c->first);
			assert_int_equal(first + packed_get(row, &f.of[PART_LASTED]), c->last);
		}
	for (uint32_t group = 0; group < plain->groups; group++)
		there += counted[group].events > 0;
	assert_int_equal(walk.seen, there);
}

static void
assert_pairs(const struct plain *plain, const struct region *region, const struct part_day *day)
{
	const bool *pairs = &plain->pairs[(size_t)(day->day + 5) * USERS * SUBJECTS];
	bool seen[USERS * SUBJECTS] = { 0 };
	struct packed_fields f;
	const unsigned char *row;
	uint32_t subjects[USERS] = { 0 };

	assert_true(packed_fields_of(&day->pairs, &f));
	struct packed_walk walk = packed_rows(region, &day->pairs, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			uint32_t user = packed_get(row, &f.of[PART_PAIR_USER]) - plain->user_from;
			uint32_t pair = user * SUBJECTS + packed_get(row, &f.of[PART_PAIR_SUBJECT]);
			assert_true(pair < USERS * SUBJECTS && !seen[pair]);
			seen[pair] = true;
			subjects[user]++;
		}
	assert_memory_equal(seen, pairs, sizeof seen);
	assert_true(packed_fields_of(&day->user_days, &f));
	walk = packed_rows(region, &day->user_days, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			uint32_t user = packed_get(row, &f.of[PART_USER_USER]) - plain->user_from;
			assert_true(user < USERS && subjects[user] > 0);
			assert_int_equal(
			    packed_get(row, &f.of[PART_USER_SUBJECTS]), subjects[user]);
			subjects[user] = 0;
		}
	for (size_t user = 0; user < USERS; user++)
		assert_int_equal(subjects[user], 0);
}

static void
assert_counted(const struct plain *plain, struct summary *summary)
{
	const struct region *region = summary->region;
	struct part_list list = summary_finish(summary);
	const struct part_day *days = region_at(region, list.at);

	assert_int_equal(list.count, plain->days);
	assert_int_equal(region->scratch, 0);
	for (uint64_t i = 0; i < list.count; i++) {
		assert_int_equal(days[i].day + 5, i);
		assert_groups(plain, region, &days[i]);
		assert_pairs(plain, region, &days[i]);
	}
}

/* Users of high numbers make the indexes large: so few of the days can be open that each record opens one. */
static void
hopping_between_days_takes_no_room(void **state)
{
	enum { DAYS = 500, ROUNDS = 30, INDEX_BYTES = 64 * 1024 * 4 };
	struct region region;
	struct summary summary = { .region = &region, .seed = 3 };
	struct plain plain;
	uint64_t early = 0;

	(void)state;
	assert_true((uint64_t)DAYS * INDEX_BYTES > LOG_OPEN_BYTES_MAX);
	region_new(&region, 64 * MIB, 64 * MIB);
	plain_init(&plain, DAYS, 8, 60000);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		for (uint32_t day = 0; day < DAYS; day++)
			add(&plain, &summary, day, round * DAYS + day);
		assert_true(summary.open_count < DAYS);
		if (round == ROUNDS / 5)
			early = region.used;
	}
	/* Of 8 groups and 24 pairs a day most are there after a fifth of the rounds. */
	assert_true(region.used < early * 2);
	assert_counted(&plain, &summary);
	plain_release(&plain);
	region_release(&region);
}

static void
a_large_day_is_no_matter_of_memory(void **state)
{
	enum { GROUPS = 20000, RECORDS = 60000, DAYS = 2 };
	struct region region;
	struct summary summary = { .region = &region, .seed = 4 };
	struct plain plain;

	(void)state;
	region_new(&region, 64 * MIB, 64 * MIB);
	plain_init(&plain, DAYS, GROUPS, 1);
	for (uint32_t i = 0; i < RECORDS; i++)
		add(&plain, &summary, i * DAYS / RECORDS, i ^ 1); /* lines need not run on */
	/* The groups' lists, and not in what is kept. */
	assert_true(region.scratch >= (uint64_t)GROUPS * 32);
	assert_true(region.used < (uint64_t)GROUPS * 32);
	assert_counted(&plain, &summary);
	plain_release(&plain);
	region_release(&region);
}

/* Groups add up: the counter of one is full. */
static void
a_full_counter_goes_on_in_another_group(void **state)
{
	const struct summary_record record = {
		.day = 1, .key = { .user = 3 }, .second = 7, .line = 9
	};
	struct region region;
	struct summary summary = { .region = &region, .seed = 5 };
	struct packed_fields f;
	const unsigned char *row;

	(void)state;
	region_new(&region, 4 * MIB, 4 * MIB);
	summary_add_all(&summary, &record, 1);
	summary.open[0]->groups[0].events = UINT32_MAX - 1;
	for (int i = 0; i < 5; i++)
		summary_add_all(&summary, &record, 1);
	const struct part_day *day = region_at(&region, summary_finish(&summary).at);
	assert_int_equal(day->groups.count, 2);
	assert_true(packed_fields_of(&day->groups, &f));
	struct packed_walk walk = packed_rows(&region, &day->groups, f.bytes);
	assert_int_equal(packed_walk_next(&walk, &row), 2);
	assert_int_equal(packed_get(row, &f.of[PART_EVENTS]), UINT32_MAX - 1);
	row += f.bytes;
	assert_int_equal(packed_get(row, &f.of[PART_EVENTS]), 3);
	assert_int_equal(packed_get(row, &f.of[PART_USER]), 3);
	assert_int_equal(packed_get(row, &f.of[PART_LINE]) + day->line, 9);
	region_release(&region);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hopping_between_days_takes_no_room),
		cmocka_unit_test(a_large_day_is_no_matter_of_memory),
		cmocka_unit_test(a_full_counter_goes_on_in_another_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
