/* SPDX-License-Identifier: Apache-2.0 */
/* doc/: XML without DOCTYPE and entities; the shape of its tree; what each fault is called; hostile documents. */
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

#define ELEMENT(name, attributes, children)                                                        \
	"{name: \"" name "\", attributes: {" attributes "}, children: [" children "]}"

static const struct heard_case cases[] = {
	{ "<a/>", ELEMENT("a", "", "") },
	{ "<?xml version=\"1.0\"?>\n<a>\n  <b>x</b>\n  <c/>\n</a>\n",
	    ELEMENT("a", "", ELEMENT("b", "", "\"x\"") ", " ELEMENT("c", "", "")) },
	{ "<a x='1' y=\"&lt;&amp;&#x3042;&quot;\"/>", ELEMENT("a", "x: \"1\", y: \"<&あ\"\"", "") },
	{ "<a>1 &lt; 2 &amp;<![CDATA[<&>]]>&#12354;</a>", ELEMENT("a", "", "\"1 < 2 &<&>あ\"") },
	{ "<a>x<b/>y</a>", ELEMENT("a", "", "\"x\", " ELEMENT("b", "", "") ", \"y\"") },
	{ "<a>  </a>", ELEMENT("a", "", "\"  \"") },
	{ "<a>x<!-- c -->y<?pi?>z</a>", ELEMENT("a", "", "\"xyz\"") },
	{ "<a xmlns=\"urn:x\" xmlns:p=\"urn:y\"><p:b p:c=\"1\"/></a>",
	    ELEMENT(
		"a", "xmlns: \"urn:x\", xmlns:p: \"urn:y\"", ELEMENT("p:b", "p:c: \"1\"", "")) },
	/* What the declaration says of the encoding does not count: the bytes are UTF-8. */
	{ "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a>日本</a>",
	    ELEMENT("a", "", "\"日本\"") },
	{ "<?xml version=\"1.0\" encoding=\"UTF-7\"?><a>+ADw-</a>", ELEMENT("a", "", "\"+ADw-\"") },

	{ "", "!file-empty 0:0" },
	{ "hello", "!xml-no-root 1:1" },
	{ "<a>", "!doc-ends-early 1:4 XML" },
	{ "<a><b></a>", "!xml-tag-mismatch 1:7 b" },
	{ "<a", "!xml-tag-open 1:3 a" },
	{ "<a></a", "!xml-tag-open 1:7" },
	{ "<a x=1/>", "!xml-attribute 1:6" },
	{ "<a x/>", "!xml-attribute 1:5 x" },
	{ "<a x=\"1\" x=\"2\"/>", "!xml-attribute-twice 1:15 x" },
	{ "<a>&foo;</a>", "!xml-entity 1:9 foo" },
	{ "<a x=\"&foo;\"/>", "!xml-entity 1:12 foo" },
	{ "<a>1 & 2</a>", "!xml-escape 1:7" },
	{ "<a>&#0;</a>", "!doc-character 1:8 XML" },
	{ "<p:a/>", "!xml-prefix 1:5 p" },
	{ "<a/><b/>", "!doc-trailing 1:5 XML" },
	{ "<a>\x01</a>", "!doc-character 1:4 XML" },
	{ "<!DOCTYPE a><a/>", "!doc-doctype 1:1" },
	{ "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><a/>",
	    "!doc-doctype 2:1" },
	{ "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
	    "!doc-doctype 1:1" },
	{ "<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]><a/>",
	    "!doc-doctype 1:1" },
	{ "<!DOCTYPE l [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]><l>&c;</l>",
	    "!doc-doctype 1:1" },
};

static void
test_cases(void **state)
{
	(void)state;
	heard_check(DOC_XML, cases, COUNT_OF(cases));
}

/* Beyond line 65535, where libxml2's own nodes stop counting. */
static void
test_places(void **state)
{
	struct buf text = { 0 };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node *root, *b;

	(void)state;
	buf_adds(&text, "<a>\n");
	for (int i = 0; i < 70000; i++)
		buf_addc(&text, '\n');
	buf_adds(&text, "あ<b\nx='1'>t</b></a>");
	root = doc_parse(DOC_XML, buf_str(&text), STR("f"), &arena, &sink);
	assert_non_null(root);
	assert_int_equal(root->line, 1);
	assert_int_equal(root->end_line, 70003);
	b = node_find(root, "children")->items[1];
	assert_int_equal(b->line, 70002);
	assert_int_equal(b->column, 2);
	assert_int_equal(b->end_line, 70003);
	buf_release(&text);
	arena_release(&arena);
	diags_release(&diags);
}

static void
test_every_prefix(void **state)
{
	const struct str text = STR(
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><a xmlns:p=\"urn:y\" x=\"&lt;値\">"
	    "<p:b>t &#x3042;<![CDATA[<]]></p:b><?pi x?></a> <!-- d -->");

	(void)state;
	assert_int_equal(heard_every_prefix(DOC_XML, text), 3);
}

static void
test_depth(void **state)
{
	(void)state;
	for (int n = DOC_DEPTH_MAX; n <= DOC_DEPTH_MAX + 1; n++) {
		struct buf text = { 0 }, out = { 0 };

		for (int i = 0; i < n; i++)
			buf_adds(&text, "<a>");
		for (int i = 0; i < n; i++)
			buf_adds(&text, "</a>");
		heard_parse(DOC_XML, buf_str(&text), &out);
		if (n > DOC_DEPTH_MAX)
			assert_string_equal(out.ptr, "!doc-depth 1:193 64");
		else
			assert_int_equal(out.ptr[0], '{');
		buf_release(&text);
		buf_release(&out);
	}
}

static void
test_bombs(void **state)
{
	(void)state;
	heard_bomb(DOC_XML, "<a>", 3333333, DIAG_DOC_DEPTH);
	heard_bomb(DOC_XML, "<a><![CDATA[", 900000, DIAG_DOC_ENDS_EARLY);
	heard_bomb(DOC_XML,
	    "<!DOCTYPE l [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><l>&b;</l>", 1,
	    DIAG_DOC_DOCTYPE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_bombs),
	};

	return cmocka_run_group_tests_name("doc/xml", tests, NULL, NULL);
}
