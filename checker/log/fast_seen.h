/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields as they stand in a table, quotes and all, and what came of them the last time: a column's values are looked up by all their bytes at
 * once, without asking how long they are or whether they stand in quotes.
 */
#ifndef LOG_FAST_SEEN_H
#define LOG_FAST_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "log/summary.h"

enum { SEEN_BYTES = 32 };

/* 64 bytes: a place is a hash's bits as they are. */
struct seen_value {
	unsigned char key[SEEN_BYTES]; /* zeros behind the text; 0xFF, which no text has: free */
	uint32_t number;
	uint16_t class, pad[13];
};

/* A number of a record: its offset, and whether it has 16 bits, or 32. */
struct seen_place {
	uint16_t offset;
	bool half;
};
static inline void
seen_put(struct summary_record *record, struct seen_place place, uint32_t number)
{
	unsigned char *at = (unsigned char *)record + place.offset;
	uint16_t half = (uint16_t)number;

	if (place.half)
		memcpy(at, &half, sizeof half);
	else
		memcpy(at, &number, sizeof number);
}

/* Zero-initialise but for seed. */
struct seen {
	uint32_t seed;
	struct seen_value *values; /* room and SEEN_PROBES more */
	size_t count, room;
};

/* Where a column's fields stand, and where what came of them goes. */
struct seen_column {
	const char *base;          /* SEEN_BYTES behind each field's beginning are readable */
	const uint32_t *const *at; /* of each record: the separators around the field's column */
	size_t column, count;
	struct summary_record *records;
	struct seen_place place; /* of the number in the record */
	uint16_t *classes;
	size_t class_stride;
};

/* Those that are known; returns how many are not, and which. Needs simd_here. */
size_t seen_take(const struct seen *seen, const struct seen_column *column, uint16_t *missed);
/* The field's text, as it stands there, may be longer than what is kept. */
void seen_add(struct seen *seen, struct str text, uint32_t number, uint16_t class);
void seen_forget(struct seen *seen);
void seen_release(struct seen *seen);

#endif
