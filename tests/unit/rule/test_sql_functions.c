/* SPDX-License-Identifier: Apache-2.0 */
/* rule/functions_*.c: each function with what it gives; NULL in, NULL out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/scope.h"
#include "rule/limits.h"
#include "rule/rule_set.h"

static const struct value_case {
	const char *expression, *result;
} cases[] = {
	{ "as_of()", "2026-01-15" },
	{ "date_iso('令和6年7月2日')", "2024-07-02" },
	{ "date_iso('令和元年５月１日')", "2019-05-01" },
	{ "date_iso('平成31年4月')", "2019-04" },
	{ "date_iso('令和6年13月1日')", "NULL" },
	{ "date_iso(NULL)", "NULL" },
	{ "date_era('2019-05-01')", "令和元年5月1日" },
	{ "date_era('2024-07')", "令和6年7月" },
	{ "date_era('x')", "NULL" },
	{ "days('1970-01-02')", "1" },
	{ "days('2025-04-02') - days('2025-03-31')", "2" },
	{ "days('2025-04')", "NULL" },
	{ "days('2025-04-01T23:59:59+09:00') - days('2025-04-01')", "0" },
	{ "add_days('2024-02-28', 2)", "2024-03-01" },
	{ "add_days('2024-03-01', -1)", "2024-02-29" },
	{ "add_days('2024-03-01', 9000000000)", "NULL" },
	{ "add_days('9999-12-31', 1)", "NULL" },
	{ "add_days('2024-03-01', NULL)", "NULL" },
	{ "add_months('2024-01-31', 1)", "2024-02-29" },
	{ "add_months('2024-01-31', -2)", "2023-11-30" },
	{ "last_day('2025-03')", "2025-03-31" },
	{ "last_day('2024-02')", "2024-02-29" },
	{ "last_day('2025')", "2025-12-31" },
	{ "last_day('9999-12')", "9999-12-31" },
	{ "last_day('2025-03-15')", "2025-03-15" },
	{ "last_day('2025-03-15T10:00:00+09:00')", "2025-03-15" },
	{ "last_day('x')", "NULL" },
	{ "last_day(NULL)", "NULL" },
	{ "weekday('2025-04-06')", "0" },
	{ "weekday('2025-04-05')", "6" },
	{ "holiday('2025-01-01')", "元日" },
	{ "holiday('2025-01-06')", "NULL" },
	{ "business_day('2025-01-03')", "0" },
	{ "business_day('2025-01-06')", "1" },
	{ "business_day('2025-01-04')", "0" },
	{ "business_days('2025-01-03', '2025-01-07')", "2" },
	{ "business_days('2025-01-07', '2025-01-03')", "-2" },
	{ "business_days('0001-01-01', '9999-12-31')", "NULL" },
	{ "hour('2025-04-01T09:30:00+09:00')", "9" },
	{ "hour('2025-04-01T00:30:00Z')", "9" },
	{ "minute_of_day('2025-04-01T23:59:00+09:00')", "1439" },
	{ "hour('2025-04-01')", "NULL" },
	{ "hour(NULL)", "NULL" },
	{ "nfkc('Ａ Ｂ　Ｃ１２')", "ABC12" },
	{ "nfkc('別表第２')", "別表第2" },
	{ "nfkc(NULL)", "NULL" },
	{ "company_name('株式会社　青空')", "青空" },
	{ "company_name('青空㈱')", "青空" },
	{ "company_name('（有）青空')", "青空" },
	{ "company_name('青空株式会社研究所')", "青空株式会社研究所" },
	{ "company_name('株式会社')", "株式会社" },
	{ "company_name('')", "" },
	{ "company_name(NULL)", "NULL" },
	{ "edit_distance('kitten', 'sitting')", "3" },
	{ "edit_distance('税務課', '税務部')", "1" },
	{ "edit_distance('a', NULL)", "NULL" },
	{ "glob_match('law/*', 'law/a')", "1" },
	{ "glob_match('law/?', 'law/ab')", "0" },
	{ "number_individual('123456789018')", "1" },
	{ "number_individual('1234-5678-9018')", "1" },
	{ "number_individual('１２３４５６７８９０１８')", "1" },
	{ "number_individual(123456789018)", "1" },
	{ "number_individual('123456789012')", "0" },
	{ "number_individual('')", "0" },
	{ "number_individual(NULL)", "NULL" },
	{ "number_corporate('8700110005901')", "1" },
	{ "number_corporate('7700110005901')", "0" },
	{ "has_individual_number('番号は123456789018です')", "1" },
	{ "has_individual_number('番号は123456789012です')", "0" },
	{ "range_min('10人以上50人未満') || '-' || range_max('10人以上50人未満')", "10-49" },
	{ "range_min('1,000人未満') || '-' || range_max('1,000人未満')", "0-999" },
	{ "range_min('30万人以上')", "300000" },
	{ "range_max('30万人以上')", "NULL" },
	{ "range_min('１万人以上１０万人未満')", "10000" },
	{ "range_max('1万人以上10万人未満')", "99999" },
	{ "range_max('10項目未満')", "9" },
	{ "range_min('6年以上10年未満') || '-' || range_max('6年以上10年未満')", "6-9" },
	{ "range_min('1年') || '-' || range_max('1年')", "1-1" },
	{ "range_max('3か月以内')", "3" },
	{ "range_min('定められていない')", "NULL" },
	{ "range_min('10人以上50人')", "NULL" },
	{ "range_min('50人以上10人未満')", "NULL" },
	{ "range_min('')", "NULL" },
	{ "range_min(NULL)", "NULL" },
	{ "regexp('第[0-9]+条', '番号法第12条')", "1" },
	{ "excerpt('第[0-9]+条', '番号法第12条')", "番号法第12条" },
	{ "excerpt('いろは', "
	  "'ーーーーーーーーーーーーーーーーーーーーーーーーーーあいろはうえーーーーーーーーーーー"
	  "ーーーーーーーーーーーーーーー')",
	    "…ーーーーーーーーーーーーーーーーーーーーーーーあいろはうえーーーーーーーーーーーーー"
	    "ーーーーーーーーー…" },
	{ "excerpt('x', 'abc')", "NULL" },
	{ "excerpt(NULL, 'abc')", "NULL" },
	{ "'番号法' REGEXP '^法'", "0" },
	{ "'あ' REGEXP '^.$'", "1" },
	{ "NULL REGEXP 'a'", "NULL" },
	{ "'a' REGEXP NULL", "NULL" },
	{ "'' REGEXP '^$'", "1" },
	{ "(SELECT count(*) FROM (SELECT 'a' AS t UNION SELECT 'b' UNION SELECT 'ab') WHERE t "
	  "REGEXP t || '$')",
	    "3" },
	/* functions that give rows */
	{ "(SELECT group_concat(no || value, '/') FROM matches('[0-9]+', 'a12b345'))", "112/2345" },
	{ "(SELECT group_concat(value || whole, '/') FROM matches('第([0-9]+)(条|項)', "
	  "'第12条第3項'))",
	    "12第12条/3第3項" },
	{ "(SELECT count(*) FROM matches('x*', 'あい'))", "3" },
	{ "(SELECT count(*) FROM matches('(?=a)\\K', 'aa'))", "2" },
	{ "(SELECT count(*) FROM matches('a', NULL))", "0" },
	{ "(SELECT count(*) FROM matches(NULL, 'a'))", "0" },
	{ "(SELECT group_concat(m.value) FROM (SELECT 'a1' AS t UNION ALL SELECT 'b2') AS x,"
	  " matches('[0-9]', x.t) AS m)",
	    "1,2" },
	{ "(SELECT term || n || usual || usual_n FROM variants('中間サーバ、サーバー、サーバー'))",
	    "サーバ1サーバー2" },
	{ "(SELECT term || '/' || usual FROM variants('ミドルウエアとミドルウェアのソフト'))",
	    "ミドルウェア/ミドルウエア" },
	{ "(SELECT count(*) FROM variants('データ、デター、データー室'))", "1" },
	{ "(SELECT count(*) FROM variants(''))", "0" },
	{ "(SELECT group_concat(value || distance) FROM near('照会許可照合リストを用いる', "
	  "'照会許可用照合リスト', 1))",
	    "照会許可照合リスト1" },
	{ "(SELECT value FROM near('団体内宛名番号', '団体内統合宛名番号', 2))", "団体内宛名番号" },
	{ "(SELECT count(*) FROM near('照会許可用照合リスト', '照会許可用照合リスト', 1))", "0" },
	{ "(SELECT count(*) FROM near('団体内統合宛名管理', '団体内統合宛名番号', 2))", "0" },
	{ "(SELECT count(*) FROM near('部署名', '部署', 1))", "0" },
	{ "(SELECT count(*) FROM near('照会許可照合リスト', '照会許可用照合リスト', 'x'))", "0" },
	{ "(SELECT group_concat(value) FROM "
	  "doubled('青波市役所青波市役所は、それぞれの様々な措置', '4'))",
	    "青波市役所青波市役所" },
	{ "(SELECT count(*) FROM doubled('ああああああああ', '4'))", "1" },
	{ "(SELECT count(*) FROM doubled('12341234', '4'))", "0" },
	{ "(SELECT count(*) FROM doubled('措置措置', '1'))", "0" },
	{ "(SELECT value || '>' || goes_on || elsewhere FROM cut_word('クラウド事業者が' || "
	  "char(10) || "
	  "'クラウド事業者は' || char(10) || 'それはクラウド事', 'それはクラウド事'))",
	    "クラウド事>クラウド事業2" },
	{ "(SELECT count(*) FROM cut_word('クラウド事業者が、クラウド事故が、クラウド事', "
	  "'クラウド事'))",
	    "0" },
	{ "(SELECT count(*) FROM cut_word('受診の勧奨を行い、受診の勧奨をする', '受診の勧奨'))",
	    "0" },
	{ "(SELECT count(*) FROM cut_word('', ''))", "0" },
	{ "(SELECT count(*) FROM passages('a' || char(31) || 'b', 'x y' || char(10) || 'z AAAA'))",
	    "0" },
};

static void
test_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct rule_set set = { 0 };
		struct buf sql = { 0 };

		print_message("  %s\n", cases[i].expression);
		buf_addf(&sql, "SELECT %s", cases[i].expression);
		assert_true(rule_set_add(&set, "form/a", sql.ptr, ""));
		rule_set_open(&set, "2026-01-15");
		struct str rows = rule_set_rows(&set, "form/a");
		if (!str_eq(str_trim(rows), str_of(cases[i].result)))
			fail_msg("%s is %.*s, not %s", cases[i].expression, STR_ARG(rows),
			    cases[i].result);
		buf_release(&sql);
		rule_set_release(&set);
	}
}

/* More patterns than are kept, made of data: still right, none leaks (the sanitizer looks). */
static void
test_many_patterns(void **state)
{
	struct rule_set set = { 0 };

	(void)state;
	assert_true(rule_set_add(&set, "form/a",
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
	    " SELECT count(*) FROM n WHERE i REGEXP '^' || i || '$'",
	    ""));
	rule_set_open(&set, "2026-01-15");
	assert_true(str_is(rule_set_rows(&set, "form/a"), "3000\n"));
	assert_true(str_is(rule_set_rows(&set, "form/a"), "3000\n"));
	rule_set_release(&set);
}

/* A pattern that is too long or too deeply nested is refused as one that is not valid; a distance stops counting. */
static void
test_limits(void **state)
{
	static const struct {
		const char *unit, *end;
		int times;
		bool good;
	} patterns[] = {
		{ "a", "", RULE_REGEX_PATTERN_MAX_BYTES, true },
		{ "a", "", RULE_REGEX_PATTERN_MAX_BYTES + 1, false },
		{ "(", ")", RULE_REGEX_PARENS_MAX, true },
		{ "(", ")", RULE_REGEX_PARENS_MAX + 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(patterns); i++) {
		struct rule_set set = { 0 };
		struct buf sql = { 0 };

		buf_adds(&sql, "SELECT regexp('");
		for (int n = 0; n < patterns[i].times; n++)
			buf_adds(&sql, patterns[i].unit);
		for (int n = 0; n < patterns[i].times; n++)
			buf_adds(&sql, patterns[i].end);
		buf_adds(&sql, "', 'b') >= 0");
		assert_true(rule_set_add(&set, "form/a", sql.ptr, ""));
		rule_set_open(&set, "2026-01-15");
		assert_int_equal(str_is(rule_set_rows(&set, "form/a"), "1\n"), patterns[i].good);
		buf_release(&sql);
		rule_set_release(&set);
	}
	struct rule_set set = { 0 };
	assert_true(rule_set_add(&set, "form/a",
	    "WITH RECURSIVE n(i, t) AS (SELECT 1, '' UNION ALL SELECT i + 1, t || 'x' FROM n WHERE "
	    "i < 500)"
	    " SELECT max(edit_distance(t, '')) FROM n",
	    ""));
	rule_set_open(&set, "2026-01-15");
	assert_true(str_is(rule_set_rows(&set, "form/a"), "101\n"));
	rule_set_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_many_patterns),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("rule/sql_functions", tests, NULL, NULL);
}
