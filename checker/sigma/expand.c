/* SPDX-License-Identifier: Apache-2.0 */
/* |expand: placeholders. \% is a plain percent sign; what the values hold counts as written in the rule (wildcards too). */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/item.h"
#include "sigma/limits.h"
#include "base/banned.h"

/* The first placeholder at or behind from: offsets of its two percent signs; false: none. Its name has no blanks or signs. */
static bool
placeholder_find(struct str text, size_t from, size_t *open, size_t *close)
{
	*open = STR_NONE;
	for (size_t i = from; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '\\' && i + 1 < text.len && text.ptr[i + 1] == '%') {
			*open = STR_NONE;
			i++;
		} else if (c == '%' && *open != STR_NONE && i > *open + 1) {
			*close = i;
			return true;
		} else if (c == '%') {
			*open = i;
		} else if (!str_is_alnum(c) && c != '_' && c != '-' && (unsigned char)c < 0x80) {
			*open = STR_NONE;
		}
	}
	return false;
}

static struct str
unescaped(struct arena *arena, struct str text)
{
	struct str out = arena_str(arena, text);
	char *p = (char *)(uintptr_t)out.ptr;
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == '%')
			i++;
		p[n++] = text.ptr[i];
	}
	out.len = n;
	return out;
}

struct expansion {
	struct sigma_compile *compile;
	struct diag_at at;
	struct str *list;
	size_t count, room;
	unsigned placeholders;
};

/* head is done; text from `from` on is not. */
static bool
expand_rest(struct expansion *x, struct str head, struct str text, size_t from, unsigned depth)
{
	struct arena *arena = &x->compile->rule->arena;
	size_t open, close, count = 0;
	struct str *values = NULL;

	if (!placeholder_find(text, from, &open, &close)) {
		if (x->count >= SIGMA_TESTS_MAX) {
			sigma_refuse(x->compile, DIAG_SIGMA_TOO_LARGE, x->at, STR("50000"),
			    (struct str){ 0 });
			return false;
		}
		struct str *last = ARRAY_ADD(x->list, x->count, x->room);
		*last = arena_join(arena, head, unescaped(arena, str_from(text, from)));
		return true;
	}
	struct str name = str_sub(text, open + 1, close - open - 1);
	const struct sigma_expand *expand = x->compile->options->expand;
	x->placeholders++;
	if (depth > 8 || expand == NULL ||
	    !expand->values(expand->context, name, arena, &values, &count) || count == 0) {
		sigma_refuse(x->compile, DIAG_SIGMA_PLACEHOLDER, x->at, name, (struct str){ 0 });
		return false;
	}
	head = arena_join(arena, head, unescaped(arena, str_sub(text, from, open - from)));
	for (size_t i = 0; i < count; i++)
		if (!expand_rest(x, arena_join(arena, head, values[i]), text, close + 1, depth + 1))
			return false;
	return true;
}

bool
sigma_expand_text(struct sigma_compile *compile, struct str text, struct diag_at at,
    struct str **list, size_t *count, size_t *placeholders)
{
	struct expansion x = { .compile = compile, .at = at };
	bool ok = expand_rest(&x, (struct str){ 0 }, text, 0, 0);

	*placeholders += x.placeholders;
	if (ok) {
		*list = ARENA_ARRAY(&compile->rule->arena, struct str, x.count);
		for (size_t i = 0; i < x.count; i++)
			(*list)[i] = x.list[i];
		*count = x.count;
	}
	free(x.list);
	return ok;
}
