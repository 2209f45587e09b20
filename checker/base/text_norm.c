/* SPDX-License-Identifier: Apache-2.0 */
/* Unicode normalisation, width, and what is read or compared in normalised text. */
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/banned.h"

enum { CIRCLED_FIRST = 0x2460, CIRCLED_LAST = 0x2473 };

/* NFKC leaves it alone, and it takes part in no composition unless a combining mark follows (which is not in here). */
static bool
is_stable(uint32_t c)
{
	return c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) ||
	    (c >= 0x30A1 && c <= 0x30FE) || (c >= 0x3001 && c <= 0x301D && c != 0x301B);
}

static bool
is_all_stable(struct str text)
{
	for (size_t at = 0; at < text.len;)
		if (!is_stable(text_next(text, &at)))
			return false;
	return true;
}

/* What utf8proc is given: well-formed, circled numbers spelled out when they are to be kept. */
static void
prepare(struct str text, bool keep_circled, struct buf *buf)
{
	for (size_t at = 0; at < text.len;) {
		size_t from = at;
		uint32_t c = text_next(text, &at);

		if (keep_circled && c >= CIRCLED_FIRST && c <= CIRCLED_LAST)
			buf_addf(buf, "<%u>", (unsigned)(c - CIRCLED_FIRST + 1));
		else if (c == 0xFFFD)
			text_put(buf, c);
		else
			buf_add(buf, str_sub(text, from, at - from));
	}
}

struct str
text_nfkc(struct arena *arena, struct str text, bool keep_circled)
{
	struct buf prepared = { 0 };
	utf8proc_uint8_t *mapped = NULL;

	if (is_all_stable(text))
		return arena_str(arena, text);
	prepare(text, keep_circled, &prepared);
	utf8proc_ssize_t n =
	    utf8proc_map((const utf8proc_uint8_t *)prepared.ptr, (utf8proc_ssize_t)prepared.len,
		&mapped, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE);
	if (n == UTF8PROC_ERROR_NOMEM)
		mem_exhausted(prepared.len);
	BUG_IF(n < 0);
	struct str result = arena_str(arena, (struct str){ (const char *)mapped, (size_t)n });
	free(mapped);
	buf_release(&prepared);
	return result;
}

static bool
is_blank(uint32_t c)
{
	if (c <= 0x20)
		return c == ' ' || (c >= '\t' && c <= '\r');
	if (c < 0x80)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		/* Next line; zero width space, non-joiner, joiner, word joiner, byte order mark. */
		return c == 0x85 || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
	}
}

/* --- keys ------------------------------------------------------------------------------------------ */

/* The character at at and where the next begins; those that Japanese text is made of without a call. */
static uint32_t
peek(struct str text, size_t at, size_t *next)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;

	if (p[0] < 0x80) {
		*next = at + 1;
		return p[0];
	}
	if (p[0] >= 0xE3 && p[0] <= 0xE9 && text.len - at >= 3 && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) {
		*next = at + 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*next = at;
	return text_next(text, next);
}

static bool
is_full_width(uint32_t c)
{
	return (c >= 0xFF01 && c <= 0xFF5E) || c == 0x3000;
}

/* Where what stays as it is, or becomes one ASCII character, ends; *last is the beginning of its last character. */
static size_t
easy_end(struct str text, size_t at, size_t *last)
{
	for (size_t next; at < text.len; *last = at, at = next) {
		uint32_t c = peek(text, at, &next);

		if (!is_stable(c) && !is_full_width(c))
			break;
	}
	return at;
}

static void
add_easy(struct buf *key, struct str text)
{
	size_t copied = 0;

	for (size_t at = 0, next; at < text.len; at = next) {
		uint32_t c = peek(text, at, &next);
		bool blank = c == 0x3000 || (c <= 0x20 && is_blank(c));

		if (!blank && c != 0x301C && !is_full_width(c))
			continue;
		buf_add(key, str_sub(text, copied, at - copied));
		copied = next;
		if (!blank)
			buf_addc(key, c == 0x301C ? '~' : (char)(c - 0xFEE0));
	}
	buf_add(key, str_from(text, copied));
}

static void
add_normal(struct buf *key, struct str normal)
{
	for (size_t at = 0; at < normal.len;) {
		size_t from = at;
		uint32_t c = text_next(normal, &at);

		if (c == 0x301C || c == 0xFF5E)
			buf_addc(key, '~');
		else if (!is_blank(c))
			buf_add(key, str_sub(normal, from, at - from));
	}
}

/* What is not easy goes to the library, a run at a time, with the character before it: a combining mark may join that. */
struct str
text_key(struct arena *arena, struct str text)
{
	struct buf key = { 0 };

	for (size_t at = 0, next; at < text.len;) {
		size_t last = at, end = easy_end(text, at, &last);

		if (end == text.len)
			last = end;
		add_easy(&key, str_sub(text, at, last - at));
		for (at = end; end < text.len; end = next) {
			uint32_t c = peek(text, end, &next);

			if (is_stable(c) || is_full_width(c))
				break;
		}
		if (end > at)
			add_normal(&key, text_nfkc(arena, str_sub(text, last, end - last), true));
		at = end;
	}
	struct str result = arena_str(arena, buf_str(&key));
	buf_release(&key);
	return result;
}

size_t
text_width(struct str text)
{
	size_t width = 0;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		width += c < 0x80 ? c >= 0x20 && c != 0x7F
				  : (size_t)utf8proc_charwidth((utf8proc_int32_t)c);
	}
	return width;
}

/* Reason: it is for suggesting names; longer ones are not mistyped into one another. */
enum { DISTANCE_MAX_CHARS = 128 };

static size_t
decode_short(struct str text, uint32_t *chars)
{
	size_t n = 0;

	for (size_t at = 0; at < text.len; n++) {
		if (n == DISTANCE_MAX_CHARS)
			return STR_NONE;
		chars[n] = text_next(text, &at);
	}
	return n;
}

size_t
text_distance(struct str a, struct str b, size_t limit)
{
	uint32_t x[DISTANCE_MAX_CHARS], y[DISTANCE_MAX_CHARS];
	size_t row[DISTANCE_MAX_CHARS + 1];

	if (str_eq(a, b))
		return 0;
	size_t n = decode_short(a, x), m = decode_short(b, y);
	if (n == STR_NONE || m == STR_NONE || (n > m ? n - m : m - n) > limit)
		return limit + 1;
	/* Further than the limit from the diagonal everything is too far. */
	size_t band = limit < DISTANCE_MAX_CHARS ? limit : DISTANCE_MAX_CHARS;
	for (size_t j = 0; j <= m; j++)
		row[j] = j <= band ? j : band + 1;
	for (size_t i = 1; i <= n; i++) {
		size_t first = i > band ? i - band : 1, last = i + band < m ? i + band : m;
		size_t diagonal = row[first - 1], best = first == 1 ? i : band + 1;

		row[first - 1] = best;
		for (size_t j = first; j <= last; j++) {
			size_t change = diagonal + (x[i - 1] != y[j - 1]);
			size_t skip = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = change < skip ? change : skip;
			if (row[j] < best)
				best = row[j];
		}
		if (best > limit)
			return limit + 1;
	}
	return row[m] > limit ? limit + 1 : row[m];
}

/* A number as it is being read: 3万5千 is total 30000, section 5000. */
struct count {
	int64_t total, section, digits; /* digits: -1 = none since the last unit */
	int64_t last_unit, last_big;    /* must fall: 千 before 百, 億 before 万 */
	int since_comma;                /* digits since the last comma; -1 = there was none */
	bool any;
};

static int
digit_of(uint32_t c)
{
	static const uint32_t kanji[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
		0x4E03, 0x516B, 0x4E5D };

	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 0xFF10 && c <= 0xFF19)
		return (int)(c - 0xFF10);
	if (c == 0x96F6) /* 零 */
		return 0;
	for (int i = 0; i < 10; i++)
		if (c == kanji[i])
			return i;
	return -1;
}

static int64_t
unit_of(uint32_t c)
{
	switch (c) {
	case 0x5341: /* 十 */
		return 10;
	case 0x767E: /* 百 */
		return 100;
	case 0x5343: /* 千 */
		return 1000;
	case 0x4E07: /* 万 */
		return 10000;
	case 0x5104: /* 億 */
		return INT64_C(100000000);
	case 0x5146: /* 兆 */
		return INT64_C(1000000000000);
	default:
		return 0;
	}
}

static bool
count_digit(struct count *n, int digit)
{
	if (n->since_comma >= 0 && ++n->since_comma > 3)
		return false;
	if (n->digits < 0)
		n->digits = 0;
	n->any = true;
	return !__builtin_mul_overflow(n->digits, 10, &n->digits) &&
	    !__builtin_add_overflow(n->digits, digit, &n->digits);
}

static bool
count_unit(struct count *n, int64_t unit)
{
	int64_t value;

	if (n->since_comma >= 0 && n->since_comma != 3)
		return false;
	n->since_comma = -1;
	n->any = true;
	if (unit < 10000) {
		if (unit >= n->last_unit ||
		    __builtin_mul_overflow(n->digits < 0 ? 1 : n->digits, unit, &value))
			return false;
		n->last_unit = unit;
		n->digits = -1;
		return !__builtin_add_overflow(n->section, value, &n->section);
	}
	if (unit >= n->last_big || (n->digits < 0 && n->section == 0) ||
	    __builtin_add_overflow(n->section, n->digits < 0 ? 0 : n->digits, &value) ||
	    __builtin_mul_overflow(value, unit, &value))
		return false;
	n->last_big = unit;
	n->last_unit = 10000;
	n->section = 0;
	n->digits = -1;
	return !__builtin_add_overflow(n->total, value, &n->total);
}

static bool
count_comma(struct count *n)
{
	bool good = n->digits >= 0 && (n->since_comma < 0 || n->since_comma == 3);

	n->since_comma = 0;
	return good;
}

bool
text_parse_count(struct str text, int64_t *value)
{
	struct count n = {
		.digits = -1, .since_comma = -1, .last_unit = 10000, .last_big = INT64_MAX
	};
	bool ended = false;

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);
		int digit = digit_of(c);
		int64_t unit = unit_of(c);

		if (is_blank(c) || c == 0x3000) {
			ended = n.any;
			continue;
		}
		bool good = !ended &&
		    (digit >= 0        ? count_digit(&n, digit)
			    : unit > 0 ? count_unit(&n, unit)
				       : (c == ',' || c == 0xFF0C) && count_comma(&n));
		if (!good)
			return false;
	}
	if (!n.any || (n.since_comma >= 0 && n.since_comma != 3))
		return false;
	return !__builtin_add_overflow(n.section, n.digits < 0 ? 0 : n.digits, value) &&
	    !__builtin_add_overflow(*value, n.total, value);
}
