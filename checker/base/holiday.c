/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 国民の祝日に関する法律 (昭和23年法律第178号) as a table with the years of each form of a rule, and what follows from it:
 * 振替休日 (第3条第2項), 国民の休日 (第3条第3項), 行政機関の休日.
 */
#include "base/date.h"

#include "base/banned.h"

enum { FIRST_YEAR = 1973, LAST_YEAR = 2150 };

/* day > 0: that day of the month; monday > 0: the n-th Monday; equinox: computed. */
struct holiday {
	const char *name;
	int16_t from, until; /* years, inclusive */
	int8_t month, day, monday;
};

static const struct holiday holidays[] = {
	{ "元日", 1949, 9999, 1, 1, 0 },
	{ "成人の日", 1949, 1999, 1, 15, 0 },
	{ "成人の日", 2000, 9999, 1, 0, 2 },
	{ "建国記念の日", 1967, 9999, 2, 11, 0 },
	{ "天皇誕生日", 2020, 9999, 2, 23, 0 },
	{ "昭和天皇の大喪の礼", 1989, 1989, 2, 24, 0 },
	{ "天皇誕生日", 1949, 1988, 4, 29, 0 },
	{ "みどりの日", 1989, 2006, 4, 29, 0 },
	{ "昭和の日", 2007, 9999, 4, 29, 0 },
	{ "天皇の即位の日", 2019, 2019, 5, 1, 0 },
	{ "憲法記念日", 1949, 9999, 5, 3, 0 },
	{ "みどりの日", 2007, 9999, 5, 4, 0 },
	{ "こどもの日", 1949, 9999, 5, 5, 0 },
	{ "皇太子徳仁親王の結婚の儀", 1993, 1993, 6, 9, 0 },
	{ "海の日", 1996, 2002, 7, 20, 0 },
	{ "海の日", 2003, 2019, 7, 0, 3 },
	{ "海の日", 2020, 2020, 7, 23, 0 }, /* moved for the Games, 2020 and 2021 */
	{ "スポーツの日", 2020, 2020, 7, 24, 0 },
	{ "海の日", 2021, 2021, 7, 22, 0 },
	{ "スポーツの日", 2021, 2021, 7, 23, 0 },
	{ "海の日", 2022, 9999, 7, 0, 3 },
	{ "山の日", 2016, 2019, 8, 11, 0 },
	{ "山の日", 2020, 2020, 8, 10, 0 },
	{ "山の日", 2021, 2021, 8, 8, 0 },
	{ "山の日", 2022, 9999, 8, 11, 0 },
	{ "敬老の日", 1966, 2002, 9, 15, 0 },
	{ "敬老の日", 2003, 9999, 9, 0, 3 },
	{ "体育の日", 1966, 1999, 10, 10, 0 },
	{ "体育の日", 2000, 2019, 10, 0, 2 },
	{ "スポーツの日", 2022, 9999, 10, 0, 2 },
	{ "即位礼正殿の儀の行われる日", 2019, 2019, 10, 22, 0 },
	{ "文化の日", 1948, 9999, 11, 3, 0 },
	{ "即位礼正殿の儀", 1990, 1990, 11, 12, 0 },
	{ "勤労感謝の日", 1948, 9999, 11, 23, 0 },
	{ "天皇誕生日", 1989, 2018, 12, 23, 0 },
};

/*
 * Day of the equinox in Japan by the usual approximation (海上保安庁水路部 暦計算研究会編 新こよみ便利帳), in millionths of a
 * day. The law follows the almanac of the February before: for years to come this is a forecast.
 */
static int
equinox_day(int year, bool autumn)
{
	static const struct {
		int until, spring, autumn, leap_from;
	} terms[] = {
		{ 1979, 20835700, 23258800, 1983 },
		{ 2099, 20843100, 23248800, 1980 },
		{ LAST_YEAR, 21851000, 24248800, 1980 },
	};
	size_t i = 0;

	while (i + 1 < sizeof terms / sizeof terms[0] && year > terms[i].until)
		i++;
	int64_t base = autumn ? terms[i].autumn : terms[i].spring;
	int64_t millionths = base + INT64_C(242194) * (year - 1980) -
	    INT64_C(1000000) * ((year - terms[i].leap_from) / 4);
	return (int)(millionths / 1000000);
}

/* A 国民の祝日 itself (第2条 and the special laws), or NULL. */
static const char *
named_holiday(struct date date)
{
	if (date.month == 3 && date.day == equinox_day(date.year, false))
		return "春分の日";
	if (date.month == 9 && date.day == equinox_day(date.year, true))
		return "秋分の日";
	for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++) {
		const struct holiday *h = &holidays[i];

		if (h->month != date.month || date.year < h->from || date.year > h->until)
			continue;
		if (h->day == date.day)
			return h->name;
		if (h->monday > 0 && (date.day - 1) / 7 + 1 == h->monday && date_weekday(date) == 1)
			return h->name;
	}
	return NULL;
}

/* 振替休日: since 1973-04-12 the Monday behind a holiday on a Sunday; since 2007 the next day that is none itself. */
static bool
is_substitute(struct date date)
{
	static const struct date since = { 1973, 4, 12 };
	struct date before = date;

	if (date_cmp(date, since) < 0)
		return false;
	if (date.year < 2007) {
		before = date_add_days(date, -1);
		return date_weekday(date) == 1 && named_holiday(before) != NULL;
	}
	for (;;) {
		before = date_add_days(before, -1);
		if (named_holiday(before) == NULL)
			return false;
		if (date_weekday(before) == 0)
			return true;
	}
}

/* 国民の休日: since 1985-12-27 the day between two holidays. */
static bool
is_between(struct date date)
{
	static const struct date since = { 1985, 12, 27 };

	if (date_cmp(date, since) < 0 || (date.year < 2007 && date_weekday(date) == 0))
		return false;
	return named_holiday(date_add_days(date, -1)) != NULL &&
	    named_holiday(date_add_days(date, 1)) != NULL;
}

bool
date_is_holiday(struct date date, const char **name)
{
	const char *found;

	if (!date_is_full(date) || date.year < FIRST_YEAR || date.year > LAST_YEAR)
		return false;
	found = named_holiday(date);
	if (found == NULL && is_substitute(date))
		found = "振替休日";
	if (found == NULL && is_between(date))
		found = "国民の休日";
	if (found != NULL && name != NULL)
		*name = found;
	return found != NULL;
}

bool
date_is_business_day(struct date date)
{
	int weekday = date_weekday(date);

	if (weekday == 0 || weekday == 6)
		return false;
	if ((date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 3))
		return false;
	return !date_is_holiday(date, NULL);
}

int64_t
date_business_days(struct date from, struct date to)
{
	int64_t count = 0;

	if (!date_is_full(from) || !date_is_full(to))
		return 0;
	for (int64_t day = date_days(from) + 1, last = date_days(to); day <= last; day++)
		count += date_is_business_day(date_of_days(day));
	return count;
}
