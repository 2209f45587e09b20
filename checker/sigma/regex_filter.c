/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text must hold for an expression to match it at all: two bytes at a fixed distance, or one of several such pairs. Looking for them
 * costs a fraction of asking PCRE2. Whatever this reading of an expression does not know for certain makes it say less, never
 * more: no pairs, no filter.
 */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "sigma/compiled.h"
#include "base/banned.h"

enum { RUN_MAX = 64, ANY = -1 };

/* Bytes that stand one behind the other in each match: their value, or ANY for one byte that is not known. */
struct run {
	int bytes[RUN_MAX];
	bool letters[RUN_MAX]; /* either case */
	size_t len;
};

struct reading {
	struct str pattern;
	size_t at;
	bool caseless, failed;
	unsigned depth;
};

/* How seldom a byte is in texts of this kind; 0: not to be used. */
static unsigned
rarity(int byte)
{
	if (byte == ANY)
		return 0;
	if (byte >= 0xE3 && byte <= 0xE9)
		return byte == 0xE3 ? 1 : 3;
	if (byte >= 0x80)
		return 10;
	if (byte >= '0' && byte <= '9')
		return 3;
	return byte == ' ' || byte == '-' ? 5 : 7;
}

/* The best pair of the run; a distance of 0 is a single byte. false: none. */
static bool
pair_of(const struct run *run, struct sigma_pair *pair, unsigned *worth)
{
	*worth = 0;
	for (size_t i = 0; i < run->len; i++)
		for (size_t j = i; j < run->len && j - i <= SIGMA_DISTANCE_MAX; j++) {
			unsigned a = rarity(run->bytes[i]), b = rarity(run->bytes[j]);
			unsigned now = i == j ? a : a * b;
			if (a == 0 || b == 0 || now <= *worth)
				continue;
			*worth = now;
			*pair = (struct sigma_pair){ (uint8_t)run->bytes[i], (uint8_t)run->bytes[j],
				run->letters[i] ? 0x20 : 0, run->letters[j] ? 0x20 : 0,
				(uint8_t)(j - i) };
		}
	return *worth > 0;
}

/* --- reading an expression ------------------------------------------------------------------------ */

static bool
more(const struct reading *r)
{
	return r->at < r->pattern.len;
}

static char
peek(const struct reading *r)
{
	return more(r) ? r->pattern.ptr[r->at] : '\0';
}

static bool
is_letter(int byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* k and s have a third form beyond ASCII; only kana and 漢字 are known to have one form. */
static bool
has_other_case(uint32_t c)
{
	if (c < 0x80)
		return c == 'k' || c == 'K' || c == 's' || c == 'S';
	return c < 0x3040 || c > 0x9FFF;
}

/* A class of ASCII characters alone is one byte wide. *known: the only one it holds. */
static bool
read_class(struct reading *r)
{
	bool plain = true;

	r->at++;
	if (peek(r) == '^') {
		plain = false;
		r->at++;
	}
	if (peek(r) == ']')
		r->at++;
	while (more(r) && peek(r) != ']') {
		unsigned char c = (unsigned char)r->pattern.ptr[r->at++];
		/* [:space:], \Q: where the class ends is more than we know */
		r->failed |= c == '[' && (peek(r) == ':' || peek(r) == '.' || peek(r) == '=');
		r->failed |= c == '\\' && (peek(r) == 'Q' || peek(r) == 'E');
		plain &= c < 0x80 && c != '[' && (c != '\\' || peek(r) == '-' || peek(r) == '.');
		plain &= !r->caseless || !has_other_case(c);
		if (c == '\\')
			r->at++;
	}
	/* A range may hold what its ends do not show: under |i| k and s again. */
	plain &= !r->caseless;
	r->failed |= !more(r);
	r->at++;
	return plain;
}

/* {n} or {n,m}: *least is n, *exact whether it is {n}. false: { is a character. */
static bool
read_braces(struct reading *r, unsigned *least, bool *exact)
{
	size_t at = r->at + 1, from = at;
	unsigned n = 0;

	while (at < r->pattern.len && str_is_digit(r->pattern.ptr[at]) && at - from < 4)
		n = n * 10 + (unsigned)(r->pattern.ptr[at++] - '0');
	if (at == from)
		return false;
	*exact = at < r->pattern.len && r->pattern.ptr[at] == '}';
	while (at < r->pattern.len && r->pattern.ptr[at] != '}' &&
	    (r->pattern.ptr[at] == ',' || str_is_digit(r->pattern.ptr[at])))
		at++;
	if (at >= r->pattern.len || r->pattern.ptr[at] != '}')
		return false;
	r->at = at + 1;
	*least = n;
	return true;
}

/* What stands behind an item: how often at least, and whether just so often. */
static void
read_quantifier(struct reading *r, unsigned *least, bool *exact)
{
	*least = 1;
	*exact = true;
	switch (peek(r)) {
	case '*':
	case '?':
		*least = 0;
		*exact = false;
		r->at++;
		break;
	case '+':
		*exact = false;
		r->at++;
		break;
	case '{':
		if (!read_braces(r, least, exact))
			return;
		break;
	default:
		return;
	}
	if (peek(r) == '?' || peek(r) == '+') /* lazy, possessive */
		r->at++;
}

static void
run_end(struct run *run, struct sigma_pair *best, unsigned *worth)
{
	struct sigma_pair pair;
	unsigned now;

	if (pair_of(run, &pair, &now) && now > *worth) {
		*best = pair;
		*worth = now;
	}
	run->len = 0;
}

static void
run_add(struct run *run, const int *bytes, const bool *letters, size_t len, unsigned times)
{
	for (unsigned t = 0; t < times; t++)
		for (size_t i = 0; i < len && run->len < RUN_MAX; i++) {
			run->bytes[run->len] = bytes[i];
			run->letters[run->len++] = letters[i];
		}
}

static bool read_alternatives(struct reading *r, struct sigma_filter *filter);

/* One character, or what stands for one: its bytes; 0: its width is not known. */
static size_t
read_item(struct reading *r, int bytes[4], bool letters[4])
{
	size_t from = r->at;
	bool escaped = false;
	uint32_t c;

	if (peek(r) == '[') {
		bytes[0] = ANY;
		letters[0] = false;
		return read_class(r) ? 1 : 0;
	}
	if (peek(r) == '\\') {
		r->at++;
		char e = peek(r);
		if (str_is_digit(e) || is_letter((unsigned char)e)) {
			/* \d and \w are ASCII here, but under UCP; the rest is zero-width or unknown */
			static const char simple[] = "dwsDWSbBAzZtnr";
			if (strchr(simple, e) == NULL)
				r->failed = true;
			r->at++;
			return 0;
		}
		r->failed |= !more(r);
		from = r->at;
		escaped = true;
	}
	c = text_next(r->pattern, &r->at);
	if (!escaped && (c == '.' || c == '^' || c == '$'))
		return 0;
	if (r->caseless && has_other_case(c))
		return 0;
	size_t len = r->at - from;
	for (size_t i = 0; i < len && i < 4; i++) {
		bytes[i] = (unsigned char)r->pattern.ptr[from + i];
		letters[i] = r->caseless && is_letter(bytes[i]);
		if (letters[i])
			bytes[i] |= 0x20;
	}
	return len;
}

static void
filter_worth(const struct sigma_filter *filter, struct sigma_filter *best, unsigned *worth)
{
	unsigned least = ~0U;

	for (size_t i = 0; i < filter->count; i++) {
		unsigned a = rarity(filter->pairs[i].first), b = rarity(filter->pairs[i].second);
		unsigned now = filter->pairs[i].distance == 0 ? a : a * b;
		if (now < least)
			least = now;
	}
	/* Several pairs cost several looks. */
	if (filter->count > 0 && least / filter->count > *worth) {
		*best = *filter;
		*worth = least / (unsigned)filter->count;
	}
}

/* A sequence up to | or ) or the end: its best filter. false: it asks for nothing. */
static bool
read_sequence(struct reading *r, struct sigma_filter *filter)
{
	struct sigma_filter best = { 0 };
	struct sigma_pair pair = { 0 };
	struct run run = { .len = 0 };
	unsigned worth = 0, pair_worth = 0, least;
	bool exact;

	while (more(r) && !r->failed && peek(r) != '|' && peek(r) != ')') {
		int bytes[4];
		bool letters[4];
		if (peek(r) == '(') {
			struct sigma_filter inner = { 0 };
			r->at++;
			if (peek(r) == '*')
				r->failed = true;
			if (peek(r) == '?') {
				r->failed |=
				    r->at + 1 >= r->pattern.len || r->pattern.ptr[r->at + 1] != ':';
				r->at += 2;
			}
			bool asks = read_alternatives(r, &inner);
			r->failed |= peek(r) != ')';
			r->at++;
			read_quantifier(r, &least, &exact);
			run_end(&run, &pair, &pair_worth);
			if (asks && least > 0)
				filter_worth(&inner, &best, &worth);
			continue;
		}
		size_t len = read_item(r, bytes, letters);
		read_quantifier(r, &least, &exact);
		if (len == 0 || least == 0) {
			run_end(&run, &pair, &pair_worth);
			continue;
		}
		run_add(&run, bytes, letters, len, least);
		if (!exact || run.len == RUN_MAX)
			run_end(&run, &pair, &pair_worth);
	}
	run_end(&run, &pair, &pair_worth);
	if (pair_worth > 0) {
		const struct sigma_filter one = { { pair }, 1 };
		filter_worth(&one, &best, &worth);
	}
	*filter = best;
	return worth > 0;
}

/* Each alternative must ask for something. */
static bool
read_alternatives(struct reading *r, struct sigma_filter *filter)
{
	enum { DEPTH_MAX = 20 };
	bool asks = true;

	if (++r->depth > DEPTH_MAX)
		r->failed = true;
	for (;;) {
		struct sigma_filter one = { 0 };
		if (r->failed || !read_sequence(r, &one))
			asks = false;
		for (size_t i = 0; i < one.count && asks; i++) {
			if (filter->count == SIGMA_PAIRS_MAX)
				asks = false;
			else
				filter->pairs[filter->count++] = one.pairs[i];
		}
		if (r->failed || peek(r) != '|')
			break;
		r->at++;
	}
	r->depth--;
	return asks && !r->failed;
}

void
sigma_filter_make(struct sigma_filter *filter, struct str pattern, bool caseless)
{
	struct reading r = { .pattern = pattern, .caseless = caseless };

	*filter = (struct sigma_filter){ 0 };
	if (str_starts(pattern, STR("(?i)"))) {
		r.caseless = true;
		r.at = 4;
	}
	if (!read_alternatives(&r, filter) || more(&r))
		filter->count = 0;
}
