/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite or the machine says of a store, as a diagnostic. */
#include <errno.h>

#include "base/io.h"
#include "finding/store.h"
#include "base/banned.h"

struct diag_at
store_place(const struct store *store)
{
	return (struct diag_at){ store->file, 0, 0 };
}

void
store_say(const struct store *store, enum diag_code code, int error, struct diags *diags)
{
	struct arena arena = { 0 };

	diag_add(diags, code, store_place(store), io_error_str(error, &arena), (struct str){ 0 },
	    (struct str){ 0 });
	arena_release(&arena);
}

/* The reason is the machine's where SQLite knows it. */
static void
say_reason(const struct store *store, enum diag_code code, int result, struct diags *diags)
{
	int error = store->db == NULL ? 0 : sqlite3_system_errno(store->db);

	if (error != 0)
		store_say(store, code, error, diags);
	else
		diag_addz(diags, code, store_place(store), sqlite3_errstr(result), NULL, NULL);
}

void
store_fault(struct store *store, int code, bool writing, struct diags *diags)
{
	switch (code & 0xFF) {
	case SQLITE_NOTADB:
		diag_addz(diags, DIAG_STORE_NOT_DATABASE, store_place(store), NULL, NULL, NULL);
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		diag_addz(diags, DIAG_STORE_BUSY, store_place(store), NULL, NULL, NULL);
		break;
	case SQLITE_CORRUPT:
		diag_addz(diags, DIAG_STORE_CORRUPT, store_place(store), sqlite3_errstr(code), NULL,
		    NULL);
		break;
	case SQLITE_FULL:
		store_say(store, DIAG_STORE_WRITE, ENOSPC, diags);
		break;
	case SQLITE_READONLY:
		store_say(store, writing ? DIAG_STORE_WRITE : DIAG_FILE_READ, EACCES, diags);
		break;
	case SQLITE_CANTOPEN:
		say_reason(store, DIAG_FILE_OPEN, code, diags);
		break;
	default:
		/* What a query of ours cannot make of the content ("malformed JSON") is the content's fault. */
		say_reason(store,
		    writing                             ? DIAG_STORE_WRITE
			: (code & 0xFF) == SQLITE_IOERR ? DIAG_FILE_READ
							: DIAG_STORE_CORRUPT,
		    code, diags);
	}
}
