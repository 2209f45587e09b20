/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value is certain only while what stands around it is whole: the label that the form has next follows it, no other label stands inside of
 * it, and no text without a label goes on behind it. What was lost there may be the value itself, or may have run into it.
 */
#include "base/scope.h"
#include "base/text.h"
#include "import/values.h"

#include "base/banned.h"

/* Rows that nobody would miss: printed ones, and those inside of another's cell. */
static bool
has_own_row(const struct known *known)
{
	const struct form_item *item = known->item;

	/* "全ての記録項目 | 別添１を参照。" is printed by every form, the month of its edition on the cover is not. */
	bool printed =
	    item->is_static && (!form_type_is_text(item->type) || known->section->order == 0);

	return !printed && item->type != FORM_TABLE && !known->inside &&
	    !(item->type == FORM_MARKS && item->mark_count == 1);
}

/* The next entry that has a row of its own, from an index on; NULL: the end. */
static const struct entry *
entry_from(const struct found *found, size_t k)
{
	while (k < found->count && !has_own_row(found->entries[k].known))
		k++;
	return k < found->count ? &found->entries[k] : NULL;
}

/* Does next stand where the form has it behind this one? Groups of which an office has none may be left out, nothing else. */
static bool
follows(const struct found *found, const struct entry *entry, const struct entry *next)
{
	const struct known *end = found->labels->list + found->labels->count;
	const struct form_item *own = entry->known->repeat;
	const struct known *k = entry->known + 1;

	for (; k < end; k++) {
		if (next != NULL && k == next->known)
			break;
		if (has_own_row(k) && (k->repeat == NULL || k->repeat == own))
			break;
	}
	if (next == NULL)
		return k == end;
	if (k < end && k == next->known)
		return own == NULL || k->repeat != own || next->instance == entry->instance;
	/* The group once more, with its next number. */
	return own != NULL && (k == end || k->repeat != own) && next->known->repeat == own &&
	    (next->known->item == own || next->known->item == own + 1) &&
	    next->instance != entry->instance;
}

static bool
is_text(const struct entry *entry)
{
	return form_type_is_text(entry->known->item->type) || entry->known->item->type == FORM_DATE;
}

static void
make_unknown(struct found *found, struct entry *entry)
{
	found_loose(found, entry->line, entry->text);
	entry->state = ITEM_UNKNOWN;
	entry->text = (struct str){ 0 };
}

static void
propose(struct entry *entry, const char *why)
{
	if (entry->state == ITEM_READ || entry->state == ITEM_NONE) {
		entry->state = ITEM_PROPOSED;
		entry->why = why;
	}
}

/*
 * A text below its label is that label's only while the next label of the form follows it: when that one is lost, the text
 * may be the lost one's. An empty cell is blank only then, too: what looks like the next label may be its value below it.
 */
static void
doubt_before_gap(struct found *found, struct entry *entry, const struct entry *next)
{
	bool below = false, blank = entry->state == ITEM_BLANK;

	for (size_t k = 0; k < entry->piece_count; k++)
		below = below || !entry->pieces[k].own;
	if (!blank && !below)
		return;
	if (!entry->lost_behind && (follows(found, entry, next) || (blank && next == NULL)))
		return;
	/* What may be blank, and the label of another is lost: the text is rather the other's. */
	if (blank || (entry->known->item->required == FORM_OPTIONAL && next != NULL))
		make_unknown(found, entry);
	else
		propose(entry, "次の見出しが見当たらない");
}

/* ---- labels inside of a value ------------------------------------------------------------------------------ */

/* The label as it is printed, in a key: with its number where the wording alone may be anybody's. */
static bool
has_label(struct arena *arena, struct str key, const struct known *known)
{
	struct str label = known->numbered ? known->before : known->label.key;
	unsigned n = known->label.number;

	if (known->inside || label.len == 0)
		return false;
	if (known->numbered) {
		for (size_t at = 0; (at = str_find(key, label, at)) != STR_NONE; at += label.len)
			if (str_digits(key, at + label.len) > 0)
				return true;
		return false;
	}
	if (text_chars(label) >= (n == 0 ? 3 : 4))
		return str_has(key, label);
	return n != 0 &&
	    (str_has(key, arena_printf(arena, "<%u>%.*s", n, STR_ARG(label))) ||
		str_has(key, arena_printf(arena, "%u)%.*s", n, STR_ARG(label))) ||
		str_has(key, arena_printf(arena, "%u.%.*s", n, STR_ARG(label))));
}

/* A label that the form has between two entries, and that was not found there. */
static bool
has_label_between(
    const struct found *found, struct str key, const struct known *from, const struct known *to)
{
	for (const struct known *k = from; k < to; k++)
		if (has_label(found->arena, key, k))
			return true;
	return false;
}

static bool
ends_with_number(struct str key)
{
	size_t at = key.len;

	if (!str_ends(key, STR(">")))
		return false;
	for (at--; at > 0 && str_is_digit(key.ptr[at - 1]);)
		at--;
	return at + 1 < key.len && at > 1 && key.ptr[at - 1] == '<';
}

/* "… システム2～5": the row of the groups that are not filled in, run into the last text of the group above it. */
static bool
ends_with_placeholder(const struct found *found, const struct known *known, struct str key)
{
	const struct known *group =
	    known->repeat == NULL ? NULL : labels_of(found->labels, known->repeat);
	size_t last = STR_NONE;

	if (group == NULL || group->before.len == 0)
		return false;
	for (size_t at = 0; (at = str_find(key, group->before, at)) != STR_NONE; at++)
		last = at;
	return last != STR_NONE && labels_placeholder(found->labels, str_from(key, last));
}

/* The text is a label and nothing else, or one that is missing around here stands in it. */
static bool
holds_label(const struct found *found, size_t i)
{
	const struct entry *entry = &found->entries[i];
	const struct known *end = found->labels->list + found->labels->count, *known = entry->known;
	const struct known *from = i > 0 ? found->entries[i - 1].known + 1 : found->labels->list;
	const struct known *behind = i + 1 < found->count ? found->entries[i + 1].known : end;
	struct str key = text_key(found->arena, entry->text);

	struct label label = label_parse(found->arena, entry->text);
	if (labels_have(found->labels, label.key) || labels_placeholder(found->labels, label.key))
		return true;
	/* The number of the next label: "… ②". */
	if (ends_with_number(key) || ends_with_placeholder(found, known, key))
		return true;
	if (behind <= known)
		for (behind = known + 1; behind < end && behind->repeat == known->repeat &&
		     behind->heading == known->heading;)
			behind++;
	/* A label that ran into the text above it, whose boxes were found by themselves. */
	if (behind < end && behind != known && str_ends(key, behind->label.key) &&
	    has_label(found->arena, key, behind))
		return true;
	return has_label_between(found, key, known + 1, behind) ||
	    has_label_between(found, key, from, known);
}

/* ---- texts without a label behind a value ------------------------------------------------------------------ */

/* The text goes on below in a row without a label: over the end of a page, or its next label is lost. */
static void
doubt_cut(struct found *found)
{
	for (size_t i = 0; i < found->orphan_count; i++) {
		const struct orphan *orphan = &found->orphans[i];

		if (orphan->choice || orphan->after == STR_NONE)
			continue;
		struct entry *entry = found_get(found, orphan->after);
		if (entry->is_decided || !is_text(entry))
			continue;
		if (entry->state == ITEM_BLANK || entry->state == ITEM_NONE)
			make_unknown(found, entry);
		propose(entry, "見出しのない行が続いている");
	}
}

/* Labels that a form sets alike: its numbered headings, or those of one section, numbered alike, long or short. */
static bool
are_alike(const struct known *a, const struct known *b)
{
	enum { LONG_CHARS = 24 };

	return a->label.kind == b->label.kind &&
	    (a->label.kind == LABEL_HEADING || a->section == b->section) &&
	    (text_chars(a->label.key) > LONG_CHARS) == (text_chars(b->label.key) > LONG_CHARS);
}

/* Labels like this one have their values in the row below: an empty cell beside it says nothing. */
static bool
stands_above(const struct found *found, const struct entry *label)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct entry *entry = &found->entries[i];

		if (entry->has_cell && is_text(entry) && entry->piece_count > 0 &&
		    !entry->pieces[0].own && are_alike(entry->known, label->known))
			return true;
	}
	return false;
}

/* ---- labels in the middle of their cells -------------------------------------------------------------------- */

/* Of a name, a department or an office nobody writes sentences. */
static bool
asks_for_name(const struct known *known)
{
	static const char *const ends[] = { "名称", "名", "部署" };

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(known->label.key, str_of(ends[i])))
			return true;
	return false;
}

/* Lines without cells: where one value ends and the next begins is told by labels alone. */
static bool
is_of_lines(const struct entry *entry)
{
	return !entry->is_decided && !entry->has_cell && is_text(entry) &&
	    (entry->state == ITEM_READ || entry->state == ITEM_PROPOSED);
}

/* A name that goes on with sentences: those of the next item, whose label is printed at half the height of its cell. */
static bool
runs_on(const struct entry *entry)
{
	return is_of_lines(entry) && asks_for_name(entry->known) &&
	    str_find_char(entry->text, '\n', 0) != STR_NONE && str_has(entry->text, STR("。"));
}

/* Where one label stands so, any may: of two texts that follow each other the first may hold the beginning of the second. */
static void
doubt_centred(struct found *found)
{
	bool centred = false;

	for (size_t i = 0; i < found->count && !centred; i++)
		centred = runs_on(&found->entries[i]);
	for (size_t i = 0; centred && i < found->count; i++) {
		struct entry *entry = &found->entries[i], *next = entry + 1;

		if (!is_of_lines(entry) || str_find_char(entry->text, '\n', 0) == STR_NONE)
			continue;
		propose(entry, "次の項目の初めの行を含むかもしれない（見出しが欄の中ほどにある）");
		if (i + 1 == found->count || next->is_decided || !is_text(next))
			continue;
		if (next->state == ITEM_BLANK)
			make_unknown(found, next);
		propose(next, "初めの行が前の項目にあるかもしれない（見出しが欄の中ほどにある）");
	}
}

void
doubts_raise(struct found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];

		if (entry->is_decided || !is_text(entry))
			continue;
		if (entry->state == ITEM_BLANK && !entry->cell_below && stands_above(found, entry))
			make_unknown(found, entry);
		if (entry->state == ITEM_BLANK || entry->state == ITEM_READ ||
		    entry->state == ITEM_NONE)
			doubt_before_gap(found, entry, entry_from(found, i + 1));
		if (entry->labelled_twice) {
			propose(entry, "見出しが二度ある");
			if (entry->state == ITEM_BLANK)
				make_unknown(found, entry);
			if (i > 0 && !found->entries[i - 1].is_decided && is_text(entry - 1))
				propose(entry - 1, "続きが見出しのように見える");
		}
		if (entry->lost_behind)
			propose(entry, "後に続く見出しの項目が定まらない");
		if (entry->loose_behind)
			propose(entry, "見出しのない行が続いている");
		if (entry->state == ITEM_READ && holds_label(found, i))
			propose(entry, "別の項目の見出しを含む");
	}
	doubt_cut(found);
	doubt_centred(found);
}
