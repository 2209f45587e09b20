/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck diff: two versions of a form as the official change table; and, with --apply, the new version out of the old one. */
#include "base/scope.h"
#include "change/change.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "doc/doc.h"
#include "base/banned.h"

struct diff_options {
	const struct change_format *format;
	struct str output, apply;
	struct date date;
	bool all, table;
};

static bool
set_format(struct cmd *cmd, void *to, struct str value)
{
	struct diff_options *options = to;
	struct buf names = { 0 };

	options->format = change_format_find(value);
	if (options->format != NULL)
		return true;
	change_format_names(&names);
	diag_add(&cmd->diags, DIAG_CMD_BAD_VALUE, (struct diag_at){ 0 }, STR("--format"), value,
	    buf_str(&names));
	buf_release(&names);
	return false;
}

static bool
set_output(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct diff_options *)to)->output = value;
	return true;
}

static bool
set_apply(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct diff_options *)to)->apply = value;
	return true;
}

static bool
set_date(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_date(cmd, "--date", value, &((struct diff_options *)to)->date);
}

static bool
set_all(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	(void)value;
	((struct diff_options *)to)->all = true;
	return true;
}

static bool
set_table(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	(void)value;
	((struct diff_options *)to)->table = true;
	return true;
}

static const struct cmd_option rows[] = {
	{ "format", 'f', "FORMAT", "text, md, csv, html, json（既定 text）",
	    "text, md, csv, html, json (default text)", set_format },
	{ "output", 'o', "FILE", "出力先（既定 標準出力）",
	    "where to write (default standard output)", set_output },
	{ "date", 0, "DATE", "変更日（既定 新しい版の公表日）",
	    "変更日 of the rows (default the new version's 公表日)", set_date },
	{ "all", 0, NULL, "表記や並びだけの違いも表示する",
	    "also what differs in notation or order alone", set_all },
	{ "apply", 0, "DIFF", "-f json の差を OLD に当てて新しい版を作る",
	    "make the new version out of OLD and the output of -f json", set_apply },
	{ "table", 0, NULL, "--apply: 変更箇所に行も加える",
	    "--apply: add the rows to the change table, too", set_table },
};

static bool
compare(struct cmd *cmd, const struct diff_options *options, const struct assessment *old,
    const struct assessment *new)
{
	const struct change_format *format =
	    options->format == NULL ? change_format_find(STR("text")) : options->format;
	struct change_list changes;
	struct buf out = { 0 };
	bool good = change_compare(old, new, options->date, &changes, &cmd->diags);

	if (good) {
		format->write(&changes, cmd->lang, options->all, &out);
		good = cmd_write(cmd, options->output, &out);
	}
	change_list_release(&changes);
	buf_release(&out);
	return good;
}

static bool
apply(struct cmd *cmd, const struct diff_options *options, const struct forms *forms,
    const struct assessment *old)
{
	const struct node *root = doc_read_file(DOC_JSON, options->apply, &cmd->arena, &cmd->diags);
	struct change_list changes = { 0 };
	struct assessment result = { 0 };
	struct buf out = { 0 };
	bool good = root != NULL &&
	    change_read_json(root, options->apply, old, &changes, &cmd->diags) &&
	    change_apply(old, &changes, options->table, forms, &result, &cmd->diags);

	if (good)
		assess_write(&result, str_ends(options->output, STR(".xml")), &out);
	good = good && cmd_write(cmd, options->output, &out);
	assess_release(&result);
	change_list_release(&changes);
	buf_release(&out);
	return good;
}

/* What could be read in part only would show as changes what are gaps: a refused item stops it. */
static int
run(struct cmd *cmd, const struct diff_options *options, const struct str *files)
{
	struct forms forms = { 0 };
	struct assessment old = { 0 }, new = { 0 };
	bool good = data_read_forms(cmd, &forms) && load_assessment(cmd, files[0], &forms, &old);

	if (good && options->apply.len > 0)
		good = apply(cmd, options, &forms, &old);
	else if (good)
		good = load_assessment(cmd, files[1], &forms, &new) &&
		    compare(cmd, options, &old, &new);
	assess_release(&old);
	assess_release(&new);
	forms_release(&forms);
	return good ? CMD_OK : CMD_BAD;
}

int
cmd_diff(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct diff_options options = { 0 };
	struct str *operands;
	size_t count;
	int status;

	if (!cmd_parse(cmd, &table, 1, &options, argc, argv, &operands, &count, &status))
		return status;
	bool applies = options.apply.len > 0;
	bool of_the_other = applies
	    ? options.format != NULL || options.date.year != 0 || options.all
	    : options.table;
	if (count != (applies ? 1 : 2) || of_the_other) {
		diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 }, "diff",
		    "OLD NEW [-f FORMAT] [--date DATE] [--all] | --apply DIFF OLD [--table] [-o "
		    "NEW]",
		    NULL);
		return CMD_BAD;
	}
	return run(cmd, &options, operands);
}
