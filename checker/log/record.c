/* SPDX-License-Identifier: Apache-2.0 */
/* From columns to the common fields. */
#include "log/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "log/limits.h"
#include "base/banned.h"

static void
fields_grow(struct log_record *record)
{
	size_t room = record->field_room == 0 ? LOG_FIELD_COUNT + 32 : record->field_room * 2;

	record->fields = mem_grow(record->fields, room, sizeof *record->fields);
	record->field_room = room;
}

void
record_init(struct log_record *record, const struct log_mapping *mapping)
{
	*record = (struct log_record){ .mapping = mapping, .layout = 1 };
	fields_grow(record);
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		record->own[i] = LOG_COLUMNS_MAX;
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		record->fields[i] =
		    (struct sigma_field){ .name = str_of(log_field_names[i]), .absent = true };
}

void
record_release(struct log_record *record)
{
	arena_release(&record->arena);
	free(record->fields);
	free(record->columns);
	buf_release(&record->joined);
	for (size_t i = 0; i < LOG_ROLE_COUNT; i++)
		free(record->candidates[i]);
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++)
		buf_release(&record->own_texts[i]);
}

/* --- columns ------------------------------------------------------------------------------------- */

/* Does a new column go before that candidate? Not by when it came, where that may differ from one range of a log to the next. */
static bool
goes_before(const struct log_record *record, size_t column, unsigned rank, size_t candidate,
    unsigned candidate_rank)
{
	if (rank != candidate_rank || !record->unordered)
		return rank < candidate_rank;
	return str_cmp(record->columns[column].name, record->columns[candidate].name) < 0;
}

static void
add_candidate(struct log_record *record, enum log_field field, size_t column, unsigned rank)
{
	(void)ARRAY_ADD(record->candidates[field], record->candidate_count[field],
	    record->candidate_room[field]);
	struct log_candidate *list = record->candidates[field];
	size_t at = record->candidate_count[field] - 1;

	for (; at > 0 && goes_before(record, column, rank, list[at - 1].column, list[at - 1].rank);
	     at--)
		list[at] = list[at - 1];
	list[at] = (struct log_candidate){ (uint16_t)column, (uint8_t)rank };
}

/* By the names of the format; the common names stand for themselves. */
static bool
format_name_find(
    const struct log_record *record, struct str name, enum log_field *field, unsigned *rank)
{
	for (size_t i = 0; i < record->name_count; i++) {
		if (!str_is(name, record->names[i].column))
			continue;
		*field = record->names[i].field;
		*rank = (unsigned)i + 1;
		return true;
	}
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++) {
		if (record->own[i] != record->column_count - 1)
			continue;
		*field = (enum log_field)i;
		*rank = 0;
		return true;
	}
	return false;
}

/* Which field does a column of this name give? A field that the mapping names has no other source. */
static void
match_column(struct log_record *record, size_t column, struct str name)
{
	const struct log_mapping *mapping = record->mapping;
	enum log_field field;
	unsigned rank;

	for (size_t i = 0; i < LOG_ROLE_COUNT; i++)
		if (mapping->fields[i].column.len > 0 && str_eq(mapping->fields[i].column, name))
			add_candidate(record, (enum log_field)i, column, 0);
	bool known = record->names == NULL ? log_name_find(name, &field, &rank)
					   : format_name_find(record, name, &field, &rank);
	if (!known || mapping->fields[field].column.len > 0 || mapping->fields[field].is_constant)
		return;
	/* A time that the mapping makes of two columns, or of one, is made of no other. */
	bool of_time = field == LOG_TIME || field == LOG_DATE || field == LOG_CLOCK;
	if (of_time &&
	    (mapping->fields[LOG_TIME].column.len > 0 || mapping->fields[LOG_DATE].column.len > 0))
		return;
	add_candidate(record, field, column, rank);
}

size_t
record_column_add(struct log_record *record, struct str name)
{
	size_t i = record->column_count, before = record_column_find(record, name, 0);

	if (i == LOG_COLUMNS_MAX)
		return LOG_COLUMNS_MAX;
	if (LOG_FIELD_COUNT + i == record->field_room)
		fields_grow(record);
	struct log_column *column =
	    ARRAY_ADD(record->columns, record->column_count, record->column_room);
	column->name = arena_str(&record->arena, name);
	column->first = (uint16_t)(before == LOG_COLUMNS_MAX ? i : before);
	while (before != LOG_COLUMNS_MAX && record->columns[before].next != 0)
		before = record->columns[before].next;
	if (before != LOG_COLUMNS_MAX)
		record->columns[before].next = (uint16_t)i;
	for (size_t k = 0; k < LOG_FIELD_COUNT; k++)
		column->hidden |= str_is(name, log_field_names[k]);
	record->fields[LOG_FIELD_COUNT + i] =
	    (struct sigma_field){ .name = column->name, .absent = true };
	match_column(record, i, column->name);
	record->layout++;
	return i;
}

size_t
record_column_find(const struct log_record *record, struct str name, size_t from)
{
	for (size_t n = 0; n < record->column_count; n++) {
		size_t i = (from + n) % record->column_count;
		if (str_eq(record->columns[i].name, name))
			return i;
	}
	return LOG_COLUMNS_MAX;
}

size_t
record_column(struct log_record *record, struct str name)
{
	size_t i = record_column_find(record, name, 0);

	return i == LOG_COLUMNS_MAX ? record_column_add(record, name) : i;
}

size_t
record_column_next(struct log_record *record, struct str name)
{
	size_t column = record_column(record, name);

	while (column != LOG_COLUMNS_MAX) {
		const struct sigma_field *field = &record->fields[LOG_FIELD_COUNT + column];
		if (field->value.ptr == NULL && !field->null)
			break;
		size_t next = record->columns[column].next;
		column = next == 0 ? record_column_add(record, name) : next;
	}
	return column;
}

bool
record_has(const struct log_record *record, enum log_field field)
{
	if (field == LOG_TIME && record->candidate_count[LOG_DATE] > 0 &&
	    record->candidate_count[LOG_CLOCK] > 0)
		return true;
	return record->candidate_count[field] > 0 || record->mapping->fields[field].is_constant;
}

void
record_own(struct log_record *record, unsigned fields)
{
	for (size_t i = 0; i < LOG_FIELD_COUNT; i++) {
		if ((fields & 1U << i) == 0)
			continue;
		record->own[i] = (uint16_t)record->column_count;
		(void)record_column_add(record, str_of(log_field_names[i]));
	}
}

void
record_put(struct log_record *record, enum log_field field, struct str value)
{
	if (value.len > 0 && record->own[field] != LOG_COLUMNS_MAX)
		record_set(record, record->own[field], value, false);
}

struct buf *
record_room(struct log_record *record, enum log_field field)
{
	buf_clear(&record->own_texts[field]);
	return &record->own_texts[field];
}

void
record_put_moment(struct log_record *record, int64_t seconds)
{
	const struct log_mapping *mapping = record->mapping;

	if (mapping->fields[LOG_TIME].column.len > 0 || mapping->fields[LOG_DATE].column.len > 0)
		return;
	record->seconds = seconds;
	record->has_moment = true;
}

struct str
record_text(const struct log_record *record, const char *name)
{
	size_t column = record_column_find(record, str_of(name), 0);
	const struct str *value = column == LOG_COLUMNS_MAX ? NULL : record_value(record, column);

	return value == NULL ? (struct str){ 0 } : *value;
}

/* --- one record ---------------------------------------------------------------------------------- */

void
record_begin(struct log_record *record, uint32_t line)
{
	record->line = line;
	for (size_t i = 0; i < record->column_count; i++)
		record->fields[LOG_FIELD_COUNT + i] =
		    (struct sigma_field){ .name = record->columns[i].name, .absent = true };
}

/* A hidden column is absent from the event; its value is there all the same: ptr tells. */
const struct str *
record_value(const struct log_record *record, size_t column)
{
	const struct sigma_field *field = &record->fields[LOG_FIELD_COUNT + column];

	return field->value.ptr == NULL || field->null || field->value.len == 0 ? NULL
										: &field->value;
}

/* The best column that has a value; NULL: none. *present: there is one, without a value. */
static const struct str *
field_value(const struct log_record *record, enum log_field field, bool *present)
{
	*present = false;
	if (record->mapping->fields[field].is_constant)
		return &record->mapping->fields[field].constant;
	for (size_t i = 0; i < record->candidate_count[field]; i++) {
		size_t column = record->candidates[field][i].column;
		const struct sigma_field *raw = &record->fields[LOG_FIELD_COUNT + column];
		const struct str *value = record_value(record, column);
		if (value != NULL)
			return value;
		*present |= raw->null || raw->value.ptr != NULL;
	}
	return NULL;
}

static const struct str *
any_value(const struct log_record *record, enum log_field field)
{
	bool present;

	return field_value(record, field, &present);
}

static enum record_result
complete_time(struct log_record *record, struct str *fault)
{
	if (record->has_moment)
		return RECORD_OK;
	const struct str *time = any_value(record, LOG_TIME);
	const struct str *date = any_value(record, LOG_DATE);
	const struct str *clock = any_value(record, LOG_CLOCK);

	if (time == NULL && date == NULL)
		return RECORD_NO_TIME;
	if (time != NULL &&
	    log_time_parse(&record->clock, record->mapping, *time, &record->seconds))
		return RECORD_OK;
	if (clock == NULL)
		clock = time; /* columns called date and time */
	if (date != NULL && clock != NULL) {
		buf_clear(&record->joined);
		buf_add(&record->joined, *date);
		buf_addc(&record->joined, ' ');
		buf_add(&record->joined, *clock);
		*fault = buf_str(&record->joined);
	} else {
		*fault = time != NULL ? *time : *date;
		return RECORD_BAD_TIME;
	}
	return log_time_parse(&record->clock, record->mapping, *fault, &record->seconds)
	    ? RECORD_OK
	    : RECORD_BAD_TIME;
}

/* Plain digits are themselves; "1,234", full-width and 漢数字 are read. */
void
record_complete_count(struct log_record *record)
{
	struct sigma_field *field = &record->fields[LOG_COUNT];

	record->has_count = false;
	if (field->absent || field->null)
		return;
	record->has_count = str_parse_i64(field->value, &record->count) ||
	    text_parse_count(field->value, &record->count);
	if (!record->has_count)
		return;
	int n = snprintf(
	    record->count_text, sizeof record->count_text, "%lld", (long long)record->count);
	field->value = (struct str){ record->count_text, (size_t)n };
}

static bool
is_one_of(struct str text, const char *words)
{
	struct str rest = str_of(words), next;

	for (; rest.len > 0; rest = next)
		if (str_eq_nocase(str_split(rest, ' ', &next), text))
			return true;
	return false;
}

void
record_complete_number_accessed(struct log_record *record)
{
	struct sigma_field *field = &record->fields[LOG_NUMBER_ACCESSED];

	record->number_accessed = -1;
	if (field->absent || field->null)
		return;
	struct str text = str_trim(field->value);
	if (is_one_of(text, "1 true yes y 有 有り あり ○ 〇 ◯ する はい １"))
		record->number_accessed = 1;
	else if (is_one_of(text, "0 false no n 無 無し なし × ✕ しない いいえ ０"))
		record->number_accessed = 0;
	if (record->number_accessed >= 0)
		field->value = record->number_accessed == 1 ? STR("1") : STR("0");
}

enum record_result
record_complete(struct log_record *record, struct str *fault)
{
	enum record_result result = complete_time(record, fault);

	if (result != RECORD_OK)
		return result;
	struct str iso = log_time_iso(&record->clock, record->seconds);
	if (iso.len == 0) {
		*fault = STR("9999");
		return RECORD_BAD_TIME;
	}
	record->day = str_sub(iso, 0, 10);
	record->fields[LOG_TIME].value = iso;
	record->fields[LOG_TIME].absent = false;
	for (size_t i = LOG_TIME + 1; i < LOG_FIELD_COUNT; i++) {
		bool present;
		const struct str *value = field_value(record, (enum log_field)i, &present);
		struct sigma_field *field = &record->fields[i];
		field->absent = value == NULL && !present;
		field->null = value == NULL && present;
		field->value = value == NULL ? (struct str){ 0 } : *value;
	}
	record_complete_count(record);
	record_complete_number_accessed(record);
	return RECORD_OK;
}

struct sigma_event
record_event(const struct log_record *record)
{
	return (struct sigma_event){ record->fields, LOG_FIELD_COUNT + record->column_count,
		record->layout };
}
