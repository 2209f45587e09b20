/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A date as a value: whether there is such a day, comparing, counting, ISO 8601. Reading dates is in date_read.c, eras are in era.c,
 * holidays in holiday.c, moments in moment.c.
 */
#include "base/date.h"

#include "base/date_read.h"
#include "base/banned.h"

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days(int year, int month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool
date_make(int year, int month, int day, struct date *date)
{
	if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 ||
	    (month == 0 && day > 0))
		return false;
	if (month > 0 && day > month_days(year, month))
		return false;
	*date = (struct date){ (int16_t)year, (int8_t)month, (int8_t)day };
	return true;
}

bool
date_is_full(struct date date)
{
	return date.year > 0 && date.month > 0 && date.day > 0;
}

int
date_cmp(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month == 0 || b.month == 0 || a.month == b.month) {
		if (a.month == 0 || b.month == 0 || a.day == 0 || b.day == 0 || a.day == b.day)
			return 0;
		return a.day < b.day ? -1 : 1;
	}
	return a.month < b.month ? -1 : 1;
}

static void
put_two(char *to, int n)
{
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
}

void
date_iso(struct date date, struct buf *buf)
{
	char text[] = "0000-00-00";

	put_two(text, date.year / 100);
	put_two(text + 2, date.year % 100);
	put_two(text + 5, date.month);
	put_two(text + 8, date.day);
	buf_add(buf,
	    (struct str){ text,
		date.month == 0     ? 4U
		    : date.day == 0 ? 7U
				    : sizeof text - 1 });
}

/* --- counting days: Howard Hinnant's civil-day algorithm, years that begin in March ---------- */

int64_t
date_days(struct date date)
{
	int64_t y = date.year - (date.month <= 2);
	int64_t era = y / 400, in_era = y % 400;
	int64_t month = date.month + (date.month > 2 ? -3 : 9);
	int64_t in_year = (153 * month + 2) / 5 + date.day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

struct date
date_of_days(int64_t days)
{
	struct date date = { 0 };

	/* 0001-01-01 .. 9999-12-31 */
	if (days < -719162 || days > 2932896)
		return date;
	days += 719468;
	int64_t era = days / 146097, in_era = days % 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153;
	date.day = (int8_t)(in_year - (153 * month + 2) / 5 + 1);
	date.month = (int8_t)(month < 10 ? month + 3 : month - 9);
	date.year = (int16_t)(year + era * 400 + (date.month <= 2));
	return date;
}

struct date
date_add_days(struct date date, int64_t days)
{
	int64_t sum;

	if (!date_is_full(date) || __builtin_add_overflow(date_days(date), days, &sum))
		return (struct date){ 0 };
	return date_of_days(sum);
}

struct date
date_add_months(struct date date, int months)
{
	int64_t n = (int64_t)date.year * 12 + (date.month > 0 ? date.month - 1 : 0) + months;
	struct date sum = { 0 };

	if (date.year == 0 || n < 12 || n / 12 > 9999)
		return sum;
	sum.year = (int16_t)(n / 12);
	if (date.month == 0)
		return sum;
	sum.month = (int8_t)(n % 12 + 1);
	int last = month_days(sum.year, sum.month);
	sum.day = date.day > last ? (int8_t)last : date.day;
	return sum;
}

int
date_weekday(struct date date)
{
	/* 1970-01-01 was a Thursday; the sum stays positive for every year from 1. */
	return (int)((date_days(date) + 4 + INT64_C(7) * 200000) % 7);
}
