/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's csvlog: a table without a header; 23 columns, from version 13 on 24, from 14 on 26. */
#include "base/scope.h"
#include "log/format_csv.h"
#include "log/postgresql.h"
#include "base/banned.h"

/* error_detail, not detail: that is a common field. */
static const char *const columns[] = { "log_time", "user_name", "database_name", "process_id",
	"connection_from", "session_id", "session_line_num", "command_tag", "session_start_time",
	"virtual_transaction_id", "transaction_id", "error_severity", "sql_state_code", "message",
	"error_detail", "hint", "internal_query", "internal_query_pos", "context", "query",
	"query_pos", "location", "application_name", "backend_type", "leader_pid", "query_id" };

static const struct log_name names[] = {
	{ LOG_TIME, "log_time" },
};

static void
derive(struct log_events *events)
{
	struct log_record *record = &events->record;
	const struct postgresql_texts texts = {
		.time = record_text(record, "log_time"),
		.user = record_text(record, "user_name"),
		.database = record_text(record, "database_name"),
		.host = record_text(record, "connection_from"),
		.host_has_port = !str_is(record_text(record, "connection_from"), "[local]"),
		.severity = record_text(record, "error_severity"),
		.command = record_text(record, "command_tag"),
		.message = record_text(record, "message"),
	};

	postgresql_read(record, &texts);
}

static bool
width_known(size_t width)
{
	return width == 23 || width == 24 || width == 26;
}

static bool
read_postgresql(struct log_source *source, struct log_events *events)
{
	const struct csv_given given = { columns, COUNT_OF(columns), width_known };

	return csv_read_given(source, events, ',', &given);
}

/* 2025-04-01 09:00:00.123 JST,"user","database",1234, */
static bool
claims_postgresql(struct str head)
{
	static const char shape[] = "0000-00-00 00:00:00.000 ";
	size_t at = sizeof shape - 1, commas = 0;

	if (head.len < at + 40)
		return false;
	for (size_t i = 0; i < at; i++)
		if (shape[i] == '0' ? !str_is_digit(head.ptr[i]) : head.ptr[i] != shape[i])
			return false;
	while (at < head.len &&
	    (str_is_alnum(head.ptr[at]) ||
		str_find_char(STR("+-/:_"), head.ptr[at], 0) != STR_NONE))
		at++;
	for (size_t i = at; i < head.len && head.ptr[i] != '\n'; i++)
		commas += head.ptr[i] == ',';
	return head.ptr[at] == ',' && commas >= 10;
}

const struct log_format log_format_postgresql = {
	.name = "postgresql",
	.claims = claims_postgresql,
	.read = read_postgresql,
	.names = names,
	.name_count = COUNT_OF(names),
	.own = POSTGRESQL_FIELDS,
	.derive = derive,
	.origins = postgresql_origins,
	.origin_count = COUNT_OF(postgresql_origins),
};
