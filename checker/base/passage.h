/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passages that many texts share, known by fingerprints only: a sentence is the row of the hashes of its shingles (six letters
 * each, in normal form). The text itself is not kept; what of another sentence is the same, lost or changed can be told.
 *
 * Normal form: letters and digits only (no punctuation, brackets, blanks, list marks, circled numbers, long vowel marks), full-width
 * ASCII as ASCII, A-Z as a-z, 又は for または, 及び for および, 行う for 行なう.
 */
#ifndef BASE_PASSAGE_H
#define BASE_PASSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum {
	PASSAGE_SHINGLE = 6,    /* letters: fewer are in every text, more see only long stretches */
	PASSAGE_HASH_BITS = 24, /* written as four letters of base64url */
	PASSAGE_LETTERS_MIN = 20, /* shorter sentences say nothing about where they come from */
	PASSAGE_LETTERS_MAX =
	    2000, /* comparing takes the product of the lengths; what is longer is cut */
};

/* A sentence: its letters in normal form, and where each stands in the text it is a view of. */
struct passage {
	struct str text;
	uint32_t *letters;
	uint32_t *offsets; /* count + 1: the last is the end */
	size_t count;
	uint32_t *shingles; /* hashes; shingle_count */
	size_t shingle_count;
};

/* The next sentence of *rest with at least PASSAGE_LETTERS_MIN letters; false at the end. Its memory is the arena's. */
bool passage_next(struct str *rest, struct arena *arena, struct passage *passage);

/* The hashes in writing, appended; and back: false when it is not one. */
void passage_write(const uint32_t *shingles, size_t count, struct buf *out);
bool passage_parse(struct str text, struct arena *arena, uint32_t **shingles, size_t *count);

/* Where a sentence differs from known shingles. */
struct passage_difference {
	struct str here;      /* of the sentence's text; empty: something is lost here */
	struct str around;    /* with some letters before and behind */
	size_t known_letters; /* how many letters stand there in the known passage */
};

/*
 * How alike: shared shingles in 1/1000 of the longer one's; what stands before the known beginning (a heading) does not count. Of at most room differences those in the order of the text are
 * set; *count: how many there are.
 */
unsigned passage_compare(const struct passage *passage, const uint32_t *known, size_t known_count,
    struct passage_difference *differences, size_t room, size_t *count);

/* A set of known passages, for finding the most alike one fast. */
struct passage_known {
	const uint32_t *shingles;
	size_t count;
};
struct passage_library {
	struct arena arena;
	const struct passage_known *list;
	size_t count;
	struct passage_slot *slots; /* shingle → passages that have it */
	size_t slot_count;
	uint32_t *votes;
};
/* list must outlive the library. */
void passage_library_init(
    struct passage_library *library, const struct passage_known *list, size_t count);
/* Index of the passage that shares most, of several the last in the list; SIZE_MAX: none shares a third. */
size_t passage_library_find(struct passage_library *library, const struct passage *passage);
void passage_library_release(struct passage_library *library);

#endif
