/* SPDX-License-Identifier: Apache-2.0 */
/* rule/evaluate.c and what it uses: findings of a run, validity, what explain prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/limits.h"
#include "rule/trial.h"

static void
test_columns_with_a_meaning(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a",
	    "SELECT 'u1' AS subject, 'f.csv' AS file, 7 AS line, 'excerpt' AS text, 'g.csv' AS "
	    "file2,"
	    " 9 AS line2, 'error' AS severity, 3 AS n, NULL AS missing, 1.5 AS real",
	    "message: {ja: \"{subject}は{n}件、{missing}、{{n}、{line}\", en: \"{N} of {missing} "
	    "{real}\"}\n"));
	trial_open(&t, "2026-01-15");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 1);
	const struct finding *f = &t.out.list[0];
	assert_true(str_is(f->message.ja, "u1は3件、（不明）、{n}、7"));
	assert_true(str_is(f->message.en, "3 of (unknown) 1.5"));
	assert_true(str_is(f->content, "subject=u1\nn=3\nmissing=\n"));
	assert_int_equal(f->severity, SEVERITY_ERROR);
	assert_true(str_is(f->subject, "u1"));
	assert_true(str_is(f->file, "f.csv"));
	assert_int_equal(f->line, 7);
	assert_int_equal(f->evidence_count, 2);
	assert_true(str_is(f->evidence[0].text, "excerpt"));
	assert_true(str_is(f->evidence[1].file, "g.csv"));
	assert_int_equal(f->evidence[1].line, 9);
	assert_int_equal(t.out.rules_run, 1);
	assert_int_equal(t.out.rules_passed, 0);
	trial_close(&t);
}

static void
test_item_gives_the_place(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "form/a",
	    "SELECT id AS item, file, line FROM item WHERE id = 'I.1.1'",
	    "applies: {forms: [\"3\"]}\n"));
	assert_true(rule_set_add(
	    &t.set, "form/b", "SELECT id AS item FROM item", "applies: {forms: [\"4\"]}\n"));
	trial_open(&t, "2026-01-15");
	trial_assessment(&t, trial_imported);
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 1);
	const struct finding *f = &t.out.list[0];
	assert_true(str_is(f->assessment, "a.yaml"));
	assert_true(str_has(f->assessment_name, STR("様式3、公表 令和6年7月2日")));
	assert_true(str_is(f->item, "I.1.1"));
	assert_true(str_has(f->item_label, STR("事務の名称")));
	assert_true(str_is(f->file, "a.yaml"));
	assert_int_equal(f->line, 6);
	assert_int_equal(f->evidence_count, 1);
	assert_true(str_is(f->evidence[0].file, "form.txt"));
	assert_int_equal(f->evidence[0].line, 12);
	assert_true(str_is(f->evidence[0].text, "架空健診の事務"));
	assert_int_equal(t.out.rules_run, 1);
	trial_close(&t);
}

/* Each assessment stands alone: rows of the one before are gone, and its rules ran once for each. */
static void
test_assessment_after_assessment(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(
	    &t.set, "form/a", "SELECT text AS subject FROM item WHERE id = 'I.1.1'", ""));
	assert_true(rule_set_add(&t.set, "form/b",
	    "SELECT 1 FROM item WHERE id = 'I.1.1' GROUP BY id HAVING count(*) > 1", ""));
	assert_true(rule_set_add(&t.set, "form/c", "SELECT count(*) AS n FROM staff", ""));
	trial_open(&t, "2026-01-15");
	rule_set_row(&t.set, "staff", "user=a|file=f");
	evidence_source(t.set.evidence, "staff", (struct str){ 0 }, STR("f"), "read");
	for (int i = 0; i < 20; i++)
		trial_assessment(&t, trial_imported);
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 21);
	assert_int_equal(t.out.rules_run, 3);
	assert_int_equal(t.out.rules_passed, 1);
	assert_int_equal(t.out.no_evidence_count, 0);
	trial_close(&t);
}

static void
test_validity(void **state)
{
	static const struct {
		const char *as_of;
		size_t run;
	} days[] = { { "2024-05-26", 0 }, { "2024-05-27", 1 }, { "2030-03-31", 1 },
		{ "2030-04-01", 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		struct trial t = { 0 };

		assert_true(rule_set_add(
		    &t.set, "law/a", "SELECT 1", "valid: {from: 2024-05-27, until: 2030-03-31}\n"));
		trial_open(&t, days[i].as_of);
		rule_run_rest(&t.run);
		assert_int_equal(t.out.count, days[i].run);
		assert_int_equal(t.out.rules_run, days[i].run);
		trial_close(&t);
	}
}

static void
test_too_many_rows(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a",
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500) "
	    "SELECT i AS subject FROM n",
	    ""));
	trial_open(&t, "2026-01-15");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, RULE_ROWS_MAX);
	assert_int_equal(rule_set_said(&t.set, DIAG_RULE_ROWS, NULL), 1);
	trial_close(&t);
}

/* A rule that is refused, and one that is stopped, are said; the others are evaluated. */
static void
test_others_go_on(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a", "DROP TABLE staff", ""));
	assert_true(rule_set_add(&t.set, "access/b", "SELECT 1 WHERE 'x' REGEXP '('", ""));
	assert_true(rule_set_add(&t.set, "access/c", "SELECT 'ok' AS subject", ""));
	trial_open(&t, "2026-01-15");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 1);
	trial_finding(&t, "access/c");
	assert_int_equal(rule_set_said(&t.set, DIAG_RULE_SQL_COMMAND, NULL), 1);
	assert_int_equal(rule_set_said(&t.set, DIAG_RULE_REGEX_SYNTAX, NULL), 1);
	assert_int_equal(t.out.rules_run, 2);
	assert_int_equal(t.out.rules_passed, 0);
	trial_close(&t);
}

/* A detection alone: its matches are the findings. */
static void
test_detection_alone(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a", "",
	    "message: {ja: \"{subject} {operation} {count}\", en: \"{subject}\"}\n"
	    "detection: {sel: {operation: 出力}, condition: sel}\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "log", (struct str){ 0 }, STR("l.csv"), "read");
	rule_set_row(&t.set, "match",
	    "rule=access/"
	    "a|time=2025-04-01T09:00:00+09:00|day=2025-04-01|user=u1|operation=出力|count=5|file=l."
	    "csv|line=4");
	rule_set_row(&t.set, "match", "rule=other|time=t|day=d|user=u2|file=l.csv|line=5");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 1);
	assert_true(str_is(t.out.list[0].message.ja, "u1 出力 5"));
	assert_true(str_is(t.out.list[0].file, "l.csv"));
	assert_int_equal(t.out.list[0].line, 4);
	trial_close(&t);
}

/* What rests on a proposed item, or on a row that says so itself, is for review and never an error. */
static void
test_proposed_is_no_error(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "form/a",
	    "SELECT id AS item, 'error' AS severity FROM item WHERE state IN ('read', 'proposed')",
	    ""));
	assert_true(rule_set_add(&t.set, "form/b",
	    "SELECT id AS item, 1 AS review, 'error' AS severity FROM item WHERE state = 'read'",
	    ""));
	trial_open(&t, "2026-01-15");
	trial_assessment(&t,
	    "piacheck: assessment/1\nform: \"3\"\nitems:\n"
	    "  I.1.1: {value: 事務}\n  I.1.2: {value: 内容, state: proposed, why: 推定}\n");
	assert_int_equal(t.out.count, 3);
	for (size_t i = 0; i < t.out.count; i++) {
		const struct finding *f = &t.out.list[i];
		bool certain = str_is(f->rule->id, "form/a") && str_is(f->item, "I.1.1");

		assert_int_equal(finding_review(f), !certain);
		assert_int_equal(f->severity, certain ? SEVERITY_ERROR : SEVERITY_WARNING);
	}
	finding_run_finish(&t.out);
	assert_false(finding_review(&t.out.list[0]));
	assert_int_equal(finding_summarise(&t.out).review, 2);
	trial_close(&t);
}

/* The day of the form: of publication, of the newest change, of the basic assessment; none: no evidence. */
static void
test_dated(void **state)
{
	static const struct {
		const char *items, *day;
	} cases[] = {
		{ "  cover.published: {value: 令和7年4月1日}\n  V.1.1: {value: 令和7年2月1日}\n",
		    "2025-04-01|公表日|0\n" },
		{ "  V.1.1: {value: 令和7年2月1日}\n  app2.change[1].date: {value: "
		  "令和7年3月1日}\n",
		    "2025-03-01|最新の変更日|1\n" },
		{ "  V.1.1: {value: 令和7年2月1日}\n", "2025-02-01|基礎項目評価の実施日|1\n" },
		{ "  cover.published: {value: 令和7年4月1日, state: proposed, why: 推定}\n",
		    "2025-04-01|公表日|1\n" },
		{ "  I.1.1: {value: 事務}\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct trial t = { 0 };
		struct buf yaml = { 0 };

		assert_true(rule_set_add(&t.set, "law/a",
		    "SELECT published, day_label, review FROM dated", "needs: [dated]\n"));
		trial_open(&t, "2026-01-15");
		buf_addf(&yaml, "piacheck: assessment/1\nform: \"3\"\nitems:\n%s", cases[i].items);
		trial_assessment(&t, yaml.ptr);
		assert_int_equal(trial_lack(&t, "law/a") != NULL, cases[i].day == NULL);
		if (cases[i].day != NULL)
			assert_true(str_is(rule_set_rows(&t.set, "law/a"), cases[i].day));
		buf_release(&yaml);
		trial_close(&t);
	}
}

/* What explain prints: lacks, items with their places, rows, and which finding is of which row. */
static void
test_trace(void **state)
{
	struct trial t = { 0 };
	struct rule_trace trace = { .lang = LANG_JA };

	(void)state;
	assert_true(rule_set_add(&t.set, "form/a",
	    "SELECT id AS item, text AS said, NULL AS none FROM item WHERE question = 'I.1.1'",
	    ""));
	assert_true(rule_set_add(&t.set, "form/b", "SELECT user AS subject FROM staff", ""));
	trial_open(&t, "2026-01-15");
	t.run.trace = &trace;
	trial_assessment(&t,
	    "piacheck: assessment/1\nform: \"3\"\nitems:\n  I.1.1: {value: '事務123456789018'}\n");
	rule_run_rest(&t.run);
	assert_int_equal(trace.count, 2);
	const struct rule_judgement *a = &trace.list[0], *b = &trace.list[1];
	assert_true(a->judged && a->lack_count == 0 && a->row_count == 1);
	assert_int_equal(a->look_count, 1);
	assert_true(a->looks[0].kind == LOOK_ITEM && str_is(a->looks[0].what, "I.1.1"));
	assert_int_equal(a->looks[0].line, 4);
	assert_true(str_is(a->looks[0].text, "事務************"));
	assert_int_equal(trial_finding(&t, "form/a")->trace, 1);
	assert_int_equal(trace.rows[0].count, 3);
	assert_true(str_is(trace.rows[0].values[1], "事務************"));
	assert_null(trace.rows[0].values[2].ptr);
	assert_true(!b->judged && b->lack_count == 1 && b->row_count == 0);
	assert_true(b->look_count == 1 && str_is(b->looks[0].what, "staff"));
	rule_trace_release(&trace);
	trial_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns_with_a_meaning),
		cmocka_unit_test(test_item_gives_the_place),
		cmocka_unit_test(test_assessment_after_assessment),
		cmocka_unit_test(test_validity),
		cmocka_unit_test(test_too_many_rows),
		cmocka_unit_test(test_others_go_on),
		cmocka_unit_test(test_detection_alone),
		cmocka_unit_test(test_proposed_is_no_error),
		cmocka_unit_test(test_dated),
		cmocka_unit_test(test_trace),
	};

	return cmocka_run_group_tests_name("rule/evaluate", tests, NULL, NULL);
}
