/* SPDX-License-Identifier: Apache-2.0 */
/* base/str.h: views, cutting, numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "base/str.h"

#include "base/banned.h"

static void
test_comparing(void **state)
{
	(void)state;
	assert_true(str_eq(STR(""), (struct str){ 0 }));
	assert_true(str_is(STR("ab"), "ab"));
	assert_false(str_is(STR("ab"), "abc"));
	assert_true(str_eq_nocase(STR("AbC-é"), STR("aBc-é")));
	assert_false(str_eq_nocase(STR("É"), STR("é")));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_cmp(STR("b"), STR("ab")) > 0);
	assert_int_equal(str_cmp(STR(""), (struct str){ 0 }), 0);
	assert_true(str_cmp(STR("\x80"), STR("a")) > 0);
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_false(str_ends(STR("b"), STR("ab")));
	assert_true(str_starts(STR("a"), STR("")));
}

static void
test_finding(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("banana"), STR("ana"), 0), 1);
	assert_int_equal(str_find(STR("banana"), STR("ana"), 2), 3);
	assert_int_equal(str_find(STR("banana"), STR("ana"), 4), STR_NONE);
	assert_int_equal(str_find(STR("ab"), STR(""), 2), 2);
	assert_int_equal(str_find(STR("ab"), STR(""), 3), STR_NONE);
	assert_int_equal(str_find_char(STR("a\0b"), '\0', 0), 1);
	assert_int_equal(str_find_char(STR("ab"), 'a', 1), STR_NONE);
	assert_int_equal(str_find_char((struct str){ 0 }, 'a', 0), STR_NONE);
	assert_true(str_has(STR("abc"), STR("bc")));
}

static void
test_cutting(void **state)
{
	struct str rest = STR("a,,b"), line;

	(void)state;
	assert_true(str_is(str_sub(STR("abc"), 1, 99), "bc"));
	assert_int_equal(str_sub(STR("abc"), 3, 1).len, 0);
	assert_true(str_is(str_trim(STR(" \t a b\r\n")), "a b"));
	assert_int_equal(str_trim(STR(" \n ")).len, 0);
	assert_true(str_is(str_split(rest, ',', &rest), "a"));
	assert_true(str_is(str_split(rest, ',', &rest), ""));
	assert_true(str_is(str_split(rest, ',', &rest), "b"));
	assert_int_equal(rest.len, 0);
	rest = STR("one\r\n\ntwo");
	assert_true(str_line(&rest, &line) && str_is(line, "one"));
	assert_true(str_line(&rest, &line) && str_is(line, ""));
	assert_true(str_line(&rest, &line) && str_is(line, "two"));
	assert_false(str_line(&rest, &line));
}

static void
test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} cases[] = { { "0", true, 0 }, { "-12", true, -12 }, { "+7", true, 7 }, { "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN }, { "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 }, { "", false, 0 }, { "-", false, 0 },
		{ "1 ", false, 0 }, { " 1", false, 0 }, { "1x", false, 0 }, { "0x1", false, 0 } };
	double real;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = 0;

		assert_int_equal(str_parse_i64(str_of(cases[i].text), &value), cases[i].good);
		if (cases[i].good)
			assert_int_equal(value, cases[i].value);
	}
	assert_true(str_parse_double(STR("-1.5e3"), &real) && real == -1500.0);
	assert_false(str_parse_double(STR("1e999"), &real));
	assert_false(str_parse_double(STR(" 1"), &real));
	assert_false(str_parse_double(STR("1x"), &real));
	assert_false(str_parse_double(STR(""), &real));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comparing),
		cmocka_unit_test(test_finding),
		cmocka_unit_test(test_cutting),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
