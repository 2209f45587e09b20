/* SPDX-License-Identifier: Apache-2.0 */
/* log/inputs.c: the order of a log's parts. What is meant by directories and patterns is in tests/cli/formats/inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "log/log.h"
#include "base/banned.h"

static void
test_order(void **state)
{
	static const char *const ordered[] = { "a.log", "b.log-20250331.gz", "b.log-20250401",
		"b.log-2025040112", "b.log.10.gz", "b.log.2.zst", "b.log.1", "b.log", "b.log.2024",
		"b.log.2025", "c-1.log", "c-2.log", "d.log.gz", "dir/b.log.1", "dir/b.log" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ordered); i++)
		for (size_t k = 0; k < COUNT_OF(ordered); k++) {
			int c = log_name_cmp(str_of(ordered[i]), str_of(ordered[k]));
			if ((c < 0) != (i < k) || (c > 0) != (i > k))
				fail_msg("%s and %s: %d", ordered[i], ordered[k], c);
		}
}

static void
test_names_alone(void **state)
{
	/* Nothing but a number, a suffix, a dot: no log's part, but each is itself. */
	static const char *const names[] = { "1", ".1", "-1", ".gz", "1.gz", "", "x.", "20250401" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		for (size_t k = 0; k < COUNT_OF(names); k++)
			assert_int_equal(
			    log_name_cmp(str_of(names[i]), str_of(names[k])) == 0, i == k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_names_alone),
	};

	return cmocka_run_group_tests_name("log/inputs", tests, NULL, NULL);
}
