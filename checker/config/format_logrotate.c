/* SPDX-License-Identifier: Apache-2.0 */
/*
 * logrotate: options, global or in a block for files. The lens of libaugeas loses a file with quoted names before
 * plain ones, an option on the line of its brace, or an option newer than it is; how long logs are kept is too
 * important for that. The block's files are the section, daily … yearly is the key "schedule".
 */
#include "base/buf.h"
#include "base/scope.h"
#include "config/format.h"
#include "config/formats.h"
#include "config/limits.h"
#include "config/words.h"
#include "base/banned.h"

static const char *const schedules[] = { "hourly", "daily", "weekly", "monthly", "yearly", NULL };
static const char *const scripts[] = { "prerotate", "postrotate", "firstaction", "lastaction",
	"preremove", NULL };

struct logrotate {
	struct config_out *out;
	struct str rest; /* of the file */
	uint32_t line;
	struct buf files; /* named so far for the block that is to come */
	struct str section;
	int64_t entry;
	bool in_block;
};

static bool
next_line(struct logrotate *l, struct str *line)
{
	if (!str_line(&l->rest, line))
		return false;
	l->line++;
	*line = str_trim(*line);
	return true;
}

static void
refuse(struct logrotate *l)
{
	config_refuse(l->out, DIAG_CONFIG_SYNTAX, l->line, 0, str_of(l->out->kind->name),
	    str_of(l->out->kind->check));
}

static void
emit(struct logrotate *l, struct str key, struct str value, bool no_value, uint32_t line)
{
	config_emit(l->out,
	    (struct config_setting){ .section = l->section,
		.entry = l->in_block ? l->entry : 0,
		.key = key,
		.value = value,
		.no_value = no_value,
		.line = line });
}

static void
open_block(struct logrotate *l)
{
	struct str files = arena_str(l->out->arena, buf_str(&l->files)), rest, word;
	bool open = false;

	if (l->in_block || files.len == 0) {
		refuse(l);
		return;
	}
	l->in_block = true;
	l->entry++;
	buf_clear(&l->files);
	struct buf names = { 0 };
	for (rest = files; words_next(&rest, l->out->arena, &word, &open);) {
		if (names.len > 0)
			buf_addc(&names, ' ');
		buf_add(&names, word);
	}
	l->section = arena_str(l->out->arena, buf_str(&names));
	buf_release(&names);
	for (rest = files; words_next(&rest, l->out->arena, &word, &open);)
		emit(l, STR("file"), word, false, l->line);
	if (open)
		config_refuse(
		    l->out, DIAG_CONFIG_QUOTE, l->line, 0, (struct str){ 0 }, (struct str){ 0 });
}

/* Up to the line that says endscript. */
static void
read_script(struct logrotate *l, struct str name)
{
	struct buf script = { 0 };
	struct str line;
	uint32_t from = l->line;
	bool ended = false;

	while (!ended && next_line(l, &line)) {
		ended = str_is(line, "endscript");
		if (!ended && line.len > 0)
			buf_addf(&script, "%s%.*s", script.len > 0 ? "\n" : "", STR_ARG(line));
	}
	if (ended)
		emit(l, name, arena_str(l->out->arena, buf_str(&script)), false, from);
	else
		refuse(l);
	buf_release(&script);
}

static void
read_option(struct logrotate *l, struct str text)
{
	size_t end = 0;
	size_t comment = str_find(text, STR(" #"), 0);

	if (comment != STR_NONE)
		text = str_trim(str_sub(text, 0, comment));
	while (end < text.len && (str_is_alnum(text.ptr[end]) || text.ptr[end] == '_'))
		end++;
	struct str name = str_sub(text, 0, end), value = str_trim(str_from(text, end));
	if (value.len > 0 && value.ptr[0] == '=')
		value = str_trim(str_from(value, 1));
	if (name.len == 0)
		refuse(l);
	else if (words_spelling(name, scripts) != NULL)
		read_script(l, name);
	else if (words_spelling(name, schedules) != NULL)
		emit(l, STR("schedule"), name, false, l->line);
	else
		emit(l, name, value, value.len == 0, l->line);
}

/* What stands in one line behind and before braces. */
static void
read_part(struct logrotate *l, struct str part)
{
	if (part.len == 0 || part.ptr[0] == '#')
		return;
	bool is_name = part.ptr[0] == '/' || part.ptr[0] == '"' || part.ptr[0] == '\'' ||
	    part.ptr[0] == '~' || (!l->in_block && l->files.len > 0);
	if (!is_name || l->in_block) {
		read_option(l, part);
		return;
	}
	if (l->files.len + part.len > CONFIG_LINE_MAX_BYTES) {
		refuse(l);
		return;
	}
	if (l->files.len > 0)
		buf_addc(&l->files, ' ');
	buf_add(&l->files, part);
}

/* A brace that opens stands behind names, one that closes at the end of a line: those of a pattern {a,b} are neither. */
static void
read_line(struct logrotate *l, struct str line)
{
	if (line.len == 0 || line.ptr[0] == '#')
		return;
	if (!l->in_block) {
		size_t brace = line.ptr[0] == '{' ? 0 : str_find(line, STR(" {"), 0);
		if (brace == STR_NONE)
			brace = str_find(line, STR("\t{"), 0);
		if (brace == STR_NONE && line.ptr[line.len - 1] == '{')
			brace = line.len - 1;
		if (brace == STR_NONE) {
			read_part(l, line);
			return;
		}
		read_part(l, str_trim(str_sub(line, 0, brace)));
		open_block(l);
		size_t open = str_find_char(line, '{', brace);
		line = str_trim(str_from(line, open + 1));
	}
	bool closes = line.len > 0 && line.ptr[0] != '#' && line.ptr[line.len - 1] == '}';
	if (closes)
		line = str_trim(str_sub(line, 0, line.len - 1));
	if (!l->out->refused)
		read_part(l, line);
	if (closes) {
		l->in_block = false;
		l->section = (struct str){ 0 };
	}
}

void
format_logrotate(struct config_out *out, struct str text)
{
	struct logrotate l = { .out = out, .rest = text };
	struct str line;

	while (!out->refused && next_line(&l, &line))
		read_line(&l, line);
	if (l.in_block || l.files.len > 0)
		refuse(&l);
	buf_release(&l.files);
}
