/* SPDX-License-Identifier: Apache-2.0 */
/* Dates at a place within a text: what date_read.c gives to moment.c. Private to base/. */
#ifndef BASE_DATE_READ_H
#define BASE_DATE_READ_H

#include <stdbool.h>

#include "base/cursor.h"
#include "base/date.h"

enum date_reading {
	READ_NONE, /* nothing here that begins like a date */
	READ_BAD,  /* the form of a date, but no such day: the cursor is behind it */
	READ_DATE,
};

/*
 * The date that begins here; the cursor goes behind it, but stays where there is none. *bare_year: a year alone, without
 * 年 or anything else behind it.
 */
enum date_reading date_take(struct cursor *c, struct date *date, bool *bare_year);

/* Ten bytes that are yyyy-mm-dd in ASCII, as nearly all dates are that a program wrote; false: something else, or no such day. */
bool date_take_iso(const char *text, struct date *date);

/* false: there is no such day. A month or a day of 0 is one that was not given. */
bool date_make(int year, int month, int day, struct date *date);

#endif
