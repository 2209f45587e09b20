/* SPDX-License-Identifier: Apache-2.0 */
/* Times of records: a fast path for yyyy-mm-dd hh:mm:ss of the day before, base/date.h for the rest, a format of the mapping if given. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "log/record.h"
#include "base/banned.h"

enum { JST_SEC = 9 * 3600, DAY_SEC = 86400 };

static int
two(const char *p)
{
	return str_is_digit(p[0]) && str_is_digit(p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

/* Midnight in Japan of the ten bytes of a date. */
static bool
date_sec(struct log_clock *clock, const char *date, int64_t *seconds)
{
	struct date day;

	if (!clock->has_date || memcmp(clock->date, date, sizeof clock->date) != 0) {
		if (!date_parse((struct str){ date, 10 }, &day) || !date_is_full(day))
			return false;
		memcpy(clock->date, date, sizeof clock->date);
		clock->date_sec = date_days(day) * DAY_SEC - JST_SEC;
		clock->has_date = true;
	}
	*seconds = clock->date_sec;
	return true;
}

/*
 * yyyy-mm-dd or yyyy/mm/dd, T or a blank, hh:mm:ss, and nothing or +09:00 or Z. Hours up to 29: 25:10 is ten past one in the night that
 * belongs to the day before.
 */
static bool
parse_fast(struct log_clock *clock, struct str text, int32_t offset, int64_t *seconds)
{
	const char *p = text.ptr;

	if (text.len < 19 || (p[4] != '-' && p[4] != '/') || p[7] != p[4] ||
	    (p[10] != ' ' && p[10] != 'T') || p[13] != ':' || p[16] != ':')
		return false;
	if (text.len == 20 && p[19] == 'Z')
		offset = 0;
	else if (text.len == 25 && memcmp(p + 19, "+09:00", 6) == 0)
		offset = JST_SEC;
	else if (text.len != 19)
		return false;
	int hour = two(p + 11), minute = two(p + 14), second = two(p + 17);
	if (hour < 0 || hour > 29 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	if (!date_sec(clock, p, seconds))
		return false;
	*seconds += hour * 3600 + minute * 60 + second + JST_SEC - offset;
	return true;
}

/* 25時 and 25:10 behind a date that base/date.h knows: the hour is brought under 24, the day is moved. */
static bool
parse_late(struct str text, int64_t *seconds)
{
	struct date day;
	size_t at, len;

	if (!date_find(text, 0, &day, &at, &len) || at != 0 || !date_is_full(day))
		return false;
	struct str clock = str_trim(str_from(text, len));
	if (clock.len < 5 || two(clock.ptr) < 24 || two(clock.ptr) > 29 || clock.ptr[2] != ':' ||
	    two(clock.ptr + 3) < 0 || two(clock.ptr + 3) > 59)
		return false;
	int second = clock.len == 8 && clock.ptr[5] == ':' ? two(clock.ptr + 6) : 0;
	if ((clock.len != 5 && clock.len != 8) || second < 0 || second > 59)
		return false;
	*seconds = date_days(day) * DAY_SEC - JST_SEC + two(clock.ptr) * 3600 +
	    two(clock.ptr + 3) * 60 + second;
	return true;
}

/* Seconds since 1970, also with a fraction, milliseconds, micro- or nanoseconds: told by the number of digits, of 2001 to 2033. */
static bool
parse_epoch(struct str text, int64_t *seconds)
{
	struct str fraction, whole = str_split(str_trim(text), '.', &fraction);

	if (str_digits(whole, 0) != whole.len || whole.len < 10 || whole.ptr[0] != '1' ||
	    (whole.len - 10) % 3 != 0 || whole.len > 19)
		return false;
	if (fraction.len > 0 && (whole.len > 10 || str_digits(fraction, 0) != fraction.len))
		return false;
	return str_parse_i64(str_sub(whole, 0, 10), seconds);
}

/* A number of at most max digits at *at. */
static bool
take_number(struct str text, size_t *at, size_t max, int64_t *n)
{
	size_t from = *at;

	*n = 0;
	while (*at < text.len && *at - from < max && str_is_digit(text.ptr[*at]))
		*n = *n * 10 + (text.ptr[(*at)++] - '0');
	return *at > from;
}

static bool
parse_format(struct str format, struct str text, int32_t offset, int64_t *seconds)
{
	int64_t year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, n;
	size_t at = 0;

	for (size_t i = 0; i < format.len; i++) {
		if (format.ptr[i] != '%' || i + 1 == format.len) {
			if (at >= text.len || text.ptr[at++] != format.ptr[i])
				return false;
			continue;
		}
		char c = format.ptr[++i];
		if (!take_number(text, &at, c == 'Y' ? 4 : c == 's' ? 12 : 2, &n))
			return false;
		if (c == 's') {
			*seconds = n;
			return i + 1 == format.len && at == text.len;
		}
		*(c == 'Y' || c == 'y' ? &year
			: c == 'm'     ? &month
			: c == 'd'     ? &day
			: c == 'H'     ? &hour
			: c == 'M'     ? &minute
				       : &second) = c == 'y' ? n + 2000 : n;
	}
	if (at != text.len || year < 1 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    hour > 29 || minute > 59 || second > 60)
		return false;
	struct date date = { (int16_t)year, (int8_t)month, (int8_t)day };
	if (date_of_days(date_days(date)).day != date.day)
		return false;
	*seconds = date_days(date) * DAY_SEC + hour * 3600 + minute * 60 + second - offset;
	return true;
}

bool
log_time_parse(
    struct log_clock *clock, const struct log_mapping *mapping, struct str text, int64_t *seconds)
{
	int32_t offset = mapping->has_offset ? mapping->offset_sec : JST_SEC;

	if (mapping->time_format.len > 0)
		return parse_format(mapping->time_format, str_trim(text), offset, seconds);
	if (parse_fast(clock, text, offset, seconds))
		return true;
	if (mapping->has_offset) {
		/* Does it have a zone of its own? Then another one behind it is not understood. */
		char zoned[96];
		int32_t minutes = (offset < 0 ? -offset : offset) / 60;
		int n = snprintf(zoned, sizeof zoned, "%.*s%c%02d:%02d", STR_ARG(text),
		    offset < 0 ? '-' : '+', (int)(minutes / 60), (int)(minutes % 60));
		if (n > 0 && (size_t)n < sizeof zoned && time_parse(str_of(zoned), seconds))
			return true;
	}
	return time_parse(text, seconds) || parse_late(text, seconds) || parse_epoch(text, seconds);
}

static void
put_two(char *p, int64_t n)
{
	p[0] = (char)('0' + n / 10);
	p[1] = (char)('0' + n % 10);
}

struct str
log_time_iso(struct log_clock *clock, int64_t seconds)
{
	if (!clock->has_day || seconds < clock->day_sec || seconds >= clock->day_sec + DAY_SEC) {
		struct date day = time_day_jst(seconds);
		struct buf buf = { 0 };
		time_iso_jst(date_days(day) * DAY_SEC - JST_SEC, &buf);
		if (buf.len != 25) { /* beyond year 9999: not a date that anything can hold */
			buf_release(&buf);
			return (struct str){ 0 };
		}
		memcpy(clock->iso, buf.ptr, 26);
		buf_release(&buf);
		clock->day_sec = date_days(day) * DAY_SEC - JST_SEC;
		clock->has_day = true;
	}
	int64_t in_day = seconds - clock->day_sec;
	put_two(clock->iso + 11, in_day / 3600);
	put_two(clock->iso + 14, in_day / 60 % 60);
	put_two(clock->iso + 17, in_day % 60);
	return (struct str){ clock->iso, 25 };
}
