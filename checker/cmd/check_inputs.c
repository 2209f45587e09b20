/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of a check: practice into the evidence tables. */
#include "cmd/check.h"

#include "base/mem.h"
#include "config/config.h"
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
