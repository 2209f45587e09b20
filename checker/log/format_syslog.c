/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syslog as files have it: RFC 3164, whose times have no year and no zone, and rsyslog's own, whose times are as of RFC 3339. The year is the
 * latest that puts no record behind the file's last change, nor behind the day of the check; or the mapping says that of the
 * first record, and it goes on when the months begin anew.
 */
#include <string.h>

#include "base/date.h"
#include "base/scope.h"
#include "log/messages.h"
#include "log/syslog.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600, MONTH_DAYS = 31, YEARS_LOOKED = 9 };

struct syslog {
	struct log_events *events;
	int64_t latest;
	int year;     /* of the latest record, when the mapping says the first one's */
	int64_t last; /* its moment */
	bool doubted; /* a device's doubt of its own clock was said */
};

static const char *const facilities[] = { "kern", "user", "mail", "daemon", "auth", "syslog", "lpr",
	"news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock", "local0",
	"local1", "local2", "local3", "local4", "local5", "local6", "local7" };
static const char *const severities[] = { "emerg", "alert", "crit", "err", "warning", "notice",
	"info", "debug" };

bool
syslog_priority(struct str *rest, struct log_record *record, bool *authentication)
{
	size_t digits;
	int64_t n;

	if (rest->len < 3 || rest->ptr[0] != '<')
		return false;
	digits = str_digits(*rest, 1);
	if (digits == 0 || digits > 3 || digits + 1 >= rest->len || rest->ptr[digits + 1] != '>' ||
	    !str_parse_i64(str_sub(*rest, 1, digits), &n) || n >= (int64_t)COUNT_OF(facilities) * 8)
		return false;
	*rest = str_from(*rest, digits + 2);
	if (record == NULL)
		return true;
	*authentication = n / 8 == 4 || n / 8 == 10;
	syslog_put(record, "facility", str_of(facilities[n / 8]));
	syslog_put(record, "severity", str_of(severities[n % 8]));
	return true;
}

void
syslog_put(struct log_record *record, const char *name, struct str value)
{
	size_t column = record_column(record, str_of(name));

	if (column != LOG_COLUMNS_MAX && value.len > 0 && !str_is(value, "-"))
		record_set(record, column, value, false);
}

/* --- times --------------------------------------------------------------------------------------- */

struct clock {
	int year, month, day; /* year 0: not said */
	int64_t in_day;
};

static bool
number_at(struct str *rest, size_t most, int64_t *n)
{
	size_t digits = str_digits(*rest, 0);

	if (digits == 0 || digits > most || !str_parse_i64(str_sub(*rest, 0, digits), n))
		return false;
	*rest = str_from(*rest, digits);
	return true;
}

static bool
skip(struct str *rest, char c)
{
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = str_from(*rest, 1);
	return true;
}

/* Apr  1 09:00:00, Apr 1 2025 09:00:00, with a fraction; *rest is moved behind it. */
static bool
take_clock(struct str *rest, struct clock *clock)
{
	static const struct str months = STR_INIT("JanFebMarAprMayJunJulAugSepOctNovDec");
	int64_t day, hour, minute, second, fraction;
	struct str at = *rest;
	size_t month = at.len < 15 ? STR_NONE : str_find(months, str_sub(at, 0, 3), 0);

	if (month == STR_NONE || month % 3 != 0 || at.ptr[3] != ' ')
		return false;
	at = str_trim(str_from(at, 3));
	if (!number_at(&at, 2, &day) || !skip(&at, ' '))
		return false;
	*clock = (struct clock){ .month = (int)month / 3 + 1, .day = (int)day };
	if (str_digits(at, 0) == 4 && number_at(&at, 4, &hour)) {
		clock->year = (int)hour;
		if (!skip(&at, ' '))
			return false;
	}
	if (!number_at(&at, 2, &hour) || !skip(&at, ':') || !number_at(&at, 2, &minute) ||
	    !skip(&at, ':') || !number_at(&at, 2, &second) || hour > 23 || minute > 59 ||
	    second > 60)
		return false;
	if (skip(&at, '.') && !number_at(&at, 9, &fraction))
		return false;
	clock->in_day = hour * 3600 + minute * 60 + second;
	(void)skip(&at, ':'); /* of network devices */
	*rest = at;
	return skip(rest, ' ');
}

/* Midnight of that day, UTC; false: no such day. */
static bool
midnight(int year, const struct clock *clock, int64_t *seconds)
{
	struct date date = { (int16_t)year, (int8_t)clock->month, (int8_t)clock->day };

	if (year < 1970 || year > 9999 || clock->day < 1 || clock->day > 31)
		return false;
	int64_t days = date_days(date);
	*seconds = days * DAY_SEC;
	return date_cmp(date_of_days(days), date) == 0;
}

/* From the first record's year on: the first year in which it is no more than a month behind the latest record. */
static bool
moment_behind(struct syslog *s, const struct clock *clock, int64_t offset, int64_t *seconds)
{
	int first = s->year == 0 ? s->events->mapping.year : s->year - 1;
	int64_t day;

	for (int year = first; year < first + YEARS_LOOKED; year++) {
		if (!midnight(year, clock, &day))
			continue;
		*seconds = day + clock->in_day - offset;
		if (s->year != 0 && *seconds < s->last - MONTH_DAYS * DAY_SEC)
			continue;
		if (s->year == 0 || *seconds > s->last) {
			s->year = year;
			s->last = *seconds;
		}
		return true;
	}
	return false;
}

static bool
moment_of(struct syslog *s, const struct clock *clock, int64_t *seconds)
{
	const struct log_mapping *mapping = &s->events->mapping;
	int64_t offset = mapping->has_offset ? mapping->offset_sec : JST_SEC, day;

	if (clock->year != 0) {
		if (!midnight(clock->year, clock, &day))
			return false;
		*seconds = day + clock->in_day - offset;
		return true;
	}
	if (mapping->year != 0)
		return moment_behind(s, clock, offset, seconds);
	/* The 29th of February is some years back. */
	int year = time_day_jst(s->latest).year;
	for (int back = 0; back < YEARS_LOOKED; back++) {
		if (!midnight(year - back, clock, &day))
			continue;
		*seconds = day + clock->in_day - offset;
		if (*seconds <= s->latest)
			return true;
	}
	return false;
}

/* --- lines --------------------------------------------------------------------------------------- */

/* program[pid]: message; without a colon it is all message. */
static void
take_tag(struct str rest, struct str *program, struct str *process, struct str *message)
{
	size_t end = 0;

	while (
	    end < rest.len && rest.ptr[end] != ':' && rest.ptr[end] != '[' && rest.ptr[end] != ' ')
		end++;
	*message = rest;
	*program = *process = (struct str){ 0 };
	if (end == 0 || end == rest.len || rest.ptr[end] == ' ')
		return;
	struct str behind = str_from(rest, end);
	if (behind.ptr[0] == '[') {
		size_t close = str_find(behind, STR("]:"), 0);
		if (close == STR_NONE)
			return;
		*process = str_sub(behind, 1, close - 1);
		behind = str_from(behind, close + 1);
	}
	*program = str_sub(rest, 0, end);
	*message = str_trim(str_from(behind, 1));
}

/* What stands before the host's name; *seconds is not set when the time has no year. */
static bool
take_time(struct str *rest, struct clock *clock, int64_t *seconds)
{
	struct str next, word;

	*clock = (struct clock){ 0 };
	if (take_clock(rest, clock))
		return true;
	word = str_split(*rest, ' ', &next);
	if (word.len < 19 || word.ptr[10] != 'T' || next.len == 0 || !time_parse(word, seconds))
		return false;
	*rest = next;
	return true;
}

/* The time is the best that there is; what a device says against it is said once. */
static void
doubt_clock(struct syslog *s, struct str mark, uint32_t number)
{
	struct log_events *events = s->events;

	if (mark.len == 0 || s->doubted)
		return;
	s->doubted = true;
	sink_diag(&events->sink, DIAG_LOG_CLOCK_DOUBTED,
	    (struct diag_at){ events->file, number, 0 }, mark, (struct str){ 0 },
	    (struct str){ 0 });
}

static void
take_line(void *context, struct str line, uint32_t number)
{
	struct syslog *s = context;
	struct log_record *record = &s->events->record;
	struct str rest = str_trim(line), mark = { 0 }, host, program, process, message;
	struct clock clock;
	int64_t seconds = 0;
	bool authentication = false;

	record_begin(record, number);
	(void)syslog_priority(&rest, record, &authentication);
	bool ios = !take_time(&rest, &clock, &seconds);
	if (ios && (!syslog_ios_head(&rest, &host, &mark) || !take_clock(&rest, &clock))) {
		events_bad(
		    s->events, DIAG_LOG_RECORD_FORM, number, 0, STR("syslog"), (struct str){ 0 });
		return;
	}
	if (clock.month != 0 && !moment_of(s, &clock, &seconds)) {
		events_bad(s->events, DIAG_LOG_RECORD_TIME, number, 0, str_sub(line, 0, 15),
		    (struct str){ 0 });
		return;
	}
	doubt_clock(s, mark, number);
	if (!ios)
		host = str_split(rest, ' ', &rest);
	take_tag(rest, &program, &process, &message);
	ios |= str_digits(program, 0) == program.len || str_starts(rest, STR("%"));
	if (ios)
		(void)syslog_ios_tag(rest, &program, &message);
	syslog_record(s->events, seconds, host, program, process, message, authentication);
}

void
syslog_record(struct log_events *events, int64_t seconds, struct str host, struct str program,
    struct str process, struct str message, bool authentication)
{
	struct log_record *record = &events->record;

	syslog_put(record, "hostname", host);
	syslog_put(record, "program", program);
	syslog_put(record, "pid", process);
	syslog_put(record, "message", message);
	record->origin = message_origin(program, authentication);
	message_read(record, program, message);
	record_put_moment(record, seconds);
	(void)events_take(events);
}

static bool
read_syslog(struct log_source *source, struct log_events *events)
{
	struct syslog s = { .events = events, .latest = events->job->latest };

	if (s.latest == 0)
		s.latest = time_now();
	/* A day more: clocks differ. */
	if (source->range.changed != 0 && source->range.changed + DAY_SEC < s.latest)
		s.latest = source->range.changed + DAY_SEC;
	each_line(source, events, &s, take_line);
	return true;
}

/* The first line that is not blank. */
static bool
claims_syslog(struct str head)
{
	struct str line, word, mark;
	struct clock clock;
	int64_t seconds;

	while (str_line(&head, &line)) {
		line = str_trim(line);
		if (line.len == 0)
			continue;
		(void)syslog_priority(&line, NULL, NULL);
		if (take_time(&line, &clock, &seconds))
			return str_find_char(line, ' ', 0) != STR_NONE;
		return syslog_ios_head(&line, &word, &mark) && take_clock(&line, &clock) &&
		    syslog_ios_tag(line, &word, &word);
	}
	return false;
}

const struct log_name syslog_names[1] = {
	{ LOG_SYSTEM, "hostname" },
};

const struct log_format log_format_syslog = {
	.name = "syslog",
	.claims = claims_syslog,
	.read = read_syslog,
	.names = syslog_names,
	.name_count = COUNT_OF(syslog_names),
	.own = MESSAGE_FIELDS | 1U << LOG_TIME,
	.origins = message_origins,
	.origin_count = MESSAGE_ORIGINS,
};
