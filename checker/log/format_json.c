/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as it comes: an object on each line, or a document of objects. */
#include "log/fast_jsonl.h"
#include "log/format.h"
#include "log/json_record.h"
#include "base/banned.h"

/* Reason: a log whose first lines are all torn is not one. */
enum { LOOK_LINES = 8 };

struct lines {
	struct json_reader *reader;
	struct fast_jsonl *fast; /* NULL: each line is read by the reader */
};

static void
take_line(void *context, struct str line, uint32_t number)
{
	const struct lines *lines = context;

	if (json_line(lines->reader, line, number) && lines->fast != NULL)
		fast_jsonl_learn(lines->fast, line);
}

static void
take_alike(void *context, struct str *window, uint32_t *number)
{
	const struct lines *lines = context;

	if (lines->fast != NULL)
		fast_jsonl_take(lines->fast, window, number);
}

/* What a format derives from a record, or calls otherwise, is known by the reader alone. */
static void
read_lines(struct log_source *source, struct log_events *events, struct json_reader *reader)
{
	const struct log_format *format = events->format;
	bool plain = format->derive == NULL && format->rename == NULL && !format->byte_lists &&
	    format->origins == NULL;
	struct lines lines = { reader, plain ? fast_jsonl_new(events) : NULL };

	each_line_or_many(source, events, &lines, take_line, take_alike);
	fast_jsonl_free(lines.fast);
}

static bool
read_document(struct log_source *source, struct log_events *events, struct json_reader *reader)
{
	uint32_t line = 1;
	bool good = true, end = false;

	while (good && !end) {
		struct str text = source_window(source);
		end = source->final;
		good = json_text(reader, text, end && !source->failed, &line);
		source_used(source, text.ptr + text.len);
		if (!end)
			(void)source_more(source);
	}
	if (!good)
		sink_diag(&events->sink,
		    json_is_too_large(reader) ? DIAG_LOG_DOCUMENT_LARGE : DIAG_LOG_DOCUMENT,
		    (struct diag_at){ source->file, line, 0 }, STR("JSON"), (struct str){ 0 },
		    (struct str){ 0 });
	return good || events->records > 0;
}

bool
json_read(struct log_source *source, struct log_events *events)
{
	struct json_reader *reader = json_reader_new(events, source, events->document);
	bool good = true;

	if (events->document)
		good = read_document(source, events, reader);
	else
		read_lines(source, events, reader);
	json_reader_free(reader);
	return good;
}

/* --- a look -------------------------------------------------------------------------------------- */

/* Where the value that begins at `at` ends: behind its last bracket, if that stands in the text. */
static bool
is_whole(struct str text)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (depth == 0)
				return false;
			if (--depth == 0)
				return str_trim(str_from(text, i + 1)).len == 0;
		}
	}
	return false;
}

/* {"Records": [ …: records stand in a list of one object. */
static bool
is_holder(struct str line)
{
	static const char *const keys[] = { "\"Records\"", "\"records\"", "\"value\"", "\"Events\"",
		"\"events\"" };
	struct str rest = str_trim(str_from(line, 1));

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct str key = str_of(keys[i]);
		if (!str_starts(rest, key))
			continue;
		rest = str_trim(str_from(rest, key.len));
		rest = rest.len > 0 && rest.ptr[0] == ':' ? str_trim(str_from(rest, 1)) : rest;
		return rest.len > 0 && rest.ptr[0] == '[';
	}
	return false;
}

bool
json_is_lines(struct str head)
{
	struct str rest = str_trim(head), line;
	bool begin_all = rest.len > 0;

	for (int i = 0; i < LOOK_LINES && str_line(&rest, &line); i++) {
		line = str_trim(line);
		if (line.len == 0)
			continue;
		bool begins = line.ptr[0] == '{' && line.len > 1 && !is_holder(line);
		if (begins && is_whole(line))
			return true;
		begin_all = begin_all && begins;
	}
	return begin_all; /* torn ones: bad records, not a bad document */
}

bool
json_has_key(struct str head, const char *quoted_key)
{
	struct str key = str_of(quoted_key), text = str_trim(head);

	if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '['))
		return false;
	for (size_t at = 0; (at = str_find(head, key, at)) != STR_NONE; at += key.len) {
		struct str rest = str_trim(str_sub(head, at + key.len, 16));
		if (rest.len > 0 && rest.ptr[0] == ':')
			return true;
	}
	return false;
}

static bool
claims_jsonl(struct str head)
{
	struct str text = str_trim(head);

	return text.len > 0 && text.ptr[0] == '{' && json_is_lines(head);
}

static bool
claims_json(struct str head)
{
	struct str text = str_trim(head);

	if (text.len == 0)
		return false;
	/* [Sun Dec 04 …] is another kind of log. */
	struct str inside = text.ptr[0] == '[' ? str_trim(str_from(text, 1)) : text;
	return inside.len == 0 || inside.ptr[0] == '{' ||
	    (text.ptr[0] == '[' && (inside.ptr[0] == ']' || inside.ptr[0] == '['));
}

const struct log_format log_format_jsonl = {
	.name = "jsonl", .shape = LOG_LINES, .claims = claims_jsonl, .read = json_read
};
const struct log_format log_format_json = {
	.name = "json", .shape = LOG_DOCUMENT, .claims = claims_json, .read = json_read
};
