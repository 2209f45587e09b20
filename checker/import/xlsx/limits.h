/* SPDX-License-Identifier: Apache-2.0 */
/* What a workbook may hold at most, each with its reason. An official form as a workbook has some 12 sheets and 100 KB. */
#ifndef IMPORT_XLSX_LIMITS_H
#define IMPORT_XLSX_LIMITS_H

#include "import/limits.h"

enum {
	/* A workbook of 100 sheets with drawings and check boxes on each has some 600 entries. */
	XLSX_ENTRIES_MAX = 10000,
	/* One sheet with 20,000 rows of styled cells has some 50 MB. */
	XLSX_PART_BYTES_MAX = 64 << 20,
	/* All that is unpacked, so that many parts of the allowed size do not cost minutes. */
	XLSX_TOTAL_BYTES_MAX = 128 << 20,
	/*
	 * Sheets of empty styled cells shrink to a 30th, texts to a fifth; deflate's own limit is 1,032. Small parts may
	 * shrink as they like.
	 */
	XLSX_RATIO_MAX = 200,
	XLSX_RATIO_FROM_BYTES = 1 << 20,
	/* Groups of shapes in groups: 20 levels are an artist's. */
	XLSX_DEPTH_MAX = 100,
	/* More than the names of parts in any workbook that a program writes. */
	XLSX_NAME_MAX_BYTES = 512,
	XLSX_RELATIONS_MAX = 5000,
	XLSX_SHEETS_MAX = 300,
	/* Excel's own limits: the last column is XFD. */
	XLSX_COLUMNS = 16384,
	XLSX_ROWS = 1048576,
	XLSX_STYLES_MAX = 65500,
	/* About 40 bytes each: texts of a form are some thousands. */
	XLSX_STRINGS_MAX = 300000,
	/* Cells of a sheet with a text or a line: 32 bytes each; 4,000 rows of 100 columns. */
	XLSX_CELLS_MAX = 400000,
	XLSX_MERGES_MAX = 100000,
	/* Excel's: 32,767 characters. */
	XLSX_TEXT_MAX_BYTES = 4 * 32767,
	/* All texts of all cells, as often as they are shown: what a text file may have. */
	XLSX_SHOWN_MAX_BYTES = 8 << 20,
	/* Check boxes and text boxes of one sheet; the largest form has some 100 boxes. */
	XLSX_SHAPES_MAX = 5000,
	/* Zip: bytes of an entry's two headers, besides twice its name. */
	XLSX_ZIP_HEADERS = 30 + 46,
	XLSX_CHUNK_BYTES = 16 << 10,
};

#endif
