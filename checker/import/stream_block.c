/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of lines that follow each other, and the labels and options that a block may be. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

struct str
stream_row_text(const struct row *row)
{
	return row->count > 0 ? row->cells[0].text : (struct str){ 0 };
}

static void
add_block(struct stream *s, const struct row *rows, size_t count)
{
	struct buf text = { 0 };
	struct block *block = ARRAY_ADD(s->blocks, s->count, s->room);

	for (size_t i = 0; i < count; i++)
		buf_add(&text, stream_row_text(&rows[i]));
	block->line = rows[0].line;
	block->page = rows[0].page;
	block->text = arena_str(s->arena, buf_str(&text));
	block->first = stream_row_text(&rows[0]);
	block->rows = count;
	buf_release(&text);
}

/* "2） 十分に行っている ①事故発生時手順…": an option that slipped before a label. */
static struct str
without_option(const struct stream *s, struct str text)
{
	for (size_t at = 0, cuts = 0; at < text.len && cuts < 4;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (c != ' ' || from == 0)
			continue;
		cuts++;
		if (value_is_options(s->labels, s->arena, str_sub(text, 0, from)))
			return str_trim(str_from(text, from));
	}
	return text;
}

/* The option that a line says, brackets aside; false for lists of options. */
static bool
line_is_option(const struct stream *s, struct str line, struct str *key)
{
	struct buf buf = { 0 };
	struct str text = text_key(s->arena, text_cut(line, IMPORT_LABEL_MAX_BYTES));

	for (size_t at = 0; at < text.len; at++)
		if (text.ptr[at] != '[' && text.ptr[at] != ']')
			buf_addc(&buf, text.ptr[at]);
	*key = arena_str(s->arena, buf_str(&buf));
	buf_release(&buf);
	return key->len > 0 && labels_have_option(s->labels, *key);
}

/* What the block may be, as a label, as a label with a value, as an option. */
static void
parse_block(const struct stream *s, struct block *block)
{
	struct str texts[] = { without_option(s, block->text), block->first };
	struct str text = without_option(s, block->first);
	size_t bracket = str_find_char(block->first, '[', 0);

	for (size_t i = 0; i < 2; i++)
		if (texts[i].len > 0 && texts[i].len <= IMPORT_LABEL_MAX_BYTES)
			block->whole[block->whole_count++] = label_parse(s->arena, texts[i]);
	for (size_t at = 0;
	     at < text.len && at < IMPORT_LABEL_MAX_BYTES && block->head_count < HEADS_MAX;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (from == 0 || c != ' ')
			continue;
		struct str rest = str_trim(str_from(text, at));
		if (str_starts(rest, STR("※")))
			rest = str_trim(str_from(rest, sizeof "※" - 1));
		block->head[block->head_count] = label_parse(s->arena, str_sub(text, 0, from));
		block->rest[block->head_count++] = rest;
	}
	/* "③対象人数 [ 1,000人未満": behind the bracket of a labelled line. */
	if (!line_is_option(s, block->first, &block->option) &&
	    (bracket == STR_NONE || bracket == 0 ||
		!line_is_option(s, str_from(block->first, bracket), &block->option)))
		block->option = (struct str){ 0 };
}

void
stream_make_blocks(struct stream *s, const struct blocks *blocks)
{
	for (size_t first = 0, i = 0; i < blocks->count; i++)
		if (i + 1 == blocks->count || blocks->rows[i + 1].gap > 0) {
			add_block(s, &blocks->rows[first], i + 1 - first);
			parse_block(s, &s->blocks[s->count - 1]);
			first = i + 1;
		}
}

bool
stream_number_equal(const struct known *known, const struct label *label)
{
	return known->label.kind == label->kind && known->label.number == label->number;
}

bool
stream_is_label(const struct block *block, const struct known *known)
{
	unsigned n;

	for (size_t i = 0; i < block->whole_count; i++)
		if (label_is(known, block->whole[i].key, &n) &&
		    stream_number_equal(known, &block->whole[i]))
			return true;
	return false;
}

struct str
stream_behind_label(const struct block *block, const struct known *known)
{
	unsigned n;

	for (size_t i = 0; i < block->head_count; i++)
		if (label_is(known, block->head[i].key, &n) &&
		    stream_number_equal(known, &block->head[i]))
			return block->rest[i];
	return (struct str){ 0 };
}
