/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings: what a rule found, who it concerns, where; their fingerprints, waivers, baselines, and the store of past runs.
 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/node.h"
#include "base/doc_place.h"
#include "base/str.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
const char *severity_name(enum severity severity); /* "note", "warning", "error" */
bool severity_parse(struct str text, enum severity *severity);

enum finding_status {
	FINDING_OPEN,
	FINDING_WAIVED,
	FINDING_NEW,       /* with a baseline: not in it */
	FINDING_UNCHANGED, /* with a baseline: in it too */
	FINDING_FIXED, /* with a baseline: only in it; a row for the report, never counted by --fail-on */
};
const char *finding_status_name(enum finding_status status);

struct finding_evidence {
	struct str file;
	uint32_t line;          /* 0: not known */
	struct doc_place place; /* of a PDF or a workbook: on which page or sheet that line is */
	struct str text;
};

struct text2 {
	struct str ja, en;
};
/* The text of a language; the other one when it is empty. */
struct str finding_text(const struct text2 *text, enum lang lang);

/* What findings of one rule share; owned by the run's arena. */
struct finding_rule {
	struct str id, family; /* "law/beppyo2-abolished", "law" */
	enum severity severity;
	struct text2 title, remedy, help;
	struct str *basis;
	size_t basis_count;
	struct str file; /* the rule file */
	uint32_t line;
	bool review; /* certainty: review, a person should look; shown as 要確認 */
};

struct finding {
	const struct finding_rule *rule;
	enum severity severity;
	bool review; /* rests on what was only proposed: never an error. See finding_review */
	struct text2 message;
	struct str assessment;       /* its file; empty: concerns none */
	struct str assessment_name;  /* 評価書名（様式3、公表 令和6年7月2日） */
	struct str item, item_label; /* II.5.has; heading and label */
	/* where to look first: of the item, else of the evidence; empty: nowhere */
	struct str file;
	uint32_t line, column;  /* 0: not known */
	struct doc_place place; /* as of evidence */
	struct str subject;
	struct finding_evidence *evidence;
	size_t evidence_count;
	struct str content;   /* normalised content that the fingerprint is made of */
	char fingerprint[64]; /* 32 hex digits, ":", occurrence from 1 */
	enum finding_status status;
	struct str waiver_reason, waiver_approver, waiver_until; /* of waived; until yyyy-mm-dd */
	size_t trace; /* its row in a rule_trace, from 1; 0: none is kept */
};

/* A person should look: the rule says so, or what it rests on was only proposed. Reports keep these apart from what is certain. */
static inline bool
finding_review(const struct finding *finding)
{
	return finding->review || finding->rule->review;
}

/* A rule that could not judge. */
struct no_evidence {
	const struct finding_rule *rule;
	struct str assessment; /* file; empty: concerns none */
	struct str scope;      /* host; empty: all */
	struct text2 reason;   /* what is missing and what to give */
};

struct finding_input {
	struct str file;
	struct str kind; /* assessment, config (a host), log; of a register its table: staff, … */
	struct str digest;     /* empty: not asked for */
	struct str status;     /* read, partly, refused */
	size_t unknown_items;  /* of an assessment */
	size_t not_understood; /* of config: files below the root that no reader knows */
};

/* A run: everything that a report prints. All texts are masked already (finding_run_add does it). */
struct finding_run {
	struct arena arena;
	struct str id, started, as_of, rules_digest;
	struct finding_input *inputs;
	size_t input_count, input_room;
	struct finding *list;
	size_t count, room;
	struct no_evidence *no_evidence;
	size_t no_evidence_count, no_evidence_room;
	size_t rules_run;    /* rules that were evaluated, with or without evidence */
	size_t rules_passed; /* had evidence and found nothing */
	size_t promises, promises_kept,
	    promises_broken;               /* items that a rule held against practice */
	const struct finding_rule **rules; /* all rules selected, by id, for SARIF and JUnit */
	size_t rule_count;
	const bool *
	    rule_judged; /* one for each of rules: evaluated, with evidence, at least once; NULL: all without a no_evidence row */
	bool selected; /* --only or a profile left rules out: their waivers are not called unused */
	const struct diags *diags; /* refused inputs and other diagnostics of the run */
};

/*
 * Adds a finding: texts are copied, 個人番号 masked; rule is kept as it is and must outlive the run. content may be
 * empty: then the message counts. The fingerprint is set by finding_run_finish. The pointer is valid until the next add.
 */
struct finding *finding_run_add(struct finding_run *run, const struct finding *finding);
/* The same for a rule that could not judge, and for an input; texts are copied and masked. */
void finding_run_add_no_evidence(struct finding_run *run, const struct no_evidence *missing);
struct finding_input *
finding_run_add_input(struct finding_run *run, const struct finding_input *input);
/*
 * Sorts (assessment, certain before review, item order, severity, rule, file, line), masks inputs and reasons that were put into their arrays
 * directly, sets fingerprints and occurrence numbers. May be called again after more was added.
 *
 * Fingerprint: BLAKE2b over the rule's id, item, subject, the base names of assessment and file, and the content in NFKC
 * without white space; then ":" and 1, 2, … in that order for findings that share all of it. Neither lines nor the
 * order of findings are part of it.
 */
void finding_run_finish(struct finding_run *run);
void finding_run_release(struct finding_run *run);

struct finding_summary {
	size_t error, warning, note, no_evidence, waived, fixed, unchanged;
	size_t review; /* of error, warning and note together */
};
struct finding_summary finding_summarise(const struct finding_run *run);
/* Is there a finding at or over level that is open or new? */
bool finding_run_fails(const struct finding_run *run, enum severity level);

/* --- waivers ------------------------------------------------------------------------------------ */

struct waiver {
	struct str rule; /* id or glob */
	struct str assessment, item, subject, file,
	    fingerprint; /* scope; empty: any. item and file may be globs */
	struct str reason, approver;
	struct date from, until; /* inclusive, Asia/Tokyo */
	struct str source;       /* file and line of the waiver itself */
	uint32_t line;
	size_t used;
};
struct waivers {
	struct arena arena;
	struct waiver *list;
	size_t count, room;
};
/* YAML or CSV by content; missing reason, approver or until is an error. false with diagnostics. */
bool waivers_read(struct waivers *waivers, struct str file, struct diags *diags);
/*
 * Marks what is waived as of the date. Expired waivers that would match and waivers that match nothing become findings of
 * their own (rules waiver/expired, waiver/unused; warnings). Call before finding_run_finish… and again nothing.
 */
void waivers_apply(struct waivers *waivers, struct finding_run *run, struct date as_of);
void waivers_release(struct waivers *waivers);

/* --- baseline: a former report in piacheck/findings/1 ------------------------------------------------ */

/* Sets NEW, UNCHANGED and adds FIXED rows. After finding_run_finish. false with diagnostics. */
bool baseline_apply(struct finding_run *run, struct str file, struct diags *diags);

/* --- the store: append-only runs, hash-chained ------------------------------------------------------- */

struct store;
/* SQLite file. read_only for history. NULL with diagnostics. */
struct store *store_open(struct str file, bool read_only, struct diags *diags);
/* One transaction: all or nothing, also at kill -9 and on a full disk. Sets NEW/UNCHANGED against the previous run when compare. */
bool store_append(struct store *store, const struct finding_run *run, struct diags *diags);
/* Every run's hash recomputed along the chain; false with diagnostics that name the first bad run. */
bool store_verify(struct store *store, size_t *runs, struct diags *diags);
/*
 * A hash that was printed after an earlier append and kept elsewhere: is it in the chain? The only way to see that the end
 * of the history was cut off by somebody who also put the head row right. false with a diagnostic.
 */
bool store_verify_head(struct store *store, struct str hash, struct diags *diags);
/* How many runs there are, and the hash at the end of the chain (64 hex digits, appended): to be printed and kept. */
bool store_head(struct store *store, size_t *runs, struct buf *hash, struct diags *diags);
/* history list|show|trend in text or JSON. run_id empty: the latest. false with diagnostics. */
bool
store_list(struct store *store, bool json, enum lang lang, struct buf *out, struct diags *diags);
bool store_show(struct store *store, struct str run_id, bool json, enum lang lang, struct buf *out,
    struct diags *diags);
/*
 * A finding of past runs by its fingerprint, without ":" and occurrence each of those: the last run that had it, what was found, the
 * inputs of that run, and since when it is there. false with a diagnostic when no run had it.
 */
bool store_explain(struct store *store, struct str fingerprint, bool json, enum lang lang,
    struct buf *out, struct diags *diags);
bool
store_trend(struct store *store, bool json, enum lang lang, struct buf *out, struct diags *diags);
void store_close(struct store *store);

/* The run as canonical JSON (piacheck/findings/1, without blanks): what is hashed, stored, and -f json prints indented. */
void finding_run_json(const struct finding_run *run, enum lang lang, bool indent, struct buf *out);

/* One finding as it stands there, an object. */
struct json;
void finding_json(const struct finding *finding, enum lang lang, struct json *json);

/* Glob with * and ? over ids and paths (case-sensitive, * crosses /). */
bool finding_glob(struct str pattern, struct str text);

#endif
