/* SPDX-License-Identifier: Apache-2.0 */
/* One assessment from a file of any kind: structured (YAML, XML) is read, a published form is imported. */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "assess/assess.h"
#include "cmd/cmd.h"
#include "cmd/options.h"

/* false with diagnostics. The caller releases *assessment in any case. */
bool load_assessment(
    struct cmd *cmd, struct str file, const struct forms *forms, struct assessment *assessment);
/* Files as named, directories replaced by the structured assessments in them; a directory without any is a diagnostic. */
void load_expand(struct cmd *cmd, const struct str_list *named, struct str_list *files);
/* Is it a structured assessment or a published form? By the first bytes; opens and closes the file. */
enum assess_kind load_kind(struct str file);

#endif
