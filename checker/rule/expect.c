/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule test expects against what the rule returned. */
#include "rule/expect.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/banned.h"

void
rows_keep(struct rows *rows, sqlite3_stmt *row)
{
	size_t count = (size_t)sqlite3_column_count(row);

	if (rows->names == NULL) {
		rows->names = ARENA_ARRAY(&rows->arena, struct str, count);
		rows->name_count = count;
		for (size_t i = 0; i < count; i++)
			rows->names[i] =
			    arena_str(&rows->arena, str_of(sqlite3_column_name(row, (int)i)));
	}
	struct cell *cells = ARENA_ARRAY(&rows->arena, struct cell, count);
	for (size_t i = 0; i < count; i++) {
		cells[i].null = sqlite3_column_type(row, (int)i) == SQLITE_NULL;
		cells[i].text = arena_str(&rows->arena, column_str(row, (int)i));
	}
	*ARRAY_ADD(rows->list, rows->count, rows->room) = cells;
}

void
expect_rows_release(struct rows *rows)
{
	arena_release(&rows->arena);
	free(rows->list);
	*rows = (struct rows){ 0 };
}

void
rows_print(const struct rows *rows, size_t row, struct buf *out)
{
	for (size_t i = 0; i < rows->name_count; i++) {
		const struct cell *cell = &rows->list[row][i];

		buf_addf(out, "%s%.*s=", i == 0 ? "" : " ", STR_ARG(rows->names[i]));
		buf_add(out, cell->null ? STR("(NULL)") : cell->text);
	}
}

static bool
cell_is(const struct cell *cell, const struct node *node)
{
	bool yes;
	double a, b;

	if (node->type == NODE_NULL || cell->null)
		return node->type == NODE_NULL && cell->null;
	if (node_get_bool(node, &yes))
		return str_is(cell->text, yes ? "1" : "0");
	if (str_eq(cell->text, node->text))
		return true;
	return node->style == NODE_PLAIN && str_parse_double(node->text, &a) &&
	    str_parse_double(cell->text, &b) && a >= b && a <= b;
}

static bool
row_is(const struct rows *rows, size_t row, const struct node *map)
{
	for (size_t k = 0; k < map->count; k++) {
		bool found = false;

		for (size_t i = 0; !found && i < rows->name_count; i++)
			found = str_eq_nocase(rows->names[i], map->keys[k]) &&
			    cell_is(&rows->list[row][i], map->items[k]);
		if (!found)
			return false;
	}
	return map->type == NODE_MAP;
}

/* Kuhn's augmenting path: an expected row that says little must not take the row that another needs. */
static bool
assign(
    const struct node *expected, const struct rows *rows, size_t e, size_t *taken_by, bool *tried)
{
	for (size_t r = 0; r < rows->count; r++) {
		if (tried[r] || !row_is(rows, r, expected->items[e]))
			continue;
		tried[r] = true;
		if (taken_by[r] == STR_NONE ||
		    assign(expected, rows, taken_by[r], taken_by, tried)) {
			taken_by[r] = e;
			return true;
		}
	}
	return false;
}

bool
expect_matches(const struct node *expected, const struct rows *rows)
{
	struct arena arena = { 0 };
	size_t *taken_by = ARENA_ARRAY(&arena, size_t, rows->count + 1);
	bool good = expected->count == rows->count;

	for (size_t r = 0; r < rows->count; r++)
		taken_by[r] = STR_NONE;
	for (size_t e = 0; good && e < expected->count; e++) {
		bool *tried = ARENA_ARRAY(&arena, bool, rows->count + 1);

		good = assign(expected, rows, e, taken_by, tried);
	}
	arena_release(&arena);
	return good;
}
