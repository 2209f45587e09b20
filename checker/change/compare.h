/* SPDX-License-Identifier: Apache-2.0 */
/* What compare.c and compare_records.c share. */
#ifndef CHANGE_COMPARE_H
#define CHANGE_COMPARE_H

#include "change/inner.h"

struct comparing {
	struct change_list *out;
	struct pairs pairs;
};

/* 項目 of an id of the new version; in the list's arena. */
struct str compare_heading(struct change_list *out, const struct form_id *id);
struct change *compare_add(struct change_list *out, enum change_kind kind);
/* What every row has: headings, class, the words that changed, timing and reason. Its ids and texts are set. */
void compare_complete(struct change_list *out, struct change *change, bool same_meaning);
void compare_records(struct comparing *c, unsigned new_file);

#endif
