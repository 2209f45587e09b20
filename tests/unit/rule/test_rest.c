/* SPDX-License-Identifier: Apache-2.0 */
/* rule/rest.c: rules that several processes judge make the run that one makes, also when one of them ends in the middle of a rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/trial.h"

/* Each of another kind: findings, none, no evidence, one that its SQL ends, one whose text cannot be sent, one that is stopped. */
static const struct {
	const char *id, *sql;
} rules[] = {
	{ "access/a",
	    "SELECT user AS subject, file, line, 'x' AS text, 'g.csv' AS file2, 4 AS line2 FROM "
	    "staff"
	    " ORDER BY user DESC" },
	{ "access/b", "SELECT user AS subject FROM staff WHERE user = 'nobody'" },
	{ "access/c", "SELECT file AS subject FROM consent" },
	{ "access/d", "SELECT user AS subject FROM staff WHERE regexp('(', user)" },
	{ "access/e",
	    "SELECT user AS subject, replace('123456789018', 'x', '') AS text FROM staff" },
	{ "access/f", "SELECT cast(x'ff41' AS TEXT) AS subject" },
	{ "access/h",
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
	    " SELECT user AS subject FROM staff WHERE (SELECT sum(i) FROM n) > 0" },
	{ "access/i", "SELECT user AS subject FROM staff WHERE user = 'u2'" },
};

static void
open_trial(struct trial *t)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		assert_true(rule_set_add(&t->set, rules[i].id, rules[i].sql,
		    "message: {ja: \"{subject}\", en: \"{subject}\"}\n"));
	trial_open(t, "2026-01-15");
	evidence_source(t->set.evidence, "staff", (struct str){ 0 }, STR("s.csv"), "read");
	rule_set_row(&t->set, "staff", "user=u1|file=s.csv|line=2");
	rule_set_row(&t->set, "staff", "user=u2|file=s.csv|line=3");
	rule_set_row(&t->set, "staff", "user=u3|file=s.csv|line=4");
}

static void
print(struct trial *t, struct buf *out)
{
	t->out.diags = &t->set.diags;
	finding_run_finish(&t->out);
	finding_run_json(&t->out, LANG_JA, true, out);
	for (size_t i = 0; i < t->set.diags.count; i++)
		diag_line(&t->set.diags.list[i], LANG_EN, out);
}

static void
test_same_run(void **state)
{
	static const unsigned jobs[] = { 2, 3, 7 };
	struct trial alone = { 0 };
	struct buf expected = { 0 };

	(void)state;
	open_trial(&alone);
	rest_judge(&alone.run, 1);
	print(&alone, &expected);
	assert_int_equal(alone.out.count, 8);
	assert_int_equal(alone.out.no_evidence_count, 1);
	assert_int_equal(rule_set_said(&alone.set, DIAG_RULE_REGEX_SYNTAX, NULL), 1);
	assert_int_equal(rule_set_said(&alone.set, DIAG_RULE_STEPS, NULL), 1);
	assert_int_equal(alone.set.diags.count, 2);
	for (size_t i = 0; i < COUNT_OF(jobs); i++) {
		struct trial t = { 0 };
		struct buf got = { 0 };

		open_trial(&t);
		rest_judge(&t.run, jobs[i]);
		print(&t, &got);
		assert_string_equal(got.ptr, expected.ptr);
		assert_int_equal(t.out.rules_run, alone.out.rules_run);
		assert_int_equal(t.out.rules_passed, alone.out.rules_passed);
		buf_release(&got);
		trial_close(&t);
	}
	buf_release(&expected);
	trial_close(&alone);
}

static void
put_function(struct trial *t, pid_t *self,
    void (*call)(sqlite3_context *context, int argc, sqlite3_value **argv))
{
	assert_int_equal(sqlite3_create_function_v2(t->set.evidence->db, "days", 1, SQLITE_UTF8,
			     self, call, NULL, NULL, NULL),
	    SQLITE_OK);
}

/* A table of a rule's own of 90 MB, and what is said at its end. */
#define LARGE(said)                                                                                \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000),"         \
	" t AS MATERIALIZED (SELECT i, replace(replace('..........', '.', '..........'), '.',"     \
	" '..........') || i AS text FROM n)"                                                      \
	" SELECT " said " AS subject, count(*) FROM t WHERE text <> ''"

/* "1" for the process of the test or "0", a blank, and how much memory SQLite had there at most, in MiB. */
static void
where_and_memory(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const pid_t *self = sqlite3_user_data(context);
	char said[32];

	(void)argc;
	(void)argv;
	snprintf(said, sizeof said, "%d %d", getpid() == *self,
	    (int)(sqlite3_memory_highwater(0) >> 20));
	sqlite3_result_text(context, said, -1, SQLITE_TRANSIENT);
}

/* Who judged LARGE, and with how much memory. */
static void
judge_large(char *where, int *mib)
{
	struct trial t = { 0 };
	pid_t self = getpid();
	int64_t number = 0;

	assert_true(rule_set_add(&t.set, "access/a", "SELECT days('2026-01-01') AS subject", ""));
	assert_true(rule_set_add(&t.set, "access/b", LARGE("days('2026-01-01')"), ""));
	trial_open(&t, "2026-01-15");
	put_function(&t, &self, where_and_memory);
	sqlite3_memory_highwater(1);
	rest_judge(&t.run, 2);
	assert_int_equal(t.set.diags.count, 0);
	assert_true(str_starts(trial_finding(&t, "access/a")->subject, STR("0 ")));
	struct str said = trial_finding(&t, "access/b")->subject;
	assert_true(said.len > 2);
	assert_true(str_parse_i64((struct str){ said.ptr + 2, said.len - 2 }, &number));
	*where = said.ptr[0];
	*mib = (int)number;
	trial_close(&t);
}

/* Rules are judged elsewhere, in little memory; where no file can be made one that needs more than there is there is judged here. */
static void
test_who_judges(void **state)
{
	char where = ' ';
	int mib = 0;

	(void)state;
	judge_large(&where, &mib);
	assert_int_equal(where, '0');
	assert_in_range(mib, 1, 15);
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	judge_large(&where, &mib);
	unsetenv("TMPDIR");
	assert_int_equal(where, '1');
	assert_in_range(mib, 65, 256);
}

static void ends_others(sqlite3_context *context, int argc, sqlite3_value **argv);

/* What a process that ended in the middle of a rule has in its files is not in the way of the one that goes on in its place. */
static void
test_files_again(void **state)
{
	struct trial t = { 0 };
	pid_t self = getpid();

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a", LARGE("days('2026-01-01')"), ""));
	assert_true(rule_set_add(&t.set, "access/b", LARGE("days('2026-01-02')"), ""));
	assert_true(rule_set_add(&t.set, "access/c", LARGE("sum(i)"), ""));
	trial_open(&t, "2026-01-15");
	put_function(&t, &self, ends_others);
	rest_judge(&t.run, 2);
	assert_int_equal(rule_set_said(&t.set, DIAG_RULE_PROCESS, NULL), 2);
	assert_int_equal(t.set.diags.count, 2);
	assert_true(str_is(trial_finding(&t, "access/c")->subject, "4050045000"));
	trial_close(&t);
}

/* In any process but the one of the test: the end. */
static void
ends_others(sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const pid_t *self = sqlite3_user_data(context);

	(void)argc;
	(void)argv;
	if (getpid() != *self)
		_exit(7);
	sqlite3_result_int(context, 1);
}

/* The rule is an error that says its name; those before and behind it are judged. */
static void
test_process_ends(void **state)
{
	struct trial t = { 0 };
	pid_t self = getpid();
	uint32_t line = 0;

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a", "SELECT 'a' AS subject", ""));
	assert_true(rule_set_add(&t.set, "access/b",
	    "SELECT 'b' AS subject UNION ALL SELECT 'b2' WHERE days('2026-01-01') > 0", ""));
	assert_true(rule_set_add(&t.set, "access/c", "SELECT 'c' AS subject", ""));
	assert_true(rule_set_add(
	    &t.set, "access/d", "SELECT 'd' AS subject WHERE days('2026-01-02') > 0", ""));
	trial_open(&t, "2026-01-15");
	put_function(&t, &self, ends_others);
	rest_judge(&t.run, 2);
	assert_int_equal(t.out.count, 2);
	trial_finding(&t, "access/a");
	trial_finding(&t, "access/c");
	assert_int_equal(rule_set_said(&t.set, DIAG_RULE_PROCESS, &line), 2);
	assert_int_equal(t.set.diags.count, 2);
	assert_true(line > 0);
	assert_true(str_is(t.set.diags.list[0].args[0], "access/b"));
	assert_true(str_is(t.set.diags.list[0].args[1], "worker-crash, exit 7"));
	assert_true(str_is(t.set.diags.list[1].args[0], "access/d"));
	assert_int_equal(t.out.rules_run, 4);
	assert_int_equal(t.out.rules_passed, 0);
	trial_close(&t);
}

/* What a rule looks at for explain stays in the process that looks, so does what becomes of promises; and small logs are judged here. */
static void
test_not_shared(void **state)
{
	struct trial t = { 0 };
	pid_t self = getpid();

	(void)state;
	assert_true(rule_set_add(
	    &t.set, "access/a", "SELECT 'a' AS subject WHERE days('2026-01-01') > 0", ""));
	assert_true(rule_set_add(
	    &t.set, "access/b", "SELECT 'b' AS subject WHERE days('2026-01-01') > 0", ""));
	trial_open(&t, "2026-01-15");
	put_function(&t, &self, ends_others);
	t.run.jobs = 2;
	rule_run_rest(&t.run);
	assert_int_equal(t.out.count, 2);
	assert_int_equal(t.set.diags.count, 0);
	trial_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_run),
		cmocka_unit_test(test_who_judges),
		cmocka_unit_test(test_files_again),
		cmocka_unit_test(test_process_ends),
		cmocka_unit_test(test_not_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
