/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The orders in which rows of the virtual tables of logs come anyhow: a statement that groups or sorts by them need not sort. Rows that were given
 * come between those of the store then.
 */
#include "rule/log_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

/* Columns, the first one first. */
static const char activity_order[] = { LOG_KEY_DAY, LOG_KEY_USER, LOG_KEY_DEPARTMENT,
	LOG_KEY_OPERATION, LOG_KEY_SYSTEM, LOG_KEY_TERMINAL, LOG_KEY_RESULT,
	LOG_KEY_NUMBER_ACCESSED };
static const char subjects_order[] = { SUBJECT_DAY, SUBJECT_USER };

/* What the table has: of activity, the columns that the statement names. */
static size_t
order_of_table(int table, const struct sqlite3_index_info *info, char *order)
{
	size_t count = 0;

	switch (table) {
	case LOG_ACTIVITY:
		for (size_t i = 0; i < COUNT_OF(activity_order); i++)
			if ((info->colUsed & UINT64_C(1) << activity_order[i]) != 0)
				order[count++] = activity_order[i];
		return count;
	case LOG_SUBJECTS:
		memcpy(order, subjects_order, sizeof subjects_order);
		return sizeof subjects_order;
	default:
		return 0;
	}
}

/*
 * Also of GROUP BY, which only needs what is equal to stand together (sqlite3_vtab_distinct), the columns must be the first ones in their order: where
 * it is an ORDER BY as well, SQLite relies on that order and does not say so.
 */
size_t
log_table_order_plan(int table, sqlite3_index_info *info, char *order)
{
	size_t wanted = (size_t)info->nOrderBy;

	if (wanted == 0 || wanted > order_of_table(table, info, order))
		return 0;
	for (size_t i = 0; i < wanted; i++)
		if (info->aOrderBy[i].iColumn != order[i] || info->aOrderBy[i].desc)
			return 0;
	info->orderByConsumed = 1;
	return wanted;
}

/* --- rows that were given ------------------------------------------------------------------------ */

/* A column's value of the store's row. *text: for what is no text there. */
static struct value
value_of(const struct table_cursor *cursor, int table, char column, struct buf *text)
{
	const struct log_activity_row *row = cursor->activity;

	buf_clear(text);
	if (column == (table == LOG_SUBJECTS ? (char)SUBJECT_DAY : (char)LOG_KEY_DAY)) {
		date_iso(date_of_days(row->day), text);
		return value_text(buf_str(text));
	}
	if (table == LOG_ACTIVITY && column == LOG_KEY_NUMBER_ACCESSED)
		return row->number_accessed < 0 ? value_null()
						: value_integer(row->number_accessed);
	return value_text_or_null(row->texts[table == LOG_SUBJECTS ? (int)LOG_KEY_USER : column]);
}

/* As SQLite has it: NULL, numbers, texts. What was given has no other ones. */
static int
compare_values(const struct value *a, const struct value *b)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->type == VALUE_TEXT)
		return str_cmp(a->text, b->text);
	if (a->type == VALUE_REAL)
		return a->real < b->real ? -1 : a->real > b->real;
	return a->type == VALUE_NULL ? 0 : a->integer < b->integer ? -1 : a->integer > b->integer;
}

struct given_order {
	const struct table_cursor *cursor;
	const struct given_rows *given;
};

static int
compare_given(const void *x, const void *y, void *context)
{
	const struct given_order *o = context;
	size_t a = *(const size_t *)x, b = *(const size_t *)y;

	for (size_t i = 0; i < o->cursor->order_count; i++) {
		char column = o->cursor->order[i];
		int c = compare_values(
		    &o->given->rows[a][(int)column], &o->given->rows[b][(int)column]);
		if (c != 0)
			return c;
	}
	return a < b ? -1 : a > b;
}

void
log_table_order_given(struct table_cursor *cursor, const struct given_rows *given)
{
	struct given_order order = { cursor, given };

	if (cursor->order_count > 0 && cursor->given_count > 0)
		qsort_r(cursor->given, cursor->given_count, sizeof *cursor->given, compare_given,
		    &order);
}

bool
log_table_given_first(struct table_cursor *cursor, int table, const struct value *row)
{
	for (size_t i = 0; i < cursor->order_count; i++) {
		char column = cursor->order[i];
		struct value value = value_of(cursor, table, column, &cursor->compared);
		int c = compare_values(&row[(int)column], &value);
		if (c != 0)
			return c < 0;
	}
	return false;
}
