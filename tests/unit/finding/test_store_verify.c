/* SPDX-License-Identifier: Apache-2.0 */
/* finding/store_verify.c: nothing in a store is changed unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "base/scope.h"
#include "finding/sample.h"
#include "finding/stored.h"
#include "base/banned.h"

/* What somebody with the file and sqlite3 in hand can do. The triggers are put back, so that the schema looks untouched. */
static void
tamper(const char *path, const char *sql)
{
	struct buf triggers = { 0 }, all = { 0 };
	sqlite3_stmt *statement;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1,
		&statement, NULL),
	    SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		buf_addf(&all, "DROP TRIGGER %s;", (const char *)sqlite3_column_text(statement, 0));
		buf_addf(&triggers, "%s;", (const char *)sqlite3_column_text(statement, 1));
	}
	sqlite3_finalize(statement);
	buf_addf(&all, "%s;%s", sql, triggers.ptr);
	assert_int_equal(sqlite3_exec(db, all.ptr, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	buf_release(&triggers);
	buf_release(&all);
}

static void
test_tampered(void **state)
{
	static const struct {
		const char *what, *sql;
		enum diag_code code;
		const char *run; /* the first bad one */
	} cases[] = {
		{ "a finding made a note",
		    "UPDATE run SET report_ja = replace(report_ja, '\"error\"', '\"note\"') WHERE "
		    "number = 2",
		    DIAG_STORE_TAMPERED, "r2" },
		{ "the English report alone",
		    "UPDATE run SET report_en = report_en || ' ' WHERE number = 1",
		    DIAG_STORE_TAMPERED, "r1" },
		{ "a run renamed", "UPDATE run SET id = 'r0' WHERE number = 3", DIAG_STORE_TAMPERED,
		    "r0" },
		{ "a run dated back", "UPDATE run SET as_of = '2020-01-01' WHERE number = 3",
		    DIAG_STORE_TAMPERED, "r3" },
		{ "two runs changed about",
		    "UPDATE run SET number = 9 WHERE number = 2; UPDATE run SET number = 2 WHERE "
		    "number = 3; UPDATE run SET number = 3 WHERE number = 9",
		    DIAG_STORE_TAMPERED, "r3" },
		{ "the first run taken out", "DELETE FROM run WHERE number = 1",
		    DIAG_STORE_TAMPERED, "r2" },
		{ "a run taken out", "DELETE FROM run WHERE number = 2", DIAG_STORE_TAMPERED,
		    "r3" },
		{ "a run taken out, the rest renumbered",
		    "DELETE FROM run WHERE number = 2; UPDATE run SET number = 2 WHERE number = 3; "
		    "UPDATE head SET runs = 2",
		    DIAG_STORE_TAMPERED, "r3" },
		{ "a run put in",
		    "INSERT INTO run SELECT 4, 'r4', started, as_of, report_ja, report_en, hash "
		    "FROM run WHERE number = 3",
		    DIAG_STORE_TAMPERED, "r4" },
		{ "the end cut off", "DELETE FROM run WHERE number = 3", DIAG_STORE_TRUNCATED,
		    NULL },
		{ "everything cut off", "DELETE FROM run", DIAG_STORE_TRUNCATED, NULL },
		{ "the head set back",
		    "UPDATE head SET runs = 2, hash = (SELECT hash FROM run WHERE number = 2)",
		    DIAG_STORE_TAMPERED, "head" },
		{ "the head lost", "DELETE FROM head", DIAG_STORE_SCHEMA, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *path = stored_three("tampered");
		struct diags diags = { 0 };

		print_message("  %s\n", cases[i].what);
		tamper(path, cases[i].sql);
		assert_true(stored_verify(path, &diags) == SIZE_MAX);
		assert_int_equal(diags.count, 1);
		assert_int_equal(diags.list[0].code, cases[i].code);
		if (cases[i].run != NULL)
			assert_true(str_is(diags.list[0].args[0], cases[i].run));
		diags_release(&diags);
		stored_done(path);
	}
}

/* Cut off together with the head row: the chain is whole, but the hash that was kept is not in it. */
static void
test_kept_hash(void **state)
{
	char *path = stored_three("kept");
	struct diags diags = { 0 };
	struct buf hash = { 0 };
	size_t runs;
	struct store *store = store_open(str_of(path), true, &diags);

	(void)state;
	assert_true(store_head(store, &runs, &hash, &diags));
	assert_int_equal(runs, 3);
	assert_int_equal(hash.len, 64);
	assert_true(store_verify_head(store, buf_str(&hash), &diags));
	store_close(store);
	tamper(path,
	    "DELETE FROM run WHERE number = 3; UPDATE head SET runs = 2, hash = (SELECT hash FROM "
	    "run WHERE number = 2)");
	assert_int_equal(stored_verify(path, &diags), 2);
	store = store_open(str_of(path), true, &diags);
	assert_false(store_verify_head(store, buf_str(&hash), &diags));
	assert_int_equal(sample_count(&diags, DIAG_STORE_HEAD), 1);
	store_close(store);
	buf_release(&hash);
	diags_release(&diags);
	stored_done(path);
}

/* The ordinary ways to change a run are closed by the store itself. */
static void
test_append_only(void **state)
{
	static const char *const statements[] = {
		"UPDATE run SET as_of = ''",
		"DELETE FROM run",
		"REPLACE INTO run SELECT * FROM run WHERE number = 2",
		"INSERT INTO run SELECT 7, 'r7', '', '', '', '', '' FROM run WHERE number = 1",
		"UPDATE head SET runs = 1",
		"DELETE FROM head",
		"INSERT INTO head VALUES (2, 0, '')",
	};
	char *path = stored_three("append-only");
	struct diags diags = { 0 };
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(statements); i++)
		assert_int_equal(
		    sqlite3_exec(db, statements[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
	assert_int_equal(stored_verify(path, &diags), 3);
	stored_done(path);
}

/* A hostile schema is refused before a run is written into it. */
static void
test_hostile_schema(void **state)
{
	static const char *const statements[] = {
		"DROP TRIGGER run_never_changes",
		"CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM head; END",
		"CREATE VIEW run2 AS SELECT * FROM run",
		"CREATE INDEX slow ON run(report_ja)",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(statements); i++) {
		char *path = stored_three("hostile");
		struct diags diags = { 0 };

		stored_sql(path, statements[i]);
		assert_false(stored_append(path, "r4", 1, false, &diags));
		assert_int_equal(diags.count, 1);
		assert_int_equal(diags.list[0].code, DIAG_STORE_SCHEMA);
		diags_release(&diags);
		stored_done(path);
	}
}

/* Cut at any length, or with a byte turned: never taken for whole, never a crash. */
static void
test_damaged(void **state)
{
	char *path = stored_three("damaged");
	FILE *file = fopen(path, "rb");
	char *bytes = malloc(1 << 20);
	size_t len, seen = 0;

	(void)state;
	assert_non_null(file);
	len = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	for (size_t cut = 1; cut < len; cut += len / 37 + 1) {
		char *other = sample_file("cut", (struct str){ bytes, cut });
		struct diags diags = { 0 };

		assert_true(stored_verify(other, &diags) == SIZE_MAX);
		assert_true(diags.errors >= 1);
		diags_release(&diags);
		stored_done(other);
	}
	/* Bytes of a report: the hash shows them. Free space and page counts may be turned unseen. */
	for (size_t at = 0; at < len; at += len / 101 + 1) {
		bytes[at] = (char)(bytes[at] ^ 4);
		char *other = sample_file("turned", (struct str){ bytes, len });
		struct diags diags = { 0 };

		seen += stored_verify(other, &diags) == SIZE_MAX;
		bytes[at] = (char)(bytes[at] ^ 4);
		diags_release(&diags);
		stored_done(other);
	}
	assert_true(seen > 10);
	free(bytes);
	stored_done(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tampered),
		cmocka_unit_test(test_kept_hash),
		cmocka_unit_test(test_append_only),
		cmocka_unit_test(test_hostile_schema),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("finding/store_verify", tests, NULL, NULL);
}
