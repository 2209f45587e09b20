/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that give rows, as SQLite's virtual tables without a table: one adaptor for all of them. */
#include "rule/table_functions.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/limits.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

static const struct table_function *const groups[] = { functions_matches, functions_words,
	functions_passage, functions_said };

/* What SQLite hands back: its own part first. */
struct module {
	sqlite3_vtab base;
	struct evidence *evidence;
	const struct table_function *function;
	size_t width;
};

struct cursor {
	sqlite3_vtab_cursor base;
	struct table_rows rows;
	size_t at; /* row */
	bool null; /* an argument was NULL: no rows */
};

/* Of sqlite3_create_module_v2: one for each function. */
struct client {
	struct evidence *evidence;
	const struct table_function *function;
};

static struct table_cell *
cell_add(struct table_rows *rows)
{
	return ARRAY_ADD(rows->cells, rows->count, rows->room);
}

void
table_text(struct table_rows *rows, struct str text)
{
	*cell_add(rows) = (struct table_cell){ .text = text, .null = text.ptr == NULL };
}

void
table_number(struct table_rows *rows, int64_t number)
{
	*cell_add(rows) = (struct table_cell){ .number = number };
}

bool
table_may_add(const struct table_rows *rows)
{
	return rows->count / rows->width < RULE_TABLE_ROWS_MAX;
}

static size_t
width_of(const char *columns)
{
	size_t width = 1;

	for (const char *p = columns; *p != '\0'; p++)
		width += *p == ',';
	return width;
}

static int
connect(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **vtab,
    char **error)
{
	static const char *const hidden[] = { "a1 HIDDEN", "a2 HIDDEN", "a3 HIDDEN" };
	const struct client *client = context;
	struct buf schema = { 0 };
	struct module *module;

	(void)argc;
	(void)argv;
	(void)error;
	buf_addf(&schema, "CREATE TABLE x(%s", client->function->columns);
	BUG_IF(client->function->arguments > (int)COUNT_OF(hidden));
	for (int i = 0; i < client->function->arguments; i++)
		buf_addf(&schema, ", %s", hidden[i]);
	buf_addc(&schema, ')');
	/* Made when a rule first names it; the declaration is ours all the same. */
	enum sandbox_mode mode = client->evidence->sandbox.mode;
	client->evidence->sandbox.mode = SANDBOX_OURS;
	int result = sqlite3_declare_vtab(db, schema.ptr);
	client->evidence->sandbox.mode = mode;
	buf_release(&schema);
	if (result != SQLITE_OK)
		return result;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	module = mem_alloc(1, sizeof *module);
	module->evidence = client->evidence;
	module->function = client->function;
	module->width = width_of(client->function->columns);
	*vtab = &module->base;
	return SQLITE_OK;
}

static int
disconnect(sqlite3_vtab *vtab)
{
	free(vtab);
	return SQLITE_OK;
}

/* Every argument must be known when the rows are asked for; nothing else is of use. */
static int
best_index(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
	const struct module *module = (const struct module *)(const void *)vtab;
	int found = 0;

	for (int i = 0; i < info->nConstraint; i++) {
		int argument = info->aConstraint[i].iColumn - (int)module->width;

		if (argument < 0 || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
			continue;
		if (!info->aConstraint[i].usable)
			return SQLITE_CONSTRAINT;
		info->aConstraintUsage[i].argvIndex = argument + 1;
		info->aConstraintUsage[i].omit = 1;
		found |= 1 << argument;
	}
	info->estimatedCost = 100;
	info->estimatedRows = 10;
	return found == (1 << module->function->arguments) - 1 ? SQLITE_OK : SQLITE_CONSTRAINT;
}

static int
open_cursor(sqlite3_vtab *vtab, sqlite3_vtab_cursor **opened)
{
	const struct module *module = (const struct module *)(const void *)vtab;
	struct cursor *cursor = mem_alloc(1, sizeof *cursor);

	cursor->rows.evidence = module->evidence;
	cursor->rows.width = module->width;
	*opened = &cursor->base;
	return SQLITE_OK;
}

static void
clear(struct table_rows *rows)
{
	arena_release(&rows->arena);
	free(rows->cells);
	rows->cells = NULL;
	rows->count = rows->room = 0;
	rows->fault = NULL;
}

static int
close_cursor(sqlite3_vtab_cursor *closed)
{
	struct cursor *cursor = (struct cursor *)(void *)closed;

	clear(&cursor->rows);
	free(cursor);
	return SQLITE_OK;
}

static int
filter(
    sqlite3_vtab_cursor *started, int number, const char *name, int count, sqlite3_value **values)
{
	struct cursor *cursor = (struct cursor *)(void *)started;
	const struct module *module = (const struct module *)(const void *)started->pVtab;
	struct str arguments[TABLE_FUNCTION_ARGUMENTS_MAX] = { 0 };
	bool null = false;

	(void)number;
	(void)name;
	clear(&cursor->rows);
	cursor->at = 0;
	for (int i = 0; i < count && i < TABLE_FUNCTION_ARGUMENTS_MAX; i++) {
		const char *text = (const char *)sqlite3_value_text(values[i]);

		null |= text == NULL;
		/* Copied: the rows are views of it, and SQLite's own goes before they do. */
		if (text != NULL)
			arguments[i] = arena_str(&cursor->rows.arena,
			    (struct str){ text, (size_t)sqlite3_value_bytes(values[i]) });
	}
	if (!null)
		module->function->fill(&cursor->rows, arguments);
	BUG_IF(cursor->rows.count % cursor->rows.width != 0);
	if (cursor->rows.fault == NULL)
		return SQLITE_OK;
	started->pVtab->zErrMsg = sqlite3_mprintf("%s", cursor->rows.fault);
	return SQLITE_ERROR;
}

static int
next(sqlite3_vtab_cursor *moved)
{
	((struct cursor *)(void *)moved)->at++;
	return SQLITE_OK;
}

static int
at_end(sqlite3_vtab_cursor *asked)
{
	const struct cursor *cursor = (const struct cursor *)(const void *)asked;

	return cursor->at >= cursor->rows.count / cursor->rows.width;
}

static int
column(sqlite3_vtab_cursor *asked, sqlite3_context *context, int number)
{
	const struct cursor *cursor = (const struct cursor *)(const void *)asked;
	const struct table_rows *rows = &cursor->rows;

	if ((size_t)number >= rows->width)
		return SQLITE_OK; /* an argument: NULL */
	const struct table_cell *cell = &rows->cells[cursor->at * rows->width + (size_t)number];
	if (cell->text.ptr != NULL)
		result_str(context, cell->text);
	else if (!cell->null)
		sqlite3_result_int64(context, cell->number);
	return SQLITE_OK;
}

static int
row_id(sqlite3_vtab_cursor *asked, sqlite3_int64 *id)
{
	*id = (sqlite3_int64)((const struct cursor *)(const void *)asked)->at;
	return SQLITE_OK;
}

/* Eponymous only: there is no CREATE VIRTUAL TABLE. */
static const sqlite3_module adaptor = {
	.iVersion = 1,
	.xConnect = connect,
	.xBestIndex = best_index,
	.xDisconnect = disconnect,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = filter,
	.xNext = next,
	.xEof = at_end,
	.xColumn = column,
	.xRowid = row_id,
};

void
table_functions_add(struct evidence *evidence)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		for (const struct table_function *f = groups[i]; f->name != NULL; f++) {
			struct client *client = ARENA_NEW(&evidence->arena, struct client);

			*client = (struct client){ evidence, f };
			if (sqlite3_create_module_v2(
				evidence->db, f->name, &adaptor, client, NULL) != SQLITE_OK)
				BUG(f->name);
		}
}

bool
table_function_is(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		for (const struct table_function *f = groups[i]; f->name != NULL; f++)
			if (str_is_nocase(name, f->name))
				return true;
	return false;
}

uint64_t
table_function_reads(struct str name)
{
	return str_is_nocase(name, functions_said[0].name) ? table_bit(table_find(STR("item"))) : 0;
}
