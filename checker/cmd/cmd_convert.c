/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck convert: YAML ⇄ XML. */
#include "assess/assess.h"
#include "base/io.h"
#include "cmd/data.h"
#include "cmd/load.h"
#include "base/banned.h"

static int
convert(struct cmd *cmd, struct str in, struct str out)
{
	struct forms forms = { 0 };
	struct assessment assessment = { 0 };
	struct buf bytes = { 0 };
	int status = CMD_BAD;

	if (load_kind(in) == ASSESS_PUBLISHED) {
		diag_addz(&cmd->diags, DIAG_CMD_NOT_STRUCTURED, (struct diag_at){ in, 0, 0 }, NULL,
		    NULL, NULL);
		return CMD_BAD;
	}
	/* A conversion that lost a refused item would be no conversion: nothing is written then. */
	if (data_read_forms(cmd, &forms) && load_assessment(cmd, in, &forms, &assessment) &&
	    cmd->diags.errors == 0) {
		assess_write(&assessment, str_ends(out, STR(".xml")), &bytes);
		status = io_write_file(out, buf_str(&bytes), &cmd->diags) ? CMD_OK : CMD_BAD;
	}
	buf_release(&bytes);
	assess_release(&assessment);
	forms_release(&forms);
	return status;
}

int
cmd_convert(struct cmd *cmd, int argc, char **argv)
{
	struct str *operands;
	size_t count;
	int status;

	if (!cmd_parse(cmd, NULL, 0, NULL, argc, argv, &operands, &count, &status))
		return status;
	if (count != 2 ||
	    !(str_ends(operands[1], STR(".xml")) || str_ends(operands[1], STR(".yaml")) ||
		str_ends(operands[1], STR(".yml")) || str_is(operands[1], "-"))) {
		diag_addz(&cmd->diags, DIAG_CMD_BAD_OPERANDS, (struct diag_at){ 0 }, "convert",
		    "IN.yaml|IN.xml OUT.xml|OUT.yaml", NULL);
		return CMD_BAD;
	}
	return convert(cmd, operands[0], operands[1]);
}
