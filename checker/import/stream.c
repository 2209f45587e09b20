/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text layer: no cells, and inside of a page the order of the lines means nothing. What cannot be otherwise is taken: a
 * value on the line of its label, a choice of which the page has as many equal values as it has labels for them, the
 * numbered list of 記録項目. All else is unknown: boxes and their labels come apart in columns.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

static bool
label_on_page(const struct stream *s, const struct known *known, uint32_t page, size_t *times)
{
	*times = 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->blocks[i].page == page &&
		    (stream_is_label(&s->blocks[i], known) ||
			stream_behind_label(&s->blocks[i], known).len > 0))
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
		    stream_number_equal(other, &known->label))
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
			struct str rest = stream_behind_label(&s->blocks[i], known);

			times += rest.len > 0 || stream_is_label(&s->blocks[i], known);
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
				stream_number_equal(other, &known->label) &&
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
		    stream_number_equal(other, &known->label) &&
		    other->item->type == known->item->type && is_on_page(s, other, page))
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
	struct label label = label_parse(s->arena, stream_row_text(row));

	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];

		if (known->item->parent == NULL && label_is(known, label.key, &n) &&
		    stream_number_equal(known, &label))
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
	found->wrapped = true;
	s.once = ARENA_ARRAY(s.arena, bool, s.labels->count);
	stream_make_blocks(&s, blocks);
	find_single_groups(&s);
	take_lines(&s);
	take_choices(&s, blocks->rows[blocks->count - 1].page);
	take_records(&s, blocks);
	free(s.blocks);
}
