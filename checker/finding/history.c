/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Past runs, taken out of the stored reports by SQLite's own JSON functions: there is no second copy of a finding that could
 * differ from what the chain covers.
 */
#include "finding/history.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/banned.h"

SCOPE_RELEASE(sqlite3_stmt, sqlite3_finalize);

static const char run_query[] =
    "SELECT id, started, as_of, hash,"
    " json_extract(report_ja, '$.summary.error'), json_extract(report_ja, '$.summary.warning'),"
    " json_extract(report_ja, '$.summary.note'), json_extract(report_ja, '$.summary.waived'),"
    " json_extract(report_ja, '$.summary.no_evidence') FROM run WHERE number = ?";

/* {0}: the column of the language. */
static const char *const finding_queries[] = {
#define FINDINGS(column)                                                                           \
	"SELECT json_extract(value, '$.fingerprint') AS fingerprint, json_extract(value, "         \
	"'$.rule'),"                                                                               \
	" json_extract(value, '$.severity'), json_extract(value, '$.status') AS status,"           \
	" json_extract(value, '$.message'), json_extract(value, '$.title'),"                       \
	" json_extract(value, '$.file'), json_extract(value, '$.item'),"                           \
	" json_extract(value, '$.assessment'), json_extract(value, '$.line')"                      \
	" FROM run, json_each(run." column ", '$.findings')"                                       \
	" WHERE number = ? AND status <> 'fixed' ORDER BY fingerprint COLLATE BINARY"
	[LANG_JA] = FINDINGS("report_ja"),
	[LANG_EN] = FINDINGS("report_en"),
};

static struct str
keep(struct past_run *run, sqlite3_stmt *statement, int column)
{
	return arena_str(&run->arena, store_text(statement, column));
}

static bool
read_head(struct store *store, struct past_run *run, struct diags *diags)
{
	SCOPED(sqlite3_stmt) statement = store_prepare(store, run_query, diags);
	int code;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, run->number);
	code = sqlite3_step(statement);
	if (code != SQLITE_ROW) {
		store_fault(store, code == SQLITE_DONE ? SQLITE_CORRUPT : code, false, diags);
		return false;
	}
	run->id = keep(run, statement, 0);
	run->started = keep(run, statement, 1);
	run->as_of = keep(run, statement, 2);
	run->hash = keep(run, statement, 3);
	run->error = sqlite3_column_int64(statement, 4);
	run->warning = sqlite3_column_int64(statement, 5);
	run->note = sqlite3_column_int64(statement, 6);
	run->waived = sqlite3_column_int64(statement, 7);
	run->no_evidence = sqlite3_column_int64(statement, 8);
	return true;
}

static bool
read_findings(struct store *store, enum lang lang, struct past_run *run, struct diags *diags)
{
	SCOPED(sqlite3_stmt) statement = store_prepare(store, finding_queries[lang], diags);
	int code;

	if (statement == NULL)
		return false;
	sqlite3_bind_int64(statement, 1, run->number);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct past_finding *f = ARRAY_ADD(run->list, run->count, run->room);
		struct str *const texts[] = { &f->fingerprint, &f->rule, &f->severity, &f->status,
			&f->message, &f->title, &f->file, &f->item, &f->assessment };
		int64_t line = sqlite3_column_int64(statement, (int)COUNT_OF(texts));

		for (size_t i = 0; i < COUNT_OF(texts); i++)
			*texts[i] = keep(run, statement, (int)i);
		f->line = line > 0 && line <= UINT32_MAX ? (uint32_t)line : 0;
	}
	if (code != SQLITE_DONE)
		store_fault(store, code, false, diags);
	return code == SQLITE_DONE;
}

bool
past_run_read(
    struct store *store, int64_t number, enum lang lang, struct past_run *run, struct diags *diags)
{
	*run = (struct past_run){ .number = number };
	if (read_head(store, run, diags) && read_findings(store, lang, run, diags))
		return true;
	past_run_release(run);
	return false;
}

int64_t
past_run_find(struct store *store, struct str id, struct diags *diags)
{
	SCOPED(sqlite3_stmt)
	statement = store_prepare(store,
	    id.len == 0 ? "SELECT max(number) FROM run WHERE ?1 IS ?1"
			: "SELECT number FROM run WHERE id = ?1",
	    diags);
	struct diag_at at = { store->file, 0, 0 };
	int64_t number = 0;

	if (statement == NULL)
		return 0;
	sqlite3_bind_text64(
	    statement, 1, id.ptr == NULL ? "" : id.ptr, id.len, SQLITE_STATIC, SQLITE_UTF8);
	if (sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	if (number == 0 && id.len == 0)
		diag_addz(diags, DIAG_STORE_EMPTY, at, NULL, NULL, NULL);
	else if (number == 0)
		diag_add(diags, DIAG_STORE_NO_RUN, at, id, (struct str){ 0 }, (struct str){ 0 });
	return number;
}

const char *
past_word(struct str name, enum lang lang)
{
	static const struct {
		const char *name, *ja;
	} words[] = {
		{ "new", "新規" },
		{ "unchanged", "継続" },
		{ "fixed", "解消" },
		{ "open", "未対応" },
		{ "waived", "例外" },
		{ "error", "エラー" },
		{ "warning", "警告" },
		{ "note", "参考" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_is(name, words[i].name))
			return lang == LANG_JA ? words[i].ja : words[i].name;
	return "";
}

void
past_run_release(struct past_run *run)
{
	arena_release(&run->arena);
	free(run->list);
	*run = (struct past_run){ 0 };
}

bool
past_next(const struct past_run *before, const struct past_run *run, size_t *i, size_t *k,
    const struct past_finding **old, const struct past_finding **now)
{
	size_t old_count = before == NULL ? 0 : before->count;

	*old = *i < old_count ? &before->list[*i] : NULL;
	*now = *k < run->count ? &run->list[*k] : NULL;
	if (*old != NULL && *now != NULL) {
		int c = str_cmp((*old)->fingerprint, (*now)->fingerprint);

		*old = c > 0 ? NULL : *old;
		*now = c < 0 ? NULL : *now;
	}
	*i += *old != NULL;
	*k += *now != NULL;
	return *old != NULL || *now != NULL;
}

void
past_compare(const struct past_run *before, struct past_run *run)
{
	const struct past_finding *old, *now;
	size_t i = 0, k = 0;

	while (past_next(before, run, &i, &k, &old, &now)) {
		run->fresh += old == NULL;
		run->unchanged += old != NULL && now != NULL;
		run->fixed += now == NULL;
	}
}
