/* SPDX-License-Identifier: Apache-2.0 */
/* assess/show_json.c, show_text.c, emit.c: what comes out of the sample, to the letter where it is a contract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "assess/sample.h"
#include "base/scope.h"
#include "support/sinks.h"
#include "base/banned.h"

struct fixture {
	struct forms forms;
	struct assessment assessment;
};

static int
setup(void **state)
{
	static struct fixture fixture;
	struct diags diags = { 0 };

	forms_read_all(&fixture.forms);
	sample_read(&fixture.assessment, DOC_YAML, str_of(sample_yaml), &fixture.forms, &diags);
	diags_release(&diags);
	*state = &fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	assess_release(&fixture->assessment);
	forms_release(&fixture->forms);
	return 0;
}

static void
expect_part(const struct buf *text, const char *part)
{
	if (strstr(text->ptr, part) == NULL)
		fail_msg("not in the output:\n%s\n%s", part, text->ptr);
}

static void
test_json(void **state)
{
	const struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct buf text = { 0 };
	size_t unknown = 0;

	assess_show_json(&fixture->assessment, &text);
	expect_part(
	    &text, "\"schema\": \"piacheck/assessment/1\",\n  \"form\": \"3\",\n  \"items\": [");
	const struct node *root = tree_of(DOC_JSON, buf_str(&text), &arena, &diags);
	assert_non_null(root);
	const struct node *items = node_find(root, "items");
	for (size_t i = 0; i < items->count; i++) {
		const struct node *item = items->items[i];

		assert_int_equal(item->count, 6);
		unknown += str_is(node_find(item, "state")->text, "unknown");
	}
	assert_int_equal(unknown, fixture->assessment.unknown_count);
	arena_release(&arena);
	diags_release(&diags);
	buf_release(&text);
}

/* A day or the days from and to: the text as printed, and a date where it is one day. */
static void
test_json_period(void **state)
{
	static const struct {
		const char *yaml, *state, *text, *iso; /* text NULL: the value is null */
	} cases[] = {
		{ "令和7年4月21日から令和7年5月26日まで", "read",
		    "令和7年4月21日から令和7年5月26日まで", NULL },
		{ "令和７年４月２１日", "read", "令和７年４月２１日", "2025-04-21" },
		{ "{value: 約1か月間, state: proposed, why: 推定}", "proposed", "約1か月間", NULL },
		{ "なし", "none", "なし", NULL },
		{ "''", "blank", NULL, NULL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct assessment assessment;
		struct diags diags = { 0 };
		struct arena arena = { 0 };
		struct buf json = { 0 };
		const struct node *found = NULL;
		struct str yaml = arena_printf(&arena,
		    "piacheck: assessment/1\nform: \"3\"\nitems:\n  V.2.2: %s\n", cases[i].yaml);

		sample_read(&assessment, DOC_YAML, yaml, &fixture->forms, &diags);
		assert_int_equal(diags.count, 0);
		assess_show_json(&assessment, &json);
		const struct node *root = tree_of(DOC_JSON, buf_str(&json), &arena, &diags);
		const struct node *items = node_find(root, "items");
		for (size_t k = 0; k < items->count; k++)
			if (str_is(node_find(items->items[k], "id")->text, "V.2.2"))
				found = items->items[k];
		assert_non_null(found);
		const struct node *value = node_find(found, "value");
		assert_true(str_is(node_find(found, "type")->text, "period"));
		assert_true(str_is(node_find(found, "state")->text, cases[i].state));
		assert_int_equal(value->type, cases[i].text == NULL ? NODE_NULL : NODE_MAP);
		if (cases[i].text != NULL) {
			assert_true(str_is(node_find(value, "text")->text, cases[i].text));
			const struct node *iso = node_find(value, "iso");
			if (cases[i].iso == NULL)
				assert_int_equal(iso->type, NODE_NULL);
			else
				assert_true(str_is(iso->text, cases[i].iso));
		}
		assess_release(&assessment);
		diags_release(&diags);
		arena_release(&arena);
		buf_release(&json);
	}
}

/* One item of each type and state. */
static void
test_json_items(void **state)
{
	static const char *const parts[] = {
		"      \"id\": \"cover.name\",\n      \"label\": \"評価書名\",\n      \"type\": "
		"\"text\",\n"
		"      \"state\": \"read\",\n      \"value\": \"予防接種の実施に関する事務\",\n    "
		"  \"line\": 6\n",
		"      \"id\": \"cover.published\",\n      \"label\": \"公表日\",\n      \"type\": "
		"\"date\",\n"
		"      \"state\": \"read\",\n      \"value\": {\n        \"text\": "
		"\"令和６年７月２日\",\n"
		"        \"iso\": \"2024-07-02\"\n      },\n      \"line\": 8\n",
		"      \"id\": \"cover.remarks\",\n      \"label\": \"特記事項\",\n      \"type\": "
		"\"text\",\n"
		"      \"state\": \"none\",\n      \"value\": \"—\",\n      \"line\": 9\n",
		"      \"id\": \"I.1.1\",\n      \"label\": \"①事務の名称\",\n      \"type\": "
		"\"text\",\n"
		"      \"state\": \"unknown\",\n      \"value\": null,\n      \"line\": null\n",
		"      \"id\": \"I.1.3\",\n      \"label\": \"③対象人数\",\n      \"type\": "
		"\"choice\",\n"
		"      \"state\": \"read\",\n      \"value\": {\n        \"n\": 2,\n"
		"        \"text\": \"1,000人以上1万人未満\"\n      },\n      \"line\": 44\n",
		"        \"情報提供ネットワークシステム\": \"unchecked\",\n"
		"        \"庁内連携システム\": \"unknown\",\n",
		"        \"その他\": \"checked\"\n      },\n      \"line\": 15\n",
		"      \"id\": \"II.4.has.count\",\n      \"label\": \"（　）件\",\n      "
		"\"type\": \"count\",\n"
		"      \"state\": \"read\",\n      \"value\": 2,\n",
		"      \"id\": \"II.3.1\",\n      \"label\": \"①入手元　※\",\n      \"type\": "
		"\"marks\",\n"
		"      \"state\": \"unknown\",\n",
		"      \"id\": \"II@2.2.1\",",
		"      \"id\": \"app2.change[1].before\",\n      \"label\": \"変更前の記載\",\n"
		"      \"type\": \"text\",\n      \"state\": \"blank\",\n      \"value\": \"\",\n",
		"        \"n\": null,\n        \"text\": \"事前\"\n",
	};
	const struct fixture *fixture = *state;
	struct buf text = { 0 };

	assess_show_json(&fixture->assessment, &text);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		expect_part(&text, parts[i]);
	buf_release(&text);
}

static void
test_text(void **state)
{
	static const char *const ja[] = {
		"様式3 重点項目評価書  t\n",
		"\n表紙\n  評価書番号: 12\n",
		"  公表日: 令和６年７月２日 (2024-07-02)\n",
		"  ①事務の名称: （不明）\n",
		"  ②事務の内容: 予防接種を実施し、\n      記録を管理する。\n",
		"  ③対象人数: 2) 1,000人以上1万人未満\n",
		"\nⅠ 2. システム2\n  ①システムの名称: 接種台帳システム\n",
		"\n      [ ] 情報提供ネットワークシステム\n      [?] 庁内連携システム\n",
		"\n      [○] その他（番号連携）\n",
		"  ③対象となる本人の範囲　※: 市民 （候補。要確認）\n      → 印がない\n",
		"\nⅡ  (2)\n  １．特定個人情報ファイル名: 第二のファイル\n",
		"\n別添2 行1\n  変更日: 2024-05-27\n",
		"  変更前の記載: （空欄）\n",
	};
	const struct fixture *fixture = *state;
	struct buf text = { 0 };

	assess_show_text(&fixture->assessment, LANG_JA, &text);
	for (size_t i = 0; i < COUNT_OF(ja); i++)
		expect_part(&text, ja[i]);
	buf_clear(&text);
	assess_show_text(&fixture->assessment, LANG_EN, &text);
	expect_part(&text, "  ①事務の名称: (unknown)\n");
	expect_part(&text, " unknown\n");
	buf_release(&text);
}

/* --- evidence: rows as text, "table|column=value|…", NULL left out --- */

static void
keep_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	sinks_put_row(context, "|", NULL, shape, values);
}

static size_t
count_rows(const struct buf *rows, const char *table)
{
	struct str line, rest = buf_str(rows);
	size_t count = 0;

	while (str_line(&rest, &line)) {
		struct str tail;

		count += str_is(str_split(line, '|', &tail), table);
	}
	return count;
}

static void
test_emit(void **state)
{
	static const char *const wanted[] = {
		"assessment|file=t|form=3|no=12|name=予防接種の実施に関する事務|agency=緑ヶ浜市長|"
		"published=2024-07-02|"
		"source=midori.txt\n",
		"item|id=cover.published|def=cover.published|question=cover.published|section="
		"cover|"
		"heading=表紙|label=公表日|type=date|file_no=1|state=read|text=令和６年７月２日|"
		"norm=令和6年7月2日|date=2024-07-02|required=1|important_change=0|file=t|line=8\n",
		"item|id=I.1.3|def=I.1.3|question=I.1.3|section=I|heading=Ⅰ "
		"1.|label=③対象人数|type=choice|"
		"file_no=1|state=read|text=1,000人以上1万人未満|norm=1,000人以上1万人未満|n=2|"
		"required=1|"
		"important_change=0|file=t|line=13|source_line=44\n",
		"item|id=I.1.1|def=I.1.1|question=I.1.1|section=I|heading=Ⅰ "
		"1.|label=①事務の名称|type=text|"
		"file_no=1|state=unknown|required=1|important_change=0|file=t\n",
		"item|id=I.2.system[2].2|def=I.2.system[].2|question=I.2.system[].2|section=I|"
		"heading=Ⅰ 2. "
		"システム2|label=②システムの機能|type=text|file_no=1|instance=2|state=unknown|"
		"required=0|important_change=0|file=t\n",
		"item|id=II.4.has.count|def=II.4.has.count|question=II.4.has.count|section=II|"
		"heading=Ⅱ 4. "
		"委託の有無|label=（　）件|type=count|file_no=1|state=read|text=２|norm=2|n=2|"
		"required=0|important_change=1|file=t|line=22\n",
		"|state=proposed|text=市民|norm=市民|required=1|important_change=1|why=印がない|"
		"file=t|line=21|"
		"source_line=83\n",
		"mark|item=I.2.system[2].3|def=I.2.system[].3|question=I.2.system[].3|file_no=1|"
		"instance=2|"
		"key=other|label=その他|state=checked|text=番号連携|file=t|line=18\n",
		"mark|item=II.3.1|def=II.3.1|question=II.3.1|file_no=1|key=person|"
		"label=本人又は本人の代理人|state=unknown|file=t|line=20|source_line=84\n",
		"mark|item=II@2.3.1|def=II.3.1|question=II.3.1|file_no=2|key=person|"
		"label=本人又は本人の代理人|state=unknown|file=t\n",
		"record_item|no=1|file_no=1|heading=宛名|num=1|name=宛名番号|state=read|file=t|"
		"line=24\n",
		"record_item|no=3|file_no=1|name=接種日|state=read|file=t|line=27\n",
		"change|no=1|date=2024-05-27|item=Ⅱ2③|after=市民|timing=事前|date_state=read|"
		"before_state=blank|"
		"after_state=read|timing_state=read|reason_state=unknown|file=t|line=28\n",
	};
	const struct fixture *fixture = *state;
	struct buf rows = { 0 };
	struct sink sink = { .context = &rows, .row = keep_row };

	assess_emit(&fixture->assessment, &sink);
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		expect_part(&rows, wanted[i]);
	assert_int_equal(count_rows(&rows, "assessment"), 1);
	assert_int_equal(count_rows(&rows, "record_item"), 2);
	assert_int_equal(count_rows(&rows, "change"), 1);
	/* The annexes' rows have tables of their own. */
	assert_null(strstr(rows.ptr, "item|id=app"));
	buf_release(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_period),
		cmocka_unit_test(test_json_items),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_emit),
	};

	return cmocka_run_group_tests_name("assess/show", tests, setup, teardown);
}
