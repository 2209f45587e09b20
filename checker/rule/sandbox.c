/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox of rule SQL: what it may name, and how much it may take. */
#include "rule/sandbox.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/limits.h"
#include "rule/log_tables.h"
#include "rule/spill.h"
#include "rule/sql_functions.h"
#include "rule/table_functions.h"
#include "base/banned.h"

/* What people call the actions that are denied; those not listed are "SQL command". */
static const struct {
	int action;
	const char *name;
} actions[] = {
	{ SQLITE_INSERT, "INSERT" },
	{ SQLITE_UPDATE, "UPDATE" },
	{ SQLITE_DELETE, "DELETE" },
	{ SQLITE_ATTACH, "ATTACH" },
	{ SQLITE_DETACH, "DETACH" },
	{ SQLITE_PRAGMA, "PRAGMA" },
	{ SQLITE_TRANSACTION, "BEGIN/COMMIT/ROLLBACK" },
	{ SQLITE_SAVEPOINT, "SAVEPOINT" },
	{ SQLITE_CREATE_TABLE, "CREATE TABLE" },
	{ SQLITE_CREATE_TEMP_TABLE, "CREATE TABLE" },
	{ SQLITE_CREATE_VIEW, "CREATE VIEW" },
	{ SQLITE_CREATE_TEMP_VIEW, "CREATE VIEW" },
	{ SQLITE_CREATE_INDEX, "CREATE INDEX" },
	{ SQLITE_CREATE_TRIGGER, "CREATE TRIGGER" },
	{ SQLITE_CREATE_VTABLE, "CREATE VIRTUAL TABLE" },
	{ SQLITE_DROP_TABLE, "DROP TABLE" },
	{ SQLITE_DROP_VIEW, "DROP VIEW" },
	{ SQLITE_ALTER_TABLE, "ALTER TABLE" },
	{ SQLITE_ANALYZE, "ANALYZE" },
	{ SQLITE_REINDEX, "REINDEX" },
};

static int
deny(struct sandbox *sandbox, const char *what, const char *name)
{
	if (sandbox->denied == NULL) {
		sandbox->denied = what;
		snprintf(sandbox->denied_name, sizeof sandbox->denied_name, "%s",
		    name == NULL ? "" : name);
	}
	return SQLITE_DENY;
}

static int
deny_action(struct sandbox *sandbox, int action)
{
	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (actions[i].action == action)
			return deny(sandbox, "command", actions[i].name);
	return deny(sandbox, "command", "SQL");
}

/*
 * A column of a table, "" when only the table's rows are counted: then the name may also be that of a WITH of the rule.
 * A rule sees other rules' matches neither by main.match nor otherwise: only through the view.
 */
static int
may_read(struct evidence *evidence, const char *table, const char *column, const char *database,
    const char *view)
{
	struct sandbox *sandbox = &evidence->sandbox;
	struct str name = str_of(table);
	int number = table_find(name);

	if (number >= 0) {
		bool is_own = strcmp(rule_tables[number].name, "match") == 0 ||
		    strcmp(rule_tables[number].name, "correlation") == 0;

		if (is_own && view == NULL && database != NULL && strcmp(database, "temp") != 0)
			return deny(sandbox, "table",
			    number == table_find(STR("match")) ? "main.match" : "main.correlation");
		sandbox->tables |= table_bit(number);
		return SQLITE_OK;
	}
	if (table_function_is(name)) {
		sandbox->tables |= table_function_reads(name);
		return SQLITE_OK;
	}
	if (table_is_view(name) || data_has_table(evidence->rules, name))
		return SQLITE_OK;
	if (column != NULL && column[0] == '\0' && !str_starts(name, STR("sqlite_")) &&
	    !str_starts(name, STR("pragma_")))
		return SQLITE_OK;
	return deny(sandbox, "table", table);
}

static int
authorize(
    void *context, int action, const char *a, const char *b, const char *database, const char *view)
{
	struct evidence *evidence = context;

	if (evidence->sandbox.mode == SANDBOX_OURS)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return may_read(evidence, a, b, database, view);
	case SQLITE_FUNCTION:
		if (sql_function_allowed(str_of(b)))
			return SQLITE_OK;
		return deny(&evidence->sandbox, "function", b);
	default:
		/* How SQLite asks for CREATE, ALTER and DROP. */
		if (a != NULL && strncmp(a, "sqlite_", 7) == 0)
			return deny(&evidence->sandbox, "command", "CREATE/ALTER/DROP");
		return deny_action(&evidence->sandbox, action);
	}
}

/* --- while it runs -------------------------------------------------------------------------------- */

static int64_t
msec_by(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sorting, a step may take as long as its files are large. */
static bool
is_late(void *context)
{
	struct sandbox *sandbox = context;

	if (sandbox->mode != SANDBOX_OURS &&
	    (msec_by(CLOCK_PROCESS_CPUTIME_ID) > sandbox->cpu_deadline_msec ||
		msec_by(CLOCK_MONOTONIC) > sandbox->deadline_msec))
		sandbox->end = SANDBOX_TIME;
	return sandbox->mode != SANDBOX_OURS && sandbox->end != SANDBOX_DONE;
}

static int
look(void *context)
{
	struct sandbox *sandbox = context;

	if (sandbox->mode == SANDBOX_OURS)
		return 0;
	sandbox->steps += RULE_STEPS_BETWEEN_LOOKS;
	if (sandbox->steps > sandbox->budget.steps)
		sandbox->end = SANDBOX_STEPS;
	return is_late(sandbox);
}

void
sandbox_close(struct evidence *evidence)
{
	static const struct {
		int option, value;
	} settings[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};
	static const struct {
		int limit, value;
	} limits[] = {
		{ SQLITE_LIMIT_LENGTH, RULE_VALUE_MAX_BYTES },
		{ SQLITE_LIMIT_SQL_LENGTH, RULE_SQL_MAX_BYTES },
		{ SQLITE_LIMIT_COLUMN, RULE_SQL_COLUMNS_MAX },
		{ SQLITE_LIMIT_EXPR_DEPTH, RULE_SQL_DEPTH_MAX },
		{ SQLITE_LIMIT_COMPOUND_SELECT, RULE_SQL_COMPOUND_MAX },
		{ SQLITE_LIMIT_VDBE_OP, RULE_SQL_OPS_MAX },
		{ SQLITE_LIMIT_FUNCTION_ARG, 32 },
		{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
		{ SQLITE_LIMIT_VARIABLE_NUMBER, SINK_COLUMNS_MAX },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
		{ SQLITE_LIMIT_WORKER_THREADS, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(settings); i++)
		if (sqlite3_db_config(evidence->db, settings[i].option, settings[i].value, NULL) !=
		    SQLITE_OK)
			BUG("a defensive setting of SQLite is not there");
	for (size_t i = 0; i < COUNT_OF(limits); i++)
		sqlite3_limit(evidence->db, limits[i].limit, limits[i].value);
	/* Table-valued functions (json_each, dbstat, …) are virtual tables: none is left but ours. */
	sqlite3_drop_modules(evidence->db, (const char **)(uintptr_t)log_table_modules);
	table_functions_add(evidence);
	sqlite3_set_authorizer(evidence->db, authorize, evidence);
	sqlite3_progress_handler(evidence->db, RULE_STEPS_BETWEEN_LOOKS, look, &evidence->sandbox);
	spill_look(evidence->spill, is_late, &evidence->sandbox);
}

static bool
is_one_select(
    struct evidence *evidence, sqlite3_stmt *statement, const char *tail, struct diag_at at)
{
	sqlite3_stmt *second = NULL;

	if (statement == NULL || sqlite3_column_count(statement) == 0 ||
	    !sqlite3_stmt_readonly(statement) || sqlite3_stmt_isexplain(statement) != 0) {
		diag_addz(evidence->diags, DIAG_RULE_SQL_NOT_SELECT, at, NULL, NULL, NULL);
		return false;
	}
	if (sqlite3_bind_parameter_count(statement) > 0) {
		diag_addz(evidence->diags, DIAG_RULE_SQL_PARAMETER, at,
		    sqlite3_bind_parameter_name(statement, 1), NULL, NULL);
		return false;
	}
	bool more = str_trim(str_of(tail)).len > 0 &&
	    (sqlite3_prepare_v2(evidence->db, tail, -1, &second, NULL) != SQLITE_OK ||
		second != NULL);
	sqlite3_finalize(second);
	if (more)
		diag_addz(evidence->diags, DIAG_RULE_SQL_SEVERAL, at, NULL, NULL, NULL);
	return !more;
}

sqlite3_stmt *
sandbox_prepare(struct evidence *evidence, struct str sql, struct diag_at at, uint64_t *tables)
{
	struct sandbox *sandbox = &evidence->sandbox;
	sqlite3_stmt *statement = NULL;
	const char *tail = NULL;
	struct arena arena = { 0 };

	*tables = 0;
	if (sql.len > RULE_SQL_MAX_BYTES || str_find_char(sql, '\0', 0) != STR_NONE) {
		diag_add(evidence->diags, DIAG_RULE_SQL_TOO_LONG, at, STR("32 KiB"),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	const char *text = arena_cstr(&arena, sql);
	sandbox->mode = SANDBOX_RULE;
	sandbox->tables = 0;
	sandbox->denied = NULL;
	int result = sqlite3_prepare_v3(
	    evidence->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, &tail);
	if (result != SQLITE_OK) {
		sandbox_say_error(evidence, sql, at);
	} else {
		*tables = sandbox->tables;
		if (!is_one_select(evidence, statement, tail, at)) {
			sqlite3_finalize(statement);
			statement = NULL;
		}
	}
	sandbox->mode = SANDBOX_OURS;
	arena_release(&arena);
	return statement;
}

struct budget
sandbox_budget(const struct evidence *evidence)
{
	return (struct budget){
		.steps = RULE_STEPS_FREE +
		    (evidence->row_total + log_store_size(evidence->logs)) * RULE_STEPS_PER_ROW,
		.msec = RULE_DEADLINE_MSEC,
		.heap_bytes = RULE_HEAP_MAX_BYTES,
	};
}

/*
 * Out of memory, or of room for its temporary files, SQLite takes back the whole transaction, even where it was only read: what stands in the
 * evidence must not be part of one.
 */
static void
keep_evidence(struct evidence *evidence)
{
	sqlite3_int64 changes = sqlite3_total_changes64(evidence->db);

	if (sqlite3_get_autocommit(evidence->db) != 0)
		evidence_exec(evidence, "BEGIN");
	else if (evidence->sandbox.kept_changes != changes)
		evidence_exec(evidence, "COMMIT; BEGIN");
	evidence->sandbox.kept_changes = changes;
}

void
sandbox_begin(struct evidence *evidence, struct budget budget)
{
	struct sandbox *sandbox = &evidence->sandbox;

	keep_evidence(evidence);
	sandbox->mode = SANDBOX_RULE;
	sandbox->budget = budget;
	sandbox->steps = 0;
	sandbox->cpu_deadline_msec = msec_by(CLOCK_PROCESS_CPUTIME_ID) + budget.msec;
	sandbox->deadline_msec = msec_by(CLOCK_MONOTONIC) + budget.msec * RULE_WAIT_TIMES;
	sandbox->end = SANDBOX_DONE;
	buf_clear(&sandbox->fault);
	sqlite3_hard_heap_limit64(sqlite3_memory_used() + budget.heap_bytes);
}

bool
sandbox_step(struct evidence *evidence, sqlite3_stmt *statement)
{
	struct sandbox *sandbox = &evidence->sandbox;

	sandbox->mode = SANDBOX_RULE;
	int result = sqlite3_step(statement);
	sandbox->mode = SANDBOX_OURS;
	if (result == SQLITE_ROW)
		return true;
	if (result != SQLITE_DONE && sandbox->end == SANDBOX_DONE)
		sandbox->end = result == SQLITE_NOMEM ? SANDBOX_MEMORY
		    : result == SQLITE_FULL           ? SANDBOX_DISK
						      : SANDBOX_VALUE;
	if (sandbox->end == SANDBOX_VALUE)
		buf_adds(&sandbox->fault, sqlite3_errmsg(evidence->db));
	return false;
}

enum sandbox_end
sandbox_end(struct evidence *evidence, sqlite3_stmt *statement)
{
	evidence->sandbox.mode = SANDBOX_OURS;
	sqlite3_reset(statement);
	sqlite3_hard_heap_limit64(0);
	return evidence->sandbox.end;
}

void
sandbox_say(struct evidence *evidence, enum sandbox_end end, struct str rule, struct diag_at at)
{
	static const enum diag_code codes[] = {
		[SANDBOX_STEPS] = DIAG_RULE_STEPS,
		[SANDBOX_TIME] = DIAG_RULE_TIME,
		[SANDBOX_MEMORY] = DIAG_RULE_MEMORY,
		[SANDBOX_DISK] = DIAG_RULE_DISK,
		[SANDBOX_REGEX_SYNTAX] = DIAG_RULE_REGEX_SYNTAX,
		[SANDBOX_REGEX_LIMIT] = DIAG_RULE_REGEX_LIMIT,
		[SANDBOX_VALUE] = DIAG_RULE_VALUE,
	};

	if (end == SANDBOX_DONE)
		return;
	diag_add(evidence->diags, codes[end], at, rule, buf_str(&evidence->sandbox.fault),
	    (struct str){ 0 });
}
