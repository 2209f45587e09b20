/* SPDX-License-Identifier: Apache-2.0 */
/* rule/sandbox.c: what rule SQL may not do, each with what is said; and that every bound fires. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/limits.h"
#include "rule/rule_set.h"

static const struct refused {
	const char *sql;
	enum diag_code code;
} refused[] = {
	{ "INSERT INTO staff(user, file) VALUES ('a', 'b')", DIAG_RULE_SQL_COMMAND },
	{ "UPDATE staff SET user = 'x'", DIAG_RULE_SQL_COMMAND },
	{ "DELETE FROM staff", DIAG_RULE_SQL_COMMAND },
	{ "WITH x AS (SELECT 1) DELETE FROM staff", DIAG_RULE_SQL_COMMAND },
	{ "INSERT INTO staff(file) VALUES ('b') RETURNING file", DIAG_RULE_SQL_COMMAND },
	{ "ATTACH '/etc/passwd' AS p", DIAG_RULE_SQL_COMMAND },
	{ "DETACH main", DIAG_RULE_SQL_COMMAND },
	{ "PRAGMA user_version", DIAG_RULE_SQL_COMMAND },
	{ "PRAGMA writable_schema = 1", DIAG_RULE_SQL_COMMAND },
	{ "BEGIN", DIAG_RULE_SQL_COMMAND },
	{ "ROLLBACK", DIAG_RULE_SQL_COMMAND },
	{ "SAVEPOINT s", DIAG_RULE_SQL_COMMAND },
	{ "CREATE TABLE t(a)", DIAG_RULE_SQL_COMMAND },
	{ "CREATE TEMP TABLE t(a)", DIAG_RULE_SQL_COMMAND },
	{ "CREATE VIEW v AS SELECT 1", DIAG_RULE_SQL_COMMAND },
	{ "CREATE VIRTUAL TABLE v USING fts5(a)", DIAG_RULE_SQL_COMMAND },
	{ "CREATE TRIGGER t AFTER INSERT ON staff BEGIN SELECT 1; END", DIAG_RULE_SQL_COMMAND },
	{ "DROP TABLE staff", DIAG_RULE_SQL_COMMAND },
	{ "ALTER TABLE staff ADD COLUMN z", DIAG_RULE_SQL_COMMAND },
	{ "ANALYZE", DIAG_RULE_SQL_COMMAND },
	{ "REINDEX", DIAG_RULE_SQL_COMMAND },
	{ "VACUUM", DIAG_RULE_SQL_NOT_SELECT },
	{ "EXPLAIN SELECT 1", DIAG_RULE_SQL_NOT_SELECT },
	{ "EXPLAIN QUERY PLAN SELECT 1", DIAG_RULE_SQL_NOT_SELECT },
	{ "-- nothing", DIAG_RULE_SQL_NOT_SELECT },
	{ "SELECT load_extension('x')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT writefile('x', 'y')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT readfile('x')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT random()", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT randomblob(100)", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT zeroblob(1000000)", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT date('now')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT sqlite_version()", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT json('{}')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT printf('%d', 1)", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT nosuch(1)", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT fts3_tokenizer('simple')", DIAG_RULE_SQL_FUNCTION },
	{ "SELECT name FROM sqlite_master", DIAG_RULE_SQL_TABLE },
	{ "SELECT count(*) FROM sqlite_schema", DIAG_RULE_SQL_TABLE },
	{ "SELECT name FROM sqlite_temp_schema", DIAG_RULE_SQL_TABLE },
	{ "SELECT * FROM pragma_table_info('staff')", DIAG_RULE_SQL_COMMAND },
	{ "SELECT count(*) FROM pragma_database_list", DIAG_RULE_SQL_COMMAND },
	{ "SELECT * FROM json_each('[1]')", DIAG_RULE_SQL_TABLE },
	{ "SELECT * FROM dbstat", DIAG_RULE_SQL_TABLE },
	{ "SELECT * FROM sqlite_stmt", DIAG_RULE_SQL_TABLE },
	{ "SELECT user FROM main.match", DIAG_RULE_SQL_TABLE },
	{ "SELECT count(*) FROM main.match", DIAG_RULE_SQL_TABLE },
	{ "SELECT user FROM stuff", DIAG_RULE_SQL_TABLE },
	{ "SELECT count(*) FROM log_match", DIAG_RULE_SQL_TABLE },
	{ "SELECT count(*) FROM log_correlation", DIAG_RULE_SQL_TABLE },
	{ "SELECT 1; SELECT 2", DIAG_RULE_SQL_SEVERAL },
	{ "SELECT 1; DROP TABLE staff", DIAG_RULE_SQL_SEVERAL },
	{ "SELECT ?", DIAG_RULE_SQL_PARAMETER },
	{ "SELECT :a", DIAG_RULE_SQL_PARAMETER },
	{ "SELECT nosuch FROM staff", DIAG_RULE_SQL_COLUMN },
	{ "SELECT \"text\" FROM staff", DIAG_RULE_SQL_COLUMN },
	{ "SELECT FROM staff", DIAG_RULE_SQL_NEAR },
	{ "SELECT 1 FROM (", DIAG_RULE_SQL_INCOMPLETE },
	{ "SELECT 'open", DIAG_RULE_SQL_NEAR },
	{ "SELECT user FROM staff, account", DIAG_RULE_SQL_AMBIGUOUS },
	{ "SELECT days()", DIAG_RULE_SQL_ARGUMENTS },
	{ "SELECT 1 FROM staff WHERE count(*) > 1", DIAG_RULE_SQL_AGGREGATE },
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct rule_set set = { 0 };

		print_message("  %s\n", refused[i].sql);
		assert_true(rule_set_add(&set, "form/a", refused[i].sql, ""));
		rule_set_open(&set, "2026-01-15");
		assert_null(set.evidence->prepared[0].statement);
		assert_int_equal(set.diags.count, 1);
		assert_int_equal(set.diags.list[0].code, refused[i].code);
		rule_set_release(&set);
	}
}

static const char *const accepted[] = {
	"SELECT 1",
	"SELECT 1; -- and no more",
	"VALUES (1), (2)",
	"SELECT count(*) FROM staff",
	"SELECT s.user, max(a.day) OVER (PARTITION BY a.user) FROM staff AS s JOIN activity AS a "
	"USING (user)",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT "
	"count(*) FROM n",
	"SELECT * FROM system, connection, delegation, provision, transfer",
	"SELECT user FROM match UNION SELECT user FROM staff EXCEPT SELECT user FROM account",
	"SELECT user FROM temp.match",
	"SELECT CASE WHEN text REGEXP 'a' THEN 1 END FROM item WHERE text LIKE '%x%' AND text GLOB "
	"'y*'",
	"SELECT group_concat(user, ', ') FROM staff GROUP BY department HAVING count(*) > 1",
	"SELECT kind, rows FROM source",
};

static void
test_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		struct rule_set set = { 0 };

		print_message("  %s\n", accepted[i]);
		assert_true(rule_set_add(&set, "form/a", accepted[i], ""));
		rule_set_open(&set, "2026-01-15");
		assert_int_equal(set.diags.count, 0);
		rule_set_rows(&set, "form/a");
		rule_set_release(&set);
	}
}

/* The place is the line in the rule file, and the hint the nearest name. */
static void
test_place(void **state)
{
	struct rule_set set = { 0 };
	uint32_t sql_line, line = 0;

	(void)state;
	assert_true(
	    rule_set_add(&set, "form/a", "SELECT user\n  FROM staff\n WHERE departmend = 1", ""));
	assert_true(rule_set_add(&set, "form/b", "SELECT 1\n  FROM staf", ""));
	assert_true(rule_set_add(&set, "form/c", "SELECT 1\n\n  , random()", ""));
	rule_set_open(&set, "2026-01-15");
	sql_line = set.rules.list[0].select_line;
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SQL_COLUMN, &line), 1);
	assert_int_equal(line, sql_line + 2);
	assert_true(str_is(set.diags.list[0].args[0], "departmend"));
	assert_true(str_is(set.diags.list[0].args[1], "→ department"));
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SQL_TABLE, &line), 1);
	assert_int_equal(line, sql_line + 1);
	assert_true(str_is(set.diags.list[1].args[1], "→ staff"));
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SQL_FUNCTION, &line), 1);
	assert_int_equal(line, sql_line + 2);
	rule_set_release(&set);
}

/* What a rule reads is seen through views, subqueries and counts: it decides when the rule runs and what it lacks. */
static void
test_tables_read(void **state)
{
	static const struct {
		const char *sql, *table;
		bool per_assessment;
	} reads[] = {
		{ "SELECT no FROM delegation", "item", true },
		{ "SELECT count(*) FROM system", "item", true },
		{ "SELECT 1 FROM connection", "mark", true },
		{ "SELECT count(*) FROM change", "change", true },
		{ "SELECT 1 WHERE EXISTS (SELECT 1 FROM training)", "training", false },
		{ "WITH t AS (SELECT * FROM media) SELECT count(*) FROM t", "media", false },
		{ "SELECT user FROM match", "match", false },
		{ "WITH staff AS (SELECT 1 AS n) SELECT n FROM staff", "source", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(reads); i++) {
		struct rule_set set = { 0 };
		uint64_t bit = table_bit(table_find(str_of(reads[i].table)));
		bool reads_it = !str_is(str_of(reads[i].table), "source");

		print_message("  %s\n", reads[i].sql);
		assert_true(rule_set_add(&set, "form/a", reads[i].sql, ""));
		rule_set_open(&set, "2026-01-15");
		assert_int_equal((set.evidence->prepared[0].tables & bit) != 0, reads_it);
		assert_int_equal(set.evidence->prepared[0].per_assessment, reads[i].per_assessment);
		rule_set_release(&set);
	}
}

static void
test_too_long(void **state)
{
	struct rule_set set = { 0 };
	struct buf sql = { 0 };

	(void)state;
	buf_adds(&sql, "SELECT 1");
	while (sql.len <= RULE_SQL_MAX_BYTES)
		buf_adds(&sql, "                                                                ");
	buf_adds(&sql, ", 2");
	assert_true(rule_set_add(&set, "form/a", sql.ptr, ""));
	buf_clear(&sql);
	buf_adds(&sql, "SELECT 1");
	for (int i = 0; i < RULE_SQL_DEPTH_MAX + 10; i++)
		buf_adds(&sql, " + 1");
	assert_true(rule_set_add(&set, "form/b", sql.ptr, ""));
	buf_clear(&sql);
	buf_adds(&sql, "SELECT 1");
	for (int i = 0; i < RULE_SQL_COMPOUND_MAX + 10; i++)
		buf_adds(&sql, " UNION SELECT 1 FROM staff");
	assert_true(rule_set_add(&set, "form/c", sql.ptr, ""));
	buf_clear(&sql);
	buf_adds(&sql, "SELECT 1");
	for (int i = 0; i < RULE_SQL_COLUMNS_MAX; i++)
		buf_adds(&sql, ", 1");
	assert_true(rule_set_add(&set, "form/d", sql.ptr, ""));
	rule_set_open(&set, "2026-01-15");
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SQL_TOO_LONG, NULL), 1);
	assert_int_equal(rule_set_said(&set, DIAG_RULE_SQL_COMPLEX, NULL), 3);
	buf_release(&sql);
	rule_set_release(&set);
}

static bool
any_row(void *context, sqlite3_stmt *row)
{
	(void)row;
	++*(size_t *)context;
	return true;
}

static const struct bound {
	const char *sql;
	struct budget budget;
	enum sandbox_end end;
	enum diag_code code;
} bounds[] = {
	{ "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
	    { 1000000, 10000, 1 << 28 }, SANDBOX_STEPS, DIAG_RULE_STEPS },
	{ "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i "
	  "< 0",
	    { UINT64_MAX, 30, 1 << 28 }, SANDBOX_TIME, DIAG_RULE_TIME },
	{ "WITH RECURSIVE n(i, t) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, t || t FROM n WHERE i "
	  "< 24)"
	  " SELECT t FROM n ORDER BY t DESC",
	    { UINT64_MAX, 10000, 1 << 20 }, SANDBOX_MEMORY, DIAG_RULE_MEMORY },
	{ "WITH RECURSIVE n(i, t) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, t || t FROM n WHERE i "
	  "< 24)"
	  " SELECT t FROM n, staff ORDER BY t DESC",
	    { UINT64_MAX, 10000, 1 << 20 }, SANDBOX_MEMORY, DIAG_RULE_MEMORY },
	{ "WITH RECURSIVE n(i, t) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, t || t FROM n WHERE i "
	  "< 40)"
	  " SELECT max(t) FROM n",
	    { UINT64_MAX, 10000, 1 << 30 }, SANDBOX_VALUE, DIAG_RULE_VALUE },
	{ "SELECT 1 WHERE regexp('(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
	    { UINT64_MAX, 10000, 1 << 28 }, SANDBOX_REGEX_LIMIT, DIAG_RULE_REGEX_LIMIT },
	{ "SELECT 1 WHERE 'x' REGEXP '(a'", { UINT64_MAX, 10000, 1 << 28 }, SANDBOX_REGEX_SYNTAX,
	    DIAG_RULE_REGEX_SYNTAX },
	{ "SELECT 1 WHERE 'x' REGEXP '\\C'", { UINT64_MAX, 10000, 1 << 28 }, SANDBOX_REGEX_SYNTAX,
	    DIAG_RULE_REGEX_SYNTAX },
};

/* Each bound fires and is said with the rule's name, and the connection works on, with its evidence. */
static void
test_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		struct rule_set set = { 0 };
		size_t rows = 0;

		print_message("  %s\n", bounds[i].sql);
		assert_true(rule_set_add(&set, "form/a", bounds[i].sql, ""));
		assert_true(rule_set_add(&set, "form/z", "SELECT count(*) AS n FROM staff", ""));
		rule_set_open(&set, "2026-01-15");
		rule_set_row(&set, "staff", "user=a|file=f");
		enum sandbox_end end = rule_rows(set.evidence, 0, bounds[i].budget, &rows, any_row);
		assert_int_equal(end, bounds[i].end);
		sandbox_say(set.evidence, end, STR("form/a"), (struct diag_at){ 0 });
		assert_int_equal(set.diags.count, 1);
		assert_int_equal(set.diags.list[0].code, bounds[i].code);
		assert_true(str_is(set.diags.list[0].args[0], "form/a"));
		assert_true(str_is(rule_set_rows(&set, "form/z"), "1\n"));
		rule_set_release(&set);
	}
}

/* As if the machine had other things to do. */
static bool
waiting_row(void *context, sqlite3_stmt *row)
{
	usleep(40 * 1000);
	return any_row(context, row);
}

/* Time that others take is not the rule's; but it does not wait for ever. */
static void
test_waiting(void **state)
{
	static const struct {
		const char *sql;
		int64_t msec;
		enum sandbox_end end;
	} cases[] = {
		/* 360 ms by the clock, of 300 of the processor and 900 by the clock */
		{ "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
		  "SELECT i FROM n WHERE i % 1000 = 0",
		    300, SANDBOX_DONE },
		{ "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n "
		  "WHERE i % 1000 = 0",
		    300, SANDBOX_TIME },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rule_set set = { 0 };
		size_t rows = 0;

		assert_true(rule_set_add(&set, "form/a", cases[i].sql, ""));
		rule_set_open(&set, "2026-01-15");
		assert_int_equal(
		    rule_rows(set.evidence, 0,
			(struct budget){ UINT64_MAX, cases[i].msec, 1 << 28 }, &rows, waiting_row),
		    cases[i].end);
		assert_true(rows >= 9 && rows < 100);
		rule_set_release(&set);
	}
}

/* With the budget of a run, too, a loop ends: and without the deadline having to. */
static void
test_budget_of_a_run(void **state)
{
	struct rule_set set = { 0 };
	size_t rows = 0;

	(void)state;
	assert_true(rule_set_add(&set, "form/a",
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
	    ""));
	rule_set_open(&set, "2026-01-15");
	struct budget small = sandbox_budget(set.evidence);
	assert_int_equal(rule_rows(set.evidence, 0, small, &rows, any_row), SANDBOX_STEPS);
	rule_set_row(&set, "staff", "user=a|file=f");
	assert_true(sandbox_budget(set.evidence).steps > small.steps);
	rule_set_release(&set);
}

/* Who is asked for by ID, over and over, is not looked for in the whole register each time. */
static void
test_ids_are_found(void **state)
{
	enum { ROWS = 400, STEPS_EACH = 60 };
	static const char *const registers[] = { "staff", "account", "contractor_worker",
		"approval" };
	const struct budget few = { ROWS * STEPS_EACH, 10000, 1 << 28 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(registers); i++) {
		struct rule_set set = { 0 };
		struct buf text = { 0 };
		size_t rows = 0;

		print_message("  %s\n", registers[i]);
		buf_addf(&text,
		    "SELECT t.user FROM %s AS t WHERE EXISTS (SELECT 1 FROM %s AS s WHERE s.user = "
		    "t.user AND s.file > t.file)",
		    registers[i], registers[i]);
		assert_true(rule_set_add(&set, "access/a", text.ptr, ""));
		rule_set_open(&set, "2026-01-15");
		for (int n = 0; n <= ROWS; n++) {
			buf_clear(&text);
			buf_addf(&text, "user=u%d|file=f%d", n % ROWS, n / ROWS);
			rule_set_row(&set, registers[i], text.ptr);
		}
		assert_int_equal(rule_rows(set.evidence, 0, few, &rows, any_row), SANDBOX_DONE);
		assert_int_equal(rows, 1);
		buf_release(&text);
		rule_set_release(&set);
	}
}

static void
test_matches_are_the_rules_own(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(&set, "access/a", "SELECT user FROM match ORDER BY 1", ""));
	assert_true(
	    rule_set_add(&set, "access/b", "SELECT m.user, n.user FROM match m, temp.match n", ""));
	rule_set_open(&set, "2026-01-15");
	rule_set_row(&set, "match", "rule=access/a|time=t|day=d|user=u1|file=f");
	rule_set_row(&set, "match", "rule=access/a|time=t|day=d|user=u2|file=f");
	rule_set_row(&set, "match", "rule=access/b|time=t|day=d|user=u3|file=f");
	assert_true(str_is(rule_set_rows(&set, "access/a"), "u1\nu2\n"));
	assert_true(str_is(rule_set_rows(&set, "access/b"), "u3|u3\n"));
	rule_set_release(&set);
}

/* Rows that do not fit the schema are left out and said; the run goes on. */
static void
test_bad_rows(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(&set, "access/a", "SELECT user FROM staff", ""));
	rule_set_open(&set, "2026-01-15");
	rule_set_row(&set, "staff", "user=u1|file=f");
	rule_set_row(&set, "staff", "usr=u2|file=f");
	rule_set_row(&set, "staff", "user\") VALUES (1); DROP TABLE staff; --=u2|file=f");
	rule_set_row(&set, "sqlite_master", "name=u2");
	rule_set_row(&set, "staff", "user=u3|file=NULL");
	assert_int_equal(rule_set_said(&set, DIAG_WORKER_MESSAGE, NULL), 4);
	assert_true(str_is(rule_set_rows(&set, "access/a"), "u1\n"));
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_tables_read),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_budget_of_a_run),
		cmocka_unit_test(test_ids_are_found),
		cmocka_unit_test(test_matches_are_the_rules_own),
		cmocka_unit_test(test_bad_rows),
	};

	return cmocka_run_group_tests_name("rule/sandbox", tests, NULL, NULL);
}
