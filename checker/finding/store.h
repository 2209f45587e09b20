/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the store share. One SQLite file: a table of runs that can only grow, each run with the hash of the one
 * before in its own, and one row that says where the chain ends.
 */
#ifndef FINDING_STORE_H
#define FINDING_STORE_H

#include <sqlite3.h>

#include "finding/finding.h"

enum { STORE_HASH_BYTES = 32, STORE_HASH_TEXT = 64 };

struct store {
	sqlite3 *db;
	struct arena arena;
	struct str file;
	bool read_only;
};

/* Where diagnostics say that the fault is. */
struct diag_at store_place(const struct store *store);

/* A diagnostic with an errno for its reason. */
void store_say(const struct store *store, enum diag_code code, int error, struct diags *diags);
/* A diagnostic for what SQLite has just refused; writing says that this run is not stored. */
void store_fault(struct store *store, int code, bool writing, struct diags *diags);

/* Runs statements that answer nothing; false with a diagnostic. */
bool store_exec(struct store *store, const char *sql, bool writing, struct diags *diags);

/* Compiled, or NULL with a diagnostic. Finalised by the caller. */
sqlite3_stmt *store_prepare(struct store *store, const char *sql, struct diags *diags);

/* A column as text; empty when NULL. Valid until the next step. */
struct str store_text(sqlite3_stmt *statement, int column);

/* The end of the chain as the head row says; false with a diagnostic. */
bool store_read_head(
    struct store *store, int64_t *runs, char hash[STORE_HASH_TEXT + 1], struct diags *diags);

/* BLAKE2b-256 over the hash before, the run's number and its two reports, as hexadecimal digits. */
void store_hash(const char *before, int64_t number, struct str report_ja, struct str report_en,
    char hash[STORE_HASH_TEXT + 1]);

#define STORE_GENESIS "0000000000000000000000000000000000000000000000000000000000000000"

#endif
