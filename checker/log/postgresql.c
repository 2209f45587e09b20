/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What PostgreSQL's csvlog and jsonlog have in common: times with the name of a zone, messages about connections, and pgaudit's records
 * inside of messages.
 */
#include "log/postgresql.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

enum { JST_SEC = 9 * 3600 };

/* 2025-04-01 09:00:00.123 JST: seconds; a zone whose name is not known is that of the mapping, else it is not understood. */
static bool
moment_of(const struct log_mapping *mapping, struct str text, int64_t *seconds)
{
	static const struct {
		const char *name;
		int32_t offset;
	} zones[] = { { "JST", JST_SEC }, { "Asia/Tokyo", JST_SEC }, { "UTC", 0 }, { "GMT", 0 } };
	size_t last = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == ' ')
			last = i;
	struct str zone = str_from(text, last + 1), local = str_sub(text, 0, last);
	if (last < 19 || zone.len == 0)
		return false;
	if (!str_is_alpha(zone.ptr[0]))
		return time_parse(text, seconds);
	for (size_t i = 0; i < COUNT_OF(zones); i++) {
		if (!str_is(zone, zones[i].name) || !time_parse(local, seconds))
			continue;
		*seconds += JST_SEC - zones[i].offset;
		return true;
	}
	if (!mapping->has_offset || !time_parse(local, seconds))
		return false;
	*seconds += JST_SEC - mapping->offset_sec;
	return true;
}

/* SELECT of class READ is 照会; what has no word of its own is its command. */
static struct str
operation_of(struct str class, struct str command)
{
	static const struct {
		const char *class, *command, *operation;
	} known[] = {
		{ "READ", "SELECT", "照会" },
		{ "READ", "COPY", "出力" },
		{ "WRITE", "INSERT", "登録" },
		{ "WRITE", "COPY", "登録" },
		{ "WRITE", "UPDATE", "更新" },
		{ "WRITE", "DELETE", "削除" },
		{ "WRITE", "TRUNCATE TABLE", "削除" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (str_is(class, known[i].class) && str_is(command, known[i].command))
			return str_of(known[i].operation);
	return command.len > 0 ? command : class;
}

/* AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.t,"select …",<none> */
static bool
take_audit(struct log_record *record, struct str message)
{
	static const char *const columns[] = { "pgaudit.type", "pgaudit.statement_id",
		"pgaudit.substatement_id", "pgaudit.class", "pgaudit.command",
		"pgaudit.object_type", "pgaudit.object_name", "pgaudit.statement",
		"pgaudit.parameter" };
	static const struct str head = STR_INIT("AUDIT: ");
	struct csv csv = { .delimiter = ',' };

	if (!str_starts(message, head))
		return false;
	struct str rest = str_from(message, head.len);
	bool good = csv_next(&csv, &rest, true) == CSV_RECORD && csv.count >= 8;
	struct buf *made = record_room(record, LOG_DETAIL);
	/* Fields that had quotes inside are views into the reader, which goes. */
	for (size_t i = 0; good && i < csv.count && i < COUNT_OF(columns); i++)
		buf_add(made, csv.fields[i]);
	size_t at = 0;
	for (size_t i = 0; good && i < csv.count && i < COUNT_OF(columns); i++) {
		size_t column = record_column(record, str_of(columns[i]));
		struct str value = str_sub(buf_str(made), at, csv.fields[i].len);
		at += csv.fields[i].len;
		if (column != LOG_COLUMNS_MAX)
			record_set(record, column, value, value.len == 0);
	}
	csv_release(&csv);
	if (!good)
		return false;
	struct str object = record_text(record, "pgaudit.object_name");
	record_put(record, LOG_OPERATION,
	    operation_of(
		record_text(record, "pgaudit.class"), record_text(record, "pgaudit.command")));
	record_put(record, LOG_RESULT, STR("成功"));
	record_put(
	    record, LOG_DETAIL, object.len > 0 ? object : record_text(record, "pgaudit.statement"));
	return true;
}

void
postgresql_read(struct log_record *record, const struct postgresql_texts *texts)
{
	int64_t seconds;
	bool failed = str_is(texts->severity, "ERROR") || str_is(texts->severity, "FATAL") ||
	    str_is(texts->severity, "PANIC");

	if (moment_of(record->mapping, str_trim(texts->time), &seconds))
		record_put_moment(record, seconds);
	else
		record_put(record, LOG_TIME, texts->time);
	if (!take_audit(record, texts->message)) {
		message_read(record, STR("postgres"), texts->message);
		if (str_is(record_text(record, "operation"), "postgres"))
			record_put(record, LOG_OPERATION, texts->command);
		if (failed)
			record_put(record, LOG_RESULT, STR("失敗"));
	}
	/* The session's user, not the one that a message speaks of, unless it has none yet. */
	record_put(record, LOG_USER, texts->user);
	record_put(record, LOG_SYSTEM, texts->database);
	struct str host = texts->host;
	if (texts->host_has_port) {
		for (size_t i = host.len; i > 0; i--) {
			if (host.ptr[i - 1] != ':')
				continue;
			host = str_sub(host, 0, i - 1);
			break;
		}
	}
	record_put(record, LOG_TERMINAL, host);
}

const struct log_origin postgresql_origins[1] = {
	{ .product = "postgresql", .categories = { "database" } },
};
