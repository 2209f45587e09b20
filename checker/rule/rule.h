/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: rule files (YAML), the evidence tables, the sandbox in which rule SQL runs, evaluation and rule tests.
 * Shapes: piacheck-rule(5) and piacheck-evidence(5).
 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "assess/assess.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/sink.h"
#include "change/change.h"
#include "finding/finding.h"
#include "form/form.h"
#include "log/log.h"
#include "sigma/sigma.h"

struct sigma_view; /* sigma_documents.h */

/* A rule as read; all texts in the set's arena. */
struct rule {
	struct finding_rule head; /* id, family, severity, title, remedy, basis */
	struct text2 message;     /* with {column} for a column of select */
	struct str select;        /* SQL; empty: matches of detection are the findings */
	uint32_t select_line;
	struct sigma_rule *sigma; /* of detection; NULL: none */
	const struct node *logsource;
	/* of `correlation`: counts its own detection, or other rules; NULL: none */
	struct sigma_correlation *correlation;
	const struct node *correlates; /* the key's value */
	long number;      /* of its own as long as the set lives: correlations name rules by it */
	bool is_document; /* of Sigma, no file of piacheck */
	struct str sigma_id, sigma_name; /* what others refer to it by */
	const struct sigma_view *view;   /* what the log calls its fields; NULL: as it does */
	bool generates; /* a correlation: what it counts finds something itself, too */
	bool silent;    /* only counted by correlations: finds nothing itself */
	struct date valid_from, valid_until; /* of the law; year 0: unbounded */
	struct str *forms;                   /* applies: "3", "4"; none: all */
	size_t form_count;
	struct str *needs; /* table, config:KIND, item:QUESTION, log:FIELD */
	size_t need_count;
	struct str *optional; /* tables that may be missing without "no evidence" */
	size_t optional_count;
	struct str *promises; /* item questions that this rule holds against practice */
	size_t promise_count;
	const struct node *tests;
	const struct node *
	    reads; /* names of the tables that select reads, of a pack; NULL: seen when it is prepared */
	struct str file;
	uint32_t line;
	bool certain;            /* false: review (a person should look) */
	const struct node *root; /* the whole file, for lint and the digest */
};

struct rules {
	struct arena arena;
	struct rule *list; /* by id */
	size_t count, room;
	long numbers;             /* given to rules so far */
	struct str digest;        /* of all rule texts */
	const struct node **data; /* reference tables: the files of rules/data/ */
	struct str *data_files;
	size_t data_count, data_room;
	const struct node **also; /* filters and pipelines: for the digest */
	size_t also_count, also_room;
	struct arena *documents; /* own the trees that the above point into */
	size_t document_count, document_room;
};

struct rule_pack;

/*
 * Plain Sigma documents (files and directories), the pipelines that say how the logs call things, and the directories of registers that these may
 * take values from.
 */
struct sigma_files {
	const struct str *paths, *pipelines, *registers;
	size_t count, pipeline_count, register_count;
};

/*
 * All *.yaml below the directories, but forms/ (forms) and data/ (reference tables). A bad rule is a diagnostic, the others are
 * used. false: one was refused. tests: with their tests, which only `rules test` and `rules lint` look at; without, each
 * rule's tests are NULL: a third of the text need not be handed over. pack: where the files of the first directory are taken from,
 * if it is that directory's and tests are not wanted; it must outlive the rules; NULL: none.
 * sigma: documents that become rules `sigma/…`; NULL: none.
 */
bool rules_read(struct rules *rules, const struct str *dirs, size_t count, bool tests,
    const struct rule_pack *pack, const struct sigma_files *sigma, struct diags *diags);
const struct rule *rules_find(const struct rules *rules, struct str id);
/* Keeps those that a glob of --only selects; a glob that selects none is a diagnostic with a suggestion. */
bool rules_select(struct rules *rules, const struct str *globs, size_t count, struct diags *diags);
void rules_release(struct rules *rules);

/* The text of the schema, for `piacheck rules schema`. */
struct str rule_schema(void);

/* --- the pack ------------------------------------------------------------------------------------ */

/*
 * The rules, reference tables and form definitions of a folder in one file, parsed, with what each rule's SQL reads: a program that
 * starts need not have three hundred files parsed and compile SQL that it does not run. NULL: there is none, it is not whole, not of
 * this program, or some file below the folder is not as it was; then the files are read. In the arena, with all that it holds.
 */
const struct rule_pack *rule_pack_open(struct str file, struct str dir, struct arena *arena);
/* The trees of the files below "forms/" or the like. */
void rule_pack_each(const struct rule_pack *pack, struct str folder, void *context,
    void (*each)(void *context, struct str path, const struct node *root));
/* Packs the folder; false with diagnostics, also when one of its rules is refused. */
bool rule_pack_write(struct str dir, struct str file, struct diags *diags);

/* --- evidence ------------------------------------------------------------------------------------ */

struct evidence; /* the tables of one run, an in-memory database */
struct evidence *evidence_new(const struct rules *rules, struct date as_of, struct diags *diags);
/* Where readers' rows go. Unknown tables or columns are BUGs (workers' rows were checked before). */
struct sink evidence_sink(struct evidence *evidence);
/* Where logs are put, and what of them the prepared rules ask for: the job's masks. */
struct log_store *evidence_logs(struct evidence *evidence);
void evidence_log_needs(struct evidence *evidence, struct log_job *job);
/*
 * What the rules look for in logs: detections and correlations of the job, in the arena; of one rule and what it counts when only is not NULL.
 */
void evidence_log_rules(
    struct evidence *evidence, const struct rule *only, struct arena *arena, struct log_job *job);
/* An input was given: its tables are evidence, even when empty. kind: config, log, or a register's table. */
void evidence_source(struct evidence *evidence, const char *kind, struct str host, struct str file,
    const char *status);
void evidence_free(struct evidence *evidence);

/* --- evaluation ---------------------------------------------------------------------------------- */

/* What evaluations looked at and came to, for `piacheck explain`; all texts in the arena, 個人番号 masked. */
enum rule_look_kind {
	LOOK_TABLE,
	LOOK_ITEM,
	LOOK_WORDS, /* an item where words stand that the rule looks for */
};
struct rule_look {
	enum rule_look_kind kind;
	struct str what;         /* an item's id, or a table's name */
	struct str label, state; /* of an item */
	struct str text; /* its value, of boxes those that are marked; of words an excerpt */
	struct str file;
	uint32_t line;
	size_t rows; /* of a table */
};
struct rule_trace_row {
	struct str *names, *values; /* the columns of the result row; a value without text: NULL */
	size_t count;
};
struct rule_judgement {
	const struct rule *rule;
	struct str assessment; /* file; empty: concerns none */
	bool judged, stopped;
	struct str *lacks; /* in the trace's language */
	size_t lack_count, lack_room;
	struct rule_look *looks;
	size_t look_count, look_room;
	size_t patterns; /* that it looks for in texts, as far as they stand in its SQL */
	size_t first_row, row_count; /* in the trace */
};
struct rule_trace {
	struct arena arena;
	enum lang lang;
	struct rule_judgement *list;
	size_t count, room;
	struct rule_trace_row *rows;
	size_t row_count, row_room;
};
void rule_trace_release(struct rule_trace *trace);

struct rule_run {
	const struct rules *rules;
	struct evidence *evidence;
	struct date as_of;
	struct finding_run *out;
	struct diags *diags;
	struct rule_trace *trace; /* NULL: not wanted */
	unsigned
	    jobs; /* processes that may judge at once what rule_run_rest judges; 0: as many as processors */
	bool logs_end; /* behind rule_run_rest nobody looks at the logs */
};
/* Makes every rule ready once (a rule whose SQL is refused is a diagnostic). */
void rule_run_prepare(struct rule_run *run);
/* Rules that read an assessment's tables, for this assessment; replaces the rows of the one before. */
void rule_run_assessment(struct rule_run *run, const struct assessment *assessment);
/*
 * The same in workers, each of which judges some assessments of many. rule_run_share makes ready, before they are forked, what they
 * can use but not make. In the worker rule_run_judge says what came of an assessment, by rows; in the parent these go to
 * rule_judged_row, and when they were all, rule_judged_take puts them into the run, as if it had judged itself. The rows may be anybody's:
 * false is an answer that no worker of ours gives, or none; nothing was put into the run then.
 */
void rule_run_share(struct rule_run *run);
void rule_run_judge(
    const struct rule_run *run, const struct assessment *assessment, const struct sink *sink);
struct rule_judged;
struct rule_judged *rule_judged_new(struct rule_run *run);
void rule_judged_row(
    struct rule_judged *judged, const struct sink_shape *shape, const struct value *values);
/* Was the document refused, and never judged? */
bool rule_judged_none(const struct rule_judged *judged);
/* What the worker said of the assessment itself. */
size_t rule_judged_unknown_items(const struct rule_judged *judged);
bool rule_judged_take(struct rule_judged *judged, struct str file);
/* For the next assessment. */
void rule_judged_clear(struct rule_judged *judged);
void rule_judged_free(struct rule_judged *judged);

/* Rules that read no assessment table, once: over large logs by several processes, with the same result. */
void rule_run_rest(struct rule_run *run);

/* --- rule tests and lint ------------------------------------------------------------------------- */

struct rule_test_result {
	size_t passed, failed;
};
/* Runs the tests inside the rules; a line per failure (and per test when verbose) to out. */
struct rule_test_result rules_test(const struct rules *rules, const struct forms *forms,
    enum lang lang, bool verbose, struct buf *out, struct diags *diags);
/* What a rule lacks: tests that find and that do not, texts, basis, remedy, file name = id. Number of faults. */
size_t rules_lint(const struct rules *rules, struct diags *diags);

#endif
