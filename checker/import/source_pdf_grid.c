/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of a page: ruled lines that touch make a grid; its fields that no line parts are one cell. Text belongs to the cell that
 * its middle lies in. A row is what begins at one level.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "import/limits.h"
#include "import/source_pdf.h"

#include "base/banned.h"

enum {
	/* Lengths in tenths of a point. */
	SAME_LEVEL = 18, /* double lines, and both edges of a thick one */
	PIECE_GAP = 30,  /* between dashes of a line */
	LINE_LEAST = 50,
	TOUCH = 25,
	THIN = 35 /* a row or column that is none: between double lines */
};

/* One table: where its grid lines are, and which field belongs to which cell. */
struct grid {
	struct pdf_place at;
	int *xs, *ys;
	size_t columns, rows; /* fields; xs has one more than columns */
	size_t *cells;        /* field → the first field of its cell */
	bool *ends; /* column → is there a line at the upper end; then the same for the lower end */
	unsigned number;
};

struct placed {
	size_t table, cell; /* STR_NONE: outside of any */
	struct pdf_run run;
};

/* ---- lines ------------------------------------------------------------------------------------------------- */

static int
compare_lines(const void *a, const void *b)
{
	const struct pdf_line *x = a, *y = b;

	return x->at != y->at ? (x->at < y->at ? -1 : 1)
			      : (x->from > y->from) - (x->from < y->from);
}

static int
compare_ints(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Brings lines to common levels and joins their pieces. Leaves what is long enough. */
static void
join_lines(struct pdf_lines *lines)
{
	size_t out = 0;

	if (lines->count == 0)
		return;
	qsort(lines->list, lines->count, sizeof *lines->list, compare_lines);
	for (size_t i = 0, base = 0; i < lines->count; i++) {
		if (lines->list[i].at - lines->list[base].at > SAME_LEVEL)
			base = i;
		lines->list[i].at = lines->list[base].at;
	}
	qsort(lines->list, lines->count, sizeof *lines->list, compare_lines);
	for (size_t i = 0; i < lines->count; i++) {
		struct pdf_line line = lines->list[i];

		if (out > 0 && lines->list[out - 1].at == line.at &&
		    line.from <= lines->list[out - 1].to + PIECE_GAP) {
			if (line.to > lines->list[out - 1].to)
				lines->list[out - 1].to = line.to;
		} else {
			lines->list[out++] = line;
		}
	}
	lines->count = out;
	out = 0;
	for (size_t i = 0; i < lines->count; i++)
		if (lines->list[i].to - lines->list[i].from >= LINE_LEAST)
			lines->list[out++] = lines->list[i];
	lines->count = out;
}

/* ---- tables ------------------------------------------------------------------------------------------------ */

static size_t
root_of(size_t *parent, size_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

static void
unite(size_t *parent, size_t a, size_t b)
{
	size_t x = root_of(parent, a), y = root_of(parent, b);

	if (x < y)
		parent[y] = x;
	else
		parent[x] = y;
}

static bool
touch(const struct pdf_line *level, const struct pdf_line *upright)
{
	return upright->at >= level->from - TOUCH && upright->at <= level->to + TOUCH &&
	    level->at >= upright->from - TOUCH && level->at <= upright->to + TOUCH;
}

/* Lines that hang together, by the index of one of them: level ones first. */
static size_t *
find_tables(const struct pdf_page *page)
{
	size_t levels = page->level.count, all = levels + page->upright.count;
	size_t *parent = mem_alloc(all + 1, sizeof *parent);

	for (size_t i = 0; i < all; i++)
		parent[i] = i;
	for (size_t i = 0; i < levels; i++)
		for (size_t k = levels; k < all; k++)
			if (touch(&page->level.list[i], &page->upright.list[k - levels]))
				unite(parent, i, k);
	for (size_t i = 0; i < all; i++)
		parent[i] = root_of(parent, i);
	return parent;
}

/* Positions without those that are as good as the one before. Both ends of the table are positions, line or not. */
static size_t
settle(int *list, size_t count)
{
	size_t out = 0;

	qsort(list, count, sizeof *list, compare_ints);
	for (size_t i = 0; i < count; i++)
		if (out == 0 || list[i] - list[out - 1] > SAME_LEVEL)
			list[out++] = list[i];
	return out;
}

static size_t
field_of(const struct grid *grid, size_t row, size_t column)
{
	return row * grid->columns + column;
}

/* Is there a line on this level over the middle of from..to? */
static bool
is_ruled(const struct pdf_lines *lines, const size_t *tables, size_t offset, size_t table, int at,
    int from, int to)
{
	int mid = (from + to) / 2;

	for (size_t i = 0; i < lines->count; i++) {
		const struct pdf_line *line = &lines->list[i];

		if (tables[offset + i] == table && abs(line->at - at) <= SAME_LEVEL &&
		    line->from <= mid && line->to >= mid)
			return true;
	}
	return false;
}

/* Fields without a line between them are one cell. */
static void
join_fields(struct grid *grid, const struct pdf_page *page, const size_t *tables, size_t table)
{
	size_t levels = page->level.count;

	for (size_t r = 0; r < grid->rows; r++)
		for (size_t c = 0; c < grid->columns; c++) {
			size_t field = field_of(grid, r, c);

			if (c + 1 < grid->columns &&
			    !is_ruled(&page->upright, tables, levels, table, grid->xs[c + 1],
				grid->ys[r], grid->ys[r + 1]))
				unite(grid->cells, field, field + 1);
			if (r + 1 < grid->rows &&
			    !is_ruled(&page->level, tables, 0, table, grid->ys[r + 1], grid->xs[c],
				grid->xs[c + 1]))
				unite(grid->cells, field, field + grid->columns);
		}
	for (size_t i = 0; i < grid->rows * grid->columns; i++)
		grid->cells[i] = root_of(grid->cells, i);
	for (size_t c = 0; c < grid->columns; c++)
		for (size_t end = 0; end < 2; end++)
			grid->ends[end * grid->columns + c] = is_ruled(&page->level, tables, 0,
			    table, grid->ys[end * grid->rows], grid->xs[c], grid->xs[c + 1]);
}

/* The grid of the lines of one table; false: these lines make none. */
static bool
make_grid(struct grid *grid, const struct pdf_page *page, const size_t *tables, size_t table,
    struct arena *arena)
{
	size_t levels = 0, uprights = 0, all = page->level.count + page->upright.count;
	int *xs = ARENA_ARRAY(arena, int, all + 2), *ys = ARENA_ARRAY(arena, int, all + 2);
	struct pdf_place at = { INT32_MAX, INT32_MAX, 0, 0 };

	for (size_t i = 0; i < all; i++) {
		bool level = i < page->level.count;
		const struct pdf_line *line =
		    level ? &page->level.list[i] : &page->upright.list[i - page->level.count];

		if (tables[i] != table)
			continue;
		struct pdf_place place = level
		    ? (struct pdf_place){ line->from, line->at, line->to, line->at }
		    : (struct pdf_place){ line->at, line->from, line->at, line->to };
		at.x0 = place.x0 < at.x0 ? place.x0 : at.x0;
		at.y0 = place.y0 < at.y0 ? place.y0 : at.y0;
		at.x1 = place.x1 > at.x1 ? place.x1 : at.x1;
		at.y1 = place.y1 > at.y1 ? place.y1 : at.y1;
		if (level)
			ys[levels++] = line->at;
		else
			xs[uprights++] = line->at;
	}
	if (levels == 0 || uprights == 0 || levels + uprights < 3)
		return false;
	xs[uprights++] = at.x0;
	xs[uprights++] = at.x1;
	ys[levels++] = at.y0;
	ys[levels++] = at.y1;
	*grid = (struct grid){ .at = at, .xs = xs, .ys = ys };
	grid->columns = settle(xs, uprights) - 1;
	grid->rows = settle(ys, levels) - 1;
	if (grid->columns == 0 || grid->rows == 0 ||
	    grid->columns * grid->rows > IMPORT_PDF_FIELDS_MAX)
		return false;
	grid->cells = ARENA_ARRAY(arena, size_t, grid->columns * grid->rows);
	grid->ends = ARENA_ARRAY(arena, bool, 2 * grid->columns);
	for (size_t i = 0; i < grid->columns * grid->rows; i++)
		grid->cells[i] = i;
	join_fields(grid, page, tables, table);
	return true;
}

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
find_place(const struct grid *grids, size_t count, int x, int y)
{
	struct placed found = { .table = STR_NONE, .cell = STR_NONE };
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct grid *grid = &grids[i];
		int64_t area = (int64_t)(grid->at.x1 - grid->at.x0) * (grid->at.y1 - grid->at.y0);
		size_t column = find_field(grid->xs, grid->columns, x);
		size_t row = find_field(grid->ys, grid->rows, y);

		if (column == STR_NONE || row == STR_NONE || area >= least)
			continue;
		least = area;
		found.table = i;
		found.cell = grid->cells[field_of(grid, row, column)];
	}
	return found;
}

static struct placed
place_char(const struct grid *grids, size_t count, const struct pdf_run *run, unsigned index)
{
	struct pdf_place at = pdf_run_char(run, index);

	return find_place(grids, count, (at.x0 + at.x1) / 2, (at.y0 + at.y1) / 2);
}

/* Does the line between two cells go through the middle of a character? Then the text hangs out of the cell that it began in. */
static bool
is_cut_through(const struct grid *grids, const struct placed *from, const struct placed *to,
    struct pdf_place at)
{
	if (from->table == STR_NONE || from->table != to->table)
		return false;
	const struct grid *grid = &grids[from->table];
	int spare = (at.x1 - at.x0) / 4;

	for (size_t i = 0; i <= grid->columns; i++)
		if (grid->xs[i] > at.x0 + spare && grid->xs[i] < at.x1 - spare)
			return true;
	return false;
}

/* A run over the line between two cells is text of both, when the line stands between two characters. */
static void
place_run(const struct grid *grids, size_t count, const struct pdf_run *run, struct placed **list,
    size_t *placed_count, size_t *room)
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
cell_extent(const struct grid *grid, size_t cell, size_t *columns)
{
	size_t row = cell / grid->columns, column = cell % grid->columns;
	size_t left = column, right = column, low = row;

	for (size_t r = row; r < grid->rows; r++) {
		bool any = false;

		for (size_t c = 0; c < grid->columns; c++) {
			if (grid->cells[field_of(grid, r, c)] != cell)
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
make_cell(
    const struct grid *grid, size_t cell, struct placed *placed, size_t count, struct arena *arena)
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
grid_rows(const struct grid *grid, struct placed *placed, size_t count, uint32_t page,
    struct arena *arena, struct pdf_rows *rows)
{
	struct pdf_cell *cells = ARENA_ARRAY(arena, struct pdf_cell, grid->columns);
	size_t next = 0;

	for (size_t r = 0; r < grid->rows; r++) {
		size_t n = 0;
		bool any = false;

		for (size_t c = 0; c < grid->columns; c++) {
			size_t cell = field_of(grid, r, c), first;

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

/* A frame around the whole page is no table: one cell, and another table inside of it. */
static bool
is_frame(const struct grid *grids, size_t count, size_t index)
{
	const struct grid *grid = &grids[index];

	if (grid->columns != 1 || grid->rows != 1)
		return false;
	for (size_t i = 0; i < count; i++)
		if (i != index && grids[i].at.x0 >= grid->at.x0 && grids[i].at.x1 <= grid->at.x1 &&
		    grids[i].at.y0 >= grid->at.y0 && grids[i].at.y1 <= grid->at.y1)
			return true;
	return false;
}

static size_t
find_grids(struct pdf_page *page, unsigned *tables, struct arena *arena, struct grid **grids)
{
	size_t count = 0, room = 0, kept = 0;

	join_lines(&page->level);
	join_lines(&page->upright);
	size_t all = page->level.count + page->upright.count;
	*grids = NULL;
	/* So many lines are a drawing. */
	if (all > IMPORT_PDF_LINES_MAX)
		return 0;
	size_t *table_of = find_tables(page);
	for (size_t i = 0; i < page->level.count; i++) {
		struct grid grid;

		if (table_of[i] == i && make_grid(&grid, page, table_of, i, arena))
			*ARRAY_ADD(*grids, count, room) = grid;
	}
	free(table_of);
	for (size_t i = 0; i < count; i++)
		if (!is_frame(*grids, count, i)) {
			(*grids)[kept] = (*grids)[i];
			(*grids)[kept++].number = ++*tables;
		}
	return kept;
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
is_overhang(const struct grid *grids, size_t count, const struct pdf_run *run,
    const struct pdf_page *before, const struct pdf_page *after)
{
	int x = (run->at.x0 + run->at.x1) / 2, y = (run->at.y0 + run->at.y1) / 2;

	for (size_t i = 0; i < count; i++) {
		const struct grid *grid = &grids[i];
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
	struct grid *grids;
	struct placed *placed = NULL;
	size_t grid_count = find_grids(page, tables, arena, &grids);
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
