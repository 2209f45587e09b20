/* SPDX-License-Identifier: Apache-2.0 */
/* postgresql.conf (guc-file.l) and pg_hba.conf (hba.c). */
#include "base/buf.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "config/words.h"
#include "base/banned.h"

static struct str
lower(struct arena *arena, struct str text)
{
	char *copy = arena_cstr(arena, text);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = str_lower(copy[i]);
	return (struct str){ copy, text.len };
}

/* A value in '…', where a quote is doubled or has \ before it. false: not closed. */
static bool
quoted_value(struct str *rest, struct arena *arena, struct str *value)
{
	struct buf buf = { 0 };
	size_t i = 1;
	bool closed = false;

	for (; i < rest->len && !closed; i++) {
		char c = rest->ptr[i];
		bool has_next = i + 1 < rest->len;

		if (c == '\'' && has_next && rest->ptr[i + 1] == '\'')
			buf_addc(&buf, rest->ptr[++i]);
		else if (c == '\\' && has_next)
			buf_addc(&buf, rest->ptr[++i]);
		else if (c == '\'')
			closed = true;
		else
			buf_addc(&buf, c);
	}
	*value = arena_str(arena, buf_str(&buf));
	*rest = str_trim(str_from(*rest, i));
	buf_release(&buf);
	return closed;
}

static struct str
plain_word(struct str *rest, const char *stops)
{
	size_t end = 0;

	while (end < rest->len && !str_is_space(rest->ptr[end]) &&
	    !str_has(str_of(stops), str_sub(*rest, end, 1)))
		end++;
	struct str word = str_sub(*rest, 0, end);
	*rest = str_trim(str_from(*rest, end));
	return word;
}

static void
read_setting(struct config_out *out, struct str line, uint32_t number)
{
	struct str rest = str_trim(line), value;
	struct config_setting setting = { .line = number };

	if (rest.len == 0 || rest.ptr[0] == '#')
		return;
	setting.key = lower(out->arena, plain_word(&rest, "=#"));
	if (rest.len > 0 && rest.ptr[0] == '=')
		rest = str_trim(str_from(rest, 1));
	if (rest.len == 0 || rest.ptr[0] == '#') {
		config_refuse(out, DIAG_CONFIG_NO_VALUE, number, 0, str_sub(setting.key, 0, 40),
		    (struct str){ 0 });
		return;
	}
	if (rest.ptr[0] != '\'') {
		value = plain_word(&rest, "#");
	} else if (!quoted_value(&rest, out->arena, &value)) {
		config_refuse(
		    out, DIAG_CONFIG_QUOTE, number, 0, (struct str){ 0 }, (struct str){ 0 });
		return;
	}
	if (rest.len > 0 && rest.ptr[0] != '#') {
		config_refuse(out, DIAG_CONFIG_SYNTAX, number, 0, str_of(out->kind->name),
		    str_of(out->kind->check));
		return;
	}
	setting.value = value;
	config_emit(out, setting);
}

void
format_postgresql(struct config_out *out, struct str text)
{
	struct str line;
	uint32_t number = 0;

	while (!out->refused && str_line(&text, &line))
		read_setting(out, line, ++number);
}

struct hba {
	struct config_out *out;
	int64_t entry;
	uint32_t line;
};

static void
emit(struct hba *hba, struct str key, struct str value)
{
	config_emit(hba->out,
	    (struct config_setting){
		.entry = hba->entry, .key = key, .value = value, .line = hba->line });
}

static bool
is_address(struct str word)
{
	if (word.len == 0 || str_find_char(word, '/', 0) != STR_NONE)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		char c = str_lower(word.ptr[i]);
		if (!str_is_digit(c) && c != '.' && c != ':' && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return str_find_char(word, '.', 0) != STR_NONE || str_find_char(word, ':', 0) != STR_NONE;
}

/* One field: words with commas between them (a list goes on behind a comma and blanks). false: none, or an open quote. */
static bool
next_field(struct hba *hba, struct str *rest, const char *key, struct str *first)
{
	struct str word;
	bool open = false, more = true, any = false;

	while (more && words_next_until(rest, ',', hba->out->arena, &word, &open)) {
		if (key != NULL)
			emit(hba, str_of(key), word);
		if (!any && first != NULL)
			*first = word;
		any = true;
		struct str ahead = str_trim(*rest);
		more = ahead.len > 0 && ahead.ptr[0] == ',';
		if (more)
			*rest = str_from(ahead, 1);
	}
	if (open)
		config_refuse(hba->out, DIAG_CONFIG_QUOTE, hba->line, 0, (struct str){ 0 },
		    (struct str){ 0 });
	return any && !open;
}

/* Behind the address: a netmask, if it looks like one, then the method. */
static bool
read_method(struct hba *hba, struct str *rest, struct str address)
{
	struct str word;
	bool open = false;

	if (!words_next(rest, hba->out->arena, &word, &open))
		return false;
	if (is_address(address) && is_address(word)) {
		emit(hba, STR("netmask"), word);
		if (!words_next(rest, hba->out->arena, &word, &open))
			return false;
	}
	emit(hba, STR("method"), word);
	return true;
}

static void
read_record(struct hba *hba, struct str rest)
{
	struct arena *arena = hba->out->arena;
	struct str type, address = { 0 }, word;
	bool open = false;

	hba->entry++;
	if (!next_field(hba, &rest, NULL, &type))
		return;
	if (str_starts(type, STR("include"))) {
		hba->entry--;
		config_emit(hba->out,
		    (struct config_setting){
			.key = type, .value = str_trim(rest), .line = hba->line });
		return;
	}
	emit(hba, STR("type"), type);
	bool whole = next_field(hba, &rest, "database", NULL) &&
	    next_field(hba, &rest, "user", NULL) &&
	    (str_is(type, "local") || next_field(hba, &rest, "address", &address)) &&
	    read_method(hba, &rest, address);
	while (whole && words_next(&rest, arena, &word, &open)) {
		struct str value;
		struct str name = str_split(word, '=', &value);
		emit(hba, arena_join(arena, STR("option."), name), value);
	}
	if (!whole || open)
		config_refuse(hba->out, DIAG_CONFIG_SYNTAX, hba->line, 0,
		    str_of(hba->out->kind->name), str_of(hba->out->kind->check));
}

void
format_pg_hba(struct config_out *out, struct str text)
{
	struct hba hba = { .out = out };
	struct str line;
	uint32_t number = 0;

	while (!out->refused && str_line(&text, &line)) {
		hba.line = ++number;
		while (str_ends(line, STR("\\")) && text.len > 0) { /* goes on in the next line */
			struct str more = { 0 };
			str_line(&text, &more);
			number++;
			line = arena_printf(out->arena, "%.*s %.*s",
			    STR_ARG(str_sub(line, 0, line.len - 1)), STR_ARG(more));
		}
		line = str_trim(line);
		if (line.len > 0 && line.ptr[0] != '#')
			read_record(&hba, line);
	}
}
