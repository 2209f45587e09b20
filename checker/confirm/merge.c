/* SPDX-License-Identifier: Apache-2.0 */
/* A form and answers to it: what is open takes the answer, what is settled stands, and a contradiction is said. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "confirm/inner.h"
#include "base/banned.h"

static bool
has_boxes(const struct item *item)
{
	return item->id.item->type == FORM_MARKS && item->text.len == 0 &&
	    (item->state == ITEM_READ || item->state == ITEM_PROPOSED);
}

static bool
is_same_text(struct str a, struct str b)
{
	struct arena scratch = { 0 };
	bool same = str_eq(text_key(&scratch, a), text_key(&scratch, b));

	arena_release(&scratch);
	return same;
}

static bool
is_same_value(const struct item *a, const struct item *b)
{
	if (a->state != b->state)
		return false;
	if (a->option != NULL || b->option != NULL)
		return a->option == b->option;
	return a->state != ITEM_READ || is_same_text(a->text, b->text);
}

static void
say_settled(
    const struct item *settled, const struct item *answer, struct str file, struct diags *diags)
{
	struct buf id = { 0 }, value = { 0 };

	form_id_write(&settled->id, &id);
	confirm_write_value(settled, &value);
	diag_add(diags, DIAG_CONFIRM_SETTLED,
	    (struct diag_at){ file, answer->line, answer->column }, buf_str(&id), buf_str(&value),
	    (struct str){ 0 });
	buf_release(&id);
	buf_release(&value);
}

/*
 * Boxes into boxes. What is known of a settled item stands; a proposal is settled when the answer covers all that it
 * proposed. false: a contradiction.
 */
static bool
merge_boxes(const struct item *old, const struct item *answer, struct item *out)
{
	bool covered = true;

	for (size_t i = 0; i < old->id.item->mark_count; i++) {
		const struct item_mark *was = &old->marks[i], *is = &answer->marks[i];
		bool known = was->state != MARK_UNKNOWN, given = is->state != MARK_UNKNOWN;

		if (known && given && old->state == ITEM_READ &&
		    (was->state != is->state ||
			(is->text.len > 0 && !is_same_text(was->text, is->text))))
			return false;
		if (given && !(known && old->state == ITEM_READ))
			out->marks[i] = *is;
		else
			out->marks[i] = *was;
		covered = covered && (given || !known);
	}
	out->state = old->state == ITEM_PROPOSED && !covered ? ITEM_PROPOSED : ITEM_READ;
	out->why = out->state == ITEM_PROPOSED ? old->why : (struct str){ 0 };
	return true;
}

static bool
is_same_boxes(const struct item *a, const struct item *b)
{
	for (size_t i = 0; i < a->id.item->mark_count; i++)
		if (a->marks[i].state != b->marks[i].state ||
		    !str_eq(a->marks[i].text, b->marks[i].text))
			return false;
	return a->state == b->state;
}

/* false: the answer contradicts old, which is settled. */
static bool
merge_item(struct arena *arena, const struct item *old, const struct item *answer, struct item *out,
    bool *changed)
{
	*out = *answer;
	out->why = (struct str){ 0 };
	out->source_line = old == NULL ? 0 : old->source_line;
	out->source_place = old == NULL ? (struct doc_place){ 0 } : old->source_place;
	if (out->option != NULL)
		out->text = out->option->text;
	*changed = true;
	if (old != NULL && has_boxes(old) && has_boxes(answer)) {
		out->marks = ARENA_ARRAY(arena, struct item_mark, old->id.item->mark_count);
		if (!merge_boxes(old, answer, out))
			return false;
		*changed = !is_same_boxes(old, out);
		return true;
	}
	if (confirm_is_open(old) && !(old != NULL && old->state == ITEM_READ))
		return true;
	BUG_IF(old == NULL); /* what is not there is open */
	*changed = false;
	*out = *old;
	return is_same_value(old, answer);
}

bool
merge_answers(const struct confirm_form *form, const struct assessment *answers,
    struct merged *merged, struct diags *diags)
{
	const struct assessment *old = &form->assessment;
	size_t room = mem_add(old->count, answers->count), n = 0, k = 0;
	struct assessment *into = &merged->assessment;
	bool good = true;

	*merged = (struct merged){ 0 };
	into->form = old->form;
	into->file = old->file;
	into->source = old->source;
	into->items = ARENA_ARRAY(&into->arena, struct item, mem_add(room, 1));
	merged->changed = ARENA_ARRAY(&into->arena, bool, mem_add(room, 1));
	for (size_t i = 0; i < answers->count; i++) {
		const struct item *answer = &answers->items[i], *was = NULL;

		if (answer->state == ITEM_UNKNOWN)
			continue;
		while (k < old->count && form_id_cmp(&old->items[k].id, &answer->id) < 0)
			into->items[n++] = old->items[k++];
		if (k < old->count && form_id_cmp(&old->items[k].id, &answer->id) == 0)
			was = &old->items[k++];
		if (!merge_item(&into->arena, was, answer, &into->items[n], &merged->changed[n])) {
			say_settled(was, answer, answers->file, diags);
			good = false;
		}
		merged->changed_count += merged->changed[n++];
	}
	while (k < old->count)
		into->items[n++] = old->items[k++];
	into->count = n;
	return good;
}
