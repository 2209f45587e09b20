/* SPDX-License-Identifier: Apache-2.0 */
/* syslog as RFC 5424 has it: <34>1 2025-04-01T09:00:00Z host program 123 ID47 [sd@32473 key="value"] message; lengths in front are passed over. */
#include "base/date.h"
#include "base/scope.h"
#include "log/messages.h"
#include "log/syslog.h"
#include "base/banned.h"

/* A length in front (RFC 6587), then <n>1 and a blank. */
static bool
take_version(struct str *rest, struct log_record *record, bool *authentication)
{
	size_t digits = str_digits(*rest, 0);

	if (digits > 0 && digits < rest->len && rest->ptr[digits] == ' ')
		*rest = str_from(*rest, digits + 1);
	if (!syslog_priority(rest, record, authentication) || !str_starts(*rest, STR("1 ")))
		return false;
	*rest = str_from(*rest, 2);
	return true;
}

static void
put_parameter(struct log_record *record, struct str id, struct str name, struct str value)
{
	struct buf path = { 0 };

	buf_add(&path, id);
	buf_addc(&path, '.');
	buf_add(&path, name);
	size_t column = record_column(record, buf_str(&path));
	/* An escaped quote is kept as it was written: the value is a part of the line. */
	if (column != LOG_COLUMNS_MAX)
		record_set(record, column, value, value.len == 0);
	buf_release(&path);
}

/* name="value" …]; *rest is moved behind the bracket. */
static bool
take_element(struct log_record *record, struct str *rest)
{
	size_t end = 0;

	while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != ']')
		end++;
	struct str id = str_sub(*rest, 1, end - 1), at = str_from(*rest, end);
	while (at.len > 0 && at.ptr[0] == ' ') {
		at = str_trim(at);
		size_t equals = str_find(at, STR("=\""), 0), close;
		if (equals == STR_NONE)
			return false;
		for (close = equals + 2; close < at.len && at.ptr[close] != '"'; close++)
			close += at.ptr[close] == '\\';
		if (close >= at.len)
			return false;
		put_parameter(record, id, str_sub(at, 0, equals),
		    str_sub(at, equals + 2, close - equals - 2));
		at = str_from(at, close + 1);
	}
	if (at.len == 0 || at.ptr[0] != ']')
		return false;
	*rest = str_from(at, 1);
	return true;
}

static bool
take_data(struct log_record *record, struct str *rest)
{
	if (rest->len > 0 && rest->ptr[0] == '-') {
		*rest = str_from(*rest, 1);
		return true;
	}
	bool any = false;
	while (rest->len > 0 && rest->ptr[0] == '[') {
		if (!take_element(record, rest))
			return false;
		any = true;
	}
	return any;
}

static bool
take(struct log_events *events, struct str rest)
{
	struct log_record *record = &events->record;
	bool authentication = false;
	int64_t seconds;

	if (!take_version(&rest, record, &authentication))
		return false;
	struct str time = str_split(rest, ' ', &rest), host = str_split(rest, ' ', &rest);
	struct str program = str_split(rest, ' ', &rest), process = str_split(rest, ' ', &rest);
	syslog_put(record, "msgid", str_split(rest, ' ', &rest));
	if (!time_parse(time, &seconds) || !take_data(record, &rest))
		return false;
	rest = str_trim(rest);
	if (str_starts(rest, STR("\xEF\xBB\xBF")))
		rest = str_from(rest, 3);
	syslog_record(events, seconds, host, program, process, rest, authentication);
	return true;
}

static void
take_line(void *context, struct str line, uint32_t number)
{
	struct log_events *events = context;

	record_begin(&events->record, number);
	if (!take(events, str_trim(line)))
		events_bad(events, DIAG_LOG_RECORD_FORM, number, 0, STR("syslog (RFC 5424)"),
		    (struct str){ 0 });
}

static bool
read_syslog(struct log_source *source, struct log_events *events)
{
	each_line(source, events, events, take_line);
	return true;
}

static bool
claims_syslog(struct str head)
{
	bool authentication;
	struct str line = str_trim(head);

	return take_version(&line, NULL, &authentication);
}

const struct log_format log_format_syslog_rfc5424 = {
	.name = "syslog-rfc5424",
	.claims = claims_syslog,
	.read = read_syslog,
	.names = syslog_names,
	.name_count = COUNT_OF(syslog_names),
	.own = MESSAGE_FIELDS | 1U << LOG_TIME,
	.origins = message_origins,
	.origin_count = MESSAGE_ORIGINS,
};
