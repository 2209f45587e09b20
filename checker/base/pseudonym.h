/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudonyms of subjects (宛名番号): keyed BLAKE2b (libsodium), so that the same person is the same text within an office. */
#ifndef BASE_PSEUDONYM_H
#define BASE_PSEUDONYM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	PSEUDONYM_KEY_BYTES = 32,
	PSEUDONYM_TEXT_BYTES = 18,
	PSEUDONYM_PLAIN_BYTES = 256,
	/* The highest bit of a word is left to those who keep numbers and pseudonyms beside each other. */
	PSEUDONYM_BITS = 63,
};

struct pseudonym {
	unsigned char key[PSEUDONYM_KEY_BYTES];
	bool reveal; /* --reveal-subjects: subjects are left as they are */
};

/*
 * "s:" and 16 hexadecimal digits, NUL-terminated, into out; the text is first brought to NFKC-like plainness (full-width
 * digits, surrounding blanks) so that 宛名番号 of different sources agree. Not called when reveal is set.
 */
void pseudonym_of(
    const struct pseudonym *pseudonym, struct str subject, char out[PSEUDONYM_TEXT_BYTES + 1]);

/*
 * Appends text with the subject's own number in it made its pseudonym: for the notes beside it. Only where it stands alone (no
 * letter or digit adjoins), and from four characters on: a shorter one is any number. Returns how often; 0: nothing appended.
 */
size_t pseudonym_hide(
    const struct pseudonym *pseudonym, struct str subject, struct str text, struct buf *out);

/* The text as it is hashed: full-width ASCII made ASCII, without blanks around; a view of room or of subject. */
struct str pseudonym_plain(struct str subject, char room[PSEUDONYM_PLAIN_BYTES]);

/* The same as a number of PSEUDONYM_BITS bits: equal when the texts are. */
uint64_t pseudonym_bits(const struct pseudonym *pseudonym, struct str subject);

/* The text of such bits: "s:" and 16 digits. */
void pseudonym_text(uint64_t bits, char out[PSEUDONYM_TEXT_BYTES + 1]);

#endif
