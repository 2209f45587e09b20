/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reference tables: rules/data/<name>.yaml {table, columns, rows} as tables of the evidence database. Laws' timelines and lists are
 * data, so that a rule need not be touched when a law changes. Plain numbers are numbers, all else is text.
 */
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/evidence.h"
#include "rule/limits.h"
#include "base/banned.h"

static const struct node_key keys[] = {
	{ "table", NODE_SCALAR, true },
	{ "description", NODE_NULL, false },
	{ "columns", NODE_SEQUENCE, true },
	{ "rows", NODE_SEQUENCE, true },
};

/* Names go into SQL: small letters, digits and _ only. */
static bool
is_name(const struct node *node)
{
	if (!node_is_text(node) || node->text.len == 0 || node->text.len > 60 ||
	    !(node->text.ptr[0] >= 'a' && node->text.ptr[0] <= 'z') ||
	    str_starts(node->text, STR("sqlite_")))
		return false;
	for (size_t i = 0; i < node->text.len; i++) {
		char c = node->text.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !str_is_digit(c) && c != '_')
			return false;
	}
	return true;
}

static void
fault(struct diags *diags, enum diag_code code, const struct node *node, struct str file,
    const char *what)
{
	diag_addz(diags, code, node_at(node, file), what, NULL, NULL);
}

static bool
check_columns(const struct node *columns, struct str file, struct diags *diags)
{
	bool good = columns->count > 0 && columns->count <= SINK_COLUMNS_MAX;

	if (!good)
		fault(diags, DIAG_RULE_DATA_SHAPE, columns, file, "columns: 1-40");
	for (size_t i = 0; i < columns->count; i++) {
		bool twice = false;

		for (size_t k = 0; is_name(columns->items[i]) && k < i; k++)
			twice |= node_is_text(columns->items[k]) &&
			    str_eq(columns->items[k]->text, columns->items[i]->text);
		if (!is_name(columns->items[i]) || twice) {
			fault(diags, DIAG_RULE_DATA_SHAPE, columns->items[i], file,
			    "columns: [a-z][a-z0-9_]*");
			good = false;
		}
	}
	return good;
}

static bool
check_row(const struct node *row, size_t columns, struct str file, struct diags *diags)
{
	bool good = row->type == NODE_SEQUENCE && row->count == columns;

	for (size_t i = 0; good && i < row->count; i++)
		good = row->items[i]->type == NODE_NULL || row->items[i]->type == NODE_SCALAR;
	if (!good)
		fault(diags, DIAG_RULE_DATA_SHAPE, row, file, "rows: [[…], …]");
	return good;
}

bool
data_check(const struct node *root, struct str file, struct diags *diags)
{
	if (root->type != NODE_MAP) {
		diag_addz(diags, DIAG_DOC_WRONG_TYPE, node_at(root, file), "data",
		    DIAG_BOTH("マップ", "a map"), NULL);
		return false;
	}
	if (!node_check_keys(root, keys, COUNT_OF(keys), file, diags))
		return false;
	const struct node *table = node_find(root, "table"), *rows = node_find(root, "rows");
	const struct node *columns = node_find(root, "columns");
	bool good = is_name(table);
	if (!good)
		fault(diags, DIAG_RULE_DATA_SHAPE, table, file, "table: [a-z][a-z0-9_]*");
	good &= check_columns(columns, file, diags);
	if (rows->count > RULE_DATA_ROWS_MAX) {
		fault(diags, DIAG_RULE_DATA_SHAPE, rows, file, "rows: 0-20000");
		return false;
	}
	for (size_t i = 0; i < rows->count; i++)
		good &= check_row(rows->items[i], columns->count, file, diags);
	return good;
}

bool
data_has_table(const struct rules *rules, struct str name)
{
	for (size_t i = 0; i < rules->data_count; i++)
		if (str_eq_nocase(node_find(rules->data[i], "table")->text, name))
			return true;
	return false;
}

bool
data_same_columns(const struct rules *rules, const struct node *root)
{
	const struct node *columns = node_find(root, "columns");

	for (size_t i = 0; i < rules->data_count; i++) {
		const struct node *other = node_find(rules->data[i], "columns");

		if (!str_eq_nocase(
			node_find(rules->data[i], "table")->text, node_find(root, "table")->text))
			continue;
		if (other->count != columns->count)
			return false;
		for (size_t k = 0; k < columns->count; k++)
			if (!str_eq(other->items[k]->text, columns->items[k]->text))
				return false;
	}
	return true;
}

static void
bind_cell(sqlite3_stmt *insert, int at, const struct node *cell)
{
	int64_t n;
	double real;

	if (cell->type == NODE_NULL)
		sqlite3_bind_null(insert, at);
	else if (node_get_integer(cell, &n))
		sqlite3_bind_int64(insert, at, n);
	else if (cell->style == NODE_PLAIN && str_parse_double(cell->text, &real))
		sqlite3_bind_double(insert, at, real);
	else
		sqlite3_bind_text64(insert, at, cell->text.len == 0 ? "" : cell->text.ptr,
		    cell->text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static void
add_columns(struct buf *sql, const struct node *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		buf_adds(sql, i == 0 ? "(\"" : ",\"");
		buf_add(sql, columns->items[i]->text);
		buf_adds(sql, "\"");
	}
	buf_adds(sql, ")");
}

static void
load_table(struct evidence *evidence, const struct node *root)
{
	const struct node *columns = node_find(root, "columns"), *rows = node_find(root, "rows");
	struct str name = node_find(root, "table")->text;
	struct buf sql = { 0 };
	sqlite3_stmt *insert = NULL;

	buf_addf(&sql, "CREATE TABLE IF NOT EXISTS main.\"%.*s\"", STR_ARG(name));
	add_columns(&sql, columns);
	evidence_exec(evidence, sql.ptr);
	buf_clear(&sql);
	buf_addf(&sql, "INSERT INTO main.\"%.*s\" VALUES ", STR_ARG(name));
	for (size_t i = 0; i < columns->count; i++)
		buf_adds(&sql, i == 0 ? "(?" : ",?");
	buf_adds(&sql, ")");
	evidence_statement(evidence, &insert, sql.ptr);
	for (size_t r = 0; r < rows->count; r++) {
		for (size_t i = 0; i < columns->count; i++)
			bind_cell(insert, (int)i + 1, rows->items[r]->items[i]);
		if (sqlite3_step(insert) != SQLITE_DONE)
			mem_exhausted(0);
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	buf_release(&sql);
}

void
data_load(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->rules->data_count; i++)
		load_table(evidence, evidence->rules->data[i]);
}

bool
data_expand(void *context, struct str name, struct arena *arena, struct str **list, size_t *count)
{
	const struct rules *rules = context;

	bool found = false;

	*count = 0;
	for (size_t i = 0; i < rules->data_count; i++) {
		const struct node *rows = node_find(rules->data[i], "rows");

		if (!str_eq(node_find(rules->data[i], "table")->text, name) ||
		    node_find(rules->data[i], "columns")->count != 1)
			continue;
		struct str *all = ARENA_ARRAY(arena, struct str, *count + rows->count);

		for (size_t r = 0; r < *count; r++)
			all[r] = (*list)[r];
		for (size_t r = 0; r < rows->count; r++)
			all[*count + r] = arena_str(arena, rows->items[r]->items[0]->text);
		*list = all;
		*count += rows->count;
		found = true;
	}
	return found;
}
