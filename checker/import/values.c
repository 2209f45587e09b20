/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an entry says, by the type of its item. A choice must equal one option; a box that may be a lost ○ is unknown,
 * decided row by row, for the same tag means different things in two rows of one form.
 */
#include "base/date.h"
#include "import/values.h"

#include "base/banned.h"

static void
decide_text(struct entry *entry, struct arena *arena)
{
	bool own = false, later = false, apart = false;

	entry->text = blocks_plain(arena, value_join(arena, entry));
	for (size_t i = 0; i < entry->piece_count; i++) {
		own = own || entry->pieces[i].own;
		later = later || !entry->pieces[i].own;
		apart = apart || entry->pieces[i].apart;
	}
	if (entry->text.len == 0) {
		entry->state = entry->has_cell && !entry->damaged ? ITEM_BLANK : ITEM_UNKNOWN;
	} else if (value_is_none(arena, entry->text)) {
		entry->state = ITEM_NONE;
	} else if (entry->damaged) {
		entry->state = ITEM_PROPOSED;
		entry->why = "欄には選択肢の文字があり、値は見出しのない行にある";
	} else if (own && later) {
		entry->state = ITEM_PROPOSED;
		entry->why = "見出しのない行が続いている";
	} else if (apart) {
		entry->state = ITEM_PROPOSED;
		entry->why = "空行をはさんで続いている";
	} else {
		entry->state = ITEM_READ;
	}
}

static void
decide_date(struct found *found, struct entry *entry)
{
	struct date date;

	decide_text(entry, found->arena);
	if (entry->state != ITEM_READ && entry->state != ITEM_PROPOSED)
		return;
	if (date_parse(entry->text, &date))
		return;
	entry->state = ITEM_UNKNOWN;
	found_loose(found, entry->line, entry->text);
	entry->text = (struct str){ 0 };
}

static void
decide(struct found *found, struct entry *entry)
{
	switch (entry->known->item->type) {
	case FORM_TEXT:
	case FORM_PERIOD:
		decide_text(entry, found->arena);
		break;
	case FORM_DATE:
		decide_date(found, entry);
		break;
	case FORM_CHOICE:
		choice_decide(entry, found->arena);
		break;
	case FORM_MARKS:
		marks_decide(entry, found->arena);
		break;
	case FORM_COUNT:
	case FORM_GROUP:
	case FORM_TABLE:
		break;
	}
}

/* Rows that nobody would miss: printed ones, and those inside of another's cell. */
static bool
has_own_row(const struct known *known)
{
	const struct form_item *item = known->item;

	return !item->is_static && item->type != FORM_TABLE && !known->inside &&
	    !(item->type == FORM_MARKS && item->mark_count == 1);
}

/* 提供先1 and what belongs to it: an office that provides nothing prints none of it. */
static bool
is_unused_group(const struct known *known)
{
	return known->repeat != NULL;
}

/*
 * A text below its label is that label's only while the next label of the form follows it: when that one is lost, the text
 * may be the lost one's. An empty cell is blank only then, too: what looks like the next label may be its value below it.
 */
static void
doubt_before_gaps(struct found *found)
{
	const struct known *end = found->labels->list + found->labels->count;

	for (size_t i = 0; i < found->count; i++) {
		struct entry *entry = &found->entries[i];
		const struct known *next = entry->known + 1;
		bool below = false;

		for (size_t k = 0; k < entry->piece_count; k++)
			below = below || !entry->pieces[k].own;
		bool blank = entry->state == ITEM_BLANK;
		if (entry->is_decided || !(blank || (entry->state == ITEM_READ && below)) ||
		    (!form_type_is_text(entry->known->item->type) &&
			entry->known->item->type != FORM_DATE))
			continue;
		size_t k = i + 1;
		while (k < found->count && !has_own_row(found->entries[k].known))
			k++;
		const struct known *follows = k < found->count ? found->entries[k].known : NULL;
		while (
		    next < end && next != follows && (!has_own_row(next) || is_unused_group(next)))
			next++;
		if (k == found->count ? next == end : found->entries[k].known == next)
			continue;
		if (k < found->count && found->entries[k].known->repeat != NULL &&
		    entry->known->repeat != NULL)
			continue;
		/* What may be blank, and the label of another is lost: the text is rather the other's. */
		bool last = k == found->count;
		if (blank && last)
			continue;
		if (blank || (entry->known->item->required == FORM_OPTIONAL && !last)) {
			found_loose(found, entry->line, entry->text);
			entry->state = ITEM_UNKNOWN;
			entry->text = (struct str){ 0 };
			continue;
		}
		entry->state = ITEM_PROPOSED;
		entry->why = "次の見出しが見当たらない";
	}
}

void
values_decide(struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!found->entries[i].is_decided)
			decide(found, &found->entries[i]);
	doubt_before_gaps(found);
	orphans_settle(found);
}
