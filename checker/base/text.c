/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: checking, walking, decoding at the door, and showing a text so that it can do no harm. */
#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/banned.h"

enum { REPLACEMENT = 0xFFFD };

/* Eight bytes at a time: most of a log or a config is ASCII. */
static size_t
skip_ascii(struct str text, size_t at)
{
	while (text.len - at >= 8) {
		uint64_t eight;

		memcpy(&eight, text.ptr + at, sizeof eight);
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
		at += 8;
	}
	while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
		at++;
	return at;
}

/*
 * Length of the well-formed sequence at p (RFC 3629, table of the Unicode standard 3-7: no overlong forms,
 * no surrogates, nothing beyond U+10FFFF), or 0.
 */
static size_t
sequence(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (left < len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

/* A sequence of three bytes that is no surrogate and not too long, as Japanese text is made of. */
static bool
is_common(const unsigned char *p, size_t left)
{
	return left >= 3 && p[0] >= 0xE1 && p[0] <= 0xEC && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80;
}

bool
text_is_utf16(struct str bytes)
{
	return str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"));
}

size_t
text_utf8_fault(struct str text)
{
	size_t at = 0;

	for (;;) {
		at = skip_ascii(text, at);
		while (
		    at < text.len && is_common((const unsigned char *)text.ptr + at, text.len - at))
			at += 3;
		if (at == text.len)
			return STR_NONE;
		size_t n = sequence((const unsigned char *)text.ptr + at, text.len - at);
		if (n == 0)
			return at;
		at += n;
	}
}

uint32_t
text_next(struct str text, size_t *at)
{
	static const unsigned char first_mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	const unsigned char *p = (const unsigned char *)text.ptr + *at;

	if (is_common(p, text.len - *at)) {
		*at += 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	size_t n = sequence(p, text.len - *at);

	if (n == 0) {
		(*at)++;
		return REPLACEMENT;
	}
	uint32_t c = p[0] & first_mask[n];
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3Fu);
	*at += n;
	return c;
}

size_t
text_chars(struct str text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len;) {
		const unsigned char *p = (const unsigned char *)text.ptr + at;

		if (p[0] < 0x80) {
			size_t ascii = skip_ascii(text, at);

			count += ascii - at;
			at = ascii;
			continue;
		}
		if (is_common(p, text.len - at))
			at += 3;
		else
			text_next(text, &at);
		count++;
	}
	return count;
}

struct str
text_cut(struct str text, size_t max_bytes)
{
	if (text.len <= max_bytes)
		return text;
	/* At most three bytes back: before that it is no UTF-8 anyway. */
	size_t len = max_bytes;
	for (int back = 0; back < 3 && len > 0; back++, len--)
		if (((unsigned char)text.ptr[len] & 0xC0) != 0x80)
			break;
	if (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
		len = max_bytes;
	return (struct str){ text.ptr, len };
}

void
text_put(struct buf *buf, uint32_t character)
{
	utf8proc_uint8_t bytes[4];

	if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
		character = REPLACEMENT;
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)character, bytes);
	buf_add(buf, (struct str){ (const char *)bytes, (size_t)n });
}

/* iconv's handle is made per call: decoding happens once per file, and no state outlives it. */
static bool
decode_cp932(struct str bytes, struct arena *arena, struct str *out)
{
	iconv_t cd = iconv_open("UTF-8", "CP932");
	struct buf text = { 0 };
	char chunk[8192];
	char *in = (char *)(uintptr_t)bytes.ptr; /* iconv's prototype lacks const */
	size_t left = bytes.len;
	bool good = true;

	if (cd == (iconv_t)-1)
		return false;
	while (left > 0 && good) {
		char *to = chunk;
		size_t room = sizeof chunk;
		size_t n = iconv(cd, &in, &left, &to, &room);

		good = n != (size_t)-1 || errno == E2BIG;
		buf_add(&text, (struct str){ chunk, (size_t)(to - chunk) });
	}
	iconv_close(cd);
	if (good)
		*out = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return good;
}

void *
text_cp932_hold(void)
{
	iconv_t cd = iconv_open("UTF-8", "CP932");

	return cd == (iconv_t)-1 ? NULL : (void *)cd;
}

void
text_cp932_release(void *held)
{
	if (held != NULL)
		iconv_close((iconv_t)held);
}

bool
text_decode(struct str bytes, struct arena *arena, struct str *out, enum text_encoding *encoding,
    size_t *fault)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");
	struct str text = str_starts(bytes, mark) ? str_from(bytes, mark.len) : bytes;
	size_t at = text_utf8_fault(text);

	if (at == STR_NONE) {
		*out = text;
		*encoding = TEXT_UTF8;
		return true;
	}
	*fault = at + (bytes.len - text.len);
	*encoding = TEXT_CP932;
	return text.len == bytes.len && decode_cp932(bytes, arena, out);
}

/* What a terminal obeys instead of showing, or what is not seen at all. Variation selectors stay: names need them. */
static bool
is_invisible(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return true;
	if (c < 0xAD)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CS:
		return true;
	default:
		/* The Hangul fillers are letters by category and blank to the eye. */
		return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
		    (c & 0xFFFE) == 0xFFFE;
	}
}

static size_t
skip_printable(struct str text, size_t at)
{
	while (at < text.len && text.ptr[at] >= 0x20 && text.ptr[at] < 0x7F)
		at++;
	return at;
}

static void
visible(struct str text, bool keep_lines, struct buf *buf)
{
	for (size_t at = 0; at < text.len;) {
		size_t plain = skip_printable(text, at);

		buf_add(buf, str_sub(text, at, plain - at));
		at = plain;
		if (at == text.len)
			return;
		size_t n = sequence((const unsigned char *)text.ptr + at, text.len - at);
		if (n == 0) {
			buf_addf(buf, "<%02X>", (unsigned char)text.ptr[at++]);
			continue;
		}
		size_t from = at;
		uint32_t c = text_next(text, &at);
		if (c == '\n' || c == '\t')
			buf_addc(buf, keep_lines && c == '\n' ? '\n' : ' ');
		else if (is_invisible(c))
			buf_addf(buf, "<U+%04X>", (unsigned)c);
		else
			buf_add(buf, str_sub(text, from, at - from));
	}
}

void
text_visible(struct str text, struct buf *buf)
{
	visible(text, false, buf);
}

void
text_visible_lines(struct str text, struct buf *buf)
{
	visible(text, true, buf);
}

void
text_position(struct str text, size_t offset, uint32_t *line, uint32_t *column)
{
	size_t begin = 0, lines = 1;

	if (offset > text.len)
		offset = text.len;
	for (size_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE && at < offset; at++) {
		lines++;
		begin = at + 1;
	}
	size_t chars = text_chars(str_sub(text, begin, offset - begin)) + 1;
	*line = lines > UINT32_MAX ? UINT32_MAX : (uint32_t)lines;
	*column = chars > UINT32_MAX ? UINT32_MAX : (uint32_t)chars;
}
