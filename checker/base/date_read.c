/* SPDX-License-Identifier: Apache-2.0 */
/* Reading dates, in all the ways in which offices write them. */
#include "base/date_read.h"

#include "base/era.h"
#include "base/text.h"
#include "base/banned.h"

enum kanji {
	KANJI_YEAR = 0x5E74,   /* 年 */
	KANJI_MONTH = 0x6708,  /* 月 */
	KANJI_DAY = 0x65E5,    /* 日 */
	KANJI_FIRST = 0x5143,  /* 元 */
	KANJI_FISCAL = 0x5EA6, /* 度 */
	KANJI_WEEK = 0x66DC,   /* 曜 */
	KANJI_FEAST = 0x795D,  /* 祝 */
	MIDDLE_DOT = 0x30FB,   /* ・ */
};

/* What was read, before it is known whether there is such a day. */
struct draft {
	const struct era *era;
	int year, month, day;
};

static bool
take_year(struct cursor *c, struct draft *draft)
{
	draft->era = era_take(c);
	cursor_skip_blanks(c);
	if (draft->era == NULL)
		return cursor_number(c, 4, &draft->year) == 4;
	if (cursor_take(c, KANJI_FIRST)) {
		draft->year = 1;
		return true;
	}
	return cursor_number(c, 2, &draft->year) > 0;
}

/* 年m月d日, each part with blanks around it. The month and day are optional. */
static bool
take_kanji_rest(struct cursor *c, struct draft *draft)
{
	struct cursor kept = *c;

	if (cursor_take(c, KANJI_FISCAL)) /* 年度 is a fiscal year, not a date */
		return false;
	cursor_skip_blanks(c);
	if (cursor_number(c, 2, &draft->month) == 0 ||
	    (cursor_skip_blanks(c), !cursor_take(c, KANJI_MONTH))) {
		draft->month = 0;
		*c = kept;
		return true;
	}
	if (draft->month == 0)
		draft->month = 13; /* 0月: there is none, and "not given" it is not either */
	kept = *c;
	cursor_skip_blanks(c);
	if (cursor_number(c, 2, &draft->day) == 0 ||
	    (cursor_skip_blanks(c), !cursor_take(c, KANJI_DAY))) {
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

		if (!cursor_take(c, separator))
			continue;
		if (cursor_number(c, 2, &draft->month) == 0)
			return false;
		if (draft->month == 0)
			draft->month = 13;
		kept = *c;
		if (cursor_take(c, separator)) {
			if (cursor_number(c, 2, &draft->day) == 0)
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
	static const uint32_t names[] = { KANJI_DAY, KANJI_MONTH, 0x706B, 0x6C34, 0x6728, 0x91D1,
		0x571F }; /* 日月火水木金土 */
	struct cursor kept = *c;
	bool found = false;

	cursor_skip_blanks(c);
	if (cursor_take(c, '(')) {
		for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++)
			found = cursor_take(c, names[i]);
		if (cursor_take(c, KANJI_WEEK))
			cursor_take(c, KANJI_DAY);
		cursor_take(c, MIDDLE_DOT);
		cursor_take(c, KANJI_FEAST);
		found = cursor_take(c, ')') && found;
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
	if (!date_make(year, draft->month, draft->day, date))
		return false;
	return draft->era == NULL ||
	    (date_cmp(*date, draft->era->begin) >= 0 && date_cmp(*date, draft->era->end) <= 0);
}

enum date_reading
date_take(struct cursor *c, struct date *date, bool *bare_year)
{
	struct draft draft = { 0 };
	struct cursor kept = *c, behind_year;

	*bare_year = false;
	if (!take_year(c, &draft)) {
		*c = kept;
		return READ_NONE;
	}
	behind_year = *c;
	cursor_skip_blanks(c);
	if (cursor_take(c, KANJI_YEAR)) {
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

	if (cursor_number(&c, 8, &n) != 8 || c.at != text.len)
		return false;
	return n % 10000 / 100 > 0 && n % 100 > 0 &&
	    date_make(n / 10000, n % 10000 / 100, n % 100, date);
}

static bool
is_digit_first(struct str text)
{
	struct cursor c = { text, 0 };
	int year;

	cursor_skip_blanks(&c);
	return cursor_number(&c, 4, &year) == 4;
}

bool
date_take_iso(const char *text, struct date *date)
{
	static const char form[] = "0000-00-00";
	int n = 0;

	for (size_t i = 0; i < sizeof form - 1; i++) {
		if (form[i] == '-' ? text[i] != '-' : !str_is_digit(text[i]))
			return false;
		if (form[i] != '-')
			n = n * 10 + text[i] - '0';
	}
	int month = n / 100 % 100, day = n % 100;
	return month > 0 && day > 0 && date_make(n / 10000, month, day, date);
}

bool
date_parse(struct str text, struct date *date)
{
	struct cursor c = { text, 0 };
	struct date found;
	bool bare_year;

	if (text.len == 10 && date_take_iso(text.ptr, date))
		return true;
	cursor_skip_blanks(&c);
	while (text.len > 0 && str_is_space(text.ptr[text.len - 1]))
		c.text.len = --text.len;
	if (parse_eight(str_from(c.text, c.at), date))
		return true;
	if (date_take(&c, &found, &bare_year) != READ_DATE)
		return false;
	cursor_skip_blanks(&c);
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
		enum date_reading reading = READ_NONE;
		bool bare_year = false;
		size_t next = i;

		text_next(text, &next);
		if (can_begin(text, i) && !digit_before(text, i))
			reading = date_take(&c, date, &bare_year);
		if (reading == READ_DATE && !bare_year) {
			*at = i;
			*len = c.at - i;
			return true;
		}
		i = reading == READ_NONE ? next : c.at;
	}
	return false;
}
