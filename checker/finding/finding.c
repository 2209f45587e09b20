/* SPDX-License-Identifier: Apache-2.0 */
/* A run of findings: adding (copied and masked, so that no report can forget it), counting, releasing. */
#include "finding/finding.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "finding/inner.h"
#include "base/banned.h"

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

static const char *const status_names[] = {
	[FINDING_OPEN] = "open",
	[FINDING_WAIVED] = "waived",
	[FINDING_NEW] = "new",
	[FINDING_UNCHANGED] = "unchanged",
	[FINDING_FIXED] = "fixed",
};

const char *
severity_name(enum severity severity)
{
	BUG_IF((size_t)severity >= COUNT_OF(severity_names));
	return severity_names[severity];
}

bool
severity_parse(struct str text, enum severity *severity)
{
	for (size_t i = 0; i < COUNT_OF(severity_names); i++) {
		if (str_is(text, severity_names[i])) {
			*severity = (enum severity)i;
			return true;
		}
	}
	return false;
}

const char *
finding_status_name(enum finding_status status)
{
	BUG_IF((size_t)status >= COUNT_OF(status_names));
	return status_names[status];
}

struct str
finding_keep(struct arena *arena, struct str text)
{
	size_t at, len;

	if (text.len == 0)
		return (struct str){ 0 };
	if (!number_find(text, 0, &at, &len))
		return arena_str(arena, text);
	struct buf masked = { 0 };
	number_mask(text, &masked);
	struct str kept = arena_str(arena, buf_str(&masked));
	buf_release(&masked);
	return kept;
}

static struct text2
keep2(struct arena *arena, const struct text2 *text)
{
	return (struct text2){ finding_keep(arena, text->ja), finding_keep(arena, text->en) };
}

struct str
finding_text(const struct text2 *text, enum lang lang)
{
	struct str wanted = lang == LANG_JA ? text->ja : text->en;

	return wanted.len > 0 ? wanted : lang == LANG_JA ? text->en : text->ja;
}

static struct doc_place
keep_place(struct arena *arena, const struct doc_place *place)
{
	return (struct doc_place){ .page = place->page,
		.sheet = finding_keep(arena, place->sheet),
		.cell = finding_keep(arena, place->cell) };
}

struct finding *
finding_run_add(struct finding_run *run, const struct finding *finding)
{
	struct finding *f = ARRAY_ADD(run->list, run->count, run->room);
	struct arena *arena = &run->arena;

	*f = *finding;
	f->message = keep2(arena, &finding->message);
	f->assessment = finding_keep(arena, finding->assessment);
	f->assessment_name = finding_keep(arena, finding->assessment_name);
	f->item = finding_keep(arena, finding->item);
	f->item_label = finding_keep(arena, finding->item_label);
	f->file = finding_keep(arena, finding->file);
	f->place = keep_place(arena, &finding->place);
	f->subject = finding_keep(arena, finding->subject);
	f->content = finding_keep(arena, finding->content);
	f->waiver_reason = finding_keep(arena, finding->waiver_reason);
	f->waiver_approver = finding_keep(arena, finding->waiver_approver);
	f->waiver_until = finding_keep(arena, finding->waiver_until);
	f->evidence = ARENA_ARRAY(arena, struct finding_evidence, finding->evidence_count);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		f->evidence[i].file = finding_keep(arena, finding->evidence[i].file);
		f->evidence[i].line = finding->evidence[i].line;
		f->evidence[i].place = keep_place(arena, &finding->evidence[i].place);
		f->evidence[i].text = finding_keep(arena, finding->evidence[i].text);
	}
	return f;
}

void
finding_run_add_no_evidence(struct finding_run *run, const struct no_evidence *missing)
{
	struct no_evidence *n =
	    ARRAY_ADD(run->no_evidence, run->no_evidence_count, run->no_evidence_room);

	n->rule = missing->rule;
	n->assessment = finding_keep(&run->arena, missing->assessment);
	n->scope = finding_keep(&run->arena, missing->scope);
	n->reason = keep2(&run->arena, &missing->reason);
}

struct finding_input *
finding_run_add_input(struct finding_run *run, const struct finding_input *input)
{
	struct finding_input *in = ARRAY_ADD(run->inputs, run->input_count, run->input_room);

	in->file = finding_keep(&run->arena, input->file);
	in->kind = finding_keep(&run->arena, input->kind);
	in->digest = arena_str(&run->arena, input->digest);
	in->status = finding_keep(&run->arena, input->status);
	in->unknown_items = input->unknown_items;
	in->not_understood = input->not_understood;
	return in;
}

const struct finding_rule *
finding_run_rule(const struct finding_run *run, struct str id)
{
	for (size_t i = 0; i < run->rule_count; i++)
		if (str_eq(run->rules[i]->id, id))
			return run->rules[i];
	return NULL;
}

static void
mask(struct arena *arena, struct str *text)
{
	size_t at, len;

	if (number_find(*text, 0, &at, &len))
		*text = finding_keep(arena, *text);
}

/* Whoever fills these arrays without the functions above shows no number either. */
static void
mask_rest(struct finding_run *run)
{
	for (size_t i = 0; i < run->input_count; i++)
		mask(&run->arena, &run->inputs[i].file);
	for (size_t i = 0; i < run->no_evidence_count; i++) {
		mask(&run->arena, &run->no_evidence[i].assessment);
		mask(&run->arena, &run->no_evidence[i].scope);
		mask(&run->arena, &run->no_evidence[i].reason.ja);
		mask(&run->arena, &run->no_evidence[i].reason.en);
	}
}

void
finding_run_finish(struct finding_run *run)
{
	mask_rest(run);
	finding_sort(run);
	finding_set_fingerprints(run);
}

struct finding_summary
finding_summarise(const struct finding_run *run)
{
	struct finding_summary sum = { .no_evidence = run->no_evidence_count };

	for (size_t i = 0; i < run->count; i++) {
		switch (run->list[i].status) {
		case FINDING_OPEN:
		case FINDING_NEW:
			sum.error += run->list[i].severity == SEVERITY_ERROR;
			sum.warning += run->list[i].severity == SEVERITY_WARNING;
			sum.note += run->list[i].severity == SEVERITY_NOTE;
			sum.review += finding_review(&run->list[i]);
			break;
		case FINDING_WAIVED:
			sum.waived++;
			break;
		case FINDING_UNCHANGED:
			sum.unchanged++;
			break;
		case FINDING_FIXED:
			sum.fixed++;
			break;
		}
	}
	return sum;
}

bool
finding_run_fails(const struct finding_run *run, enum severity level)
{
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = &run->list[i];

		if ((f->status == FINDING_OPEN || f->status == FINDING_NEW) && f->severity >= level)
			return true;
	}
	return false;
}

void
finding_run_release(struct finding_run *run)
{
	arena_release(&run->arena);
	free(run->inputs);
	free(run->list);
	free(run->no_evidence);
	*run = (struct finding_run){ 0 };
}
