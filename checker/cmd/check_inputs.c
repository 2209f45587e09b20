/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of a check: practice into the evidence tables, assessments one after another. */
#include "cmd/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assess/assess.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "cmd/load.h"
#include "config/config.h"
#include "doc/doc.h"
#include "import/import.h"
#include "register/register.h"
#include "base/banned.h"

struct finding_input *
check_add_input(struct check *check, struct str file, const char *kind, const char *status)
{
	struct finding_run *run = &check->run;
	struct finding_input *input = ARRAY_ADD(run->inputs, run->input_count, run->input_room);

	input->file = arena_str(&run->arena, file);
	input->kind = str_of(kind);
	input->status = str_of(status);
	if (!str_is(input->kind, "log") || check->options->digests)
		input->digest = check_digest(&run->arena, file);
	return input;
}

/* --- practice ----------------------------------------------------------------------------------- */

static void
on_register(void *context, const char *table, struct str file, const char *status, size_t rows)
{
	struct check *check = context;

	(void)rows;
	check_add_input(check, file, table, status);
	evidence_source(check->evidence, table, (struct str){ 0 }, file, status);
}

static void
read_config(struct check *check, struct str root, const struct sink *sink)
{
	struct config_result result = { 0 };
	bool good = config_read(root, (struct str){ 0 }, sink, &result, &check->cmd->diags);
	const char *status = good ? "read" : result.understood > 0 ? "partly" : "refused";

	check_add_input(check, root, "config", status)->not_understood = result.not_understood;
	evidence_source(check->evidence, "config", (struct str){ 0 }, root, status);
	for (size_t i = 0; i < result.not_understood; i++)
		diag_add(&check->cmd->diags, DIAG_CMD_NOT_UNDERSTOOD, (struct diag_at){ 0 },
		    result.not_understood_files[i], (struct str){ 0 }, (struct str){ 0 });
	config_result_release(&result);
}

void
check_read_practice(struct check *check)
{
	const struct check_options *options = check->options;
	struct sink sink = evidence_sink(check->evidence);
	const struct register_given given = { check, on_register };

	struct str_list roots = { 0 };

	for (size_t i = 0; i < options->configs.count; i++)
		check_expand_root(check->cmd, options->configs.list[i], &roots);
	for (size_t i = 0; i < roots.count; i++)
		read_config(check, roots.list[i], &sink);
	str_list_release(&roots);
	for (size_t i = 0; i < options->registers.count; i++)
		register_read(options->registers.list[i], &check->pseudonym, &sink, &given,
		    &check->cmd->diags);
	if (options->logs.count + options->parts.count > 0)
		check_read_logs(check, &sink);
}

/* --- assessments -------------------------------------------------------------------------------- */

struct assessing {
	struct check *check;
	const struct str *files;
	bool *seen;
};

static void
check_one(struct check *check, struct str file, const struct assessment *assessment, bool whole)
{
	struct finding_input *input =
	    check_add_input(check, file, "assessment", whole ? "read" : "partly");

	input->unknown_items = assessment->unknown_count;
	rule_run_assessment(&check->rule_run, assessment);
}

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
on_assessment(void *context, size_t index, struct assessment *assessment)
{
	struct assessing *assessing = context;
	struct str file = assessing->files[index];

	assessing->seen[index] = true;
	check_one(assessing->check, file, assessment,
	    !file_has_errors(&assessing->check->cmd->diags, file, &assessing->check->cmd->arena));
}

static void
check_structured(struct check *check, const struct str_list *files)
{
	struct assessing assessing = { check, files->list,
		mem_alloc(files->count, sizeof *assessing.seen) };

	assess_read_files(files->list, files->count, &check->forms, on_assessment, &assessing,
	    &check->cmd->diags);
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
		&assessment, NULL))
		check_one(check, file, &assessment, true);
	else
		check_add_input(check, file, "assessment", "refused");
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
