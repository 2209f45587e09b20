/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's jsonlog (version 15 and later). */
#include "base/scope.h"
#include "log/postgresql.h"
#include "base/banned.h"

static const struct log_name names[] = {
	{ LOG_TIME, "timestamp" },
};

static void
derive(struct log_events *events)
{
	struct log_record *record = &events->record;
	const struct postgresql_texts texts = {
		.time = record_text(record, "timestamp"),
		.user = record_text(record, "user_name"),
		.database = record_text(record, "dbname"),
		.host = record_text(record, "remote_host"),
		.severity = record_text(record, "error_severity"),
		.command = record_text(record, "ps"),
		.message = record_text(record, "message"),
	};

	postgresql_read(record, &texts);
}

/* Two of its keys are names of common fields. */
static bool
rename_key(struct str path, struct buf *name)
{
	if (str_is(path, "user"))
		buf_adds(name, "user_name");
	else if (str_is(path, "detail"))
		buf_adds(name, "error_detail");
	else
		buf_add(name, path);
	return true;
}

static bool
claims_postgresql_json(struct str head)
{
	return json_has_key(head, "\"timestamp\"") && json_has_key(head, "\"error_severity\"") &&
	    json_has_key(head, "\"backend_type\"");
}

const struct log_format log_format_postgresql_json = {
	.name = "postgresql-json",
	.shape = LOG_JSON,
	.claims = claims_postgresql_json,
	.read = json_read,
	.names = names,
	.name_count = COUNT_OF(names),
	.own = POSTGRESQL_FIELDS,
	.derive = derive,
	.rename = rename_key,
	.origins = postgresql_origins,
	.origin_count = COUNT_OF(postgresql_origins),
};
