/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access logs → evidence rows (log_file, match, activity, activity_subject), streamed in bounded memory.
 *
 * A log is read in a worker: bytes (gzip or plain; UTF-8 or CP932) → records (CSV/TSV with header, JSON Lines) → the common fields by a
 * mapping → (a) every compiled detection, (b) the exact summary. Fields of an event that Sigma sees are the common names
 * (time, user, department, operation, system, terminal, subject, count, result, purpose, number_accessed, detail) and the log's own.
 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/node.h"
#include "base/pseudonym.h"
#include "base/sink.h"
#include "base/str.h"
#include "sigma/sigma.h"

/* A detection to run over the logs: matches become rows of match with this rule id. */
struct log_detection {
	struct str rule;
	const struct sigma_rule *sigma;
	const struct node *logsource; /* may be NULL */
};

struct log_job {
	const struct log_detection *detections;
	size_t detection_count;
	bool activity;              /* is the summary wanted? */
	const struct node *mapping; /* --log-map FILE; NULL: known header names */
	struct str mapping_file;
	const struct pseudonym *pseudonym; /* never NULL */
	/* Rows of match per detection and log (0: no limit); beyond: a diagnostic, never silence. */
	uint64_t match_limit;
	void (*progress)(void *context, uint64_t bytes); /* may be NULL */
	void *progress_context;
};

/* Reads the logs in the given order; "-" is standard input. false: one gave nothing. Errors in diags and true: one was read in part. */
bool log_read(const struct str *files, size_t count, const struct log_job *job,
    const struct sink *sink, struct diags *diags);

/*
 * The same matching and summary in this process, for events that are trusted data: the `events` of rule tests.
 *
 *   struct log_events *events = log_events_new(&job, file, &sink);
 *   for each event   log_events_add(events, node, line);
 *   log_events_end(events);		// match rows were sent as they came; now log_file, activity, activity_subject
 *
 * An event is a map of scalars: the common names (time, user, …) and any others; a name that a log's header may have (職員番号)
 * counts as the common one. time is required, as text of a moment; false with a diagnostic through the sink when an event is bad
 * (no map, no time, …): it is left out and counted as a bad record. `number_accessed` is true/false or as logs write it.
 * job->mapping is not used, its match_limit is. log_events_end also frees.
 */
struct log_events;
struct log_events *
log_events_new(const struct log_job *job, struct str file, const struct sink *sink);
bool log_events_add(struct log_events *events, const struct node *event, uint32_t line);
void log_events_end(struct log_events *events);

/* Checks a mapping file's tree; false with diagnostics. */
bool log_mapping_check(const struct node *mapping, struct str file, struct diags *diags);

#endif
