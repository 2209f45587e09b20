/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the labels of a text come in the order of the form: then it can be read from above to below (walk.c). */
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

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
		struct str text = stream_row_text(&blocks->rows[i]);

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
