/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Japanese text as words: runs of one kind of script. No dictionary is needed to see what changed, and a run of kanji or
 * katakana is what a reader takes for one word.
 */
#include "base/text.h"
#include "change/inner.h"
#include "base/banned.h"

enum script {
	SCRIPT_SPACE,
	SCRIPT_LINE, /* each line end stands alone */
	SCRIPT_KANJI,
	SCRIPT_HIRAGANA,
	SCRIPT_KATAKANA,
	SCRIPT_DIGIT,
	SCRIPT_LETTER,
	SCRIPT_OTHER, /* each stands alone */
};

static bool
in(uint32_t c, uint32_t from, uint32_t to)
{
	return c >= from && c <= to;
}

static enum script
script_of(uint32_t c)
{
	if (c == '\n')
		return SCRIPT_LINE;
	if (c == ' ' || c == '\t' || c == '\r' || c == 0x3000 || c == 0xA0)
		return SCRIPT_SPACE;
	if (in(c, '0', '9') || in(c, 0xFF10, 0xFF19))
		return SCRIPT_DIGIT;
	if (in(c, 'a', 'z') || in(c, 'A', 'Z') || in(c, 0xFF21, 0xFF3A) || in(c, 0xFF41, 0xFF5A) ||
	    in(c, 0xC0, 0x24F))
		return SCRIPT_LETTER;
	if (in(c, 0x3041, 0x309F))
		return SCRIPT_HIRAGANA;
	/* With ー and half-width katakana; ・ parts words. */
	if ((in(c, 0x30A1, 0x30FF) && c != 0x30FB) || in(c, 0xFF66, 0xFF9F))
		return SCRIPT_KATAKANA;
	if (in(c, 0x3400, 0x9FFF) || in(c, 0xF900, 0xFAFF) || in(c, 0x20000, 0x3FFFF) ||
	    c == 0x3005 || c == 0x3006 || c == 0x3007)
		return SCRIPT_KANJI;
	return SCRIPT_OTHER;
}

size_t
change_tokens(struct arena *arena, struct str text, struct str **tokens)
{
	size_t count = 0, at = 0, begin = 0;
	enum script before = SCRIPT_OTHER;

	/* One for each character at most. */
	*tokens = ARENA_ARRAY(arena, struct str, text_chars(text) + 1);
	while (at < text.len) {
		size_t next = at;
		enum script script = script_of(text_next(text, &next));
		bool goes_on = script == before && script != SCRIPT_OTHER && script != SCRIPT_LINE;

		if (!goes_on && at > begin) {
			(*tokens)[count++] = str_sub(text, begin, at - begin);
			begin = at;
		}
		before = script;
		at = next;
	}
	if (at > begin)
		(*tokens)[count++] = str_sub(text, begin, at - begin);
	return count;
}

/* Ends behind 。 or a line end, with the closing bracket that follows. */
size_t
change_sentences(struct arena *arena, struct str text, struct str **sentences)
{
	size_t count = 0, at = 0, begin = 0;

	*sentences = ARENA_ARRAY(arena, struct str, text_chars(text) + 1);
	while (at < text.len) {
		size_t next = at;
		uint32_t c = text_next(text, &next);

		at = next;
		if (c != '\n' && c != 0x3002)
			continue;
		if (c == 0x3002 && at < text.len && text_next(text, &next) == '\n')
			at = next;
		(*sentences)[count++] = str_sub(text, begin, at - begin);
		begin = at;
	}
	if (at > begin)
		(*sentences)[count++] = str_sub(text, begin, at - begin);
	return count;
}

bool
change_token_is(struct str token, enum change_script what)
{
	size_t at = 0;

	if (token.len == 0)
		return false;
	switch (script_of(text_next(token, &at))) {
	case SCRIPT_SPACE:
	case SCRIPT_LINE:
		return what == CHANGE_SPACE;
	case SCRIPT_KANJI:
		return what == CHANGE_KANJI;
	case SCRIPT_HIRAGANA:
		return what == CHANGE_HIRAGANA;
	case SCRIPT_DIGIT:
		return what == CHANGE_DIGITS;
	case SCRIPT_OTHER:
		return what == CHANGE_SIGN;
	case SCRIPT_KATAKANA:
	case SCRIPT_LETTER:
		break;
	}
	return what == CHANGE_WORD;
}
