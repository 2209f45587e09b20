/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels: a printed label taken apart (number and wording), and the labels of a form definition, to be compared with.
 */
#ifndef IMPORT_LABELS_H
#define IMPORT_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "form/form.h"

enum label_kind {
	LABEL_PLAIN,   /* 使用部署 */
	LABEL_CIRCLED, /* ③使用目的 */
	LABEL_HEADING, /* 3. 特定個人情報の使用 */
	LABEL_ROMAN,   /* Ⅲ リスク対策 */
};

struct label {
	struct str key; /* text_key of the wording: without number and ※ */
	enum label_kind kind;
	unsigned number;
};

/* Reads a label; the key is in the arena. Never fails: any text is a label of some wording. */
struct label label_parse(struct arena *arena, struct str text);

/* What the importer knows of one item besides its definition. */
struct known {
	const struct form_item *item;
	struct label label;
	struct str *variants; /* keys of other spellings */
	size_t variant_count;
	const struct form_item *section; /* its topmost ancestor */
	const struct form_item *heading; /* the ancestor below the section; NULL: none */
	const struct form_item *repeat;  /* the repeated group that it is in (or is); NULL: none */
	struct str before, after;        /* of a label with {n}: the key around it */
	bool numbered;                   /* its label has {n} */
	bool unique;                     /* no other item of its section has this key */
	bool inside; /* its value stands in the cell of its parent: （ ）件 */
};

struct labels {
	const struct form *form;
	struct known *list; /* of form->items, same order */
	size_t count;
};

/* Everything in the arena; the form outlives it. */
void labels_init(struct labels *labels, const struct form *form, struct arena *arena);
const struct known *labels_of(const struct labels *labels, const struct form_item *item);

/* Is this key, or a number put into {n}, the label of any item at all? */
bool labels_have(const struct labels *labels, struct str key);
/* The key is this item's label, in its own or another spelling; *n = the number of a label with {n}. */
bool label_is(const struct known *known, struct str key, unsigned *n);
/* A row that stands for several instances that are not filled in: "システム2～5". */
bool labels_placeholder(const struct labels *labels, struct str key);
/* Misread, but only by little: few characters differ, no digit does. The distance, or STR_NONE. */
size_t label_distance(const struct known *known, struct str key);

/* Is a an ancestor of b, or b itself? */
bool item_encloses(const struct form_item *a, const struct form_item *b);

/* Any choice of the form has this option (by key). */
bool labels_have_option(const struct labels *labels, struct str key);

#endif
