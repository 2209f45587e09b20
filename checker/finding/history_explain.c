/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck explain FINGERPRINT --store: what a past run found, out of its stored report. */
#include "finding/history.h"

#include "base/json.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

SCOPE_RELEASE(sqlite3_stmt, sqlite3_finalize);

enum { WIDTH = 100, INDENT = 2, DEEP = 4 };

struct past {
	struct store *store;
	struct diags *diags;
	enum lang lang;
	struct str asked;
	struct buf *out;
	struct json json;
	bool as_json;
	size_t count;
};

static const char *
pick(const struct past *past, const char *ja, const char *en)
{
	return past->lang == LANG_JA ? ja : en;
}

static void
line_of(struct past *past, int indent, const char *first, struct str text)
{
	text_wrap(text, WIDTH, indent, first, past->out);
}

static void
heading(struct past *past, const char *ja, const char *en)
{
	buf_addf(past->out, "\n%s\n", pick(past, ja, en));
}

/* --- lists within the report ---------------------------------------------------------------------- */

/* Each row of a query with one or two texts, as lines with a dash. */
static bool
put_rows(struct past *past, const char *sql, int64_t number, struct str fingerprint)
{
	SCOPED(sqlite3_stmt) rows = store_prepare(past->store, sql, past->diags);
	int code;

	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, number);
	sqlite3_bind_text64(rows, 2, fingerprint.ptr, fingerprint.len, SQLITE_STATIC, SQLITE_UTF8);
	while ((code = sqlite3_step(rows)) == SQLITE_ROW)
		line_of(past, DEEP, "- ", store_text(rows, 0));
	if (code != SQLITE_DONE)
		store_fault(past->store, code, false, past->diags);
	return code == SQLITE_DONE;
}

static bool
put_lists(struct past *past, int64_t number, struct str fingerprint)
{
	heading(past, "書かれている所", "Where it stands");
	if (!put_rows(past,
		"SELECT (e.value ->> 'file') || coalesce(':' || (e.value ->> 'line'), '') ||"
		" coalesce('  ' || (e.value ->> 'text'), '')"
		" FROM run, json_each(run.report_ja, '$.findings') AS f,"
		" json_each(f.value, '$.evidence') AS e"
		" WHERE run.number = ?1 AND f.value ->> 'fingerprint' = ?2",
		number, fingerprint))
		return false;
	heading(past, "根拠", "Law");
	if (!put_rows(past,
		"SELECT e.value FROM run, json_each(run.report_ja, '$.findings') AS f,"
		" json_each(f.value, '$.basis') AS e"
		" WHERE run.number = ?1 AND f.value ->> 'fingerprint' = ?2",
		number, fingerprint))
		return false;
	heading(past, "その実行の入力", "Inputs of that run");
	return put_rows(past,
	    "SELECT (i.value ->> 'file') || '  ' || (i.value ->> 'kind') ||"
	    " coalesce('  ' || (i.value ->> 'digest'), '')"
	    " FROM run, json_each(run.report_ja, '$.inputs') AS i"
	    " WHERE run.number = ?1 AND ?2 IS NOT NULL",
	    number, fingerprint);
}

/* --- one finding ----------------------------------------------------------------------------------- */

enum column {
	FINGERPRINT,
	NUMBER,
	ID,
	DAY,
	STARTED,
	FIRST_DAY,
	RUNS,
	RULE,
	SEVERITY,
	TITLE,
	MESSAGE,
	REMEDY,
	PLACE,
	STATUS,
	VALUE,
	RUN_INPUTS
};

static bool
put_text(struct past *past, sqlite3_stmt *row)
{
	struct str fingerprint = store_text(row, FINGERPRINT);
	struct buf line = { 0 };
	bool good;

	if (past->count > 1)
		buf_adds(past->out, "\n\n");
	buf_addf(&line, past->lang == LANG_JA ? "%.*s（%s）" : "%.*s (%s)",
	    STR_ARG(store_text(row, RULE)), past_word(store_text(row, SEVERITY), past->lang));
	line_of(past, 0, NULL, buf_str(&line));
	line_of(past, 0, NULL, store_text(row, TITLE));
	buf_clear(&line);
	buf_addf(&line,
	    past->lang == LANG_JA
		? "実行 %.*s（%.*s、基準日 %.*s）。この指摘がある実行 %lld 回、最初の基準日 %.*s。"
		: "run %.*s (%.*s, as of %.*s); %lld runs have this finding, the first as of %.*s",
	    STR_ARG(store_text(row, ID)), STR_ARG(store_text(row, STARTED)),
	    STR_ARG(store_text(row, DAY)), (long long)sqlite3_column_int64(row, RUNS),
	    STR_ARG(store_text(row, FIRST_DAY)));
	heading(past, "最後にこの指摘があった実行", "The last run that had it");
	line_of(past, INDENT, NULL, buf_str(&line));
	heading(past, "指摘", "Finding");
	buf_clear(&line);
	buf_addf(&line, "%.*s  %s  %.*s", STR_ARG(fingerprint),
	    past_word(store_text(row, STATUS), past->lang), STR_ARG(store_text(row, PLACE)));
	line_of(past, INDENT, NULL, buf_str(&line));
	line_of(past, INDENT, NULL, store_text(row, MESSAGE));
	heading(past, "対応", "Remedy");
	line_of(past, INDENT, NULL, store_text(row, REMEDY));
	good = put_lists(past, sqlite3_column_int64(row, NUMBER), fingerprint);
	heading(past, "手順まで見るには", "To see the steps");
	buf_clear(&line);
	buf_addf(&line,
	    past->lang == LANG_JA
		? "上の入力を同じ指定で与える: piacheck explain %.*s --as-of %.*s -a …"
		: "give the inputs above as they were given: piacheck explain %.*s --as-of %.*s -a "
		  "…",
	    STR_ARG(fingerprint), STR_ARG(store_text(row, DAY)));
	line_of(past, INDENT, NULL, buf_str(&line));
	buf_release(&line);
	return good;
}

static void
put_json(struct past *past, sqlite3_stmt *row)
{
	struct json *json = &past->json;

	json_object(json);
	json_key(json, "run");
	json_object(json);
	json_kv(json, "id", store_text(row, ID));
	json_kv(json, "started", store_text(row, STARTED));
	json_kv(json, "as_of", store_text(row, DAY));
	json_kv_int(json, "number", sqlite3_column_int64(row, NUMBER));
	json_object_end(json);
	json_kv_int(json, "runs", sqlite3_column_int64(row, RUNS));
	json_kv(json, "first_as_of", store_text(row, FIRST_DAY));
	json_key(json, "finding");
	json_raw(json, store_text(row, VALUE));
	json_key(json, "inputs");
	json_raw(json, store_text(row, RUN_INPUTS));
	json_object_end(json);
}

/* ?1 is a fingerprint, or one without its occurrence. Of each, the last run that had it. */
static const char *const queries[] = {
#define QUERY(column)                                                                              \
	"WITH had(fingerprint, number, value) AS MATERIALIZED ("                                   \
	"SELECT f.value ->> 'fingerprint' AS own, run.number, f.value"                             \
	" FROM run, json_each(run." column ", '$.findings') AS f"                                  \
	" WHERE (own = ?1 OR substr(own, 1, 33) = ?1 || ':')"                                      \
	" AND f.value ->> 'status' <> 'fixed')"                                                    \
	" SELECT h.fingerprint, h.number, r.id, r.as_of, r.started,"                               \
	" (SELECT as_of FROM run WHERE number ="                                                   \
	" (SELECT min(number) FROM had WHERE fingerprint = h.fingerprint)),"                       \
	" (SELECT count(DISTINCT number) FROM had WHERE fingerprint = h.fingerprint),"             \
	" h.value ->> 'rule', h.value ->> 'severity', h.value ->> 'title',"                        \
	" h.value ->> 'message', h.value ->> 'remedy',"                                            \
	" coalesce(h.value ->> 'item', '') || ' ' || coalesce(h.value ->> 'item_label', ''),"      \
	" h.value ->> 'status', h.value, r." column " -> '$.inputs'"                               \
	" FROM had AS h JOIN run AS r ON r.number = h.number"                                      \
	" WHERE h.number = (SELECT max(number) FROM had WHERE fingerprint = h.fingerprint)"        \
	" ORDER BY 1"
	[LANG_JA] = QUERY("report_ja"),
	[LANG_EN] = QUERY("report_en"),
};

static bool
put_all(struct past *past)
{
	SCOPED(sqlite3_stmt)
	rows = store_prepare(past->store, queries[past->lang], past->diags);
	int code;

	if (rows == NULL)
		return false;
	sqlite3_bind_text64(rows, 1, past->asked.ptr, past->asked.len, SQLITE_STATIC, SQLITE_UTF8);
	while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
		past->count++;
		if (past->as_json)
			put_json(past, rows);
		else if (!put_text(past, rows))
			return false;
	}
	if (code != SQLITE_DONE)
		store_fault(past->store, code, false, past->diags);
	return code == SQLITE_DONE;
}

bool
store_explain(struct store *store, struct str fingerprint, bool json, enum lang lang,
    struct buf *out, struct diags *diags)
{
	struct past past = { .store = store,
		.diags = diags,
		.lang = lang,
		.asked = fingerprint,
		.out = out,
		.json = { .out = out },
		.as_json = json };
	bool good;

	if (json) {
		json_object(&past.json);
		json_kvz(&past.json, "schema", "piacheck/explain/1");
		json_key(&past.json, "past");
		json_array(&past.json);
	}
	good = put_all(&past);
	if (json) {
		json_array_end(&past.json);
		json_object_end(&past.json);
		buf_addc(out, '\n');
	}
	if (good && past.count == 0)
		diag_add(diags, DIAG_STORE_NO_FINGERPRINT, store_place(store), fingerprint,
		    (struct str){ 0 }, (struct str){ 0 });
	return good && past.count > 0;
}
