/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random detections against random events, judged a second time by an evaluator that is slow and plain: it reads the tree as it was
 * written, works character by character, and knows no folding, no patterns, no short cuts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "sigma/flow.h"
#include "sigma/sigma.h"
#include "base/banned.h"

static uint64_t seed;

static unsigned
below(unsigned n)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (unsigned)((z ^ (z >> 31)) % n);
}

static struct str
random_text(struct arena *arena, const char *const *letters, unsigned letter_count, unsigned max)
{
	struct buf buf = { 0 };

	for (unsigned n = below(max + 1); n > 0; n--)
		buf_adds(&buf, letters[below(letter_count)]);
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

/* --- the plain evaluator ------------------------------------------------------------------------- */

static uint32_t
plain_lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Does the text from t on match the pattern, as written, from p on? open: anything may follow. */
static bool
plain_match(struct str pattern, size_t p, struct str text, size_t t, bool cased, bool open)
{
	if (p == pattern.len)
		return open || t == text.len;
	char c = pattern.ptr[p];
	char next = p + 1 < pattern.len ? pattern.ptr[p + 1] : '\0';
	if (c == '*') {
		for (size_t at = t;; text_next(text, &at)) {
			if (plain_match(pattern, p + 1, text, at, cased, open))
				return true;
			if (at >= text.len)
				return false;
		}
	}
	if (t >= text.len)
		return false;
	size_t after = t, behind = p;
	uint32_t in_text = text_next(text, &after);
	if (c == '?')
		return plain_match(pattern, p + 1, text, after, cased, open);
	if (c == '\\' && (next == '\\' || next == '*' || next == '?'))
		behind++;
	uint32_t wanted = text_next(pattern, &behind);
	if (cased ? wanted != in_text : plain_lower(wanted) != plain_lower(in_text))
		return false;
	return plain_match(pattern, behind, text, after, cased, open);
}

static bool
plain_places(struct str pattern, struct str text, bool open_start, bool open_end, bool cased)
{
	if (!open_start)
		return plain_match(pattern, 0, text, 0, cased, open_end);
	for (size_t at = 0;; text_next(text, &at)) {
		if (plain_match(pattern, 0, text, at, cased, open_end))
			return true;
		if (at >= text.len)
			return false;
	}
}

static bool
has_modifier(struct str key, const char *name)
{
	struct str rest, next;

	(void)str_split(key, '|', &rest);
	for (; rest.len > 0; rest = next)
		if (str_is(str_split(rest, '|', &next), name))
			return true;
	return false;
}

static const struct sigma_field *
plain_field(const struct sigma_event *event, struct str name)
{
	for (size_t i = 0; i < event->count; i++)
		if (str_eq(event->fields[i].name, name) && !event->fields[i].absent)
			return &event->fields[i];
	return NULL;
}

static bool
plain_value(struct str key, const struct node *value, const struct sigma_field *field)
{
	double wanted, number;
	bool inside = has_modifier(key, "contains");

	if (value->type == NODE_NULL)
		return field == NULL || field->null;
	if (has_modifier(key, "exists"))
		return (field != NULL) == str_is(value->text, "true");
	if (field == NULL)
		return false;
	if (field->null)
		return value->text.len == 0 && !inside && !has_modifier(key, "startswith") &&
		    !has_modifier(key, "endswith") && !has_modifier(key, "gt");
	if (has_modifier(key, "gt"))
		return str_parse_double(value->text, &wanted) &&
		    str_parse_double(field->value, &number) && number > wanted;
	return plain_places(value->text, field->value, inside || has_modifier(key, "endswith"),
	    inside || has_modifier(key, "startswith"), has_modifier(key, "cased"));
}

static bool
plain_item(struct str key, const struct node *value, const struct sigma_event *event)
{
	struct str rest;
	const struct sigma_field *field = plain_field(event, str_split(key, '|', &rest));
	bool all = has_modifier(key, "all"), any = false, every = true;

	if (value->type != NODE_SEQUENCE) {
		any = every = plain_value(key, value, field);
	} else {
		for (size_t i = 0; i < value->count; i++) {
			bool one = plain_value(key, value->items[i], field);
			any |= one;
			every &= one;
		}
	}
	if (has_modifier(key, "neq"))
		return field != NULL && !field->null && !any;
	return all ? every : any;
}

static bool
plain_search(const struct node *search, const struct sigma_event *event)
{
	if (search->type == NODE_SEQUENCE) {
		for (size_t i = 0; i < search->count; i++)
			if (plain_search(search->items[i], event))
				return true;
		return false;
	}
	for (size_t i = 0; i < search->count; i++)
		if (!plain_item(search->keys[i], search->items[i], event))
			return false;
	return true;
}

/* --- random detections --------------------------------------------------------------------------- */

static const char *const pattern_letters[] = { "a", "B", "b", "照", "*", "?", "\\", "\\*", "\\?",
	"1" };
static const char *const text_letters[] = { "a", "A", "b", "照", "*", "?", "\\", "1" };
static const char *const field_names[] = { "f", "g", "h" };
static const char *const modifier_sets[] = { "", "", "", "|contains", "|startswith", "|endswith",
	"|contains|all", "|neq", "|contains|neq", "|cased", "|cased|contains", "|endswith|cased",
	"|exists", "|gt", "|null" };

static struct node *
random_value(struct arena *arena)
{
	return node_text(arena, random_text(arena, pattern_letters, COUNT_OF(pattern_letters), 4));
}

static void
put_item(struct arena *arena, struct node *map)
{
	const char *field = field_names[below(3)],
		   *mods = modifier_sets[below(COUNT_OF(modifier_sets))];
	struct str key = arena_printf(arena, "%s%s", field, mods);
	struct node *value;

	if (strcmp(mods, "|null") == 0) {
		key = str_of(field);
		value = node_new(arena, NODE_NULL, 1, 1);
	} else if (strcmp(mods, "|exists") == 0) {
		value = node_text(arena, below(2) ? STR("true") : STR("false"));
		value->style = NODE_PLAIN;
	} else if (strcmp(mods, "|gt") == 0) {
		value = node_text(arena, arena_printf(arena, "%u", below(12)));
	} else if (below(2) || str_ends(key, STR("|all"))) {
		value = node_new(arena, NODE_SEQUENCE, 1, 1);
		for (unsigned n = 1 + below(3); n > 0; n--)
			node_push(arena, value, random_value(arena));
	} else {
		value = random_value(arena);
	}
	if (node_find_str(map, key) == NULL)
		node_put(arena, map, key, value);
}

static struct node *
random_search(struct arena *arena)
{
	bool list = below(3) == 0;
	struct node *search = node_new(arena, list ? NODE_SEQUENCE : NODE_MAP, 1, 1);

	for (unsigned n = 1 + below(2); n > 0; n--) {
		struct node *map = list ? node_new(arena, NODE_MAP, 1, 1) : search;
		put_item(arena, map);
		if (list)
			node_push(arena, search, map);
	}
	return search;
}

/* A condition as text, with no more parentheses than the precedence wants, and its truth. level: 0 or, 1 and, 2 not. */
static bool
random_condition(struct buf *out, const bool truth[3], int level, int depth)
{
	static const char *const names[] = { "sel_a", "sel_b", "_c" };
	unsigned kind = depth == 0 ? 3 + below(2) : below(5);

	if (kind == 3) {
		unsigned i = below(3);
		buf_adds(out, names[i]);
		return truth[i];
	}
	if (kind == 4) {
		bool all = below(2);
		unsigned which = below(3);
		static const char *const targets[] = { "them", "sel_*", "*" };
		buf_addf(out, "%s of %s", all ? "all" : "1", targets[which]);
		bool first = all ? truth[0] && truth[1] : truth[0] || truth[1];
		return which < 2 ? first : all ? first && truth[2] : first || truth[2];
	}
	if (kind == 2) {
		buf_adds(out, "not ");
		return !random_condition(out, truth, 2, depth - 1);
	}
	bool parens = (int)kind < level;
	bool result = kind == 1;
	if (parens)
		buf_addc(out, '(');
	for (unsigned i = 0, n = 2 + below(2); i < n; i++) {
		if (i > 0)
			buf_adds(out, kind == 1 ? " and " : " or ");
		bool one = random_condition(out, truth, (int)kind + 1, depth - 1);
		result = kind == 1 ? result && one : result || one;
	}
	if (parens)
		buf_addc(out, ')');
	return result;
}

static void
random_event(struct arena *arena, struct sigma_field fields[3])
{
	for (size_t i = 0; i < 3; i++) {
		fields[i] = (struct sigma_field){ .name = str_of(field_names[i]) };
		unsigned kind = below(10);
		fields[i].absent = kind == 0;
		fields[i].null = kind == 1;
		if (kind > 1)
			fields[i].value =
			    random_text(arena, text_letters, COUNT_OF(text_letters), 6);
	}
}

/* The third way: by classes of values, as logs are judged. */
static enum sigma_result
by_classes(const struct sigma_rule *rule, const struct sigma_event *event)
{
	struct sigma_classes *classes = sigma_classes_new(&rule, 1);
	uint16_t class_of[3] = { 0 };

	for (size_t f = 0; f < sigma_classes_field_count(classes); f++)
		for (size_t i = 0; i < event->count; i++)
			if (str_eq(event->fields[i].name, sigma_classes_field(classes, f)))
				class_of[f] = sigma_classes_of(classes, f, &event->fields[i], 1);
	const struct sigma_verdict *verdict = sigma_classes_judge(classes, class_of);
	enum sigma_result result = verdict->yes_count > 0 ? SIGMA_YES
	    : verdict->undecided_count > 0                ? SIGMA_UNDECIDED
							  : SIGMA_NO;
	sigma_classes_free(classes);
	return result;
}

static void
one_rule(size_t *yes)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct node *searches[3], *detection;
	struct sigma_field fields[3];
	const struct sigma_event event = { fields, 3, 1 };

	for (size_t i = 0; i < 3; i++)
		searches[i] = random_search(&arena);
	for (int n = 0; n < 8; n++) {
		struct buf condition = { 0 };
		bool truth[3];
		random_event(&arena, fields);
		for (size_t i = 0; i < 3; i++)
			truth[i] = plain_search(searches[i], &event);
		bool expected = random_condition(&condition, truth, 0, 3);
		detection = node_new(&arena, NODE_MAP, 1, 1);
		node_put(&arena, detection, STR("sel_a"), searches[0]);
		node_put(&arena, detection, STR("sel_b"), searches[1]);
		node_put(&arena, detection, STR("_c"), searches[2]);
		node_put(
		    &arena, detection, STR("condition"), node_text(&arena, buf_str(&condition)));
		struct sigma_rule *rule = sigma_compile(detection, STR("t"), NULL, &diags);
		if (rule == NULL)
			fail_msg("refused: %s", condition.ptr);
		enum sigma_result got = sigma_match(rule, &event);
		if (got != (expected ? SIGMA_YES : SIGMA_NO))
			fail_msg("%s gives %d, f=%.*s g=%.*s h=%.*s", condition.ptr, (int)got,
			    STR_ARG(fields[0].value), STR_ARG(fields[1].value),
			    STR_ARG(fields[2].value));
		assert_int_equal(by_classes(rule, &event), got);
		*yes += expected;
		sigma_free(rule);
		buf_release(&condition);
	}
	diags_release(&diags);
	arena_release(&arena);
}

static void
rules_and_events(void **state)
{
	size_t yes = 0;

	(void)state;
	seed = 20250401;
	for (int i = 0; i < 3000; i++)
		one_rule(&yes);
	/* The test says something only when both answers are frequent. */
	assert_in_range(yes, 3000, 21000);
}

static void
wildcards(void **state)
{
	static const char *const keys[] = { "f", "f|contains", "f|startswith", "f|endswith",
		"f|cased" };
	size_t yes = 0;

	(void)state;
	seed = 7;
	for (int i = 0; i < 20000; i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct str key = str_of(keys[below(COUNT_OF(keys))]);
		struct str pattern =
		    random_text(&arena, pattern_letters, COUNT_OF(pattern_letters), 6);
		struct str text = random_text(&arena, text_letters, COUNT_OF(text_letters), 8);
		struct node *detection = node_new(&arena, NODE_MAP, 1, 1);
		struct node *search = node_new(&arena, NODE_MAP, 1, 1);
		const struct sigma_field field = { .name = STR("f"), .value = text };
		const struct sigma_event event = { &field, 1, 0 };

		node_put(&arena, search, key, node_text(&arena, pattern));
		node_put(&arena, detection, STR("s"), search);
		node_put(&arena, detection, STR("condition"), node_text(&arena, STR("s")));
		struct sigma_rule *rule = sigma_compile(detection, STR("t"), NULL, &diags);
		assert_non_null(rule);
		bool expected = plain_item(key, search->items[0], &event);
		if (sigma_match(rule, &event) != (expected ? SIGMA_YES : SIGMA_NO))
			fail_msg("%.*s: %.*s on %.*s is not %d", STR_ARG(key), STR_ARG(pattern),
			    STR_ARG(text), expected);
		yes += expected;
		sigma_free(rule);
		diags_release(&diags);
		arena_release(&arena);
	}
	assert_in_range(yes, 1000, 19000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wildcards),
		cmocka_unit_test(rules_and_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
