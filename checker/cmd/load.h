/* SPDX-License-Identifier: Apache-2.0 */
/* One assessment from a file of any kind: structured (YAML, XML) is read, a published form is imported. */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "assess/assess.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "import/import.h"

/* false with diagnostics. The caller releases *assessment in any case. */
bool load_assessment(
    struct cmd *cmd, struct str file, const struct forms *forms, struct assessment *assessment);
/*
 * A published form alone; how far its reading has come is shown on a terminal. report may be NULL. The rest as above.
 */
struct load_wishes {
	struct str form_number; /* as in struct import_ask */
	bool no_progress;
};
bool load_published(struct cmd *cmd, struct str file, const struct load_wishes *wishes,
    const struct forms *forms, struct assessment *assessment, struct import_report *report);
/* Files as named, directories replaced by the structured assessments in them; a directory without any is a diagnostic. */
void load_expand(struct cmd *cmd, const struct str_list *named, struct str_list *files);
/* Is it a structured assessment or a published form? By the first bytes; opens and closes the file. */
enum assess_kind load_kind(struct str file);

#endif
