/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox of rule SQL: one SELECT over the evidence and reference tables with listed functions, within a budget.
 *
 *   authorizer     everything is denied but SELECT, reading known tables, recursion, and the functions of sql_functions.h
 *   connection     defensive, no trusted schema, no extensions, no virtual tables but ours, no ATTACH, no "text" for 'text'
 *   limits         length, depth, columns, compound selects, compiled size (limits.h)
 *   while it runs  steps, a deadline, memory; regular expressions have their own
 */
#ifndef RULE_SANDBOX_H
#define RULE_SANDBOX_H

#include "rule/evidence.h"

/* Closes the connection for what is not ours: called once, when the schema stands. */
void sandbox_close(struct evidence *evidence);

/*
 * Compiles a rule's SQL. NULL with a diagnostic at file:line (line: where the SQL begins in the rule file). *tables is the set of
 * evidence tables it reads, views resolved. The caller finalises.
 */
sqlite3_stmt *
sandbox_prepare(struct evidence *evidence, struct str sql, struct diag_at at, uint64_t *tables);

/* The budget for the evidence as it is now. */
struct budget sandbox_budget(const struct evidence *evidence);

/* sandbox_begin, then sandbox_step until it is false, then sandbox_end: DONE, or why it was stopped. */
void sandbox_begin(struct evidence *evidence, struct budget budget);
bool sandbox_step(struct evidence *evidence, sqlite3_stmt *statement);
enum sandbox_end sandbox_end(struct evidence *evidence, sqlite3_stmt *statement);

/* Puts an end other than DONE into a diagnostic that names the rule. */
void
sandbox_say(struct evidence *evidence, enum sandbox_end end, struct str rule, struct diag_at at);

/* sandbox_error.c: why SQLite refused the SQL, in our words. */
void sandbox_say_error(struct evidence *evidence, struct str sql, struct diag_at at);

#endif
