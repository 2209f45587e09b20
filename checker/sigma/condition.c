/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `condition:` — a list of conditions is OR of them.
 *
 *   or   = and { "or" and }        and = not { "and" not }        not = "not" not | prim
 *   prim = "(" or ")" | ( "1" | "any" | "all" ) "of" ( "them" | pattern ) | identifier
 */
#include "base/node.h"
#include "base/text.h"
#include "sigma/compiled.h"
#include "sigma/limits.h"
#include "base/banned.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_PIPE, TOKEN_OTHER };

struct token {
	enum token_kind kind;
	struct str text;
	size_t at;
};

struct parser {
	struct sigma_compile *compile;
	const struct sigma_names *names;
	const struct node *node;
	struct token token;
	size_t next; /* where the token behind this one is looked for */
	unsigned depth;
};

static bool
is_word(char c)
{
	return str_is_alnum(c) || c == '_' || c == '-' || c == '*';
}

static void
advance(struct parser *p)
{
	struct str text = p->node->text;
	size_t at = p->next;

	while (at < text.len && str_is_space(text.ptr[at]))
		at++;
	size_t end = at;
	enum token_kind kind = TOKEN_END;
	if (at < text.len) {
		char c = text.ptr[at];
		kind = c == '('  ? TOKEN_OPEN
		    : c == ')'   ? TOKEN_CLOSE
		    : c == '|'   ? TOKEN_PIPE
		    : is_word(c) ? TOKEN_WORD
				 : TOKEN_OTHER;
		if (kind == TOKEN_WORD)
			while (end < text.len && is_word(text.ptr[end]))
				end++;
		else
			text_next(text, &end);
	}
	p->token = (struct token){ kind, str_sub(text, at, end - at), at };
	p->next = end;
}

static struct token
peek(const struct parser *p)
{
	struct parser ahead = *p;

	advance(&ahead);
	return ahead.token;
}

/* In a block text the lines are known, the columns are not. */
static struct diag_at
place(const struct parser *p, size_t offset)
{
	struct diag_at at = node_at(p->node, p->compile->file);
	uint32_t line, column;

	text_position(p->node->text, offset, &line, &column);
	if (p->node->style == NODE_BLOCK) {
		at.line += line;
		at.column = 0;
	} else if (line == 1 && at.column > 0) {
		at.column += column - 1 + (p->node->style == NODE_QUOTED ? 1 : 0);
	}
	return at;
}

static struct sigma_node *
refuse(struct parser *p, enum diag_code code, size_t offset, struct str a)
{
	sigma_refuse(p->compile, code, place(p, offset), a, (struct str){ 0 });
	return NULL;
}

static struct sigma_node *
unexpected(struct parser *p)
{
	if (p->token.kind == TOKEN_END)
		return refuse(p, DIAG_SIGMA_CONDITION_END, p->token.at, (struct str){ 0 });
	if (p->token.kind == TOKEN_PIPE)
		return refuse(p, DIAG_SIGMA_AGGREGATION, p->token.at,
		    str_trim(str_from(p->node->text, p->token.at)));
	return refuse(p, DIAG_SIGMA_CONDITION_TOKEN, p->token.at, p->token.text);
}

static bool
is_keyword(struct str word)
{
	return str_eq_nocase(word, STR("and")) || str_eq_nocase(word, STR("or")) ||
	    str_eq_nocase(word, STR("not"));
}

static bool
accept(struct parser *p, const char *word)
{
	if (p->token.kind != TOKEN_WORD || !str_eq_nocase(p->token.text, str_of(word)))
		return false;
	advance(p);
	return true;
}

/* `*` anywhere in the pattern. */
static bool
name_matches(struct str pattern, struct str name)
{
	size_t p = 0, n = 0, star = STR_NONE, mark = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			mark = n;
		} else if (p < pattern.len && pattern.ptr[p] == name.ptr[n]) {
			p++;
			n++;
		} else if (star != STR_NONE) {
			p = star + 1;
			n = ++mark;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

/* A search that was refused has no node; the rule is refused anyway. */
static void
add_search(struct parser *p, struct sigma_node *parent, size_t i)
{
	if (p->names->nodes[i] != NULL)
		sigma_node_add(p->compile, parent, p->names->nodes[i]);
}

/* Behind "of". */
static struct sigma_node *
parse_of(struct parser *p, bool all)
{
	struct sigma_node *node = sigma_node_new(p->compile, all ? TREE_AND : TREE_OR);
	struct token target = p->token;
	size_t found = 0;

	if (target.kind != TOKEN_WORD || is_keyword(target.text))
		return unexpected(p);
	bool them = str_eq_nocase(target.text, STR("them"));
	for (size_t i = 0; i < p->names->count; i++) {
		struct str name = p->names->names[i];
		if (them ? str_starts(name, STR("_")) : !name_matches(target.text, name))
			continue;
		add_search(p, node, i);
		found++;
	}
	if (found == 0)
		return refuse(p, DIAG_SIGMA_CONDITION_PATTERN, target.at, target.text);
	advance(p);
	return node;
}

static struct sigma_node *
parse_identifier(struct parser *p)
{
	struct token token = p->token;
	struct sigma_node *node = sigma_node_new(p->compile, TREE_OR);

	if (is_keyword(token.text) || str_has(token.text, STR("*")))
		return unexpected(p);
	for (size_t i = 0; i < p->names->count; i++) {
		if (!str_eq(p->names->names[i], token.text))
			continue;
		add_search(p, node, i);
		advance(p);
		return node;
	}
	if (str_eq_nocase(token.text, STR("near")))
		return refuse(p, DIAG_SIGMA_AGGREGATION, token.at, token.text);
	return refuse(p, DIAG_SIGMA_CONDITION_IDENTIFIER, token.at, token.text);
}

static struct sigma_node *parse_or(struct parser *p);

static struct sigma_node *
parse_prim(struct parser *p)
{
	if (p->token.kind == TOKEN_OPEN) {
		size_t open = p->token.at;
		advance(p);
		struct sigma_node *inner = parse_or(p);
		if (inner == NULL)
			return NULL;
		if (p->token.kind == TOKEN_END)
			return refuse(p, DIAG_SIGMA_CONDITION_CLOSE, open, (struct str){ 0 });
		if (p->token.kind != TOKEN_CLOSE)
			return unexpected(p);
		advance(p);
		return inner;
	}
	if (p->token.kind != TOKEN_WORD)
		return unexpected(p);
	struct token next = peek(p);
	if (next.kind != TOKEN_WORD || !str_eq_nocase(next.text, STR("of")))
		return parse_identifier(p);
	bool all = str_eq_nocase(p->token.text, STR("all"));
	if (!all && !str_is(p->token.text, "1") && !str_eq_nocase(p->token.text, STR("any")))
		return refuse(p, DIAG_SIGMA_CONDITION_QUANTIFIER, p->token.at, p->token.text);
	advance(p);
	advance(p);
	return parse_of(p, all);
}

static struct sigma_node *
parse_not(struct parser *p)
{
	if (p->depth >= SIGMA_DEPTH_MAX)
		return refuse(p, DIAG_SIGMA_CONDITION_DEPTH, p->token.at, STR("64"));
	p->depth++;
	struct sigma_node *node;
	if (accept(p, "not")) {
		struct sigma_node *inner = parse_not(p);
		node = inner == NULL ? NULL : sigma_node_new(p->compile, TREE_NOT);
		if (node != NULL)
			sigma_node_add(p->compile, node, inner);
	} else {
		node = parse_prim(p);
	}
	p->depth--;
	return node;
}

static struct sigma_node *
parse_and(struct parser *p)
{
	struct sigma_node *first = parse_not(p);

	if (first == NULL || p->token.kind != TOKEN_WORD ||
	    !str_eq_nocase(p->token.text, STR("and")))
		return first;
	struct sigma_node *all = sigma_node_new(p->compile, TREE_AND);
	sigma_node_add(p->compile, all, first);
	while (accept(p, "and")) {
		struct sigma_node *next = parse_not(p);
		if (next == NULL)
			return NULL;
		sigma_node_add(p->compile, all, next);
	}
	return all;
}

static struct sigma_node *
parse_or(struct parser *p)
{
	struct sigma_node *any = sigma_node_new(p->compile, TREE_OR);

	do {
		struct sigma_node *next = parse_and(p);
		if (next == NULL)
			return NULL;
		sigma_node_add(p->compile, any, next);
	} while (accept(p, "or"));
	return any;
}

static struct sigma_node *
parse_text(struct sigma_compile *compile, const struct node *text, const struct sigma_names *names)
{
	struct parser p = { .compile = compile, .names = names, .node = text };

	if (text->type != NODE_SCALAR) {
		sigma_refuse(compile, DIAG_SIGMA_NO_CONDITION, node_at(text, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	if (text->text.len > SIGMA_CONDITION_MAX_BYTES) {
		sigma_refuse(compile, DIAG_SIGMA_TOO_LARGE, node_at(text, compile->file),
		    STR("16384"), (struct str){ 0 });
		return NULL;
	}
	advance(&p);
	struct sigma_node *node = parse_or(&p);
	if (node != NULL && p.token.kind != TOKEN_END)
		return unexpected(&p);
	return node;
}

struct sigma_node *
sigma_compile_condition(
    struct sigma_compile *compile, const struct node *condition, const struct sigma_names *names)
{
	if (condition->type != NODE_SEQUENCE)
		return parse_text(compile, condition, names);
	struct sigma_node *any = sigma_node_new(compile, TREE_OR);
	for (size_t i = 0; i < condition->count; i++) {
		struct sigma_node *one = parse_text(compile, condition->items[i], names);
		if (one == NULL)
			return NULL;
		sigma_node_add(compile, any, one);
	}
	if (condition->count == 0) {
		sigma_refuse(compile, DIAG_SIGMA_NO_CONDITION, node_at(condition, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	return any;
}
