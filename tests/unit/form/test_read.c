/* SPDX-License-Identifier: Apache-2.0 */
/* form/read.c: definitions that cannot be used, each with what is said and where; and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/scope.h"
#include "form/forms.h"
#include "form/limits.h"
#include "base/banned.h"

#define HEAD "form: '9'\nname: 様式9\nkind: 試験評価書\ntitle: 試験\nedition: ''\n"
#define SETS "options: {yes_no: [1) はい, 2) いいえ]}\nmarks: {box: {a: 甲, b: その他（　）}}\n"

static bool
add(struct forms *forms, struct str text, struct diags *diags)
{
	struct arena arena = { 0 };
	const struct node *root = tree_of(DOC_YAML, text, &arena, diags);

	assert_non_null(root);
	bool good = forms_add(forms, root, STR("f.yaml"), diags);
	arena_release(&arena);
	return good;
}

static void
test_good(void **state)
{
	static const struct str text = STR_INIT(HEAD SETS
	    "items:\n"
	    "  A: {label: Ⅰ　甲, type: group}\n"
	    "  A.1: {label: １．乙　※, type: choice, options: yes_no, important_change: true}\n"
	    "  A.1.x: {label: 丙, type: marks, marks: box, doubtful: true}\n"
	    "  A.g[]: {label: '組{n}', type: group, repeat: 3}\n"
	    "  A.g[].d: {label: 日, type: date}\n");
	struct forms forms = { 0 };
	struct diags diags = { 0 };

	(void)state;
	assert_true(add(&forms, text, &diags));
	assert_int_equal(diags.count, 0);
	const struct form *form = forms_find(&forms, STR("様式９"), (struct str){ 0 });
	assert_non_null(form);
	const struct form_item *x = form_find(form, STR("A.1.x")),
			       *d = form_find(form, STR("A.g[].d"));
	assert_true(x->important_change && x->doubtful);
	assert_true(
	    x->parent == form_find(form, STR("A.1")) && x->top == form_find(form, STR("A")));
	assert_true(x->marks[1].free_text && str_is(x->marks[1].label, "その他"));
	assert_true(d->group == d->parent && d->required == FORM_CONDITIONAL);
	assert_int_equal(x->required, FORM_REQUIRED);
	/* The same form and edition once more. */
	assert_false(add(&forms, text, &diags));
	assert_int_equal(diags_count(&diags, DIAG_FORM_TWICE), 1);
	assert_int_equal(forms.count, 1);
	diags_release(&diags);
	forms_release(&forms);
}

/* Two editions of a form: the newest is meant unless one is named. */
static void
test_editions(void **state)
{
	static const char *const editions[] = { "令和6年10月", "", "令和8年4月", "平成26年4月" };
	struct forms forms = { 0 };
	struct diags diags = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(editions); i++) {
		struct buf text = { 0 };

		buf_addf(&text,
		    "form: '9'\nname: 様式9\nkind: k\ntitle: t\nedition: '%s'\n"
		    "items: {A: {label: 甲, type: text}}\n",
		    editions[i]);
		assert_true(add(&forms, buf_str(&text), &diags));
		buf_release(&text);
	}
	const struct form *newest = forms_find(&forms, STR("9"), (struct str){ 0 });
	assert_true(str_is(newest->edition, "令和8年4月"));
	assert_true(
	    str_is(forms_find(&forms, STR("9"), STR("平成26年4月"))->edition, "平成26年4月"));
	diags_release(&diags);
	forms_release(&forms);
}

static void
test_bad(void **state)
{
	static const struct {
		const char *text;
		enum diag_code code;
		uint32_t line;
	} cases[] = {
		{ "[]\n", DIAG_DOC_MISSING_KEY, 1 },
		{ "form: '9'\n", DIAG_DOC_MISSING_KEY, 1 },
		{ HEAD "items: []\n", DIAG_DOC_WRONG_TYPE, 6 },
		{ HEAD "itms: {}\nitems: {}\n", DIAG_DOC_UNKNOWN_KEY, 6 },
		{ HEAD "items:\n  A: {label: 甲, type: txt}\n", DIAG_FORM_ITEM_TYPE, 7 },
		{ HEAD "items:\n  A: 甲\n", DIAG_FORM_ITEM_VALUE, 7 },
		{ HEAD "items:\n  A: {label: 甲}\n", DIAG_DOC_MISSING_KEY, 7 },
		{ HEAD "items:\n  A: {label: 甲, type: text, lable: 乙}\n", DIAG_DOC_UNKNOWN_KEY,
		    7 },
		{ HEAD "items:\n  A.1: {label: 甲, type: text}\n", DIAG_FORM_ITEM_PARENT, 7 },
		{ HEAD "items:\n  A: {label: 甲, type: text, parent: B}\n", DIAG_FORM_ITEM_PARENT,
		    7 },
		{ HEAD "items:\n  A: {label: 甲, type: choice}\n", DIAG_FORM_ITEM_VALUE, 7 },
		{ HEAD "items:\n  A: {label: 甲, type: choice, options: no}\n", DIAG_FORM_ITEM_SET,
		    7 },
		{ HEAD SETS "items:\n  A: {label: 甲, type: text, options: yes_no}\n",
		    DIAG_FORM_ITEM_VALUE, 9 },
		{ HEAD "items:\n  A: {label: 甲, type: marks, marks: no}\n", DIAG_FORM_ITEM_SET,
		    7 },
		{ HEAD "items:\n  A[]: {label: 甲, type: group}\n", DIAG_FORM_ITEM_VALUE, 7 },
		{ HEAD "items:\n  A: {label: 甲, type: group, repeat: 3}\n", DIAG_FORM_ITEM_VALUE,
		    7 },
		{ HEAD "items:\n  A[]: {label: 甲, type: group, repeat: 5001}\n",
		    DIAG_FORM_ITEM_VALUE, 7 },
		{ HEAD "items:\n  A[]: {label: 甲, type: group, repeat: 2}\n"
		       "  A[].B[]: {label: 乙, type: group, repeat: 2}\n",
		    DIAG_FORM_ITEM_ID, 8 },
		{ HEAD "items:\n  A: {label: 甲, type: text, static: 1}\n", DIAG_FORM_ITEM_VALUE,
		    7 },
		{ HEAD "items:\n  A: {label: 甲, type: text, required: maybe}\n",
		    DIAG_FORM_ITEM_VALUE, 7 },
		{ HEAD "items:\n  Ａ: {label: 甲, type: text}\n", DIAG_FORM_ITEM_ID, 7 },
		{ HEAD "marks: {m: {state: 甲}}\nitems: {}\n", DIAG_FORM_ITEM_VALUE, 6 },
		{ HEAD "marks: {m: {a: \"甲\\n乙\"}}\nitems: {}\n", DIAG_FORM_ITEM_VALUE, 6 },
		{ HEAD "marks: {m: [甲]}\nitems: {}\n", DIAG_FORM_ITEM_VALUE, 6 },
		{ HEAD "options: {o: 甲}\nitems: {}\n", DIAG_FORM_ITEM_VALUE, 6 },
		{ HEAD "options: {o: [[甲]]}\nitems: {}\n", DIAG_FORM_ITEM_VALUE, 6 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct forms forms = { 0 };
		struct diags diags = { 0 };
		bool good = add(&forms, str_of(cases[i].text), &diags);
		const struct diag *diag = diags_find(&diags, cases[i].code);

		if (good || diag == NULL || diag->line != cases[i].line || forms.count != 0) {
			diags_print(&diags);
			fail_msg("case %zu:\n%s", i, cases[i].text);
		}
		assert_true(str_is(diag->file, "f.yaml"));
		diags_release(&diags);
		forms_release(&forms);
	}
}

/* count elements, each made by one call of printf with its number. */
static void
expect_limit(const char *head, const char *element, size_t count, const char *tail, bool good)
{
	struct forms forms = { 0 };
	struct diags diags = { 0 };
	struct buf text = { 0 };

	buf_adds(&text, head);
	for (size_t i = 0; i < count; i++)
		buf_addf(&text, "%s%s%zu%s", i > 0 ? ", " : "", element, i,
		    element[0] == 'A'       ? ": {label: 甲, type: text}"
			: element[0] == 'm' ? ": 甲"
					    : "");
	buf_adds(&text, tail);
	assert_int_equal(add(&forms, buf_str(&text), &diags), good);
	assert_int_equal(diags_count(&diags, DIAG_FORM_TOO_MANY), good ? 0 : 1);
	buf_release(&text);
	diags_release(&diags);
	forms_release(&forms);
}

static void
test_limits(void **state)
{
	(void)state;
	expect_limit(HEAD "items: {", "A", FORM_ITEMS_MAX, "}\n", true);
	expect_limit(HEAD "items: {", "A", FORM_ITEMS_MAX + 1, "}\n", false);
	expect_limit(HEAD "options: {o: [", "x", FORM_SET_MAX, "]}\nitems: {}\n", true);
	expect_limit(HEAD "options: {o: [", "x", FORM_SET_MAX + 1, "]}\nitems: {}\n", false);
	expect_limit(HEAD "marks: {o: {", "m", FORM_SET_MAX, "}}\nitems: {}\n", true);
	expect_limit(HEAD "marks: {o: {", "m", FORM_SET_MAX + 1, "}}\nitems: {}\n", false);
	expect_limit(HEAD "items: {A: {label: 甲, type: text, variants: [", "x", FORM_VARIANTS_MAX,
	    "]}}\n", true);
	expect_limit(HEAD "items: {A: {label: 甲, type: text, variants: [", "x",
	    FORM_VARIANTS_MAX + 1, "]}}\n", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_editions),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("form/read", tests, NULL, NULL);
}
