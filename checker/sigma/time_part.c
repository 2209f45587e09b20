/* SPDX-License-Identifier: Apache-2.0 */
/* The minute, hour, day, week, month and year of a time, for the time modifiers of Sigma 2.1. */
#include "base/date.h"
#include "sigma/compiled.h"
#include "base/banned.h"

/* ISO 8601: the week of a year that holds its Thursday; week 1 is the one with January 4th. */
static int
iso_week(struct date date)
{
	int from_monday = (date_weekday(date) + 6) % 7;
	struct date thursday = date_add_days(date, 3 - from_monday);
	struct date first = { .year = thursday.year, .month = 1, .day = 1 };

	return (int)((date_days(thursday) - date_days(first)) / 7) + 1;
}

/* "T09:05…" or " 9:05…": hour and minute. */
static bool
clock_parse(struct str text, int *hour, int *minute)
{
	size_t at = 0;

	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == 'T' || text.ptr[at] == 't'))
		at++;
	size_t digits = str_digits(text, at);
	int64_t h, m;
	if (at == 0 || digits == 0 || digits > 2 || at + digits >= text.len ||
	    text.ptr[at + digits] != ':' || str_digits(text, at + digits + 1) != 2)
		return false;
	if (!str_parse_i64(str_sub(text, at, digits), &h) ||
	    !str_parse_i64(str_sub(text, at + digits + 1, 2), &m) || h > 23 || m > 59)
		return false;
	*hour = (int)h;
	*minute = (int)m;
	return true;
}

bool
sigma_time_part(struct str text, enum sigma_part part, double *number)
{
	struct date date;
	size_t at, len;
	int hour, minute;

	if (part == PART_ALL)
		return str_parse_double(text, number);
	if (!date_find(text, 0, &date, &at, &len) || at != 0)
		return false;
	switch (part) {
	case PART_YEAR:
		*number = date.year;
		return true;
	case PART_MONTH:
		*number = date.month;
		return date.month > 0;
	case PART_DAY:
		*number = date.day;
		return date.day > 0;
	case PART_WEEK:
		if (!date_is_full(date))
			return false;
		*number = iso_week(date);
		return true;
	case PART_HOUR:
	case PART_MINUTE:
	case PART_ALL:
		break;
	}
	if (!clock_parse(str_from(text, len), &hour, &minute))
		return false;
	*number = part == PART_HOUR ? hour : minute;
	return true;
}
