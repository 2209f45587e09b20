/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudonyms: the same person the same text; and a subject's number in the notes beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/pseudonym.h"
#include "base/banned.h"

static void
test_spellings(void **state)
{
	const struct pseudonym key = { .key = { 1 } }, other = { .key = { 2 } };
	char a[PSEUDONYM_TEXT_BYTES + 1], b[PSEUDONYM_TEXT_BYTES + 1];

	(void)state;
	pseudonym_of(&key, STR("7700123"), a);
	pseudonym_of(&key, STR(" ７７００１２３　"), b);
	assert_string_equal(a, b);
	pseudonym_of(&key, STR("07700123"), b);
	assert_string_not_equal(a, b);
	pseudonym_of(&other, STR("7700123"), b);
	assert_string_not_equal(a, b);
	assert_int_equal(a[0], 's');
}

static void
test_hide(void **state)
{
	static const struct {
		const char *subject, *text;
		size_t count;
	} cases[] = {
		{ "7700123", "宛名番号7700123の世帯、7700123", 2 },
		{ " 7700123 ", "7700123", 1 },
		{ "7700123", "17700123 77001234 x7700123", 0 },
		{ "7700123", "77001237700123 7700123", 1 },
		{ "123", "123件", 0 },
		{ "7700123", "", 0 },
	};
	const struct pseudonym key = { .key = { 1 } }, reveal = { .reveal = true };
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str subject = str_of(cases[i].subject), text = str_of(cases[i].text);

		buf_clear(&out);
		assert_int_equal(pseudonym_hide(&key, subject, text, &out), cases[i].count);
		assert_true(cases[i].count > 0 || out.len == 0);
		assert_int_equal(pseudonym_hide(&reveal, subject, text, &out), 0);
	}
	buf_clear(&out);
	pseudonym_hide(&key, STR("7700123"), STR("a 7700123 b"), &out);
	assert_int_equal(out.len, 4 + PSEUDONYM_TEXT_BYTES);
	assert_true(str_starts(buf_str(&out), STR("a s:")) && str_ends(buf_str(&out), STR(" b")));
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_hide),
	};

	return cmocka_run_group_tests_name("base/pseudonym", tests, NULL, NULL);
}
