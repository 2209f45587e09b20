/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck corpus: what an office's own forms share, and where one of them strays from it. */
#include "base/date.h"
#include "base/io.h"
#include "base/scope.h"
#include "cmd/corpus.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "base/banned.h"

struct corpus_options {
	struct str output;
	struct date from;
};

static bool
set_output(struct cmd *cmd, void *to, struct str value)
{
	(void)cmd;
	((struct corpus_options *)to)->output = value;
	return true;
}

static bool
set_from(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_date(cmd, "--from", value, &((struct corpus_options *)to)->from);
}

static const struct cmd_option rows[] = {
	{ "output", 'o', "FILE", "共通の文の指紋をルールの参照表として書く",
	    "write the fingerprints of what is shared as a reference table for rules", set_output },
	{ "from", 0, "DATE", "指紋の文が有効になった日（既定はいつでも）",
	    "day from which the shared sentences hold (default always)", set_from },
};

static bool
write_fingerprints(struct cmd *cmd, const struct corpus_options *options, struct corpus *corpus)
{
	struct buf from = { 0 }, out = { 0 };

	if (options->from.year == 0)
		buf_adds(&from, "1900-01-01");
	else
		date_iso(options->from, &from);
	corpus_write(corpus, buf_str(&from), &out);
	bool good = io_write_file(options->output, buf_str(&out), &cmd->diags);
	buf_release(&from);
	buf_release(&out);
	return good;
}

static int
compare(struct cmd *cmd, const struct corpus_options *options, const struct str_list *named)
{
	struct forms forms = { 0 };
	struct str_list files = { 0 };
	struct corpus corpus = { 0 };
	struct buf out = { 0 };
	int status = CMD_BAD;

	load_expand(cmd, named, &files);
	if (data_read_forms(cmd, &forms)) {
		for (size_t i = 0; i < files.count; i++) {
			struct assessment assessment = { 0 };

			if (load_assessment(cmd, files.list[i], &forms, &assessment))
				corpus_add(&corpus, &assessment);
			assess_release(&assessment);
		}
		corpus_compare(&corpus);
		corpus_report(&corpus, cmd->lang, &out);
		if (corpus.full)
			diag_addz(&cmd->diags, DIAG_CMD_CORPUS_FULL, (struct diag_at){ 0 }, NULL,
			    NULL, NULL);
		bool good = cmd_write(cmd, (struct str){ 0 }, &out);
		if (good && options->output.len > 0)
			good = write_fingerprints(cmd, options, &corpus);
		status = good && corpus.file_count > 0 ? CMD_OK : CMD_BAD;
	}
	buf_release(&out);
	corpus_release(&corpus);
	str_list_release(&files);
	forms_release(&forms);
	return status;
}

int
cmd_corpus(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct corpus_options options = { 0 };
	struct str_list named = { 0 };
	struct str *operands;
	size_t count;
	int status;

	if (!cmd_parse(cmd, &table, 1, &options, argc, argv, &operands, &count, &status))
		return status;
	for (size_t i = 0; i < count; i++)
		str_list_add(&named, operands[i]);
	if (count == 0)
		diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 }, "corpus",
		    "DIR|FORM… [-o FILE] [--from DATE]", NULL);
	else
		status = compare(cmd, &options, &named);
	str_list_release(&named);
	return status;
}
