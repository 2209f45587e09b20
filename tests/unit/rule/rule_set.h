/* SPDX-License-Identifier: Apache-2.0 */
/* Rules and evidence for the tests of rule/: from YAML written in the test, in this process. */
#ifndef UNIT_RULE_RULE_SET_H
#define UNIT_RULE_RULE_SET_H

#include "rule/evaluate.h"
#include "rule/read.h"

struct rule_set {
	struct rules rules;
	struct diags diags;
	struct arena arena;
	struct evidence *evidence; /* NULL until rule_set_open */
};

/* A tree of YAML text; the test fails when it is none. */
struct node *rule_set_tree(struct rule_set *set, const char *yaml);
/* A rule with this id, SQL and further keys (lines of YAML, or ""), into the set. false: refused. */
bool rule_set_add(struct rule_set *set, const char *id, const char *sql, const char *more);
/* Opens the evidence as of a day and prepares the rules. */
void rule_set_open(struct rule_set *set, const char *as_of);
/* One row of a table from "column=value|column=value" (value NULL: SQL's). Values are texts. */
void rule_set_row(struct rule_set *set, const char *table, const char *cells);
/* Rows of a rule as text "a|b\nc|d\n" in the order they come; NULL as "NULL". */
struct str rule_set_rows(struct rule_set *set, const char *id);
size_t rule_set_number(const struct rule_set *set, const char *id);
/* Number of diagnostics with that code; *line, when not NULL, is the first one's. */
size_t rule_set_said(const struct rule_set *set, enum diag_code code, uint32_t *line);
void rule_set_release(struct rule_set *set);

#endif
