/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipelines as data, in the form of pySigma's: a list of transformations, each for the rules of some logsources. Those that say how a log
 * calls things are known; what would rewrite rules in other ways is refused by name.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

static const struct node_key pipeline_keys[] = {
	{ "name", NODE_SCALAR, false },
	{ "description", NODE_SCALAR, false },
	{ "author", NODE_SCALAR, false },
	{ "priority", NODE_SCALAR, false },
	{ "vars", NODE_MAP, false },
	{ "registers", NODE_MAP, false },
	{ "transformations", NODE_SEQUENCE, false },
};

/* What a transformation has besides what its type asks for. */
#define COMMON_KEYS                                                                                \
	{ "id", NODE_SCALAR, false }, { "type", NODE_SCALAR, true },                               \
	    { "rule_conditions", NODE_SEQUENCE, false }, { "rule_cond_op", NODE_SCALAR, false },   \
	{                                                                                          \
		"rule_cond_not", NODE_SCALAR, false                                                \
	}

static const struct node_key mapping_keys[] = { COMMON_KEYS, { "mapping", NODE_MAP, true } };
static const struct node_key prefix_keys[] = { COMMON_KEYS, { "prefix", NODE_SCALAR, true } };
static const struct node_key suffix_keys[] = { COMMON_KEYS, { "suffix", NODE_SCALAR, true } };
static const struct node_key condition_keys[] = { COMMON_KEYS, { "conditions", NODE_MAP, true },
	{ "negated", NODE_SCALAR, false } };
static const struct node_key logsource_keys[] = { COMMON_KEYS, { "category", NODE_SCALAR, false },
	{ "product", NODE_SCALAR, false }, { "service", NODE_SCALAR, false } };

enum kind { MAP_NAMES, MAP_PREFIXES, ADD_PREFIX, ADD_SUFFIX, ADD_CONDITION, CHANGE_LOGSOURCE };

static const struct type {
	const char *name;
	enum kind kind;
	const struct node_key *keys;
	size_t key_count;
} types[] = {
	{ "field_name_mapping", MAP_NAMES, mapping_keys, COUNT_OF(mapping_keys) },
	{ "field_name_prefix_mapping", MAP_PREFIXES, mapping_keys, COUNT_OF(mapping_keys) },
	{ "field_name_prefix", ADD_PREFIX, prefix_keys, COUNT_OF(prefix_keys) },
	{ "field_name_suffix", ADD_SUFFIX, suffix_keys, COUNT_OF(suffix_keys) },
	{ "add_condition", ADD_CONDITION, condition_keys, COUNT_OF(condition_keys) },
	{ "change_logsource", CHANGE_LOGSOURCE, logsource_keys, COUNT_OF(logsource_keys) },
};

static const struct node_key rule_condition_keys[] = {
	{ "type", NODE_SCALAR, true },
	{ "category", NODE_SCALAR, false },
	{ "product", NODE_SCALAR, false },
	{ "service", NODE_SCALAR, false },
};

static const struct type *
type_find(const struct node *transformation)
{
	const struct node *type = node_find(transformation, "type");

	for (size_t i = 0; node_is_text(type) && i < COUNT_OF(types); i++)
		if (str_is(type->text, types[i].name))
			return &types[i];
	return NULL;
}

/* --- checking ------------------------------------------------------------------------------------ */

struct checking {
	struct str file;
	struct diags *diags;
	bool good;
};

static void
refuse(struct checking *c, const struct node *node, struct str what)
{
	diag_add(c->diags, DIAG_SIGMA_PIPELINE, node_at(node, c->file), what, (struct str){ 0 },
	    (struct str){ 0 });
	c->good = false;
}

static void
check_rule_conditions(struct checking *c, const struct node *transformation)
{
	const struct node *list = node_find(transformation, "rule_conditions");
	const struct node *op = node_find(transformation, "rule_cond_op");
	const struct node *not = node_find(transformation, "rule_cond_not");
	bool yes;

	if (op != NULL && !str_is(op->text, "and") && !str_is(op->text, "or"))
		refuse(c, op, op->text);
	if (not != NULL && !node_get_bool(not, &yes))
		refuse(c, not, not ->text);
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct node *one = list->items[i];
		const struct node *type = node_find(one, "type");

		if (!node_is_text(type))
			refuse(c, one, STR("rule_conditions"));
		else if (!str_is(type->text, "logsource"))
			refuse(c, type, type->text);
		else if (!node_check_keys(one, rule_condition_keys, COUNT_OF(rule_condition_keys),
			     c->file, c->diags))
			c->good = false;
	}
}

/* Names: a text, or several of which any will do. */
static void
check_mapping(struct checking *c, const struct node *mapping)
{
	for (size_t i = 0; i < mapping->count; i++) {
		const struct node *to = mapping->items[i];
		bool good = node_is_text(to) || (to->type == NODE_SEQUENCE && to->count > 0);

		for (size_t k = 0; to->type == NODE_SEQUENCE && k < to->count; k++)
			good &= node_is_text(to->items[k]);
		if (!good)
			refuse(c, to, mapping->keys[i]);
	}
}

static void
check_transformation(struct checking *c, const struct node *transformation)
{
	const struct node *named = node_find(transformation, "type");
	const struct type *type = type_find(transformation);
	bool yes;

	if (type == NULL) {
		if (named != NULL && node_is_text(named))
			refuse(c, named, named->text);
		else
			refuse(c, transformation, STR("transformations"));
		return;
	}
	if (!node_check_keys(transformation, type->keys, type->key_count, c->file, c->diags)) {
		c->good = false;
		return;
	}
	check_rule_conditions(c, transformation);
	if (type->kind == MAP_NAMES || type->kind == MAP_PREFIXES)
		check_mapping(c, node_find(transformation, "mapping"));
	const struct node *negated = node_find(transformation, "negated");
	if (negated != NULL && !node_get_bool(negated, &yes))
		refuse(c, negated, negated->text);
}

bool
sigma_pipeline_check(const struct sigma_pipeline *pipeline, struct diags *diags)
{
	struct checking c = { pipeline->file, diags, true };
	const struct node *list = node_find(pipeline->root, "transformations");

	if (pipeline->root->type != NODE_MAP) {
		refuse(&c, pipeline->root, STR("transformations"));
		return false;
	}
	if (!node_check_keys(
		pipeline->root, pipeline_keys, COUNT_OF(pipeline_keys), pipeline->file, diags))
		return false;
	for (size_t i = 0; list != NULL && i < list->count; i++)
		check_transformation(&c, list->items[i]);
	return c.good;
}

/* --- applying ------------------------------------------------------------------------------------ */

static bool
part_is(const struct node *condition, const char *key, struct str value)
{
	const struct node *wanted = node_find(condition, key);

	return wanted == NULL || str_eq_nocase(wanted->text, value);
}

static bool
is_for(const struct node *transformation, const struct sigma_view *view)
{
	const struct node *list = node_find(transformation, "rule_conditions");
	const struct node *op = node_find(transformation, "rule_cond_op");
	const struct node *negated = node_find(transformation, "rule_cond_not");
	bool any = op != NULL && str_is(op->text, "or"), holds = !any, not = false;

	if (list == NULL || list->count == 0)
		return true;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *one = list->items[i];
		bool is = part_is(one, "category", view->category) &&
		    part_is(one, "product", view->product) &&
		    part_is(one, "service", view->service);
		holds = any ? holds || is : holds && is;
	}
	if (negated != NULL)
		(void)node_get_bool(negated, &not );
	return holds != not ;
}

/* The conditions as a filter: {selection: …, condition: selection}. */
static void
add_condition(struct sigma_view *view, const struct node *transformation, struct str file)
{
	const struct node *conditions = node_find(transformation, "conditions");
	const struct node *negated = node_find(transformation, "negated");
	struct node *root =
	    node_new(view->arena, NODE_MAP, transformation->line, transformation->column);
	bool not = false;

	if (negated != NULL)
		(void)node_get_bool(negated, &not );
	/* The tree is not changed; a tree's elements have no const. */
	node_put(view->arena, root, STR("selection"), (struct node *)(uintptr_t)conditions);
	node_put(view->arena, root, STR("condition"),
	    node_text(view->arena, not ? STR("not selection") : STR("selection")));
	*ARRAY_ADD(view->also, view->also_count, view->also_room) =
	    (struct sigma_also){ .detection = root, .file = file, .own_names = true };
}

static void
change_logsource(struct sigma_view *view, const struct node *to)
{
	const struct node *category = node_find(to, "category"),
			  *product = node_find(to, "product"), *service = node_find(to, "service");

	view->category = category == NULL ? (struct str){ 0 } : category->text;
	view->product = product == NULL ? (struct str){ 0 } : product->text;
	view->service = service == NULL ? (struct str){ 0 } : service->text;
}

void
sigma_pipelines_apply(const struct sigma_pipeline *pipelines, size_t count, struct sigma_view *view)
{
	for (size_t i = 0; i < count; i++) {
		const struct node *list = node_find(pipelines[i].root, "transformations");

		for (size_t k = 0; list != NULL && k < list->count; k++) {
			const struct node *one = list->items[k];

			if (!is_for(one, view))
				continue;
			switch (type_find(one)->kind) {
			case ADD_CONDITION:
				add_condition(view, one, pipelines[i].file);
				break;
			case CHANGE_LOGSOURCE:
				change_logsource(view, one);
				break;
			case MAP_NAMES:
			case MAP_PREFIXES:
			case ADD_PREFIX:
			case ADD_SUFFIX:
				*ARRAY_ADD(
				    view->mappings, view->mapping_count, view->mapping_room) = one;
				break;
			}
		}
	}
}

void
sigma_view_release(struct sigma_view *view)
{
	free(view->also);
	free(view->mappings);
	view->also = NULL;
	view->mappings = NULL;
}

const struct sigma_view *
sigma_view_keep(const struct sigma_view *view)
{
	struct sigma_view *kept = ARENA_NEW(view->arena, struct sigma_view);
	const struct node **mappings =
	    ARENA_ARRAY(view->arena, const struct node *, view->mapping_count + 1);

	for (size_t i = 0; i < view->mapping_count; i++)
		mappings[i] = view->mappings[i];
	*kept = (struct sigma_view){
		.arena = view->arena, .mappings = mappings, .mapping_count = view->mapping_count
	};
	return kept;
}

/* --- names --------------------------------------------------------------------------------------- */

struct names {
	struct str *list;
	size_t count, room;
};

static void
add_names(struct arena *arena, struct names *names, const struct node *to, struct str rest)
{
	for (size_t i = 0; to->type == NODE_SEQUENCE && i < to->count; i++)
		*ARRAY_ADD(names->list, names->count, names->room) =
		    arena_join(arena, to->items[i]->text, rest);
	if (to->type != NODE_SEQUENCE)
		*ARRAY_ADD(names->list, names->count, names->room) =
		    arena_join(arena, to->text, rest);
}

/* One name through one transformation. */
static void
rename_one(
    struct arena *arena, const struct node *transformation, struct str name, struct names *out)
{
	const struct node *mapping = node_find(transformation, "mapping"), *to;
	enum kind kind = type_find(transformation)->kind;

	if (kind == ADD_PREFIX) {
		name = arena_join(arena, node_find(transformation, "prefix")->text, name);
	} else if (kind == ADD_SUFFIX) {
		name = arena_join(arena, name, node_find(transformation, "suffix")->text);
	} else if (kind == MAP_NAMES && (to = node_find_str(mapping, name)) != NULL) {
		add_names(arena, out, to, (struct str){ 0 });
		return;
	} else if (kind == MAP_PREFIXES) {
		for (size_t i = 0; i < mapping->count; i++)
			if (str_starts(name, mapping->keys[i])) {
				add_names(arena, out, mapping->items[i],
				    str_from(name, mapping->keys[i].len));
				return;
			}
	}
	*ARRAY_ADD(out->list, out->count, out->room) = name;
}

size_t
sigma_view_names(void *context, struct str field, const struct str **list)
{
	const struct sigma_view *view = context;
	struct names names = { 0 };

	*ARRAY_ADD(names.list, names.count, names.room) = field;
	for (size_t i = 0; i < view->mapping_count; i++) {
		struct names next = { 0 };

		for (size_t k = 0; k < names.count; k++)
			rename_one(view->arena, view->mappings[i], names.list[k], &next);
		free(names.list);
		names = next;
	}
	struct str *kept = ARENA_ARRAY(view->arena, struct str, names.count);
	for (size_t i = 0; i < names.count; i++)
		kept[i] = names.list[i];
	*list = kept;
	free(names.list);
	return names.count;
}

/* --- placeholders -------------------------------------------------------------------------------- */

/* The values of one name: a list, or one alone. */
static bool
values_of(const struct node *values, struct arena *arena, struct str **list, size_t *found)
{
	if (values == NULL || (values->type != NODE_SEQUENCE && !node_is_text(values)))
		return false;
	size_t n = values->type == NODE_SEQUENCE ? values->count : 1;
	*list = ARENA_ARRAY(arena, struct str, n);
	*found = 0;
	for (size_t k = 0; k < n; k++) {
		const struct node *one = values->type == NODE_SEQUENCE ? values->items[k] : values;
		if (node_is_text(one))
			(*list)[(*found)++] = one->text;
	}
	return true;
}

bool
sigma_pipelines_values(const struct sigma_pipeline *pipelines, size_t count, struct str name,
    struct arena *arena, struct str **list, size_t *found)
{
	for (size_t i = 0; i < count; i++) {
		const struct node *vars = node_find(pipelines[i].root, "vars");

		if (values_of(node_find_str(vars, name), arena, list, found) ||
		    values_of(node_find_str(pipelines[i].registers, name), arena, list, found))
			return *found > 0;
	}
	return false;
}
