/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rsyslog: old directives ($FileCreateMode 0640), selectors (auth.* /var/log/auth.log), RainerScript objects
 * (action(type="omfwd" …)) and conditions. The lens of libaugeas loses a file with an `if`. Expressions are not
 * evaluated: a condition is told as its text, and what stands in its block follows it.
 */
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "base/buf.h"
#include "base/banned.h"

struct rsyslog {
	struct config_out *out;
	struct str text;
	size_t at;
	uint32_t line;
	int64_t entry;
	int depth;
};

static const char *const objects[] = { "action", "constant", "dynstats", "global", "include",
	"input", "list", "lookup_table", "main_queue", "module", "parser", "percentile_stats",
	"property", "ratelimit", "ruleset", "template", "timezone" };

static void
move(struct rsyslog *r, size_t to)
{
	for (; r->at < to && r->at < r->text.len; r->at++)
		if (r->text.ptr[r->at] == '\n')
			r->line++;
}

static char
here(const struct rsyslog *r)
{
	return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static void
skip_space(struct rsyslog *r)
{
	for (;;) {
		if (str_is_space(here(r))) {
			move(r, r->at + 1);
		} else if (here(r) == '#') {
			size_t end = str_find_char(r->text, '\n', r->at);
			move(r, end == STR_NONE ? r->text.len : end);
		} else if (str_starts(str_from(r->text, r->at), STR("/*"))) {
			size_t end = str_find(r->text, STR("*/"), r->at + 2);
			move(r, end == STR_NONE ? r->text.len : end + 2);
		} else {
			return;
		}
	}
}

static void
refuse(struct rsyslog *r)
{
	config_refuse_syntax(r->out, r->text, r->at);
}

static struct str
word_here(const struct rsyslog *r)
{
	size_t end = r->at;

	while (end < r->text.len && (str_is_alnum(r->text.ptr[end]) || r->text.ptr[end] == '_'))
		end++;
	return str_sub(r->text, r->at, end - r->at);
}

static void
emit(struct rsyslog *r, struct str section, const char *key, struct str value, uint32_t line)
{
	config_emit(r->out,
	    (struct config_setting){ .section = section,
		.entry = r->entry,
		.key = str_of(key),
		.value = str_trim(value),
		.line = line });
}

/* The rest of the line, with lines that end in \ joined to it. */
static struct str
rest_of_line(struct rsyslog *r)
{
	struct buf buf = { 0 };

	for (;;) {
		size_t end = str_find_char(r->text, '\n', r->at);
		if (end == STR_NONE)
			end = r->text.len;
		struct str part = str_trim(str_sub(r->text, r->at, end - r->at));
		move(r, end + 1);
		bool goes_on = str_ends(part, STR("\\")) && r->at < r->text.len;
		buf_add(&buf, goes_on ? str_sub(part, 0, part.len - 1) : part);
		if (!goes_on)
			break;
	}
	struct str joined = arena_str(r->out->arena, buf_str(&buf));
	buf_release(&buf);
	return joined;
}

/* The offset behind a text in quotes that begins at at; STR_NONE: not closed. */
static size_t
behind_quote(const struct rsyslog *r, size_t at)
{
	char quote = r->text.ptr[at++];

	while (at < r->text.len && r->text.ptr[at] != quote)
		at += r->text.ptr[at] == '\\' ? 2 : 1;
	return at < r->text.len ? at + 1 : STR_NONE;
}

static bool
is_object(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(objects); i++)
		if (str_eq_nocase(word, str_of(objects[i])))
			return true;
	return false;
}

/* One of name="value", name='value' and name=["a","b"] (told as it stands). */
static bool
read_parameter(struct rsyslog *r, struct str section)
{
	size_t from = r->at, end;
	uint32_t line = r->line;

	while (str_is_alnum(here(r)) || here(r) == '_' || here(r) == '.' || here(r) == '-')
		r->at++;
	struct str name = str_sub(r->text, from, r->at - from);
	skip_space(r);
	if (name.len == 0 || here(r) != '=')
		return false;
	r->at++;
	skip_space(r);
	from = r->at;
	if (here(r) == '"' || here(r) == '\'') {
		end = behind_quote(r, r->at);
		if (end == STR_NONE)
			return false;
		config_emit(r->out,
		    (struct config_setting){ .section = section,
			.entry = r->entry,
			.key = name,
			.value = str_sub(r->text, from + 1, end - from - 2),
			.line = line });
		move(r, end);
		return true;
	}
	bool is_list = here(r) == '[';
	while (r->at < r->text.len &&
	    (is_list ? here(r) != ']' : !str_is_space(here(r)) && here(r) != ')'))
		move(r, r->at + 1);
	if (is_list)
		move(r, r->at + 1);
	config_emit(r->out,
	    (struct config_setting){ .section = section,
		.entry = r->entry,
		.key = name,
		.value = str_sub(r->text, from, r->at - from),
		.line = line });
	return true;
}

static void
read_object(struct rsyslog *r, struct str name)
{
	r->entry++;
	emit(r, name, "object", name, r->line);
	move(r, r->at + name.len);
	skip_space(r);
	r->at++; /* ( */
	for (;;) {
		skip_space(r);
		if (here(r) == ',')
			r->at++;
		else if (here(r) == ')')
			break;
		else if (r->at >= r->text.len || !read_parameter(r, name)) {
			refuse(r);
			return;
		}
	}
	r->at++;
}

/* if … then: the condition as text. */
static void
read_condition(struct rsyslog *r)
{
	size_t from = r->at + 2;
	uint32_t line = r->line;

	for (size_t i = from; i < r->text.len;) {
		char c = r->text.ptr[i];
		if (c == '"' || c == '\'') {
			i = behind_quote(r, i);
			if (i == STR_NONE)
				break;
		} else if (str_starts(str_from(r->text, i), STR("then")) &&
		    !str_is_alnum(r->text.ptr[i - 1]) && i + 4 < r->text.len &&
		    !str_is_alnum(r->text.ptr[i + 4])) {
			r->entry++;
			emit(r, STR("if"), "condition", str_sub(r->text, from, i - from), line);
			move(r, i + 4);
			return;
		} else {
			i++;
		}
	}
	refuse(r);
}

static bool
is_call(const struct rsyslog *r, struct str word)
{
	size_t at = r->at + word.len;

	while (at < r->text.len && (r->text.ptr[at] == ' ' || r->text.ptr[at] == '\t'))
		at++;
	return is_object(word) && at < r->text.len && r->text.ptr[at] == '(';
}

/* What a line may do without a selector, behind "then" or in a block: a file, a host, a program, nothing. */
static bool
is_action(const struct rsyslog *r)
{
	struct str rest = str_from(r->text, r->at);

	return str_starts(rest, STR("/")) || str_starts(rest, STR("-/")) ||
	    str_starts(rest, STR("@")) || str_starts(rest, STR("?")) ||
	    str_starts(rest, STR("-?")) || str_starts(rest, STR("~")) ||
	    str_starts(rest, STR("^")) || str_starts(rest, STR("|")) ||
	    str_starts(rest, STR(":om"));
}

/* selector and what is done: "auth.*  /var/log/auth.log", ":msg, contains, "x"  ~", "& stop". */
static void
read_selector(struct rsyslog *r)
{
	size_t end = r->at;
	uint32_t line = r->line;

	if (is_action(r)) {
		emit(r, STR("statement"), "action", rest_of_line(r), line);
		return;
	}
	if (here(r) == ':') {
		size_t quote = str_find_char(r->text, '"', r->at);
		size_t eol = str_find_char(r->text, '\n', r->at);
		end = quote == STR_NONE || quote > eol ? STR_NONE : behind_quote(r, quote);
		if (end == STR_NONE) {
			refuse(r);
			return;
		}
	} else {
		while (end < r->text.len && !str_is_space(r->text.ptr[end]))
			end++;
	}
	struct str selector = str_sub(r->text, r->at, end - r->at);
	if (!str_is(selector, "&") && !str_has(selector, STR(".")) && selector.ptr[0] != ':' &&
	    selector.ptr[0] != '!' && selector.ptr[0] != '+' && selector.ptr[0] != '-') {
		refuse(r);
		return;
	}
	r->entry++;
	emit(r, STR("selector"), "selector", selector, line);
	move(r, end);
	while (here(r) == ' ' || here(r) == '\t')
		r->at++;
	if (here(r) == '{' || is_call(r, word_here(r)))
		return; /* told by itself, right behind */
	emit(r, STR("selector"), "action", rest_of_line(r), line);
}

/* set $.x = 1; unset $.x; call name; stop. */
static bool
read_statement(struct rsyslog *r, struct str word)
{
	uint32_t line = r->line;

	if (str_is(word, "set") || str_is(word, "unset") || str_is(word, "reset")) {
		size_t end = r->at;
		while (end < r->text.len && r->text.ptr[end] != ';') {
			char c = r->text.ptr[end];
			end = c == '"' || c == '\'' ? behind_quote(r, end) : end + 1;
			if (end == STR_NONE || end >= r->text.len)
				return false;
		}
		move(r, end + 1);
		return true;
	}
	if (str_is(word, "else") || str_is(word, "continue") || str_is(word, "stop")) {
		if (!str_is(word, "else"))
			emit(r, STR("statement"), "action", word, line);
		move(r, r->at + word.len);
		return true;
	}
	if (str_is(word, "call") || str_is(word, "foreach")) {
		emit(r, STR("statement"), "action", rest_of_line(r), line);
		return true;
	}
	return false;
}

static void
read_one(struct rsyslog *r)
{
	struct str word = word_here(r);

	if (here(r) == '{' || here(r) == '}') {
		r->depth += here(r) == '{' ? 1 : -1;
		r->at++;
		if (r->depth < 0)
			refuse(r);
	} else if (here(r) == '$') {
		uint32_t line = r->line;
		struct str value, whole = rest_of_line(r);
		size_t end = 0;
		while (end < whole.len && !str_is_space(whole.ptr[end]))
			end++;
		value = str_trim(str_from(whole, end));
		size_t comment = str_find(value, STR(" #"), 0);
		if (comment != STR_NONE)
			value = str_trim(str_sub(value, 0, comment));
		config_emit(r->out,
		    (struct config_setting){ .key = str_sub(whole, 0, end),
			.value = value,
			.no_value = value.len == 0,
			.line = line });
	} else if (is_call(r, word)) {
		read_object(r, word);
	} else if (str_is(word, "if")) {
		read_condition(r);
	} else if (!read_statement(r, word)) {
		read_selector(r);
	}
}

void
format_rsyslog(struct config_out *out, struct str text)
{
	struct rsyslog r = { .out = out, .text = text, .line = 1 };

	for (;;) {
		skip_space(&r);
		if (out->refused || r.at >= text.len)
			break;
		read_one(&r);
	}
	if (r.depth > 0)
		refuse(&r);
}
