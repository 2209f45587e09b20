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

/* Labels against the order of the form, of three sections: no table, whatever follows. */
#define DISORDER " ②所属長の役職名 館長\n\n ①部署 図書館\n\n"
#define DISORDER2 " ⑥事務担当部署 図書館\n\n ③対象となる本人の範囲　※ 利用者\n\n"
#define DISORDER3 " １０．その他のリスク対策\n\n ９．従業者に対する教育・啓発\n\n ８．監査\n\n"

/* A page of the table of changes: dates, items and 提出時期 as they come when the columns are read one by one. */
#define CHANGES(date, timing)                                                                                                \
	DISORDER "\n\n\n令和7年3月31日\n\n" date                                                                             \
		 "\n\nⅡ特定個人情報ファイルの概\n要\n２．基本情報\n⑥事務担当部署\n\n"           \
		 "図書館 中央図書館 事後\n\n（別添２）変更箇所\n\n変更前の記載 変更後の記載 " \
		 "提出時期変更日\n\n2023/4/1\n\n"                                                                     \
		 "Ⅰ　基本情報\n６．評価実施機関における担\n当部署\n\n" timing "\n"

/* A page whose labels come as the form has them, each over its value. */
#define IN_ORDER(need, behind)                                                                                                   \
	"\n\n\n ２．基本情報\n\n ③対象となる本人の範囲　※\n\n利用者\n\n その必要性\n\n" need                                     \
	"\n\n ④記録される項目\n\n その妥当性\n\n貸出に要る\n\n ⑤保有開始日\n\n平成28年1月1日\n\n" \
	" ⑥事務担当部署\n\n図書館\n\n" behind " ３．特定個人情報の入手・使用\n"

/* Two risks of one page. */
#define EQUAL                                                                                                                    \
	" リスク２： 不正な提供が行われるリスク\n\n十分である\n\n リスクへの対策は十分か\n\n " \
	"リスク１： "                                                                                                       \
	"目的外の入手が行われるリスク\n\n リスクに対する措置の内容\n\n[ 十分である\n\n "          \
	"リスクへの対策は十分か\n\n "                                                                                 \
	"リスクに対する措置の内容\n\n ６．情報提供ネットワークシステムとの接続\n"

/* A page break that the layer invented: the labels go on as if in another order. */
#define FOREIGN                                                                                                                    \
	" ①システムの名称 貸出\n\n システム1\n\n ③他のシステムとの接続\n\n システム2\n\n "          \
	"①システムの名称 返却\n\n"                                                                                      \
	" ③他のシステムとの接続\n\n ③他のシステムとの接続\n\n システム4\n\n ①システムの名称 " \
	"予約\n\n\n\n\n"                                                                                                         \
	" ③他のシステムとの接続\n\n[ ] 宛名システム等 [\n\n システム3\n\n ①システムの名称 "        \
	"督促\n\n\n\n\n[ ○ ] 紙\n"

/* 提供先1 is filled in, 移転先1 is not; one of the two ○ stands apart from its box. */
#define PROVIDED                                                                                               \
	"市町村長 提供先1\n\n ②提供先における用途 貸出\n\n 提供・移転の有無\n\n] " \
	"提供を行っている ）　件\n\n"                                                               \
	"] 移転を行っている （\n\n] 行っていない\n\n ⑥提供方法\n\n[ ○ ] "               \
	"情報提供ネットワークシステム\n\n] 専用線\n\n"

static const struct read_case cases[] = {
	/* on the line of the label */
	{ "label and value on one line", "3", DISORDER, "I.6.2", "read", "館長" },
	{ "a label that another item has, too", "3", DISORDER " ①法令上の根拠 第9条\n", "I.4.basis",
	    "unknown", "" },
	{ "a value that goes on in the next line", "3", DISORDER2 " その必要性 貸出を\n管理する\n",
	    "II.2.3.need", "proposed", "貸出を管理する" },
	{ "a value that ends in digits of the next line", "3",
	    " ②対応方法 記録する\n\n ①連絡先 図書館 000-\n1120\n\nⅣ　開示請求、問合せ\n", "IV.2.1",
	    "proposed", "図書館 000-1120" },
	{ "a date is whole, whatever the next line says", "3",
	    DISORDER2 " ⑤保有開始日 平成28年1月1日\n貸出の全部\n", "II.2.5", "proposed",
	    "平成28年1月1日" },
	{ "two labels on one line", "3", DISORDER " ⑥使用開始日 平成28年1月1日 ⑤使用方法\n",
	    "II.3.6", "unknown", "" },
	{ "a placeholder behind a value", "3", DISORDER2 " その必要性 管理 システム2～5\n",
	    "II.2.3.need", "unknown", "" },
	{ "a piece of a box behind a label", "3", DISORDER2 " その必要性 ] 専用線\n", "II.2.3.need",
	    "unknown", "" },
	{ "what may be blank is only proposed", "3", DISORDER " ７．他の評価実施機関 青波県\n",
	    "I.7", "proposed", "青波県" },
	{ "the same heading behind two labels is no value of theirs", "3",
	    " リスク２： 不正な提供が行われるリスク\n\n リスクに対する措置の内容 "
	    "＜本館における措置＞\n記録する。\n\n "
	    "リスク１： 目的外の入手が行われるリスク\n\n リスクに対する措置の内容 "
	    "＜本館における措置＞\n拒否する。\n\n "
	    "６．情報提供ネットワークシステムとの接続\n",
	    "III.6.risk1.measure", "unknown", "" },
	{ "one of the numbers' labels is lost: boxes may be those of the other", "3",
	    " ①システムの名称 貸出\n\n システム1\n\n システム2\n\n ①システムの名称 返却\n\n\n\n\n"
	    " ③他のシステムとの接続\n\n[ ] 宛名システム等 [\n\n ３．特定個人情報ファイル名\n\n[ ○ "
	    "] 紙\n",
	    "I.2.system[2].3/宛名システム等", "proposed", "unchecked" },
	{ "a text below the label of what may be blank, and another label is lost", "3",
	    DISORDER " ７．備考\n\n書庫に置く。\n\n\n\n\n" DISORDER3, "II.7", "unknown", "" },
	{ "the heading of a text that is elsewhere is no value", "3",
	    DISORDER2 " その必要性 ＜本館における措置＞\n", "II.2.3.need", "unknown", "" },
	{ "half of another label is no value", "3",
	    DISORDER " ③法令による特別の手続 ④個人情報ファイル簿への不\n", "IV.1.3", "unknown",
	    "" },
	{ "another label is no value", "3", "①部署 ②所属長の役職名\n\n" DISORDER, "I.6.1",
	    "unknown", "" },

	/* pages in order */
	{ "between two labels of a page in order", "3", DISORDER IN_ORDER("貸出を管理するため", ""),
	    "II.2.3.need", "proposed", "貸出を管理するため" },
	{ "two paragraphs between two labels", "3", DISORDER IN_ORDER("貸出と\n\n返却のため", ""),
	    "II.2.3.need", "proposed", "貸出と\n返却のため" },
	{ "a date between two labels", "3", DISORDER IN_ORDER("貸出のため", ""), "II.2.5",
	    "proposed", "平成28年1月1日" },
	{ "between two labels of a page out of order", "3",
	    DISORDER "\n\n\n図書の用\n\n ⑥事務担当部署\n\n図書館\n\n "
		     "⑤保有開始日\n\n平成28年1月1日\n\n その妥当性\n\n貸出に要る\n\n"
		     " その必要性\n\n貸出を管理するため\n\n ③対象となる本人の範囲　※\n\n利用者\n\n "
		     "２．基本情報\n",
	    "II.2.3.need", "unknown", "" },
	{ "numbers whose texts stand elsewhere are no value", "3",
	    DISORDER IN_ORDER("1\n\n2", "貸出\n\n返却\n\n"), "II.2.3.need", "unknown", "" },
	{ "the text above a label that is lost is of one of two items", "3",
	    DISORDER
	    "\n\n\n 図書の用\n\n ２．基本情報\n\n ③対象となる本人の範囲　※\n\n利用者\n\n職員\n\n "
	    "⑤保有開始日\n\n平成28年1月1日\n\n"
	    " ⑥事務担当部署\n\n図書館\n\n ３．特定個人情報の入手・使用\n",
	    "II.2.3", "unknown", "" },

	{ "a sentence behind a label may be a line that was joined", "3",
	    DISORDER2 " その必要性 貸出を管理するため。\n", "II.2.3.need", "proposed",
	    "貸出を管理するため。" },
	{ "options behind a value are of another line", "3",
	    DISORDER2 " その必要性 貸出の管理 1） 実施する\n", "II.2.3.need", "unknown", "" },
	{ "so is half of a heading", "3",
	    DISORDER2 " その必要性 貸出の管理 ６．特定個人情報の保管・\n", "II.2.3.need", "unknown",
	    "" },
	{ "a name that must be there is not なし", "3",
	    DISORDER " １０．その他のリスク対策\n\n 情報の突合 なし\n", "II.3.5.matching",
	    "proposed", "なし" },
	{ "a date is no text", "3", DISORDER2 " その必要性 令和7年3月31日\n", "II.2.3.need",
	    "proposed", "令和7年3月31日" },

	/* the cover */
	{ "number and name beside each other on one line", "3",
	    " 評価書番号 評価書名\n\n21 貸出に関する事務　重点項目評価書\n\n\n\n" DISORDER,
	    "cover.no", "proposed", "21" },
	{ "and the name without the number", "3",
	    " 評価書番号 評価書名\n\n21 貸出に関する事務　重点項目評価書\n\n\n\n" DISORDER,
	    "cover.name", "proposed", "貸出に関する事務 重点項目評価書" },
	{ "the only number of the cover", "3",
	    " 評価書番号 評価書名\n\n21\n貸出に関する事務　重点項目\n評価書\n\n\n\n" DISORDER,
	    "cover.no", "proposed", "21" },
	{ "the name of the form of the cover", "3",
	    " 評価書番号 評価書名\n\n21\n貸出に関する事務　重点項目\n評価書\n\n\n\n" DISORDER,
	    "cover.name", "proposed", "貸出に関する事務 重点項目評価書" },
	{ "the kind below the name", "3",
	    " 評価書番号 評価書名\n\n貸出に関する事務\n\n重点項目評価書\n\n\n\n" DISORDER,
	    "cover.name", "proposed", "貸出に関する事務　重点項目評価書" },
	{ "the kind alone is no name", "3",
	    " 評価書番号 評価書名\n\n重点項目評価書\n\n\n\n" DISORDER, "cover.name", "unknown",
	    "" },
	{ "the only date of the cover", "3",
	    " 公表日\n\n評価書番号\n\n令和7年7月1日\n\n青波市長\n\n\n\n" DISORDER,
	    "cover.published", "proposed", "令和7年7月1日" },
	{ "two dates", "3",
	    " 公表日\n\n評価書番号\n\n令和7年7月1日\n\n令和7年8月1日\n\n\n\n" DISORDER,
	    "cover.published", "unknown", "" },
	{ "the only head of a body on the cover", "3",
	    " 公表日\n\n評価書番号\n\n令和7年7月1日\n\n青波市長\n\n\n\n" DISORDER, "cover.agency",
	    "proposed", "青波市長" },
	{ "two numbers", "3", " 評価書番号 評価書名\n\n21\n\n3\n\n\n\n" DISORDER, "cover.no",
	    "unknown", "" },

	/* choices */
	{ "a choice behind its label", "3",
	    " ②事務の内容\n\n ①事務の名称\n\n ③対象人数 [ 1,000人未満\n\n]\n", "I.1.3", "read",
	    "1,000人未満" },
	{ "a choice alone on the page", "3",
	    DISORDER "実施する\n\n ①実施の有無\n\n＜選択肢＞\n1) 実施する\n2) 実施しない\n",
	    "I.5.1", "read", "実施する" },
	{ "two labels, one value", "3",
	    DISORDER2 "10人未満\n\n 使用者数\n\n ②委託先における取扱者数\n\n 委託事項1\n",
	    "II.3.4.users", "unknown", "" },
	{ "two labels, two equal values: other pages with this label are not there", "3", EQUAL,
	    "III.6.risk2.sufficient", "proposed", "十分である" },
	{ "two labels, two values that differ", "3",
	    " リスク２： 不正な提供が行われるリスク\n\n十分である\n\n リスクへの対策は十分か\n\n "
	    "リスク１： "
	    "目的外の入手が行われるリスク\n\n課題が残されている\n\n リスクへの対策は十分か\n\n "
	    "６．情報提供ネットワークシステムとの接続\n",
	    "III.6.risk1.sufficient", "unknown", "" },
	{ "a value on another page", "3", DISORDER " ①実施の有無\n\n\n\n実施する\n", "I.5.1",
	    "unknown", "" },
	{ "a label over several lines, an option before it", "3",
	    DISORDER3 "2） 十分に行っている ①事故発生時手順の策定・\n周知\n\n リスク： "
		      "特定個人情報の漏えい・滅失・毀損リスク\n\n[ "
		      "十分に行っている\n",
	    "III.7.risk.1", "unknown", "" },
	{ "the same, and as many values as labels", "3",
	    " リスク： 特定個人情報の漏えい・滅失・毀損リスク\n\n2） 発生なし\n "
	    "②過去３年以内に、評価実施\n機関において、個人情報に関\nする重"
	    "大事故が発生したか\n\n発生なし\n\n ７．特定個人情報の保管・消去\n",
	    "III.7.risk.2", "read", "発生なし" },
	{ "of two numbers one is used", "3",
	    " 提供先1\n\n 移転先1\n\n ③提供する情報 貸出の記録\n\n ③移転する情報\n\n "
	    "④移転する情報の対象となる\n本人の数\n\n "
	    "④提供する情報の対象となる\n本人の数\n\n1万人未満\n",
	    "II.5.provision[1].4", "proposed", "1万人未満" },

	{ "another label that asks for this choice is on no page: the value may be its", "3",
	    DISORDER "\n\n\n リスク：　不正な提供・移転が行われるリスク\n\n "
		     "特定個人情報の提供・移転に関するルール\n\n定めている\n",
	    "III.5.risk.rule", "proposed", "定めている" },
	{ "and the labels of all that ask for it are there", "3",
	    DISORDER
	    "\n\n\n 委託契約書中の特定個人情報ファイルの取扱いに関する規定\n\n規定の内容\n\n\n\n"
	    " リスク：　不正な提供・移転が行われるリスク\n\n "
	    "特定個人情報の提供・移転に関するルール\n\n定めている\n",
	    "III.5.risk.rule", "read", "定めている" },

	/* boxes */
	{ "the number of the group is not on the page: boxes are only proposed", "3",
	    " システム1\n\n ①システムの名称 貸出\n\n\n\n\n ③他のシステムとの接続\n\n[ ] "
	    "宛名システム等 [\n\n"
	    " ３．特定個人情報ファイル名\n\n[ ○ ] 紙\n",
	    "I.2.system[1].3/宛名システム等", "proposed", "unchecked" },
	{ "a box and its label come apart", "3", DISORDER2 " ②入手方法\n\n[ ○ ] 紙 [\n\n] 専用線\n",
	    "II.3.2/専用線", "read", "unknown" },
	{ "a box that is whole", "3", DISORDER2 " ②入手方法\n\n[ ○ ] 紙 [\n\n] 専用線\n",
	    "II.3.2/紙", "read", "checked" },
	{ "[] is the end of one box and the beginning of another", "3",
	    DISORDER2 " ②入手方法\n\n[ [] 電子メール [\n", "II.3.2/電子メール", "unknown", "" },
	{ "two items of the page have this box", "3",
	    DISORDER2 " ②入手方法\n\n ①入手元　※\n\n[ ] その他 （\n", "II.3.1/その他", "unknown",
	    "" },
	{ "a ○ that lost its box", "3", DISORDER2 " ②入手方法\n\n[ ] 紙\n\n○\n", "II.3.2/紙",
	    "proposed", "unchecked" },
	{ "no ○ on the page, but elsewhere", "3",
	    " 規定の内容 秘密の保持\n\n リスク：　委託先における不正な使用等のリスク\n\n] "
	    "委託しない\n\n\n\n[ ○ ] 紙\n\n" DISORDER3,
	    "III.4.none/委託しない", "proposed", "unchecked" },
	{ "no ○ at all", "3",
	    " 規定の内容 秘密の保持\n\n リスク：　委託先における不正な使用等のリスク\n\n] "
	    "委託しない\n\n\n\n" DISORDER3,
	    "III.4.none/委託しない", "unknown", "" },

	{ "a number of a group is filled in: the mark that asks for it; and every ○ of the page is "
	  "accounted for",
	    "3", PROVIDED "[ ○\n", "II.5.has/提供を行っている", "proposed", "checked" },
	{ "then no other box is marked", "3", PROVIDED "[ ○\n", "II.5.has/移転を行っている",
	    "proposed", "unchecked" },
	{ "one ○ more: nobody knows whose", "3", PROVIDED "[ ○\n\n[ ○\n",
	    "II.5.has/提供を行っている", "unknown", "" },
	{ "システム3 behind システム4: whose names and boxes these are nobody knows", "3", FOREIGN,
	    "I.2.system[4].1", "unknown", "" },
	{ "and boxes are not read", "3", FOREIGN, "I.2.system[3].3/宛名システム等", "proposed",
	    "unchecked" },
	{ "a choice of a group on the page: another page may have its value", "3",
	    DISORDER2
	    "10人未満\n\n 使用者数\n\n ②委託先における取扱者数\n\n 委託事項1\n\n10人未満\n",
	    "II.3.4.users", "proposed", "10人未満" },

	/* texts apart from their labels */
	{ "なし below a label: it stands below many", "3", DISORDER2 " ⑤使用方法\n\nなし\n",
	    "II.3.5", "unknown", "" },
	{ "a purpose is a phrase, a method is told in sentences", "3",
	    DISORDER2 "貸出の管理\n\n返却の日を照合する。\n\n ⑤使用方法\n\n ③使用目的　※\n",
	    "II.3.5", "proposed", "返却の日を照合する。" },
	{ "two sentences: nobody knows which is the purpose", "3",
	    DISORDER2 "貸出を管理する。\n\n返却の日を照合する。\n\n ⑤使用方法\n\n ③使用目的　※\n",
	    "II.3.5", "unknown", "" },
	{ "the end of another label is no value", "3", DISORDER " ③法令による特別の手続 記載等\n",
	    "IV.1.3", "unknown", "" },
	{ "a line that goes on with a heading is of two cells", "3",
	    DISORDER
	    " ③法令による特別の手続\n\n手続なし ２．特定個人情報ファイルの取扱いに関する問合せ\n",
	    "IV.1.3", "unknown", "" },
	{ "the text right below its label", "3", DISORDER2 " ⑤使用方法\n\n貸出の管理\n", "II.3.5",
	    "proposed", "貸出の管理" },
	{ "a text of characters whose code ends in that of a digit", "3",
	    DISORDER2 " ⑤使用方法\n\n田地水\n", "II.3.5", "proposed", "田地水" },
	{ "a text, and two items that could have it", "3",
	    DISORDER2 "貸出の管理\n\n ⑤使用方法\n\n ③使用目的　※\n", "II.3.5", "unknown", "" },
	{ "two texts and two items: words of the label decide", "3",
	    "県知事 "
	    "提供先1\n\n「２．③対象となる本人の範囲」と同様\n\n貸し出した資料に関する情報\n\n "
	    "⑤提供する情報の対象となる\n本人の範囲\n\n "
	    "③提供する情報\n\n ②提供先における用途 貸出\n",
	    "II.5.provision[1].5", "proposed", "「２．③対象となる本人の範囲」と同様" },
	{ "a label right behind that of its group", "3",
	    " ①システムの名称 貸出\n\n システム1\n\n システム2\n\n ①システムの名称 返却\n",
	    "I.2.system[2].1", "proposed", "返却" },
	{ "and the one that is left", "3",
	    " ①システムの名称 貸出\n\n システム1\n\n システム2\n\n ①システムの名称 返却\n",
	    "I.2.system[1].1", "proposed", "貸出" },
	{ "the name of the file, on every page that asks for it", "3",
	    DISORDER
	    "貸出台帳\n\n ３．特定個人情報ファイル名\n\n\n\n貸出台帳\n\n "
	    "１．特定個人情報ファイル名\n\n ２．基本情報\n\n\n\n "
	    "１．特定個人情報ファイル名\n\n貸出台帳\n\nⅢ　リスク対策　※（７．②を除く。）\n",
	    "III.1", "proposed", "貸出台帳" },
	{ "a count that agrees with the numbers in use", "3",
	    " 委託事項2\n\n 委託事項1\n\n ③委託先名 甲社\n\n ③委託先名 乙社\n\n2\n\n "
	    "委託の有無　※\n\n）　件\n",
	    "II.4.has.count", "unknown", "" },

	/* annexes */
	{ "記録項目 on a page of their own", "3",
	    DISORDER "\n\n\n（別添１） "
		     "特定個人情報ファイル記録項目\n\n【利用者】\n１．甲，２．乙，３．丙\n\n\n\nⅢ　"
		     "リスク対策　※（７．②を"
		     "除く。）\n",
	    "app1.record[3].name", "read", "丙" },
	{ "変更箇所 as streams: a page with one date", "3", CHANGES("令和7年3月31日", "事後"),
	    "app2.change[2].date", "read", "令和7年3月31日" },
	{ "変更箇所: two dates, in their order", "3", CHANGES("令和6年4月2日", "事後"),
	    "app2.change[1].date", "proposed", "令和6年4月2日" },
	{ "変更箇所: 提出時期 that is the same in all rows", "3", CHANGES("令和6年4月2日", "事後"),
	    "app2.change[2].timing", "read", "事後" },
	{ "変更箇所: one row is 事前, nobody knows which", "3", CHANGES("令和7年3月31日", "事前"),
	    "app2.change[2].timing", "unknown", "" },
	{ "変更箇所: 項目 of one date in the order of the form", "3",
	    CHANGES("令和7年3月31日", "事後"), "app2.change[2].item", "proposed",
	    "Ⅱ特定個人情報ファイルの概要２．基本情報⑥事務担当部署" },
	{ "変更箇所: more dates than 提出時期", "3", CHANGES("令和7年3月31日", "随時"),
	    "app2.change[1].date", "unknown", "" },
	{ "two files: nobody can say which page is whose", "3",
	    DISORDER " １．特定個人情報ファイル名\n\n\n\n １．特定個人情報ファイル名\n\n\n\n "
		     "１．特定個人情報ファイル名\n",
	    "I.6.2", "unknown", "" },
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
