/* SPDX-License-Identifier: Apache-2.0 */
/* rule/read*.c, data.c, select.c, digest.c: what a rule file may say, and what is said of one that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/rule_set.h"

#define HEAD                                                                                       \
	"title: {ja: 題, en: title}\nmessage: {ja: 文, en: text}\nremedy: {ja: 対応, en: "     \
	"remedy}\n"
#define TAIL "basis: [根拠]\ntests: []\n"
#define SQL "select: SELECT 1\n"

static const struct bad {
	const char *yaml;
	enum diag_code code;
	uint32_t line;
} bad[] = {
	{ "- a\n", DIAG_DOC_WRONG_TYPE, 1 },
	{ "id: law/a\nseverity: error\n" HEAD SQL, DIAG_DOC_MISSING_KEY, 1 },
	{ "id: law/a\nseverity: error\nselct: x\n" HEAD TAIL SQL, DIAG_DOC_UNKNOWN_KEY, 3 },
	{ "id: Law/a\nseverity: error\n" HEAD TAIL SQL, DIAG_RULE_ID, 1 },
	{ "id: law\nseverity: error\n" HEAD TAIL SQL, DIAG_RULE_ID, 1 },
	{ "id: law/\nseverity: error\n" HEAD TAIL SQL, DIAG_RULE_ID, 1 },
	{ "id: law/a/b\nseverity: error\n" HEAD TAIL SQL, DIAG_RULE_ID, 1 },
	{ "id: law/a\nseverity: fatal\n" HEAD TAIL SQL, DIAG_RULE_SEVERITY, 2 },
	{ "id: law/a\nseverity: note\ncertainty: maybe\n" HEAD TAIL SQL, DIAG_RULE_CERTAINTY, 3 },
	{ "id: law/a\nseverity: note\ntitle: {ja: 題}\nmessage: {ja: 文, en: t}\nremedy: {ja: a, "
	  "en: b}\n" TAIL SQL,
	    DIAG_DOC_MISSING_KEY, 3 },
	{ "id: law/a\nseverity: note\ntitle: {ja: 題, en: ''}\nmessage: {ja: 文, en: t}\nremedy: "
	  "{ja: a, en: b}\n" TAIL SQL,
	    DIAG_RULE_TEXT_EMPTY, 3 },
	{ "id: law/a\nseverity: error\n" HEAD TAIL, DIAG_RULE_NO_LOGIC, 1 },
	{ "id: law/a\nseverity: error\n" HEAD TAIL "select: ' '\n", DIAG_RULE_NO_LOGIC, 1 },
	{ "id: law/a\nseverity: error\nneeds: [stuff]\n" HEAD TAIL SQL, DIAG_RULE_NEED, 3 },
	{ "id: law/a\nseverity: error\nneeds: [\"config:ssh\"]\n" HEAD TAIL SQL, DIAG_RULE_NEED,
	    3 },
	{ "id: law/a\nseverity: error\noptional: [\"item:I.1\"]\n" HEAD TAIL SQL, DIAG_RULE_NEED,
	    3 },
	{ "id: law/a\nseverity: error\napplies: {forms: [\"5\"]}\n" HEAD TAIL SQL, DIAG_RULE_NEED,
	    3 },
	{ "id: law/a\nseverity: error\nvalid: {from: 2024-05}\n" HEAD TAIL SQL, DIAG_RULE_DATE, 3 },
	{ "id: law/a\nseverity: error\nvalid: {form: 2024-05-01}\n" HEAD TAIL SQL,
	    DIAG_DOC_UNKNOWN_KEY, 3 },
	{ "id: law/a\nseverity: error\nbasis: [[x]]\n" HEAD "tests: []\n" SQL, DIAG_DOC_WRONG_TYPE,
	    3 },
};

static void
test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rule_set set = { 0 };
		uint32_t line = 0;

		print_message("  %s", bad[i].yaml);
		assert_false(rules_add(
		    &set.rules, rule_set_tree(&set, bad[i].yaml), STR("r.yaml"), &set.diags));
		assert_int_equal(set.rules.count, 0);
		assert_true(rule_set_said(&set, bad[i].code, &line) >= 1);
		assert_int_equal(line, bad[i].line);
		rule_set_release(&set);
	}
}

static void
test_good(void **state)
{
	static const char yaml[] =
	    "id: access/a-1\nseverity: warning\ncertainty: review\n" HEAD
	    "help: {ja: 説明, en: help}\nvalid: {from: 2024-05-27}\napplies: {forms: [\"3\", "
	    "\"4\"]}\n"
	    "needs: [staff, \"config:sshd\", \"item:II.4.has\"]\noptional: [calendar]\npromises: "
	    "[II.3.1]\n"
	    "logsource: {category: access}\ndetection: {a: {user: x}, condition: a}\n" TAIL
	    "select: |\n  SELECT 1\n  FROM match\n";
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rules_add(&set.rules, rule_set_tree(&set, yaml), STR("r.yaml"), &set.diags));
	assert_true(rules_finish(&set.rules, &set.diags));
	const struct rule *rule = rules_find(&set.rules, STR("access/a-1"));
	assert_non_null(rule);
	assert_true(str_is(rule->head.family, "access"));
	assert_int_equal(rule->head.severity, SEVERITY_WARNING);
	assert_false(rule->certain);
	assert_true(str_is(rule->head.title.ja, "題"));
	assert_true(rule->head.review);
	assert_true(str_is(rule->head.help.en, "help"));
	assert_int_equal(rule->need_count, 3);
	assert_int_equal(rule->optional_count, 1);
	assert_int_equal(rule->promise_count, 1);
	assert_int_equal(rule->form_count, 2);
	assert_int_equal(rule->valid_from.year, 2024);
	assert_int_equal(rule->valid_until.year, 0);
	assert_non_null(rule->sigma);
	assert_int_equal(rule->select_line, 18);
	assert_int_equal(set.diags.count, 0);
	assert_null(rules_find(&set.rules, STR("access/a")));
	rule_set_release(&set);
}

static void
test_twice(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(&set, "law/a", "SELECT 1", ""));
	assert_false(rule_set_add(&set, "law/a", "SELECT 1", ""));
	assert_int_equal(rule_set_said(&set, DIAG_RULE_ID_TWICE, NULL), 1);
	assert_int_equal(set.rules.count, 1);
	rule_set_release(&set);
}

static void
test_select(void **state)
{
	struct rule_set set = { 0 };
	const struct str globs[] = { STR("law/*"), STR("access/b") }, none[] = { STR("acces/b") };

	(void)state;
	assert_true(rule_set_add(&set, "law/b", "SELECT 1", ""));
	assert_true(rule_set_add(&set, "law/a", "SELECT 1", ""));
	assert_true(rule_set_add(&set, "access/a", "SELECT 1", ""));
	assert_true(
	    rule_set_add(&set, "access/b", "", "detection: {a: {user: x}, condition: a}\n"));
	assert_true(rules_finish(&set.rules, &set.diags));
	assert_false(rules_select(&set.rules, none, 0, &set.diags) && set.rules.count != 4);
	assert_true(rules_select(&set.rules, globs, 2, &set.diags));
	assert_int_equal(set.rules.count, 3);
	assert_true(str_is(set.rules.list[0].head.id, "access/b"));
	assert_true(str_is(set.rules.list[2].head.id, "law/b"));
	assert_false(rules_select(&set.rules, none, 1, &set.diags));
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SELECT_NONE, NULL), 1);
	assert_true(str_is(set.diags.list[0].args[1], "→ access/b"));
	rule_set_release(&set);
}

/* The digest is of what was understood: not of comments and layout, but of every value. */
static void
test_digest(void **state)
{
	static const char *const yaml[] = {
		"id: law/a\nseverity: note\n" HEAD TAIL SQL,
		"# note\nid:   law/a\nseverity:  note # x\n" HEAD TAIL SQL,
		"id: law/a\nseverity: error\n" HEAD TAIL SQL,
		"id: law/a\nseverity: note\n" HEAD TAIL "select: SELECT 2\n",
	};
	struct rule_set set[COUNT_OF(yaml)] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(yaml); i++) {
		assert_true(rules_add(
		    &set[i].rules, rule_set_tree(&set[i], yaml[i]), STR("r.yaml"), &set[i].diags));
		assert_true(rules_finish(&set[i].rules, &set[i].diags));
		assert_int_equal(set[i].rules.digest.len, 64);
	}
	assert_true(str_eq(set[0].rules.digest, set[1].rules.digest));
	assert_false(str_eq(set[0].rules.digest, set[2].rules.digest));
	assert_false(str_eq(set[0].rules.digest, set[3].rules.digest));
	for (size_t i = 0; i < COUNT_OF(yaml); i++)
		rule_set_release(&set[i]);
}

static const char *const bad_data[] = {
	"table: T\ncolumns: [a]\nrows: []\n",
	"table: 't\" (a); DROP TABLE staff; --'\ncolumns: [a]\nrows: []\n",
	"table: sqlite_x\ncolumns: [a]\nrows: []\n",
	"table: staff\ncolumns: [a]\nrows: []\n",
	"table: system\ncolumns: [a]\nrows: []\n",
	"table: t\ncolumns: []\nrows: []\n",
	"table: t\ncolumns: [a, a]\nrows: []\n",
	"table: t\ncolumns: [\"a b\"]\nrows: []\n",
	"table: t\ncolumns: [a, b]\nrows: [[1]]\n",
	"table: t\ncolumns: [a]\nrows: [[[1]]]\n",
	"table: t\ncolumns: [a]\nrows: [x]\n",
	"table: t\nrows: []\n",
	"[]\n",
};

static void
test_data(void **state)
{
	struct rule_set set = { 0 };
	static const char good[] = "table: law_name\ncolumns: [old, since, n]\n"
				   "rows: [[旧法, 2024-05-27, 3], [ '4', ~, 1.5]]\n";
	static const char list[] = "table: printers\ncolumns: [name]\nrows: [[p1], [p2]]\n";
	static const char more[] =
	    "table: law_name\ncolumns: [old, since, n]\nrows: [[新法, 2025-04-01, 7]]\n";
	static const char other[] = "table: law_name\ncolumns: [old, until, n]\nrows: []\n";

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad_data); i++) {
		print_message("  %s", bad_data[i]);
		assert_false(rules_add_data(
		    &set.rules, rule_set_tree(&set, bad_data[i]), STR("d.yaml"), &set.diags));
		assert_int_equal(set.diags.count, i + 1);
	}
	assert_true(
	    rules_add_data(&set.rules, rule_set_tree(&set, good), STR("d.yaml"), &set.diags));
	assert_true(
	    rules_add_data(&set.rules, rule_set_tree(&set, list), STR("e.yaml"), &set.diags));
	/* The same table adds its rows, another one of that name is refused. */
	assert_true(
	    rules_add_data(&set.rules, rule_set_tree(&set, more), STR("f.yaml"), &set.diags));
	assert_false(
	    rules_add_data(&set.rules, rule_set_tree(&set, other), STR("g.yaml"), &set.diags));
	assert_true(rule_set_add(&set, "law/a",
	    "SELECT old, since, n, typeof(old), typeof(n) FROM law_name ORDER BY old DESC", ""));
	assert_true(rule_set_add(&set, "access/a", "SELECT 1 FROM match",
	    "detection: {a: {terminal|expand: '%printers%'}, condition: a}\n"));
	assert_false(rule_set_add(&set, "access/b", "SELECT 1 FROM match",
	    "detection: {a: {terminal|expand: '%law_name%'}, condition: a}\n"));
	rule_set_open(&set, "2026-01-15");
	assert_true(str_is(rule_set_rows(&set, "law/a"),
	    "旧法|2024-05-27|3|text|integer\n新法|2025-04-01|7|text|integer\n4|NULL|1.5|text|"
	    "real\n"));
	assert_int_equal(
	    set.evidence->prepared[rule_set_number(&set, "law/a")].per_assessment, false);
	rule_set_release(&set);
}

/* The standard rules: read, sorted, each once though its directory is named twice; forms/ and data/ are no rules. */
static void
test_directories(void **state)
{
	struct rules rules = { 0 };
	struct diags diags = { 0 };
	const struct str dirs[] = { STR("rules"), STR("rules/../rules/") },
			 none[] = { STR("no-such") };

	(void)state;
	assert_true(rules_read(&rules, dirs, COUNT_OF(dirs), true, NULL, NULL, &diags));
	assert_int_equal(diags.count, 0);
	assert_non_null(rules_find(&rules, STR("access/use-after-leaving")));
	for (size_t i = 1; i < rules.count; i++)
		assert_true(str_cmp(rules.list[i - 1].head.id, rules.list[i].head.id) < 0);
	rules_release(&rules);
	assert_false(rules_read(&rules, none, COUNT_OF(none), true, NULL, NULL, &diags));
	assert_int_equal(diags.errors, 1);
	rules_release(&rules);
	diags_release(&diags);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_directories),
	};

	return cmocka_run_group_tests_name("rule/read_rule", tests, NULL, NULL);
}
