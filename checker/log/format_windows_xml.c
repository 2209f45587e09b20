/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows events as XML: what the Event Viewer saves and what wevtutil prints, which has no root element. The text is cut at </Event>, and each
 * piece is a document of its own: one that is torn or too large costs itself alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/xml.h"
#include "log/limits.h"
#include "log/windows.h"
#include "base/banned.h"

enum { DEPTH_MAX = 16, NAME_MAX_BYTES = 1024 };

struct xml {
	struct log_events *events;
	struct log_source *source;
	struct xml_reader reader;
	struct buf path, value, name;
	struct buf texts; /* of the record: never longer than its XML */
	size_t lengths[DEPTH_MAX];
	size_t depth;
	bool bare;   /* nothing but text in the element so far */
	bool failed; /* the event is bad */
	enum diag_code fault;
	struct xml_outside outside;
};

static void
fail(struct xml *x, enum diag_code code)
{
	if (x->failed)
		return;
	x->failed = true;
	x->fault = code;
	xmlStopParser(x->reader.parser);
}

/* --- one event ----------------------------------------------------------------------------------- */

static void
put(struct xml *x, struct str value)
{
	struct log_record *record = &x->events->record;

	buf_clear(&x->name);
	if (!windows_rename(buf_str(&x->path), &x->name) || x->name.len == 0)
		return;
	/* <Data> without a name stands several times. */
	size_t column = record_column_next(record, buf_str(&x->name));
	if (column == LOG_COLUMNS_MAX) {
		fail(x, DIAG_LOG_RECORD_COLUMNS);
		return;
	}
	if (x->name.len > NAME_MAX_BYTES || value.len > x->texts.room - x->texts.len) {
		fail(x, DIAG_LOG_RECORD_LARGE);
		return;
	}
	char *kept = x->texts.ptr + x->texts.len;
	if (value.len > 0)
		memcpy(kept, value.ptr, value.len);
	x->texts.len += value.len;
	record_set(record, column, (struct str){ kept, value.len }, false);
}

static void
put_attribute(struct xml *x, const unsigned char **attribute)
{
	size_t outside = x->path.len;

	buf_adds(&x->path, ".#attributes.");
	buf_adds(&x->path, (const char *)attribute[0]);
	put(x, xml_attribute_value(attribute));
	x->path.len = outside;
}

/* <Data Name="X"> is called X. */
static bool
is_name_of_data(struct xml *x, const unsigned char *element, const unsigned char **attribute)
{
	return str_is(str_of((const char *)element), "Data") &&
	    str_is(str_of((const char *)attribute[0]), "Name") &&
	    str_starts(buf_str(&x->path), STR("Event.EventData."));
}

static void
on_start(void *context, const struct xml_tag *tag)
{
	struct xml *x = context;

	if (x->failed)
		return;
	if (x->depth == DEPTH_MAX) {
		fail(x, DIAG_LOG_RECORD_LARGE);
		return;
	}
	x->lengths[x->depth++] = x->path.len;
	if (x->path.len > 0)
		buf_addc(&x->path, '.');
	size_t at = x->path.len;
	buf_adds(&x->path, (const char *)tag->name);
	for (int i = 0; i < tag->attribute_count && !x->failed; i++) {
		const unsigned char **attribute = tag->attributes + (size_t)i * 5;
		if (!is_name_of_data(x, tag->name, attribute)) {
			put_attribute(x, attribute);
			continue;
		}
		x->path.len = at;
		buf_add(&x->path, xml_attribute_value(attribute));
	}
	x->bare = true;
	buf_clear(&x->value);
}

static void
on_end(void *context, const struct xml_tag *tag)
{
	struct xml *x = context;

	(void)tag;
	if (x->failed || x->depth == 0)
		return;
	/* Empty elements with attributes (<Correlation/>) have no text of their own. */
	if (x->bare && (x->value.len > 0 || str_starts(buf_str(&x->path), STR("Event.EventData."))))
		put(x, buf_str(&x->value));
	x->path.len = x->lengths[--x->depth];
	x->bare = false;
}

static void
on_characters(void *context, struct str text)
{
	struct xml *x = context;

	if (!x->failed && x->bare)
		buf_add(&x->value, text);
}

static void
on_doctype(void *context)
{
	fail(context, DIAG_LOG_RECORD_FORM);
}

static void
on_fault(void *context, const xmlError *error)
{
	(void)error;
	fail(context, DIAG_LOG_RECORD_FORM);
}

static const struct xml_calls calls = { on_start, on_end, on_characters, on_doctype, on_fault };

static void
parse(struct xml *x, struct str text)
{
	x->reader = (struct xml_reader){ .calls = &calls, .context = x };
	xml_open(&x->reader, text);
	xmlParseDocument(x->reader.parser);
	if (!x->reader.parser->wellFormed)
		fail(x, DIAG_LOG_RECORD_FORM);
	xml_close(&x->reader);
}

static void
bad(struct xml *x, enum diag_code code, uint32_t line)
{
	events_bad(x->events, code, line, 0,
	    code == DIAG_LOG_RECORD_FORM          ? STR("XML")
		: code == DIAG_LOG_RECORD_COLUMNS ? buf_str(&x->name)
						  : (struct str){ 0 },
	    (struct str){ 0 });
}

static void
take_event(struct xml *x, struct str text, uint32_t line, uint32_t last)
{
	const struct log_fault *fault = source_fault(x->source, line, last);

	if (fault != NULL || (x->source->marred && str_has(text, STR(LOG_MARK)))) {
		bad(x, fault != NULL ? fault->code : x->source->mark_code, line);
		return;
	}
	x->failed = false;
	x->depth = x->path.len = x->texts.len = 0;
	record_begin(&x->events->record, line);
	parse(x, text);
	if (x->failed)
		bad(x, x->fault, line);
	else
		(void)events_take(x->events);
}

/* --- the text ------------------------------------------------------------------------------------ */

/* <Event> or <Event xmlns=…, not <EventData> or <Events>. */
static size_t
find_event(struct str text)
{
	for (size_t at = 0; (at = str_find(text, STR("<Event"), at)) != STR_NONE; at++) {
		char next = at + 6 < text.len ? text.ptr[at + 6] : '>';
		if (next == '>' || str_is_space(next))
			return at;
	}
	return STR_NONE;
}

/* What stood between two events, and was none: part of one, mostly. */
static void
say_outside(struct xml *x)
{
	if (xml_outside_end(&x->outside))
		bad(x, DIAG_LOG_RECORD_FORM, x->outside.line);
	x->outside = (struct xml_outside){ 0 };
}

/* Text that is in no event, from that line on; returns the line behind it. */
static uint32_t
pass_over(struct xml *x, struct str text, uint32_t line)
{
	xml_outside_take(&x->outside, text, line);
	return line + source_feeds(text);
}

/* More text; what is before the next event is passed over. false: there is no more. */
static bool
more(struct xml *x, struct str text, uint32_t *line, bool *large)
{
	size_t at = find_event(text);
	size_t before = at != STR_NONE ? at : text.len > 16 ? text.len - 16 : 0;
	size_t drop = before; /* what is kept may be the beginning of a tag */

	if (text.len - drop > LOG_RECORD_MAX_BYTES) {
		if (!*large)
			bad(x, DIAG_LOG_RECORD_LARGE, *line);
		drop = text.len - 16;
		*large = true;
	}
	if (*large)
		*line += source_feeds(str_sub(text, 0, drop));
	else
		*line = pass_over(x, str_sub(text, 0, drop), *line);
	source_used(x->source, text.ptr + drop);
	return source_more(x->source);
}

static bool
read_windows_xml(struct log_source *source, struct log_events *events)
{
	static const struct str tail = STR_INIT("</Event>");
	struct xml x = { .events = events, .source = source };
	uint32_t line = 1;
	bool large = false;

	x.texts.ptr = mem_alloc(1, LOG_RECORD_MAX_BYTES);
	x.texts.room = LOG_RECORD_MAX_BYTES;
	for (;;) {
		struct str text = source_window(source);
		size_t end = str_find(text, tail, 0), at = find_event(text);
		if (end == STR_NONE && more(&x, text, &line, &large))
			continue;
		if (end == STR_NONE)
			break;
		size_t used = end + tail.len;
		if (large) {
			line += source_feeds(str_sub(text, 0, used));
		} else if (at == STR_NONE || at > end) {
			line = pass_over(&x, str_sub(text, 0, used), line);
		} else {
			line = pass_over(&x, str_sub(text, 0, at), line);
			say_outside(&x);
			struct str event = str_sub(text, at, used - at);
			uint32_t last = line + source_feeds(event);
			if (event.len > LOG_RECORD_MAX_BYTES)
				bad(&x, DIAG_LOG_RECORD_LARGE, line);
			else
				take_event(&x, event, line, last);
			line = last;
		}
		large = false;
		source_used(source, text.ptr + used);
	}
	if (!large)
		(void)pass_over(&x, source_window(source), line);
	say_outside(&x);
	buf_release(&x.path);
	buf_release(&x.value);
	buf_release(&x.name);
	buf_release(&x.texts);
	return true;
}

static bool
claims_windows_xml(struct str head)
{
	struct str text = str_trim(head);

	return text.len > 0 && text.ptr[0] == '<' &&
	    (find_event(text) != STR_NONE || str_has(text, STR("<Events")));
}

const struct log_format log_format_windows_xml = {
	.name = "windows-xml",
	.shape = LOG_DOCUMENT,
	.claims = claims_windows_xml,
	.read = read_windows_xml,
	.names = windows_names,
	.name_count = COUNT_OF(windows_names),
	.own = WINDOWS_FIELDS,
	.derive = windows_derive,
	.origins = windows_origins,
	.origin_count = WINDOWS_ORIGINS,
};
