/* SPDX-License-Identifier: Apache-2.0 */
/* base/diag.h: texts in both languages, places, masking, the bound on their number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/diag.h"

#include "base/banned.h"

static void
assert_line(
    enum diag_code code, struct diag_at at, const char *a, enum lang lang, const char *wanted)
{
	struct diags diags = { 0 };
	struct buf line = { 0 };

	diag_addz(&diags, code, at, a, NULL, NULL);
	diag_line(&diags.list[0], lang, &line);
	assert_string_equal(line.ptr, wanted);
	buf_release(&line);
	diags_release(&diags);
}

static void
test_lines(void **state)
{
	(void)state;
	assert_line(DIAG_FILE_EMPTY, (struct diag_at){ .file = STR("f") }, NULL, LANG_EN,
	    "f: error: is empty; check that it is the right file.\n");
	assert_line(DIAG_FILE_READ, (struct diag_at){ STR("f"), 3, 4 }, "x", LANG_JA,
	    "f:3:4: エラー: 読み込めません: x。ディスクと権限を確認してください。\n");
	assert_line(DIAG_FILE_READ, (struct diag_at){ STR("f"), 3, 0 }, "x", LANG_EN,
	    "f:3: error: cannot be read: x. Check the disk and the permissions.\n");
	assert_line(DIAG_CONFINE_NO_LANDLOCK, (struct diag_at){ 0 }, NULL, LANG_EN,
	    "note: this kernel has no landlock; seccomp and resource limits confine the "
	    "readers.\n");
	/* Neither a file's name nor an argument can steer the terminal or show a number. */
	assert_line(DIAG_FILE_READ, (struct diag_at){ .file = STR("a\x1b[2J") },
	    "\r1234-5678-9018 {1}", LANG_EN,
	    "a<U+001B>[2J: error: cannot be read: <U+000D>************ {1}. Check the "
	    "disk and the permissions.\n");
}

/* Every text has its arguments in both languages, and names are found again. */
static void
test_all_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct diag diag = { .code = (enum diag_code)i,
			.args = { STR("<0>"), STR("<1>"), STR("<2>") } };
		struct buf ja = { 0 }, en = { 0 }, name = { 0 };

		diag_text(&diag, LANG_JA, &ja);
		diag_text(&diag, LANG_EN, &en);
		for (int arg = 0; arg < DIAG_ARGS; arg++) {
			char mark[] = { '<', (char)('0' + arg), '>', '\0' };

			if ((strstr(ja.ptr, mark) == NULL) != (strstr(en.ptr, mark) == NULL))
				fail_msg("{%d} is in one language only: %s", arg, en.ptr);
		}
		diag_code_name(diag.code, &name);
		for (size_t k = 0; k < name.len; k++)
			name.ptr[k] = (char)(name.ptr[k] == '-'            ? '_'
				: name.ptr[k] >= 'a' && name.ptr[k] <= 'z' ? name.ptr[k] - 'a' + 'A'
									   : name.ptr[k]);
		assert_int_equal(diag_code_find(buf_str(&name)), diag.code);
		buf_release(&ja);
		buf_release(&en);
		buf_release(&name);
	}
	assert_int_equal(diag_code_find(STR("NO_SUCH_CODE")), DIAG_CODE_COUNT);
}

static void
test_bounds(void **state)
{
	struct diags diags = { 0 };
	struct buf text = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_adds(&text, "値");
	for (int i = 0; i < DIAG_MAX + 5; i++)
		diag_add(&diags, i % 2 == 0 ? DIAG_FILE_READ : DIAG_CONFINE_NO_LANDLOCK,
		    (struct diag_at){ 0 }, buf_str(&text), (struct str){ 0 }, (struct str){ 0 });
	assert_int_equal(diags.count, DIAG_MAX);
	assert_int_equal(diags.dropped, 5);
	assert_int_equal(diags.errors, DIAG_MAX / 2 + 3);
	assert_int_equal(diags.list[0].args[0].len, DIAG_ARG_MAX_BYTES);
	buf_release(&text);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_all_codes),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("base/diag", tests, NULL, NULL);
}
