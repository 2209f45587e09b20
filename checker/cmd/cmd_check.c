/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck check: the order of the main job's steps. */
#include <sodium.h>

#include "base/mem.h"
#include "base/scope.h"
#include "cmd/check.h"
#include "base/banned.h"

static void
start_run(struct check *check, struct date as_of)
{
	struct finding_run *run = &check->run;
	unsigned char id[8];
	char hex[2 * sizeof id + 1];
	struct buf text = { 0 };

	randombytes_buf(id, sizeof id);
	sodium_bin2hex(hex, sizeof hex, id, sizeof id);
	run->id = arena_str(&run->arena, str_of(hex));
	time_iso_jst(time_now(), &text);
	run->started = arena_str(&run->arena, buf_str(&text));
	buf_clear(&text);
	date_iso(as_of, &text);
	run->as_of = arena_str(&run->arena, buf_str(&text));
	buf_release(&text);
	run->rules_digest = check->rules.digest;
	run->diags = &check->cmd->diags;
	run->selected = check->options->data.only.count > 0 || check->options->data.profile.len > 0;
	run->rule_count = check->rules.count;
	run->rules = ARENA_ARRAY(&run->arena, const struct finding_rule *, run->rule_count);
	for (size_t i = 0; i < run->rule_count; i++)
		run->rules[i] = &check->rules.list[i].head;
}

/* From the inputs to the exit status; the rules and forms are read. */
static int
run_check(struct check *check)
{
	const struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;

	check->evidence = evidence_new(&check->rules, options->as_of, &cmd->diags);
	if (check->evidence == NULL)
		return CMD_BAD;
	start_run(check, options->as_of);
	check->rule_run = (struct rule_run){ &check->rules, check->evidence, options->as_of,
		&check->run, &cmd->diags };
	check_read_key(check);
	rule_run_prepare(&check->rule_run);
	check_read_practice(check);
	check_assessments(check);
	rule_run_rest(&check->rule_run);
	check_settle(check);
	bool written = check_write_reports(check);
	if (!written)
		return CMD_BAD; /* refused inputs make it CMD_BAD, too: main does, for every command */
	if (options->fail_on >= 0 &&
	    finding_run_fails(&check->run, (enum severity)options->fail_on))
		return CMD_FINDINGS;
	return CMD_OK;
}

static int
check_with(struct cmd *cmd, struct check_options *options)
{
	struct check check = { .cmd = cmd, .options = options };
	int status = CMD_BAD;

	if (options->as_of.year == 0)
		options->as_of = time_day_jst(time_now());
	/* A rule or a form that cannot be read is said, and the others are still used. */
	data_read_forms(cmd, &check.forms);
	bool selected = data_read_rules(cmd, &options->data, false, &check.rules);
	if (check.rules.count == 0 && selected)
		diag_addz(&cmd->diags, DIAG_CMD_NO_RULES, (struct diag_at){ 0 }, NULL, NULL, NULL);
	/* No report then: "no findings" of no rules reads like a pass. */
	if (check.rules.count == 0)
		status = CMD_BAD;
	else if (check.forms.count == 0)
		diag_add(&cmd->diags, DIAG_CMD_NO_FORMS, (struct diag_at){ 0 }, data_rules_dir(cmd),
		    (struct str){ 0 }, (struct str){ 0 });
	else
		status = run_check(&check);
	if (mem_releases_at_end()) {
		finding_run_release(&check.run);
		evidence_free(check.evidence);
		rules_release(&check.rules);
		forms_release(&check.forms);
	}
	return status;
}

int
cmd_check(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options tables[] = { check_option_table, data_option_table };
	struct check_options options = { .fail_on = SEVERITY_ERROR };
	struct str *operands;
	size_t count;
	int status = CMD_BAD;

	if (sodium_init() < 0)
		BUG("sodium_init");
	switch (cmd_parse(cmd, tables, COUNT_OF(tables), &options, argc, argv, &operands, &count)) {
	case CMD_PARSE_HELP:
		status = CMD_OK;
		break;
	case CMD_PARSE_BAD:
		break;
	case CMD_PARSE_OK:
		for (size_t i = 0; i < count; i++)
			str_list_add(&options.assessments, operands[i]);
		if (options.assessments.count + options.configs.count + options.registers.count +
			options.logs.count ==
		    0)
			diag_addz(&cmd->diags, DIAG_CMD_NOTHING_TO_CHECK, (struct diag_at){ 0 },
			    NULL, NULL, NULL);
		else
			status = check_with(cmd, &options);
		break;
	}
	check_options_release(&options);
	return status;
}
