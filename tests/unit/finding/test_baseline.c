/* SPDX-License-Identifier: Apache-2.0 */
/* finding/baseline.c: new, unchanged, fixed; and what a baseline must not hide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/scope.h"
#include "finding/finding.h"
#include "finding/sample.h"
#include "base/banned.h"

/* A report with an error on I.1 and II.2 and two like findings in a log, as a file. */
static char *
former_report(enum finding_status first)
{
	struct finding_run run = { 0 };
	struct buf json = { 0 };

	sample_begin(&run, "before");
	sample_add(&run, SAMPLE_LAW, "I.1", NULL, "a.yaml", 4, "old law");
	sample_add(&run, SAMPLE_LAW, "II.2", NULL, "a.yaml", 8, "old law");
	sample_add(&run, SAMPLE_ACCESS, NULL, "u1", "x.csv", 3, "at night");
	sample_add(&run, SAMPLE_ACCESS, NULL, "u1", "x.csv", 9, "at night");
	finding_run_finish(&run);
	run.list[0].status = first;
	finding_run_json(&run, LANG_EN, true, &json);
	char *path = sample_file("before.json", buf_str(&json));
	buf_release(&json);
	finding_run_release(&run);
	return path;
}

static void
compare(struct finding_run *run, enum finding_status first)
{
	struct diags diags = { 0 };
	char *path = former_report(first);

	finding_run_finish(run);
	assert_true(baseline_apply(run, str_of(path), &diags));
	assert_int_equal(diags.count, 0);
	unlink(path);
	free(path);
	diags_release(&diags);
}

/* Another line, another order: unchanged. One of two alike is gone: one is fixed, not both. */
static void
test_compare(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	sample_begin(&run, "now");
	sample_add(&run, SAMPLE_ACCESS, NULL, "u1", "x.csv", 700, "at night");
	sample_add(&run, SAMPLE_ACCESS, NULL, "u2", "x.csv", 1, "at night");
	sample_add(&run, SAMPLE_LAW, "I.1", NULL, "a.yaml", 44, "old law");
	compare(&run, FINDING_OPEN);
	assert_int_equal(run.count, 5);
	struct finding_summary sum = finding_summarise(&run);
	assert_int_equal(sum.unchanged, 2);
	assert_int_equal(sum.fixed, 2);
	assert_int_equal(sum.warning, 1);
	assert_true(str_is(run.list[0].item, "I.1"));
	assert_int_equal(run.list[0].status, FINDING_UNCHANGED);
	assert_true(str_is(run.list[1].item, "II.2"));
	assert_int_equal(run.list[1].status, FINDING_FIXED);
	assert_int_equal(run.list[1].line, 8);
	assert_false(finding_run_fails(&run, SEVERITY_ERROR));
	assert_true(finding_run_fails(&run, SEVERITY_WARNING));
	finding_run_release(&run);
}

/* What was waived then and is not now was accepted by nobody. */
static void
test_waived_before(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	sample_begin(&run, "now");
	sample_add(&run, SAMPLE_LAW, "I.1", NULL, "a.yaml", 4, "old law");
	compare(&run, FINDING_WAIVED);
	assert_int_equal(run.list[0].status, FINDING_NEW);
	finding_run_release(&run);
}

/* A rule without evidence, and a form that was not given, have fixed nothing. */
static void
test_not_judged_is_not_fixed(void **state)
{
	struct finding_run run = { 0 };
	struct no_evidence missing = { .rule = &sample_rules[SAMPLE_ACCESS],
		.reason = { STR("x"), STR("x") } };

	(void)state;
	sample_begin(&run, "now");
	run.inputs[0].file = STR("b.yaml");
	finding_run_add_no_evidence(&run, &missing);
	compare(&run, FINDING_OPEN);
	assert_int_equal(run.count, 0);
	finding_run_release(&run);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *text;
		enum diag_code code;
	} cases[] = {
		{ "{}", DIAG_BASELINE_SCHEMA },
		{ "[]", DIAG_BASELINE_SCHEMA },
		{ "{\"schema\":\"piacheck/findings/2\",\"findings\":[]}", DIAG_BASELINE_SCHEMA },
		{ "{\"schema\":\"piacheck/findings/1\",\"findings\":{}}", DIAG_BASELINE_SCHEMA },
		{ "{\"schema\":\"piacheck/findings/1\",\"findings\":[1]}", DIAG_BASELINE_FINDING },
		{ "{\"schema\":\"piacheck/findings/1\",\"findings\":[{\"fingerprint\":\"zz\"}]}",
		    DIAG_BASELINE_FINDING },
		{ "{\"schema\":\"piacheck/findings/"
		  "1\",\"findings\":[{\"fingerprint\":\"0123456789abcdef0123456789abcdef:1\","
		  "\"status\":\"open\",\"rule\":\"a/b\",\"severity\":\"fatal\"}]}",
		    DIAG_BASELINE_FINDING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct finding_run run = { 0 };
		struct diags diags = { 0 };
		char *path = sample_file("bad.json", str_of(cases[i].text));

		sample_begin(&run, "now");
		assert_false(baseline_apply(&run, str_of(path), &diags));
		assert_int_equal(diags.count, 1);
		assert_int_equal(diags.list[0].code, cases[i].code);
		unlink(path);
		free(path);
		diags_release(&diags);
		finding_run_release(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_waived_before),
		cmocka_unit_test(test_not_judged_is_not_fixed),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("finding/baseline", tests, NULL, NULL);
}
