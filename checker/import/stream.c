/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text layer: no cells, and inside of a page the order of the lines means nothing. What cannot be otherwise is read: a value on
 * the line of its label, a choice of which the page has as many equal values as it asks for, a box beside its label, the numbered
 * list of 記録項目. What order, place and words speak for is proposed, with the reason. All else is unknown.
 */
#include <stdlib.h>

#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

static const struct known *
title_of(const struct stream *s, const struct row *row)
{
	unsigned n;
	struct label label = label_parse(s->arena, stream_row_text(row));

	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];

		if (known->item->parent == NULL && label_is(known, label.key, &n) &&
		    known->label.kind == label.kind && known->label.number == label.number)
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

/* Sections that are filled in for each file, and more than one file: nobody can say which page is whose. */
static bool
has_several_files(const struct stream *s)
{
	for (size_t k = 0; k < s->labels->count; k++) {
		const struct known *known = &s->labels->list[k];
		size_t labels = 0, items = 0;

		if (!known->item->per_file || known->item->parent != NULL ||
		    k + 1 >= s->labels->count || !form_type_is_text(known[1].item->type))
			continue;
		for (size_t i = 0; i < s->labels->count; i++)
			items += s->classes[i] == s->classes[k + 1];
		for (size_t p = 0; p < s->page_count; p++)
			labels += s->pages[p].body
			    ? stream_labels(s, &s->pages[p], s->classes[k + 1], 0)
			    : 0;
		if (labels > items)
			return true;
	}
	return false;
}

void
stream_blocks(struct found *found, const struct blocks *blocks)
{
	struct stream s = {
		.found = found, .labels = found->labels, .arena = found->arena, .blocks = blocks
	};

	if (found->labels->count == 0 || blocks->count == 0)
		return;
	found->wrapped = true;
	stream_make_tokens(&s);
	stream_fit(&s);
	if (!has_several_files(&s)) {
		stream_assign(&s);
		stream_cover(&s);
		for (size_t p = 0; p < s.page_count; p++)
			if (s.pages[p].body)
				stream_values(&s, &s.pages[p]);
		for (size_t p = 0; p < s.page_count; p++)
			if (s.pages[p].body)
				stream_choices(&s, &s.pages[p]);
		for (size_t p = 0; p < s.page_count; p++)
			if (s.pages[p].body)
				stream_marks(&s, &s.pages[p]);
		for (size_t p = 0; p < s.page_count; p++)
			if (s.pages[p].body)
				stream_between(&s, &s.pages[p]);
		stream_texts(&s);
		stream_numbers(&s);
		stream_circles(&s);
	}
	take_records(&s, blocks);
	stream_changes(&s);
	free(s.tokens);
	free(s.slots);
}
