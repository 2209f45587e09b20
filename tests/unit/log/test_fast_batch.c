/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks read all digits at once: the same as digit by digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "log/fast_batch.h"
#include "base/banned.h"

enum { CLOCK = 8 };

/* hh:mm:ss, as it stands in a field between other text. */
static uint32_t
clock_of(const char text[CLOCK])
{
	char field[CLOCK + 2] = { '9', 0, 0, 0, 0, 0, 0, 0, 0, '9' };

	memcpy(field + 1, text, CLOCK);
	return batch_clock(field + 1);
}

static void
two(char *at, unsigned n)
{
	at[0] = (char)('0' + n / 10);
	at[1] = (char)('0' + n % 10);
}

static void
reads_every_clock(void **state)
{
	char text[CLOCK] = { 0, 0, ':', 0, 0, ':', 0, 0 };
	unsigned good = 0;

	(void)state;
	for (unsigned n = 0; n < 1000000; n++) {
		unsigned h = n / 10000, m = n / 100 % 100, s = n % 100;
		two(text, h);
		two(text + 3, m);
		two(text + 6, s);
		uint32_t second = clock_of(text);
		if (h <= 23 && m <= 59 && s <= 59) {
			assert_int_equal(second, h * 3600 + m * 60 + s);
			good++;
		} else {
			assert_in_range(second, BATCH_DAY, UINT32_MAX);
		}
	}
	assert_int_equal(good, BATCH_DAY);
}

/* Any other byte in any place. */
static void
knows_what_is_none(void **state)
{
	static const char *const clocks[] = { "00:00:00", "23:59:59", "12:34:56" };

	(void)state;
	for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++)
		for (size_t at = 0; at < CLOCK; at++)
			for (unsigned byte = 0; byte < 256; byte++) {
				char text[CLOCK];
				memcpy(text, clocks[i], CLOCK);
				text[at] = (char)byte;
				if (at % 3 == 2 ? byte != ':' : byte < '0' || byte > '9')
					assert_in_range(clock_of(text), BATCH_DAY, UINT32_MAX);
				else if (at % 3 == 2)
					assert_in_range(clock_of(text), 0, BATCH_DAY - 1);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_clock),
		cmocka_unit_test(knows_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
