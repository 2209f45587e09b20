/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The texts of a page that are left against the items that are left: always a proposal. What speaks for a pair: the label is right
 * above, it is the only item and the only text, words of the label are in the text, a purpose is a phrase and a method is told in
 * sentences. A text that could be of two items is of none.
 */
#include "base/mem.h"
#include "base/scope.h"
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

static void
give(struct stream *s, struct slot *slot, struct run *run, const char *why)
{
	const struct stream_token *token = &s->tokens[run->token];

	if (stream_take(s, slot, token->line, run->text, ITEM_PROPOSED, why) == NULL)
		return;
	for (size_t i = run->token; i <= run->last; i++)
		s->tokens[i].used = true;
}

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
			.above = value_is_none(s->arena, token->text)
			    ? NULL
			    : stream_slot_above(s, t->page, i) };
	}
	for (size_t i = t->page->first; i < t->page->end; i++) {
		if (!stream_is_free(s, t->page, &s->slots[i]))
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

/* 目的 is a phrase, 方法 and 措置 are told in sentences: does the text have the form that the label asks for, and another? */
static unsigned
shared_form(const struct page_texts *t, const struct slot *slot, size_t run)
{
	static const char *const told[] = { "方法", "措置の内容", "管理方法" };
	static const char *const named[] = { "目的", "の情報" };
	static const struct str stop = STR_INIT("。");
	struct str label = slot->known->label.key;
	bool sentence = str_ends(t->runs[run].text, stop), other = false, fits = false;

	for (size_t i = 0; i < t->run_count; i++)
		other = other || str_ends(t->runs[i].text, stop) != sentence;
	for (size_t i = 0; sentence && i < COUNT_OF(told); i++)
		fits = fits || str_ends(label, str_of(told[i]));
	for (size_t i = 0; !sentence && i < COUNT_OF(named); i++)
		fits = fits || str_ends(label, str_of(named[i]));
	return other && fits ? WORD_WEIGHT : 0;
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
			    shared_form(t, t->free[k], i) +
			    (t->runs[i].above == t->free[k] ? ABOVE_WEIGHT : 0);
	try_all(&m, 0, 0, 0);
	if (m.count > 1 && m.best_score - m.second_score < MARGIN)
		return;
	for (size_t i = 0; i < m.count; i++) {
		const struct slot *slot = t->free[m.best[i]];

		/* なし stands in many cells: where it stands in the layer proves nothing. */
		if (value_is_none(t->s->arena, t->runs[i].text))
			continue;
		BUG_IF(slot == NULL || slot->known == NULL);
		/* What may be blank has no text only because both are left: it is rather that of a label which is lost. */
		if (slot->known->item->required == FORM_OPTIONAL &&
		    (m.scores[i][m.best[i]] < WORD_WEIGHT ||
			stream_label_is_lost(t->s, t->page, NULL)))
			continue;
		give(t->s, t->free[m.best[i]], &t->runs[i],
		    m.count == 1
			? "この頁に残った唯一の文と唯一の項目"
			: "この頁に残った文と項目の数が同じで、語と位置と文の形から推定した");
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
	if (optional && stream_label_is_lost(t->s, t->page, NULL))
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

void
stream_match(struct stream *s, struct stream_page *page)
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
