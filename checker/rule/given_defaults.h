/* SPDX-License-Identifier: Apache-2.0 */
/* What a row of a rule test holds that the test does not say. */
#ifndef RULE_GIVEN_DEFAULTS_H
#define RULE_GIVEN_DEFAULTS_H

#include "rule/given.h"

/* A row being made: set[i] says that the test gave values[i]. */
struct given_row {
	const struct given_table *table;
	struct value *values;
	bool *set;
	int64_t number;  /* of the row, from 1 */
	struct str rule; /* id */
	struct arena *arena;
};

/* Sets every value that is not set. */
void given_defaults(const struct given_row *row);

/* The column of that name, or STR_NONE. */
size_t shape_column(const struct sink_shape *shape, struct str name);

#endif
