/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deciding by type; private to values.c, which calls choice.c, marks.c (and it marks_grid.c) and orphans.c, to inline.c, and to
 * value_text.c below them all.
 */
#ifndef IMPORT_VALUES_H
#define IMPORT_VALUES_H

#include "import/found.h"

/* The pieces of an entry, one to a line: those of its value, or all, with those that are aside. */
struct str value_join(struct arena *arena, const struct entry *entry);
struct str value_join_all(struct arena *arena, const struct entry *entry);
/* What value_is_none takes, of which the extraction may have made two lines: one of them. */
struct str value_none_once(struct arena *arena, struct str text);

struct choice {
	const struct form_option *value; /* the one option in brackets */
	bool several;                    /* two different options */
	bool foreign;                    /* brackets around what is no option */
	bool empty;                      /* [] */
	bool by_number;                  /* the brackets hold its number: [2] */
	bool intact;                     /* the list of options is there, complete */
	size_t boxes;
	struct str outside; /* before the list, without brackets */
};

struct choice choice_parse(const struct form_item *item, struct arena *arena, struct str text);
void choice_decide(struct entry *entry, struct arena *arena);
void choice_set(
    struct entry *entry, const struct form_option *option, enum item_state state, const char *why);

/* The text in （ ） right behind the label of a mark. */
struct str marks_text(struct arena *arena, struct str text, struct str mark_label);
/* Boxes that are cells of their own (marks_grid.c); false: they are not, or nobody can tell which is whose. */
bool marks_by_grid(struct entry *entry, struct arena *arena);
void marks_decide(struct entry *entry, struct arena *arena);

/* What was lost or ran together around a value makes it less than certain: blank → unknown, read → proposed. */
void doubts_raise(struct found *found);

/* Values without a label go to the only free item between their neighbours, as proposals; else they are loose. */
void orphans_settle(struct found *found);

#endif
