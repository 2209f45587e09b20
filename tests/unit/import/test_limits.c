/* SPDX-License-Identifier: Apache-2.0 */
/* import/limits.h: each limit fires, and what is no text is refused by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "import/import.h"
#include "import/labels.h"
#include "import/limits.h"
#include "import/packing.h"
#include "import/read.h"
#include "import/reading.h"
#include "base/io.h"
#include "base/scope.h"
#include "support/sinks.h"
#include "base/banned.h"

static const struct import_ask form_3 = { .form_number = STR_INIT("3") },
			       form_9 = { .form_number = STR_INIT("9") };

#define BEGIN "I 基本情報\n1. 特定個人情報ファイルを取り扱う事務\t\n"

static void
repeat(struct buf *buf, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_adds(buf, text);
}

static void
assert_refused(struct str text, enum diag_code code, uint32_t line)
{
	struct forms forms = { 0 };
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct sink sink = sink_keeping_diags(&diags);

	forms_read_all(&forms);
	const struct form *form = forms_find(&forms, STR("3"), STR(""));
	assert_null(import_read_bytes(text, STR("t.txt"), form, &forms, &arena, &sink));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, code);
	assert_int_equal(diags.list[0].line, line);
	arena_release(&arena);
	diags_release(&diags);
	forms_release(&forms);
}

/* No --form, and a text that does not say which form it is. */
static void
assert_refused_form(const struct forms *forms)
{
	struct diags diags = { 0 };
	struct arena arena = { 0 };
	struct sink sink = sink_keeping_diags(&diags);

	assert_null(import_read_bytes(STR("献立\n"), STR("t.txt"), NULL, forms, &arena, &sink));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_IMPORT_FORM);
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_refused(void **state)
{
	struct buf text = { 0 };

	(void)state;
	assert_refused(STR(""), DIAG_FILE_EMPTY, 0);
	assert_refused(STR("I\n基\0本"), DIAG_TEXT_NUL, 2);
	assert_refused(STR("%PDF-1.7\n"), DIAG_IMPORT_PDF_INPUT, 0);
	assert_refused(STR("PK\x03\x04xlsx"), DIAG_XLSX_ZIP, 0);
	assert_refused(STR("a\nb\xFF\xFE"), DIAG_TEXT_NOT_CP932, 2);
	/* what people would see otherwise than a program: U+202E, U+2066, as an entity of a page, too */
	assert_refused(STR("a\nb\xE2\x80\xAE"
			   "c"),
	    DIAG_IMPORT_DIRECTION, 2);
	assert_refused(STR("a\tb\xE2\x81\xA6"
			   "c"),
	    DIAG_IMPORT_DIRECTION, 1);
	assert_refused(STR("<html>\n<p>a&#x202E;b"), DIAG_IMPORT_DIRECTION, 2);

	repeat(&text, "\t", IMPORT_CELLS_MAX - 1);
	buf_adds(&text, "a\n");
	repeat(&text, "\t", IMPORT_CELLS_MAX);
	buf_adds(&text, "b\n");
	assert_refused(buf_str(&text), DIAG_IMPORT_CELLS, 2);

	buf_clear(&text);
	repeat(&text, "a", IMPORT_LINE_MAX_BYTES);
	buf_adds(&text, "\n");
	repeat(&text, "a", IMPORT_LINE_MAX_BYTES + 1);
	assert_refused(buf_str(&text), DIAG_IMPORT_LINE, 2);

	buf_clear(&text);
	repeat(&text, "\n", IMPORT_LINES_MAX + 1);
	assert_refused(buf_str(&text), DIAG_IMPORT_LINES, IMPORT_LINES_MAX + 1);

	/* the same in a page, and what only a page has: nesting, of a million tags too */
	buf_clear(&text);
	buf_adds(&text, "<html>\n");
	repeat(&text, "<b>", 1000000);
	assert_refused(buf_str(&text), DIAG_IMPORT_NESTING, 2);
	buf_clear(&text);
	repeat(&text, "<table><tr><td>", IMPORT_TABLES_MAX + 1);
	assert_refused(buf_str(&text), DIAG_IMPORT_NESTING, 1);
	buf_clear(&text);
	buf_adds(&text, "<table>\n<tr><td colspan=256>a<td>b");
	assert_refused(buf_str(&text), DIAG_IMPORT_CELLS, 2);
	buf_clear(&text);
	buf_adds(&text, "<html>\n");
	repeat(&text, "<p>a</p>", IMPORT_LINES_MAX + 2);
	assert_refused(buf_str(&text), DIAG_IMPORT_LINES, 2);
	buf_clear(&text);
	buf_adds(&text, "<html>\n");
	repeat(&text, "a", IMPORT_LINE_MAX_BYTES + 1);
	assert_refused(buf_str(&text), DIAG_IMPORT_LINE, 2);
	buf_release(&text);
}

/* Limits that leave something out without refusing the form. */
static void
test_cut(void **state)
{
	struct forms forms = { 0 };
	struct reading reading;
	struct buf text = { 0 };

	(void)state;
	forms_read_all(&forms);
	buf_adds(&text, "(別添1) 特定個人情報ファイル記録項目\n\n");
	repeat(&text, "・氏名\t\n", IMPORT_RECORDS_MAX);
	reading_init(&reading, &forms, "3", buf_str(&text));
	assert_string_equal(reading_state(&reading, "app1.record[1000].name"), "read");
	reading_release(&reading);
	repeat(&text, "・氏名\t\n", 1);
	reading_init(&reading, &forms, "3", buf_str(&text));
	assert_string_equal(reading_state(&reading, "app1.record[1].name"), "unknown");
	assert_int_equal(reading.loose->count, IMPORT_RECORDS_MAX + 1);
	reading_release(&reading);

	/* The same with a number before each, one to a line or in one paragraph. */
	for (int lines = 0; lines < 2; lines++)
		for (unsigned n = IMPORT_RECORDS_MAX; n <= IMPORT_RECORDS_MAX + 1; n++) {
			buf_clear(&text);
			buf_adds(&text, "(別添1) 特定個人情報ファイル記録項目\n\n");
			for (unsigned i = 1; i <= n; i++)
				buf_addf(&text, lines ? "%u 氏名\t\n" : "%u氏名、", i);
			buf_adds(&text, "\t\n");
			reading_init(&reading, &forms, "3", buf_str(&text));
			assert_string_equal(reading_state(&reading, "app1.record[1].name"),
			    n <= IMPORT_RECORDS_MAX ? "read" : "unknown");
			assert_int_equal(reading.loose->count == 0, n <= IMPORT_RECORDS_MAX);
			reading_release(&reading);
		}

	buf_clear(&text);
	buf_adds(&text, "(別添2)変更箇所\t\n");
	repeat(&text, "余分\t\n", IMPORT_LOOSE_MAX + 1);
	reading_init(&reading, &forms, "3", buf_str(&text));
	assert_int_equal(reading.loose->count, IMPORT_LOOSE_MAX);
	reading_release(&reading);

	/* A tag that does not end is text; a long cell is not compared whole. */
	buf_clear(&text);
	buf_adds(&text, BEGIN "①事務の名称\t<p ");
	repeat(&text, "x", IMPORT_TAG_MAX_BYTES);
	buf_adds(&text, ">貸出\n");
	reading_init(&reading, &forms, "3", buf_str(&text));
	assert_true(str_starts(str_of(reading_value(&reading, "I.1.1")), STR("<p xxx")));
	reading_release(&reading);
	struct arena arena = { 0 };
	buf_clear(&text);
	repeat(&text, "名", IMPORT_LABEL_MAX_BYTES);
	assert_true(label_parse(&arena, buf_str(&text)).key.len <= 2 * IMPORT_LABEL_MAX_BYTES);
	arena_release(&arena);
	buf_release(&text);
	forms_release(&forms);
}

/* Through the worker: a form is read, and one that is too large is not. */
static void
test_worker(void **state)
{
	struct forms forms = { 0 };
	struct diags diags = { 0 };
	struct assessment assessment = { 0 };
	struct import_report report;
	struct buf text = { 0 };
	char path[] = "/tmp/piacheck-import-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	forms_read_all(&forms);
	assert_true(io_write_all(fd, STR(BEGIN "①事務の名称\t貸出\n②事務の内容\t-\nどこ\n")));
	assert_true(import_file(str_of(path), &form_3, &forms, &assessment, &report, &diags));
	assert_true(str_is(assess_find(&assessment, STR("I.1.1"))->text, "貸出"));
	assert_int_equal(assess_find(&assessment, STR("I.1.1"))->source_line, 3);
	assert_int_equal(report.read, 1);
	assess_release(&assessment);
	assert_int_equal(diags.count, 0);

	repeat(&text, "a\n", IMPORT_TEXT_MAX_BYTES / 2);
	assert_true(io_write_all(fd, buf_str(&text)));
	assert_false(import_file(str_of(path), &form_3, &forms, &assessment, NULL, &diags));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_FILE_TOO_LARGE);
	assert_true(str_is(diags.list[0].args[0], "8 MiB"));

	/* A form that does not exist, and a text that does not say which it is. */
	assert_false(import_file(str_of(path), &form_9, &forms, &assessment, NULL, &diags));
	assert_int_equal(diags.list[1].code, DIAG_IMPORT_FORM);
	close(fd);
	unlink(path);
	assert_refused_form(&forms);
	buf_release(&text);
	diags_release(&diags);
	forms_release(&forms);
}

#define INLINE(ref, text) "<c r='" ref "' t='inlineStr'><is><t>" text "</t></is></c>"

/* A workbook with photographs in it is larger than a text may be, and is read; there is an end to it, too. */
static void
test_large_workbook(void **state)
{
	static const struct packing_book book = {
		.sheet = "<sheetData><row r='1'>" INLINE(
		    "A1", "I 基本情報") "</row><row r='2'>" INLINE("A2",
		    "1. 特定個人情報ファイルを取り扱う事務") "</row><row r='3'>" INLINE("A3",
		    "①事務の名称") INLINE("B3", "貸出") "</row></sheetData>"
	};
	static const struct {
		size_t picture;
		bool good;
	} cases[] = { { 3 * (size_t)IMPORT_TEXT_MAX_BYTES, true },
		{ IMPORT_BOOK_MAX_BYTES, false } };
	struct forms forms = { 0 };

	(void)state;
	forms_read_all(&forms);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct packing packing = { 0 };
		struct buf picture = { 0 };
		struct diags diags = { 0 };
		struct assessment assessment = { 0 };
		char path[] = "/tmp/piacheck-import-XXXXXX";
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		repeat(&picture, "\xFF\xD8\xFF\xE0 photograph", cases[i].picture / 15);
		repeat(&picture, " ", 15);
		packing_book(&packing, &book);
		packing_add(&packing, "xl/media/image1.jpeg", buf_str(&picture), false);
		assert_true(io_write_all(fd, packing_end(&packing)));
		assert_int_equal(
		    import_file(str_of(path), &form_3, &forms, &assessment, NULL, &diags),
		    cases[i].good);
		if (cases[i].good) {
			assert_true(str_is(assess_find(&assessment, STR("I.1.1"))->text, "貸出"));
			assert_int_equal(diags.count, 0);
		} else {
			assert_int_equal(diags.count, 1);
			assert_int_equal(diags.list[0].code, DIAG_FILE_TOO_LARGE);
			assert_true(str_is(diags.list[0].args[0], "64 MiB"));
		}
		assess_release(&assessment);
		packing_release(&packing);
		buf_release(&picture);
		diags_release(&diags);
		close(fd);
		unlink(path);
	}
	forms_release(&forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_worker),
		cmocka_unit_test(test_large_workbook),
	};

	return cmocka_run_group_tests_name("import/limits", tests, NULL, NULL);
}
