/* SPDX-License-Identifier: Apache-2.0 */
/* change/judge.c, ground.c, agree.c, value.c: what the words show, what a reason claims, whether a cell fits a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/scope.h"
#include "change/inner.h"
#include "base/banned.h"

static const struct form_item *
item_of(void **state, const char *def)
{
	const struct form *form = forms_find(*state, STR("3"), STR(""));
	const struct form_item *item = form_find(form, str_of(def));

	assert_non_null(item);
	return item;
}

static void
test_nature(void **state)
{
	static const struct {
		const char *def, *before, *after;
		enum change_nature nature;
	} cases[] = {
		{ "I.4.basis", "番号法第9条第1項　別表第一の76の項",
		    "番号法第9条第1項　別表の111の項", NATURE_LAW },
		{ "I.5.2",
		    "番号法第19条第8号　別表第2の102の2の項・行政手続における特定の個人を識別するた"
		    "めの番号の利用等に関する法律別表第二の主務省令で定める事務及び情報を定める命令"
		    "（平成26年内閣府・総務省令第7号）第50条",
		    "番号法第19条第8号・行政手続における特定の個人を識別するための番号の利用等に関"
		    "する法律第十九条第八号に基づく利用特定個人情報の提供に関する命令（令和6年デジ"
		    "タル庁・総務省令第9号）第2条の表の139の項及び第141条",
		    NATURE_LAW },
		{ "III.3.other", "総務省へ毎年報告する。", "総務省へ2年ごとに報告する。",
		    NATURE_SUBSTANCE },
		{ "III.3.other", "番号法及び緑ヶ浜市個人情報保護条例の罰則により抑制する。",
		    "番号法及び個人情報の保護に関する法律の罰則により抑制する。",
		    NATURE_SUBSTANCE },
		{ "I.5.2", "主務省令第2条の表の139の項", "主務省令第2条の表の25、139、153の項",
		    NATURE_SUBSTANCE },
		{ "II.6.place", "健康推進課の書庫に保管する。",
		    "健康づくり推進課の書庫に保管する。", NATURE_NAME },
		{ "II.3.4.dept", "保健課、健康課", "健康課", NATURE_SUBSTANCE },
		{ "IV.2.1", "保健課　電話 000-000-1150", "健康課　電話 000-000-1160", NATURE_NAME },
		{ "III.3.other", "記録を5年間保管する。", "記録を7年間保管する。",
		    NATURE_SUBSTANCE },
		{ "III.3.other", "委託先に許可する。", "委託先に許可しない。", NATURE_SUBSTANCE },
		{ "III.3.other", "決った手順で確認する。", "決まった手順で確認する。",
		    NATURE_SLIP },
		{ "III.3.other", "記録の確認する。", "記録を確認する。", NATURE_SLIP },
		{ "III.3.other", "サーバに保管する。", "サーバーに保管する。", NATURE_SLIP },
		{ "III.6.risk1.measure",
		    "＜市の措置＞\n記録を残す。\n＜中間サーバーにおける措置＞\n拒否する。",
		    "＜市の措置＞\n記録を残す。\n＜中間サーバーにおける措置＞\n自動で拒否し、記録す"
		    "る。",
		    NATURE_SHARED },
		{ "III.6.risk1.measure",
		    "＜中間サーバーにおける措置＞\n拒否する。\n＜市の措置＞\n記録を残す。",
		    "＜中間サーバーにおける措置＞\n拒否する。\n＜市の措置＞\n記録を残さない。",
		    NATURE_SUBSTANCE },
		{ "II.6.place", "＜中間サーバーにおける措置＞\n拒否する。",
		    "＜中間サーバーにおける措置＞\n拒否する。\n＜市の措置＞\n記録を残す。",
		    NATURE_SUBSTANCE },
		{ "II.6.place", "＜市の措置＞\n記録を残す。",
		    "＜市の措置＞\n記録を残す。\n＜中間サーバーにおける措置＞\n拒否する。",
		    NATURE_SHARED },
		{ "II.4.has", "委託する", "委託しない", NATURE_SUBSTANCE },
		{ "II.7", "", "新しい記載", NATURE_SUBSTANCE },
	};
	struct arena arena = { 0 };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str before = str_of(cases[i].before), after = str_of(cases[i].after);
		struct diff_budget budget = { 0 };
		struct diff_parts parts;

		change_text_diff(&arena, before, after, &budget, &parts);
		enum change_nature nature =
		    change_nature_of(item_of(state, cases[i].def), before, after, &parts);
		if (nature != cases[i].nature)
			fail_msg("%s → %s: %s", cases[i].before, cases[i].after,
			    change_nature_name(nature));
	}
	arena_release(&arena);
}

static void
test_class(void **state)
{
	assert_int_equal(
	    change_class_of(item_of(state, "II.6.place"), NATURE_SUBSTANCE), CLASS_IMPORTANT);
	assert_int_equal(change_class_of(item_of(state, "II.6.place"), NATURE_NAME), CLASS_EXEMPT);
	assert_int_equal(
	    change_class_of(item_of(state, "II.2.3.need"), NATURE_SUBSTANCE), CLASS_DOUBTFUL);
	assert_int_equal(
	    change_class_of(item_of(state, "II.4.delegation[].3"), NATURE_SUBSTANCE), CLASS_OTHER);
	assert_int_equal(
	    change_class_of(item_of(state, "III.7.risk.2"), NATURE_SUBSTANCE), CLASS_OTHER);
}

static void
test_ground(void **state)
{
	static const struct {
		const char *reason, *ground;
	} cases[] = {
		{ "法令の改正に伴う形式的な変更であり、重要な変更に該当しない。", "law" },
		{ "重要な変更に該当するため、事前に評価を再実施した。", "important" },
		{ "法令の改正により業務を広げる重要な変更である。", "important" },
		{ "その他の項目の変更であり、事前の提出及び公表が義務付けられていない。", "other" },
		{ "重要な変更に該当しない", "exempt" },
		{ "担当部署名の変更", "name" },
		{ "字句の修正", "wording" },
		{ "規則第9条第2項による緊急時の事後評価", "emergency" },
		{ "しきい値判断結果の変更", "threshold" },
		{ "リスクを明らかに軽減させる変更", "risk" },
		{ "他の行政機関が運営するシステムの変更", "shared" },
		{ "任意に事前に提出", "voluntary" },
		{ "委託先の都合による。", "none" },
		{ "", "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (!str_is(str_of(cases[i].ground),
			change_ground_name(change_ground_of(str_of(cases[i].reason)))))
			fail_msg("%s: %s", cases[i].reason,
			    change_ground_name(change_ground_of(str_of(cases[i].reason))));
}

static void
test_agree(void **state)
{
	static const char whole[] =
	    "・届出書は必要な事項だけを記入する様式とし、窓口で確認する。・紙の届出書は施錠した書庫"
	    "に保管する。・保存期間が過ぎた届出書は溶解し、証明書を受け取る。";
	static const struct {
		const char *def, *stated, *there;
		bool excerpts;
		enum agreement agreement;
	} cases[] = {
		{ "II.6.place", whole, whole, false, AGREES },
		{ "II.6.place", "（追記）・紙の届出書は施錠した書庫に保管する。", whole, false,
		    AGREES },
		{ "II.6.place", "<p>紙の届出書は施錠した書庫に保管する。</p>", whole, false,
		    AGREES },
		{ "II.6.place",
		    "・届出書は必要な事項だけを記入する様式とし（略）証明書を受け取る。", whole,
		    false, AGREES },
		{ "II.6.place",
		    "・届出書は必要な事項だけを記入する様式とし、窓口で確認する。・紙の届出書は机に"
		    "保管する。・保存期間が過ぎた届出書は溶解し、証明書を受け取る。",
		    whole, false, DIFFERS },
		{ "II.6.place",
		    "・サーバーの区画は、監視カメラと入退室の記録により管理し、年1回点検する。記録"
		    "は5年残す。",
		    whole, true, UNCLEAR },
		{ "II.6.place", "", whole, false, UNCLEAR },
		{ "II.6.place", "書庫に保管する。", "", false, DIFFERS },
		{ "I.6.2", "健康課長", "保健課長", false, DIFFERS },
		{ "I.6.1", "保健福祉部健康課", "健康課", false, AGREES },
		{ "II.4.has", "1) 委託する", "委託する", false, AGREES },
		{ "II.4.has", "委託しない", "委託する", false, DIFFERS },
		{ "II.4.delegation[].4", "再委託なし", "再委託しない", false, UNCLEAR },
		{ "II.4.has.count", "２件", "2", false, AGREES },
		{ "II.4.has.count", "3", "2", false, DIFFERS },
		{ "II.2.5", "H28.1.1", "平成28年1月1日", false, AGREES },
		{ "II.2.5", "平成28年2月1日", "平成28年1月1日", false, DIFFERS },
		{ "II.3.2", "[○]紙", "[○]紙\n[○]電子メール", false, DIFFERS },
		{ "II.3.2", "電子メールを追加", "[○]紙\n[○]電子メール", false, UNCLEAR },
	};
	struct arena arena = { 0 };
	struct str where;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct diff_budget budget = { 0 };
		enum agreement agreement =
		    change_agree(&arena, &budget, item_of(state, cases[i].def),
			str_of(cases[i].stated), str_of(cases[i].there), cases[i].excerpts, &where);

		if (agreement != cases[i].agreement)
			fail_msg("%s against %s: %d", cases[i].stated, cases[i].there, agreement);
	}
	arena_release(&arena);
}

static void
test_citations(void **state)
{
	struct buf text = { 0 };

	(void)state;
	assert_int_equal(change_count_citations(STR("別表の9の項、127の項")), 2);
	assert_int_equal(change_count_citations(STR("第2条の表の25、２６及び153の項")), 3);
	assert_int_equal(change_count_citations(STR("102の2の項　（再掲）102の2の項")), 1);
	assert_int_equal(change_count_citations(STR("別表の項")), 0);
	assert_int_equal(change_count_citations(STR("の項")), 0);
	for (unsigned i = 1; i <= CHANGE_CITATIONS_MAX + 5; i++)
		buf_addf(&text, "%uの項、", i);
	assert_int_equal(change_count_citations(buf_str(&text)), CHANGE_CITATIONS_MAX);
	buf_release(&text);
}

/* Texts too long for their normal form to be made are compared as they are written. */
static void
test_long_values(void **state)
{
	struct buf wide = { 0 }, narrow = { 0 };
	const struct form_item *def = item_of(state, "II.7");

	while (wide.len <= CHANGE_KEY_MAX_BYTES) {
		buf_adds(&wide, "１２　");
		buf_adds(&narrow, "12 ");
	}
	struct item a = { .id = { def, 1, 0 }, .state = ITEM_READ, .text = STR("１２　") };
	struct item b = { .id = { def, 1, 0 }, .state = ITEM_READ, .text = STR("12") };
	assert_int_equal(change_equal(&a, &b), EQUAL_IN_MEANING);
	a.text = buf_str(&wide);
	b.text = buf_str(&narrow);
	assert_int_equal(change_equal(&a, &b), EQUAL_NOT);
	assert_int_equal(change_equal(&a, &a), EQUAL_EXACTLY);
	b.state = ITEM_PROPOSED;
	assert_int_equal(change_equal(&a, &b), EQUAL_UNCLEAR);
	assert_int_equal(change_equal(&a, NULL), EQUAL_UNCLEAR);
	buf_release(&wide);
	buf_release(&narrow);
}

/* A ledger of more versions than any office has is refused. */
static void
test_ledger_limit(void **state)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct ledger ledger = { .lock = -1 };
	struct node *root = node_new(&arena, NODE_MAP, 1, 1);
	struct node *entries = node_new(&arena, NODE_SEQUENCE, 1, 1);

	(void)state;
	for (unsigned i = 0; i <= CHANGE_LEDGER_MAX; i++)
		node_push(&arena, entries, node_text(&arena, STR("x")));
	node_put(&arena, root, STR("schema"), node_text(&arena, STR("piacheck/ledger/1")));
	node_put(&arena, root, STR("entries"), entries);
	assert_false(ledger_read(&ledger, root, STR("l"), &diags));
	assert_int_equal(diags_count(&diags, DIAG_LEDGER_SHAPE), 1);
	entries->count--;
	assert_false(ledger_read(&ledger, root, STR("l"), &diags));
	assert_int_equal(diags_count(&diags, DIAG_LEDGER_TAMPERED), 1);
	ledger_close(&ledger);
	diags_release(&diags);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nature),
		cmocka_unit_test(test_class),
		cmocka_unit_test(test_ground),
		cmocka_unit_test(test_agree),
		cmocka_unit_test(test_citations),
		cmocka_unit_test(test_long_values),
		cmocka_unit_test(test_ledger_limit),
	};

	return cmocka_run_group_tests_name("change/judge", tests, forms_setup, forms_teardown);
}
