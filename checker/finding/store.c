/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: opening it. The file is ours but may have been in other hands: nothing in its schema is trusted, and a
 * schema that is not exactly ours is refused before anything is read from it.
 */
#include "finding/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/scope.h"
#include "finding/limits.h"
#include "base/banned.h"

SCOPE_RELEASE(sqlite3_stmt, sqlite3_finalize);

enum { STORE_APPLICATION = 0x70696163, STORE_FORMAT = 1 }; /* "piac" */

static const char schema[] =
    "CREATE TABLE run(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, started TEXT NOT NULL,"
    " as_of TEXT NOT NULL, report_ja TEXT NOT NULL, report_en TEXT NOT NULL, hash TEXT NOT NULL) "
    "STRICT;"
    "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK (one = 1), runs INTEGER NOT NULL,"
    " hash TEXT NOT NULL) STRICT;"
    "INSERT INTO head VALUES (1, 0, '" STORE_GENESIS "');"
    "CREATE TRIGGER run_in_order BEFORE INSERT ON run"
    " WHEN NEW.number <> (SELECT runs + 1 FROM head)"
    " BEGIN SELECT RAISE(ABORT, 'runs are numbered in order'); END;"
    "CREATE TRIGGER run_never_changes BEFORE UPDATE ON run"
    " BEGIN SELECT RAISE(ABORT, 'a run never changes'); END;"
    "CREATE TRIGGER run_never_goes BEFORE DELETE ON run"
    " BEGIN SELECT RAISE(ABORT, 'a run is never deleted'); END;"
    "CREATE TRIGGER head_once BEFORE INSERT ON head"
    " BEGIN SELECT RAISE(ABORT, 'there is one head'); END;"
    "CREATE TRIGGER head_never_goes BEFORE DELETE ON head"
    " BEGIN SELECT RAISE(ABORT, 'the head is never deleted'); END;"
    "CREATE TRIGGER head_moves_on BEFORE UPDATE ON head"
    " WHEN NEW.runs <> OLD.runs + 1"
    " OR NEW.hash IS NOT (SELECT hash FROM run WHERE number = NEW.runs)"
    " BEGIN SELECT RAISE(ABORT, 'the head moves on by one run'); END;";

static const char schema_query[] =
    "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10))"
    " FROM (SELECT type, name, sql FROM sqlite_schema ORDER BY type, name)";

sqlite3_stmt *
store_prepare(struct store *store, const char *sql, struct diags *diags)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);

	if (code != SQLITE_OK)
		store_fault(store, code, false, diags);
	return statement;
}

struct str
store_text(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	int bytes = sqlite3_column_bytes(statement, column);

	return text == NULL ? (struct str){ 0 } : (struct str){ (const char *)text, (size_t)bytes };
}

/* --- opening ---------------------------------------------------------------------------------- */

/* The text of every table and trigger of a database. */
static bool
schema_of(sqlite3 *db, struct buf *out)
{
	sqlite3_stmt *statement = NULL;
	bool good = sqlite3_prepare_v2(db, schema_query, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW;

	if (good)
		buf_add(out, store_text(statement, 0));
	sqlite3_finalize(statement);
	return good;
}

/* What differs first, for the message: the name of a table or trigger. */
static bool
schema_is_ours(struct store *store, struct diags *diags)
{
	struct buf expected = { 0 }, found = { 0 };
	sqlite3 *model = NULL;
	bool good = sqlite3_open(":memory:", &model) == SQLITE_OK &&
	    sqlite3_exec(model, schema, NULL, NULL, NULL) == SQLITE_OK;

	BUG_IF(!good || !schema_of(model, &expected));
	good = schema_of(store->db, &found) && str_eq(buf_str(&found), buf_str(&expected));
	if (!good) {
		struct str a = buf_str(&expected), b = buf_str(&found), x, y;
		bool more;

		do {
			bool more_a = str_line(&a, &x), more_b = str_line(&b, &y);

			x = more_a ? x : (struct str){ 0 };
			y = more_b ? y : (struct str){ 0 };
			more = more_a || more_b;
		} while (more && str_eq(x, y));
		diag_add(diags, DIAG_STORE_SCHEMA, store_place(store),
		    str_sub(y.len > 0 ? y : x, 0, 60), (struct str){ 0 }, (struct str){ 0 });
	}
	sqlite3_close(model);
	buf_release(&expected);
	buf_release(&found);
	return good;
}

static bool
number_of(struct store *store, const char *pragma, int64_t *n, struct diags *diags)
{
	SCOPED(sqlite3_stmt) statement = store_prepare(store, pragma, diags);
	int code;

	if (statement == NULL)
		return false;
	code = sqlite3_step(statement);
	if (code != SQLITE_ROW) {
		store_fault(store, code, false, diags);
		return false;
	}
	*n = sqlite3_column_int64(statement, 0);
	return true;
}

bool
store_exec(struct store *store, const char *sql, bool writing, struct diags *diags)
{
	int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	if (code != SQLITE_OK)
		store_fault(store, sqlite3_extended_errcode(store->db), writing, diags);
	return code == SQLITE_OK;
}

/* A new file: the schema in one transaction, so that there is all of it or none; also when two runs begin it at once. */
static bool
create(struct store *store, struct diags *diags)
{
	struct buf sql = { 0 };
	int64_t objects;
	bool good;

	if (!store_exec(store, "BEGIN IMMEDIATE", true, diags))
		return false;
	buf_addf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d; %s",
	    STORE_APPLICATION, STORE_FORMAT, schema);
	good = number_of(store, "SELECT count(*) FROM sqlite_schema", &objects, diags) &&
	    (objects > 0 || store_exec(store, sql.ptr, true, diags)) &&
	    store_exec(store, "COMMIT", true, diags);
	if (!good && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	buf_release(&sql);
	return good;
}

static bool
check_integrity(struct store *store, struct diags *diags)
{
	SCOPED(sqlite3_stmt) statement = store_prepare(store, "PRAGMA quick_check(1)", diags);
	int code;

	if (statement == NULL)
		return false;
	code = sqlite3_step(statement);
	if (code != SQLITE_ROW) {
		store_fault(store, code, false, diags);
		return false;
	}
	if (str_is(store_text(statement, 0), "ok"))
		return true;
	diag_add(diags, DIAG_STORE_CORRUPT, store_place(store), store_text(statement, 0),
	    (struct str){ 0 }, (struct str){ 0 });
	return false;
}

static bool
is_new(struct store *store, bool *fresh, struct diags *diags)
{
	int64_t application, version, objects;

	if (!number_of(store, "PRAGMA application_id", &application, diags) ||
	    !number_of(store, "PRAGMA user_version", &version, diags) ||
	    !number_of(store, "SELECT count(*) FROM sqlite_schema", &objects, diags))
		return false;
	*fresh = application == 0 && version == 0 && objects == 0;
	return true;
}

/* Whose database is it? A new file becomes ours; another program's is left alone. */
static bool
identify(struct store *store, struct diags *diags)
{
	int64_t application, version;
	bool fresh;

	if (!is_new(store, &fresh, diags) ||
	    (fresh && !store->read_only && !create(store, diags)) ||
	    !number_of(store, "PRAGMA application_id", &application, diags) ||
	    !number_of(store, "PRAGMA user_version", &version, diags))
		return false;
	if (application != STORE_APPLICATION) {
		diag_addz(diags, fresh ? DIAG_STORE_NOT_DATABASE : DIAG_STORE_FOREIGN,
		    store_place(store), NULL, NULL, NULL);
		return false;
	}
	if (version != STORE_FORMAT) {
		char text[24];

		snprintf(text, sizeof text, "%lld", (long long)version);
		diag_addz(diags, DIAG_STORE_VERSION, store_place(store), text, NULL, NULL);
		return false;
	}
	return check_integrity(store, diags) && schema_is_ours(store, diags);
}

static bool
configure(struct store *store, struct diags *diags)
{
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
	sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MSEC);
	/*
	 * A rollback journal (SQLite's default) and one file, that people copy and keep. EXTRA syncs the directory too:
	 * without it a power cut could bring the journal, and with it the state before, back.
	 */
	return store_exec(store,
		   "PRAGMA cell_size_check = 1; PRAGMA synchronous = EXTRA; PRAGMA temp_store = "
		   "MEMORY;",
		   false, diags) &&
	    (!store->read_only || store_exec(store, "PRAGMA query_only = 1", false, diags));
}

/* What is there under the name? A new store is for its owner only: findings are no public matter. */
static bool
check_file(const struct store *store, const char *path, struct diags *diags)
{
	struct stat st;

	if (!store->read_only) {
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

		if (fd >= 0) {
			close(fd);
			return true;
		}
	}
	if (stat(path, &st) != 0) {
		store_say(store, DIAG_FILE_OPEN, errno, diags);
		return false;
	}
	if (S_ISDIR(st.st_mode)) {
		diag_addz(diags, DIAG_FILE_IS_DIRECTORY, store_place(store), NULL, NULL, NULL);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		diag_addz(diags, DIAG_FILE_NOT_REGULAR, store_place(store), NULL, NULL, NULL);
		return false;
	}
	return true;
}

static int
open_database(struct store *store, const char *path)
{
	int code =
	    sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

	/* Also for reading: a journal that a killed run left must be rolled back first. */
	if (code != SQLITE_OK && store->read_only) {
		sqlite3_close(store->db);
		code = sqlite3_open_v2(
		    path, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE, NULL);
	}
	return code;
}

struct store *
store_open(struct str file, bool read_only, struct diags *diags)
{
	struct store *store = mem_alloc(1, sizeof *store);
	/* SQLite takes ":memory:" and an empty name for something else. */
	const char *path = str_starts(file, STR("/"))
	    ? arena_cstr(&store->arena, file)
	    : arena_cstr(&store->arena, arena_join(&store->arena, STR("./"), file));

	store->file = arena_str(&store->arena, file);
	store->read_only = read_only;
	if (!check_file(store, path, diags)) {
		store_close(store);
		return NULL;
	}
	int code = open_database(store, path);
	if (code != SQLITE_OK) {
		store_fault(store, code, !read_only, diags);
		store_close(store);
		return NULL;
	}
	if (!configure(store, diags) || !identify(store, diags)) {
		store_close(store);
		return NULL;
	}
	return store;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	sqlite3_close(store->db);
	arena_release(&store->arena);
	free(store);
}
