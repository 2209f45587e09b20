/* SPDX-License-Identifier: Apache-2.0 */
/* import/stream_change*.c: the table of changes in a text layer. A cell is tied to its row by what the pages show, or is unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "import/reading.h"
#include "import/stream_changes.h"
#include "base/scope.h"
#include "base/banned.h"

/* Labels against the order of the form, of three sections: no table, whatever follows. */
#define FORM                                                                                                           \
	" ②所属長の役職名 館長\n\n ①部署 中央図書館\n\n ⑥事務担当部署 中央図書館\n\n" \
	" ③法令による特別の手続 なし\n\n ⑤使用方法\n\n貸出の記録を照合し、延滞を督促する。\n\n"
#define HEAD                                                                                       \
	"\n\n\n変更前の記載 変更後の記載 "                                             \
	"提出時期変更日\n\n（別添２）変更箇所\n\n項目\n\n提出時期に係る説明\n\n"
#define DATE "令和7年3月31日\n\n"
#define OLD "令和6年4月2日\n\n"
#define DEPARTMENT "Ⅰ　基本情報\n６．評価実施機関における担\n当部署\n①部署\n\n"
#define PLACE "Ⅱ特定個人情報ファイルの概\n要\n６．特定個人情報の保管・消\n去\n\n"
#define USE "Ⅱ特定個人情報ファイルの概\n要\n３．特定個人情報の入手・使\n用\n⑤使用方法\n\n"
#define CONTACT "Ⅳ　開示請求、問合せ\n２．特定個人情報ファイルの\n取扱いに関する問合せ\n①連絡先\n\n"
#define BASIC "Ⅴ　評価実施手続\n１．基礎項目評価\n①実施日\n\n"

static const struct read_case cases[] = {
	/* one line of two cells */
	{ "what the form says now came after", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後\n", "app2.change[1].after",
	    "proposed", "中央図書館" },
	{ "and the other word was before", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後\n", "app2.change[1].before",
	    "proposed", "図書館" },
	{ "neither is in the form", "3", FORM HEAD DATE DEPARTMENT "図書館 読書館 事後\n",
	    "app2.change[1].after", "unknown", "" },
	{ "two options", "3", FORM HEAD DATE DEPARTMENT "１０人未満 １０人以上５０人未満 事後\n",
	    "app2.change[1].after", "proposed", "１０人以上５０人未満" },
	{ "two dates", "3", FORM HEAD DATE BASIC "2023/4/1 2024/4/1 事後\n",
	    "app2.change[1].before", "proposed", "2023/4/1" },
	{ "one cell, which the form has: it is new", "3",
	    FORM HEAD DATE DEPARTMENT "中央図書館 事後\n", "app2.change[1].after", "proposed",
	    "中央図書館" },
	{ "one cell, which the form has not: it may be either", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 事後\n", "app2.change[1].before", "unknown", "" },

	/* blocks */
	{ "two blocks that begin alike, as printed", "3",
	    FORM HEAD DATE PLACE
	    "書庫に施錠して保管し、鍵は\n館長が管理する。\n\n書庫に施錠して保管し、鍵は\n"
	    "担当者が管理する。\n\n事後\n",
	    "app2.change[1].after", "proposed", "書庫に施錠して保管し、鍵は担当者が管理する。" },
	{ "two blocks that have nothing in common", "3",
	    FORM HEAD DATE PLACE "書庫に置く。\n\n端末は持ち出さない。\n\n事後\n",
	    "app2.change[1].after", "unknown", "" },
	{ "a block that the form has, behind one that it has not", "3",
	    FORM HEAD DATE USE
	    "本を返す人を待つ。\n\n貸出の記録を照合し、延滞を\n督促する。\n\n事後\n",
	    "app2.change[1].before", "proposed", "本を返す人を待つ。" },
	{ "what was before has two blocks, what came after has two", "3",
	    FORM HEAD DATE PLACE "書庫に施錠して保管し、鍵は館長が持つ。\n\n（注）甲\n\n書庫に施錠"
				 "して保管し、鍵は館長が持つ。\n\n（注）乙\n\n事後\n",
	    "app2.change[1].before", "proposed",
	    "書庫に施錠して保管し、鍵は館長が持つ。\n（注）甲" },
	{ "a row whose cells are elsewhere on the page: the form has its text in this item", "3",
	    FORM HEAD DATE USE DATE
	    "本を返す人を待つ。\n\n貸出の記録を照合し、延滞を\n督促する。\n\n事後\n\n" DEPARTMENT
	    "図書館 中央図書館 事後\n",
	    "app2.change[2].after", "proposed", "貸出の記録を照合し、延滞を督促する。" },
	{ "a row and a date are left", "3",
	    FORM HEAD DATE BASIC "2022/4/1\n\n" DATE "2023/4/1 事後\n\n" DEPARTMENT
				 "図書館 中央図書館 事後\n",
	    "app2.change[2].after", "proposed", "2023/4/1" },
	{ "a row and a text are left: whose it is nobody knows", "3",
	    FORM HEAD DATE PLACE "書庫に置く。\n\n" DATE "棚に置く。 事後\n\n" DEPARTMENT
				 "図書館 中央図書館 事後\n",
	    "app2.change[2].after", "unknown", "" },

	/* 提出時期に係る説明 */
	{ "every text of the page is a cell: no reason is given", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後\n", "app2.change[1].reason",
	    "proposed", "" },
	{ "a text is left: it may be the reason", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後\n\n組織の名が改まった。\n",
	    "app2.change[1].reason", "unknown", "" },
	{ "words of a reason behind 提出時期", "3",
	    FORM HEAD DATE DEPARTMENT
	    "図書館 中央図書館 事後\n\n形式的な変更であり、重要な変\n更に当たらない。\n",
	    "app2.change[1].reason", "proposed", "形式的な変更であり、重要な変更に当たらない。" },
	{ "the reason on the line of 提出時期", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後 その他の項目の変更\n",
	    "app2.change[1].reason", "proposed", "その他の項目の変更" },
	{ "an empty cell is believed only where no text is left", "3",
	    FORM HEAD DATE DATE DEPARTMENT "中央図書館 事後\n\n" PLACE "書庫に置く。 事後\n",
	    "app2.change[1].before", "unknown", "" },

	/* the order of the rows, and their dates */
	{ "rows of one date come in the order of the form", "3",
	    FORM HEAD DATE DATE CONTACT "図書館 中央図書館 事後\n\n" DEPARTMENT
					"図書館 中央図書館 事後\n",
	    "app2.change[1].item", "proposed", "Ⅰ 基本情報６．評価実施機関における担当部署①部署" },
	{ "what stands behind the first row of the next page is of the earlier date", "3",
	    FORM HEAD DATE OLD DEPARTMENT "図書館 中央図書館 事後\n\n" BASIC
					  "2022/4/1 2023/4/1 事後\n" HEAD DATE PLACE
					  "書庫に置く。\n\n書庫に置き、施錠する。\n\n事後\n",
	    "app2.change[1].item", "proposed", "Ⅴ 評価実施手続１．基礎項目評価①実施日" },
	{ "and the same words put for the same words are of the same date", "3",
	    FORM HEAD DATE OLD OLD DEPARTMENT
	    "図書館 中央図書館 事後\n\n" CONTACT "図書館 中央図書館 事後\n\n" USE
	    "本を返す人を待つ。\n\n貸出の記録を照合し、延滞を\n督促する。\n\n事後\n" HEAD DATE PLACE
	    "書庫に置く。\n\n書庫に置き、施錠する。\n\n事後\n",
	    "app2.change[1].date", "proposed", "令和6年4月2日" },
	{ "one row too few is earlier: no date is given", "3",
	    FORM HEAD DATE OLD OLD DEPARTMENT
	    "図書館 中央図書館 事後\n\n" BASIC "2022/4/1 2023/4/1 事後\n\n" USE
	    "本を返す人を待つ。\n\n貸出の記録を照合し、延滞を\n督促する。\n\n事後\n" HEAD DATE PLACE
	    "書庫に置く。\n\n書庫に置き、施錠する。\n\n事後\n",
	    "app2.change[1].date", "unknown", "" },
	{ "more rows than dates: no row is shown", "3",
	    FORM HEAD DATE DEPARTMENT "図書館 中央図書館 事後\n\n" PLACE, "app2.change[1].item",
	    "unknown", "" },
};

static void
test_changes(void **state)
{
	(void)state;
	assert_int_equal(reading_failures(cases, COUNT_OF(cases)), 0);
}

/* The table of n rows on one page, the cells of the first in so many blocks: how its item and its 変更後 are read. */
static void
check_limit(size_t n, size_t blocks, const char *item, const char *after)
{
	static const char *const said[] = { "棚に置く。", "鍵を掛ける。", "本を数える。",
		"記録する。", "館長へ知らせる。", "紙は使わない。", "毎朝見回る。",
		"休みの日は閉じる。" };
	struct forms forms = { 0 };
	struct reading reading;
	struct buf text = { 0 };

	forms_read_all(&forms);
	buf_adds(&text, FORM HEAD);
	for (size_t i = 0; i < n; i++)
		buf_adds(&text, DATE);
	for (size_t i = 0; i < n; i++) {
		buf_adds(&text, DEPARTMENT);
		for (size_t k = 0; i == 0 && k < blocks - 1; k++)
			buf_addf(&text, "%s\n\n", said[k]);
		buf_adds(&text, "中央図書館\n\n事後\n\n");
	}
	reading_init(&reading, &forms, "3", buf_str(&text));
	assert_string_equal(reading_state(&reading, "app2.change[1].item"), item);
	assert_string_equal(reading_state(&reading, "app2.change[1].after"), after);
	reading_release(&reading);
	buf_release(&text);
	forms_release(&forms);
}

static void
test_limits(void **state)
{
	(void)state;
	check_limit(1, ROW_PIECES_MAX, "proposed", "proposed");
	check_limit(1, ROW_PIECES_MAX + 1, "proposed", "unknown");
	check_limit(PAGE_ROWS_MAX, 1, "proposed", "proposed");
	check_limit(PAGE_ROWS_MAX + 1, 1, "unknown", "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("import/stream_changes", tests, NULL, NULL);
}
