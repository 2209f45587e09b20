/* SPDX-License-Identifier: Apache-2.0 */
/* rule/tests.c, given*.c, expect.c, lint.c: the tests inside rules tell right from wrong, and lint names what is lacking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "doc/doc.h"
#include "rule/rule_set.h"

#define HEAD(id, severity)                                                                         \
	"id: " id "\nseverity: " severity "\ntitle: {ja: 題, en: title}\n"                        \
	"remedy: {ja: 対応, en: remedy}\nbasis: [根拠]\n"
#define MESSAGE "message: {ja: \"{subject}\", en: \"{subject}\"}\n"
#define STAFF "select: SELECT user AS subject, left_on FROM staff WHERE left_on < as_of()\n"

static struct rule_test_result
run(const char *yaml, const struct forms *forms, struct buf *out, struct diags *diags)
{
	struct rule_set set = { 0 };

	assert_true(
	    rules_add(&set.rules, rule_set_tree(&set, yaml), STR("rules/access/a.yaml"), diags));
	assert_true(rules_finish(&set.rules, diags));
	struct rule_test_result result = rules_test(&set.rules, forms, LANG_EN, false, out, diags);
	rule_set_release(&set);
	return result;
}

/* One test each: does it pass? */
static const struct test_case {
	const char *test;
	bool passes;
} cases[] = {
	{ "{name: t, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: [{subject: u1}]}",
	    true },
	{ "{name: t, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: [{subject: u2}]}",
	    false },
	{ "{name: t, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: []}", false },
	{ "{name: t, given: {staff: [{user: u1}]}, expect: []}", true },
	{ "{name: t, given: {staff: []}, expect: []}", true },
	{ "{name: t, given: {staff: []}, expect: no_evidence}", false },
	{ "{name: t, given: {}, expect: no_evidence}", true },
	{ "{name: t, expect: no_evidence}", true },
	{ "{name: t, given: {account: []}, expect: []}", false },
	{ "{name: t, as_of: 2025-03-31, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: "
	  "[]}",
	    true },
	{ "{name: t, as_of: 2025-04-01, given: {staff: {user: u1, left_on: 2025-03-31}}, expect: "
	  "[{left_on: 2025-03-31}]}",
	    true },
	{ "{name: t, given: {staff: [{user: b, left_on: 2025-03-31}, {user: a, left_on: "
	  "2024-03-31}]},"
	  " expect: [{left_on: 2024-03-31}, {subject: b}]}",
	    true },
	{ "{name: t, given: {staff: [{user: b, left_on: 2025-03-31}, {user: a, left_on: "
	  "2025-03-31}]},"
	  " expect: [{left_on: 2025-03-31}, {subject: a}]}",
	    true },
	{ "{name: t, given: {staff: [{user: b, left_on: 2025-03-31}, {user: a, left_on: "
	  "2025-03-31}]},"
	  " expect: [{subject: a}, {subject: a}]}",
	    false },
	{ "{name: t, given: {staff: [{user: ~, left_on: 2025-03-31}]}, expect: [{subject: ~}]}",
	    true },
	{ "{name: t, given: {staff: [{user: ~, left_on: 2025-03-31}]}, expect: [{subject: ''}]}",
	    false },
	{ "{name: t, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: [{nosuch: ~}]}",
	    false },
	{ "{name: t, given: {stuff: []}, expect: no_evidence}", false },
	{ "{name: t, given: {staff: [{usr: u1}]}, expect: []}", false },
	{ "{name: t, given: {staff: [u1]}, expect: []}", false },
	{ "{name: t, given: {staff: [{user: [u1]}]}, expect: []}", false },
	{ "{name: t, given: {staff: []}, expect: nothing}", false },
	{ "{name: t, as_of: soon, given: {staff: []}, expect: []}", false },
	{ "{name: t, given: {staff: []}}", false },
	{ "{name: t, givn: {staff: []}, expect: []}", false },
	{ "just text", false },
};

static void
test_outcomes(void **state)
{
	const struct forms forms = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf yaml = { 0 }, out = { 0 };
		struct diags diags = { 0 };

		print_message("  %s\n", cases[i].test);
		buf_addf(&yaml, HEAD("access/a", "error") MESSAGE STAFF "tests:\n  - %s\n",
		    cases[i].test);
		struct rule_test_result result = run(yaml.ptr, &forms, &out, &diags);
		assert_int_equal(result.passed, cases[i].passes);
		assert_int_equal(result.failed, !cases[i].passes);
		assert_int_equal(out.len > 0, !cases[i].passes);
		buf_release(&yaml);
		buf_release(&out);
		diags_release(&diags);
	}
}

/* What a row need not say: as a reader would have filled it. */
static void
test_defaults(void **state)
{
	static const char yaml[] = HEAD("access/a", "error") MESSAGE
	    "select: |\n"
	    "  SELECT i.id AS subject, i.def, i.question, i.section, i.instance, i.file_no, "
	    "i.state, i.norm,\n"
	    "         i.file, i.line, s.number, s.effective, c.status, m.state AS mark, m.def AS "
	    "mark_def\n"
	    "    FROM item AS i, setting AS s, config_file AS c, mark AS m\n"
	    "needs: [\"config:sshd\"]\n"
	    "tests:\n"
	    "  - name: t\n"
	    "    given:\n"
	    "      item: [{id: \"II@2.4.delegation[3].4\", text: Ａ Ｂ}]\n"
	    "      mark: [{item: \"I.2.system[1].3\", key: nw}]\n"
	    "      setting: [{kind: sshd, key: Port, value: \"22\"}]\n"
	    "    expect:\n"
	    "      - {subject: \"II@2.4.delegation[3].4\", def: \"II.4.delegation[].4\", question: "
	    "\"II.4.delegation[].4\",\n"
	    "         section: II, instance: 3, file_no: 2, state: read, norm: AB, file: test, "
	    "line: 1, number: 22,\n"
	    "         effective: 1, status: understood, mark: checked, mark_def: "
	    "\"I.2.system[].3\"}\n";
	const struct forms forms = { 0 };
	struct buf out = { 0 };
	struct diags diags = { 0 };

	(void)state;
	struct rule_test_result result = run(yaml, &forms, &out, &diags);
	if (result.failed > 0)
		fail_msg("%s", out.ptr);
	assert_int_equal(result.passed, 1);
	diags_release(&diags);
	buf_release(&out);
}

/* Items as a structured assessment, with the official form; forms that the rule does not apply to find nothing. */
static void
test_items(void **state)
{
	static const char yaml[] = HEAD("access/a", "error") MESSAGE
	    "applies: {forms: [\"3\"]}\n"
	    "select: SELECT id AS subject, (SELECT no FROM assessment) AS no FROM item WHERE state "
	    "= 'read' AND text LIKE '%x%'\n"
	    "tests:\n"
	    "  - {name: found, given: {items: {I.1.1: x}}, expect: [{subject: I.1.1, no: ~}]}\n"
	    "  - {name: row over items, given: {assessment: {no: 7}, items: {I.1.1: x}}, expect: "
	    "[{subject: I.1.1, no: 7}]}\n"
	    "  - {name: other form, given: {assessment: {form: 4}, item: [{id: I.1.1, text: x}]}, "
	    "expect: []}\n"
	    "  - {name: bad item, given: {items: {I.1.999: x}}, expect: []}\n"
	    "  - {name: unknown form, given: {form: 9, items: {I.1.1: x}}, expect: []}\n";
	struct forms forms = { 0 };
	struct arena arena = { 0 };
	struct buf out = { 0 };
	struct diags diags = { 0 };
	struct node *form = doc_read_file(DOC_YAML, STR("rules/forms/jyuten.yaml"), &arena, &diags);

	(void)state;
	assert_non_null(form);
	assert_true(forms_add(&forms, form, STR("jyuten.yaml"), &diags));
	struct rule_test_result result = run(yaml, &forms, &out, &diags);
	assert_int_equal(result.passed, 3);
	assert_int_equal(result.failed, 2);
	assert_true(str_has(buf_str(&out), STR("bad item")));
	assert_true(str_has(buf_str(&out), STR("unknown form")));
	forms_release(&forms);
	arena_release(&arena);
	diags_release(&diags);
	buf_release(&out);
}

/* Nothing of a test is left for the next, and a rule that loops is stopped and said. */
static void
test_tests_do_not_see_each_other(void **state)
{
	static const char yaml[] = HEAD("access/a", "error") MESSAGE STAFF
	    "tests:\n"
	    "  - {name: a, given: {staff: [{user: u1, left_on: 2025-03-31}]}, expect: [{subject: "
	    "u1}]}\n"
	    "  - {name: b, given: {staff: []}, expect: []}\n"
	    "  - {name: c, given: {}, expect: no_evidence}\n";
	static const char loop[] = HEAD("access/a", "error") MESSAGE
	    "select: WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) "
	    "AS subject FROM n\n"
	    "tests: [{name: a, given: {}, expect: []}]\n";
	const struct forms forms = { 0 };
	struct buf out = { 0 };
	struct diags diags = { 0 };

	(void)state;
	assert_int_equal(run(yaml, &forms, &out, &diags).passed, 3);
	assert_int_equal(run(loop, &forms, &out, &diags).failed, 1);
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_RULE_STEPS);
	diags_release(&diags);
	buf_release(&out);
}

#define BOTH                                                                                       \
	"tests:\n  - {name: a, given: {staff: []}, expect: []}\n"                                  \
	"  - {name: b, given: {staff: []}, expect: [{subject: u}]}\n"

static const struct lint_case {
	const char *yaml, *file;
	enum diag_code code;
} lints[] = {
	{ HEAD("access/a", "error") MESSAGE STAFF BOTH, "rules/access/a.yaml", DIAG_CODE_COUNT },
	{ HEAD("access/a", "error") MESSAGE STAFF BOTH, "access/a.yaml", DIAG_CODE_COUNT },
	{ HEAD("access/a", "error") MESSAGE STAFF BOTH, "rules/access/b.yaml",
	    DIAG_RULE_LINT_PATH },
	{ HEAD("access/a", "error") MESSAGE STAFF BOTH, "rules/xaccess/a.yaml",
	    DIAG_RULE_LINT_PATH },
	{ HEAD("other/a", "error") MESSAGE STAFF BOTH, "rules/other/a.yaml",
	    DIAG_RULE_LINT_FAMILY },
	{ HEAD("access/a", "error") MESSAGE STAFF "tests: []\n", "access/a.yaml",
	    DIAG_RULE_LINT_TESTS },
	{ HEAD("access/a", "error") MESSAGE STAFF
	    "tests: [{name: a, expect: []}, {name: b, expect: no_evidence}]\n",
	    "access/a.yaml", DIAG_RULE_LINT_TESTS },
	{ HEAD("access/a", "error") MESSAGE STAFF "tests: [{name: a, expect: [{subject: u}]}]\n",
	    "access/a.yaml", DIAG_RULE_LINT_TESTS },
	{ HEAD("access/a", "error") "message: {ja: \"{subjet}\", en: \"x\"}\n" STAFF BOTH,
	    "access/a.yaml", DIAG_RULE_LINT_PLACEHOLDER },
	{ HEAD("access/a", "error") "message: {ja: \"x\", en: \"{subject\"}\n" STAFF BOTH,
	    "access/a.yaml", DIAG_RULE_LINT_BRACE },
	{ HEAD("access/a", "error") "certainty: review\n" MESSAGE STAFF BOTH, "access/a.yaml",
	    DIAG_RULE_LINT_REVIEW },
	{ HEAD("access/a", "warning") "certainty: review\n" MESSAGE STAFF BOTH, "access/a.yaml",
	    DIAG_CODE_COUNT },
	{ HEAD("access/a", "error") "detection: {a: {user: x}, condition: a}\n" MESSAGE STAFF BOTH,
	    "access/a.yaml", DIAG_RULE_LINT_DETECTION },
	{ HEAD("access/a", "error") "optional: [calendar]\n" MESSAGE STAFF BOTH, "access/a.yaml",
	    DIAG_RULE_LINT_OPTIONAL },
	{ HEAD("access/a", "error") MESSAGE "select: SELECT usr AS subject FROM staff\n" BOTH,
	    "access/a.yaml", DIAG_RULE_SQL_COLUMN },
	{ "id: access/a\nseverity: error\ntitle: {ja: 題, en: t}\nremedy: {ja: a, en: b}\nbasis: "
	  "[]\n" MESSAGE STAFF BOTH,
	    "access/a.yaml", DIAG_RULE_LINT_BASIS },
};

static void
test_lint(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lints); i++) {
		struct rule_set set = { 0 };
		bool good = lints[i].code == DIAG_CODE_COUNT;

		print_message("  %zu\n", i);
		assert_true(rules_add(&set.rules, rule_set_tree(&set, lints[i].yaml),
		    str_of(lints[i].file), &set.diags));
		assert_true(rules_finish(&set.rules, &set.diags));
		assert_int_equal(rules_lint(&set.rules, &set.diags), !good);
		assert_int_equal(set.diags.count, !good);
		if (!good)
			assert_int_equal(set.diags.list[0].code, lints[i].code);
		rule_set_release(&set);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_tests_do_not_see_each_other),
		cmocka_unit_test(test_lint),
	};

	return cmocka_run_group_tests_name("rule/tests", tests, NULL, NULL);
}
