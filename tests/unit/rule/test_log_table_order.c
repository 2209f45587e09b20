/* SPDX-License-Identifier: Apache-2.0 */
/* rule/log_table_order.c: rows come in the order that a statement asks for, whoever sorts them; where the table has it, nobody does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "log/log.h"
#include "rule/rule_set.h"

/* Of two days and three users, one of whom is nobody; b on the second day stands in the log and in a given row. */
static const char events_yaml[] = "- {time: 2025-04-02T09:00:00, user: b, terminal: t2}\n"
				  "- {time: 2025-04-02T10:00:00, user: b, terminal: t1}\n"
				  "- {time: 2025-04-01T11:00:00, user: c, terminal: t1}\n"
				  "- {time: 2025-04-01T12:00:00, terminal: t3}\n";

static void
add_events(struct rule_set *set)
{
	static const struct pseudonym pseudonym = { .key = { 1 } };
	const struct log_job job = { .activity = true, .pseudonym = &pseudonym };
	struct sink sink = evidence_sink(set->evidence);
	struct log_events *events = log_events_new(&job, STR("log"));
	const struct node *list = rule_set_tree(set, events_yaml);

	for (size_t i = 0; i < list->count; i++)
		assert_true(log_events_add(events, list->items[i], (uint32_t)i + 1));
	log_events_end(events, evidence_logs(set->evidence), &sink, &set->diags);
}

static const struct order_case {
	const char *sql, *rows;
	bool sorts; /* SQLite has to */
} cases[] = {
	{ "SELECT day, user, sum(events) FROM activity GROUP BY day, user",
	    "2025-04-01|NULL|1\n2025-04-01|a|5\n2025-04-01|c|1\n2025-04-02|b|9\n2025-04-03|a|1\n",
	    false },
	{ "SELECT day, user FROM activity GROUP BY day, user ORDER BY day, user",
	    "2025-04-01|NULL\n2025-04-01|a\n2025-04-01|c\n2025-04-02|b\n2025-04-03|a\n", false },
	{ "SELECT day, user, terminal FROM activity ORDER BY day, user, terminal",
	    "2025-04-01|NULL|t3\n2025-04-01|a|NULL\n2025-04-01|c|t1\n2025-04-02|b|NULL\n2025-04-02|"
	    "b|t1\n2025-04-02|b|t2\n2025-04-03|a|NULL\n",
	    false },
	{ "SELECT terminal, sum(events) FROM activity WHERE terminal IS NOT NULL GROUP BY terminal",
	    "t1|2\nt2|1\nt3|1\n", false },
	{ "SELECT DISTINCT day FROM activity ORDER BY day", "2025-04-01\n2025-04-02\n2025-04-03\n",
	    false },
	{ "SELECT user, day FROM activity GROUP BY user, day ORDER BY user, day",
	    "NULL|2025-04-01\na|2025-04-01\na|2025-04-03\nb|2025-04-02\nc|2025-04-01\n", true },
	{ "SELECT user, day FROM activity GROUP BY user, day ORDER BY user DESC, day",
	    "c|2025-04-01\nb|2025-04-02\na|2025-04-01\na|2025-04-03\nNULL|2025-04-01\n", true },
	{ "SELECT day, user FROM activity GROUP BY day, user ORDER BY day DESC, user DESC",
	    "2025-04-03|a\n2025-04-02|b\n2025-04-01|c\n2025-04-01|a\n2025-04-01|NULL\n", true },
	{ "SELECT day, user FROM activity WHERE user IN ('b', 'a') ORDER BY day, user",
	    "2025-04-01|a\n2025-04-02|b\n2025-04-02|b\n2025-04-03|a\n", true },
};

static void
test_orders(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rule_set set = { 0 };

		print_message("  %s\n", cases[i].sql);
		assert_true(rule_set_add(&set, "access/a", cases[i].sql, ""));
		rule_set_open(&set, "2026-01-15");
		add_events(&set);
		rule_set_row(&set, "activity", "user=a|day=2025-04-03|events=1|file=f");
		rule_set_row(&set, "activity", "user=b|day=2025-04-02|events=7|file=f");
		rule_set_row(&set, "activity", "user=a|day=2025-04-01|events=5|file=f");
		struct str rows = rule_set_rows(&set, "access/a");
		assert_true(str_is(rows, cases[i].rows));
		int sorts = sqlite3_stmt_status(
		    set.evidence->prepared[0].statement, SQLITE_STMTSTATUS_SORT, 0);
		assert_int_equal(sorts > 0, cases[i].sorts);
		rule_set_release(&set);
	}
}

/* Subjects stand by day and user. */
static void
test_subjects(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(
	    &set, "access/a", "SELECT day, user FROM activity_subject ORDER BY day, user", ""));
	rule_set_open(&set, "2026-01-15");
	rule_set_row(&set, "activity_subject", "user=b|day=2025-04-02|subjects=2|file=f");
	rule_set_row(&set, "activity_subject", "user=a|day=2025-04-02|subjects=3|file=f");
	rule_set_row(&set, "activity_subject", "user=c|day=2025-04-01|subjects=1|file=f");
	assert_true(
	    str_is(rule_set_rows(&set, "access/a"), "2025-04-01|c\n2025-04-02|a\n2025-04-02|b\n"));
	assert_int_equal(
	    sqlite3_stmt_status(set.evidence->prepared[0].statement, SQLITE_STMTSTATUS_SORT, 0), 0);
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_subjects),
	};

	return cmocka_run_group_tests_name("rule/log_table_order", tests, NULL, NULL);
}
