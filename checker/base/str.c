/* SPDX-License-Identifier: Apache-2.0 */
/* Text views: comparing, cutting, small numbers. No allocation, no locale. */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct str
str_of(const char *text)
{
	return text == NULL ? (struct str){ 0 } : (struct str){ text, strlen(text) };
}

bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
str_is(struct str a, const char *b)
{
	size_t i = 0;

	/* Not by its length: of a list of words nearly all differ in the first letter. */
	while (i < a.len && b[i] != '\0' && a.ptr[i] == b[i])
		i++;
	return i == a.len && b[i] == '\0';
}

bool
str_is_nocase(struct str a, const char *word)
{
	size_t i = 0;

	while (i < a.len && word[i] != '\0' && str_lower(a.ptr[i]) == str_lower(word[i]))
		i++;
	return i == a.len && word[i] == '\0';
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (str_lower(a.ptr[i]) != str_lower(b.ptr[i]))
			return false;
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool
str_starts(struct str text, struct str head)
{
	return text.len >= head.len && str_eq((struct str){ text.ptr, head.len }, head);
}

bool
str_ends(struct str text, struct str tail)
{
	return text.len >= tail.len && str_eq(str_from(text, text.len - tail.len), tail);
}

size_t
str_find(struct str text, struct str part, size_t from)
{
	if (from > text.len || part.len > text.len - from)
		return STR_NONE;
	if (part.len == 0)
		return from;
	const char *p = memmem(text.ptr + from, text.len - from, part.ptr, part.len);
	return p == NULL ? STR_NONE : (size_t)(p - text.ptr);
}

size_t
str_find_char(struct str text, char c, size_t from)
{
	if (from >= text.len)
		return STR_NONE;
	const char *p = memchr(text.ptr + from, c, text.len - from);
	return p == NULL ? STR_NONE : (size_t)(p - text.ptr);
}

bool
str_has(struct str text, struct str part)
{
	return str_find(text, part, 0) != STR_NONE;
}

struct str
str_sub(struct str text, size_t from, size_t len)
{
	if (from >= text.len)
		return (struct str){ 0 };
	if (len > text.len - from)
		len = text.len - from;
	return (struct str){ text.ptr + from, len };
}

struct str
str_from(struct str text, size_t from)
{
	return str_sub(text, from, text.len);
}

struct str
str_trim(struct str text)
{
	while (text.len > 0 && str_is_space(text.ptr[0]))
		text = str_from(text, 1);
	while (text.len > 0 && str_is_space(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

struct str
str_split(struct str text, char c, struct str *rest)
{
	size_t at = str_find_char(text, c, 0);

	if (at == STR_NONE) {
		*rest = (struct str){ 0 };
		return text;
	}
	*rest = str_from(text, at + 1);
	return str_sub(text, 0, at);
}

bool
str_line(struct str *rest, struct str *line)
{
	if (rest->len == 0)
		return false;
	*line = str_split(*rest, '\n', rest);
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool
str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
str_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
str_is_alnum(char c)
{
	return str_is_alpha(c) || str_is_digit(c);
}

bool
str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char
str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
str_parse_i64(struct str text, int64_t *value)
{
	bool negative = text.len > 0 && text.ptr[0] == '-';
	int64_t n = 0;

	if (negative || (text.len > 0 && text.ptr[0] == '+'))
		text = str_from(text, 1);
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!str_is_digit(text.ptr[i]))
			return false;
		int digit = text.ptr[i] - '0';
		if (__builtin_mul_overflow(n, 10, &n) ||
		    (negative ? __builtin_sub_overflow(n, digit, &n)
			      : __builtin_add_overflow(n, digit, &n)))
			return false;
	}
	*value = n;
	return true;
}

bool
str_parse_double(struct str text, double *value)
{
	char copy[64];
	char *end;

	if (text.len == 0 || text.len >= sizeof copy || str_is_space(text.ptr[0]))
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	errno = 0;
	*value = strtod(copy, &end);
	return errno == 0 && end == copy + text.len;
}

uint64_t
str_hash(struct str text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.len; i++) {
		h ^= (unsigned char)text.ptr[i];
		h *= UINT64_C(0x100000001b3);
	}
	return h;
}

size_t
str_digits(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && str_is_digit(text.ptr[at + n]))
		n++;
	return n;
}

struct str
str_base_name(struct str path)
{
	size_t slash = path.len;

	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	return str_from(path, slash);
}
