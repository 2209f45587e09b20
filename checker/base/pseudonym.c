/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed pseudonyms. */
#include "base/pseudonym.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

enum { HASH_BYTES = 16, PLAIN_MAX_BYTES = 256 }; /* BLAKE2b's shortest; 8 of them are used */

/*
 * Full-width ASCII made ASCII, blanks at both ends taken off: how 宛名番号 differ between a log and a register. Leading zeros stay: whether
 * they count is the office's to know. Longer texts are hashed as they are.
 */
static struct str
plain_of(struct str subject, char room[PLAIN_MAX_BYTES])
{
	size_t n = 0;

	subject = str_trim(subject);
	if (subject.len > PLAIN_MAX_BYTES)
		return subject;
	for (size_t at = 0; at < subject.len;) {
		size_t from = at;
		uint32_t c = text_next(subject, &at);
		if (c >= 0xFF01 && c <= 0xFF5E) {
			room[n++] = (char)(c - 0xFF01 + 0x21);
		} else if (c == 0x3000) {
			room[n++] = ' ';
		} else {
			memcpy(room + n, subject.ptr + from, at - from);
			n += at - from;
		}
	}
	return str_trim((struct str){ room, n });
}

static void
hash(const struct pseudonym *pseudonym, struct str subject, unsigned char out[HASH_BYTES])
{
	char room[PLAIN_MAX_BYTES];
	struct str plain = plain_of(subject, room);

	crypto_generichash(out, HASH_BYTES, (const unsigned char *)plain.ptr, plain.len,
	    pseudonym->key, PSEUDONYM_KEY_BYTES);
}

uint64_t
pseudonym_bits(const struct pseudonym *pseudonym, struct str subject)
{
	unsigned char bytes[HASH_BYTES];
	uint64_t bits = 0;

	hash(pseudonym, subject, bytes);
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | bytes[i];
	return bits;
}

void
pseudonym_text(uint64_t bits, char out[PSEUDONYM_TEXT_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";

	out[0] = 's';
	out[1] = ':';
	for (int i = 0; i < 16; i++)
		out[2 + i] = digits[bits >> (60 - 4 * i) & 15];
	out[PSEUDONYM_TEXT_BYTES] = '\0';
}

void
pseudonym_of(
    const struct pseudonym *pseudonym, struct str subject, char out[PSEUDONYM_TEXT_BYTES + 1])
{
	pseudonym_text(pseudonym_bits(pseudonym, subject), out);
}
