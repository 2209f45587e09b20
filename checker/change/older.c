/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An older row of an item still speaks of the sentences that no later row touches: 追記 of one paragraph, then a change of another.
 * Sentence by sentence, and only what has its like in the body: what is gone from there may have been an excerpt of something else.
 */
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

/* Shorter sentences are alike by chance. */
enum { SENTENCE_LEAST_CHARS = 31 };

struct older {
	struct arena *arena;
	struct diff_budget *budget;
	struct str where; /* of the last DIFFERS */
};

/* The text's sentence that is nearest in kind: AGREES when one is the same, DIFFERS when one is nearly, UNCLEAR when none is. */
static enum agreement
hold_against(struct older *o, struct str sentence, struct str text)
{
	struct str *list, where;
	size_t count;
	enum agreement found = UNCLEAR;

	if (str_has(text, sentence))
		return AGREES;
	count = change_sentences(o->arena, text, &list);
	for (size_t i = 0; i < count && found != AGREES; i++) {
		if (text_chars(list[i]) < SENTENCE_LEAST_CHARS)
			continue;
		enum agreement now =
		    change_agree_clean(o->arena, o->budget, sentence, list[i], &where);

		if (now == UNCLEAR)
			continue;
		found = now;
		o->where = where;
	}
	return found;
}

/* A later row that may speak of the item without naming it surely leaves everything open. */
static bool
is_open(const struct change_row *later, const struct form_id *id)
{
	if (later->named.how == NAMED_UNSURE)
		return true;
	for (size_t k = 0; k < later->named.count && later->named.how == NAMED_HEADING; k++)
		if (later->named.ids[k].item->top == id->item->top)
			return true;
	return change_row_names(later, id) && later->named.how != NAMED_ITEM;
}

static bool
is_touched(struct older *o, struct str sentence, const struct change_rows *rows,
    const struct change_row *row, const struct form_id *id)
{
	for (size_t i = row->rank + 1; i < rows->dated; i++) {
		const struct change_row *later = rows->in_time[i];

		if (!change_row_names(later, id))
			continue;
		if (hold_against(o, sentence,
			change_clean(o->arena, change_cell_text(later->before))) != UNCLEAR ||
		    hold_against(o, sentence,
			change_clean(o->arena, change_cell_text(later->after))) != UNCLEAR)
			return true;
	}
	return false;
}

enum agreement
change_older(struct arena *arena, struct diff_budget *budget, const struct change_rows *rows,
    const struct change_row *row, const struct form_id *id, struct str body, struct str *where)
{
	struct older o = { .arena = arena, .budget = budget };
	struct str *list, there = change_clean(arena, body);
	size_t count;

	if (row->named.how != NAMED_ITEM || id->item->type != FORM_TEXT || row->date.year == 0)
		return UNCLEAR;
	for (size_t i = row->rank + 1; i < rows->dated; i++)
		if (is_open(rows->in_time[i], id) ||
		    (change_row_names(rows->in_time[i], id) &&
			(!change_is_sure(rows->in_time[i]->before) ||
			    !change_is_sure(rows->in_time[i]->after))))
			return UNCLEAR;
	count = change_sentences(arena, change_clean(arena, change_cell_text(row->after)), &list);
	for (size_t i = 0; i < count; i++) {
		if (text_chars(list[i]) < SENTENCE_LEAST_CHARS ||
		    hold_against(&o, list[i], there) != DIFFERS)
			continue;
		*where = o.where;
		if (!is_touched(&o, list[i], rows, row, id))
			return DIFFERS;
	}
	return UNCLEAR;
}
