/* SPDX-License-Identifier: Apache-2.0 */
/* One assessment from a file of any kind: structured (YAML, XML) is read, a published form is imported. */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "assess/assess.h"
#include "cmd/cmd.h"

/* false with diagnostics. The caller releases *assessment in any case. */
bool load_assessment(
    struct cmd *cmd, struct str file, const struct forms *forms, struct assessment *assessment);
/* Is it a structured assessment or a published form? By the first bytes; opens and closes the file. */
enum assess_kind load_kind(struct str file);

#endif
