/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of office programs that are read by no source: older ones, whose container is a compound file ([MS-CFB]), and RTF. Each is
 * refused by name, with what to do; else its bytes would be taken for a text that nobody can read.
 */
#include "base/scope.h"
#include "import/blocks.h"
#include "import/limits.h"

#include "base/banned.h"

#define SAVE_AS_PDF(ja, en)                                                                        \
	DIAG_BOTH(ja "で開き、PDFに書き出して取り込んでください。",                                \
	    "Open it in " en ", save it as PDF, and import that.")

/* By a stream that only this kind of document has. */
static const struct kind {
	const char *stream;
	const char *name, *what_to_do;
} kinds[] = {
	{ "WordDocument", "Word 97-2003 (.doc)", SAVE_AS_PDF("Word", "Word") },
	{ "PowerPoint Document", "PowerPoint 97-2003 (.ppt)",
	    SAVE_AS_PDF("PowerPoint", "PowerPoint") },
	/* 一太郎 */
	{ "DocumentText", DIAG_BOTH("一太郎 (.jtd)", "Ichitaro (.jtd)"),
	    SAVE_AS_PDF("一太郎", "Ichitaro") },
	{ "Workbook", "Excel 97-2003 (.xls)",
	    DIAG_BOTH("Excelで開き、「Excelブック（.xlsx）」で保存して取り込んでください。",
		"Open it in Excel, save it as Excel Workbook (.xlsx), and import that.") },
	{ "Book", "Excel 95 (.xls)",
	    DIAG_BOTH("Excelで開き、「Excelブック（.xlsx）」で保存して取り込んでください。",
		"Open it in Excel, save it as Excel Workbook (.xlsx), and import that.") },
};

static const struct kind other = { "", DIAG_BOTH("古い形式のOffice文書", "an older office program"),
	DIAG_BOTH("作ったソフトで開き、PDFに書き出して取り込んでください。",
	    "Open it in the program that made it, save it as PDF, and import that.") };
static const struct kind rich_text = { "", DIAG_BOTH("リッチテキスト (.rtf)", "rich text (.rtf)"),
	SAVE_AS_PDF("Word", "Word") };

/* The names in the directory of a compound file ([MS-CFB] 2.6): UTF-16, in entries of 128 bytes. */
static bool
compound_has(struct str bytes, struct str name)
{
	enum { HEADER_BYTES = 512, ENTRY_BYTES = 128 };

	for (size_t at = HEADER_BYTES; at + ENTRY_BYTES <= bytes.len; at += ENTRY_BYTES) {
		size_t i = 0;

		while (i < name.len && bytes.ptr[at + 2 * i] == name.ptr[i] &&
		    bytes.ptr[at + 2 * i + 1] == '\0')
			i++;
		if (i == name.len && bytes.ptr[at + 2 * i] == '\0')
			return true;
	}
	return false;
}

static bool
is_rich_text(struct str bytes)
{
	return str_starts(bytes, STR("{\\rtf"));
}

static bool
claims_office(struct str bytes)
{
	return str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) || is_rich_text(bytes);
}

static bool
read_office(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct diag_at at = { .file = file };
	const struct kind *kind = is_rich_text(bytes) ? &rich_text : &other;

	(void)blocks;
	if (kind == &other && compound_has(bytes, STR("EncryptedPackage"))) {
		sink_diag(sink, DIAG_XLSX_ENCRYPTED, at, (struct str){ 0 }, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	for (size_t i = 0; kind == &other && i < COUNT_OF(kinds); i++)
		if (compound_has(bytes, str_of(kinds[i].stream)))
			kind = &kinds[i];
	sink_diag(sink, DIAG_XLSX_NOT_BOOK, at, str_of(kind->name), str_of(kind->what_to_do),
	    (struct str){ 0 });
	return false;
}

const struct import_source import_source_office = {
	.name = "office",
	.max_bytes = IMPORT_BOOK_MAX_BYTES,
	.claims = claims_office,
	.read = read_office,
};
