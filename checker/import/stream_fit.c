/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which stretch of the form each page shows. Inside of a page the order is lost, but pages follow each other and each is one
 * stretch: the stretches whose labels differ least from those of the pages, by dynamic programming.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "import/limits.h"
#include "import/stream.h"

#include "base/banned.h"

/*
 * What does not fit costs: a label of the page, a label that the page lacks, and least what is on no page at all. A label that only
 * one item has is worth more than those that the layer lost beside it.
 */
enum { COST_LABEL = 8, COST_SINGLE = 240, COST_GAP = 1 };
enum { STRETCH_MAX = 240, SLOTS_MAX = 2000, INSTANCES_MAX = 60 };

/* The largest printed number of a repeated group. */
static unsigned
last_instance(const struct stream *s, const struct known *group)
{
	uint32_t class = s->classes[group - s->labels->list];
	unsigned last = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct stream_token *token = &s->tokens[i];

		if (token->kind == TOKEN_LABEL && token->class == class && class != NO_CLASS &&
		    s->pages[token->page].body && token->number > last &&
		    token->number <= INSTANCES_MAX)
			last = token->number;
	}
	return last;
}

static void
add_slot(struct stream *s, const struct known *known, unsigned instance)
{
	struct slot *slot = ARRAY_ADD(s->slots, s->slot_count, s->slot_room);

	*slot = (struct slot){
		.known = known, .instance = instance, .class = s->classes[known - s->labels->list]
	};
	/* "委託事項1" is one label, of the group and of its name: the name stands for both. */
	if (known > s->labels->list && known->numbered && known->repeat == known[-1].item &&
	    known[-1].numbered)
		s->slots[s->slot_count - 2].class = NO_CLASS;
}

static bool
is_body(const struct known *known)
{
	return known->section->order != 0 && known->label.key.len > 0 &&
	    known->section->type == FORM_GROUP && !str_starts(known->section->def, STR("app"));
}

static void
make_slots(struct stream *s)
{
	const struct known *list = s->labels->list, *end = list + s->labels->count;

	for (const struct known *k = list; k < end && s->slot_count < SLOTS_MAX;) {
		const struct known *last = k + 1;

		if (!is_body(k)) {
			k++;
			continue;
		}
		if (k->repeat == NULL) {
			add_slot(s, k, 0);
			k++;
			continue;
		}
		while (last < end && last->repeat == k->repeat)
			last++;
		for (unsigned n = 1; n <= last_instance(s, k); n++)
			for (const struct known *item = k; item < last; item++)
				add_slot(s, item, n);
		k = last;
	}
}

/* ---- pages ------------------------------------------------------------------------------------------------- */

static const struct known *
known_of(const struct stream *s, const struct stream_token *token)
{
	return token->kind == TOKEN_LABEL ? &s->labels->list[token->class] : NULL;
}

static bool
is_static_group(const struct known *known)
{
	return known != NULL && known->item->is_static && known->item->type == FORM_GROUP;
}

/* A label that only the cover has. */
static bool
is_of_cover(const struct stream *s, const struct known *known)
{
	for (size_t k = 0; known != NULL && k < s->labels->count; k++)
		if (s->classes[k] == s->classes[known - s->labels->list] &&
		    s->labels->list[k].section->order != 0)
			return false;
	return known != NULL;
}

/* 項目一覧 is on it, or the title of an annex; labels in the table of changes are no labels of the form. */
static void
judge_page(struct stream *s, struct stream_page *page, bool behind_changes)
{
	size_t columns = 0;

	page->body = true;
	for (size_t i = page->from; i < page->to; i++) {
		const struct stream_token *token = &s->tokens[i];
		const struct known *known = known_of(s, token);
		struct str key = text_key(s->arena, text_cut(token->text, 400));

		if (is_static_group(known) || is_of_cover(s, known))
			page->body = false;
		if (known != NULL && known->item->parent == NULL &&
		    str_starts(known->item->def, STR("app")) && token->text.len == 0)
			page->body = false;
		columns += str_has(key, STR("変更前の記載")) || str_has(key, STR("変更後の記載")) ||
		    str_has(key, STR("提出時期に係る説明"));
	}
	page->changes = columns > 0 || behind_changes;
	if (page->changes)
		page->body = false;
}

static void
make_pages(struct stream *s)
{
	uint32_t last = s->count == 0 ? 0 : s->tokens[s->count - 1].page;

	s->page_count = s->count == 0 ? 0 : (size_t)last + 1;
	if (s->page_count > IMPORT_PAGES_MAX)
		s->page_count = IMPORT_PAGES_MAX;
	s->pages = ARENA_ARRAY(s->arena, struct stream_page, (size_t)last + 1);
	for (size_t i = 0; i < s->count; i++) {
		struct stream_page *page = &s->pages[s->tokens[i].page];

		if (page->to == 0)
			page->from = i;
		page->to = i + 1;
	}
	for (size_t p = 0; p < s->page_count; p++)
		judge_page(s, &s->pages[p], p > 0 && s->pages[p - 1].changes);
}

/* ---- the stretches ----------------------------------------------------------------------------------------- */

struct step {
	uint32_t cost, first; /* the stretch ends where this step is */
};

struct fitting {
	const struct stream *s;
	struct step *steps; /* page_count × (slot_count + 1) */
	uint32_t *weights;  /* of each class: the cost of a label that no slot explains */
	int32_t *counts;    /* of each class: labels of the page */
	int32_t *left;      /* of them, those that no slot has explained yet */
	uint32_t *best;     /* the least cost of the pages before, at most this far */
	uint32_t *reached;  /* where that is */
};

/* The labels of a page, counted by class; what they cost while nothing explains them. */
static uint32_t
count_labels(const struct stream *s, size_t p, const uint32_t *weights, int32_t *counts)
{
	uint32_t labels = 0;

	for (size_t k = 0; k < s->labels->count; k++)
		counts[k] = 0;
	for (size_t i = s->pages[p].from; i < s->pages[p].to; i++)
		if (s->tokens[i].kind == TOKEN_LABEL) {
			counts[s->tokens[i].class]++;
			labels += weights[s->tokens[i].class];
		}
	return labels;
}

static void
fit_page(struct fitting *f, size_t p)
{
	const struct stream *s = f->s;
	size_t width = s->slot_count + 1;
	struct step *steps = &f->steps[p * width];
	uint32_t labels = count_labels(s, p, f->weights, f->counts);

	for (size_t b = 0; b < width; b++)
		steps[b] = (struct step){ UINT32_MAX, 0 };
	for (size_t a = 0; a < width; a++) {
		uint32_t before = f->best[a];
		/* A cell that goes on over the page break is on both pages. */
		uint32_t shared =
		    a + 1 < width && f->reached[a + 1] == a + 1 ? f->best[a + 1] : UINT32_MAX;

		if (shared < before)
			before = shared;
		if (before == UINT32_MAX)
			continue;
		uint32_t cost = labels + before;
		for (size_t k = 0; k < s->labels->count; k++)
			f->left[k] = f->counts[k];
		if (cost < steps[a].cost)
			steps[a] = (struct step){ cost, (uint32_t)a };
		for (size_t b = a; s->pages[p].body && b < s->slot_count && b - a < STRETCH_MAX;
		     b++) {
			uint32_t class = s->slots[b].class;

			if (class != NO_CLASS && f->left[class]-- > 0)
				cost -= f->weights[class];
			else if (class != NO_CLASS)
				cost += COST_LABEL;
			if (cost < steps[b + 1].cost)
				steps[b + 1] = (struct step){ cost, (uint32_t)a };
		}
	}
}

/* The least cost of ending anywhere before a place: what lies between is on no page. */
static void
prepare_next(struct fitting *f, size_t p)
{
	const struct stream *s = f->s;
	size_t width = s->slot_count + 1;
	const struct step *steps = &f->steps[p * width];
	uint32_t best = UINT32_MAX, reached = 0;

	for (size_t b = 0; b < width; b++) {
		if (b > 0 && best != UINT32_MAX && s->slots[b - 1].class != NO_CLASS)
			best += COST_GAP;
		if (steps[b].cost <= best) {
			best = steps[b].cost;
			reached = (uint32_t)b;
		}
		f->best[b] = best;
		f->reached[b] = reached;
	}
}

static void
trace_back(struct fitting *f, struct stream *s)
{
	size_t width = s->slot_count + 1, end = 0;
	const struct step *steps = &f->steps[(s->page_count - 1) * width];

	for (size_t b = 0; b < width; b++)
		if (steps[b].cost < steps[end].cost)
			end = b;
	for (size_t p = s->page_count; p-- > 0;) {
		struct stream_page *page = &s->pages[p];

		page->first = f->steps[p * width + end].first;
		page->end = end;
		if (p == 0)
			break;
		/* Where the page before ended: at its best place before this one, or one slot into it. */
		prepare_next(f, p - 1);
		size_t first = page->first;
		end = f->reached[first];
		if (first + 1 < width && f->reached[first + 1] == first + 1 &&
		    f->best[first + 1] < f->best[first])
			end = first + 1;
	}
}

void
stream_fit(struct stream *s)
{
	make_pages(s);
	make_slots(s);
	size_t width = s->slot_count + 1;
	if (s->page_count == 0)
		return;
	struct fitting f = { .s = s };
	f.steps = ARENA_ARRAY(s->arena, struct step, s->page_count * width);
	f.weights = ARENA_ARRAY(s->arena, uint32_t, s->labels->count);
	for (size_t i = 0; i < s->slot_count; i++)
		if (s->slots[i].class != NO_CLASS)
			f.weights[s->slots[i].class] = COST_LABEL;
	for (uint32_t class = 0; class < s->labels->count; class ++)
		if (f.weights[class] != 0 && stream_names_one(s, class))
			f.weights[class] = COST_SINGLE;
	f.counts = ARENA_ARRAY(s->arena, int32_t, s->labels->count);
	f.left = ARENA_ARRAY(s->arena, int32_t, s->labels->count);
	f.best = ARENA_ARRAY(s->arena, uint32_t, width);
	f.reached = ARENA_ARRAY(s->arena, uint32_t, width);
	for (size_t b = 1; b < width; b++) {
		f.best[b] = f.best[b - 1] + (s->slots[b - 1].class != NO_CLASS);
		f.reached[b] = 0;
	}
	for (size_t p = 0; p < s->page_count; p++) {
		fit_page(&f, p);
		prepare_next(&f, p);
	}
	trace_back(&f, s);
}
