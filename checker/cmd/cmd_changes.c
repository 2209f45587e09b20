/* SPDX-License-Identifier: Apache-2.0 */
/*
 * piacheck changes: a form's own 変更箇所 verified (the rules of the profile "changes"), the form as it was (--at), one item's history
 * (--item), what is due (--due), and every published version kept and compared (--ledger).
 */
#include <sodium.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/scope.h"
#include "change/change.h"
#include "cmd/changes.h"
#include "cmd/load.h"
#include "base/banned.h"

static bool
set_format(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct changes_options *)to)->format = value;
	return true;
}

static bool
set_output(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct changes_options *)to)->output = value;
	return true;
}

static bool
set_as_of(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_date(cmd, "--as-of", value, &((struct changes_options *)to)->check.as_of);
}

static bool
set_at(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_date(cmd, "--at", value, &((struct changes_options *)to)->at);
}

static bool
set_item(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct changes_options *)to)->item = value;
	return true;
}

static bool
set_ledger(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct changes_options *)to)->ledger = value;
	return true;
}

static bool
set_head(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct changes_options *)to)->head = value;
	return true;
}

static bool
set_due(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	(void)value;
	((struct changes_options *)to)->due = true;
	return true;
}

static const struct cmd_option rows[] = {
	{ "format", 'f', "FORMAT", "checkと同じ。--itemは text, json、--dueは text, json, csv, ics",
	    "as of check; with --item text, json; with --due text, json, csv, ics", set_format },
	{ "output", 'o', "FILE", "出力先（既定 標準出力）",
	    "where to write (default standard output)", set_output },
	{ "as-of", 0, "DATE", "この日を基準とする（既定は今日）", "as of this day (default today)",
	    set_as_of },
	{ "at", 0, "DATE", "その日の評価書を変更箇所から復元する（YAML）",
	    "the form as it was on that day, rebuilt from its table (YAML)", set_at },
	{ "item", 0, "ID", "一つの項目の変更の履歴", "the history of one item", set_item },
	{ "due", 0, NULL, "見直し・再評価・公表の期限（-f ics でカレンダー）",
	    "due dates: review, re-assessment, publication (-f ics: a calendar)", set_due },
	{ "ledger", 0, "DIR", "公表した版を台帳に加え、前の版と照らす",
	    "add published versions to this ledger, and hold them against the former ones",
	    set_ledger },
	{ "head", 0, "HASH", "--ledger: 以前に表示されたハッシュが台帳にあることも確かめる",
	    "--ledger: this hash, printed earlier, must be in it", set_head },
};

static bool
bad_format(struct cmd *cmd, struct str value, const char *allowed)
{
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("--format"), value,
	    str_of(allowed));
	return false;
}

/* --- one form: --at, --item ---------------------------------------------------------------------- */

static bool
rebuild(struct cmd *cmd, const struct changes_options *options, const struct forms *forms,
    const struct assessment *now)
{
	struct assessment then = { 0 };
	struct buf out = { 0 };
	bool good = change_replay(now, options->at, forms, &then, &cmd->diags);

	if (good)
		assess_write(&then, str_ends(options->output, STR(".xml")), &out);
	good = good && cmd_write(cmd, options->output, &out);
	assess_release(&then);
	buf_release(&out);
	return good;
}

static bool
tell_item(struct cmd *cmd, const struct changes_options *options, const struct assessment *now)
{
	struct buf out = { 0 };
	bool json = false;
	bool good = (options->format.len == 0 || cmd_read_format(cmd, options->format, &json)) &&
	    change_item_history(now, options->item, json, cmd->lang, &out, &cmd->diags) &&
	    cmd_write(cmd, options->output, &out);

	buf_release(&out);
	return good;
}

static int
one_form(struct cmd *cmd, const struct changes_options *options, struct str file)
{
	struct forms forms = { 0 };
	struct assessment now = { 0 };
	bool good = data_read_forms(cmd, &forms) && load_assessment(cmd, file, &forms, &now) &&
	    (options->item.len > 0 ? tell_item(cmd, options, &now)
				   : rebuild(cmd, options, &forms, &now));

	assess_release(&now);
	forms_release(&forms);
	return good ? CMD_OK : CMD_BAD;
}

/* --- --due ------------------------------------------------------------------------------------------ */

static int
show_due(
    struct cmd *cmd, const struct changes_options *options, const struct str *files, size_t count)
{
	struct str format = options->format.len == 0 ? STR("text") : options->format;
	due_writer *write = due_format_find(format);
	struct forms forms = { 0 };
	struct due_list dues = { 0 };
	struct buf out = { 0 };
	bool good = write != NULL || bad_format(cmd, format, "text, json, csv, ics");

	good = good && data_read_forms(cmd, &forms);
	for (size_t i = 0; good && i < count; i++) {
		struct assessment assessment = { 0 };

		/* A form that cannot be read is said; the others' dates are still shown. */
		if (load_assessment(cmd, files[i], &forms, &assessment))
			due_add(&dues, &assessment, options->check.as_of);
		assess_release(&assessment);
	}
	if (good) {
		write(&dues, options->check.as_of, cmd->lang, &out);
		good = cmd_write(cmd, options->output, &out);
	}
	due_list_release(&dues);
	buf_release(&out);
	forms_release(&forms);
	return good ? CMD_OK : CMD_BAD;
}

/* --- the table itself, and the ledger -------------------------------------------------------------- */

/* The report that is asked for. Before anything is read or kept: what cannot be answered changes nothing. */
static bool
set_report(struct cmd *cmd, struct changes_options *options)
{
	struct check_options *check = &options->check;

	return (options->format.len == 0 || check_add_format(cmd, check, options->format)) &&
	    (options->output.len == 0 || check_add_output(cmd, check, options->output));
}

static int
verify(struct cmd *cmd, struct changes_options *options, const struct str *files, size_t count)
{
	if (options->check.data.profile.len == 0 && options->check.data.only.count == 0)
		options->check.data.profile = STR("changes");
	for (size_t i = 0; i < count; i++)
		str_list_add(&options->check.assessments, files[i]);
	return check_run(cmd, &options->check);
}

static int
run(struct cmd *cmd, struct changes_options *options, const struct str *files, size_t count)
{
	size_t modes = (size_t)(options->at.year != 0) + (options->item.len > 0) + options->due +
	    (options->ledger.len > 0);
	bool one = options->at.year != 0 || options->item.len > 0;

	if (str_is(options->format, "ics") && modes == 0)
		options->due = true;
	if (modes > 1) {
		diag_addz(&cmd->diags, DIAG_CHANGE_MODES, (struct diag_at){ 0 }, NULL, NULL, NULL);
		return CMD_BAD;
	}
	if ((one && count != 1) || (count == 0 && options->ledger.len == 0) ||
	    (options->head.len > 0 && options->ledger.len == 0)) {
		diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 }, "changes",
		    "FORM… [--at DATE|--item ID|--due|--ledger DIR [--head HASH]]", NULL);
		return CMD_BAD;
	}
	if (options->check.as_of.year == 0)
		options->check.as_of = time_day_jst(time_now());
	if (one)
		return one_form(cmd, options, files[0]);
	if (options->due)
		return show_due(cmd, options, files, count);
	if (count > 0 && !set_report(cmd, options))
		return CMD_BAD;
	return options->ledger.len > 0 ? changes_ledger(cmd, options, files, count)
				       : verify(cmd, options, files, count);
}

int
cmd_changes(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options tables[] = { { rows, COUNT_OF(rows) }, check_judging_table,
		data_option_table };
	struct changes_options options = { .check = { .fail_on = SEVERITY_ERROR } };
	struct str *operands;
	size_t count;
	int status;

	if (sodium_init() < 0)
		BUG("sodium_init");
	if (cmd_parse(
		cmd, tables, COUNT_OF(tables), &options, argc, argv, &operands, &count, &status)) {
		status = run(cmd, &options, operands, count);
	}
	check_options_release(&options.check);
	return status;
}
