/* SPDX-License-Identifier: Apache-2.0 */
/* `correlation:` — read and checked. What it cannot do it refuses by name. */
#include "sigma/correlation.h"

#include "base/node.h"
#include "base/scope.h"
#include "sigma/limits.h"
#include "base/banned.h"

static const struct node_key correlation_keys[] = {
	{ "type", NODE_SCALAR, true },
	{ "rules", NODE_NULL, false },
	{ "group-by", NODE_NULL, false },
	{ "timespan", NODE_SCALAR, true },
	{ "condition", NODE_MAP, false },
	{ "aliases", NODE_MAP, false },
	{ "generate", NODE_SCALAR, false },
};

static const struct type {
	const char *name;
	enum correlation_type type;
	bool of_values; /* needs condition.field */
	bool temporal;
} types[] = {
	{ "event_count", CORRELATION_EVENT_COUNT, false, false },
	{ "value_count", CORRELATION_VALUE_COUNT, true, false },
	{ "value_sum", CORRELATION_VALUE_SUM, true, false },
	{ "value_avg", CORRELATION_VALUE_AVG, true, false },
	{ "value_percentile", CORRELATION_VALUE_PERCENTILE, true, false },
	{ "temporal", CORRELATION_TEMPORAL, false, true },
	{ "temporal_ordered", CORRELATION_TEMPORAL_ORDERED, false, true },
};

static const struct {
	const char *name;
	enum correlation_operator operator;
} operators[] = {
	{ "gt", OPERATOR_GT },
	{ "gte", OPERATOR_GTE },
	{ "lt", OPERATOR_LT },
	{ "lte", OPERATOR_LTE },
	{ "eq", OPERATOR_EQ },
	{ "neq", OPERATOR_NEQ },
};

struct reading {
	struct arena *arena;
	struct sigma_correlation *made;
	const struct type *type;
	struct str file;
	const struct sigma_sources *sources;
	struct diags *diags;
	bool good;
};

static void
refuse(struct reading *r, enum diag_code code, const struct node *node, struct str a, struct str b)
{
	diag_add(r->diags, code, node_at(node, r->file), a, b, (struct str){ 0 });
	r->good = false;
}

/* A text, or a list of texts, as a list. A bad element is said. */
static struct str *
read_texts(struct reading *r, const struct node *node, size_t max, size_t *count)
{
	size_t n = node->type == NODE_SEQUENCE ? node->count : 1;
	struct str *list = ARENA_ARRAY(r->arena, struct str, n);

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		const struct node *one = node->type == NODE_SEQUENCE ? node->items[i] : node;

		if (!node_is_text(one) || one->text.len == 0)
			refuse(r, DIAG_SIGMA_VALUE_TYPE, one, (struct str){ 0 }, (struct str){ 0 });
		else if (*count == max)
			refuse(r, DIAG_SIGMA_TOO_LARGE, one, arena_printf(r->arena, "%zu", max),
			    (struct str){ 0 });
		else
			list[(*count)++] = one->text;
	}
	return list;
}

static void
read_type(struct reading *r, const struct node *node)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_is(node->text, types[i].name))
			r->type = &types[i];
	if (r->type == NULL)
		refuse(r, DIAG_SIGMA_CORRELATION_TYPE, node, node->text, (struct str){ 0 });
	else
		r->made->type = r->type->type;
}

static void
read_rules(struct reading *r, const struct node *correlation, long own)
{
	const struct node *rules = node_find(correlation, "rules");
	struct sigma_correlation *c = r->made;

	if (rules == NULL && own >= 0) {
		c->sources = ARENA_NEW(r->arena, long);
		c->names = ARENA_NEW(r->arena, struct str);
		c->sources[0] = own;
		c->source_count = 1;
		return;
	}
	if (rules == NULL || rules->type == NODE_NULL ||
	    (rules->type == NODE_SEQUENCE && rules->count == 0)) {
		refuse(r, DIAG_SIGMA_CORRELATION_RULES, rules == NULL ? correlation : rules,
		    (struct str){ 0 }, (struct str){ 0 });
		return;
	}
	c->names = read_texts(r, rules, SIGMA_CORRELATION_RULES_MAX, &c->source_count);
	c->sources = ARENA_ARRAY(r->arena, long, c->source_count);
	for (size_t i = 0; i < c->source_count; i++) {
		c->sources[i] = r->sources->find(r->sources->context, c->names[i]);
		if (c->sources[i] < 0)
			refuse(r,
			    c->sources[i] == SIGMA_SOURCE_TWICE ? DIAG_SIGMA_CORRELATION_NAME
								: DIAG_SIGMA_CORRELATION_UNKNOWN,
			    rules->type == NODE_SEQUENCE ? rules->items[i] : rules, c->names[i],
			    (struct str){ 0 });
	}
}

/* "90m": seconds. */
static void
read_timespan(struct reading *r, const struct node *node)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	struct str text = node->text;
	int64_t n;

	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (text.len < 2 || text.ptr[text.len - 1] != units[i].unit ||
		    str_digits(text, 0) != text.len - 1 ||
		    !str_parse_i64(str_sub(text, 0, text.len - 1), &n) || n < 1 ||
		    n > SIGMA_TIMESPAN_MAX_DAYS * 86400LL / units[i].seconds)
			continue;
		r->made->timespan = n * units[i].seconds;
		return;
	}
	refuse(r, DIAG_SIGMA_TIMESPAN, node, text, (struct str){ 0 });
}

static bool
read_bound(struct reading *r, struct str key, const struct node *value)
{
	struct sigma_correlation *c = r->made;
	double number;

	for (size_t i = 0; i < COUNT_OF(operators); i++) {
		if (!str_is(key, operators[i].name))
			continue;
		if (value->type != NODE_SCALAR || !str_parse_double(value->text, &number)) {
			refuse(r, DIAG_SIGMA_NEEDS_NUMBER, value, key, value->text);
			return true;
		}
		c->bounds[c->bound_count++] =
		    (struct correlation_bound){ operators[i].operator, number };
		return true;
	}
	return false;
}

static void
read_percentile(struct reading *r, const struct node *value)
{
	if (value->type != NODE_SCALAR || !str_parse_double(value->text, &r->made->percentile) ||
	    !(r->made->percentile > 0 && r->made->percentile <= 100))
		refuse(r, DIAG_SIGMA_PERCENTILE, value, value->text, (struct str){ 0 });
}

static size_t
count_distinct_sources(const struct sigma_correlation *c)
{
	size_t count = 0;

	for (size_t i = 0; i < c->source_count; i++) {
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen |= c->sources[k] == c->sources[i];
		count += !seen;
	}
	return count;
}

/* A condition that only all of the rules fulfil says what a temporal correlation says without one. */
static void
simplify_temporal(struct reading *r, const struct node *condition)
{
	struct sigma_correlation *c = r->made;
	size_t all = count_distinct_sources(c);

	if (all == c->source_count && correlation_holds(c, (double)all) &&
	    !correlation_holds(c, (double)all - 1) && correlation_slides(c))
		c->bound_count = 0;
	/* In what order the rest of the rules would have to stand the specification does not say. */
	else if (c->type == CORRELATION_TEMPORAL_ORDERED)
		refuse(r, DIAG_SIGMA_CORRELATION_TEMPORAL, condition, str_of(r->type->name),
		    (struct str){ 0 });
}

static void
read_condition(struct reading *r, const struct node *correlation)
{
	const struct node *condition = node_find(correlation, "condition");
	struct sigma_correlation *c = r->made;
	bool of_values = r->type->of_values;

	if (r->type->temporal && condition == NULL)
		return;
	for (size_t i = 0; condition != NULL && i < condition->count; i++) {
		struct str key = condition->keys[i];
		const struct node *value = condition->items[i];

		if (read_bound(r, key, value))
			continue;
		if (of_values && str_is(key, "field"))
			c->fields = read_texts(r, value, SIGMA_GROUP_BY_MAX, &c->field_count);
		else if (c->type == CORRELATION_VALUE_PERCENTILE && str_is(key, "percentile"))
			read_percentile(r, value);
		else
			refuse(r, DIAG_SIGMA_CORRELATION_CONDITION, value, key, (struct str){ 0 });
	}
	const struct node *at = condition == NULL ? correlation : condition;
	if (c->bound_count == 0)
		refuse(r, DIAG_SIGMA_CORRELATION_BOUND, at, (struct str){ 0 }, (struct str){ 0 });
	if (of_values && c->field_count == 0)
		refuse(r, DIAG_SIGMA_CORRELATION_FIELD, at, str_of(r->type->name), STR("field"));
	if (c->field_count > 1 && c->type != CORRELATION_VALUE_COUNT)
		refuse(r, DIAG_SIGMA_CORRELATION_ONE_FIELD, at, str_of(r->type->name),
		    (struct str){ 0 });
	/* What the threshold is compared with is not said by the specification: the percentile must be named. */
	if (c->type == CORRELATION_VALUE_PERCENTILE && !(c->percentile > 0))
		refuse(
		    r, DIAG_SIGMA_CORRELATION_FIELD, at, str_of(r->type->name), STR("percentile"));
	if (r->type->temporal)
		simplify_temporal(r, condition);
}

static size_t
position_of(const struct sigma_correlation *c, struct str name)
{
	for (size_t i = 0; i < c->source_count; i++)
		if (str_eq(c->names[i], name))
			return i;
	return STR_NONE;
}

static void
read_alias(struct reading *r, const struct node *map, struct correlation_alias *alias)
{
	struct sigma_correlation *c = r->made;

	alias->fields = ARENA_ARRAY(r->arena, struct str, c->source_count);
	if (map->type != NODE_MAP) {
		refuse(r, DIAG_SIGMA_ALIAS, map, alias->name, (struct str){ 0 });
		return;
	}
	for (size_t i = 0; i < map->count; i++) {
		size_t position = position_of(c, map->keys[i]);

		if (position == STR_NONE || !node_is_text(map->items[i])) {
			refuse(r, DIAG_SIGMA_ALIAS, map->items[i], alias->name, map->keys[i]);
			continue;
		}
		for (size_t k = position; k < c->source_count; k++)
			if (str_eq(c->names[k], map->keys[i]))
				alias->fields[k] = map->items[i]->text;
	}
}

static void
read_aliases(struct reading *r, const struct node *aliases)
{
	struct sigma_correlation *c = r->made;

	if (aliases == NULL)
		return;
	c->aliases = ARENA_ARRAY(r->arena, struct correlation_alias, aliases->count);
	for (size_t i = 0; i < aliases->count; i++) {
		c->aliases[i].name = aliases->keys[i];
		read_alias(r, aliases->items[i], &c->aliases[i]);
	}
	c->alias_count = aliases->count;
}

/* The name that all sources have for it; where they differ, the name becomes an alias. */
static struct str
log_name(struct reading *r, struct str name)
{
	struct sigma_correlation *c = r->made;
	struct str *names = ARENA_ARRAY(r->arena, struct str, c->source_count + 1);
	bool same = true;

	for (size_t i = 0; i < c->alias_count; i++)
		if (str_eq(c->aliases[i].name, name))
			return name;
	for (size_t i = 0; i < c->source_count; i++) {
		names[i] = r->sources->field(r->sources->context, c->sources[i], name);
		same &= str_eq(names[i], names[0]);
	}
	if (same)
		return c->source_count > 0 ? names[0] : name;
	struct correlation_alias *aliases =
	    ARENA_ARRAY(r->arena, struct correlation_alias, c->alias_count + 1);
	for (size_t i = 0; i < c->alias_count; i++)
		aliases[i] = c->aliases[i];
	aliases[c->alias_count++] = (struct correlation_alias){ name, names };
	c->aliases = aliases;
	return name;
}

static void
take_log_names(struct reading *r)
{
	struct sigma_correlation *c = r->made;

	if (r->sources->field == NULL || !r->good)
		return;
	for (size_t i = 0; i < c->group_count; i++)
		c->group_by[i] = log_name(r, c->group_by[i]);
	for (size_t i = 0; i < c->field_count; i++)
		c->fields[i] = log_name(r, c->fields[i]);
}

struct sigma_correlation *
sigma_correlation_compile(struct arena *arena, const struct node *correlation, struct str file,
    long own, const struct sigma_sources *sources, struct diags *diags)
{
	struct sigma_correlation *made = ARENA_NEW(arena, struct sigma_correlation);
	struct reading r = { .arena = arena,
		.made = made,
		.file = file,
		.sources = sources,
		.diags = diags,
		.good = true };
	const struct node *group_by = node_find(correlation, "group-by");
	const struct node *generate = node_find(correlation, "generate");

	if (correlation->type != NODE_MAP) {
		refuse(&r, DIAG_SIGMA_CORRELATION_MAP, correlation, (struct str){ 0 },
		    (struct str){ 0 });
		return NULL;
	}
	if (!node_check_keys(
		correlation, correlation_keys, COUNT_OF(correlation_keys), file, diags))
		return NULL;
	read_type(&r, node_find(correlation, "type"));
	read_timespan(&r, node_find(correlation, "timespan"));
	if (r.type == NULL)
		return NULL;
	read_rules(&r, correlation, own);
	if (group_by != NULL)
		made->group_by = read_texts(&r, group_by, SIGMA_GROUP_BY_MAX, &made->group_count);
	read_condition(&r, correlation);
	read_aliases(&r, node_find(correlation, "aliases"));
	take_log_names(&r);
	if (generate != NULL && !node_get_bool(generate, &made->generate))
		refuse(&r, DIAG_SIGMA_GENERATE, generate, generate->text, (struct str){ 0 });
	if (r.good && r.type->temporal && made->source_count < 2)
		refuse(&r, DIAG_SIGMA_CORRELATION_TWO, correlation, str_of(r.type->name),
		    (struct str){ 0 });
	return r.good ? made : NULL;
}
