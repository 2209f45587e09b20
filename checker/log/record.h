/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record: the log's own columns as the format read them, and the common fields made from them by a mapping. The table of columns
 * serves all records of a log; a record fills in the values.
 */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/node.h"
#include "sigma/sigma.h"

/* The common fields, in the order in which they stand in an event; names in names.c. */
enum log_field {
	LOG_TIME,
	LOG_USER,
	LOG_DEPARTMENT,
	LOG_OPERATION,
	LOG_SYSTEM,
	LOG_TERMINAL,
	LOG_SUBJECT,
	LOG_COUNT,
	LOG_RESULT,
	LOG_PURPOSE,
	LOG_NUMBER_ACCESSED,
	LOG_DETAIL,
	LOG_FIELD_COUNT,
	/* not fields of an event: what time is made of when it stands in two columns */
	LOG_DATE = LOG_FIELD_COUNT,
	LOG_CLOCK,
	LOG_ROLE_COUNT,
};

extern const char *const log_field_names[LOG_ROLE_COUNT];
/* The field that a column of this name is by default, and how good the name is (0 = best); false: none. */
bool log_name_find(struct str name, enum log_field *field, unsigned *rank);

/* --- the mapping (--log-map), as data ------------------------------------------------------------ */

struct log_mapping {
	struct arena arena;
	const char *format;   /* NULL: by content */
	int encoding;         /* enum log_encoding */
	uint32_t header_line; /* 0: looked for */
	char delimiter;       /* 0: by content */
	struct str records;   /* path of the records in a JSON document; empty: by content */
	int year; /* of the first record of a log without years; 0: by the file's last change */
	struct str *columns; /* names of a log without a header */
	size_t column_count;
	bool has_source; /* the next three are the mapping's, not the format's */
	struct str category, product, service;
	struct {
		struct str column;   /* empty: by default names */
		struct str constant; /* the same for all records */
		bool is_constant;
	} fields[LOG_ROLE_COUNT];
	bool strict; /* the mapping names fields: a column that is not there is a fault */
	struct str time_format;
	bool has_offset;
	int32_t offset_sec;
};
/* tree NULL: the default. The tree has been checked by log_mapping_check. */
void log_mapping_read(struct log_mapping *mapping, const struct node *tree);
void log_mapping_release(struct log_mapping *mapping);

/* --- times (time.c) ------------------------------------------------------------------------------ */

/* Zero-initialise. Remembers the last date read and the last day written: logs are in order of time. */
struct log_clock {
	char date[10];
	int64_t date_sec; /* its midnight in JST */
	int64_t day_sec;  /* midnight of `iso` */
	char iso[26];     /* 2025-04-01T09:00:00+09:00 */
	bool has_date, has_day;
};
bool log_time_parse(
    struct log_clock *clock, const struct log_mapping *mapping, struct str text, int64_t *seconds);
/* The moment as text, and its day: views into the clock, until the next call. */
struct str log_time_iso(struct log_clock *clock, int64_t seconds);

/* --- the record ---------------------------------------------------------------------------------- */

struct log_column {
	struct str name; /* a copy */
	bool hidden;     /* its name is a common one: the event has the common field */
	/* Columns of one name, in the order of their values: the first of them, and the one behind this; 0: none. */
	uint16_t first, next;
};

struct log_candidate {
	uint16_t column;
	uint8_t rank; /* 0: the best */
};

/* A column of a format and the field that it is, best first: what takes the place of the known names. */
struct log_name {
	enum log_field field;
	const char *column;
};

struct log_record {
	const struct log_mapping *mapping;
	const struct log_name *names; /* of the format; NULL: the known names */
	size_t name_count;
	uint16_t own[LOG_FIELD_COUNT];         /* columns that the format fills in itself */
	struct buf own_texts[LOG_FIELD_COUNT]; /* room for what it makes */
	struct arena arena;
	struct sigma_field *fields; /* LOG_FIELD_COUNT common ones, then the columns */
	struct log_column *columns;
	size_t column_count, column_room, field_room;
	/* Records name their columns, in any order: names as good as each other go by themselves. */
	bool unordered;
	unsigned layout;
	/*
	 * Columns that may give a field, the best name first. All of them, however many: which are left out of so many would hang on which records
	 * a range has.
	 */
	struct log_candidate *candidates[LOG_ROLE_COUNT];
	size_t candidate_count[LOG_ROLE_COUNT], candidate_room[LOG_ROLE_COUNT];
	/* of the record now held */
	uint32_t line;
	uint32_t origin; /* which of the format's logsources it is of */
	bool has_moment; /* seconds was set by the format */
	struct log_clock clock;
	int64_t seconds;
	struct str day;
	bool has_count;
	int64_t count;
	int number_accessed; /* 1, 0, -1: not known */
	char count_text[24];
	struct buf joined;
};

void record_init(struct log_record *record, const struct log_mapping *mapping);
void record_release(struct log_record *record);
/* The column of this name, a new one when there is none (two columns of a table may have one name: add). LOG_COLUMNS_MAX: none left. */
size_t record_column(struct log_record *record, struct str name);
size_t record_column_add(struct log_record *record, struct str name);
/* The one of this name that this record has not set yet, a new one when all are: a field of several values. */
size_t record_column_next(struct log_record *record, struct str name);
size_t record_column_find(const struct log_record *record, struct str name, size_t from);

/*
 * What a format fills in itself: bits by enum log_field. Before any column is added. The field's value is then put by record_put, after
 * the columns were set; a mapping that names a column for the field goes before.
 */
void record_own(struct log_record *record, unsigned fields);
void record_put(struct log_record *record, enum log_field field, struct str value);
/* Room for a value to be made in, empty; good until the next record. */
struct buf *record_room(struct log_record *record, enum log_field field);
/* The time as a moment, not as text to be understood. */
void record_put_moment(struct log_record *record, int64_t seconds);
/* The value of the column of this name in this record, or the empty text. */
struct str record_text(const struct log_record *record, const char *name);

/* A new record in this line: all columns are absent. */
void record_begin(struct log_record *record, uint32_t line);
/* The value must stay until the record was taken. */
static inline void
record_set(struct log_record *record, size_t column, struct str value, bool null)
{
	struct sigma_field *field = &record->fields[LOG_FIELD_COUNT + column];

	field->value = value;
	field->null = null;
	field->absent = record->columns[column].hidden;
}
/* Raw value of a column: NULL when this record lacks it or it is empty. */
const struct str *record_value(const struct log_record *record, size_t column);

enum record_result { RECORD_OK, RECORD_NO_TIME, RECORD_BAD_TIME };
/* Makes the common fields. *fault: the time that is not understood. */
enum record_result record_complete(struct log_record *record, struct str *fault);
/* Two of them alone: count and number_accessed, from the field's text. */
void record_complete_count(struct log_record *record);
void record_complete_number_accessed(struct log_record *record);
struct sigma_event record_event(const struct log_record *record);
/* Is there a column (or a constant) for the field? */
bool record_has(const struct log_record *record, enum log_field field);

#endif
