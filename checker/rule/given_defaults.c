/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a row of a rule test holds that the test does not say: as a reader would have filled it (an item's norm is its text's, a
 * match's day is its time's), so that tests stay short; NULL where nothing can be derived.
 */
#include "rule/given_defaults.h"

#include <string.h>

#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

enum how {
	HOW_TEXT,     /* the text in `from` */
	HOW_ROW,      /* the row's number */
	HOW_ONE,      /* 1 */
	HOW_RULE,     /* the rule's id */
	HOW_COPY,     /* of column `from`; below too: of that column, when it has a value */
	HOW_NORM,     /* its normal form */
	HOW_NUMBER,   /* its text as a number */
	HOW_DAY,      /* the day of a time */
	HOW_TIME,     /* nine o'clock of a day */
	HOW_DEF,      /* the def of an id: numbers out of [] and @ */
	HOW_INSTANCE, /* the number in its [] */
	HOW_FILE_NO,  /* the number behind its @, else 1 */
	HOW_SECTION,  /* what stands before its first . or @ */
	HOW_STATE,    /* read when it has a value, else blank */
};

/* In this order; of one column the first that can be derived. table NULL: every table. */
static const struct default_row {
	const char *table, *column;
	enum how how;
	const char *from;
} defaults[] = {
	{ NULL, "file", HOW_TEXT, "test" },
	{ NULL, "line", HOW_ROW, NULL },
	{ NULL, "host", HOW_TEXT, "host" },
	{ "assessment", "form", HOW_TEXT, "3" },
	{ "item", "id", HOW_COPY, "question" },
	{ "item", "id", HOW_COPY, "def" },
	{ "item", "def", HOW_DEF, "id" },
	{ "item", "question", HOW_COPY, "def" },
	{ "item", "section", HOW_SECTION, "id" },
	{ "item", "instance", HOW_INSTANCE, "id" },
	{ "item", "file_no", HOW_FILE_NO, "id" },
	{ "item", "label", HOW_COPY, "id" },
	{ "item", "norm", HOW_NORM, "text" },
	{ "item", "type", HOW_TEXT, "text" },
	{ "mark", "item", HOW_COPY, "question" },
	{ "mark", "item", HOW_COPY, "def" },
	{ "mark", "def", HOW_DEF, "item" },
	{ "mark", "question", HOW_COPY, "def" },
	{ "mark", "instance", HOW_INSTANCE, "item" },
	{ "mark", "file_no", HOW_FILE_NO, "item" },
	{ "mark", "key", HOW_COPY, "label" },
	{ "mark", "label", HOW_COPY, "key" },
	{ "mark", "state", HOW_TEXT, "checked" },
	{ "record_item", "file_no", HOW_ONE, NULL },
	{ "change", "date_state", HOW_STATE, "date" },
	{ "change", "before_state", HOW_STATE, "before" },
	{ "change", "after_state", HOW_STATE, "after" },
	{ "change", "timing_state", HOW_STATE, "timing" },
	{ "change", "reason_state", HOW_STATE, "reason" },
	{ NULL, "state", HOW_TEXT, "read" },
	{ NULL, "no", HOW_ROW, NULL },
	{ "config_file", "status", HOW_TEXT, "understood" },
	{ "setting", "number", HOW_NUMBER, "value" },
	{ "setting", "effective", HOW_ONE, NULL },
	{ "setting", "seq", HOW_ROW, NULL },
	{ "source", "status", HOW_TEXT, "read" },
	{ "log_file", "format", HOW_TEXT, "csv" },
	{ "match", "rule", HOW_RULE, NULL },
	{ "match", "day", HOW_DAY, "time" },
	{ "match", "time", HOW_TIME, "day" },
	{ "correlation", "rule", HOW_RULE, NULL },
	{ "correlation", "day", HOW_DAY, "first_time" },
	{ "correlation", "first_time", HOW_TIME, "day" },
	{ "correlation", "last_time", HOW_COPY, "first_time" },
	{ "correlation", "events", HOW_ONE, NULL },
	{ "correlation", "value", HOW_COPY, "events" },
	{ "correlation", "grouped", HOW_TEXT, "" },
	{ "correlation", "file2", HOW_COPY, "file" },
	{ "activity", "events", HOW_ONE, NULL },
	{ "activity", "day", HOW_DAY, "first_time" },
	{ "activity", "first_time", HOW_TIME, "day" },
	{ "activity", "last_time", HOW_COPY, "first_time" },
	{ "activity_subject", "subjects", HOW_ONE, NULL },
	{ "subject_user", "users", HOW_ONE, NULL },
};

size_t
shape_column(const struct sink_shape *shape, struct str name)
{
	for (size_t i = 0; i < shape->column_count; i++)
		if (str_is(name, shape->columns[i]))
			return i;
	return STR_NONE;
}

/* II@2.4.delegation[3].4 → II.4.delegation[].4, and the numbers; 0: none. */
static struct str
split_id(struct arena *arena, struct str id, int64_t *file_no, int64_t *instance)
{
	struct buf def = { 0 };
	int64_t *number = NULL;

	*file_no = *instance = 0;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.ptr[i];

		if (number != NULL && str_is_digit(c) && *number < FORM_INSTANCE_MAX) {
			*number = *number * 10 + (c - '0');
			continue;
		}
		number = c == '@' ? file_no : c == '[' ? instance : NULL;
		if (c != '@')
			buf_addc(&def, c);
	}
	struct str kept = arena_str(arena, buf_str(&def));
	buf_release(&def);
	return kept;
}

static struct value
number_or_null(int64_t n)
{
	return n > 0 ? value_integer(n) : value_null();
}

static struct value
derive_id(struct arena *arena, enum how how, struct str id)
{
	int64_t file_no, instance;
	struct str def = split_id(arena, id, &file_no, &instance), rest;

	switch (how) {
	case HOW_INSTANCE:
		return number_or_null(instance);
	case HOW_FILE_NO:
		return value_integer(file_no > 0 ? file_no : 1);
	case HOW_SECTION:
		return value_text(str_split(def, '.', &rest));
	default:
		return value_text(def);
	}
}

static struct value
derive(struct arena *arena, enum how how, const struct value *from)
{
	double real;

	if (how == HOW_STATE)
		return value_text(from->type == VALUE_NULL ? STR("blank") : STR("read"));
	if (how == HOW_COPY || (how == HOW_NUMBER && from->type != VALUE_TEXT))
		return *from;
	if (from->type != VALUE_TEXT)
		return value_null();
	switch (how) {
	case HOW_NORM:
		return value_text(text_key(arena, from->text));
	case HOW_NUMBER:
		return str_parse_double(from->text, &real)
		    ? (struct value){ .type = VALUE_REAL, .real = real }
		    : value_null();
	case HOW_DAY:
		return value_text(str_sub(from->text, 0, 10));
	case HOW_TIME:
		return value_text(arena_join(arena, from->text, STR("T09:00:00+09:00")));
	default:
		return derive_id(arena, how, from->text);
	}
}

static struct value
make(const struct given_row *row, const struct default_row *rule)
{
	switch (rule->how) {
	case HOW_TEXT:
		return value_text(str_of(rule->from));
	case HOW_ROW:
		return value_integer(row->number);
	case HOW_ONE:
		return value_integer(1);
	case HOW_RULE:
		return value_text(row->rule);
	default:
		break;
	}
	size_t from = shape_column(&row->table->shape, str_of(rule->from));
	const struct value nothing = value_null();
	bool given = from != STR_NONE && row->set[from];
	return derive(row->arena, rule->how, given ? &row->values[from] : &nothing);
}

static void
apply(const struct given_row *row, const struct default_row *rule)
{
	size_t at = shape_column(&row->table->shape, str_of(rule->column));

	if (at == STR_NONE || row->set[at] ||
	    (rule->table != NULL && strcmp(rule->table, row->table->shape.table) != 0))
		return;
	row->values[at] = make(row, rule);
	row->set[at] = row->values[at].type != VALUE_NULL;
}

void
given_defaults(const struct given_row *row)
{
	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		apply(row, &defaults[i]);
	for (size_t i = 0; i < row->table->shape.column_count; i++) {
		if (row->set[i])
			continue;
		row->values[i] = !row->table->not_null[i] ? value_null()
		    : row->table->is_integer[i]           ? value_integer(0)
							  : value_text((struct str){ 0 });
	}
}
