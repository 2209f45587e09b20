/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Serial numbers as dates and times. Excel counts days from 1900-01-01 = 1 and has a 29 February 1900 that never was
 * (ISO/IEC 29500-1, 18.17.4.1), or from 1904-01-01 = 0.
 */
#include "base/date.h"
#include "base/era.h"
#include "base/scope.h"
#include "import/xlsx/format.h"
#include "base/banned.h"

enum { SECONDS_A_DAY = 86400, FALSE_LEAP_DAY = 60 };

struct moment {
	struct date date;
	int64_t serial;  /* whole days */
	int64_t seconds; /* of the day */
};

static bool
moment_of(double serial, bool date1904, struct moment *moment)
{
	static const struct date epoch = { 1899, 12, 31 }, epoch1904 = { 1904, 1, 1 },
				 last = { 9999, 12, 31 };

	if (!(serial >= 0 && serial < 2958466))
		return false;
	/* Half a second more: times are fractions that do not come out even. */
	int64_t all = (int64_t)(serial * SECONDS_A_DAY + 0.5);
	moment->serial = all / SECONDS_A_DAY;
	moment->seconds = all % SECONDS_A_DAY;
	int64_t days = moment->serial;
	if (!date1904 && days > FALSE_LEAP_DAY)
		days--;
	days += date_days(date1904 ? epoch1904 : epoch);
	if (days > date_days(last))
		return false;
	moment->date = date_of_days(days);
	return true;
}

bool
format_is_date(struct str section)
{
	size_t at = 0;
	struct format_token token;

	while ((token = format_next(section, &at)).kind != FORMAT_END) {
		char c = token.text.len > 0 ? str_lower(token.text.ptr[0]) : '\0';

		if (token.kind == FORMAT_LETTER && str_find_char(STR("ymdhsgea"), c, 0) != STR_NONE)
			return true;
		if (token.kind == FORMAT_BRACKET && token.text.len <= 2 &&
		    (c == 'h' || c == 'm' || c == 's'))
			return true;
	}
	return false;
}

/* Of two or more letters, with a zero before a single digit. */
static void
put_padded(struct buf *out, int number, size_t letters)
{
	buf_addf(out, "%s%d", letters > 1 && number < 10 ? "0" : "", number);
}

static void
put_weekday(struct buf *out, struct date date, size_t letters, bool english)
{
	static const char *const days[] = { "日", "月", "火", "水", "木", "金", "土" };
	static const char *const names[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
		"Friday", "Saturday" };
	int day = date_weekday(date);

	if (english) {
		buf_add(out, letters > 3 ? str_of(names[day]) : str_sub(str_of(names[day]), 0, 3));
		return;
	}
	buf_adds(out, days[day]);
	if (letters > 3)
		buf_adds(out, "曜日");
}

static void
put_month(struct buf *out, int month, size_t letters)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December" };
	struct str name = str_of(names[month - 1]);

	if (letters <= 2)
		put_padded(out, month, letters);
	else
		buf_add(out,
		    letters == 3       ? str_sub(name, 0, 3)
			: letters == 5 ? str_sub(name, 0, 1)
				       : name);
}

/* ggg: the era's name, gg: its first character, g: its letter. */
static void
put_era(struct buf *out, struct date date, size_t letters)
{
	const struct era *era = era_of(date);

	if (era == NULL)
		return;
	if (letters == 1)
		buf_addc(out, (char)era->letter);
	else
		buf_add(out, str_sub(str_of(era->name), 0, letters == 2 ? sizeof "令" - 1 : 6));
}

static void
put_era_year(struct buf *out, struct date date, size_t letters)
{
	const struct era *era = era_of(date);
	int year = era == NULL ? date.year : date.year - era->begin.year + 1;

	put_padded(out, year, letters);
}

struct state {
	const struct moment *moment;
	struct str section;
	bool afternoon; /* the section has AM/PM: hours to 12 */
	bool behind_hours;
};

/* Does a run of s follow, so that this m is minutes? */
static bool
seconds_follow(struct str section, size_t at)
{
	struct format_token token;

	while ((token = format_next(section, &at)).kind != FORMAT_END)
		if (token.kind == FORMAT_LETTER || token.kind == FORMAT_BRACKET)
			return str_lower(token.text.ptr[0]) == 's';
	return false;
}

static void
put_letters(struct buf *out, struct state *state, struct str letters, size_t at)
{
	const struct moment *moment = state->moment;
	struct date date = moment->date;
	int hours = (int)(moment->seconds / 3600), minutes = (int)(moment->seconds / 60 % 60);

	switch (str_lower(letters.ptr[0])) {
	case 'y':
		put_padded(out, letters.len > 2 ? date.year : date.year % 100, 2);
		break;
	case 'm':
		if (state->behind_hours || seconds_follow(state->section, at))
			put_padded(out, minutes, letters.len);
		else
			put_month(out, date.month, letters.len);
		break;
	case 'd':
		if (letters.len > 2)
			put_weekday(out, date, letters.len, true);
		else
			put_padded(out, date.day, letters.len);
		break;
	case 'a':
		put_weekday(out, date, letters.len, false);
		break;
	case 'g':
		put_era(out, date, letters.len);
		break;
	case 'e':
		put_era_year(out, date, letters.len);
		break;
	case 'h':
		if (state->afternoon)
			hours = (hours + 11) % 12 + 1;
		put_padded(out, hours, letters.len);
		break;
	case 's':
		put_padded(out, (int)(moment->seconds % 60), letters.len);
		break;
	default:
		break;
	}
	state->behind_hours = str_lower(letters.ptr[0]) == 'h';
}

/* [h], [m], [s]: all of them since the beginning. */
static void
put_elapsed(struct buf *out, struct state *state, char letter)
{
	int64_t all = state->moment->serial * SECONDS_A_DAY + state->moment->seconds;

	buf_addf(out, "%lld",
	    (long long)(letter == 'h' ? all / 3600
		    : letter == 'm'   ? all / 60
				      : all));
	state->behind_hours = letter == 'h';
}

bool
format_date(struct buf *out, struct str section, double serial, bool date1904)
{
	struct moment moment;
	struct state state = { .moment = &moment, .section = section };
	struct format_token token;
	size_t at = 0;

	if (!moment_of(serial, date1904, &moment))
		return false;
	state.afternoon = str_has(section, STR("AM/PM")) || str_has(section, STR("am/pm"));
	while ((token = format_next(section, &at)).kind != FORMAT_END) {
		char c = token.text.len > 0 ? str_lower(token.text.ptr[0]) : '\0';

		if (token.kind == FORMAT_LETTER)
			put_letters(out, &state, token.text, at);
		else if (token.kind == FORMAT_BRACKET && (c == 'h' || c == 'm' || c == 's'))
			put_elapsed(out, &state, c);
		else if (token.kind == FORMAT_SIGN && str_is_nocase(token.text, "AM/PM"))
			buf_adds(out, moment.seconds < SECONDS_A_DAY / 2 ? "AM" : "PM");
		else if (token.kind == FORMAT_LITERAL || token.kind == FORMAT_SIGN)
			buf_add(out, token.text);
	}
	return true;
}
