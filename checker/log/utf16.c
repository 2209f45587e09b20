/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-16 with a byte order mark, as Windows exports it, into UTF-8. Half a pair of surrogates, or half a character at the end, becomes a byte that
 * no UTF-8 holds: the line where it stands is a bad record as any other.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

/* The most that a character takes in UTF-8. */
enum { CHARACTER_BYTES = 4 };

struct source_utf16 {
	bool big; /* big end first */
	bool end; /* nothing comes behind in */
	size_t from, len;
	char in[CHARACTER_BYTES + LOG_BLOCK_BYTES]; /* what is left of a character, and a block */
};

bool
utf16_start(struct log_source *source, struct str head)
{
	if (!text_is_utf16(head))
		return false;
	struct source_utf16 *wide = source->utf16 = mem_alloc(1, sizeof *wide);
	BUG_IF(head.len > sizeof wide->in);
	wide->big = head.ptr[0] == '\xFE';
	wide->len = head.len - 2;
	memcpy(wide->in, head.ptr + 2, wide->len);
	source->encoding = LOG_UTF8;
	return true;
}

void
utf16_free(struct source_utf16 *wide)
{
	free(wide);
}

static uint32_t
unit_at(const struct source_utf16 *wide, size_t at)
{
	unsigned char first = (unsigned char)wide->in[at], second = (unsigned char)wide->in[at + 1];

	return wide->big ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

/* The next character, or UINT32_MAX for what is none; false: it is not all there yet. */
static bool
next_character(struct source_utf16 *wide, uint32_t *character)
{
	size_t left = wide->len - wide->from;

	*character = UINT32_MAX;
	if (left < 2) {
		wide->from = wide->end ? wide->len : wide->from;
		return wide->end && left > 0;
	}
	uint32_t unit = unit_at(wide, wide->from);
	bool high = unit >= 0xD800 && unit < 0xDC00;
	if (high && left < 4 && !wide->end)
		return false;
	wide->from += 2;
	if (unit < 0xD800 || unit > 0xDFFF) {
		*character = unit;
	} else if (high && left >= 4) {
		uint32_t low = unit_at(wide, wide->from);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			*character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
			wide->from += 2;
		}
	}
	return true;
}

static size_t
put(char *out, uint32_t character)
{
	if (character < 0x80 || character == UINT32_MAX) {
		*out = (char)(unsigned char)character;
		return 1;
	}
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)character, (utf8proc_uint8_t *)out);
}

long
utf16_read(struct log_source *source, char *out, size_t room)
{
	struct source_utf16 *wide = source->utf16;
	size_t len = 0;
	uint32_t character;

	for (;;) {
		while (len + CHARACTER_BYTES <= room && next_character(wide, &character))
			len += put(out + len, character);
		if (len > 0 || wide->end)
			return (long)len;
		memmove(wide->in, wide->in + wide->from, wide->len - wide->from);
		wide->len -= wide->from;
		wide->from = 0;
		long n = source_read_bytes(source, wide->in + wide->len, LOG_BLOCK_BYTES);
		if (n < 0)
			return -1;
		wide->end = n == 0;
		wide->len += (size_t)n;
	}
}
