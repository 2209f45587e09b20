/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the text report: what was checked, what could not be and what to give for it, and the counts. */
#include <stdlib.h>

#include "base/scope.h"
#include "base/text.h"
#include "report/inner.h"
#include "report/text.h"
#include "report/words.h"
#include "base/banned.h"

/* --verbose shows all. Reasons: what to give first; a form alone lacks a hundred. */
enum { RULES_SHOWN = 2, REASONS_SHOWN = 12 };

/* Every other kind is a register, named after its table. */
static const struct {
	const char *kind;
	enum word word;
} kinds[] = {
	{ "assessment", WORD_ASSESSMENTS },
	{ "config", WORD_HOSTS },
	{ "log", WORD_LOGS },
};

static void
put_count(struct buf *line, enum word name, size_t n, enum lang lang)
{
	if (line->len > 0)
		buf_adds(line, word(WORD_LIST_SEPARATOR, lang));
	word_count(name, n, lang, line);
}

static void
put_row(const struct report_options *options, enum word name, struct str text, struct buf *out)
{
	struct buf head = { 0 };
	int width = options->width == 0 ? 100 : options->width;

	buf_adds(&head, word(name, options->lang));
	buf_adds(&head, word(WORD_COLON, options->lang));
	text_wrap(text, width, (int)text_width(buf_str(&head)), head.ptr, out);
	buf_release(&head);
}

static void
put_checked(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct buf line = { 0 };
	size_t known = 0;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		size_t n = report_inputs(run, kinds[i].kind, NULL);

		known += n;
		if (n > 0)
			put_count(&line, kinds[i].word, n, options->lang);
	}
	if (run->input_count > known)
		put_count(&line, WORD_REGISTERS, run->input_count - known, options->lang);
	if (line.len == 0)
		buf_adds(&line, word(WORD_NOTHING, options->lang));
	put_row(options, WORD_CHECKED, buf_str(&line), out);
	buf_clear(&line);
	put_count(&line, WORD_RULES_RUN, run->rules_run, options->lang);
	put_count(&line, WORD_RULES_PASSED, run->rules_passed, options->lang);
	put_row(options, WORD_RULES, buf_str(&line), out);
	if (run->promises > 0) {
		buf_clear(&line);
		put_count(&line, WORD_PROMISES_HELD, run->promises, options->lang);
		put_count(&line, WORD_PROMISES_KEPT, run->promises_kept, options->lang);
		put_count(&line, WORD_PROMISES_BROKEN, run->promises_broken, options->lang);
		put_row(options, WORD_PROMISES, buf_str(&line), out);
	}
	buf_release(&line);
}

/* Inputs of a status, by name: what was not read was not checked. */
static void
put_inputs(const struct finding_run *run, const struct report_options *options, const char *status,
    enum word name, struct buf *out)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < run->input_count; i++) {
		if (!str_is(run->inputs[i].status, status))
			continue;
		if (line.len > 0)
			buf_adds(&line, word(WORD_LIST_SEPARATOR, options->lang));
		text_visible(run->inputs[i].file, &line);
	}
	if (line.len > 0)
		put_row(options, name, buf_str(&line), out);
	buf_release(&line);
}

static void
put_sum(size_t n, enum word name, const struct report_options *options, struct buf *out)
{
	struct buf line = { 0 };

	buf_addf(&line, "%zu", n);
	if (n > 0)
		put_row(options, name, buf_str(&line), out);
	buf_release(&line);
}

/* What was there and could not be taken as evidence. */
static void
put_unknown(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	size_t items = 0, files = 0;

	for (size_t i = 0; i < run->input_count; i++) {
		items += run->inputs[i].unknown_items;
		files += run->inputs[i].not_understood;
	}
	put_sum(items, WORD_UNKNOWN_ITEMS, options, out);
	put_sum(files, WORD_NOT_UNDERSTOOD, options, out);
}

static void
put_missing_group(
    const struct missing_group *group, const struct report_options *options, struct buf *out)
{
	size_t shown =
	    options->verbose || group->rule_count <= RULES_SHOWN ? group->rule_count : RULES_SHOWN;
	struct buf line = { 0 };

	if (group->first->scope.len > 0) {
		buf_add(&line, group->first->scope);
		buf_adds(&line, word(WORD_COLON, options->lang));
	}
	buf_add(&line, finding_text(&group->first->reason, options->lang));
	buf_adds(&line, options->lang == LANG_JA ? "（" : " (");
	for (size_t i = 0; i < shown; i++) {
		buf_adds(&line, i > 0 ? ", " : "");
		buf_add(&line, group->rules[i]->id);
	}
	if (shown < group->rule_count && options->lang == LANG_JA)
		buf_addf(&line, " ほか%zu", group->rule_count - shown);
	else if (shown < group->rule_count)
		buf_addf(&line, " and %zu more", group->rule_count - shown);
	buf_adds(&line, options->lang == LANG_JA ? "）" : ")");
	text_wrap(buf_str(&line), options->width == 0 ? 100 : options->width, 4, "- ", out);
	buf_release(&line);
}

/* What keeps most rules from judging stands first; else as they came. */
static int
compare_groups(const void *a, const void *b)
{
	const struct missing_group *const *x = a, *const *y = b;

	if ((*x)->rule_count != (*y)->rule_count)
		return (*x)->rule_count < (*y)->rule_count ? 1 : -1;
	return (*x > *y) - (*x < *y);
}

static void
put_missing(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct arena arena = { 0 };
	struct missing_group *groups;
	size_t count = report_missing(run, options->lang, &arena, &groups);

	if (count > 0) {
		buf_addf(out, "%s%s%zu\n", word(WORD_MISSING, options->lang),
		    word(WORD_COLON, options->lang), run->no_evidence_count);
		const struct missing_group **order =
		    ARENA_ARRAY(&arena, const struct missing_group *, count);
		size_t shown = options->verbose || count <= REASONS_SHOWN ? count : REASONS_SHOWN;

		for (size_t i = 0; i < count; i++)
			order[i] = &groups[i];
		qsort(order, count, sizeof *order, compare_groups);
		for (size_t i = 0; i < shown; i++)
			put_missing_group(order[i], options, out);
		if (shown < count)
			buf_addf(out,
			    options->lang == LANG_JA ? "  - ほか %zu の理由（-v で一覧）\n"
						     : "  - %zu more reasons (-v lists them)\n",
			    count - shown);
	}
	arena_release(&arena);
}

static void
put_passed(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < run->rule_count; i++) {
		if (!report_rule_passed(run, i))
			continue;
		buf_adds(&line, line.len > 0 ? ", " : "");
		buf_add(&line, run->rules[i]->id);
	}
	if (line.len > 0)
		put_row(options, WORD_PASSED, buf_str(&line), out);
	buf_release(&line);
}

/* （うち要確認 2） */
static void
put_review_count(const struct report_options *options, size_t review, struct buf *out)
{
	buf_addf(out, options->lang == LANG_JA ? "（%s%s %zu）" : " (%s %s: %zu)",
	    word(WORD_OF_THESE, options->lang), word(WORD_REVIEW, options->lang), review);
}

static void
put_result(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct finding_summary sum = finding_summarise(run);
	const struct {
		enum word word;
		size_t n;
		bool always;
		enum paint paint;
	} rows[] = {
		{ WORD_ERRORS, sum.error, true, PAINT_ERROR },
		{ WORD_WARNINGS, sum.warning, true, PAINT_WARNING },
		{ WORD_NOTES, sum.note, true, PAINT_NOTE },
		{ WORD_WAIVED, sum.waived, false, PAINT_FAINT },
		{ WORD_UNCHANGED, sum.unchanged, false, PAINT_FAINT },
		{ WORD_FIXED, sum.fixed, false, PAINT_GOOD },
		{ WORD_NO_EVIDENCE, sum.no_evidence, false, PAINT_FAINT },
	};
	bool first = true;

	buf_addf(out, "%s%s", word(WORD_RESULT, options->lang), word(WORD_COLON, options->lang));
	if (run->rules_passed == 0 && run->count == 0) {
		/* Not green: nothing was found because nothing could be judged. */
		buf_adds(out, word(WORD_NO_JUDGEMENT, options->lang));
		first = false;
	} else if (sum.error + sum.warning + sum.note == 0) {
		buf_addf(out, "%s%s%s", report_colour(options, PAINT_GOOD),
		    word(WORD_NO_FINDING, options->lang), report_colour(options, PAINT_OFF));
		first = false;
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buf part = { 0 };

		if (rows[i].n == 0 && (!rows[i].always || sum.error + sum.warning + sum.note == 0))
			continue;
		put_count(&part, rows[i].word, rows[i].n, options->lang);
		buf_addf(out, "%s%s%s%s", first ? "" : word(WORD_LIST_SEPARATOR, options->lang),
		    rows[i].n > 0 ? report_colour(options, rows[i].paint) : "", part.ptr,
		    rows[i].n > 0 ? report_colour(options, PAINT_OFF) : "");
		first = false;
		buf_release(&part);
		if (rows[i].word == WORD_NOTES && sum.review > 0)
			put_review_count(options, sum.review, out);
	}
	buf_addc(out, '\n');
}

void
report_text_summary(
    const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	buf_addf(out, "%s%s%s", report_colour(options, PAINT_HEAD),
	    word(WORD_SUMMARY, options->lang), report_colour(options, PAINT_OFF));
	buf_addf(out, options->lang == LANG_JA ? "（%s %.*s）\n" : " (%s %.*s)\n",
	    word(WORD_AS_OF, options->lang), STR_ARG(run->as_of));
	put_checked(run, options, out);
	put_inputs(run, options, "refused", WORD_REFUSED, out);
	put_inputs(run, options, "partly", WORD_PARTLY, out);
	put_unknown(run, options, out);
	put_missing(run, options, out);
	if (options->verbose)
		put_passed(run, options, out);
	put_result(run, options, out);
}
