/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of numbers in a region, each column as many bits wide as its greatest number wants: what a summary keeps is many rows of small numbers, and
 * memory that two processes share is dear. All rows of a list are of one width, so that a number is a load, a shift and a mask away. They
 * stand in extents, one behind the other; a list that is written again stands in the same ones, and takes another for what is more.
 */
#ifndef LOG_PACKED_H
#define LOG_PACKED_H

#include <string.h>

#include "log/region.h"

enum {
	PACKED_COLUMNS_MAX = 16,
	PACKED_BITS_MAX = 32,
	PACKED_SLACK =
	    16 /* behind the last row: so many bytes are written at once, and eight are read */
};

struct packed {
	uint64_t at;                            /* the first extent; 0: none */
	uint64_t count;                         /* of rows */
	unsigned char bits[PACKED_COLUMNS_MAX]; /* one row: its columns, the lowest bits first */
};

/* Rows follow. */
struct packed_extent {
	uint64_t next, bytes; /* bytes: of rows, with the slack */
};

static inline unsigned char
packed_bits(uint32_t greatest)
{
	return (unsigned char)(greatest == 0 ? 0 : 32 - __builtin_clz(greatest));
}

/* --- reading ------------------------------------------------------------------------------------- */

struct packed_field {
	uint8_t at, shift; /* the byte of the row, the bit of that byte */
	uint32_t mask;
};
struct packed_fields {
	struct packed_field of[PACKED_COLUMNS_MAX];
	size_t bytes; /* of a row */
};
/* false: a column is wider than its numbers can be. */
bool packed_fields_of(const struct packed *packed, struct packed_fields *fields);

static inline uint32_t
packed_get(const unsigned char *row, const struct packed_field *field)
{
	uint64_t word;

	memcpy(&word, row + field->at, sizeof word);
	return (uint32_t)(word >> field->shift) & field->mask;
}

/* Rows in pieces. next: how many stand at *rows; 0: no more, or not to be believed. seen: how many there were. */
struct packed_walk {
	const struct region *region;
	uint64_t next, count, seen;
	size_t bytes; /* of a row */
};
static inline struct packed_walk
packed_rows(const struct region *region, const struct packed *packed, size_t bytes)
{
	return (struct packed_walk){ region, packed->at, packed->count, 0, bytes };
}
uint64_t packed_walk_next(struct packed_walk *walk, const unsigned char **rows);
/* The greatest number in a column of rows that stand together. */
uint32_t packed_greatest(
    const unsigned char *rows, uint64_t count, size_t bytes, const struct packed_field *field);

/* --- writing ------------------------------------------------------------------------------------- */

/* Where rows go, once there is room for all of them. */
struct packed_writer {
	struct region *region;
	uint64_t next, left; /* the next extent; rows */
	size_t bytes;        /* of a row */
};
/* Rows of these bits take the place of those that stand there. */
struct packed_writer packed_begin(struct region *region, struct packed *packed, uint64_t count);
/* How many of them go to *to, in order of the places: what is written behind a row, in its slack, is the next one's. 0: that was all. */
uint64_t packed_next(struct packed_writer *writer, unsigned char **to);

/* A row of at most 64 bits, or of two words of fewer. */
static inline void
packed_put(unsigned char *to, uint64_t word)
{
	memcpy(to, &word, sizeof word);
}
static inline void
packed_put_two(unsigned char *to, uint64_t low, unsigned low_bits, uint64_t high)
{
	packed_put(to, low | high << low_bits);
	packed_put(to + sizeof low, high >> 1 >> (63 - low_bits));
}
/* A row of any numbers. */
static inline void
packed_put_all(
    unsigned char *to, const uint32_t *numbers, const unsigned char *bits, size_t columns)
{
	uint64_t word = 0;
	unsigned fill = 0;

	for (size_t i = 0; i < columns; i++) {
		word |= (uint64_t)numbers[i] << fill;
		fill += bits[i];
		for (; fill >= 8; fill -= 8, word >>= 8)
			*to++ = (unsigned char)word;
	}
	*to = (unsigned char)word;
}

#endif
