/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a form's own 変更箇所, what they name, and their order in time: some offices write the newest first. */
#include <stdlib.h>

#include "base/mem.h"
#include "change/inner.h"
#include "base/banned.h"

struct str
change_cell_text(const struct item *cell)
{
	return cell == NULL || cell->state == ITEM_UNKNOWN ? (struct str){ 0 } : cell->text;
}

static void
note_place(struct change_row *row, const struct item *cell)
{
	if (cell == NULL)
		return;
	if (row->line == 0)
		row->line = cell->line;
	if (row->source_line == 0)
		row->source_line = cell->source_line;
}

static void
read_row(struct change_rows *rows, const struct form_item *table, unsigned n)
{
	const struct assessment *a = rows->resolver.assessment;
	const struct item *date = change_cell(a, table, 1, n, "date");
	struct change_row row = { .no = n,
		.item = change_cell(a, table, 1, n, "item"),
		.before = change_cell(a, table, 1, n, "before"),
		.after = change_cell(a, table, 1, n, "after"),
		.timing = change_cell(a, table, 1, n, "timing"),
		.reason = change_cell(a, table, 1, n, "reason") };

	if (date == NULL && row.item == NULL && row.before == NULL && row.after == NULL &&
	    row.timing == NULL && row.reason == NULL)
		return;
	if (date != NULL && date->state == ITEM_READ && date_is_full(date->date))
		row.date = date->date;
	note_place(&row, date);
	note_place(&row, row.item);
	note_place(&row, row.before);
	note_place(&row, row.after);
	row.named.how = NAMED_NOTHING;
	if (change_cell_text(row.item).len > 0) {
		resolver_find(&rows->resolver, row.item->text, &row.named);
		resolver_fault(&rows->resolver, row.item->text, &row.named, &row.fault);
	}
	rows->list[rows->count++] = row;
}

static bool
is_newest_first(const struct change_rows *rows)
{
	size_t up = 0, down = 0;
	const struct change_row *before = NULL;

	for (size_t i = 0; i < rows->count; i++) {
		const struct change_row *row = &rows->list[i];

		if (row->date.year == 0)
			continue;
		if (before != NULL) {
			int c = date_cmp(before->date, row->date);

			up += c < 0;
			down += c > 0;
		}
		before = row;
	}
	return down > up;
}

static int
by_time(const void *a, const void *b)
{
	const struct change_row *x = *(struct change_row *const *)a;
	const struct change_row *y = *(struct change_row *const *)b;
	int c = date_cmp(x->date, y->date);

	/* rank holds the row's place in the direction of the table. */
	return c != 0 ? c : (x->rank > y->rank) - (x->rank < y->rank);
}

static void
order_in_time(struct change_rows *rows)
{
	bool turned = is_newest_first(rows);

	rows->in_time = ARENA_ARRAY(&rows->resolver.arena, struct change_row *, rows->count + 1);
	for (size_t i = 0; i < rows->count; i++) {
		rows->list[i].rank = turned ? rows->count - i : i;
		if (rows->list[i].date.year != 0)
			rows->in_time[rows->dated++] = &rows->list[i];
	}
	if (rows->dated > 0)
		qsort(rows->in_time, rows->dated, sizeof(struct change_row *), by_time);
	for (size_t i = 0; i < rows->dated; i++)
		rows->in_time[i]->rank = i;
}

void
change_rows_read(struct change_rows *rows, const struct assessment *assessment)
{
	const struct form_item *table = change_change_table(assessment->form);
	unsigned last = change_last_row(assessment, table, 1);

	*rows = (struct change_rows){ 0 };
	if (last == 0)
		return;
	if (last > CHANGE_ROWS_MAX)
		last = CHANGE_ROWS_MAX;
	resolver_init(&rows->resolver, assessment);
	rows->list = ARENA_ARRAY(&rows->resolver.arena, struct change_row, last);
	for (unsigned n = 1; n <= last; n++)
		read_row(rows, table, n);
	order_in_time(rows);
}

void
change_rows_release(struct change_rows *rows)
{
	resolver_release(&rows->resolver);
	*rows = (struct change_rows){ 0 };
}

bool
change_row_names(const struct change_row *row, const struct form_id *id)
{
	if (row->named.how != NAMED_ITEM && row->named.how != NAMED_SEVERAL)
		return false;
	for (size_t i = 0; i < row->named.count; i++)
		if (form_id_cmp(&row->named.ids[i], id) == 0)
			return true;
	return false;
}
