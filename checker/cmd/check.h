/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The main job in steps: options (check_options.c) → inputs read into evidence (check_inputs.c) → rules → reports
 * (check_outputs.c). check_run.c is the order of the steps, which explain shares.
 */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "base/date.h"
#include "base/pseudonym.h"
#include "cmd/data.h"
#include "finding/finding.h"
#include "report/report.h"

struct log_totals;

struct check_output {
	const struct report_format *format;
	struct str variant;
	struct str file; /* empty: standard output */
};

struct check_options {
	struct data_options data; /* first: see data.c */
	struct str_list assessments, configs, registers, logs;
	struct str log_map;
	struct check_output *outputs;
	size_t output_count, output_room;
	int fail_on; /* enum severity; -1: never */
	struct str baseline, store, key_file;
	struct str_list waivers;
	struct date as_of; /* year 0: today in Japan */
	bool no_color, no_progress, reveal_subjects, digests;
	/* scan and merge */
	struct str_list parts;
	struct str partial;            /* scan: where the part goes; empty: judged at once */
	uint64_t range_from, range_to; /* scan; to 0: the whole */
	unsigned jobs;                 /* 0: as many as processors */
	struct str checkpoint; /* of growing logs: where what was read is kept; empty: nowhere */
	bool follow;           /* until a signal */
	bool stats;            /* a last line of what the logs took */
};
/* Inputs, which explain has too; where the findings go. */
extern const struct cmd_options check_input_option_table, check_option_table;
/* --jobs of check; scan has its own, for readers alone. */
extern const struct cmd_options check_jobs_table;
/* What every command that reports findings shares: --fail-on, --baseline, --waivers, --no-color. */
extern const struct cmd_options check_judging_table;
/* -f and -o: a report more, and where it goes. false after a diagnostic. */
bool check_add_format(struct cmd *cmd, struct check_options *options, struct str name);
bool check_add_output(struct cmd *cmd, struct check_options *options, struct str file);
/* What scan has of its own; and of check's inputs those that scan and merge have. */
extern const struct cmd_options scan_option_table, log_input_option_table;
/* What check and scan have for logs that grow. */
extern const struct cmd_options growing_option_table;
void check_options_release(struct check_options *options);
/* Is there anything to be checked? */
bool check_has_inputs(const struct check_options *options);

/* Standing state of a run. */
struct check {
	struct cmd *cmd;
	struct check_options *options;
	struct forms forms;
	struct rules rules;
	struct evidence *evidence;
	struct finding_run run;
	struct rule_run rule_run;
	struct pseudonym pseudonym;
	struct log_state *log_state; /* with --checkpoint or --follow; the evidence looks into it */
	uint64_t log_bytes_read;     /* of logs, by this run: not what a checkpoint had read */
	bool key_lost;               /* no other run will have it */
	bool state_refused;          /* the checkpoint is not to be used, nor to be overwritten */
};

/* The whole job, to the exit status. */
int check_run(struct cmd *cmd, struct check_options *options);
/* A run without rules of its own, for findings that are made elsewhere: id, times, diagnostics. */
void check_start_run(struct check *check, struct date as_of);
/* 1 when a finding is at or over --fail-on. */
int check_status(const struct check *check);

/* Forms, rules and the key of pseudonyms; false when nothing can be judged with what was read. Then check_close all the same. */
bool check_open(struct check *check);
/* The evidence's tables and the rules made ready; check_evaluate does it, too. */
bool check_prepare(struct check *check, struct rule_trace *trace);
/* All inputs read and all rules evaluated; trace: what they looked at, NULL: not wanted. false: no evidence could be made. */
bool check_evaluate(struct check *check, struct rule_trace *trace);
/* What an evaluation made: so that another may follow. */
void check_forget(struct check *check);
void check_close(struct check *check);

/* Adds the root, or for a directory of snapshots each folder and document in it. */
void check_expand_root(struct cmd *cmd, struct str root, struct str_list *roots);
/* Configuration, registers and logs → evidence tables. What is refused is a diagnostic; the rest is used. */
void check_read_practice(struct check *check);
/* check_logs.c: directories and patterns of logs become the files that they mean, in their order. */
void check_find_logs(struct cmd *cmd, struct check_options *options);
/* The logs, or parts of them, into the store. */
void check_read_logs(struct check *check, const struct sink *sink);
/* What follow kept in the state, into the checkpoint; false with a diagnostic. */
bool check_write_state(struct check *check);
/* scan --partial: the logs into a part file; false with diagnostics. totals: of what stands in it. */
bool check_write_part(struct check *check, struct log_totals *totals);
/* An input for the report. status: read, partly, refused. */
struct finding_input *
check_add_input(struct check *check, struct str file, const char *kind, const char *status);
/* check_forms.c: every assessment in turn: read (or imported), its rows made, its rules run. */
void check_assessments(struct check *check);

/* Waivers, baseline, store (not with --follow): what becomes of findings before they are printed. */
void check_settle(struct check *check);
void check_append_to_store(struct check *check);
struct report_options
check_report_options(const struct check *check, const struct check_output *output);
/* stats.c: --stats; the time since then, of check_now_ms. */
void check_say_stats(const struct check *check, const struct log_totals *totals, int64_t began_ms);
int64_t check_now_ms(void);
/* follow.c: --follow, to the exit status. */
int check_follow(struct check *check);
/* All reports; false with a diagnostic when one could not be written. */
bool check_write_reports(struct check *check);

/* BLAKE2b-256 of a regular file's bytes, 64 hexadecimal digits in the arena; empty when it is none or cannot be read. */
struct str check_digest(struct arena *arena, struct str file);

/* The key of pseudonyms: --pseudonym-key, else the user's own, made at the first use. */
void check_read_key(struct check *check);

#endif
