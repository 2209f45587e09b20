/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual tables of logs. */
#include "rule/log_tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/scope.h"
#include "rule/evaluate.h"
#include "base/banned.h"

enum { ACTIVITY, SUBJECTS, MATCHES, LOG_TABLES };
enum { EVENTS = LOG_KEY_COUNT, FIRST_TIME, LAST_TIME, ACTIVITY_FILE, ACTIVITY_LINE };
enum { SUBJECT_USER, SUBJECT_DAY, SUBJECT_COUNT, SUBJECT_FILE, SUBJECT_LINE };
enum {
	MATCH_RULE,
	MATCH_TIME,
	MATCH_DAY,
	MATCH_USER,
	MATCH_SUBJECT = MATCH_USER + LOG_MATCH_SUBJECT,
	MATCH_COUNT,
	MATCH_RESULT,
	MATCH_PURPOSE,
	MATCH_NUMBER_ACCESSED,
	MATCH_DETAIL,
	MATCH_FILE,
	MATCH_LINE,
	COLUMNS_MAX = 16
};

/* A column that is no text: its name is enough to know. */
static const char *const integers[] = { "events", "line", "subjects", "count", "number_accessed" };

static const struct log_table {
	const char *name, *module, *declaration;
	const char *columns[COLUMNS_MAX + 1];
} tables[LOG_TABLES] = {
	{ "activity", "log_activity",
	    "CREATE TABLE t(user TEXT, department TEXT, operation TEXT, system TEXT, terminal "
	    "TEXT, result TEXT,"
	    " number_accessed INTEGER, day TEXT, events INTEGER, first_time TEXT, last_time TEXT, "
	    "file TEXT,"
	    " line INTEGER)",
	    { "user", "department", "operation", "system", "terminal", "result", "number_accessed",
		"day", "events", "first_time", "last_time", "file", "line", NULL } },
	{ "activity_subject", "log_activity_subject",
	    "CREATE TABLE t(user TEXT, day TEXT, subjects INTEGER, file TEXT, line INTEGER)",
	    { "user", "day", "subjects", "file", "line", NULL } },
	{ "match", "log_match",
	    "CREATE TABLE t(rule TEXT, time TEXT, day TEXT, user TEXT, department TEXT, operation "
	    "TEXT, system TEXT,"
	    " terminal TEXT, subject TEXT, count INTEGER, result TEXT, purpose TEXT, "
	    "number_accessed INTEGER,"
	    " detail TEXT, file TEXT, line INTEGER)",
	    { "rule", "time", "day", "user", "department", "operation", "system", "terminal",
		"subject", "count", "result", "purpose", "number_accessed", "detail", "file",
		"line", NULL } },
};

const char *const log_table_modules[] = { "log_activity", "log_activity_subject", "log_match",
	NULL };

/* Rows that were given one by one. */
struct given_rows {
	struct arena arena;
	struct value (*rows)[COLUMNS_MAX];
	size_t count, room;
};
struct log_tables {
	struct given_rows given[LOG_TABLES];
};

struct table_vtab {
	sqlite3_vtab base;
	struct evidence *evidence;
	int table;
};

struct table_cursor {
	sqlite3_vtab_cursor base;
	sqlite3_int64 row;
	bool end, of_store;
	size_t at, count; /* of what the store has, unless it is a scan */
	size_t given;
	struct str rule;
	struct log_activity_scan *scan;
	struct log_activity_row activity;
	struct log_match_row match;
	struct buf text; /* of text_day */
	int64_t text_day;
};

/* --- given rows ---------------------------------------------------------------------------------- */

static int
table_number(const char *name)
{
	for (int i = 0; i < LOG_TABLES; i++)
		if (strcmp(tables[i].name, name) == 0)
			return i;
	return -1;
}

bool
log_table_is(const char *name)
{
	return table_number(name) >= 0;
}

static bool
is_integer(const char *column)
{
	for (size_t i = 0; i < COUNT_OF(integers); i++)
		if (strcmp(integers[i], column) == 0)
			return true;
	return false;
}

/* As a column of type TEXT would keep it. */
static struct value
as_kept(struct arena *arena, struct value value, bool integer)
{
	if (value.type == VALUE_TEXT)
		value.text = arena_str(arena, value.text);
	else if (value.type == VALUE_INTEGER && !integer)
		value = value_text(arena_printf(arena, "%lld", (long long)value.integer));
	else if (value.type == VALUE_REAL && !integer)
		value = value_text(arena_printf(arena, "%.15g", value.real));
	return value;
}

bool
log_tables_add(
    struct evidence *evidence, const struct sink_shape *shape, const struct value *values)
{
	int number = table_number(shape->table);
	struct given_rows *given = &evidence->log_tables->given[number];
	struct value row[COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < shape->column_count; i++) {
		size_t c = 0;
		while (tables[number].columns[c] != NULL &&
		    strcmp(tables[number].columns[c], shape->columns[i]) != 0)
			c++;
		if (tables[number].columns[c] == NULL)
			return false;
		row[c] = as_kept(&given->arena, values[i], is_integer(shape->columns[i]));
	}
	memcpy(ARRAY_ADD(given->rows, given->count, given->room), row, sizeof row);
	return true;
}

static void
given_clear(struct given_rows *given)
{
	free(given->rows);
	arena_release(&given->arena);
	*given = (struct given_rows){ 0 };
}

void
log_tables_clear(struct evidence *evidence, const char *name)
{
	given_clear(&evidence->log_tables->given[table_number(name)]);
	log_store_clear(evidence->logs);
}

void
log_tables_free(struct evidence *evidence)
{
	for (size_t i = 0; evidence->log_tables != NULL && i < LOG_TABLES; i++)
		given_clear(&evidence->log_tables->given[i]);
	free(evidence->log_tables);
	log_store_free(evidence->logs);
}

/* --- connecting ---------------------------------------------------------------------------------- */

static int
on_connect(sqlite3 *db, void *context, int argc, const char *const *argv, sqlite3_vtab **made,
    char **error)
{
	struct table_vtab *vtab = mem_alloc(1, sizeof *vtab);

	(void)argc;
	(void)error;
	vtab->evidence = context;
	vtab->table = table_number(argv[2]);
	BUG_IF(vtab->table < 0);
	*made = &vtab->base;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	return sqlite3_declare_vtab(db, tables[vtab->table].declaration);
}

static int
on_disconnect(sqlite3_vtab *base)
{
	free(base);
	return SQLITE_OK;
}

static int
on_open(sqlite3_vtab *base, sqlite3_vtab_cursor **made)
{
	struct table_cursor *cursor = mem_alloc(1, sizeof *cursor);

	(void)base;
	*made = &cursor->base;
	return SQLITE_OK;
}

static void
cursor_reset(struct table_cursor *cursor)
{
	if (cursor->scan != NULL)
		log_activity_close(cursor->scan);
	cursor->scan = NULL;
	cursor->at = cursor->count = cursor->given = 0;
	cursor->end = cursor->of_store = false;
}

static int
on_close(sqlite3_vtab_cursor *base)
{
	struct table_cursor *cursor = (struct table_cursor *)base;

	cursor_reset(cursor);
	buf_release(&cursor->text);
	free(cursor);
	return SQLITE_OK;
}

/* --- which rows ---------------------------------------------------------------------------------- */

/* One letter for each argument: a column's for "equals", and how days are bounded. */
enum { DAY_IS = 'I', DAY_FROM = 'F', DAY_BEHIND = 'G', DAY_UNTIL = 'U', DAY_BEFORE = 'V' };

static char
argument_of(int table, const struct sqlite3_index_constraint *c)
{
	bool equal = c->op == SQLITE_INDEX_CONSTRAINT_EQ;

	if (table == MATCHES)
		return equal && c->iColumn == MATCH_RULE ? 'r' : '\0';
	if (table != ACTIVITY)
		return '\0';
	if (equal && c->iColumn >= LOG_KEY_USER && c->iColumn < LOG_KEY_NUMBER_ACCESSED)
		return (char)('a' + c->iColumn);
	if (c->iColumn != LOG_KEY_DAY)
		return '\0';
	return equal                              ? DAY_IS
	    : c->op == SQLITE_INDEX_CONSTRAINT_GE ? DAY_FROM
	    : c->op == SQLITE_INDEX_CONSTRAINT_GT ? DAY_BEHIND
	    : c->op == SQLITE_INDEX_CONSTRAINT_LE ? DAY_UNTIL
	    : c->op == SQLITE_INDEX_CONSTRAINT_LT ? DAY_BEFORE
						  : '\0';
}

/* What the statement names decides what is summed up, and what the workers need to keep at all. */
static void
note_columns(struct evidence *evidence, int table, uint64_t used)
{
	if (table == ACTIVITY)
		evidence->log_used.activity |= (unsigned)(used & ((1U << LOG_KEY_COUNT) - 1));
	else if (table == SUBJECTS)
		evidence->log_used.subjects = true;
	else
		evidence->log_used.match |= (unsigned)(used & ((1U << COLUMNS_MAX) - 1));
	evidence->log_used.activity_at_all |= table == ACTIVITY;
}

/*
 * Statements are prepared before the logs are read: the costs are those of a city's year, so that the plan is right for what is large. A
 * condition only spares rows: SQLite looks at it again.
 */
static int
on_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	const struct table_vtab *vtab = (const struct table_vtab *)base;
	double rows = vtab->table == ACTIVITY ? 1e6 : 1e5;
	char letters[16];
	int count = 0;

	note_columns(vtab->evidence, vtab->table, info->colUsed);
	for (int i = 0; i < info->nConstraint && count < 12; i++) {
		const struct sqlite3_index_constraint *c = &info->aConstraint[i];
		char letter = argument_of(vtab->table, c);
		if (letter == '\0' || !c->usable ||
		    strcmp(sqlite3_vtab_collation(info, i), "BINARY") != 0)
			continue;
		letters[count++] = letter;
		info->aConstraintUsage[i].argvIndex = count;
		rows /= letter == DAY_IS ? 300 : letter >= 'a' ? 100 : 3;
	}
	letters[count] = '\0';
	info->idxStr = sqlite3_mprintf("%s", letters);
	info->needToFreeIdxStr = 1;
	info->idxNum = (int)(info->colUsed & ((1U << LOG_KEY_COUNT) - 1));
	info->estimatedCost = rows < 1 ? 1 : rows;
	info->estimatedRows = rows < 1 ? 1 : (sqlite3_int64)rows;
	return info->idxStr == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

static struct str
text_of(sqlite3_value *value)
{
	const char *text = (const char *)sqlite3_value_text(value);

	return (struct str){ text, (size_t)sqlite3_value_bytes(value) };
}

static void
bound_day(struct log_activity_where *where, char letter, sqlite3_value *value)
{
	struct str text;
	struct date date;

	if (sqlite3_value_type(value) != SQLITE_TEXT)
		return;
	text = text_of(value);
	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' ||
	    !date_parse(text, &date) || !date_is_full(date))
		return;
	int64_t day = date_days(date);
	if ((letter == DAY_IS || letter == DAY_FROM) && day > where->day_from)
		where->day_from = day;
	if ((letter == DAY_IS || letter == DAY_UNTIL) && day < where->day_until)
		where->day_until = day;
	/* Texts are compared: 2025-04-01T is behind 2025-04-01, so these bounds keep the day itself. */
	if (letter == DAY_BEHIND && day > where->day_from)
		where->day_from = day;
	if (letter == DAY_BEFORE && day < where->day_until)
		where->day_until = day;
}

static int on_next(sqlite3_vtab_cursor *base);

static int
on_filter(
    sqlite3_vtab_cursor *base, int columns, const char *letters, int argc, sqlite3_value **argv)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;
	struct evidence *evidence = vtab->evidence;
	struct log_activity_where where = { .day_from = INT64_MIN, .day_until = INT64_MAX };

	cursor_reset(cursor);
	cursor->row = 0;
	cursor->rule = evidence->current_rule;
	for (int i = 0; i < argc; i++) {
		bool text = sqlite3_value_type(argv[i]) == SQLITE_TEXT;
		if (letters[i] == 'r' && text) {
			struct str rule = text_of(argv[i]);
			if (!str_eq(rule, evidence->current_rule))
				cursor->rule = (struct str){ 0 };
		} else if (letters[i] >= 'a' && text) {
			where.has[letters[i] - 'a'] = text_of(argv[i]).len > 0;
			where.is[letters[i] - 'a'] = text_of(argv[i]);
		} else if (letters[i] < 'a') {
			bound_day(&where, letters[i], argv[i]);
		}
	}
	if (vtab->table == ACTIVITY)
		cursor->scan = log_activity_open(evidence->logs, (unsigned)columns, &where);
	else if (vtab->table == SUBJECTS)
		cursor->count = log_subjects_count(evidence->logs);
	else if (cursor->rule.len > 0)
		cursor->count = log_matches_count(evidence->logs, cursor->rule);
	return on_next(base);
}

/* Those of the store, then those that were given. */
static int
on_next(sqlite3_vtab_cursor *base)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;
	const struct given_rows *given = &vtab->evidence->log_tables->given[vtab->table];

	cursor->row++;
	cursor->of_store = true;
	if (cursor->scan != NULL && log_activity_next(cursor->scan, &cursor->activity))
		return SQLITE_OK;
	if (cursor->scan == NULL && cursor->at < cursor->count) {
		if (vtab->table == SUBJECTS)
			log_subjects_get(vtab->evidence->logs, cursor->at++, &cursor->activity);
		else
			log_matches_get(
			    vtab->evidence->logs, cursor->rule, cursor->at++, &cursor->match);
		return SQLITE_OK;
	}
	cursor->of_store = false;
	cursor->end = cursor->given >= given->count;
	cursor->given++;
	return SQLITE_OK;
}

static int
on_eof(sqlite3_vtab_cursor *base)
{
	return ((struct table_cursor *)base)->end;
}

static int
on_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row)
{
	*row = ((struct table_cursor *)base)->row;
	return SQLITE_OK;
}

/* --- values -------------------------------------------------------------------------------------- */

static void
put_text(sqlite3_context *to, struct str text)
{
	if (text.len == 0)
		sqlite3_result_null(to);
	else
		sqlite3_result_text64(to, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* The day as text, kept in the cursor: rows come by days. */
static const char *
day_text(struct table_cursor *cursor, int64_t day)
{
	if (cursor->text.len == 0 || cursor->text_day != day) {
		buf_clear(&cursor->text);
		date_iso(date_of_days(day), &cursor->text);
		cursor->text_day = day;
	}
	return cursor->text.ptr;
}

static void
put_two(char *to, int64_t n)
{
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
}

/* As time_iso_jst writes it; len 10: the day alone. */
static void
put_time(sqlite3_context *to, struct table_cursor *cursor, int64_t seconds, size_t len)
{
	enum { DAY_SEC = 86400, JST_SEC = 9 * 3600 };
	char text[] = "0000-00-00T00:00:00+09:00";
	int64_t local = seconds + JST_SEC;
	int64_t day = local >= 0 ? local / DAY_SEC : -((DAY_SEC - 1 - local) / DAY_SEC);
	int64_t second = local - day * DAY_SEC;
	const char *date = day_text(cursor, day);

	if (cursor->text.len != 10) { /* beyond the year 9999 */
		put_text(to, buf_str(&cursor->text));
		return;
	}
	memcpy(text, date, 10);
	put_two(text + 11, second / 3600);
	put_two(text + 14, second / 60 % 60);
	put_two(text + 17, second % 60);
	put_text(to, (struct str){ text, len < sizeof text - 1 ? len : sizeof text - 1 });
}

static void
put_day(sqlite3_context *to, struct table_cursor *cursor, int64_t day)
{
	(void)day_text(cursor, day);
	put_text(to, buf_str(&cursor->text));
}

static void
put_yes_no(sqlite3_context *to, int value)
{
	if (value < 0)
		sqlite3_result_null(to);
	else
		sqlite3_result_int(to, value);
}

static void
put_activity(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	const struct log_activity_row *row = &cursor->activity;

	if (column < LOG_KEY_NUMBER_ACCESSED)
		put_text(to, row->texts[column]);
	else if (column == LOG_KEY_NUMBER_ACCESSED)
		put_yes_no(to, row->number_accessed);
	else if (column == LOG_KEY_DAY)
		put_day(to, cursor, row->day);
	else if (column == EVENTS)
		sqlite3_result_int64(to, (sqlite3_int64)row->events);
	else if (column == FIRST_TIME)
		put_time(to, cursor, row->first, STR_NONE);
	else if (column == LAST_TIME)
		put_time(to, cursor, row->last, STR_NONE);
	else if (column == ACTIVITY_FILE)
		put_text(to, row->file);
	else
		sqlite3_result_int64(to, row->line);
}

static void
put_subject(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	static const int as[] = { [SUBJECT_USER] = LOG_KEY_USER,
		[SUBJECT_DAY] = LOG_KEY_DAY,
		[SUBJECT_COUNT] = EVENTS,
		[SUBJECT_FILE] = ACTIVITY_FILE,
		[SUBJECT_LINE] = ACTIVITY_LINE };

	put_activity(to, cursor, as[column]);
}

static void
put_match(sqlite3_context *to, struct table_cursor *cursor, int column)
{
	const struct log_match_row *row = &cursor->match;

	switch (column) {
	case MATCH_RULE:
		put_text(to, row->rule);
		break;
	case MATCH_TIME:
		put_time(to, cursor, row->seconds, STR_NONE);
		break;
	case MATCH_DAY:
		put_time(to, cursor, row->seconds, 10);
		break;
	case MATCH_COUNT:
		if (row->has_count)
			sqlite3_result_int64(to, row->count);
		break;
	case MATCH_RESULT:
		put_text(to, row->texts[LOG_MATCH_RESULT]);
		break;
	case MATCH_PURPOSE:
		put_text(to, row->texts[LOG_MATCH_PURPOSE]);
		break;
	case MATCH_NUMBER_ACCESSED:
		put_yes_no(to, row->number_accessed);
		break;
	case MATCH_DETAIL:
		put_text(to, row->texts[LOG_MATCH_DETAIL]);
		break;
	case MATCH_FILE:
		put_text(to, row->file);
		break;
	case MATCH_LINE:
		sqlite3_result_int64(to, row->line);
		break;
	default:
		put_text(to, row->texts[column - MATCH_USER]);
		break;
	}
}

static void
put_value(sqlite3_context *to, const struct value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
		sqlite3_result_int64(to, value->integer);
		break;
	case VALUE_REAL:
		sqlite3_result_double(to, value->real);
		break;
	case VALUE_TEXT:
		sqlite3_result_text64(to, value->text.len == 0 ? "" : value->text.ptr,
		    value->text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case VALUE_NULL:
		break;
	}
}

static int
on_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;

	if (!cursor->of_store)
		put_value(to,
		    &vtab->evidence->log_tables->given[vtab->table]
			 .rows[cursor->given - 1][column]);
	else if (vtab->table == ACTIVITY)
		put_activity(to, cursor, column);
	else if (vtab->table == SUBJECTS)
		put_subject(to, cursor, column);
	else
		put_match(to, cursor, column);
	return SQLITE_OK;
}

void
log_tables_create(struct evidence *evidence)
{
	static const sqlite3_module module = {
		.iVersion = 0,
		.xCreate = on_connect,
		.xConnect = on_connect,
		.xBestIndex = on_best_index,
		.xDisconnect = on_disconnect,
		.xDestroy = on_disconnect,
		.xOpen = on_open,
		.xClose = on_close,
		.xFilter = on_filter,
		.xNext = on_next,
		.xEof = on_eof,
		.xColumn = on_column,
		.xRowid = on_rowid,
	};

	evidence->logs = log_store_new();
	evidence->log_tables = mem_alloc(1, sizeof *evidence->log_tables);
	for (size_t i = 0; i < LOG_TABLES; i++) {
		char *sql = sqlite3_mprintf(
		    "DROP TABLE main.\"%w\"; CREATE VIRTUAL TABLE main.\"%w\" USING %s",
		    tables[i].name, tables[i].name, tables[i].module);
		if (sql == NULL ||
		    sqlite3_create_module_v2(
			evidence->db, tables[i].module, &module, evidence, NULL) != SQLITE_OK)
			mem_exhausted(0);
		evidence_exec(evidence, sql);
		sqlite3_free(sql);
	}
}

struct log_store *
evidence_logs(struct evidence *evidence)
{
	return evidence->logs;
}

void
evidence_log_needs(struct evidence *evidence, struct log_job *job)
{
	prepare_readers(evidence, table_set_of(TABLE_LOG));
	unsigned texts = evidence->log_used.match >> MATCH_USER;

	job->activity = evidence->log_used.activity_at_all || evidence->log_used.subjects;
	job->activity_without = ~evidence->log_used.activity;
	job->activity_no_subjects = !evidence->log_used.subjects;
	/* The texts stand in another order where numbers are between them. */
	texts &= (1U << (LOG_MATCH_SUBJECT + 1)) - 1;
	texts |= (evidence->log_used.match >> MATCH_RESULT & 1U) << LOG_MATCH_RESULT;
	texts |= (evidence->log_used.match >> MATCH_PURPOSE & 1U) << LOG_MATCH_PURPOSE;
	texts |= (evidence->log_used.match >> MATCH_DETAIL & 1U) << LOG_MATCH_DETAIL;
	job->match_without = ~texts;
	job->match_no_numbers =
	    (evidence->log_used.match & (1U << MATCH_COUNT | 1U << MATCH_NUMBER_ACCESSED)) == 0;
	if (job->activity_no_subjects || (job->activity_without & 1U << LOG_KEY_USER) == 0)
		return;
	job->activity_without &= ~(1U << LOG_KEY_USER);
}
