/* SPDX-License-Identifier: Apache-2.0 */
/* The main part: which sheets there are, in which order, which are hidden, what of them is printed. */
#include "import/xlsx/book.h"

#include <stdlib.h>

#include "base/mem.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

struct reading {
	struct book *book;
	struct relations relations;
	size_t room;
	enum book_kind kind;
	struct buf name;      /* text of a definedName */
	int64_t name_sheet;   /* the sheet whose print area is being read; -1: none */
	struct str elsewhere; /* a sheet that is not in the package */
};

/* "AB" at *at: the column from 0; false: no letters, or too many. */
static bool
column_take(struct str text, size_t *at, uint32_t *column)
{
	uint32_t value = 0;
	size_t from = *at;

	while (*at < text.len && str_is_alpha(text.ptr[*at]) && *at - from < 4)
		value = value * 26 + (uint32_t)(str_lower(text.ptr[(*at)++]) - 'a' + 1);
	if (*at == from || value > XLSX_COLUMNS)
		return false;
	*column = value - 1;
	return true;
}

static bool
row_take(struct str text, size_t *at, uint32_t *row)
{
	size_t digits = str_digits(text, *at);
	int64_t value;

	if (digits == 0 || digits > 7 || !str_parse_i64(str_sub(text, *at, digits), &value) ||
	    value < 1 || value > XLSX_ROWS)
		return false;
	*at += digits;
	*row = (uint32_t)value - 1;
	return true;
}

static bool
corner_parse(struct str text, uint32_t *row, uint32_t *column, bool *has_row, bool *has_column)
{
	size_t at = 0;

	at += at < text.len && text.ptr[at] == '$';
	*has_column = column_take(text, &at, column);
	at += at < text.len && text.ptr[at] == '$';
	*has_row = row_take(text, &at, row);
	return at == text.len && (*has_row || *has_column);
}

bool
area_parse(struct str text, struct area *area)
{
	bool row, column, last_row, last_column;
	struct str rest, first = str_split(text, ':', &rest);

	*area = (struct area){ 0 };
	if (!corner_parse(first, &area->row, &area->column, &row, &column))
		return false;
	if (rest.len == 0) {
		area->last_row = area->row;
		area->last_column = area->column;
		return row && column && first.len == text.len;
	}
	if (!corner_parse(rest, &area->last_row, &area->last_column, &last_row, &last_column) ||
	    row != last_row || column != last_column)
		return false;
	if (!row)
		area->last_row = XLSX_ROWS - 1;
	if (!column)
		area->last_column = XLSX_COLUMNS - 1;
	return area->row <= area->last_row && area->column <= area->last_column;
}

static void
add_sheet(struct reading *r, const struct part_tag *tag)
{
	struct book *book = r->book;
	struct arena *arena = book->package->arena;
	struct str state = part_attribute(tag, "state");
	const struct relation *relation =
	    relations_find(&r->relations, part_attribute_in(tag, SPACE_RELATION, "id"));

	if (book->sheet_count == XLSX_SHEETS_MAX) {
		package_fail(book->package, DIAG_XLSX_MANY, STR("sheet"), STR("300"));
		return;
	}
	struct sheet_place *sheet = ARRAY_ADD(book->sheets, book->sheet_count, r->room);
	sheet->name = arena_str(arena, part_attribute(tag, "name"));
	sheet->hidden = state.len > 0 && !str_is(state, "visible");
	if (relation == NULL)
		return;
	sheet->part = relation->part;
	sheet->is_grid = str_is(relation->type, "worksheet");
	if (sheet->is_grid && relation->external && !sheet->hidden)
		package_fail(book->package, DIAG_XLSX_EXTERNAL, text_cut(relation->part, 200),
		    (struct str){ 0 });
}

static enum book_kind
kind_of(const struct part_tag *root)
{
	return part_is(root, SPACE_SHEET, "workbook")     ? BOOK_SHEETS
	    : part_is(root, SPACE_WORD, "document")       ? BOOK_WORD
	    : part_is(root, SPACE_SLIDES, "presentation") ? BOOK_SLIDES
							  : BOOK_OTHER;
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (tag->depth == 1)
		r->kind = kind_of(tag);
	if (tag->space != SPACE_SHEET)
		return;
	if (str_is(tag->name, "workbookPr")) {
		r->book->date1904 = part_true(part_attribute(tag, "date1904"));
	} else if (str_is(tag->name, "sheet") && tag->depth == 3) {
		add_sheet(r, tag);
	} else if (str_is(tag->name, "definedName")) {
		buf_clear(&r->name);
		r->name_sheet = -1;
		if (str_is(part_attribute(tag, "name"), "_xlnm.Print_Area"))
			str_parse_i64(part_attribute(tag, "localSheetId"), &r->name_sheet);
	}
}

static void
on_text(void *context, struct str text)
{
	struct reading *r = context;

	if (r->name_sheet >= 0 && r->name.len < XLSX_TEXT_MAX_BYTES)
		buf_add(&r->name, text);
}

/* 'Ⅰ 基本情報'!$A$1:$Z$50,'Ⅰ 基本情報'!$A$60:$Z$90: from the first corner to the last, for what is between is no list of options. */
static void
take_print_area(struct sheet_place *sheet, struct str text)
{
	struct str rest = text;
	struct area all = { 0 };
	bool any = false;

	while (rest.len > 0) {
		struct str next, part = str_split(rest, ',', &next);
		size_t sign = part.len;
		struct area area;

		while (sign > 0 && part.ptr[sign - 1] != '!')
			sign--;
		if (!area_parse(str_trim(str_from(part, sign)), &area))
			return;
		if (!any)
			all = area;
		all.row = area.row < all.row ? area.row : all.row;
		all.column = area.column < all.column ? area.column : all.column;
		all.last_row = area.last_row > all.last_row ? area.last_row : all.last_row;
		all.last_column =
		    area.last_column > all.last_column ? area.last_column : all.last_column;
		any = true;
		rest = next;
	}
	if (any)
		sheet->print = all;
}

static void
on_end(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (!part_is(tag, SPACE_SHEET, "definedName") || r->name_sheet < 0)
		return;
	if ((uint64_t)r->name_sheet < r->book->sheet_count)
		take_print_area(&r->book->sheets[r->name_sheet], buf_str(&r->name));
	r->name_sheet = -1;
}

static bool
refuse_kind(struct package *package, enum book_kind kind)
{
	switch (kind) {
	case BOOK_WORD:
		return package_fail(package, DIAG_XLSX_NOT_BOOK, STR("Word (.docx)"),
		    STR(DIAG_BOTH("Wordで開き、PDFか「Webページ（フィルター後）」（."
				  "htm）で保存して取り込んでください。",
			"Open it in Word, save it as PDF or as Web Page, Filtered (.htm), and "
			"import that.")));
	case BOOK_SLIDES:
		return package_fail(package, DIAG_XLSX_NOT_BOOK, STR("PowerPoint (.pptx)"),
		    STR(DIAG_BOTH(
			"PDFに書き出して取り込んでください。", "Save it as PDF and import that.")));
	case BOOK_SHEETS:
	case BOOK_OTHER:
		break;
	}
	return package_fail(package, DIAG_XLSX_NOT_BOOK, STR("zip"),
	    STR(DIAG_BOTH("評価書のExcelブックかPDFを指定してください。",
		"Name the form's Excel workbook or PDF.")));
}

/* The main part of a package that is none of Office Open XML's, or of its binary kind. */
static bool
refuse_package(struct package *package)
{
	if (package_has(package, STR("mimetype")))
		return package_fail(package, DIAG_XLSX_NOT_BOOK, STR("OpenDocument (.ods, .odt)"),
		    STR(DIAG_BOTH(
			"LibreOfficeなどで開き、表ならExcelブック（.xlsx）、文書ならPDFで保存して取"
			"り込んでください。",
			"Open it in LibreOffice, save a table as an Excel workbook (.xlsx), a "
			"text as PDF, and import that.")));
	return refuse_kind(package, BOOK_OTHER);
}

static bool
read_main(struct reading *r, struct str part)
{
	const struct part_reader reader = {
		.context = r, .start = on_start, .end = on_end, .text = on_text
	};

	if (str_ends(part, STR(".bin")))
		return package_fail(r->book->package, DIAG_XLSX_NOT_BOOK, STR("Excel (.xlsb)"),
		    STR(DIAG_BOTH(
			"Excelで開き、「Excelブック（.xlsx）」で保存して取り込んでください。",
			"Open it in Excel, save it as Excel Workbook (.xlsx), and import that.")));
	r->relations = relations_read(r->book->package, part);
	if (!part_read(r->book->package, part, &reader))
		return false;
	return r->kind == BOOK_SHEETS || refuse_kind(r->book->package, r->kind);
}

static bool
read_shared(struct book *book, const struct relations *relations)
{
	const struct relation *styles = relations_typed(relations, "styles");
	const struct relation *strings = relations_typed(relations, "sharedStrings");

	return (styles == NULL || book_read_styles(book, styles->part)) &&
	    (strings == NULL || book_read_strings(book, strings->part));
}

bool
book_read(struct book *book, struct package *package)
{
	struct reading r = { .book = book, .kind = BOOK_OTHER, .name_sheet = -1 };
	struct relations root = relations_read(package, (struct str){ 0 });
	const struct relation *main_part = relations_typed(&root, "officeDocument");

	book->package = package;
	if (package->failed)
		return false;
	if (main_part == NULL)
		return refuse_package(package);
	bool good = read_main(&r, main_part->part) && read_shared(book, &r.relations);
	buf_release(&r.name);
	return good && !package->failed;
}

void
book_release(struct book *book)
{
	free(book->strings);
	free(book->styles);
	free(book->sheets);
	*book = (struct book){ 0 };
}
