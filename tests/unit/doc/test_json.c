/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: JSON as RFC 8259 has it, the places of its values, and what each fault is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "doc/heard.h"
#include "doc/limits.h"

#include "support/sinks.h"
#include "base/banned.h"

static const struct heard_case cases[] = {
	{ "{}", "{}" },
	{ " [ ] ", "[]" },
	{ "{\"a\": [1, -1.5e3, true, false, null, \"x\"]}",
	    "{a: [1, -1.5e3, true, false, ~, \"x\"]}" },
	{ "\"\\u3042\\ud842\\udfb7\\n\\/\"", "\"あ𠮷\n/\"" },
	{ "\xEF\xBB\xBF[1]", "[1]" },
	{ "1", "1" },
	{ "12345678901234567890123", "12345678901234567890123" },

	{ "", "!file-empty 0:0" },
	{ "  ", "!doc-ends-early 1:3 JSON" },
	{ "{\"a\":1,\"a\":2}", "!doc-duplicate-key 1:8 a" },
	{ "{\"a\":1,\"\\u0061\":2}", "!doc-duplicate-key 1:8 a" },
	{ "{\"a\":", "!doc-ends-early 1:6 JSON" },
	{ "{\"a\":1}\nx", "!doc-trailing 2:1 JSON" },
	{ "{} {}", "!doc-trailing 1:4 JSON" },
	{ "{\"a\" 1}", "!json-colon 1:6 JSON" },
	{ "{\"a\":1 \"b\":2}", "!json-comma 1:9 JSON" },
	{ "[1 2]", "!json-comma 1:4 JSON" },
	{ "[1,]", "!doc-character 1:4 JSON" },
	{ "{\"a\":1,}", "!json-key 1:8 JSON" },
	{ "{1:1}", "!json-key 1:2 JSON" },
	{ "{a:1}", "!doc-character 1:2 JSON" },
	{ "{'a':1}", "!doc-character 1:2 JSON" },
	{ "// c\n{}", "!json-comment 1:1 JSON" },
	{ "[01]", "!json-comma 1:3 JSON" },
	{ "[1.]", "!json-number 1:4 JSON" },
	{ "[-]", "!json-number 1:3 JSON" },
	{ "[NaN]", "!doc-character 1:2 JSON" },
	{ "[\"x\ny\"]", "!doc-character 1:4 JSON" },
	{ "[\"\\q\"]", "!doc-escape 1:4 JSON" },
	{ "[\"\\u12g4\"]", "!doc-escape 1:7 JSON" },
	{ "[\"\\ud842\"]", "!doc-escape 1:2 JSON" },
	{ "[\"\\udfb7\"]", "!doc-escape 1:2 JSON" },
	{ "[\"\\ud842+\\udfb7\"]", "!doc-escape 1:2 JSON" },
	{ "[\"\\ud842\\u0041\"]", "!doc-escape 1:2 JSON" },
	{ "{\"\\udfb7\": 1}", "!doc-escape 1:2 JSON" },
	{ "[\"\\\\ud842\"]", "[\"\\ud842\"]" },
	{ "[\"\\u0000\"]", "!text-nul 1:2" },
	{ "[\"\xFF\"]", "!text-not-utf8 1:3" },
};

static void
test_cases(void **state)
{
	(void)state;
	heard_check(DOC_JSON, cases, COUNT_OF(cases));
}

static void
test_places(void **state)
{
	const struct str text = STR("{\n  \"鍵\": \"値\\u0041\", \"b\":\n   [1,\n 22 ,{}]}");
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node *root = doc_parse(DOC_JSON, text, STR("f"), &arena, &sink), *list;

	(void)state;
	assert_non_null(root);
	assert_int_equal(root->key_lines[0] * 100 + root->key_columns[0], 203);
	assert_int_equal(root->items[0]->line * 100 + root->items[0]->column, 208);
	assert_int_equal(root->key_lines[1] * 100 + root->key_columns[1], 219);
	list = node_find(root, "b");
	assert_int_equal(list->line * 100 + list->column, 304);
	assert_int_equal(list->items[0]->line * 100 + list->items[0]->column, 305);
	assert_int_equal(list->items[1]->line * 100 + list->items[1]->column, 402);
	assert_int_equal(list->items[2]->line * 100 + list->items[2]->column, 406);
	assert_int_equal(root->end_line, 4);
	arena_release(&arena);
	diags_release(&diags);
}

/* The only prefixes that are whole are the ones with the last bracket. */
static void
test_every_prefix(void **state)
{
	const struct str text =
	    STR("{\"鍵\": [1, -2.5e+10, \"\\u3042\\ud842\\udfb7\", {\"k\": null}, true, false]}\n");

	(void)state;
	assert_int_equal(heard_every_prefix(DOC_JSON, text), 2);
}

static void
test_bombs(void **state)
{
	(void)state;
	heard_bomb(DOC_JSON, "[", 10000000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_JSON, "{\"a\":", 2000000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_JSON, "[1,", 1, DIAG_DOC_ENDS_EARLY);
}

static void
test_guess(void **state)
{
	(void)state;
	assert_int_equal(doc_guess(STR("x"), STR(" \n<a/>")), DOC_XML);
	assert_int_equal(doc_guess(STR("x.yaml"), STR("{")), DOC_JSON);
	assert_int_equal(doc_guess(STR("x"), STR("\xEF\xBB\xBF[1]")), DOC_JSON);
	assert_int_equal(doc_guess(STR("x.json"), STR("")), DOC_JSON);
	assert_int_equal(doc_guess(STR("x.xml"), STR("")), DOC_XML);
	assert_int_equal(doc_guess(STR("x.yaml"), STR("a: 1")), DOC_YAML);
	assert_int_equal(doc_guess(STR(""), STR("")), DOC_YAML);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_guess),
	};

	return cmocka_run_group_tests_name("doc/json", tests, NULL, NULL);
}
