/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waivers applied. A waiver silences nothing: the finding stays, with status waived and its reason. A waiver that has expired
 * while its finding is still there, and one that matches nothing, are findings themselves.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "finding/inner.h"
#include "finding/limits.h"
#include "base/banned.h"

/* What became of one waiver. */
struct use {
	size_t active;  /* findings that it waived, or would have but for an earlier waiver */
	size_t expired; /* findings that it would waive had it not expired, and no other does */
	size_t early;   /* findings that it will waive once it begins */
};

static bool
matches_path(struct str pattern, struct str path)
{
	return finding_glob(pattern, path) || finding_glob(pattern, str_base_name(path));
}

/* 評価書: its file, the file's base name, or the name of the assessment, with or without （様式3、公表 …）. */
static bool
matches_assessment(struct str pattern, const struct finding *f)
{
	size_t bracket = str_find(f->assessment_name, STR("（様式"), 0);

	if (f->assessment.len == 0)
		return false;
	return matches_path(pattern, f->assessment) || finding_glob(pattern, f->assessment_name) ||
	    (bracket != STR_NONE && finding_glob(pattern, str_sub(f->assessment_name, 0, bracket)));
}

static bool
matches_file(struct str pattern, const struct finding *f)
{
	if (matches_path(pattern, f->file))
		return true;
	for (size_t i = 0; i < f->evidence_count; i++)
		if (matches_path(pattern, f->evidence[i].file))
			return true;
	return false;
}

/* With or without the occurrence number: without, all that look alike. */
static bool
matches_fingerprint(struct str wanted, const struct finding *f)
{
	struct str own = str_of(f->fingerprint), rest;

	return str_eq(wanted, own) || str_eq(wanted, str_split(own, ':', &rest));
}

static bool
matches(const struct waiver *w, const struct finding *f)
{
	return finding_glob(w->rule, f->rule->id) &&
	    (w->assessment.len == 0 || matches_assessment(w->assessment, f)) &&
	    (w->item.len == 0 || finding_glob(w->item, f->item) ||
		finding_glob(w->item, f->item_label)) &&
	    (w->subject.len == 0 || finding_glob(w->subject, f->subject)) &&
	    (w->file.len == 0 || matches_file(w->file, f)) &&
	    (w->fingerprint.len == 0 || matches_fingerprint(w->fingerprint, f));
}

static void
waive(struct finding_run *run, struct finding *f, const struct waiver *w)
{
	struct buf until = { 0 };

	date_iso(w->until, &until);
	f->status = FINDING_WAIVED;
	f->waiver_reason = finding_keep(&run->arena, w->reason);
	f->waiver_approver = finding_keep(&run->arena, w->approver);
	f->waiver_until = arena_str(&run->arena, buf_str(&until));
	buf_release(&until);
}

/* from and until are inclusive. */
static void
judge(struct waivers *waivers, struct finding_run *run, struct finding *f, struct date as_of,
    struct use *uses)
{
	for (size_t i = 0; i < waivers->count; i++) {
		struct waiver *w = &waivers->list[i];

		if (!matches(w, f))
			continue;
		if (w->from.year != 0 && date_cmp(as_of, w->from) < 0) {
			uses[i].early++;
		} else if (date_cmp(as_of, w->until) <= 0) {
			uses[i].active++;
			w->used++;
			if (f->status != FINDING_WAIVED)
				waive(run, f, w);
		}
	}
	if (f->status == FINDING_WAIVED)
		return;
	for (size_t i = 0; i < waivers->count; i++)
		if (date_cmp(as_of, waivers->list[i].until) > 0 && matches(&waivers->list[i], f))
			uses[i].expired++;
}

/* Was a rule that the waiver names judged in this run? Without evidence there is no finding to be waived. */
static bool
rule_was_judged(const struct finding_run *run, const struct waiver *w, bool *known)
{
	bool judged = false;

	*known = false;
	for (size_t i = 0; i < run->rule_count; i++) {
		bool missing = false;

		if (!finding_glob(w->rule, run->rules[i]->id))
			continue;
		*known = true;
		for (size_t k = 0; k < run->no_evidence_count && !missing; k++)
			missing = str_eq(run->no_evidence[k].rule->id, run->rules[i]->id);
		judged = judged || !missing;
	}
	return judged;
}

/* false: the waiver names an assessment that was not given this time, which may be as it should: a note, no warning. */
static bool
assessment_was_given(const struct finding_run *run, const struct waiver *w)
{
	if (w->assessment.len == 0)
		return true;
	for (size_t i = 0; i < run->input_count; i++)
		if (str_is(run->inputs[i].kind, "assessment") &&
		    matches_path(w->assessment, run->inputs[i].file))
			return true;
	for (size_t i = 0; i < run->count; i++)
		if (matches_assessment(w->assessment, &run->list[i]))
			return true;
	return false;
}

static struct str
nearest_rule(const struct finding_run *run, struct str id)
{
	size_t best = WAIVER_SUGGEST_DISTANCE + 1;
	struct str found = { 0 };

	for (size_t i = 0; i < run->rule_count; i++) {
		size_t d = text_distance(run->rules[i]->id, id, WAIVER_SUGGEST_DISTANCE);

		if (d < best) {
			best = d;
			found = run->rules[i]->id;
		}
	}
	return found;
}

/* --- the findings about waivers ---------------------------------------------------------------- */

#define TEXT2(ja_text, en_text)                                                                    \
	{                                                                                          \
		STR_INIT(ja_text), STR_INIT(en_text)                                               \
	}

static const struct finding_rule rule_expired = {
	.id = STR_INIT("waiver/expired"),
	.family = STR_INIT("waiver"),
	.severity = SEVERITY_WARNING,
	.title = TEXT2("期限の切れた例外", "Expired waiver"),
	.remedy = TEXT2("指摘を解消するか、理由を見直し、承認を得て終了日を改める",
	    "Resolve the finding, or review the reason and have a new end date approved"),
};
static const struct finding_rule rule_unused = {
	.id = STR_INIT("waiver/unused"),
	.family = STR_INIT("waiver"),
	.severity = SEVERITY_WARNING,
	.title = TEXT2("どの指摘にも当たらない例外", "Waiver that matches no finding"),
	.remedy =
	    TEXT2("指摘が解消したのなら例外を削除し、そうでなければルールと範囲の書き方を直す",
		"Delete it if the finding is resolved; else correct its rule and scope"),
};

/* What the waiver is about, for its message and fingerprint: rule and scope, without dates and reason. */
static void
describe(const struct waiver *w, struct buf *out)
{
	const struct str scope[] = { w->assessment, w->item, w->subject, w->file, w->fingerprint };

	buf_add(out, w->rule);
	for (size_t i = 0; i < sizeof scope / sizeof scope[0]; i++)
		if (scope[i].len > 0)
			buf_addf(out, " / %.*s", STR_ARG(scope[i]));
}

static void
report(struct finding_run *run, const struct waiver *w, const struct finding_rule *rule,
    enum severity severity, struct str ja, struct str en)
{
	struct buf what = { 0 };
	struct finding f = {
		.rule = rule,
		.severity = severity,
		.message = { ja, en },
		.file = w->source,
		.line = w->line,
	};

	describe(w, &what);
	f.content = buf_str(&what);
	finding_run_add(run, &f);
	buf_release(&what);
}

static void
report_expired(struct finding_run *run, const struct waiver *w, size_t count)
{
	struct buf what = { 0 }, until = { 0 }, ja = { 0 }, en = { 0 };

	describe(w, &what);
	date_iso(w->until, &until);
	buf_addf(&ja,
	    "例外「%s」は %s に期限が切れ、当たる指摘が %zu 件残っている（承認者 %.*s）。",
	    what.ptr, until.ptr, count, STR_ARG(w->approver));
	buf_addf(&en,
	    "The waiver \"%s\" expired on %s, and %zu finding%s of it remain%s (approved by %.*s).",
	    what.ptr, until.ptr, count, count == 1 ? "" : "s", count == 1 ? "s" : "",
	    STR_ARG(w->approver));
	report(run, w, &rule_expired, SEVERITY_WARNING, buf_str(&ja), buf_str(&en));
	buf_release(&what);
	buf_release(&until);
	buf_release(&ja);
	buf_release(&en);
}

static void
report_unused(struct finding_run *run, const struct waiver *w, bool rule_known, bool given)
{
	struct buf what = { 0 }, ja = { 0 }, en = { 0 };
	struct str near = rule_known ? (struct str){ 0 } : nearest_rule(run, w->rule);

	describe(w, &what);
	buf_addf(&ja, "例外「%s」に当たる指摘がない。", what.ptr);
	buf_addf(&en, "The waiver \"%s\" matches no finding.", what.ptr);
	if (!rule_known) {
		buf_adds(&ja, "その名前のルールがない。");
		buf_adds(&en, " There is no such rule.");
	}
	if (near.len > 0) {
		buf_addf(&ja, "「%.*s」のことか。", STR_ARG(near));
		buf_addf(&en, " Did you mean \"%.*s\"?", STR_ARG(near));
	}
	if (!given) {
		buf_adds(&ja, "その評価書は今回の点検に含まれていない。");
		buf_adds(&en, " That assessment was not part of this run.");
	}
	report(run, w, &rule_unused, given ? SEVERITY_WARNING : SEVERITY_NOTE, buf_str(&ja),
	    buf_str(&en));
	buf_release(&what);
	buf_release(&ja);
	buf_release(&en);
}

static void
report_use(struct finding_run *run, const struct waiver *w, const struct use *use)
{
	bool known, judged;

	if (use->active > 0)
		return;
	if (use->expired > 0) {
		report_expired(run, w, use->expired);
		return;
	}
	judged = rule_was_judged(run, w, &known);
	if (use->early > 0 || (known && !judged) || (!known && run->selected))
		return;
	report_unused(run, w, known, assessment_was_given(run, w));
}

void
waivers_apply(struct waivers *waivers, struct finding_run *run, struct date as_of)
{
	size_t findings = run->count;
	struct use *uses = mem_alloc(waivers->count + 1, sizeof *uses);

	finding_run_finish(run); /* a waiver may name a fingerprint */
	for (size_t i = 0; i < findings; i++)
		judge(waivers, run, &run->list[i], as_of, uses);
	for (size_t i = 0; i < waivers->count; i++)
		report_use(run, &waivers->list[i], &uses[i]);
	free(uses);
}
