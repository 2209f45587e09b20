/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of change/ share. */
#ifndef CHANGE_INNER_H
#define CHANGE_INNER_H

#include "change/change.h"

/* --- tokens.c --- */

/* Views into text, in order and without gap; in the arena. */
size_t change_tokens(struct arena *arena, struct str text, struct str **tokens);
size_t change_sentences(struct arena *arena, struct str text, struct str **sentences);
enum change_script {
	CHANGE_SPACE,
	CHANGE_KANJI,
	CHANGE_HIRAGANA,
	CHANGE_DIGITS,
	CHANGE_SIGN,
	CHANGE_WORD, /* katakana or letters */
};
bool change_token_is(struct str token, enum change_script what);

/* --- value.c --- */

struct str change_value(struct arena *arena, const struct item *item);
enum change_equality {
	EQUAL_EXACTLY,
	EQUAL_IN_MEANING, /* the writing differs */
	EQUAL_NOT,
	EQUAL_UNCLEAR, /* one of them is not known for sure */
};
/* NULL: not stated. */
enum change_equality change_equal(const struct item *a, const struct item *b);
/* Is its value known: read, none or blank? */
bool change_is_sure(const struct item *item);
/* The node of a value as assess_from_node takes it; NULL: text is none of this item. */
struct node *change_value_node(struct arena *arena, const struct form_item *def, struct str text);
/* The node of a stated item: its value, state, reason and line. */
struct node *change_item_node(struct arena *arena, const struct item *item);

/* --- pair.c --- */

/* The numbers of a repeated group that belong together; 0: has no partner. */
struct group_pairs {
	const struct form_item *group;
	unsigned old_file, new_file;
	unsigned *new_of_old; /* [1..old_max] */
	unsigned *old_of_new; /* [1..new_max] */
	unsigned old_max, new_max;
};
struct pairs {
	struct arena arena;
	struct group_pairs *groups;
	size_t count, room;
	unsigned new_file_of_old[FORM_FILES_MAX + 1], old_file_of_new[FORM_FILES_MAX + 1];
};
void change_pairs(const struct assessment *old, const struct assessment *new, struct pairs *pairs);
const struct group_pairs *
change_pairs_find(const struct pairs *pairs, const struct form_item *group, unsigned new_file);
void change_pairs_release(struct pairs *pairs);

/* The item of an id, or NULL. */
const struct item *change_find(const struct assessment *assessment, const struct form_id *id);
/* The table of the form that holds 記録項目, or 変更箇所: its def ends so on every form. NULL: none. */
const struct form_item *change_record_table(const struct form *form);
const struct form_item *change_change_table(const struct form *form);
/* The cell of a table's row by the last part of its def: "name". NULL: not stated. */
const struct item *change_cell(const struct assessment *assessment, const struct form_item *table,
    unsigned file_no, unsigned row, const char *name);
unsigned change_last_row(
    const struct assessment *assessment, const struct form_item *table, unsigned file_no);

/* --- judge.c --- */

/* What the words show; parts are those of before and after. */
enum change_nature change_nature_of(const struct form_item *def, struct str before,
    struct str after, const struct diff_parts *parts);
enum change_class change_class_of(const struct form_item *def, enum change_nature nature);
/* Timing and reason as offices write them. */
void change_propose(struct change *change, const struct form *form);
/* How many law citations (…の項, …条) the text holds. */
size_t change_count_citations(struct str text);

/* --- effects.c --- */

void change_effects(struct change_list *changes);

#endif
