/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of the change table share: its words and columns. */
#ifndef CHANGE_TABLE_H
#define CHANGE_TABLE_H

#include "change/inner.h"

/* The columns of the official table (様式3 別添2, 様式4 別添3), then ours. */
enum table_column {
	COLUMN_DATE,
	COLUMN_ITEM,
	COLUMN_BEFORE,
	COLUMN_AFTER,
	COLUMN_TIMING,
	COLUMN_REASON,
	COLUMN_CLASS,
	COLUMN_NATURE,
	COLUMN_ID,
	COLUMN_COUNT,
};
enum { COLUMN_OFFICIAL_COUNT = COLUMN_REASON + 1 };
/* The official ones keep their Japanese titles in both languages: they are the form's. */
const char *table_title(enum table_column column, enum lang lang);
/* The text of a cell; *scratch is emptied and holds what had to be made. */
struct str table_cell(const struct change_list *changes, const struct change *change,
    enum table_column column, enum lang lang, struct buf *scratch);

const char *table_class(enum change_class class, enum lang lang);
const char *table_nature(enum change_nature nature, enum lang lang);
struct str table_effect(const struct change_effect *effect, enum lang lang);
/* Rows that are shown, and those of them that are important changes. */
size_t table_count(const struct change_list *changes, bool all, size_t *important);
bool table_shows(const struct change *change, bool all);
/* "4件（重要な変更 1件）" */
void table_summary(const struct change_list *changes, bool all, enum lang lang, struct buf *out);
/* "比べられない項目 3件": which version does not show it. */
const char *table_unclear(const struct change_unclear *unclear, enum lang lang);

#endif
