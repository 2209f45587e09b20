/* SPDX-License-Identifier: Apache-2.0 */
/* One assessment from a file. */
#include "cmd/load.h"

#include <sys/stat.h>

#include "base/io.h"
#include "cmd/progress.h"
#include "base/banned.h"

enum {
	HEAD_BYTES = 512,
	/* Sixty for each of Japan's municipalities: more in one directory is a mistake. */
	ASSESSMENTS_MAX = 100000,
};

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
load_published(struct cmd *cmd, struct str file, const struct load_wishes *wishes,
    const struct forms *forms, struct assessment *assessment, struct import_report *report)
{
	struct progress progress;
	const struct import_ask ask = { .form_number = wishes->form_number,
		.progress = progress_show,
		.progress_context = &progress };

	progress_init(&progress, cmd, wishes->no_progress);
	bool good = import_file(file, &ask, forms, assessment, report, &cmd->diags);
	progress_clear(&progress);
	return good;
}

bool
load_assessment(
    struct cmd *cmd, struct str file, const struct forms *forms, struct assessment *assessment)
{
	if (load_kind(file) == ASSESS_PUBLISHED)
		return load_published(cmd, file, &(struct load_wishes){ .no_progress = true },
		    forms, assessment, NULL);
	assess_read_files(&file, 1, forms, take_over, assessment, &cmd->diags);
	return assessment->form != NULL;
}

static bool
is_directory(struct str path, struct arena *arena)
{
	struct stat st;

	return stat(arena_cstr(arena, path), &st) == 0 && S_ISDIR(st.st_mode);
}

void
load_expand(struct cmd *cmd, const struct str_list *named, struct str_list *files)
{
	static const char *const suffixes[] = { ".yaml", ".yml", ".xml", NULL };

	for (size_t i = 0; i < named->count; i++) {
		struct str *found = NULL;
		size_t count = 0;

		if (!is_directory(named->list[i], &cmd->arena)) {
			str_list_add(files, named->list[i]);
			continue;
		}
		if (io_list_files(named->list[i], suffixes, ASSESSMENTS_MAX, &cmd->arena, &found,
			&count, &cmd->diags) &&
		    count == 0)
			diag_addz(&cmd->diags, DIAG_CMD_NO_ASSESSMENT,
			    (struct diag_at){ named->list[i], 0, 0 }, NULL, NULL, NULL);
		for (size_t k = 0; k < count; k++)
			str_list_add(files, found[k]);
	}
}
