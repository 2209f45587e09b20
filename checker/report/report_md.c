/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f md: GitHub-flavoured Markdown, for a pull request or a wiki. All texts are escaped: no input can make a link, a mention,
 * an image or HTML.
 */
#include <string.h>

#include "base/scope.h"
#include "base/text.h"
#include "report/inner.h"
#include "report/words.h"
#include "base/banned.h"

/* As code: one more backtick than the text has in a row. */
static void
put_code(struct buf *out, struct str text)
{
	struct buf visible = { 0 };
	size_t run = 0, longest = 0;

	text_visible(text, &visible);
	for (size_t i = 0; i < visible.len; i++) {
		run = visible.ptr[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	for (size_t i = 0; i <= longest; i++)
		buf_addc(out, '`');
	buf_addf(out, longest > 0 ? " %.*s " : "%.*s", STR_ARG(buf_str(&visible)));
	for (size_t i = 0; i <= longest; i++)
		buf_addc(out, '`');
	buf_release(&visible);
}

static void
put_place(
    struct buf *out, struct str file, uint32_t line, const struct doc_place *place, enum lang lang)
{
	struct buf text = { 0 };

	doc_place_write(file, line, place, lang, &text);
	put_code(out, buf_str(&text));
	buf_release(&text);
}

static void
put_field(struct buf *out, enum word name, struct str text, enum lang lang)
{
	if (text.len == 0)
		return;
	buf_addf(out, "  - %s%s", word(name, lang), word(WORD_COLON, lang));
	text_md(text, out);
	buf_addc(out, '\n');
}

static void
put_basis(struct buf *out, const struct finding *f, enum lang lang)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < f->rule->basis_count; i++) {
		buf_adds(&text, i > 0 ? word(WORD_LIST_SEPARATOR, lang) : "");
		buf_add(&text, f->rule->basis[i]);
	}
	put_field(out, WORD_BASIS, buf_str(&text), lang);
	buf_release(&text);
}

static void
put_finding(struct buf *out, const struct finding *f, enum lang lang)
{
	buf_addf(out, "- **%s** ", word(word_severity(f->severity), lang));
	text_md(finding_text(&f->rule->title, lang), out);
	if (finding_review(f))
		buf_addf(out, "（%s）", word(WORD_REVIEW, lang));
	if (f->status != FINDING_OPEN)
		buf_addf(out, "（%s）", word(word_status(f->status), lang));
	buf_addc(out, ' ');
	put_code(out, f->rule->id);
	if (f->file.len > 0) {
		buf_addc(out, ' ');
		put_place(out, f->file, f->line, &f->place, lang);
	}
	buf_adds(out, "\\\n  ");
	text_md(finding_text(&f->message, lang), out);
	buf_addc(out, '\n');
	put_field(out, WORD_ITEM, f->item_label.len > 0 ? f->item_label : f->item, lang);
	put_field(out, WORD_SUBJECT, f->subject, lang);
	put_field(out, WORD_REMEDY, finding_text(&f->rule->remedy, lang), lang);
	put_basis(out, f, lang);
	for (size_t i = 0; i < f->evidence_count; i++) {
		buf_addf(out, "  - %s%s", word(WORD_EVIDENCE, lang), word(WORD_COLON, lang));
		if (f->evidence[i].file.len > 0)
			put_place(out, f->evidence[i].file, f->evidence[i].line,
			    &f->evidence[i].place, lang);
		buf_addc(out, ' ');
		if (f->evidence[i].text.len > 0)
			put_code(out, f->evidence[i].text);
		buf_addc(out, '\n');
	}
	if (f->status == FINDING_WAIVED) {
		put_field(out, WORD_REASON, f->waiver_reason, lang);
		put_field(out, WORD_APPROVER, f->waiver_approver, lang);
		put_field(out, WORD_UNTIL, f->waiver_until, lang);
	}
}

static void
put_summary(struct buf *out, const struct finding_run *run, enum lang lang)
{
	struct finding_summary sum = finding_summarise(run);
	const struct {
		enum word word;
		size_t n;
	} rows[] = {
		{ WORD_ERROR, sum.error },
		{ WORD_WARNING, sum.warning },
		{ WORD_NOTE, sum.note },
		{ WORD_WAIVED, sum.waived },
		{ WORD_UNCHANGED, sum.unchanged },
		{ WORD_FIXED, sum.fixed },
		{ WORD_NO_EVIDENCE, sum.no_evidence },
		{ WORD_RULES_RUN, run->rules_run },
		{ WORD_PROMISES_HELD, run->promises },
		{ WORD_PROMISES_KEPT, run->promises_kept },
		{ WORD_PROMISES_BROKEN, run->promises_broken },
	};

	buf_addf(out, "# %s\n\n%s: %.*s\n\n|", word(WORD_REPORT_TITLE, lang),
	    word(WORD_AS_OF, lang), STR_ARG(run->as_of));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		buf_addf(out, " %s |", word(rows[i].word, lang));
	buf_adds(out, "\n|");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		buf_adds(out, " ---: |");
	buf_adds(out, "\n|");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		buf_addf(out, " %zu |", rows[i].n);
	buf_adds(out, "\n");
}

static void
put_refused(struct buf *out, const struct finding_run *run, enum lang lang)
{
	size_t n = 0;

	for (size_t i = 0; run->diags != NULL && i < run->diags->count; i++) {
		const struct diag *d = &run->diags->list[i];
		struct buf text = { 0 };

		if (diag_severity(d->code) != DIAG_ERROR)
			continue;
		if (n++ == 0)
			buf_addf(out, "\n## %s\n\n", word(WORD_REFUSED, lang));
		buf_adds(out, "- ");
		if (d->file.len > 0)
			put_place(out, d->file, d->line, &(struct doc_place){ 0 }, lang);
		buf_addc(out, ' ');
		diag_text(d, lang, &text);
		text_md(buf_str(&text), out);
		buf_addc(out, '\n');
		buf_release(&text);
	}
}

static void
put_missing(struct buf *out, const struct finding_run *run, enum lang lang)
{
	struct arena arena = { 0 };
	struct missing_group *groups;
	size_t count = report_missing(run, lang, &arena, &groups);

	if (count > 0)
		buf_addf(out, "\n## %s\n\n", word(WORD_MISSING, lang));
	for (size_t i = 0; i < count; i++) {
		buf_adds(out, "- ");
		if (groups[i].first->scope.len > 0) {
			put_code(out, groups[i].first->scope);
			buf_addc(out, ' ');
		}
		text_md(finding_text(&groups[i].first->reason, lang), out);
		for (size_t k = 0; k < groups[i].rule_count; k++) {
			buf_adds(out, k == 0 ? ": " : ", ");
			put_code(out, groups[i].rules[k]->id);
		}
		buf_addc(out, '\n');
	}
	arena_release(&arena);
}

static void
write_md(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	const struct finding *before = NULL;
	enum lang lang = options->lang;

	put_summary(out, run, lang);
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = &run->list[i];

		if (before == NULL || !str_eq(before->assessment, f->assessment)) {
			buf_adds(out, "\n## ");
			if (f->assessment.len == 0)
				buf_adds(out, word(WORD_ELSEWHERE, lang));
			else
				text_md(
				    f->assessment_name.len > 0 ? f->assessment_name : f->assessment,
				    out);
			buf_adds(out, "\n\n");
		}
		if (finding_review(f) &&
		    (before == NULL || !str_eq(before->assessment, f->assessment) ||
			!finding_review(before)))
			buf_addf(out, "%s### %s\n\n",
			    before == NULL || !str_eq(before->assessment, f->assessment) ? ""
											 : "\n",
			    word(WORD_REVIEW_PART, lang));
		put_finding(out, f, lang);
		before = f;
	}
	if (run->count == 0)
		buf_addf(out, "\n%s\n", word(WORD_NO_FINDING, lang));
	put_missing(out, run, lang);
	put_refused(out, run, lang);
}

const struct report_format report_format_md = { .name = "md", .write = write_md };
