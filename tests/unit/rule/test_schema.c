/* SPDX-License-Identifier: Apache-2.0 */
/* rule/schema.c: the tables are those of the schema, and are made when they are needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/rule_set.h"

static size_t
count_named(struct rule_set *set, const char *type, const char *name)
{
	sqlite3_stmt *names = NULL;
	size_t count = 0;

	evidence_statement(set->evidence, &names,
	    "SELECT count(*) FROM main.sqlite_schema WHERE type = ?1 AND name = ?2");
	sqlite3_bind_text(names, 1, type, -1, SQLITE_STATIC);
	sqlite3_bind_text(names, 2, name, -1, SQLITE_STATIC);
	if (sqlite3_step(names) == SQLITE_ROW)
		count = (size_t)sqlite3_column_int64(names, 0);
	sqlite3_finalize(names);
	return count;
}

/* Each table of the list stands in the schema, and the other way round. */
static void
test_all_tables(void **state)
{
	struct rule_set set = { 0 };
	struct str rest = rule_schema(), line;
	size_t tables = 0, views = 0;

	(void)state;
	rule_set_open(&set, "2026-01-15");
	evidence_need(set.evidence, table_set_all());
	for (size_t i = 0; i < rule_table_count; i++)
		assert_int_equal(count_named(&set, "table", rule_tables[i].name), 1);
	while (str_line(&rest, &line)) {
		bool is_view = str_starts(line, STR("CREATE VIEW "));
		struct str name;

		if (!str_starts(line, STR("CREATE ")))
			continue;
		str_split(line, ' ', &name);
		str_split(name, ' ', &name);
		name = str_split(name, ' ', &line);
		assert_true(is_view ? table_is_view(name) : table_find(name) >= 0);
		if (is_view)
			assert_int_equal(
			    count_named(&set, "view", arena_cstr(&set.arena, name)), 1);
		tables += !is_view;
		views += is_view;
	}
	assert_int_equal(tables, rule_table_count);
	assert_true(views > 0);
	rule_set_release(&set);
}

/* Rows make their table with its indexes; a rule whose reads nobody knows makes all. */
static void
test_when_needed(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	rule_set_open(&set, "2026-01-15");
	assert_true(
	    set.evidence->made == (table_set_of(TABLE_ALWAYS) | table_set_of(TABLE_ASSESSMENT)));
	assert_int_equal(count_named(&set, "table", "staff"), 0);
	rule_set_row(&set, "staff", "user=a|file=f");
	assert_int_equal(count_named(&set, "table", "staff"), 1);
	assert_int_equal(count_named(&set, "index", "staff_user"), 1);
	assert_int_equal(count_named(&set, "table", "media"), 0);
	rule_set_release(&set);

	set = (struct rule_set){ 0 };
	assert_true(rule_set_add(&set, "access/a", "SELECT user AS subject FROM media", ""));
	rule_set_open(&set, "2026-01-15");
	assert_true(prepare_rules(set.evidence));
	assert_true(set.evidence->made == table_set_all());
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_tables),
		cmocka_unit_test(test_when_needed),
	};

	return cmocka_run_group_tests_name("rule/schema", tests, NULL, NULL);
}
