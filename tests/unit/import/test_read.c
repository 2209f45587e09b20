/* SPDX-License-Identifier: Apache-2.0 */
/* import/read.h: every kind of noise that published forms show, each on an invented text with what must come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "import/reading.h"
#include "import/read.h"
#include "base/scope.h"
#include "base/banned.h"

#define TITLE3 "特定個人情報保護評価書(重点項目評価書)\n"
#define I3 "I 基本情報\n1. 特定個人情報ファイルを取り扱う事務\t\n"
#define II3 "II 特定個人情報ファイルの概要\n"
#define III3 "Ⅲ リスク対策 ※(7. ②を除く。)\n"
#define III4 "III 特定個人情報ファイルの取扱いプロセスにおけるリスク対策 ※(7. リスク1⑨を除く。)\n"
#define PEOPLE                                                                                            \
	"<選択肢> 1) 1,000人未満 2) 1,000人以上1万人未満 3) 1万人以上10万人未満 4) " \
	"10万人以上30万人未満"
#define ENOUGH "1) 特に力を入れている 2) 十分である 3) 課題が残されている"
#define BOX "<input type=\"checkbox\"/>"
#define RADIO "<input type=\"radio\"/>"
#define TICK "<input checked=\"\" type=\"checkbox\"/>"

static const struct read_case cases[] = {
	/* the cover */
	{ "labels in one row, values in the next", "3",
	    TITLE3 "評価書番号\t評価書名\n7\t図書の貸出に関する事務\n", "cover.name", "read",
	    "図書の貸出に関する事務" },
	{ "a value below its label", "3",
	    TITLE3 "評価実施機関名\n\n青波市長\n\n公表日\n\n令和6年4月1日\n", "cover.agency",
	    "read", "青波市長" },
	{ "the next label is lost: whose text is it?", "3",
	    TITLE3
	    "個人のプライバシー等の権利利益の保護の宣言\n\n青波市長\n\n公表日\n\n令和6年4月1日\n",
	    "cover.declaration", "proposed", "青波市長" },
	{ "the same, and this one may be blank", "3",
	    TITLE3 "特記事項\n\n青波市長\n\n公表日\n\n令和6年4月1日\n", "cover.remarks", "unknown",
	    "" },
	{ "characters that nobody sees", "3",
	    I3 "①事務\xE2\x80\x8Bの名称\t貸\xE2\x80\x8B"
	       "出\xEF\xBB\xBF\n",
	    "I.1.1", "read", "貸出" },
	{ "a date with its weekday", "3", TITLE3 "公表日\n\n令和6年4月1日(月)\n" I3,
	    "cover.published", "read", "令和6年4月1日(月)" },
	{ "not a date", "3", TITLE3 "公表日\n\n未定\n" I3, "cover.published", "unknown", "" },
	{ "a number that was too wide for its column", "3",
	    I3 "①事務の名称\t####\n②事務の内容\t貸す\n", "I.1.1", "unknown", "" },
	{ "the same where a date belongs", "3", TITLE3 "公表日\n\n########\n" I3, "cover.published",
	    "unknown", "" },
	{ "one such sign is a text", "3", I3 "①事務の名称\t#\n", "I.1.1", "read", "#" },
	{ "so are more of them in one", "3", I3 "①事務の名称\t貸出（###）\n", "I.1.1", "read",
	    "貸出（###）" },
	{ "the list of titles opens no section", "3",
	    TITLE3 "項目一覧\n\nI 基本情報\nII 特定個人情報ファイルの概要\nⅢ リスク対策\n\n" I3
		   "①事務の名称\t貸出\n",
	    "I.1.1", "read", "貸出" },
	{ "the list of titles without its own title", "3",
	    TITLE3 "I 基本情報\nII 特定個人情報ファイルの概要\nⅢ リスク対策\n\n" I3
		   "①事務の名称\t貸出\n" II3 "1. 特定個人情報ファイル名\t\n台帳\t\n2. 基本情報\t\n",
	    "II.1", "read", "台帳" },

	/* choices */
	{ "options behind the value", "3", I3 "③対象人数\t[1万人以上10万人未満] " PEOPLE "\n",
	    "I.1.3", "read", "1万人以上10万人未満" },
	{ "options before the value", "3", I3 "③対象人数\t" PEOPLE " [1,000人未満]\n", "I.1.3",
	    "read", "1,000人未満" },
	{ "options in two columns and two rows", "3",
	    I3 "③対象人数\t[1,000人未満]\t<選択肢> 1) 1,000人未満\n\t3) 1万人以上10万人未満\t2) "
	       "1,000人以上1万人未満\n",
	    "I.1.3", "read", "1,000人未満" },
	{ "a tag in the place of the bracket", "3",
	    I3 "③対象人数\t" BOX " 1,000人未満] " PEOPLE "\n", "I.1.3", "read", "1,000人未満" },
	{ "a tag inside of the bracket", "3", I3 "③対象人数\t[" BOX " 1,000人未満] " PEOPLE "\n",
	    "I.1.3", "read", "1,000人未満" },
	{ "equal to no option", "3", I3 "③対象人数\t[5,000人くらい] " PEOPLE "\n", "I.1.3",
	    "unknown", "" },
	{ "two answers", "3",
	    I3 "5. 情報提供ネットワークシステムによる情報連携 ※\n①実施の有無\t" BOX " 実施する " BOX
	       " 実施しない <small><選択肢> 1) 実施する 2) 実施しない 3) 未定</small>\n",
	    "I.5.1", "unknown", "" },
	{ "empty bracket, value outside", "3", I3 "③対象人数\t[] 1,000人未満 " PEOPLE "\n", "I.1.3",
	    "proposed", "1,000人未満" },
	{ "empty bracket, complete list", "3", I3 "③対象人数\t[] [] " PEOPLE "\n", "I.1.3", "blank",
	    "" },
	{ "empty bracket, damaged list", "3",
	    I3 "③対象人数\t[] 1) 1,000人未満 3) 1万人以上10万人未満\n", "I.1.3", "unknown", "" },
	{ "a table of options, printed once more behind and below", "3",
	    II3 "3. "
		"特定個人情報の入手・使用\t\t\n④使用の主体\t使用部署\t図書館\n\t使用者数\t["
		"10人未満] <table border=\"0\">"
		"<tr><td colspan=\"2\"><選択肢></td></tr><tr><td>1) 10人未満</td><td>2) "
		"10人以上50人未満</td></tr></table>"
		"\t<選択肢>\t1) 10人未満\n<選択肢>\n1) 10人未満\t2) "
		"10人以上50人未満\n⑤使用方法\t貸出の管理\n",
	    "II.3.4.users", "read", "10人未満" },
	{ "and what follows it", "3",
	    II3 "3. 特定個人情報の入手・使用\t\t\n\t使用者数\t[10人未満] <table><tr><td>1) "
		"10人未満</td></tr></table>\n1) 10人未満\n"
		"⑤使用方法\t貸出の管理\n",
	    "II.3.5", "read", "貸出の管理" },
	{ "label and value in one cell", "3",
	    II3 "4. 特定個人情報ファイルの取扱いの委託\t\n委託事項1\t入力\n再委託\t④再委託の有無 ※ "
		"[" BOX " 再委託しない] <選択肢> 1) 再委託する 2) 再委託しない\n",
	    "II.4.delegation[1].4", "read", "再委託しない" },
	{ "the label is lost, form order and options name the owner", "3",
	    III3
	    "2. 特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）\t\nリスク: "
	    "目的外の入手が行われるリスク\t\n"
	    "リスクに対する措置の内容\t窓口で確かめる。\n\t[十分である]\t<選択肢> " ENOUGH
	    "\n3. 特定個人情報の使用\t\n",
	    "III.2.risk.sufficient", "proposed", "十分である" },

	/* boxes */
	{ "[○]", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[○] 紙 [] 電子メール [] 専用線\n",
	    "II.3.2/紙", "read", "checked" },
	{ "[]", "3", II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[○]紙 []電子メール []専用線\n",
	    "II.3.2/電子メール", "read", "unchecked" },
	{ "a mark that the row does not show", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[○]紙 []電子メール []専用線\n",
	    "II.3.2/フラッシュメモリ", "read", "unknown" },
	{ "every box the same empty tag", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t" BOX " 紙 " BOX " 電子メール " BOX
		" 専用線\n",
	    "II.3.2", "unknown", "" },
	{ "empty tags beside a checked one of the same notation", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t" TICK " 紙 " BOX " 電子メール\n",
	    "II.3.2/電子メール", "read", "unchecked" },
	{ "three tokens: the bare tag may be a lost ○", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t" TICK " 紙 [] 専用線 " BOX
		" 電子メール\n",
	    "II.3.2/電子メール", "read", "unknown" },
	{ "another notation proves nothing", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t" TICK " 紙 [" BOX "] 電子メール\n",
	    "II.3.2/電子メール", "read", "unknown" },
	{ "a radio is a misread ○, or not", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[" RADIO "] 紙 [" BOX "] 電子メール\n",
	    "II.3.2", "unknown", "" },
	{ "brackets that do not close", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[" BOX " 紙 [" TICK " 電子メール\n",
	    "II.3.2", "proposed", "" },
	{ "labels before their boxes", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t電子メール [○] 専用線 []\n", "II.3.2",
	    "unknown", "" },
	{ "a misread label of a box", "3",
	    II3 "3. 特定個人情報の入手・使用\t\n②入手方法\t[○] 府内連携システム [] 紙\n",
	    "II.3.2/庁内連携システム", "read", "checked" },
	{ "a box beside a heading", "3",
	    III3 "4. 特定個人情報ファイルの取扱いの委託\t\t[○] 委託しない\nリスク: "
		 "委託先における不正な使用等のリスク\t\t\n",
	    "III.4.none/委託しない", "read", "checked" },
	{ "two boxes below a heading", "3",
	    III3
	    "6. 情報提供ネットワークシステムとの接続\t\n[○] 接続しない(入手) [] 接続しない(提供)\n",
	    "III.6.none/接続しない（提供）", "read", "unchecked" },

	/* counts */
	{ "a count behind the options", "3",
	    II3 "4. 特定個人情報ファイルの取扱いの委託\t\n委託の有無 ※\t[委託する] <選択肢> 1) "
		"委託する 2) 委託しない (3) 件\n",
	    "II.4.has.count", "read", "3" },
	{ "a count that is lost", "3",
	    II3 "5. 特定個人情報の提供・移転(委託に伴うものを除く。)\n提供・移転の有無\t[○] "
		"提供を行っている () 件 [] 移転を行っている () 件"
		" [] 行っていない\n",
	    "II.5.has.provide_count", "unknown", "" },
	{ "a count that is none", "3",
	    II3 "5. 特定個人情報の提供・移転(委託に伴うものを除く。)\n提供・移転の有無\t[○] "
		"提供を行っている () 件 [] 移転を行っている () 件"
		" [] 行っていない\n",
	    "II.5.has.transfer_count", "blank", "" },

	/* texts */
	{ "tags go, what only looks like one stays", "3",
	    I3 "②事務の内容\t<p><青波市における措置></p> <ul style=\"x\"> ・貸出 ・返却\n", "I.1.2",
	    "read", "<青波市における措置>\n・貸出 ・返却" },
	{ "entities", "3", I3 "②事務の内容\tA &amp; B &lt;注&gt;\n", "I.1.2", "read",
	    "A & B <注>" },
	{ "none in words", "3", I3 "②事務の内容\t－\n", "I.1.2", "none", "－" },
	{ "blank: label and empty cell", "3", I3 "②事務の内容\t\n③対象人数\t[] " PEOPLE "\n",
	    "I.1.2", "blank", "" },
	{ "no cell, no value: unknown", "3", I3 "②事務の内容\n③対象人数\t[] " PEOPLE "\n", "I.1.2",
	    "unknown", "" },
	{ "option text in a text cell", "3",
	    III3 "3. 特定個人情報の使用\t\nリスク2: "
		 "権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク\t\n"
		 "ユーザ認証の管理\t[行っている]\t<選択肢>\n具体的な管理方法\t1) 行っている\t2) "
		 "行っていない\nその他の措置の内容\t\n",
	    "III.3.risk2.auth_method", "unknown", "" },
	{ "its text in rows without a label is a proposal", "3",
	    III3 "3. 特定個人情報の使用\t\nリスク2: "
		 "権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク\t\n"
		 "ユーザ認証の管理\t[行っている]\t<選択肢>\n具体的な管理方法\t1) 行っている\n\t2) "
		 "行っていない\n鍵で確かめる。\nその他の措置の内容\t\n",
	    "III.3.risk2.auth_method", "proposed", "鍵で確かめる。" },
	{ "a Markdown rule and a page number are no rows", "3",
	    I3 "②事務の内容\n貸出\n---\t--\n- 3 -\n③対象人数\t[] " PEOPLE "\n", "I.1.2", "read",
	    "貸出" },
	{ "Markdown tables", "3",
	    "## I 基本情報\n| 1. 特定個人情報ファイルを取り扱う事務 | |\n|---|---|\n| ①事務の名称 "
	    "| 貸出 |\n",
	    "I.1.1", "read", "貸出" },
	{ "a misread label", "4",
	    "II 特定個人情報ファイルの概要\n3. 特定個人情報の入手・使用\t\n⑧使用方法 "
	    "※\t貸出\n権利利益に影響を与える得る決定 ※\t行わない\n",
	    "II.3.8.decision", "read", "行わない" },
	{ "a row that slipped below its neighbour", "4",
	    "II 特定個人情報ファイルの概要\n3. 特定個人情報の入手・使用\t\n⑥使用目的 "
	    "※\t貸出\n⑦使用の主体\t<table><tr><td>変更の妥当性</td>"
	    "<td>変えない</td></tr><tr><td>使用部署 "
	    "※</td><td>図書館</td></tr></table>\t変更の妥当性\t変えない\t使用部署 ※\t図書館\n"
	    "変更の妥当性\t変えない\n使用部署 ※\t図書館\n⑧使用方法 ※\t検索\n",
	    "II.3.6.change", "read", "変えない" },
	{ "and the items of the table it slipped into", "4",
	    "II 特定個人情報ファイルの概要\n3. 特定個人情報の入手・使用\t\n⑥使用目的 "
	    "※\t貸出\n⑦使用の主体\t<table><tr><td>変更の妥当性</td>"
	    "<td></td></tr><tr><td>使用部署 "
	    "※</td><td>図書館</td></tr></table>\t変更の妥当性\t\t使用部署 ※\t図書館\n⑧使用方法 "
	    "※\t検索\n",
	    "II.3.7.dept", "read", "図書館" },
	{ "the same label twice in a group: the row before it decides", "4",
	    III4 "4. 特定個人情報ファイルの取扱いの委託\t\n[] "
		 "委託しない\n委託先による特定個人情報の不正入手・不正な使用に関するリスク\t\n"
		 "具体的な方法\t[記録を残している]\t<選択肢> 1) 記録を残している\t2) "
		 "記録を残していない\n\n特定個人情報ファイルの取扱いの記録\n",
	    "III.4.risk.log_method", "unknown", "" },
	{ "its answer belongs to the choice with these options", "4",
	    III4 "4. 特定個人情報ファイルの取扱いの委託\t\n[] "
		 "委託しない\n委託先による特定個人情報の不正入手・不正な使用に関するリスク\t\n"
		 "具体的な方法\t[記録を残している]\t<選択肢> 1) 記録を残している\t2) "
		 "記録を残していない\n\n特定個人情報ファイルの取扱いの記録\n",
	    "III.4.risk.log", "proposed", "記録を残している" },
	{ "the text in the brackets of a choice", "4",
	    "V 開示請求、問合せ\n1. 特定個人情報の開示・訂正・利用停止請求\n③手数料等\t<p>[有料] "
	    "<選択肢> (手数料額、納付方法:一件300円)</p> <p>1) 有料 2) 無料</p>\n",
	    "V.1.3.fee", "read", "一件300円" },

	/* groups */
	{ "brackets inside of the text in brackets", "4",
	    "V 開示請求、問合せ\n1. 特定個人情報の開示・訂正・利用停止請求\n③手数料等\t[有料] "
	    "<選択肢> （手数料額、納付方法： 一件 300円（非課税）、現金 ） 1) 有料 2) 無料\n",
	    "V.1.3.fee", "read", "一件 300円（非課税）、現金" },
	{ "a text in brackets without its end", "4",
	    "V 開示請求、問合せ\n1. 特定個人情報の開示・訂正・利用停止請求\n③手数料等\t[有料] "
	    "<選択肢> （手数料額、納付方法：一件300円（非課税）、現金 1) 有料 2) 無料\n",
	    "V.1.3.fee", "unknown", "" },
	{ "instances by their printed number", "3",
	    I3 "2. "
	       "特定個人情報ファイルを取り扱う事務において使用するシステム\t\nシステム1\n①システム"
	       "の名称\t蔵書\nシステム2～5\nシステム3\n①システムの名称\t貸出\n",
	    "I.2.system[3].1", "read", "貸出" },
	{ "a range is no instance", "3",
	    I3 "2. "
	       "特定個人情報ファイルを取り扱う事務において使用するシステム\t\nシステム1\n①システム"
	       "の名称\t蔵書\nシステム2～5\n3. 特定個人情報ファイル名\t\n台帳\n",
	    "I.2.system[2].1", "unknown", "" },
	{ "the name beside the number", "3",
	    II3
	    "4. 特定個人情報ファイルの取扱いの委託\t\n委託事項2\t督促状の印刷\n①委託内容\t印刷\n",
	    "II.4.delegation[2].name", "read", "督促状の印刷" },
	{ "a second file", "3",
	    II3 "1. 特定個人情報ファイル名\t\n台帳\n" II3
		"1. 特定個人情報ファイル名\t\n名簿\n2. 基本情報\t\n",
	    "II@2.1", "read", "名簿" },
	{ "a title at the top of a page is no second file", "3",
	    II3 "1. 特定個人情報ファイル名\t\n台帳\n" II3
		"2. 基本情報\t\n③対象となる本人の範囲 ※\t利用者\n",
	    "II.2.3", "read", "利用者" },
	{ "the heading of a group is lost: its answer is a proposal at most", "3",
	    III3
	    "3. 特定個人情報の使用\t\nリスク1: "
	    "目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスク\t\n"
	    "リスクに対する措置の内容\t甲\nリスクへの対策は十分か\t[十分である]\t<選択肢> " ENOUGH
	    "\n"
	    "リスクに対する措置の内容\t乙\nリスクへの対策は十分か\t[課題が残されている]\t<選択肢>"
	    " " ENOUGH "\n",
	    "III.3.risk2.sufficient", "proposed", "課題が残されている" },

	/* annexes */
	{ "記録項目 with bullets", "3",
	    "(別添1) 特定個人情報ファイル記録項目\n\n- ・氏名\n- ・住所(番地まで)\n\n" III3
	    "1. 特定個人情報ファイル名\t\n",
	    "app1.record[2].name", "read", "住所(番地まで)" },
	{ "記録項目 numbered in running text", "3",
	    "(別添1) "
	    "特定個人情報ファイル記録項目\n\n利用者\n\n1氏名、2住所2、3電話番号\n\n資料\n\n1書名、2"
	    "貸出日\n" III3 "1. 特定個人情報ファイル名\t\n",
	    "app1.record[5].name", "read", "貸出日" },
	{ "a number broken by the end of a line", "3",
	    "(別添1) "
	    "特定個人情報ファイル記録項目\n\n【利用者】\n１．甲，２．乙，３．丙，４．丁，５．戊，６"
	    "．己，７．庚，８．辛，９．壬，１\n０．癸\t\n" III3,
	    "app1.record[10].name", "read", "癸" },
	{ "running text without numbers cannot be counted", "3",
	    "(別添1) 特定個人情報ファイル記録項目\n\n氏名、住所、電話番号\t\n\n" III3,
	    "app1.record[1].name", "unknown", "" },
	{ "変更箇所: a row", "3",
	    "(別添2)"
	    "変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和"
	    "5年4月1日\tⅠ 7\t甲\t乙\t事後\t名称の変更\n",
	    "app2.change[1].after", "read", "乙" },
	{ "変更箇所: the header of the next page is no row", "3",
	    "(別添2)"
	    "変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和"
	    "5年4月1日\tⅠ 7\t甲\t乙\t事後\t名称の変更\n\n"
	    "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和6年4月1日"
	    "\tⅠ 7\t\t丙\t事前\t\n",
	    "app2.change[2].after", "read", "丙" },
	{ "変更箇所: slipped columns", "3",
	    "(別添2)"
	    "変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和"
	    "5年4月1日\tⅠ 7\t乙\t事後\t名称の変更\t\n",
	    "app2.change[1].before", "unknown", "" },
	{ "blank in the body, filled in the table of changes", "3",
	    I3 "②事務の内容\t\n③対象人数\t[] " PEOPLE "\n(別添2)"
	       "変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n"
	       "令和5年4月1日\tⅠ 基本情報 1. 特定個人情報ファイルを取り扱う事務 "
	       "②事務の内容\t甲\t乙\t事後\t-\n",
	    "I.1.2", "unknown", "" },
	{ "the form by its title", "",
	    TITLE3 "評価実施機関名\n\n青波市長\n\n公表日\n\n令和6年4月1日\n", "cover.agency",
	    "read", "青波市長" },
};

static void
test_noise(void **state)
{
	(void)state;
	assert_int_equal(reading_failures(cases, COUNT_OF(cases)), 0);
}

/* Every value has the line where it stands. */
static void
test_lines(void **state)
{
	struct forms forms = { 0 };
	struct reading reading;
	int64_t line;

	(void)state;
	forms_read_all(&forms);
	reading_init(&reading, &forms, "3", STR(I3 "\n①事務の名称\t貸出\n"));
	assert_true(node_get_integer(node_find(node_find(reading.items, "I.1.1"), "line"), &line));
	assert_int_equal(line, 4);
	reading_release(&reading);
	reading_init(&reading, &forms, "3",
	    STR(TITLE3 "公表日\n\n令和6年4月1日\n\n" I3 "①事務の名称\t貸出\n"));
	assert_true(node_get_integer(
	    node_find(node_find(reading.items, "cover.published"), "line"), &line));
	assert_int_equal(line, 4);
	reading_release(&reading);
	forms_release(&forms);
}

/* Text that belongs nowhere is kept with its line. */
static void
test_loose(void **state)
{
	struct forms forms = { 0 };
	struct reading reading;

	(void)state;
	forms_read_all(&forms);
	reading_init(&reading, &forms, "3",
	    STR(I3 "5. 情報提供ネットワークシステムによる情報連携 "
		   "※\nどこにも属さない文\n①実施の有無\t[未定]\n"));
	assert_non_null(reading.loose);
	assert_int_equal(reading.loose->count, 1);
	assert_true(str_is(node_find(reading.loose->items[0], "text")->text, "どこにも属さない文"));
	assert_true(str_is(node_find(reading.loose->items[0], "line")->text, "4"));
	reading_release(&reading);
	forms_release(&forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_loose),
	};

	return cmocka_run_group_tests_name("import/read", tests, NULL, NULL);
}
