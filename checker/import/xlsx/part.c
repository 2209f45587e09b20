/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One part as a stream: libzip unpacks a piece, libxml2's push parser reads it, nobody holds the whole.
 */
#include "base/mem.h"
#include "base/scope.h"
#include "base/xml.h"
#include "import/xlsx/limits.h"
#include "import/xlsx/package.h"
#include "import/xlsx/zip_library.h"
#include "base/banned.h"

static const struct space {
	const char *uri;
	enum part_space space;
} spaces[] = {
	{ "http://schemas.openxmlformats.org/spreadsheetml/2006/main", SPACE_SHEET },
	{ "http://purl.oclc.org/ooxml/spreadsheetml/main", SPACE_SHEET },
	{ "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main", SPACE_SHEET_2010 },
	{ "http://schemas.openxmlformats.org/drawingml/2006/main", SPACE_DRAWING },
	{ "http://purl.oclc.org/ooxml/drawingml/main", SPACE_DRAWING },
	{ "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
	    SPACE_SHEET_DRAWING },
	{ "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing", SPACE_SHEET_DRAWING },
	{ "http://schemas.openxmlformats.org/wordprocessingml/2006/main", SPACE_WORD },
	{ "http://purl.oclc.org/ooxml/wordprocessingml/main", SPACE_WORD },
	{ "http://schemas.openxmlformats.org/presentationml/2006/main", SPACE_SLIDES },
	{ "http://purl.oclc.org/ooxml/presentationml/main", SPACE_SLIDES },
	{ "http://schemas.openxmlformats.org/officeDocument/2006/relationships", SPACE_RELATION },
	{ "http://purl.oclc.org/ooxml/officeDocument/relationships", SPACE_RELATION },
	{ "http://schemas.openxmlformats.org/package/2006/relationships", SPACE_RELATIONS },
	{ "http://schemas.openxmlformats.org/markup-compatibility/2006", SPACE_COMPATIBILITY },
	{ "urn:schemas-microsoft-com:vml", SPACE_VML },
	{ "urn:schemas-microsoft-com:office:excel", SPACE_EXCEL_VML },
};

struct parsing {
	struct package *package;
	struct str part;
	const struct part_reader *reader;
	struct xml_reader xml;
	unsigned depth,
	    skip_depth; /* skip_depth: of the fallback that is being passed over; 0: none */
	/* The namespaces of one part are interned: most tags have the one before. */
	const xmlChar *last_uri;
	enum part_space last_space;
};

static enum part_space
space_of(const xmlChar *uri)
{
	struct str text = str_of((const char *)uri);

	if (text.len == 0)
		return SPACE_NONE;
	for (size_t i = 0; i < COUNT_OF(spaces); i++)
		if (str_is(text, spaces[i].uri))
			return spaces[i].space;
	return SPACE_OTHER;
}

bool
part_is(const struct part_tag *tag, enum part_space space, const char *name)
{
	return tag->space == space && str_is(tag->name, name);
}

struct str
part_attribute(const struct part_tag *tag, const char *name)
{
	return part_attribute_in(tag, SPACE_NONE, name);
}

struct str
part_attribute_in(const struct part_tag *tag, enum part_space space, const char *name)
{
	const unsigned char **at = tag->attributes;

	for (int i = 0; i < tag->attribute_count; i++, at += 5) {
		if (!str_is(str_of((const char *)at[0]), name) ||
		    (at[2] == NULL ? space != SPACE_NONE : space_of(at[2]) != space))
			continue;
		return xml_attribute_value(at);
	}
	return (struct str){ 0 };
}

bool
part_true(struct str value)
{
	return str_is(value, "1") || str_is(value, "true");
}

static void
stop_if_failed(struct parsing *p)
{
	if (p->package->failed)
		xmlStopParser(p->xml.parser);
}

static struct part_tag
tag_of(struct parsing *p, const struct xml_tag *tag)
{
	if (tag->uri != p->last_uri) {
		p->last_space = space_of(tag->uri);
		p->last_uri = tag->uri;
	}
	return (struct part_tag){
		.space = tag->uri == NULL ? SPACE_NONE : p->last_space,
		.name = str_of((const char *)tag->name),
		.depth = p->depth,
		.attributes = tag->attributes,
		.attribute_count = tag->attribute_count,
	};
}

static void
on_start(void *context, const struct xml_tag *xml)
{
	struct parsing *p = context;

	if (p->package->failed)
		return;
	if (++p->depth > XLSX_DEPTH_MAX)
		package_fail(p->package, DIAG_XLSX_DEPTH, p->part, STR("100"));
	struct part_tag tag = tag_of(p, xml);
	if (p->skip_depth == 0 && part_is(&tag, SPACE_COMPATIBILITY, "Fallback"))
		p->skip_depth = p->depth;
	if (p->skip_depth == 0 && p->reader->start != NULL && !p->package->failed)
		p->reader->start(p->reader->context, &tag);
	stop_if_failed(p);
}

static void
on_end(void *context, const struct xml_tag *xml)
{
	struct parsing *p = context;

	if (p->package->failed || p->depth == 0)
		return;
	struct part_tag tag = tag_of(p, xml);
	if (p->skip_depth == 0 && p->reader->end != NULL)
		p->reader->end(p->reader->context, &tag);
	if (p->skip_depth == p->depth)
		p->skip_depth = 0;
	p->depth--;
	stop_if_failed(p);
}

static void
on_characters(void *context, struct str text)
{
	struct parsing *p = context;

	if (p->package->failed || p->skip_depth > 0 || p->reader->text == NULL)
		return;
	p->reader->text(p->reader->context, text);
	stop_if_failed(p);
}

static void
on_doctype(void *context)
{
	struct parsing *p = context;

	package_fail(p->package, DIAG_XLSX_DOCTYPE, p->part, (struct str){ 0 });
}

static void
on_fault(void *context, const xmlError *error)
{
	struct parsing *p = context;

	(void)error;
	if (p->reader->lenient)
		return;
	package_fail(p->package, DIAG_XLSX_XML, p->part, (struct str){ 0 });
	xmlStopParser(p->xml.parser);
}

static const struct xml_calls calls = { on_start, on_end, on_characters, on_doctype, on_fault };

/* What an entry has become so far, against what it was. */
static bool
check_size(struct parsing *p, uint64_t packed, uint64_t bytes)
{
	if (bytes > XLSX_PART_BYTES_MAX)
		return package_fail(p->package, DIAG_XLSX_PART_SIZE, p->part, STR("64 MiB"));
	if (bytes > XLSX_RATIO_FROM_BYTES && bytes / XLSX_RATIO_MAX > packed)
		return package_fail(p->package, DIAG_XLSX_RATIO, p->part, STR("200"));
	if (p->package->unpacked_bytes > XLSX_TOTAL_BYTES_MAX)
		return package_fail(p->package, DIAG_XLSX_TOTAL, STR("128 MiB"), (struct str){ 0 });
	return true;
}

static void
read_entry(struct parsing *p, zip_file_t *entry, uint64_t packed)
{
	char chunk[XLSX_CHUNK_BYTES];
	uint64_t bytes = 0;
	zip_int64_t got;

	while ((got = p->package->library->zip_fread(entry, chunk, sizeof chunk)) > 0) {
		bytes += (uint64_t)got;
		p->package->unpacked_bytes += (uint64_t)got;
		if (!check_size(p, packed, bytes))
			return;
		xmlParseChunk(p->xml.parser, chunk, (int)got, 0);
		if (p->package->failed)
			return;
	}
	if (got < 0) {
		package_fail(p->package, DIAG_XLSX_UNPACK, p->part, (struct str){ 0 });
		return;
	}
	xmlParseChunk(p->xml.parser, chunk, 0, 1);
	if (!p->reader->lenient && (!p->xml.parser->wellFormed || !p->xml.parser->nsWellFormed))
		package_fail(p->package, DIAG_XLSX_XML, p->part, (struct str){ 0 });
}

static bool
parse_entry(struct parsing *p, zip_file_t *entry, uint64_t packed)
{
	p->xml = (struct xml_reader){ .calls = &calls, .context = p };
	xml_open_pushed(&p->xml, p->reader->lenient);
	read_entry(p, entry, packed);
	xml_close(&p->xml);
	return !p->package->failed;
}

bool
part_read(struct package *package, struct str part, const struct part_reader *reader)
{
	struct parsing p = { .package = package, .part = part, .reader = reader };
	struct str name = arena_str(package->arena, text_cut(part, XLSX_NAME_MAX_BYTES));
	zip_int64_t index;
	zip_stat_t stat;

	if (package->failed)
		return false;
	p.part = name;
	index = package_find(package, part);
	if (index < 0)
		return package_fail(package, DIAG_XLSX_PART, name, (struct str){ 0 });
	if (package->library->zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat) != 0)
		return package_fail(package, DIAG_XLSX_ZIP, (struct str){ 0 }, (struct str){ 0 });
	if (stat.encryption_method != ZIP_EM_NONE)
		return package_fail(
		    package, DIAG_XLSX_ENCRYPTED, (struct str){ 0 }, (struct str){ 0 });
	zip_file_t *entry = package->library->zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
	if (entry == NULL)
		return package_fail(package, DIAG_XLSX_UNPACK, name, (struct str){ 0 });
	parse_entry(&p, entry, stat.comp_size);
	package->library->zip_fclose(entry);
	return !package->failed;
}
