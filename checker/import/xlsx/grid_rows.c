/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a sheet that are one row of the form. A text in a field of several rows that no line parts is one text; the sheet has its
 * lines in cells one below the other. It belongs to the row in which the field began when nothing but that field has a text,
 * and the field at the left, the label, goes on, too.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/xlsx/grid.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

/* ---- what belongs together ------------------------------------------------------------------------------------ */

/* A line between the last row of the open one and this row, over these columns? */
static bool
has_line_between(const struct grid *g, uint32_t from, uint32_t end)
{
	for (const struct sheet_cell *c = g->open.cells; c < g->open.end; c++)
		if (c->column >= from && c->column < end && (c->lines & LINE_BOTTOM) != 0)
			return true;
	for (const struct sheet_cell *c = g->row_cells; c < g->end; c++)
		if (c->column >= from && c->column < end && (c->lines & LINE_TOP) != 0)
			return true;
	return false;
}

static bool
is_next_row(const struct grid *g)
{
	uint32_t row = g->open.row + 1;

	if (!g->open.is_open)
		return false;
	while (row < g->row && sheet_row_hidden(g->sheet, row))
		row++;
	return row == g->row;
}

/* The one field that has a text; NULL: none or several. */
static const struct field *
only_text(const struct grid *g)
{
	const struct field *found = NULL;

	for (size_t i = 0; i < g->field_count; i++) {
		if (!g->fields[i].has_text)
			continue;
		if (found != NULL)
			return NULL;
		found = &g->fields[i];
	}
	return found;
}

/* The field of the open row that this one goes on from; STR_NONE: none. */
static size_t
field_above(const struct grid *g, const struct field *field)
{
	for (size_t i = 0; i < g->open.count; i++)
		if (g->open.fields[i].from == field->from && g->open.fields[i].end == field->end &&
		    g->open.fields[i].bounded && field->bounded &&
		    !has_line_between(g, field->from, field->end))
			return i;
	return STR_NONE;
}

/* The field of the open row whose text goes on in this row; STR_NONE: it is a row of its own. */
static size_t
continued_field(const struct grid *g)
{
	const struct field *text = only_text(g), *label = g->fields;
	size_t at;

	if (!g->has_lines || !is_next_row(g) || text == NULL || text == label)
		return STR_NONE;
	if (!label->above && field_above(g, label) != 0)
		return STR_NONE;
	at = field_above(g, text);
	if (at == STR_NONE || at == 0)
		return STR_NONE;
	for (size_t i = at + 1; i < g->open.count; i++)
		if (g->open.fields[i].has_text)
			return STR_NONE;
	return at;
}

/* ---- keeping -------------------------------------------------------------------------------------------------- */

static void
add_text(struct buf *to, char separator, struct str text)
{
	if (to->len > 0)
		buf_addc(to, separator);
	buf_add(to, text);
}

static void
join_row(struct grid *g, size_t at)
{
	struct field *field = &g->open.fields[at];
	struct row *row = &g->blocks->rows[g->open.index];
	struct buf *text = &g->open.texts[at];
	const struct field *more = only_text(g);

	if (text->len == 0)
		buf_add(text, row->cells[field->first + field->count - 1].text);
	for (size_t i = 0; i < more->count; i++)
		add_text(text, i == 0 ? '\n' : ' ', g->cells[more->first + i].text);
	field->has_text = true;
}

void
grid_close_row(struct grid *g)
{
	struct open_row *open = &g->open;

	for (size_t i = 0; i < open->count; i++) {
		const struct field *field = &open->fields[i];

		if (open->texts[i].len > 0) {
			struct cell *cell =
			    &g->blocks->rows[open->index].cells[field->first + field->count - 1];

			cell->text = arena_str(g->blocks->arena, buf_str(&open->texts[i]));
			cell->key = text_key(g->blocks->arena, cell->text);
		}
		buf_release(&open->texts[i]);
	}
	open->count = 0;
	open->is_open = false;
}

/* The row that was just added stays open for those below. */
static void
open_row(struct grid *g)
{
	struct open_row *open = &g->open;

	if (open->room < g->field_count) {
		open->room = g->field_count;
		open->fields = mem_grow(open->fields, open->room, sizeof *open->fields);
		open->texts = mem_grow(open->texts, open->room, sizeof *open->texts);
	}
	for (size_t i = 0; i < g->field_count; i++) {
		open->fields[i] = g->fields[i];
		open->texts[i] = (struct buf){ 0 };
	}
	open->count = g->field_count;
	open->index = g->blocks->count - 1;
	open->is_open = true;
}

static void
go_on(struct grid *g)
{
	g->open.row = g->row;
	g->open.cells = g->row_cells;
	g->open.end = g->end;
}

static bool
add_row(struct grid *g)
{
	struct blocks *blocks = g->blocks;
	const struct package *package = g->sheet->book->package;
	struct diag_at at = { .file = package->file, .line = g->row + 1 };
	struct str none = { 0 };

	if (blocks->count == IMPORT_LINES_MAX)
		sink_diag(package->sink, DIAG_IMPORT_LINES, at, STR("60,000"), none, none);
	else if (g->count > IMPORT_CELLS_MAX)
		sink_diag(package->sink, DIAG_IMPORT_CELLS, at, STR("256"), none, none);
	if (blocks->count == IMPORT_LINES_MAX || g->count > IMPORT_CELLS_MAX) {
		g->sheet->book->package->failed = true;
		return false;
	}
	struct row *row = blocks_add(blocks, g->row + 1, g->count);
	row->page = g->page;
	row->gap = g->row - g->kept_end;
	for (size_t i = 0; i < g->count; i++)
		row->cells[i] = g->cells[i];
	blocks->has_cells = blocks->has_cells || g->count > 1;
	return true;
}

/*
 * The field below a label that nobody filled in: the first row below a text in which a cell begins. Others without a text are
 * blanks of the layout.
 */
static bool
is_empty_field(const struct grid *g)
{
	enum { REACH = 3 };

	return g->has_field && g->text_end != 0 && g->row - g->text_end <= REACH &&
	    !sheet_row_hidden(g->sheet, g->row);
}

bool
grid_keep_row(struct grid *g)
{
	bool has_text = false;
	size_t at;

	for (size_t i = 0; i < g->field_count; i++)
		has_text = has_text || g->fields[i].has_text;
	/* A blank line of a text. */
	if (!has_text && is_next_row(g) && g->has_lines &&
	    !has_line_between(g, 0, g->used_columns)) {
		go_on(g);
		return true;
	}
	if (!has_text && !is_empty_field(g)) {
		grid_close_row(g);
		return true;
	}
	at = has_text ? continued_field(g) : STR_NONE;
	if (at != STR_NONE) {
		join_row(g, at);
	} else {
		grid_close_row(g);
		if (!add_row(g))
			return false;
		open_row(g);
	}
	go_on(g);
	g->text_end = has_text ? g->row + 1 : 0;
	g->kept_end = g->row + 1;
	return true;
}
