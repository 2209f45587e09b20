/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was deleted and inserted between two texts: E. W. Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986), first
 * over sentences, then over the words of the sentences that differ. Its cost grows with the differences, so both they and the
 * steps are limited: beyond, the stretch is shown as replaced, which is always true.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "change/inner.h"
#include "change/limits.h"
#include "base/banned.h"

/* Two sequences as numbers (equal texts have equal numbers), and which of them are common. */
struct pair {
	const uint32_t *a, *b;
	size_t a_count, b_count;
	bool *a_same, *b_same;
};

/* ---- numbers for texts -------------------------------------------------------------------------------------- */

struct name {
	struct str text;
	uint32_t number;
};

struct names {
	struct name *slots; /* open addressing */
	size_t room;        /* a power of two, more than twice what is put in */
	uint32_t count;
};

static uint32_t
number_of(struct names *names, struct str text)
{
	size_t i = (size_t)str_hash(text) & (names->room - 1);

	while (names->slots[i].number != 0) {
		if (str_eq(names->slots[i].text, text))
			return names->slots[i].number;
		i = (i + 1) & (names->room - 1);
	}
	names->slots[i] = (struct name){ text, ++names->count };
	return names->count;
}

static void
number_all(struct names *names, const struct str *texts, size_t count, uint32_t *numbers)
{
	for (size_t i = 0; i < count; i++)
		numbers[i] = number_of(names, texts[i]);
}

/* ---- the algorithm ------------------------------------------------------------------------------------------ */

/* How far along diagonal k the d-th round comes: V of the paper; rounds are kept, for the way back. */
struct rounds {
	int32_t **v;
	size_t count;
};

static int32_t
at(const struct rounds *rounds, size_t d, int64_t k)
{
	return rounds->v[d][(size_t)(k + (int64_t)d)];
}

/* Where round d begins on diagonal k, by the better of its neighbours in the round before. */
static int64_t
start_of(const struct rounds *rounds, size_t d, int64_t k)
{
	int64_t limit = (int64_t)d - 1;

	if (d == 0)
		return 0;
	if (k == -(int64_t)d)
		return at(rounds, d - 1, k + 1);
	if (k == (int64_t)d)
		return at(rounds, d - 1, k - 1) + 1;
	int64_t down = k + 1 <= limit ? at(rounds, d - 1, k + 1) : -1;
	int64_t right = k - 1 >= -limit ? at(rounds, d - 1, k - 1) + 1 : -1;
	return down > right - 1 ? down : right;
}

static bool
went_down(const struct rounds *rounds, size_t d, int64_t k)
{
	int64_t limit = (int64_t)d - 1;

	if (k == -(int64_t)d)
		return true;
	if (k == (int64_t)d)
		return false;
	int64_t down = k + 1 <= limit ? at(rounds, d - 1, k + 1) : -1;
	int64_t right = k - 1 >= -limit ? at(rounds, d - 1, k - 1) + 1 : -1;
	return down > right - 1;
}

static void
walk_back(const struct pair *pair, const struct rounds *rounds)
{
	int64_t x = (int64_t)pair->a_count, y = (int64_t)pair->b_count;

	for (size_t d = rounds->count; d-- > 0;) {
		int64_t k = x - y, from = start_of(rounds, d, k);

		while (x > from && y > 0) {
			x--;
			y--;
			pair->a_same[x] = pair->b_same[y] = true;
		}
		if (d == 0)
			break;
		if (went_down(rounds, d, k))
			y--;
		else
			x--;
	}
}

/* One round; true: the end of both is reached. */
static bool
run_round(const struct pair *pair, struct rounds *rounds, size_t d, uint64_t *steps)
{
	int64_t n = (int64_t)pair->a_count, m = (int64_t)pair->b_count;
	bool done = false;

	for (int64_t k = -(int64_t)d; k <= (int64_t)d && *steps < CHANGE_STEPS_MAX; k += 2) {
		int64_t x = start_of(rounds, d, k), y = x - k;

		/* Outside the two texts there is nothing to follow. */
		while (x >= 0 && y >= 0 && x < n && y < m && pair->a[x] == pair->b[y]) {
			x++;
			y++;
			(*steps)++;
		}
		rounds->v[d][(size_t)(k + (int64_t)d)] = (int32_t)x;
		if (x >= n && y >= m)
			done = true;
		(*steps)++;
		if (done)
			break;
	}
	return done;
}

/* Marks what is common between the ends; false: too different, nothing is marked. */
static bool
myers(const struct pair *pair, struct diff_budget *budget)
{
	struct rounds rounds = { .v = mem_alloc(CHANGE_EDITS_MAX + 1, sizeof *rounds.v) };
	bool done = false;
	size_t most = pair->a_count + pair->b_count;

	for (size_t d = 0; d <= most && d <= CHANGE_EDITS_MAX && !done; d++) {
		if (budget->steps >= CHANGE_STEPS_MAX)
			break;
		rounds.v[d] = mem_alloc(2 * d + 1, sizeof **rounds.v);
		rounds.count = d + 1;
		done = run_round(pair, &rounds, d, &budget->steps);
	}
	if (done)
		walk_back(pair, &rounds);
	for (size_t d = 0; d < rounds.count; d++)
		free(rounds.v[d]);
	free(rounds.v);
	return done;
}

static bool
find_common(const struct pair *pair, struct diff_budget *budget)
{
	struct pair rest = *pair;

	while (rest.a_count > 0 && rest.b_count > 0 && rest.a[0] == rest.b[0]) {
		rest.a_same[0] = rest.b_same[0] = true;
		rest.a++, rest.b++, rest.a_same++, rest.b_same++;
		rest.a_count--, rest.b_count--;
	}
	while (rest.a_count > 0 && rest.b_count > 0 &&
	    rest.a[rest.a_count - 1] == rest.b[rest.b_count - 1]) {
		rest.a_count--, rest.b_count--;
		rest.a_same[rest.a_count] = rest.b_same[rest.b_count] = true;
	}
	if (rest.a_count == 0 || rest.b_count == 0)
		return true;
	return myers(&rest, budget);
}

/* ---- parts -------------------------------------------------------------------------------------------------- */

static void
add_part(struct diff_parts *parts, enum diff_op op, struct str text)
{
	struct diff_part *last = parts->count > 0 ? &parts->list[parts->count - 1] : NULL;

	if (text.len == 0)
		return;
	/* Both are views into one text each, so neighbours are joined by their length. */
	if (last != NULL && last->op == op && last->text.ptr + last->text.len == text.ptr) {
		last->text.len += text.len;
		return;
	}
	BUG_IF(parts->list == NULL);
	parts->list[parts->count++] = (struct diff_part){ op, text };
}

struct side {
	struct str *texts;
	size_t count;
	uint32_t *numbers;
	bool *same;
};

/* From the first to the last of a stretch, as one view. */
static struct str
stretch(const struct side *side, size_t from, size_t to)
{
	if (from == to)
		return (struct str){ 0 };
	return (struct str){ side->texts[from].ptr,
		(size_t)(side->texts[to - 1].ptr + side->texts[to - 1].len -
		    side->texts[from].ptr) };
}

static void
number_sides(struct arena *arena, struct side *a, struct side *b)
{
	struct names names = { .room = 16 };

	while (names.room < 2 * (a->count + b->count + 1))
		names.room *= 2;
	names.slots = mem_alloc(names.room, sizeof *names.slots);
	a->numbers = ARENA_ARRAY(arena, uint32_t, a->count + 1);
	b->numbers = ARENA_ARRAY(arena, uint32_t, b->count + 1);
	a->same = ARENA_ARRAY(arena, bool, a->count + 1);
	b->same = ARENA_ARRAY(arena, bool, b->count + 1);
	number_all(&names, a->texts, a->count, a->numbers);
	number_all(&names, b->texts, b->count, b->numbers);
	free(names.slots);
}

typedef size_t split_function(struct arena *arena, struct str text, struct str **list);

static void compare(struct arena *arena, struct str before, struct str after,
    split_function *const *splits, struct diff_budget *budget, struct diff_parts *parts);

/* A stretch that differs: looked at more finely, if there is a finer way. */
static void
add_hunk(struct arena *arena, struct str before, struct str after, split_function *const *splits,
    struct diff_budget *budget, struct diff_parts *parts)
{
	if (before.len > 0 && after.len > 0 && splits[1] != NULL) {
		compare(arena, before, after, splits + 1, budget, parts);
		return;
	}
	add_part(parts, DIFF_DELETED, before);
	add_part(parts, DIFF_INSERTED, after);
}

static void
compare(struct arena *arena, struct str before, struct str after, split_function *const *splits,
    struct diff_budget *budget, struct diff_parts *parts)
{
	struct side a = { 0 }, b = { 0 };
	size_t i = 0, j = 0;

	a.count = splits[0](arena, before, &a.texts);
	b.count = splits[0](arena, after, &b.texts);
	number_sides(arena, &a, &b);
	const struct pair pair = { a.numbers, b.numbers, a.count, b.count, a.same, b.same };
	if (!find_common(&pair, budget))
		parts->coarse = true;
	while (i < a.count || j < b.count) {
		size_t i0 = i, j0 = j;

		while (i < a.count && !a.same[i])
			i++;
		while (j < b.count && !b.same[j])
			j++;
		if (i > i0 || j > j0)
			add_hunk(
			    arena, stretch(&a, i0, i), stretch(&b, j0, j), splits, budget, parts);
		for (; i < a.count && j < b.count && a.same[i] && b.same[j]; i++, j++)
			add_part(parts, DIFF_SAME, a.texts[i]);
	}
}

/* ---- where a stretch begins --------------------------------------------------------------------------------- */

static bool
is_boundary(struct str before, bool first)
{
	/* Behind another stretch that differs nothing begins: the two would run into one. */
	return before.len == 0 ? first : str_ends(before, STR("\n")) || str_ends(before, STR("。"));
}

/*
 * 「甲。[乙。甲。]」 is as good as 「[甲。乙。]甲。」: of the places where a stretch can begin, one behind a sentence or a line end
 * is what people see. Bytes by which it can move to the left for that; 0: stays. first: before begins the text.
 */
static size_t
slide_of(struct str before, struct str moved, bool first)
{
	size_t n = 0;

	if (is_boundary(before, first))
		return 0;
	while (n < before.len && n < moved.len &&
	    before.ptr[before.len - 1 - n] == moved.ptr[moved.len - 1 - n]) {
		n++;
		/* Not into a character. */
		bool whole = ((unsigned char)before.ptr[before.len - n] & 0xC0) != 0x80;
		if (whole && is_boundary(str_sub(before, 0, before.len - n), first))
			return n;
	}
	return 0;
}

/* All parts are views into the two texts, so that moving one is moving its ends. */
static void
slide(struct diff_parts *parts)
{
	size_t kept = 0;

	for (size_t i = 1; i + 1 < parts->count; i++) {
		struct diff_part *before = &parts->list[i - 1], *part = &parts->list[i];
		struct diff_part *after = &parts->list[i + 1];

		if (before->op != DIFF_SAME || part->op == DIFF_SAME || after->op != DIFF_SAME)
			continue;
		size_t n = slide_of(before->text, part->text, i == 1);
		before->text.len -= n;
		part->text.ptr -= n;
		after->text.ptr -= n;
		after->text.len += n;
	}
	for (size_t i = 0; i < parts->count; i++)
		if (parts->list[i].text.len > 0)
			parts->list[kept++] = parts->list[i];
	parts->count = kept;
}

void
change_text_diff(struct arena *arena, struct str before, struct str after,
    struct diff_budget *budget, struct diff_parts *parts)
{
	static split_function *const splits[] = { change_sentences, change_tokens, NULL };

	*parts = (struct diff_parts){ 0 };
	parts->list =
	    ARENA_ARRAY(arena, struct diff_part, 2 + text_chars(before) + text_chars(after));
	if (before.len <= CHANGE_TEXT_MAX_BYTES && after.len <= CHANGE_TEXT_MAX_BYTES) {
		compare(arena, before, after, splits, budget, parts);
		slide(parts);
		return;
	}
	parts->coarse = true;
	add_part(parts, DIFF_DELETED, before);
	add_part(parts, DIFF_INSERTED, after);
}
