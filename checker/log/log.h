/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access logs → evidence (log_file, match, activity, activity_subject, subject_user), streamed in bounded memory.
 *
 * A log is read in workers: bytes (gzip or plain; UTF-8 or CP932) → records (CSV/TSV with header, JSON Lines) → the common fields by a
 * mapping → (a) every compiled detection, (b) the exact summary. Fields of an event that Sigma sees are the common names
 * (time, user, department, operation, system, terminal, subject, count, result, purpose, number_accessed, detail) and the log's own.
 *
 * What the workers made stays where they made it, in a store; rules see it as tables that are rolled up to the columns they name.
 */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
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
	bool unlisted; /* nobody wants its rows of match: correlations count its matches, no more */
};

/* What a correlation counts at a position of its `rules`: matches of a detection, or hits of a correlation that stands before it. */
struct log_counted {
	bool is_hit;
	size_t index; /* into detections or correlations */
};
/* A correlation over the matches of all logs of a run: hits become rows of correlation with this rule id. */
struct log_correlation {
	struct str rule;
	const struct sigma_correlation *sigma;
	const struct log_counted *counted; /* by position */
	struct diag_at at;                 /* the rule's, for what is said of it */
};

struct log_job {
	const struct log_detection *detections;
	size_t detection_count;
	const struct log_correlation *correlations;
	size_t correlation_count;
	uint64_t sort_memory; /* for what correlations count; 0: LOG_SORT_MEMORY_BYTES */
	size_t window_limit;  /* events in one window; 0: SIGMA_WINDOW_MAX */
	bool activity;        /* is the summary wanted? */
	/* What nobody asks for: bits by enum log_key, by enum log_match_text; what is left out makes the summary smaller. */
	unsigned activity_without, match_without;
	bool activity_no_subjects,
	    match_no_numbers;       /* activity_subject; count and number_accessed of match */
	const struct node *mapping; /* --log-map FILE; NULL: known header names */
	struct str mapping_file;
	const struct pseudonym *pseudonym; /* never NULL */
	struct str identity; /* of rules and mapping: parts that differ in it are not merged */
	int64_t latest;      /* no record is later, of those whose times have no year; 0: now */
	bool by_the_book;    /* for tests: nothing is done in a hurry */
	/* What a worker's summary may take of memory before it goes on in a file; 0: LOG_REGION_MEMORY_BYTES. */
	uint64_t summary_memory;
	unsigned jobs; /* workers at once; 0: as the machine has processors */
	/* Rows of match per detection and log (0: no limit); beyond: a diagnostic, never silence. */
	uint64_t match_limit;
	void (*progress)(void *context, const struct progress_step *step); /* may be NULL */
	void *progress_context;
};

/* --- what was read ------------------------------------------------------------------------------- */

/* The columns by which activity groups, in the order in which its rows stand (behind the day). */
enum log_key {
	LOG_KEY_USER,
	LOG_KEY_DEPARTMENT,
	LOG_KEY_OPERATION,
	LOG_KEY_SYSTEM,
	LOG_KEY_TERMINAL,
	LOG_KEY_RESULT,
	LOG_KEY_NUMBER_ACCESSED,
	LOG_KEY_DAY,
	LOG_KEY_COUNT
};
/* The texts of a matched record. */
enum log_match_text {
	LOG_MATCH_USER,
	LOG_MATCH_DEPARTMENT,
	LOG_MATCH_OPERATION,
	LOG_MATCH_SYSTEM,
	LOG_MATCH_TERMINAL,
	LOG_MATCH_SUBJECT,
	LOG_MATCH_RESULT,
	LOG_MATCH_PURPOSE,
	LOG_MATCH_DETAIL,
	LOG_MATCH_TEXTS
};

struct log_store; /* of one run; grows by each log that is read */
struct log_store *log_store_new(void);
void log_store_free(struct log_store *store); /* takes NULL */
void log_store_clear(struct log_store *store);
/*
 * Nobody looks at what logs left any more, but for the totals; other processes that did are ending. Who unmaps pages last gives them back, which
 * takes long: half of them are left to those processes, half are given back here, at the same time. log_store_clear may follow, nothing else.
 */
void log_store_leave(struct log_store *store);
/* How much there is to look at: groups and matches. */
uint64_t log_store_size(const struct log_store *store);
/* Makes now what every look at it needs: before processes are forked that look at it. */
void log_store_settle(struct log_store *store);

/* Of all logs that were read. */
struct log_totals {
	uint64_t logs, records, refused, bytes, matches;
};
const struct log_totals *log_store_totals(const struct log_store *store);

/* Texts are views into the store; empty ones are NULL in SQL. */
struct log_activity_row {
	struct str texts[LOG_KEY_NUMBER_ACCESSED];
	int number_accessed; /* 1, 0, -1: not known */
	int64_t day;         /* since 1970-01-01, in Japan */
	uint64_t events;
	int64_t first, last; /* moments */
	struct str file;     /* of the first record */
	uint32_t line;
};
/*
 * Conditions that spare rows: equal texts, days from … until (both included). Others are kept to: of the columns of `filled` (bits by enum
 * log_key) the rows have a text.
 */
struct log_activity_where {
	bool keys_alone; /* of the rows only the columns themselves are looked at */
	unsigned filled;
	bool has[LOG_KEY_NUMBER_ACCESSED];
	struct str is[LOG_KEY_NUMBER_ACCESSED];
	int64_t day_from, day_until;
};
/*
 * Groups added up over all columns but those of the set (bits by enum log_key); in order of day, user, …. What does not stand in
 * the set is empty in the rows, the day 0.
 */
struct log_activity_scan;
struct log_activity_scan *log_activity_open(
    struct log_store *store, unsigned columns, const struct log_activity_where *where);
/* NULL: no more. The row is good until the next call. */
const struct log_activity_row *log_activity_next(struct log_activity_scan *scan);
void log_activity_close(struct log_activity_scan *scan);

/* Different subjects of each user and day, in order of day and user; events is their number. */
struct log_subjects_scan;
struct log_subjects_scan *log_subjects_open(struct log_store *store);
const struct log_activity_row *log_subjects_next(struct log_subjects_scan *scan);
void log_subjects_close(struct log_subjects_scan *scan);

/*
 * Users of each subject and day: `users` are those different ones that had a record of the subject on the day; records without a user are
 * nobody's. A row for each subject and day, or with by_user for each of its users; in order of day, subject, user. File and line are where
 * the day's records (with subjects) of the user begin, of several the first.
 */
struct log_subject_users_where {
	bool by_user;
	uint64_t least; /* rows of fewer users are not made */
	int64_t day_from, day_until;
};
struct log_subject_users_row {
	struct str subject; /* as it may be shown */
	struct str user;    /* by_user */
	int64_t day;
	uint64_t users;
	struct str file;
	uint32_t line;
};
struct log_subject_users;
struct log_subject_users *
log_subject_users_open(struct log_store *store, const struct log_subject_users_where *where);
/* NULL: no more. The row is good until the next call. */
const struct log_subject_users_row *log_subject_users_next(struct log_subject_users *scan);
void log_subject_users_close(struct log_subject_users *scan);

struct log_match_row {
	int64_t seconds, count;
	struct str texts[LOG_MATCH_TEXTS];
	bool has_count;
	int number_accessed;
	struct str rule, file;
	uint32_t line;
};
/*
 * Was there a log that the rule's detection is for, by its logsource? Of a log whose records are of several (Windows, syslog, the journal) it is a
 * record that counts. true when no log was read at all: that is known otherwise.
 */
bool log_rule_covered(struct log_store *store, struct str rule);
/* Matches of one rule, in order of logs and records; NULL: none. Good until another log is taken in. */
struct log_matches;
struct log_matches *log_matches_find(struct log_store *store, struct str rule);
size_t log_matches_count(const struct log_matches *matches);
void log_matches_get(const struct log_store *store, struct log_matches *matches, size_t index,
    struct log_match_row *row);

/*
 * Judges the correlations of the job over what all logs gave; once, behind the last log. One that has more events in one window than the
 * limit, or for which there is no room on the disk, is not judged: a diagnostic (an error), no hits, also of those that count its hits.
 */
void log_correlate(struct log_store *store, const struct log_job *job, struct diags *diags);

/* A hit. Texts are views into the store. */
struct log_hit_row {
	struct str rule;
	int64_t first, last; /* moments of its first and last event */
	uint64_t events;
	double value; /* what the condition was about */
	size_t group_count;
	const struct str *names;               /* of group-by */
	struct str values[SIGMA_GROUP_BY_MAX]; /* subjects as pseudonyms, 個人番号 masked */
	struct str file, last_file;
	uint32_t line, last_line;
};
/* Hits of one rule, in order of groups and time. */
size_t log_hits_count(struct log_store *store, struct str rule);
void log_hits_get(struct log_store *store, struct str rule, size_t index, struct log_hit_row *row);

/* All of it as rows of the evidence tables, for those who want it row by row. */
void log_store_send(struct log_store *store, const struct sink *sink);

/*
 * What is meant by names of logs: a directory is all files below it, a pattern of the shell those that it fits. In the order in which they are
 * read: by name, a log's older parts (x.log.2.gz, x.log-20250401) before it; each once. In the arena.
 */
struct str *log_inputs(const struct str *given, size_t count, struct arena *arena,
    size_t *found_count, struct diags *diags);
int log_name_cmp(struct str a, struct str b);

/*
 * Reads the logs in the given order into the store; "-" is standard input. Rows of log_file go to the sink. false: one gave nothing. Errors in
 * diags and true: one was read in part.
 */
bool log_read(const struct str *files, size_t count, const struct log_job *job,
    struct log_store *store, const struct sink *sink, struct diags *diags);

/*
 * The same into a part file instead of a store: of one log the records that begin in [from, to) (0 and UINT64_MAX: all), of several all.
 * totals: of what stands in the part, when true comes back.
 */
bool log_read_partial(const struct str *files, size_t count, uint64_t from, uint64_t to,
    const struct log_job *job, struct str part, struct log_totals *totals, struct diags *diags);
/* Of each log that was put together: is it evidence, and all of it? */
typedef void log_each(void *context, struct str file, bool good, bool whole);
/*
 * Part files, in any order, as if their logs had been read here in the order of their names. false: one is refused, or of
 * a log a range is missing.
 */
bool
log_merge(const struct str *parts, size_t count, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags, void *context, log_each *each);

/* --- logs that grow ------------------------------------------------------------------------------ */

/*
 * What was read of growing logs, and where each stopped: at the border of a record, in a file known by device, inode and the digest of
 * its last bytes. A log that was rotated meanwhile is found beside its old name (renamed, copied and truncated, compressed by gzip) and
 * read to its end; files that came and were rotated in between are read, too.
 *
 *   struct log_state *state = log_state_new();
 *   log_state_read(state, file, &job, diags)       nothing to read there: as new
 *   log_state_advance(state, files, n, &job, diags)    what the logs got since
 *   log_state_write(state, file, &job, diags)      at once or not at all
 *   log_state_take(state, &job, store, &sink, …)   all that was ever read, as one log_read of these files would have
 *
 * The store looks into the state: it is freed, or cleared, first.
 */
struct log_state;
struct log_state *log_state_new(void);
void log_state_free(struct log_state *state); /* takes NULL */
/*
 * false with a diagnostic: no state, damaged, of other rules or another key, or another process works with it; then it is as new. Until the state is
 * freed no other process works with the file, whose name is the caller's until then.
 */
bool log_state_read(
    struct log_state *state, struct str file, const struct log_job *job, struct diags *diags);
/* false with diagnostics: of a log something is missing. A record without its end is left for the next time. */
bool log_state_advance(struct log_state *state, const struct str *files, size_t count,
    const struct log_job *job, struct diags *diags);
/* Of the logs, by the last log_state_advance. */
uint64_t log_state_bytes_read(const struct log_state *state);
bool log_state_write(
    struct log_state *state, struct str file, const struct log_job *job, struct diags *diags);
void log_state_take(struct log_state *state, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags, void *context, log_each *each);
/* Bytes of the caller's, kept with it. */
struct buf *log_state_notes(struct log_state *state);

/*
 * The same matching and summary in this process, for events that are trusted data: the `events` of rule tests.
 *
 *   struct log_events *events = log_events_new(&job, file);
 *   for each event   log_events_add(events, node, line);
 *   log_events_end(events, store, &sink, diags);
 *
 * An event is a map of scalars: the common names (time, user, …) and any others; a name that a log's header may have (職員番号)
 * counts as the common one. time is required, as text of a moment; false, and a diagnostic at the end, when an event is bad
 * (no map, no time, …): it is left out and counted as a bad record. `number_accessed` is true/false or as logs write it.
 * job->mapping is not used, its match_limit is. log_events_end also frees; it judges the correlations.
 */
struct log_events;
struct log_events *log_events_new(const struct log_job *job, struct str file);
bool log_events_add(struct log_events *events, const struct node *event, uint32_t line);
void log_events_end(struct log_events *events, struct log_store *store, const struct sink *sink,
    struct diags *diags);

/* Checks a mapping file's tree; false with diagnostics. */
bool log_mapping_check(const struct node *mapping, struct str file, struct diags *diags);

#endif
