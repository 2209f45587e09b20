/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 変更箇所: a table whose header is printed again on every page. A row begins with its date; what stands in the column of
 * 提出時期 must be one of its options, else the columns have slipped and only date and item are taken.
 */
#include "base/date.h"
#include "base/text.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

enum { COLUMNS_MAX = 8 };

struct columns {
	const struct known *known[COLUMNS_MAX];
	/* of the grid: where each begins, and where the last ends; a text's cells count as columns of the grid */
	uint32_t at[COLUMNS_MAX + 1];
	size_t count;
	size_t cells; /* of the header */
	bool placed;  /* a header has been seen */
};

static struct columns
columns_of(const struct found *found, const struct known *table)
{
	struct columns columns = { 0 };

	for (const struct known *k = table + 1; k < found->labels->list + found->labels->count; k++)
		if (k->item->parent == table->item && columns.count < COLUMNS_MAX)
			columns.known[columns.count++] = k;
	return columns;
}

/* The row names the columns: their places are noted. */
static bool
read_header(struct columns *columns, const struct row *row)
{
	uint32_t at[COLUMNS_MAX], end = 0;
	size_t found = 0;
	unsigned n;

	for (size_t c = 0; c < row->count; c++)
		if (found < columns->count && row->cells[c].text.len > 0) {
			if (!label_is(columns->known[found], row->cells[c].key, &n))
				return false;
			at[found++] = row->cells[c].column;
			end = row->cells[c].column +
			    (row->cells[c].span > 1 ? row->cells[c].span : 1);
		}
	if (found != columns->count)
		return false;
	for (size_t i = 0; i < found; i++)
		columns->at[i] = at[i];
	columns->at[found] = end;
	columns->cells = row->count;
	columns->placed = true;
	return true;
}

/* A text's cells have no place but their number. */
static bool
stands_in(const struct cell *cell, uint32_t from, uint32_t end)
{
	return cell->span == 0 ? cell->column == from : cell->column >= from && cell->column < end;
}

/* The cell of the row that stands in this column: that with a text, else an empty one; NULL: none is there. */
static const struct cell *
find_cell(const struct columns *columns, const struct row *row, size_t column)
{
	uint32_t from = columns->at[column], end = columns->at[column + 1];
	const struct cell *empty = NULL;

	for (size_t c = 0; c < row->count; c++) {
		const struct cell *cell = &row->cells[c];
		if (cell->text.len > 0) {
			if (stands_in(cell, from, end))
				return cell;
		} else if (empty == NULL &&
		    (stands_in(cell, from, end) ||
			(cell->column < from && cell->column + cell->span > from))) {
			empty = cell;
		}
	}
	return empty;
}

static struct str
cell_of(const struct columns *columns, const struct row *row, size_t column)
{
	const struct cell *cell = find_cell(columns, row, column);

	return cell == NULL ? (struct str){ 0 } : cell->text;
}

static const struct form_option *
timing_of(const struct known *known, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < known->item->option_count; i++)
		if (str_eq(known->item->options[i].key, key))
			return &known->item->options[i];
	return NULL;
}

/* Of a row whose columns have slipped, is its item whole? A text stands behind it, and no cell is missing. */
static bool
is_item_whole(const struct columns *columns, const struct row *row)
{
	const struct cell *item = find_cell(columns, row, 1);

	if (item == NULL || row->count < columns->cells)
		return false;
	for (const struct cell *cell = item + 1; cell < row->cells + row->count; cell++)
		if (cell->text.len > 0)
			return true;
	return false;
}

/* All columns of choice type hold one of their options. */
static bool
columns_fit(const struct columns *columns, struct arena *arena, const struct row *row)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->known[i]->item->type == FORM_CHOICE &&
		    timing_of(columns->known[i], arena, cell_of(columns, row, i)) == NULL)
			return false;
	/* Each text is that of one column. */
	for (size_t c = 0; c < row->count; c++) {
		bool own = row->cells[c].text.len == 0;

		/* One cell over two columns: two texts that ran together. */
		for (size_t i = 1; i < columns->count && !own; i++)
			if (row->cells[c].column < columns->at[i] &&
			    row->cells[c].column + row->cells[c].span > columns->at[i])
				return false;

		for (size_t i = 0; i < columns->count && !own; i++)
			own = find_cell(columns, row, i) == &row->cells[c];
		if (!own)
			return false;
	}
	return true;
}

static void
read_change(struct found *found, const struct columns *columns, const struct row *row, unsigned n)
{
	bool fits = columns_fit(columns, found->arena, row);

	for (size_t i = 0; i < columns->count; i++) {
		struct str text = blocks_plain(found->arena, cell_of(columns, row, i));
		size_t index = found_add(found, columns->known[i], 1, n, row->line);
		struct entry *entry = &found->entries[index];

		entry->is_decided = true;
		/* Date and item come first: columns slip behind them. */
		if (!fits && i > 1)
			continue;
		entry->text = text;
		entry->has_cell = find_cell(columns, row, i) != NULL;
		entry->state = text.len > 0 ? ITEM_READ
		    : entry->has_cell       ? ITEM_BLANK
					    : ITEM_UNKNOWN;
		if (text.len > 0 && value_has_tag(text)) {
			entry->state = i > 0 ? ITEM_PROPOSED : ITEM_UNKNOWN;
			entry->why = "タグの残りがある";
		}
		if (!fits && i == 1 && text.len > 0 && !is_item_whole(columns, row)) {
			entry->state = ITEM_PROPOSED;
			entry->why = "欄が欠けている";
		}
	}
}

/* A date that is merged over several rows is that of each. */
static bool
has_date_above(const struct found *found, const struct columns *columns, const struct row *row)
{
	const struct cell *date = find_cell(columns, row, 0);

	return date != NULL && date->above && columns_fit(columns, found->arena, row) &&
	    cell_of(columns, row, 1).len > 0;
}

static void
copy_date(struct found *found, const struct columns *columns, unsigned from, unsigned to)
{
	const struct entry *above = found_find(found, columns->known[0]->item, 1, from);
	struct entry *entry = found_find(found, columns->known[0]->item, 1, to);

	if (above != NULL && entry != NULL) {
		entry->text = above->text;
		entry->state = above->state;
	}
}

/* The rest of a row behind a page break: its cells go on where the row above ended. */
static void
read_rest(struct found *found, const struct columns *columns, const struct row *row, unsigned n)
{
	for (size_t i = 0; i < columns->count; i++) {
		struct str text = blocks_plain(found->arena, cell_of(columns, row, i));
		struct entry *entry = found_find(found, columns->known[i]->item, 1, n);

		if (text.len == 0 || entry == NULL)
			continue;
		entry->text = arena_join(found->arena, entry->text, text);
		entry->state =
		    form_type_is_text(columns->known[i]->item->type) ? ITEM_PROPOSED : ITEM_UNKNOWN;
		entry->why = "行が頁をまたいでいる";
	}
}

/* A row that is none of the table's: the rest of what stands above it, perhaps. */
static void
read_loose(struct found *found, const struct columns *columns, const struct row *row, unsigned n)
{
	for (size_t c = 0; c < row->count; c++)
		found_loose(found, row->line, row->cells[c].text);
	for (size_t i = 1; i < columns->count && n > 0; i++) {
		struct entry *entry = found_find(found, columns->known[i]->item, 1, n);

		if (entry == NULL || entry->state != ITEM_READ ||
		    !form_type_is_text(columns->known[i]->item->type))
			continue;
		entry->state = ITEM_PROPOSED;
		entry->why = "見出しのない行が続いている";
	}
}

void
changes_read(struct found *found, const struct known *table, const struct row *rows, size_t count)
{
	struct columns columns = columns_of(found, table);
	unsigned n = 0;

	for (size_t i = 0; i < count; i++) {
		struct date date;

		if (columns.count == 0 || read_header(&columns, &rows[i]))
			continue;
		if (!columns.placed) {
			for (size_t c = 0; c < rows[i].count; c++)
				found_loose(found, rows[i].line, rows[i].cells[c].text);
			continue;
		}
		if (date_parse(cell_of(&columns, &rows[i], 0), &date) && n < IMPORT_RECORDS_MAX)
			read_change(found, &columns, &rows[i], ++n);
		else if (n > 0 && n < IMPORT_RECORDS_MAX &&
		    has_date_above(found, &columns, &rows[i])) {
			read_change(found, &columns, &rows[i], ++n);
			copy_date(found, &columns, n - 1, n);
		} else if (n > 0 && rows[i].count > 1 && cell_of(&columns, &rows[i], 0).len == 0)
			read_rest(found, &columns, &rows[i], n);
		else
			read_loose(found, &columns, &rows[i], n);
	}
}

/* ---- blanks against the table ------------------------------------------------------------------------------ */

bool
changes_path_names(const struct found *found, const struct entry *entry, struct str path)
{
	if (!str_ends(path, entry->known->label.key))
		return false;
	for (const struct form_item *up = entry->known->item->parent; up != NULL; up = up->parent) {
		const struct known *group = labels_of(found->labels, up);
		struct str key = group->label.key;

		if (up->type != FORM_GROUP || up->parent == NULL)
			continue;
		if (group->numbered)
			key = arena_printf(found->arena, "%.*s%u%.*s", STR_ARG(group->before),
			    entry->instance, STR_ARG(group->after));
		if (!str_has(path, key))
			return false;
	}
	return true;
}

/* What the last change of this item left there; empty: nothing known. */
static struct str
last_after(const struct found *found, const struct entry *item)
{
	struct str after = { 0 };

	for (size_t i = 0; i < found->count; i++) {
		const struct entry *row = &found->entries[i];
		const struct form_item *parent = row->known->item->parent;

		if (parent == NULL || parent->type != FORM_TABLE ||
		    row->known->item != parent + 2 || /* 項目: the second column */
		    !changes_path_names(found, item, text_key(found->arena, row->text)))
			continue;
		const struct entry *cell =
		    found_find(found, parent + 4, row->file_no, row->instance);
		if (cell != NULL && cell->state == ITEM_READ)
			after = cell->text;
	}
	return after;
}

void
changes_doubt_blanks(struct found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];

		if (entry->state != ITEM_BLANK || !form_type_is_text(entry->known->item->type) ||
		    entry->known->item->parent == NULL ||
		    entry->known->item->parent->type == FORM_TABLE)
			continue;
		if (last_after(found, entry).len > 0)
			entry->state = ITEM_UNKNOWN;
	}
}
