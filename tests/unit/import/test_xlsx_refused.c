/* SPDX-License-Identifier: Apache-2.0 */
/* import/xlsx: what is refused and why, each limit, and that nothing outside of the file is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/mem.h"
#include "import/packing.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/zip_library.h"
#include "base/banned.h"

#define SHEET "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"

static void
assert_packing_refused(struct packing *packing, enum diag_code code, const char *a)
{
	assert_bytes_refused(packing_end(packing), code, a);
	packing_release(packing);
}

static void
test_not_a_workbook(void **state)
{
	struct packing packing = { 0 };

	(void)state;
	assert_bytes_refused(STR("PK\x03\x04xlsx"), DIAG_XLSX_ZIP, NULL);
	assert_bytes_refused(STR("PK\x05\x06"), DIAG_XLSX_ZIP, NULL);
	packing_adds(&packing, "readme.txt", "x");
	assert_packing_refused(&packing, DIAG_XLSX_NOT_BOOK, "zip");
	packing_add(
	    &packing, "mimetype", STR("application/vnd.oasis.opendocument.spreadsheet"), false);
	assert_packing_refused(&packing, DIAG_XLSX_NOT_BOOK, "OpenDocument (.ods, .odt)");
	packing_add(&packing, "mimetype", STR("application/vnd.oasis.opendocument.text"), false);
	assert_packing_refused(&packing, DIAG_XLSX_NOT_BOOK, "OpenDocument (.ods, .odt)");
	packing_adds(&packing, "_rels/.rels",
	    "<Relationships xmlns='" RELS_NS
	    "'>" RELATIONSHIP("a", "officeDocument", "w.xml") "</Relationships>");
	packing_adds(&packing, "w.xml",
	    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>");
	assert_packing_refused(&packing, DIAG_XLSX_NOT_BOOK, "Word (.docx)");
	packing_adds(&packing, "_rels/.rels",
	    "<Relationships xmlns='" RELS_NS
	    "'>" RELATIONSHIP("a", "officeDocument", "xl/workbook.bin") "</Relationships>");
	assert_packing_refused(&packing, DIAG_XLSX_NOT_BOOK, "Excel (.xlsb)");
}

/* Compound files: their directory tells a locked workbook from an old one. */
static void
assert_compound(const char *name, enum diag_code code, const char *a)
{
	char bytes[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

	for (size_t i = 0; name[i] != '\0'; i++)
		bytes[1024 + 128 + 2 * i] = name[i];
	assert_bytes_refused((struct str){ bytes, sizeof bytes }, code, a);
	/* Cut anywhere it is refused still. */
	for (size_t n = 8; n < sizeof bytes; n += 61) {
		struct packing_reading reading;

		packing_read(&reading, (struct str){ bytes, n });
		assert_int_equal(reading.diags.count, 1);
		packing_reading_release(&reading);
	}
}

static void
test_compound(void **state)
{
	(void)state;
	assert_compound("EncryptedPackage", DIAG_XLSX_ENCRYPTED, NULL);
	assert_compound("Workbook", DIAG_XLSX_NOT_BOOK, "Excel 97-2003 (.xls)");
	assert_compound("Book", DIAG_XLSX_NOT_BOOK, "Excel 95 (.xls)");
	assert_compound("WordDocument", DIAG_XLSX_NOT_BOOK, "Word 97-2003 (.doc)");
	assert_compound("PowerPoint Document", DIAG_XLSX_NOT_BOOK, "PowerPoint 97-2003 (.ppt)");
	assert_compound(
	    "DocumentText", DIAG_XLSX_NOT_BOOK, DIAG_BOTH("一太郎 (.jtd)", "Ichitaro (.jtd)"));
	assert_compound("SummaryInformation", DIAG_XLSX_NOT_BOOK,
	    DIAG_BOTH("古い形式のOffice文書", "an older office program"));
	assert_bytes_refused(STR("{\\rtf1\\ansi \\u20107?\\u21209? }"), DIAG_XLSX_NOT_BOOK,
	    DIAG_BOTH("リッチテキスト (.rtf)", "rich text (.rtf)"));
}

static void
test_zip_names(void **state)
{
	static const char *const names[] = { "../evil", "xl/../../evil", "/etc/passwd", "..\\evil",
		"C:\\evil", "xl\\..\\..\\x" };
	struct packing packing = { 0 };
	struct buf longest = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		packing_book(&packing, &(struct packing_book){ .sheet = SHEET });
		packing_adds(&packing, names[i], "x");
		assert_packing_refused(&packing, DIAG_XLSX_NAME, names[i]);
	}
	while (longest.len <= XLSX_NAME_MAX_BYTES)
		buf_addc(&longest, 'n');
	packing_adds(&packing, longest.ptr, "x");
	assert_packing_refused(&packing, DIAG_XLSX_NAME, NULL);
	buf_release(&longest);
	packing_book(&packing, &(struct packing_book){ .sheet = SHEET });
	packing_adds(&packing, "XL/Workbook.xml", "<other/>");
	assert_packing_refused(&packing, DIAG_XLSX_TWICE, NULL);
}

/* An entry whose data is the next entry, headers and all: both headers of both are true. */
static void
test_zip_overlap(void **state)
{
	struct packing inner = { 0 }, packing = { 0 };

	(void)state;
	packing_add(&inner, "xl/b.xml", STR("<b>inner</b>"), false);
	packing_add(&packing, "xl/a.xml", buf_str(&inner.local), false);
	/* Its data begins behind the outer header: 30 bytes and the name. */
	size_t offset = 30 + strlen("xl/a.xml");
	buf_add(&packing.central, buf_str(&inner.central));
	packing.count = 2;
	char *patched = packing.central.ptr + packing.central.len - strlen("xl/b.xml") - 4;
	patched[0] = (char)offset;
	assert_packing_refused(&packing, DIAG_XLSX_OVERLAP, NULL);
	packing_release(&inner);
}

static void
test_zip_lies(void **state)
{
	static const struct packing_lie lies[] = {
		{ -1, 5, -1, -1, NULL },          /* size */
		{ -1, -1, 5, -1, NULL },          /* packed size */
		{ -1, -1, 4000000000, -1, NULL }, /* more than the file has */
		{ -1, -1, -1, 99, NULL },         /* checksum */
		{ -1, -1, -1, -1, "xl/other.xml" },
		{ 7, -1, -1, -1, NULL }, /* no header there */
		{ 4000000000, -1, -1, -1, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		struct packing packing = { 0 };
		struct packing_reading reading;

		packing_book(&packing, &(struct packing_book){ .sheet = SHEET });
		packing_add_lying(&packing, "xl/text.xml", STR("<text>text</text>"), &lies[i]);
		packing_read(&reading, packing_end(&packing));
		assert_int_equal(reading.diags.count, 1);
		assert_true(reading.diags.list[0].code == DIAG_XLSX_INCONSISTENT ||
		    reading.diags.list[0].code == DIAG_XLSX_ZIP);
		packing_reading_release(&reading);
		packing_release(&packing);
	}
}

/* Cut at every length a workbook is refused, with one reason. */
static void
test_truncated(void **state)
{
	struct packing packing = { 0 };
	struct str bytes;

	(void)state;
	packing_book(
	    &packing, &(struct packing_book){ .sheet = SHEET, .strings = "<si><t>x</t></si>" });
	bytes = packing_end(&packing);
	for (size_t n = 4; n < bytes.len; n++) {
		struct packing_reading reading;
		char *cut = mem_alloc(n, 1);

		memcpy(cut, bytes.ptr, n);
		packing_read(&reading, (struct str){ cut, n });
		assert_int_equal(reading.diags.count, 1);
		assert_string_equal(reading.text.ptr, "refused\n");
		packing_reading_release(&reading);
		free(cut);
	}
	packing_release(&packing);
}

static void
test_parts(void **state)
{
	struct packing packing = { 0 };

	(void)state;
	packing_book(&packing, &(struct packing_book){ .sheet = "<sheetData>" });
	assert_packing_refused(&packing, DIAG_XLSX_XML, "xl/worksheets/one.xml");
	packing_book(&packing, &(struct packing_book){ .sheet = NULL });
	assert_packing_refused(&packing, DIAG_XLSX_PART, "xl/worksheets/one.xml");
	packing_book(&packing, &(struct packing_book){ .sheet = SHEET, .book = "<sheets/>" });
	assert_packing_refused(&packing, DIAG_XLSX_NO_SHEET, NULL);
	packing_book(&packing,
	    &(struct packing_book){ .sheet = SHEET,
		.book = "<sheets><sheet name='1' r:id='e'/></sheets>",
		.book_relations =
		    "<Relationship Id='e' Type='" REL_NS
		    "/worksheet' TargetMode='External' Target='https://example.com/s.xml'/>" });
	assert_packing_refused(&packing, DIAG_XLSX_EXTERNAL, NULL);
}

static void
assert_sheet_part_refused(const char *part, enum diag_code code)
{
	struct packing packing = { 0 };

	packing_book(&packing, &(struct packing_book){ .sheet = NULL });
	packing_adds(&packing, "xl/worksheets/one.xml", part);
	assert_packing_refused(&packing, code, "xl/worksheets/one.xml");
}

static void
test_doctype(void **state)
{
	struct packing packing = { 0 };

	(void)state;
	assert_sheet_part_refused("<!DOCTYPE worksheet><worksheet/>", DIAG_XLSX_DOCTYPE);
	assert_sheet_part_refused(
	    "<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w>&x;</w>", DIAG_XLSX_DOCTYPE);
	assert_sheet_part_refused(
	    "<!DOCTYPE w SYSTEM 'http://example.com/w.dtd'><w/>", DIAG_XLSX_DOCTYPE);
	assert_sheet_part_refused("<worksheet>&unknown;</worksheet>", DIAG_XLSX_XML);
	/* The legacy drawing is read leniently, and no more so here. */
	packing_book(&packing,
	    &(struct packing_book){ .sheet = SHEET "<legacyDrawing r:id='v'/>",
		.sheet_relations = RELATIONSHIP("v", "vmlDrawing", "v.vml") });
	packing_adds(
	    &packing, "xl/worksheets/v.vml", "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml>&a;</xml>");
	assert_packing_refused(&packing, DIAG_XLSX_DOCTYPE, "xl/worksheets/v.vml");
}

/*
 * Once libzip is loaded, a workbook is read with no other file, socket or program: the child that tries one is killed. (The worker's
 * own filter answers such calls with an error, which a library might swallow.)
 */
static void
test_opens_nothing(void **state)
{
	static const int forbidden[] = { SYS_open, SYS_openat, SYS_creat, SYS_socket, SYS_execve,
		SYS_unlink, SYS_rename, SYS_mkdir };
	struct packing packing = { 0 };
	struct zip_library library;
	int status = -1;

	(void)state;
	packing_book(&packing,
	    &(struct packing_book){
		.sheet = SHEET, .strings = "<si><t>x</t></si>", .styles = "<cellXfs/>" });
	struct str bytes = packing_end(&packing);
	assert_true(zip_library_load(&library));
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct packing_reading reading;
		scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

		for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
			if (seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, forbidden[i], 0) != 0)
				_exit(2);
		if (seccomp_load(ctx) != 0)
			_exit(3);
		packing_read(&reading, bytes);
		_exit(str_is(buf_str(&reading.text), "1.0+0 0+1=1\n") ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	packing_release(&packing);
}

/* ---- limits --------------------------------------------------------------------------------------------------- */

static void
repeat(struct buf *buf, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_adds(buf, text);
}

static void
assert_many(const char *part, const char *before, const char *text, size_t times, const char *after,
    enum diag_code code, const char *a)
{
	struct packing packing = { 0 };
	struct buf content = { 0 };
	struct packing_book book = { .sheet = SHEET };

	buf_adds(&content, before);
	repeat(&content, text, times);
	buf_adds(&content, after);
	if (str_is(str_of(part), "sheet"))
		book.sheet = content.ptr;
	else if (str_is(str_of(part), "strings"))
		book.strings = content.ptr;
	else if (str_is(str_of(part), "book"))
		book.book = content.ptr;
	else if (str_is(str_of(part), "styles"))
		book.styles = content.ptr;
	else
		book.sheet_relations = content.ptr;
	packing_book(&packing, &book);
	assert_packing_refused(&packing, code, a);
	buf_release(&content);
}

static void
test_counts(void **state)
{
	(void)state;
	assert_many(
	    "sheet", "<sheetData>", "<g>", XLSX_DEPTH_MAX, "</sheetData>", DIAG_XLSX_DEPTH, NULL);
	assert_many("book", "<sheets>", "<sheet r:id='s'/>", XLSX_SHEETS_MAX + 1, "</sheets>",
	    DIAG_XLSX_MANY, "sheet");
	assert_many("relations", "", RELATIONSHIP("x", "image", "y"), XLSX_RELATIONS_MAX + 1, "",
	    DIAG_XLSX_MANY, "Relationship");
	assert_many("styles", "<cellXfs>", "<xf/>", XLSX_STYLES_MAX + 1, "</cellXfs>",
	    DIAG_XLSX_MANY, "styles");
	assert_many("sheet", "<sheetData><row r='5'>", "<c t='b'><v>1</v></c>",
	    IMPORT_CELLS_MAX + 1, "</row></sheetData>", DIAG_IMPORT_CELLS, "256");
}

/* Parts that do not shrink much, so that no other limit is met before. */
static void
add_numbered(struct buf *buf, const char *format_before, const char *after, size_t times)
{
	uint64_t noise = 88172645463325252 + buf->len; /* xorshift */

	for (size_t i = 0; i < times; i++) {
		noise ^= noise << 13;
		noise ^= noise >> 7;
		noise ^= noise << 17;
		buf_addf(buf, "%s%08x%s", format_before, (unsigned)noise, after);
	}
}

/* A block that is longer than deflate's window, again and again: it shrinks by half and no more. */
static void
add_comments(struct buf *buf, size_t bytes)
{
	struct buf block = { 0 };

	buf_adds(&block, "<!--");
	add_numbered(&block, "", "", 8192);
	buf_adds(&block, "-->");
	for (size_t size = 0; size <= bytes; size += block.len)
		buf_add(buf, buf_str(&block));
	buf_release(&block);
}

static void
test_large_counts(void **state)
{
	struct packing packing = { 0 };
	struct buf content = { 0 };

	(void)state;
	add_numbered(&content, "<si><t>", "</t></si>", XLSX_STRINGS_MAX + 1);
	packing_book(&packing, &(struct packing_book){ .sheet = SHEET, .strings = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_MANY, "sharedStrings");
	buf_clear(&content);
	buf_adds(&content, "<mergeCells>");
	add_numbered(&content, "<mergeCell ref='A1:B2' q='", "'/>", XLSX_MERGES_MAX + 1);
	buf_adds(&content, "</mergeCells>");
	packing_book(&packing, &(struct packing_book){ .sheet = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_MANY, "mergeCell");
	buf_clear(&content);
	buf_adds(&content, "<sheetData>");
	add_numbered(&content, "<row><c q='", "'><v>1</v></c></row>", IMPORT_LINES_MAX + 1);
	buf_adds(&content, "</sheetData>");
	packing_book(&packing, &(struct packing_book){ .sheet = content.ptr });
	assert_packing_refused(&packing, DIAG_IMPORT_LINES, "60,000");
	buf_clear(&content);
	buf_adds(&content, "<sheetData>");
	add_numbered(&content, "<row><c q='", "'><v>1</v></c></row>", XLSX_CELLS_MAX + 1);
	buf_adds(&content, "</sheetData>");
	packing_book(&packing, &(struct packing_book){ .sheet = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_MANY, "c");
	buf_clear(&content);
	add_numbered(&content, "<si><t>", "</t></si>", 1);
	buf_adds(&content, "<si><t>");
	repeat(&content, "0123456789abcdef", 8000);
	buf_adds(&content, "</t></si>");
	struct buf cells = { 0 };
	buf_adds(&cells, "<sheetData>");
	repeat(&cells, "<row><c t='s'><v>1</v></c></row>", XLSX_SHOWN_MAX_BYTES / 128000 + 1);
	buf_adds(&cells, "</sheetData>");
	packing_book(
	    &packing, &(struct packing_book){ .sheet = cells.ptr, .strings = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_TOTAL, "8 MiB");
	buf_release(&cells);
	buf_clear(&content);
	add_comments(&content, XLSX_PART_BYTES_MAX);
	packing_book(&packing, &(struct packing_book){ .sheet = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_PART_SIZE, NULL);
	buf_release(&content);
}

static void
test_shapes_limit(void **state)
{
	struct packing packing = { 0 };
	struct buf content = { 0 };

	(void)state;
	buf_adds(&content, SHEET "<controls>");
	for (unsigned i = 1; i <= XLSX_SHAPES_MAX + 1; i++)
		buf_addf(&content, "<control shapeId='%u' r:id='none'/>", i);
	buf_adds(&content, "</controls>");
	packing_book(&packing, &(struct packing_book){ .sheet = content.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_MANY, "shape");
	buf_release(&content);
}

static void
test_entries(void **state)
{
	struct packing packing = { 0 };
	struct buf name = { 0 };

	(void)state;
	for (unsigned i = 0; i <= XLSX_ENTRIES_MAX; i++) {
		buf_clear(&name);
		buf_addf(&name, "n%u", i);
		packing_add(&packing, name.ptr, STR(""), false);
	}
	assert_packing_refused(&packing, DIAG_XLSX_ENTRIES, NULL);
	buf_release(&name);
}

/* Sheets of blanks: one that shrinks to a thousandth; several that are allowed one by one. */
static void
test_bombs(void **state)
{
	struct packing packing = { 0 };
	struct buf blanks = { 0 };

	(void)state;
	repeat(
	    &blanks, "                                                                ", 1 << 18);
	packing_book(&packing, &(struct packing_book){ .sheet = blanks.ptr });
	assert_packing_refused(&packing, DIAG_XLSX_RATIO, "xl/worksheets/one.xml");

	/* Unpacked though never read: not even looked at. */
	packing_book(&packing, &(struct packing_book){ .sheet = SHEET });
	packing_add(&packing, "xl/media/bomb.bin", buf_str(&blanks), true);
	packing_add(&packing, "xl/embeddings/nested.zip", STR("PK\x03\x04nested"), false);
	struct packing_reading reading;
	packing_read(&reading, packing_end(&packing));
	assert_string_equal(reading.text.ptr, "1.0+0 0+1=1\n");
	packing_reading_release(&reading);
	packing_release(&packing);

	buf_clear(&blanks);
	add_comments(&blanks, 60 << 20);
	packing_book(&packing,
	    &(struct packing_book){ .sheet = blanks.ptr,
		.book = "<sheets><sheet r:id='s'/><sheet r:id='s'/>"
			"<sheet r:id='s'/></sheets>" });
	assert_packing_refused(&packing, DIAG_XLSX_TOTAL, NULL);
	buf_release(&blanks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_a_workbook),
		cmocka_unit_test(test_compound),
		cmocka_unit_test(test_zip_names),
		cmocka_unit_test(test_zip_overlap),
		cmocka_unit_test(test_zip_lies),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_doctype),
		cmocka_unit_test(test_opens_nothing),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_large_counts),
		cmocka_unit_test(test_shapes_limit),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_bombs),
	};

	return cmocka_run_group_tests_name("import/xlsx refused", tests, NULL, NULL);
}
