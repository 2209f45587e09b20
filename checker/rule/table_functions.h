/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions of rule SQL that give rows: SELECT m.value FROM item AS i, matches('第[0-9]+条', i.norm) AS m. Each is a table of
 * SQLite's with hidden columns for its arguments; none but said() reads anything else. piacheck-rule(5) describes them.
 */
#ifndef RULE_TABLE_FUNCTIONS_H
#define RULE_TABLE_FUNCTIONS_H

#include "rule/evidence.h"

enum { TABLE_FUNCTION_COLUMNS_MAX = 8, TABLE_FUNCTION_ARGUMENTS_MAX = 3 };

/* A value of a row: a number when text.ptr is NULL and null is not set. */
struct table_cell {
	struct str text;
	int64_t number;
	bool null;
};

/* The rows of one call; texts are views of the arguments or stand in the arena. */
struct table_rows {
	struct evidence *evidence;
	struct arena arena;
	const char *fault; /* a static text: the call is wrong, and the rule ends */
	struct table_cell *cells;
	size_t count, room; /* of cells */
	size_t width;       /* columns */
};

struct table_function {
	const char *name;
	const char *columns; /* "no, value"; the first of a row is given first */
	int arguments;
	void (*fill)(struct table_rows *rows, const struct str *arguments);
};

/* Groups, each ended by a row without a name. */
extern const struct table_function functions_matches[], functions_words[], functions_passage[],
    functions_said[];

/* The texts of the present assessment (evidence.said); forgotten when its rows change. */
struct said_texts;
void said_texts_forget(struct said_texts *texts);
void said_texts_free(struct said_texts *texts);

/* The next cell of the present row. */
void table_text(struct table_rows *rows, struct str text);
void table_number(struct table_rows *rows, int64_t number);
/* Is there room for another row? */
bool table_may_add(const struct table_rows *rows);

struct passage_cache;
void passage_cache_free(struct passage_cache *cache); /* NULL: nothing */

void table_functions_add(struct evidence *evidence);
bool table_function_is(struct str name);
/* The tables that it reads, a set of table_bit: 0 but for said(). */
uint64_t table_function_reads(struct str name);

#endif
