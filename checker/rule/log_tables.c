/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual tables of logs: their names and columns, how SQLite reaches them, and what the rules name of them. */
#include "rule/log_tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rule/evaluate.h"
#include "rule/log_table.h"
#include "base/banned.h"

const struct log_table log_table_list[LOG_TABLES] = {
	{ "activity", "log_activity",
	    "CREATE TABLE t(user TEXT, department TEXT, operation TEXT, system TEXT, terminal "
	    "TEXT, result TEXT,"
	    " number_accessed INTEGER, day TEXT, events INTEGER, first_time TEXT, last_time TEXT, "
	    "file TEXT,"
	    " line INTEGER)",
	    { "user", "department", "operation", "system", "terminal", "result", "number_accessed",
		"day", "events", "first_time", "last_time", "file", "line", NULL } },
	{ "activity_subject", "log_activity_subject",
	    "CREATE TABLE t(user TEXT, day TEXT, subjects INTEGER, file TEXT, line INTEGER)",
	    { "user", "day", "subjects", "file", "line", NULL } },
	{ "subject_user", "log_subject_user",
	    "CREATE TABLE t(subject TEXT, user TEXT, day TEXT, users INTEGER, file TEXT, line "
	    "INTEGER)",
	    { "subject", "user", "day", "users", "file", "line", NULL } },
	{ "match", "log_match",
	    "CREATE TABLE t(rule TEXT, time TEXT, day TEXT, user TEXT, department TEXT, operation "
	    "TEXT, system TEXT,"
	    " terminal TEXT, subject TEXT, count INTEGER, result TEXT, purpose TEXT, "
	    "number_accessed INTEGER,"
	    " detail TEXT, file TEXT, line INTEGER)",
	    { "rule", "time", "day", "user", "department", "operation", "system", "terminal",
		"subject", "count", "result", "purpose", "number_accessed", "detail", "file",
		"line", NULL } },
	{ "correlation", "log_correlation",
	    "CREATE TABLE t(rule TEXT, first_time TEXT, last_time TEXT, day TEXT, events INTEGER,"
	    " value REAL, user TEXT, department TEXT, operation TEXT, system TEXT, terminal TEXT,"
	    " subject TEXT, grouped TEXT, file TEXT, line INTEGER, file2 TEXT, line2 INTEGER)",
	    { "rule", "first_time", "last_time", "day", "events", "value", "user", "department",
		"operation", "system", "terminal", "subject", "grouped", "file", "line", "file2",
		"line2", NULL } },
};

const char *const log_table_modules[] = { "log_activity", "log_activity_subject",
	"log_subject_user", "log_match", "log_correlation", NULL };

int
log_table_number(const char *name)
{
	for (int i = 0; i < LOG_TABLES; i++)
		if (strcmp(log_table_list[i].name, name) == 0)
			return i;
	return -1;
}

bool
log_table_is(const char *name)
{
	return log_table_number(name) >= 0;
}

/* --- connecting ---------------------------------------------------------------------------------- */

static int
on_connect(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **made,
    char **error)
{
	struct table_vtab *vtab = mem_alloc(1, sizeof *vtab);

	(void)argc;
	(void)error;
	vtab->evidence = context;
	vtab->table = log_table_number(argv[2]);
	BUG_IF(vtab->table < 0);
	*made = &vtab->base;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	return sqlite3_declare_vtab(db, log_table_list[vtab->table].declaration);
}

/* Another function than on_connect: were it the same, a rule could name the module as a table. */
static int
on_create(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **made,
    char **error)
{
	return on_connect(db, context, argc, argv, made, error);
}

static int
on_disconnect(sqlite3_vtab *base)
{
	free(base);
	return SQLITE_OK;
}

static int
on_open(sqlite3_vtab *base, sqlite3_vtab_cursor **made)
{
	struct table_cursor *cursor = mem_alloc(1, sizeof *cursor);

	(void)base;
	*made = &cursor->base;
	return SQLITE_OK;
}

static int
on_close(sqlite3_vtab_cursor *base)
{
	struct table_cursor *cursor = (struct table_cursor *)base;

	log_table_reset(cursor);
	buf_release(&cursor->text);
	buf_release(&cursor->grouped);
	buf_release(&cursor->rule);
	buf_release(&cursor->compared);
	free(cursor->given);
	free(cursor);
	return SQLITE_OK;
}

void
log_tables_open(struct evidence *evidence)
{
	static const sqlite3_module module = {
		.iVersion = 0,
		.xCreate = on_create,
		.xConnect = on_connect,
		.xBestIndex = log_table_best_index,
		.xDisconnect = on_disconnect,
		.xDestroy = on_disconnect,
		.xOpen = on_open,
		.xClose = on_close,
		.xFilter = log_table_filter,
		.xNext = log_table_next,
		.xEof = log_table_eof,
		.xColumn = log_table_column,
		.xRowid = log_table_rowid,
	};

	evidence->logs = log_store_new();
	evidence->log_tables = mem_alloc(1, sizeof *evidence->log_tables);
	for (size_t i = 0; i < LOG_TABLES; i++)
		if (sqlite3_create_module_v2(evidence->db, log_table_list[i].module, &module,
			evidence, NULL) != SQLITE_OK)
			mem_exhausted(0);
}

void
log_table_make(struct evidence *evidence, const char *name)
{
	char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE main.\"%w\" USING %s", name,
	    log_table_list[log_table_number(name)].module);

	if (sql == NULL)
		mem_exhausted(0);
	evidence_exec(evidence, sql);
	sqlite3_free(sql);
}

struct log_store *
evidence_logs(struct evidence *evidence)
{
	return evidence->logs;
}

void
evidence_log_needs(struct evidence *evidence, struct log_job *job)
{
	prepare_readers(evidence, table_set_of(TABLE_LOG));
	unsigned texts = evidence->log_used.match >> MATCH_USER;

	job->activity = evidence->log_used.activity_at_all || evidence->log_used.subjects;
	job->activity_without = ~evidence->log_used.activity;
	job->activity_no_subjects = !evidence->log_used.subjects;
	/* The texts stand in another order where numbers are between them. */
	texts &= (1U << (LOG_MATCH_SUBJECT + 1)) - 1;
	texts |= (evidence->log_used.match >> MATCH_RESULT & 1U) << LOG_MATCH_RESULT;
	texts |= (evidence->log_used.match >> MATCH_PURPOSE & 1U) << LOG_MATCH_PURPOSE;
	texts |= (evidence->log_used.match >> MATCH_DETAIL & 1U) << LOG_MATCH_DETAIL;
	job->match_without = ~texts;
	job->match_no_numbers =
	    (evidence->log_used.match & (1U << MATCH_COUNT | 1U << MATCH_NUMBER_ACCESSED)) == 0;
	if (job->activity_no_subjects || (job->activity_without & 1U << LOG_KEY_USER) == 0)
		return;
	job->activity_without &= ~(1U << LOG_KEY_USER);
}
