/* SPDX-License-Identifier: Apache-2.0 */
/* rule/no_evidence.c: what a rule cannot judge without, and the table source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "rule/trial.h"

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
	trial_assessment(&t, trial_imported);
	rule_run_rest(&t.run);
	assert_non_null(trial_lack(&t, "access/log"));
	assert_true(str_has(trial_lack(&t, "access/log")->reason.en, STR("-l FILE")));
	assert_non_null(trial_lack(&t, "access/both"));
	assert_null(trial_lack(&t, "access/optional"));
	assert_true(
	    str_has(trial_lack(&t, "access/needs")->reason.ja, STR("研修受講記録（training）")));
	assert_true(str_has(trial_lack(&t, "access/refused")->reason.en, STR("was refused")));
	assert_true(str_has(trial_lack(&t, "access/sshd")->reason.en, STR("-c ROOT")));
	assert_true(str_has(trial_lack(&t, "form/item")->reason.en, STR("II.3.1")));
	assert_true(str_is(trial_lack(&t, "form/item")->assessment, "a.yaml"));
	assert_null(trial_lack(&t, "form/known"));
	trial_finding(&t, "form/known");
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
	assert_true(str_has(trial_lack(&t, "form/a")->reason.ja, STR("-a")));
	trial_close(&t);
}

/* A column that no log has is no evidence; one log that has it is enough, and an empty log says nothing. */
static void
test_log_columns(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/count", "SELECT file AS subject FROM log_file",
	    "needs: [\"log:count\"]\n"));
	assert_true(rule_set_add(&t.set, "access/subject", "SELECT file AS subject FROM log_file",
	    "needs: [\"log:subject\"]\n"));
	assert_true(rule_set_add(&t.set, "access/purpose", "SELECT file AS subject FROM log_file",
	    "needs: [\"log:purpose\"]\n"));
	assert_false(rule_set_add(&t.set, "access/wrong", "SELECT file AS subject FROM log_file",
	    "needs: [\"log:counts\"]\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "log", (struct str){ 0 }, STR("a.csv"), "read");
	rule_set_row(&t.set, "log_file",
	    "format=csv|records=3|bad_records=0|has_count=0|has_subject=0|file=a");
	rule_set_row(&t.set, "log_file",
	    "format=csv|records=3|bad_records=0|has_count=0|has_subject=1|file=b");
	rule_set_row(&t.set, "log_file",
	    "format=csv|records=0|bad_records=0|has_count=1|has_subject=1|file=c");
	rule_run_rest(&t.run);
	assert_true(str_has(trial_lack(&t, "access/count")->reason.ja, STR("件数（count）の列")));
	assert_true(str_has(trial_lack(&t, "access/count")->reason.en, STR("--log-map")));
	assert_null(trial_lack(&t, "access/subject"));
	assert_null(trial_lack(&t, "access/purpose"));
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
		cmocka_unit_test(test_no_evidence),
		cmocka_unit_test(test_no_assessment),
		cmocka_unit_test(test_log_columns),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_sources),
	};

	return cmocka_run_group_tests_name("rule/no_evidence", tests, NULL, NULL);
}
