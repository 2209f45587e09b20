/* SPDX-License-Identifier: Apache-2.0 */
/* finding/store*.c, history*.c: nothing half stored, nothing changed unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "base/scope.h"
#include "finding/finding.h"
#include "finding/sample.h"
#include "base/banned.h"

/* A name in TMPDIR under which there is no file. */
static char *
new_path(const char *name)
{
	char *path = sample_file(name, STR("x"));

	unlink(path);
	return path;
}

static void
done(char *path)
{
	unlink(path);
	free(path);
}

/* Appends a run: law findings on items I.1 … I.count, and one in a log when night is set. */
static bool
append(const char *path, const char *id, int count, bool night, struct diags *diags)
{
	struct store *store = store_open(str_of(path), false, diags);
	struct finding_run run = { 0 };
	bool good;

	if (store == NULL)
		return false;
	sample_begin(&run, id);
	for (int i = 1; i <= count; i++) {
		char item[16];

		snprintf(item, sizeof item, "I.%d", i);
		sample_add(&run, SAMPLE_LAW, item, NULL, "a.yaml", (uint32_t)i, "old law");
	}
	if (night)
		sample_add(&run, SAMPLE_ACCESS, NULL, "u1", "x.csv", 3, "at night");
	finding_run_finish(&run);
	good = store_append(store, &run, diags);
	store_close(store);
	finding_run_release(&run);
	return good;
}

static char *
three_runs(const char *name)
{
	char *path = new_path(name);
	struct diags diags = { 0 };

	assert_true(append(path, "r1", 2, false, &diags));
	assert_true(append(path, "r2", 3, true, &diags));
	assert_true(append(path, "r3", 1, true, &diags));
	assert_int_equal(diags.count, 0);
	return path;
}

/* The number of runs when all is well; SIZE_MAX with diagnostics. */
static size_t
verify(const char *path, struct diags *diags)
{
	struct store *store = store_open(str_of(path), true, diags);
	size_t runs = SIZE_MAX;

	if (store != NULL && !store_verify(store, &runs, diags))
		runs = SIZE_MAX;
	store_close(store);
	return runs;
}

static void
test_append_and_verify(void **state)
{
	char *path = three_runs("store");
	struct diags diags = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(verify(path, &diags), 3);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(append(path, "r2", 1, false, &diags));
	assert_int_equal(sample_count(&diags, DIAG_STORE_RUN_TWICE), 1);
	diags_release(&diags);
	assert_int_equal(verify(path, &diags), 3);
	done(path);
}

static void
test_history(void **state)
{
	char *path = three_runs("history");
	struct diags diags = { 0 };
	struct buf out = { 0 };
	struct store *store = store_open(str_of(path), true, &diags);

	(void)state;
	assert_non_null(store);
	assert_true(store_list(store, true, LANG_EN, &out, &diags));
	assert_true(str_has(buf_str(&out), STR("\"schema\": \"piacheck/history/1\"")));
	assert_true(str_has(
	    buf_str(&out), STR("\"new\": 2,\n      \"unchanged\": 0,\n      \"fixed\": 0,")));
	assert_true(str_has(
	    buf_str(&out), STR("\"new\": 2,\n      \"unchanged\": 2,\n      \"fixed\": 0,")));
	assert_true(str_has(
	    buf_str(&out), STR("\"new\": 0,\n      \"unchanged\": 2,\n      \"fixed\": 2,")));
	buf_clear(&out);
	assert_true(store_show(store, STR(""), false, LANG_EN, &out, &diags));
	assert_true(str_has(buf_str(&out), STR("fixed  error  law/old-citation  a.yaml:2")));
	assert_true(str_has(buf_str(&out), STR("unchanged  warning  access/night  x.csv:3")));
	assert_false(
	    str_has(buf_str(&out), STR("new  ")) && str_has(buf_str(&out), STR("\nnew  ")));
	buf_clear(&out);
	assert_true(store_show(store, STR("r1"), true, LANG_JA, &out, &diags));
	assert_true(str_has(buf_str(&out), STR("\"previous\": null")));
	buf_clear(&out);
	assert_true(store_trend(store, false, LANG_JA, &out, &diags));
	assert_true(str_has(buf_str(&out),
	    STR("2026-01-15      4  +2    -0    ██████████████████████████████░░░░░░░░░░\n")));
	assert_int_equal(diags.count, 0);
	assert_false(store_show(store, STR("r9"), false, LANG_EN, &out, &diags));
	assert_int_equal(sample_count(&diags, DIAG_STORE_NO_RUN), 1);
	store_close(store);
	diags_release(&diags);
	buf_release(&out);
	done(path);
}

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
		char *path = three_runs("tampered");
		struct diags diags = { 0 };

		print_message("  %s\n", cases[i].what);
		tamper(path, cases[i].sql);
		assert_true(verify(path, &diags) == SIZE_MAX);
		assert_int_equal(diags.count, 1);
		assert_int_equal(diags.list[0].code, cases[i].code);
		if (cases[i].run != NULL)
			assert_true(str_is(diags.list[0].args[0], cases[i].run));
		diags_release(&diags);
		done(path);
	}
}

/* Cut off together with the head row: the chain is whole, but the hash that was kept is not in it. */
static void
test_kept_hash(void **state)
{
	char *path = three_runs("kept");
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
	assert_int_equal(verify(path, &diags), 2);
	store = store_open(str_of(path), true, &diags);
	assert_false(store_verify_head(store, buf_str(&hash), &diags));
	assert_int_equal(sample_count(&diags, DIAG_STORE_HEAD), 1);
	store_close(store);
	buf_release(&hash);
	diags_release(&diags);
	done(path);
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
	char *path = three_runs("append-only");
	struct diags diags = { 0 };
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(statements); i++)
		assert_int_equal(
		    sqlite3_exec(db, statements[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
	assert_int_equal(verify(path, &diags), 3);
	done(path);
}

static void
plain(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
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
		char *path = three_runs("hostile");
		struct diags diags = { 0 };

		plain(path, statements[i]);
		assert_false(append(path, "r4", 1, false, &diags));
		assert_int_equal(diags.count, 1);
		assert_int_equal(diags.list[0].code, DIAG_STORE_SCHEMA);
		diags_release(&diags);
		done(path);
	}
}

static enum diag_code
refusal(const char *path, bool read_only)
{
	struct diags diags = { 0 };

	assert_null(store_open(str_of(path), read_only, &diags));
	assert_int_equal(diags.count, 1);
	enum diag_code code = diags.list[0].code;
	diags_release(&diags);
	return code;
}

static void
test_not_a_store(void **state)
{
	char *text = sample_file(
	    "text", STR("findings of last year, kept by hand; not a database at all\n"));
	char *foreign = new_path("foreign");
	char *empty = sample_file("empty", STR(""));
	char *absent = new_path("absent");
	struct diags diags = { 0 };

	(void)state;
	assert_int_equal(refusal(text, false), DIAG_STORE_NOT_DATABASE);
	assert_int_equal(refusal(text, true), DIAG_STORE_NOT_DATABASE);
	plain(foreign, "CREATE TABLE t(a)");
	assert_int_equal(refusal(foreign, false), DIAG_STORE_FOREIGN);
	assert_int_equal(refusal(empty, true), DIAG_STORE_NOT_DATABASE);
	assert_int_equal(refusal(absent, true), DIAG_FILE_OPEN);
	assert_int_equal(refusal("/", false), DIAG_FILE_IS_DIRECTORY);
	assert_int_equal(refusal("/dev/null", false), DIAG_FILE_NOT_REGULAR);
	assert_int_equal(refusal("/nowhere/store", false), DIAG_FILE_OPEN);
	assert_true(append(empty, "r1", 1, false, &diags));
	assert_int_equal(verify(empty, &diags), 1);
	plain(empty, "PRAGMA user_version = 2");
	assert_int_equal(refusal(empty, false), DIAG_STORE_VERSION);
	done(text);
	done(foreign);
	done(empty);
	free(absent);
}

/* Cut at any length, or with a byte turned: never taken for whole, never a crash. */
static void
test_damaged(void **state)
{
	char *path = three_runs("damaged");
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

		assert_true(verify(other, &diags) == SIZE_MAX);
		assert_true(diags.errors >= 1);
		diags_release(&diags);
		done(other);
	}
	/* Bytes of a report: the hash shows them. Free space and page counts may be turned unseen. */
	for (size_t at = 0; at < len; at += len / 101 + 1) {
		bytes[at] = (char)(bytes[at] ^ 4);
		char *other = sample_file("turned", (struct str){ bytes, len });
		struct diags diags = { 0 };

		seen += verify(other, &diags) == SIZE_MAX;
		bytes[at] = (char)(bytes[at] ^ 4);
		diags_release(&diags);
		done(other);
	}
	assert_true(seen > 10);
	free(bytes);
	done(path);
}

/* A writer killed at any moment: the runs that it had said were stored are there, and no half of the next. */
static void
test_killed(void **state)
{
	char *path = three_runs("killed");
	struct diags diags = { 0 };
	size_t runs = 3;

	(void)state;
	for (int round = 0; round < 12; round++) {
		int report[2], said = 0;
		char byte;

		assert_int_equal(pipe(report), 0);
		pid_t child = fork();
		if (child == 0) {
			for (int i = 0;; i++) {
				char id[32];

				snprintf(id, sizeof id, "k%d-%d", round, i);
				if (!append(path, id, 400, true, &diags) ||
				    write(report[1], "x", 1) != 1)
					_exit(1);
			}
		}
		close(report[1]);
		/* After the first run it is somewhere in the second or third. */
		if (read(report[0], &byte, 1) == 1)
			said++;
		usleep((useconds_t)(round * 700));
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(report[0], &byte, 1) == 1)
			said++;
		close(report[0]);
		assert_true(said >= 1);
		size_t now = verify(path, &diags);
		assert_int_equal(diags.count, 0);
		/* The last one may be stored though its writer could no longer say so. */
		assert_in_range(now, runs + (size_t)said, runs + (size_t)said + 1);
		runs = now;
	}
	assert_true(append(path, "after", 1, false, &diags));
	assert_int_equal(verify(path, &diags), runs + 1);
	done(path);
}

/* The disk full, as far as a limit on the size of files can play it. */
static void
test_disk_full(void **state)
{
	char *path = three_runs("full");
	struct diags diags = { 0 };
	struct stat before, after;
	int status;

	(void)state;
	assert_int_equal(stat(path, &before), 0);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit limit = { (rlim_t)before.st_size + 20000,
			(rlim_t)before.st_size + 20000 };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		bool refused = !append(path, "big", 2000, true, &diags);
		_exit(
		    refused && diags.count == 1 && diags.list[0].code == DIAG_STORE_WRITE ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(verify(path, &diags), 3);
	assert_int_equal(stat(path, &after), 0);
	assert_true(append(path, "later", 2000, true, &diags));
	assert_int_equal(verify(path, &diags), 4);
	assert_int_equal(diags.count, 0);
	done(path);
}

/* Two runs at once, from the first moment: both are stored, one behind the other. */
static void
test_two_writers(void **state)
{
	char *path = new_path("two");
	struct diags diags = { 0 };
	pid_t children[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		for (int n = 0; n < 5; n++) {
			char id[32];

			snprintf(id, sizeof id, "w%d-%d", i, n);
			if (!append(path, id, 20, true, &diags))
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < 2; i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(verify(path, &diags), 10);
	done(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append_and_verify),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_tampered),
		cmocka_unit_test(test_kept_hash),
		cmocka_unit_test(test_append_only),
		cmocka_unit_test(test_hostile_schema),
		cmocka_unit_test(test_not_a_store),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_two_writers),
	};

	return cmocka_run_group_tests_name("finding/store", tests, NULL, NULL);
}
