/* SPDX-License-Identifier: Apache-2.0 */
/* Stores with a few small runs. */
#include "finding/stored.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "finding/sample.h"
#include "base/banned.h"

char *
stored_path(const char *name)
{
	char *path = sample_file(name, STR("x"));

	unlink(path);
	return path;
}

void
stored_done(char *path)
{
	unlink(path);
	free(path);
}

bool
stored_append(const char *path, const char *id, int count, bool night, struct diags *diags)
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

char *
stored_three(const char *name)
{
	char *path = stored_path(name);
	struct diags diags = { 0 };

	assert_true(stored_append(path, "r1", 2, false, &diags));
	assert_true(stored_append(path, "r2", 3, true, &diags));
	assert_true(stored_append(path, "r3", 1, true, &diags));
	assert_int_equal(diags.count, 0);
	return path;
}

size_t
stored_verify(const char *path, struct diags *diags)
{
	struct store *store = store_open(str_of(path), true, diags);
	size_t runs = SIZE_MAX;

	if (store != NULL && !store_verify(store, &runs, diags))
		runs = SIZE_MAX;
	store_close(store);
	return runs;
}

void
stored_sql(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}
