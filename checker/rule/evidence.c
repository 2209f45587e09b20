/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence tables: an in-memory database, the sink that fills it, and what was given. */
#include "rule/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/evaluate.h"
#include "rule/limits.h"
#include "rule/log_tables.h"
#include "rule/sandbox.h"
#include "rule/spill.h"
#include "rule/sql_functions.h"
#include "rule/table_functions.h"
#include "base/banned.h"

void
evidence_exec(struct evidence *evidence, const char *sql)
{
	enum sandbox_mode mode = evidence->sandbox.mode;

	evidence->sandbox.mode = SANDBOX_OURS;
	if (sqlite3_exec(evidence->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		BUG(sqlite3_errmsg(evidence->db));
	evidence->sandbox.mode = mode;
}

sqlite3_stmt *
evidence_statement(struct evidence *evidence, sqlite3_stmt **kept, const char *sql)
{
	evidence->sandbox.mode = SANDBOX_OURS;
	if (*kept == NULL &&
	    sqlite3_prepare_v3(evidence->db, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL) !=
		SQLITE_OK)
		BUG(sqlite3_errmsg(evidence->db));
	sqlite3_reset(*kept);
	return *kept;
}

struct str
column_str(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	int bytes = sqlite3_column_bytes(statement, column);

	return (struct str){ text, text == NULL ? 0 : (size_t)bytes };
}

struct evidence *
evidence_new(const struct rules *rules, struct date as_of, struct diags *diags)
{
	struct evidence *evidence = mem_alloc(1, sizeof *evidence);

	/* One thread: SQLite's locks have nothing to keep apart. Refused, and no loss, when a database was open before. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	evidence->rules = rules;
	evidence->as_of = as_of;
	evidence->diags = diags;
	evidence->given = table_set_of(TABLE_ALWAYS);
	evidence->spill = spill_new(RULE_SPILL_MAX_BYTES);
	if (sqlite3_open_v2(":memory:", &evidence->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		spill_name(evidence->spill)) != SQLITE_OK)
		mem_exhausted(0);
	sql_functions_add(evidence);
	/* One open transaction for ever: a commit for each row would cost more than the row. */
	evidence_exec(evidence,
	    "PRAGMA journal_mode=MEMORY; PRAGMA secure_delete=OFF;"
	    "PRAGMA temp_store=FILE; BEGIN");
	log_tables_open(evidence);
	evidence_need(evidence, table_set_of(TABLE_ALWAYS) | table_set_of(TABLE_ASSESSMENT));
	data_load(evidence);
	sandbox_close(evidence);
	return evidence;
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool
insert_is(const struct insert *insert, const struct sink_shape *shape)
{
	if (insert->column_count != shape->column_count || strcmp(insert->table, shape->table) != 0)
		return false;
	for (size_t i = 0; i < shape->column_count; i++)
		if (strcmp(insert->columns[i], shape->columns[i]) != 0)
			return false;
	return true;
}

static void
add_name(struct buf *sql, const char *name)
{
	buf_addc(sql, '"');
	for (const char *p = name; *p != '\0'; p++) {
		if (*p == '"')
			buf_addc(sql, '"');
		buf_addc(sql, *p);
	}
	buf_addc(sql, '"');
}

/* The statement of a shape; its `statement` is NULL when there is no such table or column. */
static void
insert_prepare(struct evidence *evidence, struct insert *insert, const struct sink_shape *shape)
{
	struct arena *arena = &evidence->arena;
	struct buf sql = { 0 };

	insert->table = arena_cstr(arena, str_of(shape->table));
	insert->columns = ARENA_ARRAY(arena, const char *, shape->column_count);
	insert->column_count = shape->column_count;
	insert->number = table_find(str_of(shape->table));
	buf_adds(&sql, "INSERT INTO main.");
	add_name(&sql, shape->table);
	for (size_t i = 0; i < shape->column_count; i++) {
		insert->columns[i] = arena_cstr(arena, str_of(shape->columns[i]));
		buf_adds(&sql, i == 0 ? "(" : ",");
		add_name(&sql, shape->columns[i]);
	}
	buf_adds(&sql, ") VALUES ");
	for (size_t i = 0; i < shape->column_count; i++)
		buf_adds(&sql, i == 0 ? "(?" : ",?");
	buf_adds(&sql, ")");
	if (insert->number >= 0) {
		evidence_need(evidence, table_bit(insert->number));
		sqlite3_prepare_v3(
		    evidence->db, sql.ptr, -1, SQLITE_PREPARE_PERSISTENT, &insert->statement, NULL);
	}
	buf_release(&sql);
}

static struct insert *
insert_get(struct evidence *evidence, const struct sink_shape *shape)
{
	if (evidence->last_insert != NULL && insert_is(evidence->last_insert, shape))
		return evidence->last_insert;
	for (size_t i = 0; i < evidence->insert_count; i++)
		if (insert_is(&evidence->inserts[i], shape))
			return evidence->last_insert = &evidence->inserts[i];
	struct insert *insert =
	    ARRAY_ADD(evidence->inserts, evidence->insert_count, evidence->insert_room);
	insert_prepare(evidence, insert, shape);
	return evidence->last_insert = insert;
}

/* NULL text would be SQL's NULL; an empty text is a text. */
static int
bind(sqlite3_stmt *statement, int at, const struct value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
		return sqlite3_bind_int64(statement, at, value->integer);
	case VALUE_REAL:
		return sqlite3_bind_double(statement, at, value->real);
	case VALUE_TEXT:
		return sqlite3_bind_text64(statement, at,
		    value->text.len == 0 ? "" : value->text.ptr, value->text.len, SQLITE_STATIC,
		    SQLITE_UTF8);
	case VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(statement, at);
}

static void
say_bad_row(struct evidence *evidence, const struct sink_shape *shape, int result)
{
	struct diag_at nowhere = { 0 };

	if (result == SQLITE_NOMEM || result == SQLITE_FULL) {
		if (!evidence->full)
			diag_addz(evidence->diags, DIAG_RULE_EVIDENCE_MEMORY, nowhere, shape->table,
			    NULL, NULL);
		evidence->full = true;
		return;
	}
	diag_addz(evidence->diags, DIAG_WORKER_MESSAGE, nowhere, shape->table,
	    sqlite3_errmsg(evidence->db), NULL);
}

/*
 * A row that does not fit the schema comes from a worker that is broken or hostile: the wire checks its form and its
 * table, not its columns. It is left out and said, and the run goes on.
 */
static void
take_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct evidence *evidence = context;

	evidence->sandbox.mode = SANDBOX_OURS;
	if (log_table_is(shape->table)) {
		if (!log_tables_add(evidence, shape, values))
			say_bad_row(evidence, shape, SQLITE_ERROR);
		evidence->rows[table_find(str_of(shape->table))]++;
		evidence->row_total++;
		return;
	}
	struct insert *insert = insert_get(evidence, shape);
	if (insert->statement == NULL) {
		say_bad_row(evidence, shape, SQLITE_ERROR);
		return;
	}
	int result = SQLITE_OK;
	for (size_t i = 0; result == SQLITE_OK && i < shape->column_count; i++)
		result = bind(insert->statement, (int)i + 1, &values[i]);
	if (result == SQLITE_OK)
		result = sqlite3_step(insert->statement);
	sqlite3_reset(insert->statement);
	if (result != SQLITE_DONE) {
		say_bad_row(evidence, shape, result);
		return;
	}
	evidence->rows[insert->number]++;
	said_texts_forget(evidence->said);
	evidence->row_total++;
}

static void
take_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(((struct evidence *)context)->diags, code, at, a, b, c);
}

struct sink
evidence_sink(struct evidence *evidence)
{
	return (struct sink){ .context = evidence, .row = take_row, .diag = take_diag };
}

/* --- what was given ------------------------------------------------------------------------------- */

static uint64_t
tables_of_kind(const char *kind)
{
	if (strcmp(kind, "config") == 0)
		return table_set_of(TABLE_CONFIG);
	if (strcmp(kind, "log") == 0)
		return table_set_of(TABLE_LOG);
	if (strcmp(kind, "assessment") == 0)
		return table_set_of(TABLE_ASSESSMENT);
	int table = table_find(str_of(kind));
	return table < 0 ? 0 : table_bit(table);
}

void
evidence_source(struct evidence *evidence, const char *kind, struct str host, struct str file,
    const char *status)
{
	uint64_t tables = tables_of_kind(kind);
	sqlite3_stmt *insert = evidence_statement(evidence, &evidence->insert_source,
	    "INSERT INTO main.source(kind, host, status, rows, file) VALUES (?1, ?2, ?3, 0, ?4)");
	const struct value values[] = { value_text(str_of(kind)), value_text_or_null(host),
		value_text(str_of(status)), value_text(file) };

	if (strcmp(status, "refused") == 0)
		evidence->refused |= tables & ~evidence->given;
	else
		evidence->given |= tables;
	evidence->refused &= ~evidence->given;
	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (bind(insert, (int)i + 1, &values[i]) != SQLITE_OK)
			mem_exhausted(0);
	if (sqlite3_step(insert) != SQLITE_DONE)
		mem_exhausted(0);
	sqlite3_reset(insert);
	evidence->rows[table_find(STR("source"))]++;
	evidence->sources_changed = true;
}

void
evidence_clear(struct evidence *evidence, uint64_t tables)
{
	for (size_t i = 0; i < rule_table_count; i++) {
		if ((tables & table_bit((int)i)) == 0 || evidence->rows[i] == 0)
			continue;
		if (log_table_is(rule_tables[i].name)) {
			log_tables_clear(evidence, rule_tables[i].name);
		} else {
			char *sql = sqlite3_mprintf("DELETE FROM main.\"%w\"", rule_tables[i].name);
			if (sql == NULL)
				mem_exhausted(0);
			evidence_exec(evidence, sql);
			sqlite3_free(sql);
		}
		said_texts_forget(evidence->said);
		evidence->row_total -= evidence->rows[i];
		evidence->rows[i] = 0;
	}
}

void
evidence_reset(struct evidence *evidence, struct date as_of)
{
	evidence_clear(evidence, ~UINT64_C(0));
	log_store_clear(evidence->logs);
	evidence->given = table_set_of(TABLE_ALWAYS);
	evidence->refused = 0;
	evidence->as_of = as_of;
	evidence->promise_count = 0;
	evidence->named_host_count = 0;
	evidence->promises_before = 0;
	evidence->full = false;
}

/* source.rows: the rows of the file, in the kind's own tables. What was not made has none. */
static void
count_sources(struct evidence *evidence)
{
	struct buf sql = { 0 };

	evidence_need(
	    evidence, table_set_of(TABLE_CONFIG) | table_bit(table_find(STR("log_file"))));
	buf_adds(&sql,
	    "UPDATE main.source SET rows = CASE kind "
	    "WHEN 'config' THEN (SELECT count(*) FROM main.setting AS t WHERE t.host IS "
	    "source.host)"
	    " + (SELECT count(*) FROM main.os_account AS t WHERE t.host IS source.host) "
	    "WHEN 'log' THEN (SELECT total(t.records) FROM main.log_file AS t WHERE t.file = "
	    "source.file) "
	    "WHEN 'assessment' THEN 1 ");
	for (size_t i = 0; i < rule_table_count; i++)
		if (rule_tables[i].source == TABLE_REGISTER &&
		    (evidence->made & table_bit((int)i)) != 0)
			buf_addf(&sql,
			    "WHEN '%s' THEN (SELECT count(*) FROM main.%s AS t WHERE t.file = "
			    "source.file) ",
			    rule_tables[i].name, rule_tables[i].name);
	buf_adds(&sql, "ELSE 0 END");
	evidence_exec(evidence, sql.ptr);
	buf_release(&sql);
	evidence->sources_changed = false;
}

void
evidence_seal(struct evidence *evidence)
{
	for (size_t i = 0; evidence->sources_changed && i < evidence->rules->count; i++)
		if (evidence->prepared != NULL &&
		    (evidence->prepared[i].tables & table_bit(table_find(STR("source")))) != 0)
			count_sources(evidence);
}

void
evidence_free(struct evidence *evidence)
{
	if (evidence == NULL)
		return;
	for (size_t i = 0; i < evidence->insert_count; i++)
		sqlite3_finalize(evidence->inserts[i].statement);
	for (size_t i = 0; evidence->prepared != NULL && i < evidence->rules->count; i++)
		sqlite3_finalize(evidence->prepared[i].statement);
	sqlite3_finalize(evidence->find_item);
	sqlite3_finalize(evidence->find_assessment);
	sqlite3_finalize(evidence->item_known);
	sqlite3_finalize(evidence->form_day);
	sqlite3_finalize(evidence->config_hosts);
	sqlite3_finalize(evidence->log_field);
	sqlite3_finalize(evidence->insert_source);
	sqlite3_finalize(evidence->said_items);
	if (sqlite3_close(evidence->db) != SQLITE_OK)
		BUG("a statement of the evidence is still open");
	spill_free(evidence->spill);
	log_tables_free(evidence);
	regex_cache_release(&evidence->regexes);
	passage_cache_free(evidence->passages);
	said_texts_free(evidence->said);
	free(evidence->inserts);
	free(evidence->prepared);
	free(evidence->promised);
	free(evidence->promise_items);
	free(evidence->promises);
	free(evidence->named_hosts);
	buf_release(&evidence->sandbox.fault);
	arena_release(&evidence->arena);
	free(evidence);
}
