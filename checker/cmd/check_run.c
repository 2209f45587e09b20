/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a run up to its findings: of check, which reports them, and of explain, which says how one came about. */
#include <sodium.h>

#include "base/mem.h"
#include "base/scope.h"
#include "cmd/check.h"
#include "log/log.h"
#include "base/banned.h"

/* What one assessment and all rules take; logs and hosts are read by workers. */
enum { CHECK_HEAP_BYTES = 8 << 20 };

void
check_start_run(struct check *check, struct date as_of)
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
	run->rules = ARENA_ARRAY(&run->arena, const struct finding_rule *, check->rules.count);
	for (size_t i = 0; i < check->rules.count; i++)
		if (!check->rules.list[i].silent)
			run->rules[run->rule_count++] = &check->rules.list[i].head;
}

bool
check_open(struct check *check)
{
	struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;

	mem_expect(CHECK_HEAP_BYTES);
	if (sodium_init() < 0)
		BUG("sodium_init");
	if (options->as_of.year == 0)
		options->as_of = time_day_jst(time_now());
	check_find_logs(cmd, options);
	/* A rule or a form that cannot be read is said, and the others are still used. */
	data_read_forms(cmd, &check->forms);
	options->data.registers = &options->registers;
	bool selected = data_read_rules(cmd, &options->data, false, &check->rules);
	if (check->rules.count == 0 && selected)
		diag_addz(&cmd->diags, DIAG_CMD_NO_RULES, (struct diag_at){ 0 }, NULL, NULL, NULL);
	/* No report then: "no findings" of no rules reads like a pass. */
	if (check->rules.count == 0)
		return false;
	if (check->forms.count == 0)
		diag_add(&cmd->diags, DIAG_CMD_NO_FORMS, (struct diag_at){ 0 }, data_rules_dir(cmd),
		    (struct str){ 0 }, (struct str){ 0 });
	check_read_key(check);
	return check->forms.count > 0;
}

bool
check_prepare(struct check *check, struct rule_trace *trace)
{
	const struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;

	check->evidence = evidence_new(&check->rules, options->as_of, &cmd->diags);
	if (check->evidence == NULL)
		return false;
	check_start_run(check, options->as_of);
	check->rule_run = (struct rule_run){ &check->rules, check->evidence, options->as_of,
		&check->run, &cmd->diags, trace, options->jobs, !options->follow };
	rule_run_prepare(&check->rule_run);
	return true;
}

bool
check_evaluate(struct check *check, struct rule_trace *trace)
{
	if (!check_prepare(check, trace))
		return false;
	check_read_practice(check);
	check_assessments(check);
	rule_run_rest(&check->rule_run);
	return true;
}

void
check_forget(struct check *check)
{
	finding_run_release(&check->run);
	evidence_free(check->evidence);
	check->run = (struct finding_run){ 0 };
	check->evidence = NULL;
}

void
check_close(struct check *check)
{
	if (!mem_releases_at_end())
		return;
	check_forget(check);
	log_state_free(check->log_state);
	rules_release(&check->rules);
	forms_release(&check->forms);
}
