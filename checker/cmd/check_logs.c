/* SPDX-License-Identifier: Apache-2.0 */
/* Logs of a check, of a scan, and parts that are merged: into the evidence's store. */
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
	/* Matched records of a rule and log are kept one by one, some 100 bytes each, mostly on disk; beyond, the log says that it was cut. */
	MATCH_ROWS_MAX = 1000000,
};

/* Of all logs, also when they are read one by one. */
struct log_progress {
	struct progress shown;
	uint64_t before, behind; /* bytes of the logs that were read; of those still to come */
	uint64_t matches;        /* before */
	bool unknown;            /* how much is to come */
};

static void
on_progress(void *context, const struct progress_step *step)
{
	struct log_progress *progress = context;

	struct progress_step of_all = *step;

	of_all.done += progress->before;
	of_all.matches += progress->matches;
	of_all.total = step->total == 0 || progress->unknown
	    ? 0
	    : progress->before + step->total + progress->behind;
	progress_show(&progress->shown, &of_all);
}

/* false: standard input, or nobody knows. */
static bool
size_of(struct str file, struct arena *arena, uint64_t *size)
{
	struct stat st;

	if (stat(arena_cstr(arena, file), &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*size = (uint64_t)st.st_size;
	return true;
}

void
check_find_logs(struct cmd *cmd, struct check_options *options)
{
	size_t count;
	struct str *files =
	    log_inputs(options->logs.list, options->logs.count, &cmd->arena, &count, &cmd->diags);

	str_list_release(&options->logs);
	options->logs = (struct str_list){ 0 };
	for (size_t i = 0; i < count; i++)
		str_list_add(&options->logs, files[i]);
}

static void
add_log(void *context, struct str file, const char *status)
{
	struct check *check = context;

	check_add_input(check, file, "log", status);
	evidence_source(check->evidence, "log", (struct str){ 0 }, file, status);
}

/* What the rules want of logs, and who waits for it (may be NULL). false with diagnostics: the mapping cannot be read. */
static bool
job_make(struct check *check, struct log_progress *progress, struct log_job *job)
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
	if (progress != NULL) {
		progress_init(&progress->shown, cmd, options->no_progress);
		if (progress->shown.wanted) {
			job->progress = on_progress;
			job->progress_context = progress;
		}
	}
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
	struct log_store *store = evidence_logs(check->evidence);
	struct cmd *cmd = check->cmd;
	uint64_t *sizes = ARENA_ARRAY(&cmd->arena, uint64_t, logs->count + 1);

	for (size_t i = 0; i < logs->count; i++) {
		progress->unknown |= !size_of(logs->list[i], &cmd->arena, &sizes[i]);
		progress->behind += sizes[i];
	}
	for (size_t i = 0; i < logs->count; i++) {
		size_t errors = cmd->diags.errors;

		progress->behind -= sizes[i];
		progress->matches = log_store_totals(store)->matches;
		bool good = log_read(&logs->list[i], 1, job, store, sink, &cmd->diags);

		progress->before += sizes[i];
		add_log(check, logs->list[i],
		    good && cmd->diags.errors == errors ? "read"
			: good                          ? "partly"
							: "refused");
	}
	check->log_bytes_read = log_store_totals(store)->bytes;
}

struct merging {
	struct check *check;
	size_t errors;
};

static void
on_merged(void *context, struct str file, bool good, bool whole)
{
	struct merging *m = context;
	size_t errors = m->check->cmd->diags.errors;

	whole = whole && errors == m->errors;
	add_log(m->check, file, good && whole ? "read" : good ? "partly" : "refused");
	m->errors = errors;
}

/* What the logs got since the last time, kept; then all that was ever read. */
static void
continue_logs(struct check *check, const struct log_job *job, const struct sink *sink)
{
	const struct check_options *options = check->options;
	struct diags *diags = &check->cmd->diags;
	struct merging merging = { .check = check };

	if (check->log_state == NULL) {
		check->log_state = log_state_new();
		check->state_refused = options->checkpoint.len > 0 &&
		    (check->key_lost ||
			!log_state_read(check->log_state, options->checkpoint, job, diags));
	}
	if (check->state_refused) {
		for (size_t i = 0; i < options->logs.count; i++)
			add_log(check, options->logs.list[i], "refused");
		return;
	}
	(void)log_state_advance(
	    check->log_state, options->logs.list, options->logs.count, job, diags);
	check->log_bytes_read += log_state_bytes_read(check->log_state);
	if (!options->follow) /* which writes it when it has told what it found */
		(void)log_state_write(check->log_state, options->checkpoint, job, diags);
	merging.errors = diags->errors;
	log_state_take(check->log_state, job, evidence_logs(check->evidence), sink, diags, &merging,
	    on_merged);
}

void
check_read_logs(struct check *check, const struct sink *sink)
{
	const struct check_options *options = check->options;
	struct cmd *cmd = check->cmd;
	struct log_job job;
	struct log_progress progress = { 0 };

	if (!job_make(check, &progress, &job)) {
		/* Logs whose mapping cannot be read were given, but are no evidence. */
		for (size_t i = 0; i < options->logs.count; i++)
			add_log(check, options->logs.list[i], "refused");
	} else {
		if (options->checkpoint.len > 0 || options->follow)
			continue_logs(check, &job, sink);
		else
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
check_write_state(struct check *check)
{
	struct log_job job;

	return job_make(check, NULL, &job) &&
	    log_state_write(check->log_state, check->options->checkpoint, &job, &check->cmd->diags);
}

bool
check_write_part(struct check *check, struct log_totals *totals)
{
	const struct check_options *options = check->options;
	struct log_progress progress = { 0 };
	struct log_job job;

	if (!job_make(check, &progress, &job))
		return false;
	bool good = log_read_partial(options->logs.list, options->logs.count, options->range_from,
	    options->range_to == 0 ? UINT64_MAX : options->range_to, &job, options->partial, totals,
	    &check->cmd->diags);
	progress_clear(&progress.shown);
	check->log_bytes_read = totals->bytes;
	return good;
}
