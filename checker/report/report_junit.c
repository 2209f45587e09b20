/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f junit: JUnit XML, which has no standard, as GitLab and Jenkins read it. A suite for each family of rules; a test case for
 * each rule and form that it has findings for, else one for the rule (both readers keep one failure a case). Errors and
 * warnings are failures; notes and waived findings are output of a passed case; no evidence is skipped; a refused input is an
 * error. Places stand in the text, since the readers show no line.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/inner.h"
#include "report/limits.h"
#include "report/words.h"
#include "base/banned.h"

/* What one <testcase> is made of. */
struct junit_case {
	const struct finding_rule *rule;
	struct str assessment;
	size_t first, count;               /* findings: run of sorted[] */
	const struct no_evidence *missing; /* not NULL: could not judge */
};

struct junit {
	const struct finding_run *run;
	const struct report_options *options;
	const struct finding **sorted; /* by rule, then in the order of the run */
	struct junit_case *cases;
	size_t case_count, case_room;
	struct buf *out;
};

static void
put_xml(struct buf *out, struct str text, bool attribute)
{
	struct buf visible = { 0 };

	text_visible_lines(text, &visible);
	text_xml(buf_str(&visible), attribute, out);
	buf_release(&visible);
}

static void
put_attribute(struct buf *out, const char *name, struct str value)
{
	buf_addf(out, " %s=\"", name);
	put_xml(out, value, true);
	buf_addc(out, '"');
}

static bool
is_failure(const struct finding *f)
{
	return (f->status == FINDING_OPEN || f->status == FINDING_NEW) &&
	    f->severity >= SEVERITY_WARNING;
}

static size_t
failures_of(const struct junit *junit, const struct junit_case *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += is_failure(junit->sorted[c->first + i]);
	return n;
}

static int
cmp_by_rule(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int c = str_cmp(a->rule->id, b->rule->id);

	return c != 0 ? c : (a > b) - (a < b);
}

static int
cmp_cases(const void *left, const void *right)
{
	const struct junit_case *a = left, *b = right;
	int c = str_cmp(a->rule->family, b->rule->family);

	if (c == 0)
		c = str_cmp(a->rule->id, b->rule->id);
	if (c == 0)
		c = str_cmp(a->assessment, b->assessment);
	if (c == 0)
		c = (a->missing != NULL) - (b->missing != NULL);
	if (c == 0 && a->missing != NULL)
		c = str_cmp(a->missing->scope, b->missing->scope);
	return c != 0 ? c : (a->first > b->first) - (a->first < b->first);
}

static struct junit_case *
add_case(struct junit *junit)
{
	return ARRAY_ADD(junit->cases, junit->case_count, junit->case_room);
}

static void
collect_cases(struct junit *junit)
{
	const struct finding_run *run = junit->run;

	for (size_t i = 0; i < run->count; i++)
		junit->sorted[i] = &run->list[i];
	if (run->count > 1)
		qsort(junit->sorted, run->count, sizeof *junit->sorted, cmp_by_rule);
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = junit->sorted[i];
		struct junit_case *last =
		    junit->case_count > 0 ? &junit->cases[junit->case_count - 1] : NULL;

		if (last == NULL || !str_eq(last->rule->id, f->rule->id) ||
		    !str_eq(last->assessment, f->assessment)) {
			last = add_case(junit);
			last->rule = f->rule;
			last->assessment = f->assessment;
			last->first = i;
		}
		last->count++;
	}
	for (size_t i = 0; i < run->no_evidence_count; i++) {
		struct junit_case *c = add_case(junit);

		c->rule = run->no_evidence[i].rule;
		c->assessment = run->no_evidence[i].assessment;
		c->missing = &run->no_evidence[i];
	}
	for (size_t i = 0; i < run->rule_count; i++)
		if (report_rule_passed(run, i))
			add_case(junit)->rule = run->rules[i];
	if (junit->case_count > 1)
		qsort(junit->cases, junit->case_count, sizeof *junit->cases, cmp_cases);
}

/* "place: message" and the rest of a finding, a line each. */
static void
describe(const struct junit *junit, const struct finding *f, struct buf *text)
{
	enum lang lang = junit->options->lang;

	if (f->file.len > 0) {
		doc_place_write(f->file, f->line, &f->place, lang, text);
		buf_adds(text, ": ");
	}
	buf_addf(text, "%s: ", word(word_severity(f->severity), lang));
	if (f->status != FINDING_OPEN)
		buf_addf(text, "[%s] ", word(word_status(f->status), lang));
	if (finding_review(f))
		buf_addf(text, "[%s] ", word(WORD_REVIEW, lang));
	buf_add(text, finding_text(&f->message, lang));
	if (f->item_label.len > 0)
		buf_addf(text, "\n  %s%s%.*s", word(WORD_ITEM, lang), word(WORD_COLON, lang),
		    STR_ARG(f->item_label));
	if (f->subject.len > 0)
		buf_addf(text, "\n  %s%s%.*s", word(WORD_SUBJECT, lang), word(WORD_COLON, lang),
		    STR_ARG(f->subject));
	for (size_t i = 0; i < f->evidence_count; i++) {
		buf_addf(text, "\n  %s%s", word(WORD_EVIDENCE, lang), word(WORD_COLON, lang));
		doc_place_write(
		    f->evidence[i].file, f->evidence[i].line, &f->evidence[i].place, lang, text);
		buf_addf(text, " %.*s", STR_ARG(f->evidence[i].text));
	}
	if (f->status == FINDING_WAIVED)
		buf_addf(text, "\n  %s%s%.*s (%.*s, %s %.*s)", word(WORD_REASON, lang),
		    word(WORD_COLON, lang), STR_ARG(f->waiver_reason), STR_ARG(f->waiver_approver),
		    word(WORD_UNTIL, lang), STR_ARG(f->waiver_until));
	buf_addf(text, "\n  %s\n", f->fingerprint);
}

/* Findings of the case that are, or are not, failures; the remedy once. */
static void
put_findings(const struct junit *junit, const struct junit_case *c, bool failures)
{
	struct buf text = { 0 };
	size_t shown = 0, left = 0;
	struct str remedy = finding_text(&c->rule->remedy, junit->options->lang);

	for (size_t i = 0; i < c->count; i++) {
		const struct finding *f = junit->sorted[c->first + i];

		if (is_failure(f) != failures)
			continue;
		if (shown == JUNIT_FINDINGS_PER_CASE_MAX) {
			left++;
			continue;
		}
		describe(junit, f, &text);
		shown++;
	}
	if (left > 0)
		buf_addf(&text, "%s %zu\n", word(WORD_MORE, junit->options->lang), left);
	if (failures && remedy.len > 0)
		buf_addf(&text, "→ %.*s\n", STR_ARG(remedy));
	put_xml(junit->out, buf_str(&text), false);
	buf_release(&text);
}

static void
put_failure(const struct junit *junit, const struct junit_case *c, size_t failures)
{
	const struct finding *first = NULL;
	struct buf message = { 0 };

	for (size_t i = 0; first == NULL; i++)
		if (is_failure(junit->sorted[c->first + i]))
			first = junit->sorted[c->first + i];
	buf_add(&message, finding_text(&first->message, junit->options->lang));
	if (failures > 1)
		buf_addf(&message,
		    junit->options->lang == LANG_JA ? "（ほか%zu件）" : " (and %zu more)",
		    failures - 1);
	buf_adds(junit->out, "      <failure");
	put_attribute(junit->out, "message", buf_str(&message));
	put_attribute(junit->out, "type", str_of(severity_name(first->severity)));
	buf_adds(junit->out, ">");
	put_findings(junit, c, true);
	buf_adds(junit->out, "</failure>\n");
	buf_release(&message);
}

static void
put_case_name(const struct junit *junit, const struct junit_case *c)
{
	struct buf name = { 0 }, class_name = { 0 };
	struct str title = finding_text(&c->rule->title, junit->options->lang);

	buf_add(&name, c->rule->id);
	if (title.len > 0)
		buf_addf(&name, " %.*s", STR_ARG(title));
	if (c->assessment.len > 0)
		buf_addf(&name, " [%.*s]", STR_ARG(c->assessment));
	if (c->missing != NULL && c->missing->scope.len > 0)
		buf_addf(&name, " [%.*s]", STR_ARG(c->missing->scope));
	if (c->missing != NULL)
		buf_addf(&name, " (%s)", word(WORD_NO_EVIDENCE, junit->options->lang));
	buf_addf(&class_name, "piacheck.%.*s", STR_ARG(c->rule->family));
	buf_adds(junit->out, "    <testcase");
	put_attribute(junit->out, "classname", buf_str(&class_name));
	put_attribute(junit->out, "name", buf_str(&name));
	if (c->assessment.len > 0)
		put_attribute(junit->out, "file", c->assessment);
	else if (c->count > 0 && junit->sorted[c->first]->file.len > 0)
		put_attribute(junit->out, "file", junit->sorted[c->first]->file);
	buf_adds(junit->out, " time=\"0\"");
	buf_release(&name);
	buf_release(&class_name);
}

static void
put_case(const struct junit *junit, const struct junit_case *c)
{
	size_t failures = failures_of(junit, c);

	put_case_name(junit, c);
	if (c->count == 0 && c->missing == NULL) {
		buf_adds(junit->out, "/>\n");
		return;
	}
	buf_adds(junit->out, ">\n");
	if (c->missing != NULL) {
		buf_adds(junit->out, "      <skipped");
		put_attribute(
		    junit->out, "message", finding_text(&c->missing->reason, junit->options->lang));
		buf_adds(junit->out, "/>\n");
	}
	if (failures > 0)
		put_failure(junit, c, failures);
	if (c->count > failures) {
		buf_adds(junit->out, "      <system-out>");
		put_findings(junit, c, false);
		buf_adds(junit->out, "</system-out>\n");
	}
	buf_adds(junit->out, "    </testcase>\n");
}

static void
put_suite(const struct junit *junit, size_t from, size_t to)
{
	size_t failures = 0, skipped = 0;
	struct buf name = { 0 };

	for (size_t i = from; i < to; i++) {
		failures += failures_of(junit, &junit->cases[i]) > 0;
		skipped += junit->cases[i].missing != NULL;
	}
	buf_addf(&name, "piacheck.%.*s", STR_ARG(junit->cases[from].rule->family));
	buf_adds(junit->out, "  <testsuite");
	put_attribute(junit->out, "name", buf_str(&name));
	buf_addf(junit->out,
	    " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n", to - from,
	    failures, skipped);
	for (size_t i = from; i < to; i++)
		put_case(junit, &junit->cases[i]);
	buf_adds(junit->out, "  </testsuite>\n");
	buf_release(&name);
}

static void
put_error_case(const struct junit *junit, const struct diag *d, size_t number)
{
	static const struct doc_place nowhere = { 0 };
	struct buf text = { 0 }, name = { 0 };

	diag_text(d, junit->options->lang, &text);
	doc_place_write(d->file, d->line, &nowhere, junit->options->lang, &name);
	buf_addf(&name, "%s#%zu", name.len > 0 ? " " : "", number);
	buf_adds(junit->out, "    <testcase classname=\"piacheck.inputs\"");
	put_attribute(junit->out, "name", buf_str(&name));
	if (d->file.len > 0)
		put_attribute(junit->out, "file", d->file);
	buf_adds(junit->out, " time=\"0\">\n      <error");
	put_attribute(junit->out, "message", buf_str(&text));
	buf_clear(&name);
	diag_code_name(d->code, &name);
	put_attribute(junit->out, "type", buf_str(&name));
	buf_adds(junit->out, "/>\n    </testcase>\n");
	buf_release(&text);
	buf_release(&name);
}

/* Refused inputs: errors, not failures. Returns their number. */
static size_t
put_errors(const struct junit *junit)
{
	const struct diags *diags = junit->run->diags;
	size_t errors = 0, number = 0;

	for (size_t i = 0; diags != NULL && i < diags->count; i++)
		errors += diag_severity(diags->list[i].code) == DIAG_ERROR;
	if (errors == 0)
		return 0;
	buf_addf(junit->out,
	    "  <testsuite name=\"piacheck.inputs\" tests=\"%zu\" failures=\"0\" errors=\"%zu\" "
	    "skipped=\"0\" time=\"0\">\n",
	    errors, errors);
	for (size_t i = 0; i < diags->count; i++)
		if (diag_severity(diags->list[i].code) == DIAG_ERROR)
			put_error_case(junit, &diags->list[i], ++number);
	buf_adds(junit->out, "  </testsuite>\n");
	return errors;
}

static void
put_suites(const struct junit *junit)
{
	for (size_t from = 0, to; from < junit->case_count; from = to) {
		for (to = from + 1; to < junit->case_count; to++)
			if (!str_eq(junit->cases[from].rule->family, junit->cases[to].rule->family))
				break;
		put_suite(junit, from, to);
	}
}

static void
write_junit(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct buf body = { 0 };
	struct junit junit = { .run = run, .options = options, .out = &body };
	size_t failures = 0, skipped = 0;

	junit.sorted = mem_alloc(run->count + 1, sizeof *junit.sorted);
	collect_cases(&junit);
	put_suites(&junit);
	size_t errors = put_errors(&junit);
	for (size_t i = 0; i < junit.case_count; i++) {
		failures += failures_of(&junit, &junit.cases[i]) > 0;
		skipped += junit.cases[i].missing != NULL;
	}
	buf_addf(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"piacheck\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
	    "skipped=\"%zu\" time=\"0\">\n",
	    junit.case_count + errors, failures, errors, skipped);
	buf_add(out, buf_str(&body));
	buf_adds(out, "</testsuites>\n");
	buf_release(&body);
	free(junit.sorted);
	free(junit.cases);
}

const struct report_format report_format_junit = { .name = "junit", .write = write_junit };
