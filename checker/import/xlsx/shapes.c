/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lies upon the grid becomes text of the cell beneath it: a text box its text, a list what is chosen, a check box ☑ or ☐
 * before its caption. A box whose state nobody can tell is the box of a source that may have lost its ○.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

enum {
	EMU_PER_POINT = 12700,
	EMU_PER_PIXEL = 9525,
	/* How far a shape may begin left of the cell that it is meant for: a third of a small column. */
	REACH = 12 * EMU_PER_PIXEL,
	/* A shape over more rows or columns than this is a picture of the whole. */
	STEPS_MAX = 500,
};

struct placed {
	uint32_t row, column; /* of the cell */
	const struct shape *shape;
};

static int64_t
row_height(const struct sheet *sheet, uint32_t row)
{
	const struct sheet_row *own = sheet_row_of(sheet, row);

	if (own == NULL)
		return (int64_t)((double)sheet->default_points * EMU_PER_POINT);
	return own->hidden ? 0 : (int64_t)((double)own->points * EMU_PER_POINT);
}

static int64_t
column_width(const struct sheet *sheet, uint32_t column)
{
	double characters = (double)sheet->default_characters;

	for (size_t i = 0; i < sheet->column_count; i++)
		if (column >= sheet->columns[i].first && column <= sheet->columns[i].last) {
			if (sheet->columns[i].hidden)
				return 0;
			characters = (double)sheet->columns[i].characters;
		}
	/* 7 pixels a digit and 5 of margin in the usual font. */
	return (int64_t)(characters * 7 + 5) * EMU_PER_PIXEL;
}

/* The cell that lies so far behind the beginning of this one. */
static uint32_t
walk(const struct sheet *sheet, uint32_t at, int64_t distance,
    int64_t (*size)(const struct sheet *sheet, uint32_t at))
{
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		int64_t own = size(sheet, at);

		if (distance < own)
			break;
		distance -= own;
		at++;
	}
	return at;
}

static int64_t
extent(const struct sheet *sheet, uint32_t from, uint32_t to, int64_t off_from, int64_t off_to,
    int64_t (*size)(const struct sheet *sheet, uint32_t at))
{
	int64_t sum = off_to - off_from;

	if (to < from || to - from > STEPS_MAX)
		return 0;
	for (uint32_t at = from; at < to; at++)
		sum += size(sheet, at);
	return sum < 0 ? 0 : sum;
}

/* In height its middle, in width its beginning: check boxes stand at the beginning of their text. */
static void
place(const struct sheet *sheet, const struct shape *shape, struct placed *placed)
{
	const struct corner *from = &shape->from, *to = &shape->to;
	int64_t height = extent(sheet, from->row, to->row, from->down, to->down, row_height);
	int64_t width =
	    extent(sheet, from->column, to->column, from->right, to->right, column_width);
	int64_t reach = width / 2 < REACH ? width / 2 : REACH;
	const struct area *merge;

	/* A tall text box begins where it is meant to be read. */
	if (shape->kind == SHAPE_TEXT && height > 4 * row_height(sheet, from->row))
		height = 2 * row_height(sheet, from->row);
	placed->row = walk(sheet, from->row, from->down + height / 2, row_height);
	placed->column = walk(sheet, from->column, from->right + reach, column_width);
	placed->shape = shape;
	merge = sheet_merge_at(sheet, placed->row, placed->column);
	if (merge != NULL) {
		placed->row = merge->row;
		placed->column = merge->column;
	}
}

static int
compare_placed(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	const struct corner *x = &a->shape->from, *y = &b->shape->from;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return (x->right > y->right) - (x->right < y->right);
}

static struct str
shape_text(struct arena *arena, const struct shape *shape)
{
	struct str caption = blocks_plain(arena, shape->text);
	const char *box = shape->kind == SHAPE_LOST || shape->state == SHAPE_UNSURE ? BOX_UNCHECKED
	    : shape->state == SHAPE_CHECKED                                         ? "☑"
										    : "☐";

	/* A list has no caption, and its value is lost. */
	if (shape->kind == SHAPE_TEXT || (shape->kind == SHAPE_LOST && caption.len == 0))
		return caption;
	return arena_printf(arena, "%s%s%.*s", box, caption.len > 0 ? " " : "", STR_ARG(caption));
}

/* Of all that lies upon one cell and what it says itself, one text. */
static struct str
cell_with(struct arena *arena, struct str own, const struct placed *list, size_t count)
{
	struct buf text = { 0 };

	if (own.len > 0 && count == 1 && list->shape->kind == SHAPE_CHECK &&
	    list->shape->text.len == 0)
		return arena_printf(
		    arena, "%.*s %.*s", STR_ARG(shape_text(arena, list->shape)), STR_ARG(own));
	/* Several boxes without captions behind a text: which is whose cannot be told, and is not. */
	buf_add(&text, own);
	for (size_t i = 0; i < count; i++) {
		if (text.len > 0)
			buf_addc(&text, list[i].shape->kind == SHAPE_TEXT ? '\n' : ' ');
		buf_add(&text, shape_text(arena, list[i].shape));
	}
	struct str all = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return all;
}

/* TRUE and FALSE of the cell that keeps a check box's state are said by the check box; the number of a choice by its words. */
static void
clear_link(struct sheet *sheet, const struct shape *shape)
{
	struct area area;
	struct sheet_cell *cell;

	if (!area_parse(shape->link, &area))
		return;
	cell = sheet_cell_at(sheet, area.row, area.column);
	if (cell == NULL || cell->text.len == 0)
		return;
	if (shape->numbered ? str_digits(cell->text, 0) == cell->text.len
			    : shape->kind == SHAPE_CHECK &&
		    (str_is(cell->text, "☑") || str_is(cell->text, "☐")))
		cell->text = (struct str){ 0 };
}

static void
put_cell(struct sheet *sheet, size_t sorted, const struct placed *list, size_t count)
{
	struct arena *arena = sheet->book->package->arena;
	struct sheet_cell *cell;
	size_t all = sheet->cell_count;

	/* The new ones stand behind those that are in order. */
	sheet->cell_count = sorted;
	cell = sheet_cell_at(sheet, list->row, list->column);
	sheet->cell_count = all;
	if (cell == NULL) {
		cell = ARRAY_ADD(sheet->cells, sheet->cell_count, sheet->cell_room);
		cell->row = list->row;
		cell->column = (uint16_t)list->column;
	}
	for (size_t i = 0; i < count; i++)
		cell->lost = cell->lost || list[i].shape->kind == SHAPE_LOST;
	cell->text = cell_with(arena, blocks_plain(arena, cell->text), list, count);
	cell->has_shape = true;
}

void
shapes_place(struct sheet *sheet)
{
	struct placed *list = mem_alloc(sheet->shape_count + 1, sizeof *list);
	size_t count = 0, sorted = sheet->cell_count, n;

	lists_read(sheet);
	for (size_t i = 0; i < sheet->shape_count; i++) {
		const struct shape *shape = &sheet->shapes[i];

		clear_link(sheet, shape);
		if (shape->kind != SHAPE_NONE && shape->has_place &&
		    (shape->kind != SHAPE_TEXT || shape->text.len > 0))
			place(sheet, shape, &list[count++]);
	}
	qsort(list, count, sizeof *list, compare_placed);
	for (size_t i = 0; i < count; i += n) {
		for (n = 1; i + n < count && list[i + n].row == list[i].row &&
		     list[i + n].column == list[i].column;
		     n++)
			continue;
		if (list[i].column < XLSX_COLUMNS && list[i].row < XLSX_ROWS)
			put_cell(sheet, sorted, &list[i], n);
	}
	free(list);
	sheet_sort(sheet);
}
