/* SPDX-License-Identifier: Apache-2.0 */
/* assess/from_node.c, from_xml.c, slot.c, assess.c: documents refused as a whole, bad items among good ones, finding, guessing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/limits.h"
#include "assess/sample.h"
#include "base/scope.h"
#include "base/banned.h"

#define HEAD "piacheck: assessment/1\nform: '3'\n"
#define XML "<assessment xmlns=\"urn:piacheck:assessment:1\" form=\"3\">"

static bool
read_text(struct assessment *assessment, enum doc_format format, const char *text,
    const struct forms *forms, struct diags *diags)
{
	struct arena arena = { 0 };
	const struct node *root = tree_of(format, str_of(text), &arena, diags);

	assert_non_null(root);
	bool good = (format == DOC_XML ? assess_from_xml : assess_from_node)(
	    assessment, root, STR("t"), forms, diags);
	arena_release(&arena);
	return good;
}

static void
test_refused(void **state)
{
	static const struct {
		enum doc_format format;
		const char *text;
		enum diag_code code;
		uint32_t line, column;
	} cases[] = {
		{ DOC_YAML, "a\n", DIAG_ASSESS_NOT, 1, 1 },
		{ DOC_YAML, "[]\n", DIAG_ASSESS_NOT, 1, 1 },
		{ DOC_YAML, "form: '3'\nitems: {}\n", DIAG_ASSESS_NOT, 1, 1 },
		{ DOC_YAML, "piacheck: []\nform: '3'\nitems: {}\n", DIAG_ASSESS_NOT, 1, 1 },
		{ DOC_YAML, "piacheck: assessment/2\nform: '3'\nitems: {}\n", DIAG_ASSESS_VERSION,
		    1, 11 },
		{ DOC_YAML, "piacheck: assessment/1\nitems: {}\n", DIAG_DOC_MISSING_KEY, 1, 1 },
		{ DOC_YAML, "piacheck: assessment/1\nform: [3]\nitems: {}\n", DIAG_DOC_WRONG_TYPE,
		    2, 7 },
		{ DOC_YAML, "piacheck: assessment/1\nform: 様式9\nitems: {}\n", DIAG_ASSESS_FORM, 2,
		    7 },
		{ DOC_YAML, HEAD "edition: 平成26年4月\nitems: {}\n", DIAG_ASSESS_FORM, 2, 7 },
		{ DOC_XML, "<other/>", DIAG_ASSESS_NOT, 1, 1 },
		{ DOC_XML, "<assessment/>", DIAG_DOC_MISSING_KEY, 1, 1 },
		{ DOC_XML, "<assessment form='9'/>", DIAG_ASSESS_FORM, 1, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct assessment assessment;
		struct diags diags = { 0 };
		bool good = read_text(&assessment, cases[i].format, cases[i].text, *state, &diags);
		const struct diag *diag = diags_find(&diags, cases[i].code);

		if (good || diag == NULL || diag->line != cases[i].line ||
		    diag->column != cases[i].column) {
			diags_print(&diags);
			fail_msg("%s", cases[i].text);
		}
		assert_null(assessment.items);
		diags_release(&diags);
	}
}

/* What is wrong is said in its place; cover.name, which is right, is read. */
static void
test_partly(void **state)
{
	static const struct {
		enum doc_format format;
		const char *text;
		enum diag_code code;
		uint32_t line, column;
		const char *hint; /* somewhere in the arguments */
	} cases[] = {
		{ DOC_YAML, HEAD "itms: x\nitems:\n  cover.name: n\n", DIAG_DOC_UNKNOWN_KEY, 3, 1,
		    "→ items" },
		{ DOC_YAML, HEAD "source: x\nitems:\n  cover.name: n\n", DIAG_DOC_WRONG_TYPE, 3, 9,
		    "source" },
		{ DOC_YAML, HEAD "items:\n  cover.name: n\n  cover.nane: m\n",
		    DIAG_ASSESS_ITEM_UNKNOWN, 5, 3, "→ cover.name" },
		{ DOC_YAML, HEAD "items:\n  cover.name: n\n  I.4: m\n", DIAG_ASSESS_ITEM_HEADING, 5,
		    3, "I.4" },
		{ DOC_YAML, HEAD "items:\n  cover.name: n\n  app2.change[1]: m\n",
		    DIAG_ASSESS_ITEM_HEADING, 5, 3, "app2.change[1]" },
		{ DOC_YAML, HEAD "items:\n  cover.name: n\n  II.1: a\n  II@1.1: a\n",
		    DIAG_ASSESS_ITEM_TWICE, 6, 3, "5" },
		{ DOC_YAML, HEAD "items:\n  cover.name: n\n  II.4.delegation[21].name: a\n",
		    DIAG_ASSESS_ITEM_UNKNOWN, 5, 3, "様式3" },
		{ DOC_XML, XML "<item id='cover.name'>n</item>\n<itm/></assessment>",
		    DIAG_ASSESS_XML_ELEMENT, 2, 1, "itm" },
		{ DOC_XML, XML "<item id='cover.name'>n</item>\n<item id='x'>a</item></assessment>",
		    DIAG_ASSESS_ITEM_UNKNOWN, 2, 1, "x" },
		{ DOC_XML, XML "<item id='cover.name'>n</item>\n<item>a</item></assessment>",
		    DIAG_ASSESS_ITEM_UNKNOWN, 2, 1, "" },
		{ DOC_XML,
		    XML "<item id='cover.name'>n</item><item id='II.1'>a</item>\n<item "
			"id='II.1'>a</item>"
			"</assessment>",
		    DIAG_ASSESS_ITEM_TWICE, 2, 1, "1" },
		{ DOC_XML,
		    XML "<item id='cover.name'>n</item>\n<item "
			"id='III.4.none'><b/></item></assessment>",
		    DIAG_ASSESS_XML_ELEMENT, 2, 23, "b" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct assessment assessment;
		struct diags diags = { 0 };
		bool good = read_text(&assessment, cases[i].format, cases[i].text, *state, &diags);
		const struct diag *diag = diags_find(&diags, cases[i].code);
		const struct item *name = good ? assess_find(&assessment, STR("cover.name")) : NULL;
		bool hint = false;

		for (int k = 0; diag != NULL && k < DIAG_ARGS; k++)
			hint |= str_is(diag->args[k], cases[i].hint);
		if (name == NULL || !str_is(name->text, "n") || diags.count != 1 || diag == NULL ||
		    diag->line != cases[i].line || diag->column != cases[i].column || !hint) {
			diags_print(&diags);
			fail_msg("%s", cases[i].text);
		}
		assess_release(&assessment);
		diags_release(&diags);
	}
}

/* Without items all is unknown, and that is said once. */
static void
test_no_items(void **state)
{
	struct assessment assessment;
	struct diags diags = { 0 };

	assert_true(read_text(&assessment, DOC_YAML, HEAD, *state, &diags));
	assert_int_equal(assessment.count, 0);
	assert_true(assessment.unknown_count > 0);
	assert_int_equal(diags_count(&diags, DIAG_DOC_MISSING_KEY), 1);
	assess_release(&assessment);
	diags_release(&diags);
}

/* Two values for one item: neither is taken. */
static void
test_twice_is_unknown(void **state)
{
	struct assessment assessment;
	struct diags diags = { 0 };

	assert_true(read_text(
	    &assessment, DOC_YAML, HEAD "items:\n  II@1.1: a\n  II.1: b\n", *state, &diags));
	assert_int_equal(assessment.count, 1);
	assert_int_equal(assess_find(&assessment, STR("II.1"))->state, ITEM_UNKNOWN);
	assess_release(&assessment);
	diags_release(&diags);
}

static void
test_find(void **state)
{
	struct assessment assessment;
	struct diags diags = { 0 };

	sample_read(&assessment, DOC_YAML, str_of(sample_yaml), *state, &diags);
	for (size_t i = 0; i < assessment.count; i++) {
		struct buf id = { 0 };

		form_id_write(&assessment.items[i].id, &id);
		assert_ptr_equal(assess_find(&assessment, buf_str(&id)), &assessment.items[i]);
		if (i > 0)
			assert_true(
			    form_id_cmp(&assessment.items[i - 1].id, &assessment.items[i].id) < 0);
		buf_release(&id);
	}
	assert_ptr_equal(
	    assess_find(&assessment, STR("II@1.2.5")), assess_find(&assessment, STR("II.2.5")));
	assert_null(assess_find(&assessment, STR("I.1.1")));
	assert_null(assess_find(&assessment, STR("nothing")));
	assess_release(&assessment);
	diags_release(&diags);
}

/* An empty document asks for everything once; a second file and a second 委託事項 ask for theirs. */
static void
test_unknown_count(void **state)
{
	static const struct {
		const char *items;
		size_t more;
	} cases[] = {
		{ "  cover.name: n\n", SIZE_MAX },               /* one less */
		{ "  II.4.delegation[2].name: a\n", 6 },         /* 7 items, one known */
		{ "  app2.change[1].date: 令和6年7月2日\n", 5 }, /* 6, one known */
		{ "  II.2.4.all: 別添１を参照。\n", 0 },         /* printed by the form */
		{ "  cover.name: {state: unknown}\n", 0 },
		{ "  cover.name: ''\n", SIZE_MAX },
	};
	struct assessment empty, assessment;
	struct diags diags = { 0 };
	const struct form *form = forms_find(*state, STR("3"), (struct str){ 0 });
	size_t asked = 0;

	for (size_t i = 0; i < form->count; i++)
		asked += form_item_is_asked(&form->items[i]) && form->items[i].group == NULL;
	assert_true(read_text(&empty, DOC_YAML, HEAD "items: {}\n", *state, &diags));
	assert_int_equal(empty.unknown_count, asked);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct buf text = { 0 };

		buf_addf(&text, HEAD "items:\n%s", cases[i].items);
		assert_true(read_text(&assessment, DOC_YAML, text.ptr, *state, &diags));
		assert_int_equal(assessment.unknown_count, empty.unknown_count + cases[i].more);
		assess_release(&assessment);
		buf_release(&text);
	}
	assert_int_equal(diags.count, 0);
	assess_release(&empty);
	diags_release(&diags);
}

static void
test_limit(void **state)
{
	static const size_t counts[] = { ASSESS_ITEMS_MAX, ASSESS_ITEMS_MAX + 1 };

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct buf text = { 0 };
		struct assessment assessment;
		struct diags diags = { 0 };

		buf_adds(&text, HEAD "items:\n");
		for (size_t k = 0; k < counts[i]; k++)
			buf_addf(
			    &text, "  app1@%zu.record[%zu].name: x\n", 1 + k / 5000, 1 + k % 5000);
		bool good = read_text(&assessment, DOC_YAML, text.ptr, *state, &diags);
		assert_int_equal(good, i == 0);
		assert_int_equal(diags_count(&diags, DIAG_FORM_TOO_MANY), i);
		assess_release(&assessment);
		diags_release(&diags);
		buf_release(&text);
	}
}

static void
test_guess(void **state)
{
	static const struct {
		const char *name, *head;
		enum assess_kind kind;
	} cases[] = {
		{ "a.yaml", "", ASSESS_YAML },
		{ "a.yml", "# c\n", ASSESS_YAML },
		{ "-", "# c\npiacheck: assessment/1\n", ASSESS_YAML },
		{ "a.txt", "\xEF\xBB\xBFpiacheck: assessment/1\n", ASSESS_YAML },
		{ "a.json", "{\"piacheck\": \"assessment/1\"}", ASSESS_YAML },
		{ "a.xml", "", ASSESS_XML },
		{ "-", "<?xml version='1.0'?>\n<assessment form='3'/>", ASSESS_XML },
		{ "-", "<p:assessment xmlns:p='urn:piacheck:assessment:1'/>", ASSESS_XML },
		{ "a.xml", "<html>", ASSESS_XML },
		{ "a.html", "<html>", ASSESS_PUBLISHED },
		{ "a.txt", "評価書番号\t評価書名\n", ASSESS_PUBLISHED },
		{ "a.txt", "<p>評価書番号</p>", ASSESS_PUBLISHED },
		{ "a.yaml", "PK\x03\x04", ASSESS_PUBLISHED },
		{ "a.xml", "%PDF-1.7", ASSESS_PUBLISHED },
		{ "-", "", ASSESS_PUBLISHED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (assess_guess(str_of(cases[i].name), str_of(cases[i].head)) != cases[i].kind)
			fail_msg("%s: %s", cases[i].name, cases[i].head);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_partly),
		cmocka_unit_test(test_no_items),
		cmocka_unit_test(test_twice_is_unknown),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_unknown_count),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_guess),
	};

	return cmocka_run_group_tests_name("assess/document", tests, forms_setup, forms_teardown);
}
