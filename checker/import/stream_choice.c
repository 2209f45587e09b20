/* SPDX-License-Identifier: Apache-2.0 */
/* Choices of a page: one is read where the page has as many equal values as it asks for. */
#include "base/text.h"
#include "import/stream.h"

#include "base/banned.h"

static const struct form_option *
option_by_key(const struct form_item *item, struct str key)
{
	for (size_t i = 0; i < item->option_count; i++)
		if (str_eq(item->options[i].key, key))
			return &item->options[i];
	return NULL;
}

static bool
is_asked(const struct slot *slot)
{
	return slot->known->item->type == FORM_CHOICE && !slot->taken;
}

/* Has the page as many labels of this slot's wording as slots? Else one of them is elsewhere. */
static bool
labels_are_complete(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	return slot->class != NO_CLASS &&
	    stream_labels(s, page, slot->class, slot->instance) ==
	    stream_slots(s, page, slot->class, slot->instance);
}

/* "③対象人数 [ 1,000人未満": behind its label. */
static void
take_labelled(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		const struct form_option *option;

		if (token->kind != TOKEN_LABEL || token->key.len == 0 || token->slot == NULL ||
		    !is_asked(token->slot))
			continue;
		option = option_by_key(token->slot->known->item, token->key);
		if (option == NULL)
			continue;
		bool sure = token->proven && token->slot->known->repeat == NULL;
		stream_take(s, token->slot, token->line, option->text,
		    sure ? ITEM_READ : ITEM_PROPOSED,
		    sure ? NULL : "見出しの並びから項目を推定した");
		token->used = true;
	}
}

/* Values of the page that are this option and not taken. */
static size_t
count_values(const struct stream *s, const struct stream_page *page, struct str key, uint32_t *line)
{
	size_t n = 0;

	for (size_t i = page->from; i < page->to; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (!token->used && token->key.len > 0 && str_eq(token->key, key)) {
			n++;
			*line = token->line;
		}
	}
	return n;
}

/* Slots of the page that could have this option. */
static size_t
count_askers(const struct stream *s, const struct stream_page *page, struct str key)
{
	size_t n = 0;

	for (size_t i = page->first; i < page->end; i++)
		n += is_asked(&s->slots[i]) && option_by_key(s->slots[i].known->item, key) != NULL;
	return n;
}

/* Are all of them asked once? Of a group that repeats nobody knows how many values the page should have. */
static bool
askers_are_single(const struct stream *s, const struct stream_page *page, struct str key)
{
	for (size_t i = page->first; i < page->end; i++)
		if (is_asked(&s->slots[i]) && s->slots[i].known->repeat != NULL &&
		    option_by_key(s->slots[i].known->item, key) != NULL)
			return false;
	return true;
}

/* Empty boxes are no content. */
static bool
holds_something(const struct stream *s, const struct slot *slot)
{
	const struct form_item *item = slot->known->item;
	const struct entry *entry = found_find(s->found, item, 1, slot->instance);
	bool checked = false;

	if (entry == NULL || item->type != FORM_MARKS)
		return entry != NULL;
	for (size_t i = 0; i < item->mark_count; i++)
		checked = checked || entry->marks[i].state == MARK_CHECKED;
	return checked;
}

bool
stream_group_is_filled(const struct stream *s, const struct slot *slot)
{
	if (slot->known->repeat == NULL)
		return true;
	for (size_t i = 0; i < s->slot_count; i++)
		if (s->slots[i].taken && s->slots[i].known->repeat == slot->known->repeat &&
		    s->slots[i].instance == slot->instance && holds_something(s, &s->slots[i]))
			return true;
	return false;
}

/* The options of this slot that stand on the page: the only one, or NULL. */
static const struct form_option *
only_value(const struct stream *s, const struct stream_page *page, const struct slot *slot,
    size_t *count, uint32_t *line)
{
	const struct form_item *item = slot->known->item;
	const struct form_option *only = NULL;

	for (size_t i = 0; i < item->option_count; i++) {
		size_t n = count_values(s, page, item->options[i].key, line);

		if (n > 0 && only != NULL)
			return NULL;
		if (n > 0) {
			only = &item->options[i];
			*count = n;
		}
	}
	return only;
}

static void
take_equal(struct stream *s, struct stream_page *page)
{
	bool *take = ARENA_ARRAY(s->arena, bool, s->slot_count);
	bool *sure = ARENA_ARRAY(s->arena, bool, s->slot_count);
	uint32_t *lines = ARENA_ARRAY(s->arena, uint32_t, s->slot_count);

	for (size_t i = page->first; i < page->end; i++) {
		size_t values = 0;
		const struct form_option *option;

		if (!is_asked(&s->slots[i]) || !labels_are_complete(s, page, &s->slots[i]))
			continue;
		option = only_value(s, page, &s->slots[i], &values, &lines[i]);
		take[i] = option != NULL && values == count_askers(s, page, option->key);
		sure[i] = take[i] && askers_are_single(s, page, option->key) &&
		    !stream_label_is_lost(s, page, option) &&
		    stream_is_certain(s, page, &s->slots[i]);
	}
	for (size_t i = page->first; i < page->end; i++) {
		size_t values = 0;
		uint32_t line;

		if (!take[i])
			continue;
		stream_take(s, &s->slots[i], lines[i],
		    only_value(s, page, &s->slots[i], &values, &line)->text,
		    sure[i] ? ITEM_READ : ITEM_PROPOSED,
		    sure[i] ? NULL : "この頁で値と項目の数が一致する");
	}
}

/* One value, and of the slots that could have it only one is of a group that holds anything. */
static void
take_filled(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->first; i < page->end; i++) {
		struct slot *slot = &s->slots[i];
		size_t values = 0, others = 0;
		uint32_t line = 0;

		if (slot->known->repeat == NULL || !is_asked(slot) ||
		    !labels_are_complete(s, page, slot) || !stream_group_is_filled(s, slot))
			continue;
		const struct form_option *option = only_value(s, page, slot, &values, &line);
		if (option == NULL || values != 1)
			continue;
		for (size_t k = page->first; k < page->end; k++)
			others += k != i && is_asked(&s->slots[k]) &&
			    stream_group_is_filled(s, &s->slots[k]) &&
			    option_by_key(s->slots[k].known->item, option->key) != NULL;
		if (others == 0)
			stream_take(s, slot, line, option->text, ITEM_PROPOSED,
			    "ほかに記入のある欄がないことから推定した");
	}
}

void
stream_choices(struct stream *s, struct stream_page *page)
{
	take_labelled(s, page);
	take_equal(s, page);
	take_filled(s, page);
}
