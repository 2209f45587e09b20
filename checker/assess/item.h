/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of assess/ share: reading one item's value, its words, and the list of all that a form asks for. */
#ifndef ASSESS_ITEM_H
#define ASSESS_ITEM_H

#include "assess/assess.h"

/* Where values are read into, and where faults are said. */
struct item_reader {
	struct arena *arena;
	struct str file;
	struct diags *diags;
	unsigned hints; /* suggestions given so far: ASSESS_HINTS_MAX */
};

/*
 * Fills in state and value of item (its id and place are set) from the node behind the id. What is wrong is said,
 * and the item is unknown then.
 */
void item_read(struct item_reader *reader, const struct node *node, struct item *item);

/* For item.c and marks.c: the boxes of a map into item->marks; a text that may be kept (false: it was refused). */
void item_read_marks(struct item_reader *reader, const struct node *map, struct item *item);
bool item_read_text(
    struct item_reader *reader, const struct node *node, const struct item *item, struct str *text);
void item_complain(struct item_reader *reader, enum diag_code code, const struct node *at,
    const struct item *item, struct str b, struct str c);

/* No value at all; its place is kept. */
void item_make_unknown(struct arena *arena, struct item *item);

/* The state that the text alone says: '' blank, — none, else read. A writer names the state only where it differs. */
enum item_state item_plain_state(const struct item *item);

/* One line of the form as filled in: an id and what is stated for it (NULL: nothing). */
struct slot {
	struct form_id id;
	const struct item *item;
};
static inline enum item_state
slot_state(const struct slot *slot)
{
	return slot->item == NULL ? ITEM_UNKNOWN : slot->item->state;
}
/* All that the form asks for and all that is stated, in form order; in the arena. */
size_t assess_slots(const struct assessment *assessment, struct arena *arena, struct slot **slots);

/* Text with a suggestion for "did you mean": "→ x", or empty; in the arena. */
struct str item_hint(struct arena *arena, struct str text);

#endif
