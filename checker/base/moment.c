/* SPDX-License-Identifier: Apache-2.0 */
/* Moments: a day and a clock, in a zone. */
#include "base/date.h"

#include <time.h>

#include "base/cursor.h"
#include "base/date_read.h"
#include "base/banned.h"

enum { JST_SEC = 9 * 3600, DAY_SEC = 86400 };
enum { KANJI_HOUR = 0x6642, KANJI_MINUTE = 0x5206, KANJI_SECOND = 0x79D2 }; /* 時分秒 */

/* Z, +09:00, +0900, +09; JST when there is none. */
static bool
take_zone(struct cursor *c, int *zone_sec)
{
	int hours, minutes = 0, digits;
	bool west;

	cursor_skip_blanks(c);
	*zone_sec = JST_SEC;
	if (c->at == c->text.len)
		return true;
	if (cursor_take(c, 'Z')) {
		*zone_sec = 0;
		return true;
	}
	west = cursor_take(c, '-');
	if (!west && !cursor_take(c, '+'))
		return false;
	digits = cursor_number(c, 4, &hours);
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (digits != 2 || (cursor_take(c, ':') && cursor_number(c, 2, &minutes) != 2)) {
		return false;
	}
	*zone_sec = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return hours <= 14 && minutes < 60;
}

/* hh:mm, hh:mm:ss with a fraction (dropped), 9時30分15秒. */
static bool
take_clock(struct cursor *c, int *seconds)
{
	int hour, minute = 0, second = 0, fraction;

	if (cursor_number(c, 2, &hour) == 0)
		return false;
	if (cursor_take(c, KANJI_HOUR)) {
		if (cursor_number(c, 2, &minute) > 0 && !cursor_take(c, KANJI_MINUTE))
			return false;
		if (cursor_number(c, 2, &second) > 0 && !cursor_take(c, KANJI_SECOND))
			return false;
	} else {
		if (!cursor_take(c, ':') || cursor_number(c, 2, &minute) != 2)
			return false;
		if (cursor_take(c, ':') && cursor_number(c, 2, &second) != 2)
			return false;
		if ((cursor_take(c, '.') || cursor_take(c, ',')) &&
		    cursor_number(c, 9, &fraction) == 0)
			return false;
	}
	*seconds = hour * 3600 + minute * 60 + second;
	/* 24:00 is the end of the day; a leap second is counted to the next. */
	return minute < 60 && second <= 60 && (hour < 24 || *seconds == DAY_SEC);
}

/* yyyymmddhhmmss or yyyymmddhhmm. */
static bool
take_digits_only(struct cursor *c, struct date *date, int *seconds)
{
	char digits[14];
	size_t next;
	uint32_t d;
	int n = 0, part[6] = { 0 };

	for (; (d = cursor_peek(c, &next)) >= '0' && d <= '9'; c->at = next) {
		if (n == 14)
			return false;
		digits[n++] = (char)d;
	}
	if (n != 12 && n != 14)
		return false;
	for (int i = 0; i < n; i++) {
		int field = i < 4 ? 0 : (i - 2) / 2;

		part[field] = part[field] * 10 + digits[i] - '0';
	}
	*seconds = part[3] * 3600 + part[4] * 60 + part[5];
	return part[1] > 0 && part[2] > 0 && date_make(part[0], part[1], part[2], date) &&
	    part[3] < 24 && part[4] < 60 && part[5] <= 60;
}

/* 01/Apr/2025: of web servers. */
static bool
take_web_date(struct cursor *c, struct date *date)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year;

	if (cursor_number(c, 2, &day) != 2 || !cursor_take(c, '/') || c->text.len - c->at < 3)
		return false;
	size_t at = str_find(str_of(months), str_sub(c->text, c->at, 3), 0);
	c->at += 3;
	return at != STR_NONE && at % 3 == 0 && cursor_take(c, '/') &&
	    cursor_number(c, 4, &year) == 4 && day > 0 &&
	    date_make(year, (int)at / 3 + 1, day, date) && cursor_take(c, ':');
}

/* yyyy-mm-ddThh:mm:ss+09:00, as time_iso_jst writes it. */
static bool
take_iso_jst(struct str text, int64_t *seconds)
{
	static const char form[] = "T00:00:00+09:00";
	int part[3] = { 0 };
	struct date date;

	if (text.len != 10 + sizeof form - 1 || !date_take_iso(text.ptr, &date))
		return false;
	const char *clock = text.ptr + 10;
	for (size_t i = 0; i < sizeof form - 1; i++) {
		bool digit = i < 9 && form[i] == '0';
		if (digit ? !str_is_digit(clock[i]) : clock[i] != form[i])
			return false;
		if (digit)
			part[i / 3] = part[i / 3] * 10 + clock[i] - '0';
	}
	if (part[0] > 23 || part[1] > 59 || part[2] > 59)
		return false;
	*seconds = date_days(date) * DAY_SEC + part[0] * 3600 + part[1] * 60 + part[2] - JST_SEC;
	return true;
}

bool
time_parse(struct str text, int64_t *seconds)
{
	struct cursor c = { str_trim(text), 0 };
	struct date date;
	int clock, zone;
	bool bare_year;

	if (take_iso_jst(text, seconds))
		return true;
	if (!take_digits_only(&c, &date, &clock)) {
		c.at = 0;
		if (!take_web_date(&c, &date)) {
			c.at = 0;
			if (date_take(&c, &date, &bare_year) != READ_DATE || !date_is_full(date))
				return false;
			if (!cursor_take(&c, 'T'))
				cursor_skip_blanks(&c);
		}
		if (!take_clock(&c, &clock))
			return false;
	}
	if (!take_zone(&c, &zone) || c.at != c.text.len)
		return false;
	*seconds = date_days(date) * DAY_SEC + clock - zone;
	return true;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct date
time_day_jst(int64_t seconds)
{
	int64_t local;

	if (__builtin_add_overflow(seconds, (int64_t)JST_SEC, &local))
		return (struct date){ 0 };
	return date_of_days(floor_div(local, DAY_SEC));
}

void
time_iso_jst(int64_t seconds, struct buf *buf)
{
	struct date day = time_day_jst(seconds);

	if (day.year == 0)
		return;
	int64_t local = seconds + JST_SEC;
	int rest = (int)(local - floor_div(local, DAY_SEC) * DAY_SEC);
	date_iso(day, buf);
	buf_addf(buf, "T%02d:%02d:%02d+09:00", rest / 3600, rest / 60 % 60, rest % 60);
}

int64_t
time_now(void)
{
	return (int64_t)time(NULL);
}
