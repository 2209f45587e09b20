/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics to standard error. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "base/banned.h"

void
cmd_say_diags(const struct cmd *cmd, const bool *said)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < cmd->diags.count; i++) {
		enum diag_severity severity = diag_severity(cmd->diags.list[i].code);
		if (cmd->quiet && severity != DIAG_ERROR)
			continue;
		if (!cmd->verbose && severity == DIAG_NOTE)
			continue;
		if (said == NULL || !said[i])
			diag_line(&cmd->diags.list[i], cmd->lang, &line);
	}
	if (cmd->diags.dropped > 0)
		buf_addf(&line, "piacheck: … %zu\n", cmd->diags.dropped);
	fwrite(line.ptr == NULL ? "" : line.ptr, 1, line.len, stderr);
	buf_release(&line);
}
