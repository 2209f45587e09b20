/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text layer: no cells, and inside of a page the order of the lines means nothing. What cannot be otherwise is taken: a
 * value on the line of its label, a choice of which the page has as many equal values as it has labels for them, the
 * numbered list of 記録項目. All else is unknown: boxes and their labels come apart in columns.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/found.h"
#include "import/limits.h"

#include "base/banned.h"

enum { HEADS_MAX = 6 };

/* Lines that follow each other without a blank one: a label or a text that the layout wrapped. */
struct block {
	uint32_t line, page;
	struct str text;  /* lines joined without a blank */
	struct str first; /* the first line alone */
	size_t rows;
	/* parsed once: labels that the block may be, and labels that may begin it with what is behind them */
	struct label whole[2];
	size_t whole_count;
	struct label head[HEADS_MAX];
	struct str rest[HEADS_MAX];
	size_t head_count;
	struct str option; /* key of the option that it says; empty: none */
};

struct stream {
	struct found *found;
	const struct labels *labels;
	struct arena *arena;
	struct block *blocks;
	size_t count, room;
	bool *once; /* per item: its group has one printed instance at most */
};

static struct str
row_text(const struct row *row)
{
	return row->count > 0 ? row->cells[0].text : (struct str){ 0 };
}

/* The item that this label alone names, or NULL: groups that repeat come several times. */
static const struct known *
named_item(const struct labels *labels, const struct label *label)
{
	unsigned n;

	for (size_t k = 0; k < labels->count; k++) {
		const struct known *known = &labels->list[k];

		if (known->item->parent != NULL && !known->numbered && known->repeat == NULL &&
		    known->unique && !known->item->is_static && known->label.kind == label->kind &&
		    known->label.number == label->number && label_is(known, label->key, &n))
			return known;
	}
	return NULL;
}

/* The item whose label the line is, or whose numbered label begins it. */
static const struct known *
line_item(const struct labels *labels, struct arena *arena, struct str text)
{
	struct label label = label_parse(arena, text);
	const struct known *known = named_item(labels, &label);
	size_t blank = str_find_char(text, ' ', 0);

	if (known != NULL || blank == STR_NONE)
		return known;
	label = label_parse(arena, str_sub(text, 0, blank));
	return label.kind == LABEL_CIRCLED ? named_item(labels, &label) : NULL;
}

bool
stream_is_ordered(const struct labels *labels, struct arena *arena, const struct blocks *blocks)
{
	const struct known *last = NULL;
	size_t steps = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		struct str text = row_text(&blocks->rows[i]);

		if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES)
			continue;
		const struct known *known = line_item(labels, arena, text);
		if (known == NULL || known == last)
			continue;
		if (last != NULL && known < last)
			return false;
		last = known;
		steps++;
	}
	return steps >= 2;
}

/* ---- blocks of lines --------------------------------------------------------------------------------------- */

static void
add_block(struct stream *s, const struct row *rows, size_t count)
{
	struct buf text = { 0 };
	struct block *block = ARRAY_ADD(s->blocks, s->count, s->room);

	for (size_t i = 0; i < count; i++)
		buf_add(&text, row_text(&rows[i]));
	block->line = rows[0].line;
	block->page = rows[0].page;
	block->text = arena_str(s->arena, buf_str(&text));
	block->first = row_text(&rows[0]);
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

static void
make_blocks(struct stream *s, const struct blocks *blocks)
{
	for (size_t first = 0, i = 0; i < blocks->count; i++)
		if (i + 1 == blocks->count || blocks->rows[i + 1].gap > 0) {
			add_block(s, &blocks->rows[first], i + 1 - first);
			parse_block(s, &s->blocks[s->count - 1]);
			first = i + 1;
		}
}

/* ---- labels ------------------------------------------------------------------------------------------------ */

static bool
number_equal(const struct known *known, const struct label *label)
{
	return known->label.kind == label->kind && known->label.number == label->number;
}

/* Is this block, or its first line, this label and nothing else? */
static bool
block_is_label(const struct block *block, const struct known *known)
{
	unsigned n;

	for (size_t i = 0; i < block->whole_count; i++)
		if (label_is(known, block->whole[i].key, &n) &&
		    number_equal(known, &block->whole[i]))
			return true;
	return false;
}

/* The rest of the line behind this label at its beginning; empty: another label, or nothing behind it. */
static struct str
behind_label(const struct block *block, const struct known *known)
{
	unsigned n;

	for (size_t i = 0; i < block->head_count; i++)
		if (label_is(known, block->head[i].key, &n) && number_equal(known, &block->head[i]))
			return block->rest[i];
	return (struct str){ 0 };
}

static bool
label_on_page(const struct stream *s, const struct known *known, uint32_t page, size_t *times)
{
	*times = 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->blocks[i].page == page &&
		    (block_is_label(&s->blocks[i], known) ||
			behind_label(&s->blocks[i], known).len > 0))
			(*times)++;
	return *times > 0;
}

/* No other item of the form is labelled so, number included: the label alone names the item. */
static bool
names_one_item(const struct stream *s, const struct known *known)
{
	for (size_t i = 0; i < s->labels->count; i++) {
		const struct known *other = &s->labels->list[i];

		if (other != known && str_eq(other->label.key, known->label.key) &&
		    number_equal(other, &known->label))
			return false;
	}
	return known->repeat == NULL || s->once[known->repeat - s->labels->form->items];
}

static unsigned
only_instance(const struct known *known)
{
	return known->repeat != NULL ? 1 : 0;
}

/* Which repeated groups are printed with one number only, and that is 1. */
static void
find_single_groups(struct stream *s)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		size_t first = 0, others = 0;
		unsigned n;

		if (!known->numbered || known->repeat != known->item)
			continue;
		for (size_t i = 0; i < s->count; i++)
			for (size_t at = 0; at < s->blocks[i].text.len && s->blocks[i].rows <= 2;) {
				struct str rest,
				    word = str_split(str_from(s->blocks[i].text, at), ' ', &rest);

				if (label_is(known, text_key(s->arena, word), &n))
					*(n == 1 ? &first : &others) += 1;
				at = rest.len == 0 ? s->blocks[i].text.len
						   : s->blocks[i].text.len - rest.len;
			}
		s->once[known->item - s->labels->form->items] = first == 1 && others == 0;
	}
}

/* ---- values ------------------------------------------------------------------------------------------------ */

static struct entry *
take(struct stream *s, const struct known *known, uint32_t line, struct str text)
{
	unsigned instance = only_instance(known);

	if (found_find(s->found, known->item, 1, instance) != NULL)
		return NULL;
	size_t index = found_add(s->found, known, 1, instance, line);
	struct entry *entry = &s->found->entries[index];
	entry->is_decided = true;
	entry->state = ITEM_READ;
	entry->text = text;
	return entry;
}

/* "⑥事務担当部署 図書館": label and value on one line, and the block ends there. */
static void
take_lines(struct stream *s)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		enum form_type type = known->item->type;
		const struct block *at = NULL;
		struct str value = { 0 };
		size_t times = 0;
		struct date date;

		if ((type != FORM_TEXT && type != FORM_DATE) || known->numbered ||
		    known->item->is_static || known->item->parent == NULL ||
		    !names_one_item(s, known))
			continue;
		for (size_t i = 0; i < s->count; i++) {
			struct str rest = behind_label(&s->blocks[i], known);

			times += rest.len > 0 || block_is_label(&s->blocks[i], known);
			if (rest.len == 0 || s->blocks[i].rows > 1)
				continue;
			at = &s->blocks[i];
			value = rest;
		}
		if (at == NULL || times != 1 ||
		    labels_have(s->labels, label_parse(s->arena, value).key) ||
		    value_is_choice(s->labels, s->arena, value) || value_has_box(value) ||
		    (type == FORM_DATE && !date_parse(value, &date)))
			continue;
		take(s, known, at->line, value);
	}
}

static const struct form_option *
option_by_key(const struct form_item *item, struct str key)
{
	for (size_t i = 0; i < item->option_count; i++)
		if (str_eq(item->options[i].key, key))
			return &item->options[i];
	return NULL;
}

/* How often the value stands alone on the page, or behind a label there. */
static size_t
count_value(const struct stream *s, uint32_t page, struct str key, uint32_t *line)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->blocks[i].page == page && str_eq(s->blocks[i].option, key)) {
			n++;
			*line = s->blocks[i].line;
		}
	return n;
}

/* The item's group is on this page: its heading is printed there. */
static bool
is_on_page(const struct stream *s, const struct known *known, uint32_t page)
{
	const struct known *parent = labels_of(s->labels, known->item->parent);
	size_t times;

	if (!label_on_page(s, known, page, &times))
		return false;
	return names_one_item(s, known) ||
	    (known->repeat == NULL && names_one_item(s, parent) &&
		label_on_page(s, parent, page, &times));
}

/* How many items of the page could have this value, by the labels that stand there. */
static size_t
count_askers(const struct stream *s, uint32_t page, struct str key)
{
	size_t askers = 0;

	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		bool counted = false;
		size_t times;

		if (known->item->type != FORM_CHOICE || option_by_key(known->item, key) == NULL ||
		    !label_on_page(s, known, page, &times))
			continue;
		/* One wording for several items: its labels are counted once. */
		for (size_t before = 0; before < k; before++) {
			const struct known *other = &s->labels->list[before];

			counted = counted ||
			    (other->item->type == FORM_CHOICE &&
				str_eq(other->label.key, known->label.key) &&
				number_equal(other, &known->label) &&
				option_by_key(other->item, key) != NULL);
		}
		if (!counted)
			askers += times;
	}
	return askers;
}

/* A choice of which the page leaves no doubt: as many equal values as labels, and no other option of it there. */
static void
take_choice(struct stream *s, const struct known *known, uint32_t page)
{
	const struct form_item *item = known->item;
	const struct form_option *value = NULL;
	uint32_t line = 0;

	for (size_t i = 0; i < item->option_count; i++) {
		struct str key = item->options[i].key;
		size_t values = count_value(s, page, key, &line);

		if (values == 0)
			continue;
		if (value != NULL || values != count_askers(s, page, key))
			return;
		value = &item->options[i];
	}
	if (value != NULL)
		take(s, known, line, value->text);
}

/* Does this page have as many items of this wording as it has labels? Else one heading of them is elsewhere. */
static bool
page_is_complete(const struct stream *s, const struct known *known, uint32_t page)
{
	size_t items = 0, times;

	(void)label_on_page(s, known, page, &times);
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *other = &s->labels->list[k];

		if (str_eq(other->label.key, known->label.key) &&
		    number_equal(other, &known->label) && other->item->type == known->item->type &&
		    is_on_page(s, other, page))
			items++;
	}
	return items == times;
}

static void
take_choices(struct stream *s, uint32_t pages)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];

		if (known->item->type != FORM_CHOICE || known->item->parent == NULL)
			continue;
		for (uint32_t page = 0; page <= pages && page < IMPORT_PAGES_MAX; page++)
			if (is_on_page(s, known, page) && page_is_complete(s, known, page))
				take_choice(s, known, page);
	}
}

/* ---- annexes ----------------------------------------------------------------------------------------------- */

static const struct known *
title_of(const struct stream *s, const struct row *row)
{
	unsigned n;
	struct label label = label_parse(s->arena, row_text(row));

	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];

		if (known->item->parent == NULL && label_is(known, label.key, &n) &&
		    number_equal(known, &label))
			return known;
	}
	return NULL;
}

/* A page that begins with the title of 記録項目 holds nothing else. */
static void
take_records(struct stream *s, const struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++) {
		bool first = i == 0 || blocks->rows[i - 1].page != blocks->rows[i].page;
		const struct known *title = first ? title_of(s, &blocks->rows[i]) : NULL;
		size_t end = i + 1;

		while (end < blocks->count && blocks->rows[end].page == blocks->rows[i].page)
			end++;
		if (title == NULL || !title->item->per_file || title[1].item->type != FORM_TABLE)
			continue;
		bool alone = true;
		for (size_t k = i + 1; k < end; k++)
			alone = alone && title_of(s, &blocks->rows[k]) == NULL;
		if (alone)
			records_read(s->found, title + 1, 1, &blocks->rows[i + 1], end - i - 1);
	}
}

void
stream_blocks(struct found *found, const struct blocks *blocks)
{
	struct stream s = { .found = found, .labels = found->labels, .arena = found->arena };

	if (found->labels->count == 0 || blocks->count == 0)
		return;
	s.once = ARENA_ARRAY(s.arena, bool, s.labels->count);
	make_blocks(&s, blocks);
	find_single_groups(&s);
	take_lines(&s);
	take_choices(&s, blocks->rows[blocks->count - 1].page);
	take_records(&s, blocks);
	free(s.blocks);
}
