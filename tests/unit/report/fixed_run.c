/* SPDX-License-Identifier: Apache-2.0 */
/* The run that the golden reports are made of. The city, its people and its numbers are invented. */
#include "report/fixed_run.h"

#include "base/scope.h"
#include "base/banned.h"

#define TEXT2(ja_text, en_text)                                                                    \
	{                                                                                          \
		STR_INIT(ja_text), STR_INIT(en_text)                                               \
	}

static struct str law_basis[] = { STR_INIT("令和5年法律第48号 附則"),
	STR_INIT("番号法 第19条第8号") };
static struct str access_basis[] = { STR_INIT("番号法 第12条"),
	STR_INIT("安全管理措置 別添1 F-a") };
static struct str form_basis[] = { STR_INIT("特定個人情報保護評価指針 第6の2") };

static const struct finding_rule beppyo2 = {
	.id = STR_INIT("law/beppyo2-abolished"),
	.family = STR_INIT("law"),
	.severity = SEVERITY_ERROR,
	.title = TEXT2("廃止された法令の引用", "Citation of an abolished law"),
	.remedy = TEXT2("第19条第8号に基づく主務省令第2条の表の項を引用する",
	    "Cite the row of the table of the ordinance under Article 19(viii)"),
	.help = TEXT2("番号法別表第2は令和6年5月27日に廃止され、主務省令の表に移った。",
	    "Appended Table 2 was abolished on 2024-05-27 and replaced by an ordinance."),
	.basis = law_basis,
	.basis_count = 2,
	.file = STR_INIT("rules/law/beppyo2-abolished.yaml"),
	.line = 2,
};
static const struct finding_rule leaving = {
	.id = STR_INIT("access/use-after-leaving"),
	.family = STR_INIT("access"),
	.severity = SEVERITY_ERROR,
	.title = TEXT2("異動・退職後のIDの利用", "Use of an ID after its holder left"),
	.remedy = TEXT2(
	    "IDを失効させ、利用内容を確認する", "Disable the ID and review what was accessed"),
	.basis = access_basis,
	.basis_count = 2,
	.file = STR_INIT("rules/access/use-after-leaving.yaml"),
	.line = 2,
};
static const struct finding_rule redelegation = {
	.id = STR_INIT("form/redelegation-detail"),
	.family = STR_INIT("form"),
	.severity = SEVERITY_WARNING,
	.title = TEXT2("再委託の記載と実態", "Redelegation as stated and as practised"),
	.remedy = TEXT2("台帳と評価書のどちらが正しいかを確かめて直す",
	    "Find out which of the two is right, and correct the other"),
	.basis = form_basis,
	.basis_count = 1,
	.file = STR_INIT("rules/form/redelegation-detail.yaml"),
	.line = 2,
	.review = true,
};
static const struct finding_rule kept_rule = {
	.id = STR_INIT("form/cover-complete"),
	.family = STR_INIT("form"),
	.severity = SEVERITY_NOTE,
	.title = TEXT2("表紙の記載", "The cover is filled in"),
	.basis = form_basis,
	.basis_count = 1,
};
static const struct finding_rule media = {
	.id = STR_INIT("retention/disposal-overdue"),
	.family = STR_INIT("retention"),
	.severity = SEVERITY_WARNING,
	.title =
	    TEXT2("保存期間を過ぎた廃棄の遅れ", "Disposal after the retention period is overdue"),
	.basis = access_basis,
	.basis_count = 2,
};
static const struct finding_rule *const rules[] = { &leaving, &kept_rule, &redelegation, &beppyo2,
	&media };

static void
add_form_findings(struct finding_run *run)
{
	struct finding_evidence cited[] = {
		{ .file = STR("aoba-27.txt"), .line = 118, .text = STR("番号法別表第2の102の項") }
	};
	struct finding f = {
		.rule = &beppyo2,
		.severity = SEVERITY_ERROR,
		.message = TEXT2("「番号法別表第2」は令和6年5月27日に廃止された。公表日（令和6年7月"
				 "2日）はその後であるため、この引用は現行の法令と一致していない。",
		    "\"Appended Table 2\" was abolished on 2024-05-27, before the publication on "
		    "2024-07-02."),
		.assessment = STR("assessments/aoba-27.yaml"),
		.assessment_name =
		    STR("健康増進事業の実施に関する事務（様式3、公表 令和6年7月2日）"),
		.item = STR("I.5.2"),
		.item_label = STR("Ⅰ 5. 情報連携 ②法令上の根拠"),
		.file = STR("assessments/aoba-27.yaml"),
		.line = 41,
		.column = 10,
		.evidence = cited,
		.evidence_count = 1,
	};

	finding_run_add(run, &f);
	f.rule = &redelegation;
	f.severity = SEVERITY_WARNING;
	f.message = (struct text2)TEXT2(
	    "委託事項2は「再委託しない」としているが、台帳に再委託の承認がある。",
	    "Delegation 2 says \"not redelegated\", but the register holds an approval.");
	f.item = STR("II.4.delegation[2].4");
	f.item_label = STR("Ⅱ 4. 委託事項2 ④再委託の有無");
	f.line = 97;
	f.column = 0;
	f.subject = STR("青葉計算センター株式会社");
	f.evidence[0] = (struct finding_evidence){ .file = STR("registers/再委託承認.csv"),
		.line = 3,
		.text = STR("=HYPERLINK(\"http://example.invalid\")") };
	finding_run_add(run, &f);
	f.item = STR("II.4.delegation[10].4");
	f.item_label = STR("Ⅱ 4. 委託事項10 ④再委託の有無");
	f.line = 160;
	f.status = FINDING_WAIVED;
	f.waiver_reason = STR("契約の更新に合わせて評価書を改める");
	f.waiver_approver = STR("個人情報保護管理者");
	f.waiver_until = STR("2026-03-31");
	finding_run_add(run, &f);
}

static void
add_access_findings(struct finding_run *run)
{
	struct finding_evidence lines[] = {
		{ .file = STR("logs/2025 04.csv"),
		    .line = 1021,
		    .text = STR("u1042,照会,\033[2J123456789018,\xE2\x80\xAE"
				"fdp.exe") },
		{ .file = STR("registers/職員台帳.csv"),
		    .line = 12,
		    .text = STR("u1042,2025-03-31") },
	};
	struct finding f = {
		.rule = &leaving,
		.severity = SEVERITY_ERROR,
		.message = TEXT2("u1042 は 2025-03-31 に離れた後、2025-04-01 に 3 件利用している",
		    "u1042 left on 2025-03-31 but made 3 accesses on 2025-04-01"),
		.file = STR("logs/2025 04.csv"),
		.line = 1021,
		.subject = STR("u1042"),
		.evidence = lines,
		.evidence_count = 2,
	};

	finding_run_add(run, &f);
	f.message = (struct text2)TEXT2("=u2001|<b>@office</b> は [こちら](javascript:alert(1)) "
					"を利用している & 個人番号 1234-5678-9018",
	    "=u2001|<b>@office</b> uses [this](javascript:alert(1)) & the number 1234-5678-9018");
	f.file = (struct str){ 0 };
	f.line = 0;
	f.subject = STR("u2001");
	f.evidence_count = 0;
	finding_run_add(run, &f);
}

static void
add_no_evidence(struct finding_run *run)
{
	struct no_evidence n = {
		.rule = &media,
		.reason = TEXT2("廃棄簿（disposal）がない。-r DIR に廃棄簿を置く",
		    "no disposal ledger; put one into -r DIR"),
	};

	finding_run_add_no_evidence(run, &n);
}

static void
add_inputs(struct finding_run *run)
{
	const struct finding_input inputs[] = {
		{ STR("assessments/aoba-27.yaml"), STR("assessment"), { 0 }, STR("read"), 4, 0 },
		{ STR("hosts/app1"), STR("config"), { 0 }, STR("read"), 0, 2 },
		{ STR("registers/職員台帳.csv"), STR("staff"), { 0 }, STR("partly"), 0, 0 },
		{ STR("registers/再委託承認.csv"), STR("subcontract"), { 0 }, STR("read"), 0, 0 },
		{ STR("logs/2025 04.csv"), STR("log"), { 0 }, STR("read"), 0, 0 },
		{ STR("logs/broken.gz"), STR("log"), { 0 }, STR("refused"), 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(inputs); i++)
		finding_run_add_input(run, &inputs[i]);
}

void
fixed_run_make(struct finding_run *run, struct diags *diags)
{
	run->id = STR("20260115-0001");
	run->started = STR("2026-01-15T09:00:00+09:00");
	run->as_of = STR("2026-01-15");
	run->rules_digest = STR("3f0c");
	run->rules = (const struct finding_rule **)rules;
	run->rule_count = COUNT_OF(rules);
	run->rules_run = 5;
	run->rules_passed = 1;
	run->promises = 3;
	run->promises_kept = 1;
	run->promises_broken = 2;
	diag_add(diags, DIAG_FILE_OPEN, (struct diag_at){ STR("logs/broken.gz"), 0, 0 },
	    STR("Permission denied"), (struct str){ 0 }, (struct str){ 0 });
	run->diags = diags;
	add_inputs(run);
	add_access_findings(run);
	add_form_findings(run);
	add_no_evidence(run);
	finding_run_finish(run);
}
