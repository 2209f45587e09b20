/* SPDX-License-Identifier: Apache-2.0 */
/* The table of eras; reading their names, writing dates with them. */
#include "base/era.h"

#include <string.h>

#include "base/banned.h"

/* 元号を改める政令 (平成31年政令第143号 and its forerunners); the latest first. */
static const struct era eras[] = {
	{ "令和", 'R', 0x32FF, { 2019, 5, 1 }, { 9999, 12, 31 } },
	{ "平成", 'H', 0x337B, { 1989, 1, 8 }, { 2019, 4, 30 } },
	{ "昭和", 'S', 0x337C, { 1926, 12, 25 }, { 1989, 1, 7 } },
	{ "大正", 'T', 0x337D, { 1912, 7, 30 }, { 1926, 12, 24 } },
	{ "明治", 'M', 0x337E, { 1868, 10, 23 }, { 1912, 7, 29 } },
};
enum { ERA_COUNT = sizeof eras / sizeof eras[0] };

const struct era *
era_take(struct cursor *c)
{
	for (size_t i = 0; i < ERA_COUNT; i++) {
		if (str_starts(str_from(c->text, c->at), str_of(eras[i].name))) {
			c->at += strlen(eras[i].name);
			return &eras[i];
		}
		if (cursor_take(c, eras[i].letter) || cursor_take(c, eras[i].sign))
			return &eras[i];
	}
	return NULL;
}

const struct era *
era_of(struct date date)
{
	/* A year or month in which the era changed is named by the era at its end, as 令和元年 is. */
	struct date last = { date.year, date.month > 0 ? date.month : 12,
		date.day > 0 ? date.day : 31 };

	for (size_t i = 0; i < ERA_COUNT; i++)
		if (date_cmp(last, eras[i].begin) >= 0)
			return &eras[i];
	return NULL;
}

void
date_era(struct date date, struct buf *buf)
{
	const struct era *era = era_of(date);
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
