/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck explain: how a rule came to its verdict, step by step; with a fingerprint, how one finding came about. */
#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "cmd/check.h"
#include "cmd/explain.h"
#include "base/banned.h"

/* 32 hexadecimal digits, and maybe ":" and the occurrence. */
static bool
is_fingerprint(struct str text)
{
	struct str occurrence, hash = str_split(text, ':', &occurrence);
	bool hex = hash.len == 32;

	for (size_t i = 0; hex && i < hash.len; i++)
		hex = str_is_digit(hash.ptr[i]) || (hash.ptr[i] >= 'a' && hash.ptr[i] <= 'f');
	return hex && str_digits(occurrence, 0) == occurrence.len;
}

static bool
names(struct str asked, const char *fingerprint)
{
	struct str own = str_of(fingerprint), occurrence;

	return str_eq(asked, own) ||
	    (str_find_char(asked, ':', 0) == STR_NONE &&
		str_eq(asked, str_split(own, ':', &occurrence)));
}

/* Each finding with that fingerprint; of a rule, each judgement of it. Number of what was explained. */
static size_t
explain_all(struct check *check, const struct rule_trace *trace, struct str asked, bool fingerprint,
    struct buf *out)
{
	size_t explained = 0;

	for (size_t i = 0; fingerprint && i < check->run.count; i++) {
		const struct finding *finding = &check->run.list[i];

		if (finding->trace == 0 || !names(asked, finding->fingerprint))
			continue;
		explain_finding(trace, finding, check->cmd->lang, out);
		explained++;
	}
	for (size_t i = 0; !fingerprint && i < trace->count; i++)
		if (str_eq(trace->list[i].rule->head.id, asked)) {
			explain_judgement(
			    trace, &trace->list[i], &check->run, check->cmd->lang, out);
			explained++;
		}
	return explained;
}

static void
say_nothing_found(struct check *check, struct str asked, bool fingerprint)
{
	struct diag_at nowhere = { 0 };

	if (fingerprint)
		diag_add(&check->cmd->diags, DIAG_CMD_NO_FINGERPRINT, nowhere, asked,
		    (struct str){ 0 }, (struct str){ 0 });
	else
		diag_add(&check->cmd->diags, DIAG_CMD_RULE_NOT_JUDGED, nowhere, asked,
		    (struct str){ 0 }, (struct str){ 0 });
}

static int
explain_with(struct cmd *cmd, struct check_options *options, struct str asked)
{
	bool fingerprint = is_fingerprint(asked);
	struct check check = { .cmd = cmd, .options = options };
	struct rule_trace trace = { .lang = cmd->lang };
	struct buf out = { 0 };
	int status = CMD_BAD;

	/* Of a fingerprint the rule is not known before all have run. */
	if (!fingerprint)
		str_list_add(&options->data.only, asked);
	if (check_open(&check)) {
		const struct rule *rule = fingerprint ? NULL : rules_find(&check.rules, asked);

		if (rule != NULL)
			explain_rule(rule, cmd->lang, &out);
		if (options->assessments.count + options->configs.count + options->registers.count +
			options->logs.count ==
		    0)
			status = rule != NULL ? CMD_OK : CMD_BAD;
		else if (check_evaluate(&check, &trace)) {
			finding_run_finish(&check.run);
			if (explain_all(&check, &trace, asked, fingerprint, &out) > 0)
				status = CMD_OK;
			else
				say_nothing_found(&check, asked, fingerprint);
		}
		if (fingerprint &&
		    options->assessments.count + options->configs.count + options->registers.count +
			    options->logs.count ==
			0)
			diag_addz(&cmd->diags, DIAG_CMD_NOTHING_TO_CHECK, (struct diag_at){ 0 },
			    NULL, NULL, NULL);
	}
	if (out.len > 0 && !io_write_file(STR("-"), buf_str(&out), &cmd->diags))
		status = CMD_BAD;
	buf_release(&out);
	rule_trace_release(&trace);
	check_close(&check);
	return status;
}

int
cmd_explain(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options tables[] = { check_input_option_table, data_option_table };
	struct check_options options = { 0 };
	struct str *operands;
	size_t count;
	int status = CMD_BAD;

	switch (cmd_parse(cmd, tables, COUNT_OF(tables), &options, argc, argv, &operands, &count)) {
	case CMD_PARSE_HELP:
		status = CMD_OK;
		break;
	case CMD_PARSE_BAD:
		break;
	case CMD_PARSE_OK:
		if (count != 1)
			diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 },
			    "explain", "RULE|FINGERPRINT [-a FORM]… [-c ROOT]… [-r DIR]… [-l LOG]…",
			    NULL);
		else
			status = explain_with(cmd, &options, operands[0]);
		break;
	}
	check_options_release(&options);
	return status;
}
