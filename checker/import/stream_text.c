/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running text that stands apart from its label: always a proposal. What speaks for an item: the label is right above, the same
 * text is on each page that asks for it, it is the only item and the only text left, words of the label are in the text. A text
 * that could be of two items is of none.
 */
#include "base/mem.h"
#include "base/text.h"
#include "import/stream.h"

#include "base/banned.h"

enum { MATCH_MAX = 7, LABEL_PAIRS_MAX = 160, WORD_WEIGHT = 60, MARGIN = 120, ABOVE_WEIGHT = 240 };

struct run {
	size_t token, last; /* tokens that it is of */
	struct str text;
	struct slot *above; /* the item whose label is right above */
};

struct page_texts {
	struct stream *s;
	struct stream_page *page;
	struct run runs[MATCH_MAX + 1];
	size_t run_count;
	struct slot *free[MATCH_MAX + 1];
	size_t free_count;
	bool overflow;
};

static bool
is_free(const struct stream *s, const struct stream_page *page, const struct slot *slot)
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

/* The item of a text by the label above it; a heading stands for its first item. */
static struct slot *
slot_above(const struct stream *s, const struct stream_page *page, size_t token)
{
	if (token == page->from || s->tokens[token - 1].kind != TOKEN_LABEL)
		return NULL;
	const struct stream_token *label = &s->tokens[token - 1];
	struct slot *slot = label->slot;

	if (slot == NULL || label->text.len > 0 || label->key.len > 0)
		return NULL;
	if (slot->known->item->type == FORM_GROUP)
		slot = next_labelled(s, page, slot);
	return slot != NULL && is_free(s, page, slot) ? slot : NULL;
}

static void
give(struct stream *s, struct slot *slot, struct run *run, const char *why)
{
	const struct stream_token *token = &s->tokens[run->token];

	if (stream_take(s, slot, token->line, run->text, ITEM_PROPOSED, why) == NULL)
		return;
	for (size_t i = run->token; i <= run->last; i++)
		s->tokens[i].used = true;
}

/* ---- texts that prove themselves --------------------------------------------------------------------------- */

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
			    is_free(s, page, &s->slots[k])) {
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

/* ---- texts and items of a page against each other ------------------------------------------------------------ */

static void
collect(struct page_texts *t, bool merge)
{
	struct stream *s = t->s;

	t->run_count = t->free_count = 0;
	t->overflow = false;
	for (size_t i = t->page->from; i < t->page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		struct run *last = t->run_count == 0 ? NULL : &t->runs[t->run_count - 1];

		if (token->kind != TOKEN_TEXT || token->used)
			continue;
		if (merge && last != NULL && last->last + 1 == i) {
			last->text = arena_printf(
			    s->arena, "%.*s\n%.*s", STR_ARG(last->text), STR_ARG(token->text));
			last->last = i;
			continue;
		}
		if (t->run_count == MATCH_MAX) {
			t->overflow = true;
			return;
		}
		t->runs[t->run_count++] = (struct run){ .token = i,
			.last = i,
			.text = token->text,
			.above = slot_above(s, t->page, i) };
	}
	for (size_t i = t->page->first; i < t->page->end; i++) {
		if (!is_free(s, t->page, &s->slots[i]))
			continue;
		if (t->free_count == MATCH_MAX) {
			t->overflow = true;
			return;
		}
		t->free[t->free_count++] = &s->slots[i];
	}
}

/* Pairs of characters of the label that the text has, too; those that other texts of the page lack weigh more. */
static unsigned
shared_words(
    const struct page_texts *t, const struct slot *slot, const struct str *keys, size_t run)
{
	struct str label = slot->known->label.key;
	unsigned shared = 0;

	for (size_t at = 0, pairs = 0; at < label.len && pairs < LABEL_PAIRS_MAX; pairs++) {
		size_t from = at, end;
		unsigned texts = 0;

		(void)text_next(label, &at);
		if (at >= label.len)
			break;
		end = at;
		(void)text_next(label, &end);
		struct str pair = str_sub(label, from, end - from);
		if (!str_has(keys[run], pair) || str_find(label, pair, 0) < from)
			continue;
		for (size_t i = 0; i < t->run_count; i++)
			texts += str_has(keys[i], pair);
		shared += WORD_WEIGHT / texts;
	}
	return shared;
}

struct matching {
	unsigned scores[MATCH_MAX][MATCH_MAX];
	size_t count;
	size_t now[MATCH_MAX], best[MATCH_MAX];
	int best_score, second_score;
};

static void
try_all(struct matching *m, size_t run, unsigned used, int score)
{
	if (run == m->count) {
		if (score > m->best_score) {
			m->second_score = m->best_score;
			m->best_score = score;
			for (size_t i = 0; i < m->count; i++)
				m->best[i] = m->now[i];
		} else if (score > m->second_score) {
			m->second_score = score;
		}
		return;
	}
	for (size_t k = 0; k < m->count; k++)
		if ((used & (1U << k)) == 0) {
			m->now[run] = k;
			try_all(m, run + 1, used | (1U << k), score + (int)m->scores[run][k]);
		}
}

/*
 * An item that is always filled in, of this page or between the pages beside it, whose label is on none of them: what stands on the
 * page may be its text.
 */
static bool
has_lost_label(const struct stream *s, const struct stream_page *page)
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

		if (slot->class == NO_CLASS || slot->taken || !stream_must_hold(slot) ||
		    !form_type_is_text(slot->known->item->type))
			continue;
		for (size_t p = 0; p < s->page_count && !shown; p++)
			shown = s->pages[p].body && i >= s->pages[p].first && i < s->pages[p].end &&
			    stream_labels(s, &s->pages[p], slot->class, slot->instance) > 0;
		if (!shown)
			return true;
	}
	return false;
}

/* As many texts as items: the pairing that words and places speak for, if no other comes near it. */
static void
take_matching(struct page_texts *t)
{
	struct matching m = { .count = t->run_count, .best_score = -1, .second_score = -1 };
	struct str keys[MATCH_MAX];

	for (size_t i = 0; i < m.count; i++)
		keys[i] = text_key(t->s->arena, text_cut(t->runs[i].text, 6000));
	for (size_t i = 0; i < m.count; i++)
		for (size_t k = 0; k < m.count; k++)
			m.scores[i][k] = shared_words(t, t->free[k], keys, i) +
			    (t->runs[i].above == t->free[k] ? ABOVE_WEIGHT : 0);
	try_all(&m, 0, 0, 0);
	if (m.count > 1 && m.best_score - m.second_score < MARGIN)
		return;
	for (size_t i = 0; i < m.count; i++) {
		const struct slot *slot = t->free[m.best[i]];

		BUG_IF(slot == NULL || slot->known == NULL);
		/* What may be blank has no text only because both are left: it is rather that of a label which is lost. */
		if (slot->known->item->required == FORM_OPTIONAL &&
		    (m.scores[i][m.best[i]] < WORD_WEIGHT || has_lost_label(t->s, t->page)))
			continue;
		give(t->s, t->free[m.best[i]], &t->runs[i],
		    m.count == 1 ? "この頁に残った唯一の文と唯一の項目"
				 : "この頁に残った文と項目の数が同じで、語と位置から推定した");
	}
}

/* Every text has its label above it; and one that may be blank takes none while one that must be filled has none. */
static bool
all_have_labels_above(const struct page_texts *t)
{
	bool optional = false;

	for (size_t i = 0; i < t->run_count; i++) {
		if (t->runs[i].above == NULL)
			return false;
		optional = optional || !stream_must_hold(t->runs[i].above);
	}
	if (optional && has_lost_label(t->s, t->page))
		return false;
	for (size_t k = 0; optional && k < t->free_count; k++) {
		bool given = !stream_must_hold(t->free[k]);

		for (size_t i = 0; i < t->run_count; i++)
			given = given || t->runs[i].above == t->free[k];
		if (!given)
			return false;
	}
	return t->run_count > 0;
}

static void
take_page(struct stream *s, struct stream_page *page)
{
	struct page_texts *t = ARENA_NEW(s->arena, struct page_texts);

	t->s = s;
	t->page = page;
	collect(t, false);
	if (!t->overflow && t->run_count > t->free_count)
		collect(t, true);
	if (t->overflow)
		collect(t, true);
	if (t->overflow || t->run_count == 0)
		return;
	if (all_have_labels_above(t))
		for (size_t i = 0; i < t->run_count; i++)
			give(s, t->runs[i].above, &t->runs[i], "見出しのすぐ下にある");
	else if (t->run_count == t->free_count)
		take_matching(t);
}

/* The label and the text in one block: the label's own text. */
static void
take_below(struct stream *s, struct stream_page *page)
{
	for (size_t i = page->from + 1; i < page->to; i++) {
		struct stream_token *token = &s->tokens[i];
		struct slot *slot = slot_above(s, page, i);

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
			take_page(s, &s->pages[p]);
		}
}
