/* SPDX-License-Identifier: Apache-2.0 */
/* rule/promises.c: promises held against practice, whose they are, and what breaks them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/trial.h"

static void
test_promises(void **state)
{
	struct trial t = { 0 };

	(void)state;
	assert_true(rule_set_add(&t.set, "access/a",
	    "SELECT 'u' AS subject FROM staff WHERE user = 'bad'", "promises: [I.1.1]\n"));
	assert_true(rule_set_add(&t.set, "access/b",
	    "SELECT id AS item FROM item WHERE id = 'I.1.2'", "promises: [I.1.1, I.1.2]\n"));
	assert_true(rule_set_add(
	    &t.set, "access/c", "SELECT user FROM activity", "promises: [cover.published]\n"));
	trial_open(&t, "2026-01-15");
	evidence_source(t.set.evidence, "staff", (struct str){ 0 }, STR("staff.csv"), "read");
	trial_assessment(&t, trial_imported);
	assert_int_equal(t.out.promises, 2);
	assert_int_equal(t.out.promises_kept, 1);
	assert_int_equal(t.out.promises_broken, 1);
	rule_set_row(&t.set, "staff", "user=bad|file=f");
	rule_run_rest(&t.run);
	assert_int_equal(t.out.promises, 2);
	assert_int_equal(t.out.promises_broken, 2);
	trial_close(&t);
}

/* An id that is another question's on 様式3 is that of 様式3, unless the rule says whose it is. */
static void
test_promises_of_forms(void **state)
{
	static const char form4[] = "piacheck: assessment/1\nform: '4'\nitems:\n"
				    "  IV.1.1: 十分に行っている\n"
				    "  V.1.1: 総務課\n"
				    "  III.7.risk1.1: 十分に遵守している\n";
	static const struct {
		const char *name, *item;
	} cases[] = { { "IV.1.1", "V.1.1" }, { "4:IV.1.1", "IV.1.1" }, { "3:IV.1.1", "" },
		{ "4:V.1.1", "V.1.1" }, { "III.7.risk1.1", "III.7.risk1.1" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct trial t = { 0 };
		struct buf more = { 0 };

		buf_addf(
		    &more, "promises: ['%s']\nneeds: ['item:%s']\n", cases[i].name, cases[i].name);
		assert_true(
		    rule_set_add(&t.set, "access/a", "SELECT 1 WHERE 0", buf_str(&more).ptr));
		trial_open(&t, "2026-01-15");
		trial_form(&t, "rules/forms/zenkoumoku.yaml");
		trial_assessment(&t, form4);
		assert_int_equal(t.out.promises, cases[i].item[0] != '\0');
		assert_int_equal(t.out.no_evidence_count, 0);
		if (cases[i].item[0] != '\0')
			assert_true(str_is(t.set.evidence->promises[0].what->item, cases[i].item));
		buf_release(&more);
		trial_close(&t);
	}
}

/* A host breaks the promises of those that name it; of several that do not, nobody's, and nobody's are kept. */
static void
test_promises_of_hosts(void **state)
{
	static const char named[] = "piacheck: assessment/1\nform: '3'\nitems:\n"
				    "  I.1.1: あ\n  \"I.2.system[1].1\": 住基システム（DB01）\n",
			  other[] = "piacheck: assessment/1\nform: '3'\nitems:\n"
				    "  I.1.1: い\n  \"I.2.system[1].1\": 税システム\n";
	static const struct {
		const char *first, *second;
		size_t promises, broken;
	} cases[] = { { other, NULL, 1, 1 }, { named, NULL, 1, 1 }, { named, other, 2, 1 },
		{ other, other, 0, 0 }, { named, named, 2, 2 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct trial t = { 0 };

		assert_true(rule_set_add(
		    &t.set, "access/a", "SELECT host FROM setting", "promises: [I.1.1]\n"));
		trial_open(&t, "2026-01-15");
		evidence_source(t.set.evidence, "config", STR("db01"), STR("root"), "read");
		rule_set_row(&t.set, "setting", "host=db01|kind=sshd|key=k|seq=1|file=f");
		trial_named(&t, "a.yaml", cases[i].first);
		if (cases[i].second != NULL)
			trial_named(&t, "b.yaml", cases[i].second);
		rule_run_rest(&t.run);
		assert_int_equal(t.out.promises, cases[i].promises);
		assert_int_equal(t.out.promises_broken, cases[i].broken);
		trial_close(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_promises),
		cmocka_unit_test(test_promises_of_forms),
		cmocka_unit_test(test_promises_of_hosts),
	};

	return cmocka_run_group_tests_name("rule/promises", tests, NULL, NULL);
}
