/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a 項目 parts from the headings that the form prints: a number that belongs to no such heading, two headings where the one
 * does not stand below the other, a heading with other words. What is only left out is no fault: offices shorten.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/resolve.h"
#include "base/banned.h"

/* Shorter words (委託, 範囲) stand in running text, too. */
enum { LABEL_LEAST_CHARS = 3, NAME_LEAST_CHARS = 7 };

static bool
is_found(const struct path *path, const struct form_item *item)
{
	const struct resolver_label *label = path_label(path, item);

	if (label->at == STR_NONE || !path_is_in_section(path, item))
		return false;
	/* No character has more than four bytes. */
	return label->end - label->at >= 4 * LABEL_LEAST_CHARS ||
	    text_chars(str_sub(path->text, label->at, label->end - label->at)) >= LABEL_LEAST_CHARS;
}

/* Does it stand within another, longer label that is there? 委託の有無 in 再委託の有無. */
static bool
is_within(const struct path *path, const struct resolver_label *label)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++) {
		const struct resolver_label *other = &path->r->labels[i];

		if (is_found(path, &form->items[i]) && other->at <= label->at &&
		    label->end <= other->end && other->end - other->at > label->end - label->at)
			return true;
	}
	return false;
}

/* ---- the number before a label ------------------------------------------------------------------------------ */

/* The 1 of リスク1 and システム1 is theirs, and no number of what follows. */
static bool
is_others_number(const struct path *path, const struct resolver_label *label)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++)
		if (is_found(path, &form->items[i]) && path->r->labels[i].end == label->at)
			return true;
	return false;
}

/* 0: none. */
static unsigned
stated_number(const struct path *path, const struct resolver_label *label)
{
	size_t at = label->at, end;

	while (at > 0 && str_is_digit(path->text.ptr[at - 1]))
		at--;
	return at == label->at || is_others_number(path, label)
	    ? 0
	    : path_number_at(path->text, at, &end);
}

/* The labels of one wording: is the number that of one of them, and is there only one number that it could be? */
static bool
is_wrong_number(const struct path *path, const struct form_item *item, unsigned stated)
{
	const struct form *form = path->r->assessment->form;
	const struct resolver_label *own = path_label(path, item);

	if (stated == 0 || own->number == 0)
		return false;
	for (size_t i = 0; i < form->count; i++) {
		const struct resolver_label *other = &path->r->labels[i];

		/* A 項目 without its part may mean any of them. */
		if (str_eq(other->key, own->key) && path_is_in_section(path, &form->items[i]) &&
		    other->number == stated)
			return false;
	}
	return true;
}

static bool
find_number(const struct path *path, struct change_fault *fault)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const struct resolver_label *label = path_label(path, item);

		if (!is_found(path, item) || is_within(path, label) ||
		    !is_wrong_number(path, item, stated_number(path, label)))
			continue;
		fault->kind = FAULT_NUMBER;
		fault->written = arena_printf(&path->r->arena, "%u", stated_number(path, label));
		fault->printed = item->label;
		return true;
	}
	return false;
}

/* ---- two headings ------------------------------------------------------------------------------------------- */

static bool
is_above(const struct form_item *upper, const struct form_item *item)
{
	while (item != NULL && item != upper)
		item = item->parent;
	return item != NULL;
}

/* Does a heading of this wording, or one that is meant at this place (リスク1 without its title), stand above the item? */
static bool
leads_to(const struct path *path, const struct form_item *heading, const struct form_item *item)
{
	const struct resolver_label *own = path_label(path, heading);

	for (const struct form_item *up = item; up != NULL; up = up->parent)
		if (str_eq(path_label(path, up)->key, own->key) ||
		    path_label(path, up)->at == own->at)
			return true;
	return false;
}

/* ４．, リスク１: what a 項目 goes through, not a word that could stand in any of them. */
static bool
is_step(const struct path *path, const struct form_item *item)
{
	const struct resolver_label *label = path_label(path, item);

	return item->type == FORM_GROUP && item->parent != NULL &&
	    (label->number > 0 || str_starts(label->key, STR("リスク")));
}

/* A heading behind the one that stands below it: 「リスク1 特定個人情報の保管・消去」. */
static bool
is_behind_its_own(
    const struct path *path, const struct form_item *heading, const struct form_item *named)
{
	for (const struct form_item *low = named; low != NULL && low != heading; low = low->parent)
		if (low != named && is_found(path, low) && is_step(path, low) &&
		    path_label(path, low)->end <= path_label(path, heading)->at &&
		    is_above(heading, low))
			return true;
	return false;
}

static bool
find_two(const struct path *path, const struct form_item *named, struct change_fault *fault)
{
	const struct form *form = path->r->assessment->form;
	const struct resolver_label *own = path_label(path, named);

	if (own->at == STR_NONE)
		return false;
	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const struct resolver_label *label = path_label(path, item);

		if (!is_found(path, item) || !is_step(path, item) || label->end > own->at ||
		    is_within(path, label))
			continue;
		if (leads_to(path, item, named) &&
		    (!is_above(item, named) || !is_behind_its_own(path, item, named)))
			continue;
		fault->kind = FAULT_TWO;
		fault->written = item->label;
		fault->printed = named->label;
		return true;
	}
	return false;
}

/* ---- other words -------------------------------------------------------------------------------------------- */

/* The label without the リスク1 before its title: offices write the one and the other apart. */
static struct str
title_of(struct str key)
{
	static const struct str word = STR_INIT("リスク");
	size_t digits = str_starts(key, word) ? str_digits(key, word.len) : 0;

	return digits > 0 ? str_from(key, word.len + digits) : key;
}

static bool
is_nearly(struct str piece, struct str key)
{
	size_t chars = text_chars(key), limit = chars / 8 > 2 ? chars / 8 : 2;
	size_t has = text_chars(piece);

	/* What is a part of the other is only shorter. */
	if (chars < NAME_LEAST_CHARS || has + limit < chars || chars + limit < has ||
	    str_has(key, piece) || str_has(piece, key))
		return false;
	return text_distance(piece, key, limit) <= limit;
}

static bool
judge_piece(const struct path *path, struct str piece, struct change_fault *fault)
{
	const struct form *form = path->r->assessment->form;

	/* A label that is meant word for word is none that is nearly another. */
	for (size_t i = 0; i < form->count; i++)
		if (str_eq(path->r->labels[i].key, piece))
			return false;
	for (size_t i = 0; i < form->count; i++) {
		if (!path_is_in_section(path, &form->items[i]) ||
		    !is_nearly(piece, title_of(path->r->labels[i].key)))
			continue;
		fault->kind = FAULT_NAME;
		fault->written = piece;
		fault->printed = form->items[i].label;
		return true;
	}
	return false;
}

static void
cover_labels(const struct path *path)
{
	const struct form *form = path->r->assessment->form;

	memset(path->covered, 0, path->text.len);
	for (size_t i = 0; i < form->count; i++) {
		const struct resolver_label *label = &path->r->labels[i];

		if (is_found(path, &form->items[i]))
			memset(path->covered + label->at, 1, label->end - label->at);
	}
}

/* The text between the labels that are there, piece by piece: numbers part them. */
static bool
find_name(const struct path *path, struct change_fault *fault)
{
	size_t at = 0;

	cover_labels(path);
	while (at < path->text.len) {
		size_t from = at;

		while (at < path->text.len && !path->covered[at] && path->text.ptr[at] != '#' &&
		    !str_is_digit(path->text.ptr[at]))
			at++;
		if (at > from && judge_piece(path, str_sub(path->text, from, at - from), fault))
			return true;
		if (at == from)
			at++;
	}
	return false;
}

void
resolver_fault(struct resolver *r, struct str text, const struct change_named *named,
    struct change_fault *fault)
{
	struct path path;

	*fault = (struct change_fault){ .kind = FAULT_NONE };
	if (named->how == NAMED_NOTHING)
		return;
	path_start(r, text, &path);
	path_find_labels(&path);
	if (find_number(&path, fault))
		return;
	if (named->how == NAMED_ITEM && find_two(&path, named->ids[0].item, fault))
		return;
	find_name(&path, fault);
}
