/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite sorts beyond its cache goes to a file without a name; where there may be none, to memory; and no further than the limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "rule/spill.h"
#include "base/banned.h"

enum { ROWS = 200000, MIB = 1 << 20 };

/* A large sort, and a table of its own that is read twice. */
static const char sorted[] =
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199999),"
    " t AS MATERIALIZED (SELECT (i * 7919) % 200000 AS k, printf('%0100d', i) AS text FROM n)"
    " SELECT k, text, (SELECT count(*) FROM t) FROM t ORDER BY k";

static size_t
files_without_a_name(void)
{
	char link[64], target[256];
	size_t count = 0;

	for (int fd = 3; fd < 64; fd++) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		ssize_t n = readlink(link, target, sizeof target - 1);
		if (n <= 0)
			continue;
		target[n] = '\0';
		count +=
		    strstr(target, "/piacheck-") != NULL && strstr(target, "(deleted)") != NULL;
	}
	return count;
}

/* The last result of stepping; *files: how many were there at the first row. */
static int
sort(struct spill *spill, size_t *files)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int result, rows = 0;

	assert_int_equal(sqlite3_open_v2(":memory:", &db,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, spill_name(spill)),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "PRAGMA temp_store=FILE; BEGIN", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sorted, -1, &statement, NULL), SQLITE_OK);
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		if (rows == 0)
			*files = files_without_a_name();
		assert_int_equal(sqlite3_column_int(statement, 0), rows);
		assert_int_equal(sqlite3_column_int(statement, 2), ROWS);
		if (rows++ % 1000 == 0) {
			int i = sqlite3_column_int(statement, 1);
			assert_int_equal((int64_t)i * 7919 % ROWS, rows - 1);
		}
	}
	if (result == SQLITE_DONE)
		assert_int_equal(rows, ROWS);
	sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(files_without_a_name(), 0);
	return result;
}

static void
into_files(void **state)
{
	struct spill *spill = spill_new(1024 * (int64_t)MIB);
	size_t files = 0;

	(void)state;
	assert_int_equal(sort(spill, &files), SQLITE_DONE);
	assert_true(files >= 2);
	spill_free(spill);
}

static void
into_memory(void **state)
{
	struct spill *spill = spill_new(1024 * (int64_t)MIB);
	size_t files = 1;

	(void)state;
	spill_lend(spill, NULL, 0);
	assert_int_equal(sort(spill, &files), SQLITE_DONE);
	assert_int_equal(files, 0);
	spill_free(spill);
	assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
	spill = spill_new(1024 * (int64_t)MIB);
	files = 1;
	assert_int_equal(sort(spill, &files), SQLITE_DONE);
	assert_int_equal(files, 0);
	unsetenv("TMPDIR");
	spill_free(spill);
}

/* Memory of SQLite at its highest, in MiB, when it sorts with so many of the files. */
static int64_t
memory_with(const int *files, size_t count)
{
	struct spill *spill = spill_new(1024 * (int64_t)MIB);
	size_t own = 1;

	spill_lend(spill, files, count);
	sqlite3_memory_highwater(1);
	assert_int_equal(sort(spill, &own), SQLITE_DONE);
	assert_int_equal(own, 0);
	spill_free(spill);
	return sqlite3_memory_highwater(0) / MIB;
}

/* 20 MiB of rows stand in a table and 20 in a sorting: with a file for each there is little in memory, with too few the rest is. */
static void
into_lent_files(void **state)
{
	static const char left[] = "what one that was ended has left";
	int files[4];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		files[i] = memfd_create("lent", MFD_CLOEXEC);
		assert_true(files[i] >= 0);
		assert_int_equal(write(files[i], left, sizeof left), sizeof left);
	}
	for (int again = 0; again < 2; again++) {
		assert_in_range(memory_with(files, 4), 1, 15);
		/* The last ones are lent first: nothing of what stood in them is left. */
		for (size_t i = 2; i < 4; i++) {
			struct stat st;

			assert_int_equal(fstat(files[i], &st), 0);
			assert_int_equal(st.st_size, 0);
		}
	}
	int64_t some = memory_with(files, 1), all = memory_with(NULL, 0);

	assert_in_range(all, 40, 120);
	assert_in_range(some, 16, all);
	for (size_t i = 0; i < 4; i++)
		close(files[i]);
}

static void
no_further_than_the_limit(void **state)
{
	struct spill *spill = spill_new(4 * (int64_t)MIB);
	size_t files = 0;

	(void)state;
	assert_int_equal(sort(spill, &files), SQLITE_FULL);
	spill_lend(spill, NULL, 0);
	assert_int_equal(sort(spill, &files), SQLITE_FULL);
	spill_free(spill);
}

static bool
after_some(void *context)
{
	return --*(int *)context < 0;
}

static void
no_longer_than_asked(void **state)
{
	struct spill *spill = spill_new(1024 * (int64_t)MIB);
	size_t files = 0;
	int looks = 100;

	(void)state;
	spill_look(spill, after_some, &looks);
	assert_int_equal(sort(spill, &files) & 0xff, SQLITE_IOERR);
	assert_true(looks < 0);
	spill_free(spill);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(into_files),
		cmocka_unit_test(into_memory),
		cmocka_unit_test(into_lent_files),
		cmocka_unit_test(no_further_than_the_limit),
		cmocka_unit_test(no_longer_than_asked),
	};

	return cmocka_run_group_tests_name("rule/spill", tests, NULL, NULL);
}
