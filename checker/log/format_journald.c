/* SPDX-License-Identifier: Apache-2.0 */
/* The journal, as journalctl -o json writes it: all values are texts, those that are no UTF-8 lists of bytes; times are microseconds. */
#include "base/scope.h"
#include "log/messages.h"
#include "base/banned.h"

static const struct log_name names[] = {
	{ LOG_SYSTEM, "_HOSTNAME" },
};

static void
derive(struct log_events *events)
{
	struct log_record *record = &events->record;
	struct str program = record_text(record, "SYSLOG_IDENTIFIER");
	struct str facility = record_text(record, "SYSLOG_FACILITY");
	int64_t microseconds;

	if (program.len == 0)
		program = record_text(record, "_COMM");
	if (str_parse_i64(record_text(record, "__REALTIME_TIMESTAMP"), &microseconds) &&
	    microseconds >= 0)
		record_put_moment(record, microseconds / 1000000);
	record->origin = message_origin(program, str_is(facility, "4") || str_is(facility, "10"));
	message_read(record, program, record_text(record, "MESSAGE"));
}

static bool
claims_journald(struct str head)
{
	return json_has_key(head, "\"__REALTIME_TIMESTAMP\"");
}

const struct log_format log_format_journald = {
	.name = "journald",
	.shape = LOG_JSON,
	.claims = claims_journald,
	.read = json_read,
	.names = names,
	.name_count = COUNT_OF(names),
	.own = MESSAGE_FIELDS | 1U << LOG_TIME,
	.derive = derive,
	.byte_lists = true,
	.origins = message_origins,
	.origin_count = MESSAGE_ORIGINS,
};
