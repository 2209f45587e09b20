/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions over three searches, and the match of what compiles. */
#include "base/arena.h"
#include "base/node.h"
#include "sigma/sigma.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct node *
search(struct arena *arena, const char *field)
{
	struct node *map = node_new(arena, NODE_MAP, 1, 1);

	node_put(arena, map, str_of(field), node_text(arena, STR("1")));
	return map;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *detection = node_new(&arena, NODE_MAP, 1, 1);
	const struct sigma_field fields[] = { { .name = STR_INIT("a"), .value = STR_INIT("1") } };
	const struct sigma_event event = { fields, 1, 0 };

	node_put(&arena, detection, STR("sel_a"), search(&arena, "a"));
	node_put(&arena, detection, STR("sel_b"), search(&arena, "b"));
	node_put(&arena, detection, STR("_x"), search(&arena, "x"));
	node_put(&arena, detection, STR("condition"),
	    node_text(&arena, (struct str){ (const char *)data, size }));
	struct sigma_rule *rule = sigma_compile(detection, STR("f"), NULL, &diags);
	if ((rule == NULL) != (diags.errors > 0))
		__builtin_trap();
	if (rule != NULL)
		(void)sigma_match(rule, &event);
	sigma_free(rule);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
