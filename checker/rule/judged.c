/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came of judging an assessment in a worker: written there as rows (judged_write.c), read here by the parent, who believes
 * none of them: whoever sends them may have been taken over by the document. What is no answer of ours is refused as a whole.
 */
#include "rule/judged.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "rule/evaluate.h"
#include "base/banned.h"

const struct sink_shape *
judged_shape(enum judged_row row)
{
	SINK_SHAPE(judged, "judged", "title", "unknown_items", "dropped");
	SINK_SHAPE(rule, "judged_rule", "rule", "had_evidence", "found", "failed");
	SINK_SHAPE(finding, "judged_finding", "rule", "severity", "review", "message_ja",
	    "message_en", "item", "item_label", "subject", "content", "pieces", "file", "line",
	    "page", "sheet", "cell", "file1", "line1", "page1", "sheet1", "cell1", "text1", "file2",
	    "line2", "page2", "sheet2", "cell2", "text2", "file3", "line3", "page3", "sheet3",
	    "cell3", "text3");
	SINK_SHAPE(lack, "judged_lack", "rule", "of_assessment", "scope", "reason_ja", "reason_en");
	SINK_SHAPE(promise, "judged_promise", "item", "form", "def", "question", "shadowed", "held",
	    "broken");
	SINK_SHAPE(host, "judged_host", "host");
	static const struct sink_shape *const shapes[] = { &judged, &rule, &finding, &lack,
		&promise, &host };

	return shapes[row];
}

struct rule_state {
	size_t rule;
	bool had_evidence, found, failed;
};

struct judged_promise {
	struct promise_item what;
	bool held, broken;
};

struct rule_judged {
	struct rule_run *run;
	struct arena arena;         /* of what is below */
	struct finding_run waiting; /* findings and lacks; a lack of the run's has no assessment */
	struct rule_state *states;
	size_t state_count, state_room;
	struct judged_promise *promises;
	size_t promise_count, promise_room;
	struct str *hosts;
	size_t host_count, host_room;
	struct str title;
	size_t unknown_items, dropped;
	bool any, whole, bad;
	bool of_rule; /* of this rule alone, about no assessment */
	size_t rule;
};

struct rule_judged *
rule_judged_new(struct rule_run *run)
{
	struct rule_judged *judged = mem_alloc(1, sizeof *judged);

	judged->run = run;
	return judged;
}

struct rule_judged *
judged_new_rule(struct rule_run *run, size_t rule)
{
	struct rule_judged *judged = rule_judged_new(run);

	judged->of_rule = true;
	judged->rule = rule;
	return judged;
}

void
rule_judged_clear(struct rule_judged *judged)
{
	finding_run_release(&judged->waiting);
	arena_release(&judged->arena);
	judged->waiting = (struct finding_run){ 0 };
	judged->state_count = judged->promise_count = judged->host_count = 0;
	judged->title = (struct str){ 0 };
	judged->unknown_items = judged->dropped = 0;
	judged->any = judged->whole = judged->bad = false;
}

void
rule_judged_free(struct rule_judged *judged)
{
	rule_judged_clear(judged);
	free(judged->states);
	free(judged->promises);
	free(judged->hosts);
	free(judged);
}

/* --- values of a row ------------------------------------------------------------------------------ */

struct row {
	struct rule_judged *judged;
	const struct value *values;
	size_t at; /* the next column */
};

static uint64_t
take_number(struct row *row, uint64_t most)
{
	const struct value *value = &row->values[row->at++];

	if (value->type == VALUE_INTEGER && value->integer >= 0 && (uint64_t)value->integer <= most)
		return (uint64_t)value->integer;
	row->judged->bad = true;
	return 0;
}

static bool
take_bool(struct row *row)
{
	return take_number(row, 1) == 1;
}

static struct str
take_text(struct row *row)
{
	const struct value *value = &row->values[row->at++];

	if (value->type == VALUE_TEXT)
		return value->text;
	row->judged->bad = true;
	return (struct str){ 0 };
}

/* NULL is the document itself, whose name need not be in an encoding that can be sent. It stands empty until it is taken. */
static const char the_document[] = "";

static struct str
take_file(struct row *row)
{
	if (row->values[row->at].type != VALUE_NULL)
		return take_text(row);
	row->at++;
	return (struct str){ the_document, 0 };
}

static void
take_place(struct row *row, struct str *file, uint32_t *line, struct doc_place *place)
{
	*file = take_file(row);
	*line = (uint32_t)take_number(row, UINT32_MAX);
	place->page = (uint32_t)take_number(row, UINT32_MAX);
	place->sheet = take_text(row);
	place->cell = take_text(row);
}

static size_t
take_rule(struct row *row)
{
	const struct rule_run *run = row->judged->run;
	size_t rule = (size_t)take_number(row, run->rules->count - 1);

	if (row->judged->of_rule)
		row->judged->bad |= rule != row->judged->rule;
	else if (!row->judged->bad)
		row->judged->bad |= !run->evidence->prepared[rule].per_assessment;
	return rule;
}

/* --- rows ------------------------------------------------------------------------------------------ */

static void
take_judged(struct row *row)
{
	struct rule_judged *judged = row->judged;

	judged->title = arena_str(&judged->arena, take_text(row));
	judged->unknown_items = (size_t)take_number(row, UINT32_MAX);
	judged->dropped = (size_t)take_number(row, UINT32_MAX);
	judged->whole = true;
}

static void
take_state(struct row *row)
{
	struct rule_judged *judged = row->judged;
	struct rule_state state = { .rule = take_rule(row) };

	state.had_evidence = take_bool(row);
	state.found = take_bool(row);
	state.failed = take_bool(row);
	if (judged->bad)
		return;
	*ARRAY_ADD(judged->states, judged->state_count, judged->state_room) = state;
}

static void
take_finding(struct row *row)
{
	struct rule_judged *judged = row->judged;
	struct finding_evidence pieces[JUDGED_PIECES];
	struct finding finding = { .evidence = pieces };
	size_t rule = take_rule(row);

	finding.severity = (enum severity)take_number(row, SEVERITY_ERROR);
	finding.review = take_bool(row);
	finding.message.ja = take_text(row);
	finding.message.en = take_text(row);
	finding.item = take_text(row);
	finding.item_label = take_text(row);
	finding.subject = take_text(row);
	finding.content = take_text(row);
	finding.evidence_count = (size_t)take_number(row, JUDGED_PIECES);
	take_place(row, &finding.file, &finding.line, &finding.place);
	for (size_t i = 0; i < JUDGED_PIECES; i++) {
		take_place(row, &pieces[i].file, &pieces[i].line, &pieces[i].place);
		pieces[i].text = take_text(row);
	}
	if (judged->bad)
		return;
	finding.rule = &judged->run->rules->list[rule].head;
	struct finding *kept = finding_run_add(&judged->waiting, &finding);
	/* What is copied has no telling address any more. */
	if (finding.file.ptr == the_document)
		kept->file.ptr = the_document;
	for (size_t i = 0; i < finding.evidence_count; i++)
		if (pieces[i].file.ptr == the_document)
			kept->evidence[i].file.ptr = the_document;
}

static void
take_lack(struct row *row)
{
	struct rule_judged *judged = row->judged;
	struct no_evidence lack = { .rule = NULL };
	size_t rule = take_rule(row);

	lack.assessment = take_bool(row) ? STR("-") : (struct str){ 0 };
	lack.scope = take_text(row);
	lack.reason.ja = take_text(row);
	lack.reason.en = take_text(row);
	if (judged->bad)
		return;
	lack.rule = &judged->run->rules->list[rule].head;
	finding_run_add_no_evidence(&judged->waiting, &lack);
}

static void
take_promise(struct row *row)
{
	struct rule_judged *judged = row->judged;
	struct judged_promise promise = { 0 };

	promise.what.item = arena_str(&judged->arena, take_text(row));
	promise.what.form = arena_str(&judged->arena, take_text(row));
	promise.what.def = arena_str(&judged->arena, take_text(row));
	promise.what.question = arena_str(&judged->arena, take_text(row));
	promise.what.shadowed = take_bool(row);
	promise.held = take_bool(row);
	promise.broken = take_bool(row);
	*ARRAY_ADD(judged->promises, judged->promise_count, judged->promise_room) = promise;
}

static void
take_host(struct row *row)
{
	struct rule_judged *judged = row->judged;

	*ARRAY_ADD(judged->hosts, judged->host_count, judged->host_room) =
	    arena_str(&judged->arena, take_text(row));
}

static bool
shape_is(const struct sink_shape *a, const struct sink_shape *b)
{
	if (a->column_count != b->column_count || strcmp(a->table, b->table) != 0)
		return false;
	for (size_t i = 0; i < a->column_count; i++)
		if (strcmp(a->columns[i], b->columns[i]) != 0)
			return false;
	return true;
}

void
rule_judged_row(
    struct rule_judged *judged, const struct sink_shape *shape, const struct value *values)
{
	static void (*const takers[])(struct row * row) = {
		[JUDGED] = take_judged,
		[JUDGED_RULE] = take_state,
		[JUDGED_FINDING] = take_finding,
		[JUDGED_LACK] = take_lack,
		[JUDGED_PROMISE] = take_promise,
		[JUDGED_HOST] = take_host,
	};
	struct row row = { judged, values, 0 };

	judged->any = true;
	judged->bad |= judged->whole; /* something behind the last */
	for (size_t i = 0; i < COUNT_OF(takers) && !judged->bad; i++)
		if (shape_is(shape, judged_shape((enum judged_row)i))) {
			takers[i](&row);
			return;
		}
	judged->bad = true;
}

bool
rule_judged_none(const struct rule_judged *judged)
{
	return !judged->any;
}

size_t
rule_judged_unknown_items(const struct rule_judged *judged)
{
	return judged->unknown_items;
}

/* --- into the run ---------------------------------------------------------------------------------- */

static struct str
file_of(struct str text, struct str document)
{
	return text.ptr == the_document ? document : text;
}

static void
add_findings(struct rule_judged *judged, struct str file)
{
	for (size_t i = 0; i < judged->waiting.count; i++) {
		struct finding *f = &judged->waiting.list[i];

		f->assessment = file;
		f->assessment_name = judged->title;
		f->file = file_of(f->file, file);
		for (size_t k = 0; k < f->evidence_count; k++)
			f->evidence[k].file = file_of(f->evidence[k].file, file);
		finding_run_add(judged->run->out, f);
	}
}

/* What a rule lacks for the whole run is said with the first assessment that it was to judge. */
static void
add_lacks(struct rule_judged *judged, struct str file)
{
	const struct rules *rules = judged->run->rules;
	const struct finding_rule *saying = NULL;

	for (size_t i = 0; i < judged->waiting.no_evidence_count; i++) {
		struct no_evidence lack = judged->waiting.no_evidence[i];

		if (lack.assessment.len == 0) {
			/* The head of a rule is its first member. */
			size_t rule =
			    (size_t)((const struct rule *)(const void *)lack.rule - rules->list);
			struct prepared *prepared = &judged->run->evidence->prepared[rule];

			if (prepared->lack_said && saying != lack.rule)
				continue;
			prepared->lack_said = true;
			saying = lack.rule;
		} else {
			lack.assessment = file;
		}
		finding_run_add_no_evidence(judged->run->out, &lack);
	}
}

static void
add_promises(struct rule_judged *judged, struct str document)
{
	struct evidence *evidence = judged->run->evidence;
	struct arena *arena = &evidence->arena;
	struct str file = arena_str(arena, document);

	for (size_t i = 0; i < judged->promise_count; i++) {
		const struct judged_promise *said = &judged->promises[i];
		struct promise *promise = promises_add(evidence, file, &said->what);

		promise->held = said->held;
		promise->broken = said->broken;
	}
	for (size_t i = 0; i < judged->host_count; i++)
		*ARRAY_ADD(
		    evidence->named_hosts, evidence->named_host_count, evidence->named_host_room) =
		    (struct named_host){ file, arena_str(arena, judged->hosts[i]) };
}

static void
add_states(const struct rule_judged *judged)
{
	judged->run->diags->dropped += judged->dropped;
	for (size_t i = 0; i < judged->state_count; i++) {
		const struct rule_state *state = &judged->states[i];
		struct prepared *prepared = &judged->run->evidence->prepared[state->rule];

		prepared->evaluated = true;
		prepared->had_evidence |= state->had_evidence;
		prepared->found |= state->found;
		prepared->failed |= state->failed;
	}
}

bool
judged_take_rule(struct rule_judged *judged)
{
	if (!judged->whole || judged->bad)
		return false;
	add_states(judged);
	add_findings(judged, (struct str){ 0 });
	return true;
}

bool
rule_judged_take(struct rule_judged *judged, struct str file)
{
	struct evidence *evidence = judged->run->evidence;

	if (!judged->whole || judged->bad)
		return false;
	evidence->given |= table_set_of(TABLE_ASSESSMENT);
	evidence->assessments++;
	add_states(judged);
	add_findings(judged, file);
	add_lacks(judged, file);
	add_promises(judged, file);
	return true;
}
