/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck confirm: what an import left open is listed, asked on a terminal, or answered from a file. */
#include <stdio.h>
#include <unistd.h>

#include "base/scope.h"
#include "cmd/confirm_ask.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "base/banned.h"

struct confirm_options {
	struct str apply, output, source;
	bool list;
};

static bool
set_apply(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct confirm_options *)to)->apply = value;
	return true;
}

static bool
set_output(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct confirm_options *)to)->output = value;
	return true;
}

static bool
set_source(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct confirm_options *)to)->source = value;
	return true;
}

static bool
set_list(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	(void)value;
	((struct confirm_options *)to)->list = true;
	return true;
}

static const struct cmd_option rows[] = {
	{ "apply", 0, "ANSWERS", "答えを書き込んだ一覧を反映する",
	    "apply a list that was filled in", set_apply },
	{ "list", 0, NULL, "端末でも質問せず、一覧を出す", "print the list, also on a terminal",
	    set_list },
	{ "output", 'o', "OUT", "出力先（既定は、一覧は標準出力、反映は評価書）",
	    "where to (default: the list to standard output, answers into FORM)", set_output },
	{ "source", 0, "TEXT", "原文のテキスト（行を示す）",
	    "the text that FORM was imported from, to show its lines", set_source },
};

static size_t
count_open(const struct confirm_form *form)
{
	struct arena arena = { 0 };
	struct confirm_question *questions;
	size_t count = confirm_questions(&form->assessment, &arena, &questions);

	arena_release(&arena);
	return count;
}

static int
list(struct cmd *cmd, const struct confirm_form *form, const struct confirm_source *source,
    struct str output)
{
	struct buf out = { 0 };

	confirm_write_list(form, source, cmd->lang, &out);
	bool good = cmd_write(cmd, output, &out);
	buf_release(&out);
	return good ? CMD_OK : CMD_BAD;
}

static void
say_applied(const struct cmd *cmd, const struct confirm_form *form, size_t confirmed)
{
	if (!cmd->quiet)
		fprintf(stderr,
		    cmd->lang == LANG_EN ? "%zu items confirmed, %zu still open.\n"
					 : "確定 %zu 項目、未確定 %zu 項目。\n",
		    confirmed, count_open(form));
}

static int
apply(struct cmd *cmd, struct confirm_form *form, struct str answers_file, struct str output)
{
	struct assessment answers = { 0 };
	size_t confirmed = 0;
	bool good = confirm_read_answers(form, answers_file, &answers, &cmd->diags) &&
	    confirm_apply(form, &answers, &confirmed, &cmd->diags) &&
	    confirm_save(form, output.len == 0 ? form->file : output, &cmd->diags);

	if (good)
		say_applied(cmd, form, confirmed);
	assess_release(&answers);
	return good ? CMD_OK : CMD_BAD;
}

static int
ask(struct cmd *cmd, struct confirm_form *form, const struct confirm_source *source,
    struct str output)
{
	size_t before = count_open(form);
	bool good = confirm_ask(cmd, form, source, output.len == 0 ? form->file : output);
	size_t after = count_open(form);

	if (good)
		say_applied(cmd, form, before > after ? before - after : 0);
	return good ? CMD_OK : CMD_BAD;
}

static int
run(struct cmd *cmd, struct str file, const struct confirm_options *options)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	struct forms forms = { 0 };
	struct confirm_form form = { 0 };
	struct confirm_source source = { 0 };
	int status = CMD_BAD;

	if (data_read_forms(cmd, &forms) && confirm_open(&form, file, &forms, &cmd->diags)) {
		if (options->source.len > 0)
			confirm_source_open(&source, options->source, &cmd->diags);
		if (options->apply.len > 0)
			status = apply(cmd, &form, options->apply, options->output);
		else if (options->list || !terminal)
			status = list(cmd, &form, &source, options->output);
		else
			status = ask(cmd, &form, &source, options->output);
	}
	confirm_source_close(&source);
	confirm_close(&form);
	forms_release(&forms);
	return status;
}

int
cmd_confirm(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct confirm_options options = { 0 };
	struct str file;
	int status;

	return cmd_parse_one(cmd, &table, &options, argc, argv,
		   "FORM [--list | --apply ANSWERS] [-o OUT]", &file, &status)
	    ? run(cmd, file, &options)
	    : status;
}
