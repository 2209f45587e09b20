/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: YAML, right and wrong; what each fault is called; bombs end soon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/scope.h"
#include "doc/heard.h"
#include "doc/limits.h"

#include "support/sinks.h"
#include "base/banned.h"

static const struct heard_case cases[] = {
	{ "a: 1", "{a: 1}" },
	{ "a: 'x'\nb: \"y\\n\"\nc: |\n  z\nd: >-\n  p\n  q\n",
	    "{a: \"x\", b: \"y\n\", c: |z\n|, d: |p q|}" },
	{ "- 1\n- [a, {b: c}]\n- ~\n-\n- null\n- ''", "[1, [a, {b: c}], ~, ~, ~, \"\"]" },
	{ "on: off\ny: 12:30\n0o7: 010", "{on: off, y: 12:30, 0o7: 010}" },
	{ "\xEF\xBB\xBFx: 日本", "{x: 日本}" },
	{ "--- \na: 1\n...\n", "{a: 1}" },
	{ "---\n", "~" },
	{ "text", "text" },
	{ "a: &x 1", "{a: 1}" },
	{ "<<: x", "{<<: x}" },
	{ "a: \"\\uD842\\uDFB7\"", "!doc-escape 1:7 YAML" },

	{ "", "!file-empty 0:0" },
	{ "\xEF\xBB\xBF", "!file-empty 0:0" },
	{ "# comment\n", "!file-empty 0:0" },
	{ "a: \xFF", "!text-not-utf8 1:4" },
	{ "a: 1\nb: \x93\xFA", "!text-not-utf8 2:4" },
	{ "\xFF\xFE"
	  "a",
	    "!text-utf16 0:0" },
	{ "\x7F"
	  "ELF\x02\x01\x01\x03\x08\xFF",
	    "!text-binary 0:0" },
	{ "a: 1\na: 2", "!doc-duplicate-key 2:1 a" },
	{ "a: {b: 1, 'b': 2}", "!doc-duplicate-key 1:11 b" },
	{ "a: &x 1\nb: *x", "!doc-aliases 2:4 x" },
	{ "a: !!str 1", "!yaml-tag 1:4 tag:yaml.org,2002:str" },
	{ "!x [1]", "!yaml-tag 1:1 !x" },
	{ "!!binary aGk=", "!yaml-tag 1:1 tag:yaml.org,2002:binary" },
	{ "? [a]\n: b", "!doc-key-not-text 1:3" },
	{ "'': 1\n? \n: 2", "!doc-key-not-text 2:2" },
	{ "{a: 1, : 2}", "!yaml-flow 1:8 YAML" },
	{ "a: 1\n---\nb: 2", "!doc-multiple 2:1" },
	{ "a: b: c", "!yaml-colon 1:5 YAML" },
	{ "a: 1\n b: 2", "!yaml-colon 2:3 YAML" },
	{ "a:\n  - 1\n - 2", "!yaml-indent 3:2 YAML" },
	{ "a:\n\t- x", "!yaml-tab 2:1 YAML" },
	{ "a: [1, 2", "!yaml-flow 1:4 YAML" },
	{ "a: [1 2: 3", "!yaml-flow 1:4 YAML" },
	{ "a: 'x", "!doc-ends-early 1:4 YAML" },
	{ "a: \"\\q\"", "!doc-escape 1:5 YAML" },
	{ "a: @x", "!yaml-character 1:4 YAML" },
	{ "a: `x", "!yaml-character 1:4 YAML" },
	{ "a: x\x01", "!doc-character 1:5 YAML" },
	{ "日本: \x1B", "!doc-character 1:5 YAML" },
	{ "a: \"x\\0y\"", "!text-nul 1:4" },
	{ "%YAML 3.0\n---\na", "!doc-malformed 1:1 YAML" },
};

static void
test_cases(void **state)
{
	(void)state;
	heard_check(DOC_YAML, cases, COUNT_OF(cases));
}

static void
test_nul(void **state)
{
	struct buf out = { 0 };

	(void)state;
	heard_parse(DOC_YAML, STR("key: a long enough text to be one, with\0NUL in it"), &out);
	assert_string_equal(out.ptr, "!text-nul 1:40");
	buf_release(&out);
}

static void
test_places(void **state)
{
	const struct str text =
	    STR("鍵: 値\nlist:\n  - x\n  - |\n    one\n    two\nflow: [1,\n  2]\n");
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node *root = doc_parse(DOC_YAML, text, STR("f"), &arena, &sink), *list, *flow;

	(void)state;
	assert_non_null(root);
	assert_int_equal(root->items[0]->line, 1);
	assert_int_equal(root->items[0]->column, 4);
	assert_int_equal(root->key_lines[1], 2);
	assert_int_equal(root->key_columns[1], 1);
	list = node_find(root, "list");
	assert_int_equal(list->line, 3);
	assert_int_equal(list->column, 3);
	assert_int_equal(list->end_line, 6);
	assert_int_equal(list->items[1]->line, 4);
	assert_int_equal(list->items[1]->end_line, 6);
	flow = node_find(root, "flow");
	assert_int_equal(flow->line, 7);
	assert_int_equal(flow->end_line, 8);
	assert_int_equal(root->end_line, 8);
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_several_documents(void **state)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node **documents;
	struct buf out = { 0 };

	(void)state;
	assert_int_equal(
	    doc_parse_yaml_all(STR("a: 1\n---\nb: 2\n---\n"), STR("f"), &arena, &sink, &documents),
	    3);
	for (size_t i = 0; i < 3; i++)
		heard_tree(documents[i], &out);
	assert_string_equal(out.ptr, "{a: 1}{b: 2}~");
	/* One of them wrong: none is used. */
	assert_int_equal(
	    doc_parse_yaml_all(STR("a: 1\n---\nb: [\n"), STR("f"), &arena, &sink, &documents), 0);
	assert_int_equal(diags.count, 1);
	buf_release(&out);
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_every_prefix(void **state)
{
	const struct str text =
	    STR("%YAML 1.1\n---\n鍵: &a '値''s'\nlist:\n- x\n- \"\\u3042\\n\"\n- [1, {k: ~}]\n"
		"? k\n: |2-\n   block\n\n...\n---\n# end\n");

	(void)state;
	assert_true(heard_every_prefix(DOC_YAML, text) > 10);
}

/* 64 levels are read, 65 are not. */
static void
test_depth(void **state)
{
	(void)state;
	for (size_t n = DOC_DEPTH_MAX - 1; n <= DOC_DEPTH_MAX + 1; n++) {
		struct buf text = { 0 }, out = { 0 };

		for (size_t i = 0; i < n; i++)
			buf_addc(&text, '[');
		for (size_t i = 0; i < n; i++)
			buf_addc(&text, ']');
		heard_parse(DOC_YAML, buf_str(&text), &out);
		assert_string_equal(out.ptr, n <= DOC_DEPTH_MAX ? text.ptr : "!doc-depth 1:65 64");
		buf_release(&text);
		buf_release(&out);
	}
}

/* More keys than are compared one by one, the last of them twice. */
static void
test_many_keys(void **state)
{
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_addf(&text, "key%d: 1\n", i);
	heard_parse(DOC_YAML, buf_str(&text), &out);
	assert_true(out.ptr[0] == '{');
	buf_clear(&out);
	buf_adds(&text, "key4321: 1\n");
	heard_parse(DOC_YAML, buf_str(&text), &out);
	assert_string_equal(out.ptr, "!doc-duplicate-key 5001:1 key4321");
	buf_release(&text);
	buf_release(&out);
}

static void
test_bombs(void **state)
{
	(void)state;
	heard_bomb(DOC_YAML, "[", 10000000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_YAML, "{", 10000000, DIAG_DOC_KEY_NOT_TEXT);
	heard_bomb(DOC_YAML, "{a: ", 2500000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_YAML, "[\n", 5000000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_YAML, "- ", 5000000, DIAG_DOC_DEPTH);
	heard_bomb(DOC_YAML, "? ", 5000000, DIAG_DOC_KEY_NOT_TEXT);
	heard_bomb(DOC_YAML, "a: &a [x, x]\nb: &b [*a, *a]\n", 1, DIAG_DOC_ALIASES);
	heard_bomb(DOC_YAML, "- 1\n", DOC_NODES_MAX, DIAG_DOC_NODES);
	heard_bomb(DOC_YAML, "# a comment of sixty-four bytes, to be repeated very often, yes\n",
	    (DOC_BYTES_MAX >> 6) + 1, DIAG_FILE_TOO_LARGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_several_documents),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_bombs),
	};

	return cmocka_run_group_tests_name("doc/yaml", tests, NULL, NULL);
}
