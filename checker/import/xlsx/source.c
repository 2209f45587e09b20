/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workbooks as a source (.xlsx, .xlsm; transitional and strict): all visible sheets are one form, a sheet is a page, a row of a
 * sheet is a line. What a workbook has that cannot be read, or is not shown, is said.
 */
#include "import/blocks.h"
#include "import/limits.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/sheet.h"
#include "import/xlsx/zip_library.h"
#include "base/banned.h"

static bool
claims_zip(struct str bytes)
{
	return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("PK\x05\x06"));
}

static bool
read_sheet(struct book *book, const struct sheet_place *place, uint32_t page, struct blocks *blocks)
{
	struct sheet sheet = { 0 };
	bool good = sheet_read(&sheet, book, place);

	if (good) {
		shapes_place(&sheet);
		good = grid_blocks(&sheet, page, blocks);
	}
	sheet_release(&sheet);
	return good && !book->package->failed;
}

static bool
read_sheets(struct book *book, struct blocks *blocks)
{
	uint32_t page = 0;

	blocks->pages = PAGES_SHEETS;
	blocks->sheets = ARENA_ARRAY(blocks->arena, struct str, book->sheet_count);
	for (size_t i = 0; i < book->sheet_count; i++) {
		const struct sheet_place *place = &book->sheets[i];

		book->progress = (struct progress_step){
			.unit = PROGRESS_SHEETS, .done = i, .total = book->sheet_count
		};
		sink_progress(book->package->sink, &book->progress);
		if (place->hidden) {
			book->hidden_sheets++;
			continue;
		}
		blocks->sheets[page] = arena_str(blocks->arena, place->name);
		if (place->is_grid && !read_sheet(book, place, page, blocks))
			return false;
		page++;
	}
	if (page == 0)
		return package_fail(
		    book->package, DIAG_XLSX_NO_SHEET, (struct str){ 0 }, (struct str){ 0 });
	return true;
}

static void
put_count(struct buf *text, size_t count, const char *unit)
{
	if (count > 0)
		buf_addf(text, "%s%s %zu", text->len > 0 ? ", " : "", unit, count);
}

/* What was left out, in both languages. */
static void
say_left_out(const struct book *book)
{
	const struct package *package = book->package;
	struct diag_at at = { .file = package->file };
	struct buf text = { 0 };

	put_count(&text, book->hidden_sheets, "非表示のシート");
	put_count(&text, book->hidden_rows, "非表示の行");
	put_count(&text, book->hidden_columns, "非表示の列");
	put_count(&text, book->outside_cells, "印刷範囲の外のセル");
	if (text.len > 0) {
		struct buf english = { 0 };

		put_count(&english, book->hidden_sheets, "hidden sheets");
		put_count(&english, book->hidden_rows, "hidden rows");
		put_count(&english, book->hidden_columns, "hidden columns");
		put_count(&english, book->outside_cells, "cells outside of the print area");
		buf_adds(&text, DIAG_BOTH("", ""));
		buf_add(&text, buf_str(&english));
		sink_diag(package->sink, DIAG_XLSX_HIDDEN, at, buf_str(&text), (struct str){ 0 },
		    (struct str){ 0 });
		buf_release(&english);
	}
	buf_release(&text);
	if (book->lost_values > 0)
		sink_diag(package->sink, DIAG_XLSX_NO_VALUE, at,
		    arena_printf(package->arena, "%zu", book->lost_values), (struct str){ 0 },
		    (struct str){ 0 });
	if (book->activex > 0)
		sink_diag(package->sink, DIAG_XLSX_ACTIVEX, at,
		    arena_printf(package->arena, "%zu", book->activex), (struct str){ 0 },
		    (struct str){ 0 });
}

static bool
read_xlsx(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct package package = { .file = file, .sink = sink, .arena = blocks->arena };
	struct book book = { .package = &package };
	bool good = package_open(&package, bytes) && book_read(&book, &package) &&
	    read_sheets(&book, blocks);

	if (good)
		say_left_out(&book);
	book_release(&book);
	package_close(&package);
	return good;
}

static void
prepare_xlsx(void)
{
	struct zip_library library;

	/* Where it is missing, read_xlsx says so. */
	(void)zip_library_load(&library);
}

const struct import_source import_source_xlsx = {
	.name = "xlsx",
	.max_bytes = IMPORT_BOOK_MAX_BYTES,
	.claims = claims_zip,
	.prepare = prepare_xlsx,
	.read = read_xlsx,
};
