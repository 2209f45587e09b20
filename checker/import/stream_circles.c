/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boxes by the number of ○ of their page. A group that is filled in (提供先1) proves the mark that the form asks it for (提供を
 * 行っている). Where every ○ of a page is that of a mark, all other boxes of the page are empty. All of it is a proposal.
 */
#include "import/stream.h"

#include "base/banned.h"

/* Is the group asked for "when: ITEM の MARK に ○"? */
static bool
is_asked_for(
    const struct form_item *group, const struct form_item *item, const struct form_mark *mark)
{
	static const struct str of = STR_INIT(" の "), marked = STR_INIT(" に ○");
	struct str when = group->when;

	if (!str_starts(when, item->def) || !str_starts(str_from(when, item->def.len), of) ||
	    !str_ends(when, marked))
		return false;
	when = str_from(when, item->def.len + of.len);
	return str_eq(str_sub(when, 0, when.len - marked.len), mark->label);
}

/* Is a number of a group filled in that is asked for only where this is marked? */
static bool
is_proved(const struct stream *s, const struct form_item *item, const struct form_mark *mark)
{
	for (size_t i = 0; i < s->slot_count; i++) {
		const struct slot *slot = &s->slots[i];

		if (slot->known->repeat == slot->known->item &&
		    is_asked_for(slot->known->item, item, mark) && stream_group_is_filled(s, slot))
			return true;
	}
	return false;
}

static enum mark_state
state_of(const struct stream *s, const struct slot *slot, size_t mark)
{
	const struct entry *entry = found_find(s->found, slot->known->item, 1, slot->instance);

	return entry == NULL || entry->marks == NULL ? MARK_UNKNOWN : entry->marks[mark].state;
}

static bool
has_boxes(const struct stream *s, const struct stream_page *page, const struct slot *slot)
{
	return slot->known->item->type == FORM_MARKS &&
	    (slot->class == NO_CLASS ||
		stream_labels(s, page, slot->class, slot->instance) ==
		    stream_slots(s, page, slot->class, slot->instance));
}

/* Marks of the page that are known or proved; *proved: how many are the latter. */
static size_t
count_marked(const struct stream *s, const struct stream_page *page, size_t *proved)
{
	size_t n = 0;

	*proved = 0;
	for (size_t i = page->first; i < page->end; i++) {
		const struct slot *slot = &s->slots[i];
		const struct form_item *item = slot->known->item;

		for (size_t m = 0; has_boxes(s, page, slot) && m < item->mark_count; m++) {
			enum mark_state state = state_of(s, slot, m);

			if (state == MARK_UNKNOWN && is_proved(s, item, &item->marks[m]))
				++*proved;
			n += state == MARK_CHECKED;
		}
	}
	return n + *proved;
}

/* What is read of an item stays as it is. */
static bool
is_open(const struct stream *s, const struct slot *slot)
{
	const struct entry *entry = found_find(s->found, slot->known->item, 1, slot->instance);

	return entry == NULL || entry->state == ITEM_PROPOSED;
}

static void
take_rest(struct stream *s, const struct stream_page *page)
{
	for (size_t i = page->first; i < page->end; i++) {
		struct slot *slot = &s->slots[i];
		const struct form_item *item = slot->known->item;

		for (size_t m = 0; has_boxes(s, page, slot) && m < item->mark_count; m++) {
			uint32_t line = 0;

			if (!is_open(s, slot) || state_of(s, slot, m) != MARK_UNKNOWN ||
			    !stream_box_is_on_page(
				s, (size_t)(page - s->pages), item->marks[m].key, &line))
				continue;
			struct entry *entry = stream_marks_entry(s, slot, line);
			entry->marks[m].state =
			    is_proved(s, item, &item->marks[m]) ? MARK_CHECKED : MARK_UNCHECKED;
			entry->state = ITEM_PROPOSED;
			entry->why = "この頁の○の数が、印のあると分かる枠の数と一致する";
		}
	}
}

void
stream_circles(struct stream *s)
{
	for (size_t p = 0; p < s->page_count; p++) {
		const struct stream_page *page = &s->pages[p];
		bool stray;

		if (!page->body || stream_has_foreign_group(s, page))
			continue;
		size_t proved, circles = stream_circles_of(s, p, &stray);
		if (count_marked(s, page, &proved) == circles && proved > 0)
			take_rest(s, page);
	}
}
