/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an entry says, by the type of its item. A choice must equal one option; a box that may be a lost ○ is unknown,
 * decided row by row, for the same tag means different things in two rows of one form.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "import/boxes.h"
#include "import/values.h"

#include "base/banned.h"

struct str
value_join(struct arena *arena, const struct entry *entry)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < entry->piece_count; i++) {
		if (entry->pieces[i].aside)
			continue;
		if (buf.len > 0)
			buf_addc(&buf, '\n');
		buf_add(&buf, entry->pieces[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

bool
value_has_box(struct str text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		if ((c >= BOX_FIRST && c <= BOX_LAST) || c == '[' || c == 0xFF3B || c == 0x2610 ||
		    c == 0x2611 || c == 0x25A1 || c == 0x25A0)
			return true;
	}
	return false;
}

bool
value_is_options(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text_cut(text, 4000)), rest = key;
	size_t options = 0;

	if (str_starts(rest, STR("<選択肢>")))
		rest = str_from(rest, sizeof "<選択肢>" - 1);
	else if (str_is(rest, "選択肢"))
		return true;
	if (rest.len == 0 && key.len > 0)
		return true;
	while (rest.len > 0) {
		size_t digits = 0;

		while (digits < rest.len && str_is_digit(rest.ptr[digits]))
			digits++;
		if (digits == 0 || digits > 2 || digits >= rest.len || rest.ptr[digits] != ')')
			return false;
		rest = str_from(rest, digits + 1);
		/* The longest piece that is an option: "4)5年" may follow it at once. */
		size_t len = 0;
		for (size_t at = 0; at <= rest.len; at++)
			if ((at == rest.len || str_is_digit(rest.ptr[at])) &&
			    labels_have_option(labels, str_sub(rest, 0, at)))
				len = at;
		if (len == 0)
			return false;
		rest = str_from(rest, len);
		options++;
	}
	return options > 0;
}

bool
value_is_choice(const struct labels *labels, struct arena *arena, struct str text)
{
	struct str key = text_key(arena, text_cut(text, 4000));

	if (value_is_options(labels, arena, text))
		return true;
	if (str_starts(key, STR("[")) && !str_starts(key, STR("[]"))) {
		size_t end = str_find_char(key, ']', 0);

		if (end != STR_NONE && labels_have_option(labels, str_sub(key, 1, end - 1)))
			return true;
	}
	return str_has(key, STR("<選択肢>"));
}

bool
value_is_marks_of(const struct known *known, struct arena *arena, struct str text)
{
	const struct form_item *item = known->item;
	struct boxes boxes = boxes_parse(arena, text);
	uint64_t seen = 0;

	if (boxes.count != item->mark_count || boxes.count == 0 || boxes.before.len > 0)
		return false;
	for (size_t i = 0; i < boxes.count; i++) {
		struct str rest;
		const struct form_mark *mark = boxes_mark(item, arena, boxes.list[i].label, &rest);

		if (mark == NULL || mark - item->marks > 63)
			return false;
		seen |= (uint64_t)1 << (mark - item->marks);
	}
	return seen ==
	    ((item->mark_count == 64) ? UINT64_MAX : ((uint64_t)1 << item->mark_count) - 1);
}

bool
value_is_none(struct arena *arena, struct str text)
{
	static const char *const words[] = { "-", "—", "―", "–", "−", "ー", "なし", "ーー", "--" };
	struct str key = text_key(arena, text);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_is(key, words[i]))
			return true;
	return false;
}

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
