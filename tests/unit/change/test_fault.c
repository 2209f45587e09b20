/* SPDX-License-Identifier: Apache-2.0 */
/* change/fault.c: no heading that the form prints has a fault, what offices shorten has none, and each kind is found. */
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
read_form(struct assessment *assessment, struct str form, const struct forms *forms)
{
	struct diags diags = { 0 };
	struct buf text = { 0 };

	buf_addf(&text, "piacheck: assessment/1\nform: \"%.*s\"\nitems:\n  %s: \"1\"\n",
	    STR_ARG(form), str_is(form, "2") ? "cover.no" : "II.2.1");
	sample_read(assessment, DOC_YAML, buf_str(&text), forms, &diags);
	assert_int_equal(diags.count, 0);
	buf_release(&text);
}

static struct change_fault
fault_of(struct resolver *resolver, struct str path)
{
	struct change_named named;
	struct change_fault fault;

	resolver_find(resolver, path, &named);
	resolver_fault(resolver, path, &named, &fault);
	return fault;
}

static void
test_printed_headings(void **state)
{
	const struct forms *forms = *state;

	for (size_t f = 0; f < forms->count; f++) {
		const struct form *form = &forms->list[f];
		struct assessment assessment = { 0 };
		struct resolver resolver;

		read_form(&assessment, form->number, forms);
		resolver_init(&resolver, &assessment);
		for (size_t i = 0; i < form->count; i++) {
			const struct form_item *item = &form->items[i];
			struct form_id id = { item, 1, item->group == NULL ? 0 : 2 };
			struct buf path = { 0 };

			change_heading_write(form, &id, &path);
			struct change_fault fault = fault_of(&resolver, buf_str(&path));
			if (fault.kind != FAULT_NONE)
				fail_msg("%.*s: %d, %.*s, %.*s", STR_ARG(buf_str(&path)),
				    (int)fault.kind, STR_ARG(fault.written),
				    STR_ARG(fault.printed));
			buf_release(&path);
		}
		resolver_release(&resolver);
		assess_release(&assessment);
	}
}

struct way {
	const char *form, *path;
	enum change_fault_kind kind;
	const char *written;
};

static void
test_ways_of_writing(void **state)
{
	static const struct way ways[] = {
		{ "3", "Ⅰ　基本情報　５．個人番号の利用", FAULT_NUMBER, "5" },
		{ "3", "Ⅰ 4 個人番号の利用", FAULT_NONE, "" },
		{ "3", "Ⅱ－２－(3) 対象となる本人の範囲", FAULT_NONE, "" },
		{ "3", "Ⅱ ２．基本情報　④対象となる本人の範囲", FAULT_NUMBER, "4" },
		{ "3", "Ⅱ ４．委託事項3　①委託内容", FAULT_NONE, "" },
		{ "3", "Ⅰ 個人情報の利用", FAULT_NAME, "個人情報の利用" },
		{ "3", "Ⅱ ４．特定個人情報ファイル取扱いの委託 ③委託先名", FAULT_NAME,
		    "特定個人情報ファイル取扱いの委託" },
		{ "3", "Ⅱ ４．取扱いの委託 ③委託先名の変更", FAULT_NONE, "" },
		{ "3", "Ⅸ 廃棄の証明書", FAULT_NONE, "" },
		{ "4", "Ⅲ ３．特定個人情報の使用 リスク3 リスクに対する措置の内容", FAULT_NONE,
		    "" },
		{ "4",
		    "Ⅲ ７．特定個人情報の保管・消去 リスク1：特定個人情報の保管・消去 ⑥技術的対策 "
		    "具体的な対策の内容",
		    FAULT_TWO, "７．特定個人情報の保管・消去" },
		{ "4",
		    "Ⅲ ３．特定個人情報の使用 "
		    "リスク4：特定個人情報ファイルが不正に複製されるリスク "
		    "特定個人情報の使用におけるその他のリスク及びそのリスクに対する措置",
		    FAULT_TWO, "リスク４：　特定個人情報ファイルが不正に複製されるリスク" },
		{ "4", "Ⅰ ７．評価実施機関における担当部署 ①部署 ②所属長の役職名", FAULT_NONE, "" },
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct assessment assessment = { 0 };
		struct resolver resolver;

		read_form(&assessment, str_of(ways[i].form), *state);
		resolver_init(&resolver, &assessment);
		struct change_fault fault = fault_of(&resolver, str_of(ways[i].path));
		if (fault.kind != ways[i].kind || !str_is(fault.written, ways[i].written))
			fail_msg("%s: %d, %.*s, %.*s", ways[i].path, (int)fault.kind,
			    STR_ARG(fault.written), STR_ARG(fault.printed));
		resolver_release(&resolver);
		assess_release(&assessment);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_printed_headings),
		cmocka_unit_test(test_ways_of_writing),
	};

	return cmocka_run_group_tests_name("change/fault", tests, forms_setup, forms_teardown);
}
