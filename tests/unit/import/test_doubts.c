/* SPDX-License-Identifier: Apache-2.0 */
/* What was lost or ran together around a value, and the lines of pages: each on an invented text with what must come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "import/reading.h"
#include "import/read.h"
#include "base/scope.h"
#include "base/banned.h"

#define TITLE3 "特定個人情報保護評価書(重点項目評価書)\n"
#define I3 "I 基本情報\n1. 特定個人情報ファイルを取り扱う事務\t\n"
#define II3 "II 特定個人情報ファイルの概要\n1. 特定個人情報ファイル名\t\n台帳\t\n"
#define II4                                                                                                  \
	II3 "4. 特定個人情報ファイルの取扱いの委託\t\n委託の有無 ※\t[委託する] " \
	    "<選択肢> 1) 委託する 2) 委託しない (2) 件\n"
#define SYSTEMS "2. 特定個人情報ファイルを取り扱う事務において使用するシステム\t\n"
#define ANNEX "(別添2) 変更箇所\n"
#define COLUMNS "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n"
#define RECORDS "(別添1) 特定個人情報ファイル記録項目\n"

#define CENTRED(above, below)                                                                                \
	I3 "①事務の名称\n図書の貸出\n本を貸し出し、返却を受ける。\n" above "②事務の内容\n" below             \
	   "③対象人数\n[1万人以上10万人未満]\n4. "                                             \
	   "個人番号の利用\n法令上の根拠\n貸出の記録に要る。\n督促に要る。\n5. " \
	   "情報提供ネットワークシステムによる情報連携\n"

static const struct read_case cases[] = {
	/* labels in the middle of a value */
	{ "the next line ran into the value", "3",
	    I3 SYSTEMS "システム1\n①システムの名称\t台帳システム ②システムの機能 登録\n",
	    "I.2.system[1].1", "proposed", "台帳システム ②システムの機能 登録" },
	{ "a label that stands in its own place may be spoken of", "3",
	    I3 SYSTEMS
	    "システム1\n①システムの名称\t②システムの機能のとおり\n②システムの機能\t登録\n",
	    "I.2.system[1].1", "read", "②システムの機能のとおり" },
	{ "the number of the next label", "3", I3 "①事務の名称\t図書の貸出 ②\n事務の内容\t貸出\n",
	    "I.1.1", "proposed", "図書の貸出 ②" },
	{ "a label as a value", "3",
	    I3 "6. 評価実施機関における担当部署\t\n①部署\t②所属長の役職名\n7. 他の評価実施機関\t\n",
	    "I.6.1", "unknown", "" },
	{ "the title of the next section ran into the value", "3",
	    I3 "6. 評価実施機関における担当部署\t\n①部署\t図書課\n②所属長の役職名\t図書課長 II "
	       "特定個人情報ファイルの概要\n1. 特定個人情報ファイル名\t\n",
	    "I.6.2", "proposed", "図書課長 II 特定個人情報ファイルの概要" },

	{ "the row of further systems ran into the last text of one", "3",
	    I3 SYSTEMS "システム1\n①システムの名称\t台帳\n②システムの機能\t登録 "
		       "システム2～5\n③他のシステムとの接続\t\n",
	    "I.2.system[1].2", "proposed", "登録 システム2～5" },
	{ "another system spoken of", "3",
	    I3 SYSTEMS "システム1\n①システムの名称\t台帳\n②システムの機能\tシステム2と同じ\n③他のシ"
		       "ステムとの接続\t\n",
	    "I.2.system[1].2", "read", "システム2と同じ" },

	/* what goes on below */
	{ "a row without a label goes on", "3",
	    I3 "①事務の名称\t図書の\n\t貸出に関する事務\n②事務の内容\t貸出\n", "I.1.1", "proposed",
	    "図書の" },
	{ "the end of a page in the row", "3",
	    I3 "①事務の名称\t図書の\n\n- 3 -\n\n1. 特定個人情報ファイルを取り扱う事務\t\n\t貸出\n"
	       "②事務の内容\t貸出\n",
	    "I.1.1", "proposed", "図書の" },
	{ "a line twice", "3", II3 "6. 特定個人情報の保管・消去\n保管場所 ※\n書庫\n書庫\n7. 備考\n",
	    "II.6.place", "proposed", "書庫\n書庫" },
	{ "none, twice", "3", I3 "7. 他の評価実施機関\t\nなし\nなし\n" II3, "I.7", "none", "なし" },
	{ "a row twice is one", "3",
	    I3 "①事務の名称\t図書の貸出\n①事務の名称\t図書の貸出\n②事務の内容\t貸出\n", "I.1.2",
	    "read", "貸出" },

	/* labels at half the height of their cells: the text of ② begins above it */
	{ "a name that goes on with sentences", "3",
	    CENTRED("貸出の記録を残す。\n", "督促をする。\n"), "I.1.1", "proposed",
	    "図書の貸出\n本を貸し出し、返却を受ける。\n貸出の記録を残す。" },
	{ "what stands behind such a name", "3", CENTRED("貸出の記録を残す。\n", "督促をする。\n"),
	    "I.1.2", "proposed", "督促をする。" },
	{ "nothing behind such a name is not blank", "3", CENTRED("貸出の記録を残す。\n", ""),
	    "I.1.2", "unknown", "" },
	{ "any other text of such a document", "3", CENTRED("記録を残す。\n", "督促をする。\n"),
	    "I.4.basis", "proposed", "貸出の記録に要る。\n督促に要る。" },
	{ "a name alone", "3",
	    I3 "①事務の名称\n図書の貸出\n②事務の内容\n貸し出す。\n返却を受ける。\n③対象人数\n",
	    "I.1.1", "read", "図書の貸出" },
	{ "and the text behind it", "3",
	    I3 "①事務の名称\n図書の貸出\n②事務の内容\n貸し出す。\n返却を受ける。\n③対象人数\n",
	    "I.1.2", "read", "貸し出す。\n返却を受ける。" },

	/* empty cells */
	{ "values stand below such labels: nothing is known of an empty cell beside one", "3",
	    I3
	    "①事務の名称\t貸出\n3. 特定個人情報ファイル名\t\n台帳\t\n7. 他の評価実施機関\t\n" II3,
	    "I.7", "unknown", "" },
	{ "a cell is lost with its border", "3",
	    II4 "委託事項1\t台帳の保守\t\n①委託内容\t台帳の保守\t\n③委託先名\t\n\t④再委託の有無 "
		"※\t[再委託しない] "
		"<選択肢> 1) 再委託する 2) 再委託しない\n",
	    "II.4.delegation[1].3", "unknown", "" },
	{ "labels whose row of values is lost", "3",
	    TITLE3 "評価書番号\t評価書名\n公表日\n\n令和6年4月1日\n", "cover.no", "unknown", "" },
	{ "the row of labels once more", "3",
	    TITLE3 "評価書番号\t評価書名\n評価書番号\t評価書名\n7\t貸出に関する事務\n", "cover.no",
	    "read", "7" },

	/* labels that broke off */
	{ "the label goes on in the next line", "3",
	    II4 "委託事項1\t台帳の保守\n①委託内容\t台帳の保守\n②委託先における取扱\n者数\t["
		"10人未満] <選択肢> 1) "
		"10人未満\n③委託先名\t青波サービス\n",
	    "II.4.delegation[1].3", "read", "青波サービス" },

	/* groups whose number is lost */
	{ "a second group without its number is not the first", "3",
	    II4 "委託事項1\t台帳の保守\n①委託内容\t台帳の保守\n\n①委託内容\t台帳の印刷\n③委託先名\t"
		"青波印刷\n",
	    "II.4.delegation[1].3", "unknown", "" },

	/* texts that read like labels */
	{ "a label twice, each above a text: the value before it may hold the first", "3",
	    II3 "6. 特定個人情報の保管・消去\n保管場所 ※\n書庫。\n7. 備考\nのとおり、金庫。\n7. "
		"備考\n特になし。\n",
	    "II.6.place", "proposed", "書庫。" },
	{ "the same: which of the texts is its own?", "3",
	    II3 "6. 特定個人情報の保管・消去\n保管場所 ※\n書庫。\n7. 備考\nのとおり、金庫。\n7. "
		"備考\n特になし。\n",
	    "II.7", "proposed", "特になし。" },
	{ "a label from above in the middle of a value", "3",
	    II3 "2. 基本情報\n⑥事務担当部署\n図書課\n3. 特定個人情報の入手・使用\n③使用目的 "
		"※\n貸出のため。\n⑥事務担当部署\nにも用いる。\n⑥使用開始日\n令和6年4月1日\n",
	    "II.3.3", "proposed", "貸出のため。" },

	/* numbers of labels as offices type them */
	{ "a number and a blank", "3",
	    "Ⅰ　基本情報\n１　特定個人情報ファイルを取り扱う事務\t\n(1)　事 務 の 名 称\t貸出\n",
	    "I.1.1", "read", "貸出" },
	{ "a number and a comma", "3",
	    "Ⅰ　基本情報\n１、特定個人情報ファイルを取り扱う事務\t\n1)事務の名称\t貸出\n", "I.1.1",
	    "read", "貸出" },
	{ "a heading in brackets", "3",
	    "Ⅰ　基本情報\n(1) 特定個人情報ファイルを取り扱う事務\t\nア "
	    "事務の名称\t貸出\n②事務の内容\t貸出と返却\n",
	    "I.1.2", "read", "貸出と返却" },
	{ "a number that begins a value is none of a label", "3",
	    I3 "①事務の名称\t1 図書の貸出\n②事務の内容\t2 貸出\n", "I.1.1", "read",
	    "1 図書の貸出" },

	/* tags */
	{ "a tag without its end", "3", I3 "①事務の名称\t図書の貸出<br\n②事務の内容\t貸出\n",
	    "I.1.1", "proposed", "図書の貸出<br" },
	{ "a tag without its beginning", "3", I3 "①事務の名称\t図書br>貸出\n②事務の内容\t貸出\n",
	    "I.1.1", "proposed", "図書br>貸出" },
	{ "a cell whose tag did not end", "3",
	    "<html><body><h1>特定個人情報保護評価書(重点項目評価書)</h1><h2>I 基本情報</h2><table>"
	    "<tr><td>①事務の名称</td><td "
	    "class=\"v\"貸出</td></tr><tr><td>②事務の内容</td><td>貸出</td></tr>"
	    "</table></body></html>",
	    "I.1.1", "unknown", "" },
	{ "a cell whose tag is lost", "3",
	    "<html><body><h1>特定個人情報保護評価書(重点項目評価書)</h1><h2>I 基本情報</h2><table>"
	    "<tr><td>①事務の名称</td>図書の貸出</tr><tr><td>②事務の内容</td><td>貸出</td></tr>"
	    "</table></body></html>",
	    "I.1.1", "read", "図書の貸出" },

	/* boxes */
	{ "a ring outside of its box", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[ ] 紙 ○ [ ] "
		"電子記録媒体(フラッシュメモリを除く。) [ ] "
		"フラッシュメモリ [ ] 電子メール [ ] 専用線 [ ] 庁内連携システム [ ] "
		"情報提供ネットワークシステム [ ] その他 ( )\n",
	    "II.3.2/紙", "unknown", "" },
	{ "a box whose middle cell is lost", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[\t\t] 紙\t[\t○\t] "
		"フラッシュメモリ\t[\t] 電子メール\n",
	    "II.3.2/電子メール", "unknown", "" },

	{ "a tick of katakana in its box", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[レ] 紙 [ ] "
		"電子記録媒体(フラッシュメモリを除く。) [ ] "
		"フラッシュメモリ [ ] 電子メール [ ] 専用線 [ ] 庁内連携システム [ ] "
		"情報提供ネットワークシステム [ ] その他 ( )\n",
	    "II.3.2/紙", "read", "checked" },

	/* Markdown */
	{ "a row of a table broken in two", "3",
	    I3 "| ①事務の名称 | 図書の貸出 |\n| --- | --- |\n| ②事務の内容 | 貸\n出 |\n| ③対象人数 "
	       "| |\n",
	    "I.1.2", "proposed", "貸\n出" },

	/* pages */
	{ "what each page repeats is no value", "3",
	    I3
	    "①事務の名称\t貸出\n②事務の内容\t貸出\n青波市 評価書\n- 1 -\n" SYSTEMS
	    "システム1\n①システムの名称\t台帳システム\n②システムの機能\t登録\n青波市 評価書\n- 2 "
	    "-\n"
	    "6. 評価実施機関における担当部署\t\n①部署\t図書課\n②所属長の役職名\t図書課長\n青波市 "
	    "評価書\n- 3 -\n"
	    "7. 他の評価実施機関\t\n青波県\n" II3,
	    "I.6.2", "read", "図書課長" },
	{ "the same with the number in its line", "3",
	    I3 "①事務の名称\t貸出\n②事務の内容\t貸出\n\n\n\n\n\n\n青波市 1頁\n" SYSTEMS
	       "システム1\n①システムの名称\t台帳システム\n②システムの機能\t登録\n3. "
	       "特定個人情報ファイル名\t\n台帳\t\n"
	       "青波市 2頁\n4. 個人番号の利用 ※\t\n法令上の根拠\t番号法第9条\n"
	       "6. 評価実施機関における担当部署\t\n①部署\t図書課\n②所属長の役職名\t図書課長\n7. "
	       "他の評価実施機関\t\n青波県\n"
	       "青波市 3頁\n" II3,
	    "I.7", "read", "青波県" },
	{ "a heading of the office's own that is repeated is text", "3",
	    II3 "6. 特定個人情報の保管・消去\n保管場所 "
		"※\n<措置>\n書庫\n<措置>\n金庫\n<措置>\n倉庫\n7. 備考\n",
	    "II.6.place", "read", "<措置>\n書庫\n<措置>\n金庫\n<措置>\n倉庫" },
	{ "a title twice in the list of titles", "3",
	    TITLE3 "項目一覧\n\nI 基本情報\nII 特定個人情報ファイルの概要\nII "
		   "特定個人情報ファイルの概要\nⅢ リスク対策\n" I3 "①事務の名称\t貸出\n",
	    "I.1.1", "read", "貸出" },

	/* annexes */
	{ "two columns in one cell", "3",
	    ANNEX COLUMNS "令和6年4月1日\tⅠ6①部署 図書課\t資料課\t事後\t改組\n",
	    "app2.change[1].item", "proposed", "Ⅰ6①部署 図書課" },
	{ "a row that goes on below", "3",
	    ANNEX COLUMNS
	    "令和6年4月1日\tⅠ6①部署\t図書課\t資料課\t事後\t重要な変更に\nは当たらない\n",
	    "app2.change[1].reason", "proposed", "重要な変更に" },
	{ "two items in one line", "3", RECORDS "・氏名\n・住所 ・性別\n・生年月日\n",
	    "app1.record[2].name", "proposed", "住所 ・性別" },
	{ "a blank that no other name has", "3",
	    RECORDS
	    "1 宛名番号\n2 氏名\n3 住所\n4 性別\n5 電話番号\n6 世帯番号 資格\n7 続柄\n8 転入日\n",
	    "app1.record[6].name", "proposed", "世帯番号 資格" },
};

static void
test_doubts(void **state)
{
	(void)state;
	assert_int_equal(reading_failures(cases, COUNT_OF(cases)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doubts),
	};

	return cmocka_run_group_tests_name("import/doubts", tests, NULL, NULL);
}
