/* SPDX-License-Identifier: Apache-2.0 */
/* CSV and TSV with a header, which may stand below title lines; or without one, when the mapping names the columns. */
#include <stdio.h>

#include "base/csv.h"
#include "base/text.h"
#include "log/fast_csv.h"
#include "log/format_csv.h"
#include "log/limits.h"
#include "base/banned.h"

/* A table while it is read. */
struct table {
	struct log_source *source;
	struct log_events *events;
	struct csv csv;
	size_t base, columns; /* of the record: the log's first, and how many */
};

static bool
refuse(struct table *t, enum diag_code code, uint32_t line, struct str a)
{
	sink_diag(&t->events->sink, code, (struct diag_at){ t->source->file, line, 0 }, a,
	    (struct str){ 0 }, (struct str){ 0 });
	return false;
}

/* The next record; more is read as needed. */
static enum csv_result
next(struct table *t)
{
	for (;;) {
		struct str window = source_window(t->source);
		const char *from = window.ptr;
		bool growing = t->source->range.growing;
		enum csv_result result = csv_next(&t->csv, &window, t->source->final && !growing);
		if (result != CSV_END && window.ptr != from)
			source_used(t->source, window.ptr);
		if (result != CSV_MORE)
			return result;
		if (!source_more(t->source) && growing) {
			t->source->kept_line = t->csv.next_line;
			return CSV_END;
		}
	}
}

static void
bad_record(struct table *t)
{
	enum diag_code code = DIAG_LOG_RECORD_QUOTE;

	if (t->csv.fault == CSV_TOO_MANY_FIELDS || t->csv.fault == CSV_RECORD_TOO_LONG)
		code = DIAG_LOG_RECORD_LARGE;
	events_bad(t->events, code, t->csv.fault_line, t->csv.fault_column, (struct str){ 0 },
	    (struct str){ 0 });
}

/* --- the header ---------------------------------------------------------------------------------- */

/* How many of the names are known; a time must be among them, or a date and a clock. */
static size_t
header_score(const struct table *t)
{
	size_t known = 0;
	bool time = false;

	for (size_t i = 0; i < t->csv.count; i++) {
		enum log_field field;
		unsigned rank;
		struct str name = str_trim(t->csv.fields[i]);
		bool found = log_name_find(name, &field, &rank);
		for (size_t k = 0; k < LOG_ROLE_COUNT; k++) {
			struct str mapped = t->events->mapping.fields[k].column;
			if (mapped.len == 0 || !str_eq(mapped, name))
				continue;
			field = (enum log_field)k;
			found = true;
		}
		known += found;
		time |= found && (field == LOG_TIME || field == LOG_DATE);
	}
	return time ? known : 0;
}

static void
take_header(struct table *t)
{
	struct log_record *record = &t->events->record;

	for (size_t i = 0; i < t->csv.count; i++)
		(void)record_column_add(record, str_trim(t->csv.fields[i]));
	t->columns = t->csv.count;
	/* Trailing commas make columns without a name. */
	while (t->columns > 1 && record->columns[t->columns - 1].name.len == 0)
		t->columns--;
}

/* Title lines are passed over: the header is the first line with a time and another known name. */
static bool
find_header(struct table *t)
{
	uint32_t wanted = t->events->mapping.header_line;
	size_t enough = t->events->mapping.strict ? 1 : 2;
	enum csv_result result;

	for (;;) {
		result = next(t);
		if (result == CSV_END)
			break;
		if (wanted == 0 && t->csv.line > LOG_HEADER_SEARCH_LINES)
			break;
		if (result == CSV_BAD || t->csv.line < wanted)
			continue;
		if (wanted != 0 || header_score(t) >= enough) {
			take_header(t);
			return true;
		}
	}
	if (t->source->failed)
		return false;
	return refuse(t, DIAG_LOG_NO_HEADER, 0, (struct str){ 0 });
}

/* A mapping that names a column which is not there is a mistake, not a log without it. */
static bool
check_columns(struct table *t)
{
	const struct log_mapping *m = &t->events->mapping;
	bool ok = true;

	for (size_t i = 0; i < LOG_ROLE_COUNT; i++)
		if (m->fields[i].column.len > 0 && t->events->record.candidate_count[i] == 0)
			ok = refuse(t, DIAG_LOG_NO_COLUMN, 0, m->fields[i].column);
	if (ok && !record_has(&t->events->record, LOG_TIME) &&
	    !record_has(&t->events->record, LOG_DATE))
		ok = refuse(t, DIAG_LOG_NO_HEADER, 0, (struct str){ 0 });
	return ok;
}

/* --- records ------------------------------------------------------------------------------------- */

/* A blank line, or the 「以上」 below a table. */
static bool
is_nothing(const struct csv *csv)
{
	struct str first = str_trim(csv->fields[0]);

	for (size_t i = 1; i < csv->count; i++)
		if (csv->fields[i].len > 0)
			return false;
	return first.len == 0 || str_is(first, "以上") || str_is(first, "以　上");
}

static bool
width_fits(const struct table *t)
{
	for (size_t i = t->columns; i < t->csv.count; i++)
		if (t->csv.fields[i].len > 0)
			return false;
	return t->csv.count >= t->columns;
}

static void
bad_width(struct table *t)
{
	char expected[24], found[24];

	snprintf(expected, sizeof expected, "%zu", t->columns);
	snprintf(found, sizeof found, "%zu", t->csv.count);
	events_bad(
	    t->events, DIAG_LOG_RECORD_FIELDS, t->csv.line, 0, str_of(expected), str_of(found));
}

static void
take_record(struct table *t)
{
	const struct log_fault *fault = source_fault(t->source, t->csv.line, t->csv.next_line - 1);

	if (fault != NULL) {
		events_bad(t->events, fault->code, fault->line, fault->column, (struct str){ 0 },
		    (struct str){ 0 });
		return;
	}
	if (is_nothing(&t->csv))
		return;
	if (!width_fits(t)) {
		bad_width(t);
		return;
	}
	t->events->record.line = t->csv.line;
	if (t->events->format->derive != NULL)
		record_begin(&t->events->record, t->csv.line);
	for (size_t i = 0; i < t->columns; i++)
		record_set(
		    &t->events->record, t->base + i, t->csv.fields[i], t->csv.fields[i].len == 0);
	(void)events_take(t->events);
}

/* One record by the book; false: the end of the log or of the range. */
static bool
take_next(struct table *t)
{
	enum csv_result result = next(t);

	if (result == CSV_END || t->csv.line >= t->source->stop_line)
		return false;
	if (t->csv.line < t->source->start_line)
		return true;
	if (result == CSV_BAD)
		bad_record(t);
	else
		take_record(t);
	return true;
}

/*
 * Where a table is as it should be, records are taken by their separators; those that are not, and the rest of a window in which a quote
 * stands where none may, by the book.
 */
static void
take_records(struct table *t)
{
	/* A format that looks at the record itself needs all of it. */
	struct fast_csv *fast = t->events->format->derive != NULL
	    ? NULL
	    : fast_csv_new(t->events, t->columns, t->csv.delimiter);
	struct log_source *source = t->source;
	uint64_t known = UINT64_MAX,
		 slow = UINT64_MAX; /* windows: separators found, taken by the book */

	for (;;) {
		struct str window = source_window(source);
		uint32_t line = t->csv.next_line == 0 ? 1 : t->csv.next_line;
		if (source->fault_from < source->fault_count || line < source->start_line ||
		    source->stop_line != UINT32_MAX)
			slow = source->windows;
		if (fast == NULL || slow == source->windows) {
			if (!take_next(t))
				break;
			known = UINT64_MAX;
			continue;
		}
		enum fast_result result =
		    fast_csv_take(fast, &window, &line, known != source->windows);
		known = source->windows;
		source_used(source, window.ptr);
		t->csv.next_line = line;
		if (result == FAST_SLOW && !take_next(t))
			break;
		/* What is odd, or has no line feed at the end of all, is for the book. */
		if (result == FAST_ODD || (result == FAST_MORE && !source_more(source)))
			slow = source->windows;
	}
	fast_csv_free(fast);
}

static bool
read_table(struct log_source *source, struct log_events *events, char delimiter)
{
	struct table t = { .source = source, .events = events, .csv = { .delimiter = delimiter } };
	const struct log_mapping *m = &events->mapping;
	bool ok = true;
	uint32_t line;

	for (size_t i = 0; i < m->column_count; i++)
		(void)record_column_add(&events->record, m->columns[i]);
	t.columns = m->column_count;
	if (t.columns == 0)
		ok = find_header(&t);
	ok = ok && check_columns(&t);
	line = t.csv.next_line == 0 ? 1 : t.csv.next_line;
	if (ok && source->range.from > 0 && source_seek(source, &line, delimiter))
		t.csv.next_line = line;
	if (ok)
		take_records(&t);
	csv_release(&t.csv);
	return ok;
}

/* The first record whose width is one of those of the format says which edition it is, and is a record. */
static bool
find_width(struct table *t, const struct csv_given *given)
{
	enum csv_result result;

	while ((result = next(t)) != CSV_END) {
		if (result == CSV_BAD || !given->width_known(t->csv.count)) {
			if (t->csv.line > LOG_HEADER_SEARCH_LINES)
				break;
			if (t->source->range.from > 0)
				continue;
			if (result == CSV_BAD)
				bad_record(t);
			else
				events_bad(t->events, DIAG_LOG_RECORD_FORM, t->csv.line, 0,
				    str_of(t->events->format->name), (struct str){ 0 });
			continue;
		}
		t->base = t->events->record.column_count;
		for (size_t i = 0; i < t->csv.count; i++)
			(void)record_column_add(&t->events->record, str_of(given->columns[i]));
		t->columns = t->csv.count;
		return true;
	}
	return t->source->failed
	    ? false
	    : refuse(t, DIAG_LOG_NO_EDITION, 0, str_of(t->events->format->name));
}

bool
csv_read_given(struct log_source *source, struct log_events *events, char delimiter,
    const struct csv_given *given)
{
	struct table t = { .source = source, .events = events, .csv = { .delimiter = delimiter } };
	bool ok = find_width(&t, given) && check_columns(&t);
	uint32_t line = t.csv.next_line;

	if (ok && source->range.from > 0 && source_seek(source, &line, delimiter))
		t.csv.next_line = line;
	else if (ok && source->range.from == 0)
		take_record(&t);
	if (ok)
		take_records(&t);
	csv_release(&t.csv);
	return ok;
}

static bool
claims_all(struct str head)
{
	(void)head;
	return true;
}

static bool
read_csv(struct log_source *source, struct log_events *events)
{
	char delimiter = csv_guess_delimiter(str_sub(source_window(source), 0, 4096));

	if (events->mapping.delimiter != '\0')
		return read_table(source, events, events->mapping.delimiter);
	return read_table(source, events, delimiter == '\t' ? ',' : delimiter);
}

static bool
claims_tsv(struct str head)
{
	return csv_guess_delimiter(str_sub(head, 0, 4096)) == '\t';
}

static bool
read_tsv(struct log_source *source, struct log_events *events)
{
	return read_table(source, events, '\t');
}

const struct log_format log_format_csv = { .name = "csv", .claims = claims_all, .read = read_csv };
const struct log_format log_format_tsv = { .name = "tsv", .claims = claims_tsv, .read = read_tsv };
