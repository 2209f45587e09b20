/* SPDX-License-Identifier: Apache-2.0 */
/* What a compiled correlation is asked: its fields, its condition, what it counts. */
#include "sigma/correlation.h"

#include "base/banned.h"

struct str
correlation_field(const struct sigma_correlation *c, size_t position, struct str name)
{
	for (size_t i = 0; i < c->alias_count; i++)
		if (str_eq(c->aliases[i].name, name) && c->aliases[i].fields[position].len > 0)
			return c->aliases[i].fields[position];
	return name;
}

bool
correlation_holds(const struct sigma_correlation *c, double number)
{
	for (size_t i = 0; i < c->bound_count; i++) {
		double bound = c->bounds[i].number;
		bool holds = false;

		switch (c->bounds[i].operator) {
		case OPERATOR_GT:
			holds = number > bound;
			break;
		case OPERATOR_GTE:
			holds = number >= bound;
			break;
		case OPERATOR_LT:
			holds = number < bound;
			break;
		case OPERATOR_LTE:
			holds = number <= bound;
			break;
		case OPERATOR_EQ:
			holds = number >= bound && number <= bound;
			break;
		case OPERATOR_NEQ:
			holds = number < bound || number > bound;
			break;
		}
		if (!holds)
			return false;
	}
	return true;
}

bool
correlation_counts_distinct(const struct sigma_correlation *c)
{
	return c->type == CORRELATION_VALUE_COUNT ||
	    (c->type == CORRELATION_TEMPORAL && c->bound_count > 0);
}

bool
correlation_slides(const struct sigma_correlation *c)
{
	for (size_t i = 0; i < c->bound_count; i++)
		if (c->bounds[i].operator!= OPERATOR_GT && c->bounds[i].operator!= OPERATOR_GTE)
			return false;
	return c->type != CORRELATION_VALUE_AVG && c->type != CORRELATION_VALUE_PERCENTILE;
}

size_t
sigma_correlation_sources(const struct sigma_correlation *c, const long **sources)
{
	*sources = c->sources;
	return c->source_count;
}

bool
sigma_correlation_is_temporal(const struct sigma_correlation *c)
{
	return c->type == CORRELATION_TEMPORAL || c->type == CORRELATION_TEMPORAL_ORDERED;
}

bool
sigma_correlation_generates(const struct sigma_correlation *c)
{
	return c->generate;
}

bool
sigma_correlation_groups_by(const struct sigma_correlation *c, struct str name)
{
	for (size_t i = 0; i < c->group_count; i++)
		if (str_eq(c->group_by[i], name))
			return true;
	return false;
}

size_t
sigma_correlation_group_by(const struct sigma_correlation *c, const struct str **names)
{
	*names = c->group_by;
	return c->group_count;
}

void
sigma_correlation_fields(const struct sigma_correlation *c, size_t position, void *context,
    void (*each)(void *context, struct str name))
{
	for (size_t i = 0; i < c->group_count; i++)
		each(context, correlation_field(c, position, c->group_by[i]));
	for (size_t i = 0; i < c->field_count; i++)
		each(context, correlation_field(c, position, c->fields[i]));
}
