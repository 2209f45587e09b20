/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of YAML flow for tests. */
#include "sigma/flow.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

struct flow {
	struct arena *arena;
	struct str text;
	size_t at;
};

static uint32_t
column(const struct flow *f)
{
	return (uint32_t)text_chars(str_sub(f->text, 0, f->at)) + 1;
}

static char
peek(struct flow *f)
{
	while (f->at < f->text.len && str_is_space(f->text.ptr[f->at]))
		f->at++;
	return f->at < f->text.len ? f->text.ptr[f->at] : '\0';
}

static struct str
quoted(struct flow *f)
{
	struct buf buf = { 0 };

	for (f->at++; f->at < f->text.len; f->at++) {
		char c = f->text.ptr[f->at];
		if (c == '\'') {
			if (f->at + 1 == f->text.len || f->text.ptr[f->at + 1] != '\'')
				break;
			f->at++;
		}
		buf_addc(&buf, c);
	}
	f->at++;
	struct str kept = arena_str(f->arena, buf_str(&buf));
	buf_release(&buf);
	return kept;
}

static bool
ends_plain(const struct flow *f)
{
	char c = f->text.ptr[f->at];

	return c == ',' || c == ']' || c == '}' ||
	    (c == ':' && (f->at + 1 == f->text.len || f->text.ptr[f->at + 1] == ' '));
}

static struct str
plain(struct flow *f)
{
	size_t from = f->at;

	while (f->at < f->text.len && !ends_plain(f))
		f->at++;
	return str_trim(str_sub(f->text, from, f->at - from));
}

static struct node *
value(struct flow *f)
{
	char c = peek(f);
	uint32_t at = column(f);

	if (c == '[' || c == '{') {
		struct node *node = node_new(f->arena, c == '[' ? NODE_SEQUENCE : NODE_MAP, 1, at);
		f->at++;
		while (peek(f) != ']' && peek(f) != '}') {
			BUG_IF(f->at >= f->text.len);
			uint32_t key_at = column(f);
			if (c == '[') {
				node_push(f->arena, node, value(f));
			} else {
				struct str key = peek(f) == '\'' ? quoted(f) : plain(f);
				BUG_IF(peek(f) != ':');
				f->at++;
				node_put(f->arena, node, key, value(f));
				node->key_columns[node->count - 1] = key_at;
			}
			if (peek(f) == ',')
				f->at++;
		}
		f->at++;
		return node;
	}
	struct node *scalar = node_new(f->arena, NODE_SCALAR, 1, at);
	scalar->style = c == '\'' ? NODE_QUOTED : NODE_PLAIN;
	scalar->text = c == '\'' ? quoted(f) : arena_str(f->arena, plain(f));
	if (scalar->style == NODE_PLAIN && (str_is(scalar->text, "null") || scalar->text.len == 0))
		return node_new(f->arena, NODE_NULL, 1, at);
	return scalar;
}

struct node *
flow_parse(struct arena *arena, const char *text)
{
	struct flow f = { arena, str_of(text), 0 };

	return value(&f);
}
