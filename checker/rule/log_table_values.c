/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the columns of the virtual tables of logs. */
#include "rule/log_table.h"

#include <string.h>

#include "base/date.h"
#include "base/banned.h"

static void
put_text(sqlite3_context *to, struct str text)
{
	if (text.len == 0)
		sqlite3_result_null(to);
	else
		sqlite3_result_text64(to, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* The day as text, kept in the cursor: rows come by days. */
static const char *
day_text(struct table_cursor *cursor, int64_t day)
{
	if (cursor->text.len == 0 || cursor->text_day != day) {
		buf_clear(&cursor->text);
		date_iso(date_of_days(day), &cursor->text);
		cursor->text_day = day;
	}
	return cursor->text.ptr;
}

static void
put_two(char *to, int64_t n)
{
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
}

/* As time_iso_jst writes it; len 10: the day alone. */
static void
put_time(sqlite3_context *to, struct table_cursor *cursor, int64_t seconds, size_t len)
{
	enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };
	char text[] = "0000-00-00T00:00:00+09:00";
	int64_t local = seconds + JST_SEC;
	int64_t day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	int64_t second = local - day * DAY_SEC;
	const char *date = day_text(cursor, day);

	if (cursor->text.len != 10) { /* beyond the year 9999 */
		put_text(to, buf_str(&cursor->text));
		return;
	}
	memcpy(text, date, 10);
	put_two(text + 11, second / 3600);
	put_two(text + 14, second / 60 % 60);
	put_two(text + 17, second % 60);
	put_text(to, (struct str){ text, len < sizeof text - 1 ? len : sizeof text - 1 });
}

static void
put_day(sqlite3_context *to, struct table_cursor *cursor, int64_t day)
{
	(void)day_text(cursor, day);
	put_text(to, buf_str(&cursor->text));
}

static void
put_yes_no(sqlite3_context *to, int value)
{
	if (value < 0)
		sqlite3_result_null(to);
	else
		sqlite3_result_int(to, value);
}

static void
put_activity(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	const struct log_activity_row *row = cursor->activity;

	if (column < LOG_KEY_NUMBER_ACCESSED)
		put_text(to, row->texts[column]);
	else if (column == LOG_KEY_NUMBER_ACCESSED)
		put_yes_no(to, row->number_accessed);
	else if (column == LOG_KEY_DAY)
		put_day(to, cursor, row->day);
	else if (column == EVENTS)
		sqlite3_result_int64(to, (sqlite3_int64)row->events);
	else if (column == FIRST_TIME)
		put_time(to, cursor, row->first, STR_NONE);
	else if (column == LAST_TIME)
		put_time(to, cursor, row->last, STR_NONE);
	else if (column == ACTIVITY_FILE)
		put_text(to, row->file);
	else
		sqlite3_result_int64(to, row->line);
}

static void
put_subject(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	static const int as[] = { [SUBJECT_USER] = LOG_KEY_USER,
		[SUBJECT_DAY] = LOG_KEY_DAY,
		[SUBJECT_COUNT] = EVENTS,
		[SUBJECT_FILE] = ACTIVITY_FILE,
		[SUBJECT_LINE] = ACTIVITY_LINE };

	put_activity(to, cursor, as[column]);
}

static void
put_subject_user(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	const struct log_subject_users_row *row = cursor->user;

	switch (column) {
	case USERS_SUBJECT:
		put_text(to, row->subject);
		break;
	case USERS_USER:
		put_text(to, row->user);
		break;
	case USERS_DAY:
		put_day(to, cursor, row->day);
		break;
	case USERS_COUNT:
		sqlite3_result_int64(to, (sqlite3_int64)row->users);
		break;
	case USERS_FILE:
		put_text(to, row->file);
		break;
	default:
		sqlite3_result_int64(to, row->line);
		break;
	}
}

static void
put_match(
    sqlite3_context *to, const struct log_store *store, struct table_cursor *cursor, int column)
{
	const struct log_match_row *row = &cursor->match;

	if (!cursor->match_got)
		log_matches_get(store, cursor->matches, cursor->at - 1, &cursor->match);
	cursor->match_got = true;
	switch (column) {
	case MATCH_RULE:
		put_text(to, row->rule);
		break;
	case MATCH_TIME:
		put_time(to, cursor, row->seconds, STR_NONE);
		break;
	case MATCH_DAY:
		put_time(to, cursor, row->seconds, 10);
		break;
	case MATCH_COUNT:
		if (row->has_count)
			sqlite3_result_int64(to, row->count);
		break;
	case MATCH_RESULT:
		put_text(to, row->texts[LOG_MATCH_RESULT]);
		break;
	case MATCH_PURPOSE:
		put_text(to, row->texts[LOG_MATCH_PURPOSE]);
		break;
	case MATCH_NUMBER_ACCESSED:
		put_yes_no(to, row->number_accessed);
		break;
	case MATCH_DETAIL:
		put_text(to, row->texts[LOG_MATCH_DETAIL]);
		break;
	case MATCH_FILE:
		put_text(to, row->file);
		break;
	case MATCH_LINE:
		sqlite3_result_int64(to, row->line);
		break;
	default:
		put_text(to, row->texts[column - MATCH_USER]);
		break;
	}
}

/* What group-by has of one of the common names. */
static struct str
hit_group(const struct log_hit_row *row, const char *name)
{
	for (size_t i = 0; i < row->group_count; i++)
		if (str_is(row->names[i], name))
			return row->values[i];
	return (struct str){ 0 };
}

static void
put_grouped(sqlite3_context *to, struct table_cursor *cursor)
{
	const struct log_hit_row *row = &cursor->hit;

	buf_clear(&cursor->grouped);
	for (size_t i = 0; i < row->group_count; i++) {
		buf_adds(&cursor->grouped, i == 0 ? "" : ", ");
		buf_add(&cursor->grouped, row->names[i]);
		buf_addc(&cursor->grouped, '=');
		buf_add(&cursor->grouped, row->values[i]);
	}
	sqlite3_result_text64(to, cursor->grouped.len == 0 ? "" : cursor->grouped.ptr,
	    cursor->grouped.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void
put_hit(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	const struct log_hit_row *row = &cursor->hit;

	switch (column) {
	case HIT_RULE:
		put_text(to, row->rule);
		break;
	case HIT_FIRST_TIME:
		put_time(to, cursor, row->first, STR_NONE);
		break;
	case HIT_LAST_TIME:
		put_time(to, cursor, row->last, STR_NONE);
		break;
	case HIT_DAY:
		put_time(to, cursor, row->first, 10);
		break;
	case HIT_EVENTS:
		sqlite3_result_int64(to, (sqlite3_int64)row->events);
		break;
	case HIT_VALUE:
		if (row->value < 1e15 && row->value > -1e15 &&
		    row->value == (double)(int64_t)row->value) /* a count is no 5.0 */
			sqlite3_result_int64(to, (sqlite3_int64)row->value);
		else
			sqlite3_result_double(to, row->value);
		break;
	case HIT_GROUPED:
		put_grouped(to, cursor);
		break;
	case HIT_FILE:
		put_text(to, row->file);
		break;
	case HIT_LINE:
		sqlite3_result_int64(to, row->line);
		break;
	case HIT_FILE2:
		put_text(to, row->last_file);
		break;
	case HIT_LINE2:
		sqlite3_result_int64(to, row->last_line);
		break;
	default:
		put_text(to, hit_group(row, log_table_list[LOG_HITS].columns[column]));
		break;
	}
}

static void
put_value(sqlite3_context *to, const struct value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
		sqlite3_result_int64(to, value->integer);
		break;
	case VALUE_REAL:
		sqlite3_result_double(to, value->real);
		break;
	case VALUE_TEXT:
		sqlite3_result_text64(to, value->text.len == 0 ? "" : value->text.ptr,
		    value->text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case VALUE_NULL:
		break;
	}
}

int
log_table_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;

	if (!cursor->of_store)
		put_value(to,
		    &vtab->evidence->log_tables->given[vtab->table]
			 .rows[cursor->given_shown][column]);
	else if (vtab->table == LOG_ACTIVITY)
		put_activity(to, cursor, column);
	else if (vtab->table == LOG_SUBJECTS)
		put_subject(to, cursor, column);
	else if (vtab->table == LOG_SUBJECT_USERS)
		put_subject_user(to, cursor, column);
	else if (vtab->table == LOG_MATCHES)
		put_match(to, vtab->evidence->logs, cursor, column);
	else
		put_hit(to, cursor, column);
	return SQLITE_OK;
}
