/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text layer whose columns came apart: what its lines are (tokens), which stretch of the form each page shows (fit), and what
 * of it can be tied to its item. Private to import/stream*.c.
 */
#ifndef IMPORT_STREAM_H
#define IMPORT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "import/blocks.h"
#include "import/found.h"
#include "import/labels.h"

enum { NO_CLASS = UINT32_MAX };

/* One place of the form that can hold something: an item, of a repeated group one for each printed number. */
struct slot {
	const struct known *known;
	unsigned instance;
	uint32_t class; /* of its label; NO_CLASS: it has no label of its own */
	bool taken;     /* has a value */
};

enum token_kind {
	TOKEN_LABEL,  /* text: what stands behind the label on its line */
	TOKEN_TEXT,   /* running text */
	TOKEN_CHOICE, /* text: an option that stands alone */
	TOKEN_NUMBER, /* digits alone */
	TOKEN_DATE,   /* a date alone */
	TOKEN_NOISE,  /* boxes, brackets, lists of options, printed captions */
};

struct stream_token {
	enum token_kind kind;
	uint32_t line, page;
	uint32_t block; /* lines that follow each other without a blank one */
	size_t rows;
	struct str text;
	struct str key;  /* of an option: TOKEN_CHOICE, or a label with one behind it */
	uint32_t class;  /* of a label */
	unsigned number; /* of a label with {n} */
	struct slot *slot;
	bool proven; /* the slot is the only one that the label can be of */
	bool used;
	bool many; /* its text stands in several blocks */
};

/* A page: tokens [from, to), the stretch [first, end) of the slots. */
struct stream_page {
	size_t from, to;
	size_t first, end;
	bool body; /* not the cover, not an annex */
	bool changes;
};

struct stream {
	struct found *found;
	const struct labels *labels;
	struct arena *arena;
	const struct blocks *blocks;
	struct stream_token *tokens;
	size_t count, room;
	struct stream_page *pages;
	size_t page_count;
	struct slot *slots;
	size_t slot_count, slot_room;
	uint32_t *classes; /* of each known */
};

/* The text of a line; empty: a blank one. */
struct str stream_row_text(const struct row *row);

/* stream_tokens.c */
void stream_make_tokens(struct stream *s);
/* A piece of a label that lost its other lines: "④個人情報ファイル簿への不", "記載等". */
bool stream_is_fragment(const struct stream *s, struct str text);

/* The text is, or begins with, a heading of the form: "５．情報提供ネットワークシ…". */
bool stream_begins_heading(const struct stream *s, struct str text);

/* stream_fit.c: pages, slots, and which page shows which of them. */
void stream_fit(struct stream *s);

/* stream_assign.c: labels that can be of several slots. */
void stream_assign(struct stream *s);
/* How many labels of a class the page has, and how many slots. */
size_t stream_labels(
    const struct stream *s, const struct stream_page *page, uint32_t class, unsigned number);
size_t stream_slots(
    const struct stream *s, const struct stream_page *page, uint32_t class, unsigned instance);

/* Does the number of a group that this slot is in hold anything? An unused 移転先1 is printed, too. */
bool stream_group_is_filled(const struct stream *s, const struct slot *slot);

/* Is it always asked for, once? What may be blank, or of a number that is not used, is never read by its place alone. */
bool stream_must_hold(const struct slot *slot);

/* No other item of the form is labelled so. */
bool stream_names_one(const struct stream *s, uint32_t class);
/* A slot of this wording that no page shows: a label of a page may be its. */
bool stream_label_is_missing(const struct stream *s, uint32_t class);
/*
 * An item that would take this option (NULL: a text, and is always filled in), of this page or between the pages beside it, whose label
 * is on no page: what stands on this one may be its.
 */
bool stream_label_is_lost(
    const struct stream *s, const struct stream_page *page, const struct form_option *option);
/* Does its label, or that of the heading above it, name it alone, and stand on the page? */
bool
stream_is_certain(const struct stream *s, const struct stream_page *page, const struct slot *slot);

/* What is taken: an entry of that state; NULL when the slot has one already. */
struct entry *stream_take(struct stream *s, struct slot *slot, uint32_t line, struct str text,
    enum item_state state, const char *why);

/* stream_marks.c. The entry of an item of boxes, a new one with all of them unknown. */
struct entry *stream_marks_entry(struct stream *s, struct slot *slot, uint32_t line);
/* Has a line of the page this label of a box, whole or come apart? */
bool stream_box_is_on_page(const struct stream *s, size_t p, struct str key, uint32_t *line);
/* How many ○ of boxes the page has; *stray: one is not within a box on its line, and may be that of one which looks empty. */
size_t stream_circles_of(const struct stream *s, size_t p, bool *stray);
/* "システム3" on a page that is taken for a stretch without it: the page breaks are not those of the form. */
bool stream_has_foreign_group(const struct stream *s, const struct stream_page *page);

void stream_choices(struct stream *s, struct stream_page *page);
void stream_marks(struct stream *s, struct stream_page *page);
void stream_values(struct stream *s, struct stream_page *page); /* behind labels, equal ones */
/* Of a page whose labels come in the order of the form: what stands between them. */
void stream_between(struct stream *s, const struct stream_page *page);
void stream_texts(struct stream *s);
/* stream_text.c. Does an item of the page that is in use wait for a text? */
bool
stream_is_free(const struct stream *s, const struct stream_page *page, const struct slot *slot);
/* The item of a text by the label above it; a heading stands for its first item. NULL: none that is free. */
struct slot *
stream_slot_above(const struct stream *s, const struct stream_page *page, size_t token);
void stream_match(
    struct stream *s, struct stream_page *page); /* stream_match.c: texts and items that are left */
void stream_numbers(struct stream *s);
void stream_circles(struct stream *s); /* stream_circles.c: boxes by the number of ○ */
void stream_cover(struct stream *s);
void stream_changes(struct stream *s);

#endif
