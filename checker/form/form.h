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

enum form_type {
	FORM_GROUP,
	FORM_TEXT,
	FORM_CHOICE,
	FORM_MARKS,
	FORM_COUNT,
	FORM_DATE,
	FORM_PERIOD, /* a text that is a date or names the days from and to, as printed */
	FORM_TABLE
};

struct form_option {
	int number; /* as printed; 0: printed without one */
	struct str text;
	struct str key; /* text_key of the text: compare by this */
};

struct form_mark {
	struct str name;      /* key of the definition: "nw" */
	struct str label;     /* printed */
	struct str key;       /* text_key of the label */
	struct str *variants; /* labels of other editions, as keys */
	size_t variant_count;
	bool free_text; /* has a （ ） of its own */
};

enum form_required { FORM_OPTIONAL, FORM_REQUIRED, FORM_CONDITIONAL };

struct form_item {
	struct str def;       /* II.4.delegation[].4 */
	struct str label;     /* printed wording, with number and ※ */
	struct str key;       /* form_key of the label, for matching */
	struct str *variants; /* other spellings that forms carry, as keys */
	size_t variant_count;
	struct str question; /* def of the same question on 様式3; empty: none */
	struct str heading;  /* path above it for people: "Ⅱ 4. 委託事項{n}" */
	struct str section;  /* cover I II … app3 */
	enum form_type type;
	enum form_required required;
	/* of conditional: the condition, for people; empty: its number of a group is there */
	struct str when;
	bool important_change; /* ※ here or above, and not in the printed exception */
	bool doubtful;         /* its ※ is the row's above: ask a person */
	bool is_static;        /* printed by the form, nothing to fill in */
	bool unsure;    /* not yet held against the official file: wording, place or options */
	bool per_file;  /* repeats with its section for every 特定個人情報ファイル */
	int repeat_max; /* of a group or table that repeats; 0: does not, -1: without bound */
	const struct form_item *parent; /* by meaning; NULL: top */
	const struct form_item *top;    /* the section that it stands in */
	const struct form_item
	    *group; /* the repeated group (or table) that it is or stands in; NULL: none */
	struct form_option *options;
	size_t option_count;
	struct form_mark *marks;
	size_t mark_count;
	size_t order; /* place in the form, from 0 */
};

/* A form definition; read only once read. */
struct form {
	struct str number;  /* "2", "3", "4" */
	struct str name;    /* 様式3 */
	struct str title;   /* 特定個人情報保護評価書（重点項目評価書） */
	struct str kind;    /* 基礎項目評価書, 重点項目評価書, 全項目評価書 */
	struct str edition; /* 令和6年10月; empty: not known */
	struct form_item *items;
	size_t count;
	const struct form_item **by_def; /* private: sorted by def */
};

struct forms {
	struct form *list; /* in the arena: add all before a form is pointed at */
	size_t count;
	struct arena arena;
};

/* Reads the definitions from trees (doc/ gives them). false with diagnostics when one is not usable. */
bool forms_add(struct forms *forms, const struct node *root, struct str file, struct diags *diags);
/* By number "3", name "様式3" or "様式３", or kind; with edition empty: the newest. NULL: none. */
const struct form *forms_find(const struct forms *forms, struct str name, struct str edition);
void forms_release(struct forms *forms);

/*
 * A label as it is matched: text_key of it without the ※ (or ※(…を除く。)) at its end and the number (①, "1.", Ⅱ)
 * at its head. Not unique: match inside the parent and in form order.
 */
struct str form_key(struct arena *arena, struct str label);
/* The same of a text_key that is there already: a part of it. */
struct str form_key_of(struct str key);

/* Is there anything to fill in? Not in headings, tables and what the form itself prints. */
static inline bool
form_item_is_asked(const struct form_item *item)
{
	return item->type != FORM_GROUP && item->type != FORM_TABLE && !item->is_static;
}

/* What is written freely, and kept as it is printed. */
static inline bool
form_type_is_text(enum form_type type)
{
	return type == FORM_TEXT || type == FORM_PERIOD;
}

/* "text", "choice", … */
const char *form_type_name(enum form_type type);

/* The item of a def; NULL: none. */
const struct form_item *form_find(const struct form *form, struct str def);

/* Reasons: the longest def has 31 bytes; annexes of large offices list more than a thousand 記録項目. */
enum { FORM_ID_MAX_BYTES = 96, FORM_INSTANCE_MAX = 5000, FORM_FILES_MAX = 100 };

/* Parts of an id. */
struct form_id {
	const struct form_item *item;
	unsigned file_no;  /* 1 when not written */
	unsigned instance; /* 0: not repeated */
};
/* false: not an id of this form (unknown item, number out of range, a number where none belongs). */
bool form_id_parse(const struct form *form, struct str id, struct form_id *out);
/* Appends the id in its normal spelling. */
void form_id_write(const struct form_id *id, struct buf *out);
/* Form order: sections, within them files, within them groups by number. <0, 0, >0. */
int form_id_cmp(const struct form_id *a, const struct form_id *b);
/* Appends a label or heading with the group's number in the place of {n}. */
void form_label_write(struct str label, unsigned instance, struct buf *out);
/* The def of the nearest known item, for "did you mean"; empty: none near. */
struct str form_nearest(const struct form *form, struct str id);

/* The option equal to text (by key; also "4" or "4)" alone as its number when by_number), or NULL. */
const struct form_option *
form_option_find(const struct form_item *item, struct str text, bool by_number);
const struct form_mark *form_mark_find(const struct form_item *item, struct str label_or_name);

#endif
