/* SPDX-License-Identifier: Apache-2.0 */
/* import/source_pdf.h: measured pages, written by hand, and the rows that must come of them; what is no such stream is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/scope.h"
#include "import/blocks.h"
#include "import/limits.h"
#include "pdf/pdf.h"
#include "support/sinks.h"
#include "base/banned.h"

#define HEAD PDF_STREAM "piacheck-pdf 1\n"
#define PAGE "page 6000 8000\n"

/* Rows as lines: cells between bars, "+2" = two columns wide, "/" = line feed; a page's first row behind "=". */
static void
show(const struct blocks *blocks, struct buf *out)
{
	uint32_t page = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		const struct row *row = &blocks->rows[i];

		if (row->page != page)
			buf_adds(out, "=\n");
		page = row->page;
		for (size_t c = 0; c < row->count; c++) {
			const struct cell *cell = &row->cells[c];

			if (c > 0)
				buf_adds(out, " | ");
			for (size_t k = 0; k < cell->text.len; k++)
				buf_addc(out, cell->text.ptr[k] == '\n' ? '/' : cell->text.ptr[k]);
			if (cell->span > 1)
				buf_addf(out, "+%u", cell->span);
		}
		buf_addc(out, '\n');
	}
}

static const struct page_case {
	const char *what, *stream, *rows;
} cases[] = {
	{ "two rows of label and value; a line that reached the edge goes on, another does not",
	    PAGE "h 100 3100 100\nh 100 3100 300\nh 100 3100 900\nv 100 100 900\nv 1000 100 900\n"
		 "v 3100 100 900\n"
		 "t 120 140 720 260 事務の名称\nt 1020 140 2220 260 健康増進事業の事務一\n"
		 "t 120 540 720 660 事務の内容\n"
		 "t 1020 320 3060 440 一二三四五六七八九十一二三四五六七\nt 1020 460 2000 580 "
		 "一二三四五六七八\n"
		 "t 1020 600 2000 720 ・次の段落である\n",
	    "事務の名称 | 健康増進事業の事務一\n"
	    "事務の内容 | 一二三四五六七八九十一二三四五六七一二三四五六七八/・次の段落である\n" },
	{ "merged cells: two columns in one, two rows in one",
	    PAGE "h 100 3100 100\nh 100 3100 300\nh 1000 3100 500\nh 100 3100 700\nv 100 100 700\n"
		 "v 1000 300 700\nv 2000 300 700\nv 3100 100 700\n"
		 "t 120 140 700 260 見出しの行\nt 120 440 500 560 入手元\n"
		 "t 1020 340 1300 460 紙一\nt 2020 340 2300 460 紙二\nt 1020 540 1300 660 紙三\n",
	    "見出しの行+3\n入手元 | 紙一 | 紙二\n紙三 | \n" },
	{ "a run over the line between two cells is text of both",
	    PAGE "h 100 2100 100\nh 100 2100 300\nv 100 100 300\nv 1100 100 300\nv 2100 100 300\n"
		 "t 700 140 1500 260 左左左左右右右右\n",
	    "左左左左 | 右右右右\n" },
	{ "a line through a character: the text hangs out of its cell",
	    PAGE "h 100 2100 100\nh 100 2100 300\nv 100 100 300\nv 1150 100 300\nv 2100 100 300\n"
		 "t 700 140 1500 260 左左左左右右右右\n",
	    "左左左左右右右右 | \n" },
	{ "a line in dashes, and a double one",
	    PAGE "h 100 1000 100\nh 1020 2100 100\nh 100 2100 300\nh 100 2100 312\nv 100 100 200\n"
		 "v 100 220 500\nv 1100 100 500\nv 2100 100 500\nh 100 2100 500\n"
		 "t 120 140 500 260 一\nt 1120 140 1500 260 二\nt 120 340 500 460 三\n",
	    "一 | 二\n三 | \n" },
	{ "characters one below the other",
	    PAGE "h 100 2100 100\nh 100 2100 700\nv 100 100 700\nv 300 100 700\nv 2100 100 700\n"
		 "t 150 120 250 240 リ\nt 150 250 250 370 ス\nt 150 380 250 500 ク\n"
		 "t 320 140 900 260 目的外の入手\n",
	    "リスク | 目的外の入手\n" },
	{ "columns of characters are read from the right; one that ends early ends a paragraph",
	    PAGE "h 100 2100 100\nh 100 2100 900\nv 100 100 900\nv 600 100 900\nv 2100 100 900\n"
		 "t 450 120 550 240 特\nt 450 235 550 355 定\nt 450 350 550 470 個\nt 450 465 550 "
		 "585 人\n"
		 "t 300 120 400 240 情\nt 300 235 400 355 報\n"
		 "t 150 120 250 240 別\nt 150 235 250 355 紙\n"
		 "t 620 140 1220 260 入手の方法\n",
	    "特定個人情報/別紙 | 入手の方法\n" },
	{ "letters of lines that are spread are no columns",
	    PAGE "h 100 2100 100\nh 100 2100 900\nv 100 100 900\nv 2100 100 900\n"
		 "t 150 120 250 240 氏\nt 450 120 550 240 名\nt 150 250 250 370 住\nt 450 250 550 "
		 "370 所\n"
		 "t 150 380 250 500 年\nt 450 380 550 500 齢\n",
	    "氏 名/住 所/年 齢\n" },
	{ "columns of a cell whose lines do not match are read one after another",
	    PAGE "h 100 4100 100\nh 100 4100 700\nv 100 100 700\nv 4100 100 700\n"
		 "t 120 300 1000 420 [実施する]\nt 2020 140 2800 260 ＜選択肢＞\n"
		 "t 2020 360 2800 480 1)実施する\nt 2020 560 2800 680 2)実施しない\n",
	    "[実施する]/＜選択肢＞/1)実施する/2)実施しない\n" },
	{ "those whose lines match are read line by line",
	    PAGE "h 100 4100 100\nh 100 4100 700\nv 100 100 700\nv 4100 100 700\n"
		 "t 120 140 320 260 [○]紙\nt 2020 140 2800 260 []電子メール\n"
		 "t 120 300 420 420 []専用線\nt 2020 300 2500 420 []その他\n",
	    "[○]紙 []電子メール/[]専用線 []その他\n" },
	{ "a ring between brackets, a ring around a number, a ring alone",
	    PAGE
	    "h 100 4100 100\nh 100 4100 300\nh 100 4100 500\nv 100 100 500\nv 2000 100 500\n"
	    "v 4100 100 500\n"
	    "t 120 140 160 260 [\nt 240 140 280 260 ]\nt 300 140 420 260 紙\no 150 150 250 250\n"
	    "t 2020 140 2120 260 1)\nt 2140 140 2640 260 実施する\no 2010 150 2100 250\n"
	    "o 150 340 260 450\n",
	    "[○]紙 | ○1)実施する\n○ | \n" },
	{ "a ring in the middle of a line stands before what it is around",
	    PAGE "h 100 4100 100\nh 100 4100 300\nv 100 100 300\nv 4100 100 300\n"
		 "t 120 140 1120 260 有りまたは無し有るか\no 620 140 820 260\n",
	    "有りまたは○無し有るか\n" },
	{ "squares: empty, with a stroke in it, with a tick in it, drawn twice",
	    PAGE
	    "h 100 4100 100\nh 100 4100 300\nv 100 100 300\nv 4100 100 300\n"
	    "s 120 150 220 250\nt 240 140 340 260 一\ns 420 150 520 250\nd 430 160 510 240\n"
	    "t 540 140 640 260 二\ns 720 150 820 250\nt 730 140 810 260 レ\nt 840 140 940 260 三\n"
	    "s 1020 150 1120 250\ns 1022 151 1120 250\nt 1140 140 1240 260 四\n",
	    "☐一 ☑二 ☑三 ☐四\n" },
	{ "squares that hang together are cells",
	    PAGE "s 100 100 250 250\ns 250 100 400 250\nt 110 120 180 230 1\nt 260 120 330 230 2\n",
	    "1 | 2\n" },
	{ "fields of a form; their drawing is not taken again",
	    PAGE "h 100 4100 100\nh 100 4100 300\nv 100 100 300\nv 4100 100 300\n"
		 "c 120 150 220 250 1\ns 122 152 218 248\nd 130 160 210 240\nt 240 140 340 260 紙\n"
		 "c 420 150 520 250 0\nt 540 140 640 260 無\n",
	    "☑紙 ☐無\n" },
	{ "boxes of a symbol font",
	    PAGE
	    "h 100 4100 100\nh 100 4100 300\nv 100 100 300\nv 4100 100 300\n"
	    "t 120 140 220 260 \xEF\x83\xBE\nt 240 140 340 260 紙\nt 420 140 520 260 \xEF\x82\xA8\n"
	    "t 540 140 640 260 無\n",
	    "☑紙 ☐無\n" },
	{ "text outside of tables: a heading, a paragraph of two lines, a line of three columns",
	    PAGE "t 100 100 900 220 １．基本情報\n"
		 "t 100 300 5000 420 一二三四五六七八九十一二三四五六七八九十\n"
		 "t 100 440 700 560 二行目である\n"
		 "t 100 700 400 820 番号\nt 1500 700 1900 820 項目\nt 3500 700 3900 820 説明\n",
	    "１．基本情報\n一二三四五六七八九十一二三四五六七八九十二行目である\n番号 | 項目 | "
	    "説明\n" },
	{ "no table at all: the lines in their order",
	    PAGE "t 100 300 900 420 二行目\nt 100 100 900 220 一行目\n", "一行目\n二行目\n" },
	{ "a frame around a page is no table",
	    PAGE "h 50 5950 50\nh 50 5950 7950\nv 50 50 7950\nv 5950 50 7950\n"
		 "h 100 2100 100\nh 100 2100 300\nv 100 100 300\nv 1100 100 300\nv 2100 100 300\n"
		 "t 120 140 500 260 一\nt 1120 140 1500 260 二\nt 120 600 500 720 三\n",
	    "一 | 二\n三\n" },
	{ "a table without lines at its sides",
	    PAGE "h 100 2100 100\nh 100 2100 300\nh 100 2100 500\nv 1100 100 500\n"
		 "t 120 140 500 260 一\nt 1120 140 1500 260 二\nt 120 340 500 460 三\n",
	    "一 | 二\n三 | \n" },
	{ "a table in a cell: its rows come behind the row of that cell",
	    PAGE
	    "h 100 4100 100\nh 100 4100 900\nh 100 4100 1100\nv 100 100 1100\nv 1000 100 1100\n"
	    "v 4100 100 1100\nh 1200 3000 500\nh 1200 3000 700\nv 1200 500 700\nv 2000 500 700\n"
	    "v 3000 500 700\n"
	    "t 120 140 500 260 外\nt 1020 140 1500 260 前\nt 1220 540 1500 660 内\n"
	    "t 2020 540 2500 660 中\nt 120 940 500 1060 後\n",
	    "外 | 前\n内 | 中\n後 | \n" },
	{ "an underlined word is no table", PAGE "h 100 900 225\nt 100 100 900 220 一行目\n",
	    "一行目\n" },
	{ "page numbers go, and what stands at the foot of each page",
	    PAGE
	    "t 100 100 400 220 一\nt 2900 7800 3100 7900 - 1 -\nt 100 7700 500 7790 青波市\n" PAGE
	    "t 100 100 400 220 二\nt 2900 7800 3100 7900 - 2 -\nt 100 7700 500 7790 青波市\n" PAGE
	    "t 100 100 400 220 三\nt 2900 7800 3100 7900 - 3 -\nt 100 7700 500 7790 青波市\n",
	    "一\n=\n二\n=\n三\n" },
};

/* What a table of two columns needs: from top to low, with lines between rows at the given places. */
#define TABLE(top, low)                                                                            \
	"h 100 3100 " #top "\nh 100 3100 " #low "\nv 100 " #top " " #low "\nv 1000 " #top " " #low \
	"\nv 3100 " #top " " #low "\n"
/* The same, open below; open above. */
#define OPEN_BELOW(top, low)                                                                       \
	"h 100 3100 " #top "\nv 100 " #top " " #low "\nv 1000 " #top " " #low "\nv 3100 " #top     \
	" " #low "\n"
#define OPEN_ABOVE(top, low)                                                                       \
	"h 100 3100 " #low "\nv 100 " #top " " #low "\nv 1000 " #top " " #low "\nv 3100 " #top     \
	" " #low "\n"

static const struct page_case page_cases[] = {
	{ "headings of a table are printed again",
	    PAGE TABLE(7000,
		7400) "h 100 3100 7200\nt 120 7040 400 7160 番号\nt 1020 7040 1400 7160 項目\n"
		      "t 120 7240 400 7360 1\nt 1020 7240 1400 7360 氏名\n" PAGE TABLE(
			  100, 500) "h 100 3100 300\nt 120 140 400 260 番号\n"
				    "t 1020 140 1400 260 項目\n"
				    "t 120 340 400 460 2\nt 1020 340 1400 460 住所\n",
	    "番号 | 項目\n1 | 氏名\n=\n2 | 住所\n" },
	{ "a value without its label goes on with the one before",
	    PAGE TABLE(7000,
		7200) "t 120 7040 700 7160 事務の内容\nt 1020 7040 1900 7160 前の文である。\n" PAGE
		TABLE(100, 300) "t 1020 140 1900 260 後の文である。\n",
	    "事務の内容 | 前の文である。/後の文である。\n" },
	{ "a line that was broken at the page's end",
	    PAGE TABLE(
		7000, 7200) "t 120 7040 700 7160 事務の内容\n"
			    "t 1020 7040 3060 7160 一二三四五六七八九十一二三四五六七\n" PAGE TABLE(
				100, 300) "t 1020 140 1900 260 八九十\n",
	    "事務の内容 | 一二三四五六七八九十一二三四五六七八九十\n" },
	{ "label and value are cut",
	    PAGE TABLE(
		7000, 7200) "t 120 7040 960 7160 六情報提供ネット\n"
			    "t 1020 7040 3060 7160 一二三四五六七八九十一二三四五六七\n" PAGE TABLE(
				100, 300) "t 120 140 500 260 ワーク\nt 1020 140 1900 260 八九十\n",
	    "六情報提供ネットワーク | 一二三四五六七八九十一二三四五六七八九十\n" },
	{ "another row is another row, though the one before was full",
	    PAGE TABLE(
		7000, 7200) "t 120 7040 960 7160 令和六年四月一日\n"
			    "t 1020 7040 3060 7160 一二三四五六七八九十一二三四五六七\n" PAGE TABLE(
				100, 300) "t 120 140 960 260 令和七年四月一日\n"
					  "t 1020 140 1900 260 八九十\n",
	    "令和六年四月一日 | 一二三四五六七八九十一二三四五六七\n=\n令和七年四月一日 | "
	    "八九十\n" },
	{ "a merged cell that is open at the cut, printed whole on both pages",
	    PAGE OPEN_BELOW(7000, 7300) "t 120 7140 400 7260 前半\nt 120 7310 400 7430 後半\n"
					"t 1020 7140 1300 7260 値\n" PAGE OPEN_ABOVE(400,
					    700) "t 120 240 400 360 前半\nt 120 420 400 540 後半\n"
						 "t 1020 240 1300 360 値\n",
	    "前半/後半 | 値\n" },
	{ "a label of a group goes on, its rows are their own",
	    PAGE
	    "h 100 3100 7000\nh 100 3100 7200\nh 1000 3100 7400\nh 100 3100 7600\nv 100 7000 7600\n"
	    "v 1000 7000 7600\nv 2000 7000 7600\nv 3100 7000 7600\n"
	    "t 120 7040 400 7160 頭\nt 120 7340 400 7460 再委託\nt 1020 7240 1400 7360 有無\n"
	    "t 2020 7240 2400 7360 無\nt 1020 7440 1400 7560 方法\nt 2020 7440 2400 7560 "
	    "なし\n" PAGE
	    "h 100 3100 100\nh 100 3100 300\nv 100 100 300\nv 1000 100 300\nv 2000 100 300\n"
	    "v 3100 100 300\nt 1020 140 1400 260 事項\nt 2020 140 2400 260 なし\n",
	    "頭 |  | \n再委託 | 有無 | 無\n方法 | なし\n=\n | 事項 | なし\n" },
};

static void
assert_rows(const struct page_case *c)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct blocks blocks = { .arena = &arena };
	struct buf stream = { 0 }, rows = { 0 };
	int pages = 0;

	for (size_t at = 0; (at = str_find(str_of(c->stream), STR("page"), at)) != STR_NONE; at++)
		pages++;
	buf_adds(&stream, HEAD);
	buf_adds(&stream, c->stream);
	buf_addf(&stream, "end %d\n", pages);
	print_message("  %s\n", c->what);
	assert_true(import_source_find(buf_str(&stream)) == &import_source_pdf);
	assert_true(import_source_pdf.read(buf_str(&stream), STR("f.pdf"), &blocks, &sink));
	assert_int_equal(diags.count, 0);
	show(&blocks, &rows);
	assert_string_equal(rows.ptr, c->rows);
	buf_release(&stream);
	buf_release(&rows);
	blocks_release(&blocks);
	diags_release(&diags);
	arena_release(&arena);
}

static void
test_pages(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_rows(&cases[i]);
}

static void
test_page_breaks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(page_cases); i++)
		assert_rows(&page_cases[i]);
}

/* ---- what is refused --------------------------------------------------------------------------------------- */

static void
assert_refused(struct str stream, enum diag_code code)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct blocks blocks = { .arena = &arena };

	assert_false(import_source_pdf.read(stream, STR("f.pdf"), &blocks, &sink));
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, code);
	blocks_release(&blocks);
	diags_release(&diags);
	arena_release(&arena);
}

static void
test_reasons(void **state)
{
	static const struct {
		const char *line;
		enum diag_code code;
	} reasons[] = {
		{ "fail encrypted", DIAG_IMPORT_PDF_ENCRYPTED },
		{ "fail damaged", DIAG_IMPORT_PDF_DAMAGED },
		{ "fail pages", DIAG_IMPORT_PDF_PAGES },
		{ "fail size", DIAG_FILE_TOO_LARGE },
		{ "fail content", DIAG_IMPORT_PDF_CONTENT },
		{ "fail input", DIAG_IMPORT_PDF_INPUT },
		{ "fail otherwise", DIAG_IMPORT_PDF_CRASH },
		{ "ended by SIGSEGV", DIAG_IMPORT_PDF_CRASH },
		{ "ended by SIGXCPU", DIAG_IMPORT_PDF_LIMIT },
		{ "ended with 64", DIAG_IMPORT_PDF_CRASH },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		struct buf stream = { 0 };

		print_message("  %s\n", reasons[i].line);
		buf_adds(&stream, HEAD PAGE "t 100 1\n");
		buf_addf(&stream, "%s\n", reasons[i].line);
		assert_refused(buf_str(&stream), reasons[i].code);
		buf_release(&stream);
	}
	assert_refused(STR("%PDF-1.7\n"), DIAG_IMPORT_PDF_INPUT);
	assert_refused(STR(HEAD PAGE "end 1\n"), DIAG_IMPORT_PDF_NO_TEXT);
}

static void
test_malformed(void **state)
{
	static const char *const streams[] = {
		PDF_STREAM,
		PDF_STREAM "piacheck-pdf 2\n" PAGE "end 1\n",
		PDF_STREAM PAGE "end 1\n",
		HEAD "t 1 1 2 2 一\nend 0\n",
		HEAD PAGE "end 2\n",
		HEAD PAGE "end 1\nend 1\n",
		HEAD PAGE "x 1 1 2 2\nend 1\n",
		HEAD PAGE "t 1 1 2 一\nend 1\n",
		HEAD PAGE "t 2 1 1 2 一\nend 1\n",
		HEAD PAGE "t 1 1 2 2 \nend 1\n",
		HEAD PAGE "t 1 1 2 2 \xFF\nend 1\n",
		HEAD PAGE "t -1 1 2 2 一\nend 1\n",
		HEAD PAGE "t 1 1 2 99999999 一\nend 1\n",
		HEAD PAGE "h 2 1 1\nend 1\n",
		HEAD PAGE "v 1 2\nend 1\n",
		HEAD PAGE "v 1 2 3 4\nend 1\n",
		HEAD PAGE "s 1 1 2 2 2\nend 1\n",
		HEAD "page 1 1 1\nend 1\n",
		HEAD PAGE "end 1 1\n",
		HEAD PAGE "o 1 1 2\nend 1\n",
		HEAD PAGE "c 1 1 2 2 2\nend 1\n",
		HEAD PAGE "s 1 1 2 x\nend 1\n",
		HEAD "page 1\nend 1\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(streams); i++) {
		print_message("  %zu\n", i);
		assert_refused(str_of(streams[i]), DIAG_IMPORT_PDF_CRASH);
	}
}

/* A stream that ends anywhere before its end is not whole. */
static void
test_every_prefix(void **state)
{
	const struct str good = STR(HEAD PAGE "t 1 1 20 20 一\nh 1 2 3\nend 1\n");

	(void)state;
	for (size_t n = sizeof PDF_STREAM - 1; n + 1 < good.len; n++)
		assert_refused(str_sub(good, 0, n), DIAG_IMPORT_PDF_CRASH);
}

static void
test_limits(void **state)
{
	struct buf stream = { 0 };

	(void)state;
	buf_adds(&stream, HEAD);
	for (int i = 0; i <= PDF_PAGES_MAX; i++)
		buf_adds(&stream, PAGE);
	buf_addf(&stream, "end %d\n", PDF_PAGES_MAX + 1);
	assert_refused(buf_str(&stream), DIAG_IMPORT_PDF_CRASH);
	buf_clear(&stream);
	buf_adds(&stream, HEAD PAGE);
	for (int i = 0; i <= PDF_PAGE_MARKS_MAX; i++)
		buf_adds(&stream, "h 1 2 3\n");
	buf_adds(&stream, "end 1\n");
	assert_refused(buf_str(&stream), DIAG_IMPORT_PDF_CRASH);
	/* A row of more cells than any form has. */
	buf_clear(&stream);
	buf_adds(
	    &stream, HEAD "page 143000 8000\nh 0 143000 100\nh 0 143000 300\nt 10 140 90 260 一\n");
	for (int i = 0; i <= IMPORT_CELLS_MAX + 1; i++)
		buf_addf(&stream, "v %d 100 300\n", i * 100);
	buf_adds(&stream, "end 1\n");
	assert_refused(buf_str(&stream), DIAG_IMPORT_CELLS);
	buf_release(&stream);
}

/* Where there are too many lines or shapes to be a form's, the text is read as if there were none. */
static void
test_drawings(void **state)
{
	struct buf stream = { 0 };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct blocks blocks = { .arena = &arena };

	(void)state;
	buf_adds(&stream, HEAD PAGE "t 100 100 400 220 一\nt 100 300 400 420 二\n");
	for (int i = 0; i <= IMPORT_PDF_LINES_MAX; i++)
		buf_addf(&stream, "h %d %d %d\n", i % 50 * 100, i % 50 * 100 + 60, i / 50 * 190);
	for (int i = 0; i <= IMPORT_PDF_SHAPES_MAX; i++)
		buf_adds(&stream, "o 100 100 400 220\n");
	buf_adds(&stream, "end 1\n");
	assert_true(import_source_pdf.read(buf_str(&stream), STR("f.pdf"), &blocks, &sink));
	assert_int_equal(blocks.count, 2);
	assert_false(blocks.has_cells);
	buf_release(&stream);
	blocks_release(&blocks);
	diags_release(&diags);
	arena_release(&arena);
}

/* Ruled paper: up to a number of fields it is a table, beyond it the text is read as if there were no lines. */
static void
test_ruled_paper(void **state)
{
	enum { COLUMNS = 200 };

	(void)state;
	for (int rows = IMPORT_PDF_FIELDS_MAX / COLUMNS;
	     rows <= IMPORT_PDF_FIELDS_MAX / COLUMNS + 1; rows++) {
		struct buf stream = { 0 };
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct sink sink = sink_keeping_diags(&diags);
		struct blocks blocks = { .arena = &arena };
		bool table = rows * COLUMNS <= IMPORT_PDF_FIELDS_MAX;

		buf_adds(&stream, HEAD);
		buf_addf(&stream, "page %d %d\nt 10 10 90 90 一\nt 310 10 390 90 二\n",
		    (COLUMNS + 2) * 100, (rows + 2) * 100);
		for (int i = 0; i <= rows; i++)
			buf_addf(&stream, "h 0 %d %d\n", COLUMNS * 100, i * 100);
		for (int i = 0; i <= COLUMNS; i++)
			buf_addf(&stream, "v %d 0 %d\n", i * 100, rows * 100);
		buf_adds(&stream, "end 1\n");
		assert_true(import_source_pdf.read(buf_str(&stream), STR("f.pdf"), &blocks, &sink));
		assert_int_equal(blocks.rows[0].count, table ? COLUMNS : 2);
		assert_int_equal(diags.count, 0);
		buf_release(&stream);
		blocks_release(&blocks);
		diags_release(&diags);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_page_breaks),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_drawings),
		cmocka_unit_test(test_ruled_paper),
	};

	return cmocka_run_group_tests_name("import/source_pdf", tests, NULL, NULL);
}
