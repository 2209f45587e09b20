/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence of a rule test: the `given` of piacheck-rule(5) into the evidence tables. */
#ifndef RULE_GIVEN_H
#define RULE_GIVEN_H

#include "rule/evidence.h"

/* A table's columns as the schema has them; read once for all tests. */
struct given_table {
	struct sink_shape shape; /* all columns; column_count 0: not read yet */
	bool *not_null, *is_integer;
};
struct given {
	struct arena arena;
	struct given_table tables[TABLE_COUNT_MAX];
};

/* Fills the (cleared) evidence. false with diagnostics at the place in the rule file. */
bool given_fill(struct given *given, struct evidence *evidence, const struct rule *rule,
    const struct node *node, const struct forms *forms);

#endif
