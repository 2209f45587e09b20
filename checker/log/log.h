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
	const struct node *logsource;	/* may be NULL */
};

struct log_job {
	const struct log_detection *detections;
	size_t detection_count;
	bool activity;			/* is the summary wanted? */
	const struct node *mapping;	/* --log-map FILE; NULL: known header names */
	struct str mapping_file;
	const struct pseudonym *pseudonym;
	uint64_t match_limit;		/* rows of match per detection and log; beyond: a diagnostic, never silence */
	void (*progress)(void *context, uint64_t bytes);	/* may be NULL */
	void *progress_context;
};

/* Reads the logs in the given order; "-" is standard input. false: one was refused, in whole or part. */
bool log_read(const struct str *files, size_t count, const struct log_job *job,
    const struct sink *sink, struct diags *diags);

/* Checks a mapping file's tree; false with diagnostics. */
bool log_mapping_check(const struct node *mapping, struct str file, struct diags *diags);

#endif
