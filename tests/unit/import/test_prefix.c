/* SPDX-License-Identifier: Apache-2.0 */
/* A form cut anywhere, or with a line lost anywhere: what is still read says the same as the whole form, or is not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "import/reading.h"
#include "base/banned.h"

static const char form[] =
    "特定個人情報保護評価書(重点項目評価書)\n\n評価書番号\t評価書名\n7\t図書の貸出に関する事務\n\n"
    "個人のプライバシー等の権利利益の保護の宣言\n\n青波市は適切な措置を講じる。\n\n特記事項\n\n評価"
    "実施機関名\n\n青波市長\n\n"
    "公表日\n\n令和6年4月1日\n\n項目一覧\n\nI 基本情報\nII 特定個人情報ファイルの概要\nⅢ "
    "リスク対策\n\n"
    "I 基本情報\n\n1. "
    "特定個人情報ファイルを取り扱う事務\t\n①事務の名称\t貸出\n②事務の内容\t本を貸す。\n"
    "③対象人数\t[1,000人未満] <選択肢> 1) 1,000人未満 2) 1,000人以上1万人未満 3) "
    "1万人以上10万人未満 4) 10万人以上30万人未満\n"
    "2. "
    "特定個人情報ファイルを取り扱う事務において使用するシステム\t\nシステム1\t\n①システムの名称\t蔵"
    "書\n②システムの機能\t検索\n"
    "③他のシステムとの接続\t[] 情報提供ネットワークシステム [○] 庁内連携システム [] その他 "
    "()\nシステム2～5\t\n"
    "3. 特定個人情報ファイル名\t\n利用者台帳\t\n4. 個人番号の利用 ※\t\n法令上の根拠\t第9条\n"
    "5. 情報提供ネットワークシステムによる情報連携 ※\t\n①実施の有無\t[実施する] <選択肢> 1) "
    "実施する 2) 実施しない 3) 未定\n"
    "②法令上の根拠\t第19条\n6. "
    "評価実施機関における担当部署\t\n①部署\t図書館\n②所属長の役職名\t館長\n7. "
    "他の評価実施機関\t\n\n"
    "Ⅲ リスク対策 ※(7. ②を除く。)\n1. 特定個人情報ファイル名\t\n利用者台帳\t\n3. "
    "特定個人情報の使用\t\n"
    "リスク1: "
    "目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスク\t\nリスクに対する措置の内容"
    "\t甲\n"
    "リスクへの対策は十分か\t[十分である]\t<選択肢> 1) 特に力を入れている 2) 十分である 3) "
    "課題が残されている\n"
    "リスク2: 権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク\t\n"
    "ユーザ認証の管理\t[行っていない]\t<選択肢> 1) 行っている 2) "
    "行っていない\n具体的な管理方法\t乙\nその他の措置の内容\t丙\n"
    "リスクへの対策は十分か\t[課題が残されている]\t<選択肢> 1) 特に力を入れている 2) 十分である 3) "
    "課題が残されている\n"
    "特定個人情報の使用におけるその他のリスク及びそのリスクに対する措置\t\n丁\t\n";

/* Every item that is read or said to be none has the value of the whole form; but for the last ones of a cut text. */
static size_t
count_untrue(struct reading *cut, struct reading *whole, size_t spared)
{
	size_t untrue = 0;

	for (size_t i = 0; cut->items != NULL && i + spared < cut->items->count; i++) {
		const char *id = arena_cstr(&cut->arena, cut->items->keys[i]);
		const struct node *mine = node_find(cut->items->items[i], "value");
		const struct node *true_value = node_find(node_find(whole->items, id), "value");

		if (node_find(cut->items->items[i], "state") != NULL &&
		    !str_is(str_of(reading_state(cut, id)), "none"))
			continue;
		if (mine == NULL || mine->type == NODE_MAP)
			continue;
		if (true_value == NULL || !str_eq(mine->text, true_value->text)) {
			print_error("%s: %.*s\n", id, STR_ARG(mine->text));
			untrue++;
		}
	}
	return untrue;
}

static void
test_cut_anywhere(void **state)
{
	struct forms forms = { 0 };
	struct reading whole;
	size_t untrue = 0;

	(void)state;
	forms_read_all(&forms);
	reading_init(&whole, &forms, "3", STR(form));
	assert_string_equal(reading_value(&whole, "III.3.other"), "丁");
	for (size_t n = 0; n < sizeof form - 1; n++) {
		struct reading cut;

		reading_init(&cut, &forms, "3", (struct str){ form, n });
		/* In the middle of a line its value is shorter; in the middle of a character it is no text. */
		if (n > 0 && form[n - 1] == '\n')
			untrue += count_untrue(&cut, &whole, 1);
		reading_release(&cut);
	}
	assert_int_equal(untrue, 0);
	reading_release(&whole);
	forms_release(&forms);
}

static void
test_line_lost(void **state)
{
	struct forms forms = { 0 };
	struct reading whole;
	struct str rest = STR(form), line;
	size_t untrue = 0;

	(void)state;
	forms_read_all(&forms);
	reading_init(&whole, &forms, "3", STR(form));
	while (str_line(&rest, &line)) {
		struct buf text = { 0 };
		struct reading lossy;
		size_t from = (size_t)(line.ptr - form);

		buf_add(&text, (struct str){ form, from });
		buf_adds(&text, "\n");
		buf_add(&text, rest);
		reading_init(&lossy, &forms, "3", buf_str(&text));
		size_t more = count_untrue(&lossy, &whole, 0);
		if (more > 0)
			print_error("  without: %.*s\n", STR_ARG(line));
		untrue += more;
		reading_release(&lossy);
		buf_release(&text);
	}
	assert_int_equal(untrue, 0);
	reading_release(&whole);
	forms_release(&forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_line_lost),
	};

	return cmocka_run_group_tests_name("import/prefix", tests, NULL, NULL);
}
