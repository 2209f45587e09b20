/* SPDX-License-Identifier: Apache-2.0 */
/* base/csv.c: every kind of record, whole, cut anywhere, and mutated against what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

/* Fields joined by |, records by / ; a bad record is !fault. */
static struct str
play(struct str text, char delimiter, size_t step, struct buf *out)
{
	struct csv csv = { .delimiter = delimiter };
	size_t given = step == 0 || step > text.len ? text.len : step;
	struct str window = { text.ptr, given };
	enum csv_result result;

	buf_clear(out);
	while ((result = csv_next(&csv, &window, given == text.len)) != CSV_END) {
		if (result == CSV_MORE) {
			size_t more = given + step > text.len ? text.len - given : step;
			assert_true(more > 0);
			given += more;
			window.len += more;
			continue;
		}
		if (result == CSV_BAD)
			buf_addf(
			    out, "!%d@%u:%u", (int)csv.fault, csv.fault_line, csv.fault_column);
		for (size_t i = 0; result == CSV_RECORD && i < csv.count; i++) {
			if (i > 0)
				buf_addc(out, '|');
			buf_add(out, csv.fields[i]);
		}
		buf_addf(out, "/");
	}
	csv_release(&csv);
	return buf_str(out);
}

static const struct csv_case {
	const char *what, *text, *want;
} cases[] = {
	{ "plain", "a,b\nc,d\n", "a|b/c|d/" },
	{ "no line end at the end", "a,b\nc,d", "a|b/c|d/" },
	{ "CRLF", "a,b\r\nc,d\r\n", "a|b/c|d/" },
	{ "empty fields", ",\n,,\n", "|/||/" },
	{ "a blank line is one empty field", "a\n\nb\n", "a//b/" },
	{ "quoted", "\"a,b\",\"c\"\n", "a,b|c/" },
	{ "doubled quotes", "\"say \"\"hi\"\"\",\"\"\"\"\n", "say \"hi\"|\"/" },
	{ "line end inside quotes", "\"a\r\nb\",c\nd,e\n", "a\r\nb|c/d|e/" },
	{ "a quote inside a plain field is text", "a\"b,c\n", "a\"b|c/" },
	{ "quoted then CRLF", "\"a\"\r\n\"b\"\r\n", "a/b/" },
	{ "text behind a closing quote", "\"a\"x,b\nc,d\n", "!0@1:4/c|d/" },
	{ "a quote never closed costs its line", "a,\"b\nc,d\n", "!1@1:3/c|d/" },
	{ "Japanese, column in characters", "東京,\"\"大\n次\n", "!0@1:6/次/" },
};

static void
test_cases(void **state)
{
	struct buf out = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str text = str_of(cases[i].text);

		for (size_t step = 0; step <= text.len; step++) {
			struct str got = play(text, ',', step, &out);
			if (!str_is(got, cases[i].want))
				fail_msg(
				    "%s, step %zu: got %.*s", cases[i].what, step, STR_ARG(got));
		}
	}
	buf_release(&out);
}

static void
test_written_fields_come_back(void **state)
{
	static const char alphabet[] = "a,\"\n\r;\t =";
	struct buf text = { 0 }, field = { 0 };
	struct csv csv = { .delimiter = ',' };

	(void)state;
	srand(7);
	for (int round = 0; round < 2000; round++) {
		struct buf fields[4] = { 0 };

		buf_clear(&text);
		for (size_t f = 0; f < COUNT_OF(fields); f++) {
			size_t n = (size_t)rand() % 6;
			for (size_t i = 0; i < n; i++)
				buf_addc(
				    &fields[f], alphabet[(size_t)rand() % (sizeof alphabet - 1)]);
			if (f > 0)
				buf_addc(&text, ',');
			csv_write_field(&text, buf_str(&fields[f]), false);
		}
		buf_addc(&text, '\n');
		struct str window = buf_str(&text);
		csv.next_line = 0;
		assert_int_equal(csv_next(&csv, &window, true), CSV_RECORD);
		assert_int_equal(csv.count, COUNT_OF(fields));
		for (size_t f = 0; f < COUNT_OF(fields); f++) {
			assert_true(str_eq(csv.fields[f], buf_str(&fields[f])));
			buf_release(&fields[f]);
		}
	}
	csv_release(&csv);
	buf_release(&text);
	buf_release(&field);
}

static void
test_formula_is_guarded(void **state)
{
	struct buf out = { 0 };

	(void)state;
	csv_write_field(&out, STR("=HYPERLINK(1)"), true);
	buf_addc(&out, ' ');
	csv_write_field(&out, STR("-1"), true);
	buf_addc(&out, ' ');
	csv_write_field(&out, STR("a=b"), true);
	assert_string_equal(out.ptr, "\"'=HYPERLINK(1)\" \"'-1\" a=b");
	buf_release(&out);
}

static void
test_limits_fire(void **state)
{
	struct buf text = { 0 };
	struct csv csv = { .delimiter = ',' };

	(void)state;
	for (size_t i = 0; i <= CSV_FIELDS_MAX; i++)
		buf_addc(&text, ',');
	buf_adds(&text, "\nx\n");
	struct str window = buf_str(&text);
	assert_int_equal(csv_next(&csv, &window, true), CSV_BAD);
	assert_int_equal(csv.fault, CSV_TOO_MANY_FIELDS);
	assert_int_equal(csv_next(&csv, &window, true), CSV_RECORD);
	assert_true(str_is(csv.fields[0], "x"));

	buf_clear(&text);
	buf_addc(&text, '"');
	for (size_t i = 0; i < CSV_RECORD_MAX_BYTES; i++)
		buf_addc(&text, 'x');
	window = buf_str(&text);
	assert_int_equal(csv_next(&csv, &window, false), CSV_BAD);
	assert_int_equal(csv.fault, CSV_QUOTE_OPEN);
	csv_release(&csv);
	buf_release(&text);
}

static void
test_guess(void **state)
{
	(void)state;
	assert_int_equal(csv_guess_delimiter(STR("a\tb\tc\n\"x,y,z,w\"\n")), '\t');
	assert_int_equal(csv_guess_delimiter(STR("a;b\n")), ';');
	assert_int_equal(csv_guess_delimiter(STR("a\n")), ',');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_written_fields_come_back),
		cmocka_unit_test(test_formula_is_guarded),
		cmocka_unit_test(test_limits_fire),
		cmocka_unit_test(test_guess),
	};

	return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
