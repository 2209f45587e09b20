/* SPDX-License-Identifier: Apache-2.0 */
/* finding/waiver_*.c: what a file of waivers may say, and what it does to findings, to the day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/scope.h"
#include "finding/finding.h"
#include "finding/sample.h"
#include "base/banned.h"

static bool
read_text(struct waivers *waivers, struct diags *diags, const char *name, struct str text)
{
	char *path = sample_file(name, text);
	bool good = waivers_read(waivers, str_of(path), diags);

	unlink(path);
	free(path);
	return good;
}

static void
test_yaml_and_csv_say_the_same(void **state)
{
	static const char yaml[] = "waivers:\n"
				   "  - rule: law/*\n"
				   "    assessment: a.yaml\n"
				   "    item: I.1\n"
				   "    reason: 次の改正で直す\n"
				   "    approver: 情報政策課長\n"
				   "    from: 2026-01-01\n"
				   "    until: 令和8年3月31日\n";
	static const char csv[] =
	    "\xEF\xBB\xBF免除の一覧（令和7年度）,,,,,,,\r\n"
	    ",,,,,,,\r\n"
	    "番号,ルール,評価書,項目,理由,承認者,開始日,終了日,備考\r\n"
	    "1,law/*,a.yaml,I.1,次の改正で直す,情報政策課長,R8.1.1,2026/3/31,\"a,\nb\"\r\n"
	    ",,,,,,,,\r\n";
	const struct {
		const char *name, *text;
		uint32_t line;
	} files[] = { { "w.yaml", yaml, 2 }, { "w.txt", yaml, 2 }, { "w.csv", csv, 4 },
		{ "w2.txt", csv, 4 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct waivers waivers = { 0 };
		struct diags diags = { 0 };

		assert_true(read_text(&waivers, &diags, files[i].name, str_of(files[i].text)));
		assert_int_equal(diags.count, 0);
		assert_int_equal(waivers.count, 1);
		const struct waiver *w = &waivers.list[0];
		assert_true(str_is(w->rule, "law/*"));
		assert_true(str_is(w->assessment, "a.yaml"));
		assert_true(str_is(w->item, "I.1"));
		assert_true(str_is(w->reason, "次の改正で直す"));
		assert_true(str_is(w->approver, "情報政策課長"));
		assert_int_equal(date_days(w->from), date_days((struct date){ 2026, 1, 1 }));
		assert_int_equal(date_days(w->until), date_days((struct date){ 2026, 3, 31 }));
		assert_int_equal(w->line, files[i].line);
		waivers_release(&waivers);
		diags_release(&diags);
	}
}

/* A rule waived because of 表示, as Excel saves it: 表 has 0x5C as its second byte. */
static void
test_cp932(void **state)
{
	static const char bytes[] =
	    "\x83\x8B\x81\x5B\x83\x8B,\x97\x9D\x97\x52,\x8F\xB3\x94\x46\x8E\xD2,"
	    "\x8F\x49\x97\xB9\x93\xFA\r\n"
	    "law/*,\x95\x5C\x8E\xA6,\x89\xDB\x92\xB7,2026-03-31\r\n";
	struct waivers waivers = { 0 };
	struct diags diags = { 0 };

	(void)state;
	assert_true(read_text(&waivers, &diags, "cp932.csv", str_of(bytes)));
	assert_int_equal(waivers.count, 1);
	assert_true(str_is(waivers.list[0].reason, "表示"));
	waivers_release(&waivers);
	diags_release(&diags);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *what, *name, *text;
		enum diag_code code;
		uint32_t line, column;
	} cases[] = {
		{ "no reason", "a.yaml",
		    "waivers:\n  - {rule: a/b, approver: x, until: 2026-03-31}\n",
		    DIAG_WAIVER_EMPTY, 2, 5 },
		{ "an empty approver", "a.csv", "rule,reason,approver,until\na/b,x,,2026-03-31\n",
		    DIAG_WAIVER_EMPTY, 2, 1 },
		{ "no end", "a.csv", "rule,reason,approver,until\na/b,x,y,\n", DIAG_WAIVER_EMPTY, 2,
		    1 },
		{ "a year and a month", "a.csv", "rule,reason,approver,until\na/b,x,y,2026-03\n",
		    DIAG_WAIVER_DATE, 2, 9 },
		{ "a day that no calendar has", "a.yaml",
		    "waivers:\n  - {rule: a/b, reason: r, approver: x, until: 2026-02-30}\n",
		    DIAG_WAIVER_DATE, 2, 48 },
		{ "ends before it begins", "a.csv",
		    "rule,reason,approver,from,until\na/b,x,y,2026-04-01,2026-03-31\n",
		    DIAG_WAIVER_PERIOD, 2, 1 },
		{ "a misspelt column must not widen the waiver", "a.csv",
		    "rule,itm,reason,approver,until\na/b,I.1,x,y,2026-03-31\n", DIAG_WAIVER_COLUMN,
		    1, 6 },
		{ "a misspelt key", "a.yaml",
		    "waivers:\n  - {rule: a/b, itm: I.1, reason: r, approver: x, until: "
		    "2026-03-31}\n",
		    DIAG_DOC_UNKNOWN_KEY, 2, 0 },
		{ "a column twice", "a.csv", "rule,rule,reason,approver,until\n",
		    DIAG_WAIVER_COLUMN_TWICE, 1, 6 },
		{ "a comma without quotes", "a.csv",
		    "rule,reason,approver,until\na/b,x,y,2026-03-31,z\n", DIAG_WAIVER_CELL, 2, 20 },
		{ "a quote that is not closed", "a.csv", "rule,reason,approver,until\na/b,\"x\n",
		    DIAG_WAIVER_CSV, 2, 5 },
		{ "no header", "a.csv", "a/b,x,y,2026-03-31\n", DIAG_WAIVER_HEADER, 0, 0 },
		{ "not a list of waivers", "a.yaml", "rules: []\n", DIAG_DOC_UNKNOWN_KEY, 1, 1 },
		{ "a list of texts", "a.yaml", "waivers: [a]\n", DIAG_DOC_WRONG_TYPE, 1, 11 },
		{ "an empty file", "a.csv", "", DIAG_FILE_EMPTY, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct waivers waivers = { 0 };
		struct diags diags = { 0 };

		print_message("  %s\n", cases[i].what);
		assert_false(read_text(&waivers, &diags, cases[i].name, str_of(cases[i].text)));
		assert_int_equal(waivers.count, 0);
		assert_true(diags.count >= 1);
		assert_int_equal(diags.list[0].code, cases[i].code);
		assert_int_equal(diags.list[0].line, cases[i].line);
		if (cases[i].column != 0)
			assert_int_equal(diags.list[0].column, cases[i].column);
		waivers_release(&waivers);
		diags_release(&diags);
	}
}

/* A bad waiver does not take the good ones with it. */
static void
test_bad_among_good(void **state)
{
	static const char csv[] = "rule,reason,approver,until\n"
				  "a/b,x,y,2026-03-31\na/c,,y,2026-03-31\na/d,x,y,2026-03-31\n";
	struct waivers waivers = { 0 };
	struct diags diags = { 0 };

	(void)state;
	assert_false(read_text(&waivers, &diags, "w.csv", str_of(csv)));
	assert_int_equal(waivers.count, 2);
	assert_int_equal(diags.count, 1);
	waivers_release(&waivers);
	diags_release(&diags);
}

/* More waivers than the limit: said, the first ones are used. */
static void
test_limit(void **state)
{
	struct buf csv = { 0 };
	struct waivers waivers = { 0 };
	struct diags diags = { 0 };

	(void)state;
	buf_adds(&csv, "rule,reason,approver,until\n");
	for (int i = 0; i < 10001; i++)
		buf_adds(&csv, "a/b,x,y,2026-03-31\n");
	assert_false(read_text(&waivers, &diags, "w.csv", buf_str(&csv)));
	assert_int_equal(waivers.count, 10000);
	assert_int_equal(sample_count(&diags, DIAG_WAIVER_TOO_MANY), 1);
	waivers_release(&waivers);
	diags_release(&diags);
	while (csv.len <= 8 << 20)
		buf_adds(&csv, "a/b,x,y,2026-03-31,a long line that somebody wrote behind it\n");
	assert_false(read_text(&waivers, &diags, "w.csv", buf_str(&csv)));
	assert_int_equal(diags.list[0].code, DIAG_FILE_TOO_LARGE);
	buf_release(&csv);
	waivers_release(&waivers);
	diags_release(&diags);
}

/* One waiver over a run with three findings; what became of it. */
static void
apply(struct finding_run *run, const char *header, const char *row, struct date as_of)
{
	struct buf csv = { 0 };
	struct waivers waivers = { 0 };
	struct diags diags = { 0 };

	finding_run_release(run);
	sample_begin(run, "r");
	sample_add(run, SAMPLE_LAW, "I.1", NULL, "a.yaml", 4, "old law");
	sample_add(run, SAMPLE_LAW, "II.2", NULL, "a.yaml", 8, "old law");
	sample_add(run, SAMPLE_ACCESS, NULL, "u1", "logs/x.csv", 3, "at night");
	buf_addf(&csv, "rule,reason,approver,from,until,%s\n%s\n", header, row);
	assert_true(read_text(&waivers, &diags, "w.csv", buf_str(&csv)));
	waivers_apply(&waivers, run, as_of);
	finding_run_finish(run);
	buf_release(&csv);
	waivers_release(&waivers);
	diags_release(&diags);
}

static size_t
count_status(const struct finding_run *run, enum finding_status status)
{
	size_t n = 0;

	for (size_t i = 0; i < run->count; i++)
		n += run->list[i].status == status;
	return n;
}

static const struct finding *
find_rule(const struct finding_run *run, const char *id)
{
	for (size_t i = 0; i < run->count; i++)
		if (str_is(run->list[i].rule->id, id))
			return &run->list[i];
	return NULL;
}

static void
test_scope(void **state)
{
	static const struct {
		const char *what, *header, *row;
		size_t waived;
	} cases[] = {
		{ "a rule", "note", "law/old-citation,r,a,,2026-03-31,", 2 },
		{ "a family", "note", "law/*,r,a,,2026-03-31,", 2 },
		{ "all", "note", "*,r,a,,2026-03-31,", 3 },
		{ "an item", "item", "law/*,r,a,,2026-03-31,I.1", 1 },
		{ "items by glob", "item", "law/*,r,a,,2026-03-31,I*", 2 },
		{ "a subject", "subject", "*,r,a,,2026-03-31,u1", 1 },
		{ "a file by its base name", "file", "*,r,a,,2026-03-31,x.csv", 1 },
		{ "a file by its path", "file", "*,r,a,,2026-03-31,logs/*", 1 },
		{ "an assessment by file", "assessment", "*,r,a,,2026-03-31,a.yaml", 2 },
		{ "an assessment by name", "assessment",
		    "*,r,a,,2026-03-31,住民基本台帳に関する事務", 2 },
		{ "another assessment", "assessment", "*,r,a,,2026-03-31,b.yaml", 0 },
		{ "another rule", "note", "form/*,r,a,,2026-03-31,", 0 },
	};
	struct finding_run run = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		print_message("  %s\n", cases[i].what);
		apply(&run, cases[i].header, cases[i].row, (struct date){ 2026, 1, 15 });
		assert_int_equal(count_status(&run, FINDING_WAIVED), cases[i].waived);
		assert_int_equal(find_rule(&run, "waiver/unused") != NULL, cases[i].waived == 0);
	}
	finding_run_release(&run);
}

static void
test_fingerprint_scope(void **state)
{
	struct finding_run run = { 0 };
	struct buf row = { 0 };

	(void)state;
	apply(&run, "note", "form/*,r,a,,2026-03-31,", (struct date){ 2026, 1, 15 });
	buf_addf(&row, "*,r,a,,2026-03-31,%s", find_rule(&run, "access/night")->fingerprint);
	apply(&run, "fingerprint", row.ptr, (struct date){ 2026, 1, 15 });
	assert_int_equal(count_status(&run, FINDING_WAIVED), 1);
	assert_int_equal(find_rule(&run, "access/night")->status, FINDING_WAIVED);
	buf_release(&row);
	finding_run_release(&run);
}

/* Both days belong to the period; the day before and the day after do not. */
static void
test_days(void **state)
{
	static const struct {
		struct date as_of;
		size_t waived, expired, unused;
	} cases[] = {
		{ { 2026, 1, 31 }, 0, 0, 0 },
		{ { 2026, 2, 1 }, 2, 0, 0 },
		{ { 2026, 3, 31 }, 2, 0, 0 },
		{ { 2026, 4, 1 }, 0, 1, 0 },
		{ { 2027, 1, 1 }, 0, 1, 0 },
	};
	struct finding_run run = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		apply(
		    &run, "note", "law/*,年度末に直す,課長,2026-02-01,2026-03-31,", cases[i].as_of);
		assert_int_equal(count_status(&run, FINDING_WAIVED), cases[i].waived);
		assert_int_equal(find_rule(&run, "waiver/expired") != NULL, cases[i].expired);
		assert_int_equal(find_rule(&run, "waiver/unused") != NULL, cases[i].unused);
	}
	const struct finding *expired = find_rule(&run, "waiver/expired");
	assert_int_equal(expired->severity, SEVERITY_WARNING);
	assert_int_equal(expired->line, 2);
	assert_true(str_has(expired->message.ja, STR("2026-03-31")));
	assert_true(finding_run_fails(&run, SEVERITY_ERROR));
	finding_run_release(&run);
}

static void
test_waived_is_shown(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	apply(
	    &run, "item", "law/*,年度末に直す,課長,,2026-03-31,I.1", (struct date){ 2026, 1, 15 });
	assert_int_equal(run.count, 3);
	const struct finding *f = &run.list[0];
	assert_int_equal(f->status, FINDING_WAIVED);
	assert_true(str_is(f->waiver_reason, "年度末に直す"));
	assert_true(str_is(f->waiver_approver, "課長"));
	assert_true(str_is(f->waiver_until, "2026-03-31"));
	finding_run_release(&run);
}

/* A misspelt rule is said with the nearest one; with --only another rule may well be left out. */
static void
test_unknown_rule(void **state)
{
	struct finding_run run = { 0 };

	(void)state;
	apply(&run, "note", "law/old-citaton,r,a,,2026-03-31,", (struct date){ 2026, 1, 15 });
	const struct finding *unused = find_rule(&run, "waiver/unused");
	assert_non_null(unused);
	assert_true(str_has(unused->message.en, STR("Did you mean \"law/old-citation\"?")));
	finding_run_release(&run);
	run.selected = true;
	sample_begin(&run, "r");
	struct waivers waivers = { 0 };
	struct diags diags = { 0 };
	assert_true(read_text(
	    &waivers, &diags, "w.csv", STR("rule,reason,approver,until\nlog/x,r,a,2026-03-31\n")));
	waivers_apply(&waivers, &run, (struct date){ 2026, 1, 15 });
	assert_int_equal(run.count, 0);
	/* Nor is it unused when its rule had no evidence. */
	waivers_release(&waivers);
	run.selected = false;
	struct no_evidence missing = { .rule = &sample_rules[SAMPLE_ACCESS],
		.reason = { STR("x"), STR("x") } };
	finding_run_add_no_evidence(&run, &missing);
	assert_true(read_text(&waivers, &diags, "w.csv",
	    STR("rule,reason,approver,until\naccess/night,r,a,2026-03-31\n")));
	waivers_apply(&waivers, &run, (struct date){ 2026, 1, 15 });
	assert_int_equal(run.count, 0);
	waivers_release(&waivers);
	diags_release(&diags);
	finding_run_release(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_yaml_and_csv_say_the_same),
		cmocka_unit_test(test_cp932),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bad_among_good),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_fingerprint_scope),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_waived_is_shown),
		cmocka_unit_test(test_unknown_rule),
	};

	return cmocka_run_group_tests_name("finding/waiver", tests, NULL, NULL);
}
