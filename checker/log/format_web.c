/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Web servers: the combined and common formats of Apache and nginx (with the virtual host in front, with more behind), and nginx's
 * log_format as JSON. Columns have the names of Sigma's category webserver.
 */
#include "base/scope.h"
#include "base/text.h"
#include "log/format.h"
#include "log/limits.h"
#include "base/banned.h"

enum web_column {
	WEB_IP,
	WEB_USER,
	WEB_TIME,
	WEB_REQUEST,
	WEB_STATUS,
	WEB_BYTES,
	WEB_REFERER,
	WEB_AGENT,
	WEB_REST,
	WEB_COLUMNS,
};

static const char *const column_names[WEB_COLUMNS] = {
	[WEB_IP] = "c-ip",
	[WEB_USER] = "cs-username",
	[WEB_TIME] = "time",
	[WEB_REQUEST] = "request",
	[WEB_STATUS] = "sc-status",
	[WEB_BYTES] = "sc-bytes",
	[WEB_REFERER] = "cs-referer",
	[WEB_AGENT] = "cs-user-agent",
	[WEB_REST] = "x-rest",
};

static const struct log_name names[] = {
	{ LOG_TIME, "time" },
	{ LOG_TIME, "time_iso8601" },
	{ LOG_TIME, "time_local" },
	{ LOG_TIME, "@timestamp" },
	{ LOG_TIME, "timestamp" },
	{ LOG_USER, "cs-username" },
	{ LOG_OPERATION, "cs-method" },
	{ LOG_TERMINAL, "c-ip" },
	{ LOG_SYSTEM, "cs-host" },
	{ LOG_RESULT, "sc-status" },
	{ LOG_DETAIL, "request" },
	{ LOG_DETAIL, "cs-uri" },
};

struct web {
	struct log_events *events;
	size_t columns[WEB_COLUMNS];
	struct buf unquoted[WEB_COLUMNS];
};

/* --- lines --------------------------------------------------------------------------------------- */

/* \" \\ \x22 as the servers write them; bytes that are no UTF-8 then are left as they were written. */
static struct str
unescape(struct str text, struct buf *out)
{
	if (str_find_char(text, '\\', 0) == STR_NONE)
		return text;
	buf_clear(out);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c != '\\' || i + 1 == text.len) {
			buf_addc(out, c);
			continue;
		}
		int high =
		    i + 3 < text.len && text.ptr[i + 1] == 'x' ? source_hex(text.ptr[i + 2]) : -1;
		int low = high < 0 ? -1 : source_hex(text.ptr[i + 3]);
		if (low >= 0 && high * 16 + low > 0) {
			buf_addc(out, (char)(high * 16 + low));
			i += 3;
		} else if (text.ptr[i + 1] == '"' || text.ptr[i + 1] == '\\') {
			buf_addc(out, text.ptr[++i]);
		} else {
			buf_addc(out, c);
		}
	}
	return text_utf8_fault(buf_str(out)) == STR_NONE ? buf_str(out) : text;
}

/* The text up to the closing quote; *rest is moved behind it. */
static bool
take_quoted(struct str *rest, struct str *text)
{
	if (rest->len == 0 || rest->ptr[0] != '"')
		return false;
	for (size_t i = 1; i < rest->len; i++) {
		if (rest->ptr[i] == '\\') {
			i++;
		} else if (rest->ptr[i] == '"') {
			*text = str_sub(*rest, 1, i - 1);
			*rest = str_trim(str_from(*rest, i + 1));
			return true;
		}
	}
	return false;
}

/* What a line has before its address: a virtual host, or the addresses that proxies passed on. */
struct front {
	struct str host, forwarded;
};

static struct str
take_last_word(struct str *text)
{
	size_t from = text->len;

	while (from > 0 && text->ptr[from - 1] != ' ')
		from--;
	struct str word = str_from(*text, from);
	*text = str_trim(str_sub(*text, 0, from));
	return word;
}

/* [host or addresses] address. Of addresses alone the first is the client's. */
static bool
split_front(struct str text, struct str *ip, struct front *front)
{
	struct str before = text;

	*front = (struct front){ 0 };
	*ip = take_last_word(&before);
	if (str_ends(before, STR(","))) {
		front->forwarded = text;
		*ip = str_split(text, ',', &before);
	} else if (str_find_char(before, ',', 0) != STR_NONE || str_starts(before, STR("\""))) {
		front->forwarded = before;
	} else {
		front->host = before;
	}
	return ip->len > 0 && str_find_char(front->host, ' ', 0) == STR_NONE;
}

/* What stands before the time: front, ident, user. Behind a hyphen for the ident the user's name may have blanks. */
static bool
split_head(struct str head, struct str fields[WEB_COLUMNS], struct front *front)
{
	size_t ident = str_find(head, STR(" - "), 0);

	if (ident != STR_NONE) {
		fields[WEB_USER] = str_trim(str_from(head, ident + 3));
		return fields[WEB_USER].len > 0 &&
		    split_front(str_trim(str_sub(head, 0, ident)), &fields[WEB_IP], front);
	}
	fields[WEB_USER] = take_last_word(&head);
	(void)take_last_word(&head);
	return head.len > 0 && split_front(head, &fields[WEB_IP], front);
}

/* The columns of a line; false: it is none. */
static bool
split(struct str line, struct str fields[WEB_COLUMNS], struct front *front)
{
	size_t open = str_find(line, STR(" ["), 0), close;
	struct str rest;

	if (open == STR_NONE || (close = str_find(line, STR("] \""), open)) == STR_NONE ||
	    !split_head(str_sub(line, 0, open), fields, front))
		return false;
	fields[WEB_TIME] = str_sub(line, open + 2, close - open - 2);
	rest = str_trim(str_from(line, close + 2));
	if (!take_quoted(&rest, &fields[WEB_REQUEST]))
		return false;
	fields[WEB_STATUS] = str_split(rest, ' ', &rest);
	fields[WEB_BYTES] = str_split(rest, ' ', &rest);
	if (str_digits(fields[WEB_STATUS], 0) != 3)
		return false;
	rest = str_trim(rest);
	if (take_quoted(&rest, &fields[WEB_REFERER]) && !take_quoted(&rest, &fields[WEB_AGENT]))
		return false;
	fields[WEB_REST] = rest;
	return true;
}

static void
put(struct log_record *record, const char *name, struct str value)
{
	size_t column = value.len == 0 ? LOG_COLUMNS_MAX : record_column(record, str_of(name));

	if (column != LOG_COLUMNS_MAX)
		record_set(record, column, value, false);
}

static void
take_line(void *context, struct str line, uint32_t number)
{
	struct web *web = context;
	struct log_record *record = &web->events->record;
	struct str fields[WEB_COLUMNS] = { 0 };
	struct front front;

	if (!split(str_trim(line), fields, &front)) {
		events_bad(web->events, DIAG_LOG_RECORD_FORM, number, 0, STR("combined"),
		    (struct str){ 0 });
		return;
	}
	record_begin(record, number);
	for (size_t i = 0; i < WEB_COLUMNS; i++) {
		struct str text =
		    i == WEB_TIME ? fields[i] : unescape(fields[i], &web->unquoted[i]);
		record_set(record, web->columns[i], text, text.len == 0 || str_is(text, "-"));
	}
	put(record, "cs-host", front.host);
	put(record, "x-forwarded-for", front.forwarded);
	(void)events_take(web->events);
}

static bool
read_web(struct log_source *source, struct log_events *events)
{
	struct web web = { .events = events };

	for (size_t i = 0; i < WEB_COLUMNS; i++)
		web.columns[i] = record_column(&events->record, str_of(column_names[i]));
	each_line(source, events, &web, take_line);
	for (size_t i = 0; i < WEB_COLUMNS; i++)
		buf_release(&web.unquoted[i]);
	return true;
}

/* --- what both have ------------------------------------------------------------------------------ */

/*
 * Method and address of the request. Rules look for parts of the path in cs-uri-query, too: it has two values, the query and the whole.
 */
static void
derive(struct log_events *events)
{
	struct log_record *record = &events->record;
	struct str rest = record_text(record, "request"), query;
	struct str method = record_text(record, "cs-method"), uri = record_text(record, "cs-uri");

	if (uri.len == 0 && rest.len > 0) {
		struct str first = str_split(rest, ' ', &rest);
		if (rest.len > 0 && method.len == 0)
			put(record, "cs-method", first);
		uri = rest.len > 0 ? str_split(rest, ' ', &query) : first;
		put(record, "cs-uri", uri);
	}
	if (uri.len == 0)
		return;
	put(record, "cs-uri-stem", str_split(uri, '?', &query));
	size_t column = record_column(record, STR("cs-uri-query")), second;
	if (column == LOG_COLUMNS_MAX)
		return;
	record_set(record, column, uri, false);
	second = record_column_find(record, STR("cs-uri-query"), column + 1);
	if (second == column)
		second = record_column_add(record, STR("cs-uri-query"));
	if (second != LOG_COLUMNS_MAX && query.len > 0)
		record_set(record, second, query, false);
}

static bool
claims_web(struct str head)
{
	struct str fields[WEB_COLUMNS] = { 0 }, line;
	struct front front;

	while (str_line(&head, &line))
		if (str_trim(line).len > 0)
			return split(str_trim(line), fields, &front) &&
			    str_digits(fields[WEB_TIME], 0) == 2 && fields[WEB_TIME].len > 20 &&
			    fields[WEB_TIME].ptr[2] == '/';
	return false;
}

/* --- nginx's variables --------------------------------------------------------------------------- */

static bool
rename_variable(struct str path, struct buf *name)
{
	static const struct {
		const char *variable, *column;
	} known[] = {
		{ "remote_addr", "c-ip" },
		{ "client", "c-ip" },
		{ "remote_user", "cs-username" },
		{ "request_method", "cs-method" },
		{ "method", "cs-method" },
		{ "request_uri", "cs-uri" },
		{ "uri", "cs-uri" },
		{ "status", "sc-status" },
		{ "body_bytes_sent", "sc-bytes" },
		{ "http_referer", "cs-referer" },
		{ "http_referrer", "cs-referer" },
		{ "http_user_agent", "cs-user-agent" },
		{ "http_host", "cs-host" },
		{ "host", "cs-host" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!str_is(path, known[i].variable))
			continue;
		buf_adds(name, known[i].column);
		return true;
	}
	buf_add(name, path);
	return true;
}

/* nginx writes "-" for what there is not. */
static void
derive_json(struct log_events *events)
{
	struct log_record *record = &events->record;

	for (size_t i = 0; i < record->column_count; i++) {
		const struct str *value = record_value(record, i);
		if (value != NULL && str_is(*value, "-"))
			record_set(record, i, STR(""), true);
	}
	derive(events);
}

static bool
claims_web_json(struct str head)
{
	return json_is_lines(head) && json_has_key(head, "\"remote_addr\"") &&
	    (json_has_key(head, "\"request\"") || json_has_key(head, "\"request_uri\"") ||
		json_has_key(head, "\"uri\""));
}

static const struct log_origin origins[] = { { .categories = { "webserver" } } };

const struct log_format log_format_web = {
	.name = "web",
	.claims = claims_web,
	.read = read_web,
	.names = names,
	.name_count = COUNT_OF(names),
	.derive = derive,
	.origins = origins,
	.origin_count = COUNT_OF(origins),
};

const struct log_format log_format_web_json = {
	.name = "web-json",
	.shape = LOG_LINES,
	.claims = claims_web_json,
	.read = json_read,
	.names = names,
	.name_count = COUNT_OF(names),
	.derive = derive_json,
	.rename = rename_variable,
	.origins = origins,
	.origin_count = COUNT_OF(origins),
};
