/* SPDX-License-Identifier: Apache-2.0 */
/* The store grows: a run goes behind the last one, in one transaction, and the head moves on to it. */
#include "finding/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/scope.h"
#include "finding/limits.h"
#include "base/banned.h"

SCOPE_RELEASE(sqlite3_stmt, sqlite3_finalize);

void
store_hash(const char *before, int64_t number, struct str report_ja, struct str report_en,
    char hash[STORE_HASH_TEXT + 1])
{
	crypto_generichash_state state;
	unsigned char bytes[STORE_HASH_BYTES];
	const struct str parts[] = { report_ja, STR("\n"), report_en, STR("\n") };
	char head[STORE_HASH_TEXT + 32];

	snprintf(head, sizeof head, "%s\n%lld\n", before, (long long)number);

	crypto_generichash_init(&state, NULL, 0, sizeof bytes);
	crypto_generichash_update(&state, (const unsigned char *)head, strlen(head));
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i].len > 0)
			crypto_generichash_update(
			    &state, (const unsigned char *)parts[i].ptr, parts[i].len);
	crypto_generichash_final(&state, bytes, sizeof bytes);
	sodium_bin2hex(hash, STORE_HASH_TEXT + 1, bytes, sizeof bytes);
}

bool
store_read_head(
    struct store *store, int64_t *runs, char hash[STORE_HASH_TEXT + 1], struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(store, "SELECT runs, hash FROM head WHERE one = 1", diags);
	int code;

	if (statement == NULL)
		return false;
	code = sqlite3_step(statement);
	struct str text = code == SQLITE_ROW ? store_text(statement, 1) : (struct str){ 0 };
	if (text.ptr == NULL || text.len != STORE_HASH_TEXT) {
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			store_fault(store, code, false, diags);
		else
			diag_addz(diags, DIAG_STORE_SCHEMA, store_place(store), "head", NULL, NULL);
		return false;
	}
	*runs = sqlite3_column_int64(statement, 0);
	memcpy(hash, text.ptr, STORE_HASH_TEXT);
	hash[STORE_HASH_TEXT] = '\0';
	return true;
}

/* The last run is the one that the head names: else the chain would go on from something else. */
static bool
head_fits(struct store *store, int64_t runs, const char *hash, struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(
	    store, "SELECT number, hash FROM run ORDER BY number DESC LIMIT 1", diags);
	struct str found = STR(STORE_GENESIS);
	int64_t number = 0;
	char recorded[24], there[24];

	if (statement == NULL)
		return false;
	if (sqlite3_step(statement) == SQLITE_ROW) {
		number = sqlite3_column_int64(statement, 0);
		found = store_text(statement, 1);
	}
	if (number == runs && str_is(found, hash))
		return true;
	snprintf(recorded, sizeof recorded, "%lld", (long long)runs);
	snprintf(there, sizeof there, "%lld", (long long)number);
	diag_addz(diags, DIAG_STORE_TRUNCATED, store_place(store), recorded, there, NULL);
	return false;
}

static bool
bind_text(sqlite3_stmt *statement, int at, struct str text)
{
	return sqlite3_bind_text64(statement, at, text.ptr == NULL ? "" : text.ptr, text.len,
		   SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK;
}

static bool
insert_run(struct store *store, const struct finding_run *run, int64_t number, struct str ja,
    struct str en, const char *hash, struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(store, "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)", diags);
	int code;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	bool bound = bind_text(statement, 2, run->id) && bind_text(statement, 3, run->started) &&
	    bind_text(statement, 4, run->as_of) && bind_text(statement, 5, ja) &&
	    bind_text(statement, 6, en) && bind_text(statement, 7, str_of(hash));
	code = bound ? sqlite3_step(statement) : SQLITE_TOOBIG;
	if (code == SQLITE_DONE)
		return true;
	if (code == SQLITE_CONSTRAINT_UNIQUE)
		diag_add(diags, DIAG_STORE_RUN_TWICE, store_place(store), run->id,
		    (struct str){ 0 }, (struct str){ 0 });
	else
		store_fault(store, code, true, diags);
	return false;
}

static bool
move_head(struct store *store, int64_t number, const char *hash, struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(store, "UPDATE head SET runs = ?, hash = ? WHERE one = 1", diags);
	int code;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, number);
	bind_text(statement, 2, str_of(hash));
	code = sqlite3_step(statement);
	if (code != SQLITE_DONE)
		store_fault(store, code, true, diags);
	return code == SQLITE_DONE;
}

/* Inside the transaction. */
static bool
append(struct store *store, const struct finding_run *run, struct str ja, struct str en,
    struct diags *diags)
{
	char before[STORE_HASH_TEXT + 1], hash[STORE_HASH_TEXT + 1];
	int64_t runs;

	if (!store_read_head(store, &runs, before, diags) || !head_fits(store, runs, before, diags))
		return false;
	store_hash(before, runs + 1, ja, en, hash);
	return insert_run(store, run, runs + 1, ja, en, hash, diags) &&
	    move_head(store, runs + 1, hash, diags) && store_exec(store, "COMMIT", true, diags);
}

bool
store_append(struct store *store, const struct finding_run *run, struct diags *diags)
{
	struct buf ja = { 0 }, en = { 0 };
	bool good = false;

	BUG_IF(store->read_only);
	finding_run_json(run, LANG_JA, false, &ja);
	finding_run_json(run, LANG_EN, false, &en);
	if (mem_add(ja.len, en.len) > STORE_REPORT_MAX_BYTES)
		store_say(store, DIAG_STORE_WRITE, EFBIG, diags);
	else if (store_exec(store, "BEGIN IMMEDIATE", true, diags))
		good = append(store, run, buf_str(&ja), buf_str(&en), diags);
	if (!good && !sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	buf_release(&ja);
	buf_release(&en);
	return good;
}

bool
store_head(struct store *store, size_t *runs, struct buf *hash, struct diags *diags)
{
	char text[STORE_HASH_TEXT + 1];
	int64_t n;

	if (!store_read_head(store, &n, text, diags))
		return false;
	*runs = n > 0 ? (size_t)n : 0;
	buf_adds(hash, text);
	return true;
}
