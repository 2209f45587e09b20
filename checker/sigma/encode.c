/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Modifiers that write a value anew: windash, utf16*, base64, base64offset (appendix "modifiers" of the specification v2.1). One value
 * becomes one text or several, which are alternatives.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/scope.h"
#include "sigma/item.h"
#include "sigma/limits.h"
#include "base/banned.h"

struct encoding {
	struct sigma_compile *compile;
	unsigned mods;
	struct diag_at at;
	struct str *list;
	size_t count, room;
};

static bool
add(struct encoding *e, struct str text)
{
	if (e->count >= SIGMA_VARIANTS_MAX) {
		sigma_refuse(
		    e->compile, DIAG_SIGMA_TOO_LARGE, e->at, STR("15625"), (struct str){ 0 });
		return false;
	}
	*ARRAY_ADD(e->list, e->count, e->room) = arena_str(&e->compile->rule->arena, text);
	return true;
}

/* --- windash ------------------------------------------------------------------------------------- */

/* A letter, a digit or "_" begins at `at`; a wildcard is none. */
static bool
is_word_at(struct str text, size_t at)
{
	utf8proc_int32_t c;

	if (at >= text.len || (unsigned char)text.ptr[at] >= SIGMA_STAR)
		return false;
	if (utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at,
		(utf8proc_ssize_t)(text.len - at), &c) <= 0)
		return false;
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return c == '_';
	}
}

/* A word ends right before `at`. */
static bool
is_word_before(struct str text, size_t at)
{
	size_t from = at;

	if (at == 0)
		return false;
	do
		from--;
	while (from > 0 && at - from < 4 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80);
	return is_word_at(text, from);
}

static const char *const dash_texts[] = { "-", "/", "\xE2\x80\x93", "\xE2\x80\x94",
	"\xE2\x80\x95" };

/* How long the dash at `at` is; 0: there is none. */
static size_t
dash_len(struct str text, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(dash_texts); i++)
		if (str_starts(str_from(text, at), str_of(dash_texts[i])))
			return strlen(dash_texts[i]);
	return 0;
}

/* The dash of an option: behind no word and before one. As in "a-b" it is a part of a name. */
static size_t
dash_find(struct str text, size_t from, size_t *len)
{
	for (size_t i = from; i < text.len; i++) {
		*len = dash_len(text, i);
		if (*len > 0 && !is_word_before(text, i) && is_word_at(text, i + *len))
			return i;
	}
	return STR_NONE;
}

/* head is done, text from `from` on is not. */
static bool
windash(struct encoding *e, struct str head, struct str text, size_t from)
{
	struct arena *arena = &e->compile->rule->arena;
	size_t len, at = dash_find(text, from, &len);

	if (at == STR_NONE)
		return add(e, arena_join(arena, head, str_from(text, from)));
	head = arena_join(arena, head, str_sub(text, from, at - from));
	for (size_t i = 0; i < COUNT_OF(dash_texts); i++)
		if (!windash(e, arena_join(arena, head, str_of(dash_texts[i])), text, at + len))
			return false;
	return true;
}

/* --- utf16 --------------------------------------------------------------------------------------- */

static void
add_unit(struct buf *out, unsigned unit, bool big)
{
	char high = (char)(unit >> 8), low = (char)(unit & 0xFF);

	buf_addc(out, big ? high : low);
	buf_addc(out, big ? low : high);
}

static struct str
utf16(struct encoding *e, struct str text)
{
	bool big = (e->mods & MOD_UTF16BE) != 0;
	struct buf out = { 0 };
	utf8proc_int32_t c;

	if ((e->mods & MOD_UTF16) != 0)
		buf_adds(&out, "\xFF\xFE");
	for (size_t i = 0; i < text.len;) {
		utf8proc_ssize_t n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)text.ptr + i, (utf8proc_ssize_t)(text.len - i), &c);
		if (n <= 0) {
			i++; /* not UTF-8: rule files are, so it never comes here */
			continue;
		}
		i += (size_t)n;
		if (c < 0x10000) {
			add_unit(&out, (unsigned)c, big);
			continue;
		}
		add_unit(&out, 0xD800 + ((unsigned)(c - 0x10000) >> 10), big);
		add_unit(&out, 0xDC00 + ((unsigned)(c - 0x10000) & 0x3FF), big);
	}
	struct str bytes = arena_str(&e->compile->rule->arena, buf_str(&out));
	buf_release(&out);
	return bytes;
}

/* Without base64 behind it: bytes that UTF-8 never has would pass for wildcards, and no log has them. */
static struct str
plain_bytes(struct encoding *e, struct str bytes)
{
	struct str kept = arena_str(&e->compile->rule->arena, bytes);
	char *p = (char *)(uintptr_t)kept.ptr;

	for (size_t i = 0; i < kept.len; i++)
		if ((unsigned char)p[i] >= SIGMA_STAR)
			p[i] = '\x1A';
	return kept;
}

/* --- base64 -------------------------------------------------------------------------------------- */

/* RFC 4648 with padding, of `shift` blanks and the bytes; without `skip` characters at its start and `cut` at its end. */
static bool
base64(struct encoding *e, struct str bytes, size_t shift, size_t skip, size_t cut)
{
	struct arena *arena = &e->compile->rule->arena;
	size_t room = sodium_base64_ENCODED_LEN(bytes.len + shift, sodium_base64_VARIANT_ORIGINAL);
	char *out = ARENA_ARRAY(arena, char, room);
	struct str shifted = arena_join(arena, (struct str){ "  ", shift }, bytes);

	sodium_bin2base64(out, room, (const unsigned char *)shifted.ptr, shifted.len,
	    sodium_base64_VARIANT_ORIGINAL);
	size_t len = strlen(out);
	/* Of one byte in the middle nothing stays the same. */
	return len <= skip + cut || add(e, (struct str){ out + skip, len - skip - cut });
}

/* What of the encoded text does not hang on its neighbours, for the three places that it can begin at. */
static bool
base64offset(struct encoding *e, struct str bytes)
{
	static const size_t skip[] = { 0, 2, 3 }, cut[] = { 0, 3, 2 };

	for (size_t shift = 0; shift < 3; shift++)
		if (!base64(e, bytes, shift, skip[shift], cut[(bytes.len + shift) % 3]))
			return false;
	return true;
}

/* ------------------------------------------------------------------------------------------------- */

static bool
has_wildcard(struct str parsed)
{
	for (size_t i = 0; i < parsed.len; i++)
		if ((unsigned char)parsed.ptr[i] >= SIGMA_STAR)
			return true;
	return false;
}

static bool
encode(struct encoding *e, struct str text)
{
	if ((e->mods & (MOD_UTF16S | MOD_BASE64 | MOD_BASE64OFFSET)) == 0)
		return add(e, text);
	if (has_wildcard(text)) {
		sigma_refuse(e->compile, DIAG_SIGMA_ENCODED_WILDCARD, e->at, (struct str){ 0 },
		    (struct str){ 0 });
		return false;
	}
	if ((e->mods & MOD_UTF16S) != 0)
		text = utf16(e, text);
	if ((e->mods & MOD_BASE64) != 0)
		return base64(e, text, 0, 0, 0);
	if ((e->mods & MOD_BASE64OFFSET) != 0)
		return base64offset(e, text);
	return add(e, plain_bytes(e, text));
}

bool
sigma_encode(struct sigma_compile *compile, unsigned mods, struct str parsed, struct diag_at at,
    struct str **list, size_t *count)
{
	struct encoding dashes = { .compile = compile, .mods = mods, .at = at };
	struct encoding encoded = dashes;
	bool ok = (mods & MOD_WINDASH) != 0 ? windash(&dashes, (struct str){ 0 }, parsed, 0)
					    : add(&dashes, parsed);

	for (size_t i = 0; ok && i < dashes.count; i++)
		ok = encode(&encoded, dashes.list[i]);
	*count = ok ? encoded.count : 0;
	*list = ARENA_ARRAY(&compile->rule->arena, struct str, encoded.count);
	for (size_t i = 0; i < encoded.count; i++)
		(*list)[i] = encoded.list[i];
	free(dashes.list);
	free(encoded.list);
	return ok;
}
