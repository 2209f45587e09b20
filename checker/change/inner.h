/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of change/ share. */
#ifndef CHANGE_INNER_H
#define CHANGE_INNER_H

#include "change/change.h"
#include "change/limits.h"

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

/* --- heading.c --- */

/* What 具体的な方法 is asked about: the choice above it with the same parent; NULL: none. */
const struct form_item *
change_question_before(const struct form *form, const struct form_item *item);

/* --- resolve.c --- */

enum change_how {
	NAMED_ITEM,
	NAMED_SEVERAL, /* ①部署 ②所属長の役職名 */
	NAMED_HEADING, /* ids[0] is a heading or a table: all below it is meant */
	NAMED_UNSURE,  /* one of ids, or of more than those */
	NAMED_NOTHING,
};
struct change_named {
	enum change_how how;
	struct form_id ids[CHANGE_NAMED_MAX];
	size_t count;
};
/* Labels made ready for one assessment's rows. */
struct resolver {
	struct arena arena;
	const struct assessment *assessment;
	struct resolver_label *labels; /* one for each item of the form */
	unsigned files;                /* how many 特定個人情報ファイル it has */
};
void resolver_init(struct resolver *resolver, const struct assessment *assessment);
/* What a 項目 names: by the wording of the form's labels, tolerant of numbers and steps that are left out. */
void resolver_find(struct resolver *resolver, struct str path, struct change_named *named);
void resolver_release(struct resolver *resolver);

/* --- fault.c --- */

enum change_fault_kind {
	FAULT_NONE,
	FAULT_NUMBER, /* the heading has another number */
	FAULT_TWO,    /* a heading that does not stand above the item */
	FAULT_NAME,   /* nearly the words of a heading */
};
/* How a 項目 parts from what the form prints; texts in the resolver's arena or of the form. */
struct change_fault {
	enum change_fault_kind kind;
	struct str written; /* the number, the heading or the words of the 項目 */
	struct str printed; /* the label of the form that is meant */
};
/* named: what resolver_find said of the same text. */
void resolver_fault(struct resolver *resolver, struct str path, const struct change_named *named,
    struct change_fault *fault);

/* --- rows.c --- */

/* A row of 変更箇所 as the assessment states it; a cell that is not stated is NULL. */
struct change_row {
	unsigned no;
	struct date date; /* year 0: not known */
	const struct item *item, *before, *after, *timing, *reason;
	uint32_t line, source_line; /* where it begins; 0: not known */
	struct change_named named;
	struct change_fault fault;
	size_t
	    rank; /* place in time, from 0: by date, then by number in the direction of the table */
};
struct change_rows {
	struct resolver resolver;
	struct change_row *list; /* by number */
	size_t count;
	struct change_row **in_time; /* those with a date, the oldest first */
	size_t dated;
};
/* Reads the table; at most CHANGE_ROWS_MAX rows. */
void change_rows_read(struct change_rows *rows, const struct assessment *assessment);
void change_rows_release(struct change_rows *rows);
/* Does the row name this item, surely? */
bool change_row_names(const struct change_row *row, const struct form_id *id);
/* The text of a cell; empty when it is not known. */
struct str change_cell_text(const struct item *cell);

/* --- agree.c --- */

enum agreement { AGREES, DIFFERS, UNCLEAR };
/*
 * Does what is stated in a table fit what is there? Both may be excerpts when `excerpts`; else only what is stated may be.
 * *where: of DIFFERS the first place where they part, in the arena.
 */
enum agreement
change_agree(struct arena *arena, struct diff_budget *budget, const struct form_item *def,
    struct str stated, struct str there, bool excerpts, struct str *where);
/* The same for two excerpts of texts that change_clean gave. */
enum agreement change_agree_clean(struct arena *arena, struct diff_budget *budget,
    struct str stated, struct str there, struct str *where);
/* The option that a cell means: its text, or the longest that stands in it; exact: the whole cell is one. NULL: none. */
const struct form_option *
change_cell_option(const struct form_item *def, struct str text, bool *exact);
/* Without (追記), tags of a reader of images, width and white space. In the arena. */
struct str change_clean(struct arena *arena, struct str text);

/* --- older.c --- */

/* Does a sentence of a row that is not the newest of its item stand otherwise in the body, though no later row touches it? DIFFERS, and
 * where; else UNCLEAR. */
enum agreement
change_older(struct arena *arena, struct diff_budget *budget, const struct change_rows *rows,
    const struct change_row *row, const struct form_id *id, struct str body, struct str *where);

/* --- ground.c --- */

/* What a 提出時期に係る説明 claims, by its words. */
enum change_ground {
	GROUND_NONE, /* nothing that is known */
	GROUND_EMERGENCY,
	GROUND_THRESHOLD,
	GROUND_SHARED,
	GROUND_RISK,
	GROUND_VOLUNTARY,
	GROUND_WORDING,
	GROUND_LAW,
	GROUND_NAME,
	GROUND_FORMAL,
	GROUND_IMPORTANT, /* it is an important change */
	GROUND_EXEMPT,    /* it is none, without why */
	GROUND_OTHER,     /* その他の項目 */
};
enum change_ground change_ground_of(struct str reason);
const char *change_ground_name(enum change_ground ground);
/* What of the change the ground does not cover: empty when it fits, or when nobody can say. In the arena. */
struct str
change_misfit(struct arena *arena, const struct form_item *def, enum change_ground ground,
    struct str before, struct str after, const struct diff_parts *parts, enum change_nature nature);

/* --- effects.c --- */

void change_effects(struct change_list *changes);

#endif
