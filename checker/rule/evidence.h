/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence of one run, inside: one in-memory database, who wrote what into it, and the state of the sandbox in which
 * rule SQL is prepared and stepped (sandbox.h). One connection for both: the authorizer looks at `mode`.
 */
#ifndef RULE_EVIDENCE_H
#define RULE_EVIDENCE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/rule.h"
#include "rule/tables.h"

enum sandbox_mode {
	SANDBOX_OURS, /* our own statements: schema, inserts, look-ups */
	SANDBOX_RULE, /* a rule's */
};

enum sandbox_end {
	SANDBOX_DONE,
	SANDBOX_STEPS, /* the step budget is used up */
	SANDBOX_TIME,
	SANDBOX_MEMORY,
	SANDBOX_REGEX_SYNTAX, /* see fault */
	SANDBOX_REGEX_LIMIT,
	SANDBOX_DISK,  /* no room for temporary files */
	SANDBOX_VALUE, /* a value became too large, a function was given what it cannot take */
};

/* What one evaluation may use. */
struct budget {
	uint64_t steps;
	int64_t msec;
	int64_t heap_bytes;
};

struct sandbox {
	enum sandbox_mode mode;
	/* while preparing */
	uint64_t tables;    /* read, a set of table_bit */
	const char *denied; /* kind of what was refused: "PRAGMA"; NULL: nothing */
	char denied_name[64];
	/* while stepping */
	struct budget budget;
	uint64_t steps;
	int64_t cpu_deadline_msec; /* on the process's own clock */
	int64_t deadline_msec;     /* on the monotonic clock */
	enum sandbox_end end;
	struct buf fault;     /* the regular expression, and where in it */
	int64_t kept_changes; /* to the evidence, when it was last committed */
};

/* An INSERT per kind of row; shapes of workers live only as long as their run, so rows are compared by content. */
struct insert {
	const struct sink_shape *shape; /* where it was last seen: a hint only */
	const char *table;
	const char **columns;
	size_t column_count;
	sqlite3_stmt *statement;
	int number; /* of the table in rule_tables */
};

struct regex; /* functions_regexp.c */
struct regex_cache {
	struct regex **slots;
	size_t count;
	/* PCRE2's, of all patterns: one is matched at a time, and each would have some 20 KiB of its own */
	struct pcre2_real_match_data_8 *data;
	struct pcre2_real_match_context_8 *limits;
};

/* A rule made ready. */
struct prepared {
	/* NULL: refused, or a pack says what it reads and it has not been run yet */
	sqlite3_stmt *statement;
	bool refused;
	uint64_t reads;  /* tables that its SQL names */
	uint64_t tables; /* that it reads or needs */
	bool per_assessment;
	/* what came of it in this run */
	bool evaluated, had_evidence, found, failed;
	bool lack_said; /* what it lacks for the whole run */
};

/* What rules call an item that they hold against practice; own_ids: by an id that its form alone has, see rule_knows_own. */
struct promised {
	struct str name;
	bool own_ids;
};

/* An item that some rule holds against practice. Kept once, however many assessments have it. */
struct promise_item {
	struct str item;
	struct str form, def, question; /* question empty: this form alone asks it */
	bool shadowed;                  /* its def is another item's question */
};
/* The same in one assessment. */
struct promise {
	struct str assessment;
	const struct promise_item *what;
	bool held, broken;
	bool unclear; /* a host broke it that may be another assessment's */
};

/* A host that an assessment names among its systems. */
struct named_host {
	struct str assessment, host;
};

struct spill;
struct log_tables; /* log_tables.c */

struct evidence {
	sqlite3 *db;
	struct spill *spill;    /* its temporary files */
	struct log_store *logs; /* what activity, activity_subject, subject_user and match show */
	struct log_tables *log_tables;
	/* columns of theirs that some prepared rule names, in the order of the schema */
	struct {
		unsigned activity, match;
		bool activity_at_all, subjects;
	} log_used;
	const struct rules *rules;
	struct date as_of;
	struct diags *diags;
	struct arena arena;
	struct sandbox sandbox;
	struct insert *inserts;
	size_t insert_count, insert_room;
	struct insert *last_insert;
	uint64_t made;                  /* set of tables that the database has */
	uint64_t rows[TABLE_COUNT_MAX]; /* inserted, by table */
	uint64_t row_total;
	bool full;               /* out of memory: said once */
	uint64_t given;          /* set of tables whose source was given */
	uint64_t refused;        /* set of tables whose only source was refused */
	bool sources_changed;    /* source.rows must be counted anew */
	struct str current_rule; /* whose rows the view `match` shows */
	struct regex_cache regexes;
	struct passage_cache *passages; /* functions_passage.c; NULL: not used yet */
	struct said_texts *said;        /* functions_said.c; NULL: not used yet */
	struct prepared *prepared;      /* of rules->list, in its order; NULL: not yet */
	/* look-ups, prepared when first used */
	sqlite3_stmt *find_item, *find_assessment, *item_known, *form_day, *config_hosts,
	    *log_field, *insert_source, *said_items;
	struct promised *promised; /* of all rules */
	size_t promised_count, promised_room;
	const struct promise_item **promise_items; /* by their hash, open addressing */
	size_t promise_item_count, promise_item_room;
	struct promise *promises;
	size_t promise_count, promise_room;
	struct named_host *named_hosts;
	size_t named_host_count, named_host_room;
	size_t assessments;     /* looked at in this run */
	size_t promises_before; /* where those of the present assessment begin */
};

/* The text of a column of the present row, a view until the statement moves on; NULL is empty. */
struct str column_str(sqlite3_stmt *statement, int column);
/* A statement of ours (mode SANDBOX_OURS); BUG when it does not compile. Kept in *kept, reset. */
sqlite3_stmt *evidence_statement(struct evidence *evidence, sqlite3_stmt **kept, const char *sql);
void evidence_exec(struct evidence *evidence, const char *sql);
/* schema.c: makes these tables where they are not yet; before any statement names one. Those of an assessment are there. */
void evidence_need(struct evidence *evidence, uint64_t tables);
/* All rows of these tables away; what was given stays given. */
void evidence_clear(struct evidence *evidence, uint64_t tables);
/* Everything as after evidence_new, for the next rule test. */
void evidence_reset(struct evidence *evidence, struct date as_of);
/* Before rules run: counts of the sources. */
void evidence_seal(struct evidence *evidence);

/* data.c: the reference tables of rules/data/ into the database. */
void data_load(struct evidence *evidence);
/* data.c: checks one file of rules/data/; false with diagnostics. */
bool data_check(const struct node *root, struct str file, struct diags *diags);
/* data.c: the values of a table of one column, for Sigma's |expand. */
bool
data_expand(void *rules, struct str name, struct arena *arena, struct str **list, size_t *count);
bool data_has_table(const struct rules *rules, struct str name);
/* Has every table of that name the columns of this one? */
bool data_same_columns(const struct rules *rules, const struct node *root);

#endif
