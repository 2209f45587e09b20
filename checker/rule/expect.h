/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule test expects: rows kept, and compared. */
#ifndef RULE_EXPECT_H
#define RULE_EXPECT_H

#include "rule/evaluate.h"

/* The rows of a result, as text. Zero-initialise; expect_rows_release. */
struct cell {
	struct str text;
	bool null;
};
struct rows {
	struct arena arena;
	struct str *names;
	size_t name_count;
	struct cell **list;
	size_t count, room;
};
void rows_keep(struct rows *rows, sqlite3_stmt *row);
void expect_rows_release(struct rows *rows);
/* "a=1 b=(NULL)" of one row; appended. */
void rows_print(const struct rows *rows, size_t row, struct buf *out);

/* As many rows as expected (a sequence of maps), and each expected one is part of its own row, in any order. */
bool expect_matches(const struct node *expected, const struct rows *rows);

#endif
