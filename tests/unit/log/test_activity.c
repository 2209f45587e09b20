/* SPDX-License-Identifier: Apache-2.0 */
/* The summary's parts: handed over in pieces as small tables fill, they make the same rows as one large table; nonsense is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/activity.h"
#include "log/sent.h"
#include "base/banned.h"

static const unsigned char key[16] = { 4 };

/* The parent's end of the pipe. */
static void
take_part(void *context, const struct sink_shape *shape, const struct value *values)
{
	assert_int_equal(activity_take_part(context, shape, values, 0), ACTIVITY_TAKEN);
}

static void
in_pieces(void **state)
{
	struct activity *whole = activity_new(key, 100000, 100000);
	struct activity *small = activity_new(key, 20, 30);
	struct activity *parent = activity_new(key, 100000, 100000);
	const struct sink to_parent = { parent, take_part, NULL };
	const struct str file = STR("t.log");
	struct sent direct, merged;
	uint64_t random = 5;
	size_t flushed = 0;

	(void)state;
	for (uint32_t line = 1; line <= 5000; line++) {
		char user[8], day[12];
		random = random * 6364136223846793005u + 1442695040888963407u;
		unsigned r = (unsigned)(random >> 33);
		snprintf(user, sizeof user, "u%u", r % 7);
		snprintf(day, sizeof day, "2025-04-%02u", r / 7 % 9 + 1);
		struct activity_part part = {
			.events = 1, .first = 1000 + r % 100, .last = 1000 + r % 100, .line = line
		};
		part.keys[ACTIVITY_USER] = str_of(user);
		part.keys[ACTIVITY_DAY] = str_of(day);
		if (activity_is_full(small)) {
			activity_send_parts(small, &to_parent);
			flushed++;
		}
		assert_true(activity_add(whole, &part));
		assert_true(activity_add(small, &part));
		assert_true(activity_add_subject(
		    whole, str_of(user), str_of(day), r % 50, part.first, line, 0));
		assert_true(activity_add_subject(
		    small, str_of(user), str_of(day), r % 50, part.first, line, 0));
	}
	activity_send_parts(small, &to_parent);
	assert_true(flushed > 10);
	sent_init(&direct);
	sent_init(&merged);
	activity_send(whole, &file, &direct.sink);
	activity_send(parent, &file, &merged.sink);
	assert_true(direct.count > 63);
	assert_true(str_eq(buf_str(&direct.text), buf_str(&merged.text)));
	sent_release(&direct);
	sent_release(&merged);
	activity_free(whole);
	activity_free(small);
	activity_free(parent);
}

static void
full(void **state)
{
	struct activity *a = activity_new(key, 2, 2);
	static const char *const users[] = { "a", "b", "c" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(users); i++) {
		struct activity_part part = { .events = 1 };
		part.keys[ACTIVITY_USER] = str_of(users[i]);
		part.keys[ACTIVITY_DAY] = STR("2025-04-01");
		assert_int_equal(activity_add(a, &part), i < 2);
		assert_int_equal(activity_add_subject(
				     a, part.keys[ACTIVITY_USER], STR("2025-04-01"), i, 0, 1, 0),
		    i < 2);
	}
	assert_true(activity_is_full(a));
	activity_free(a);
}

SINK_SHAPE(subjects, "activity_subject", "user", "day", "first", "line", "keys");
SINK_SHAPE(other, "activity_subject", "user", "day", "subjects", "file", "line");

/* What a worker that was taken over might send. */
static void
malformed(void **state)
{
	struct activity *a = activity_new(key, 100, 100);
	struct value row[5] = { value_text(STR("u")), value_text(STR("2025-04-01")),
		value_integer(0), value_integer(1), value_text(STR("0123456789abcdef")) };

	(void)state;
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_TAKEN);
	assert_int_equal(activity_take_part(a, &other, row, 0), ACTIVITY_OTHER);
	row[4] = value_text(STR("0123456789abcde"));
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_MALFORMED);
	row[4] = value_text(STR("0123456789abcdeg"));
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_MALFORMED);
	row[4] = value_integer(1);
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_MALFORMED);
	row[4] = value_text(STR(""));
	row[3] = value_integer(-1);
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_MALFORMED);
	row[3] = value_null();
	assert_int_equal(activity_take_part(a, &subjects, row, 0), ACTIVITY_MALFORMED);
	activity_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(full),
		cmocka_unit_test(malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
