/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of Japanese texts in rule SQL, without a dictionary: the text itself is the vocabulary.
 *
 *   variants(text)           words in katakana that the text spells in several ways (サーバ and サーバー)
 *   near(text, term, limit)  places that nearly say a term: its first or last third stands there, the first and last character are its
 *                            own, and a few characters between are off
 *   doubled(text, least)     stretches of at least that many letters that stand twice in a row
 *   cut_word(all, text)      the end of a text that stops within a word: everywhere else in `all` the word goes on, and always so
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/limits.h"
#include "rule/table_functions.h"
#include "base/banned.h"

enum { LONG_VOWEL = 0x30FC, KATAKANA_FROM = 0x30A1, KATAKANA_TO = 0x30FA };

static bool
is_katakana(uint32_t c)
{
	return (c >= KATAKANA_FROM && c <= KATAKANA_TO) || c == LONG_VOWEL;
}

static bool
is_hiragana(uint32_t c)
{
	return c >= 0x3041 && c <= 0x3096;
}

static bool
is_kanji(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005;
}

/* --- variants ------------------------------------------------------------------------------------- */

struct spelling {
	struct str word, key;
	size_t count;
};

/* ァィゥェォッャュョヮ as large letters, ヴ as ブ, without the long vowel at the end. */
static struct str
spelling_key(struct arena *arena, struct str word)
{
	struct buf key = { 0 };
	size_t kept = 0;

	for (size_t at = 0; at < word.len;) {
		uint32_t c = text_next(word, &at);

		switch (c) {
		case 0x30A1: /* ァ */
		case 0x30A3:
		case 0x30A5:
		case 0x30A7:
		case 0x30A9:
		case 0x30C3: /* ッ */
		case 0x30E3: /* ャ */
		case 0x30E5:
		case 0x30E7:
		case 0x30EE: /* ヮ */
			c++;
			break;
		case 0x30F4: /* ヴ */
			c = 0x30D6;
			break;
		default:
			break;
		}
		text_put(&key, c);
		if (c != LONG_VOWEL)
			kept = key.len;
	}
	struct str result = arena_str(arena, str_sub(buf_str(&key), 0, kept));
	buf_release(&key);
	return result;
}

struct spellings {
	struct arena arena;
	struct spelling *list;
	size_t count, room;
	size_t *slots; /* by hash of the word: index + 1 */
	size_t slot_count;
};

static void
spelling_add(struct spellings *all, struct str word)
{
	size_t at = (size_t)(str_hash(word) % all->slot_count);

	for (; all->slots[at] != 0; at = (at + 1) % all->slot_count)
		if (str_eq(all->list[all->slots[at] - 1].word, word)) {
			all->list[all->slots[at] - 1].count++;
			return;
		}
	if (all->count >= all->slot_count / 2)
		return; /* a text of more different words than anyone writes */
	struct spelling *s = ARRAY_ADD(all->list, all->count, all->room);
	*s = (struct spelling){ word, spelling_key(&all->arena, word), 1 };
	all->slots[at] = all->count;
}

/* Words of three letters and more: shorter ones are endings and initials. */
static void
spellings_read(struct spellings *all, struct str text)
{
	enum { WORD_MIN_BYTES = 9 };

	for (size_t at = 0, from = 0; at <= text.len;) {
		size_t next = at;
		bool inside = at < text.len && is_katakana(text_next(text, &next));

		if (!inside) {
			if (at - from >= WORD_MIN_BYTES)
				spelling_add(all, str_sub(text, from, at - from));
			from = at < text.len ? next : at + 1;
		}
		at = at < text.len ? next : at + 1;
	}
}

static void
fill_variants(struct table_rows *rows, const struct str *arguments)
{
	enum { SLOTS = 16384 };
	struct spellings all = { .slot_count = SLOTS };

	all.slots = ARENA_ARRAY(&all.arena, size_t, SLOTS);
	spellings_read(&all, arguments[0]);
	for (size_t i = 0; i < all.count; i++) {
		const struct spelling *usual = NULL;

		for (size_t k = 0; k < all.count; k++)
			if (k != i && str_eq(all.list[k].key, all.list[i].key) &&
			    (usual == NULL || all.list[k].count > usual->count))
				usual = &all.list[k];
		/* The rarer is told of the more frequent; of two alike, the later of the earlier. */
		if (usual == NULL || usual->count < all.list[i].count ||
		    (usual->count == all.list[i].count && usual > &all.list[i]) ||
		    !table_may_add(rows))
			continue;
		table_text(rows, all.list[i].word);
		table_number(rows, (int64_t)all.list[i].count);
		table_text(rows, usual->word);
		table_number(rows, (int64_t)usual->count);
	}
	free(all.list);
	arena_release(&all.arena);
}

/* --- near ------------------------------------------------------------------------------------------ */

/* The offset of the character that is count characters on (or back, when negative). */
static size_t
moved(struct str text, size_t at, int count)
{
	for (; count > 0 && at < text.len; count--)
		text_next(text, &at);
	for (; count < 0 && at > 0; count++)
		do
			at--;
		while (at > 0 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
	return at;
}

struct near {
	struct table_rows *rows;
	struct str text, term;
	size_t chars, limit;
	size_t done; /* up to here the text was reported */
};

/* Another word behind the same beginning (or before the same end) is another term, not a slip. */
static bool
same_ends(struct str a, struct str b)
{
	size_t i = 0, k = 0;
	uint32_t first_a = text_next(a, &i), first_b = text_next(b, &k);

	return first_a == first_b &&
	    str_eq(str_from(a, moved(a, a.len, -1)), str_from(b, moved(b, b.len, -1)));
}

/* The stretch that begins (or ends) where the third stands and is nearest to the term. */
static void
near_try(struct near *n, size_t at, bool head)
{
	struct str best = { 0 };
	size_t best_distance = n->limit + 1;

	for (int more = -(int)n->limit; more <= (int)n->limit; more++) {
		int length = (int)n->chars + more;
		size_t from = head ? at : moved(n->text, at, -length);
		size_t to = head ? moved(n->text, at, length) : at;
		struct str piece = str_sub(n->text, from, to - from);
		size_t d = text_distance(piece, n->term, n->limit);

		if (d < best_distance || (d == best_distance && more == 0)) {
			best = piece;
			best_distance = d;
		}
	}
	if (best_distance == 0 || best_distance > n->limit || best.ptr < n->text.ptr + n->done ||
	    !same_ends(best, n->term) || !table_may_add(n->rows))
		return;
	table_text(n->rows, best);
	table_number(n->rows, (int64_t)best_distance);
	n->done = (size_t)(best.ptr - n->text.ptr) + best.len;
}

static void
fill_near(struct table_rows *rows, const struct str *arguments)
{
	struct near n = { rows, arguments[0], arguments[1], text_chars(arguments[1]), 0, 0 };
	int64_t limit = 0;
	/* With a third of two characters everything would be near. */
	int third = n.chars < 9 ? 3 : (int)(n.chars / 3);
	struct str head = str_sub(n.term, 0, moved(n.term, 0, third));
	struct str tail = str_from(n.term, moved(n.term, n.term.len, -third));

	if (!str_parse_i64(arguments[2], &limit) || limit < 1 || limit > 3 || n.chars < 6 ||
	    n.term.len > RULE_DISTANCE_TEXT_MAX_BYTES)
		return;
	n.limit = (size_t)limit;
	size_t first = str_find(n.text, head, 0), second = str_find(n.text, tail, 0);
	while (first != STR_NONE || second != STR_NONE) {
		bool at_head = first != STR_NONE && (second == STR_NONE || first <= second);
		size_t at = at_head ? first + head.len : second + tail.len;

		if (at_head && str_starts(str_from(n.text, first), n.term))
			at = first + n.term.len;
		else if (at_head)
			near_try(&n, first, true);
		else
			near_try(&n, second + tail.len, false);
		/* The other one stands where it stood, unless it was passed. */
		if (first != STR_NONE && first < at)
			first = str_find(n.text, head, at);
		if (second != STR_NONE && second < at)
			second = str_find(n.text, tail, at);
	}
}

/* --- doubled ------------------------------------------------------------------------------------- */

static bool
is_letter(uint32_t c)
{
	return is_katakana(c) || is_hiragana(c) || is_kanji(c);
}

static void
fill_doubled(struct table_rows *rows, const struct str *arguments)
{
	enum { LONGEST = 20 };
	struct str text = arguments[0];
	int64_t least = 0;
	size_t count = 0, room = text_chars(text);
	uint32_t *letters = ARENA_ARRAY(&rows->arena, uint32_t, room + 1);
	size_t *offsets = ARENA_ARRAY(&rows->arena, size_t, room + 1);

	if (!str_parse_i64(arguments[1], &least) || least < 2 || least > LONGEST)
		return;
	for (size_t at = 0; at < text.len && count < room; count++) {
		offsets[count] = at;
		letters[count] = text_next(text, &at);
	}
	offsets[count] = text.len;
	/* run[d]: how many letters up to here equal those d before them. */
	size_t run[LONGEST + 1] = { 0 };
	for (size_t i = 1; i < count; i++)
		for (size_t d = (size_t)least; d <= LONGEST && d <= i; d++) {
			run[d] =
			    letters[i] == letters[i - d] && is_letter(letters[i]) ? run[d] + 1 : 0;
			if (run[d] != d || !table_may_add(rows))
				continue;
			table_text(rows,
			    str_sub(text, offsets[i + 1 - 2 * d],
				offsets[i + 1] - offsets[i + 1 - 2 * d]));
			run[d] = 0;
		}
}

/* --- cut_word --------------------------------------------------------------------------------------- */

/* Would the character go on a word that ends with last? Particles do not go on a noun. */
static bool
goes_on(uint32_t last, uint32_t c)
{
	if (is_katakana(last))
		return is_katakana(c);
	if (is_kanji(last))
		return is_kanji(c);
	if (is_hiragana(last))
		return is_hiragana(c);
	return false;
}

/* How the ending goes on elsewhere in all: the one character that always follows; 0: it ends there too, or goes on in several ways. */
static uint32_t
continuation(struct str all, struct str ending, uint32_t last, size_t *elsewhere)
{
	uint32_t always = 0;

	*elsewhere = 0;
	for (size_t at = str_find(all, ending, 0); at != STR_NONE;
	     at = str_find(all, ending, at + ending.len)) {
		size_t behind = at + ending.len;
		uint32_t c = behind < all.len ? text_next(all, &behind) : '\n';

		if (c == '\n')
			continue; /* the cut place itself, and its copies */
		++*elsewhere;
		if (!goes_on(last, c) || (always != 0 && c != always))
			return 0;
		always = c;
	}
	return always;
}

/* The particles before the word are not of it. */
static struct str
without_hiragana(struct str ending)
{
	for (size_t at = 0, next = 0; next < ending.len; at = next)
		if (!is_hiragana(text_next(ending, &next)))
			return str_from(ending, at);
	return ending;
}

static void
add_cut_word(struct table_rows *rows, struct str word, uint32_t next, size_t elsewhere)
{
	struct buf whole = { 0 };

	buf_add(&whole, word);
	text_put(&whole, next);
	table_text(rows, word);
	table_text(rows, arena_str(&rows->arena, buf_str(&whole)));
	table_number(rows, (int64_t)elsewhere);
	buf_release(&whole);
}

static void
fill_cut_word(struct table_rows *rows, const struct str *arguments)
{
	enum { LONGEST = 10, SHORTEST = 4, SEEN_MIN = 2 };
	struct str all = arguments[0], text = str_trim(arguments[1]);
	size_t at = moved(text, text.len, -1);
	uint32_t last = at < text.len ? text_next(text, &at) : 0;

	for (int chars = LONGEST; text.len > 0 && chars >= SHORTEST; chars--) {
		size_t from = moved(text, text.len, -chars), elsewhere;
		struct str ending = str_from(text, from);
		uint32_t next = continuation(all, ending, last, &elsewhere);

		if (elsewhere < SEEN_MIN)
			continue;
		if (next != 0)
			add_cut_word(rows, without_hiragana(ending), next, elsewhere);
		return;
	}
}

const struct table_function functions_words[] = {
	{ "variants", "term, n, usual, usual_n", 1, fill_variants },
	{ "near", "value, distance", 3, fill_near },
	{ "doubled", "value", 2, fill_doubled },
	{ "cut_word", "value, goes_on, elsewhere", 2, fill_cut_word },
	{ NULL, NULL, 0, NULL },
};
