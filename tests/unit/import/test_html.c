/* SPDX-License-Identifier: Apache-2.0 */
/* import/source_html.c and grid.c: pages of HTML, laid out in the ways that offices do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "import/reading.h"
#include "base/scope.h"
#include "base/banned.h"

#define PAGE(body)                                                                                 \
	"<!DOCTYPE html>\n<html><head><title>x</title><style>td{}</style></head><body>" body       \
	"</body></html>\n"
#define I3                                                                                         \
	"<h2>Ⅰ　基本情報</h2><table><tr><th "                                               \
	"colspan=4>１．特定個人情報ファイルを取り扱う事務</th></tr>"
#define I3_5                                                                                                                      \
	"<h2>Ⅰ　基本情報</h2><table><tr><th>５．情報提供ネットワークシステムによる情報連携　※</" \
	"th></tr>"
#define II3                                                                                        \
	"<h2>Ⅱ　特定個人情報ファイルの概要</h2><table><tr><td "                    \
	"colspan=9>３．特定個人情報の入手・使用</td></tr>"
#define III3 "<h2>Ⅲ　リスク対策</h2><table>"
#define PLAN "＜選択肢＞<br>1） 実施する　2） 実施しない<br>3） 未定"

static const struct read_case cases[] = {
	/* tables */
	{ "label left of its value", "3", PAGE(I3 "<tr><td>①事務の名称<td>貸出</table>"), "I.1.1",
	    "read", "貸出" },
	{ "label above its value, which spans the row", "3",
	    PAGE(I3 "<tr><td colspan=4>①事務の名称</td></tr><tr><td "
		    "colspan=4>貸出</td></tr><tr><td>②事務の内容</td></tr></table>"),
	    "I.1.1", "read", "貸出" },
	{ "an empty cell below its label is blank", "3",
	    PAGE(I3 "<tr><td colspan=4>②事務の内容</td></tr><tr><td "
		    "colspan=4></td></tr><tr><td>③対象人数</td></tr></table>"),
	    "I.1.2", "blank", "" },
	{ "a label without any cell is unknown", "3",
	    PAGE(I3 "<tr><td colspan=4>②事務の内容</td></tr></table>"), "I.1.2", "unknown", "" },
	{ "an empty cell beside its label", "3",
	    PAGE(I3 "<tr><td>②事務の内容</td><td></td></tr></table>"), "I.1.2", "blank", "" },
	{ "two labels with their values in one row", "3",
	    PAGE(I3 "<tr><td>①事務の名称</td><td>貸出</td><td>②事務の内容</td><td>本を貸す。</td></"
		    "tr></table>"),
	    "I.1.2", "read", "本を貸す。" },
	{ "the first of two labels in one row", "3",
	    PAGE(I3 "<tr><td>①事務の名称</td><td>貸出</td><td>②事務の内容</td><td>本を貸す。</td></"
		    "tr></table>"),
	    "I.1.1", "read", "貸出" },
	{ "a group's label beside the rows of its items", "3",
	    PAGE(II3 "<tr><td "
		     "rowspan=2>④使用の主体</td><td>使用部署</td><td>図書館</td></"
		     "tr><tr><td>使用者数</td><td>[ 10人未満 ]</td></tr></table>"),
	    "II.3.4.users", "read", "10人未満" },
	{ "a table inside of a cell", "3",
	    PAGE(II3 "<tr><td>④使用の主体</td><td><table><tr><td>使用部署</td><td>図書館</td></"
		     "tr></table></td></tr></table>"),
	    "II.3.4.dept", "read", "図書館" },
	{ "tables that only lay out the page", "3",
	    PAGE("<table><tr><td><table><tr><td><p>Ⅰ　基本情報</"
		 "p><table><tr><td>１．特定個人情報ファイルを取り扱う事務</td></tr>"
		 "<tr><td>①事務の名称</td><td>貸出</td></tr></table></td></tr></table></td></tr></"
		 "table>"),
	    "I.1.1", "read", "貸出" },

	/* texts */
	{ "pseudo-tags are text, with Latin letters too", "3",
	    PAGE(I3 "<tr><td>②事務の内容<td><本市における措置>甲<br><ASPにおける措置>乙</table>"),
	    "I.1.2", "read", "<本市における措置>甲\n<ASPにおける措置>乙" },
	{ "entities", "3",
	    PAGE(I3 "<tr><td>②事務の内容<td>甲&amp;乙&nbsp;&#x4E19;&lt;丁&gt;</table>"), "I.1.2",
	    "read", "甲&乙 丙<丁>" },
	{ "an ampersand that begins no entity", "3",
	    PAGE(I3 "<tr><td>②事務の内容<td>甲 & 乙<br>丙&・丁 &本<b> R&D</b></table>"), "I.1.2",
	    "read", "甲 & 乙\n丙&・丁 &本 R&D" },
	{ "an ampersand in an attribute", "3",
	    PAGE(I3 "<tr><td>②事務の内容<td><img alt='甲 & 乙'>図</table>"), "I.1.2", "read",
	    "甲 & 乙図" },
	{ "a tag that did not end took some of the text", "3",
	    PAGE(I3 "<tr><td>②事務の内容</td><td class='x'甲 乙</td></tr></table>"), "I.1.2",
	    "unknown", "" },
	{ "a tag that did not end took all of the text", "3",
	    PAGE(I3 "<tr><td>②事務の内容</td><td class=x甲</td></tr></table>"), "I.1.2", "unknown",
	    "" },
	{ "a broken tag that is not shown breaks no other", "3",
	    PAGE(I3 "<tr><td>②事務の内容<td>甲<noscript ①></noscript><b>乙</b></table>"), "I.1.2",
	    "read", "甲乙" },
	{ "scripts, comments and furigana are not shown", "3",
	    PAGE(I3 "<tr><td>①事務の名称<td><script>alert('x')</script><!-- y "
		    "--><ruby>貸<rt>かし</rt></ruby>出</table>"),
	    "I.1.1", "read", "貸出" },

	/* choices */
	{ "the number and the list", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td>[ 2 ]<td>" PLAN "</table>"), "I.5.1", "read",
	    "実施しない" },
	{ "the number without the list", "3", PAGE(I3_5 "<tr><td>①実施の有無<td>[ 2 ]</table>"),
	    "I.5.1", "proposed", "実施しない" },
	{ "number and wording", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td>[1) 実施する]<td>" PLAN "</table>"), "I.5.1", "read",
	    "実施する" },
	{ "number and wording disagree", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td>[2) 実施する]<td>" PLAN "</table>"), "I.5.1",
	    "unknown", "" },
	{ "brackets in cells of their own", "3",
	    PAGE(I3_5 "<tr><td rowspan=2>①実施の有無<td rowspan=2>[<td rowspan=2>未定<td "
		      "rowspan=2>]<td>＜選択肢＞</tr><tr><td>1） 実施する<td>2） "
		      "実施しない</tr></table>"),
	    "I.5.1", "read", "未定" },
	{ "no brackets, the options beside", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td>実施する<td>" PLAN "</table>"), "I.5.1", "read",
	    "実施する" },
	{ "an empty cell, the options beside", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td><td>" PLAN "</table>"), "I.5.1", "blank", "" },
	{ "radio buttons for options", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td><input type=radio>実施する <input type=radio "
		      "checked>実施しない <input type=radio>未定</table>"),
	    "I.5.1", "read", "実施しない" },
	{ "a list to choose from", "3",
	    PAGE(I3_5 "<tr><td>①実施の有無<td><select><option>実施する<option "
		      "selected>未定</select></table>"),
	    "I.5.1", "read", "未定" },

	/* boxes */
	{ "check boxes are the only notation: not checked is empty", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td><input type=checkbox checked>自己点検 "
		      "<input type=checkbox>内部監査 <input "
		      "type=checkbox>外部監査</table>"),
	    "III.8.audit/内部監査", "read", "unchecked" },
	{ "none is checked in the whole page: unknown", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td><input type=checkbox>自己点検 <input "
		      "type=checkbox>内部監査 <input "
		      "type=checkbox>外部監査</table>"),
	    "III.8.audit/内部監査", "unknown", "" },
	{ "brackets and check boxes mixed: a row without a check is unknown", "3",
	    PAGE(III3 "<tr><td>４．特定個人情報ファイルの取扱いの委託<td>[○] "
		      "委託しない<tr><td>８．監査<tr><td>実施の有無<td><input "
		      "type=checkbox>自己点検 <input type=checkbox>内部監査 <input "
		      "type=checkbox>外部監査</table><p><input type=checkbox checked>"),
	    "III.8.audit/自己点検", "unknown", "" },
	{ "a box in the cell before its label", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td>○<td>自己点検<td><td>内部監査<td>○<td>"
		      "外部監査</table>"),
	    "III.8.audit/外部監査", "read", "checked" },
	{ "an empty cell before its label", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td><td>自己点検<td><td>内部監査<td>○<td>"
		      "外部監査</table>"),
	    "III.8.audit/内部監査", "read", "unchecked" },
	{ "a box in the cell behind its label", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td>自己点検<td>○<td>内部監査<td><td>"
		      "外部監査<td></table>"),
	    "III.8.audit/自己点検", "read", "checked" },
	{ "a box between two labels, whose is it?", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td>自己点検<td>○<td>内部監査<td>外部監査<"
		      "/table>"),
	    "III.8.audit/内部監査", "unknown", "" },
	{ "brackets behind their labels", "3",
	    PAGE(III3 "<tr><td>８．監査<tr><td>実施の有無<td>自己点検 [ ] 内部監査 [○] 外部監査 [ "
		      "]</table>"),
	    "III.8.audit/内部監査", "read", "checked" },
	{ "a box beside a heading", "3",
	    PAGE(III3 "<tr><td>４．特定個人情報ファイルの取扱いの委託<td>○<td>委託しない</table>"),
	    "III.4.none/委託しない", "read", "checked" },
	{ "a count beside its box", "3",
	    PAGE("<h2>Ⅱ　特定個人情報ファイルの概要</"
		 "h2><table><tr><td>５．特定個人情報の提供・移転（委託に伴うものを除く。）<tr><td "
		 "rowspan=3>提供・移転の有無<td>○<td>提供を行っている （ 3 ） "
		 "件<tr><td><td>移転を行っている （ ） 件<tr><td><td>行っていない</table>"),
	    "II.5.has.provide_count", "read", "3" },

	/* encodings and forms of a page */
	{ "a fragment that begins with its table", "3",
	    "<table><tr><td>Ⅰ　基本情報<tr><td>１．特定個人情報ファイルを取り扱う事務<tr><td>"
	    "①事務の名称<td>貸出</table>",
	    "I.1.1", "read", "貸出" },
	{ "what the page says of its encoding does not count", "3",
	    "<html><head><meta "
	    "charset=euc-jp></"
	    "head><body><p>Ⅰ　基本情報<table><tr><td>１．特定個人情報ファイルを取り扱う事務<tr><td>"
	    "①"
	    "事務の名称<td>貸出</table>",
	    "I.1.1", "read", "貸出" },
};

static void
test_pages(void **state)
{
	(void)state;
	assert_int_equal(reading_failures(cases, COUNT_OF(cases)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages),
	};

	return cmocka_run_group_tests_name("import/html", tests, NULL, NULL);
}
