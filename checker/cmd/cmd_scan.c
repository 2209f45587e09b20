/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck scan, piacheck merge: logs alone, on as many machines as there are parts. */
#include "base/scope.h"
#include "cmd/check.h"
#include "base/banned.h"

/* In the order of their names: parts are merged so, and both must give the same. */
static void
take_operands(struct str_list *list, struct str *operands, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && str_cmp(operands[k - 1], operands[k]) > 0; k--) {
			struct str swap = operands[k];
			operands[k] = operands[k - 1];
			operands[k - 1] = swap;
		}
	for (size_t i = 0; i < count; i++)
		str_list_add(list, operands[i]);
}

static int
run(struct cmd *cmd, int argc, char **argv, bool merge)
{
	/* merge has not scan's own, which stand first */
	const struct cmd_options tables[] = { scan_option_table, growing_option_table,
		log_input_option_table, check_option_table, check_judging_table,
		data_option_table };
	const size_t first = merge ? 2 : 0;
	struct check_options options = { .fail_on = SEVERITY_ERROR };
	struct str *operands;
	size_t count;
	int status;

	if (cmd_parse(cmd, tables + first, COUNT_OF(tables) - first, &options, argc, argv,
		&operands, &count, &status)) {
		take_operands(merge ? &options.parts : &options.logs, operands, count);
		if (count == 0)
			diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 },
			    merge ? "merge" : "scan",
			    merge ? "PART…" : "LOG… [--partial OUT [--range FROM-TO]]", NULL);
		else if (options.range_to != 0 && (options.partial.len == 0 || count != 1))
			diag_addz(&cmd->diags, DIAG_CMD_RANGE_ALONE, (struct diag_at){ 0 }, NULL,
			    NULL, NULL);
		else if (options.partial.len > 0 && (options.checkpoint.len > 0 || options.follow))
			diag_addz(&cmd->diags, DIAG_CMD_PART_AND_STATE, (struct diag_at){ 0 }, NULL,
			    NULL, NULL);
		else
			status = check_run(cmd, &options);
	}
	check_options_release(&options);
	return status;
}

int
cmd_scan(struct cmd *cmd, int argc, char **argv)
{
	return run(cmd, argc, argv, false);
}

int
cmd_merge(struct cmd *cmd, int argc, char **argv)
{
	return run(cmd, argc, argv, true);
}
