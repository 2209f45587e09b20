/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk's own state and steps; private to walk.c and walk_*.c. They stand in the order of their calls: a file calls those
 * above it, never one below.
 */
#ifndef IMPORT_WALK_H
#define IMPORT_WALK_H

#include "import/found.h"

enum place { PLACE_NO, PLACE_YES, PLACE_IGNORE, PLACE_LOST };

struct walk {
	struct found *found;
	const struct labels *labels;
	struct arena *arena;
	const struct known *at; /* the furthest item reached; NULL before the first label */
	const struct form_item *section;
	unsigned file_no, instance;
	size_t current; /* entry that takes what follows; STR_NONE: none */
	bool lost;
	bool
	    lost_instance; /* a label of the group came once more: its next number is lost, and all that follows may be that one's */
	/* 項目一覧: titles of sections, each once */
	bool in_toc;
	const struct form_item *toc_seen[32];
	size_t toc_count;
	/* a row of labels whose values stand in the next row, column by column */
	size_t header[8];
	size_t header_column[8];
	size_t header_count;
	/* rows of an annex */
	const struct known *annex;
	struct row *annex_rows;
	size_t annex_count, annex_room;
	/* the cells that the text of the next piece was joined from */
	const struct cell *cells;
	size_t cell_count;
	bool
	    is_short; /* this row has fewer columns than those above and below it: a cell of it is lost */
	/* cells of a table inside of a cell, which are printed once more behind it */
	const struct cell *echo;
};

/* How many cells are filled. */
size_t walk_filled(const struct row *row);

/* ---- walk_place.c: the item whose label a text is, entered; or why not ------------------------------------- */

enum place walk_place(struct walk *w, struct str text, uint32_t line);
void walk_enter(struct walk *w, const struct known *known, unsigned n, uint32_t line);
const struct known *
walk_find(const struct walk *w, const struct label *label, unsigned *n, bool *known_label);
bool walk_reaches(const struct walk *w, const struct known *known);
bool walk_is_open(const struct walk *w, const struct form_item *item);
bool walk_is_visited(const struct walk *w, const struct known *known);
void walk_close_orphans(struct walk *w, size_t before);
/* The item that comes next and has a row of its own; NULL at the end. */
const struct known *walk_next(const struct walk *w);

/* ---- walk_values.c: a text in the place of a value --------------------------------------------------------- */

void walk_orphan(struct walk *w, bool choice, uint32_t line, struct str text);
/* Marks that stand without a label, in one text or in cells of their own; false: there are none. */
bool walk_bare_marks(struct walk *w, struct str text, uint32_t line);
bool walk_bare_grid(struct walk *w, const struct row *row, size_t from);
/* own: it stands in the row of its label. */
void walk_value(struct walk *w, size_t entry, uint32_t line, struct str text, bool own);
/* The cells of a row from one on. */
void walk_row_value(struct walk *w, size_t entry, const struct row *row, size_t from);

/* ---- walk_merged.c, walk_header.c, walk_loose.c: cells and rows of their own kind; true: taken ------------- */

bool walk_merged(struct walk *w, const struct cell *cell, uint32_t line);
bool walk_printed(struct walk *w, const struct cell *cell, uint32_t line);
bool walk_header_values(struct walk *w, const struct row *row);
void walk_loose(struct walk *w, const struct row *row);

/* ---- walk_section.c: 項目一覧 and titles of sections. rows[0] is this one; true: it was taken --------------- */

bool walk_take_section(struct walk *w, const struct row *rows, size_t count);
void walk_end_annex(struct walk *w);
bool walk_leaves_annex(const struct walk *w, const struct row *row);

/* ---- walk_rows.c: one row of a section ---------------------------------------------------------------------- */

void walk_row(struct walk *w, const struct row *row);

#endif
