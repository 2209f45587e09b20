/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assessments of a check, one after another: their rows made, their rules run. Many are judged in workers, several at once; what these
 * say is taken in the order of the files, so that the report is the same however many there are.
 */
#include <stdlib.h>
#include <unistd.h>

#include "assess/assess.h"
#include "base/mem.h"
#include "base/number.h"
#include "cmd/check.h"
#include "cmd/load.h"
#include "base/banned.h"

enum {
	/* Fewer are judged sooner than workers are started. */
	FORMS_FOR_WORKERS = 16,
	/* Each holds a copy of what rules work on, some 10 MiB. */
	WORKERS_MAX = 8,
};

struct assessing {
	struct check *check;
	const struct str *files;
	bool *seen;
	struct rule_judged *judged; /* in workers: what comes of the one being read */
};

static bool
file_has_errors(const struct diags *diags, struct str file, struct arena *arena)
{
	struct str shown = number_masked(arena, file); /* as diagnostics name it */

	for (size_t i = 0; i < diags->count; i++)
		if (str_eq(diags->list[i].file, shown) &&
		    diag_severity(diags->list[i].code) == DIAG_ERROR)
			return true;
	return false;
}

static void
add_assessment(struct check *check, struct str file, size_t unknown_items)
{
	bool whole = !file_has_errors(&check->cmd->diags, file, &check->cmd->arena);

	check_add_input(check, file, "assessment", whole ? "read" : "partly")->unknown_items =
	    unknown_items;
}

static void
on_assessment(void *context, size_t index, struct assessment *assessment)
{
	struct assessing *assessing = context;
	struct str file = assessing->files[index];

	assessing->seen[index] = true;
	add_assessment(assessing->check, file, assessment->unknown_count);
	rule_run_assessment(&assessing->check->rule_run, assessment);
}

/* --- in workers --------------------------------------------------------------------------------- */

/* In the worker. */
static void
judge(void *context, const struct assessment *assessment, const struct sink *sink)
{
	const struct assessing *assessing = context;

	rule_run_judge(&assessing->check->rule_run, assessment, sink);
}

static void
on_judged_row(
    void *context, size_t index, const struct sink_shape *shape, const struct value *values)
{
	const struct assessing *assessing = context;

	(void)index;
	rule_judged_row(assessing->judged, shape, values);
}

static void
on_judged_end(void *context, size_t index, bool whole)
{
	struct assessing *assessing = context;
	struct check *check = assessing->check;
	struct rule_judged *judged = assessing->judged;
	struct str file = assessing->files[index];

	if (whole && rule_judged_take(judged, file)) {
		assessing->seen[index] = true;
		add_assessment(check, file, rule_judged_unknown_items(judged));
	} else if (whole && !rule_judged_none(judged)) {
		diag_addz(&check->cmd->diags, DIAG_WORKER_MESSAGE, (struct diag_at){ .file = file },
		    "findings", NULL, NULL);
	}
	rule_judged_clear(judged);
}

static void
check_in_workers(struct assessing *assessing, size_t count, unsigned jobs)
{
	struct check *check = assessing->check;
	const struct assess_judging judging = {
		.context = assessing, .judge = judge, .row = on_judged_row, .end = on_judged_end
	};

	rule_run_share(&check->rule_run);
	assessing->judged = rule_judged_new(&check->rule_run);
	assess_judge_files(
	    assessing->files, count, &check->forms, jobs, &judging, &check->cmd->diags);
	rule_judged_free(assessing->judged);
}

/* --- all of them -------------------------------------------------------------------------------- */

static unsigned
jobs_for(const struct check *check, size_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	/* What rules looked at, for explain, stays in the process that looked. */
	if (check->rule_run.trace != NULL)
		return 1;
	if (check->options->jobs > 0)
		return check->options->jobs;
	if (count < FORMS_FOR_WORKERS || processors < 2)
		return 1;
	return processors > WORKERS_MAX ? WORKERS_MAX : (unsigned)processors;
}

static void
check_some(struct assessing *assessing, size_t first, size_t count, unsigned jobs)
{
	struct assessing some = *assessing;

	some.files += first;
	some.seen += first;
	if (jobs > 1)
		check_in_workers(&some, count, jobs);
	else
		assess_read_files(some.files, count, &some.check->forms, on_assessment, &some,
		    &some.check->cmd->diags);
}

static void
check_structured(struct check *check, const struct str_list *files)
{
	struct assessing assessing = { .check = check,
		.files = files->list,
		.seen = mem_alloc(files->count, sizeof *assessing.seen) };
	unsigned jobs = jobs_for(check, files->count);
	/* Of many the first is judged here: what rules and patterns became by that, all workers have. */
	size_t first = files->count < FORMS_FOR_WORKERS ? 0 : 1;

	check_some(&assessing, 0, first, 1);
	check_some(&assessing, first, files->count - first, jobs);
	for (size_t i = 0; i < files->count; i++)
		if (!assessing.seen[i])
			check_add_input(check, files->list[i], "assessment", "refused");
	free(assessing.seen);
}

static void
check_published(struct check *check, struct str file)
{
	struct assessment assessment = { 0 };

	if (load_published(check->cmd, file,
		&(struct load_wishes){ .no_progress = check->options->no_progress }, &check->forms,
		&assessment, NULL)) {
		check_add_input(check, file, "assessment", "read")->unknown_items =
		    assessment.unknown_count;
		rule_run_assessment(&check->rule_run, &assessment);
	} else {
		check_add_input(check, file, "assessment", "refused");
	}
	assess_release(&assessment);
}

void
check_assessments(struct check *check)
{
	struct str_list files = { 0 }, structured = { 0 };

	load_expand(check->cmd, &check->options->assessments, &files);
	for (size_t i = 0; i < files.count; i++) {
		if (load_kind(files.list[i]) != ASSESS_PUBLISHED)
			str_list_add(&structured, files.list[i]);
	}
	if (structured.count > 0)
		check_structured(check, &structured);
	for (size_t i = 0, k = 0; i < files.count; i++) {
		if (k < structured.count && str_eq(files.list[i], structured.list[k]))
			k++;
		else
			check_published(check, files.list[i]);
	}
	str_list_release(&files);
	str_list_release(&structured);
}
