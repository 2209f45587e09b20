/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging by classes. What a rule asks of one field alone is a predicate; the verdicts of all predicates on a field make a vector; values
 * with equal vectors are one class, and a rule's answer hangs on the classes alone. So an event costs a look-up of each field's class
 * and one of their combination, however many rules there are. Lists of whole values are looked up in a table, not gone through.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sigma/compiled.h"
#include "sigma/limits.h"
#include "base/banned.h"

/* The tree of a rule above its predicates: which field's vector, and where in it. */
struct leaf {
	uint32_t field, predicate;
};
struct class_node {
	enum sigma_node_kind kind; /* TREE_TEST: a leaf */
	struct leaf leaf;
	uint32_t first, count; /* children: indexes into `links` */
};

/* A part of a rule that looks at one field. */
struct predicate {
	/* a list of tests, of which one is enough: those of texts stand in the field's table, these are the others */
	const struct sigma_test **tests;
	size_t test_count, test_room;
};

/* A text, folded, that is the whole value, or its beginning, or its end; and the predicate that it satisfies. */
enum literal_kind { LITERAL_WHOLE, LITERAL_START, LITERAL_END };
struct literal {
	struct str text;
	enum literal_kind kind;
	uint64_t hash;
	uint32_t predicate;
	uint32_t next; /* index + 1 of the next of its slot */
};

/* A vector of verdicts, a byte each, and its class: open addressing. */
struct vectors {
	unsigned char *bytes; /* class × predicate_count */
	size_t count, room;
	uint32_t *slots;
	size_t slot_room;
};

struct class_field {
	struct str name;
	struct predicate *predicates;
	size_t predicate_count, predicate_room;
	struct literal *literals;
	size_t literal_count, literal_room;
	uint32_t *literal_slots;
	size_t literal_slot_room;
	/* the lengths that beginnings and ends have, each once */
	struct {
		enum literal_kind kind;
		size_t len;
	} * lengths;
	size_t length_count, length_room;
	enum sigma_grain grain;
	bool folds; /* some test wants the folded text */
	/* every test that is no literal asks for one of these pairs */
	struct sigma_filter filter;
	size_t test_count;
	bool unfiltered;
	unsigned char *vector;
	struct vectors known;
	/* a value about which all predicates say no: most are so */
	uint16_t plain_class;
	bool plain_known;
};

/* A combination of classes that occurred. */
struct memo {
	uint64_t hash;
	struct sigma_verdict verdict;
	uint16_t *key; /* NULL: free */
};

struct sigma_classes {
	size_t rule_count;
	struct class_field *fields;
	size_t field_count, field_room;
	struct class_node *nodes;
	size_t node_count, node_room;
	uint32_t *links;
	size_t link_count, link_room;
	uint32_t *roots; /* of each rule; UINT32_MAX: in rest */
	uint32_t *rest;
	size_t rest_count;
	struct arena arena; /* of the memo */
	struct arena scratch;
	struct memo *memo;
	size_t memo_count, memo_room;
	struct sigma_verdict *last;
	uint16_t *last_key;
	uint32_t *yes, *undecided;
	uint32_t epoch;
	struct buf folded;
	struct sigma_regex_scratch regex;
};

/* --- compiling ----------------------------------------------------------------------------------- */

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
	}
	c->last_key = mem_alloc(c->field_count, sizeof *c->last_key);
	return c;
}

static void
forget(struct sigma_classes *c)
{
	for (size_t i = 0; i < c->field_count; i++) {
		free(c->fields[i].known.bytes);
		free(c->fields[i].known.slots);
		c->fields[i].known = (struct vectors){ 0 };
		c->fields[i].plain_known = false;
	}
	free(c->memo);
	arena_release(&c->arena);
	c->memo = NULL;
	c->last = NULL;
	c->memo_count = c->memo_room = 0;
	c->epoch++;
}

void
sigma_classes_free(struct sigma_classes *c)
{
	if (c == NULL)
		return;
	forget(c);
	for (size_t i = 0; i < c->field_count; i++) {
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
	free(c->last_key);
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

/* --- classes of values --------------------------------------------------------------------------- */

/* What |exists and null ask: is there such a field, has one of them a value? */
static enum sigma_result
presence(const struct sigma_test *test, const struct sigma_field *values, size_t count)
{
	bool present = false, valued = false;

	for (size_t i = 0; i < count; i++) {
		present |= !values[i].absent;
		valued |= !values[i].absent && !values[i].null;
	}
	if (test->kind == TEST_EXISTS)
		return present == test->expect ? SIGMA_YES : SIGMA_NO;
	return valued ? SIGMA_NO : SIGMA_YES;
}

/* The values of the field, each with its folded text. */
struct look {
	struct sigma_classes *classes;
	const struct sigma_field *values;
	const struct str *folded;
	size_t count;
};

static enum sigma_result
look_test(const struct look *look, const struct sigma_test *test)
{
	enum sigma_result result = SIGMA_NO;

	if (test->kind == TEST_EXISTS || test->kind == TEST_NULL)
		return presence(test, look->values, look->count);
	for (size_t i = 0; i < look->count && result != SIGMA_YES; i++) {
		enum sigma_result one =
		    sigma_test_one(test, &look->values[i], look->folded[i], &look->classes->regex);
		if (one != SIGMA_NO)
			result = one;
	}
	return result;
}

static enum sigma_result
look_list(const struct look *look, const struct predicate *predicate)
{
	enum sigma_result result = SIGMA_NO;

	for (size_t i = 0; i < predicate->test_count; i++) {
		enum sigma_result one = look_test(look, predicate->tests[i]);
		if (one == SIGMA_YES)
			return one;
		if (one == SIGMA_UNDECIDED)
			result = one;
	}
	return result;
}

static void
look_literal(struct class_field *field, struct str text, enum literal_kind kind)
{
	uint64_t hash = hash_bytes(text.ptr, text.len, kind);
	uint32_t at = field->literal_slots[hash & (field->literal_slot_room - 1)];

	for (; at != 0; at = field->literals[at - 1].next)
		if (field->literals[at - 1].hash == hash && field->literals[at - 1].kind == kind &&
		    str_eq(field->literals[at - 1].text, text))
			field->vector[field->literals[at - 1].predicate] = SIGMA_YES;
}

static void
look_literals(struct class_field *field, struct str folded)
{
	look_literal(field, folded, LITERAL_WHOLE);
	for (size_t i = 0; i < field->length_count; i++) {
		size_t len = field->lengths[i].len;
		if (len > folded.len)
			continue;
		size_t from = field->lengths[i].kind == LITERAL_START ? 0 : folded.len - len;
		look_literal(field, str_sub(folded, from, len), field->lengths[i].kind);
	}
}

static void
fill_vector(struct sigma_classes *c, struct class_field *field, const struct sigma_field *values,
    size_t count)
{
	struct str few[8], *folded = few;
	struct look look = { c, values, folded, count };

	if (count > sizeof few / sizeof few[0])
		look.folded = folded = mem_alloc(count, sizeof *folded);
	for (size_t p = 0; p < field->predicate_count; p++)
		field->vector[p] = SIGMA_NO;
	buf_clear(&c->folded);
	for (size_t i = 0; i < count; i++) {
		folded[i] = values[i].value;
		if (values[i].absent || values[i].null)
			continue;
		if (field->folds && sigma_fold_needed(values[i].value)) {
			/* of one value alone it is a view; of several, which are rare, copies */
			size_t from = c->folded.len;
			sigma_fold(values[i].value, &c->folded);
			folded[i] = str_from(buf_str(&c->folded), from);
			if (count > 1)
				folded[i] = arena_str(&c->scratch, folded[i]);
		}
		if (field->literal_count > 0)
			look_literals(field, folded[i]);
	}
	for (size_t p = 0; p < field->predicate_count; p++) {
		const struct predicate *predicate = &field->predicates[p];
		if (field->vector[p] != SIGMA_YES)
			field->vector[p] = (unsigned char)look_list(&look, predicate);
	}
	arena_release(&c->scratch);
	if (folded != few)
		free(folded);
}

static void
slots_grow(struct vectors *v, size_t width)
{
	v->slot_room = v->slot_room == 0 ? 16 : v->slot_room * 2;
	free(v->slots);
	v->slots = mem_alloc(v->slot_room, sizeof *v->slots);
	for (size_t i = 0; i < v->count; i++) {
		size_t at =
		    hash_bytes((const char *)v->bytes + i * width, width, 0) & (v->slot_room - 1);
		while (v->slots[at] != 0)
			at = (at + 1) & (v->slot_room - 1);
		v->slots[at] = (uint32_t)i + 1;
	}
}

/* All say no, and that is soon seen. */
static bool
is_plain(struct class_field *field, const struct sigma_field *value)
{
	if (!field->plain_known || field->literal_count > 0 || field->unfiltered || value->absent ||
	    value->null)
		return false;
	return field->test_count == 0 || !sigma_filter_passes(&field->filter, value->value);
}

static uint16_t class_of_vector(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count);

uint16_t
sigma_classes_of(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count)
{
	struct class_field *field = &c->fields[number];

	if (count == 1 && is_plain(field, values))
		return field->plain_class;
	uint16_t class = class_of_vector(c, number, values, count);
	/* What nothing holds for is known by its vector: it is that of any other such value. */
	if (!field->plain_known && count == 1 && !values->absent && !values->null &&
	    memchr(field->vector, SIGMA_YES, field->predicate_count) == NULL &&
	    memchr(field->vector, SIGMA_UNDECIDED, field->predicate_count) == NULL) {
		field->plain_class = class;
		field->plain_known = true;
	}
	return class;
}

static uint16_t
class_of_vector(
    struct sigma_classes *c, size_t number, const struct sigma_field *values, size_t count)
{
	struct class_field *field = &c->fields[number];
	struct vectors *v = &field->known;
	size_t width = field->predicate_count;

	fill_vector(c, field, values, count);
	if (v->count * 2 >= v->slot_room)
		slots_grow(v, width);
	size_t at = hash_bytes((const char *)field->vector, width, 0) & (v->slot_room - 1);
	for (; v->slots[at] != 0; at = (at + 1) & (v->slot_room - 1))
		if (memcmp(v->bytes + (v->slots[at] - 1) * width, field->vector, width) == 0)
			return (uint16_t)(v->slots[at] - 1);
	if (v->count >= SIGMA_CLASSES_MAX || (v->count + 1) * width > SIGMA_CLASS_BYTES_MAX) {
		forget(c);
		return class_of_vector(c, number, values, count);
	}
	if (v->count == v->room) {
		v->room = v->room == 0 ? 8 : v->room * 2;
		v->bytes = mem_grow(v->bytes, mem_mul(v->room, width), 1);
	}
	memcpy(v->bytes + v->count * width, field->vector, width);
	v->slots[at] = (uint32_t)++v->count;
	return (uint16_t)(v->count - 1);
}

/* --- judging ------------------------------------------------------------------------------------- */

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
		result = evaluate(c, c->links[node->first], classes);
		return result == SIGMA_UNDECIDED ? result
		    : result == SIGMA_YES        ? SIGMA_NO
						 : SIGMA_YES;
	case TREE_AND:
	case TREE_OR:
		break;
	}
	result = stop == SIGMA_NO ? SIGMA_YES : SIGMA_NO;
	for (uint32_t i = 0; i < node->count; i++) {
		enum sigma_result one = evaluate(c, c->links[node->first + i], classes);
		if (one == stop)
			return stop;
		if (one == SIGMA_UNDECIDED)
			result = one;
	}
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
sigma_classes_judge(struct sigma_classes *c, const uint16_t *classes)
{
	size_t bytes = c->field_count * sizeof *classes;

	if (c->last != NULL && hash_same((const char *)c->last_key, (const char *)classes, bytes))
		return c->last;
	if (c->memo_count >= SIGMA_COMBINATIONS_MAX) {
		/* The classes stay: only what they make together is judged again. */
		free(c->memo);
		arena_release(&c->arena);
		c->memo = NULL;
		c->memo_count = c->memo_room = 0;
	}
	if (c->memo_count * 2 >= c->memo_room)
		memo_grow(c);
	uint64_t hash = hash_bytes((const char *)classes, bytes, 0);
	size_t at = hash & (c->memo_room - 1);
	while (c->memo[at].key != NULL &&
	    (c->memo[at].hash != hash || memcmp(c->memo[at].key, classes, bytes) != 0))
		at = (at + 1) & (c->memo_room - 1);
	if (c->memo[at].key == NULL)
		judge_new(c, &c->memo[at], classes, hash);
	memcpy(c->last_key, classes, bytes);
	c->last = &c->memo[at].verdict;
	return c->last;
}
