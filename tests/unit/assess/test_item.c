/* SPDX-License-Identifier: Apache-2.0 */
/* assess/item.c: every type and state, right and wrong, with what is understood and what is said, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/limits.h"
#include "assess/sample.h"
#include "base/scope.h"
#include "base/banned.h"

/* 様式3 with one item. */
static void
read_one(struct assessment *assessment, const struct forms *forms, const char *id, const char *yaml,
    struct diags *diags)
{
	struct buf text = { 0 };

	buf_addf(&text, "piacheck: assessment/1\nform: '3'\nitems:\n  %s: %s\n", id, yaml);
	sample_read(assessment, DOC_YAML, buf_str(&text), forms, diags);
	buf_release(&text);
}

#define NO_FAULT DIAG_CODE_COUNT

static const struct value_case {
	const char *id, *yaml;
	enum item_state state;
	const char *text; /* as kept */
	enum diag_code fault;
	uint32_t column; /* of the fault */
} value_cases[] = {
	/* text */
	{ "cover.no", "27", ITEM_READ, "27", NO_FAULT, 0 },
	{ "cover.no", "true", ITEM_READ, "true", NO_FAULT, 0 },
	{ "cover.no", "", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "cover.no", "~", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "cover.no", "''", ITEM_BLANK, "", NO_FAULT, 0 },
	{ "cover.no", "' 　'", ITEM_BLANK, "", NO_FAULT, 0 },
	{ "cover.no", "—", ITEM_NONE, "—", NO_FAULT, 0 },
	{ "cover.no", "'-'", ITEM_NONE, "-", NO_FAULT, 0 },
	{ "cover.no", "－", ITEM_NONE, "－", NO_FAULT, 0 },
	{ "cover.no", "' なし '", ITEM_NONE, " なし ", NO_FAULT, 0 },
	{ "cover.no", "なし。", ITEM_READ, "なし。", NO_FAULT, 0 },
	{ "cover.no", "{value: なし, state: read}", ITEM_READ, "なし", NO_FAULT, 0 },
	{ "cover.no", "{value: 該当せず, state: none}", ITEM_NONE, "該当せず", NO_FAULT, 0 },
	{ "cover.no", "{state: none}", ITEM_NONE, "", NO_FAULT, 0 },
	{ "cover.no", "{state: blank}", ITEM_BLANK, "", NO_FAULT, 0 },
	{ "cover.no", "{state: unknown, line: 3}", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "cover.no", "{line: 3}", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "cover.no", "{value: a, state: proposed, why: b}", ITEM_PROPOSED, "a", NO_FAULT, 0 },
	{ "cover.no", "\"a\\r\\nb\\rc\"", ITEM_READ, "a\nb\nc", NO_FAULT, 0 },
	{ "cover.no", "{state: read}", ITEM_UNKNOWN, "", DIAG_DOC_MISSING_KEY, 13 },
	{ "cover.no", "{value: a, state: unknown}", ITEM_UNKNOWN, "", DIAG_ASSESS_STATE_VALUE, 21 },
	{ "cover.no", "{value: a, state: blank}", ITEM_UNKNOWN, "", DIAG_ASSESS_STATE_VALUE, 21 },
	{ "cover.no", "{value: a, state: red}", ITEM_UNKNOWN, "", DIAG_ASSESS_STATE, 31 },
	{ "cover.no", "{value: a, line: 0}", ITEM_UNKNOWN, "", DIAG_ASSESS_LINE, 30 },
	{ "cover.no", "{value: a, line: x}", ITEM_UNKNOWN, "", DIAG_ASSESS_LINE, 30 },
	{ "cover.no", "{value: a, lin: 1}", ITEM_UNKNOWN, "", DIAG_DOC_UNKNOWN_KEY, 24 },
	{ "cover.no", "[a]", ITEM_UNKNOWN, "", DIAG_ASSESS_VALUE_TEXT, 13 },
	{ "cover.no", "\"a\\x01b\"", ITEM_UNKNOWN, "", DIAG_ASSESS_CONTROL, 13 },
	{ "cover.no", "\"a\\x7fb\"", ITEM_UNKNOWN, "", DIAG_ASSESS_CONTROL, 13 },
	{ "cover.no", "番号は123456789018である", ITEM_READ, "番号は************である",
	    DIAG_ASSESS_NUMBER, 13 },
	{ "cover.no", "123456789012", ITEM_READ, "123456789012", NO_FAULT, 0 },
	/* choice */
	{ "I.1.3", "10万人以上30万人未満", ITEM_READ, "10万人以上30万人未満", NO_FAULT, 0 },
	{ "I.1.3", "'4'", ITEM_READ, "4", NO_FAULT, 0 },
	{ "I.1.3", "4", ITEM_READ, "4", NO_FAULT, 0 },
	{ "I.1.3", "—", ITEM_NONE, "—", NO_FAULT, 0 },
	{ "I.1.3", "30万人以上", ITEM_UNKNOWN, "", DIAG_ASSESS_CHOICE, 10 },
	{ "I.1.3", "{value: 5, state: proposed}", ITEM_UNKNOWN, "", DIAG_ASSESS_CHOICE, 18 },
	{ "I.1.3", "{a: checked}", ITEM_UNKNOWN, "", DIAG_DOC_UNKNOWN_KEY, 11 },
	/* count */
	{ "II.4.has.count", "2", ITEM_READ, "2", NO_FAULT, 0 },
	{ "II.4.has.count", "１２件", ITEM_READ, "１２件", NO_FAULT, 0 },
	{ "II.4.has.count", "-2", ITEM_UNKNOWN, "", DIAG_ASSESS_COUNT, 19 },
	{ "II.4.has.count", "2.5", ITEM_UNKNOWN, "", DIAG_ASSESS_COUNT, 19 },
	{ "II.4.has.count", "多数", ITEM_UNKNOWN, "", DIAG_ASSESS_COUNT, 19 },
	{ "II.4.has.count", "99999999999999999999", ITEM_UNKNOWN, "", DIAG_ASSESS_COUNT, 19 },
	/* date */
	{ "II.2.5", "平成28年1月", ITEM_READ, "平成28年1月", NO_FAULT, 0 },
	{ "II.2.5", "令和元年５月１日", ITEM_READ, "令和元年５月１日", NO_FAULT, 0 },
	{ "II.2.5", "2016-01-04", ITEM_READ, "2016-01-04", NO_FAULT, 0 },
	{ "II.2.5", "平成28年2月30日", ITEM_UNKNOWN, "", DIAG_ASSESS_DATE, 11 },
	{ "II.2.5", "平成40年1月1日", ITEM_UNKNOWN, "", DIAG_ASSESS_DATE, 11 },
	{ "II.2.5", "未定", ITEM_UNKNOWN, "", DIAG_ASSESS_DATE, 11 },
	{ "II.2.5", "なし", ITEM_NONE, "なし", NO_FAULT, 0 },
	/* marks */
	{ "III.4.none", "{none: checked}", ITEM_READ, "", NO_FAULT, 0 },
	{ "III.4.none", "{委託しない: unchecked}", ITEM_READ, "", NO_FAULT, 0 },
	{ "III.4.none", "{none: unknown}", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "III.4.none", "{}", ITEM_UNKNOWN, "", NO_FAULT, 0 },
	{ "III.4.none", "''", ITEM_BLANK, "", NO_FAULT, 0 },
	{ "III.4.none", "なし", ITEM_NONE, "なし", NO_FAULT, 0 },
	{ "III.4.none", "{value: {none: checked}, state: proposed, line: 3}", ITEM_PROPOSED, "",
	    NO_FAULT, 0 },
	{ "III.4.none", "{value: {none: {mark: checked, text: a}}}", ITEM_READ, "", NO_FAULT, 0 },
	{ "III.4.none", "checked", ITEM_UNKNOWN, "", DIAG_ASSESS_VALUE_MARKS, 15 },
	{ "III.4.none", "[none]", ITEM_UNKNOWN, "", DIAG_ASSESS_VALUE_MARKS, 15 },
	{ "III.4.none", "{non: checked}", ITEM_UNKNOWN, "", DIAG_ASSESS_MARK, 16 },
	{ "III.4.none", "{none: ticked}", ITEM_UNKNOWN, "", DIAG_ASSESS_MARK_STATE, 22 },
	{ "III.4.none", "{none: [checked]}", ITEM_UNKNOWN, "", DIAG_ASSESS_MARK_STATE, 22 },
	{ "III.4.none", "{none: {mark: checked, txt: a}}", ITEM_UNKNOWN, "", DIAG_ASSESS_MARK_STATE,
	    22 },
	{ "III.4.none", "{none: checked, 委託しない: checked}", ITEM_UNKNOWN, "",
	    DIAG_ASSESS_MARK_TWICE, 31 },
	{ "III.4.none", "{value: {none: checked}, state: none}", ITEM_UNKNOWN, "",
	    DIAG_ASSESS_STATE_VALUE, 23 },
};

static void
test_values(void **state)
{
	for (size_t i = 0; i < COUNT_OF(value_cases); i++) {
		const struct value_case *c = &value_cases[i];
		struct assessment assessment;
		struct diags diags = { 0 };

		read_one(&assessment, *state, c->id, c->yaml, &diags);
		const struct item *item = assess_find(&assessment, str_of(c->id));
		bool good = item != NULL && item->state == c->state && str_is(item->text, c->text);
		if (c->fault == NO_FAULT)
			good = good && diags.count == 0;
		else
			good = good && diags.count == 1 && diags.list[0].code == c->fault &&
			    diags.list[0].line == 4 && diags.list[0].column == c->column;
		if (!good) {
			diags_print(&diags);
			fail_msg("%s: %s", c->id, c->yaml);
		}
		assess_release(&assessment);
		diags_release(&diags);
	}
}

/* What the values mean, and not only their text. */
static void
test_meaning(void **state)
{
	struct assessment assessment;
	struct diags diags = { 0 };

	read_one(&assessment, *state, "I.1.3", "４）１０万人以上３０万人未満", &diags);
	assert_int_equal(assess_find(&assessment, STR("I.1.3"))->option->number, 4);
	assess_release(&assessment);
	read_one(&assessment, *state, "II.4.has.count", "十二件", &diags);
	assert_int_equal(assess_find(&assessment, STR("II.4.has.count"))->count, 12);
	assess_release(&assessment);
	read_one(&assessment, *state, "II.2.5", "令和元年５月", &diags);
	struct date date = assess_find(&assessment, STR("II.2.5"))->date;
	assert_true(date.year == 2019 && date.month == 5 && date.day == 0);
	assess_release(&assessment);
	read_one(&assessment, *state, "II.3.1",
	    "{本人又は本人の代理人: checked, 民間事業者: unchecked, その他: {mark: checked, text: "
	    "病院}}",
	    &diags);
	const struct item_mark *marks = assess_find(&assessment, STR("II.3.1"))->marks;
	assert_int_equal(marks[0].state, MARK_CHECKED);
	assert_int_equal(marks[1].state, MARK_UNKNOWN);
	assert_int_equal(marks[4].state, MARK_UNCHECKED);
	assert_true(marks[5].state == MARK_CHECKED && str_is(marks[5].text, "病院"));
	assess_release(&assessment);
	assert_int_equal(diags.count, 0);
	diags_release(&diags);
}

/* One bad box does not take the others with it. */
static void
test_bad_mark_alone(void **state)
{
	struct assessment assessment;
	struct diags diags = { 0 };

	read_one(&assessment, *state, "II.3.1",
	    "{person: checked, own_dept: x, 民聞事業者: checked}", &diags);
	const struct item *item = assess_find(&assessment, STR("II.3.1"));
	assert_int_equal(item->state, ITEM_READ);
	assert_int_equal(item->marks[0].state, MARK_CHECKED);
	assert_int_equal(item->marks[1].state, MARK_UNKNOWN);
	assert_int_equal(diags.count, 2);
	assert_true(str_is(diags_find(&diags, DIAG_ASSESS_MARK)->args[2], "→ 民間事業者"));
	assess_release(&assessment);
	diags_release(&diags);
}

/* "Did you mean" costs time: beyond a number of faults it is left out, and the faults are still said. */
static void
test_hints_end(void **state)
{
	struct buf text = { 0 };
	struct assessment assessment;
	struct diags diags = { 0 };
	size_t hints = 0, count = ASSESS_HINTS_MAX + 10;

	buf_adds(&text, "piacheck: assessment/1\nform: '3'\nitems:\n");
	for (size_t i = 0; i < count; i++)
		buf_addf(&text, "  cover.nam%zu: x\n", i);
	sample_read(&assessment, DOC_YAML, buf_str(&text), *state, &diags);
	assert_int_equal(diags_count(&diags, DIAG_ASSESS_ITEM_UNKNOWN), count);
	for (size_t i = 0; i < diags.count; i++)
		hints += diags.list[i].args[2].len > 0;
	assert_true(hints > 0 && hints <= ASSESS_HINTS_MAX);
	assert_int_equal(diags.list[count - 1].args[2].len, 0);
	assess_release(&assessment);
	diags_release(&diags);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_bad_mark_alone),
		cmocka_unit_test(test_hints_end),
	};

	return cmocka_run_group_tests_name("assess/item", tests, forms_setup, forms_teardown);
}
