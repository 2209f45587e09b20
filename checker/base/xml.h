/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML from outside by libxml2's SAX, as all readers here use it: for each element, text and fault a function of theirs is called.
 *
 * 2.9.14 has none of the later switches against hostile documents: any DOCTYPE ends the parse before its subset is read, so there are no
 * entities but the five, and nothing is loaded from anywhere.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <libxml/parser.h>

#include "base/str.h"

struct xml_tag {
	const unsigned char *name, *prefix, *uri; /* NULL: it has none */
	/* Of a start only. Two pointers each, prefix (NULL: none) and URI; five each: name, prefix, URI, begin and end of the value. */
	int namespace_count, attribute_count;
	const unsigned char **namespaces, **attributes;
};

struct xml_calls {
	void (*start)(void *context, const struct xml_tag *tag);
	void (*end)(void *context, const struct xml_tag *tag);
	void (*text)(void *context,
	    struct str text); /* in pieces, as libxml2 pleases; also white space and CDATA */
	void (*doctype)(void *context);                      /* the parse ends there */
	void (*fault)(void *context, const xmlError *error); /* no warnings */
};

/* calls and context are set before. */
struct xml_reader {
	const struct xml_calls *calls;
	void *context;
	xmlParserCtxtPtr parser; /* the reader's to parse with, to stop and to look at */
};

/* For xmlParseDocument: the whole document, which stays; it is UTF-8, whatever it says of itself. */
void xml_open(struct xml_reader *reader, struct str text);
/* For xmlParseChunk, of pieces. lenient: what is not well-formed is read as well as may be. */
void xml_open_pushed(struct xml_reader *reader, bool lenient);
void xml_close(struct xml_reader *reader);

/* The value of an attribute: five pointers from attributes on. */
struct str xml_attribute_value(const unsigned char **attribute);

#endif
