/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of confirm/ share. */
#ifndef CONFIRM_INNER_H
#define CONFIRM_INNER_H

#include "confirm/confirm.h"

bool confirm_is_open(const struct item *item);

/* The form with its answers, and which of its items they changed. */
struct merged {
	struct assessment assessment; /* its texts belong to the form and the answers */
	bool *changed;                /* beside its items */
	size_t changed_count;
};
/* false with diagnostics when an answer contradicts what is settled. */
bool merge_answers(const struct confirm_form *form, const struct assessment *answers,
    struct merged *merged, struct diags *diags);

/* The bytes with the changed items put in their places, all else as it was; false: the notation has no such places. */
bool splice_items(const struct confirm_form *form, const struct merged *merged, struct buf *out);

/* One place in the bytes and what is to stand there. */
struct edit {
	size_t from, to;
	size_t order; /* of edits at one place */
	struct buf text;
};
struct edits {
	struct edit *list;
	size_t count, room;
};
bool splice_yaml(const struct confirm_form *form, const struct merged *merged, struct edits *edits);
bool splice_xml(const struct confirm_form *form, const struct merged *merged, struct edits *edits);
struct edit *edits_add(struct edits *edits, size_t from, size_t to);

#endif
