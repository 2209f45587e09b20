/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as Japanese offices write them, and the Japanese calendar.
 *
 * A date may lack its day, or day and month: that is kept, not filled up. Reading accepts 令和/平成/昭和/
 * 大正/明治 (元年 = 1) and R/H/S/T/M, yyyy年m月d日, yyyy/m/d, yyyy-mm-dd, yyyy.m.d, full-width digits, a trailing
 * weekday in brackets. 令和 begins 2019-05-01, 平成 1989-01-08, 昭和 1926-12-25, 大正 1912-07-30, 明治 1868-10-23
 * (元号を改める政令). A date outside its era (平成40年) is refused.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct date {
	int16_t year; /* Gregorian, 1..9999; 0 = no date */
	int8_t month; /* 1..12; 0 = not given */
	int8_t day;   /* 1..31; 0 = not given */
};

/* The whole text is a date (spaces within allowed), or false. */
bool date_parse(struct str text, struct date *date);
/* The first date inside a longer text: its offset and length; false: none. */
bool date_find(struct str text, size_t from, struct date *date, size_t *at, size_t *len);
/* yyyy-mm-dd, yyyy-mm or yyyy; appended. */
void date_iso(struct date date, struct buf *buf);
/* 令和6年7月2日 (元年 for 1); appended. Before 明治: Gregorian 年月日. */
void date_era(struct date date, struct buf *buf);
/* -1, 0, 1 at the coarser precision of the two: 2024-05 and 2024-05-27 are equal. */
int date_cmp(struct date a, struct date b);
bool date_is_full(struct date date);

/* Days since 1970-01-01 (proleptic Gregorian); needs a full date. */
int64_t date_days(struct date date);
struct date date_of_days(int64_t days);
struct date date_add_days(struct date date, int64_t days);
/* Same day n months or years on; the last of the month where there is no such day. */
struct date date_add_months(struct date date, int months);
/* 0 = Sunday .. 6 = Saturday. */
int date_weekday(struct date date);

/*
 * 国民の祝日 (国民の祝日に関する法律 of 1948, with its amendments, 振替休日 and 国民の休日, the special days of 2019, 2020,
 * 2021), computed for 1973..2150; the equinoxes by the usual formula. *name may be NULL.
 */
bool date_is_holiday(struct date date, const char **name);
/* Not Saturday, Sunday, 祝日, nor 12/29..1/3 (行政機関の休日に関する法律 第1条). */
bool date_is_business_day(struct date date);
/* The number of business days in (from, to]. */
int64_t date_business_days(struct date from, struct date to);

/* Moments: seconds since 1970-01-01T00:00:00Z. Without a zone the text is Japan Standard Time (+09:00). */
bool time_parse(struct str text, int64_t *seconds);
/* The day in Japan of a moment. */
struct date time_day_jst(int64_t seconds);
/* "2025-04-01T09:00:00+09:00"; appended. */
void time_iso_jst(int64_t seconds, struct buf *buf);
/* Now, and today in Japan. The only place that asks the clock. */
int64_t time_now(void);

#endif
