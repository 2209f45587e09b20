/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drop-down lists and list boxes: the control has the number of the entry that is chosen, and the cells of its entries, often on
 * a sheet of their own that is hidden. What cannot be followed, such as a name for cells, leaves the choice lost.
 */
#include "base/mem.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

struct lists {
	struct sheet *sheet;
	struct sheet other; /* the last one that entries were looked up in */
	bool has_other;
};

/* "Sheet2!$A$1:$A$5", "'リスト ''6'!$A$1:$A$5", "$A$1:$A$5": the sheet's name, empty when it is this one. */
static bool
list_parse(struct str text, struct arena *arena, struct str *name, struct area *area)
{
	size_t mark = STR_NONE;
	struct buf plain = { 0 };

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '!')
			mark = i;
	*name = mark == STR_NONE ? (struct str){ 0 } : str_sub(text, 0, mark);
	if (str_starts(*name, STR("'")) && str_ends(*name, STR("'")) && name->len > 1) {
		struct str quoted = str_sub(*name, 1, name->len - 2);

		for (size_t i = 0; i < quoted.len; i++) {
			buf_addc(&plain, quoted.ptr[i]);
			i += quoted.ptr[i] == '\'';
		}
		*name = arena_str(arena, buf_str(&plain));
		buf_release(&plain);
	}
	return area_parse(mark == STR_NONE ? text : str_from(text, mark + 1), area);
}

static const struct sheet_place *
place_named(const struct book *book, struct str name)
{
	for (size_t i = 0; i < book->sheet_count; i++)
		if (book->sheets[i].is_grid && str_eq(book->sheets[i].name, name))
			return &book->sheets[i];
	return NULL;
}

/* The sheet of that name, read when it is another; NULL: there is none, or the package failed. */
static const struct sheet *
sheet_named(struct lists *lists, struct str name)
{
	struct book *book = lists->sheet->book;
	const struct sheet_place *place = place_named(book, name);

	if (name.len == 0 || place == lists->sheet->place)
		return lists->sheet;
	if (place == NULL)
		return NULL;
	if (lists->has_other && lists->other.place == place)
		return &lists->other;
	if (lists->has_other)
		sheet_release(&lists->other);
	/* What it lacks or hides is not the form's to report. */
	struct book counts = *book;
	bool good = sheet_read(&lists->other, book, place);
	lists->has_other = true;
	book->lost_values = counts.lost_values;
	book->activex = counts.activex;
	book->progress = counts.progress;
	return good ? &lists->other : NULL;
}

/* false: nobody knows what is chosen. */
static bool
read_choice(struct lists *lists, struct shape *shape)
{
	struct arena *arena = lists->sheet->book->package->arena;
	const struct sheet *sheet;
	const struct sheet_cell *cell;
	struct area area;
	struct str name;

	shape->text = (struct str){ 0 };
	if (shape->choice == 0)
		return true;
	if (shape->choice < 0 || !list_parse(shape->list, arena, &name, &area) ||
	    shape->choice - 1 > (int64_t)area.last_row - area.row)
		return false;
	sheet = sheet_named(lists, name);
	if (sheet == NULL)
		return false;
	cell = sheet_cell_at(sheet, area.row + (uint32_t)(shape->choice - 1), area.column);
	if (cell == NULL || cell->lost || cell->text.len == 0)
		return false;
	shape->text = cell->text;
	return true;
}

void
lists_read(struct sheet *sheet)
{
	struct lists lists = { .sheet = sheet };

	for (size_t i = 0; i < sheet->shape_count && !sheet->book->package->failed; i++) {
		struct shape *shape = &sheet->shapes[i];

		if (shape->kind == SHAPE_LIST)
			shape->kind = read_choice(&lists, shape) ? SHAPE_TEXT : SHAPE_LOST;
	}
	if (lists.has_other)
		sheet_release(&lists.other);
}
