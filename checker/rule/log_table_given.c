/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the virtual tables of logs that a rule test gave, one by one, as columns of the schema would keep them. */
#include "rule/log_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

/* A column that is no text: its name is enough to know. */
static const char *const integers[] = { "events", "line", "subjects", "count", "number_accessed",
	"value", "line2", "users" };

static bool
is_integer(const char *column)
{
	for (size_t i = 0; i < COUNT_OF(integers); i++)
		if (strcmp(integers[i], column) == 0)
			return true;
	return false;
}

/* As a column of type TEXT would keep it. */
static struct value
as_kept(struct arena *arena, struct value value, bool integer)
{
	if (value.type == VALUE_TEXT)
		value.text = arena_str(arena, value.text);
	else if (value.type == VALUE_INTEGER && !integer)
		value = value_text(arena_printf(arena, "%lld", (long long)value.integer));
	else if (value.type == VALUE_REAL && !integer)
		value = value_text(arena_printf(arena, "%.15g", value.real));
	return value;
}

bool
log_tables_add(
    struct evidence *evidence, const struct sink_shape *shape, const struct value *values)
{
	int number = log_table_number(shape->table);
	struct given_rows *given = &evidence->log_tables->given[number];
	struct value row[COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < shape->column_count; i++) {
		size_t c = 0;
		while (log_table_list[number].columns[c] != NULL &&
		    strcmp(log_table_list[number].columns[c], shape->columns[i]) != 0)
			c++;
		if (log_table_list[number].columns[c] == NULL)
			return false;
		row[c] = as_kept(&given->arena, values[i], is_integer(shape->columns[i]));
	}
	memcpy(ARRAY_ADD(given->rows, given->count, given->room), row, sizeof row);
	return true;
}

static void
given_clear(struct given_rows *given)
{
	free(given->rows);
	arena_release(&given->arena);
	*given = (struct given_rows){ 0 };
}

void
log_tables_clear(struct evidence *evidence, const char *name)
{
	given_clear(&evidence->log_tables->given[log_table_number(name)]);
	log_store_clear(evidence->logs);
}

void
log_tables_free(struct evidence *evidence)
{
	for (size_t i = 0; evidence->log_tables != NULL && i < LOG_TABLES; i++)
		given_clear(&evidence->log_tables->given[i]);
	free(evidence->log_tables);
	log_store_free(evidence->logs);
}

/* --- in a statement ------------------------------------------------------------------------------ */

/* Are the conditions kept that SQLite does not look at again? */
static bool
given_fits(const struct table_cursor *cursor, int table, const struct value *row)
{
	if (cursor->of_rule &&
	    (cursor->of_none || row[MATCH_RULE].type != VALUE_TEXT ||
		!str_eq(row[MATCH_RULE].text, buf_str(&cursor->rule))))
		return false;
	for (unsigned c = 0; table == LOG_ACTIVITY && c < LOG_KEY_NUMBER_ACCESSED; c++)
		if ((cursor->filled & 1U << c) != 0 && row[c].type == VALUE_NULL)
			return false;
	return true;
}

void
log_table_open_given(struct table_cursor *cursor, const struct table_vtab *vtab)
{
	const struct given_rows *given = &vtab->evidence->log_tables->given[vtab->table];

	for (size_t i = 0; i < given->count; i++)
		if (given_fits(cursor, vtab->table, given->rows[i]))
			*ARRAY_ADD(cursor->given, cursor->given_count, cursor->given_room) = i;
	log_table_order_given(cursor, given);
}
