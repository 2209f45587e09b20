/* SPDX-License-Identifier: Apache-2.0 */
/* One assessment from a file. */
#include "cmd/load.h"

#include "base/io.h"
#include "import/import.h"
#include "base/banned.h"

enum { HEAD_BYTES = 512 };

enum assess_kind
load_kind(struct str file)
{
	char head[HEAD_BYTES] = { 0 };

	size_t len = io_peek(file, head, sizeof head);
	return assess_guess(file, (struct str){ head, len });
}

static void
take_over(void *context, size_t index, struct assessment *assessment)
{
	(void)index;
	*(struct assessment *)context = *assessment;
	*assessment = (struct assessment){ 0 };
}

bool
load_assessment(
    struct cmd *cmd, struct str file, const struct forms *forms, struct assessment *assessment)
{
	if (load_kind(file) == ASSESS_PUBLISHED)
		return import_file(file, (struct str){ 0 }, forms, assessment, NULL, &cmd->diags);
	assess_read_files(&file, 1, forms, take_over, assessment, &cmd->diags);
	return assessment->form != NULL;
}
