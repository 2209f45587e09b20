/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 記録項目 as they are collected; private to records*.c. records.c tries the shapes (a file each), which stand on records_list.c.
 */
#ifndef IMPORT_RECORDS_H
#define IMPORT_RECORDS_H

#include "import/found.h"

struct record {
	uint32_t line;
	struct str heading; /* of its group */
	unsigned number;    /* printed before it; 0: none */
	struct str name;
};

struct records {
	struct arena *arena;
	struct str heading; /* of the records that follow; empty: none since the last one */
	struct record *records;
	size_t count, room;
	unsigned next; /* the number that continues the list */
	bool wrapped;  /* a line may be the rest of the one above it */
};

void records_add(struct records *list, uint32_t line, unsigned number, struct str name);
/* <費用>, 【検診】 */
bool records_is_heading(struct str text);
/* A comma outside of brackets: the line names several items, or one with a remark; nobody can say. */
bool records_names_several(struct str text);
/* May this line without a number be the heading of what follows, and not the rest of the line above? */
bool records_may_head(const struct records *list, struct str text, bool apart);

/* The shapes: all rows, or false. */
bool records_table(struct records *list, const struct row *rows, size_t count);
bool records_bullets(struct records *list, const struct row *rows, size_t count);
bool records_each_line(struct records *list, const struct row *rows, size_t count);
bool records_paragraphs(struct records *list, const struct row *rows, size_t count);

#endif
