/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values and modifiers. The input's lines: the key of an item, its value (several lines are a list), a blank line, and the event's
 * value. A matched event must match again from a matcher that knows the layout.
 */
#include "base/arena.h"
#include "base/node.h"
#include "sigma/sigma.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
two_values(void *context, struct str name, struct arena *arena, struct str **list, size_t *count)
{
	(void)context;
	(void)name;
	*list = ARENA_ARRAY(arena, struct str, 2);
	(*list)[0] = STR("x*");
	(*list)[1] = STR("y");
	*count = 2;
	return true;
}

static struct node *
value_of(struct arena *arena, struct str *rest)
{
	struct node *list = node_new(arena, NODE_SEQUENCE, 2, 1);
	struct str line;

	while (str_line(rest, &line) && line.len > 0) {
		struct node *text = node_text(arena, line);
		text->style = NODE_PLAIN;
		node_push(arena, list, text);
	}
	return list->count == 1 ? list->items[0] : list;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sigma_expand expand = { .values = two_values };
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct str rest = { (const char *)data, size }, key = { 0 };
	struct node *detection = node_new(&arena, NODE_MAP, 1, 1);
	struct node *search = node_new(&arena, NODE_MAP, 1, 1);

	(void)str_line(&rest, &key);
	node_put(&arena, search, key, value_of(&arena, &rest));
	node_put(&arena, detection, STR("s"), search);
	node_put(&arena, detection, STR("condition"), node_text(&arena, STR("s or not s")));
	struct sigma_rule *rule = sigma_compile(detection, STR("f"), &expand, &diags);
	if ((rule == NULL) != (diags.errors > 0))
		__builtin_trap();
	if (rule != NULL) {
		const struct sigma_field fields[] = { { .name = STR_INIT("a"), .value = rest },
			{ .name = STR_INIT("b"), .value = STR_INIT("x") } };
		const struct sigma_event event = { fields, 2, 7 };
		const struct sigma_rule *const rules[] = { rule };
		struct sigma_matcher *matcher = sigma_matcher_new(rules, 1);
		for (int i = 0; i < 2; i++) {
			sigma_matcher_event(matcher, &event);
			if (sigma_matcher_match(matcher, 0) == SIGMA_NO)
				__builtin_trap(); /* "s or not s" is never a plain no */
		}
		sigma_matcher_free(matcher);
	}
	sigma_free(rule);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
