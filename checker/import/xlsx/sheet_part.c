/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a sheet as it is read: cells as they are shown, merged areas, what is hidden, which drawings and controls there are. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "base/banned.h"

enum { TELL_ROWS = 1000 };

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_INLINE, CELL_BOOLEAN, CELL_ERROR };

static const struct type_name {
	const char *name;
	enum cell_type type;
} types[] = {
	{ "n", CELL_NUMBER },
	{ "s", CELL_SHARED },
	{ "str", CELL_TEXT }, /* what a formula gave */
	{ "d", CELL_TEXT },   /* ISO 8601 */
	{ "inlineStr", CELL_INLINE },
	{ "b", CELL_BOOLEAN },
	{ "e", CELL_ERROR },
};

struct reading {
	struct sheet *sheet;
	uint32_t row, column; /* of the cell that is open */
	uint32_t next_row, next_column;
	bool unordered;
	bool in_cell, in_value, has_value, has_formula;
	enum cell_type type;
	struct str format;
	uint8_t lines;
	struct buf value;
	struct rich_text rich;
};

static bool
number_parse(struct str text, float *number)
{
	double value;

	if (!str_parse_double(text, &value) || !(value >= 0 && value < 1e6))
		return false;
	*number = (float)value;
	return true;
}

static bool
fail_many(struct sheet *sheet, const char *what, const char *limit)
{
	return package_fail(sheet->book->package, DIAG_XLSX_MANY, str_of(what), str_of(limit));
}

/* ---- rows and columns ----------------------------------------------------------------------------------------- */

static void
start_row(struct reading *r, const struct part_tag *tag)
{
	struct sheet *sheet = r->sheet;
	int64_t number;
	float points = 0;

	r->row = r->next_row;
	if (str_parse_i64(part_attribute(tag, "r"), &number) && number >= 1 && number <= XLSX_ROWS)
		r->row = (uint32_t)number - 1;
	r->next_row = r->row + 1;
	r->next_column = 0;
	if (++sheet->book->progress.rows % TELL_ROWS == 0)
		sink_progress(sheet->book->package->sink, &sheet->book->progress);
	bool hidden = part_true(part_attribute(tag, "hidden"));
	bool own = number_parse(part_attribute(tag, "ht"), &points);
	hidden = hidden || (own && points <= 0);
	if (!hidden && !own)
		return;
	if (sheet->row_count == XLSX_ROWS) {
		fail_many(sheet, "row", "1,048,576");
		return;
	}
	*ARRAY_ADD(sheet->rows, sheet->row_count, sheet->row_room) = (struct sheet_row){
		.row = r->row,
		.hidden = hidden,
		.points = own ? points : sheet->default_points,
	};
}

static void
add_columns(struct sheet *sheet, const struct part_tag *tag)
{
	int64_t first, last;
	float width = sheet->default_characters;
	bool own = number_parse(part_attribute(tag, "width"), &width);

	if (!str_parse_i64(part_attribute(tag, "min"), &first) ||
	    !str_parse_i64(part_attribute(tag, "max"), &last) || first < 1 || last < first ||
	    first > XLSX_COLUMNS || sheet->column_count >= XLSX_COLUMNS)
		return;
	*ARRAY_ADD(sheet->columns, sheet->column_count, sheet->column_room) = (struct sheet_column){
		.first = (uint16_t)(first - 1),
		.last = (uint16_t)((last > XLSX_COLUMNS ? XLSX_COLUMNS : last) - 1),
		.hidden = part_true(part_attribute(tag, "hidden")) || (own && width <= 0),
		.characters = width,
	};
}

static void
add_merge(struct sheet *sheet, const struct part_tag *tag)
{
	struct area area;

	if (!area_parse(part_attribute(tag, "ref"), &area) ||
	    (area.row == area.last_row && area.column == area.last_column))
		return;
	if (sheet->merge_count == XLSX_MERGES_MAX)
		fail_many(sheet, "mergeCell", "100,000");
	else
		*ARRAY_ADD(sheet->merges, sheet->merge_count, sheet->merge_room) = area;
}

/* ---- cells ---------------------------------------------------------------------------------------------------- */

static enum cell_type
type_of(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_is(name, types[i].name))
			return types[i].type;
	return CELL_NUMBER;
}

static void
start_cell(struct reading *r, const struct part_tag *tag)
{
	const struct book *book = r->sheet->book;
	struct area place;
	int64_t style;

	r->column = r->next_column;
	if (area_parse(part_attribute(tag, "r"), &place)) {
		r->row = place.row;
		r->column = place.column;
	}
	r->next_column = r->column + 1;
	r->in_cell = true;
	r->has_formula = r->has_value = r->in_value = false;
	r->type = type_of(part_attribute(tag, "t"));
	r->lines = 0;
	r->format = (struct str){ 0 };
	if (str_parse_i64(part_attribute(tag, "s"), &style) && style >= 0 &&
	    (size_t)style < book->style_count) {
		r->lines = book->styles[style].lines;
		r->format = book->styles[style].format;
	}
	buf_clear(&r->value);
	buf_clear(&r->rich.text);
}

/* false: its value is not in the file. */
static bool
cell_text(struct reading *r, struct str *text)
{
	const struct book *book = r->sheet->book;
	struct arena *arena = book->package->arena;
	struct str raw = str_trim(buf_str(&r->value));
	int64_t index;
	double number;

	*text = (struct str){ 0 };
	if (r->type == CELL_INLINE) {
		*text = format_text(arena, rich_text_take(&r->rich, arena), r->format);
		return true;
	}
	if (!r->has_value || raw.len == 0)
		return !r->has_formula || r->type == CELL_TEXT;
	switch (r->type) {
	case CELL_SHARED:
		if (!str_parse_i64(raw, &index) || index < 0 || (size_t)index >= book->string_count)
			return false;
		*text = format_text(arena, book->strings[index], r->format);
		return true;
	case CELL_TEXT:
		r->rich.in_t = true;
		rich_text_add(&r->rich, buf_str(&r->value));
		*text = format_text(arena, rich_text_take(&r->rich, arena), r->format);
		return true;
	case CELL_BOOLEAN:
		*text = part_true(raw) ? STR("☑") : STR("☐");
		return true;
	case CELL_NUMBER:
		if (!str_parse_double(raw, &number))
			return false;
		*text =
		    format_number(arena, arena_str(arena, raw), number, r->format, book->date1904);
		return true;
	case CELL_ERROR:
	case CELL_INLINE:
		break;
	}
	return false;
}

static void
end_cell(struct reading *r)
{
	struct sheet *sheet = r->sheet;
	struct str text;
	bool lost = !cell_text(r, &text);

	r->in_cell = false;
	if (text.len == 0 && !lost && r->lines == 0)
		return;
	if (r->column >= XLSX_COLUMNS)
		return;
	if (sheet->cell_count == XLSX_CELLS_MAX) {
		fail_many(sheet, "c", "400,000");
		return;
	}
	if (sheet->cell_count > 0) {
		const struct sheet_cell *last = &sheet->cells[sheet->cell_count - 1];

		r->unordered = r->unordered || last->row > r->row ||
		    (last->row == r->row && last->column >= r->column);
	}
	*ARRAY_ADD(sheet->cells, sheet->cell_count, sheet->cell_room) = (struct sheet_cell){
		.row = r->row,
		.column = (uint16_t)r->column,
		.lines = r->lines,
		.lost = lost,
		.text = text,
	};
	sheet->book->lost_values += lost;
	sheet->book->shown_bytes += text.len;
	if (sheet->book->shown_bytes > XLSX_SHOWN_MAX_BYTES)
		package_fail(
		    sheet->book->package, DIAG_XLSX_TOTAL, STR("8 MiB"), (struct str){ 0 });
}

/* ---- tags ----------------------------------------------------------------------------------------------------- */

static void
start_in_cell(struct reading *r, const struct part_tag *tag)
{
	if (str_is(tag->name, "v"))
		r->in_value = r->has_value = true;
	else if (str_is(tag->name, "f"))
		r->has_formula = true;
	else
		rich_text_start(&r->rich, tag);
}

static void
start_other(struct reading *r, const struct part_tag *tag)
{
	struct sheet *sheet = r->sheet;
	struct arena *arena = sheet->book->package->arena;
	struct str relation = part_attribute_in(tag, SPACE_RELATION, "id");
	int64_t id;

	if (str_is(tag->name, "sheetFormatPr")) {
		number_parse(part_attribute(tag, "defaultRowHeight"), &sheet->default_points);
		number_parse(part_attribute(tag, "defaultColWidth"), &sheet->default_characters);
	} else if (str_is(tag->name, "col")) {
		add_columns(sheet, tag);
	} else if (str_is(tag->name, "mergeCell")) {
		add_merge(sheet, tag);
	} else if (str_is(tag->name, "drawing")) {
		sheet->drawing = arena_str(arena, relation);
	} else if (str_is(tag->name, "legacyDrawing")) {
		sheet->legacy_drawing = arena_str(arena, relation);
	} else if (str_is(tag->name, "control") &&
	    str_parse_i64(part_attribute(tag, "shapeId"), &id) && id > 0) {
		struct shape *shape = sheet_shape(sheet, id);

		/* Its part is read when this one is: two parts are never open at once. */
		if (shape != NULL)
			shape->relation = arena_str(arena, relation);
	}
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (tag->space != SPACE_SHEET)
		return;
	if (r->in_cell)
		start_in_cell(r, tag);
	else if (str_is(tag->name, "c"))
		start_cell(r, tag);
	else if (str_is(tag->name, "row"))
		start_row(r, tag);
	else
		start_other(r, tag);
}

static void
on_text(void *context, struct str text)
{
	struct reading *r = context;

	if (r->in_value && r->value.len < XLSX_TEXT_MAX_BYTES)
		buf_add(&r->value, text_cut(text, XLSX_TEXT_MAX_BYTES - r->value.len));
	else if (r->in_cell)
		rich_text_add(&r->rich, text);
}

static void
on_end(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (!r->in_cell || tag->space != SPACE_SHEET)
		return;
	rich_text_end(&r->rich, tag);
	if (str_is(tag->name, "v"))
		r->in_value = false;
	else if (str_is(tag->name, "c"))
		end_cell(r);
}

bool
sheet_read_part(struct sheet *sheet)
{
	struct reading r = { .sheet = sheet };
	const struct part_reader reader = {
		.context = &r, .start = on_start, .end = on_end, .text = on_text
	};
	bool good = part_read(sheet->book->package, sheet->place->part, &reader);

	buf_release(&r.value);
	buf_release(&r.rich.text);
	if (good && r.unordered)
		sheet_sort(sheet);
	return good;
}
