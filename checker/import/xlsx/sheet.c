/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet and what lies upon it, in order, and looked up by row and column. */
#include "import/xlsx/sheet.h"

#include <stdlib.h>

#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

static int
compare_cells(const void *left, const void *right)
{
	const struct sheet_cell *a = left, *b = right;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

void
sheet_sort(struct sheet *sheet)
{
	if (sheet->cell_count > 0)
		qsort(sheet->cells, sheet->cell_count, sizeof *sheet->cells, compare_cells);
}

static int
compare_areas(const void *left, const void *right)
{
	const struct area *a = left, *b = right;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

void
sheet_sort_merges(struct sheet *sheet)
{
	if (sheet->merge_count > 0)
		qsort(sheet->merges, sheet->merge_count, sizeof *sheet->merges, compare_areas);
}

static int
compare_rows(const void *left, const void *right)
{
	const struct sheet_row *a = left, *b = right;

	return (a->row > b->row) - (a->row < b->row);
}

static bool
areas_meet(const struct area *a, const struct area *b)
{
	return a->row <= b->last_row && b->row <= a->last_row && a->column <= b->last_column &&
	    b->column <= a->last_column;
}

/* Merged areas that overlap are a fault of the file (Excel repairs it): the first stays. */
static void
drop_overlaps(struct sheet *sheet)
{
	size_t kept = 0;

	for (size_t i = 0; i < sheet->merge_count; i++) {
		bool meets = false;

		for (size_t k = kept; k-- > 0 && !meets;) {
			/* Sorted by first row: far above there may still be a tall one, which is rare. */
			if (kept - k > 2000)
				break;
			meets = areas_meet(&sheet->merges[i], &sheet->merges[k]);
		}
		if (!meets)
			sheet->merges[kept++] = sheet->merges[i];
	}
	sheet->merge_count = kept;
}

static bool
read_controls(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->shape_count; i++)
		if (sheet->shapes[i].relation.len > 0 && !control_read(sheet, &sheet->shapes[i]))
			return false;
	return true;
}

static bool
read_drawings(struct sheet *sheet)
{
	const struct relation *legacy = relations_find(&sheet->relations, sheet->legacy_drawing);
	const struct relation *drawing = relations_find(&sheet->relations, sheet->drawing);
	const struct package *package = sheet->book->package;

	if (legacy != NULL && package_has(package, legacy->part) && !vml_read(sheet, legacy->part))
		return false;
	return drawing == NULL || !package_has(package, drawing->part) ||
	    drawing_read(sheet, drawing->part);
}

bool
sheet_read(struct sheet *sheet, struct book *book, const struct sheet_place *place)
{
	*sheet = (struct sheet){ .book = book, .place = place };
	/* Excel's own, when the sheet does not say. */
	sheet->default_points = 15;
	sheet->default_characters = 8.43F;
	sheet->relations = relations_read(book->package, place->part);
	if (!sheet_read_part(sheet))
		return false;
	sheet_sort_merges(sheet);
	if (sheet->row_count > 0)
		qsort(sheet->rows, sheet->row_count, sizeof *sheet->rows, compare_rows);
	drop_overlaps(sheet);
	return read_controls(sheet) && read_drawings(sheet);
}

void
sheet_release(struct sheet *sheet)
{
	free(sheet->cells);
	free(sheet->merges);
	free(sheet->rows);
	free(sheet->columns);
	free(sheet->shapes);
	*sheet = (struct sheet){ 0 };
}

const struct sheet_row *
sheet_row_of(const struct sheet *sheet, uint32_t row)
{
	struct sheet_row key = { .row = row };

	if (sheet->row_count == 0)
		return NULL;
	return bsearch(&key, sheet->rows, sheet->row_count, sizeof key, compare_rows);
}

bool
sheet_row_hidden(const struct sheet *sheet, uint32_t row)
{
	const struct sheet_row *found = sheet_row_of(sheet, row);

	return found != NULL && found->hidden;
}

bool
sheet_column_hidden(const struct sheet *sheet, uint32_t column)
{
	for (size_t i = 0; i < sheet->column_count; i++)
		if (column >= sheet->columns[i].first && column <= sheet->columns[i].last)
			return sheet->columns[i].hidden;
	return false;
}

const struct area *
sheet_merge_at(const struct sheet *sheet, uint32_t row, uint32_t column)
{
	/* Sorted by first row: none that begins below this one. */
	for (size_t i = 0; i < sheet->merge_count && sheet->merges[i].row <= row; i++)
		if (sheet->merges[i].last_row >= row && sheet->merges[i].column <= column &&
		    sheet->merges[i].last_column >= column)
			return &sheet->merges[i];
	return NULL;
}

struct sheet_cell *
sheet_cell_at(const struct sheet *sheet, uint32_t row, uint32_t column)
{
	size_t low = 0, high = sheet->cell_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct sheet_cell *cell = &sheet->cells[middle];

		if (cell->row == row && cell->column == column)
			return cell;
		if (cell->row < row || (cell->row == row && cell->column < column))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
