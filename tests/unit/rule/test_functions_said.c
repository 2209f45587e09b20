/* SPDX-License-Identifier: Apache-2.0 */
/* said(): the same places as matches() over the table item, whatever the pattern; anew when the rows change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/rule_set.h"

static const char *const texts[] = {
	"番号法別表の111の項により、通知カードを確認する。",
	"旧通知カードは使わない。内閣官房IT室、情報通信技術(IT)総合戦略室",
	"第十九条第8号の委託先が、(一部)の総務大臣による設置",
	"abcd/efgh [x] a]bcd aaaa ab\\cd",
	"あ",
	"",
};

/* Each could be thought to need what it does not, or to do without what it needs. */
static const char *const patterns[] = {
	"通知カード",
	"(?<!旧)通知カード",
	"(内閣官房)?(情報通信技術(\\(IT\\))?|IT)総合戦略室|内閣官房IT室",
	"第(19|十九)条第[0-9]号[^。]{0,10}委託|委託[^。]{0,30}第(19|十九)条",
	"総務大臣(が|の|により|による)(、)?(設置|管理)",
	"通知カードを?確認しない?する?",
	"通知カードをx?確認",
	"通知カードをx*確認",
	"通知カードをx{0,2}確認",
	"通知カードをあ?確認",
	"通知カード(以外のもの)?を",
	"通知カード(以外のもの){0}を",
	"総合戦略室|存在しない語句",
	"存在しない語句|総合戦略室",
	"存在しない語句|",
	"存在しない語句|.",
	"(?i)ABCD",
	"(?x)ab cd",
	"a(*ACCEPT)zzzz",
	"(?:存在しない語句)?abcd",
	"a\\]bcd",
	"a[]]bcd",
	"a[^]]?bcd",
	"a[\\]x]bcd",
	"a[[:alpha:]]cd",
	"abcd\\/efgh",
	"a{4}",
	"a{2,}",
	"\\Qab\\\\Ecd",
	"ab\\\\cd",
	"\\x{3042}",
	"(?(?=番号)番号法|あ)",
	"^番号法別表|別表$",
	"存在しない語句",
};

static void
add_item(struct rule_set *set, const char *id, const char *state, const char *norm)
{
	struct buf cells = { 0 };

	buf_addf(&cells,
	    "id=%s|def=%s|label=L|section=I|type=text|file_no=1|state=%s|required=0|"
	    "important_change=0|file=f",
	    id, id, state);
	if (norm != NULL)
		buf_addf(&cells, "|norm=%s", norm);
	rule_set_row(set, "item", cells.ptr);
	buf_release(&cells);
}

static void
quote(struct buf *sql, const char *pattern)
{
	buf_addc(sql, '\'');
	buf_adds(sql, pattern);
	buf_addc(sql, '\'');
}

static void
test_same_as_matches(void **state)
{
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		struct rule_set set = { 0 };
		struct buf said = { 0 }, matches = { 0 };

		print_message("  %s\n", patterns[i]);
		buf_adds(&said, "SELECT item, no, value, whole FROM said(");
		quote(&said, patterns[i]);
		buf_adds(&said, ")");
		buf_adds(&matches, "SELECT i.id, m.no, m.value, m.whole FROM item AS i, matches(");
		quote(&matches, patterns[i]);
		buf_adds(&matches,
		    ", i.norm) AS m WHERE i.state IN ('read', 'proposed') ORDER BY i.rowid, m.no");
		assert_true(rule_set_add(&set, "form/said", said.ptr, ""));
		assert_true(rule_set_add(&set, "form/matches", matches.ptr, ""));
		rule_set_open(&set, "2026-01-15");
		for (size_t k = 0; k < COUNT_OF(texts); k++) {
			char id[] = { 'i', (char)('0' + k), '\0' };

			add_item(&set, id, k % 2 == 0 ? "read" : "proposed", texts[k]);
		}
		add_item(&set, "unknown", "unknown", texts[0]);
		add_item(&set, "null", "read", NULL);
		struct str a = arena_str(&set.arena, rule_set_rows(&set, "form/said"));
		struct str b = rule_set_rows(&set, "form/matches");
		if (!str_eq(a, b))
			fail_msg("said: %.*s, matches: %.*s", STR_ARG(a), STR_ARG(b));
		found += a.len > 0;
		buf_release(&said);
		buf_release(&matches);
		rule_set_release(&set);
	}
	assert_true(found > 20);
}

/* The texts are those of now; the excerpt is excerpt()'s; a rule that calls it reads the items. */
static void
test_rows_change(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(&set, "form/a",
	    "SELECT s.item, s.label, s.type, s.excerpt = excerpt('通知カード', i.norm)"
	    " FROM said('通知カード') AS s JOIN item AS i ON i.id = s.item",
	    ""));
	assert_true(rule_set_add(&set, "form/b", "SELECT item FROM said('通知カード')", ""));
	rule_set_open(&set, "2026-01-15");
	assert_true(str_is(rule_set_rows(&set, "form/a"), ""));
	add_item(&set, "one", "read", "通知カード");
	assert_true(str_is(rule_set_rows(&set, "form/a"), "one|L|text|1\n"));
	assert_true(set.evidence->prepared[rule_set_number(&set, "form/b")].per_assessment);
	evidence_clear(set.evidence, table_set_of(TABLE_ASSESSMENT));
	assert_true(str_is(rule_set_rows(&set, "form/b"), ""));
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_matches),
		cmocka_unit_test(test_rows_change),
	};

	return cmocka_run_group_tests_name("rule/functions_said", tests, NULL, NULL);
}
