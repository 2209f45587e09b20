/* SPDX-License-Identifier: Apache-2.0 */
/* finding/finding.c, order.c, glob.c: what is added, in which order it comes out, and what a fingerprint depends on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/scope.h"
#include "finding/finding.h"
#include "finding/sample.h"
#include "base/banned.h"

static void
test_glob(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} cases[] = {
		{ "law/*", "law/old-citation", true },
		{ "law/*", "access/law/", false },
		{ "*", "", true },
		{ "", "", true },
		{ "", "a", false },
		{ "?", "号", true },
		{ "??", "号", false },
		{ "*号", "第5号", true },
		{ "a*b*c", "axxbyyc", true },
		{ "a*b*c", "axxbyy", false },
		{ "II.4.delegation[2].*", "II.4.delegation[2].4", true },
		{ "II.4.delegation[2].*", "II.4.delegation2.4", false },
		{ "*.csv", "logs/2025/04.csv", true },
		{ "Law/*", "law/x", false },
		{ "*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("  %s ~ %s\n", cases[i].pattern, cases[i].text);
		assert_int_equal(finding_glob(str_of(cases[i].pattern), str_of(cases[i].text)),
		    cases[i].matches);
	}
}

static void
test_order(void **state)
{
	static const char *const expected[] = { "cover.no", "I.1.3", "II.4.delegation[2].4",
		"II.4.delegation[10].4", "III.3", "app1.2", "zz", "" };
	static const int shuffled[] = { 4, 0, 7, 3, 6, 2, 5, 1 };
	struct finding_run run = { 0 };

	(void)state;
	sample_begin(&run, "r");
	for (size_t i = 0; i < COUNT_OF(shuffled); i++) {
		const char *item = expected[shuffled[i]];

		sample_add(&run, SAMPLE_LAW, *item == '\0' ? NULL : item, NULL, "a.yaml", 1, "x");
	}
	finding_run_finish(&run);
	for (size_t i = 0; i < COUNT_OF(expected); i++)
		assert_true(str_is(run.list[i].item, expected[i]));
	finding_run_release(&run);
}

/* The gravest first within an item; then rule, place and text: a total order, however they were added. */
static void
test_order_is_total(void **state)
{
	struct finding_run a = { 0 }, b = { 0 };
	struct buf x = { 0 }, y = { 0 };

	(void)state;
	sample_begin(&a, "r");
	sample_begin(&b, "r");
	for (int i = 0; i < 60; i++) {
		const char *messages[] = { "one", "two", "three" };
		int k = 59 - i;

		sample_add(
		    &a, i % 3, i % 2 ? "I.1" : NULL, NULL, "f", (uint32_t)(i % 5), messages[i % 3]);
		sample_add(
		    &b, k % 3, k % 2 ? "I.1" : NULL, NULL, "f", (uint32_t)(k % 5), messages[k % 3]);
	}
	finding_run_finish(&a);
	finding_run_finish(&b);
	finding_run_json(&a, LANG_JA, false, &x);
	finding_run_json(&b, LANG_JA, false, &y);
	assert_string_equal(x.ptr, y.ptr);
	assert_int_equal(a.list[0].severity, SEVERITY_ERROR);
	buf_release(&x);
	buf_release(&y);
	finding_run_release(&a);
	finding_run_release(&b);
}

static const char *
fingerprint_of(struct finding_run *run, const char *item, const char *subject, const char *file,
    uint32_t line, const char *message)
{
	finding_run_release(run);
	sample_begin(run, "r");
	sample_add(run, SAMPLE_LAW, item, subject, file, line, message);
	finding_run_finish(run);
	return run->list[0].fingerprint;
}

static void
test_fingerprint(void **state)
{
	static const struct {
		const char *what, *item, *subject, *file;
		uint32_t line;
		const char *message;
		bool same;
	} cases[] = {
		{ "another line", "I.1", "s", "x/log.csv", 99, "3 件", true },
		{ "another folder", "I.1", "s", "y/z/log.csv", 5, "3 件", true },
		{ "full-width and blanks", "I.1", "s", "x/log.csv", 5, "３　件", true },
		{ "another item", "I.2", "s", "x/log.csv", 5, "3 件", false },
		{ "another subject", "I.1", "t", "x/log.csv", 5, "3 件", false },
		{ "another file", "I.1", "s", "x/log2.csv", 5, "3 件", false },
		{ "another content", "I.1", "s", "x/log.csv", 5, "4 件", false },
		{ "parts do not run into each other", "I.1s", "", "x/log.csv", 5, "3 件", false },
	};
	struct finding_run run = { 0 };
	char base[64];

	(void)state;
	memcpy(base, fingerprint_of(&run, "I.1", "s", "x/log.csv", 5, "3 件"), sizeof base);
	assert_int_equal(strlen(base), 34);
	assert_true(str_ends(str_of(base), STR(":1")));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *other = fingerprint_of(&run, cases[i].item, cases[i].subject,
		    cases[i].file, cases[i].line, cases[i].message);

		print_message("  %s\n", cases[i].what);
		assert_int_equal(strcmp(base, other) == 0, cases[i].same);
	}
	finding_run_release(&run);
}

/* No two findings share one; a line put in above does not change them; finishing twice changes nothing. */
static void
test_occurrences(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	sample_begin(&run, "r");
	for (uint32_t i = 0; i < 12; i++)
		sample_add(&run, SAMPLE_ACCESS, NULL, "s", "log", 100 - i, "the same");
	finding_run_finish(&run);
	finding_run_finish(&run);
	for (size_t i = 0; i < run.count; i++) {
		struct str occurrence;

		str_split(str_of(run.list[i].fingerprint), ':', &occurrence);
		int64_t n;
		assert_true(str_parse_i64(occurrence, &n));
		assert_int_equal(n, i + 1);
		assert_int_equal(run.list[i].line, 89 + i);
	}
	finding_run_release(&run);
}

/* Every text of a finding is masked, whatever field it stands in. */
static void
test_masking(void **state)
{
	static const struct str number = STR_INIT("１２３４−5678-9018 123456789018");
	const struct doc_place place = { .sheet = number, .cell = number };
	struct finding_evidence evidence = {
		.file = number, .line = 1, .place = place, .text = number
	};
	struct finding f = {
		.rule = &sample_rules[SAMPLE_LAW],
		.message = { number, number },
		.assessment = number,
		.assessment_name = number,
		.item = number,
		.item_label = number,
		.file = number,
		.place = place,
		.subject = number,
		.evidence = &evidence,
		.evidence_count = 1,
		.content = number,
		.status = FINDING_WAIVED,
		.waiver_reason = number,
		.waiver_approver = number,
		.waiver_until = number,
	};
	struct no_evidence missing = { &sample_rules[SAMPLE_FORM], number, number,
		{ number, number } };
	struct finding_input input = { number, number, { 0 }, number, 0, 0 };
	struct finding_run run = { 0 };
	struct buf out = { 0 };

	(void)state;
	sample_begin(&run, "r");
	finding_run_add(&run, &f);
	finding_run_add_no_evidence(&run, &missing);
	finding_run_add_input(&run, &input);
	run.inputs[0].file = number; /* as if put in by hand */
	finding_run_finish(&run);
	for (int lang = LANG_JA; lang <= LANG_EN; lang++)
		finding_run_json(&run, (enum lang)lang, true, &out);
	assert_false(str_has(buf_str(&out), STR("123456789018")));
	assert_false(str_has(buf_str(&out), STR("5678")));
	assert_true(str_has(buf_str(&out), STR("************")));
	buf_release(&out);
	finding_run_release(&run);
}

static void
test_summary(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	sample_begin(&run, "r");
	assert_false(finding_run_fails(&run, SEVERITY_NOTE));
	sample_add(&run, SAMPLE_FORM, NULL, NULL, NULL, 0, "n");
	sample_add(&run, SAMPLE_ACCESS, NULL, NULL, NULL, 0, "w");
	sample_add(&run, SAMPLE_LAW, NULL, NULL, NULL, 0, "e");
	finding_run_finish(&run);
	assert_true(finding_run_fails(&run, SEVERITY_ERROR));
	run.list[0].status = FINDING_WAIVED; /* the error */
	assert_false(finding_run_fails(&run, SEVERITY_ERROR));
	assert_true(finding_run_fails(&run, SEVERITY_WARNING));
	run.list[1].status = FINDING_UNCHANGED;
	assert_false(finding_run_fails(&run, SEVERITY_WARNING));
	run.list[2].status = FINDING_FIXED;
	assert_false(finding_run_fails(&run, SEVERITY_NOTE));
	struct finding_summary sum = finding_summarise(&run);
	assert_int_equal(sum.error + sum.warning + sum.note, 0);
	assert_int_equal(sum.waived, 1);
	assert_int_equal(sum.unchanged, 1);
	assert_int_equal(sum.fixed, 1);
	finding_run_release(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glob),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_order_is_total),
		cmocka_unit_test(test_fingerprint),
		cmocka_unit_test(test_occurrences),
		cmocka_unit_test(test_masking),
		cmocka_unit_test(test_summary),
	};

	return cmocka_run_group_tests_name("finding/finding", tests, NULL, NULL);
}
