/* SPDX-License-Identifier: Apache-2.0 */
/* libxml2's RELAX NG over one document; of what it says only the place and the kind of fault are taken. */
#include "assess/schema.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

extern const char assess_schema_rng[];
extern const size_t assess_schema_rng_size;

SCOPE_RELEASE(xmlDoc, xmlFreeDoc);
SCOPE_RELEASE(xmlRelaxNG, xmlRelaxNGFree);
SCOPE_RELEASE(xmlRelaxNGParserCtxt, xmlRelaxNGFreeParserCtxt);
SCOPE_RELEASE(xmlRelaxNGValidCtxt, xmlRelaxNGFreeValidCtxt);

struct fault {
	struct str file;
	const struct sink *sink;
	bool said;
};

static enum diag_code
code_for(int error)
{
	switch (error) {
	case XML_RELAXNG_ERR_ATTREXTRANS:
	case XML_RELAXNG_ERR_ATTRNAME:
	case XML_RELAXNG_ERR_ATTRNONS:
	case XML_RELAXNG_ERR_ATTRVALID:
	case XML_RELAXNG_ERR_ATTRWRONGNS:
	case XML_RELAXNG_ERR_INVALIDATTR:
	case XML_RELAXNG_ERR_DATATYPE:
	case XML_RELAXNG_ERR_TYPE:
	case XML_RELAXNG_ERR_TYPECMP:
	case XML_RELAXNG_ERR_TYPEVAL:
	case XML_RELAXNG_ERR_VALUE:
		/* Only attributes have types here. */
		return DIAG_ASSESS_XML_ATTRIBUTE;
	default:
		return DIAG_ASSESS_XML_SHAPE;
	}
}

static void
say_shape(struct fault *fault, int line, struct str element, int error)
{
	struct diag_at at = { .file = fault->file, .line = line > 0 ? (uint32_t)line : 0 };

	fault->said = true;
	sink_diag(fault->sink, code_for(error), at, element, (struct str){ 0 }, (struct str){ 0 });
}

/* Only the first: those behind it follow from it. */
static void
on_fault(void *context, xmlErrorPtr error)
{
	struct fault *fault = context;
	const xmlNode *node = error->node;

	if (!fault->said)
		say_shape(fault, error->line,
		    node != NULL && node->name != NULL ? str_of((const char *)node->name)
						       : STR("assessment"),
		    error->code);
}

bool
schema_check(struct str bytes, struct str file, const struct sink *sink)
{
	/* As doc/xml.c reads it: UTF-8 whatever the declaration says, and no more than the five entities. */
	const int options = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC |
	    XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
	struct fault fault = { file, sink, false };
	SCOPED(xmlDoc) doc = xmlReadMemory(bytes.ptr, (int)bytes.len, NULL, NULL, options);
	SCOPED(xmlRelaxNGParserCtxt)
	parser = xmlRelaxNGNewMemParserCtxt(assess_schema_rng, (int)assess_schema_rng_size);
	SCOPED(xmlRelaxNG) schema = parser == NULL ? NULL : xmlRelaxNGParse(parser);
	SCOPED(xmlRelaxNGValidCtxt) valid = schema == NULL ? NULL : xmlRelaxNGNewValidCtxt(schema);

	/* The schema is ours: what fails there is memory. */
	if (valid == NULL)
		mem_exhausted(assess_schema_rng_size);
	if (doc == NULL) {
		say_shape(&fault, 0, STR("assessment"), 0);
		return false;
	}
	xmlRelaxNGSetValidStructuredErrors(valid, on_fault, &fault);
	if (xmlRelaxNGValidateDoc(valid, doc) == 0)
		return true;
	if (!fault.said)
		say_shape(&fault, 0, STR("assessment"), 0);
	return false;
}
