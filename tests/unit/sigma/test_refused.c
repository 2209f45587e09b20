/* SPDX-License-Identifier: Apache-2.0 */
/* What is no Sigma, or not supported yet: refused by name, at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/scope.h"
#include "sigma/flow.h"
#include "sigma/sigma.h"
#include "base/banned.h"

struct refusal {
	const char *detection;
	enum diag_code code;
	uint32_t column;
	const char *arg;
};

static void
refused(void **state)
{
	static const struct refusal cases[] = {
		{ "{s: {a|windash|re: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 16,
		    "windash" },
		{ "{s: {a|base64|wide: x}, condition: s}", DIAG_SIGMA_MODIFIER_LATE, 15, "wide" },
		{ "{s: {a|wide|windash: x}, condition: s}", DIAG_SIGMA_MODIFIER_LATE, 13,
		    "windash" },
		{ "{s: {a|utf16|utf16be: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 14,
		    "utf16" },
		{ "{s: {a|base64|base64offset: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 15,
		    "base64" },
		{ "{s: {a|base64: 'x*'}, condition: s}", DIAG_SIGMA_ENCODED_WILDCARD, 16, "" },
		{ "{s: {a|windash: '-a -b -c -d -e -f -g'}, condition: s}", DIAG_SIGMA_TOO_LARGE,
		    17, "15625" },
		{ "{s: {a|hour|minute: 1}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 13,
		    "hour" },
		{ "{s: {a|gt|hour: 1}, condition: s}", DIAG_SIGMA_MODIFIER_LATE, 11, "hour" },
		{ "{s: {a|contains|hour: 1}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 17,
		    "contains" },
		{ "{s: {a|hour: noon}, condition: s}", DIAG_SIGMA_NEEDS_NUMBER, 14, "hour" },
		{ "{s: {'|hour': 1}, condition: s}", DIAG_SIGMA_NEEDS_FIELD, 6, "|hour" },
		{ "{s: {a|contain: x}, condition: s}", DIAG_SIGMA_MODIFIER_UNKNOWN, 8, "contain" },
		{ "{s: {a|: x}, condition: s}", DIAG_SIGMA_MODIFIER_UNKNOWN, 8, "" },
		{ "{s: {所属|contains|xx: x}, condition: s}", DIAG_SIGMA_MODIFIER_UNKNOWN, 18,
		    "xx" },
		{ "{s: {a|contains|contains: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 17,
		    "contains" },
		{ "{s: {a|startswith|endswith: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 19,
		    "startswith" },
		{ "{s: {a|re|contains: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 11, "re" },
		{ "{s: {a|re|cased: x}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 11, "re" },
		{ "{s: {a|gt|lte: 1}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 11, "gt" },
		{ "{s: {a|all|neq: [x, y]}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 12,
		    "all" },
		{ "{s: {a|exists|neq: true}, condition: s}", DIAG_SIGMA_MODIFIER_CONFLICT, 15,
		    "exists" },
		{ "{s: {a|i: x}, condition: s}", DIAG_SIGMA_MODIFIER_ORDER, 8, "i" },
		{ "{s: {a|i|re: x}, condition: s}", DIAG_SIGMA_MODIFIER_ORDER, 8, "i" },
		{ "{s: {a|gt: x}, condition: s}", DIAG_SIGMA_NEEDS_NUMBER, 12, "gt" },
		{ "{s: {a|exists: 1}, condition: s}", DIAG_SIGMA_NEEDS_BOOL, 16, "1" },
		{ "{s: {a|cidr: 192.0.2.0/33}, condition: s}", DIAG_SIGMA_NEEDS_CIDR, 14,
		    "192.0.2.0/33" },
		{ "{s: {a|cidr: 192.0.2.0/}, condition: s}", DIAG_SIGMA_NEEDS_CIDR, 14,
		    "192.0.2.0/" },
		{ "{s: {a|cidr: host/8}, condition: s}", DIAG_SIGMA_NEEDS_CIDR, 14, "host/8" },
		{ "{s: {a|all: x}, condition: s}", DIAG_SIGMA_NEEDS_LIST, 13, "" },
		{ "{s: {'|exists': true}, condition: s}", DIAG_SIGMA_NEEDS_FIELD, 6, "|exists" },
		{ "{s: {a: {b: c}}, condition: s}", DIAG_SIGMA_VALUE_TYPE, 9, "" },
		{ "{s: {a: [x, [y]]}, condition: s}", DIAG_SIGMA_VALUE_TYPE, 13, "" },
		{ "{s: {a: [x, null]}, condition: s}", DIAG_SIGMA_NULL_IN_LIST, 13, "" },
		{ "{s: {a|neq: null}, condition: s}", DIAG_SIGMA_NULL_MODIFIED, 13, "" },
		{ "{s: {a: []}, condition: s}", DIAG_SIGMA_EMPTY, 9, "" },
		{ "{s: [], condition: s}", DIAG_SIGMA_EMPTY, 5, "" },
		{ "{s: null, condition: s}", DIAG_SIGMA_EMPTY, 5, "" },
		{ "{s: {a|re: 'x(y'}, condition: s}", DIAG_SIGMA_REGEX, 12, "x(y" },
		{ "{s: {a|expand: '%who%'}, condition: s}", DIAG_SIGMA_PLACEHOLDER, 16, "who" },
		{ "{s: {a|expand: who}, condition: s}", DIAG_SIGMA_NO_PLACEHOLDER, 16, "who" },
		{ "{s: {a: x}, timeframe: 5m, condition: s}", DIAG_SIGMA_TIMEFRAME, 13, "" },
		{ "{s: {a: x}}", DIAG_SIGMA_NO_CONDITION, 1, "" },
		{ "{s: {a: x}, condition: []}", DIAG_SIGMA_NO_CONDITION, 24, "" },
		{ "[a]", DIAG_SIGMA_NOT_MAP, 1, "" },
		{ "{s: {a: x}, condition: s | count() > 5}", DIAG_SIGMA_AGGREGATION, 26,
		    "| count() > 5" },
		{ "{s: {a: x}, condition: near s}", DIAG_SIGMA_AGGREGATION, 24, "near" },
		{ "{s: {a: x}, condition: t}", DIAG_SIGMA_CONDITION_IDENTIFIER, 24, "t" },
		{ "{s: {a: x}, condition: 1 of t*}", DIAG_SIGMA_CONDITION_PATTERN, 29, "t*" },
		{ "{_s: {a: x}, condition: 1 of them}", DIAG_SIGMA_CONDITION_PATTERN, 30, "them" },
		{ "{s: {a: x}, condition: 2 of s*}", DIAG_SIGMA_CONDITION_QUANTIFIER, 24, "2" },
		{ "{s: {a: x}, condition: s and}", DIAG_SIGMA_CONDITION_END, 29, "" },
		{ "{s: {a: x}, condition: ''}", DIAG_SIGMA_CONDITION_END, 25, "" },
		{ "{s: {a: x}, condition: '(s or s'}", DIAG_SIGMA_CONDITION_CLOSE, 25, "" },
		{ "{s: {a: x}, condition: s) }", DIAG_SIGMA_CONDITION_TOKEN, 25, ")" },
		{ "{s: {a: x}, condition: s s}", DIAG_SIGMA_CONDITION_TOKEN, 26, "s" },
		{ "{s: {a: x}, condition: s and or s}", DIAG_SIGMA_CONDITION_TOKEN, 30, "or" },
		{ "{s: {a: x}, condition: s*}", DIAG_SIGMA_CONDITION_TOKEN, 24, "s*" },
		{ "{s: {a: x}, condition: s & s}", DIAG_SIGMA_CONDITION_TOKEN, 26, "&" },
		{ "{s: {a: x}, condition: 1 of and}", DIAG_SIGMA_CONDITION_TOKEN, 29, "and" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = { 0 };
		struct diags diags = { 0 };
		struct sigma_rule *rule =
		    sigma_compile(flow_parse(&arena, cases[i].detection), STR("t"), NULL, &diags);
		struct buf said = { 0 };
		for (size_t k = 0; k < diags.count; k++)
			diag_line(&diags.list[k], LANG_EN, &said);
		if (rule != NULL || diags.count == 0 || diags.list[0].code != cases[i].code ||
		    diags.list[0].line != 1 || diags.list[0].column != cases[i].column ||
		    !str_is(diags.list[0].args[0], cases[i].arg))
			fail_msg("%s: %.*s", cases[i].detection, STR_ARG(buf_str(&said)));
		buf_release(&said);
		diags_release(&diags);
		arena_release(&arena);
	}
}

/* Each limit fires. */
static void
limits(void **state)
{
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct buf text = { 0 };

	(void)state;
	buf_adds(&text, "{s: {a: x}, condition: '");
	for (int i = 0; i < 100; i++)
		buf_adds(&text, "not ");
	buf_adds(&text, "s'}");
	assert_null(sigma_compile(flow_parse(&arena, text.ptr), STR("t"), NULL, &diags));
	assert_int_equal(diags.list[0].code, DIAG_SIGMA_CONDITION_DEPTH);
	buf_clear(&text);
	buf_adds(&text, "{s: {a: x}, condition: 's");
	for (int i = 0; i < 4000; i++)
		buf_adds(&text, " or s");
	buf_adds(&text, "'}");
	assert_null(sigma_compile(flow_parse(&arena, text.ptr), STR("t"), NULL, &diags));
	assert_int_equal(diags.list[1].code, DIAG_SIGMA_TOO_LARGE);
	buf_clear(&text);
	buf_adds(&text, "{s: {a|re: '");
	for (int i = 0; i < 9000; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "'}, condition: s}");
	assert_null(sigma_compile(flow_parse(&arena, text.ptr), STR("t"), NULL, &diags));
	assert_int_equal(diags.list[2].code, DIAG_SIGMA_REGEX_LONG);
	struct node *detection = flow_parse(&arena, "{s: {a: []}, condition: s}");
	struct node *list = node_find(node_find(detection, "s"), "a");
	for (int i = 0; i < 50001; i++)
		node_push(&arena, list, node_text(&arena, STR("x")));
	assert_null(sigma_compile(detection, STR("t"), NULL, &diags));
	assert_int_equal(diags.list[3].code, DIAG_SIGMA_TOO_LARGE);
	buf_release(&text);
	diags_release(&diags);
	arena_release(&arena);
}

/* A regular expression at its limit hangs no more on the answer than it must. */
static void
undecided(void **state)
{
	static const struct {
		const char *condition;
		enum sigma_result expect;
	} cases[] = {
		{ "r", SIGMA_UNDECIDED },
		{ "not r", SIGMA_UNDECIDED },
		{ "r and no", SIGMA_NO },
		{ "no and r", SIGMA_NO },
		{ "r and yes", SIGMA_UNDECIDED },
		{ "r or yes", SIGMA_YES },
		{ "r or no", SIGMA_UNDECIDED },
		{ "1 of them", SIGMA_YES },
	};
	struct arena arena = { 0 };
	struct buf bomb = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_addc(&bomb, 'a');
	buf_addc(&bomb, '!');
	const struct sigma_field fields[] = { { .name = STR_INIT("a"), .value = buf_str(&bomb) } };
	const struct sigma_event event = { fields, 1, 0 };
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct diags diags = { 0 };
		struct node *detection =
		    flow_parse(&arena, "{r: {a|re: '^(a+)+$'}, yes: {a: 'a*'}, no: {a: x}}");
		node_put(&arena, detection, STR("condition"),
		    node_text(&arena, str_of(cases[i].condition)));
		struct sigma_rule *rule = sigma_compile(detection, STR("t"), NULL, &diags);
		assert_non_null(rule);
		assert_int_equal(sigma_match(rule, &event), cases[i].expect);
		sigma_free(rule);
		diags_release(&diags);
	}
	buf_release(&bomb);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(limits),
		cmocka_unit_test(undecided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
