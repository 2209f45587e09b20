/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and cells as every source makes them. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/blocks.h"
#include "import/limits.h"

#include "base/banned.h"

struct row *
blocks_add(struct blocks *blocks, uint32_t line, size_t count)
{
	struct row *row = ARRAY_ADD(blocks->rows, blocks->count, blocks->room);

	row->line = line;
	row->cells = ARENA_ARRAY(blocks->arena, struct cell, count);
	row->count = count;
	for (size_t i = 0; i < count; i++)
		row->cells[i].column = (uint32_t)i;
	return row;
}

struct str
blocks_join_row(struct arena *arena, const struct row *row, size_t from)
{
	struct buf buf = { 0 };
	size_t filled = 0, last = 0;

	for (size_t i = from; i < row->count; i++)
		if (row->cells[i].text.len > 0) {
			filled++;
			last = i;
		}
	if (filled == 1)
		return row->cells[last].text;
	for (size_t i = from; i < row->count; i++) {
		if (row->cells[i].text.len == 0)
			continue;
		if (buf.len > 0)
			buf_addc(&buf, ' ');
		buf_add(&buf, row->cells[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

void
blocks_number(struct blocks *blocks)
{
	if (blocks->pages == PAGES_NONE)
		return;
	blocks->lines = ARENA_ARRAY(blocks->arena, uint32_t, blocks->count);
	for (size_t i = 0; i < blocks->count; i++) {
		blocks->lines[i] = blocks->rows[i].line;
		blocks->rows[i].line = (uint32_t)i + 1;
	}
}

/* "C12": the only cell of the row with this text; empty: none, or more than one. */
static struct str
cell_name(const struct blocks *blocks, const struct row *row, uint32_t line, struct str text)
{
	const struct cell *found = NULL;
	char letters[8];
	size_t at = sizeof letters;

	for (size_t i = 0; i < row->count && text.len > 0; i++) {
		if (!str_eq(row->cells[i].text, text))
			continue;
		if (found != NULL)
			return (struct str){ 0 };
		found = &row->cells[i];
	}
	if (found == NULL)
		return (struct str){ 0 };
	/* A to Z, AA to ZZ, … */
	for (uint32_t n = found->column + 1; n > 0; n = (n - 1) / 26)
		letters[--at] = (char)('A' + (n - 1) % 26);
	return arena_printf(
	    blocks->arena, "%.*s%u", (int)(sizeof letters - at), letters + at, line);
}

uint32_t
blocks_place(const struct blocks *blocks, uint32_t line, struct str text, struct doc_place *place)
{
	*place = (struct doc_place){ 0 };
	if (blocks->lines == NULL || line == 0 || line > blocks->count)
		return line;
	const struct row *row = &blocks->rows[line - 1];

	line = blocks->lines[line - 1];
	if (blocks->pages == PAGES_PAPER) {
		place->page = row->page + 1;
	} else {
		place->sheet = blocks->sheets[row->page];
		place->cell = cell_name(blocks, row, line, text);
	}
	return line;
}

void
blocks_release(struct blocks *blocks)
{
	free(blocks->rows);
	*blocks = (struct blocks){ 0 };
}

struct str
blocks_head(const struct blocks *blocks, size_t max)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < blocks->count && buf.len < max; i++) {
		if (i > 0 && blocks->rows[i].page != blocks->rows[i - 1].page)
			buf_addc(&buf, '\f');
		buf_add(&buf, blocks_join_row(blocks->arena, &blocks->rows[i], 0));
		buf_addc(&buf, '\n');
	}
	struct str text = arena_str(blocks->arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

/* Characters that nobody sees: zero-width, soft hyphen, byte order marks. They only keep labels from being found. */
static bool
is_invisible(uint32_t c)
{
	return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

static void
put_tidy(struct buf *out, struct str text)
{
	bool blank = false, line_start = true;

	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c == '\n') {
			if (!line_start)
				buf_addc(out, '\n');
			line_start = true;
			blank = false;
		} else if (c == ' ' || c == '\t' || c == '\r' || c == 0x3000 || c == 0xA0) {
			blank = true;
		} else if (!is_invisible(c)) {
			if (blank && !line_start)
				buf_addc(out, ' ');
			blank = false;
			line_start = false;
			buf_add(out, str_sub(text, from, at - from));
		}
	}
}

struct str
blocks_tidy(struct arena *arena, struct str text)
{
	struct buf out = { 0 };

	put_tidy(&out, text);
	struct str result = arena_str(arena, str_trim(buf_str(&out)));
	buf_release(&out);
	return result;
}

void
blocks_cell(struct arena *arena, struct str raw, struct cell *out)
{
	struct buf own = { 0 }, tidy = { 0 };

	for (size_t at = 0; at < raw.len;) {
		size_t from = at;
		uint32_t c = text_next(raw, &at);

		if (c < BOX_PRIVATE_FIRST || c > BOX_PRIVATE_LAST)
			buf_add(&own, str_sub(raw, from, at - from));
	}
	put_tidy(&tidy, buf_str(&own));
	struct str text = str_trim(buf_str(&tidy));
	/* Most texts are tidy: no second copy of them is kept. */
	out->text = str_eq(text, raw) ? raw : arena_str(arena, text);
	/* A text that is longer than any label is compared with none: its beginning tells that. */
	out->key = text_key(arena, text_cut(out->text, 2 * IMPORT_LABEL_MAX_BYTES));
	buf_release(&own);
	buf_release(&tidy);
}

/* U+202A..202E and U+2066..2069: embeddings, overrides and isolates of direction. */
static bool
turns_direction(struct str text)
{
	for (size_t at = 0; (at = str_find_char(text, '\xE2', at)) != STR_NONE; at++) {
		size_t next = at;
		uint32_t c = text_next(text, &next);

		if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
			return true;
	}
	return false;
}

const struct row *
blocks_turned(const struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		for (size_t c = 0; c < blocks->rows[i].count; c++)
			if (turns_direction(blocks->rows[i].cells[c].text))
				return &blocks->rows[i];
	return NULL;
}
