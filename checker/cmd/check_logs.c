/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of a check, of a scan, and parts that are merged: into the evidence's store. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cmd/check.h"
#include "cmd/progress.h"
#include "doc/doc.h"
#include "log/log.h"
#include "base/banned.h"

enum {
	DAY_SEC = 86400,
	JST_SEC = 9 * 3600,
	/* Matched records are kept one by one (some 300 bytes each); beyond, the log says that it was cut. */
	MATCH_ROWS_MAX = 100000,
};

/* Of one log. */
struct log_progress {
	struct progress shown;
	uint64_t total;
};

static void
on_progress(void *context, uint64_t bytes)
{
	struct log_progress *progress = context;

	progress_show(&progress->shown,
	    &(struct progress_step){
		.unit = PROGRESS_BYTES, .done = bytes, .total = progress->total });
}

/* 0: standard input, or nobody knows. */
static uint64_t
size_of(struct str file, struct arena *arena)
{
	struct stat st;

	return stat(arena_cstr(arena, file), &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size
									      : 0;
}

static void
add_log(void *context, struct str file, const char *status)
{
	struct check *check = context;

	check_add_input(check, file, "log", status);
	evidence_source(check->evidence, "log", (struct str){ 0 }, file, status);
}

/* What the rules want of logs. false with diagnostics: the mapping cannot be read. */
static bool
job_make(struct check *check, struct log_job *job)
{
	const struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;

	*job = (struct log_job){ .mapping_file = options->log_map,
		.latest = options->as_of.year == 0
		    ? 0
		    : (date_days(options->as_of) + 1) * DAY_SEC - JST_SEC,
		.pseudonym = &check->pseudonym,
		.jobs = options->jobs,
		.match_limit = MATCH_ROWS_MAX };
	evidence_log_needs(check->evidence, job);
	evidence_log_rules(check->evidence, NULL, &cmd->arena, job);
	job->identity = check->rules.digest;
	if (options->log_map.len == 0)
		return true;
	job->identity = arena_join(
	    &cmd->arena, check->rules.digest, check_digest(&cmd->arena, options->log_map));
	job->mapping = doc_read_file(DOC_YAML, options->log_map, &cmd->arena, &cmd->diags);
	return job->mapping != NULL &&
	    log_mapping_check(job->mapping, options->log_map, &cmd->diags);
}

static void
read_each(struct check *check, const struct log_job *job, struct log_progress *progress,
    const struct sink *sink)
{
	const struct str_list *logs = &check->options->logs;
	struct cmd *cmd = check->cmd;

	for (size_t i = 0; i < logs->count; i++) {
		size_t errors = cmd->diags.errors;

		progress->total = size_of(logs->list[i], &cmd->arena);
		bool good = log_read(
		    &logs->list[i], 1, job, evidence_logs(check->evidence), sink, &cmd->diags);

		add_log(check, logs->list[i],
		    good && cmd->diags.errors == errors ? "read"
			: good                          ? "partly"
							: "refused");
	}
}

struct merging {
	struct check *check;
	size_t errors;
};

static void
on_merged(void *context, struct str file, bool good)
{
	struct merging *m = context;
	size_t errors = m->check->cmd->diags.errors;

	add_log(m->check, file, good && errors == m->errors ? "read" : good ? "partly" : "refused");
	m->errors = errors;
}

void
check_read_logs(struct check *check, const struct sink *sink)
{
	const struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;
	struct log_job job;
	struct log_progress progress = { 0 };

	progress_init(&progress.shown, cmd, options->no_progress);
	if (!job_make(check, &job)) {
		/* Logs whose mapping cannot be read were given, but are no evidence. */
		for (size_t i = 0; i < options->logs.count; i++)
			add_log(check, options->logs.list[i], "refused");
	} else {
		if (progress.shown.wanted) {
			job.progress = on_progress;
			job.progress_context = &progress;
		}
		read_each(check, &job, &progress, sink);
		struct merging merging = { check, cmd->diags.errors };
		if (options->parts.count > 0)
			(void)log_merge(options->parts.list, options->parts.count, &job,
			    evidence_logs(check->evidence), sink, &cmd->diags, &merging, on_merged);
		log_correlate(evidence_logs(check->evidence), &job, &cmd->diags);
		progress_clear(&progress.shown);
	}
}

bool
check_write_part(struct check *check)
{
	const struct check_options *options = check->options;
	struct log_job job;

	return job_make(check, &job) &&
	    log_read_partial(options->logs.list, options->logs.count, options->range_from,
		options->range_to == 0 ? UINT64_MAX : options->range_to, &job, options->partial,
		&check->cmd->diags);
}
