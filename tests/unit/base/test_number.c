/* SPDX-License-Identifier: Apache-2.0 */
/* base/number.h: check digits against computed vectors, and masking in every shape and none too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/number.h"
#include "base/scope.h"

#include "base/banned.h"

static void
test_check_digits(void **state)
{
	static const char *const individual[] = { "123456789018", "314159265352", "100000000030",
		"100000000080", "111111111118" };
	static const char *const not_individual[] = { "123456789012", "000000000000", "12345678901",
		"1234567890180", "12345678901x", "" };
	static const char *const corporate[] = { "8700110005901", "7123456789012",
		"7010705000725" };
	static const char *const not_corporate[] = { "8700110005902", "1700110005901",
		"870011000590", "0123456789012", "" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(individual); i++)
		assert_true(number_is_individual(str_of(individual[i])));
	for (size_t i = 0; i < COUNT_OF(not_individual); i++)
		assert_false(number_is_individual(str_of(not_individual[i])));
	for (size_t i = 0; i < COUNT_OF(corporate); i++)
		assert_true(number_is_corporate(str_of(corporate[i])));
	for (size_t i = 0; i < COUNT_OF(not_corporate); i++)
		assert_false(number_is_corporate(str_of(not_corporate[i])));
}

#define M "************"

static const struct mask_case {
	const char *text, *masked;
	size_t count;
} mask_cases[] = {
	{ "123456789018", M, 1 },
	{ "番号は123456789018です", "番号は" M "です", 1 },
	{ "id123456789018x", "id" M "x", 1 },
	{ "1234-5678-9018", M, 1 },
	{ "1234 5678 9018", M, 1 },
	{ "1234　5678　9018", M, 1 },
	{ "１２３４－５６７８－９０１８", M, 1 },
	{ "１２３４５６７８９０１８", M, 1 },
	{ "1234−5678‐9018", M, 1 },
	{ "1 2 3 4 5 6 7 8 9 0 1 8", M, 1 },
	{ "12345-6789018", M, 1 },
	{ "001 123456789018", "001 " M, 1 },
	{ "001-1234-5678-9018-9", "001-" M "-9", 1 },
	{ "123456789018,314159265352", M "," M, 2 },
	{ "123456789018 314159265352", M " " M, 2 },

	{ "123456789012", "123456789012", 0 },
	{ "1123456789018", "1123456789018", 0 },
	{ "1234567890189", "1234567890189", 0 },
	{ "１123456789018", "１123456789018", 0 },
	{ "20250401120000", "20250401120000", 0 },
	{ "8700110005901", "8700110005901", 0 },
	{ "1234--5678-9018", "1234--5678-9018", 0 },
	{ "1234  5678 9018", "1234  5678 9018", 0 },
	{ "1 2 3 4 5 6 7 8 9 0 1 8 7", "1 2 3 4 5 6 7 8 9 0 1 8 7", 0 },
	{ "000000000000", "000000000000", 0 },
	{ "\xEF\xBC", "\xEF\xBC", 0 },
	{ "", "", 0 },
};

static void
test_mask(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(mask_cases); i++) {
		const struct mask_case *c = &mask_cases[i];
		struct buf out = { 0 };

		buf_adds(&out, "");
		if (number_mask(str_of(c->text), &out) != c->count)
			fail_msg("\"%s\" gives \"%s\"", c->text, out.ptr);
		assert_string_equal(out.ptr, c->masked);
		buf_release(&out);
	}
}

/* No row of dates is taken for a number, whatever its digits say. */
static void
test_dates_stay(void **state)
{
	(void)state;
	for (int month = 1; month <= 12; month++)
		for (int day = 1; day <= 28; day++) {
			struct buf text = { 0 };
			size_t at, len;

			buf_addf(&text, "2025-%02d-%02d 2026-%02d-%02d", month, day, day % 12 + 1,
			    month);
			assert_false(number_find(buf_str(&text), 0, &at, &len));
			buf_clear(&text);
			buf_addf(&text, "2025-%02d-%02d %02d%02d", month, day, day % 24, month);
			assert_false(number_find(buf_str(&text), 0, &at, &len));
			buf_release(&text);
		}
}

/* A count or an hour beside a day: no one parts a number so. */
static void
test_days_beside_others_stay(void **state)
{
	static const char *const days[] = { "6667 2025-04-01", "12 2025-04-01 10:00:00",
		"002 2025-04-01 1", "20 37 2025-04-01", "1009 2024-02-29" };
	/* Each might be a number that someone parted: by one separator, without a day, in no one's lifetime. */
	static const char *const numbers[] = { "6667-2025-04-01", "6667 2025 04 01",
		"6667 2025 0401", "6667-2025-0401", "6667 20250401", "666720250401",
		"6667ー2025-04-01", "6667　2025-04-01", "6667 2025-04 01", "6667 2025 04-01",
		"1009 2025-13-01", "1006 2025-02-30", "1000 2025-02-29", "1000 1800-04-01",
		"１００２－２０２５－０４－０１" };
	size_t at, len;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(days); i++)
		if (number_find(str_of(days[i]), 0, &at, &len))
			fail_msg("\"%s\" is no number", days[i]);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (!number_find(str_of(numbers[i]), 0, &at, &len) || at != 0 ||
		    len != strlen(numbers[i]))
			fail_msg("\"%s\" may be a number", numbers[i]);
	/* Behind a day there may be one all the same. */
	assert_true(number_find(STR("6667 2025-04-01 1234-5678-9018"), 0, &at, &len));
	assert_int_equal(at, 16);
	assert_true(number_find(STR("123456789018 2025-04-01"), 0, &at, &len));
	assert_int_equal(at, 0);
}

static void
test_find(void **state)
{
	const struct str text = STR("x 1234-5678-9018 y");
	size_t at, len;

	(void)state;
	assert_true(number_find(text, 0, &at, &len));
	assert_int_equal(at, 2);
	assert_int_equal(len, 14);
	assert_false(number_find(text, 3, &at, &len));
	assert_false(number_find(text, 99, &at, &len));
	/* From within a longer run: its rest is no number of its own. */
	assert_false(number_find(STR("1123456789018"), 1, &at, &len));
}

/* Wherever it stands among others: eight bytes are looked at together. The fillers hold what is near a digit's bytes. */
static void
test_find_anywhere(void **state)
{
	static const char *const fillers[] = { "a", "/", ":", "あ", "退", "｀", "\x90\xBC" };
	static const char *const numbers[] = { "123456789018", "１２３４５６７８９０１８" };

	(void)state;
	for (size_t f = 0; f < COUNT_OF(fillers); f++)
		for (size_t n = 0; n < COUNT_OF(numbers); n++)
			for (size_t before = 0; before < 20; before++) {
				struct buf text = { 0 };
				size_t at = 0, len = 0;

				for (size_t i = 0; i < before; i++)
					buf_adds(&text, fillers[f]);
				buf_adds(&text, numbers[n]);
				for (size_t i = before; i < 20; i++)
					buf_adds(&text, fillers[f]);
				assert_true(number_find(buf_str(&text), 0, &at, &len));
				assert_int_equal(at, before * strlen(fillers[f]));
				assert_int_equal(len, strlen(numbers[n]));
				buf_release(&text);
			}
}

/* What is typed for a hyphen in Japanese, and the text in an arena. */
static void
test_masked(void **state)
{
	static const char *const spelled[] = { "1234ー5678ー9018", "１２３４ｰ５６７８ｰ９０１８",
		"1234─5678─9018" };
	const struct str plain = STR("no number: 1234ー5678ー9017");
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++)
		assert_true(str_is(number_masked(&arena, str_of(spelled[i])), "************"));
	assert_ptr_equal(number_masked(&arena, plain).ptr, plain.ptr);
	arena_release(&arena);
}

/* A text of digits alone costs no more than a pass. */
static void
test_long_runs(void **state)
{
	static char digits[1 << 20];
	size_t at, len;

	(void)state;
	memset(digits, '1', sizeof digits);
	assert_false(number_find((struct str){ digits, sizeof digits }, 0, &at, &len));
	for (size_t i = 1; i < sizeof digits; i += 2)
		digits[i] = ' ';
	assert_false(number_find((struct str){ digits, sizeof digits }, 0, &at, &len));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_digits),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_dates_stay),
		cmocka_unit_test(test_days_beside_others_stay),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_anywhere),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_long_runs),
	};

	return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
