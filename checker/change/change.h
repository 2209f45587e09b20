/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 変更箇所: two versions of a form compared by what they mean, the table of changes that this makes, a form's own table held
 * against its body, and what follows from a change (番号法 第28条, 特定個人情報保護評価に関する規則 第11条・第14条・第15条, 指針 第6).
 *
 * Systems, contractors and recipients are the same when their names are, wherever they stand; 記録項目 are a set. What one of
 * the two versions does not show (unknown, proposed) is no change: it is told apart. Width, white space and order are notation.
 *
 * Memory: what a list holds is in its arena or is a view into the two assessments, which must outlive it.
 */
#ifndef CHANGE_CHANGE_H
#define CHANGE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/assess.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/diag.h"
#include "finding/finding.h"
#include "form/form.h"

/* --- word-level difference of two texts (text_diff.c) ------------------------------------------------- */

enum diff_op { DIFF_SAME, DIFF_DELETED, DIFF_INSERTED };
struct diff_part {
	enum diff_op op;
	struct str text; /* SAME and DELETED: a view into before; INSERTED: into after */
};
struct diff_parts {
	struct diff_part *list; /* SAME and DELETED together are before, SAME and INSERTED after */
	size_t count;
	bool coarse; /* a limit was reached: some stretch is shown as replaced */
};
/* What comparisons have cost; shared by those of one run. */
struct diff_budget {
	uint64_t steps;
};
void change_text_diff(struct arena *arena, struct str before, struct str after,
    struct diff_budget *budget, struct diff_parts *parts);

/* --- two versions --------------------------------------------------------------------------------------- */

enum change_kind {
	CHANGE_VALUE,   /* an item says something else */
	CHANGE_ADDED,   /* an item of a group that is new: システム4 */
	CHANGE_REMOVED, /* of one that is gone */
	CHANGE_MOVED,   /* a group has another number: notation */
	CHANGE_RECORDS, /* 記録項目 of a file */
};
const char *change_kind_name(enum change_kind kind);

/* What kind of change the words show: a proposal, never a decision. */
enum change_nature {
	NATURE_NOTATION,  /* width, white space, なし for a blank */
	NATURE_LAW,       /* titles and numbers of laws (形式的な変更) */
	NATURE_NAME,      /* names of organisations, addresses, telephones (形式的な変更) */
	NATURE_SLIP,      /* 誤字脱字 */
	NATURE_SHARED,    /* the part on a system that another body runs */
	NATURE_SUBSTANCE, /* all else */
};
const char *change_nature_name(enum change_nature nature);

enum change_class {
	CLASS_OTHER,     /* not an item with ※ */
	CLASS_EXEMPT,    /* ※, but a ground of 指針第6の2 is proposed */
	CLASS_DOUBTFUL,  /* only the row above carries the ※: ask a person */
	CLASS_IMPORTANT, /* 重要な変更 */
};
const char *change_class_name(enum change_class class);

/* One row of the table. */
struct change {
	enum change_kind kind;
	enum change_class class;
	enum change_nature nature;
	const struct form_item *def;   /* of MOVED the group, of RECORDS the table */
	struct form_id old_id, new_id; /* item NULL: not in that version */
	struct str item;               /* 項目: the path of headings */
	struct str before, after;      /* as the table writes them: change_value_write */
	struct str timing, reason;     /* 提出時期, 提出時期に係る説明 */
	struct diff_parts parts;
	struct str
	    *records; /* of RECORDS: the whole new list, three texts for each: heading, num, name */
	size_t record_count;
};

/* An item that could not be compared. */
struct change_unclear {
	struct form_id id; /* in the new version */
	struct str item;
	bool in_old, in_new; /* where it is not known for sure */
};

/* What a change sets off. */
struct change_effect {
	const char
	    *code; /* threshold, reduces, reassess, hearing, review, basic, correct, published */
	struct str ja, en;
};

struct change_list {
	struct arena arena;
	const struct assessment *old, *new;
	struct date date;     /* 変更日 of the rows; year 0: not known */
	struct str published; /* 公表日 of the new version as written; empty: not known */
	struct change *list;
	size_t count, room;
	struct change_unclear *unclear;
	size_t unclear_count, unclear_room;
	struct change_effect *effects;
	size_t effect_count, effect_room;
	struct diff_budget budget;
};

/*
 * Compares; both are of the same form (another edition may be). date: 変更日 (year 0: 公表日 of the new version). false
 * with a diagnostic when the forms differ. The caller releases *changes in any case.
 */
bool change_compare(const struct assessment *old, const struct assessment *new, struct date date,
    struct change_list *changes, struct diags *diags);
/* Is it a row of the table? Not when only notation changed. */
bool change_is_row(const struct change *change);
void change_list_release(struct change_list *changes);

/*
 * The old version with the changes made and, with_table, the rows added to its 変更箇所 and its 公表日 set. Each `before` must be what the old
 * version says: else a diagnostic, and false. Exact but for what the two versions do not show.
 */
bool change_apply(const struct assessment *old, const struct change_list *changes, bool with_table,
    const struct forms *forms, struct assessment *result, struct diags *diags);

/* piacheck/diff/1, as `piacheck diff -f json` prints it, back into a list (to be applied to old). false with diagnostics. */
bool change_read_json(const struct node *root, struct str file, const struct assessment *old,
    struct change_list *changes, struct diags *diags);

/* --- the table as text ------------------------------------------------------------------------------------ */

struct change_format {
	const char *name; /* text, md, csv, html, json */
	/* all: with the rows of notation alone */
	void (*write)(const struct change_list *changes, enum lang lang, bool all, struct buf *out);
};
const struct change_format *change_format_find(struct str name);
/* "text, md, …", for messages. */
void change_format_names(struct buf *out);

/* --- a form's own table ------------------------------------------------------------------------------------- */

/*
 * Evidence rows of the table change_item: what each row of 変更箇所 is about, whether it fits the row before of the same item and
 * the form's body, and what its reason claims. Rules judge.
 */
void change_emit(const struct assessment *assessment, const struct sink *sink);

/*
 * The form as it was at the end of that day, as far as its table allows: the changes of later days are taken back, the newest first. An
 * item whose change cannot be taken back (an excerpt that is not found, a row without date, more than one item meant) is unknown, with the
 * reason. What no row names is taken as it is now. A row that names nothing is said.
 */
bool change_replay(const struct assessment *now, struct date day, const struct forms *forms,
    struct assessment *result, struct diags *diags);
/* The history of one item: each row that names it, in time, and what the form says now. false: not an item of the form. */
bool change_item_history(const struct assessment *assessment, struct str id, bool json,
    enum lang lang, struct buf *out, struct diags *diags);

/* --- the ledger: every version seen -------------------------------------------------------------------------- */

/*
 * A directory: ledger.json names the versions in the order in which they were seen, each with the hash of the one before in its own; a
 * version is a file of its own, called after the hash of its bytes. Only ever added to; a crash leaves it as before or after.
 *
 *   { "schema": "piacheck/ledger/1", "entries": [ { "number": 1, "before": "000…", "form": "3", "agency": …, "no": …, "name": …,
 *     "published": "2025-07-01", "seen": "2026-04-01", "source": …, "version": "…", "hash": "…" } ] }
 */
struct ledger_entry {
	struct str form, agency, no, name, published, seen,
	    source;         /* as written; empty: not known */
	struct str version; /* BLAKE2b-256 of the canonical YAML, 64 hexadecimal digits */
	struct str hash;    /* of the entry, with that of the one before */
};
struct ledger {
	struct arena arena;
	struct str dir;
	struct ledger_entry *list;
	size_t count, room;
	int lock; /* held while it is open for writing; -1: not */
	bool changed;
};
/* Opens and verifies it: every hash, and the bytes of every version. write: makes the directory, and waits for no other writer. */
bool ledger_open(struct ledger *ledger, struct str dir, bool write, struct diags *diags);
/* The tree of a ledger file into entries; false with diagnostics. Only the chain is verified. */
bool
ledger_read(struct ledger *ledger, const struct node *root, struct str file, struct diags *diags);
/* Adds a version unless the same is there already: *added. Its file is written at once, the ledger by ledger_save. */
bool ledger_add(struct ledger *ledger, const struct assessment *assessment, struct date seen,
    bool *added, struct diags *diags);
bool ledger_save(struct ledger *ledger, struct diags *diags);
/* Was that hash printed by this ledger once? Empty chain: never. */
bool ledger_has(const struct ledger *ledger, struct str hash);
/* Whether two entries are versions of one form: 様式, 評価実施機関名 and 評価書番号 (else 評価書名) are the same. */
bool ledger_is_series(const struct ledger_entry *a, const struct ledger_entry *b);
/* The file of a version; in the arena. */
struct str
ledger_file(struct arena *arena, const struct ledger *ledger, const struct ledger_entry *entry);
/* All versions, form by form in the order of publication. */
void ledger_write(const struct ledger *ledger, bool json, enum lang lang, struct buf *out);
/* The series that an entry belongs to, oldest first (by 公表日, then as seen); in the arena. */
size_t ledger_series(struct arena *arena, const struct ledger *ledger,
    const struct ledger_entry *entry, const struct ledger_entry ***series);
void ledger_close(struct ledger *ledger);

/*
 * What the newer of two versions does not own up to: an item that changed without a row (rule change/without-row), a row whose
 * 変更前 is not what the older version said (change/row-against-version), rows of the older table that are altered or gone
 * (change/table-rewritten), another text under the same 公表日 (change/same-day). Findings are added to the run.
 */
void
change_audit(const struct assessment *old, const struct assessment *new, struct finding_run *run);
/* The rules of those findings, for reports. */
extern const struct finding_rule change_audit_rules[];
enum { CHANGE_AUDIT_RULES = 4 };

/* --- due dates ---------------------------------------------------------------------------------------------- */

/*
 * What is due of a form as of a day (規則第14条, 第15条, 第16条): the yearly review, the assessment before five years pass, and until
 * when a form of a 事務 that ended must stay published.
 */
enum due_kind { DUE_REVIEW, DUE_REASSESS, DUE_KEEP };
struct due {
	enum due_kind kind;
	struct date date; /* the last day */
	bool overdue;     /* of KEEP: the time is over, it may be withdrawn */
	struct str file, name, agency, no;
};
struct due_list {
	struct arena arena;
	struct due *list;
	size_t count, room;
};
void due_add(struct due_list *dues, const struct assessment *assessment, struct date as_of);
/* text, json, csv, ics; NULL: no such format. */
typedef void
due_writer(const struct due_list *dues, struct date as_of, enum lang lang, struct buf *out);
due_writer *due_format_find(struct str name);
void due_list_release(struct due_list *dues);

/* --- values and headings as the table writes them --------------------------------------------------------- */

/* The path of headings: Ⅱ　特定個人情報ファイルの概要　６．特定個人情報の保管・消去　②保管期間　その妥当性. Appended. */
void change_heading_write(const struct form *form, const struct form_id *id, struct buf *out);
/* Appends a value: text as written, a choice as its option, boxes a line each: [○]紙. */
void change_value_write(const struct item *item, struct buf *out);

#endif
