/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running text that stands apart from its label: always a proposal. What speaks for an item: the label is right above in the same
 * block, the same text is on each page that asks for it. What is left is held against what is left of the items (stream_match.c).
 */
#include "base/mem.h"
#include "base/text.h"
#include "import/stream.h"

#include "base/banned.h"

bool
stream_is_free(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	const struct form_item *item = slot->known->item;

	return form_type_is_text(item->type) && !slot->taken && slot->class != NO_CLASS &&
	    found_find(s->found, item, 1, slot->instance) == NULL &&
	    stream_labels(s, page, slot->class, slot->instance) > 0 &&
	    stream_group_is_filled(s, slot);
}

static struct slot *
next_labelled(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	for (size_t i = (size_t)(slot - s->slots) + 1; i < page->end; i++)
		if (s->slots[i].class != NO_CLASS)
			return &s->slots[i];
	return NULL;
}

struct slot *
stream_slot_above(const struct stream *s, const struct stream_page *page, size_t token)
{
	if (token == page->from || s->tokens[token - 1].kind != TOKEN_LABEL)
		return NULL;
	const struct stream_token *label = &s->tokens[token - 1];
	struct slot *slot = label->slot;

	if (slot == NULL || label->text.len > 0 || label->key.len > 0)
		return NULL;
	if (slot->known->item->type == FORM_GROUP)
		slot = next_labelled(s, page, slot);
	return slot != NULL && stream_is_free(s, page, slot) ? slot : NULL;
}

/* "別添1を参照。": printed by the form. */
static void
take_printed(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		struct str key = text_key(s->arena, text_cut(token->text, 100));

		if (token->kind != TOKEN_TEXT || token->used || !str_starts(key, STR("別添")) ||
		    !str_has(key, STR("参照")) || key.len > 40)
			continue;
		for (size_t k = page->first; k < page->end; k++)
			if (s->slots[k].known->item->is_static &&
			    form_type_is_text(s->slots[k].known->item->type) &&
			    stream_is_free(s, page, &s->slots[k])) {
				stream_take(
				    s, &s->slots[k], token->line, token->text, ITEM_READ, NULL);
				token->used = true;
			}
	}
}

static const struct stream_token *
text_on_page(const struct stream *s, const struct stream_page *page, struct str text)
{
	for (size_t i = page->from; i < page->to; i++)
		if (s->tokens[i].kind == TOKEN_TEXT && str_eq(s->tokens[i].text, text))
			return &s->tokens[i];
	return NULL;
}

/* 特定個人情報ファイル名 is asked for three times: the text that stands on each of the pages. */
static void
take_repeated(struct stream *s, const struct known *known)
{
	struct slot *slots[8];
	struct stream_page *pages[8];
	size_t count = 0, found = 0;
	struct str value = { 0 };

	for (size_t p = 0; p < s->page_count; p++)
		for (size_t i = s->pages[p].first;
		     s->pages[p].body && i < s->pages[p].end && count < 8; i++) {
			const struct slot *slot = &s->slots[i];

			if (!str_eq(slot->known->label.key, known->label.key) ||
			    slot->known->label.kind != LABEL_HEADING ||
			    !form_type_is_text(slot->known->item->type) ||
			    stream_labels(s, &s->pages[p], slot->class, 0) != 1)
				continue;
			slots[count] = &s->slots[i];
			pages[count++] = &s->pages[p];
		}
	if (count < 2)
		return;
	for (size_t i = pages[0]->from; i < pages[0]->to; i++) {
		const struct stream_token *token = &s->tokens[i];
		bool all = token->kind == TOKEN_TEXT;

		for (size_t k = 1; all && k < count; k++)
			all = text_on_page(s, pages[k], token->text) != NULL;
		if (all) {
			value = token->text;
			found++;
		}
	}
	for (size_t k = 0; found == 1 && k < count; k++) {
		const struct stream_token *token = text_on_page(s, pages[k], value);

		if (stream_take(s, slots[k], token->line, value, ITEM_PROPOSED,
			"この項目のある頁のすべてに同じ文がある") != NULL)
			s->tokens[token - s->tokens].used = true;
	}
}

/* A cell that goes on over the page break is extracted on both pages. */
static void
take_shared(struct stream *s, size_t p)
{
	struct stream_page *page = &s->pages[p], *next = &s->pages[p + 1];
	struct slot *slot = page->end > page->first ? &s->slots[page->end - 1] : NULL;

	if (!page->body || !next->body || slot == NULL || next->first + 1 != page->end ||
	    !form_type_is_text(slot->known->item->type) || slot->taken)
		return;
	for (size_t i = page->from; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];

		if (token->kind != TOKEN_TEXT || token->used || token->text.len < 60)
			continue;
		const struct stream_token *again = text_on_page(s, next, token->text);
		if (again == NULL)
			continue;
		stream_take(s, slot, again->line, token->text, ITEM_PROPOSED,
		    "頁をまたぐ欄の文が両方の頁にある");
		token->used = true;
		s->tokens[again - s->tokens].used = true;
		return;
	}
}

/* 評価書名 is 事務の名称 and the kind of the form. */
static void
take_name_of_office_work(struct stream *s)
{
	const struct form_item *name = form_find(s->labels->form, STR("cover.name"));
	const struct form_item *work = form_find(s->labels->form, STR("I.1.1"));
	const struct entry *cover = name == NULL ? NULL : found_find(s->found, name, 1, 0);
	struct str whole = cover == NULL ? (struct str){ 0 } : text_key(s->arena, cover->text);
	struct str kind = text_key(s->arena, s->labels->form->kind);

	if (work == NULL || !str_ends(whole, kind))
		return;
	whole = str_sub(whole, 0, whole.len - kind.len);
	for (size_t i = 0; i < s->slot_count; i++) {
		struct slot *slot = &s->slots[i];

		for (size_t k = 0; slot->known->item == work && k < s->count; k++)
			if (s->tokens[k].kind == TOKEN_TEXT && !s->tokens[k].used &&
			    s->pages[s->tokens[k].page].body && whole.len > 0 &&
			    str_eq(text_key(s->arena, text_cut(s->tokens[k].text, 2000)), whole)) {
				stream_take(s, slot, s->tokens[k].line, s->tokens[k].text,
				    ITEM_PROPOSED, "評価書名の一部と一致する");
				s->tokens[k].used = true;
			}
	}
}

/* The label and the text in one block: the label's own text. */
static void
take_below(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from + 1; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		struct slot *slot = stream_slot_above(s, page, i);

		if (token->kind != TOKEN_TEXT || token->used || slot == NULL ||
		    slot != s->tokens[i - 1].slot || token->block != s->tokens[i - 1].block)
			continue;
		stream_take(
		    s, slot, token->line, token->text, ITEM_PROPOSED, "見出しのすぐ下にある");
		token->used = true;
	}
}

void
stream_texts(struct stream *s)
{
	for (size_t p = 0; p < s->page_count; p++)
		if (s->pages[p].body)
			take_below(s, &s->pages[p]);
	take_name_of_office_work(s);
	for (size_t k = 0; k < s->labels->count; k++)
		take_repeated(s, &s->labels->list[k]);
	for (size_t p = 0; p + 1 < s->page_count; p++)
		take_shared(s, p);
	for (size_t p = 0; p < s->page_count; p++)
		if (s->pages[p].body) {
			take_printed(s, &s->pages[p]);
			stream_match(s, &s->pages[p]);
		}
}
