/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts with wildcards: `*` any run, `?` one character, `\` as the specification has it. Matching is linear for the common shapes;
 * with stars inside, each run is looked for once from where the one before ended, which is right because the leftmost place leaves most
 * room for the rest: no backtracking, so no rule can make a value expensive.
 */
#include <string.h>

#include "base/text.h"
#include "sigma/compiled.h"
#include "base/banned.h"

/* A byte that UTF-8 cannot have must not pass for a wildcard. */
static char
literal(char byte)
{
	return (unsigned char)byte >= SIGMA_STAR ? '\x1A' : byte;
}

struct str
sigma_value_parse(struct arena *arena, struct str text)
{
	char *out = ARENA_ARRAY(arena, char, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		char next = i + 1 < text.len ? text.ptr[i + 1] : '\0';

		if (c == '\\' && (next == '\\' || next == '*' || next == '?')) {
			out[n++] = next;
			i++;
		} else if (c == '*') {
			if (n == 0 || (unsigned char)out[n - 1] != SIGMA_STAR)
				out[n++] = (char)SIGMA_STAR;
		} else if (c == '?') {
			out[n++] = (char)SIGMA_ONE;
		} else {
			out[n++] = literal(c);
		}
	}
	return (struct str){ out, n };
}

static enum sigma_pattern_kind
kind_of(const struct sigma_pattern *pattern)
{
	if (pattern->run_count == 0)
		return pattern->open_start ? PATTERN_ALL : PATTERN_WHOLE;
	if (pattern->run_count > 1 ||
	    memchr(pattern->runs[0].ptr, SIGMA_ONE, pattern->runs[0].len) != NULL)
		return PATTERN_WILD;
	if (pattern->open_start)
		return pattern->open_end ? PATTERN_INSIDE : PATTERN_END;
	return pattern->open_end ? PATTERN_START : PATTERN_WHOLE;
}

struct sigma_pattern
sigma_pattern_make(struct arena *arena, struct str parsed, bool open_start, bool open_end)
{
	struct sigma_pattern pattern = { .open_start = open_start, .open_end = open_end };
	size_t stars = 0, from = 0;

	for (size_t i = 0; i < parsed.len; i++)
		stars += (unsigned char)parsed.ptr[i] == SIGMA_STAR;
	if (parsed.len > 0 && (unsigned char)parsed.ptr[0] == SIGMA_STAR)
		pattern.open_start = true;
	if (parsed.len > 0 && (unsigned char)parsed.ptr[parsed.len - 1] == SIGMA_STAR)
		pattern.open_end = true;
	pattern.runs = ARENA_ARRAY(arena, struct str, stars + 1);
	for (size_t i = 0; i <= parsed.len; i++) {
		if (i < parsed.len && (unsigned char)parsed.ptr[i] != SIGMA_STAR)
			continue;
		if (i > from)
			pattern.runs[pattern.run_count++] = str_sub(parsed, from, i - from);
		from = i + 1;
	}
	if (pattern.run_count == 0 && (pattern.open_start || pattern.open_end))
		pattern.open_start = pattern.open_end = true;
	pattern.kind = kind_of(&pattern);
	return pattern;
}

static size_t
step(struct str text, size_t at)
{
	text_next(text, &at);
	return at;
}

/* Does run stand in text at from? Where it ends, or STR_NONE. */
static size_t
run_at(struct str run, struct str text, size_t from)
{
	for (size_t i = 0; i < run.len; i++) {
		if (from >= text.len)
			return STR_NONE;
		if ((unsigned char)run.ptr[i] == SIGMA_ONE)
			from = step(text, from);
		else if (run.ptr[i] == text.ptr[from])
			from++;
		else
			return STR_NONE;
	}
	return from;
}

/* The first place of run at or behind from: where it ends, or STR_NONE. */
static size_t
run_find(struct str run, struct str text, size_t from)
{
	if (memchr(run.ptr, SIGMA_ONE, run.len) == NULL) {
		size_t at = str_find(text, run, from);
		return at == STR_NONE ? STR_NONE : at + run.len;
	}
	for (; from <= text.len; from = from < text.len ? step(text, from) : from + 1) {
		size_t end = run_at(run, text, from);
		if (end != STR_NONE)
			return end;
	}
	return STR_NONE;
}

/* Does text, from on, end with run? Characters are counted back from the end. */
static bool
run_ends(struct str run, struct str text, size_t from)
{
	size_t at = text.len;

	for (size_t i = run.len; i > 0; i--) {
		if (at <= from)
			return false;
		at--;
		if ((unsigned char)run.ptr[i - 1] != SIGMA_ONE) {
			if (run.ptr[i - 1] != text.ptr[at])
				return false;
			continue;
		}
		size_t end = at + 1;
		while (at > from && end - at < 4 && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
			at--;
		if (step(text, at) != end)
			at = end - 1; /* not UTF-8: a byte is a character */
	}
	return true;
}

static bool
match_wild(const struct sigma_pattern *pattern, struct str text)
{
	size_t at = 0, first = 0, last = pattern->run_count;

	if (!pattern->open_start) {
		at = run_at(pattern->runs[0], text, 0);
		if (at == STR_NONE)
			return false;
		if (pattern->run_count == 1 && !pattern->open_end)
			return at == text.len;
		first = 1;
	}
	if (!pattern->open_end)
		last--;
	for (size_t i = first; i < last; i++) {
		at = run_find(pattern->runs[i], text, at);
		if (at == STR_NONE)
			return false;
	}
	return pattern->open_end || run_ends(pattern->runs[last], text, at);
}

bool
sigma_pattern_match(const struct sigma_pattern *pattern, struct str text)
{
	switch (pattern->kind) {
	case PATTERN_ALL:
		return true;
	case PATTERN_WHOLE:
		return pattern->run_count == 0 ? text.len == 0 : str_eq(text, pattern->runs[0]);
	case PATTERN_START:
		return str_starts(text, pattern->runs[0]);
	case PATTERN_END:
		return str_ends(text, pattern->runs[0]);
	case PATTERN_INSIDE:
		return str_has(text, pattern->runs[0]);
	case PATTERN_WILD:
		return match_wild(pattern, text);
	}
	return false;
}
