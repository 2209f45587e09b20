/* SPDX-License-Identifier: Apache-2.0 */
/* Where a log's time does not run on: which steps are told, over the borders of ranges, of logs in order alone, and no more than the limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/limits.h"
#include "log/sent.h"
#include "base/banned.h"

static const struct pseudonym pseudonym = { .key = { 4 } };
static const struct log_job job = { .activity = true, .pseudonym = &pseudonym };

#define HEAD "time,user\n"
#define AT(clock) "2025-04-01 " clock ",u1\n"

static size_t
steps_of(const char *text, struct sent *rows)
{
	sent_init(rows);
	sent_read(&job, text, strlen(text), rows);
	return sent_count(rows, "log_step");
}

static void
what_is_a_step(void **state)
{
	struct sent rows;

	(void)state;
	assert_int_equal(
	    steps_of(HEAD AT("09:00:00") AT("09:29:59") AT("09:29:00") AT("09:58:59"), &rows), 0);
	assert_true(sent_have(&rows, " backward=1 "));
	sent_release(&rows);
	assert_int_equal(
	    steps_of(HEAD AT("09:00:00") AT("09:30:00") AT("09:28:59") AT("09:29:00"), &rows), 2);
	assert_true(sent_have(&rows,
	    "log_step time_before=2025-04-01T09:00:00+09:00 time=2025-04-01T09:30:00+09:00 "
	    "seconds=1800 "));
	assert_true(sent_have(&rows, "time=2025-04-01T09:28:59+09:00 seconds=-61 "));
	assert_true(sent_have(&rows, "line=3\n"));
	assert_true(sent_have(&rows, "line=4\n"));
	sent_release(&rows);
	assert_int_equal(steps_of(HEAD AT("09:01:00") AT("09:00:00"), &rows), 1);
	assert_true(sent_have(&rows, "seconds=-60 "));
	sent_release(&rows);
	/* A record without a time is no step, and one in another zone is what it is in Japan. */
	assert_int_equal(steps_of(HEAD AT("09:00:00") ",u1\n2025-04-01T00:10:00Z,u1\n", &rows), 0);
	assert_true(sent_have(&rows, " backward=0 "));
	sent_release(&rows);
}

/* A cut anywhere: the step between two ranges is the one that one worker would have seen. */
static void
over_borders(void **state)
{
	static const char text[] = HEAD AT("09:00:00") AT("10:00:00") AT("09:50:00") AT("09:51:00");
	struct sent whole, ranges;

	(void)state;
	assert_int_equal(steps_of(text, &whole), 2);
	for (size_t cut = 1; cut < sizeof text - 1; cut++) {
		sent_init(&ranges);
		sent_ranges(&job, text, sizeof text - 1, &cut, 1, &ranges);
		assert_int_equal(sent_count(&ranges, "log_step"), 2);
		assert_true(sent_have(&ranges, "seconds=3600 "));
		assert_true(sent_have(&ranges, "seconds=-600 "));
		assert_true(sent_have(&ranges, " backward=1 "));
		assert_true(sent_have(&ranges, "line=4\n"));
		sent_release(&ranges);
	}
	sent_release(&whole);
}

/* The newest record first: that is an order, but not that of time. */
static void
not_in_order(void **state)
{
	struct sent rows;

	(void)state;
	assert_int_equal(
	    steps_of(HEAD AT("17:00:00") AT("15:00:00") AT("12:00:00") AT("10:00:00"), &rows), 3);
	sent_release(&rows);
	assert_int_equal(steps_of(HEAD AT("17:00:00") AT("15:00:00") AT("12:00:00") AT("10:00:00")
				      AT("09:00:00"),
			     &rows),
	    0);
	assert_true(sent_have(&rows, " backward=4 "));
	sent_release(&rows);
}

/* Is it said, once, how many were left out? */
static bool
lost_are(const struct sent *rows, const char *count)
{
	return rows->diags.count == 1 && rows->diags.list[0].code == DIAG_LOG_STEPS_LIMIT &&
	    str_is(rows->diags.list[0].args[1], count);
}

/* Months of 28 days. */
static void
add_hours(struct buf *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buf_addf(text, "%u-%02u-%02u %02u:00:00,u1\n", 2000 + i / 8064, i / 672 % 12 + 1,
		    i / 24 % 28 + 1, i % 24);
}

static void
no_more_than_the_limit(void **state)
{
	struct buf text = { 0 };
	struct sent rows;

	(void)state;
	buf_adds(&text, HEAD);
	add_hours(&text, LOG_STEPS_MAX + 10);
	size_t cut = text.len / 2;
	sent_init(&rows);
	sent_ranges(&job, text.ptr, text.len, &cut, 1, &rows);
	assert_int_equal(sent_count(&rows, "log_step"), LOG_STEPS_MAX);
	assert_true(lost_are(&rows, "9"));
	sent_release(&rows);
	buf_release(&text);
}

/* However many pauses there are, a clock that was set back behind them is seen; and no more of those than the limit, either. */
static void
pauses_hide_no_step_back(void **state)
{
	struct buf text = { 0 };
	struct sent rows;

	(void)state;
	buf_adds(&text, HEAD);
	add_hours(&text, LOG_STEPS_MAX + 10);
	buf_adds(&text, "2002-06-22 00:10:00,u1\n");
	size_t cut = text.len / 2;
	sent_init(&rows);
	sent_ranges(&job, text.ptr, text.len, &cut, 1, &rows);
	assert_true(sent_have(&rows, "time=2002-06-22T00:10:00+09:00 seconds=-"));
	assert_int_equal(sent_count(&rows, "log_step"), LOG_STEPS_MAX + 1);
	sent_release(&rows);
	/* One in a hundred goes back. */
	buf_clear(&text);
	buf_adds(&text, HEAD);
	for (unsigned i = 0; i < LOG_STEPS_MAX + 3; i++)
		for (unsigned k = 0; k < 102; k++)
			buf_addf(&text, "2025-04-01 09:%02u:%02u,u1\n", k / 60, k % 60);
	sent_init(&rows);
	sent_read(&job, text.ptr, text.len, &rows);
	assert_int_equal(sent_count(&rows, "log_step"), LOG_STEPS_MAX);
	assert_true(lost_are(&rows, "2"));
	sent_release(&rows);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_step),
		cmocka_unit_test(over_borders),
		cmocka_unit_test(not_in_order),
		cmocka_unit_test(no_more_than_the_limit),
		cmocka_unit_test(pauses_hide_no_step_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
