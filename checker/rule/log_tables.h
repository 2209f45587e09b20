/* SPDX-License-Identifier: Apache-2.0 */
/*
 * activity, activity_subject, subject_user, match and correlation as virtual tables over the store of logs: nothing is inserted, and activity and
 * subject_user come rolled up to the columns that the statement names. Rows that rule tests give are kept beside.
 */
#ifndef RULE_LOG_TABLES_H
#define RULE_LOG_TABLES_H

#include "rule/evidence.h"

/* The store, and the modules; then a table of theirs, in the place of the schema's. */
void log_tables_open(struct evidence *evidence);
void log_table_make(struct evidence *evidence, const char *name);
bool log_table_is(const char *name);
/* A row of one of them (a rule test's); false: no such column. */
bool log_tables_add(
    struct evidence *evidence, const struct sink_shape *shape, const struct value *values);
void log_tables_clear(struct evidence *evidence, const char *name);
void log_tables_free(struct evidence *evidence);
/* The modules' names, for sqlite3_drop_modules. */
extern const char *const log_table_modules[];

#endif
