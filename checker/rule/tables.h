/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence tables by name: which input each comes from, and what to call it when it is missing. */
#ifndef RULE_TABLES_H
#define RULE_TABLES_H

#include <stdint.h>

#include "base/str.h"
#include "finding/finding.h"

enum table_source {
	TABLE_ALWAYS,     /* what was given: always known */
	TABLE_ASSESSMENT, /* one assessment at a time */
	TABLE_CONFIG,
	TABLE_LOG,
	TABLE_REGISTER, /* one source per table */
};

struct table {
	const char *name;
	enum table_source source;
	struct text2 title; /* 職員台帳 */
};

enum { TABLE_COUNT_MAX = 64 }; /* a set of tables is one uint64_t */

extern const struct table rule_tables[];
extern const size_t rule_table_count;

/* Index into rule_tables, or -1. ASCII case does not matter, as in SQL. */
int table_find(struct str name);
static inline uint64_t
table_bit(int table)
{
	return UINT64_C(1) << table;
}
uint64_t table_set_all(void);
/* All tables of that source. */
uint64_t table_set_of(enum table_source source);
/* The views of the evidence schema (system, connection, …): their tables are seen by the authorizer. */
bool table_is_view(struct str name);
/* What `needs: log:FIELD` calls a field of logs (its column of log_file is has_FIELD): a title, or NULL. */
const struct text2 *table_log_field(struct str name);
/* The known table or view nearest to a name, for "did you mean"; empty: none near. */
struct str table_nearest(struct str name);

#endif
