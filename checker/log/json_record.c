/* SPDX-License-Identifier: Apache-2.0 */
/* What yajl says, as records. A line that is no object is a bad record; the next line is read as if nothing had been. */
#include "log/json_record.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "log/format.h"
#include "log/limits.h"
#include "base/banned.h"

struct level {
	size_t path; /* length of the path outside */
	bool list;
};

struct json_reader {
	struct log_events *events;
	const struct log_source
	    *source; /* of a document: are there bytes that are no characters? */
	yajl_handle yajl;
	struct buf path, name; /* a.b.c of the key, and what the format calls it */
	struct level levels[LOG_JSON_DEPTH_MAX];
	size_t depth, beyond; /* beyond: levels that there is no room for */
	size_t base;          /* levels outside of the record */
	size_t list; /* of a document: levels to the list whose objects are records; 0: none */
	char *texts; /* the record's decoded strings */
	size_t texts_len, texts_room;
	struct buf bytes; /* of a list of them */
	size_t hint;      /* column behind the last one: keys come in the same order */
	uint32_t *seen;   /* by column: the record in which it was set */
	size_t seen_room;
	struct buf fault_key;
	struct str text; /* of a document, that is being read */
	size_t counted;  /* its line feeds up to here are in now */
	uint32_t now;
	uint32_t line, serial; /* of the record */
	enum diag_code fault;
	bool document;
	bool inside; /* a record has begun and has not ended */
	bool empty;  /* nothing of it was set */
	bool over;   /* it has ended */
	bool failed; /* it is a bad one */
	bool in_bytes;
	bool heard;    /* yajl said something of the text at hand */
	size_t silent; /* bytes of a document since it last did */
};

/* The record is a bad one. Of a line nothing more is looked at. */
static int
fail(struct json_reader *r, enum diag_code code)
{
	r->heard = true;
	if (!r->failed) {
		r->failed = true;
		r->fault = code;
		buf_clear(&r->fault_key);
		buf_add(&r->fault_key, buf_str(&r->path));
	}
	return r->document ? 1 : 0;
}

static bool
is_seen(const struct json_reader *r, size_t column)
{
	return column < r->seen_room && r->seen[column] == r->serial;
}

/* The first column of the name, or a new one. */
static size_t
column_of(struct json_reader *r, struct str name)
{
	struct log_record *record = &r->events->record;
	size_t column = record_column_find(record, name, r->hint);

	return column == LOG_COLUMNS_MAX ? record_column_add(record, name)
					 : record->columns[column].first;
}

/* Of a list: behind those that have a value. The values' order must not depend on which columns earlier records had. */
static size_t
column_behind(struct json_reader *r, struct str name, size_t column)
{
	struct log_record *record = &r->events->record;

	while (column != LOG_COLUMNS_MAX && is_seen(r, column)) {
		size_t next = record->columns[column].next;
		column = next == 0 ? record_column_add(record, name) : next;
	}
	return column;
}

static void
mark_seen(struct json_reader *r, size_t column)
{
	if (column >= r->seen_room) {
		size_t room = r->seen_room == 0 ? 64 : r->seen_room;
		while (room <= column)
			room *= 2;
		r->seen = mem_grow(r->seen, room, sizeof *r->seen);
		memset(r->seen + r->seen_room, 0, (room - r->seen_room) * sizeof *r->seen);
		r->seen_room = room;
	}
	r->seen[column] = r->serial;
	r->hint = column + 1;
}

/* Objects of a list have the same keys. */
static bool
in_list(const struct json_reader *r)
{
	for (size_t i = r->depth; i > r->base; i--)
		if (r->levels[i - 1].list)
			return true;
	return false;
}

static int
set(struct json_reader *r, struct str value, bool null)
{
	r->heard = true;
	if (!r->inside)
		return r->document ? 1 : fail(r, DIAG_LOG_RECORD_JSON);
	if (r->failed)
		return 1;
	const struct log_format *format = r->events->format;
	struct str name = buf_str(&r->path);
	if (format->rename != NULL) {
		buf_clear(&r->name);
		if (!format->rename(name, &r->name))
			return 1;
		name = buf_str(&r->name);
	}
	size_t column = column_of(r, name);
	r->empty = false;
	if (is_seen(r, column) && !in_list(r))
		return fail(r, DIAG_LOG_RECORD_DUPLICATE);
	if (column == LOG_COLUMNS_MAX)
		return fail(r, DIAG_LOG_RECORD_COLUMNS);
	column = column_behind(r, name, column);
	if (column == LOG_COLUMNS_MAX)
		return fail(r, DIAG_LOG_RECORD_LARGE);
	mark_seen(r, column);
	record_set(&r->events->record, column, value, null);
	return 1;
}

/* A copy that lasts as long as the record; too much of it makes the record a bad one. */
static bool
keep(struct json_reader *r, const char *text, size_t len, struct str *kept)
{
	char *p = r->texts + r->texts_len;

	if (len > r->texts_room - r->texts_len) {
		(void)fail(r, DIAG_LOG_RECORD_LARGE);
		return false;
	}
	if (len > 0)
		memcpy(p, text, len);
	r->texts_len += len;
	*kept = (struct str){ p, len };
	return true;
}

static int
on_text(void *context, const unsigned char *text, size_t len)
{
	struct json_reader *r = context;
	struct str kept;

	if (len > 0 && memchr(text, '\0', len) != NULL)
		return fail(r, DIAG_LOG_RECORD_NUL);
	if (r->source->marred && str_has((struct str){ (const char *)text, len }, STR(LOG_MARK)))
		return fail(r, r->source->mark_code);
	return keep(r, (const char *)text, len, &kept) ? set(r, kept, false) : r->document;
}

static int
on_number(void *context, const char *text, size_t len)
{
	struct json_reader *r = context;
	struct str kept = { text, len };
	int64_t byte;

	r->heard = true;
	if (r->in_bytes && str_parse_i64(kept, &byte) && byte >= 0 && byte <= 255) {
		buf_addc(&r->bytes, byte == 0 ? '?' : (char)(unsigned char)byte);
		return 1;
	}
	return keep(r, text, len, &kept) ? set(r, kept, false) : r->document;
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

/* --- objects and lists --------------------------------------------------------------------------- */

/* Line feeds up to what yajl has read. */
static void
count_lines(struct json_reader *r)
{
	size_t to = yajl_get_bytes_consumed(r->yajl);

	for (; r->counted < to && r->counted < r->text.len; r->counted++)
		r->now += r->text.ptr[r->counted] == '\n';
}

static void
begin_record(struct json_reader *r)
{
	if (r->document) {
		count_lines(r);
		r->line = r->now;
	}
	r->inside = r->empty = true;
	r->over = r->failed = false;
	r->base = r->depth;
	r->texts_len = r->hint = 0;
	r->serial++;
	r->path.len = 0;
	record_begin(&r->events->record, r->line);
}

static void
bad(struct json_reader *r, enum diag_code code)
{
	bool of_key = code == DIAG_LOG_RECORD_DUPLICATE || code == DIAG_LOG_RECORD_COLUMNS;

	events_bad(r->events, code, r->line, 0, of_key ? buf_str(&r->fault_key) : (struct str){ 0 },
	    (struct str){ 0 });
}

/* The end of a document's record. */
static void
end_record(struct json_reader *r)
{
	r->inside = false;
	if (r->failed)
		bad(r, r->fault);
	else
		(void)events_take(r->events);
}

/* Is this list of an object, that is no record then, where the records are? */
static bool
is_list_of_records(const struct json_reader *r)
{
	static const char *const names[] = { "Records", "records", "value", "Events", "events" };
	struct str wanted = r->events->mapping.records, path = buf_str(&r->path);

	if (!r->document || !r->inside || r->base != 0 || r->list != 0)
		return false;
	if (wanted.len > 0)
		return str_eq(path, wanted);
	for (size_t i = 0; r->empty && r->depth == 1 && i < COUNT_OF(names); i++)
		if (str_is(path, names[i]))
			return true;
	return false;
}

static int
open_level(struct json_reader *r, bool list)
{
	r->heard = true;
	if (!r->document && (r->over || (list && r->depth == 0)))
		return fail(r, DIAG_LOG_RECORD_JSON);
	if (r->depth == LOG_JSON_DEPTH_MAX) {
		int go_on = fail(r, DIAG_LOG_RECORD_LARGE);
		return ++r->beyond < LOG_JSON_BEYOND_MAX ? go_on : 0;
	}
	if (list && r->depth == 0)
		r->list = 1;
	if (list && is_list_of_records(r)) {
		r->inside = false;
		r->list = r->depth + 1;
	}
	r->in_bytes = list && r->events->format->byte_lists;
	buf_clear(&r->bytes);
	size_t outside = r->path.len;
	if (!list && !r->inside && (r->depth == 0 || r->depth == r->list))
		begin_record(r);
	r->levels[r->depth++] = (struct level){ outside, list };
	return 1;
}

static int
close_level(struct json_reader *r)
{
	r->heard = true;
	if (r->beyond > 0) {
		r->beyond--;
		return 1;
	}
	if (r->in_bytes && r->bytes.len > 0) {
		struct str kept;
		for (size_t at; (at = text_utf8_fault(buf_str(&r->bytes))) != STR_NONE;)
			r->bytes.ptr[at] = '?';
		if (keep(r, r->bytes.ptr, r->bytes.len, &kept))
			(void)set(r, kept, false);
	}
	r->in_bytes = false;
	r->path.len = r->levels[--r->depth].path;
	if (r->inside && r->depth == r->base) {
		r->over = true;
		if (r->document)
			end_record(r);
	}
	if (r->list == r->depth + 1)
		r->list = 0;
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
	struct json_reader *r = context;

	r->heard = true;
	if (r->beyond > 0)
		return 1;
	r->path.len = r->depth - 1 == r->base ? 0 : r->levels[r->depth - 1].path;
	if (r->path.len > 0)
		buf_addc(&r->path, '.');
	buf_add(&r->path, (struct str){ (const char *)text, len });
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return fail(r, DIAG_LOG_RECORD_NUL);
	if (r->source->marred && str_has(buf_str(&r->path), STR(LOG_MARK)))
		return fail(r, r->source->mark_code);
	if (r->path.len <= LOG_LINE_MAX_BYTES / 64)
		return 1;
	r->path.len = 0;
	return fail(r, DIAG_LOG_RECORD_LARGE);
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
parser_new(struct json_reader *r)
{
	yajl_handle yajl = yajl_alloc(&callbacks, NULL, r);

	if (yajl == NULL)
		mem_exhausted(0);
	yajl_config(yajl, yajl_allow_multiple_values, 1);
	yajl_config(yajl, yajl_dont_validate_strings, 1); /* the source did */
	return yajl;
}

struct json_reader *
json_reader_new(struct log_events *events, const struct log_source *source, bool document)
{
	struct json_reader *r = mem_alloc(1, sizeof *r);

	r->events = events;
	r->source = source;
	r->document = document;
	events->record.unordered = true;
	r->now = 1;
	r->texts_room = document ? LOG_RECORD_MAX_BYTES : LOG_LINE_MAX_BYTES;
	r->texts = mem_alloc(1, r->texts_room);
	r->yajl = parser_new(r);
	return r;
}

void
json_reader_free(struct json_reader *r)
{
	yajl_free(r->yajl);
	free(r->texts);
	free(r->seen);
	buf_release(&r->path);
	buf_release(&r->name);
	buf_release(&r->bytes);
	buf_release(&r->fault_key);
	free(r);
}

/* The line feed goes with the text: it ends what the lexer may still hold. */
bool
json_line(struct json_reader *r, struct str line, uint32_t number)
{
	r->line = number;
	r->depth = r->beyond = 0;
	r->inside = r->over = r->failed = false;
	yajl_status status = yajl_parse(r->yajl, (const unsigned char *)line.ptr, line.len);
	if (status == yajl_status_ok)
		status = yajl_parse(r->yajl, (const unsigned char *)"\n", 1);
	if (status == yajl_status_ok && r->over && r->depth == 0 && !r->failed)
		return events_take(r->events);
	bad(r, r->failed ? r->fault : DIAG_LOG_RECORD_JSON);
	yajl_free(r->yajl);
	r->yajl = parser_new(r);
	return false;
}

bool
json_text(struct json_reader *r, struct str text, bool end, uint32_t *line)
{
	r->text = text;
	r->counted = 0;
	r->heard = false;
	yajl_status status = yajl_parse(r->yajl, (const unsigned char *)text.ptr, text.len);
	if (status == yajl_status_ok && end)
		status = yajl_complete_parse(r->yajl);
	count_lines(r);
	*line = r->now;
	r->silent = r->heard ? 0 : r->silent + text.len;
	return status == yajl_status_ok && !json_is_too_large(r) && (!end || r->depth == 0);
}

bool
json_is_too_large(const struct json_reader *r)
{
	return r->silent > LOG_RECORD_MAX_BYTES;
}
