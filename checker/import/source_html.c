/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An HTML page as a source: each table row a row, with colspan and rowspan; each line outside of tables a row of one cell. By
 * libxml2's HTML parser, driven as SAX: no tree is built, nothing is loaded, nesting is counted here.
 */
#include <libxml/HTMLparser.h>

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/grid.h"
#include "import/html.h"
#include "import/limits.h"

#include "base/banned.h"

#define SIGN_CHECKED "\xE2\x98\x91" /* ☑ */
#define SIGN_EMPTY "\xE2\x98\x90"   /* ☐ */

struct page {
	struct grid_builder grid;
	htmlParserCtxtPtr parser;
	const struct sink *sink;
	struct str file;
	unsigned depth;   /* of open elements */
	unsigned skipped; /* of them inside of what is not shown */
	bool plain_boxes; /* an <input> that is not checked is an empty box */
	bool selected;    /* inside of the chosen <option> */
	bool unselected;  /* inside of another one */
	bool refused;
};

static void
refuse(struct page *page, enum diag_code code, const char *limit)
{
	if (page->refused)
		return;
	page->refused = true;
	sink_diag(page->sink, code,
	    (struct diag_at){ page->file, (uint32_t)page->parser->input->line, 0 }, str_of(limit),
	    (struct str){ 0 }, (struct str){ 0 });
	xmlStopParser(page->parser);
}

static struct str
attribute(const xmlChar **attributes, const char *name)
{
	for (size_t i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
		if (str_eq_nocase(str_of((const char *)attributes[i]), str_of(name)))
			return attributes[i + 1] == NULL ? STR(" ")
							 : str_of((const char *)attributes[i + 1]);
	return (struct str){ 0 };
}

static unsigned
span_of(const xmlChar **attributes, const char *name)
{
	int64_t n;

	if (!str_parse_i64(str_trim(attribute(attributes, name)), &n) || n < 1)
		return 1;
	return n > IMPORT_CELLS_MAX ? IMPORT_CELLS_MAX : (unsigned)n;
}

static void
put_input(struct page *page, const xmlChar **attributes)
{
	struct str type = attribute(attributes, "type");
	bool checked = attribute(attributes, "checked").len > 0;
	bool radio = str_eq_nocase(type, STR("radio"));

	if (radio || str_eq_nocase(type, STR("checkbox"))) {
		if (page->plain_boxes)
			grid_text(&page->grid, checked ? STR(SIGN_CHECKED) : STR(SIGN_EMPTY));
		else
			grid_text(&page->grid,
			    checked     ? STR(BOX_CHECKED)
				: radio ? STR(BOX_RADIO)
					: STR(BOX_UNCHECKED));
	} else if (type.len == 0 || str_eq_nocase(type, STR("text"))) {
		grid_text(&page->grid, attribute(attributes, "value"));
	}
}

/*
 * "<td class='label'①部署</td>": the tag did not end and took the text with it, in part or, without the quotes, whole. What is left of
 * it says so.
 */
static bool
is_broken(const struct page *page, const xmlChar **attributes)
{
	bool broken = page->parser->errNo == XML_ERR_NAME_REQUIRED;

	for (size_t i = 0; attributes != NULL && attributes[i] != NULL && !broken; i += 2)
		broken = attributes[i + 1] != NULL &&
		    str_find(str_of((const char *)attributes[i + 1]), STR("</"), 0) != STR_NONE;
	return broken;
}

static void
on_start(void *context, const xmlChar *tag, const xmlChar **attributes)
{
	struct page *page = context;
	struct str name = str_of((const char *)tag);
	uint32_t line = (uint32_t)page->parser->input->line;

	if (page->refused)
		return;
	if (++page->depth > IMPORT_HTML_DEPTH_MAX) {
		refuse(page, DIAG_IMPORT_NESTING, "500");
		return;
	}
	enum html_tag kind = html_tag_of(name);
	bool broken = is_broken(page, attributes);
	page->parser->errNo = XML_ERR_OK;
	if (page->skipped > 0 || kind == HTML_HIDDEN) {
		page->skipped++;
		return;
	}
	page->grid.line = line;
	switch (kind) {
	case HTML_BREAK:
		grid_break(&page->grid);
		break;
	case HTML_TABLE:
		if (!grid_table_begin(&page->grid))
			refuse(page, DIAG_IMPORT_NESTING, "16");
		break;
	case HTML_ROW:
		grid_row_begin(&page->grid);
		break;
	case HTML_CELL:
		if (!grid_cell_begin(&page->grid, span_of(attributes, "colspan"),
			span_of(attributes, "rowspan")))
			refuse(page, DIAG_IMPORT_CELLS, "256");
		break;
	case HTML_INPUT:
		put_input(page, attributes);
		break;
	case HTML_IMAGE:
		grid_text(&page->grid, attribute(attributes, "alt"));
		break;
	case HTML_OPTION:
		page->selected = attribute(attributes, "selected").len > 0;
		page->unselected = !page->selected;
		if (page->selected)
			grid_text(&page->grid, STR("["));
		break;
	case HTML_INLINE:
	case HTML_HIDDEN:
		break;
	}
	if (broken && kind != HTML_TABLE && kind != HTML_ROW)
		grid_text(
		    &page->grid, arena_printf(page->grid.blocks->arena, "<%.*s ", STR_ARG(name)));
	if (page->grid.row_count > IMPORT_LINES_MAX)
		refuse(page, DIAG_IMPORT_LINES, "60,000");
}

static void
on_end(void *context, const xmlChar *tag)
{
	struct page *page = context;
	struct str name = str_of((const char *)tag);

	if (page->depth > 0)
		page->depth--;
	if (page->skipped > 0) {
		page->skipped--;
		return;
	}
	if (page->refused)
		return;
	switch (html_tag_of(name)) {
	case HTML_BREAK:
		grid_break(&page->grid);
		break;
	case HTML_TABLE:
		grid_table_end(&page->grid);
		break;
	case HTML_ROW:
		grid_row_end(&page->grid);
		break;
	case HTML_CELL:
		grid_cell_end(&page->grid);
		break;
	case HTML_OPTION:
		if (page->selected)
			grid_text(&page->grid, STR("]"));
		page->selected = page->unselected = false;
		break;
	case HTML_INLINE:
	case HTML_INPUT:
	case HTML_IMAGE:
	case HTML_HIDDEN:
		break;
	}
}

/* White space of the source is a blank; the characters that stand for boxes are not the page's. */
static void
on_characters(void *context, const xmlChar *bytes, int length)
{
	struct page *page = context;
	struct str text = { (const char *)bytes, (size_t)length };

	if (page->refused || page->skipped > 0 || page->unselected)
		return;
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c == '\n' || c == '\r' || c == '\t' || c == '\f')
			grid_text(&page->grid, STR(" "));
		else if (c < 0xE000 || c > 0xE00F)
			grid_text(&page->grid, str_sub(text, from, at - from));
	}
	if (page->grid.text_bytes > IMPORT_LINE_MAX_BYTES)
		refuse(page, DIAG_IMPORT_LINE, "256 KiB");
}

/* "R & D": what stands behind it names no character. */
static bool
begins_entity(struct str text)
{
	return text.len > 1 && (str_is_alpha(text.ptr[1]) || text.ptr[1] == '#');
}

/*
 * Forms write <選択肢> and <…における措置>, which no parser of HTML may see: every < that begins no element of HTML becomes
 * &lt;. Nor may it see an & that begins no entity, which it takes for a fault as a broken tag is one (on_start).
 */
static struct str
escaped(struct str text, struct buf *out)
{
	size_t from = 0;

	for (size_t at = 0; at < text.len; at++) {
		char c = text.ptr[at];
		const char *instead = NULL;

		if (c == '<' && !html_begins_element(str_from(text, at)))
			instead = "&lt;";
		else if (c == '&' && !begins_entity(str_from(text, at)))
			instead = "&amp;";
		if (instead == NULL)
			continue;
		buf_add(out, str_sub(text, from, at - from));
		buf_adds(out, instead);
		from = at + 1;
	}
	buf_add(out, str_from(text, from));
	return buf_str(out);
}

static void
parse(struct page *page, struct str text)
{
	xmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_characters,
		.ignorableWhitespace = on_characters,
	};

	xmlInitParser();
	page->parser = htmlCreateMemoryParserCtxt(text.ptr, (int)text.len);
	if (page->parser == NULL)
		mem_exhausted(text.len);
	/* The bytes are UTF-8 by now, whatever the page says. */
	htmlCtxtUseOptions(page->parser,
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
		HTML_PARSE_IGNORE_ENC);
	page->parser->charset = XML_CHAR_ENCODING_UTF8;
	*page->parser->sax = handler;
	page->parser->userData = page;
	htmlParseDocument(page->parser);
	if (!page->refused)
		grid_end(&page->grid);
	if (page->parser->myDoc != NULL)
		xmlFreeDoc(page->parser->myDoc);
	htmlFreeParserCtxt(page->parser);
}

static bool
read_html(struct str bytes, struct str file, struct blocks *blocks, const struct sink *sink)
{
	struct page page = { .sink = sink, .file = file };
	struct buf safe = { 0 };
	struct str text;

	if (!source_decode(bytes, file, blocks, sink, &text))
		return false;
	page.plain_boxes = html_boxes_are_plain(text);
	grid_init(&page.grid, blocks);
	text = escaped(text, &safe);
	if (text.len > 0)
		parse(&page, text);
	grid_release(&page.grid);
	buf_release(&safe);
	return !page.refused;
}

/* A page begins with its first element; a text has one somewhere inside. */
static bool
claims_html(struct str bytes)
{
	static const char *const openings[] = { "<!doctype html", "<html", "<head", "<body",
		"<table" };
	struct str head = text_cut(bytes, 4096);

	if (str_starts(head, STR("\xEF\xBB\xBF")))
		head = str_from(head, 3);
	head = str_trim(head);
	while (str_starts(head, STR("<!--")) || str_starts(head, STR("<?xml"))) {
		size_t end = str_find_char(head, '>', 0);

		if (end == STR_NONE)
			return false;
		head = str_trim(str_from(head, end + 1));
	}
	for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
		struct str opening = str_of(openings[i]);

		if (head.len > opening.len && str_eq_nocase(str_sub(head, 0, opening.len), opening))
			return true;
	}
	return false;
}

const struct import_source import_source_html = {
	.name = "html",
	.max_bytes = IMPORT_TEXT_MAX_BYTES,
	.claims = claims_html,
	.read = read_html,
};
