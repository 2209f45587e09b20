/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines: an object on each line (yajl: libyaml is no JSON reader). Nested keys become a.b, elements of a list are values of one field.
 * A line that is no object is a bad record; the next line is read as if nothing had been.
 */
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/mem.h"
#include "log/format.h"
#include "log/limits.h"
#include "base/banned.h"

struct level {
	size_t path; /* length of the path outside */
	bool list;
};

struct lines {
	struct log_source *source;
	struct log_events *events;
	yajl_handle yajl;
	/* of the line */
	struct buf path; /* a.b.c of the key */
	struct level levels[LOG_JSON_DEPTH_MAX];
	size_t depth;
	bool whole;  /* the object has ended */
	char *texts; /* decoded strings: never longer than the line */
	size_t texts_len;
	size_t hint;    /* column behind the last one: keys come in the same order */
	uint32_t *seen; /* by column: the line in which it was set */
	size_t seen_room;
	uint32_t line;
	enum diag_code fault;
	struct buf fault_key;
	bool failed;
};

static int
fail(struct lines *l, enum diag_code code)
{
	if (!l->failed) {
		l->failed = true;
		l->fault = code;
		buf_clear(&l->fault_key);
		buf_add(&l->fault_key, buf_str(&l->path));
	}
	return 0;
}

/* The column of the path; in a list, the next one of this name that has no value yet. */
static size_t
column_of(struct lines *l, bool list)
{
	struct log_record *record = &l->events->record;
	struct str name = buf_str(&l->path);
	size_t column = LOG_COLUMNS_MAX, from = l->hint;

	for (size_t tries = 0; tries <= record->column_count; tries++) {
		column = record_column_find(record, name, from);
		if (column == LOG_COLUMNS_MAX || column >= l->seen_room ||
		    l->seen[column] != l->line)
			break;
		if (!list)
			return LOG_COLUMNS_MAX;
		from = column + 1;
	}
	bool used = column < l->seen_room && l->seen[column] == l->line;
	return column == LOG_COLUMNS_MAX || used ? record_column_add(record, name) : column;
}

static bool
is_seen(const struct lines *l)
{
	size_t column = record_column_find(&l->events->record, buf_str(&l->path), l->hint);

	return column < l->seen_room && l->seen[column] == l->line;
}

static int
set(struct lines *l, struct str value, bool null)
{
	if (l->depth == 0)
		return fail(l, DIAG_LOG_RECORD_JSON);
	bool list = l->levels[l->depth - 1].list;
	if (!list && is_seen(l))
		return fail(l, DIAG_LOG_RECORD_DUPLICATE);
	size_t column = column_of(l, list);
	if (column == LOG_COLUMNS_MAX)
		return fail(l, DIAG_LOG_RECORD_LARGE);
	if (column >= l->seen_room) {
		size_t room = l->seen_room == 0 ? 64 : l->seen_room;
		while (room <= column)
			room *= 2;
		l->seen = mem_grow(l->seen, room, sizeof *l->seen);
		memset(l->seen + l->seen_room, 0, (room - l->seen_room) * sizeof *l->seen);
		l->seen_room = room;
	}
	l->seen[column] = l->line;
	l->hint = column + 1;
	record_set(&l->events->record, column, value, null);
	return 1;
}

static struct str
keep(struct lines *l, const char *text, size_t len)
{
	char *p = l->texts + l->texts_len;

	BUG_IF(len > LOG_LINE_MAX_BYTES - l->texts_len);
	if (len > 0)
		memcpy(p, text, len);
	l->texts_len += len;
	return (struct str){ p, len };
}

static int
on_text(void *context, const unsigned char *text, size_t len)
{
	struct lines *l = context;

	if (len > 0 && memchr(text, '\0', len) != NULL)
		return fail(l, DIAG_LOG_RECORD_NUL);
	return set(l, keep(l, (const char *)text, len), false);
}

static int
on_number(void *context, const char *text, size_t len)
{
	return set(context, keep(context, text, len), false);
}

static int
on_bool(void *context, int value)
{
	return set(context, value ? STR("true") : STR("false"), false);
}

static int
on_null(void *context)
{
	return set(context, STR(""), true);
}

static int
open_level(struct lines *l, bool list)
{
	if (l->whole || (list && l->depth == 0))
		return fail(l, DIAG_LOG_RECORD_JSON);
	if (l->depth == LOG_JSON_DEPTH_MAX)
		return fail(l, DIAG_LOG_RECORD_LARGE);
	l->levels[l->depth++] = (struct level){ l->path.len, list };
	return 1;
}

static int
close_level(struct lines *l)
{
	l->path.len = l->levels[--l->depth].path;
	l->whole = l->depth == 0;
	return 1;
}

static int
on_map(void *context)
{
	return open_level(context, false);
}

static int
on_list(void *context)
{
	return open_level(context, true);
}

static int
on_end(void *context)
{
	return close_level(context);
}

static int
on_key(void *context, const unsigned char *text, size_t len)
{
	struct lines *l = context;

	l->path.len = l->levels[l->depth - 1].path;
	if (l->path.len > 0)
		buf_addc(&l->path, '.');
	buf_add(&l->path, (struct str){ (const char *)text, len });
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return fail(l, DIAG_LOG_RECORD_NUL);
	return l->path.len > LOG_LINE_MAX_BYTES / 64 ? fail(l, DIAG_LOG_RECORD_LARGE) : 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_text,
	.yajl_start_map = on_map,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_list,
	.yajl_end_array = on_end,
};

static yajl_handle
parser_new(struct lines *l)
{
	yajl_handle yajl = yajl_alloc(&callbacks, NULL, l);

	if (yajl == NULL)
		mem_exhausted(0);
	yajl_config(yajl, yajl_allow_multiple_values, 1);
	yajl_config(yajl, yajl_dont_validate_strings, 1); /* the source did */
	return yajl;
}

/* The line feed goes with the text: it ends what the lexer may still hold. */
static void
take_line(struct lines *l, struct str line)
{
	l->depth = l->texts_len = l->hint = 0;
	l->path.len = 0;
	l->whole = l->failed = false;
	record_begin(&l->events->record, l->line);
	yajl_status status = yajl_parse(l->yajl, (const unsigned char *)line.ptr, line.len);
	if (status == yajl_status_ok)
		status = yajl_parse(l->yajl, (const unsigned char *)"\n", 1);
	if (status == yajl_status_ok && l->whole && l->depth == 0 && !l->failed) {
		(void)events_take(l->events);
		return;
	}
	enum diag_code code = l->failed ? l->fault : DIAG_LOG_RECORD_JSON;
	events_bad(l->events, code, l->line, 0,
	    code == DIAG_LOG_RECORD_DUPLICATE ? buf_str(&l->fault_key) : (struct str){ 0 },
	    (struct str){ 0 });
	yajl_free(l->yajl);
	l->yajl = parser_new(l);
}

/* The next line of the source, its number in l->line; false at the end. */
static bool
next_line(struct lines *l, struct str *line)
{
	for (;;) {
		struct str rest = source_window(l->source);
		size_t lf = str_find_char(rest, '\n', 0);
		if (lf != STR_NONE || (l->source->final && rest.len > 0)) {
			*line = str_sub(rest, 0, lf == STR_NONE ? rest.len : lf);
			source_used(l->source, rest.ptr + (lf == STR_NONE ? rest.len : lf + 1));
			l->line++;
			return true;
		}
		if (!source_more(l->source) && source_window(l->source).len == 0)
			return false;
	}
}

static bool
read_jsonl(struct log_source *source, struct log_events *events)
{
	struct lines l = { .source = source, .events = events };
	struct str line;

	uint32_t first = 1;

	l.texts = mem_alloc(1, LOG_LINE_MAX_BYTES);
	l.yajl = parser_new(&l);
	if (source->range.from > 0 && source_seek(source, &first, '\n'))
		l.line = first - 1;
	while (next_line(&l, &line) && l.line < source->stop_line) {
		if (l.line < source->start_line)
			continue;
		const struct log_fault *fault = source_fault(source, l.line, l.line);
		if (fault != NULL)
			events_bad(events, fault->code, fault->line, fault->column,
			    (struct str){ 0 }, (struct str){ 0 });
		else if (str_trim(line).len > 0)
			take_line(&l, line);
	}
	yajl_free(l.yajl);
	free(l.texts);
	free(l.seen);
	buf_release(&l.path);
	buf_release(&l.fault_key);
	return true;
}

static bool
claims_jsonl(struct str head)
{
	struct str text = str_trim(head);

	return text.len > 0 && text.ptr[0] == '{';
}

const struct log_format log_format_jsonl = { "jsonl", claims_jsonl, read_jsonl };
