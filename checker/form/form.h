/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Official forms as data: the items of 様式2, 3 and 4 read from the files of rules/forms/. Another edition is another file.
 *
 * An item's def is its id with [] for a running number: "II.4.delegation[].4". An id has the number put in:
 * "II.4.delegation[2].4"; per file "II@2.4.delegation[1].4" ("@1" is left out).
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/str.h"

enum form_type { FORM_GROUP, FORM_TEXT, FORM_CHOICE, FORM_MARKS, FORM_COUNT, FORM_DATE, FORM_TABLE };

struct form_option {
	int number;	/* as printed; 0: printed without one */
	struct str text;
	struct str key;	/* text_key of the text: compare by this */
};

struct form_mark {
	struct str name;	/* key of the definition: "nw" */
	struct str label;	/* printed */
	struct str key;		/* text_key of the label */
	bool free_text;		/* has a （ ） of its own */
};

enum form_required { FORM_OPTIONAL, FORM_REQUIRED, FORM_CONDITIONAL };

struct form_item {
	struct str def;		/* II.4.delegation[].4 */
	struct str label;	/* printed wording, with number and ※ */
	struct str key;		/* for matching labels: see rules/forms/README */
	struct str *variants;	/* other spellings, as keys */
	size_t variant_count;
	struct str question;	/* def of the same question on 様式3; empty: none */
	struct str heading;	/* path for people: "Ⅱ 4." */
	struct str section;	/* cover I II … app3 */
	enum form_type type;
	enum form_required required;
	bool important_change;	/* ※ */
	bool is_static;		/* printed by the form, nothing to fill in */
	bool per_file;		/* repeats with its section for every 特定個人情報ファイル */
	int repeat_max;		/* of a group that repeats; 0: does not, -1: without bound */
	const struct form_item *parent;	/* by meaning; NULL: top */
	struct form_option *options;
	size_t option_count;
	struct form_mark *marks;
	size_t mark_count;
	size_t order;		/* place in the form, from 0 */
};

/* A form definition; read only once read. */
struct form {
	struct str number;	/* "2", "3", "4" */
	struct str name;	/* 様式3 */
	struct str title;	/* 特定個人情報保護評価書（重点項目評価書） */
	struct str kind;	/* 基礎項目評価書, 重点項目評価書, 全項目評価書 */
	struct str edition;	/* 令和6年10月; empty: not known */
	struct form_item *items;
	size_t count;
	/* private: index by def */
	void *index;
};

struct forms {
	struct form *list;
	size_t count;
	struct arena arena;
};

/* Reads the definitions from trees (doc/ gives them). false with diagnostics when one is not usable. */
bool forms_add(struct forms *forms, const struct node *root, struct str file, struct diags *diags);
/* By number "3", name "様式3" or "様式３", or kind; with edition empty: the newest. NULL: none. */
const struct form *forms_find(const struct forms *forms, struct str name, struct str edition);
void forms_release(struct forms *forms);

/* The item of a def; NULL: none. */
const struct form_item *form_find(const struct form *form, struct str def);

enum { FORM_ID_MAX_BYTES = 96, FORM_INSTANCE_MAX = 1000 };

/* Parts of an id. */
struct form_id {
	const struct form_item *item;
	unsigned file_no;	/* 1 when not written */
	unsigned instance;	/* 0: not repeated */
};
/* false: not an id of this form (unknown item, number out of range, a number where none belongs). */
bool form_id_parse(const struct form *form, struct str id, struct form_id *out);
/* Appends the id in its normal spelling. */
void form_id_write(const struct form_id *id, struct buf *out);
/* The def of the nearest known item, for "did you mean"; empty: none near. */
struct str form_nearest(const struct form *form, struct str id);

/* The option equal to text (by key; also "4" or "4)" alone as its number when by_number), or NULL. */
const struct form_option *form_option_find(const struct form_item *item, struct str text, bool by_number);
const struct form_mark *form_mark_find(const struct form_item *item, struct str label_or_name);

#endif
