/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with each record of a log: detections, the summary, what log_file says of it. struct log_events is in log.h. */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "log/activity.h"
#include "log/log.h"
#include "log/record.h"

struct log_counter {
	uint64_t matches, undecided;
	uint32_t first_undecided;
};

/* Texts and what was made of them, for the last of each hash: subjects come again. */
struct log_subject_cache;

struct log_events {
	const struct log_job *job;
	struct str file;
	const struct sink *sink;
	struct log_mapping mapping;
	struct log_record record;
	const char *format, *encoding; /* for log_file */
	struct activity *activity;     /* NULL: not wanted */
	struct sigma_matcher *matcher;
	const struct sigma_rule **rules; /* those that the log's logsource admits */
	size_t *detections;              /* their index in the job */
	struct log_counter *counters;
	size_t rule_count;
	struct log_subject_cache *subjects;
	uint64_t records, bad;
	bool any;
	int64_t first, last;
	bool in_process; /* no parent will merge the parts: rows of evidence are sent */
	struct buf masked[LOG_FIELD_COUNT], hidden[LOG_FIELD_COUNT];
};

/* in_process: no parent will put parts together, rows of evidence are sent. */
struct log_events *events_new(const struct log_job *job, const struct node *mapping,
    struct str file, const struct sink *sink, bool in_process);
/* The record as filled in. Its bad ones are counted and said. */
bool events_take(struct log_events *events);
/* A bad record that could not even be filled in. */
void events_bad(struct log_events *events, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b);
/* What is left: log_file, the summary, totals. Frees. complete: false when the log was refused: nothing is sent. */
void events_end(struct log_events *events, bool complete);

/* The key of hash tables: derived from the pseudonyms' key. */
void events_table_key(const struct pseudonym *pseudonym, unsigned char key[16]);

#endif
