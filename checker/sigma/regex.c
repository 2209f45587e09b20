/* SPDX-License-Identifier: Apache-2.0 */
/*
 * |re by PCRE2. Compiled in the parent, before workers are forked: the JIT's pages are there already, so matching in a worker maps
 * nothing executable. Where the system gives no executable pages the interpreter does the same, slower.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "sigma/compiled.h"
#include "sigma/limits.h"
#include "base/banned.h"

static void
refuse(struct str pattern, int error, size_t offset, struct diag_at at, struct diags *diags)
{
	char engine[160] = "", place[32];

	pcre2_get_error_message(error, (PCRE2_UCHAR *)engine, sizeof engine);
	snprintf(place, sizeof place, "%zu", text_chars(str_sub(pattern, 0, offset)) + 1);
	diag_add(diags, DIAG_SIGMA_REGEX, at, pattern, str_of(place), str_of(engine));
}

struct sigma_regex *
sigma_regex_new(struct str pattern, unsigned flags, struct diag_at at, struct diags *diags)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
	int error = 0;
	PCRE2_SIZE offset = 0;

	if (pattern.len > SIGMA_REGEX_MAX_BYTES) {
		diag_addz(diags, DIAG_SIGMA_REGEX_LONG, at, "8192", NULL, NULL);
		return NULL;
	}
	if (flags & REGEX_CASELESS)
		options |= PCRE2_CASELESS;
	if (flags & REGEX_MULTILINE)
		options |= PCRE2_MULTILINE;
	if (flags & REGEX_DOTALL)
		options |= PCRE2_DOTALL;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.len == 0 ? "" : pattern.ptr),
	    pattern.len, options, &error, &offset, NULL);
	if (code == NULL) {
		refuse(pattern, error, offset, at, diags);
		return NULL;
	}
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	struct sigma_regex *regex = mem_alloc(1, sizeof *regex);
	regex->code = code;
	sigma_filter_make(&regex->filter, pattern, (flags & REGEX_CASELESS) != 0);
	sigma_look_make(&regex->look, &regex->filter);
	return regex;
}

void
sigma_regex_free(struct sigma_regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

static void
scratch_init(struct sigma_regex_scratch *scratch)
{
	scratch->data = pcre2_match_data_create(1, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	if (scratch->data == NULL || scratch->context == NULL)
		mem_exhausted(0);
	pcre2_set_match_limit(scratch->context, SIGMA_REGEX_STEPS);
	pcre2_set_depth_limit(scratch->context, SIGMA_REGEX_DEPTH);
	pcre2_set_heap_limit(scratch->context, SIGMA_REGEX_HEAP_KIB);
	scratch->stack = pcre2_jit_stack_create(32 * 1024, SIGMA_REGEX_JIT_STACK_BYTES, NULL);
	if (scratch->stack != NULL)
		pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
}

enum sigma_result
sigma_regex_match(
    const struct sigma_regex *regex, struct str text, struct sigma_regex_scratch *scratch)
{
	if (regex->look.count > 0 && !sigma_look_passes(&regex->look, text, '\0'))
		return SIGMA_NO;
	if (scratch->data == NULL)
		scratch_init(scratch);
	int n = pcre2_match(regex->code, (PCRE2_SPTR)(text.len == 0 ? "" : text.ptr), text.len, 0,
	    0, scratch->data, scratch->context);
	if (n >= 0)
		return SIGMA_YES;
	return n == PCRE2_ERROR_NOMATCH ? SIGMA_NO : SIGMA_UNDECIDED;
}

void
sigma_regex_scratch_release(struct sigma_regex_scratch *scratch)
{
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	pcre2_jit_stack_free(scratch->stack);
	*scratch = (struct sigma_regex_scratch){ 0 };
}
