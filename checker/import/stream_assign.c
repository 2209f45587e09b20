/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which slot each label is of. Proven: the page has one slot of this wording and one label. Else likely: the label follows the one
 * that the form prints before it; the groups' labels and theirs come in the same order; it is the last one left.
 */
#include "import/stream.h"

#include "base/banned.h"

static bool
is_of(const struct slot *slot, uint32_t class, unsigned number)
{
	return slot->class == class && (!slot->known->numbered || slot->instance == number);
}

size_t
stream_labels(
    const struct stream *s, const struct stream_page *page, uint32_t class, unsigned number)
{
	size_t n = 0;

	for (size_t i = page->from; i < page->to; i++)
		n += s->tokens[i].kind == TOKEN_LABEL && s->tokens[i].class == class &&
		    (!s->labels->list[class].numbered || s->tokens[i].number == number);
	return n;
}

size_t
stream_slots(
    const struct stream *s, const struct stream_page *page, uint32_t class, unsigned number)
{
	size_t n = 0;

	for (size_t i = page->first; i < page->end; i++)
		n += is_of(&s->slots[i], class, number);
	return n;
}

bool
stream_names_one(const struct stream *s, uint32_t class)
{
	size_t n = 0;

	for (size_t k = 0; class != NO_CLASS && k < s->labels->count; k++)
		n += s->classes[k] == class;
	return n == 1;
}

bool
stream_label_is_missing(const struct stream *s, uint32_t class)
{
	for (size_t i = 0; i < s->slot_count; i++) {
		bool shown = s->slots[i].class != class;

		for (size_t p = 0; p < s->page_count && !shown; p++)
			shown = i >= s->pages[p].first && i < s->pages[p].end &&
			    stream_labels(s, &s->pages[p], class, s->slots[i].instance) > 0;
		if (!shown)
			return true;
	}
	return false;
}

/* Would the slot take such a value: this option, or (NULL) a text that must be there? */
static bool
would_take(const struct slot *slot, const struct form_option *option)
{
	const struct form_item *item = slot->known->item;

	if (option == NULL)
		return stream_must_hold(slot) && form_type_is_text(item->type);
	for (size_t i = 0; item->type == FORM_CHOICE && i < item->option_count; i++)
		if (str_eq(item->options[i].key, option->key))
			return true;
	return false;
}

bool
stream_label_is_lost(
    const struct stream *s, const struct stream_page *page, const struct form_option *option)
{
	size_t from = page->first, to = page->end;

	for (const struct stream_page *p = s->pages; p < s->pages + s->page_count; p++) {
		if (p->body && p < page)
			from = p->end < page->first ? p->end : page->first;
		if (p->body && p > page) {
			to = p->first > page->end ? p->first : page->end;
			break;
		}
	}
	for (size_t i = from; i < to; i++) {
		const struct slot *slot = &s->slots[i];
		bool shown = false;

		if (slot->class == NO_CLASS || slot->taken || !would_take(slot, option))
			continue;
		for (size_t p = 0; p < s->page_count && !shown; p++)
			shown = s->pages[p].body && i >= s->pages[p].first && i < s->pages[p].end &&
			    stream_labels(s, &s->pages[p], slot->class, slot->instance) > 0;
		if (!shown)
			return true;
	}
	return false;
}

bool
stream_is_certain(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	const struct form_item *parent = slot->known->item->parent;
	uint32_t above =
	    parent == NULL ? NO_CLASS : s->classes[labels_of(s->labels, parent) - s->labels->list];

	return stream_names_one(s, slot->class) ||
	    (stream_names_one(s, above) && stream_labels(s, page, above, slot->instance) > 0 &&
		!stream_label_is_missing(s, slot->class));
}

static bool
has_label(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	for (size_t i = page->from; i < page->to; i++)
		if (s->tokens[i].slot == slot)
			return true;
	return false;
}

static void
assign_single(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL ||
		    stream_labels(s, page, token->class, token->number) != 1 ||
		    stream_slots(s, page, token->class, token->number) != 1)
			continue;
		for (size_t k = page->first; k < page->end; k++)
			if (is_of(&s->slots[k], token->class, token->number)) {
				token->slot = &s->slots[k];
				token->proven = stream_is_certain(s, page, token->slot);
			}
	}
}

/* The next slot of the page that has a label. */
static struct slot *
next_slot(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	for (size_t i = (size_t)(slot - s->slots) + 1; i < page->end; i++)
		if (s->slots[i].class != NO_CLASS)
			return &s->slots[i];
	return NULL;
}

/* A label right behind that of the slot before: システム2, ①システムの名称. */
static void
assign_chains(struct stream *s, struct stream_page *page)
{
	struct slot *at = NULL;

	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL) {
			at = NULL;
			continue;
		}
		struct slot *next = at == NULL ? NULL : next_slot(s, page, at);
		if (token->slot == NULL && next != NULL &&
		    is_of(next, token->class, token->number) &&
		    stream_labels(s, page, token->class, token->number) ==
			stream_slots(s, page, token->class, token->number) &&
		    !has_label(s, page, next))
			token->slot = next;
		at = token->slot;
	}
}

/* One label and one slot of a wording are left. */
static void
assign_last(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		struct slot *left = NULL;
		size_t labels = 0, slots = 0;

		if (token->kind != TOKEN_LABEL || token->slot != NULL ||
		    stream_labels(s, page, token->class, token->number) !=
			stream_slots(s, page, token->class, token->number))
			continue;
		for (size_t k = page->from; k < page->to; k++)
			labels += s->tokens[k].kind == TOKEN_LABEL && s->tokens[k].slot == NULL &&
			    s->tokens[k].class == token->class;
		for (size_t k = page->first; k < page->end; k++)
			if (is_of(&s->slots[k], token->class, token->number) &&
			    !has_label(s, page, &s->slots[k])) {
				left = &s->slots[k];
				slots++;
			}
		if (labels == 1 && slots == 1)
			token->slot = left;
	}
}

/* ---- groups whose labels come in one order ------------------------------------------------------------------ */

struct order {
	unsigned instances[64]; /* as the labels of the groups come on the page */
	size_t count;
};

static struct order
order_of(const struct stream *s, const struct stream_page *page, const struct form_item *group)
{
	struct order order = { 0 };

	for (size_t i = page->from; i < page->to; i++) {
		const struct slot *slot = s->tokens[i].slot;

		if (slot != NULL && slot->known->numbered && slot->known->repeat == group &&
		    order.count < 64)
			order.instances[order.count++] = slot->instance;
	}
	return order;
}

static size_t
nth_of_class(const struct stream *s, const struct stream_page *page, size_t token)
{
	size_t n = 0;

	for (size_t i = page->from; i < token; i++)
		n += s->tokens[i].kind == TOKEN_LABEL &&
		    s->tokens[i].class == s->tokens[token].class;
	return n;
}

/* Do the labels whose slot is known agree with the order of the groups, at least one of them? */
static bool
order_holds(const struct stream *s, const struct stream_page *page, const struct form_item *group,
    const struct order *order)
{
	bool agrees = false;

	for (size_t i = page->from; i < page->to; i++) {
		const struct slot *slot = s->tokens[i].slot;

		if (slot == NULL || slot->known->repeat != group || slot->known->numbered)
			continue;
		size_t n = nth_of_class(s, page, i);
		if (n >= order->count || order->instances[n] != slot->instance)
			return false;
		agrees = true;
	}
	return agrees;
}

static void
assign_in_order(struct stream *s, struct stream_page *page, const struct known *group)
{
	struct order order = order_of(s, page, group->item);

	if (order.count < 2 || !order_holds(s, page, group->item, &order))
		return;
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_LABEL || token->slot != NULL ||
		    stream_labels(s, page, token->class, 0) != order.count ||
		    stream_slots(s, page, token->class, 0) != order.count)
			continue;
		unsigned instance = order.instances[nth_of_class(s, page, i)];
		for (size_t k = page->first; k < page->end; k++)
			if (is_of(&s->slots[k], token->class, 0) &&
			    s->slots[k].instance == instance &&
			    s->slots[k].known->repeat == group->item)
				token->slot = &s->slots[k];
	}
}

/* The page's breaks are not those of the form: which number of a group its labels are of, nobody can say. */
static void
forget_groups(struct stream *s, const struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->slot != NULL && token->slot->known->repeat != NULL)
			token->slot = NULL;
	}
}

void
stream_assign(struct stream *s)
{
	for (size_t p = 0; p < s->page_count; p++) {
		struct stream_page *page = &s->pages[p];

		if (!page->body)
			continue;
		assign_single(s, page);
		assign_chains(s, page);
		for (size_t k = 0; k < s->labels->count; k++)
			if (s->labels->list[k].repeat == s->labels->list[k].item)
				assign_in_order(s, page, &s->labels->list[k]);
		assign_last(s, page);
		if (stream_has_foreign_group(s, page))
			forget_groups(s, page);
	}
}
