/* SPDX-License-Identifier: Apache-2.0 */
/* libxml2's table of functions, filled once. */
#include "base/xml.h"

#include <libxml/parserInternals.h>

#include "base/mem.h"
#include "base/banned.h"

static void
on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
    const xmlChar **attributes)
{
	const struct xml_reader *reader = context;

	(void)defaulted;
	reader->calls->start(reader->context,
	    &(struct xml_tag){ .name = name,
		.prefix = prefix,
		.uri = uri,
		.namespace_count = namespace_count,
		.attribute_count = attribute_count,
		.namespaces = namespaces,
		.attributes = attributes });
}

static void
on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	const struct xml_reader *reader = context;

	reader->calls->end(
	    reader->context, &(struct xml_tag){ .name = name, .prefix = prefix, .uri = uri });
}

static void
on_characters(void *context, const xmlChar *text, int len)
{
	const struct xml_reader *reader = context;

	reader->calls->text(reader->context, (struct str){ (const char *)text, (size_t)len });
}

static void
on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system_id)
{
	const struct xml_reader *reader = context;

	(void)name, (void)external, (void)system_id;
	reader->calls->doctype(reader->context);
	xmlStopParser(reader->parser);
}

static xmlEntityPtr
on_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

static void
on_error(void *context, xmlErrorPtr error)
{
	const struct xml_reader *reader = context;

	if (error->code == XML_ERR_NO_MEMORY)
		mem_exhausted(0);
	if (error->level >= XML_ERR_ERROR)
		reader->calls->fault(reader->context, error);
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.internalSubset = on_doctype,
	.getEntity = on_entity,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_characters,
	.ignorableWhitespace = on_characters,
	.cdataBlock = on_characters,
	.serror = on_error,
};

static void
begin(struct xml_reader *reader, int options)
{
	if (reader->parser == NULL)
		mem_exhausted(0);
	*reader->parser->sax = handler;
	reader->parser->userData = reader;
	/* NOENT is about the five entities in attribute values: without a DOCTYPE there are no others. */
	xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_NOENT | options);
}

void
xml_open(struct xml_reader *reader, struct str text)
{
	xmlInitParser();
	reader->parser = xmlCreateMemoryParserCtxt(text.ptr, (int)text.len);
	begin(reader, XML_PARSE_IGNORE_ENC);
}

void
xml_open_pushed(struct xml_reader *reader, bool lenient)
{
	xmlSAXHandler sax = handler;

	xmlInitParser();
	reader->parser = xmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL);
	begin(reader, lenient ? XML_PARSE_RECOVER : 0);
}

void
xml_close(struct xml_reader *reader)
{
	xmlFreeParserCtxt(reader->parser);
	reader->parser = NULL;
}

struct str
xml_attribute_value(const unsigned char **attribute)
{
	return (struct str){ (const char *)attribute[3], (size_t)(attribute[4] - attribute[3]) };
}
