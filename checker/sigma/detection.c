/* SPDX-License-Identifier: Apache-2.0 */
/* `detection:` — the search identifiers, and what stands under each; the whole is put together here. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/node.h"
#include "sigma/compiled.h"
#include "base/banned.h"

struct sigma_node *
sigma_node_new(struct sigma_compile *compile, enum sigma_node_kind kind)
{
	struct sigma_node *node = ARENA_NEW(&compile->rule->arena, struct sigma_node);

	node->kind = kind;
	return node;
}

void
sigma_node_add(struct sigma_compile *compile, struct sigma_node *parent, struct sigma_node *child)
{
	if (parent->count == parent->room) {
		size_t room = parent->room == 0 ? 2 : parent->room * 2;
		struct sigma_node **grown =
		    ARENA_ARRAY(&compile->rule->arena, struct sigma_node *, room);
		for (size_t i = 0; i < parent->count; i++)
			grown[i] = parent->children[i];
		parent->children = grown;
		parent->room = room;
	}
	parent->children[parent->count++] = child;
}

void
sigma_refuse(struct sigma_compile *compile, enum diag_code code, struct diag_at at, struct str a,
    struct str b)
{
	diag_add(compile->diags, code, at, a, b, (struct str){ 0 });
	compile->failed = true;
}

static struct sigma_node *
compile_map(struct sigma_compile *compile, const struct node *map)
{
	struct sigma_node *all = sigma_node_new(compile, TREE_AND);
	bool ok = true;

	for (size_t i = 0; i < map->count; i++) {
		struct diag_at at = { compile->file, map->key_lines[i], map->key_columns[i] };
		struct sigma_node *item =
		    sigma_compile_item(compile, map->keys[i], at, map->items[i]);
		if (item == NULL)
			ok = false;
		else
			sigma_node_add(compile, all, item);
	}
	return ok ? all : NULL;
}

static struct sigma_node *
compile_list(struct sigma_compile *compile, const struct node *list)
{
	struct sigma_node *any = sigma_node_new(compile, TREE_OR);
	bool ok = true;

	for (size_t i = 0; i < list->count; i++) {
		const struct node *element = list->items[i];
		struct sigma_node *part = NULL;
		if (element->type == NODE_MAP && element->count > 0)
			part = compile_map(compile, element);
		else if (element->type == NODE_SCALAR)
			part = sigma_compile_keyword(compile, element);
		else
			sigma_refuse(compile,
			    element->type == NODE_NULL ? DIAG_SIGMA_NULL_IN_LIST
						       : DIAG_SIGMA_VALUE_TYPE,
			    node_at(element, compile->file), (struct str){ 0 }, (struct str){ 0 });
		if (part == NULL)
			ok = false;
		else
			sigma_node_add(compile, any, part);
	}
	return ok ? any : NULL;
}

struct sigma_node *
sigma_compile_search(struct sigma_compile *compile, const struct node *search)
{
	if (search->type == NODE_SCALAR)
		return sigma_compile_keyword(compile, search);
	if (search->type == NODE_NULL || search->count == 0) {
		sigma_refuse(compile, DIAG_SIGMA_EMPTY, node_at(search, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	return search->type == NODE_MAP ? compile_map(compile, search)
					: compile_list(compile, search);
}

/* All searches; then the condition over those that compiled. NULL with diagnostics. */
static struct sigma_node *
compile_detection(struct sigma_compile *compile, const struct node *detection, bool is_rule)
{
	struct arena *arena = &compile->rule->arena;
	struct str *names = ARENA_ARRAY(arena, struct str, detection->count);
	struct sigma_node **nodes = ARENA_ARRAY(arena, struct sigma_node *, detection->count);
	const struct node *condition = node_find(detection, "condition");
	size_t count = 0;

	for (size_t i = 0; i < detection->count; i++) {
		struct str name = detection->keys[i];
		struct diag_at at = { compile->file, detection->key_lines[i],
			detection->key_columns[i] };
		if (str_is(name, "condition") || (!is_rule && str_is(name, "rules")))
			continue;
		if (str_is(name, "timeframe")) {
			sigma_refuse(compile, DIAG_SIGMA_TIMEFRAME, at, (struct str){ 0 },
			    (struct str){ 0 });
			continue;
		}
		names[count] = arena_str(arena, name);
		nodes[count++] = sigma_compile_search(compile, detection->items[i]);
	}
	if (condition == NULL) {
		sigma_refuse(compile, DIAG_SIGMA_NO_CONDITION, node_at(detection, compile->file),
		    (struct str){ 0 }, (struct str){ 0 });
		return NULL;
	}
	const struct sigma_names all = { names, nodes, count };
	return sigma_compile_condition(compile, condition, &all);
}

static struct sigma_node *
compile_map_of(struct sigma_compile *compile, const struct node *detection, bool is_rule)
{
	if (detection->type == NODE_MAP)
		return compile_detection(compile, detection, is_rule);
	sigma_refuse(compile, DIAG_SIGMA_NOT_MAP, node_at(detection, compile->file),
	    (struct str){ 0 }, (struct str){ 0 });
	return NULL;
}

struct sigma_rule *
sigma_compile_with(const struct node *detection, struct str file,
    const struct sigma_options *options, struct diags *diags)
{
	struct sigma_rule *rule = mem_alloc(1, sizeof *rule);
	struct sigma_compile compile = {
		.rule = rule, .file = file, .options = options, .diags = diags
	};
	struct sigma_node *all = sigma_node_new(&compile, TREE_AND);

	rule->root = compile_map_of(&compile, detection, true);
	for (size_t i = 0; i < options->also_count && rule->root != NULL; i++) {
		compile.file = options->also[i].file;
		compile.own_names = options->also[i].own_names;
		struct sigma_node *also =
		    compile_map_of(&compile, options->also[i].detection, false);
		if (also == NULL)
			break;
		sigma_node_add(&compile, all, also);
	}
	if (compile.failed || rule->root == NULL) {
		sigma_free(rule);
		return NULL;
	}
	if (all->count > 0) {
		sigma_node_add(&compile, all, rule->root);
		rule->root = all;
	}
	return rule;
}

struct sigma_rule *
sigma_compile(const struct node *detection, struct str file, const struct sigma_expand *expand,
    struct diags *diags)
{
	const struct sigma_options options = { .expand = expand };

	return sigma_compile_with(detection, file, &options, diags);
}

void
sigma_free(struct sigma_rule *rule)
{
	if (rule == NULL)
		return;
	for (size_t i = 0; i < rule->regex_count; i++)
		sigma_regex_free(rule->regexes[i]);
	free(rule->regexes);
	free(rule->fields);
	arena_release(&rule->arena);
	free(rule);
}

void
sigma_fields(const struct sigma_rule *rule, void *context,
    void (*each)(void *context, struct str name), bool *keywords)
{
	for (size_t i = 0; i < rule->field_count; i++)
		each(context, rule->fields[i]);
	*keywords = rule->keywords;
}
