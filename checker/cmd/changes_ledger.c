/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck changes --ledger: published versions are kept, and the newer ones held against the older. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "change/change.h"
#include "cmd/changes.h"
#include "cmd/load.h"
#include "base/banned.h"

struct keeping {
	struct cmd *cmd;
	struct changes_options *options;
	struct ledger ledger;
	struct check check; /* holds the findings */
	bool *audited;      /* one for each entry */
	size_t pairs;       /* of versions that were compared */
};

static void
take_over(void *context, size_t index, struct assessment *assessment)
{
	(void)index;
	*(struct assessment *)context = *assessment;
	*assessment = (struct assessment){ 0 };
}

/* Versions are read back as any form is: in a worker. */
static bool
read_version(struct keeping *k, const struct ledger_entry *entry, struct assessment *assessment)
{
	struct str file = ledger_file(&k->cmd->arena, &k->ledger, entry);

	if (!assess_read_files(&file, 1, &k->check.forms, take_over, assessment, &k->cmd->diags))
		return false;
	/* Findings name the file that the version was seen as. */
	if (entry->source.len > 0)
		assessment->file = arena_str(&assessment->arena, entry->source);
	return true;
}

static void
audit_pair(struct keeping *k, const struct ledger_entry *old, const struct ledger_entry *new)
{
	struct assessment before = { 0 }, after = { 0 };

	if (read_version(k, old, &before) && read_version(k, new, &after)) {
		change_audit(&before, &after, &k->check.run);
		k->pairs++;
	}
	assess_release(&before);
	assess_release(&after);
}

/* Each version against the one before it, of every form once. */
static void
audit_all(struct keeping *k)
{
	const struct ledger *ledger = &k->ledger;

	k->audited = mem_alloc(ledger->count, sizeof *k->audited);
	for (size_t i = 0; i < ledger->count; i++) {
		const struct ledger_entry **series;
		struct arena arena = { 0 };
		size_t count;

		if (k->audited[i])
			continue;
		count = ledger_series(&arena, ledger, &ledger->list[i], &series);
		for (size_t n = 0; n < count; n++) {
			k->audited[series[n] - ledger->list] = true;
			if (n > 0)
				audit_pair(k, series[n - 1], series[n]);
		}
		arena_release(&arena);
	}
	free(k->audited);
}

/* Written form by form: what was acknowledged is there, whatever happens to the next. */
static bool
add_forms(struct keeping *k, const struct str *files, size_t count)
{
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		struct assessment assessment = { 0 };
		bool added = false,
		     read = load_assessment(k->cmd, files[i], &k->check.forms, &assessment);

		good &= read &&
		    ledger_add(
			&k->ledger, &assessment, k->options->check.as_of, &added, &k->cmd->diags) &&
		    ledger_save(&k->ledger, &k->cmd->diags);
		finding_run_add_input(&k->check.run,
		    &(struct finding_input){ .file = files[i],
			.kind = STR("assessment"),
			.status = read ? STR("read") : STR("refused"),
			.unknown_items = assessment.unknown_count });
		assess_release(&assessment);
	}
	return good;
}

static bool
check_head(struct keeping *k)
{
	if (k->options->head.len == 0 || ledger_has(&k->ledger, k->options->head))
		return true;
	diag_add(&k->cmd->diags, DIAG_LEDGER_HEAD, (struct diag_at){ .file = k->options->ledger },
	    k->options->head, (struct str){ 0 }, (struct str){ 0 });
	return false;
}

/* The end of the chain: kept elsewhere, it shows later that nothing was cut off. */
static void
print_head(const struct keeping *k)
{
	const struct ledger *ledger = &k->ledger;

	if (!k->cmd->quiet && ledger->count > 0)
		fprintf(stderr,
		    k->cmd->lang == LANG_EN ? "%.*s: %zu versions, head %.*s\n"
					    : "%.*s: %zu版、先頭ハッシュ %.*s\n",
		    STR_ARG(ledger->dir), ledger->count,
		    STR_ARG(ledger->list[ledger->count - 1].hash));
}

static bool
has_finding(const struct finding_run *run, const struct finding_rule *rule)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->list[i].rule == rule)
			return true;
	return false;
}

/* The first version of a form has nothing to be held against: no evidence, not a pass. */
static void
count_rules(struct keeping *k)
{
	struct finding_run *run = &k->check.run;

	run->rule_count = CHANGE_AUDIT_RULES;
	run->rules = ARENA_ARRAY(&run->arena, const struct finding_rule *, CHANGE_AUDIT_RULES);
	run->rules_run = CHANGE_AUDIT_RULES;
	for (size_t i = 0; i < CHANGE_AUDIT_RULES; i++) {
		run->rules[i] = &change_audit_rules[i];
		if (k->pairs > 0)
			run->rules_passed += !has_finding(run, run->rules[i]);
		else
			finding_run_add_no_evidence(run,
			    &(struct no_evidence){ .rule = run->rules[i],
				.reason = { STR("前の版がない。次の版を加えたときに照らす"),
				    STR("there is no former version yet") } });
	}
}

static int
report(struct keeping *k)
{
	struct check *check = &k->check;

	count_rules(k);
	check_settle(check);
	return check_write_reports(check) ? check_status(check) : CMD_BAD;
}

static int
show(struct keeping *k)
{
	struct buf out = { 0 };
	bool json = false;
	bool good =
	    k->options->format.len == 0 || cmd_read_format(k->cmd, k->options->format, &json);

	if (good) {
		ledger_write(&k->ledger, json, k->cmd->lang, &out);
		good = cmd_write(k->cmd, k->options->output, &out);
	}
	buf_release(&out);
	return good ? CMD_OK : CMD_BAD;
}

int
changes_ledger(
    struct cmd *cmd, struct changes_options *options, const struct str *files, size_t count)
{
	struct keeping k = {
		.cmd = cmd, .options = options, .check = { .cmd = cmd, .options = &options->check }
	};
	int status = CMD_BAD;

	if (data_read_forms(cmd, &k.check.forms) &&
	    ledger_open(&k.ledger, options->ledger, count > 0, &cmd->diags) && check_head(&k)) {
		if (count == 0) {
			status = show(&k);
		} else {
			check_start_run(&k.check, options->check.as_of);
			bool good = add_forms(&k, files, count);
			audit_all(&k);
			print_head(&k);
			status = report(&k);
			if (!good)
				status = CMD_BAD;
		}
	}
	finding_run_release(&k.check.run);
	ledger_close(&k.ledger);
	forms_release(&k.check.forms);
	return status;
}
