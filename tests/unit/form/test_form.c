/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.c and form/heading.c: the official forms as they are, and finding things in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/scope.h"
#include "form/forms.h"
#include "base/banned.h"

static const struct form *
get_form(void **state, const char *number)
{
	const struct form *form = forms_find(*state, str_of(number), (struct str){ 0 });

	assert_non_null(form);
	return form;
}

static void
expect_text(struct str text, const char *wanted)
{
	if (!str_is(text, wanted))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(text), wanted);
}

static size_t
count_printed_marks(const struct form *form)
{
	size_t count = 0;

	for (size_t i = 0; i < form->count; i++)
		count += str_has(form->items[i].label, STR("※"));
	return count;
}

/* The figures of the official forms. */
static void
test_figures(void **state)
{
	const struct form *three = get_form(state, "3"), *four = get_form(state, "4");
	const struct form *two = get_form(state, "2");

	/* No ※ on 様式2: it has no 重要な変更. What was not held against the official file says so. */
	expect_text(two->kind, "基礎項目評価書");
	assert_int_equal(count_printed_marks(two), 0);
	assert_true(form_find(two, STR("IV.8.1"))->unsure);
	assert_false(form_find(two, STR("IV.7.1"))->unsure);
	assert_false(form_find(four, STR("I.1.1"))->unsure);
	expect_text(three->kind, "重点項目評価書");
	expect_text(four->edition, "令和6年10月");
	assert_int_equal(count_printed_marks(three), 11);
	assert_int_equal(count_printed_marks(four), 19);
	assert_int_equal(form_find(three, STR("I.1.3"))->option_count, 4);
	assert_int_equal(form_find(four, STR("I.1.3"))->option_count, 5);
	assert_int_equal(form_find(three, STR("II.2.4.main"))->mark_count, 19);
}

/* ※ reaches down to what is below it, but not into the printed exception. */
static void
test_important_change(void **state)
{
	static const struct {
		const char *form, *def;
		bool important, doubtful;
	} cases[] = {
		{ "3", "I.1.2", false, false },
		{ "4", "I.1.2", true, false },
		{ "3", "I.4.basis", true, false },
		{ "3", "II.2.3.need", true, true },
		{ "3", "III.4.risk.contract_detail", true, false },
		{ "3", "III.7.risk.2", false, false },
		{ "3", "III.7.risk.2.content", false, false },
		{ "3", "III.7.risk.1", true, false },
		{ "4", "III.7.risk1.9.prevention", false, false },
		{ "4", "III.7.risk1.10", true, false },
		{ "4", "IV.1.1.method", true, false },
		{ "3", "II.4.delegation[].4", true, false },
		{ "3", "II.4.delegation[].5", false, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct form_item *item =
		    form_find(get_form(state, cases[i].form), str_of(cases[i].def));

		assert_non_null(item);
		if (item->important_change != cases[i].important ||
		    item->doubtful != cases[i].doubtful)
			fail_msg("%s of form %s", cases[i].def, cases[i].form);
	}
}

static void
check_questions(const struct form *form, const struct form *reference)
{
	for (size_t i = 0; i < form->count; i++) {
		struct str question = form->items[i].question;

		if (question.len > 0 && form_find(reference, question) == NULL)
			fail_msg("%.*s", STR_ARG(question));
	}
}

/* Every question that 様式2 and 様式4 name is an item of 様式3. */
static void
test_questions(void **state)
{
	const struct form *three = get_form(state, "3"), *four = get_form(state, "4");
	const struct form *two = get_form(state, "2");

	for (size_t i = 0; i < three->count; i++)
		assert_true(str_eq(three->items[i].question, three->items[i].def));
	check_questions(two, three);
	check_questions(four, three);
	expect_text(form_find(two, STR("IV.7.1"))->question, "III.7.risk.sufficient");
	expect_text(form_find(four, STR("II.4.delegation[].7"))->question, "II.4.delegation[].4");
	expect_text(form_find(four, STR("II.6.1"))->question, "II.6.place");
	assert_int_equal(form_find(four, STR("II.3.3"))->question.len, 0);
}

static void
test_headings(void **state)
{
	static const struct {
		const char *def, *heading, *key;
	} cases[] = {
		{ "cover.no", "表紙", "評価書番号" },
		{ "I.3", "Ⅰ", "特定個人情報ファイル名" },
		{ "II.2.3.need", "Ⅱ 2. ③", "その必要性" },
		{ "II.4.delegation[].4", "Ⅱ 4. 委託事項{n} 再委託", "再委託の有無" },
		{ "III", "", "リスク対策" },
		{ "III.3.risk2.auth", "Ⅲ 3. リスク2", "ユーザ認証の管理" },
		{ "III.2.risk.measure", "Ⅲ 2.", "リスクに対する措置の内容" },
		{ "app1.record[].name", "別添1 記録項目{n}", "項目名" },
		{ "app2.change[].after", "別添2 行{n}", "変更後の記載" },
	};
	const struct form *form = get_form(state, "3");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct form_item *item = form_find(form, str_of(cases[i].def));

		assert_non_null(item);
		expect_text(item->heading, cases[i].heading);
		expect_text(item->key, cases[i].key);
	}
	struct buf text = { 0 };
	form_label_write(form_find(form, STR("II.4.delegation[].4"))->heading, 2, &text);
	expect_text(buf_str(&text), "Ⅱ 4. 委託事項2 再委託");
	buf_release(&text);
}

static void
test_keys(void **state)
{
	static const struct {
		const char *label, *key;
	} cases[] = {
		{ "④再委託の有無　※", "再委託の有無" },
		{ "４．個人番号の利用 ※", "個人番号の利用" },
		{ "Ⅲ　リスク対策　※（７．②を除く。）", "リスク対策" },
		{ "III リスク対策 ※(7. ②を除く。)", "リスク対策" },
		{ "１０．その他", "その他" },
		{ "リスク１：　目的外", "リスク1:目的外" },
		{ "①NISC政府機関統一基準群", "NISC政府機関統一基準群" },
		{ "※", "※" },
		{ "", "" },
		{ "3", "3" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect_text(form_key(&arena, str_of(cases[i].label)), cases[i].key);
	arena_release(&arena);
}

static void
test_options(void **state)
{
	static const struct {
		const char *text;
		bool by_number;
		int number; /* 0: none */
	} cases[] = {
		{ "10万人以上30万人未満", false, 4 },
		{ "１０万人以上３０万人未満", false, 4 },
		{ " 1,000 人未満", false, 1 },
		{ "4) 10万人以上30万人未満", false, 4 },
		{ "４）１０万人以上３０万人未満", false, 4 },
		{ "3) 10万人以上30万人未満", false, 0 },
		{ "4", true, 4 },
		{ "４）", true, 4 },
		{ "4", false, 0 },
		{ "5", true, 0 },
		{ "30万人以上", false, 0 },
		{ "", true, 0 },
		{ "10", true, 0 },
	};
	const struct form_item *item = form_find(get_form(state, "3"), STR("I.1.3"));

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct form_option *option =
		    form_option_find(item, str_of(cases[i].text), cases[i].by_number);

		if ((option == NULL ? 0 : option->number) != cases[i].number)
			fail_msg("%s", cases[i].text);
	}
}

static void
test_marks(void **state)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ "個人番号", "my_number" },
		{ "my_number", "my_number" },
		{ "4情報（氏名、性別、生年月日、住所）", "basic" },
		{ "４情報(氏名、性別、生年月日、住所)", "basic" },
		{ "5情報（氏名、氏名の振り仮名、性別、生年月日、住所）", "basic" },
		{ "その他", "other" },
		{ "その他の何か", NULL },
		{ "", NULL },
	};
	const struct form_item *item = form_find(get_form(state, "3"), STR("II.2.4.main"));

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct form_mark *mark = form_mark_find(item, str_of(cases[i].text));

		if (cases[i].name == NULL)
			assert_null(mark);
		else
			expect_text(mark->name, cases[i].name);
	}
	assert_true(form_mark_find(item, STR("other"))->free_text);
	assert_false(form_mark_find(item, STR("basic"))->free_text);
}

static void
test_forms_find(void **state)
{
	static const struct {
		const char *name, *edition, *number;
	} cases[] = {
		{ "3", "", "3" },
		{ "３", "", "3" },
		{ "様式3", "", "3" },
		{ "様式４", "", "4" },
		{ "全項目評価書", "", "4" },
		{ "特定個人情報保護評価書(重点項目評価書)", "", "3" },
		{ "4", "令和６年１０月", "4" },
		{ "4", "令和5年10月", NULL },
		{ "様式2", "", "2" },
		{ "基礎項目評価書", "", "2" },
		{ "5", "", NULL },
		{ "", "", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct form *form =
		    forms_find(*state, str_of(cases[i].name), str_of(cases[i].edition));

		if (cases[i].number == NULL)
			assert_null(form);
		else
			expect_text(form->number, cases[i].number);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_important_change),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_headings),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_forms_find),
	};

	return cmocka_run_group_tests_name("form/form", tests, forms_setup, forms_teardown);
}
