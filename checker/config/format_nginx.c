/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nginx: directives with the path of blocks that they stand in: server, server/location /admin. "http" is left
 * out below itself, so that a file of conf.d and the main file give the same sections. entry is the number of the server block.
 */
#include "base/buf.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "config/limits.h"
#include "base/banned.h"

struct nginx {
	struct config_out *out;
	struct str text;
	size_t at;
	uint32_t line;
	struct str sections[CONFIG_BLOCK_DEPTH_MAX];
	int64_t servers[CONFIG_BLOCK_DEPTH_MAX]; /* number of the server block, by depth */
	int depth;
	int64_t server_count;
};

enum token { TOKEN_END, TOKEN_WORD, TOKEN_SEMICOLON, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_BAD };

static void
step(struct nginx *n)
{
	if (n->text.ptr[n->at++] == '\n')
		n->line++;
}

static void
skip_space(struct nginx *n)
{
	while (n->at < n->text.len) {
		char c = n->text.ptr[n->at];
		if (c == '#')
			while (n->at < n->text.len && n->text.ptr[n->at] != '\n')
				n->at++;
		else if (str_is_space(c))
			step(n);
		else
			break;
	}
}

/* Quotes are part of a word only at its beginning (ngx_conf_read_token). */
static enum token
quoted_word(struct nginx *n, struct buf *word)
{
	char quote = n->text.ptr[n->at++];

	while (n->at < n->text.len && n->text.ptr[n->at] != quote) {
		if (n->text.ptr[n->at] == '\\' && n->at + 1 < n->text.len)
			n->at++;
		buf_addc(word, n->text.ptr[n->at]);
		step(n);
	}
	if (n->at >= n->text.len) {
		config_refuse(
		    n->out, DIAG_CONFIG_QUOTE, n->line, 0, (struct str){ 0 }, (struct str){ 0 });
		return TOKEN_BAD;
	}
	n->at++;
	return TOKEN_WORD;
}

static enum token
next_token(struct nginx *n, struct buf *word)
{
	buf_clear(word);
	skip_space(n);
	if (n->at >= n->text.len)
		return TOKEN_END;
	switch (n->text.ptr[n->at]) {
	case ';':
		n->at++;
		return TOKEN_SEMICOLON;
	case '{':
		n->at++;
		return TOKEN_OPEN;
	case '}':
		n->at++;
		return TOKEN_CLOSE;
	case '"':
	case '\'':
		return quoted_word(n, word);
	default:
		break;
	}
	while (n->at < n->text.len) {
		char c = n->text.ptr[n->at];
		if (c == '$' && n->at + 1 < n->text.len && n->text.ptr[n->at + 1] == '{') {
			buf_adds(word, "${"); /* a variable, no block */
			n->at += 2;
			continue;
		}
		if (str_is_space(c) || c == ';' || c == '{')
			break;
		if (c == '\\' && n->at + 1 < n->text.len) {
			buf_addc(word, c);
			c = n->text.ptr[++n->at];
		}
		buf_addc(word, c);
		step(n);
	}
	return TOKEN_WORD;
}

static void
refuse(struct nginx *n)
{
	config_refuse_syntax(n->out, n->text, n->at > 0 ? n->at - 1 : 0);
}

/* A block of Lua is no nginx: over it to its closing brace. */
static void
skip_lua(struct nginx *n)
{
	int open = 1;

	while (n->at < n->text.len && open > 0) {
		char c = n->text.ptr[n->at];
		open += c == '{' ? 1 : c == '}' ? -1 : 0;
		step(n);
	}
	if (open > 0)
		refuse(n);
}

static void
open_block(struct nginx *n, struct str name, struct str arguments)
{
	struct arena *arena = n->out->arena;
	struct str outer = n->sections[n->depth];
	int64_t server = n->servers[n->depth];

	if (n->depth + 1 >= CONFIG_BLOCK_DEPTH_MAX) {
		config_refuse(n->out, DIAG_CONFIG_DEPTH, n->line, 0,
		    arena_printf(arena, "%d", CONFIG_BLOCK_DEPTH_MAX), (struct str){ 0 });
		return;
	}
	if (str_is(name, "server") && !str_starts(outer, STR("upstream")))
		server = ++n->server_count;
	struct str own = arguments.len == 0
	    ? name
	    : arena_printf(arena, "%.*s %.*s", STR_ARG(name), STR_ARG(arguments));
	n->depth++;
	n->servers[n->depth] = server;
	n->sections[n->depth] = outer.len == 0 || str_is(outer, "http")
	    ? own
	    : arena_printf(arena, "%.*s/%.*s", STR_ARG(outer), STR_ARG(own));
}

static void
read_directive(struct nginx *n, struct str name, struct buf *word)
{
	struct buf arguments = { 0 };
	uint32_t line = n->line;
	enum token token;
	size_t words = 0;

	while ((token = next_token(n, word)) == TOKEN_WORD && words++ < CONFIG_WORDS_MAX) {
		if (arguments.len > 0)
			buf_addc(&arguments, ' ');
		buf_add(&arguments, buf_str(word));
	}
	struct str value = arena_str(n->out->arena, buf_str(&arguments));
	buf_release(&arguments);
	if (token == TOKEN_SEMICOLON)
		config_emit(n->out,
		    (struct config_setting){ .section = n->sections[n->depth],
			.entry = n->servers[n->depth],
			.key = name,
			.value = value,
			.no_value = value.len == 0,
			.line = line });
	else if (token == TOKEN_OPEN && str_ends(name, STR("_by_lua_block")))
		skip_lua(n);
	else if (token == TOKEN_OPEN)
		open_block(n, name, value);
	else
		refuse(n);
}

void
format_nginx(struct config_out *out, struct str text)
{
	struct nginx n = { .out = out, .text = text, .line = 1 };
	struct buf word = { 0 };
	enum token token;

	/* The other files are drawn in within http { }; what snippets are drawn into is not known. */
	if (!str_ends(out->file, STR("/nginx.conf")) && !str_has(out->file, STR("/snippets/")))
		n.sections[0] = STR("http");
	while (!out->refused && (token = next_token(&n, &word)) != TOKEN_END) {
		if (token == TOKEN_WORD)
			read_directive(&n, arena_str(out->arena, buf_str(&word)), &word);
		else if (token == TOKEN_CLOSE && n.depth > 0)
			n.depth--;
		else
			refuse(&n);
	}
	if (n.depth > 0)
		refuse(&n);
	buf_release(&word);
}
