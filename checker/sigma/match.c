/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching. Answers are of three values, so that a regular expression that hit its limit hangs no more on the answer than it must:
 * no AND undecided is no, yes OR undecided is yes.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "sigma/compiled.h"
#include "base/banned.h"

/* The places of one field in the event; mostly one. */
struct places {
	uint32_t *list;
	size_t count, room;
};

/* The value of one place in folded case, for the event of this number. */
struct folded {
	uint64_t event;
	struct str text;
	struct buf buf;
};

struct sigma_matcher {
	const struct sigma_rule *const *rules;
	size_t rule_count;
	struct str *names;     /* of all rules, each once */
	struct places *places; /* of each name */
	size_t name_count, name_room;
	uint32_t **name_of; /* name_of[rule][field of the rule] = index into names */
	const struct sigma_event *event;
	uint64_t number; /* of the event */
	unsigned layout;
	struct folded *folded; /* by place */
	size_t folded_room;
	struct sigma_regex_scratch regex;
};

static uint32_t
name_index(struct sigma_matcher *m, struct str name)
{
	for (size_t i = 0; i < m->name_count; i++)
		if (str_eq(m->names[i], name))
			return (uint32_t)i;
	*ARRAY_ADD(m->names, m->name_count, m->name_room) = name;
	return (uint32_t)(m->name_count - 1);
}

struct sigma_matcher *
sigma_matcher_new(const struct sigma_rule *const *rules, size_t count)
{
	struct sigma_matcher *m = mem_alloc(1, sizeof *m);

	m->rules = rules;
	m->rule_count = count;
	m->name_of = mem_alloc(count, sizeof *m->name_of);
	for (size_t r = 0; r < count; r++) {
		m->name_of[r] = mem_alloc(rules[r]->field_count, sizeof **m->name_of);
		for (size_t f = 0; f < rules[r]->field_count; f++)
			m->name_of[r][f] = name_index(m, rules[r]->fields[f]);
	}
	m->places = mem_alloc(m->name_count, sizeof *m->places);
	return m;
}

void
sigma_matcher_free(struct sigma_matcher *m)
{
	if (m == NULL)
		return;
	for (size_t r = 0; r < m->rule_count; r++)
		free(m->name_of[r]);
	for (size_t i = 0; i < m->name_count; i++)
		free(m->places[i].list);
	for (size_t i = 0; i < m->folded_room; i++)
		buf_release(&m->folded[i].buf);
	free(m->name_of);
	free(m->places);
	free(m->names);
	free(m->folded);
	sigma_regex_scratch_release(&m->regex);
	free(m);
}

bool
sigma_name_is(struct str in_log, struct str name)
{
	size_t n = 0;

	if (str_eq(in_log, name))
		return true;
	if (in_log.len <= name.len)
		return false;
	for (size_t i = 0; i < in_log.len; i++) {
		if (in_log.ptr[i] == ' ')
			continue;
		if (n == name.len || in_log.ptr[i] != name.ptr[n])
			return false;
		n++;
	}
	return n == name.len;
}

static void
bind(struct sigma_matcher *m)
{
	for (size_t i = 0; i < m->name_count; i++) {
		struct places *places = &m->places[i];
		places->count = 0;
		for (size_t f = 0; f < m->event->count; f++)
			if (sigma_name_is(m->event->fields[f].name, m->names[i]))
				*ARRAY_ADD(places->list, places->count, places->room) = (uint32_t)f;
	}
	if (m->event->count > m->folded_room) {
		m->folded = mem_grow(m->folded, m->event->count, sizeof *m->folded);
		for (size_t i = m->folded_room; i < m->event->count; i++)
			m->folded[i] = (struct folded){ 0 };
		m->folded_room = m->event->count;
	}
}

void
sigma_matcher_event(struct sigma_matcher *m, const struct sigma_event *event)
{
	m->event = event;
	m->number++;
	if (event->layout == 0 || event->layout != m->layout || m->number == 1)
		bind(m);
	m->layout = event->layout;
}

static struct str
value_at(struct sigma_matcher *m, size_t place, bool cased)
{
	struct str value = m->event->fields[place].value;

	if (cased)
		return value;
	struct folded *folded = &m->folded[place];
	if (folded->event == m->number)
		return folded->text;
	folded->event = m->number;
	folded->text = value;
	if (sigma_fold_needed(value)) {
		buf_clear(&folded->buf);
		sigma_fold(value, &folded->buf);
		folded->text = buf_str(&folded->buf);
	}
	return folded->text;
}

static bool
number_test(enum sigma_test_kind kind, double value, double bound)
{
	switch (kind) {
	case TEST_LT:
		return value < bound;
	case TEST_LTE:
		return value <= bound;
	case TEST_GT:
		return value > bound;
	case TEST_EQUAL:
		return value >= bound && value <= bound;
	default:
		return value >= bound;
	}
}

static bool
texts_compare(struct str value, struct str other, enum sigma_pattern_kind how)
{
	switch (how) {
	case PATTERN_START:
		return str_starts(value, other);
	case PATTERN_END:
		return str_ends(value, other);
	case PATTERN_INSIDE:
		return str_has(value, other);
	default:
		return str_eq(value, other);
	}
}

static bool
has_value(const struct sigma_field *field)
{
	return !field->absent && !field->null;
}

static bool
test_reference(struct sigma_matcher *m, const struct sigma_test *test, size_t place,
    const struct places *others)
{
	for (size_t i = 0; i < others->count; i++) {
		size_t other = others->list[i];
		if (has_value(&m->event->fields[other]) &&
		    texts_compare(value_at(m, place, test->cased), value_at(m, other, test->cased),
			test->compare))
			return true;
	}
	return false;
}

/*
 * A test of one value alone. folded: the value in folded case, used when the test is not cased. |fieldref looks at a second
 * field: the matcher's business.
 */
enum sigma_result
sigma_test_one(const struct sigma_test *test, const struct sigma_field *field, struct str folded,
    struct sigma_regex_scratch *regex)
{
	double number;

	if (field->absent)
		return SIGMA_NO;
	if (field->null) /* `''` matches what has no value */
		return test->kind == TEST_PATTERN && test->pattern.kind == PATTERN_WHOLE &&
			test->pattern.run_count == 0
		    ? SIGMA_YES
		    : SIGMA_NO;
	switch (test->kind) {
	case TEST_PATTERN:
		return sigma_pattern_match(&test->pattern, test->cased ? field->value : folded)
		    ? SIGMA_YES
		    : SIGMA_NO;
	case TEST_REGEX:
		return sigma_regex_match(test->regex, field->value, regex);
	case TEST_CIDR:
		return sigma_cidr_match(&test->cidr, field->value) ? SIGMA_YES : SIGMA_NO;
	case TEST_LT:
	case TEST_LTE:
	case TEST_GT:
	case TEST_GTE:
	case TEST_EQUAL:
		return sigma_time_part(field->value, test->part, &number) &&
			number_test(test->kind, number, test->number)
		    ? SIGMA_YES
		    : SIGMA_NO;
	default:
		return SIGMA_YES; /* TEST_HAS_VALUE */
	}
}

/* A test of the text at one place. */
static enum sigma_result
test_value(struct sigma_matcher *m, const struct sigma_test *test, size_t place, size_t rule)
{
	const struct sigma_field *field = &m->event->fields[place];
	bool folds = test->kind == TEST_PATTERN && !test->cased && has_value(field);

	if (test->kind == TEST_FIELD && has_value(field))
		return test_reference(m, test, place, &m->places[m->name_of[rule][test->other]])
		    ? SIGMA_YES
		    : SIGMA_NO;
	return sigma_test_one(
	    test, field, folds ? value_at(m, place, false) : field->value, &m->regex);
}

static enum sigma_result
test_keyword(struct sigma_matcher *m, const struct sigma_test *test, size_t rule)
{
	enum sigma_result result = SIGMA_NO;

	for (size_t i = 0; i < m->event->count; i++)
		if (sigma_settles(test_value(m, test, i, rule), SIGMA_YES, &result))
			break;
	return result;
}

/* A field that stands several times: one of its values is enough. */
static enum sigma_result
test_field(struct sigma_matcher *m, const struct sigma_test *test, size_t rule)
{
	if (test->field == SIGMA_ANY_FIELD)
		return test_keyword(m, test, rule);
	const struct places *places = &m->places[m->name_of[rule][test->field]];
	bool present = false, valued = false;
	enum sigma_result result = SIGMA_NO;
	for (size_t i = 0; i < places->count; i++) {
		const struct sigma_field *field = &m->event->fields[places->list[i]];
		present |= !field->absent;
		valued |= has_value(field);
	}
	if (test->kind == TEST_EXISTS)
		return present == test->expect ? SIGMA_YES : SIGMA_NO;
	if (test->kind == TEST_NULL)
		return valued ? SIGMA_NO : SIGMA_YES;
	for (size_t i = 0; i < places->count; i++)
		if (sigma_settles(test_value(m, test, places->list[i], rule), SIGMA_YES, &result))
			break;
	return result;
}

static enum sigma_result
evaluate(struct sigma_matcher *m, const struct sigma_node *node, size_t rule)
{
	enum sigma_result result, stop = node->kind == TREE_AND ? SIGMA_NO : SIGMA_YES;

	switch (node->kind) {
	case TREE_TEST:
		return test_field(m, node->test, rule);
	case TREE_NOT:
		return sigma_not(evaluate(m, node->children[0], rule));
	case TREE_AND:
	case TREE_OR:
		break;
	}
	result = stop == SIGMA_NO ? SIGMA_YES : SIGMA_NO;
	for (size_t i = 0; i < node->count; i++)
		if (sigma_settles(evaluate(m, node->children[i], rule), stop, &result))
			break;
	return result;
}

enum sigma_result
sigma_matcher_match(struct sigma_matcher *m, size_t rule)
{
	return evaluate(m, m->rules[rule]->root, rule);
}

enum sigma_result
sigma_match(const struct sigma_rule *rule, const struct sigma_event *event)
{
	struct sigma_matcher *m = sigma_matcher_new(&rule, 1);

	sigma_matcher_event(m, event);
	enum sigma_result result = sigma_matcher_match(m, 0);
	sigma_matcher_free(m);
	return result;
}
