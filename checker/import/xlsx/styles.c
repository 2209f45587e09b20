/* SPDX-License-Identifier: Apache-2.0 */
/* Styles of cells: the format of their numbers and the lines around them. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "import/xlsx/book.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

struct own_format {
	int64_t id;
	struct str code;
};

struct reading {
	struct book *book;
	size_t room;
	struct own_format *formats;
	size_t format_count, format_room;
	uint8_t *borders;
	size_t border_count, border_room;
	bool in_cell_styles; /* cellXfs; there are others, which no cell names */
};

static const struct side {
	const char *name;
	uint8_t line;
} sides[] = {
	{ "left", LINE_LEFT },
	{ "start", LINE_LEFT }, /* the strict name */
	{ "right", LINE_RIGHT },
	{ "end", LINE_RIGHT },
	{ "top", LINE_TOP },
	{ "bottom", LINE_BOTTOM },
};

static bool
is_room(struct reading *r, size_t count)
{
	if (count < XLSX_STYLES_MAX)
		return true;
	return package_fail(r->book->package, DIAG_XLSX_MANY, STR("styles"), STR("65,500"));
}

static void
add_format(struct reading *r, const struct part_tag *tag)
{
	int64_t id;

	if (!str_parse_i64(part_attribute(tag, "numFmtId"), &id) || !is_room(r, r->format_count))
		return;
	struct own_format *format = ARRAY_ADD(r->formats, r->format_count, r->format_room);
	format->id = id;
	format->code = arena_str(r->book->package->arena, part_attribute(tag, "formatCode"));
}

static struct str
format_of(const struct reading *r, int64_t id)
{
	for (size_t i = 0; i < r->format_count; i++)
		if (r->formats[i].id == id)
			return r->formats[i].code;
	return format_builtin(id);
}

static void
add_style(struct reading *r, const struct part_tag *tag)
{
	struct book *book = r->book;
	int64_t id;

	if (!is_room(r, book->style_count))
		return;
	struct style *style = ARRAY_ADD(book->styles, book->style_count, r->room);
	if (str_parse_i64(part_attribute(tag, "numFmtId"), &id))
		style->format = format_of(r, id);
	if (str_parse_i64(part_attribute(tag, "borderId"), &id) && id >= 0 &&
	    (size_t)id < r->border_count)
		style->lines = r->borders[id];
}

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (tag->space != SPACE_SHEET)
		return;
	if (str_is(tag->name, "numFmt") && tag->depth == 3)
		add_format(r, tag);
	else if (str_is(tag->name, "border") && tag->depth == 3 && is_room(r, r->border_count))
		(void)ARRAY_ADD(r->borders, r->border_count, r->border_room);
	else if (str_is(tag->name, "cellXfs"))
		r->in_cell_styles = true;
	else if (str_is(tag->name, "xf") && r->in_cell_styles)
		add_style(r, tag);
	else if (tag->depth == 4 && r->border_count > 0) {
		struct str kind = part_attribute(tag, "style");

		for (size_t i = 0; i < COUNT_OF(sides); i++)
			if (str_is(tag->name, sides[i].name) && kind.len > 0 &&
			    !str_is(kind, "none"))
				r->borders[r->border_count - 1] |= sides[i].line;
	}
}

static void
on_end(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	if (part_is(tag, SPACE_SHEET, "cellXfs"))
		r->in_cell_styles = false;
}

bool
book_read_styles(struct book *book, struct str part)
{
	struct reading r = { .book = book };
	const struct part_reader reader = { .context = &r, .start = on_start, .end = on_end };
	bool good = part_read(book->package, part, &reader);

	free(r.formats);
	free(r.borders);
	return good;
}
