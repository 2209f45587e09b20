/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck check: the main job, from the options to the exit status. */
#include "base/scope.h"
#include "cmd/check.h"
#include "log/log.h"
#include "base/banned.h"

int
check_status(const struct check *check)
{
	int level = check->options->fail_on;

	return level >= 0 && finding_run_fails(&check->run, (enum severity)level) ? CMD_FINDINGS
										  : CMD_OK;
}

int
check_run(struct cmd *cmd, struct check_options *options)
{
	struct check check = { .cmd = cmd, .options = options };
	int status = CMD_BAD;
	const int64_t began_ms = check_now_ms();

	if (options->partial.len > 0) {
		struct log_totals totals = { 0 };
		/* A part of a key that no one has can be merged with nothing. */
		if (check_open(&check) && check_prepare(&check, NULL) && !check.key_lost &&
		    check_write_part(&check, &totals)) {
			if (options->stats)
				check_say_stats(&check, &totals, began_ms);
			status = CMD_OK;
		}
	} else if (options->follow) {
		if (check_open(&check))
			status = check_follow(&check);
	} else if (check_open(&check) && check_evaluate(&check, NULL)) {
		check_settle(&check);
		/* Refused inputs make it CMD_BAD, too: main does, for every command. */
		if (check_write_reports(&check))
			status = check_status(&check);
		if (options->stats)
			check_say_stats(
			    &check, log_store_totals(evidence_logs(check.evidence)), began_ms);
	}
	check_close(&check);
	return status;
}

int
cmd_check(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options tables[] = { check_input_option_table, check_jobs_table,
		growing_option_table, check_option_table, check_judging_table, data_option_table };
	struct check_options options = { .fail_on = SEVERITY_ERROR };
	struct str *operands;
	size_t count;
	int status;

	if (cmd_parse(
		cmd, tables, COUNT_OF(tables), &options, argc, argv, &operands, &count, &status)) {
		for (size_t i = 0; i < count; i++)
			str_list_add(&options.assessments, operands[i]);
		if (!check_has_inputs(&options))
			diag_addz(&cmd->diags, DIAG_CMD_NOTHING_TO_CHECK, (struct diag_at){ 0 },
			    NULL, NULL, NULL);
		else
			status = check_run(cmd, &options);
	}
	check_options_release(&options);
	return status;
}
