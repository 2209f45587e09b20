/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging by classes. What a rule asks of one field alone is a predicate; the verdicts of all predicates on a field make a vector; values
 * with equal vectors are one class, and a rule's answer hangs on the classes alone. So an event costs a look-up of each field's class
 * and one of their combination, however many rules there are. Lists of whole values are looked up in a table, not gone through.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sigma/classes.h"
#include "base/banned.h"

/* Texts of time look like 2025-04-01T09:00:00+09:00: how much of it can a pattern see? */
static enum sigma_grain
grain_of(const struct sigma_test *test)
{
	enum { DATE_BYTES = 10, HOUR_BYTES = 14 };
	const struct sigma_pattern *p = &test->pattern;

	if (test->kind == TEST_EXISTS || test->kind == TEST_NULL || test->kind == TEST_HAS_VALUE)
		return SIGMA_GRAIN_DAY;
	if (test->part != PART_ALL)
		return test->part == PART_MINUTE ? SIGMA_GRAIN_VALUE
		    : test->part == PART_HOUR    ? SIGMA_GRAIN_HOUR
						 : SIGMA_GRAIN_DAY;
	if (test->kind != TEST_PATTERN || p->run_count != 1)
		return SIGMA_GRAIN_VALUE;
	struct str run = p->runs[0];
	if (p->kind == PATTERN_START)
		return run.len <= DATE_BYTES + 1 ? SIGMA_GRAIN_DAY
		    : run.len <= HOUR_BYTES      ? SIGMA_GRAIN_HOUR
						 : SIGMA_GRAIN_VALUE;
	/* The T stands in one place only. */
	bool clock = run.len > 0 && run.len <= HOUR_BYTES - DATE_BYTES &&
	    (run.ptr[0] == 't' || run.ptr[0] == 'T');
	return p->kind == PATTERN_INSIDE && clock ? SIGMA_GRAIN_HOUR : SIGMA_GRAIN_VALUE;
}

static uint32_t
field_get(struct sigma_classes *c, struct str name)
{
	for (size_t i = 0; i < c->field_count; i++)
		if (str_eq(c->fields[i].name, name))
			return (uint32_t)i;
	ARRAY_ADD(c->fields, c->field_count, c->field_room)->name = name;
	return (uint32_t)(c->field_count - 1);
}

/* The only field that the tree looks at; SIGMA_ANY_FIELD: it looks at several. */
static uint32_t
only_field(const struct sigma_node *node)
{
	if (node->kind == TREE_TEST)
		return node->test->field;
	uint32_t field = node->count == 0 ? SIGMA_ANY_FIELD : only_field(node->children[0]);
	for (size_t i = 1; i < node->count && field != SIGMA_ANY_FIELD; i++)
		if (only_field(node->children[i]) != field)
			field = SIGMA_ANY_FIELD;
	return field;
}

static bool
is_list(const struct sigma_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		if (node->children[i]->kind != TREE_TEST)
			return false;
	return node->kind == TREE_OR;
}

static bool
is_literal(const struct sigma_test *test, enum literal_kind *kind)
{
	if (test->kind != TEST_PATTERN || test->cased || test->pattern.run_count != 1)
		return false;
	*kind = test->pattern.kind == PATTERN_START ? LITERAL_START
	    : test->pattern.kind == PATTERN_END     ? LITERAL_END
						    : LITERAL_WHOLE;
	return *kind != LITERAL_WHOLE || test->pattern.kind == PATTERN_WHOLE;
}

static void
length_add(struct class_field *field, enum literal_kind kind, size_t len)
{
	for (size_t i = 0; i < field->length_count; i++)
		if (field->lengths[i].kind == kind && field->lengths[i].len == len)
			return;
	__typeof__(field->lengths) new =
	    ARRAY_ADD(field->lengths, field->length_count, field->length_room);
	new->kind = kind;
	new->len = len;
}

static void
note_tests(struct class_field *field, const struct sigma_node *node)
{
	if (node->kind == TREE_TEST) {
		enum sigma_grain grain = grain_of(node->test);
		field->folds |= node->test->kind == TEST_PATTERN && !node->test->cased;
		if (grain > field->grain)
			field->grain = grain;
	}
	for (size_t i = 0; i < node->count; i++)
		note_tests(field, node->children[i]);
}

/* A regular expression's pairs; without any, or with too many, the field's values are looked at one test after another. */
static void
filter_add(struct class_field *field, const struct sigma_test *test)
{
	const struct sigma_filter *one = test->kind == TEST_REGEX ? &test->regex->filter : NULL;

	field->test_count++;
	if (one == NULL || one->count == 0 || field->filter.count + one->count > SIGMA_PAIRS_MAX) {
		field->unfiltered = true;
		return;
	}
	for (size_t i = 0; i < one->count; i++)
		field->filter.pairs[field->filter.count++] = one->pairs[i];
}

static void
list_add(struct class_field *field, uint32_t number, const struct sigma_node *list)
{
	struct predicate *predicate = &field->predicates[number];

	for (size_t i = 0; i < (list->kind == TREE_TEST ? 1 : list->count); i++) {
		const struct sigma_test *test =
		    list->kind == TREE_TEST ? list->test : list->children[i]->test;
		enum literal_kind kind;
		if (is_literal(test, &kind)) {
			struct str text = test->pattern.runs[0];
			*ARRAY_ADD(field->literals, field->literal_count, field->literal_room) =
			    (struct literal){ text, kind, hash_bytes(text.ptr, text.len, kind),
				    number, 0 };
			if (kind != LITERAL_WHOLE)
				length_add(field, kind, text.len);
		} else {
			*ARRAY_ADD(predicate->tests, predicate->test_count, predicate->test_room) =
			    test;
			filter_add(field, test);
		}
	}
}

static struct leaf
leaf_add(struct sigma_classes *c, const struct sigma_rule *rule, const struct sigma_node *node)
{
	uint32_t number = field_get(c, rule->fields[only_field(node)]);
	struct class_field *field = &c->fields[number];
	uint32_t at = (uint32_t)field->predicate_count;

	(void)ARRAY_ADD(field->predicates, field->predicate_count, field->predicate_room);
	note_tests(field, node);
	list_add(field, at, node);
	return (struct leaf){ number, at };
}

static uint32_t
tree_add(struct sigma_classes *c, const struct sigma_rule *rule, const struct sigma_node *node)
{
	uint32_t number = (uint32_t)c->node_count, first;

	/* A map of one key, a list of one value. */
	while ((node->kind == TREE_AND || node->kind == TREE_OR) && node->count == 1)
		node = node->children[0];
	ARRAY_ADD(c->nodes, c->node_count, c->node_room)->kind = node->kind;
	if (node->kind == TREE_TEST || (is_list(node) && only_field(node) != SIGMA_ANY_FIELD)) {
		struct leaf leaf = leaf_add(c, rule, node);
		c->nodes[number].kind = TREE_TEST;
		c->nodes[number].leaf = leaf;
		return number;
	}
	first = (uint32_t)c->link_count;
	for (size_t i = 0; i < node->count; i++)
		(void)ARRAY_ADD(c->links, c->link_count, c->link_room);
	c->nodes[number].first = first;
	c->nodes[number].count = (uint32_t)node->count;
	for (size_t i = 0; i < node->count; i++) {
		uint32_t child = tree_add(c, rule, node->children[i]);
		c->links[first + i] = child;
	}
	return number;
}

static void
literals_index(struct class_field *field)
{
	size_t room = 16;

	while (room < field->literal_count * 2)
		room *= 2;
	field->literal_slot_room = room;
	field->literal_slots = mem_alloc(room, sizeof *field->literal_slots);
	for (size_t i = 0; i < field->literal_count; i++) {
		uint32_t *slot = &field->literal_slots[field->literals[i].hash & (room - 1)];
		field->literals[i].next = *slot;
		*slot = (uint32_t)i + 1;
	}
}

/* Does the tree look at one value at a time only? */
static bool
by_value(const struct sigma_node *node)
{
	if (node->kind == TREE_TEST)
		return node->test->field != SIGMA_ANY_FIELD && node->test->kind != TEST_FIELD;
	for (size_t i = 0; i < node->count; i++)
		if (!by_value(node->children[i]))
			return false;
	return true;
}

struct sigma_classes *
sigma_classes_new(const struct sigma_rule *const *rules, size_t count)
{
	struct sigma_classes *c = mem_alloc(1, sizeof *c);

	c->rule_count = count;
	c->roots = mem_alloc(count, sizeof *c->roots);
	c->rest = mem_alloc(count, sizeof *c->rest);
	c->yes = mem_alloc(count, sizeof *c->yes);
	c->undecided = mem_alloc(count, sizeof *c->undecided);
	for (size_t r = 0; r < count; r++) {
		c->roots[r] = UINT32_MAX;
		if (by_value(rules[r]->root))
			c->roots[r] = tree_add(c, rules[r], rules[r]->root);
		else
			c->rest[c->rest_count++] = (uint32_t)r;
	}
	for (size_t i = 0; i < c->field_count; i++) {
		c->fields[i].vector = mem_alloc(c->fields[i].predicate_count, 1);
		literals_index(&c->fields[i]);
		sigma_look_make(&c->fields[i].look, &c->fields[i].filter);
	}
	return c;
}

void
sigma_classes_free(struct sigma_classes *c)
{
	if (c == NULL)
		return;
	classes_forget_verdicts(c);
	for (size_t i = 0; i < c->field_count; i++) {
		free(c->fields[i].known.bytes);
		free(c->fields[i].known.slots);
		for (size_t k = 0; k < c->fields[i].predicate_count; k++)
			free(c->fields[i].predicates[k].tests);
		free(c->fields[i].predicates);
		free(c->fields[i].literals);
		free(c->fields[i].literal_slots);
		free(c->fields[i].lengths);
		free(c->fields[i].vector);
	}
	free(c->fields);
	free(c->nodes);
	free(c->links);
	free(c->roots);
	free(c->rest);
	free(c->yes);
	free(c->undecided);
	buf_release(&c->folded);
	sigma_regex_scratch_release(&c->regex);
	free(c);
}

size_t
sigma_classes_field_count(const struct sigma_classes *c)
{
	return c->field_count;
}

struct str
sigma_classes_field(const struct sigma_classes *c, size_t field)
{
	return c->fields[field].name;
}

enum sigma_grain
sigma_classes_grain(const struct sigma_classes *c, size_t field)
{
	return c->fields[field].grain;
}

uint32_t
sigma_classes_epoch(const struct sigma_classes *c)
{
	return c->epoch;
}

const uint32_t *
sigma_classes_rest(const struct sigma_classes *c, size_t *count)
{
	*count = c->rest_count;
	return c->rest;
}
