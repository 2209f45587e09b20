/* SPDX-License-Identifier: Apache-2.0 */
/* Rules that count other rules: references, chains, what a selection keeps, and what the logs are asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/scope.h"
#include "rule/evaluate.h"
#include "rule/read.h"
#include "rule/rule_set.h"
#include "base/banned.h"

#define FAIL "detection: {a: {operation: login, result: failure}, condition: a}\n"
#define OK "detection: {a: {operation: login, result: success}, condition: a}\n"
#define BURST                                                                                      \
	"correlation: {type: event_count, group-by: [user], timespan: 5m, condition: {gte: 3}}\n"

/* Adds rules; the code of the first diagnostic of putting them together, DIAG_CODE_COUNT when there is none. */
static enum diag_code
together(struct rule_set *set, const char *const (*rules)[2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_true(rule_set_add(set, rules[i][0], "", rules[i][1]));
	bool good = rules_finish(&set->rules, &set->diags);
	assert_int_equal(good, set->diags.errors == 0);
	return set->diags.count == 0 ? DIAG_CODE_COUNT : set->diags.list[0].code;
}

static void
references(void **state)
{
	static const struct {
		const char *rules[4][2];
		size_t count;
		enum diag_code code;
		size_t left;
	} cases[] = {
		/* its own detection; another's; another's hits */
		{ { { "access/a", FAIL BURST } }, 1, DIAG_CODE_COUNT, 1 },
		{ { { "access/a", FAIL },
		      { "access/b",
			  "correlation: {type: event_count, rules: access/a, timespan: 1m, "
			  "condition: {gte: 2}}\n" } },
		    2, DIAG_CODE_COUNT, 2 },
		{ { { "access/a", FAIL BURST }, { "access/b", OK },
		      { "access/c",
			  "correlation: {type: temporal_ordered, rules: [access/a, access/b], "
			  "group-by: [user], timespan: 1h}\n" } },
		    3, DIAG_CODE_COUNT, 3 },
		/* nobody; itself without a detection; in a ring: both leave, and what hangs on them */
		{ { { "access/a",
		      "correlation: {type: event_count, rules: access/z, timespan: 1m, condition: "
		      "{gte: 2}}\n" } },
		    1, DIAG_SIGMA_CORRELATION_UNKNOWN, 0 },
		{ { { "access/a",
		      "correlation: {type: event_count, rules: access/a, timespan: 1m, condition: "
		      "{gte: 2}}\n" } },
		    1, DIAG_SIGMA_CORRELATION_CYCLE, 0 },
		{ { { "access/a",
			"correlation: {type: event_count, rules: access/b, timespan: 1m, "
			"condition: {gte: 2}}\n" },
		      { "access/b",
			  "correlation: {type: event_count, rules: access/a, timespan: 1m, "
			  "condition: {gte: 2}}\n" },
		      { "access/c",
			  "correlation: {type: event_count, rules: access/b, timespan: 1m, "
			  "condition: {gte: 2}}\n" } },
		    3, DIAG_SIGMA_CORRELATION_CYCLE, 0 },
		/* a hit is known by what it is grouped by, and no more */
		{ { { "access/a", FAIL BURST },
		      { "access/b",
			  "correlation: {type: event_count, rules: access/a, group-by: [terminal], "
			  "timespan: 1h, condition: {gte: 2}}\n" } },
		    2, DIAG_SIGMA_CORRELATION_GROUP, 1 },
		{ { { "access/a", FAIL BURST },
		      { "access/b",
			  "correlation: {type: event_count, rules: access/a, group-by: [who], "
			  "aliases: {who: {access/a: user}}, timespan: 1h, condition: {gte: "
			  "2}}\n" } },
		    2, DIAG_CODE_COUNT, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rule_set set = { 0 };

		print_message("  %zu\n", i);
		assert_int_equal(together(&set, cases[i].rules, cases[i].count), cases[i].code);
		assert_int_equal(set.rules.count, cases[i].left);
		rule_set_release(&set);
	}
}

/* What is only counted is kept, and is silent; it is not asked for rows of match. */
static void
selection(void **state)
{
	static const char *const rules[][2] = {
		{ "access/a", FAIL BURST },
		{ "access/b", OK },
		{ "access/c",
		    "correlation: {type: temporal_ordered, rules: [access/a, access/b], group-by: "
		    "[user], timespan: 1h}\n" },
		{ "access/d", FAIL },
	};
	const struct str only[] = { STR("access/c") };
	struct rule_set set = { 0 };
	struct log_job job = { 0 };
	struct date day = { 2026, 1, 15 };

	(void)state;
	assert_int_equal(together(&set, rules, COUNT_OF(rules)), DIAG_CODE_COUNT);
	assert_true(rules_select(&set.rules, only, 1, &set.diags));
	assert_int_equal(set.rules.count, 3);
	assert_true(rules_find(&set.rules, STR("access/a"))->silent);
	assert_true(rules_find(&set.rules, STR("access/b"))->silent);
	assert_false(rules_find(&set.rules, STR("access/c"))->silent);
	set.evidence = evidence_new(&set.rules, day, &set.diags);
	assert_true(prepare_rules(set.evidence));
	evidence_log_rules(set.evidence, NULL, &set.arena, &job);
	assert_int_equal(job.detection_count, 2);
	assert_true(job.detections[0].unlisted && job.detections[1].unlisted);
	/* what is counted stands before what counts it */
	assert_int_equal(job.correlation_count, 2);
	assert_true(str_is(job.correlations[0].rule, "access/a"));
	assert_true(job.correlations[1].counted[0].is_hit);
	assert_int_equal(job.correlations[1].counted[0].index, 0);
	assert_false(job.correlations[1].counted[1].is_hit);
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references),
		cmocka_unit_test(selection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
