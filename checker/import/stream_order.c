/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the labels of a text come in the order of the form: then it can be read from above to below (walk.c). */
#include "base/text.h"
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

/*
 * Lines broken by the layout: some label stands over two of them. Then a value goes on where nobody can see it, and half a label may
 * look like a value: not for the walk.
 */
static bool
is_wrapped(const struct labels *labels, struct arena *arena, const struct blocks *blocks)
{
	for (size_t i = 0; i + 1 < blocks->count; i++) {
		struct str first = stream_row_text(&blocks->rows[i]);
		struct str second = stream_row_text(&blocks->rows[i + 1]);

		if (blocks->rows[i + 1].gap > 0 || second.len == 0 ||
		    first.len + second.len > IMPORT_LABEL_MAX_BYTES)
			continue;
		struct label whole = label_parse(arena, arena_join(arena, first, second));
		struct label half = label_parse(arena, first);
		if (labels_have(labels, whole.key) && !labels_have(labels, half.key) &&
		    text_chars(whole.key) >= 6)
			return true;
	}
	return false;
}

bool
stream_is_ordered(const struct labels *labels, struct arena *arena, const struct blocks *blocks)
{
	const struct known *last = NULL;
	size_t steps = 0;

	if (is_wrapped(labels, arena, blocks))
		return false;

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
