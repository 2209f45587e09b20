/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluation: every rule once, or once for each assessment; findings, "no evidence" and promises into the run. */
#include "rule/evaluate.h"

#include "base/mem.h"
#include "base/scope.h"
#include "rule/limits.h"
#include "base/banned.h"

/* What a rule with a detection alone finds: its matches. subject is the ID that acted, person whose record it was. */
static const char select_matches[] =
    "SELECT coalesce(user, subject) AS subject, time, day, user, department, operation, system,"
    " terminal, subject AS person, count, result, purpose, number_accessed, detail, file, line,"
    " coalesce(detail, '') AS text FROM match ORDER BY time, file, line";

/* Of one with a correlation: its hits. */
static const char select_hits[] =
    "SELECT coalesce(user, terminal, subject, nullif(grouped, '')) AS subject, first_time,"
    " last_time, day, events, value, user, department, operation, system, terminal,"
    " subject AS person, grouped, file, line, file2, line2, grouped AS text, grouped AS text2"
    " FROM correlation ORDER BY first_time, file, line";

static struct str
sql_of(const struct rule *rule)
{
	return str_trim(rule->select).len > 0 ? rule->select
	    : rule->correlates != NULL        ? str_of(select_hits)
					      : str_of(select_matches);
}

struct diag_at
rule_sql_at(const struct rule *rule)
{
	return (struct diag_at){ rule->file, rule->select_line > 0 ? rule->select_line : rule->line,
		0 };
}

/* reads: the tables that its SQL can name. */
static bool
compile(
    struct evidence *evidence, const struct rule *rule, struct prepared *prepared, uint64_t reads)
{
	evidence_need(evidence, reads);
	prepared->statement =
	    sandbox_prepare(evidence, sql_of(rule), rule_sql_at(rule), &prepared->reads);
	prepared->refused = prepared->statement == NULL;
	return !prepared->refused;
}

/* What a pack says; false: nothing that can be used. */
static bool
known_reads(const struct rule *rule, uint64_t *tables)
{
	*tables = 0;
	for (size_t i = 0; rule->reads != NULL && i < rule->reads->count; i++) {
		int table = table_find(rule->reads->items[i]->text);

		if (table < 0)
			return false;
		*tables |= table_bit(table);
	}
	return rule->reads != NULL;
}

/*
 * A rule that was not compiled because a pack says what it reads, and is to be run now. A pack that says what is not so was
 * made by nobody's build: the rule is refused, since whether it had its evidence was judged by it.
 */
static bool
compile_late(struct evidence *evidence, const struct rule *rule, struct prepared *prepared)
{
	uint64_t said = prepared->reads;

	if (prepared->statement != NULL)
		return true;
	if (compile(evidence, rule, prepared, said) && prepared->reads != said) {
		diag_add(evidence->diags, DIAG_RULE_PACK, rule_sql_at(rule), rule->head.id,
		    (struct str){ 0 }, (struct str){ 0 });
		prepared->refused = true;
	}
	return !prepared->refused;
}

static void
prepare_rule(struct evidence *evidence, const struct rule *rule, struct prepared *prepared)
{
	if (rule->silent) {
		prepared->refused = true;
		return;
	}
	if (!known_reads(rule, &prepared->reads))
		compile(evidence, rule, prepared, table_set_all());
	prepared->tables = prepared->reads;
	for (size_t i = 0; i < rule->need_count; i++)
		if (table_find(rule->needs[i]) >= 0)
			prepared->tables |= table_bit(table_find(rule->needs[i]));
	prepared->per_assessment = (prepared->tables & table_set_of(TABLE_ASSESSMENT)) != 0;
	for (size_t i = 0; i < rule->need_count; i++)
		prepared->per_assessment |=
		    str_starts(rule->needs[i], STR("item:")) || table_is_view(rule->needs[i]);
	if (prepared->per_assessment)
		prepared->tables |= table_bit(table_find(STR("assessment")));
}

void
prepare_readers(struct evidence *evidence, uint64_t tables)
{
	for (size_t i = 0; evidence->prepared != NULL && i < evidence->rules->count; i++)
		if ((evidence->prepared[i].reads & tables) != 0)
			(void)compile_late(
			    evidence, &evidence->rules->list[i], &evidence->prepared[i]);
}

bool
prepare_rules(struct evidence *evidence)
{
	const struct rules *rules = evidence->rules;
	bool good = true;

	if (evidence->prepared != NULL)
		return true;
	evidence->prepared = mem_alloc(rules->count + 1, sizeof *evidence->prepared);
	for (size_t i = 0; i < rules->count; i++) {
		prepare_rule(evidence, &rules->list[i], &evidence->prepared[i]);
		good &= !evidence->prepared[i].refused || rules->list[i].silent;
	}
	return good;
}

enum sandbox_end
rule_rows(struct evidence *evidence, size_t rule, struct budget budget, void *context,
    bool (*row)(void *context, sqlite3_stmt *statement))
{
	sqlite3_stmt *statement = evidence->prepared[rule].statement;

	evidence->current_rule = evidence->rules->list[rule].head.id;
	sandbox_begin(evidence, budget);
	while (sandbox_step(evidence, statement))
		if (!row(context, statement))
			break;
	return sandbox_end(evidence, statement);
}

/* --- a run ---------------------------------------------------------------------------------------- */

/* One evaluation of one rule. */
struct judging {
	struct rule_run *run;
	const struct rule *rule;
	size_t number; /* of the rule */
	const struct subject_form *form;
	const struct lacks *lacks;
	size_t first_promise;
	size_t rows;
};

static bool
take_row(void *context, sqlite3_stmt *row)
{
	struct judging *j = context;
	struct evidence *evidence = j->run->evidence;

	if (lacks_host(j->lacks, row_str(row, "host")) ||
	    lacks_host(j->lacks, row_str(row, "subject")))
		return true;
	if (++j->rows > RULE_ROWS_MAX) {
		struct diag_at at = { j->rule->file, j->rule->select_line, 0 };

		diag_add(j->run->diags, DIAG_RULE_ROWS, at, j->rule->head.id, STR("10000"),
		    (struct str){ 0 });
		return false;
	}
	row_finding(evidence, j->rule, j->form, row, j->run->out);
	if (j->run->trace != NULL)
		j->run->out->list[j->run->out->count - 1].trace = trace_row(j->run->trace, row);
	promises_break(evidence, j->rule, j->first_promise, row_str(row, "item"),
	    evidence->prepared[j->number].per_assessment ? (struct str){ 0 }
							 : row_str(row, "host"));
	return true;
}

/* What holds for the run is said once for it, what holds for an assessment once for each. */
static void
note_lacks(struct rule_run *run, const struct rule *rule, struct prepared *prepared,
    const struct subject_form *form, const struct lacks *lacks)
{
	struct finding_run *out = run->out;
	bool said = prepared->lack_said;

	for (size_t i = 0; i < lacks->count; i++) {
		const struct lack *lack = &lacks->list[i];

		if (!lack->of_assessment && said)
			continue;
		prepared->lack_said |= !lack->of_assessment;
		struct no_evidence *entry =
		    ARRAY_ADD(out->no_evidence, out->no_evidence_count, out->no_evidence_room);
		entry->rule = &rule->head;
		if (lack->of_assessment)
			entry->assessment = arena_str(&out->arena, form->file);
		entry->scope = arena_str(&out->arena, lack->scope);
		entry->reason.ja = arena_str(&out->arena, lack->reason.ja);
		entry->reason.en = arena_str(&out->arena, lack->reason.en);
	}
}

bool
judge_begin(
    struct rule_run *run, size_t number, const struct subject_form *form, struct lacks *lacks)
{
	const struct rule *rule = &run->rules->list[number];
	struct prepared *prepared = &run->evidence->prepared[number];

	prepared->evaluated = true;
	lacks_find(run->evidence, number, lacks);
	note_lacks(run, rule, prepared, form, lacks);
	trace_begin(run->trace, run->evidence, number, form->file, lacks);
	return !lacks->all;
}

enum sandbox_end
judge_rows(struct rule_run *run, size_t number, const struct subject_form *form,
    const struct lacks *lacks, size_t first_promise, struct budget budget)
{
	struct evidence *evidence = run->evidence;
	const struct rule *rule = &run->rules->list[number];
	struct prepared *prepared = &evidence->prepared[number];
	struct judging j = { run, rule, number, form, lacks, first_promise, 0 };
	struct diag_at at = { rule->file, rule->select_line, 0 };

	if (!compile_late(evidence, rule, prepared))
		return SANDBOX_DONE;
	enum sandbox_end end = rule_rows(evidence, number, budget, &j, take_row);
	sandbox_say(evidence, end, rule->head.id, at);
	prepared->had_evidence = true;
	prepared->found |= j.rows > 0;
	prepared->failed |= end != SANDBOX_DONE;
	if (end == SANDBOX_DONE)
		promises_judge(evidence, rule, first_promise);
	trace_end(run->trace, true, end != SANDBOX_DONE);
	return end;
}

void
judge(struct rule_run *run, size_t number, const struct subject_form *form, size_t first_promise)
{
	struct lacks lacks = { 0 };

	if (judge_begin(run, number, form, &lacks))
		(void)judge_rows(
		    run, number, form, &lacks, first_promise, sandbox_budget(run->evidence));
	lacks_release(&lacks);
}

bool
rule_is_valid(const struct rule *rule, struct date as_of)
{
	return (rule->valid_from.year == 0 || date_cmp(as_of, rule->valid_from) >= 0) &&
	    (rule->valid_until.year == 0 || date_cmp(as_of, rule->valid_until) <= 0);
}

bool
rule_applies(const struct rule *rule, struct str form)
{
	for (size_t i = 0; i < rule->form_count; i++)
		if (str_eq(rule->forms[i], form))
			return true;
	return rule->form_count == 0;
}

bool
rule_knows_own(const struct rule *rule, struct str form)
{
	return rule->form_count > 0 || str_is(form, "4");
}

/* As promises.c calls items: by the question, by an id that is this form's own, or as "4:IV.1.1". */
static bool
form_asks(const struct form *form, struct str name, bool own_ids)
{
	struct str def, number = str_split(name, ':', &def);

	if (number.len < name.len)
		return str_eq(number, form->number) && form_find(form, def) != NULL;
	for (size_t i = 0; i < form->count; i++)
		if (str_eq(form->items[i].question, name))
			return true;
	const struct form_item *own = own_ids ? form_find(form, name) : NULL;
	return own != NULL && own->question.len == 0;
}

/* A question that this form does not ask is not unknown: the rule has nothing to say about the form. */
static bool
rule_fits(const struct rule *rule, const struct form *form)
{
	if (!rule_applies(rule, form->number))
		return false;
	for (size_t i = 0; i < rule->need_count; i++) {
		struct str rest, head = str_split(rule->needs[i], ':', &rest);

		if (str_is(head, "item") &&
		    !form_asks(form, rest, rule_knows_own(rule, form->number)))
			return false;
	}
	return true;
}

void
rule_run_tally(struct rule_run *run)
{
	const struct prepared *prepared = run->evidence->prepared;

	run->out->rules_run = run->out->rules_passed = 0;
	for (size_t i = 0; i < run->rules->count; i++) {
		run->out->rules_run += prepared[i].evaluated;
		run->out->rules_passed +=
		    prepared[i].had_evidence && !prepared[i].found && !prepared[i].failed;
	}
	promises_count(run->evidence, run->out);
}

void
rule_run_prepare(struct rule_run *run)
{
	struct finding_run *out = run->out;

	prepare_rules(run->evidence);
	if (out->rules != NULL)
		return;
	out->rules = ARENA_ARRAY(&out->arena, const struct finding_rule *, run->rules->count + 1);
	out->rule_count = 0;
	for (size_t i = 0; i < run->rules->count; i++)
		if (!run->rules->list[i].silent)
			out->rules[out->rule_count++] = &run->rules->list[i].head;
}

void
rule_run_assessment(struct rule_run *run, const struct assessment *assessment)
{
	struct evidence *evidence = run->evidence;
	struct sink sink = evidence_sink(evidence);
	struct subject_form form;
	struct arena arena = { 0 };

	prepare_rules(evidence);
	evidence_clear(evidence, table_set_of(TABLE_ASSESSMENT));
	assess_emit(assessment, &sink);
	change_emit(assessment, &sink);
	evidence->given |= table_set_of(TABLE_ASSESSMENT);
	evidence_seal(evidence);
	evidence->assessments++;
	subject_form_read(evidence, &arena, &form);
	promises_read(evidence, form.file);
	for (size_t i = 0; i < run->rules->count; i++)
		if (!evidence->prepared[i].refused && evidence->prepared[i].per_assessment &&
		    rule_is_valid(&run->rules->list[i], evidence->as_of) &&
		    rule_fits(&run->rules->list[i], assessment->form))
			judge(run, i, &form, evidence->promises_before);
	rule_run_tally(run);
	arena_release(&arena);
}
