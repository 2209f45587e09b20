/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of a text layer that kept their order: the labels come as the form prints them, and what stands between two of them
 * that follow each other in the form is the first one's. A proposal all the same: a label may stand in the middle of its cell,
 * behind the first lines of its own text.
 */
#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "import/stream.h"

#include "base/banned.h"

/* Of a page's labels, this share must come in order; fewer labels than that say nothing about a page. */
enum { IN_ORDER_PERCENT = 90, LABELS_LEAST = 4, LABELS_MOST = 400 };

static const char *const why_between = "見出しが様式の順に並ぶ頁で、次の見出しまでの間にある";

/* The labels of a page beside the labelled slots that it shows. */
struct order {
	struct stream *s;
	size_t *tokens, *slots; /* indexes */
	size_t token_count, slot_count;
	size_t *match; /* of each label: index in slots, or STR_NONE */
};

static void
collect(struct order *o, const struct stream_page *page)
{
	struct stream *s = o->s;

	o->tokens = ARENA_ARRAY(s->arena, size_t, page->to - page->from);
	o->slots = ARENA_ARRAY(s->arena, size_t, page->end - page->first);
	for (size_t i = page->from; i < page->to; i++)
		if (s->tokens[i].kind == TOKEN_LABEL)
			o->tokens[o->token_count++] = i;
	for (size_t i = page->first; i < page->end; i++)
		if (s->slots[i].class != NO_CLASS)
			o->slots[o->slot_count++] = i;
}

static bool
can_be(const struct order *o, size_t token, size_t slot)
{
	const struct stream_token *t = &o->s->tokens[o->tokens[token]];
	const struct slot *at = &o->s->slots[o->slots[slot]];

	return at->class == t->class && (!at->known->numbered || at->instance == t->number) &&
	    (t->slot == NULL || t->slot == at);
}

/* The longest row of labels that comes as the form has them; how many those are. */
static size_t
align(struct order *o)
{
	size_t width = o->slot_count + 1;
	uint16_t *best = ARENA_ARRAY(o->s->arena, uint16_t, (o->token_count + 1) * width);

	for (size_t i = o->token_count; i-- > 0;)
		for (size_t k = o->slot_count; k-- > 0;) {
			uint16_t skip = best[(i + 1) * width + k], pass = best[i * width + k + 1];
			uint16_t both =
			    can_be(o, i, k) ? (uint16_t)(best[(i + 1) * width + k + 1] + 1) : 0;

			best[i * width + k] = both > skip && both > pass ? both
			    : skip > pass                                ? skip
									 : pass;
		}
	o->match = ARENA_ARRAY(o->s->arena, size_t, o->token_count);
	for (size_t i = 0, k = 0; i < o->token_count; i++) {
		size_t at = k;

		o->match[i] = STR_NONE;
		while (at < o->slot_count &&
		    !(can_be(o, i, at) &&
			best[i * width + k] == best[(i + 1) * width + at + 1] + 1))
			at++;
		if (at == o->slot_count)
			continue;
		o->match[i] = at;
		k = at + 1;
	}
	return best[0];
}

/* The texts between two labels as one; empty: none, or what stands there came apart: boxes, options, numbers without their text. */
static struct str
text_between(const struct stream *s, size_t from, size_t to)
{
	struct buf text = { 0 };

	for (size_t i = from; i < to; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (token->used ||
		    (token->kind != TOKEN_TEXT && (token->kind != TOKEN_DATE || to - from > 1))) {
			buf_release(&text);
			return (struct str){ 0 };
		}
		if (text.len > 0)
			buf_add(&text, STR("\n"));
		buf_add(&text, token->text);
	}
	struct str kept = arena_str(s->arena, str_trim(buf_str(&text)));
	buf_release(&text);
	return kept;
}

/* The only token of this kind between two labels; NULL: none, or several. */
static struct stream_token *
only_between(struct stream *s, size_t from, size_t to, enum token_kind kind)
{
	struct stream_token *only = NULL;

	for (size_t i = from; i < to; i++)
		if (s->tokens[i].kind == kind) {
			if (only != NULL || s->tokens[i].used)
				return NULL;
			only = &s->tokens[i];
		}
	return only;
}

static struct str
value_between(struct stream *s, const struct form_item *item, size_t from, size_t to)
{
	const struct stream_token *only;

	if (form_type_is_text(item->type))
		return text_between(s, from, to);
	if (item->type == FORM_DATE) {
		only = only_between(s, from, to, TOKEN_DATE);
		return only == NULL ? (struct str){ 0 } : only->text;
	}
	only = item->type == FORM_CHOICE ? only_between(s, from, to, TOKEN_CHOICE) : NULL;
	for (size_t i = 0; only != NULL && i < item->option_count; i++)
		if (str_eq(item->options[i].key, only->key))
			return item->options[i].text;
	return (struct str){ 0 };
}

static void
take_between(struct order *o, size_t label, size_t to)
{
	struct stream *s = o->s;
	size_t from = o->tokens[label] + 1;
	struct slot *slot = &s->slots[o->slots[o->match[label]]];
	struct str value;

	if (slot->taken || slot->known->item->is_static || from >= to ||
	    s->tokens[from - 1].text.len > 0 || s->tokens[from - 1].used)
		return;
	value = value_between(s, slot->known->item, from, to);
	if (value.len == 0 ||
	    stream_take(s, slot, s->tokens[from].line, value, ITEM_PROPOSED, why_between) == NULL)
		return;
	for (size_t i = from; i < to; i++)
		s->tokens[i].used = s->tokens[i].used || s->tokens[i].kind != TOKEN_NOISE;
}

void
stream_between(struct stream *s, const struct stream_page *page)
{
	struct order o = { .s = s };

	collect(&o, page);
	if (o.token_count < LABELS_LEAST || o.token_count > LABELS_MOST ||
	    align(&o) * 100 < o.token_count * IN_ORDER_PERCENT)
		return;
	/* The last label's text may go on on the next page. */
	for (size_t i = 0; i + 1 < o.token_count; i++)
		if (o.match[i] != STR_NONE && o.match[i + 1] == o.match[i] + 1)
			take_between(&o, i, o.tokens[i + 1]);
}
