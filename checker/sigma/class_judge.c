/* SPDX-License-Identifier: Apache-2.0 */
/* From the classes of an event's fields to the rules that hold: judged once for each combination that occurs. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sigma/classes.h"
#include "sigma/limits.h"
#include "base/banned.h"

void
classes_forget_verdicts(struct sigma_classes *c)
{
	free(c->memo);
	arena_release(&c->arena);
	c->memo = NULL;
	c->last = NULL;
	c->memo_count = c->memo_room = 0;
}

static enum sigma_result
evaluate(const struct sigma_classes *c, uint32_t number, const uint16_t *classes)
{
	const struct class_node *node = &c->nodes[number];
	enum sigma_result stop = node->kind == TREE_AND ? SIGMA_NO : SIGMA_YES, result;

	switch (node->kind) {
	case TREE_TEST: {
		const struct class_field *field = &c->fields[node->leaf.field];
		size_t row = classes[node->leaf.field];
		return (enum sigma_result)
		    field->known.bytes[row * field->predicate_count + node->leaf.predicate];
	}
	case TREE_NOT:
		return sigma_not(evaluate(c, c->links[node->first], classes));
	case TREE_AND:
	case TREE_OR:
		break;
	}
	result = stop == SIGMA_NO ? SIGMA_YES : SIGMA_NO;
	for (uint32_t i = 0; i < node->count; i++)
		if (sigma_settles(evaluate(c, c->links[node->first + i], classes), stop, &result))
			break;
	return result;
}

static void
judge_new(struct sigma_classes *c, struct memo *memo, const uint16_t *classes, uint64_t hash)
{
	struct sigma_verdict *v = &memo->verdict;

	*v = (struct sigma_verdict){ 0 };
	for (size_t r = 0; r < c->rule_count; r++) {
		if (c->roots[r] == UINT32_MAX)
			continue;
		enum sigma_result one = evaluate(c, c->roots[r], classes);
		if (one == SIGMA_YES)
			c->yes[v->yes_count++] = (uint32_t)r;
		else if (one == SIGMA_UNDECIDED)
			c->undecided[v->undecided_count++] = (uint32_t)r;
	}
	uint32_t *list = ARENA_ARRAY(&c->arena, uint32_t, v->yes_count + v->undecided_count + 1);
	for (uint32_t i = 0; i < v->yes_count; i++)
		list[i] = c->yes[i];
	v->yes = list;
	for (uint32_t i = 0; i < v->undecided_count; i++)
		list[v->yes_count + i] = c->undecided[i];
	v->undecided = list + v->yes_count;
	memo->hash = hash;
	memo->key = ARENA_ARRAY(&c->arena, uint16_t, c->field_count + 1);
	if (c->field_count > 0)
		memcpy(memo->key, classes, c->field_count * sizeof *classes);
	c->memo_count++;
}

static void
memo_grow(struct sigma_classes *c)
{
	struct memo *old = c->memo;
	size_t room = c->memo_room;

	c->memo_room = room == 0 ? 64 : room * 2;
	c->memo = mem_alloc(c->memo_room, sizeof *c->memo);
	for (size_t i = 0; i < room; i++) {
		if (old[i].key == NULL)
			continue;
		size_t at = old[i].hash & (c->memo_room - 1);
		while (c->memo[at].key != NULL)
			at = (at + 1) & (c->memo_room - 1);
		c->memo[at] = old[i];
	}
	free(old);
	c->last = NULL;
}

const struct sigma_verdict *
sigma_classes_judge(struct sigma_classes *c, const uint16_t *class_of_field)
{
	size_t bytes = c->field_count * sizeof *class_of_field;

	if (c->last != NULL &&
	    hash_same((const char *)c->last->key, (const char *)class_of_field, bytes))
		return &c->last->verdict;
	if (c->memo_count >= SIGMA_COMBINATIONS_MAX) {
		/* The classes stay: only what they make together is judged again. */
		classes_forget_verdicts(c);
	}
	if (c->memo_count * 2 >= c->memo_room)
		memo_grow(c);
	uint64_t hash = hash_bytes((const char *)class_of_field, bytes, 0);
	size_t at = hash & (c->memo_room - 1);
	while (c->memo[at].key != NULL &&
	    (c->memo[at].hash != hash ||
		!hash_same((const char *)c->memo[at].key, (const char *)class_of_field, bytes)))
		at = (at + 1) & (c->memo_room - 1);
	if (c->memo[at].key == NULL)
		judge_new(c, &c->memo[at], class_of_field, hash);
	c->last = &c->memo[at];
	return &c->last->verdict;
}
