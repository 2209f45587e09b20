/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates in rule SQL. Dates are texts yyyy-mm-dd; a moment (yyyy-mm-ddThh:mm:ss+09:00) counts as its day. What is not a full
 * date (NULL, yyyy-mm, nonsense) gives NULL, but for last_day: unknown stays unknown.
 */
#include "rule/sql_functions.h"
#include "base/banned.h"

static bool
read_date(sqlite3_context *context, sqlite3_value *value, struct date *date)
{
	struct str text, rest;

	if (!argument_str(context, value, &text))
		return false;
	if (text.len > 10 && text.ptr[10] == 'T')
		text = str_split(text, 'T', &rest);
	if (date_parse(text, date))
		return true;
	sqlite3_result_null(context);
	return false;
}

static bool
read_full(sqlite3_context *context, sqlite3_value *value, struct date *date)
{
	if (!read_date(context, value, date))
		return false;
	if (date_is_full(*date))
		return true;
	sqlite3_result_null(context);
	return false;
}

static void
result_date(sqlite3_context *context, struct date date)
{
	struct buf iso = { 0 };

	if (date.year < 1 || date.year > 9999) {
		sqlite3_result_null(context);
		return;
	}
	date_iso(date, &iso);
	result_str(context, buf_str(&iso));
	buf_release(&iso);
}

static void
call_date_iso(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;

	(void)count;
	if (read_date(context, values[0], &date))
		result_date(context, date);
}

static void
call_date_era(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;
	struct buf era = { 0 };

	(void)count;
	if (!read_date(context, values[0], &date))
		return;
	date_era(date, &era);
	result_str(context, buf_str(&era));
	buf_release(&era);
}

static void
call_days(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;

	(void)count;
	if (read_full(context, values[0], &date))
		sqlite3_result_int64(context, date_days(date));
}

/* The second argument, when it is a number of days or months that a calendar can hold. */
static bool
read_count(sqlite3_context *context, sqlite3_value *value, int64_t *n)
{
	enum { FAR = 4000000 };

	if (sqlite3_value_type(value) == SQLITE_NULL) {
		sqlite3_result_null(context);
		return false;
	}
	*n = sqlite3_value_int64(value);
	if (*n < -FAR || *n > FAR)
		sqlite3_result_null(context);
	return *n >= -FAR && *n <= FAR;
}

static bool
is_in_calendar(int64_t days)
{
	const struct date first = { 1, 1, 1 }, last = { 9999, 12, 31 };

	return days >= date_days(first) && days <= date_days(last);
}

static void
call_add_days(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;
	int64_t n;

	(void)count;
	if (!read_full(context, values[0], &date) || !read_count(context, values[1], &n))
		return;
	if (is_in_calendar(date_days(date) + n))
		result_date(context, date_add_days(date, n));
	else
		sqlite3_result_null(context);
}

static void
call_add_months(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;
	int64_t n;

	(void)count;
	if (!read_full(context, values[0], &date) || !read_count(context, values[1], &n))
		return;
	int64_t year = date.year + n / 12;
	if (year >= 2 && year <= 9998)
		result_date(context, date_add_months(date, (int)n));
	else
		sqlite3_result_null(context);
}

/* Of yyyy-mm and yyyy, too: a register that says 2025-03 says nothing about the days before its end. */
static void
call_last_day(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;

	(void)count;
	if (!read_date(context, values[0], &date))
		return;
	if (date.day == 0)
		date = date_add_months(
		    (struct date){ date.year, date.month == 0 ? 12 : date.month, 31 }, 0);
	result_date(context, date);
}

static void
call_weekday(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;

	(void)count;
	if (read_full(context, values[0], &date))
		sqlite3_result_int(context, date_weekday(date));
}

static void
call_holiday(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;
	const char *name = NULL;

	(void)count;
	if (!read_full(context, values[0], &date))
		return;
	if (date_is_holiday(date, &name) && name != NULL)
		result_str(context, str_of(name));
	else
		sqlite3_result_null(context);
}

static void
call_business_day(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date date;

	(void)count;
	if (read_full(context, values[0], &date))
		sqlite3_result_int(context, date_is_business_day(date));
}

/* Counted day by day: a span of more than a century is a mistake, not a deadline. */
static void
call_business_days(sqlite3_context *context, int count, sqlite3_value **values)
{
	enum { SPAN_MAX = 40000 };
	struct date from, to;

	(void)count;
	if (!read_full(context, values[0], &from) || !read_full(context, values[1], &to))
		return;
	int64_t span = date_days(to) - date_days(from);
	if (span > SPAN_MAX || span < -SPAN_MAX)
		sqlite3_result_null(context);
	else if (span >= 0)
		sqlite3_result_int64(context, date_business_days(from, to));
	else
		sqlite3_result_int64(context, -date_business_days(to, from));
}

/* Minutes since midnight in Japan, or false. */
static bool
read_minute(sqlite3_context *context, sqlite3_value *value, int *minute)
{
	enum { JST_SEC = 9 * 3600, DAY_SEC = 86400 };
	struct str text;
	int64_t seconds;

	if (!argument_str(context, value, &text))
		return false;
	if (str_find_char(text, ':', 0) == STR_NONE || !time_parse(text, &seconds)) {
		sqlite3_result_null(context);
		return false;
	}
	int64_t of_day = (seconds + JST_SEC) % DAY_SEC;
	*minute = (int)((of_day < 0 ? of_day + DAY_SEC : of_day) / 60);
	return true;
}

static void
call_hour(sqlite3_context *context, int count, sqlite3_value **values)
{
	int minute;

	(void)count;
	if (read_minute(context, values[0], &minute))
		sqlite3_result_int(context, minute / 60);
}

static void
call_minute_of_day(sqlite3_context *context, int count, sqlite3_value **values)
{
	int minute;

	(void)count;
	if (read_minute(context, values[0], &minute))
		sqlite3_result_int(context, minute);
}

const struct sql_function functions_date[] = {
	{ "date_iso", 1, call_date_iso },
	{ "date_era", 1, call_date_era },
	{ "days", 1, call_days },
	{ "add_days", 2, call_add_days },
	{ "add_months", 2, call_add_months },
	{ "last_day", 1, call_last_day },
	{ "weekday", 1, call_weekday },
	{ "holiday", 1, call_holiday },
	{ "business_day", 1, call_business_day },
	{ "business_days", 2, call_business_days },
	{ "hour", 1, call_hour },
	{ "minute_of_day", 1, call_minute_of_day },
	{ NULL, 0, NULL },
};
