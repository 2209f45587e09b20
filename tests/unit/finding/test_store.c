/* SPDX-License-Identifier: Apache-2.0 */
/* finding/store*.c, history*.c: runs are stored whole or not at all, one behind the other. */
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
#include "finding/sample.h"
#include "finding/stored.h"
#include "base/banned.h"

static void
test_append_and_verify(void **state)
{
	char *path = stored_three("store");
	struct diags diags = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(stored_verify(path, &diags), 3);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(stored_append(path, "r2", 1, false, &diags));
	assert_int_equal(sample_count(&diags, DIAG_STORE_RUN_TWICE), 1);
	diags_release(&diags);
	assert_int_equal(stored_verify(path, &diags), 3);
	stored_done(path);
}

static void
test_history(void **state)
{
	char *path = stored_three("history");
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
	stored_done(path);
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
	char *foreign = stored_path("foreign");
	char *empty = sample_file("empty", STR(""));
	char *absent = stored_path("absent");
	struct diags diags = { 0 };

	(void)state;
	assert_int_equal(refusal(text, false), DIAG_STORE_NOT_DATABASE);
	assert_int_equal(refusal(text, true), DIAG_STORE_NOT_DATABASE);
	stored_sql(foreign, "CREATE TABLE t(a)");
	assert_int_equal(refusal(foreign, false), DIAG_STORE_FOREIGN);
	assert_int_equal(refusal(empty, true), DIAG_STORE_NOT_DATABASE);
	assert_int_equal(refusal(absent, true), DIAG_FILE_OPEN);
	assert_int_equal(refusal("/", false), DIAG_FILE_IS_DIRECTORY);
	assert_int_equal(refusal("/dev/null", false), DIAG_FILE_NOT_REGULAR);
	assert_int_equal(refusal("/nowhere/store", false), DIAG_FILE_OPEN);
	assert_true(stored_append(empty, "r1", 1, false, &diags));
	assert_int_equal(stored_verify(empty, &diags), 1);
	stored_sql(empty, "PRAGMA user_version = 2");
	assert_int_equal(refusal(empty, false), DIAG_STORE_VERSION);
	stored_done(text);
	stored_done(foreign);
	stored_done(empty);
	free(absent);
}

/* A writer killed at any moment: the runs that it had said were stored are there, and no half of the next. */
static void
test_killed(void **state)
{
	char *path = stored_three("killed");
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
				if (!stored_append(path, id, 400, true, &diags) ||
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
		size_t now = stored_verify(path, &diags);
		assert_int_equal(diags.count, 0);
		/* The last one may be stored though its writer could no longer say so. */
		assert_in_range(now, runs + (size_t)said, runs + (size_t)said + 1);
		runs = now;
	}
	assert_true(stored_append(path, "after", 1, false, &diags));
	assert_int_equal(stored_verify(path, &diags), runs + 1);
	stored_done(path);
}

/* The disk full, as far as a limit on the size of files can play it. */
static void
test_disk_full(void **state)
{
	char *path = stored_three("full");
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
		bool refused = !stored_append(path, "big", 2000, true, &diags);
		_exit(
		    refused && diags.count == 1 && diags.list[0].code == DIAG_STORE_WRITE ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(stored_verify(path, &diags), 3);
	assert_int_equal(stat(path, &after), 0);
	assert_true(stored_append(path, "later", 2000, true, &diags));
	assert_int_equal(stored_verify(path, &diags), 4);
	assert_int_equal(diags.count, 0);
	stored_done(path);
}

/* Two runs at once, from the first moment: both are stored, one behind the other. */
static void
test_two_writers(void **state)
{
	char *path = stored_path("two");
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
			if (!stored_append(path, id, 20, true, &diags))
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < 2; i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(stored_verify(path, &diags), 10);
	stored_done(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append_and_verify),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_not_a_store),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_two_writers),
	};

	return cmocka_run_group_tests_name("finding/store", tests, NULL, NULL);
}
