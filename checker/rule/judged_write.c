/* SPDX-License-Identifier: Apache-2.0 */
/* Judging in a worker: the assessment is judged as the parent would, and what came of it goes to the parent as rows. */
#include "base/mem.h"
#include "base/text.h"
#include "rule/evaluate.h"
#include "rule/judged.h"
#include "rule/spill.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

struct writer {
	const struct rule_run *run;
	const struct sink *sink;
	struct str file; /* of the document, as the findings have it */
};

static void
put(const struct writer *w, enum judged_row row, const struct value *values)
{
	sink_row(w->sink, judged_shape(row), values);
}

static struct value
text(struct str s)
{
	return value_text(s);
}

static struct value
number(size_t n)
{
	return value_integer((int64_t)n);
}

/* The head of a rule is its first member. */
static struct value
rule_number(const struct writer *w, const struct finding_rule *head)
{
	return number((size_t)((const struct rule *)(const void *)head - w->run->rules->list));
}

static struct value
file(const struct writer *w, struct str name)
{
	return name.len > 0 && str_eq(name, w->file) ? value_null() : value_text(name);
}

static void
set_place(const struct writer *w, struct value *values, struct str name, uint32_t line,
    const struct doc_place *place)
{
	values[0] = file(w, name);
	values[1] = number(line);
	values[2] = number(place->page);
	values[3] = text(place->sheet);
	values[4] = text(place->cell);
}

static void
put_finding(const struct writer *w, const struct finding *f)
{
	static const struct finding_evidence none = { 0 };
	struct value values[10 + JUDGED_PLACE + (JUDGED_PLACE + 1) * JUDGED_PIECES];
	size_t n = 0;

	values[n++] = rule_number(w, f->rule);
	values[n++] = number(f->severity);
	values[n++] = number(f->review);
	values[n++] = text(f->message.ja);
	values[n++] = text(f->message.en);
	values[n++] = text(f->item);
	values[n++] = text(f->item_label);
	values[n++] = text(f->subject);
	values[n++] = text(f->content);
	values[n++] = number(f->evidence_count);
	set_place(w, values + n, f->file, f->line, &f->place);
	n += JUDGED_PLACE;
	for (size_t i = 0; i < JUDGED_PIECES; i++) {
		const struct finding_evidence *piece =
		    i < f->evidence_count ? &f->evidence[i] : &none;

		set_place(w, values + n, piece->file, piece->line, &piece->place);
		n += JUDGED_PLACE;
		values[n++] = text(piece->text);
	}
	put(w, JUDGED_FINDING, values);
}

static void
put_lack(const struct writer *w, const struct no_evidence *lack)
{
	const struct value values[] = { rule_number(w, lack->rule),
		number(lack->assessment.len > 0), text(lack->scope), text(lack->reason.ja),
		text(lack->reason.en) };

	put(w, JUDGED_LACK, values);
}

static void
put_rule(const struct writer *w, size_t rule)
{
	const struct prepared *prepared = &w->run->evidence->prepared[rule];
	const struct value values[] = { number(rule), number(prepared->had_evidence),
		number(prepared->found), number(prepared->failed) };

	put(w, JUDGED_RULE, values);
}

static void
put_rules(const struct writer *w)
{
	for (size_t i = 0; i < w->run->rules->count; i++)
		if (w->run->evidence->prepared[i].evaluated)
			put_rule(w, i);
}

static void
put_promises(const struct writer *w, size_t first_host)
{
	const struct evidence *evidence = w->run->evidence;

	for (size_t i = evidence->promises_before; i < evidence->promise_count; i++) {
		const struct promise *p = &evidence->promises[i];
		const struct value values[] = { text(p->what->item), text(p->what->form),
			text(p->what->def), text(p->what->question), number(p->what->shadowed),
			number(p->held), number(p->broken) };

		put(w, JUDGED_PROMISE, values);
	}
	for (size_t i = first_host; i < evidence->named_host_count; i++) {
		const struct value host = text(evidence->named_hosts[i].host);

		put(w, JUDGED_HOST, &host);
	}
}

/* As at the beginning of a run: what came of those before is the parent's already. */
static void
forget(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->rules->count; i++) {
		struct prepared *prepared = &evidence->prepared[i];

		prepared->evaluated = prepared->had_evidence = prepared->found = false;
		prepared->failed = prepared->lack_said = false;
	}
}

void
rule_run_share(struct rule_run *run)
{
	prepare_rules(run->evidence);
	regex_cache_compile(&run->evidence->regexes);
}

void
rule_run_judge(
    const struct rule_run *run, const struct assessment *assessment, const struct sink *sink)
{
	struct evidence *evidence = run->evidence;
	struct finding_run out = { 0 };
	struct diags diags = { 0 }, *kept = evidence->diags;
	struct rule_run here = *run;
	size_t first_host = evidence->named_host_count;

	spill_lend(evidence->spill, NULL, 0); /* a worker opens no files */
	here.out = &out;
	here.diags = evidence->diags = &diags;
	forget(evidence);
	rule_run_assessment(&here, assessment);
	sink_diags(sink, &diags);
	const struct writer w = { run, sink, assessment->file };
	put_rules(&w);
	for (size_t i = 0; i < out.count; i++)
		put_finding(&w, &out.list[i]);
	for (size_t i = 0; i < out.no_evidence_count; i++)
		put_lack(&w, &out.no_evidence[i]);
	put_promises(&w, first_host);
	const struct value last[] = { text(out.count > 0 ? out.list[0].assessment_name : STR("")),
		number(assessment->unknown_count), number(diags.dropped) };
	put(&w, JUDGED, last);
	evidence->diags = kept;
	diags_release(&diags);
	finding_run_release(&out);
}

/* --- a rule about no assessment --------------------------------------------------------------------- */

static bool
is_text(struct str s)
{
	return str_find_char(s, '\0', 0) == STR_NONE && text_utf8_fault(s) == STR_NONE;
}

/* SQL can make texts, and files have names, that are in no encoding that can be sent. */
static bool
can_be_sent(const struct finding_run *out, const struct diags *diags)
{
	bool good = true;

	for (size_t i = 0; i < out->count; i++) {
		const struct finding *f = &out->list[i];

		good &= is_text(f->message.ja) && is_text(f->message.en) && is_text(f->item) &&
		    is_text(f->item_label) && is_text(f->subject) && is_text(f->content) &&
		    is_text(f->file);
		for (size_t k = 0; k < f->evidence_count; k++)
			good &= is_text(f->evidence[k].file) && is_text(f->evidence[k].text);
	}
	for (size_t i = 0; i < diags->count; i++) {
		good &= is_text(diags->list[i].file);
		for (size_t k = 0; k < DIAG_ARGS; k++)
			good &= is_text(diags->list[i].args[k]);
	}
	return good;
}

void
judged_write_rule(const struct rule_run *run, const struct rest_rule *rule, struct budget budget,
    const struct sink *sink)
{
	struct evidence *evidence = run->evidence;
	const struct writer w = { run, sink, { 0 } };
	const struct subject_form none = { 0 };
	struct finding_run out = { 0 };
	struct diags diags = { 0 }, *kept = evidence->diags;
	struct rule_run here = *run;

	here.out = &out;
	here.diags = evidence->diags = &diags;
	enum sandbox_end end = judge_rows(&here, rule->rule, &none, &rule->lacks, 0, budget);
	/* What ended it otherwise may be what the parent has more of: memory, files, machine code of patterns. */
	bool settled = end == SANDBOX_DONE || end == SANDBOX_STEPS || end == SANDBOX_TIME;
	if (settled && can_be_sent(&out, &diags)) {
		const struct value last[] = { text(STR("")), number(0), number(diags.dropped) };

		sink_diags(sink, &diags);
		put_rule(&w, rule->rule);
		for (size_t i = 0; i < out.count; i++)
			put_finding(&w, &out.list[i]);
		put(&w, JUDGED, last);
	}
	evidence->diags = kept;
	diags_release(&diags);
	finding_run_release(&out);
}
