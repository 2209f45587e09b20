/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields as they stand in a table, quotes and all, and what came of them the last time: a column's values, or those of some columns side by side, are
 * looked up by all their bytes at once, without asking how long they are or whether they stand in quotes.
 */
#ifndef LOG_FAST_SEEN_H
#define LOG_FAST_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "log/summary.h"

/* Bytes of what is looked up, separators between its columns and all; and so many columns at most. */
enum { SEEN_BYTES = 32, SEEN_COLUMNS = 4 };

/* What comes of a record's fields: their numbers, each in its place, all others 0; and a class of each. */
struct seen_result {
	struct summary_key numbers;
	uint16_t classes[SEEN_COLUMNS];
};

/* 64 bytes: a place is a hash's bits as they are. */
struct seen_value {
	unsigned char key[SEEN_BYTES]; /* 0xFF, which no text has, behind the text; zeros: free */
	struct seen_result result;
	unsigned char pad[8];
};

/* Zero-initialise but for seed. */
struct seen {
	uint32_t seed;
	struct seen_value *values; /* room and SEEN_PROBES more */
	size_t count, room, further;
};

/* Where the fields of columns side by side stand, and where what came of them goes. */
struct seen_column {
	const char *base;          /* SEEN_BYTES behind each field's beginning are readable */
	const uint32_t *const *at; /* of each record: the separators around the field's column */
	size_t column, columns, count;
	struct summary_record *records;  /* numbers are added to their keys */
	uint16_t *classes[SEEN_COLUMNS]; /* of the first record */
	size_t class_stride;
};

/* Those that are known; returns how many are not, and which. Needs simd_here. */
size_t seen_take(const struct seen *seen, const struct seen_column *column, uint16_t *missed);
/* The fields' text, as it stands there, may be longer than what is kept. */
void seen_add(struct seen *seen, struct str text, const struct seen_result *result);
void seen_forget(struct seen *seen);
void seen_release(struct seen *seen);

#endif
