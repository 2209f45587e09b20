/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a page: ruled lines that touch make a grid; its fields that no line parts are one cell. */
#include <stdlib.h>

#include "base/mem.h"
#include "import/limits.h"
#include "import/source_pdf_grid.h"

#include "base/banned.h"

enum {
	/* Lengths in tenths of a point. */
	SAME_LEVEL = 18, /* double lines, and both edges of a thick one */
	PIECE_GAP = 30,  /* between dashes of a line */
	LINE_LEAST = 50,
	TOUCH = 25,
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
join_fields(struct pdf_grid *grid, const struct pdf_page *page, const size_t *tables, size_t table)
{
	size_t levels = page->level.count;

	for (size_t r = 0; r < grid->rows; r++)
		for (size_t c = 0; c < grid->columns; c++) {
			size_t field = pdf_grid_field(grid, r, c);

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
make_grid(struct pdf_grid *grid, const struct pdf_page *page, const size_t *tables, size_t table,
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
	*grid = (struct pdf_grid){ .at = at, .xs = xs, .ys = ys };
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

/* A frame around the whole page is no table: one cell, and another table inside of it. */
static bool
is_frame(const struct pdf_grid *grids, size_t count, size_t index)
{
	const struct pdf_grid *grid = &grids[index];

	if (grid->columns != 1 || grid->rows != 1)
		return false;
	for (size_t i = 0; i < count; i++)
		if (i != index && grids[i].at.x0 >= grid->at.x0 && grids[i].at.x1 <= grid->at.x1 &&
		    grids[i].at.y0 >= grid->at.y0 && grids[i].at.y1 <= grid->at.y1)
			return true;
	return false;
}

size_t
pdf_grids_find(
    struct pdf_page *page, unsigned *tables, struct arena *arena, struct pdf_grid **grids)
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
		struct pdf_grid grid;

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
