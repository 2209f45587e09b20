/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml.c: what its readers are told, whole and in pieces, and what is in the way of hostile documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/xml.h"

#include "base/banned.h"

/* What was told, in a line. */
static void
on_start(void *context, const struct xml_tag *tag)
{
	struct buf *told = context;
	const unsigned char **attribute = tag->attributes;

	buf_addf(told, "<%s%s%s", tag->prefix == NULL ? "" : (const char *)tag->prefix,
	    tag->prefix == NULL ? "" : ":", (const char *)tag->name);
	for (int i = 0; i < tag->namespace_count; i++)
		buf_addf(told, " ns=%s", (const char *)tag->namespaces[2 * i + 1]);
	for (int i = 0; i < tag->attribute_count; i++, attribute += 5)
		buf_addf(told, " %s=%.*s", (const char *)attribute[0],
		    STR_ARG(xml_attribute_value(attribute)));
	buf_addc(told, '>');
}

static void
on_end(void *context, const struct xml_tag *tag)
{
	buf_addf(context, "</%s>", (const char *)tag->name);
}

static void
on_text(void *context, struct str text)
{
	buf_add(context, text);
}

static void
on_doctype(void *context)
{
	buf_adds(context, "!DOCTYPE");
}

static void
on_fault(void *context, const xmlError *error)
{
	assert_true(error->level >= XML_ERR_ERROR);
	buf_adds(context, "!");
}

static const struct xml_calls calls = { on_start, on_end, on_text, on_doctype, on_fault };

static void
expect(const char *document, const char *wanted)
{
	struct buf whole = { 0 }, pieces = { 0 };
	struct xml_reader reader = { .calls = &calls, .context = &whole };

	xml_open(&reader, str_of(document));
	xmlParseDocument(reader.parser);
	xml_close(&reader);
	assert_null(reader.parser);
	buf_addc(&whole, '\0');
	assert_string_equal(whole.ptr, wanted);
	reader.context = &pieces;
	xml_open_pushed(&reader, false);
	for (size_t i = 0; document[i] != '\0'; i++)
		xmlParseChunk(reader.parser, document + i, 1, 0);
	xmlParseChunk(reader.parser, document, 0, 1);
	xml_close(&reader);
	buf_addc(&pieces, '\0');
	assert_string_equal(pieces.ptr, wanted);
	buf_release(&whole);
	buf_release(&pieces);
}

static void
test_told(void **state)
{
	(void)state;
	expect("<a><b x='1' y=''/> \xE8\xAA\x9E <![CDATA[<&>]]></a>",
	    "<a><b x=1 y=></b> \xE8\xAA\x9E <&></a>");
	expect("<p:a xmlns:p='urn:x' p:z='1'/>", "<p:a ns=urn:x z=1></a>");
	expect("<a b='&lt;&quot;'>&amp;&#x3042;</a>", "<a b=<\">&\xE3\x81\x82</a>");
}

/* Its subset is not read: no entity of it is known, none is loaded, and nothing behind it is told. */
static void
test_doctype(void **state)
{
	(void)state;
	expect("<!DOCTYPE a [<!ENTITY e 'x'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&e;&f;</a>",
	    "!DOCTYPE");
	expect("<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>", "!DOCTYPE");
}

static void
told_lenient(const char *document, bool lenient, struct buf *told)
{
	struct xml_reader reader = { .calls = &calls, .context = told };

	xml_open_pushed(&reader, lenient);
	xmlParseChunk(reader.parser, document, (int)strlen(document), 1);
	assert_false(reader.parser->wellFormed);
	xml_close(&reader);
	buf_addc(told, '\0');
}

/* A fault is told; who is lenient reads on. */
static void
test_faults(void **state)
{
	struct buf strict = { 0 }, lenient = { 0 };

	(void)state;
	told_lenient("<a><b>1</c><d>2</d></a>", false, &strict);
	told_lenient("<a><b>1</c><d>2</d></a>", true, &lenient);
	assert_string_equal(strict.ptr, "<a><b>1!");
	assert_non_null(strstr(lenient.ptr, "!"));
	assert_non_null(strstr(lenient.ptr, "<d>2</d>"));
	buf_clear(&strict);
	told_lenient("<a>&unknown;</a>", false, &strict);
	assert_non_null(strstr(strict.ptr, "!"));
	assert_null(strstr(strict.ptr, "unknown"));
	buf_release(&strict);
	buf_release(&lenient);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_doctype),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
