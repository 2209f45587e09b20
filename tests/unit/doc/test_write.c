/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: what is written as a YAML scalar or as XML text is read back as the same text, and as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/scope.h"
#include "base/text.h"
#include "doc/heard.h"

#include "support/sinks.h"
#include "base/banned.h"

static const struct {
	const char *text, *yaml; /* written with an indent of 4 */
} yaml_cases[] = {
	{ "plain", "plain" },
	{ "日本語の文。", "日本語の文。" },
	{ "a-b_c/d(e)", "a-b_c/d(e)" },
	{ "", "''" },
	{ "null", "'null'" },
	{ "Yes", "'Yes'" },
	{ "123", "'123'" },
	{ "-", "'-'" },
	{ "- a", "'- a'" },
	{ "a: b", "'a: b'" },
	{ "a:", "'a:'" },
	{ "a #b", "'a #b'" },
	{ "it's", "'it''s'" },
	{ " a", "' a'" },
	{ "a ", "'a '" },
	{ "[a]", "'[a]'" },
	{ "*a", "'*a'" },
	{ "a\tb", "\"a\\tb\"" },
	{ "a\x1b"
	  "b",
	    "\"a\\x1Bb\"" },
	{ "a\xE2\x80\xA8"
	  "b",
	    "\"a\\u2028b\"" },
	{ "one\ntwo", "|-\n    one\n    two" },
	{ "one\n\ntwo\n", "|\n    one\n\n    two" },
	{ "one\n\n", "\"one\\n\\n\"" },
	{ "\none", "\"\\none\"" },
	{ " one\ntwo", "\" one\\ntwo\"" },
	{ "one\r\ntwo", "\"one\\x0D\\ntwo\"" },
	{ "x\xFF", "\"x\xEF\xBF\xBD\"" },
};

static void
test_yaml_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(yaml_cases); i++) {
		struct buf out = { 0 };

		doc_yaml_scalar(&out, str_of(yaml_cases[i].text), 4);
		assert_string_equal(out.ptr, yaml_cases[i].yaml);
		buf_release(&out);
	}
}

static struct node *
parse(enum doc_format format, const struct buf *text, struct arena *arena)
{
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node *root = doc_parse(format, buf_str(text), STR("f"), arena, &sink);

	if (root == NULL)
		fail_msg("%s", text->ptr);
	diags_release(&diags);
	return root;
}

static void
assert_yaml_round(struct str text, int indent)
{
	struct arena arena = { 0 };
	struct buf out = { 0 };
	struct node *root, *value;

	buf_adds(&out, "a:\n  k: ");
	doc_yaml_scalar(&out, text, indent);
	buf_adds(&out, "\n  end: [");
	doc_yaml_scalar(&out, text, 0);
	buf_adds(&out, ", 1]\n");
	root = parse(DOC_YAML, &out, &arena);
	value = node_find(node_find(root, "a"), "k");
	if (!node_is_text(value) || !str_eq(value->text, text))
		fail_msg("%s", out.ptr);
	assert_true(str_eq(node_find(node_find(root, "a"), "end")->items[0]->text, text));
	arena_release(&arena);
	buf_release(&out);
}

static void
assert_xml_round(struct str text)
{
	struct arena arena = { 0 };
	struct buf out = { 0 };
	struct node *root, *children;

	buf_adds(&out, "<a x=\"");
	text_xml(text, true, &out);
	buf_adds(&out, "\">");
	text_xml(text, false, &out);
	buf_adds(&out, "</a>");
	root = parse(DOC_XML, &out, &arena);
	children = node_find(root, "children");
	assert_true(str_eq(node_find(node_find(root, "attributes"), "x")->text, text));
	assert_int_equal(children->count, text.len > 0);
	if (text.len > 0)
		assert_true(str_eq(children->items[0]->text, text));
	arena_release(&arena);
	buf_release(&out);
}

/* Texts put together at random from what is dangerous. */
static void
test_round_trips(void **state)
{
	static const char *const parts[] = { "a", "値", " ", "\n", ":", "#", "-", "'", "\"", "\\",
		"[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "~", "null", "<",
		"&amp;", "]]>", "\t", "1", "?", "---", "...", "\xEF\xBF\xBD", "\xF0\xA0\xAE\xB7",
		"yes", ".5", "=", "\r" };
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf text = { 0 };

		buf_adds(&text, "");
		for (int n = round % 8; n > 0; n--) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			buf_adds(&text, parts[seed % COUNT_OF(parts)]);
		}
		assert_yaml_round(buf_str(&text), 4);
		assert_xml_round(buf_str(&text));
		buf_release(&text);
	}
}

/* What XML 1.0 has no way to write is replaced, not written. */
static void
test_xml_forbidden(void **state)
{
	struct buf out = { 0 };

	(void)state;
	text_xml(STR("a\x01\x1B\xEF\xBF\xBF\xFF"), false, &out);
	assert_string_equal(out.ptr, "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_yaml_forms),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_xml_forbidden),
	};

	return cmocka_run_group_tests_name("doc/write", tests, NULL, NULL);
}
