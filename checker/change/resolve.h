/* SPDX-License-Identifier: Apache-2.0 */
/* A 項目 as a path, and where the labels of the form stand in it: what resolve_path.c gives to resolve.c. */
#ifndef CHANGE_RESOLVE_H
#define CHANGE_RESOLVE_H

#include "change/inner.h"

/* Which characters a text has, by their hash: of what is not there no label need be looked for. */
struct char_set {
	uint64_t bits[4];
};

struct resolver_label {
	struct char_set chars; /* of key */
	struct str
	    key; /* without signs, number and ※; of "システム{n}" what stands before the number */
	bool has_n;      /* a number must follow */
	unsigned number; /* ① or １． of the label; 0: none */
	bool circled;
	const struct form_item *context; /* the question that 具体的な方法 answers; NULL: none */
	/* of the path now looked at: where the last occurrence begins and ends; STR_NONE: nowhere */
	size_t at, end;
	unsigned n;
};

struct path {
	struct resolver *r;
	struct str text;    /* bare, without the part's number */
	struct str section; /* "II"; empty: not said */
	unsigned file_no;   /* 0: not said */
	bool *covered;      /* scratch: one for each byte */
	bool bad_section;   /* a part that the form does not have */
};

/*
 * In order: path_start makes the path bare and takes off its part; path_find_labels says where each label stands; path_score how well
 * the path names an item (below 0: not at all); path_ends whether its label ends the path. path_number_fit: 3 when the number before a
 * label is the form's, -3 when it is another; path_has_number: of a heading that is left out the number stands before that place.
 */
unsigned path_number_at(struct str text, size_t at, size_t *end);
void path_find_labels(const struct path *path);
struct resolver_label *path_label(const struct path *path, const struct form_item *item);
int path_number_fit(const struct path *path, const struct resolver_label *label);
bool path_has_number(const struct path *path, const struct resolver_label *label, size_t before);
int path_score(const struct path *path, const struct form_item *item);
bool path_ends(const struct path *path, const struct form_item *item);
bool path_is_in_section(const struct path *path, const struct form_item *item);
void path_start(struct resolver *r, struct str text, struct path *path);

#endif
