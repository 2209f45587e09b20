/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of the virtual tables of logs a statement gets: the plan, and the walk over store and given rows. */
#include "rule/log_table.h"

#include <string.h>

#include "base/date.h"
#include "base/banned.h"

void
log_table_reset(struct table_cursor *cursor)
{
	if (cursor->scan != NULL)
		log_activity_close(cursor->scan);
	if (cursor->subjects != NULL)
		log_subjects_close(cursor->subjects);
	if (cursor->users != NULL)
		log_subject_users_close(cursor->users);
	cursor->scan = NULL;
	cursor->subjects = NULL;
	cursor->users = NULL;
	cursor->matches = NULL;
	cursor->at = cursor->count = 0;
	cursor->given_at = cursor->given_count = 0;
	cursor->order_count = 0;
	cursor->end = cursor->of_store = cursor->of_rule = cursor->of_none = false;
	cursor->loaded = cursor->over = false;
	cursor->filled = 0;
	buf_clear(&cursor->rule);
}

/*
 * One letter for each argument: a column's for "equals", its digit for "is not NULL", and how days and numbers of users are bounded. Behind them,
 * and ORDER, the columns by which rows come sorted.
 */
enum {
	RULE_IS = 'r',
	COLUMN_IS = 'a',
	COLUMN_FILLED = '0',
	DAY_IS = 'I',
	DAY_FROM = 'F',
	DAY_BEHIND = 'G',
	DAY_UNTIL = 'U',
	DAY_BEFORE = 'V',
	USERS_FROM = 'N',
	USERS_BEHIND = 'O',
	ORDER = ':',
	ORDER_COLUMN = 'A'
};
/* Of the columns used, as xFilter gets them: other ones than the keys, too. */
enum { KEYS = (1 << LOG_KEY_COUNT) - 1, BEYOND_KEYS = 1 << LOG_KEY_COUNT };

static char
bound_of_day(unsigned char op)
{
	return op == SQLITE_INDEX_CONSTRAINT_EQ ? DAY_IS
	    : op == SQLITE_INDEX_CONSTRAINT_GE  ? DAY_FROM
	    : op == SQLITE_INDEX_CONSTRAINT_GT  ? DAY_BEHIND
	    : op == SQLITE_INDEX_CONSTRAINT_LE  ? DAY_UNTIL
	    : op == SQLITE_INDEX_CONSTRAINT_LT  ? DAY_BEFORE
						: '\0';
}

static char
bound_of_users(unsigned char op)
{
	return op == SQLITE_INDEX_CONSTRAINT_EQ || op == SQLITE_INDEX_CONSTRAINT_GE ? USERS_FROM
	    : op == SQLITE_INDEX_CONSTRAINT_GT                                      ? USERS_BEHIND
										    : '\0';
}

static char
argument_of(int table, const struct sqlite3_index_constraint *c)
{
	bool equal = c->op == SQLITE_INDEX_CONSTRAINT_EQ;

	_Static_assert((int)MATCH_RULE == (int)HIT_RULE, "both begin with it");
	if (table == LOG_MATCHES || table == LOG_HITS)
		return equal && c->iColumn == MATCH_RULE ? RULE_IS : '\0';
	if (table == LOG_SUBJECT_USERS)
		return c->iColumn == USERS_DAY  ? bound_of_day(c->op)
		    : c->iColumn == USERS_COUNT ? bound_of_users(c->op)
						: '\0';
	if (table != LOG_ACTIVITY)
		return '\0';
	if (c->iColumn >= LOG_KEY_USER && c->iColumn < LOG_KEY_NUMBER_ACCESSED)
		return equal ? (char)(COLUMN_IS + c->iColumn)
		    : c->op == SQLITE_INDEX_CONSTRAINT_ISNOTNULL
		    ? (char)(COLUMN_FILLED + c->iColumn)
		    : '\0';
	return c->iColumn == LOG_KEY_DAY ? bound_of_day(c->op) : '\0';
}

/* What the statement names decides what is summed up, and what the workers need to keep at all. */
static void
note_columns(struct evidence *evidence, int table, uint64_t used)
{
	if (table == LOG_ACTIVITY)
		evidence->log_used.activity |= (unsigned)(used & ((1U << LOG_KEY_COUNT) - 1));
	else if (table == LOG_SUBJECTS || table == LOG_SUBJECT_USERS)
		evidence->log_used.subjects = true;
	else if (table == LOG_MATCHES)
		evidence->log_used.match |= (unsigned)(used & ((1U << COLUMNS_MAX) - 1));
	evidence->log_used.activity_at_all |= table == LOG_ACTIVITY;
}

/* By what a column multiplies the rows in a city's year: alone, or of one user, who mostly has one department, terminal and system. */
static double
values_of(size_t column, bool of_user)
{
	static const struct {
		double alone, of_user;
	} values[LOG_KEY_COUNT] = {
		[LOG_KEY_USER] = { 1000, 1000 },
		[LOG_KEY_DEPARTMENT] = { 30, 1.2 },
		[LOG_KEY_OPERATION] = { 9, 4 },
		[LOG_KEY_SYSTEM] = { 6, 1.5 },
		[LOG_KEY_TERMINAL] = { 1000, 1.5 },
		[LOG_KEY_RESULT] = { 2, 1.1 },
		[LOG_KEY_NUMBER_ACCESSED] = { 2, 1.3 },
		[LOG_KEY_DAY] = { 300, 250 },
	};

	return of_user ? values[column].of_user : values[column].alone;
}

/* The rows of activity, rolled up to these columns. */
static double
activity_rows(uint64_t columns)
{
	const double most = 2.5e6;
	double rows = 1;

	for (size_t c = 0; c < LOG_KEY_COUNT; c++)
		if ((columns & UINT64_C(1) << c) != 0)
			rows *= values_of(c, (columns & 1U << LOG_KEY_USER) != 0);
	return rows < most ? rows : most;
}

static bool
is_filled(char letter)
{
	return letter >= COLUMN_FILLED && letter < COLUMN_FILLED + LOG_KEY_NUMBER_ACCESSED;
}

/* By what a condition divides the rows. */
static double
narrowed_by(char letter, bool of_user)
{
	if (letter == RULE_IS || letter == USERS_FROM || letter == USERS_BEHIND)
		return 10;
	if (is_filled(letter))
		return 1;
	if (letter >= COLUMN_IS)
		return values_of((size_t)(letter - COLUMN_IS), of_user && letter != COLUMN_IS);
	return letter == DAY_IS ? values_of(LOG_KEY_DAY, of_user) : 3;
}

/*
 * Statements are prepared before the logs are read: the costs are those of a city's year, so that the plan is right for what is large. A
 * condition only spares rows, and SQLite looks at it again, but for two that hold for every row: of which rule it is, and what is not NULL.
 */
int
log_table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	const struct table_vtab *vtab = (const struct table_vtab *)base;
	double rows = vtab->table == LOG_ACTIVITY ? activity_rows(info->colUsed) : 1e5;
	char letters[32], order[LOG_KEY_COUNT];
	int count = 0, length;

	note_columns(vtab->evidence, vtab->table, info->colUsed);
	for (int i = 0; i < info->nConstraint && count < 12; i++) {
		const struct sqlite3_index_constraint *c = &info->aConstraint[i];
		char letter = argument_of(vtab->table, c);
		if (letter == '\0' || !c->usable ||
		    strcmp(sqlite3_vtab_collation(info, i), "BINARY") != 0)
			continue;
		letters[count++] = letter;
		info->aConstraintUsage[i].argvIndex = count;
		info->aConstraintUsage[i].omit = letter == RULE_IS || is_filled(letter);
	}
	for (int i = 0; i < count; i++)
		rows /= narrowed_by(letters[i], memchr(letters, COLUMN_IS, (size_t)count) != NULL);
	length = count;
	letters[length++] = ORDER;
	size_t ordered = log_table_order_plan(vtab->table, info, order);
	for (size_t i = 0; i < ordered; i++)
		letters[length++] = (char)(ORDER_COLUMN + order[i]);
	letters[length] = '\0';
	info->idxStr = sqlite3_mprintf("%s", letters);
	info->needToFreeIdxStr = 1;
	info->idxNum = (int)(info->colUsed & KEYS) | (info->colUsed > KEYS ? BEYOND_KEYS : 0);
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

/* What no text can be equal to is nobody's rule. */
static void
bound_rule(struct table_cursor *cursor, sqlite3_value *value)
{
	int type = sqlite3_value_type(value);
	struct str rule = text_of(value);

	cursor->of_none |= type == SQLITE_NULL || type == SQLITE_BLOB ||
	    (cursor->of_rule && !str_eq(rule, buf_str(&cursor->rule)));
	if (!cursor->of_rule)
		buf_add(&cursor->rule, rule);
	cursor->of_rule = true;
}

/* Matches and hits of the rule that is being judged, and of no other. */
static void
open_rule(struct table_cursor *cursor, struct evidence *evidence, int table)
{
	struct str rule = evidence->current_rule;

	if (cursor->of_none || (cursor->of_rule && !str_eq(rule, buf_str(&cursor->rule))))
		return;
	if (table == LOG_HITS) {
		cursor->count = log_hits_count(evidence->logs, rule);
		return;
	}
	cursor->matches = log_matches_find(evidence->logs, rule);
	cursor->count = cursor->matches == NULL ? 0 : log_matches_count(cursor->matches);
}

static void
bound_users(struct log_subject_users_where *where, char letter, sqlite3_value *value)
{
	sqlite3_int64 least = sqlite3_value_int64(value);

	if (sqlite3_value_type(value) != SQLITE_INTEGER || least < 0)
		return;
	if (letter == USERS_BEHIND && least < INT64_MAX)
		least++;
	if ((uint64_t)least > where->least)
		where->least = (uint64_t)least;
}

static void
open_scan(struct table_cursor *cursor, const struct table_vtab *vtab, unsigned columns,
    const struct log_activity_where *where, struct log_subject_users_where *users)
{
	struct evidence *evidence = vtab->evidence;

	switch (vtab->table) {
	case LOG_ACTIVITY:
		cursor->scan = log_activity_open(evidence->logs, columns & KEYS, where);
		break;
	case LOG_SUBJECTS:
		cursor->subjects = log_subjects_open(evidence->logs);
		break;
	case LOG_SUBJECT_USERS:
		users->by_user = (columns & 1U << USERS_USER) != 0;
		users->day_from = where->day_from;
		users->day_until = where->day_until;
		cursor->users = log_subject_users_open(evidence->logs, users);
		break;
	default:
		open_rule(cursor, evidence, vtab->table);
		break;
	}
}

int
log_table_filter(
    sqlite3_vtab_cursor *base, int columns, const char *letters, int argc, sqlite3_value **argv)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;
	struct log_subject_users_where users = { 0 };
	struct log_activity_where where = { .day_from = INT64_MIN,
		.day_until = INT64_MAX,
		.keys_alone = (columns & BEYOND_KEYS) == 0 };

	log_table_reset(cursor);
	cursor->row = 0;
	for (int i = 0; i < argc; i++) {
		if (letters[i] == RULE_IS) {
			bound_rule(cursor, argv[i]);
		} else if (is_filled(letters[i])) {
			cursor->filled |= 1U << (letters[i] - COLUMN_FILLED);
		} else if (letters[i] == USERS_FROM || letters[i] == USERS_BEHIND) {
			bound_users(&users, letters[i], argv[i]);
		} else if (letters[i] < COLUMN_IS) {
			bound_day(&where, letters[i], argv[i]);
		} else if (sqlite3_value_type(argv[i]) == SQLITE_TEXT) {
			where.has[letters[i] - COLUMN_IS] = text_of(argv[i]).len > 0;
			where.is[letters[i] - COLUMN_IS] = text_of(argv[i]);
		}
	}
	where.filled = cursor->filled;
	for (const char *c = strchr(letters, ORDER) + 1; *c != '\0'; c++)
		cursor->order[cursor->order_count++] = (char)(*c - ORDER_COLUMN);
	open_scan(cursor, vtab, (unsigned)columns, &where, &users);
	log_table_open_given(cursor, vtab);
	return log_table_next(base);
}

static bool
next_of_store(struct table_cursor *cursor, const struct table_vtab *vtab)
{
	switch (vtab->table) {
	case LOG_ACTIVITY:
		cursor->activity = log_activity_next(cursor->scan);
		return cursor->activity != NULL;
	case LOG_SUBJECTS:
		cursor->activity = log_subjects_next(cursor->subjects);
		return cursor->activity != NULL;
	case LOG_SUBJECT_USERS:
		cursor->user = log_subject_users_next(cursor->users);
		return cursor->user != NULL;
	default:
		if (cursor->at == cursor->count)
			return false;
		if (vtab->table == LOG_HITS)
			log_hits_get(vtab->evidence->logs, vtab->evidence->current_rule, cursor->at,
			    &cursor->hit);
		cursor->match_got = false;
		cursor->at++;
		return true;
	}
}

/* Those of the store and those that were given, in the order of the cursor; without one, the store's first. */
int
log_table_next(sqlite3_vtab_cursor *base)
{
	struct table_cursor *cursor = (struct table_cursor *)base;
	const struct table_vtab *vtab = (const struct table_vtab *)base->pVtab;
	const struct given_rows *given = &vtab->evidence->log_tables->given[vtab->table];

	cursor->row++;
	if (!cursor->loaded && !cursor->over) {
		cursor->loaded = next_of_store(cursor, vtab);
		cursor->over = !cursor->loaded;
	}
	cursor->of_store = cursor->loaded;
	if (cursor->given_at < cursor->given_count) {
		size_t first = cursor->given[cursor->given_at];
		if (!cursor->loaded ||
		    log_table_given_first(cursor, vtab->table, given->rows[first])) {
			cursor->of_store = false;
			cursor->given_shown = first;
			cursor->given_at++;
			return SQLITE_OK;
		}
	}
	cursor->end = !cursor->loaded;
	cursor->loaded = false;
	return SQLITE_OK;
}

int
log_table_eof(sqlite3_vtab_cursor *base)
{
	return ((struct table_cursor *)base)->end;
}

int
log_table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row)
{
	*row = ((struct table_cursor *)base)->row;
	return SQLITE_OK;
}
