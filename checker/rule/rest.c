/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that concern no assessment, once each. Over large logs several processes judge them, forked when the evidence is whole: each takes the next rule
 * that nobody has taken yet. What came of a rule goes to the parent as it does from a worker that judges assessments (judged.c), and
 * into the run in the order of the rules, so that a run is the same, byte for byte, however many there are.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/temporary.h"
#include "confine/confine.h"
#include "rule/evaluate.h"
#include "rule/judged.h"
#include "rule/limits.h"
#include "rule/spill.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

/* --- several processes --------------------------------------------------------------------------- */

/* A rule as one of the processes is asked for it: each is asked for all, and judges those that it is the first to take. */
struct seat {
	size_t at;             /* of the rule in sharing.rules */
	unsigned char process; /* from 1 */
};

/* What the parent hears of a rule. */
struct answer {
	struct rule_judged *judged; /* NULL: nothing */
	unsigned char process;      /* that sends it */
	size_t diags_from, diags_to;
	size_t
	    lost; /* the diagnostic of how the process ended that had taken it, from 1; 0: it did not */
};

/* What the process of a number is lent, and one that is started in its place. */
struct files {
	int list[RULE_SPILL_FILES];
	size_t count;
};

struct sharing {
	struct rule_run *run;
	const struct rest_rule *rules;
	size_t count;
	struct seat *seats;
	_Atomic unsigned char *taken; /* in memory of all: by which process; 0: by none */
	struct answer *answers;
	struct files *files; /* of each process */
	struct diags diags;  /* of all processes */
	size_t diags_begin;  /* of the seat that is being heard */
};

/* In the process, as judge_seat. */
static size_t
lend_files(void *context, size_t first, const int **list)
{
	const struct sharing *s = context;
	const struct files *files = &s->files[s->seats[first].process - 1];

	spill_lend(s->run->evidence->spill, files->list, files->count);
	*list = files->list;
	return files->count;
}

static void
judge_seat(void *context, const struct worker_input *input, const struct worker_out *out)
{
	const struct sharing *s = context;
	const struct seat *seat = input->user;
	struct budget budget = sandbox_budget(s->run->evidence);
	unsigned char nobody = 0;

	budget.heap_bytes = RULE_SHARED_HEAP_BYTES;
	if (atomic_compare_exchange_strong(&s->taken[seat->at], &nobody, seat->process))
		judged_write_rule(s->run, &s->rules[seat->at], budget, &out->sink);
}

static void
on_begin(void *context, size_t input)
{
	struct sharing *s = context;

	(void)input;
	s->diags_begin = s->diags.count;
}

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct sharing *s = context;
	const struct seat *seat = &s->seats[input];
	struct answer *answer = &s->answers[seat->at];

	if (answer->judged == NULL) {
		answer->judged = judged_new_rule(s->run, s->rules[seat->at].rule);
		answer->process = seat->process;
	}
	rule_judged_row(answer->judged, shape, values);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct sharing *s = context;
	const struct seat *seat = &s->seats[input];
	struct answer *answer = &s->answers[seat->at];

	if (status == WORKER_FAILED && atomic_load(&s->taken[seat->at]) == seat->process) {
		answer->lost = s->diags.count;
	} else if (answer->judged != NULL && answer->process == seat->process) {
		answer->diags_from = s->diags_begin;
		answer->diags_to = s->diags.count;
	}
}

/* --- what they said ------------------------------------------------------------------------------ */

/* reason: as a worker's end is called, and what it says. */
static void
say_lost(const struct sharing *s, size_t at, const struct diag *end)
{
	const struct rule *rule = &s->run->rules->list[s->rules[at].rule];
	struct buf reason = { 0 };

	if (end == NULL) {
		buf_adds(&reason, "answer");
	} else {
		diag_code_name(end->code, &reason);
		if (end->args[0].len > 0)
			buf_addf(&reason, ", %.*s", STR_ARG(end->args[0]));
	}
	diag_add(s->run->diags, DIAG_RULE_PROCESS, rule_sql_at(rule), rule->head.id,
	    buf_str(&reason), (struct str){ 0 });
	s->run->evidence->prepared[s->rules[at].rule].failed = true;
	buf_release(&reason);
}

static void
take_answer(const struct sharing *s, size_t at)
{
	const struct answer *answer = &s->answers[at];
	const struct rest_rule *rule = &s->rules[at];
	const struct subject_form none = { 0 };

	if (answer->lost > 0) {
		say_lost(s, at, &s->diags.list[answer->lost - 1]);
	} else if (answer->judged == NULL) {
		(void)judge_rows(
		    s->run, rule->rule, &none, &rule->lacks, 0, sandbox_budget(s->run->evidence));
	} else if (judged_take_rule(answer->judged)) {
		for (size_t i = answer->diags_from; i < answer->diags_to; i++) {
			const struct diag *d = &s->diags.list[i];

			diag_add(s->run->diags, d->code,
			    (struct diag_at){ d->file, d->line, d->column }, d->args[0], d->args[1],
			    d->args[2]);
		}
	} else {
		say_lost(s, at, NULL);
	}
	if (answer->judged != NULL)
		rule_judged_free(answer->judged);
}

static void
on_whole(void *context)
{
	const struct sharing *s = context;

	for (size_t i = 0; i < s->count; i++)
		take_answer(s, i);
	if (s->run->logs_end)
		log_store_leave(s->run->evidence->logs);
}

/* None, where none can be made: then it is memory. */
static void
make_files(struct files *files, unsigned jobs)
{
	for (unsigned i = 0; i < jobs; i++)
		while (files[i].count < RULE_SPILL_FILES &&
		    (files[i].list[files[i].count] = temporary_open()) >= 0)
			files[i].count++;
}

static void
close_files(struct files *files, unsigned jobs)
{
	for (unsigned i = 0; i < jobs; i++)
		for (size_t k = 0; k < files[i].count; k++)
			close(files[i].list[k]);
	free(files);
}

static struct worker_input *
make_inputs(const struct sharing *s, unsigned jobs)
{
	struct worker_input *inputs = mem_alloc(s->count * jobs, sizeof *inputs);

	for (size_t i = 0; i < s->count * jobs; i++) {
		s->seats[i] = (struct seat){ i % s->count, (unsigned char)(i / s->count + 1) };
		inputs[i] = (struct worker_input){ .fd = -1,
			.file = s->run->rules->list[s->rules[i % s->count].rule].head.id,
			.user = &s->seats[i] };
	}
	return inputs;
}

static void
judge_rules(struct rule_run *run, const struct rest_rule *rules, size_t count, unsigned jobs)
{
	struct sharing s = { .run = run, .rules = rules, .count = count };
	const struct worker_job job = { .kind = WORKER_RULES,
		.context = &s,
		.lend = lend_files,
		.read = judge_seat,
		.batch = count };
	const struct worker_handler handler = {
		.context = &s, .begin = on_begin, .row = on_row, .end = on_end, .whole = on_whole
	};
	void *taken = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (taken == MAP_FAILED)
		mem_exhausted(count);
	s.taken = taken;
	s.seats = mem_alloc(count * jobs, sizeof *s.seats);
	s.answers = mem_alloc(count, sizeof *s.answers);
	s.files = mem_alloc(jobs, sizeof *s.files);
	make_files(s.files, jobs);
	struct worker_input *inputs = make_inputs(&s, jobs);
	log_store_settle(run->evidence->logs);
	rule_run_share(run);
	confine_run(&job, inputs, count * jobs, jobs, &handler, &s.diags);
	run->diags->dropped += s.diags.dropped;
	diags_release(&s.diags);
	munmap(taken, count);
	close_files(s.files, jobs);
	free(inputs);
	free(s.answers);
	free(s.seats);
}

/* --- all of them --------------------------------------------------------------------------------- */

/* What rules looked at, for explain, stays in the process that looked, and so does what becomes of promises. */
static unsigned
jobs_for(const struct rule_run *run)
{
	long jobs = run->jobs > 0 ? (long)run->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	if (run->trace != NULL || run->evidence->promise_count > 0 ||
	    log_store_size(run->evidence->logs) < RULE_SHARED_FROM)
		return 1;
	return jobs < 1 ? 1 : jobs > RULE_JOBS_MAX ? RULE_JOBS_MAX : (unsigned)jobs;
}

static void
judge_shared(struct rule_run *run, const size_t *numbers, size_t count, unsigned jobs)
{
	struct rest_rule *rules = mem_alloc(count + 1, sizeof *rules);
	const struct subject_form none = { 0 };
	size_t judging = 0;

	for (size_t i = 0; i < count; i++) {
		struct rest_rule *rule = &rules[judging];

		*rule = (struct rest_rule){ .rule = numbers[i] };
		if (judge_begin(run, numbers[i], &none, &rule->lacks))
			judging++;
		else
			lacks_release(&rule->lacks);
	}
	if (judging > 1)
		judge_rules(run, rules, judging, jobs < judging ? jobs : (unsigned)judging);
	else if (judging == 1)
		(void)judge_rows(
		    run, rules->rule, &none, &rules->lacks, 0, sandbox_budget(run->evidence));
	for (size_t i = 0; i < judging; i++)
		lacks_release(&rules[i].lacks);
	free(rules);
}

void
rest_judge(struct rule_run *run, unsigned jobs)
{
	struct evidence *evidence = run->evidence;
	const struct subject_form none = { 0 };
	size_t *numbers = mem_alloc(run->rules->count + 1, sizeof *numbers), count = 0;

	prepare_rules(evidence);
	evidence_seal(evidence);
	/* Without any assessment the rules about one are "no evidence", too. */
	if (evidence->assessments == 0)
		evidence->given &= ~table_set_of(TABLE_ASSESSMENT);
	for (size_t i = 0; i < run->rules->count; i++)
		if (!evidence->prepared[i].refused &&
		    (!evidence->prepared[i].per_assessment || evidence->assessments == 0) &&
		    rule_is_valid(&run->rules->list[i], evidence->as_of))
			numbers[count++] = i;
	if (jobs > 1)
		judge_shared(run, numbers, count, jobs);
	for (size_t i = 0; i < count && jobs == 1; i++)
		judge(run, numbers[i], &none, 0);
	free(numbers);
	rule_run_tally(run);
}

void
rule_run_rest(struct rule_run *run)
{
	rest_judge(run, jobs_for(run));
}
