/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text into the tables of a page: it belongs to the cell that its middle lies in. A row is what begins at one level.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "import/source_pdf_grid.h"

#include "base/banned.h"

/* A row or column that is none: between double lines. In tenths of a point. */
enum { THIN = 35 };

struct placed {
	size_t table, cell; /* STR_NONE: outside of any */
	struct pdf_run run;
};

/* ---- text into cells --------------------------------------------------------------------------------------- */

/* The field that position falls into; STR_NONE: outside. */
static size_t
find_field(const int *positions, size_t fields, int at)
{
	size_t low = 0, high = fields;

	if (at < positions[0] || at > positions[fields])
		return STR_NONE;
	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (positions[mid] <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* The smallest table around a point, and its cell there. */
static struct placed
find_place(const struct pdf_grid *grids, size_t count, int x, int y)
{
	struct placed found = { .table = STR_NONE, .cell = STR_NONE };
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct pdf_grid *grid = &grids[i];
		int64_t area = (int64_t)(grid->at.x1 - grid->at.x0) * (grid->at.y1 - grid->at.y0);
		size_t column = find_field(grid->xs, grid->columns, x);
		size_t row = find_field(grid->ys, grid->rows, y);

		if (column == STR_NONE || row == STR_NONE || area >= least)
			continue;
		least = area;
		found.table = i;
		found.cell = grid->cells[pdf_grid_field(grid, row, column)];
	}
	return found;
}

static struct placed
place_char(const struct pdf_grid *grids, size_t count, const struct pdf_run *run, unsigned index)
{
	struct pdf_place at = pdf_run_char(run, index);

	return find_place(grids, count, (at.x0 + at.x1) / 2, (at.y0 + at.y1) / 2);
}

/* Does the line between two cells go through the middle of a character? Then the text hangs out of the cell that it began in. */
static bool
is_cut_through(const struct pdf_grid *grids, const struct placed *from, const struct placed *to,
    struct pdf_place at)
{
	if (from->table == STR_NONE || from->table != to->table)
		return false;
	const struct pdf_grid *grid = &grids[from->table];
	int spare = (at.x1 - at.x0) / 4;

	for (size_t i = 0; i <= grid->columns; i++)
		if (grid->xs[i] > at.x0 + spare && grid->xs[i] < at.x1 - spare)
			return true;
	return false;
}

/* A run over the line between two cells is text of both, when the line stands between two characters. */
static void
place_run(const struct pdf_grid *grids, size_t count, const struct pdf_run *run,
    struct placed **list, size_t *placed_count, size_t *room)
{
	unsigned from = 0;
	struct placed place = place_char(grids, count, run, 0);

	for (unsigned i = 1; i <= run->chars; i++) {
		struct placed next = i < run->chars ? place_char(grids, count, run, i) : place;

		if (i < run->chars && next.table == place.table && next.cell == place.cell)
			continue;
		if (i < run->chars &&
		    (is_cut_through(grids, &place, &next, pdf_run_char(run, i - 1)) ||
			is_cut_through(grids, &place, &next, pdf_run_char(run, i))))
			i = run->chars;
		place.run = pdf_run_part(run, from, i);
		*ARRAY_ADD(*list, *placed_count, *room) = place;
		place = next;
		from = i;
	}
}

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

/* The part of the table that a cell covers. */
static struct pdf_place
cell_extent(const struct pdf_grid *grid, size_t cell, size_t *columns)
{
	size_t row = cell / grid->columns, column = cell % grid->columns;
	size_t left = column, right = column, low = row;

	for (size_t r = row; r < grid->rows; r++) {
		bool any = false;

		for (size_t c = 0; c < grid->columns; c++) {
			if (grid->cells[pdf_grid_field(grid, r, c)] != cell)
				continue;
			any = true;
			left = c < left ? c : left;
			right = c > right ? c : right;
		}
		if (!any)
			break;
		low = r;
	}
	columns[0] = left;
	columns[1] = right - left + 1;
	return (struct pdf_place){ grid->xs[left], grid->ys[row], grid->xs[right + 1],
		grid->ys[low + 1] };
}

static struct pdf_cell
make_cell(const struct pdf_grid *grid, size_t cell, struct placed *placed, size_t count,
    struct arena *arena)
{
	size_t columns[2];
	struct pdf_cell made = { .at = cell_extent(grid, cell, columns) };
	struct pdf_run *runs = ARENA_ARRAY(arena, struct pdf_run, count);

	for (size_t i = 0; i < count; i++)
		runs[i] = placed[i].run;
	struct pdf_text text = pdf_text_of(arena, runs, count, made.at);
	made.text = text.text;
	made.full = text.full;
	made.brimful = text.brimful;
	made.text_end = text.end;
	made.open_above = made.at.y0 == grid->ys[0] && !grid->ends[columns[0]];
	made.open_below =
	    made.at.y1 == grid->ys[grid->rows] && !grid->ends[grid->columns + columns[0]];
	made.column = (uint32_t)columns[0];
	made.span = (uint32_t)columns[1];
	return made;
}

static bool
is_thin(const struct pdf_cell *cell)
{
	return cell->text.len == 0 &&
	    (cell->at.x1 - cell->at.x0 < THIN || cell->at.y1 - cell->at.y0 < THIN);
}

/* The rows of one table; placed are its runs, sorted by cell. */
static void
grid_rows(const struct pdf_grid *grid, struct placed *placed, size_t count, uint32_t page,
    struct arena *arena, struct pdf_rows *rows)
{
	struct pdf_cell *cells = ARENA_ARRAY(arena, struct pdf_cell, grid->columns);
	size_t next = 0;

	for (size_t r = 0; r < grid->rows; r++) {
		size_t n = 0;
		bool any = false;

		for (size_t c = 0; c < grid->columns; c++) {
			size_t cell = pdf_grid_field(grid, r, c), first;

			if (grid->cells[cell] != cell)
				continue;
			while (next < count && placed[next].cell < cell)
				next++;
			for (first = next; next < count && placed[next].cell == cell;)
				next++;
			struct pdf_cell made =
			    make_cell(grid, cell, placed + first, next - first, arena);
			if (is_thin(&made))
				continue;
			any = any || made.text.len > 0;
			cells[n++] = made;
		}
		if (!any)
			continue;
		struct pdf_row *row = ARRAY_ADD(rows->list, rows->count, rows->room);
		row->at =
		    (struct pdf_place){ grid->at.x0, grid->ys[r], grid->at.x1, grid->ys[r + 1] };
		row->cells = ARENA_ARRAY(arena, struct pdf_cell, n);
		memcpy(row->cells, cells, n * sizeof *cells);
		row->count = n;
		row->page = page;
		row->table = grid->number;
	}
}

static int
compare_rows(const void *a, const void *b)
{
	const struct pdf_row *x = a, *y = b;

	/* Rows of one table stay in their order whatever their heights. */
	if (x->at.y0 != y->at.y0)
		return x->at.y0 < y->at.y0 ? -1 : 1;
	if (x->at.x0 != y->at.x0)
		return x->at.x0 < y->at.x0 ? -1 : 1;
	return (x->table > y->table) - (x->table < y->table);
}

/* ---- what stands twice ------------------------------------------------------------------------------------- */

/* Is the same run on that page, at the same distance from the left? */
static bool
stands_on(const struct pdf_page *page, const struct pdf_run *run)
{
	enum { NEAR = 5 };

	for (size_t i = 0; i < page->runs.count; i++) {
		const struct pdf_run *other = &page->runs.list[i];

		if (abs(other->at.x0 - run->at.x0) <= NEAR &&
		    abs(other->at.x1 - run->at.x1) <= NEAR && str_eq(other->text, run->text))
			return true;
	}
	return false;
}

/*
 * A merged cell that a page's end cuts may be printed on both pages, its text whole on each: what of it lies above or below the
 * table is not in its place, but on the other page it is.
 */
static bool
is_overhang(const struct pdf_grid *grids, size_t count, const struct pdf_run *run,
    const struct pdf_page *before, const struct pdf_page *after)
{
	int x = (run->at.x0 + run->at.x1) / 2, y = (run->at.y0 + run->at.y1) / 2;

	for (size_t i = 0; i < count; i++) {
		const struct pdf_grid *grid = &grids[i];
		size_t column = find_field(grid->xs, grid->columns, x);

		if (column == STR_NONE)
			continue;
		if (before != NULL && y < grid->at.y0 && !grid->ends[column] &&
		    stands_on(before, run))
			return true;
		if (after != NULL && y > grid->at.y1 && !grid->ends[grid->columns + column] &&
		    stands_on(after, run))
			return true;
	}
	return false;
}

/* ---- a page ------------------------------------------------------------------------------------------------ */

void
pdf_grid_rows(struct pdf_page *pages, size_t count, uint32_t number, unsigned *tables,
    struct arena *arena, struct pdf_rows *rows)
{
	struct pdf_page *page = &pages[number];
	struct pdf_grid *grids;
	struct placed *placed = NULL;
	size_t grid_count = pdf_grids_find(page, tables, arena, &grids);
	size_t placed_count = 0, room = 0, first = rows->count, at = 0, outside_count = 0;

	/* One more than there are: a list that was never begun is no pointer. */
	*ARRAY_ADD(placed, placed_count, room) = (struct placed){ .table = STR_NONE };
	placed_count = 0;
	for (size_t i = 0; i < page->runs.count; i++)
		place_run(grids, grid_count, &page->runs.list[i], &placed, &placed_count, &room);
	qsort(placed, placed_count, sizeof *placed, compare_placed);
	for (size_t i = 0; i < grid_count; i++) {
		size_t from = at;

		while (at < placed_count && placed[at].table == i)
			at++;
		grid_rows(&grids[i], placed + from, at - from, number, arena, rows);
	}
	struct pdf_run *outside = ARENA_ARRAY(arena, struct pdf_run, placed_count - at);
	for (; at < placed_count; at++)
		if (!is_overhang(grids, grid_count, &placed[at].run,
			number > 0 ? &pages[number - 1] : NULL,
			number + 1 < count ? &pages[number + 1] : NULL))
			outside[outside_count++] = placed[at].run;
	pdf_free_rows(outside, outside_count, arena, rows);
	if (rows->count > first)
		qsort(rows->list + first, rows->count - first, sizeof *rows->list, compare_rows);
	for (size_t i = first; i < rows->count; i++) {
		rows->list[i].page = number;
		rows->list[i].line = (uint32_t)(i - first + 1);
	}
	free(placed);
	free(grids);
}
