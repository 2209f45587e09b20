/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a label belongs: ahead of the place where we are and inside of the groups that are open, exact before misread; never
 * where two items could be meant.
 */
#include "base/text.h"
#include "import/walk.h"
#include "import/limits.h"

#include "base/banned.h"

static unsigned
instance_of(const struct walk *w, const struct known *known)
{
	return known->repeat != NULL ? w->instance : 0;
}

bool
walk_is_open(const struct walk *w, const struct form_item *item)
{
	return w->at != NULL && item_encloses(item, w->at->item);
}

/* A numbered group may begin wherever its parent is open or ahead, once per number. */
static bool
reaches_instance(const struct walk *w, const struct known *known, unsigned n)
{
	if (known->repeat != known->item || w->at == NULL)
		return false;
	if (known->item->repeat_max > 0 && n > (unsigned)known->item->repeat_max)
		return false;
	if (found_find(w->found, known->item, w->file_no, n) != NULL)
		return false;
	return walk_is_open(w, known->item->parent) ||
	    (known->heading == w->at->heading && known->item->order > w->at->item->order);
}

bool
walk_is_visited(const struct walk *w, const struct known *known)
{
	return found_find(w->found, known->item, w->file_no, instance_of(w, known)) != NULL;
}

bool
walk_reaches(const struct walk *w, const struct known *known)
{
	const struct form_item *item = known->item;

	if (known->section != w->section || w->at == NULL || item->parent == NULL)
		return false;
	if (known->repeat != NULL && known->repeat != item &&
	    (!walk_is_open(w, known->repeat) || w->lost_instance))
		return false;
	if (walk_is_visited(w, known))
		return false;
	if (item->order > w->at->item->order) {
		if (walk_is_open(w, item->parent))
			return true;
		return known->unique;
	}
	/* A row that slipped below its neighbour: only where it cannot be another, of the group's next number. */
	if (known->repeat != NULL && item->order + 2 < w->at->item->order)
		return false;
	return known->unique && known->heading != NULL && known->heading == w->at->heading &&
	    (known->repeat == NULL || walk_is_open(w, known->repeat));
}

static bool
number_fits(const struct known *known, const struct label *label)
{
	/* A number is printed that this item does not have: it is the other one of this wording. */
	if (label->kind != LABEL_PLAIN && known->label.kind == LABEL_PLAIN && !known->unique)
		return false;
	if (label->kind == LABEL_PLAIN || known->label.kind == LABEL_PLAIN)
		return label->kind != LABEL_ROMAN && known->label.kind != LABEL_ROMAN;
	/* "(1) 特定個人情報ファイルを取り扱う事務": an office's own way of numbering, where the wording is long enough to tell. */
	if (label->kind != known->label.kind)
		return label->kind != LABEL_ROMAN && known->label.kind != LABEL_ROMAN &&
		    known->unique && label->number == known->label.number &&
		    text_chars(known->label.key) >= 8;
	if (label->number == known->label.number)
		return true;
	/* Another edition or a slip of the pen counts differently; the wording decides when there is one such item. */
	return known->unique && text_chars(known->label.key) >= 5;
}

/* An answer without a label came since the last label: there is a label between here and there. */
static bool
has_orphan_choice(const struct walk *w)
{
	const struct found *found = w->found;

	return found->orphan_count > 0 && found->orphans[found->orphan_count - 1].choice &&
	    found->orphans[found->orphan_count - 1].before == STR_NONE;
}

/* Two rows of one group with the same label (具体的な方法): ours only right behind the item that it explains. */
static bool
is_next_of_twins(const struct walk *w, const struct known *known)
{
	bool twin = false;

	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *other = &w->labels->list[i];

		if (other != known && other->item->parent == known->item->parent &&
		    str_eq(other->label.key, known->label.key) && !walk_is_visited(w, other))
			twin = true;
	}
	return !twin || (known == w->at + 1 && !has_orphan_choice(w));
}

const struct known *
walk_find(const struct walk *w, const struct label *label, unsigned *n, bool *known_label)
{
	const struct known *best = NULL;

	*known_label = false;
	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];
		unsigned number;

		if (known->inside || !label_is(known, label->key, &number))
			continue;
		*known_label = true;
		if (known->item->parent == NULL || !number_fits(known, label))
			continue;
		if (known->numbered ? !reaches_instance(w, known, number) : !walk_reaches(w, known))
			continue;
		if (w->lost && !known->unique && known->item->type != FORM_GROUP)
			continue;
		bool ahead = w->at == NULL || known->item->order > w->at->item->order;
		bool best_ahead = best != NULL && best->item->order > w->at->item->order;
		if (best == NULL || (ahead && !best_ahead)) {
			best = known;
			*n = number;
		}
	}
	return best != NULL && is_next_of_twins(w, best) ? best : NULL;
}

static const struct known *
find_misread(const struct walk *w, const struct label *label)
{
	const struct known *best = NULL;
	size_t best_distance = STR_NONE;
	bool tie = false;

	for (size_t i = 0; i < w->labels->count; i++) {
		const struct known *known = &w->labels->list[i];

		if (known->numbered || known->heading == NULL || known->inside)
			continue;
		if (label->kind != known->label.kind || label->number != known->label.number)
			continue;
		if (known->item->order < w->at->item->order ||
		    (known->heading != w->at->heading && known->item != known->heading))
			continue;
		/* The label with more behind it is a label and a value in one cell. */
		if (str_starts(label->key, known->label.key))
			continue;
		size_t distance = label_distance(known, label->key);
		if (distance == STR_NONE || !walk_reaches(w, known))
			continue;
		tie = distance == best_distance;
		if (best == NULL || distance < best_distance) {
			best = known;
			best_distance = distance;
		}
	}
	return tie ? NULL : best;
}

/* The heading where we are, printed again at the top of a page. */
static bool
is_repeated_heading(const struct walk *w, const struct label *label)
{
	unsigned n;

	for (const struct form_item *at = w->at != NULL ? w->at->item : NULL; at != NULL;
	     at = at->parent) {
		const struct known *known = labels_of(w->labels, at);

		if (at->type == FORM_GROUP && at->repeat_max == 0 &&
		    label_is(known, label->key, &n) && number_fits(known, label))
			return true;
	}
	return false;
}

/* What is at the end of the pieces: orphans between the last entry and this one know where they end. */
void
walk_close_orphans(struct walk *w, size_t before)
{
	for (size_t i = w->found->orphan_count; i-- > 0;) {
		if (w->found->orphans[i].before != STR_NONE)
			break;
		w->found->orphans[i].before = before;
	}
}

void
walk_enter(struct walk *w, const struct known *known, unsigned n, uint32_t line)
{
	if (known->numbered)
		w->instance = n;
	else if (known->repeat == NULL &&
	    !(w->at != NULL && known->item->order < w->at->item->order))
		w->instance = 0;
	bool backward =
	    !known->numbered && w->at != NULL && known->item->order < w->at->item->order;
	w->current = found_add(w->found, known, w->file_no, instance_of(w, known), line);
	if (!backward)
		w->at = known;
	w->lost = false;
	w->lost_instance = false;
	walk_close_orphans(w, w->current);
	/* "委託事項1 | 名称": the label of a group is that of its name, too. */
	if (known->numbered && known->item->type == FORM_GROUP &&
	    known + 1 < w->labels->list + w->labels->count) {
		const struct known *name = known + 1;

		if (name->item->parent == known->item &&
		    str_eq(name->label.key, known->label.key)) {
			w->current = found_add(w->found, name, w->file_no, n, line);
			w->at = name;
		}
	}
}

/* The item that comes next and has a row of its own; NULL at the end. */
const struct known *
walk_next(const struct walk *w)
{
	const struct known *next = w->at + 1, *end = w->labels->list + w->labels->count;

	while (next < end && next->inside)
		next++;
	return next < end ? next : NULL;
}

/* The label of the item where we are, once more below a text of its own: one of the two is a text that reads like it. */
static bool
is_again(const struct walk *w, const struct label *label)
{
	unsigned n;

	if (w->found->count == 0 || w->current != w->found->count - 1)
		return false;
	const struct entry *entry = &w->found->entries[w->current];
	return form_type_is_text(entry->known->item->type) && entry->piece_count > 0 &&
	    !entry->pieces[0].own && label_is(entry->known, label->key, &n) &&
	    number_fits(entry->known, label);
}

/* A label of the group where we are, which this number has already: without its own number another one begins. */
static bool
is_of_next_instance(const struct walk *w, const struct label *label)
{
	unsigned n;

	for (const struct known *k = w->labels->list; k < w->labels->list + w->labels->count; k++)
		if (k->repeat != NULL && w->at != NULL && k->repeat == w->at->repeat &&
		    label_is(k, label->key, &n) && number_fits(k, label) && walk_is_visited(w, k))
			return true;
	return false;
}

enum place
walk_place(struct walk *w, struct str text, uint32_t line)
{
	unsigned n = 0;
	bool known_label;

	if (text.len == 0 || text.len > IMPORT_LABEL_MAX_BYTES)
		return PLACE_NO;
	struct label label = label_parse(w->arena, text);
	if (label.key.len == 0)
		return PLACE_NO;
	const struct known *known = walk_find(w, &label, &n, &known_label);
	if (known == NULL && !known_label && !value_has_box(text))
		known = find_misread(w, &label);
	if (known != NULL) {
		walk_enter(w, known, n, line);
		if (label.key.len < known->label.key.len && str_starts(known->label.key, label.key))
			w->found->entries[w->current].label_rest =
			    str_from(known->label.key, label.key.len);
		return PLACE_YES;
	}
	if (labels_placeholder(w->labels, label.key))
		return PLACE_IGNORE;
	if (is_repeated_heading(w, &label))
		return PLACE_IGNORE;
	if (known_label && is_again(w, &label)) {
		struct entry *entry = &w->found->entries[w->found->count - 1];

		for (size_t i = 0; i < entry->piece_count; i++)
			found_loose(w->found, entry->pieces[i].line, entry->pieces[i].text);
		entry->piece_count = 0;
		entry->labelled_twice = true;
		w->current = w->found->count - 1;
		return PLACE_YES;
	}
	if (known_label)
		w->lost_instance = w->lost_instance || is_of_next_instance(w, &label);
	return known_label ? PLACE_LOST : PLACE_NO;
}
