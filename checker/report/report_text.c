/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f text: findings for people, by assessment and item: what is wrong, what to do, the law, the evidence. Every text of an
 * input passes text_visible, so that nothing from a log can move the cursor.
 */
#include "base/text.h"
#include "report/inner.h"
#include "report/text.h"
#include "report/words.h"
#include "base/banned.h"

enum { WIDTH_DEFAULT = 100, WIDTH_MIN = 40, INDENT_ITEM = 2, INDENT_BODY = 6 };

const char *
report_colour(const struct report_options *options, enum paint paint)
{
	static const char *const codes[] = {
		[PAINT_OFF] = "\033[0m",
		[PAINT_ERROR] = "\033[1;31m",
		[PAINT_WARNING] = "\033[33m",
		[PAINT_NOTE] = "\033[36m",
		[PAINT_HEAD] = "\033[1m",
		[PAINT_FAINT] = "\033[2m",
		[PAINT_GOOD] = "\033[32m",
	};

	return options->colour ? codes[paint] : "";
}

/* Sign and colour by severity; what is waived or fixed has its own. */
static const struct {
	const char *sign;
	enum paint paint;
} signs[] = {
	[SEVERITY_NOTE] = { "ℹ", PAINT_NOTE },
	[SEVERITY_WARNING] = { "⚠", PAINT_WARNING },
	[SEVERITY_ERROR] = { "✖", PAINT_ERROR },
};

static const char *
sign_of(const struct finding *f, enum paint *paint)
{
	*paint = signs[f->severity].paint;
	if (f->status == FINDING_WAIVED) {
		*paint = PAINT_FAINT;
		return "⊘";
	}
	if (f->status == FINDING_FIXED) {
		*paint = PAINT_GOOD;
		return "✔";
	}
	return signs[f->severity].sign;
}

static int
width_of(const struct report_options *options)
{
	if (options->width == 0)
		return WIDTH_DEFAULT;
	return options->width < WIDTH_MIN ? WIDTH_MIN : options->width;
}

/* left, then right at the end of the line; two blanks between them when there is no room. */
static void
put_both_ends(
    const struct report_options *options, struct str left, struct str right, struct buf *out)
{
	int gap = width_of(options) - (int)text_width(left) - (int)text_width(right);

	buf_add(out, left);
	if (right.len > 0) {
		for (int i = 0; i < (gap < 2 ? 2 : gap); i++)
			buf_addc(out, ' ');
		buf_adds(out, report_colour(options, PAINT_FAINT));
		buf_add(out, right);
		buf_adds(out, report_colour(options, PAINT_OFF));
	}
	buf_addc(out, '\n');
}

static void
put_assessment(const struct finding *f, const struct report_options *options, struct buf *out)
{
	buf_adds(out, report_colour(options, PAINT_HEAD));
	if (f->assessment.len == 0) {
		buf_adds(out, word(WORD_ELSEWHERE, options->lang));
	} else if (f->assessment_name.len > 0) {
		text_visible(f->assessment_name, out);
		buf_adds(out, report_colour(options, PAINT_OFF));
		buf_adds(out, "  ");
		text_visible(f->assessment, out);
	} else {
		text_visible(f->assessment, out);
	}
	buf_adds(out, report_colour(options, PAINT_OFF));
	buf_addc(out, '\n');
}

/* The item's label and where it stands; for a finding without item, the place alone. */
static void
put_item(const struct finding *f, const struct report_options *options, struct buf *out)
{
	struct buf left = { 0 }, right = { 0 };

	for (int i = 0; i < INDENT_ITEM; i++)
		buf_addc(&left, ' ');
	if (f->item.len > 0)
		text_visible(f->item_label.len > 0 ? f->item_label : f->item, &left);
	if (f->item.len > 0 && f->file.len > 0)
		doc_place_write(f->file, f->line, &f->place, options->lang, &right);
	else if (f->file.len > 0)
		doc_place_write(f->file, f->line, &f->place, options->lang, &left);
	else if (f->item.len == 0)
		buf_adds(&left, word(WORD_UNKNOWN_PLACE, options->lang));
	put_both_ends(options, buf_str(&left), buf_str(&right), out);
	buf_release(&left);
	buf_release(&right);
}

/* 【新規】 behind the title: status other than open, and 要確認. */
static void
put_tag(enum word tag, enum lang lang, struct buf *out)
{
	buf_addf(out, lang == LANG_JA ? "【%s】" : " [%s]", word(tag, lang));
}

static void
put_title(const struct finding *f, const struct report_options *options, struct buf *out)
{
	struct buf left = { 0 }, id = { 0 };
	enum paint paint;
	const char *sign = sign_of(f, &paint);

	buf_addf(&left, "  %s ", sign);
	text_visible(finding_text(&f->rule->title, options->lang), &left);
	if (finding_review(f))
		put_tag(WORD_REVIEW, options->lang, &left);
	if (f->status != FINDING_OPEN)
		put_tag(word_status(f->status), options->lang, &left);
	text_visible(f->rule->id, &id);
	buf_adds(out, report_colour(options, paint));
	int gap =
	    width_of(options) - (int)text_width(buf_str(&left)) - (int)text_width(buf_str(&id));
	buf_add(out, buf_str(&left));
	buf_adds(out, report_colour(options, PAINT_OFF));
	for (int i = 0; i < (gap < 2 ? 2 : gap); i++)
		buf_addc(out, ' ');
	buf_adds(out, report_colour(options, PAINT_FAINT));
	buf_add(out, buf_str(&id));
	buf_adds(out, report_colour(options, PAINT_OFF));
	buf_addc(out, '\n');
	buf_release(&left);
	buf_release(&id);
}

/* "根拠 text", wrapped, continued under the text. */
static void
put_field(enum word name, struct str text, const struct report_options *options, struct buf *out)
{
	struct buf head = { 0 };

	if (text.len == 0)
		return;
	buf_addf(&head, "%s ", word(name, options->lang));
	text_wrap(text, width_of(options), INDENT_BODY - 2 + (int)text_width(buf_str(&head)),
	    head.ptr, out);
	buf_release(&head);
}

static void
put_basis(const struct finding *f, const struct report_options *options, struct buf *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < f->rule->basis_count; i++) {
		if (i > 0)
			buf_adds(&text, word(WORD_LIST_SEPARATOR, options->lang));
		buf_add(&text, f->rule->basis[i]);
	}
	put_field(WORD_BASIS, buf_str(&text), options, out);
	buf_release(&text);
}

static void
put_evidence(const struct finding *f, const struct report_options *options, struct buf *out)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < f->evidence_count; i++) {
		const struct finding_evidence *e = &f->evidence[i];

		buf_clear(&text);
		doc_place_write(e->file, e->line, &e->place, options->lang, &text);
		if (text.len > 0 && e->text.len > 0)
			buf_adds(&text, "  ");
		buf_add(&text, e->text);
		put_field(WORD_EVIDENCE, buf_str(&text), options, out);
	}
	buf_release(&text);
}

static void
put_waiver(const struct finding *f, const struct report_options *options, struct buf *out)
{
	if (f->status != FINDING_WAIVED)
		return;
	put_field(WORD_REASON, f->waiver_reason, options, out);
	put_field(WORD_APPROVER, f->waiver_approver, options, out);
	put_field(WORD_UNTIL, f->waiver_until, options, out);
}

static void
put_finding(const struct finding *f, const struct report_options *options, struct buf *out)
{
	put_title(f, options, out);
	text_wrap(finding_text(&f->message, options->lang), width_of(options), INDENT_BODY - 2,
	    NULL, out);
	if (finding_text(&f->rule->remedy, options->lang).len > 0 && f->status != FINDING_FIXED)
		text_wrap(finding_text(&f->rule->remedy, options->lang), width_of(options),
		    INDENT_BODY, "→ ", out);
	put_field(WORD_SUBJECT, f->subject, options, out);
	put_basis(f, options, out);
	put_evidence(f, options, out);
	put_waiver(f, options, out);
}

/* What is certain stands first; below this line is what a person should look at. */
static void
put_review_part(const struct report_options *options, struct buf *out)
{
	buf_addf(out, "\n%s── %s ──%s\n", report_colour(options, PAINT_HEAD),
	    word(WORD_REVIEW_PART, options->lang), report_colour(options, PAINT_OFF));
}

static bool
same_place(const struct finding *a, const struct finding *b)
{
	return str_eq(a->item, b->item) && str_eq(a->file, b->file) && a->line == b->line;
}

void
report_text_findings(
    const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	const struct finding *before = NULL;

	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = &run->list[i];
		bool new_group = before == NULL || !str_eq(before->assessment, f->assessment);

		bool new_part = finding_review(f) && (new_group || !finding_review(before));

		if (new_group)
			put_assessment(f, options, out);
		if (new_part)
			put_review_part(options, out);
		if (new_group || new_part || !same_place(before, f)) {
			buf_addc(out, '\n');
			put_item(f, options, out);
		}
		put_finding(f, options, out);
		before = f;
		if (i + 1 == run->count || !str_eq(run->list[i + 1].assessment, f->assessment))
			buf_addc(out, '\n');
	}
}

static void
write_text(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	report_text_findings(run, options, out);
	report_text_summary(run, options, out);
}

const struct report_format report_format_text = { .name = "text", .write = write_text };
