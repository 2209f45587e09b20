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

struct explain_options {
	struct check_options check; /* first: its tables are used */
	bool json;
};

/* What is asked for, and where the answer goes: as text, or into "explained" of a JSON object. */
struct explaining {
	struct check check;
	struct rule_trace trace;
	struct str asked;
	bool fingerprint, as_json;
	struct buf out;
	struct json json;
	size_t explained;
};

static void
tell(struct explaining *e, const struct rule_judgement *j, const struct finding *only)
{
	enum lang lang = e->check.cmd->lang;

	e->explained++;
	if (e->as_json)
		explain_json_judgement(&e->json, &e->trace, j, &e->check.run, only, lang);
	else if (only != NULL)
		explain_finding(&e->trace, only, lang, &e->out);
	else
		explain_judgement(&e->trace, j, &e->check.run, lang, &e->out);
}

/* Each finding with that fingerprint; of a rule, each judgement of it. */
static void
explain_all(struct explaining *e)
{
	for (size_t i = 0; i < e->trace.count; i++) {
		const struct rule_judgement *j = &e->trace.list[i];

		if (!e->fingerprint && str_eq(j->rule->head.id, e->asked))
			tell(e, j, NULL);
		for (size_t k = 0; e->fingerprint && k < e->check.run.count; k++)
			if (explain_is_of(&e->check.run.list[k], j) &&
			    names(e->asked, e->check.run.list[k].fingerprint))
				tell(e, j, &e->check.run.list[k]);
	}
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
explain_rule_alone(struct explaining *e, const struct rule *rule)
{
	if (rule == NULL) {
		if (e->fingerprint)
			diag_addz(&e->check.cmd->diags, DIAG_CMD_NOTHING_TO_CHECK,
			    (struct diag_at){ 0 }, NULL, NULL, NULL);
		return CMD_BAD;
	}
	if (e->as_json)
		explain_json_rule(&e->json, rule, e->check.cmd->lang);
	return CMD_OK;
}

static int
explain_inputs(struct explaining *e)
{
	if (!check_evaluate(&e->check, &e->trace))
		return CMD_BAD;
	finding_run_finish(&e->check.run);
	explain_all(e);
	if (e->explained > 0)
		return CMD_OK;
	say_nothing_found(&e->check, e->asked, e->fingerprint);
	return CMD_BAD;
}

static int
explain_with(struct cmd *cmd, struct explain_options *options, struct str asked)
{
	struct explaining e = { .check = { .cmd = cmd, .options = &options->check },
		.trace = { .lang = cmd->lang },
		.asked = asked,
		.fingerprint = is_fingerprint(asked),
		.as_json = options->json };
	int status = CMD_BAD;

	e.json = (struct json){ .out = &e.out, .indent = true };
	/* Of a fingerprint the rule is not known before all have run. */
	if (!e.fingerprint)
		str_list_add(&options->check.data.only, asked);
	if (e.as_json) {
		json_object(&e.json);
		json_kvz(&e.json, "schema", "piacheck/explain/1");
		json_key(&e.json, "explained");
		json_array(&e.json);
	}
	if (check_open(&e.check)) {
		const struct rule *rule = e.fingerprint ? NULL : rules_find(&e.check.rules, asked);

		if (rule != NULL && !e.as_json)
			explain_rule(rule, cmd->lang, &e.out);
		status = check_has_inputs(&options->check) ? explain_inputs(&e)
							   : explain_rule_alone(&e, rule);
	}
	if (e.as_json) {
		json_array_end(&e.json);
		json_object_end(&e.json);
		buf_addc(&e.out, '\n');
	}
	if (e.out.len > 0 && (!e.as_json || status == CMD_OK) &&
	    !io_write_file(STR("-"), buf_str(&e.out), &cmd->diags))
		status = CMD_BAD;
	buf_release(&e.out);
	rule_trace_release(&e.trace);
	check_close(&e.check);
	return status;
}

/* A past run's finding, out of the history alone. */
static int
explain_past(struct cmd *cmd, const struct explain_options *options, struct str fingerprint)
{
	struct store *store = store_open(options->check.store, true, &cmd->diags);
	struct buf out = { 0 };
	int status = CMD_BAD;

	if (store != NULL &&
	    store_explain(store, fingerprint, options->json, cmd->lang, &out, &cmd->diags) &&
	    cmd_write(cmd, (struct str){ 0 }, &out))
		status = CMD_OK;
	store_close(store);
	buf_release(&out);
	return status;
}

static bool
set_format(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_format(cmd, value, &((struct explain_options *)to)->json);
}

static bool
set_store(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct explain_options *)to)->check.store = value;
	return true;
}

static const struct cmd_option rows[] = {
	{ "format", 'f', "text|json", "出力形式（既定 text）", "output format (default text)",
	    set_format },
	{ "store", 0, "FILE", "過去の実行の指摘（指紋）を履歴から説明する",
	    "explain a finding (fingerprint) of a past run, from this history", set_store },
};

int
cmd_explain(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options tables[] = { check_input_option_table, { rows, COUNT_OF(rows) },
		data_option_table };
	struct explain_options options = { 0 };
	struct str *operands;
	size_t count;
	int status;

	if (cmd_parse(
		cmd, tables, COUNT_OF(tables), &options, argc, argv, &operands, &count, &status)) {
		if (count != 1 || (options.check.store.len > 0 && !is_fingerprint(operands[0])))
			diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 },
			    "explain",
			    "RULE|FINGERPRINT [-a FORM]… [-c ROOT]… [-r DIR]… [-l LOG]…, "
			    "FINGERPRINT --store FILE",
			    NULL);
		else if (options.check.store.len > 0)
			status = explain_past(cmd, &options, operands[0]);
		else
			status = explain_with(cmd, &options, operands[0]);
	}
	check_options_release(&options.check);
	return status;
}
