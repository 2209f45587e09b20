/* SPDX-License-Identifier: Apache-2.0 */
/* XML → tree. What is in the way of hostile documents stands in base/xml.h. */
#include "doc/parse.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/xml.h"
#include "base/banned.h"

struct reading {
	struct doc_tree tree;
	struct doc_place place;
	struct xml_reader xml;
	struct str text;
	struct buf characters; /* since the last tag */
	uint32_t characters_line, characters_column;
	unsigned elements; /* open now */
};

/* libxml2's number of the fault and our words. */
static const struct {
	int error;
	enum diag_code code;
} problems[] = {
	{ XML_ERR_DOCUMENT_EMPTY, DIAG_XML_NO_ROOT },
	{ XML_ERR_DOCUMENT_END, DIAG_DOC_TRAILING },
	{ XML_ERR_TAG_NAME_MISMATCH, DIAG_XML_TAG_MISMATCH },
	{ XML_ERR_TAG_NOT_FINISHED, DIAG_DOC_ENDS_EARLY },
	{ XML_ERR_GT_REQUIRED, DIAG_XML_TAG_OPEN },
	{ XML_ERR_LTSLASH_REQUIRED, DIAG_DOC_ENDS_EARLY },
	{ XML_ERR_COMMENT_NOT_FINISHED, DIAG_DOC_ENDS_EARLY },
	{ XML_ERR_CDATA_NOT_FINISHED, DIAG_DOC_ENDS_EARLY },
	{ XML_ERR_PI_NOT_FINISHED, DIAG_DOC_ENDS_EARLY },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, DIAG_XML_ATTRIBUTE },
	{ XML_ERR_ATTRIBUTE_NOT_FINISHED, DIAG_XML_ATTRIBUTE },
	{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, DIAG_XML_ATTRIBUTE },
	{ XML_ERR_SPACE_REQUIRED, DIAG_XML_ATTRIBUTE },
	{ XML_ERR_LT_IN_ATTRIBUTE, DIAG_XML_ESCAPE },
	{ XML_ERR_NAME_REQUIRED, DIAG_XML_ESCAPE },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, DIAG_XML_ESCAPE },
	{ XML_ERR_INVALID_CHARREF, DIAG_XML_ESCAPE },
	{ XML_ERR_INVALID_HEX_CHARREF, DIAG_XML_ESCAPE },
	{ XML_ERR_INVALID_DEC_CHARREF, DIAG_XML_ESCAPE },
	{ XML_ERR_UNDECLARED_ENTITY, DIAG_XML_ENTITY },
	{ XML_WAR_UNDECLARED_ENTITY, DIAG_XML_ENTITY },
	{ XML_ERR_INVALID_CHAR, DIAG_DOC_CHARACTER },
	{ XML_ERR_ATTRIBUTE_REDEFINED, DIAG_XML_ATTRIBUTE_TWICE },
	{ XML_NS_ERR_UNDEFINED_NAMESPACE, DIAG_XML_PREFIX },
};

static size_t
offset_now(const struct reading *r)
{
	const xmlParserInput *input = r->xml.parser->input;
	size_t at = input == NULL ? 0 : (size_t)(input->cur - input->base) + input->consumed;

	return at > r->text.len ? r->text.len : at;
}

static void
stop(struct reading *r)
{
	xmlStopParser(r->xml.parser);
}

static void
place_now(struct reading *r)
{
	doc_place_move(&r->place, offset_now(r));
}

/* Where the tag begins that has just been read: no "<" stands inside a tag. */
static void
place_at_tag(struct reading *r)
{
	size_t at = offset_now(r);
	const char *tag = at == 0 ? NULL : memrchr(r->text.ptr, '<', at);

	doc_place_move(&r->place, tag == NULL ? at : (size_t)(tag - r->text.ptr));
}

static bool
is_blank(struct str text)
{
	return str_trim(text).len == 0;
}

/* White space beside elements is layout; alone in its element it is its text. */
static bool
flush_characters(struct reading *r, bool beside_element)
{
	struct str text = buf_str(&r->characters);
	bool good = true;

	if (text.len > 0 && !(beside_element && is_blank(text)))
		good = doc_tree_scalar(&r->tree, NODE_SCALAR, NODE_QUOTED, text, r->characters_line,
		    r->characters_column, r->place.line + 1);
	buf_clear(&r->characters);
	return good;
}

static struct str
qualified(struct arena *arena, const xmlChar *prefix, const xmlChar *name)
{
	struct str local = str_of((const char *)name);

	return prefix == NULL
	    ? local
	    : arena_printf(arena, "%s:%.*s", (const char *)prefix, STR_ARG(local));
}

static bool
put_pair(struct reading *r, struct str name, struct str value)
{
	uint32_t line = r->place.line + 1, column = r->place.column + 1;

	return doc_tree_key(&r->tree, name, line, column) &&
	    doc_tree_scalar(&r->tree, NODE_SCALAR, NODE_QUOTED, value, line, column, line);
}

static bool
put_attributes(struct reading *r, const struct xml_tag *tag)
{
	const unsigned char **namespace = tag->namespaces, **attribute = tag->attributes;
	struct arena *arena = r->tree.arena;
	bool good = true;

	for (int i = 0; i < tag->namespace_count && good; i++, namespace += 2)
		good = put_pair(r,
		    namespace[0] == NULL
			? STR("xmlns")
			: arena_printf(arena, "xmlns:%s", (const char *)namespace[0]),
		    str_of((const char *)namespace[1]));
	for (int i = 0; i < tag->attribute_count && good; i++, attribute += 5)
		good = put_pair(r, qualified(arena, attribute[1], attribute[0]),
		    xml_attribute_value(attribute));
	return good;
}

static bool
open_element(struct reading *r, struct str name)
{
	uint32_t line = r->place.line + 1, column = r->place.column + 1;

	if (r->elements++ == DOC_DEPTH_MAX)
		return doc_tree_fail_number(&r->tree, DIAG_DOC_DEPTH, line, column, DOC_DEPTH_MAX);
	return doc_tree_open(&r->tree, NODE_MAP, line, column) && put_pair(r, STR("name"), name) &&
	    doc_tree_key(&r->tree, STR("attributes"), line, column) &&
	    doc_tree_open(&r->tree, NODE_MAP, line, column);
}

static void
on_start(void *context, const struct xml_tag *tag)
{
	struct reading *r = context;

	if (r->tree.failed)
		return;
	place_at_tag(r);
	uint32_t line = r->place.line + 1, column = r->place.column + 1;
	if (!flush_characters(r, true) ||
	    !open_element(r, qualified(r->tree.arena, tag->prefix, tag->name)) ||
	    !put_attributes(r, tag) || !doc_tree_close(&r->tree, 0) ||
	    !doc_tree_key(&r->tree, STR("children"), line, column) ||
	    !doc_tree_open(&r->tree, NODE_SEQUENCE, line, column))
		stop(r);
}

static void
on_end(void *context, const struct xml_tag *tag)
{
	struct reading *r = context;

	(void)tag;
	if (r->tree.failed)
		return;
	place_now(r);
	uint32_t line = r->place.line + 1;
	bool has_children = r->tree.frames[r->tree.depth - 1].node->count > 0;
	r->elements--;
	if (!flush_characters(r, has_children) || !doc_tree_close(&r->tree, line) ||
	    !doc_tree_close(&r->tree, line))
		stop(r);
}

static void
on_characters(void *context, struct str text)
{
	struct reading *r = context;

	if (r->tree.failed || r->elements == 0)
		return;
	if (r->characters.len == 0) {
		/* The text ends here or begins here, as libxml2 pleases: its line is what is asked for. */
		place_now(r);
		r->characters_line = r->place.line + 1;
		r->characters_column = r->place.column + 1;
	}
	buf_add(&r->characters, text);
}

static void
on_doctype(void *context)
{
	struct reading *r = context;

	place_at_tag(r);
	doc_tree_fail(&r->tree, DIAG_DOC_DOCTYPE, r->place.line + 1, r->place.column + 1,
	    (struct str){ 0 }, (struct str){ 0 });
}

static void
on_error(void *context, const xmlError *error)
{
	struct reading *r = context;
	enum diag_code code = DIAG_DOC_MALFORMED;

	if (r->tree.failed)
		return;
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (problems[i].error == error->code)
			code = problems[i].code;
	bool is_generic = code == DIAG_DOC_MALFORMED || code == DIAG_DOC_ENDS_EARLY ||
	    code == DIAG_DOC_TRAILING || code == DIAG_DOC_CHARACTER;
	if (code == DIAG_XML_TAG_MISMATCH)
		place_at_tag(r);
	else
		place_now(r);
	doc_tree_fail(&r->tree, code, r->place.line + 1, r->place.column + 1,
	    is_generic ? STR("XML") : str_of(error->str1), str_of(error->str2));
	stop(r);
}

static const struct xml_calls calls = { on_start, on_end, on_characters, on_doctype, on_error };

struct node *
doc_parse_xml(struct str text, struct str file, struct arena *arena, const struct sink *sink)
{
	struct reading r = {
		.tree = { .arena = arena, .sink = sink, .file = file, .depth_max = DOC_FRAMES_MAX },
		.place = { .text = text },
		.text = text,
	};

	r.xml = (struct xml_reader){ .calls = &calls, .context = &r };
	xml_open(&r.xml, text);
	xmlParseDocument(r.xml.parser);
	if (!r.tree.failed &&
	    (!r.xml.parser->wellFormed || !r.xml.parser->nsWellFormed || r.tree.root == NULL)) {
		place_now(&r);
		doc_tree_fail(&r.tree, DIAG_DOC_MALFORMED, r.place.line + 1, r.place.column + 1,
		    STR("XML"), (struct str){ 0 });
	}
	xml_close(&r.xml);
	doc_tree_release(&r.tree);
	buf_release(&r.characters);
	return r.tree.failed ? NULL : r.tree.root;
}
