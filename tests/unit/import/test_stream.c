/* SPDX-License-Identifier: Apache-2.0 */
/* import/stream.c: a text layer whose lines are out of order. What one line or one page proves is read, all else is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "import/limits.h"
#include "import/reading.h"
#include "base/scope.h"
#include "base/banned.h"

/* Labels against the order of the form: no table, whatever follows. */
#define DISORDER " ⑥事務担当部署 図書館\n\n ②所属長の役職名 館長\n\n"

static const struct read_case cases[] = {
	{ "label and value on one line", "3", DISORDER, "I.6.2", "read", "館長" },
	{ "a label that another item has, too", "3", DISORDER " ①法令上の根拠 第9条\n", "I.4.basis",
	    "unknown", "" },
	{ "a value that goes on in the next line may go on further", "3",
	    DISORDER " その必要性 貸出を\n管理する\n", "II.2.3.need", "unknown", "" },
	{ "another label is no value", "3",
	    "①部署 ②所属長の役職名\n\n 評価書番号 評価書名\n\n21\n\n" DISORDER, "cover.no",
	    "unknown", "" },
	{ "the text below a label may be another's", "3", DISORDER " ⑤使用方法\n\n貸出の管理\n",
	    "II.3.5", "unknown", "" },
	{ "a choice behind its label", "3", DISORDER " ③対象人数 [ 1,000人未満\n\n]\n", "I.1.3",
	    "read", "1,000人未満" },
	{ "a choice alone on the page", "3",
	    DISORDER "実施する\n\n ①実施の有無\n\n＜選択肢＞\n1) 実施する\n2) 実施しない\n",
	    "I.5.1", "read", "実施する" },
	{ "two labels, one value", "3",
	    DISORDER "10人未満\n\n 使用者数\n\n ②委託先における取扱者数\n", "II.3.4.users",
	    "unknown", "" },
	{ "two labels, two equal values", "3",
	    DISORDER
	    " リスク１： 目的外の入手が行われるリスク\n\n十分である\n\n リスクへの対策は十分か\n\n"
	    " リスク２： 不正な提供が行われるリスク\n\n[ 十分である\n\n リスクへの対策は十分か\n",
	    "III.6.risk2.sufficient", "read", "十分である" },
	{ "two labels, two values that differ", "3",
	    DISORDER
	    " リスク１： 目的外の入手が行われるリスク\n\n十分である\n\n リスクへの対策は十分か\n\n"
	    " リスク２： 不正な提供が行われるリスク\n\n課題が残されている\n\n "
	    "リスクへの対策は十分か\n",
	    "III.6.risk1.sufficient", "unknown", "" },
	{ "a value on another page", "3", DISORDER " ①実施の有無\n\n\n\n実施する\n", "I.5.1",
	    "unknown", "" },
	{ "a label over several lines, an option before it", "3",
	    DISORDER "2） 十分に行っている ①事故発生時手順の策定・\n周知\n\n リスク： "
		     "特定個人情報の漏えい・滅失・毀損リスク\n\n[ 十分に行っている\n",
	    "III.7.risk.1", "read", "十分に行っている" },
	{ "a box and its label come apart", "3", DISORDER " ②入手方法\n\n[ ○ ] 紙 [\n\n] 専用線\n",
	    "II.3.2", "unknown", "" },
	{ "記録項目 on a page of their own", "3",
	    DISORDER "\n\n\n（別添１） "
		     "特定個人情報ファイル記録項目\n\n【利用者】\n１．甲，２．乙，３．丙\n\n\n\nⅢ　"
		     "リスク対策　※（７．②を除く。）\n",
	    "app1.record[3].name", "read", "丙" },
};

static void
test_layer(void **state)
{
	(void)state;
	assert_int_equal(reading_failures(cases, COUNT_OF(cases)), 0);
}

/* Behind IMPORT_PAGES_MAX pages no choice is looked for. */
static void
test_pages(void **state)
{
	struct forms forms = { 0 };

	(void)state;
	forms_read_all(&forms);
	for (size_t pages = IMPORT_PAGES_MAX - 1; pages <= IMPORT_PAGES_MAX; pages++) {
		struct buf text = { 0 };
		struct reading reading;

		buf_adds(&text, DISORDER);
		for (size_t i = 0; i < pages; i++)
			buf_adds(&text, "\n\n\n頁\n");
		buf_adds(&text, "\n実施する\n\n ①実施の有無\n");
		reading_init(&reading, &forms, "3", buf_str(&text));
		assert_string_equal(reading_state(&reading, "I.5.1"),
		    pages < IMPORT_PAGES_MAX ? "read" : "unknown");
		reading_release(&reading);
		buf_release(&text);
	}
	forms_release(&forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layer),
		cmocka_unit_test(test_pages),
	};

	return cmocka_run_group_tests_name("import/stream", tests, NULL, NULL);
}
