/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing dates, counting days and moments. The holidays are in holiday.c. */
#include "base/date.h"

#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/banned.h"

enum { JST_SEC = 9 * 3600, DAY_SEC = 86400 };

struct era {
	const char *name;      /* 令和 */
	uint32_t letter, sign; /* R, ㋿ */
	struct date begin, end;
};

/* 元号を改める政令 (平成31年政令第143号 and its forerunners); the latest first. */
static const struct era eras[] = {
	{ "令和", 'R', 0x32FF, { 2019, 5, 1 }, { 9999, 12, 31 } },
	{ "平成", 'H', 0x337B, { 1989, 1, 8 }, { 2019, 4, 30 } },
	{ "昭和", 'S', 0x337C, { 1926, 12, 25 }, { 1989, 1, 7 } },
	{ "大正", 'T', 0x337D, { 1912, 7, 30 }, { 1926, 12, 24 } },
	{ "明治", 'M', 0x337E, { 1868, 10, 23 }, { 1912, 7, 29 } },
};
enum { ERA_COUNT = sizeof eras / sizeof eras[0] };

enum {
	KANJI_YEAR = 0x5E74,
	KANJI_MONTH = 0x6708,
	KANJI_DAY = 0x65E5,
	KANJI_FIRST = 0x5143,
	KANJI_DO = 0x5EA6
};

/* --- a place in a text, seen with full-width forms made ASCII -------------------------------- */

struct cursor {
	struct str text;
	size_t at;
};

static uint32_t
folded(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + 0x21;
	return c == 0x3000 || c == 0xA0 ? ' ' : c;
}

/* The character here, 0 at the end; *next = behind it. */
static uint32_t
peek(const struct cursor *c, size_t *next)
{
	*next = c->at;
	return c->at >= c->text.len ? 0 : folded(text_next(c->text, next));
}

static bool
take(struct cursor *c, uint32_t wanted)
{
	size_t next;

	if (peek(c, &next) != wanted)
		return false;
	c->at = next;
	return true;
}

static void
skip_blanks(struct cursor *c)
{
	while (take(c, ' ') || take(c, '\t'))
		continue;
}

/* Digits, at most max of them; the count of them, 0 = none. One more digit behind them makes it none, too. */
static int
take_number(struct cursor *c, int max, int *value)
{
	struct cursor start = *c;
	uint32_t digit;
	size_t next;
	int n = 0;

	for (*value = 0; (digit = peek(c, &next)) >= '0' && digit <= '9'; n++, c->at = next) {
		if (n == max) {
			*c = start;
			*value = 0;
			return 0;
		}
		*value = *value * 10 + (int)(digit - '0');
	}
	return n;
}

/* --- dates ----------------------------------------------------------------------------------- */

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

static bool
make_date(int year, int month, int day, struct date *date)
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

static const struct era *
take_era(struct cursor *c)
{
	for (size_t i = 0; i < ERA_COUNT; i++) {
		if (str_starts(str_from(c->text, c->at), str_of(eras[i].name))) {
			c->at += strlen(eras[i].name);
			return &eras[i];
		}
		if (take(c, eras[i].letter) || take(c, eras[i].sign))
			return &eras[i];
	}
	return NULL;
}

enum reading {
	READ_NONE, /* nothing here that begins like a date */
	READ_BAD,  /* the form of a date, but no such day: the cursor is behind it */
	READ_DATE,
};

/* What was read, before it is known whether there is such a day. */
struct draft {
	const struct era *era;
	int year, month, day;
	bool year_only_bare; /* 2024 without anything behind it */
};

static bool
take_year(struct cursor *c, struct draft *draft)
{
	draft->era = take_era(c);
	skip_blanks(c);
	if (draft->era == NULL)
		return take_number(c, 4, &draft->year) == 4;
	if (take(c, KANJI_FIRST)) {
		draft->year = 1;
		return true;
	}
	return take_number(c, 2, &draft->year) > 0;
}

/* 年m月d日, each part with blanks around it. The month and day are optional. */
static bool
take_kanji_rest(struct cursor *c, struct draft *draft)
{
	struct cursor kept = *c;

	if (take(c, KANJI_DO)) { /* 年度 is a fiscal year, not a date */
		return false;
	}
	skip_blanks(c);
	if (take_number(c, 2, &draft->month) == 0 || (skip_blanks(c), !take(c, KANJI_MONTH))) {
		draft->month = 0;
		*c = kept;
		return true;
	}
	if (draft->month == 0)
		draft->month = 13; /* 0月: there is none, and "not given" it is not either */
	kept = *c;
	skip_blanks(c);
	if (take_number(c, 2, &draft->day) == 0 || (skip_blanks(c), !take(c, KANJI_DAY))) {
		draft->day = 0;
		*c = kept;
	} else if (draft->day == 0) {
		draft->day = 32;
	}
	return true;
}

static bool
take_parted_rest(struct cursor *c, struct draft *draft)
{
	static const char separators[] = { '/', '-', '.' };

	for (size_t i = 0; i < sizeof separators; i++) {
		uint32_t separator = (uint32_t)separators[i];
		struct cursor kept;

		if (!take(c, separator))
			continue;
		if (take_number(c, 2, &draft->month) == 0)
			return false;
		if (draft->month == 0)
			draft->month = 13;
		kept = *c;
		if (take(c, separator)) {
			if (take_number(c, 2, &draft->day) == 0)
				*c = kept;
			else if (draft->day == 0)
				draft->day = 32;
		}
		return true;
	}
	return false;
}

/* （火）, (火曜日), （月・祝）. */
static void
take_weekday(struct cursor *c)
{
	static const uint32_t names[] = { 0x65E5, 0x6708, 0x706B, 0x6C34, 0x6728, 0x91D1, 0x571F };
	struct cursor kept = *c;
	bool found = false;

	skip_blanks(c);
	if (take(c, '(')) {
		for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++)
			found = take(c, names[i]);
		if (take(c, 0x66DC)) /* 曜 */
			take(c, KANJI_DAY);
		take(c, 0x30FB); /* ・ */
		take(c, 0x795D); /* 祝 */
		found = take(c, ')') && found;
	}
	if (!found)
		*c = kept;
}

static bool
settle(const struct draft *draft, struct date *date)
{
	int year = draft->year;

	if (draft->era != NULL) {
		if (year == 0)
			return false;
		year += draft->era->begin.year - 1;
	}
	if (!make_date(year, draft->month, draft->day, date))
		return false;
	return draft->era == NULL ||
	    (date_cmp(*date, draft->era->begin) >= 0 && date_cmp(*date, draft->era->end) <= 0);
}

static enum reading
take_date(struct cursor *c, struct date *date, bool *bare_year)
{
	struct draft draft = { 0 };
	struct cursor kept = *c, behind_year;

	*bare_year = false;
	if (!take_year(c, &draft)) {
		*c = kept;
		return READ_NONE;
	}
	behind_year = *c;
	skip_blanks(c);
	if (take(c, KANJI_YEAR)) {
		if (!take_kanji_rest(c, &draft)) {
			*c = kept;
			return READ_NONE;
		}
	} else if (*c = behind_year, !take_parted_rest(c, &draft)) {
		*c = behind_year;
		*bare_year = true;
	}
	if (draft.day != 0)
		take_weekday(c);
	return settle(&draft, date) ? READ_DATE : READ_BAD;
}

/* yyyymmdd, as registers write it: only where the whole text is known to be a date. */
static bool
parse_eight(struct str text, struct date *date)
{
	struct cursor c = { text, 0 };
	int n;

	if (take_number(&c, 8, &n) != 8 || c.at != text.len)
		return false;
	return n % 10000 / 100 > 0 && n % 100 > 0 &&
	    make_date(n / 10000, n % 10000 / 100, n % 100, date);
}

static bool
is_digit_first(struct str text)
{
	struct cursor c = { text, 0 };
	int year;

	skip_blanks(&c);
	return take_number(&c, 4, &year) == 4;
}

bool
date_parse(struct str text, struct date *date)
{
	struct cursor c = { text, 0 };
	struct date found;
	bool bare_year;

	skip_blanks(&c);
	while (text.len > 0 && str_is_space(text.ptr[text.len - 1]))
		c.text.len = --text.len;
	if (parse_eight(str_from(c.text, c.at), date))
		return true;
	if (take_date(&c, &found, &bare_year) != READ_DATE)
		return false;
	skip_blanks(&c);
	/* 2024 in a date's place is a year; R6 or 令和6 could be anything. */
	if (c.at != c.text.len || (bare_year && !is_digit_first(text)))
		return false;
	*date = found;
	return true;
}

static bool
can_begin(struct str text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at];
	unsigned char before = at > 0 ? (unsigned char)text.ptr[at - 1] : ' ';

	if (c < 0x80)
		return (str_is_digit((char)c) || (c < 'U' && str_is_alpha((char)c))) &&
		    !str_is_alnum((char)before) && before != '.' && before != '-' && before != '/';
	return c >= 0xE3; /* 令和 and the like, ㋿, full-width */
}

/* Full-width digits before this place: then what begins here is the tail of a longer number. */
static bool
digit_before(struct str text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;

	return (at >= 1 && str_is_digit(text.ptr[at - 1])) ||
	    (at >= 3 && p[-3] == 0xEF && p[-2] == 0xBC && p[-1] >= 0x90 && p[-1] <= 0x99);
}

bool
date_find(struct str text, size_t from, struct date *date, size_t *at, size_t *len)
{
	for (size_t i = from; i < text.len;) {
		struct cursor c = { text, i };
		enum reading reading = READ_NONE;
		bool bare_year = false;
		size_t next = i;

		text_next(text, &next);
		if (can_begin(text, i) && !digit_before(text, i))
			reading = take_date(&c, date, &bare_year);
		if (reading == READ_DATE && !bare_year) {
			*at = i;
			*len = c.at - i;
			return true;
		}
		i = reading == READ_NONE ? next : c.at;
	}
	return false;
}

void
date_iso(struct date date, struct buf *buf)
{
	buf_addf(buf, "%04d", date.year);
	if (date.month > 0)
		buf_addf(buf, "-%02d", date.month);
	if (date.month > 0 && date.day > 0)
		buf_addf(buf, "-%02d", date.day);
}

void
date_era(struct date date, struct buf *buf)
{
	/* A year or month in which the era changed is named by the era at its end, as 令和元年 is. */
	struct date last = { date.year, date.month > 0 ? date.month : 12,
		date.day > 0 ? date.day : 31 };
	const struct era *era = NULL;

	for (size_t i = 0; i < ERA_COUNT && era == NULL; i++)
		if (date_cmp(last, eras[i].begin) >= 0)
			era = &eras[i];
	int year = era == NULL ? date.year : date.year - era->begin.year + 1;
	if (era != NULL)
		buf_adds(buf, era->name);
	if (era != NULL && year == 1)
		buf_adds(buf, "元年");
	else
		buf_addf(buf, "%d年", year);
	if (date.month > 0)
		buf_addf(buf, "%d月", date.month);
	if (date.month > 0 && date.day > 0)
		buf_addf(buf, "%d日", date.day);
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

/* --- moments --------------------------------------------------------------------------------- */

/* Z, +09:00, +0900, +09; JST when there is none. */
static bool
take_zone(struct cursor *c, int *zone_sec)
{
	int hours, minutes = 0, digits;
	bool west;

	skip_blanks(c);
	*zone_sec = JST_SEC;
	if (c->at == c->text.len)
		return true;
	if (take(c, 'Z')) {
		*zone_sec = 0;
		return true;
	}
	west = take(c, '-');
	if (!west && !take(c, '+'))
		return false;
	digits = take_number(c, 4, &hours);
	if (digits == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (digits != 2 || (take(c, ':') && take_number(c, 2, &minutes) != 2)) {
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

	if (take_number(c, 2, &hour) == 0)
		return false;
	if (take(c, 0x6642)) { /* 時 */
		if (take_number(c, 2, &minute) > 0 && !take(c, 0x5206))
			return false;
		if (take_number(c, 2, &second) > 0 && !take(c, 0x79D2))
			return false;
	} else {
		if (!take(c, ':') || take_number(c, 2, &minute) != 2)
			return false;
		if (take(c, ':') && take_number(c, 2, &second) != 2)
			return false;
		if ((take(c, '.') || take(c, ',')) && take_number(c, 9, &fraction) == 0)
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

	for (; (d = peek(c, &next)) >= '0' && d <= '9'; c->at = next) {
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
	return part[1] > 0 && part[2] > 0 && make_date(part[0], part[1], part[2], date) &&
	    part[3] < 24 && part[4] < 60 && part[5] <= 60;
}

/* 01/Apr/2025: of web servers. */
static bool
take_web_date(struct cursor *c, struct date *date)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year;

	if (take_number(c, 2, &day) != 2 || !take(c, '/') || c->text.len - c->at < 3)
		return false;
	size_t at = str_find(str_of(months), str_sub(c->text, c->at, 3), 0);
	c->at += 3;
	return at != STR_NONE && at % 3 == 0 && take(c, '/') && take_number(c, 4, &year) == 4 &&
	    day > 0 && make_date(year, (int)at / 3 + 1, day, date) && take(c, ':');
}

bool
time_parse(struct str text, int64_t *seconds)
{
	struct cursor c = { str_trim(text), 0 };
	struct date date;
	int clock, zone;
	bool bare_year;

	if (!take_digits_only(&c, &date, &clock)) {
		c.at = 0;
		if (!take_web_date(&c, &date)) {
			c.at = 0;
			if (take_date(&c, &date, &bare_year) != READ_DATE || !date_is_full(date))
				return false;
			if (!take(&c, 'T'))
				skip_blanks(&c);
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
