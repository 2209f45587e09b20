/* SPDX-License-Identifier: Apache-2.0 */
/* The summary as rows: as parts from a worker to the parent, and in order as evidence. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "log/activity_table.h"
#include "base/banned.h"

SINK_SHAPE(activity_shape, "activity", "user", "department", "operation", "system", "terminal",
    "result", "day", "events", "first_time", "last_time", "file", "line");
SINK_SHAPE(subject_shape, "activity_subject", "user", "day", "subjects", "file", "line");

/* Between a worker and the parent only: moments as numbers, subjects one by one, 16 hexadecimal digits each. */
SINK_SHAPE(activity_part_shape, "activity", "user", "department", "operation", "system", "terminal",
    "result", "day", "events", "first", "last", "line");
SINK_SHAPE(subject_part_shape, "activity_subject", "user", "day", "first", "line", "keys");

enum { HEX_BYTES = 16, KEYS_PER_ROW = 2000 };

/* --- in order ------------------------------------------------------------------------------------ */

static int
compare_text(const struct activity *a, uint32_t x, uint32_t y)
{
	return x == y ? 0 : str_cmp(a->texts[x], a->texts[y]);
}

static int
compare_groups(const void *x, const void *y, void *context)
{
	static const int order[] = { ACTIVITY_DAY, ACTIVITY_USER, ACTIVITY_DEPARTMENT,
		ACTIVITY_OPERATION, ACTIVITY_SYSTEM, ACTIVITY_TERMINAL, ACTIVITY_RESULT };
	const struct activity *a = context;
	const struct group *g = x, *h = y;

	for (size_t i = 0; i < ACTIVITY_KEYS; i++) {
		int c = compare_text(a, g->keys[order[i]], h->keys[order[i]]);
		if (c != 0)
			return c;
	}
	return 0;
}

static int
compare_user_days(const void *x, const void *y, void *context)
{
	const struct activity *a = context;
	const struct user_day *u = x, *v = y;
	int c = compare_text(a, u->day, v->day);

	return c != 0 ? c : compare_text(a, u->user, v->user);
}

static struct value
time_value(int64_t seconds, struct buf *buf)
{
	buf_clear(buf);
	time_iso_jst(seconds, buf);
	return value_text(buf_str(buf));
}

/* Sorting moves the rows that the hash tables point to: the tables are not used afterwards. */
void
activity_send(struct activity *a, const struct str *files, const struct sink *sink)
{
	struct buf first = { 0 }, last = { 0 };

	if (a->group_count > 0)
		qsort_r(a->groups, a->group_count, sizeof *a->groups, compare_groups, a);
	for (size_t i = 0; i < a->group_count; i++) {
		const struct group *group = &a->groups[i];
		struct value row[12];
		for (size_t k = 0; k < ACTIVITY_KEYS; k++)
			row[k] = value_text_or_null(a->texts[group->keys[k]]);
		row[7] = value_integer((int64_t)group->events);
		row[8] = time_value(group->first.seconds, &first);
		row[9] = time_value(group->last, &last);
		row[10] = value_text(files[group->first.file]);
		row[11] = value_integer(group->first.line);
		sink_row(sink, &activity_shape, row);
	}
	if (a->user_day_count > 0)
		qsort_r(
		    a->user_days, a->user_day_count, sizeof *a->user_days, compare_user_days, a);
	for (size_t i = 0; i < a->user_day_count; i++) {
		const struct user_day *day = &a->user_days[i];
		const struct value row[] = { value_text_or_null(a->texts[day->user]),
			value_text(a->texts[day->day]), value_integer((int64_t)day->subjects),
			value_text(files[day->first.file]), value_integer(day->first.line) };
		sink_row(sink, &subject_shape, row);
	}
	buf_release(&first);
	buf_release(&last);
	activity_clear(a);
}

/* --- parts --------------------------------------------------------------------------------------- */

static int
compare_subjects(const void *x, const void *y)
{
	const struct subject *s = x, *t = y;

	if (s->user_day != t->user_day)
		return s->user_day < t->user_day ? -1 : 1;
	return s->bits < t->bits ? -1 : s->bits > t->bits;
}

static void
send_keys(
    const struct activity *a, const struct user_day *day, struct buf *keys, const struct sink *sink)
{
	const struct value row[] = { value_text_or_null(a->texts[day->user]),
		value_text(a->texts[day->day]), value_integer(day->first.seconds),
		value_integer(day->first.line), value_text(buf_str(keys)) };

	if (keys->len > 0)
		sink_row(sink, &subject_part_shape, row);
	buf_clear(keys);
}

static void
send_subjects(struct activity *a, const struct sink *sink)
{
	struct buf keys = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < a->subject_room; i++)
		if (a->subjects[i].user_day != 0)
			a->subjects[count++] = a->subjects[i];
	if (count > 0)
		qsort(a->subjects, count, sizeof *a->subjects, compare_subjects);
	for (size_t i = 0; i < count; i++) {
		buf_addf(&keys, "%016llx", (unsigned long long)a->subjects[i].bits);
		if (i + 1 == count || a->subjects[i + 1].user_day != a->subjects[i].user_day ||
		    keys.len >= (size_t)KEYS_PER_ROW * HEX_BYTES)
			send_keys(a, &a->user_days[a->subjects[i].user_day - 1], &keys, sink);
	}
	buf_release(&keys);
}

void
activity_send_parts(struct activity *a, const struct sink *sink)
{
	for (size_t i = 0; i < a->group_count; i++) {
		const struct group *group = &a->groups[i];
		struct value row[11];
		for (size_t k = 0; k < ACTIVITY_KEYS; k++)
			row[k] = value_text_or_null(a->texts[group->keys[k]]);
		row[7] = value_integer((int64_t)group->events);
		row[8] = value_integer(group->first.seconds);
		row[9] = value_integer(group->last);
		row[10] = value_integer(group->first.line);
		sink_row(sink, &activity_part_shape, row);
	}
	send_subjects(a, sink);
	activity_clear(a);
}

static bool
shape_is(const struct sink_shape *shape, const struct sink_shape *wanted)
{
	if (shape == wanted)
		return true;
	if (shape->column_count != wanted->column_count || strcmp(shape->table, wanted->table) != 0)
		return false;
	for (size_t i = 0; i < shape->column_count; i++)
		if (strcmp(shape->columns[i], wanted->columns[i]) != 0)
			return false;
	return true;
}

static bool
is_text_or_null(const struct value *value)
{
	return value->type == VALUE_NULL || value->type == VALUE_TEXT;
}

static bool
is_line(const struct value *value)
{
	return value->type == VALUE_INTEGER && value->integer >= 0 && value->integer <= UINT32_MAX;
}

static enum activity_taken
take_group(struct activity *a, const struct value *values, uint32_t file)
{
	struct activity_part part = { .file = file };

	for (size_t i = 0; i < ACTIVITY_KEYS; i++) {
		if (!is_text_or_null(&values[i]))
			return ACTIVITY_MALFORMED;
		part.keys[i] = values[i].type == VALUE_TEXT ? values[i].text : (struct str){ 0 };
	}
	if (values[7].type != VALUE_INTEGER || values[7].integer < 1 ||
	    values[8].type != VALUE_INTEGER || values[9].type != VALUE_INTEGER ||
	    !is_line(&values[10]))
		return ACTIVITY_MALFORMED;
	part.events = (uint64_t)values[7].integer;
	part.first = values[8].integer;
	part.last = values[9].integer;
	part.line = (uint32_t)values[10].integer;
	return activity_add(a, &part) ? ACTIVITY_TAKEN : ACTIVITY_FULL;
}

static bool
hex_parse(const char *p, uint64_t *bits)
{
	*bits = 0;
	for (int i = 0; i < HEX_BYTES; i++) {
		char c = str_lower(p[i]);
		if (!str_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		*bits = *bits << 4 | (uint64_t)(str_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return true;
}

static enum activity_taken
take_subjects(struct activity *a, const struct value *values, uint32_t file)
{
	struct str user = values[0].type == VALUE_TEXT ? values[0].text : (struct str){ 0 };
	struct str keys = values[4].text;
	uint64_t bits;

	if (!is_text_or_null(&values[0]) || values[1].type != VALUE_TEXT ||
	    values[2].type != VALUE_INTEGER || !is_line(&values[3]) ||
	    values[4].type != VALUE_TEXT || keys.len % HEX_BYTES != 0)
		return ACTIVITY_MALFORMED;
	for (size_t i = 0; i < keys.len; i += HEX_BYTES) {
		if (!hex_parse(keys.ptr + i, &bits))
			return ACTIVITY_MALFORMED;
		if (!activity_add_subject(a, user, values[1].text, bits, values[2].integer,
			(uint32_t)values[3].integer, file))
			return ACTIVITY_FULL;
	}
	return ACTIVITY_TAKEN;
}

enum activity_taken
activity_take_part(
    struct activity *a, const struct sink_shape *shape, const struct value *values, uint32_t file)
{
	if (shape_is(shape, &activity_part_shape))
		return take_group(a, values, file);
	if (shape_is(shape, &subject_part_shape))
		return take_subjects(a, values, file);
	return ACTIVITY_OTHER;
}
