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
	bool own = false, later = false, apart = false, twice = false;

	entry->text = blocks_plain(arena, value_join(arena, entry));
	for (size_t i = 0; i < entry->piece_count; i++) {
		own = own || entry->pieces[i].own;
		later = later || !entry->pieces[i].own;
		apart = apart || entry->pieces[i].apart;
		twice =
		    twice || (i > 0 && str_eq(entry->pieces[i].text, entry->pieces[i - 1].text));
	}
	if (entry->text.len == 0) {
		entry->state = entry->has_cell && !entry->damaged ? ITEM_BLANK : ITEM_UNKNOWN;
	} else if (value_is_none(arena, entry->text)) {
		entry->state = ITEM_NONE;
		entry->text = value_none_once(arena, entry->text);
	} else if (entry->damaged) {
		entry->state = ITEM_PROPOSED;
		entry->why = "欄には選択肢の文字があり、値は見出しのない行にある";
	} else if (value_has_tag(entry->text)) {
		enum { TAG_BYTES = 10 };
		entry->state = entry->text.len > TAG_BYTES ? ITEM_PROPOSED : ITEM_UNKNOWN;
		entry->why = "タグの残りがある";
	} else if (own && later) {
		entry->state = ITEM_PROPOSED;
		entry->why = "見出しのない行が続いている";
	} else if (twice) {
		entry->state = ITEM_PROPOSED;
		entry->why = "同じ行が続いている";
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

void
values_decide(struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		if (!found->entries[i].is_decided)
			decide(found, &found->entries[i]);
	doubts_raise(found);
	orphans_settle(found);
}
