/* SPDX-License-Identifier: Apache-2.0 */
/* What cmd_changes.c and changes_ledger.c share. */
#ifndef CMD_CHANGES_H
#define CMD_CHANGES_H

#include "cmd/check.h"

struct changes_options {
	struct check_options check; /* first: see check_options.c and data.c */
	struct str format, output, item, ledger, head;
	struct date at;
	bool due;
};

/* --ledger: adds the forms, holds each against the version before it, reports; without forms shows the ledger. */
int changes_ledger(
    struct cmd *cmd, struct changes_options *options, const struct str *files, size_t count);

#endif
