/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host configuration → evidence rows (config_file, setting, os_account, os_group_member).
 *
 * A root is a snapshot directory that holds etc/… (or /, the live host), or a directory or file of documents (compose,
 * Kubernetes, Terraform plan). Files are found by path patterns (config/lenses.c, config/formats.c), opened by the parent, parsed in
 * workers. A file that cannot be parsed is "no evidence" with its line and a diagnostic (exit 2); a file that nothing understands
 * is counted.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"

struct config_result {
	size_t understood, refused, not_understood;
	struct str *not_understood_files; /* in arena */
	struct arena arena;
};

/* host: name for the host column; empty: ROOT/etc/hostname, else the last part of root. Rows go to sink. */
bool config_read(struct str root, struct str host, const struct sink *sink,
    struct config_result *result, struct diags *diags);
void config_result_release(struct config_result *result);

#endif
