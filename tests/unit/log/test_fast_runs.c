/* SPDX-License-Identifier: Apache-2.0 */
/* Columns that are looked up as one: which are tried, which stay together, and which are parted again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "log/fast_columns.h"
#include "base/banned.h"

enum { WANTED_MOST = 8, LONG_ENOUGH = UINT32_MAX / 4 };

struct table {
	struct log_events events;
	struct log_slot slots[WANTED_MOST];
	struct wanted wanted[WANTED_MOST];
	struct fast_columns columns;
};

/* Texts in these columns, in this order. */
static void
make(struct table *t, const char *columns, size_t step)
{
	memset(t, 0, sizeof *t);
	t->columns = (struct fast_columns){
		.events = &t->events, .wanted = t->wanted, .wanted_count = strlen(columns)
	};
	for (size_t i = 0; columns[i] != '\0'; i++)
		t->wanted[i] = (struct wanted){ .slot = &t->slots[i],
			.kind = SLOT_TEXT,
			.field = LOG_FIELD_COUNT,
			.columns = { (uint16_t)((size_t)(columns[i] - '0') * step) },
			.count = 1 };
	runs_init(&t->columns, step);
}

/* The runs' columns, a blank between runs. */
static void
assert_runs(const struct table *t, const char *expected)
{
	char text[WANTED_MOST * 2 + 1], *p = text;

	for (size_t i = 0; i < t->columns.run_count; i++) {
		const struct text_run *run = &t->columns.runs[i];
		for (size_t k = 0; k < run->count; k++)
			*p++ = (char)('0' + t->columns.together[run->first + k]->columns[0]);
		*p++ = ' ';
	}
	p[p == text ? 0 : -1] = '\0';
	assert_string_equal(text, expected);
}

/* All have been looked at for long, and have shown so many different values. */
static void
show(struct table *t, size_t values)
{
	for (size_t i = 0; i < t->columns.run_count; i++) {
		t->columns.runs[i].taken = LONG_ENOUGH;
		t->columns.runs[i].seen.count = values;
	}
	runs_arrange(&t->columns);
}

static void
joins_neighbours_of_one_mind(void **state)
{
	struct table t;

	(void)state;
	make(&t, "21347", 1);
	assert_runs(&t, "1 2 3 4 7");
	runs_arrange(&t.columns); /* nothing is known of them yet */
	assert_runs(&t, "1 2 3 4 7");
	show(&t, 100);
	assert_runs(&t, "12 34 7");
	show(&t, 150); /* not many more than each alone: they stay, and more are tried */
	assert_runs(&t, "12 34 7");
	show(&t, 150);
	assert_runs(&t, "1234 7");
	show(&t, 10000);
	assert_runs(&t, "12 34 7");
	show(&t, 10000); /* those were good, whatever comes */
	assert_runs(&t, "12 34 7");
	t.columns.runs[0].credit = -1; /* until they no longer are */
	runs_arrange(&t.columns);
	assert_runs(&t, "1 2 34 7");
	show(&t, 1);
	show(&t, 1);
	assert_runs(&t, "1 2 34 7");
	runs_free(&t.columns);
}

static void
parts_what_does_not_belong(void **state)
{
	struct table t;

	(void)state;
	make(&t, "123", 1);
	show(&t, 100);
	assert_runs(&t, "12 3");
	t.columns.runs[0].seen.count = 2 * (100 + 100) + 64;
	runs_arrange(&t.columns);
	assert_runs(&t, "12 3");
	t.columns.runs[0].seen.count++;
	runs_arrange(&t.columns);
	assert_runs(&t, "1 2 3");
	assert_int_equal(t.columns.runs[1].seen.count, 100); /* what it knew it still knows */
	show(&t, 100);                                       /* the next neighbours */
	assert_runs(&t, "1 23");
	t.slots[2].differs = true;
	runs_arrange(&t.columns);
	assert_runs(&t, "1 2 3");
	show(&t, 1);
	assert_runs(&t, "1 2 3");
	runs_free(&t.columns);
}

static void
leaves_others_alone(void **state)
{
	struct table t;

	(void)state;
	make(&t, "13579", 1); /* no neighbours */
	show(&t, 1);
	assert_runs(&t, "1 3 5 7 9");
	runs_free(&t.columns);
	make(&t, "12", 2); /* of JSON */
	show(&t, 1);
	assert_runs(&t, "2 4");
	runs_free(&t.columns);
	make(&t, "12", 1); /* notes */
	t.slots[0].differs = true;
	show(&t, 1);
	assert_runs(&t, "1 2");
	runs_free(&t.columns);
	make(&t, "12", 1); /* nearly each is new */
	t.columns.runs[1].credit = -1;
	show(&t, 1);
	assert_runs(&t, "1 2");
	runs_free(&t.columns);
	make(&t, "12345", 1); /* as many as an entry holds */
	for (size_t i = 0; i < 10; i++)
		show(&t, 1);
	assert_runs(&t, "1234 5");
	runs_free(&t.columns);
	make(&t, "", 1);
	show(&t, 1);
	assert_runs(&t, "");
	runs_free(&t.columns);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_neighbours_of_one_mind),
		cmocka_unit_test(parts_what_does_not_belong),
		cmocka_unit_test(leaves_others_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
