/* SPDX-License-Identifier: Apache-2.0 */
/* Shared passages as fingerprints: sentences → letters → shingles, and what two of them have in common. */
#include "base/passage.h"

#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

enum { HASH_MASK = (1 << PASSAGE_HASH_BITS) - 1, HASH_LETTERS = PASSAGE_HASH_BITS / 6 };

/* --- letters --------------------------------------------------------------------------------------- */

/* The letter in normal form; 0: not one. */
static uint32_t
letter_of(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return c;
	if ((c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FA) || c == 0x3005 ||
	    (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000)
		return c;
	return 0;
}

/* Words written in two ways: the first way becomes the second, which is not longer. */
static const struct {
	uint32_t from[3], to[2];
	size_t from_count, to_count;
} same_words[] = {
	{ { 0x307E, 0x305F, 0x306F }, { 0x53C8, 0x306F }, 3, 2 }, /* または → 又は */
	{ { 0x304A, 0x3088, 0x3073 }, { 0x53CA, 0x3073 }, 3, 2 }, /* および → 及び */
	{ { 0x884C, 0x306A }, { 0x884C }, 2, 1 },                 /* 行な → 行 */
};

static bool
ends_with(const struct passage *p, const uint32_t *letters, size_t count)
{
	return p->count >= count &&
	    memcmp(p->letters + p->count - count, letters, count * sizeof *letters) == 0;
}

static void
add_letter(struct passage *p, uint32_t letter, size_t offset)
{
	p->letters[p->count] = letter;
	p->offsets[p->count++] = (uint32_t)offset;
	for (size_t i = 0; i < COUNT_OF(same_words); i++)
		if (ends_with(p, same_words[i].from, same_words[i].from_count)) {
			p->count -= same_words[i].from_count;
			memcpy(p->letters + p->count, same_words[i].to,
			    same_words[i].to_count * sizeof *p->letters);
			p->count += same_words[i].to_count;
			return;
		}
}

/* 1. 2) (3) at the head of a sentence: a list's number, not the sentence's. */
static struct str
without_list_mark(struct str text)
{
	size_t at = 0, digits = 0;

	for (size_t next = 0; next < text.len; at = next) {
		uint32_t c = text_next(text, &next);
		bool digit = letter_of(c) >= '0' && letter_of(c) <= '9';

		if (digit)
			digits++;
		else if (letter_of(c) != 0)
			break;
		else if (digits > 0)
			return str_from(text, next);
	}
	return digits > 0 ? text : str_from(text, at);
}

static void
read_letters(struct passage *p, struct str text, struct arena *arena)
{
	size_t most = (text.len < PASSAGE_LETTERS_MAX ? text.len : PASSAGE_LETTERS_MAX) + 1;

	p->text = without_list_mark(text);
	p->letters = ARENA_ARRAY(arena, uint32_t, most);
	p->offsets = ARENA_ARRAY(arena, uint32_t, most + 1);
	p->count = 0;
	for (size_t at = 0; at < p->text.len && p->count < PASSAGE_LETTERS_MAX;) {
		size_t here = at;
		uint32_t letter = letter_of(text_next(p->text, &at));

		if (letter != 0)
			add_letter(p, letter, here);
	}
	p->offsets[p->count] = (uint32_t)p->text.len;
}

static uint32_t
shingle_at(const struct passage *p, size_t at)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < PASSAGE_SHINGLE; i++)
		for (unsigned shift = 0; shift < 24; shift += 8) {
			hash ^= (p->letters[at + i] >> shift) & 0xFF;
			hash *= UINT64_C(1099511628211);
		}
	return (uint32_t)((hash >> 40) ^ hash) & HASH_MASK;
}

/* Sentences end at 。 and at line ends, headings at their bracket, and a note (※1) begins one. */
static struct str
cut_sentence(struct str *rest)
{
	static const char *const ends[] = { "。", "\n", "＞", ">", "】", "｡" };
	size_t end = rest->len, skip = 0;

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		size_t at = str_find(str_sub(*rest, 0, end), str_of(ends[i]), 0);

		if (at != STR_NONE) {
			end = at;
			skip = str_of(ends[i]).len;
		}
	}
	struct str sentence = str_sub(*rest, 0, end);
	*rest = str_from(*rest, end + skip);
	return sentence;
}

bool
passage_next(struct str *rest, struct arena *arena, struct passage *passage)
{
	while (rest->len > 0) {
		/* Letters are three bytes: what is shorter is not even read. */
		struct str sentence = cut_sentence(rest);

		*passage = (struct passage){ 0 };
		if (sentence.len < PASSAGE_LETTERS_MIN)
			continue;
		read_letters(passage, sentence, arena);
		if (passage->count < PASSAGE_LETTERS_MIN)
			continue;
		passage->shingle_count = passage->count - PASSAGE_SHINGLE + 1;
		passage->shingles = ARENA_ARRAY(arena, uint32_t, passage->shingle_count);
		for (size_t i = 0; i < passage->shingle_count; i++)
			passage->shingles[i] = shingle_at(passage, i);
		return true;
	}
	return false;
}

/* --- in writing -------------------------------------------------------------------------------------- */

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
passage_write(const uint32_t *shingles, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		for (int shift = PASSAGE_HASH_BITS - 6; shift >= 0; shift -= 6)
			buf_addc(out, digits64[(shingles[i] >> shift) & 63]);
}

static int
digit64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool
passage_parse(struct str text, struct arena *arena, uint32_t **shingles, size_t *count)
{
	if (text.len == 0 || text.len % HASH_LETTERS != 0)
		return false;
	*count = text.len / HASH_LETTERS;
	*shingles = ARENA_ARRAY(arena, uint32_t, *count);
	for (size_t i = 0; i < text.len; i++) {
		int digit = digit64(text.ptr[i]);

		if (digit < 0)
			return false;
		(*shingles)[i / HASH_LETTERS] =
		    ((*shingles)[i / HASH_LETTERS] << 6) | (uint32_t)digit;
	}
	return true;
}

/* --- comparing ---------------------------------------------------------------------------------------- */

/* Where the sentence's shingle at i stands in the known passage at or after from; SIZE_MAX: nowhere. */
static size_t
known_at(uint32_t shingle, const uint32_t *known, size_t known_count, size_t from)
{
	for (size_t i = from; i < known_count; i++)
		if (known[i] == shingle)
			return i;
	return SIZE_MAX;
}

/* The letters from first up to last (not included), of the text. */
static struct str
stretch(const struct passage *p, size_t first, size_t last)
{
	first = first > p->count ? p->count : first;
	last = last > p->count ? p->count : last;
	return last <= first
	    ? (struct str){ 0 }
	    : str_sub(p->text, p->offsets[first], p->offsets[last] - p->offsets[first]);
}

static void
add_difference(const struct passage *p, size_t first, size_t last, size_t known_letters,
    struct passage_difference *list, size_t room, size_t *count)
{
	enum { AROUND = 8 };

	if (*count < room)
		list[*count] = (struct passage_difference){
			.here = stretch(p, first, last),
			.around = stretch(p, first < AROUND ? 0 : first - AROUND, last + AROUND),
			.known_letters = known_letters,
		};
	++*count;
}

/*
 * Where the known passage begins: what stands before (a heading in the same line) is not of it. Of several places the one that
 * goes on longest.
 */
static size_t
beginning(const struct passage *p, const uint32_t *known, size_t known_count)
{
	size_t best = 0, longest = 0;

	for (size_t i = 0; i < p->shingle_count / 2 + 1; i++) {
		size_t run = 0;

		while (run < known_count && i + run < p->shingle_count &&
		    p->shingles[i + run] == known[run])
			run++;
		if (run > longest) {
			longest = run;
			best = i;
		}
	}
	return best;
}

unsigned
passage_compare(const struct passage *p, const uint32_t *known, size_t known_count,
    struct passage_difference *differences, size_t room, size_t *count)
{
	const size_t first = beginning(p, known, known_count);
	const size_t mine_count = p->shingle_count - first;
	const size_t longer = mine_count > known_count ? mine_count : known_count;
	/* The end of what was common so far: letters here and there. */
	int64_t here = (int64_t)first, there = 0;
	size_t shared = 0, next = 0;

	*count = 0;
	for (size_t i = first; i < p->shingle_count; i++) {
		size_t k = known_at(p->shingles[i], known, known_count, next);

		/* One far away is there by chance. */
		if (k == SIZE_MAX || k - next > longer / 2 + PASSAGE_SHINGLE)
			continue;
		int64_t mine = (int64_t)i - here, theirs = (int64_t)k - there;
		/* Letters that stand double belong to what is common before or behind, not to both. */
		int64_t twice = mine < theirs ? mine : theirs;

		if (twice > 0)
			twice = 0;
		if (mine != theirs || mine > 0)
			add_difference(p, (size_t)(here + twice), i, (size_t)(theirs - twice),
			    differences, room, count);
		shared++;
		next = k + 1;
		here = (int64_t)(i + PASSAGE_SHINGLE);
		there = (int64_t)(k + PASSAGE_SHINGLE);
	}
	size_t left = known_count + PASSAGE_SHINGLE - 1 - (size_t)there;
	if ((size_t)here < p->count || left > 0)
		add_difference(p, (size_t)here, p->count, left, differences, room, count);
	return (unsigned)(shared * 1000 / (longer > 0 ? longer : 1));
}

/* --- a library ----------------------------------------------------------------------------------------- */

struct passage_slot {
	uint32_t shingle, passage; /* passage + 1; 0: empty */
};

void
passage_library_init(
    struct passage_library *library, const struct passage_known *list, size_t count)
{
	size_t shingles = 0;

	*library = (struct passage_library){ .list = list, .count = count };
	for (size_t i = 0; i < count; i++)
		shingles += list[i].count;
	library->slot_count = 2 * shingles + 1;
	library->slots = ARENA_ARRAY(&library->arena, struct passage_slot, library->slot_count);
	library->votes = ARENA_ARRAY(&library->arena, uint32_t, count + 1);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i].count; k++) {
			size_t at =
			    list[i].shingles[k] * UINT32_C(2654435761) % library->slot_count;

			while (library->slots[at].passage != 0)
				at = (at + 1) % library->slot_count;
			library->slots[at] =
			    (struct passage_slot){ list[i].shingles[k], (uint32_t)i + 1 };
		}
}

size_t
passage_library_find(struct passage_library *library, const struct passage *passage)
{
	size_t best = SIZE_MAX, best_share = 333;

	memset(library->votes, 0, library->count * sizeof *library->votes);
	for (size_t i = 0; i < passage->shingle_count; i++) {
		uint32_t shingle = passage->shingles[i];
		size_t at = shingle * UINT32_C(2654435761) % library->slot_count;

		for (; library->slots[at].passage != 0; at = (at + 1) % library->slot_count)
			if (library->slots[at].shingle == shingle)
				library->votes[library->slots[at].passage - 1]++;
	}
	for (size_t i = 0; i < library->count; i++) {
		size_t longer = library->list[i].count > passage->shingle_count
		    ? library->list[i].count
		    : passage->shingle_count;
		size_t share = longer == 0 ? 0 : library->votes[i] * (size_t)1000 / longer;

		if (share >= best_share) {
			best = i;
			best_share = share;
		}
	}
	return best;
}

void
passage_library_release(struct passage_library *library)
{
	arena_release(&library->arena);
	*library = (struct passage_library){ 0 };
}
