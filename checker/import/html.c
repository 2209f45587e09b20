/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML fragments in a cell: a list of tags is removed, everything else in angle brackets is text, for forms write
 * <選択肢> and <…における措置>. Lists are often never closed, so that nothing here waits for an end tag.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "import/blocks.h"
#include "import/limits.h"

#include "base/banned.h"

enum tag_kind {
	TAG_NONE,
	TAG_INLINE,
	TAG_BREAK,
	TAG_BLANK,
	TAG_INPUT,
	TAG_TABLE,
	TAG_ROW,
	TAG_CELL
};

static const struct tag {
	const char *name;
	enum tag_kind kind;
} tags[] = {
	{ "p", TAG_BREAK },
	{ "ul", TAG_BREAK },
	{ "ol", TAG_BREAK },
	{ "li", TAG_BREAK },
	{ "div", TAG_BREAK },
	{ "br", TAG_BREAK },
	{ "small", TAG_INLINE },
	{ "span", TAG_INLINE },
	{ "b", TAG_INLINE },
	{ "strong", TAG_INLINE },
	{ "i", TAG_INLINE },
	{ "u", TAG_INLINE },
	{ "em", TAG_INLINE },
	{ "sup", TAG_INLINE },
	{ "sub", TAG_INLINE },
	{ "font", TAG_INLINE },
	{ "input", TAG_INPUT },
	{ "table", TAG_TABLE },
	{ "tbody", TAG_INLINE },
	{ "thead", TAG_INLINE },
	{ "tr", TAG_ROW },
	{ "td", TAG_CELL },
	{ "th", TAG_CELL },
};

static const struct entity {
	const char *name, *text;
} entities[] = {
	{ "&lt;", "<" },
	{ "&gt;", ">" },
	{ "&amp;", "&" },
	{ "&quot;", "\"" },
	{ "&#39;", "'" },
	{ "&nbsp;", " " },
};

/* The cell as it is being read. */
struct reading {
	struct arena *arena;
	struct buf flat, inner_text;
	struct row *rows;
	size_t row_count, row_room;
	struct cell *cells;
	size_t cell_count, cell_room;
	int depth; /* of tables */
	bool in_cell;
};

static bool
has_nocase(struct str text, const char *word)
{
	struct str w = str_of(word);

	for (size_t i = 0; i + w.len <= text.len; i++)
		if (str_eq_nocase(str_sub(text, i, w.len), w))
			return true;
	return false;
}

/* The tag that begins at text[0] == '<': its kind and length, or TAG_NONE. */
static enum tag_kind
tag_parse(struct str text, size_t *len, bool *closing)
{
	size_t at = 1;

	*closing = at < text.len && text.ptr[at] == '/';
	if (*closing)
		at++;
	size_t from = at;
	while (at < text.len && str_is_alpha(text.ptr[at]))
		at++;
	struct str name = str_sub(text, from, at - from);
	if (name.len == 0 || at >= text.len)
		return TAG_NONE;
	char next = text.ptr[at];
	if (next != '>' && next != '/' && !str_is_space(next))
		return TAG_NONE;
	size_t end = str_find_char(str_sub(text, 0, IMPORT_TAG_MAX_BYTES), '>', at);
	if (end == STR_NONE)
		return TAG_NONE;
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (str_eq_nocase(name, str_of(tags[i].name))) {
			*len = end + 1;
			return tags[i].kind;
		}
	return TAG_NONE;
}

static void
put(struct reading *r, struct str text)
{
	buf_add(&r->flat, text);
	if (r->in_cell)
		buf_add(&r->inner_text, text);
}

static void
end_cell(struct reading *r)
{
	if (!r->in_cell)
		return;
	struct cell *cell = ARRAY_ADD(r->cells, r->cell_count, r->cell_room);
	cell->text = blocks_tidy(r->arena, buf_str(&r->inner_text));
	cell->key = text_key(r->arena, cell->text);
	buf_clear(&r->inner_text);
	r->in_cell = false;
}

static void
end_row(struct reading *r)
{
	end_cell(r);
	if (r->cell_count == 0)
		return;
	struct row *row = ARRAY_ADD(r->rows, r->row_count, r->row_room);
	row->count = r->cell_count;
	row->cells = ARENA_ARRAY(r->arena, struct cell, r->cell_count);
	for (size_t i = 0; i < r->cell_count; i++)
		row->cells[i] = r->cells[i];
	r->cell_count = 0;
}

static void
tag_apply(struct reading *r, enum tag_kind kind, bool closing, struct str tag)
{
	switch (kind) {
	case TAG_NONE:
	case TAG_INLINE:
		break;
	case TAG_BREAK:
		put(r, STR("\n"));
		break;
	case TAG_BLANK:
		put(r, STR(" "));
		break;
	case TAG_INPUT:
		if (has_nocase(tag, " checked"))
			put(r, STR(BOX_CHECKED));
		else
			put(r, has_nocase(tag, "radio") ? STR(BOX_RADIO) : STR(BOX_UNCHECKED));
		break;
	case TAG_TABLE:
		put(r, STR("\n"));
		if (r->depth <= 1)
			end_row(r);
		r->depth += closing ? (r->depth > 0 ? -1 : 0) : 1;
		break;
	case TAG_ROW:
		put(r, STR("\n"));
		if (r->depth == 1)
			end_row(r);
		break;
	case TAG_CELL:
		put(r, STR(" "));
		if (r->depth != 1)
			break;
		end_cell(r);
		r->in_cell = !closing;
		break;
	}
}

static bool
entity_apply(struct reading *r, struct str text, size_t *at)
{
	for (size_t i = 0; i < COUNT_OF(entities); i++) {
		struct str name = str_of(entities[i].name);

		if (str_starts(str_from(text, *at), name)) {
			put(r, str_of(entities[i].text));
			*at += name.len;
			return true;
		}
	}
	return false;
}

void
html_cell(struct arena *arena, struct str raw, struct cell *out)
{
	struct reading r = { .arena = arena };

	for (size_t at = 0; at < raw.len;) {
		size_t len = 0;
		bool closing = false;

		if (raw.ptr[at] == '<') {
			enum tag_kind kind = tag_parse(str_from(raw, at), &len, &closing);

			if (kind != TAG_NONE) {
				tag_apply(&r, kind, closing, str_sub(raw, at, len));
				at += len;
				continue;
			}
		}
		if (raw.ptr[at] == '&' && entity_apply(&r, raw, &at))
			continue;
		size_t from = at;
		uint32_t c = text_next(raw, &at);
		if (c < BOX_PRIVATE_FIRST || c > BOX_PRIVATE_LAST)
			put(&r, str_sub(raw, from, at - from));
	}
	end_row(&r);
	out->text = blocks_tidy(arena, buf_str(&r.flat));
	out->key = text_key(arena, out->text);
	out->inner = NULL;
	out->inner_count = r.row_count;
	if (r.row_count > 0) {
		out->inner = ARENA_ARRAY(arena, struct row, r.row_count);
		for (size_t i = 0; i < r.row_count; i++)
			out->inner[i] = r.rows[i];
	}
	buf_release(&r.flat);
	buf_release(&r.inner_text);
	free(r.rows);
	free(r.cells);
}

struct str
blocks_plain(struct arena *arena, struct str text)
{
	struct buf out = { 0 };

	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c < BOX_FIRST || c > BOX_LAST)
			buf_add(&out, str_sub(text, from, at - from));
	}
	struct str result = arena_str(arena, str_trim(buf_str(&out)));
	buf_release(&out);
	return result;
}
