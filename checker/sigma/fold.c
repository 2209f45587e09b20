/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simple case folding: one character becomes one character, so that `?` still counts characters. utf8proc has full folding and
 * lower case; simple folding is made of the two.
 */
#include <utf8proc.h>

#include "base/text.h"
#include "sigma/compiled.h"
#include "base/banned.h"

/*
 * Bytes that may begin a character that folding changes: A-Z and the leads of all multi-byte blocks but U+3000..U+9FFF (kana, CJK),
 * which have no case.
 */
static bool
is_suspect(unsigned char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 0xC2 && !(byte >= 0xE3 && byte <= 0xE9));
}

bool
sigma_fold_needed(struct str text)
{
	bool suspect = false;

	for (size_t i = 0; i < text.len; i++)
		suspect |= is_suspect((unsigned char)text.ptr[i]);
	return suspect;
}

static uint32_t
fold_character(uint32_t c)
{
	utf8proc_int32_t full[8];
	int last_class = 0;

	if (c == 0x130) /* İ: its only foldings are full or Turkic */
		return c;
	utf8proc_ssize_t n =
	    utf8proc_decompose_char((utf8proc_int32_t)c, full, 8, UTF8PROC_CASEFOLD, &last_class);
	if (n == 1)
		return (uint32_t)full[0];
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

void
sigma_fold(struct str text, struct buf *out)
{
	for (size_t i = 0; i < text.len;) {
		unsigned char byte = (unsigned char)text.ptr[i];
		size_t next = i;

		if (byte < 0x80) {
			buf_addc(out, str_lower(text.ptr[i++]));
			continue;
		}
		uint32_t c = text_next(text, &next);
		if (byte < 0xC2 || c == 0xFFFD || !is_suspect(byte))
			buf_add(out, str_sub(text, i, next - i));
		else
			text_put(out, fold_character(c));
		i = next;
	}
}
