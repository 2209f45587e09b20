/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck show: an assessment as it is understood. */
#include "assess/assess.h"
#include "base/io.h"
#include "base/scope.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "base/banned.h"

struct show_options {
	bool json;
};

static bool
set_format(struct cmd *cmd, void *to, struct str value)
{
	return cmd_read_format(cmd, value, &((struct show_options *)to)->json);
}

static const struct cmd_option rows[] = {
	{ "format", 'f', "text|json", "出力形式（既定 text）", "output format (default text)",
	    set_format },
};

static int
show(struct cmd *cmd, struct str file, bool json)
{
	struct forms forms = { 0 };
	struct assessment assessment = { 0 };
	struct buf out = { 0 };
	int status = CMD_BAD;

	if (data_read_forms(cmd, &forms) && load_assessment(cmd, file, &forms, &assessment)) {
		if (json)
			assess_show_json(&assessment, &out);
		else
			assess_show_text(&assessment, cmd->lang, &out);
		status = cmd_write(cmd, (struct str){ 0 }, &out) ? CMD_OK : CMD_BAD;
	}
	buf_release(&out);
	assess_release(&assessment);
	forms_release(&forms);
	return status;
}

int
cmd_show(struct cmd *cmd, int argc, char **argv)
{
	const struct cmd_options table = { rows, COUNT_OF(rows) };
	struct show_options options = { 0 };
	struct str file;
	int status;

	return cmd_parse_one(
		   cmd, &table, &options, argc, argv, "FORM [-f text|json]", &file, &status)
	    ? show(cmd, file, options.json)
	    : status;
}
