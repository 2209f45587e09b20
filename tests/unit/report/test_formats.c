/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every report format, in both languages, against the golden files of reports/golden. With PIACHECK_GOLDEN=write they are
 * written instead: read the difference before committing it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/io.h"
#include "base/scope.h"
#include "report/report.h"
#include "report/fixed_run.h"
#include "base/banned.h"

static const struct format_case {
	const char *format, *file; /* %s: ja or en */
	bool colour;
} cases[] = {
	{ "text", "findings.%s.txt", false },
	{ "text", "findings.colour.%s.txt", true },
	{ "json", "findings.%s.json", false },
	{ "sarif", "findings.%s.sarif", false },
	{ "sarif:github", "findings.github.%s.sarif", false },
	{ "junit", "findings.%s.junit.xml", false },
	{ "md", "findings.%s.md", false },
	{ "csv", "findings.%s.csv", false },
};

/* The version of the program is not part of a golden file. */
static void
take_version_out(struct buf *out)
{
	static const char key[] = "\"version\": \"" PIACHECK_VERSION "\"";
	struct buf plain = { 0 };
	struct str rest = buf_str(out);

	for (size_t at; (at = str_find(rest, str_of(key), 0)) != STR_NONE;) {
		buf_add(&plain, str_sub(rest, 0, at));
		buf_adds(&plain, "\"version\": \"0.0.0\"");
		rest = str_from(rest, at + sizeof key - 1);
	}
	buf_add(&plain, rest);
	buf_release(out);
	*out = plain;
}

static void
render(const char *name, enum lang lang, bool colour, struct buf *out)
{
	struct finding_run run = { 0 };
	struct diags diags = { 0 };
	struct report_options options = { .lang = lang, .colour = colour, .verbose = colour };
	const struct report_format *format = report_find(str_of(name), &options.variant);

	assert_non_null(format);
	fixed_run_make(&run, &diags);
	format->write(&run, &options, out);
	finding_run_release(&run);
	diags_release(&diags);
	take_version_out(out);
}

static void
compare(struct str got, const char *path)
{
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct str expected;
	int fd;

	if (getenv("PIACHECK_GOLDEN") != NULL) {
		assert_true(io_write_file(str_of(path), got, &diags));
		return;
	}
	fd = io_open(str_of(path), &diags);
	assert_true(fd >= 0);
	assert_int_equal(io_read_all(fd, 1 << 20, &arena, &expected), IO_OK);
	close(fd);
	if (!str_eq(got, expected))
		print_error("differs from %s:\n%.*s\n", path, STR_ARG(got));
	assert_true(str_eq(got, expected));
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_golden(void **state)
{
	static const char *const langs[] = { [LANG_JA] = "ja", [LANG_EN] = "en" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases) * 2; i++) {
		const struct format_case *c = &cases[i / 2];
		enum lang lang = (enum lang)(i % 2);
		struct buf out = { 0 }, path = { 0 };
		struct str file = str_of(c->file);
		size_t at = str_find(file, STR("%s"), 0);

		render(c->format, lang, c->colour, &out);
		buf_adds(&path, "reports/golden/");
		buf_add(&path, str_sub(file, 0, at));
		buf_adds(&path, langs[lang]);
		buf_add(&path, str_from(file, at + 2));
		compare(buf_str(&out), path.ptr);
		buf_release(&out);
		buf_release(&path);
	}
}

/* No report lets a number out, or a byte that would move a cursor or turn the reading direction. */
static void
test_nothing_harmful(void **state)
{
	static const char *const harmful[] = { "123456789018", "1234-5678-9018", "\033[2J",
		"\xE2\x80\xAE" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf out = { 0 };

		render(cases[i].format, LANG_JA, false, &out);
		for (size_t k = 0; k < COUNT_OF(harmful); k++)
			if (str_has(buf_str(&out), str_of(harmful[k]))) {
				/* JSON escapes what is below U+0020; U+202E is text to a program. */
				assert_true(k == 3 && strcmp(cases[i].format, "json") == 0);
			}
		buf_release(&out);
	}
}

static void
test_find(void **state)
{
	struct str variant;
	struct buf names = { 0 };

	(void)state;
	assert_non_null(report_find(STR("text"), &variant));
	assert_int_equal(variant.len, 0);
	assert_null(report_find(STR("text:github"), &variant));
	assert_null(report_find(STR("pdf"), &variant));
	assert_null(report_find(STR(""), &variant));
	assert_non_null(report_find(STR("sarif:github"), &variant));
	assert_true(str_is(variant, "github"));
	assert_null(report_find(STR("sarif:"), &variant));
	assert_null(report_find(STR("sarif:gitlab"), &variant));
	report_names(&names);
	assert_string_equal(names.ptr, "text, json, sarif, sarif:github, junit, md, csv");
	buf_release(&names);
}

static size_t
count_of(struct str text, struct str part)
{
	size_t n = 0;

	for (size_t at = 0; (at = str_find(text, part, at)) != STR_NONE; at += part.len)
		n++;
	return n;
}

/* GitHub keeps 5,000 results: the error that comes last in the run is among them, and the cut is said. */
static void
test_limits(void **state)
{
	static const struct finding_rule rule = {
		.id = STR_INIT("law/x"),
		.family = STR_INIT("law"),
		.severity = SEVERITY_WARNING,
	};
	struct finding f = {
		.rule = &rule,
		.severity = SEVERITY_WARNING,
		.message = { STR_INIT("warning"), STR_INIT("warning") },
		.file = STR("a"),
	};
	struct finding_run run = { 0 };
	struct report_options options = { .lang = LANG_EN };
	struct buf out = { 0 };

	(void)state;
	for (f.line = 1; f.line <= 5003; f.line++)
		finding_run_add(&run, &f);
	f.severity = SEVERITY_ERROR;
	f.file = STR("z");
	finding_run_add(&run, &f);
	finding_run_finish(&run);
	/* Behind them all, as in another form. */
	struct finding last = run.list[0];
	run.list[0] = run.list[run.count - 1];
	run.list[run.count - 1] = last;
	report_find(STR("sarif:github"), &options.variant)->write(&run, &options, &out);
	assert_int_equal(count_of(buf_str(&out), STR("\"ruleId\"")), 5000);
	assert_int_equal(count_of(buf_str(&out), STR("\"uri\": \"z\"")), 1);
	assert_true(str_has(buf_str(&out), STR("4 results of the lowest severity are left out")));
	buf_clear(&out);
	options.variant = (struct str){ 0 };
	report_find(STR("sarif"), &options.variant)->write(&run, &options, &out);
	assert_int_equal(count_of(buf_str(&out), STR("\"ruleId\"")), 5004);
	buf_clear(&out);
	report_find(STR("junit"), &options.variant)->write(&run, &options, &out);
	assert_int_equal(count_of(buf_str(&out), STR("a:")), 100);
	assert_true(str_has(buf_str(&out), STR("more 4904\n")));
	buf_release(&out);
	finding_run_release(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_nothing_harmful),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("report/formats", tests, NULL, NULL);
}
