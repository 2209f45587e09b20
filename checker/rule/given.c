/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence of a rule test: rows of tables, events of a log, items of an assessment. */
#include "rule/given.h"

#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/given_defaults.h"
#include "base/banned.h"

static const char test_file[] = "test";

static bool
fault(struct evidence *evidence, const struct rule *rule, const struct node *node, const char *what)
{
	diag_addz(
	    evidence->diags, DIAG_RULE_TEST_SHAPE, node_at(node, rule->file), what, NULL, NULL);
	return false;
}

static const struct given_table *
table_get(struct given *given, struct evidence *evidence, int number)
{
	struct given_table *table = &given->tables[number];
	const char **names = ARENA_ARRAY(&given->arena, const char *, SINK_COLUMNS_MAX);
	sqlite3_stmt *info = NULL;
	struct arena arena = { 0 };

	if (table->shape.column_count > 0)
		return table;
	table->not_null = ARENA_ARRAY(&given->arena, bool, SINK_COLUMNS_MAX);
	table->is_integer = ARENA_ARRAY(&given->arena, bool, SINK_COLUMNS_MAX);
	table->shape.table = rule_tables[number].name;
	table->shape.columns = names;
	evidence_statement(evidence, &info,
	    arena_printf(&arena, "PRAGMA main.table_info(\"%s\")", rule_tables[number].name).ptr);
	for (size_t n = 0; sqlite3_step(info) == SQLITE_ROW; table->shape.column_count = ++n) {
		BUG_IF(n == SINK_COLUMNS_MAX);
		names[n] = arena_cstr(&given->arena, column_str(info, 1));
		table->is_integer[n] = !str_is(column_str(info, 2), "TEXT");
		table->not_null[n] = sqlite3_column_int(info, 3) != 0;
	}
	sqlite3_finalize(info);
	arena_release(&arena);
	return table;
}

static struct value
value_of(const struct node *node)
{
	int64_t n;
	double real;
	bool yes;

	if (node->type == NODE_NULL)
		return value_null();
	if (node_get_bool(node, &yes))
		return value_integer(yes);
	if (node_get_integer(node, &n))
		return value_integer(n);
	if (node->style == NODE_PLAIN && str_parse_double(node->text, &real))
		return (struct value){ .type = VALUE_REAL, .real = real };
	return value_text(node->text);
}

static bool
add_row(struct given *given, struct evidence *evidence, const struct rule *rule, int number,
    const struct node *map, int64_t row)
{
	const struct given_table *table = table_get(given, evidence, number);
	struct sink sink = evidence_sink(evidence);
	struct value values[SINK_COLUMNS_MAX];
	bool set[SINK_COLUMNS_MAX] = { false };
	struct arena arena = { 0 };

	if (map->type != NODE_MAP)
		return fault(evidence, rule, map, "{column: value, …}");
	for (size_t k = 0; k < map->count; k++) {
		size_t i = shape_column(&table->shape, map->keys[k]);
		struct diag_at at = { rule->file, map->key_lines[k], map->key_columns[k] };

		if (i == STR_NONE) {
			diag_add(evidence->diags, DIAG_RULE_TEST_COLUMN, at,
			    str_of(table->shape.table), map->keys[k], (struct str){ 0 });
			return false;
		}
		if (map->items[k]->type != NODE_NULL && map->items[k]->type != NODE_SCALAR)
			return fault(evidence, rule, map->items[k], "{column: value, …}");
		values[i] = value_of(map->items[k]);
		set[i] = true;
	}
	const struct given_row defaults = { table, values, set, row, rule->head.id, &arena };
	given_defaults(&defaults);
	sink_row(&sink, &table->shape, values);
	arena_release(&arena);
	return true;
}

/* A list of rows, or one row as a map. An empty list says: this was given, and is empty. */
static bool
add_table(struct given *given, struct evidence *evidence, const struct rule *rule, int number,
    const struct node *rows)
{
	const struct table *table = &rule_tables[number];
	const char *kind = table->source == TABLE_CONFIG ? "config"
	    : table->source == TABLE_LOG                 ? "log"
	    : table->source == TABLE_ASSESSMENT          ? "assessment"
							 : table->name;
	bool good = true;

	if (rows->type == NODE_MAP)
		good = add_row(given, evidence, rule, number, rows, 1);
	else if (rows->type == NODE_SEQUENCE)
		for (size_t i = 0; i < rows->count; i++)
			good &=
			    add_row(given, evidence, rule, number, rows->items[i], (int64_t)i + 1);
	else if (rows->type != NODE_NULL)
		good = fault(evidence, rule, rows, "table: [{…}, …]");
	if (table->source != TABLE_ALWAYS)
		evidence_source(evidence, kind, (struct str){ 0 }, str_of(test_file), "read");
	return good;
}

static bool
add_events(struct evidence *evidence, const struct rule *rule, const struct node *list)
{
	struct sink sink = evidence_sink(evidence);
	const struct pseudonym open = { .reveal = true };
	struct arena arena = { 0 };
	struct log_job job = { .activity = true, .pseudonym = &open, .match_limit = UINT32_MAX };
	bool good = true;

	if (list->type != NODE_SEQUENCE)
		return fault(evidence, rule, list, "events: [{time: …, …}, …]");
	evidence_log_rules(evidence, rule, &arena, &job);
	struct log_events *events = log_events_new(&job, str_of(test_file));
	for (size_t i = 0; i < list->count; i++)
		good &= log_events_add(events, list->items[i], (uint32_t)i + 1);
	log_events_end(events, evidence->logs, &sink, evidence->diags);
	/* The store is asked by the rules' names only. */
	arena_adopt(&evidence->arena, &arena);
	evidence_source(evidence, "log", (struct str){ 0 }, str_of(test_file), "read");
	return good || fault(evidence, rule, list, "events: [{time: …, …}, …]");
}

static bool
add_items(struct evidence *evidence, const struct rule *rule, const struct node *items,
    const struct node *form, const struct forms *forms)
{
	struct arena arena = { 0 };
	struct assessment assessment = { 0 };
	struct sink sink = evidence_sink(evidence);
	struct node *root = node_new(&arena, NODE_MAP, items->line, items->column);
	struct node *copy = node_new(&arena, items->type, items->line, items->column);
	size_t errors = evidence->diags->errors;

	*copy = *items;
	node_put(&arena, root, STR("piacheck"), node_text(&arena, STR("assessment/1")));
	node_put(&arena, root, STR("form"),
	    node_text(&arena, node_is_text(form) ? form->text : STR("3")));
	node_put(&arena, root, STR("items"), copy);
	bool good = assess_from_node(&assessment, root, rule->file, forms, evidence->diags);
	if (good) {
		assess_emit(&assessment, &sink);
		change_emit(&assessment, &sink);
		evidence_source(
		    evidence, "assessment", (struct str){ 0 }, str_of(test_file), "read");
	}
	assess_release(&assessment);
	arena_release(&arena);
	return good && evidence->diags->errors == errors;
}

/* Settings stand in files, accounts in passwd: what `needs: config:KIND` asks for need not be written out. */
static void
add_config_files(struct evidence *evidence)
{
	static const char *const derived[] = {
		"INSERT INTO main.config_file(host, kind, status, file, line)"
		" SELECT DISTINCT host, kind, 'understood', 'test', 1 FROM main.setting AS s WHERE "
		"NOT EXISTS"
		" (SELECT 1 FROM main.config_file AS c WHERE c.host = s.host AND c.kind = s.kind)",
		"INSERT INTO main.config_file(host, kind, status, file, line)"
		" SELECT DISTINCT host, 'passwd', 'understood', 'test', 1 FROM main.os_account AS "
		"a WHERE NOT EXISTS"
		" (SELECT 1 FROM main.config_file AS c WHERE c.host = a.host AND c.kind = "
		"'passwd')",
	};
	int number = table_find(STR("config_file"));

	if ((evidence->given & table_bit(number)) == 0)
		return;
	evidence_need(evidence, table_set_of(TABLE_CONFIG));
	for (size_t i = 0; i < COUNT_OF(derived); i++) {
		evidence_exec(evidence, derived[i]);
		evidence->rows[number] += (uint64_t)sqlite3_changes64(evidence->db);
	}
}

static bool
add_key(struct given *given, struct evidence *evidence, const struct rule *rule,
    const struct node *node, size_t at, const struct forms *forms)
{
	struct str key = node->keys[at];
	const struct node *value = node->items[at];
	int number = table_find(key);

	if (str_is(key, "form"))
		return true;
	if (str_is(key, "items"))
		return add_items(evidence, rule, value, node_find(node, "form"), forms);
	if (str_is(key, "events"))
		return add_events(evidence, rule, value);
	if (number >= 0)
		return add_table(given, evidence, rule, number, value);
	struct diag_at place = { rule->file, node->key_lines[at], node->key_columns[at] };
	diag_add(evidence->diags, DIAG_RULE_SQL_TABLE, place, key, table_nearest(key),
	    (struct str){ 0 });
	return false;
}

bool
given_fill(struct given *given, struct evidence *evidence, const struct rule *rule,
    const struct node *node, const struct forms *forms)
{
	bool good = true;

	if (node == NULL || node->type == NODE_NULL)
		return true;
	if (node->type != NODE_MAP)
		return fault(evidence, rule, node, "given: {table: […], …}");
	/* A given row of `assessment` takes the place of the one that the items make. */
	const struct node *items = node_find(node, "items"), *row = node_find(node, "assessment");
	for (size_t i = 0; i < node->count; i++)
		if (node->items[i] != row)
			good &= add_key(given, evidence, rule, node, i, forms);
	if (items != NULL && row != NULL)
		evidence_clear(evidence, table_bit(table_find(STR("assessment"))));
	if (row != NULL)
		good &= add_table(given, evidence, rule, table_find(STR("assessment")), row);
	add_config_files(evidence);
	return good;
}
