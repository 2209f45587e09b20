/* SPDX-License-Identifier: Apache-2.0 */
/* base/date.h: reading, writing, counting, and the calendar against a table of known years. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/scope.h"

#include "base/banned.h"

/* What date_parse makes of a text, as ISO and as an era date; iso NULL: no date. */
static const struct parse_case {
	const char *text, *iso, *era;
} parse_cases[] = {
	{ "令和6年7月2日", "2024-07-02", "令和6年7月2日" },
	{ "令和元年5月1日", "2019-05-01", "令和元年5月1日" },
	{ "平成31年4月30日", "2019-04-30", "平成31年4月30日" },
	{ "平成元年1月8日", "1989-01-08", "平成元年1月8日" },
	{ "昭和64年1月7日", "1989-01-07", "昭和64年1月7日" },
	{ "昭和元年12月25日", "1926-12-25", "昭和元年12月25日" },
	{ "大正15年12月24日", "1926-12-24", "大正15年12月24日" },
	{ "大正元年7月30日", "1912-07-30", "大正元年7月30日" },
	{ "明治45年7月29日", "1912-07-29", "明治45年7月29日" },
	{ "明治元年10月23日", "1868-10-23", "明治元年10月23日" },
	{ "1868-10-22", "1868-10-22", "1868年10月22日" },
	{ "R6.7.2", "2024-07-02", "令和6年7月2日" },
	{ "R元.5.1", "2019-05-01", "令和元年5月1日" },
	{ "H31/4/30", "2019-04-30", "平成31年4月30日" },
	{ "Ｒ６．７．２", "2024-07-02", "令和6年7月2日" },
	{ "㋿6年7月2日", "2024-07-02", "令和6年7月2日" },
	{ "令和６年７月２日（火）", "2024-07-02", "令和6年7月2日" },
	{ "令和6年7月2日(火曜日)", "2024-07-02", "令和6年7月2日" },
	{ "2024年2月12日（月・祝）", "2024-02-12", "令和6年2月12日" },
	{ " 令和 6 年 7 月 2 日 ", "2024-07-02", "令和6年7月2日" },
	{ "　令和６年　７月　２日　", "2024-07-02", "令和6年7月2日" },
	{ "2024年7月2日", "2024-07-02", "令和6年7月2日" },
	{ "2024/7/2", "2024-07-02", "令和6年7月2日" },
	{ "2024-07-02", "2024-07-02", "令和6年7月2日" },
	{ "2024.7.2", "2024-07-02", "令和6年7月2日" },
	{ "２０２４／０７／０２", "2024-07-02", "令和6年7月2日" },
	{ "20240702", "2024-07-02", "令和6年7月2日" },
	{ "2024-02-29", "2024-02-29", "令和6年2月29日" },
	{ "2000-02-29", "2000-02-29", "平成12年2月29日" },
	{ "令和6年7月", "2024-07", "令和6年7月" },
	{ "2024-07", "2024-07", "令和6年7月" },
	{ "2024/7", "2024-07", "令和6年7月" },
	{ "令和6年", "2024", "令和6年" },
	{ "2024年", "2024", "令和6年" },
	{ "2024", "2024", "令和6年" },
	/* A year or month in which the era changed: both names are read, the later is written. */
	{ "平成31年", "2019", "令和元年" },
	{ "令和元年", "2019", "令和元年" },
	{ "昭和64年1月", "1989-01", "平成元年1月" },

	{ "", NULL, NULL },
	{ "令和", NULL, NULL },
	{ "令和0年1月1日", NULL, NULL },
	{ "令和6", NULL, NULL },
	{ "R6", NULL, NULL },
	{ "令和6年度", NULL, NULL },
	{ "平成40年", NULL, NULL },
	{ "平成31年5月1日", NULL, NULL },
	{ "平成31年5月", NULL, NULL },
	{ "令和元年4月30日", NULL, NULL },
	{ "昭和64年1月8日", NULL, NULL },
	{ "平成元年1月7日", NULL, NULL },
	{ "明治元年10月22日", NULL, NULL },
	{ "2023-02-29", NULL, NULL },
	{ "1900-02-29", NULL, NULL },
	{ "2024-13-01", NULL, NULL },
	{ "2024-00-01", NULL, NULL },
	{ "2024-01-00", NULL, NULL },
	{ "2024年0月1日", NULL, NULL },
	{ "2024-04-31", NULL, NULL },
	{ "20240230", NULL, NULL },
	{ "20240002", NULL, NULL },
	{ "0000-01-01", NULL, NULL },
	{ "24/7/2", NULL, NULL },
	{ "2024/7-2", NULL, NULL },
	{ "2024-07-02T10:00:00", NULL, NULL },
	{ "令和6年7月2日現在", NULL, NULL },
	{ "\xE4\xBB\xA4\xE5", NULL, NULL },
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(parse_cases); i++) {
		const struct parse_case *c = &parse_cases[i];
		struct date date = { 0 };
		struct buf out = { 0 };

		if (date_parse(str_of(c->text), &date) != (c->iso != NULL))
			fail_msg("\"%s\" is %sa date", c->text, c->iso == NULL ? "not " : "");
		if (c->iso != NULL) {
			date_iso(date, &out);
			assert_string_equal(out.ptr, c->iso);
			buf_clear(&out);
			date_era(date, &out);
			assert_string_equal(out.ptr, c->era);
		}
		buf_release(&out);
	}
}

/* Dates and moments as programs write them are read at once: as those with a blank behind them, which go the long way. */
static void
test_short_ways(void **state)
{
	static const int years[] = { 0, 1, 1900, 2000, 2024, 2025, 9999 };
	static const int clocks[] = { 0, 7, 23, 24, 25, 59, 60, 61 };

	(void)state;
	for (size_t y = 0; y < COUNT_OF(years); y++)
		for (int day = 0; day < 14 * 33; day++) {
			struct date one = { 0 }, other = { 0 };
			char text[48];
			snprintf(
			    text, sizeof text, "%04d-%02d-%02d ", years[y], day / 33, day % 33);
			bool is = date_parse((struct str){ text, 10 }, &one);
			assert_int_equal(is, date_parse((struct str){ text, 11 }, &other));
			assert_true(!is || memcmp(&one, &other, sizeof one) == 0);
		}
	for (size_t n = 0; n < 8 * 8 * 8 * 8; n++) {
		int64_t one = 0, other = 0;
		char text[64];
		snprintf(text, sizeof text, "2025-0%zu-30T%02d:%02d:%02d+09:00 ", n / 512,
		    clocks[n / 64 % 8], clocks[n / 8 % 8], clocks[n % 8]);
		bool is = time_parse((struct str){ text, 25 }, &one);
		assert_int_equal(is, time_parse((struct str){ text, 26 }, &other));
		assert_int_equal(one, other);
	}
}

/* Every cut of a date is a coarser date or none, and is read without looking behind its end. */
static void
test_every_prefix(void **state)
{
	const struct str whole = STR("令和６年７月２日（火曜日）");

	(void)state;
	for (size_t n = 0; n < whole.len; n++) {
		struct arena arena = { 0 };
		struct str cut = arena_str(&arena, str_sub(whole, 0, n));
		struct date date;

		if (date_parse(cut, &date))
			assert_int_equal(date.year, 2024);
		arena_release(&arena);
	}
}

static void
test_find(void **state)
{
	const struct str text =
	    STR("令和6年度の計画(2023/2/30は誤り)は令和6年 7月2日に公表、"
		"電話0466-25-1111、型番A2024-1、後に2025-01-02T10:00に改正。2026年4月予定");
	static const char *const wanted[] = { "2024-07-02", "2025-01-02", "2026-04" };
	struct date date;
	size_t at = 0, len = 0, n = 0;

	(void)state;
	for (; date_find(text, at + len, &date, &at, &len); n++) {
		struct buf out = { 0 };

		assert_true(n < COUNT_OF(wanted));
		date_iso(date, &out);
		assert_string_equal(out.ptr, wanted[n]);
		buf_release(&out);
	}
	assert_int_equal(n, COUNT_OF(wanted));
}

static void
test_compare(void **state)
{
	const struct date day = { 2024, 5, 27 }, month = { 2024, 5, 0 }, year = { 2024, 0, 0 };

	(void)state;
	assert_int_equal(date_cmp(day, month), 0);
	assert_int_equal(date_cmp(year, day), 0);
	assert_int_equal(date_cmp(day, (struct date){ 2024, 5, 28 }), -1);
	assert_int_equal(date_cmp((struct date){ 2024, 6, 0 }, day), 1);
	assert_int_equal(date_cmp((struct date){ 2023, 12, 31 }, year), -1);
	assert_true(date_is_full(day));
	assert_false(date_is_full(month));
}

static void
test_days(void **state)
{
	struct date date;

	(void)state;
	assert_int_equal(date_days((struct date){ 1970, 1, 1 }), 0);
	assert_int_equal(date_days((struct date){ 2000, 3, 1 }), 11017);
	assert_int_equal(date_weekday((struct date){ 2024, 7, 2 }), 2);
	assert_int_equal(date_weekday((struct date){ 1, 1, 1 }), 1);
	for (int64_t day = -719162; day <= 2932896; day += 1) {
		date = date_of_days(day);
		assert_true(date_is_full(date));
		if (date_days(date) != day)
			fail_msg("%d-%d-%d", date.year, date.month, date.day);
	}
	assert_int_equal(date_of_days(2932897).year, 0);
	assert_int_equal(date_of_days(INT64_MIN).year, 0);
	assert_int_equal(date_add_days((struct date){ 2024, 2, 28 }, INT64_MAX).year, 0);
	date = date_add_days((struct date){ 2024, 2, 28 }, 2);
	assert_int_equal(date.month * 100 + date.day, 301);
}

static void
assert_date(struct date date, int year, int month, int day)
{
	assert_int_equal(date.year, year);
	assert_int_equal(date.month, month);
	assert_int_equal(date.day, day);
}

static void
test_months(void **state)
{
	(void)state;
	assert_date(date_add_months((struct date){ 2024, 1, 31 }, 1), 2024, 2, 29);
	assert_date(date_add_months((struct date){ 2024, 2, 29 }, 12), 2025, 2, 28);
	assert_date(date_add_months((struct date){ 2024, 3, 31 }, -1), 2024, 2, 29);
	assert_date(date_add_months((struct date){ 2024, 11, 0 }, 3), 2025, 2, 0);
	assert_date(date_add_months((struct date){ 2024, 0, 0 }, 24), 2026, 0, 0);
	assert_date(date_add_months((struct date){ 9999, 12, 1 }, 1), 0, 0, 0);
	assert_date(date_add_months((struct date){ 1, 1, 1 }, -1), 0, 0, 0);
}

/* 国民の祝日 and 休日 as the Cabinet Office publishes them (2027: by the formula for the equinoxes). */
static const struct year_case {
	int year;
	const char *days;
} years[] = {
	{ 1988, "1/1 1/15 2/11 3/20 3/21 4/29 5/3 5/4 5/5 9/15 9/23 10/10 11/3 11/23" },
	{ 1989,
	    "1/1 1/2 1/15 1/16 2/11 2/24 3/21 4/29 5/3 5/4 5/5 9/15 9/23 10/10 11/3 11/23 12/23" },
	{ 1990,
	    "1/1 1/15 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 9/15 9/23 9/24 10/10 11/3 11/12 11/23 "
	    "12/23 12/24" },
	{ 2006, "1/1 1/2 1/9 2/11 3/21 4/29 5/3 5/4 5/5 7/17 9/18 9/23 10/9 11/3 11/23 12/23" },
	{ 2009,
	    "1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23" },
	{ 2018,
	    "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23 "
	    "12/23 12/24" },
	{ 2019,
	    "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 "
	    "10/22 11/3 11/4 11/23" },
	{ 2020,
	    "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 "
	    "11/23" },
	{ 2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23" },
	{ 2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23" },
	{ 2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23" },
	{ 2024,
	    "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 "
	    "11/3 11/4 11/23" },
	{ 2025,
	    "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 "
	    "11/23 11/24" },
	{ 2026,
	    "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 "
	    "11/23" },
	{ 2027,
	    "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23" },
};

static void
test_holidays(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(years); i++) {
		struct date date = { (int16_t)years[i].year, 1, 1 };
		struct buf found = { 0 };

		for (; date.year == years[i].year; date = date_add_days(date, 1))
			if (date_is_holiday(date, NULL))
				buf_addf(&found, "%s%d/%d", found.len > 0 ? " " : "", date.month,
				    date.day);
		assert_string_equal(found.ptr, years[i].days);
		buf_release(&found);
	}
}

static void
test_holiday_names(void **state)
{
	static const struct {
		struct date date;
		const char *name;
	} cases[] = {
		{ { 1973, 4, 30 }, "振替休日" },
		{ { 1988, 5, 4 }, "国民の休日" },
		{ { 1989, 2, 24 }, "昭和天皇の大喪の礼" },
		{ { 1988, 4, 29 }, "天皇誕生日" },
		{ { 2006, 4, 29 }, "みどりの日" },
		{ { 2007, 4, 29 }, "昭和の日" },
		{ { 2019, 4, 30 }, "国民の休日" },
		{ { 2019, 5, 1 }, "天皇の即位の日" },
		{ { 2019, 10, 14 }, "体育の日" },
		{ { 2020, 7, 24 }, "スポーツの日" },
		{ { 2025, 5, 6 }, "振替休日" },
		{ { 2026, 9, 22 }, "国民の休日" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *name = "";

		assert_true(date_is_holiday(cases[i].date, &name));
		assert_string_equal(name, cases[i].name);
	}
	/* 振替休日 began on 1973-04-12: the Sunday holiday of 1973-02-11 moved nothing. */
	assert_false(date_is_holiday((struct date){ 1973, 2, 12 }, NULL));
	assert_false(date_is_holiday((struct date){ 2019, 12, 23 }, NULL));
	assert_false(date_is_holiday((struct date){ 2151, 1, 1 }, NULL));
	assert_false(date_is_holiday((struct date){ 2024, 1, 0 }, NULL));
}

static void
test_business_days(void **state)
{
	(void)state;
	assert_true(date_is_business_day((struct date){ 2024, 12, 27 }));
	assert_false(date_is_business_day((struct date){ 2024, 12, 30 }));
	assert_false(date_is_business_day((struct date){ 2025, 1, 3 }));
	assert_true(date_is_business_day((struct date){ 2025, 1, 6 }));
	assert_false(date_is_business_day((struct date){ 2024, 8, 12 }));
	assert_int_equal(
	    date_business_days((struct date){ 2024, 12, 27 }, (struct date){ 2025, 1, 6 }), 1);
	assert_int_equal(
	    date_business_days((struct date){ 2024, 4, 26 }, (struct date){ 2024, 5, 7 }), 4);
	assert_int_equal(
	    date_business_days((struct date){ 2024, 5, 7 }, (struct date){ 2024, 4, 26 }), 0);
}

static const struct time_case {
	const char *text, *iso;
} time_cases[] = {
	{ "2025-04-01T09:00:00", "2025-04-01T09:00:00+09:00" },
	{ "2025-04-01T00:00:00Z", "2025-04-01T09:00:00+09:00" },
	{ "2025-04-01T00:00:00.123456Z", "2025-04-01T09:00:00+09:00" },
	{ "2025-03-31 23:59:59,999 -0100", "2025-04-01T09:59:59+09:00" },
	{ "2025-04-01T09:00:00+09", "2025-04-01T09:00:00+09:00" },
	{ "2025/4/1 9:00", "2025-04-01T09:00:00+09:00" },
	{ "2025-04-01 24:00:00", "2025-04-02T00:00:00+09:00" },
	{ "20250401090000", "2025-04-01T09:00:00+09:00" },
	{ "202504010900", "2025-04-01T09:00:00+09:00" },
	{ "01/Apr/2025:09:00:00 +0900", "2025-04-01T09:00:00+09:00" },
	{ "令和7年4月1日 9時30分", "2025-04-01T09:30:00+09:00" },
	{ "令和７年４月１日（火）９時３０分１５秒", "2025-04-01T09:30:15+09:00" },
	{ "1969-12-31T23:59:59Z", "1970-01-01T08:59:59+09:00" },
	{ "0001-01-01T12:00:00+09:00", "0001-01-01T12:00:00+09:00" },
	{ "2025-04-01", NULL },
	{ "2025-04 09:00:00", NULL },
	{ "2025-02-30T09:00:00", NULL },
	{ "2025-04-01T24:00:01", NULL },
	{ "2025-04-01T09:60:00", NULL },
	{ "2025-04-01T09:00:00+15:00", NULL },
	{ "2025-04-01T09:00:00 x", NULL },
	{ "20250401250000", NULL },
	{ "32/Apr/2025:09:00:00 +0900", NULL },
	{ "01/Foo/2025:09:00:00 +0900", NULL },
	{ "", NULL },
};

static void
test_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(time_cases); i++) {
		const struct time_case *c = &time_cases[i];
		struct buf out = { 0 };
		int64_t seconds;

		if (time_parse(str_of(c->text), &seconds) != (c->iso != NULL))
			fail_msg("\"%s\" is %sa moment", c->text, c->iso == NULL ? "not " : "");
		if (c->iso != NULL) {
			time_iso_jst(seconds, &out);
			assert_string_equal(out.ptr, c->iso);
		}
		buf_release(&out);
	}
	assert_date(time_day_jst(0), 1970, 1, 1);
	assert_date(time_day_jst(15 * 3600 - 1), 1970, 1, 1);
	assert_date(time_day_jst(15 * 3600), 1970, 1, 2);
	assert_date(time_day_jst(INT64_MAX), 0, 0, 0);
	assert_true(time_now() > INT64_C(1700000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_short_ways),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_holidays),
		cmocka_unit_test(test_holiday_names),
		cmocka_unit_test(test_business_days),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
