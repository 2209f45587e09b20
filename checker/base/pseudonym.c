/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed pseudonyms. */
#include "base/pseudonym.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

enum { HASH_BYTES = 16, HIDE_MIN_BYTES = 4 }; /* BLAKE2b's shortest; 8 of them are used */

/*
 * Full-width ASCII made ASCII, blanks at both ends taken off: how 宛名番号 differ between a log and a register. Leading zeros stay: whether
 * they count is the office's to know. Longer texts are hashed as they are.
 */
struct str
pseudonym_plain(struct str subject, char room[PSEUDONYM_PLAIN_BYTES])
{
	size_t n = 0;

	subject = str_trim(subject);
	if (subject.len > PSEUDONYM_PLAIN_BYTES)
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
	char room[PSEUDONYM_PLAIN_BYTES];
	struct str plain = pseudonym_plain(subject, room);

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
	return bits & (((uint64_t)1 << PSEUDONYM_BITS) - 1);
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

static bool
adjoins(struct str text, size_t at)
{
	char c = at < text.len ? text.ptr[at] : '\0';

	return str_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t
pseudonym_hide(
    const struct pseudonym *pseudonym, struct str subject, struct str text, struct buf *out)
{
	char shown[PSEUDONYM_TEXT_BYTES + 1];
	size_t count = 0, done = 0, at = 0;

	subject = str_trim(subject);
	if (pseudonym->reveal || subject.len < HIDE_MIN_BYTES)
		return 0;
	while ((at = str_find(text, subject, at)) != STR_NONE) {
		size_t end = at + subject.len;

		if ((at > 0 && adjoins(text, at - 1)) || adjoins(text, end)) {
			at++;
			continue;
		}
		if (count++ == 0)
			pseudonym_of(pseudonym, subject, shown);
		buf_add(out, str_sub(text, done, at - done));
		buf_adds(out, shown);
		done = at = end;
	}
	if (count > 0)
		buf_add(out, str_from(text, done));
	return count;
}
