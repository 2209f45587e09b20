/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual tables of logs, inside: what log_tables.c (their names, connecting), log_table_given.c (rows that were given),
 * log_table_scan.c (which rows) and log_table_values.c (columns) share.
 */
#ifndef RULE_LOG_TABLE_H
#define RULE_LOG_TABLE_H

#include "rule/log_tables.h"

enum { LOG_ACTIVITY, LOG_SUBJECTS, LOG_SUBJECT_USERS, LOG_MATCHES, LOG_HITS, LOG_TABLES };
enum { EVENTS = LOG_KEY_COUNT, FIRST_TIME, LAST_TIME, ACTIVITY_FILE, ACTIVITY_LINE };
enum { SUBJECT_USER, SUBJECT_DAY, SUBJECT_COUNT, SUBJECT_FILE, SUBJECT_LINE };
enum { USERS_SUBJECT, USERS_USER, USERS_DAY, USERS_COUNT, USERS_FILE, USERS_LINE };
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
	MATCH_LINE
};
enum {
	HIT_RULE,
	HIT_FIRST_TIME,
	HIT_LAST_TIME,
	HIT_DAY,
	HIT_EVENTS,
	HIT_VALUE,
	HIT_USER,
	HIT_SUBJECT = HIT_USER + LOG_MATCH_SUBJECT,
	HIT_GROUPED,
	HIT_FILE,
	HIT_LINE,
	HIT_FILE2,
	HIT_LINE2,
	COLUMNS_MAX
};

struct log_table {
	const char *name, *module, *declaration;
	const char *columns[COLUMNS_MAX + 1];
};
/* LOG_TABLES of them. */
extern const struct log_table log_table_list[];
/* The place in log_table_list, or -1. */
int log_table_number(const char *name);

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
	bool loaded, over; /* the store's next row is there; it has none any more */
	size_t at, count;  /* matches and hits: the next one, and how many the store has */
	/* Rows that were given and fit: their numbers, the next one, the one that is shown. */
	size_t *given, given_count, given_room, given_at, given_shown;
	char order[LOG_KEY_COUNT]; /* columns by which rows come sorted */
	size_t order_count;
	struct buf compared;
	bool of_rule, of_none; /* rows of one rule alone; of none, since two were named */
	struct buf rule;       /* which */
	unsigned filled;       /* columns of activity that are not NULL, bits by enum log_key */
	struct log_activity_scan *scan;
	struct log_subjects_scan *subjects;
	struct log_subject_users *users;
	const struct log_subject_users_row *user;
	const struct log_activity_row *activity;
	struct log_matches *matches;
	struct log_match_row match;
	bool match_got; /* made when a column is first asked for: many are only counted */
	struct log_hit_row hit;
	struct buf grouped;
	struct buf text; /* of text_day */
	int64_t text_day;
};

/* --- log_table_given.c ----------------------------------------------------------------------------- */

/* Of the rows that were given those that fit the cursor's conditions, in its order. */
void log_table_open_given(struct table_cursor *cursor, const struct table_vtab *vtab);

/* --- log_table_scan.c ------------------------------------------------------------------------------ */

int log_table_best_index(sqlite3_vtab *base, sqlite3_index_info *info);
int log_table_filter(
    sqlite3_vtab_cursor *base, int columns, const char *letters, int argc, sqlite3_value **argv);
int log_table_next(sqlite3_vtab_cursor *base);
int log_table_eof(sqlite3_vtab_cursor *base);
int log_table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *row);
/* Ends what the cursor reads. */
void log_table_reset(struct table_cursor *cursor);

/* --- log_table_order.c ----------------------------------------------------------------------------- */

/*
 * Does the table have the order that the statement wants? Then the columns (at most LOG_KEY_COUNT) by which its rows come sorted, and it is noted
 * that SQLite need not; else 0.
 */
size_t log_table_order_plan(int table, sqlite3_index_info *info, char *order);
/* Puts the cursor's given rows in its order. */
void log_table_order_given(struct table_cursor *cursor, const struct given_rows *given);
/* Does the given row come before the one of the store that the cursor has loaded? */
bool log_table_given_first(struct table_cursor *cursor, int table, const struct value *row);

/* --- log_table_values.c ---------------------------------------------------------------------------- */

int log_table_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column);

#endif
