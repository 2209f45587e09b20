/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was found in a form: entries (an item with the pieces of text that stand at its label), orphans (a value without
 * a label) and loose text. The walk collects; values.c decides what each entry says.
 */
#ifndef IMPORT_FOUND_H
#define IMPORT_FOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/assess.h"
#include "base/arena.h"
#include "base/node.h"
#include "base/str.h"
#include "import/blocks.h"
#include "import/labels.h"

struct piece {
	uint32_t line;
	struct str text;          /* with boxes */
	bool own;                 /* stands in the row of its label */
	bool apart;               /* a blank line is before it */
	bool aside;               /* not of the value: （ ）件 and the like */
	const struct cell *cells; /* the same, cell by cell; NULL: not known */
	size_t cell_count;
};

struct entry {
	const struct known *known;
	unsigned file_no, instance; /* as in struct form_id */
	uint32_t line;
	uint32_t value_column; /* where its value begins; 0: not known */
	bool has_cell;         /* the label has a cell of its own for the value */
	bool cell_below;       /* that cell stands in the row below, empty */
	bool damaged;          /* where the value belongs stands something else */
	bool
	    labelled_twice; /* its label came again: what stood between may be a value with the label's words in it */
	bool loose_behind; /* texts that could not be placed follow it */
	bool lost_behind;  /* labels that could not be placed follow it */
	struct str
	    label_rest; /* of a label that broke off, what its next line may begin with; empty: it did not */
	struct piece *pieces;
	size_t piece_count, piece_room;
	bool is_decided;
	/* what it says, once decided */
	enum item_state state;
	struct str text;         /* of the value; a choice: its option */
	struct item_mark *marks; /* of marks, in the order of the definition; in the arena */
	const char *why;         /* of proposed */
};

/* A value whose label is lost: it lies between two entries. */
struct orphan {
	bool choice; /* "[十分である]"; else running text */
	uint32_t line;
	struct str text;
	size_t after, before; /* indexes of entries; before = STR_NONE: the end */
};

struct found {
	struct arena *arena;
	const struct sink *sink; /* for progress */
	const struct blocks *blocks;
	const struct labels *labels;
	bool wrapped; /* a line may be the rest of the one above it */
	struct entry *entries;
	size_t count, room;
	struct orphan *orphans;
	size_t orphan_count, orphan_room;
	struct import_loose_line {
		uint32_t line;
		struct str text;
	} * loose;
	size_t loose_count, loose_room;
};

/* The index of a new entry. Line: of its label. */
size_t found_add(struct found *found, const struct known *known, unsigned file_no,
    unsigned instance, uint32_t line);
/* The entry at an index that found_add gave. */
struct entry *found_get(const struct found *found, size_t index);
/* The entry of an item, or NULL. */
struct entry *found_find(
    const struct found *found, const struct form_item *item, unsigned file_no, unsigned instance);
struct piece *
found_piece(struct found *found, size_t entry, uint32_t line, struct str text, bool own);
void found_loose(struct found *found, uint32_t line, struct str text);
void found_release(struct found *found);

/* Which rows are a page's and not the form's: its number, the heading that all pages repeat. A flag for each row, in the arena. */
bool *page_lines(struct arena *arena, const struct labels *labels, const struct blocks *blocks);

/* Tables as tables: labels in form order (import/walk.c). */
void walk_blocks(struct found *found, const struct blocks *blocks);
/* Do the labels come in the order of the form? A text layer of columns has another. */
bool
stream_is_ordered(const struct labels *labels, struct arena *arena, const struct blocks *blocks);
/* A text layer whose order means nothing: only what one line or one page proves (import/stream.c). */
void stream_blocks(struct found *found, const struct blocks *blocks);

/* Every undecided entry becomes a state and a value; orphans are offered to the items that they fit. */
void values_decide(struct found *found);
/* Does the text stand for an item inside of this one: "（ 2 ）件"? */
bool value_is_aside(const struct found *found, const struct known *known, struct str text);
/* Counts in （ ）件 and texts in the （ ） of a choice: read from the cell of their parent. */
void values_inline(struct found *found);

/* <選択肢> and "1) …" pieces that are options of this form, and nothing else. */
bool value_is_options(const struct labels *labels, struct arena *arena, struct str text);
/* "[…]" or an option list: what a choice has and a text has not. */
bool value_is_choice(const struct labels *labels, struct arena *arena, struct str text);
bool value_has_box(struct str text);
/* —, -, なし: what stands in a cell for nothing. */
bool value_is_none(struct arena *arena, struct str text);
/* What is left of a tag that lost its "<" or ">". */
bool value_has_tag(struct str text);
/* ○ and nothing else: a box that is a cell. */
bool value_is_sign(struct str text);
/* All boxes that the row shows are this item's, and all of its marks are there. */
bool value_is_marks_of(const struct known *known, struct arena *arena, struct str text);
/* The cells are boxes and labels of this item, each in a cell of its own, and all of its marks are there. */
bool value_is_grid_of(
    const struct known *known, struct arena *arena, const struct cell *cells, size_t count);

/* 記録項目: the rows of one annex. 変更箇所: likewise. */
void records_read(struct found *found, const struct known *table, unsigned file_no,
    const struct row *rows, size_t count);
void
changes_read(struct found *found, const struct known *table, const struct row *rows, size_t count);
/* Does the path in 項目 (its text_key) name this item: its label at the end, the labels of its groups before it? */
bool changes_path_names(const struct found *found, const struct entry *entry, struct str path);
/* Blank items that the table of changes says were filled: unknown. */
void changes_doubt_blanks(struct found *found);

/* The tree in the shape of assess/assess.h. */
struct node *emit_tree(const struct found *found, struct str file);

#endif
