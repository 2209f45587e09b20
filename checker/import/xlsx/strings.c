/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a workbook: shared ones and those in cells. The reading of a name (rPh) is no part of it. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/xlsx/book.h"
#include "import/xlsx/limits.h"
#include "base/banned.h"

void
rich_text_start(struct rich_text *rich, const struct part_tag *tag)
{
	if (rich->passing > 0)
		return;
	if (part_is(tag, SPACE_SHEET, "rPh"))
		rich->passing = tag->depth;
	else if (part_is(tag, SPACE_SHEET, "t"))
		rich->in_t = true;
}

void
rich_text_add(struct rich_text *rich, struct str piece)
{
	if (rich->in_t && rich->passing == 0 && rich->text.len < XLSX_TEXT_MAX_BYTES)
		buf_add(&rich->text, text_cut(piece, XLSX_TEXT_MAX_BYTES - rich->text.len));
}

void
rich_text_end(struct rich_text *rich, const struct part_tag *tag)
{
	if (rich->passing == tag->depth)
		rich->passing = 0;
	if (part_is(tag, SPACE_SHEET, "t"))
		rich->in_t = false;
}

/* "_x000D_": a character that XML cannot hold; "_x005F_" is the underscore of a text that looks like one. */
static bool
escape_parse(struct str text, size_t at, uint32_t *character)
{
	uint32_t value = 0;

	if (text.len - at < 7 || text.ptr[at + 1] != 'x' || text.ptr[at + 6] != '_')
		return false;
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = str_lower(text.ptr[i]);

		if (!str_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		value = value * 16 + (uint32_t)(str_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	*character = value;
	return true;
}

struct str
rich_text_take(struct rich_text *rich, struct arena *arena)
{
	struct str text = buf_str(&rich->text);
	struct buf out = { 0 };
	size_t at = 0, next;

	while ((next = str_find_char(text, '_', at)) != STR_NONE) {
		uint32_t character;

		buf_add(&out, str_sub(text, at, next - at));
		if (escape_parse(text, next, &character)) {
			/* A surrogate is half a character: lost. CR before LF is the line's end. */
			if (character >= 0x20 && (character < 0xD800 || character > 0xDFFF))
				text_put(&out, character);
			else if (character == '\n' || character == '\t')
				buf_addc(&out, (char)character);
			at = next + 7;
		} else {
			buf_addc(&out, '_');
			at = next + 1;
		}
	}
	buf_add(&out, str_from(text, at));
	struct str result = arena_str(arena, buf_str(&out));
	buf_release(&out);
	buf_clear(&rich->text);
	rich->in_t = false;
	rich->passing = 0;
	return result;
}

struct reading {
	struct book *book;
	struct rich_text rich;
	size_t room;
};

static void
on_start(void *context, const struct part_tag *tag)
{
	struct reading *r = context;

	rich_text_start(&r->rich, tag);
}

static void
on_text(void *context, struct str text)
{
	struct reading *r = context;

	rich_text_add(&r->rich, text);
}

static void
on_end(void *context, const struct part_tag *tag)
{
	struct reading *r = context;
	struct book *book = r->book;

	rich_text_end(&r->rich, tag);
	if (!part_is(tag, SPACE_SHEET, "si"))
		return;
	if (book->string_count == XLSX_STRINGS_MAX) {
		package_fail(book->package, DIAG_XLSX_MANY, STR("sharedStrings"), STR("300,000"));
		return;
	}
	struct str *string = ARRAY_ADD(book->strings, book->string_count, r->room);
	*string = rich_text_take(&r->rich, book->package->arena);
}

bool
book_read_strings(struct book *book, struct str part)
{
	struct reading r = { .book = book };
	const struct part_reader reader = {
		.context = &r, .start = on_start, .end = on_end, .text = on_text
	};
	bool good = part_read(book->package, part, &reader);

	buf_release(&r.rich.text);
	return good;
}
