/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evaluation, inside: rows of a rule's SQL, what evidence it lacks, and what a row says. evaluate.c ties them together; the
 * rule tests (tests.c) use the first two.
 */
#ifndef RULE_EVALUATE_H
#define RULE_EVALUATE_H

#include "rule/sandbox.h"

/* Compiles all rules of the evidence's set, once. false: one was refused (diagnostics). */
bool prepare_rules(struct evidence *evidence);
/* Compiles now those that read one of these tables: what columns they name is wanted before the tables are filled. */
void prepare_readers(struct evidence *evidence, uint64_t tables);

/* Is the rule's law in force on the day; is it about this form? */
bool rule_is_valid(const struct rule *rule, struct date as_of);
bool rule_applies(const struct rule *rule, struct str form);
/*
 * May an id without a form before it be one of this form's own? Rules for any form name questions of 様式3, and what 様式4, which
 * asks all that there is, alone asks.
 */
bool rule_knows_own(const struct rule *rule, struct str form);

/* Where a rule's SQL begins, for diagnostics. */
struct diag_at rule_sql_at(const struct rule *rule);

/* As the finding's rules stand in the run's report. */
void rule_run_tally(struct rule_run *run);

/* Runs a rule's SQL; row is called for each, false from it ends the rule. */
enum sandbox_end rule_rows(struct evidence *evidence, size_t rule, struct budget budget,
    void *context, bool (*row)(void *context, sqlite3_stmt *statement));

/* --- no_evidence.c --------------------------------------------------------------------------------- */

struct lack {
	struct str scope;   /* host; empty: all */
	bool of_assessment; /* holds for the present assessment, not for the run */
	struct text2 reason;
};
/* What a rule lacks. all: it cannot judge; else only for the hosts named by scope. Zero-initialise; lacks_release. */
struct lacks {
	struct arena arena;
	struct lack *list;
	size_t count, room;
	bool all;
};
void lacks_find(struct evidence *evidence, size_t rule, struct lacks *lacks);
bool lacks_host(const struct lacks *lacks, struct str host);
void lacks_release(struct lacks *lacks);

/* --- one evaluation of one rule ---------------------------------------------------------------------- */

struct subject_form;
/* Notes what it lacks; true: it is to judge. */
bool judge_begin(
    struct rule_run *run, size_t number, const struct subject_form *form, struct lacks *lacks);
/* Then its findings into the run, its state into the evidence. */
enum sandbox_end judge_rows(struct rule_run *run, size_t number, const struct subject_form *form,
    const struct lacks *lacks, size_t first_promise, struct budget budget);
/* Both, with what a rule may take. first_promise: where the assessment's begin, 0 for all. */
void
judge(struct rule_run *run, size_t number, const struct subject_form *form, size_t first_promise);

/* --- rest.c ------------------------------------------------------------------------------------------ */

/* A rule that is to judge. */
struct rest_rule {
	size_t rule;
	struct lacks lacks;
};
/* rule_run_rest by so many processes, however large the logs are. */
void rest_judge(struct rule_run *run, unsigned jobs);

/* --- message.c ------------------------------------------------------------------------------------- */

/* The message with the row's values in the place of its {column}s; appended. */
void message_render(struct str message, enum lang lang, sqlite3_stmt *row, struct buf *out);
/* Each {column} of a message in order; false when a { has no }. */
bool message_placeholders(
    struct str message, void *context, void (*each)(void *context, struct str column));
/* What of the row the fingerprint is made of: the columns in the message, but places. Appended. */
void message_content(struct str message, sqlite3_stmt *row, struct buf *out);
/* Number of the column of that name (ASCII case ignored), or -1. */
int row_column(sqlite3_stmt *row, struct str name);
/* The text of a column; empty when it is NULL or not there. */
struct str row_str(sqlite3_stmt *row, const char *name);
uint32_t row_line(sqlite3_stmt *row, const char *name);

/* --- row_finding.c --------------------------------------------------------------------------------- */

/* The assessment that is looked at; zero: none. */
struct subject_form {
	struct str file, title, source;
	uint32_t line;
};
void subject_form_read(struct evidence *evidence, struct arena *arena, struct subject_form *form);
/* The finding of a row into the run. The item it names, if any, lives until the row is left. */
void row_finding(struct evidence *evidence, const struct rule *rule,
    const struct subject_form *form, sqlite3_stmt *row, struct finding_run *out);

/* --- trace.c ---------------------------------------------------------------------------------------- */

/* Begins a judgement: what the rule lacks, and the items and tables that its SQL names. NULL trace: nothing. */
void trace_begin(struct rule_trace *trace, struct evidence *evidence, size_t rule,
    struct str assessment, const struct lacks *lacks);
/* A result row of the judgement begun last; its number. */
size_t trace_row(struct rule_trace *trace, sqlite3_stmt *row);
void trace_end(struct rule_trace *trace, bool judged, bool stopped);
/* A text as a trace keeps it: masked, and not too long. */
struct str trace_keep(struct rule_trace *trace, struct str text);
/* trace_look.c: what the rule looks at, into the judgement begun last. */
void trace_look(struct rule_trace *trace, struct evidence *evidence, size_t rule);

/* --- promises.c ------------------------------------------------------------------------------------ */

/* Notes the items of the present assessment that any rule holds against practice. */
void promises_read(struct evidence *evidence, struct str assessment);
/* One that was read elsewhere; texts are copied. */
struct promise *
promises_add(struct evidence *evidence, struct str assessment, const struct promise_item *what);
/* A rule with evidence has judged: first is where its assessment's promises begin (0: all assessments'). */
void promises_judge(struct evidence *evidence, const struct rule *rule, size_t first);
/* A rule found something: on the item, when that is one of its promises, else on all of them; host: on that host, empty: on none. */
void promises_break(struct evidence *evidence, const struct rule *rule, size_t first,
    struct str item, struct str host);
void promises_count(const struct evidence *evidence, struct finding_run *out);

#endif
