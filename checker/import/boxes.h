/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes and their labels in a text: "[○] 紙 [] 電子メール", as the extraction left them. */
#ifndef IMPORT_BOXES_H
#define IMPORT_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "form/form.h"

enum box_state {
	BOX_STATE_CHECKED, /* [○], <input checked> */
	BOX_STATE_EMPTY,   /* []: printed and empty */
	BOX_STATE_INPUT,   /* <input>: empty, or a ○ that was lost */
	BOX_STATE_RADIO,   /* <input type="radio">: empty, or a misread ○ */
	BOX_STATE_BROKEN,  /* "[ ○" without its end */
};

/* How it is written: only boxes of the same notation in the same row can be compared. */
enum box_notation { BOX_BRACKETS, BOX_OPEN, BOX_BARE };

struct box {
	enum box_state state;
	enum box_notation notation;
	bool checked_input; /* checked, and an <input> */
	struct str label;   /* the text behind it, to the next box */
};

struct boxes {
	struct str before; /* the text before the first box */
	struct box *list;
	size_t count;
};

/* ○ and what people type for it. */
bool box_is_circle(uint32_t c);

/* All in the arena; labels are views into text. */
struct boxes boxes_parse(struct arena *arena, struct str text);

/*
 * The mark whose label the text begins with (one character may be misread in a long one); *rest = what follows. NULL: none.
 */
const struct form_mark *
boxes_mark(const struct form_item *item, struct arena *arena, struct str text, struct str *rest);

#endif
