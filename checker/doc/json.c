/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON by yajl's callbacks: jansson tells no places of values, and libyaml is no JSON reader. A value begins where the
 * white space, comma or colon behind the last token ends.
 */
#include "doc/parse.h"

#include <yajl/yajl_parse.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

struct reading {
	struct doc_tree tree;
	struct doc_place place;
	yajl_handle yajl;
	struct str text;
	size_t token_end; /* of the last one */
};

/* Places the reading at the token that has just been read. */
static void
step(struct reading *r)
{
	size_t at = r->token_end;

	while (at < r->text.len &&
	    (str_is_space(r->text.ptr[at]) || r->text.ptr[at] == ',' || r->text.ptr[at] == ':'))
		at++;
	doc_place_move(&r->place, at);
	r->token_end = yajl_get_bytes_consumed(r->yajl);
	if (r->token_end < at)
		r->token_end = at;
}

static uint32_t
hex4(const char *p)
{
	uint32_t n = 0;

	for (int i = 0; i < 4; i++) {
		char c = str_lower(p[i]);

		n = n * 16 + (uint32_t)(str_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return n;
}

/*
 * Whether each half of a surrogate pair in the token has its other half: yajl makes "?" or broken UTF-8 of the others. The
 * escapes themselves yajl has checked already.
 */
static bool
is_paired(struct str token)
{
	for (size_t at = 0; (at = str_find_char(token, '\\', at)) != STR_NONE; at += 2) {
		if (token.len - at < 6 || token.ptr[at + 1] != 'u')
			continue;
		uint32_t c = hex4(token.ptr + at + 2);
		if (c >= 0xDC00 && c <= 0xDFFF)
			return false;
		if (c < 0xD800 || c > 0xDBFF)
			continue;
		at += 6;
		if (token.len - at < 6 || token.ptr[at] != '\\' || token.ptr[at + 1] != 'u')
			return false;
		c = hex4(token.ptr + at + 2);
		if (c < 0xDC00 || c > 0xDFFF)
			return false;
		at += 4;
	}
	return true;
}

/* The string token that step has just placed; false: refused. */
static bool
check_string(struct reading *r)
{
	struct str token = str_sub(r->text, r->place.offset, r->token_end - r->place.offset);

	return is_paired(token) ||
	    doc_tree_fail(&r->tree, DIAG_DOC_ESCAPE, r->place.line + 1, r->place.column + 1,
		STR("JSON"), (struct str){ 0 });
}

static int
scalar(struct reading *r, enum node_type type, enum node_style style, struct str text)
{
	step(r);
	return doc_tree_scalar(
	    &r->tree, type, style, text, r->place.line + 1, r->place.column + 1, r->place.line + 1);
}

static int
on_null(void *context)
{
	return scalar(context, NODE_NULL, NODE_PLAIN, (struct str){ 0 });
}

static int
on_boolean(void *context, int value)
{
	return scalar(context, NODE_SCALAR, NODE_PLAIN, value ? STR("true") : STR("false"));
}

static int
on_number(void *context, const char *text, size_t len)
{
	return scalar(context, NODE_SCALAR, NODE_PLAIN, (struct str){ text, len });
}

static int
on_string(void *context, const unsigned char *text, size_t len)
{
	struct reading *r = context;

	step(r);
	return check_string(r) &&
	    doc_tree_scalar(&r->tree, NODE_SCALAR, NODE_QUOTED,
		(struct str){ (const char *)text, len }, r->place.line + 1, r->place.column + 1,
		r->place.line + 1);
}

static int
on_key(void *context, const unsigned char *text, size_t len)
{
	struct reading *r = context;

	step(r);
	return check_string(r) &&
	    doc_tree_key(&r->tree, (struct str){ (const char *)text, len }, r->place.line + 1,
		r->place.column + 1);
}

static int
open_container(struct reading *r, enum node_type type)
{
	step(r);
	return doc_tree_open(&r->tree, type, r->place.line + 1, r->place.column + 1);
}

static int
on_map(void *context)
{
	return open_container(context, NODE_MAP);
}

static int
on_array(void *context)
{
	return open_container(context, NODE_SEQUENCE);
}

static int
on_close(void *context)
{
	struct reading *r = context;

	step(r);
	return doc_tree_close(&r->tree, r->place.line + 1);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close,
	.yajl_start_array = on_array,
	.yajl_end_array = on_close,
};

/* Parts of yajl's messages and our own. */
static const struct {
	const char *part;
	enum diag_code code;
} problems[] = {
	{ "premature EOF", DIAG_DOC_ENDS_EARLY },
	{ "trailing garbage", DIAG_DOC_TRAILING },
	{ "comment", DIAG_JSON_COMMENT },
	{ "must be separated by a colon", DIAG_JSON_COLON },
	{ "must be a string", DIAG_JSON_KEY },
	{ "I expect ','", DIAG_JSON_COMMA },
	{ "'\\", DIAG_DOC_ESCAPE },
	{ "malformed number", DIAG_JSON_NUMBER },
	{ "inside string", DIAG_DOC_CHARACTER },
	{ "invalid char", DIAG_DOC_CHARACTER },
	{ "invalid string", DIAG_DOC_CHARACTER },
	{ "unallowed token", DIAG_DOC_CHARACTER },
};

static void
fail_syntax(struct reading *r)
{
	unsigned char *words = yajl_get_error(r->yajl, 0, NULL, 0);
	struct str problem = str_of((const char *)words);
	enum diag_code code = DIAG_DOC_MALFORMED;
	uint32_t line, column;

	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (str_has(problem, str_of(problems[i].part))) {
			code = problems[i].code;
			break;
		}
	size_t at = yajl_get_bytes_consumed(r->yajl);
	/* In strings and numbers yajl stops before what is wrong, elsewhere behind it. */
	bool is_before = code == DIAG_DOC_ESCAPE || code == DIAG_JSON_NUMBER ||
	    str_has(problem, STR("inside string"));
	if (code == DIAG_DOC_ENDS_EARLY)
		at = r->text.len;
	else if (at > 0 && !is_before)
		at--;
	text_position(r->text, at, &line, &column);
	doc_tree_fail(&r->tree, code, line, column, STR("JSON"), (struct str){ 0 });
	yajl_free_error(r->yajl, words);
}

struct node *
doc_parse_json(struct str text, struct str file, struct arena *arena, const struct sink *sink)
{
	struct reading r = {
		.tree = { .arena = arena, .sink = sink, .file = file, .depth_max = DOC_DEPTH_MAX },
		.place = { .text = text },
		.text = text,
	};

	r.yajl = yajl_alloc(&callbacks, NULL, &r);
	if (r.yajl == NULL)
		mem_exhausted(text.len);
	yajl_status status = yajl_parse(r.yajl, (const unsigned char *)text.ptr, text.len);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(r.yajl);
	if (status != yajl_status_ok && !r.tree.failed)
		fail_syntax(&r);
	struct node *root = r.tree.failed ? NULL : r.tree.root;
	yajl_free(r.yajl);
	doc_tree_release(&r.tree);
	return root;
}
