/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chain verified: every hash computed again from the run's own bytes. What the chain alone cannot show, a tail that was cut
 * off together with the head row, shows against a hash that was kept elsewhere (store_verify_head).
 */
#include <stdio.h>
#include <string.h>

#include "base/scope.h"
#include "finding/store.h"
#include "base/banned.h"

SCOPE_RELEASE(sqlite3_stmt, sqlite3_finalize);

enum { NUMBER, ID, STARTED, AS_OF, JA, EN, HASH, SAME };

static const char query[] = "SELECT number, id, started, as_of, report_ja, report_en, hash,"
			    " json_valid(report_ja) AND json_valid(report_en)"
			    " AND json_extract(report_ja, '$.run.id') IS id"
			    " AND json_extract(report_ja, '$.run.started') IS started"
			    " AND json_extract(report_ja, '$.run.as_of') IS as_of"
			    " FROM run ORDER BY number";

static bool
broken(struct store *store, sqlite3_stmt *statement, const char *what, struct diags *diags)
{
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)sqlite3_column_int64(statement, NUMBER));
	diag_add(diags, DIAG_STORE_TAMPERED, (struct diag_at){ store->file, 0, 0 },
	    store_text(statement, ID), str_of(number), str_of(what));
	return false;
}

/* One run against the hash before it; *chain becomes its own. */
static bool
verify_run(
    struct store *store, sqlite3_stmt *statement, int64_t number, char *chain, struct diags *diags)
{
	char hash[STORE_HASH_TEXT + 1];

	if (sqlite3_column_int64(statement, NUMBER) != number)
		return broken(store, statement,
		    DIAG_BOTH("その前の実行がありません", "the run before it is missing"), diags);
	store_hash(chain, number, store_text(statement, JA), store_text(statement, EN), hash);
	if (!str_is(store_text(statement, HASH), hash))
		return broken(store, statement,
		    DIAG_BOTH("内容か順序が変わっています", "its content or place was changed"),
		    diags);
	if (sqlite3_column_int(statement, SAME) != 1)
		return broken(store, statement,
		    DIAG_BOTH("列と報告の内容が違います", "its columns differ from its report"),
		    diags);
	memcpy(chain, hash, sizeof hash);
	return true;
}

static bool
verify_head(struct store *store, int64_t found, const char *chain, struct diags *diags)
{
	char hash[STORE_HASH_TEXT + 1], recorded[24], there[24];
	int64_t runs;

	if (!store_read_head(store, &runs, hash, diags))
		return false;
	if (runs == found && strcmp(hash, chain) == 0)
		return true;
	snprintf(recorded, sizeof recorded, "%lld", (long long)runs);
	snprintf(there, sizeof there, "%lld", (long long)found);
	if (runs > found)
		diag_addz(diags, DIAG_STORE_TRUNCATED, (struct diag_at){ store->file, 0, 0 },
		    recorded, there, NULL);
	else
		diag_addz(diags, DIAG_STORE_TAMPERED, (struct diag_at){ store->file, 0, 0 }, "head",
		    recorded,
		    DIAG_BOTH(
			"記録された末尾と最後の実行が違います", "the head is not the last run"));
	return false;
}

bool
store_verify(struct store *store, size_t *runs, struct diags *diags)
{
	SCOPED(sqlite3_stmt) statement = store_prepare(store, query, diags);
	char chain[STORE_HASH_TEXT + 1] = STORE_GENESIS;
	int code;

	*runs = 0;
	if (statement == NULL)
		return false;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		if (!verify_run(store, statement, (int64_t)*runs + 1, chain, diags))
			return false;
		(*runs)++;
	}
	if (code != SQLITE_DONE) {
		store_fault(store, code, false, diags);
		return false;
	}
	return verify_head(store, (int64_t)*runs, chain, diags);
}

bool
store_verify_head(struct store *store, struct str hash, struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(store, "SELECT 1 FROM run WHERE hash = ?", diags);
	int code;

	if (statement == NULL)
		return false;
	sqlite3_bind_text64(statement, 1, hash.ptr, hash.len, SQLITE_STATIC, SQLITE_UTF8);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return true;
	if (code == SQLITE_DONE)
		diag_add(diags, DIAG_STORE_HEAD, (struct diag_at){ store->file, 0, 0 }, hash,
		    (struct str){ 0 }, (struct str){ 0 });
	else
		store_fault(store, code, false, diags);
	return false;
}
