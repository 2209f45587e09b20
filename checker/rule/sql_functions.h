/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rule SQL may call: ours (tables in functions_*.c, a line each) and a list of SQLite's own. piacheck-rule(5)
 * describes them. All are deterministic within a run: none asks the clock, the machine or a random source.
 */
#ifndef RULE_SQL_FUNCTIONS_H
#define RULE_SQL_FUNCTIONS_H

#include "rule/evidence.h"

struct sql_function {
	const char *name;
	int arguments;
	void (*call)(sqlite3_context *context, int count, sqlite3_value **values);
};

/* Groups, each ended by a row without a name. */
extern const struct sql_function functions_date[], functions_text[], functions_number[],
    functions_range[], functions_regexp[];

/* Registers ours. */
void sql_functions_add(struct evidence *evidence);
bool sql_function_allowed(struct str name);
struct str sql_function_nearest(struct str name); /* empty: none near */

/* The text of an argument; false (and the result is NULL) when it is NULL. */
bool argument_str(sqlite3_context *context, sqlite3_value *value, struct str *text);
void result_str(sqlite3_context *context, struct str text);
static inline struct evidence *
function_evidence(sqlite3_context *context)
{
	return sqlite3_user_data(context);
}

void regex_cache_release(struct regex_cache *cache);
/* Machine code for all patterns kept so far. */
void regex_cache_compile(struct regex_cache *cache);
/*
 * Every place where the pattern is found, and its first group (the whole when there is none), until found says false. false:
 * the pattern is wrong or took too long, and the sandbox says so.
 */
bool regex_each(struct evidence *evidence, struct str pattern, struct str text, void *context,
    bool (*found)(void *context, struct str whole, struct str group));
/* text[at, end) with some characters around it, to be shown as evidence; appended. */
void regex_excerpt(struct str text, size_t at, size_t end, struct buf *out);

#endif
