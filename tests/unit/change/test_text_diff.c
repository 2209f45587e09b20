/* SPDX-License-Identifier: Apache-2.0 */
/* change/tokens.c, text_diff.c: what is deleted and inserted adds up to both texts, and is what a reader would name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/scope.h"
#include "base/text.h"
#include "change/inner.h"
#include "change/limits.h"
#include "base/banned.h"

/* The parts as a text: what stayed, [-deleted-], {+inserted+}. */
static struct str
shown(struct arena *arena, struct str before, struct str after)
{
	struct diff_budget budget = { 0 };
	struct diff_parts parts;
	struct buf text = { 0 };

	change_text_diff(arena, before, after, &budget, &parts);
	for (size_t i = 0; i < parts.count; i++)
		buf_addf(&text,
		    parts.list[i].op == DIFF_DELETED        ? "[-%.*s-]"
			: parts.list[i].op == DIFF_INSERTED ? "{+%.*s+}"
							    : "%.*s",
		    STR_ARG(parts.list[i].text));
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static void
test_words(void **state)
{
	static const struct {
		const char *before, *after, *parts;
	} cases[] = {
		{ "同じ文。", "同じ文。", "同じ文。" },
		{ "", "新しい", "{+新しい+}" },
		{ "古い", "", "[-古い-]" },
		{ "", "", "" },
		{ "5年間保管する。", "7年間保管する。", "[-5-]{+7+}年間保管する。" },
		{ "健康推進課が行う。", "健康増進課が行う。",
		    "[-健康推進課-]{+健康増進課+}が行う。" },
		{ "一つ目。二つ目。三つ目。", "一つ目。三つ目。", "一つ目。[-二つ目。-]三つ目。" },
		{ "・甲\n・乙", "・甲\n・丙\n・乙", "・甲\n{+・丙\n+}・乙" },
		{ "委託する", "委託しない", "委託[-する-]{+しない+}" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str parts = shown(&arena, str_of(cases[i].before), str_of(cases[i].after));

		if (!str_is(parts, cases[i].parts))
			fail_msg("%s → %s: %.*s", cases[i].before, cases[i].after, STR_ARG(parts));
	}
	arena_release(&arena);
}

static void
test_tokens(void **state)
{
	static const char *const words[] = { "特定個人情報", "を", "システム", "で", "10", "件",
		"、", "PDF", "・", "ーズ", "\n", "　 ", "々" };
	struct buf text = { 0 };
	struct arena arena = { 0 };
	struct str *tokens;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		buf_adds(&text, words[i]);
	assert_int_equal(change_tokens(&arena, buf_str(&text), &tokens), COUNT_OF(words));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_true(str_is(tokens[i], words[i]));
	buf_release(&text);
	arena_release(&arena);
}

static struct str
random_text(struct random *random, struct arena *arena, uint32_t pieces)
{
	static const char *const list[] = { "甲", "乙", "を", "に", "する", "。", "\n", "、", "12",
		"ア", "x", "\xff", "・" };
	struct buf text = { 0 };

	for (uint32_t i = random_below(random, pieces + 1); i > 0; i--)
		buf_adds(&text, list[random_below(random, COUNT_OF(list))]);
	struct str result = arena_str(arena, buf_str(&text));
	buf_release(&text);
	return result;
}

/* The parts add up to both texts; of a stretch that differs there is one of each kind at most: its readers keep one of each. */
static void
expect_sums(struct str before, struct str after, const struct diff_parts *parts)
{
	struct buf a = { 0 }, b = { 0 };

	for (size_t i = 0; i < parts->count; i++) {
		if (i > 0 && parts->list[i - 1].op != DIFF_SAME)
			assert_int_equal(parts->list[i].op,
			    parts->list[i - 1].op == DIFF_DELETED &&
				    parts->list[i].op == DIFF_INSERTED
				? DIFF_INSERTED
				: DIFF_SAME);
		if (parts->list[i].op != DIFF_INSERTED)
			buf_add(&a, parts->list[i].text);
		if (parts->list[i].op != DIFF_DELETED)
			buf_add(&b, parts->list[i].text);
		assert_true(parts->list[i].text.len > 0);
	}
	assert_true(str_eq(buf_str(&a), before));
	assert_true(str_eq(buf_str(&b), after));
	buf_release(&a);
	buf_release(&b);
}

static void
test_random(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 3000; seed++) {
		struct random random = { seed };
		struct arena arena = { 0 };
		struct diff_budget budget = { 0 };
		struct diff_parts parts;
		struct str before = random_text(&random, &arena, 40);
		struct str after = random_text(&random, &arena, 40);

		change_text_diff(&arena, before, after, &budget, &parts);
		expect_sums(before, after, &parts);
		assert_false(parts.coarse);
		arena_release(&arena);
	}
}

/* The fewest edits, as a table of all prefixes finds them. */
static size_t
fewest(const struct str *a, size_t n, const struct str *b, size_t m)
{
	size_t *row = calloc(m + 1, sizeof *row), result;

	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t above = row[j];
			size_t best = (above < row[j - 1] ? above : row[j - 1]) + 1;

			if (str_eq(a[i - 1], b[j - 1]) && corner < best)
				best = corner;
			row[j] = best;
			corner = above;
		}
	}
	result = row[m];
	free(row);
	return result;
}

/* Within one sentence no shorter way exists. */
static void
test_shortest(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 500; seed++) {
		struct random random = { seed + 77 };
		struct arena arena = { 0 };
		struct buf before = { 0 }, after = { 0 };
		struct diff_budget budget = { 0 };
		struct diff_parts parts;
		struct str *a, *b, *list;
		size_t edits = 0;

		for (int side = 0; side < 2; side++)
			for (uint32_t i = random_below(&random, 30); i > 0; i--)
				buf_adds(side == 0 ? &before : &after,
				    random_below(&random, 2) ? "甲、" : "を12");
		change_text_diff(&arena, buf_str(&before), buf_str(&after), &budget, &parts);
		size_t n = change_tokens(&arena, buf_str(&before), &a);
		size_t m = change_tokens(&arena, buf_str(&after), &b);
		for (size_t i = 0; i < parts.count; i++)
			if (parts.list[i].op != DIFF_SAME)
				edits += change_tokens(&arena, parts.list[i].text, &list);
		assert_int_equal(edits, fewest(a, n, b, m));
		buf_release(&before);
		buf_release(&after);
		arena_release(&arena);
	}
}

/* Too many edits: replaced as a whole, and said. */
static void
test_limits(void **state)
{
	struct buf before = { 0 }, after = { 0 };
	struct arena arena = { 0 };
	struct diff_budget budget = { 0 };
	struct diff_parts parts;

	(void)state;
	for (unsigned i = 0; i < CHANGE_EDITS_MAX; i++) {
		buf_addf(&before, "a%u、", i);
		buf_addf(&after, "b%u、", i);
	}
	change_text_diff(&arena, buf_str(&before), buf_str(&after), &budget, &parts);
	expect_sums(buf_str(&before), buf_str(&after), &parts);
	assert_true(parts.coarse);
	/* The steps of a run are used up: what is asked for then is coarse, and right. */
	budget.steps = CHANGE_STEPS_MAX;
	change_text_diff(&arena, STR("甲を乙に"), STR("丙を乙に見る"), &budget, &parts);
	expect_sums(STR("甲を乙に"), STR("丙を乙に見る"), &parts);
	assert_true(parts.coarse);
	/* Texts that no item has are not looked into. */
	buf_clear(&before);
	while (before.len <= CHANGE_TEXT_MAX_BYTES)
		buf_adds(&before, "長い文。");
	budget.steps = 0;
	change_text_diff(&arena, buf_str(&before), STR("長い文。"), &budget, &parts);
	expect_sums(buf_str(&before), STR("長い文。"), &parts);
	assert_true(parts.coarse);
	assert_true(budget.steps == 0);
	buf_release(&before);
	buf_release(&after);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_shortest),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("change/text_diff", tests, NULL, NULL);
}
