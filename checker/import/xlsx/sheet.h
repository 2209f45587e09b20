/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet: its cells with a text or a line, what is merged, what is hidden, and what lies upon it. */
#ifndef IMPORT_XLSX_SHEET_H
#define IMPORT_XLSX_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "import/blocks.h"
#include "import/xlsx/book.h"

struct sheet_cell {
	uint32_t row;
	uint16_t column;
	uint8_t lines; /* LINE_… */
	bool lost;     /* its value is not in the file: no text, and not empty */
	bool
	    has_shape; /* something lies upon it, whose box may be a private character of blocks.h */
	struct str text; /* as Excel shows it; empty: only lines */
};

/* Rows that are hidden or not of the usual height. */
struct sheet_row {
	uint32_t row;
	bool hidden;
	float points;
};

struct sheet_column {
	uint16_t first, last;
	bool hidden;
	float characters; /* width */
};

enum shape_kind {
	SHAPE_NONE,  /* not known, or nothing to read: a button */
	SHAPE_TEXT,  /* text boxes, labels */
	SHAPE_CHECK, /* check boxes and option buttons */
	SHAPE_LIST,  /* drop-down lists and list boxes, until lists_read */
	SHAPE_LOST, /* ActiveX, and lists that cannot be followed: a value that is not in the file as such */
};
enum shape_state { SHAPE_EMPTY, SHAPE_CHECKED, SHAPE_UNSURE };

/* A place upon the grid: the cell and how far into it, in EMU (914,400 to the inch). */
struct corner {
	uint32_t row, column;
	int64_t down, right;
};

/* A text box, or a form control with its caption. The parts of a control name it by a number. */
struct shape {
	enum shape_kind kind;
	enum shape_state state;
	bool has_state, has_place;
	int64_t id;            /* of the shape; 0: none */
	struct str text, link; /* link: the cell that holds the state, "$A$1" */
	bool numbered;         /* the state in that cell is a number: option buttons and lists */
	struct str list;       /* of a list: the cells of its entries */
	int64_t choice;        /* of a list: the entry, from 1; 0: none; -1: not known */
	struct str relation;   /* of a control, to its part; empty: none */
	struct corner from, to;
};

struct sheet {
	struct book *book;
	const struct sheet_place *place;
	struct relations relations;
	struct sheet_cell *cells; /* by row and column */
	size_t cell_count, cell_room;
	struct area *merges; /* by first row and column; none overlaps */
	size_t merge_count, merge_room;
	struct sheet_row *rows; /* by number */
	size_t row_count, row_room;
	struct sheet_column *columns;
	size_t column_count, column_room;
	struct shape *shapes;
	size_t shape_count, shape_room;
	float default_points, default_characters;
	struct str drawing, legacy_drawing; /* ids of relations; empty: none */
};

/* Cells, merges, what is hidden. false: refused, said. sheet_release is due all the same. */
bool sheet_read(struct sheet *sheet, struct book *book, const struct sheet_place *place);
void sheet_release(struct sheet *sheet);

/* NULL: visible, and of the usual height. */
const struct sheet_row *sheet_row_of(const struct sheet *sheet, uint32_t row);
bool sheet_row_hidden(const struct sheet *sheet, uint32_t row);
bool sheet_column_hidden(const struct sheet *sheet, uint32_t column);
/* The merged area that covers this cell, or NULL. */
const struct area *sheet_merge_at(const struct sheet *sheet, uint32_t row, uint32_t column);

/* sheet_part.c: cells in order; merged areas, rows and columns as they come. false: refused, said. */
bool sheet_read_part(struct sheet *sheet);

/* The shape of that id, a new one when there is none; NULL when there are too many (said). Id 0: always a new one. */
struct shape *sheet_shape(struct sheet *sheet, int64_t id);
void shape_set_state(struct shape *shape, enum shape_state state);
/* By row and column. */
void sheet_sort(struct sheet *sheet);
void sheet_sort_merges(struct sheet *sheet);
/* The stored cell, or NULL; cells must be in order. */
struct sheet_cell *sheet_cell_at(const struct sheet *sheet, uint32_t row, uint32_t column);

/* controls.c: what the control's own part says. vml.c, drawing.c: shapes of the legacy and of the present drawing. */
bool control_read(struct sheet *sheet, struct shape *shape);
bool vml_read(struct sheet *sheet, struct str part);
bool drawing_read(struct sheet *sheet, struct str part);
/* The kind of control that Excel's own word names (Checkbox, Drop), and whether it is numbered. */
void control_kind(struct str word, struct shape *shape);
/* Of a list, at each place that names it: where two differ, none is believed. */
void shape_set_choice(struct shape *shape, int64_t choice);
/* lists.c: each list becomes the text of what is chosen in it, or is lost. */
void lists_read(struct sheet *sheet);
/* Text boxes and controls become text of the cells that they lie upon; cells stay in order. */
void shapes_place(struct sheet *sheet);

/* grid.c: the sheet as rows of blocks. false: more than blocks may hold, said. */
bool grid_blocks(struct sheet *sheet, uint32_t page, struct blocks *blocks);

#endif
