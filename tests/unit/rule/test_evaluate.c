/* SPDX-License-Identifier: Apache-2.0 */
/* rule/evaluate.c and what it uses: findings of a run, "no evidence", hosts, promises, validity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/scope.h"
#include "doc/doc.h"
#include "rule/limits.h"
#include "rule/rule_set.h"

/* A run over a set; run.out belongs to it. */
struct trial {
	struct rule_set set;
	struct finding_run out;
	struct rule_run run;
	struct forms forms;
};

static void
trial_open(struct trial *t, const char *as_of)
{
	struct date day;

	rule_set_open(&t->set, as_of);
	assert_true(date_parse(str_of(as_of), &day));
	t->run =
	    (struct rule_run){ &t->set.rules, t->set.evidence, day, &t->out, &t->set.diags, NULL };
	rule_run_prepare(&t->run);
}

static void
trial_form(struct trial *t, const char *file)
{
	struct node *form = doc_read_file(DOC_YAML, str_of(file), &t->set.arena, &t->set.diags);

	assert_non_null(form);
	assert_true(forms_add(&t->forms, form, str_of(file), &t->set.diags));
}

static void
trial_named(struct trial *t, const char *file, const char *yaml)
{
	struct assessment assessment = { 0 };

	if (t->forms.count == 0)
		trial_form(t, "rules/forms/jyuten.yaml");
	assert_true(assess_from_node(
	    &assessment, rule_set_tree(&t->set, yaml), str_of(file), &t->forms, &t->set.diags));
	rule_run_assessment(&t->run, &assessment);
	assess_release(&assessment);
}

static void
trial_assessment(struct trial *t, const char *yaml)
{
	trial_named(t, "a.yaml", yaml);
}

static void
trial_close(struct trial *t)
{
	finding_run_release(&t->out);
	rule_set_release(&t->set);
	forms_release(&t->forms);
}

static const struct finding *
finding_of(const struct trial *t, const char *rule)
{
	for (size_t i = 0; i < t->out.count; i++)
		if (str_is(t->out.list[i].rule->id, rule))
			return &t->out.list[i];
	fail_msg("no finding of %s", rule);
	return NULL;
}

static const struct no_evidence *
lack_of(const struct trial *t, const char *rule)
{
	for (size_t i = 0; i < t->out.no_evidence_count; i++)
		if (str_is(t->out.no_evidence[i].rule->id, rule))
			return &t->out.no_evidence[i];
	return NULL;
}

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

static const char imported[] =
    "piacheck: assessment/1\nform: \"3\"\nsource: {file: form.txt}\nitems:\n"
    "  cover.published: {value: 令和6年7月2日, line: 3}\n"
    "  I.1.1: {value: 架空健診の事務, line: 12}\n"
    "  I.1.2: {value: 記録を扱う。, line: 13}\n";

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
	trial_assessment(&t, imported);
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
		trial_assessment(&t, imported);
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 21);
	assert_int_equal(t.out.rules_run, 3);
	assert_int_equal(t.out.rules_passed, 1);
	assert_int_equal(t.out.no_evidence_count, 0);
	trial_close(&t);
}

static void
test_no_evidence(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/log", "SELECT user FROM activity", ""));
	assert_true(rule_set_add(
	    &t.set, "access/both", "SELECT s.user FROM staff AS s JOIN match USING (user)", ""));
	assert_true(rule_set_add(&t.set, "access/optional",
	    "SELECT user, day FROM staff LEFT JOIN calendar", "optional: [calendar]\n"));
	assert_true(
	    rule_set_add(&t.set, "access/needs", "SELECT user FROM staff", "needs: [training]\n"));
	assert_true(rule_set_add(&t.set, "access/refused", "SELECT dataset FROM retention", ""));
	assert_true(rule_set_add(
	    &t.set, "access/sshd", "SELECT host FROM setting", "needs: [\"config:sshd\"]\n"));
	assert_true(rule_set_add(&t.set, "form/item",
	    "SELECT id AS item FROM item WHERE id = 'I.1.1'", "needs: [\"item:II.3.1\"]\n"));
	assert_true(
	    rule_set_add(&t.set, "form/known", "SELECT id AS item FROM item WHERE id = 'I.1.1'",
		"needs: [\"item:I.1.2\", \"item:II.4.delegation[].4\"]\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "staff", (struct str){ 0 }, STR("staff.csv"), "read");
	evidence_source(t.set.evidence, "retention", (struct str){ 0 }, STR("r.csv"), "refused");
	trial_assessment(&t, imported);
	rule_run_rest(&t.run);
	assert_non_null(lack_of(&t, "access/log"));
	assert_true(str_has(lack_of(&t, "access/log")->reason.en, STR("-l FILE")));
	assert_non_null(lack_of(&t, "access/both"));
	assert_null(lack_of(&t, "access/optional"));
	assert_true(
	    str_has(lack_of(&t, "access/needs")->reason.ja, STR("研修受講記録（training）")));
	assert_true(str_has(lack_of(&t, "access/refused")->reason.en, STR("was refused")));
	assert_true(str_has(lack_of(&t, "access/sshd")->reason.en, STR("-c ROOT")));
	assert_true(str_has(lack_of(&t, "form/item")->reason.en, STR("II.3.1")));
	assert_true(str_is(lack_of(&t, "form/item")->assessment, "a.yaml"));
	assert_null(lack_of(&t, "form/known"));
	finding_of(&t, "form/known");
	assert_int_equal(t.out.count, 1);
	assert_int_equal(t.out.no_evidence_count, 6);
	assert_int_equal(t.out.rules_run, 8);
	assert_int_equal(t.out.rules_passed, 1);
	trial_close(&t);
}

/* Without any assessment the rules about one could not judge either. */
static void
test_no_assessment(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "form/a", "SELECT id AS item FROM item", ""));
	trial_open(&t, "2026-01-15");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.no_evidence_count, 1);
	assert_true(str_has(lack_of(&t, "form/a")->reason.ja, STR("-a")));
	trial_close(&t);
}

/* A host without the file, and one whose file was refused, are no evidence each; the third is judged. */
static void
test_hosts(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a",
	    "SELECT host, host AS subject FROM config_file WHERE kind IN ('sshd', 'sysctl') GROUP "
	    "BY host",
	    "needs: [\"config:sshd\"]\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "config", (struct str){ 0 }, STR("root"), "partly");
	rule_set_row(&t.set, "config_file", "host=good|kind=sshd|status=understood|file=f");
	rule_set_row(&t.set, "config_file", "host=bad|kind=sshd|status=understood|file=f");
	rule_set_row(&t.set, "config_file", "host=bad|kind=sshd|status=refused|file=g");
	rule_set_row(&t.set, "config_file", "host=none|kind=sysctl|status=understood|file=f");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.no_evidence_count, 2);
	assert_true(str_is(t.out.no_evidence[0].scope, "bad"));
	assert_true(str_is(t.out.no_evidence[1].scope, "none"));
	assert_int_equal(t.out.count, 1);
	assert_true(str_is(t.out.list[0].subject, "good"));
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
test_promises(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a",
	    "SELECT 'u' AS subject FROM staff WHERE user = 'bad'", "promises: [I.1.1]\n"));
	assert_true(rule_set_add(&t.set, "access/b",
	    "SELECT id AS item FROM item WHERE id = 'I.1.2'", "promises: [I.1.1, I.1.2]\n"));
	assert_true(rule_set_add(
	    &t.set, "access/c", "SELECT user FROM activity", "promises: [cover.published]\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "staff", (struct str){ 0 }, STR("staff.csv"), "read");
	trial_assessment(&t, imported);
	assert_int_equal(t.out.promises, 2);
	assert_int_equal(t.out.promises_kept, 1);
	assert_int_equal(t.out.promises_broken, 1);
	rule_set_row(&t.set, "staff", "user=bad|file=f");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.promises, 2);
	assert_int_equal(t.out.promises_broken, 2);
	trial_close(&t);
}

/* An id that is another question's on 様式3 is that of 様式3, unless the rule says whose it is. */
static void
test_promises_of_forms(void **state)
{
	static const char form4[] = "piacheck: assessment/1\nform: '4'\nitems:\n"
				    "  IV.1.1: 十分に行っている\n"
				    "  V.1.1: 総務課\n"
				    "  III.7.risk1.1: 十分に遵守している\n";
	static const struct {
		const char *name, *item;
	} cases[] = { { "IV.1.1", "V.1.1" }, { "4:IV.1.1", "IV.1.1" }, { "3:IV.1.1", "" },
		{ "4:V.1.1", "V.1.1" }, { "III.7.risk1.1", "III.7.risk1.1" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct trial t = { 0 };
		struct buf more = { 0 };

		buf_addf(
		    &more, "promises: ['%s']\nneeds: ['item:%s']\n", cases[i].name, cases[i].name);
		assert_true(
		    rule_set_add(&t.set, "access/a", "SELECT 1 WHERE 0", buf_str(&more).ptr));
		trial_open(&t, "2026-01-15");
		trial_form(&t, "rules/forms/zenkoumoku.yaml");
		trial_assessment(&t, form4);
		assert_int_equal(t.out.promises, cases[i].item[0] != '\0');
		assert_int_equal(t.out.no_evidence_count, 0);
		if (cases[i].item[0] != '\0')
			assert_true(str_is(t.set.evidence->promises[0].what->item, cases[i].item));
		buf_release(&more);
		trial_close(&t);
	}
}

/* A host breaks the promises of those that name it; of several that do not, nobody's, and nobody's are kept. */
static void
test_promises_of_hosts(void **state)
{
	static const char named[] = "piacheck: assessment/1\nform: '3'\nitems:\n"
				    "  I.1.1: あ\n  \"I.2.system[1].1\": 住基システム（DB01）\n",
			  other[] = "piacheck: assessment/1\nform: '3'\nitems:\n"
				    "  I.1.1: い\n  \"I.2.system[1].1\": 税システム\n";
	static const struct {
		const char *first, *second;
		size_t promises, broken;
	} cases[] = { { other, NULL, 1, 1 }, { named, NULL, 1, 1 }, { named, other, 2, 1 },
		{ other, other, 0, 0 }, { named, named, 2, 2 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct trial t = { 0 };

		assert_true(rule_set_add(
		    &t.set, "access/a", "SELECT host FROM setting", "promises: [I.1.1]\n"));
		trial_open(&t, "2026-01-15");
		evidence_source(t.set.evidence, "config", STR("db01"), STR("root"), "read");
		rule_set_row(&t.set, "setting", "host=db01|kind=sshd|key=k|seq=1|file=f");
		trial_named(&t, "a.yaml", cases[i].first);
		if (cases[i].second != NULL)
			trial_named(&t, "b.yaml", cases[i].second);
		rule_run_rest(&t.run);
		assert_int_equal(t.out.promises, cases[i].promises);
		assert_int_equal(t.out.promises_broken, cases[i].broken);
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
	finding_of(&t, "access/c");
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
		assert_int_equal(lack_of(&t, "law/a") != NULL, cases[i].day == NULL);
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
	assert_int_equal(finding_of(&t, "form/a")->trace, 1);
	assert_int_equal(trace.rows[0].count, 3);
	assert_true(str_is(trace.rows[0].values[1], "事務************"));
	assert_null(trace.rows[0].values[2].ptr);
	assert_true(!b->judged && b->lack_count == 1 && b->row_count == 0);
	assert_true(b->look_count == 1 && str_is(b->looks[0].what, "staff"));
	rule_trace_release(&trace);
	trial_close(&t);
}

static void
test_sources(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(
	    &t.set, "access/a", "SELECT kind, status, rows FROM source ORDER BY kind", ""));
	trial_open(&t, "2026-01-15");
	rule_set_row(&t.set, "staff", "user=a|file=s.csv");
	rule_set_row(&t.set, "staff", "user=b|file=s.csv");
	evidence_source(t.set.evidence, "staff", (struct str){ 0 }, STR("s.csv"), "partly");
	evidence_source(t.set.evidence, "log", (struct str){ 0 }, STR("l.csv"), "refused");
	evidence_seal(t.set.evidence);
	assert_true(str_is(rule_set_rows(&t.set, "access/a"), "log|refused|0\nstaff|partly|2\n"));
	trial_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns_with_a_meaning),
		cmocka_unit_test(test_item_gives_the_place),
		cmocka_unit_test(test_assessment_after_assessment),
		cmocka_unit_test(test_no_evidence),
		cmocka_unit_test(test_no_assessment),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_validity),
		cmocka_unit_test(test_promises),
		cmocka_unit_test(test_promises_of_forms),
		cmocka_unit_test(test_promises_of_hosts),
		cmocka_unit_test(test_too_many_rows),
		cmocka_unit_test(test_others_go_on),
		cmocka_unit_test(test_detection_alone),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_proposed_is_no_error),
		cmocka_unit_test(test_dated),
		cmocka_unit_test(test_trace),
	};

	return cmocka_run_group_tests_name("rule/evaluate", tests, NULL, NULL);
}
