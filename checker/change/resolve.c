/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 項目, as offices write it, to items of the form. They leave out steps, number them otherwise and drop signs, so labels are
 * looked for by their wording without signs, and the item whose own label ends the path and whose headings cover most of it is
 * the one that is named; where two are as good, neither is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/resolve.h"
#include "base/banned.h"

/* ---- numbers alone: Ⅱ2③ ------------------------------------------------------------------------------------- */

/* Every numbered heading from the part down to the item, in order, is what the path says. */
static bool
numbers_fit(const struct path *path, const struct form_item *item, const unsigned *numbers,
    const bool *circled, size_t count)
{
	size_t left = count;

	for (const struct form_item *up = item; up != NULL && up->parent != NULL; up = up->parent) {
		const struct resolver_label *label = path_label(path, up);

		if (label->number == 0)
			continue;
		if (left == 0 || numbers[left - 1] != label->number ||
		    circled[left - 1] != label->circled)
			return false;
		left--;
	}
	return left == 0 && path_label(path, item)->number != 0;
}

static const struct form_item *
find_by_numbers(const struct path *path, struct str text)
{
	const struct form *form = path->r->assessment->form;
	struct str key = text_key(&path->r->arena, text);
	unsigned numbers[4];
	bool circled[4];
	size_t count = 0, at = path->section.len;

	if (path->section.len == 0 || !str_starts(key, path->section))
		return NULL;
	while (at < key.len) {
		size_t end;

		circled[count < 4 ? count : 3] = key.ptr[at] == '<';
		if (key.ptr[at] == '<' || key.ptr[at] == '.' || key.ptr[at] == '>' ||
		    key.ptr[at] == '-') {
			bool opens = key.ptr[at] == '<';
			at++;
			if (!opens)
				continue;
		}
		if (count == 4 || (numbers[count] = path_number_at(key, at, &end)) == 0)
			return NULL;
		count++;
		at = end;
	}
	for (size_t i = 0; count > 0 && i < form->count; i++)
		if (path_is_in_section(path, &form->items[i]) &&
		    numbers_fit(path, &form->items[i], numbers, circled, count))
			return &form->items[i];
	return NULL;
}

/* ---- the answer --------------------------------------------------------------------------------------------- */

static void
add_id(struct change_named *named, const struct form_id *id)
{
	if (named->count < CHANGE_NAMED_MAX)
		named->ids[named->count++] = *id;
}

static bool
is_stated(const struct assessment *assessment, const struct form_item *group, unsigned file_no,
    unsigned n)
{
	for (size_t i = 0; i < assessment->count; i++) {
		const struct form_id *id = &assessment->items[i].id;

		if (id->item->group == group && id->file_no == file_no && id->instance == n)
			return true;
	}
	return false;
}

/* The numbers that the path does not say: the only one there is, or all that there are. Returns how many. */
static size_t
add_instances(const struct path *path, const struct form_item *item, unsigned file_no,
    struct change_named *named)
{
	const struct assessment *assessment = path->r->assessment;
	struct form_id id = { item, file_no, 0 };
	size_t before = named->count;

	if (item->group == NULL || item->group->type == FORM_TABLE) {
		id.instance = item->group == NULL ? 0 : 1;
		add_id(named, &id);
		return 1;
	}
	id.instance = path_label(path, item->group)->n;
	if (id.instance == 0)
		id.instance = path_label(path, item)->n;
	if (id.instance > 0) {
		if (item->group->repeat_max < 0 || id.instance <= (unsigned)item->group->repeat_max)
			add_id(named, &id);
		return named->count - before;
	}
	for (unsigned n = 1; n <= 20; n++)
		if (is_stated(assessment, item->group, file_no, n)) {
			id.instance = n;
			add_id(named, &id);
		}
	return named->count - before;
}

static void
add_item(const struct path *path, const struct form_item *item, struct change_named *named)
{
	unsigned first = path->file_no > 0 ? path->file_no : 1;
	unsigned last = path->file_no > 0 ? path->file_no : path->r->files;

	if (!item->per_file)
		first = last = 1;
	for (unsigned f = first; f <= last; f++)
		add_instances(path, item, f, named);
}

/* ①部署 ②所属長の役職名: a sister of the item, with its number, before it. */
static bool
is_named_too(const struct path *path, const struct form_item *item, const struct form_item *best)
{
	const struct resolver_label *label = path_label(path, item), *own = path_label(path, best);

	return item != best && item->parent == best->parent && item->group == best->group &&
	    form_item_is_asked(item) && label->number > 0 && label->at != STR_NONE &&
	    label->end <= own->at && path_number_fit(path, label) > 0 &&
	    label->circled == own->circled && own->number > 0;
}

static void
answer(const struct path *path, const struct form_item *best, struct change_named *named)
{
	const struct form *form = path->r->assessment->form;
	bool heading = !form_item_is_asked(best) && !best->is_static;
	size_t others = 0;

	for (size_t i = 0; i < form->count && !heading; i++)
		if (is_named_too(path, &form->items[i], best)) {
			add_item(path, &form->items[i], named);
			others++;
		}
	add_item(path, best, named);
	if (named->count == 0)
		named->how = NAMED_UNSURE;
	else if (heading)
		named->how = NAMED_HEADING;
	else if (others > 0)
		named->how = NAMED_SEVERAL;
	else
		named->how = named->count == 1 ? NAMED_ITEM : NAMED_UNSURE;
}

/* The only item that a heading holds stands for it: ６．保管・消去 of 様式3 is 保管場所. */
static const struct form_item *
only_item(const struct form *form, const struct form_item *heading)
{
	const struct form_item *found = NULL;

	if (heading->type == FORM_TABLE || heading->parent == NULL || heading->repeat_max != 0)
		return NULL;
	for (size_t i = heading->order + 1; i < form->count; i++) {
		const struct form_item *up = form->items[i].parent;

		while (up != NULL && up != heading)
			up = up->parent;
		if (up == NULL)
			break;
		if (form_item_is_asked(&form->items[i])) {
			if (found != NULL)
				return NULL;
			found = &form->items[i];
		}
	}
	return found;
}

struct choice {
	const struct form_item *best;
	int score;
	bool tied;
};

static void
consider(const struct path *path, const struct form_item *item, struct choice *choice)
{
	int points = path_ends(path, item) ? path_score(path, item) : -1;

	if (points < 0)
		return;
	/* 再委託の有無 ends in 委託の有無, too: of two that end at one place the longer is meant. */
	const struct resolver_label *own = path_label(path, item);
	const struct resolver_label *other =
	    choice->best == NULL ? NULL : path_label(path, choice->best);
	bool longer = other != NULL && own->end == other->end && own->at < other->at;
	if (other != NULL && own->end == other->end && own->at > other->at)
		return;
	if (points < choice->score && !longer)
		return;
	choice->tied = points == choice->score && choice->best != NULL && !longer;
	choice->best = item;
	choice->score = points;
}

/* Is anything but the item's own label there that tells it from others of that label? */
static bool
is_told_apart(const struct path *path, const struct form_item *item)
{
	const struct form *form = path->r->assessment->form;
	const struct resolver_label *own = path_label(path, item);

	if (own->context != NULL && path_label(path, own->context)->at != STR_NONE)
		return true;
	if (path_number_fit(path, own) > 0)
		return true;
	for (const struct form_item *up = item->parent; up != NULL && up != item->top;
	     up = up->parent)
		if (path_label(path, up)->at != STR_NONE ||
		    path_has_number(path, path_label(path, up), own->at))
			return true;
	for (size_t i = 0; i < form->count; i++)
		if (&form->items[i] != item && form_item_is_asked(&form->items[i]) &&
		    path_is_in_section(path, &form->items[i]) &&
		    str_eq(path->r->labels[i].key, own->key))
			return false;
	return true;
}

/* A part alone: Ⅲ, （別添２）変更箇所, 表紙. */
static const struct form_item *
section_head(const struct path *path)
{
	const struct form *form = path->r->assessment->form;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];

		if (item->parent == NULL && str_eq(item->section, path->section) &&
		    (path->text.len == 0 || path_ends(path, item)))
			return item;
	}
	return NULL;
}

/* How many bytes at the ends of both are the same, in whole characters. */
static size_t
common_end(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.ptr[a.len - 1 - n] == b.ptr[b.len - 1 - n])
		n++;
	/* Not within a character: those begin with a byte that is no continuation. */
	while (n > 0 && ((unsigned char)a.ptr[a.len - n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* A label with a slip in it, or without its first words: the end of the path is nearly it. */
static void
consider_nearly(const struct path *path, const struct form_item *item, struct choice *choice)
{
	enum { LEAST_CHARS = 6 };
	struct resolver_label *label = path_label(path, item);
	size_t chars = text_chars(label->key), all = text_chars(path->text), at = 0;
	size_t limit = chars / 6 + 1, common = common_end(label->key, path->text);
	size_t common_chars = text_chars(str_from(label->key, label->key.len - common));

	if (chars < LEAST_CHARS || label->has_n || label->at != STR_NONE)
		return;
	for (size_t i = 0; i + chars < all; i++)
		text_next(path->text, &at);
	if (common_chars >= LEAST_CHARS && 2 * common_chars >= chars)
		at = path->text.len - common;
	else if (all < chars || text_distance(str_from(path->text, at), label->key, limit) > limit)
		return;
	label->at = at;
	label->end = path->text.len;
	consider(path, item, choice);
	/* Of the one that is chosen the place stays, for what is asked about it later. */
	if (choice->best != item)
		label->at = label->end = STR_NONE;
}

/* The nearest heading that the path names somewhere, when its end names nothing. */
static const struct form_item *
heading_within(const struct path *path)
{
	const struct form *form = path->r->assessment->form;
	const struct form_item *best = NULL;
	int most = 0;

	for (size_t i = 0; i < form->count; i++) {
		const struct form_item *item = &form->items[i];
		const struct resolver_label *label = path_label(path, item);

		if (item == item->top || item->type != FORM_GROUP || label->at == STR_NONE ||
		    !path_is_in_section(path, item))
			continue;
		/* What stands behind it counts not against it here. */
		int points = path_score(path, item) + (int)(path->text.len - label->end);
		if (points > most) {
			most = points;
			best = item;
		}
	}
	return best;
}

void
resolver_find(struct resolver *r, struct str text, struct change_named *named)
{
	const struct form *form = r->assessment->form;
	struct choice choice = { .score = 0 };
	const struct form_item *found;
	struct path path;

	*named = (struct change_named){ .how = NAMED_NOTHING };
	path_start(r, text, &path);
	if (path.bad_section || (path.text.len == 0 && path.section.len == 0))
		return;
	path_find_labels(&path);
	found = find_by_numbers(&path, text);
	for (size_t i = 0; found == NULL && i < form->count; i++)
		if (path_is_in_section(&path, &form->items[i]))
			consider(&path, &form->items[i], &choice);
	bool exact = found != NULL || choice.best != NULL;
	for (size_t i = 0; !exact && i < form->count; i++)
		if (path_is_in_section(&path, &form->items[i]))
			consider_nearly(&path, &form->items[i], &choice);
	if (found == NULL)
		found = choice.best;
	if (found == NULL || (found->parent != NULL && choice.score == 0 && choice.best != NULL))
		found = section_head(&path);
	if (found == NULL && (found = heading_within(&path)) != NULL) {
		named->how = NAMED_UNSURE;
		add_id(named, &(struct form_id){ found, 1, path_label(&path, found)->n });
		return;
	}
	if (found == NULL)
		return;
	if (found == choice.best &&
	    (choice.tied || (form_item_is_asked(found) && !is_told_apart(&path, found)))) {
		named->how = NAMED_UNSURE;
		return;
	}
	if (!form_item_is_asked(found) && only_item(form, found) != NULL)
		found = only_item(form, found);
	answer(&path, found, named);
}
