/* SPDX-License-Identifier: Apache-2.0 */
/* change/heading.c, resolve.c: every heading that is written is found again, and the ways in which offices write them are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/scope.h"
#include "change/inner.h"
#include "base/banned.h"

static void
read_form(
    struct assessment *assessment, const char *items, const char *form, const struct forms *forms)
{
	struct diags diags = { 0 };
	struct buf text = { 0 };

	buf_addf(&text, "piacheck: assessment/1\nform: \"%s\"\nitems:\n%s", form, items);
	sample_read(assessment, DOC_YAML, buf_str(&text), forms, &diags);
	if (diags.count > 0)
		diags_print(&diags);
	assert_int_equal(diags.count, 0);
	buf_release(&text);
}

static struct str
shown(struct arena *arena, struct resolver *resolver, const char *path)
{
	static const char *const how[] = { "", "several ", "heading ", "unsure ", "nothing" };
	struct change_named named;
	struct buf text = { 0 };

	resolver_find(resolver, str_of(path), &named);
	buf_adds(&text, how[named.how]);
	for (size_t i = 0; i < named.count; i++) {
		buf_adds(&text, i > 0 ? " " : "");
		form_id_write(&named.ids[i], &text);
	}
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

/* All forms, all items, numbers with one and two digits, and a second file. */
static void
test_all_headings(void **state)
{
	const struct forms *forms = *state;

	for (size_t f = 0; f < forms->count; f++) {
		struct assessment assessment = { 0 };
		struct resolver resolver;
		struct arena arena = { 0 };

		read_form(&assessment,
		    str_is(forms->list[f].number, "2") ? "  cover.no: '1'\n" : "  II@2.1: 二つ目\n",
		    arena_cstr(&arena, forms->list[f].number), forms);
		resolver_init(&resolver, &assessment);
		for (size_t i = 0; i < forms->list[f].count; i++) {
			const struct form_item *item = &forms->list[f].items[i];

			if (!form_item_is_asked(item) ||
			    (item->group != NULL && item->group->type == FORM_TABLE))
				continue;
			for (unsigned n = 1; n <= 12; n += 11) {
				struct form_id id = { item, item->per_file && n > 1 ? 2 : 1,
					item->group == NULL ? 0 : n };
				struct change_named named;
				struct buf path = { 0 };

				change_heading_write(&forms->list[f], &id, &path);
				resolver_find(&resolver, buf_str(&path), &named);
				bool other =
				    item->per_file && n == 1; /* two files: it does not say which */
				if (named.count == 0 ||
				    (!other && (named.how != NAMED_ITEM || named.count != 1)) ||
				    form_id_cmp(&named.ids[0], &id) != 0)
					fail_msg("form %zu: %s", f, path.ptr);
				buf_release(&path);
			}
		}
		resolver_release(&resolver);
		assess_release(&assessment);
		arena_release(&arena);
	}
}

static void
test_ways_of_writing(void **state)
{
	static const struct {
		const char *path, *found;
	} cases[] = {
		{ "Ⅰ　基本情報　１．特定個人情報ファイルを取り扱う事務　②事務の内容", "I.1.2" },
		{ "I 基本情報 1. 特定個人情報ファイルを取り扱う事務の内容", "I.1.2" },
		{ "Ⅰ．４．個人番号の利用", "I.4.basis" },
		{ "Ⅰ 基本情報\n６．評価実施機関における担\n当部署\n①部署 ②所属長の役職名",
		    "several I.6.1 I.6.2" },
		{ "Ⅱ２③", "II.2.3" },
		{ "Ⅱ．２．③", "II.2.3" },
		{ "Ⅳ1②", "IV.1.2" },
		{ "Ⅱ 4. 特定個人情報ファイル取り扱いの委託 委託事項２　④再委託の有無※",
		    "II.4.delegation[2].4" },
		{ "Ⅱ　４．委託　④再委託の有無",
		    "unsure II.4.delegation[1].4 II.4.delegation[2].4" },
		{ "Ⅱ　４．委託　委託の有無", "II.4.has" },
		{ "Ⅱ　５．提供先11　①法令上の根拠", "II.5.provision[11].1" },
		{ "Ⅱ　５．提供先1", "II.5.provision[1].name" },
		{ "Ⅱ特定個人情報ファイルの概要　６．特定個人情報の保管・消去", "II.6.place" },
		{ "Ⅲリスク対策 7.特定個人情報の保管・消去", "heading III.7" },
		{ "Ⅲ　リスク対策　６．リスク１　リスクに対する措置の内容", "III.6.risk1.measure" },
		{ "Ⅲ 6. 情報提供ネットワークシステムとの接続 リスク2: 不正な提供が行われるリスク "
		  "リスクに対する措置の内容",
		    "III.6.risk2.measure" },
		{ "Ⅲ　４．再委託先による特定個人情報ファイルの適切な取扱いの担保　具体的な方法",
		    "III.4.risk.sub_method" },
		{ "Ⅲ リスク対策 具体的な方法", "unsure " },
		{ "（別添１）特定個人情報ファイル記録項目", "heading app1" },
		{ "表紙　評価書名", "cover.name" },
		{ "Ⅴ　評価実施手続き　１．基礎項目評価　①実施日", "V.1.1" },
		{ "Ⅲ　２．その他の措置の内容の追加", "unsure " },
		{ "Ⅱ　特定個人情報ファイルの概要　１２．廃棄の証明書", "nothing" },
		{ "Ⅵ　評価実施手続", "nothing" },
		{ "Ⅸ", "nothing" },
		{ "", "nothing" },
		{ "※", "nothing" },
		{ "①", "nothing" },
		{ "{n}", "nothing" },
	};
	struct assessment assessment = { 0 };
	struct resolver resolver;
	struct arena arena = { 0 };

	read_form(&assessment, "  II.4.delegation[1].name: 甲\n  II.4.delegation[2].name: 乙\n",
	    "3", *state);
	resolver_init(&resolver, &assessment);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str found = shown(&arena, &resolver, cases[i].path);

		if (!str_is(found, cases[i].found))
			fail_msg("%s → %.*s", cases[i].path, STR_ARG(found));
	}
	resolver_release(&resolver);
	assess_release(&assessment);
	arena_release(&arena);
}

/* The limits: a path is cut, of many candidates the first are named, of a long table the first rows are read. */
static void
test_limits(void **state)
{
	struct assessment assessment = { 0 };
	struct resolver resolver;
	struct change_named named;
	struct change_rows rows;
	struct buf text = { 0 };

	for (unsigned n = 1; n <= 20; n++)
		buf_addf(&text, "  II.4.delegation[%u].name: 委託%u\n", n, n);
	for (unsigned n = 1; n <= CHANGE_ROWS_MAX + 1; n++)
		buf_addf(&text, "  app2.change[%u].item: Ⅰ６①\n", n);
	read_form(&assessment, text.ptr, "3", *state);
	resolver_init(&resolver, &assessment);
	resolver_find(&resolver, STR("Ⅱ　４．委託　④再委託の有無"), &named);
	assert_int_equal(named.how, NAMED_UNSURE);
	assert_int_equal(named.count, CHANGE_NAMED_MAX);
	buf_clear(&text);
	buf_adds(&text, "Ⅰ　６．");
	for (unsigned i = 0; i < CHANGE_PATH_MAX_CHARS; i++)
		buf_adds(&text, "長");
	buf_adds(&text, "①部署");
	resolver_find(&resolver, buf_str(&text), &named);
	assert_int_equal(named.how, NAMED_NOTHING);
	resolver_release(&resolver);
	change_rows_read(&rows, &assessment);
	assert_int_equal(rows.count, CHANGE_ROWS_MAX);
	change_rows_release(&rows);
	buf_release(&text);
	assess_release(&assessment);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_headings),
		cmocka_unit_test(test_ways_of_writing),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("change/resolve", tests, forms_setup, forms_teardown);
}
