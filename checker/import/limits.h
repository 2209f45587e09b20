/* SPDX-License-Identifier: Apache-2.0 */
/* What a published form may be at most. The largest form seen has 540 lines and 125 KB of text. */
#ifndef IMPORT_LIMITS_H
#define IMPORT_LIMITS_H

enum {
	/* Reason: a form is a document of tens of pages; a hundred times the largest seen is no form. */
	IMPORT_TEXT_MAX_BYTES = 8 << 20,
	/* Reason: photographs and plans in a workbook are not read, but are in the file; a scanned form of 60 pages has 30 MB. */
	IMPORT_BOOK_MAX_BYTES = 64 << 20,
	IMPORT_LINES_MAX = 60000,
	/* Reason: one cell of a table is one line; the longest seen has 5 KB. */
	IMPORT_LINE_MAX_BYTES = 256 * 1024,
	/* Reason: recognised tables have up to 24 columns, mostly empty. */
	IMPORT_CELLS_MAX = 256,
	/* Reason: libxml2 looks for the element to close through all that are open; pages of forms nest some thirty. */
	IMPORT_HTML_DEPTH_MAX = 500,
	/* Reason: the layout of a page takes three or four tables, a cell of a form one. */
	IMPORT_TABLES_MAX = 16,
	/* Reason: a tag that does not end near its beginning is text. */
	IMPORT_TAG_MAX_BYTES = 1000,
	/* Reason: labels are one sentence; what is longer is a value and is compared with no label. */
	IMPORT_LABEL_MAX_BYTES = 400,
	/* Reason: more rows of 変更箇所 or 記録項目 than FORM_INSTANCE_MAX have no id. */
	IMPORT_RECORDS_MAX = 1000,
	/* Reason: of a text layer every page is held against every choice; forms have tens of pages. */
	IMPORT_PAGES_MAX = 400,
	/* Reason: a page of a form has 200 ruled lines and a table of 60 rows; with more it is a drawing, and has no tables. */
	IMPORT_PDF_LINES_MAX = 2000,
	/* Reason: so many lines may still cross in a million points; the finest table of a form has some thousand fields. */
	IMPORT_PDF_FIELDS_MAX = 100000,
	/* Reason: a page has some tens of boxes and rings; each is held against the others and against the text. */
	IMPORT_PDF_SHAPES_MAX = 500,
	/* Reason: text that belongs nowhere is shown to a person, who reads no more than this. */
	IMPORT_LOOSE_MAX = 2000,
};

#endif
