/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regexp(pattern, text) and text REGEXP pattern: PCRE2, UTF, found anywhere in the text unless anchored. Patterns are compiled once
 * for a run; matching is bounded (limits.h), and what exceeds the bound ends the rule with a diagnostic, never with "no match".
 * excerpt(pattern, text): where the pattern is found, with some characters around it, to be shown as evidence.
 * regex_each: all places, for matches() (functions_matches.c).
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "rule/limits.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

struct regex {
	struct str pattern; /* behind the struct */
	pcre2_code *code;   /* NULL: does not compile */
	size_t fault_at;
	size_t seen; /* bytes of text so far */
	bool jit;    /* machine code was asked for */
};

static struct regex *
regex_new(struct str pattern)
{
	struct regex *regex = mem_alloc(1, mem_add(sizeof *regex, mem_add(pattern.len, 1)));
	char *copy = (char *)(regex + 1);
	int error = 0;
	PCRE2_SIZE at = 0;

	memcpy(copy, pattern.ptr, pattern.len);
	regex->pattern = (struct str){ copy, pattern.len };
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	if (context == NULL)
		mem_exhausted(0);
	pcre2_set_max_pattern_length(context, RULE_REGEX_PATTERN_MAX_BYTES);
	pcre2_set_parens_nest_limit(context, RULE_REGEX_PARENS_MAX);
	regex->code = pcre2_compile((PCRE2_SPTR)copy, pattern.len,
	    PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, context);
	pcre2_compile_context_free(context);
	regex->fault_at = at;
	return regex;
}

static void
regex_free(struct regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

/* Twice as many slots as patterns kept, so that a search always ends at an empty one. */
enum { SLOTS = 2 * RULE_REGEX_CACHE };

static void
cache_init(struct regex_cache *cache)
{
	cache->slots = mem_alloc(SLOTS, sizeof *cache->slots);
	cache->data = pcre2_match_data_create(2, NULL);
	cache->limits = pcre2_match_context_create(NULL);
	if (cache->data == NULL || cache->limits == NULL)
		mem_exhausted(0);
	pcre2_set_match_limit(cache->limits, RULE_REGEX_MATCH_MAX);
	pcre2_set_depth_limit(cache->limits, RULE_REGEX_DEPTH_MAX);
	pcre2_set_heap_limit(cache->limits, RULE_REGEX_HEAP_MAX_KIB);
}

/* The compiled pattern; *own: it is not kept, and the caller frees it. */
static struct regex *
regex_get(struct regex_cache *cache, struct str pattern, bool *own)
{
	if (cache->slots == NULL)
		cache_init(cache);
	size_t at = (size_t)(str_hash(pattern) % SLOTS);

	while (cache->slots[at] != NULL) {
		if (str_eq(cache->slots[at]->pattern, pattern))
			return cache->slots[at];
		at = (at + 1) % SLOTS;
	}
	struct regex *regex = regex_new(pattern);
	*own = cache->count >= RULE_REGEX_CACHE;
	if (!*own) {
		cache->slots[at] = regex;
		cache->count++;
	}
	return regex;
}

void
regex_cache_release(struct regex_cache *cache)
{
	for (size_t i = 0; cache->slots != NULL && i < SLOTS; i++)
		regex_free(cache->slots[i]);
	free(cache->slots);
	pcre2_match_context_free(cache->limits);
	pcre2_match_data_free(cache->data);
	*cache = (struct regex_cache){ 0 };
}

static void
compile_jit(struct regex *regex)
{
	regex->jit = true;
	(void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
}

void
regex_cache_compile(struct regex_cache *cache)
{
	for (size_t i = 0; cache->slots != NULL && i < SLOTS; i++)
		if (cache->slots[i] != NULL && cache->slots[i]->code != NULL &&
		    !cache->slots[i]->jit)
			compile_jit(cache->slots[i]);
}

static void
stop(struct sandbox *sandbox, enum sandbox_end end, const struct regex *regex)
{
	sandbox->end = end;
	buf_clear(&sandbox->fault);
	buf_add(&sandbox->fault, regex->pattern);
	if (end == SANDBOX_REGEX_SYNTAX)
		buf_addf(&sandbox->fault, " [%zu]", regex->fault_at + 1);
}

/* The offset of the character that is count characters before (step -1) or behind (step 1) an offset. */
static size_t
walk(struct str text, size_t at, size_t count, int step)
{
	while (count > 0 && at > 0 && step < 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80);
		count--;
	}
	while (count > 0 && at < text.len && step > 0) {
		text_next(text, &at);
		count--;
	}
	return at;
}

/*
 * A pattern that looks through much text is made machine code, which takes as long as some KiB of looking. Its limits are counted in
 * another way: what runs into one is matched again without, so that the limits are the same however much was seen before.
 */
static int
match_fast(struct evidence *evidence, struct regex *regex, struct str text, size_t from)
{
	const struct regex_cache *cache = &evidence->regexes;
	/* That it is UTF-8 was seen at the first match. */
	uint32_t options = from > 0 ? PCRE2_NO_UTF_CHECK : 0;

	regex->seen += text.len - from;
	if (!regex->jit && regex->seen > RULE_REGEX_JIT_BYTES)
		compile_jit(regex);
	int result = pcre2_match(
	    regex->code, (PCRE2_SPTR)text.ptr, text.len, from, options, cache->data, cache->limits);
	if (regex->jit && result < 0 && result != PCRE2_ERROR_NOMATCH)
		result = pcre2_match(regex->code, (PCRE2_SPTR)text.ptr, text.len, from,
		    options | PCRE2_NO_JIT, cache->data, cache->limits);
	return result;
}

/* PCRE2's result: ≥ 0 found, PCRE2_ERROR_NOMATCH; anything else has ended the rule. */
static int
match(struct evidence *evidence, struct regex *regex, struct str text, size_t from)
{
	if (regex->code == NULL) {
		stop(&evidence->sandbox, SANDBOX_REGEX_SYNTAX, regex);
		return PCRE2_ERROR_INTERNAL;
	}
	int result = match_fast(evidence, regex, text, from);
	if (result < 0 && result != PCRE2_ERROR_NOMATCH)
		stop(&evidence->sandbox, SANDBOX_REGEX_LIMIT, regex);
	return result;
}

bool
regex_each(struct evidence *evidence, struct str pattern, struct str text, void *context,
    bool (*found)(void *context, struct str whole, struct str group))
{
	bool own = false, more = true;
	struct regex *regex = regex_get(&evidence->regexes, pattern, &own);
	int result = 0;

	for (size_t at = 0; more && at <= text.len;) {
		result = match(evidence, regex, text, at);
		if (result < 0)
			break;
		const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(evidence->regexes.data);
		/* 0: there are more groups than are asked for. */
		bool group = result != 1 && ends[2] != PCRE2_UNSET;
		size_t from = ends[0], to = ends[1], first = group ? 2 : 0;

		/* \K in a look-around can put the end before the beginning. */
		if (to < from)
			break;
		more = found(context, str_sub(text, from, to - from),
		    str_sub(text, ends[first], ends[first + 1] - ends[first]));
		at = to;
		if (to == from) /* an empty match: one character on */
			at = to == text.len ? to + 1 : walk(text, to, 1, 1);
	}
	if (own)
		regex_free(regex);
	return result >= 0 || result == PCRE2_ERROR_NOMATCH;
}

static void
result_regexp(sqlite3_context *context, struct str text, int result)
{
	(void)text;
	if (result >= 0 || result == PCRE2_ERROR_NOMATCH)
		sqlite3_result_int(context, result >= 0);
}

void
regex_excerpt(struct str text, size_t at, size_t end, struct buf *out)
{
	enum { AROUND_CHARS = 24, MATCH_CHARS = 60 };
	size_t from = walk(text, at, AROUND_CHARS, -1);
	size_t most = walk(text, at, MATCH_CHARS, 1);
	size_t to = walk(text, end < most ? end : most, AROUND_CHARS, 1);

	buf_adds(out, from > 0 ? "…" : "");
	buf_add(out, str_sub(text, from, to - from));
	buf_adds(out, to < text.len ? "…" : "");
}

static void
result_excerpt(sqlite3_context *context, struct str text, int result)
{
	struct buf shown = { 0 };

	if (result < 0)
		return; /* NULL */
	const PCRE2_SIZE *ends =
	    pcre2_get_ovector_pointer(function_evidence(context)->regexes.data);
	regex_excerpt(text, ends[0], ends[1], &shown);
	sqlite3_result_text64(context, shown.ptr, shown.len, SQLITE_TRANSIENT, SQLITE_UTF8);
	buf_release(&shown);
}

static void
call(sqlite3_context *context, sqlite3_value **values,
    void (*give)(sqlite3_context *, struct str, int))
{
	struct str pattern, text;
	struct regex *regex = sqlite3_get_auxdata(context, 0);
	bool own = false;

	if (!argument_str(context, values[0], &pattern) || !argument_str(context, values[1], &text))
		return;
	if (regex == NULL) {
		regex = regex_get(&function_evidence(context)->regexes, pattern, &own);
		if (!own)
			sqlite3_set_auxdata(context, 0, regex, NULL);
	}
	int result = match(function_evidence(context), regex, text, 0);
	if (result < 0 && result != PCRE2_ERROR_NOMATCH)
		sqlite3_result_error(context, "regular expression", -1);
	give(context, text, result);
	if (own)
		regex_free(regex);
}

static void
call_regexp(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	call(context, values, result_regexp);
}

static void
call_excerpt(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	call(context, values, result_excerpt);
}

const struct sql_function functions_regexp[] = {
	{ "regexp", 2, call_regexp },
	{ "excerpt", 2, call_excerpt },
	{ NULL, 0, NULL },
};
