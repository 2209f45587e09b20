/* SPDX-License-Identifier: Apache-2.0 */
/* A store as rows of evidence. */
#include <stdio.h>

#include "base/date.h"
#include "base/pseudonym.h"
#include "log/store.h"
#include "base/banned.h"

SINK_SHAPE(activity_shape, "activity", "user", "department", "operation", "system", "terminal",
    "result", "number_accessed", "day", "events", "first_time", "last_time", "file", "line");
SINK_SHAPE(subject_shape, "activity_subject", "user", "day", "subjects", "file", "line");
SINK_SHAPE(subject_user_shape, "subject_user", "subject", "user", "day", "users", "file", "line");
SINK_SHAPE(match_shape, "match", "rule", "time", "day", "user", "department", "operation", "system",
    "terminal", "subject", "count", "result", "purpose", "number_accessed", "detail", "file",
    "line");

static struct value
time_value(int64_t seconds, struct buf *buf)
{
	buf_clear(buf);
	time_iso_jst(seconds, buf);
	return value_text(buf_str(buf));
}

static struct value
day_value(int64_t day, struct buf *buf)
{
	buf_clear(buf);
	date_iso(date_of_days(day), buf);
	return value_text(buf_str(buf));
}

static struct value
yes_no(int value)
{
	return value < 0 ? value_null() : value_integer(value);
}

static void
send_activity(struct log_store *store, const struct sink *sink)
{
	const struct log_activity_where all = { .day_from = INT64_MIN, .day_until = INT64_MAX };
	struct log_activity_scan *scan = log_activity_open(store, (1U << LOG_KEY_COUNT) - 1, &all);
	struct log_subjects_scan *subjects = log_subjects_open(store);
	struct buf day = { 0 }, first = { 0 }, last = { 0 };
	const struct log_activity_row *row;

	while ((row = log_activity_next(scan)) != NULL) {
		struct value values[13];
		for (size_t i = 0; i < LOG_KEY_NUMBER_ACCESSED; i++)
			values[i] = value_text_or_null(row->texts[i]);
		values[6] = yes_no(row->number_accessed);
		values[7] = day_value(row->day, &day);
		values[8] = value_integer((int64_t)row->events);
		values[9] = time_value(row->first, &first);
		values[10] = time_value(row->last, &last);
		values[11] = value_text(row->file);
		values[12] = value_integer(row->line);
		sink_row(sink, &activity_shape, values);
	}
	log_activity_close(scan);
	while ((row = log_subjects_next(subjects)) != NULL) {
		const struct value values[] = { value_text_or_null(row->texts[LOG_KEY_USER]),
			day_value(row->day, &day), value_integer((int64_t)row->events),
			value_text(row->file), value_integer(row->line) };
		sink_row(sink, &subject_shape, values);
	}
	log_subjects_close(subjects);
	buf_release(&day);
	buf_release(&first);
	buf_release(&last);
}

static void
send_subject_users(struct log_store *store, const struct sink *sink)
{
	const struct log_subject_users_where all = {
		.by_user = true, .day_from = INT64_MIN, .day_until = INT64_MAX
	};
	struct log_subject_users *scan = log_subject_users_open(store, &all);
	const struct log_subject_users_row *row;
	struct buf day = { 0 };

	while ((row = log_subject_users_next(scan)) != NULL) {
		const struct value values[] = { value_text(row->subject),
			value_text_or_null(row->user), day_value(row->day, &day),
			value_integer((int64_t)row->users), value_text(row->file),
			value_integer(row->line) };
		sink_row(sink, &subject_user_shape, values);
	}
	log_subject_users_close(scan);
	buf_release(&day);
}

static void
send_matches(struct log_store *store, struct log_matches *matches, const struct sink *sink)
{
	struct buf time = { 0 };
	struct log_match_row row;

	for (size_t i = 0, n = log_matches_count(matches); i < n; i++) {
		struct value v[16];
		log_matches_get(store, matches, i, &row);
		v[0] = value_text(row.rule);
		v[1] = time_value(row.seconds, &time);
		v[2] = value_text(str_sub(v[1].text, 0, 10));
		for (size_t k = 0; k <= LOG_MATCH_SUBJECT; k++)
			v[3 + k] = value_text_or_null(row.texts[k]);
		v[9] = row.has_count ? value_integer(row.count) : value_null();
		v[10] = value_text_or_null(row.texts[LOG_MATCH_RESULT]);
		v[11] = value_text_or_null(row.texts[LOG_MATCH_PURPOSE]);
		v[12] = yes_no(row.number_accessed);
		v[13] = value_text_or_null(row.texts[LOG_MATCH_DETAIL]);
		v[14] = value_text(row.file);
		v[15] = value_integer(row.line);
		sink_row(sink, &match_shape, v);
	}
	buf_release(&time);
}

void
log_store_send(struct log_store *store, const struct sink *sink)
{
	for (size_t i = 0; i < store->rule_count; i++)
		send_matches(store, &store->rules[i], sink);
	send_activity(store, sink);
	send_subject_users(store, sink);
}
