/* SPDX-License-Identifier: Apache-2.0 */
/* history list, show and trend: as text, and as JSON (piacheck/history/1). */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "finding/history.h"
#include "finding/limits.h"
#include "base/banned.h"

/* What a printer of runs is told: one call for each, in order; before is NULL for the first run of all. */
struct printer {
	struct buf *out;
	bool as_json;
	struct json json;
	enum lang lang;
	int64_t most; /* trend: the largest number of findings, for the bars */
	void (*run)(struct printer *printer, const struct past_run *run);
};

static const char *
pick(enum lang lang, const char *ja, const char *en)
{
	return lang == LANG_JA ? ja : en;
}

/* Every run from the first shown to the last, each compared with the one before. */
static bool
each_run(struct store *store, struct printer *printer, int64_t runs, struct diags *diags)
{
	struct past_run before = { 0 }, run = { 0 };
	int64_t first = runs > STORE_LIST_MAX ? runs - STORE_LIST_MAX + 1 : 1;
	bool good = true;

	if (first > 1)
		good = past_run_read(store, first - 1, printer->lang, &before, diags);
	for (int64_t n = first; good && n <= runs; n++) {
		good = past_run_read(store, n, printer->lang, &run, diags);
		if (!good)
			break;
		past_compare(n > 1 ? &before : NULL, &run);
		printer->run(printer, &run);
		past_run_release(&before);
		before = run;
		run = (struct past_run){ 0 };
	}
	past_run_release(&before);
	return good;
}

static void
json_begin(struct json *json, int64_t runs, const char *hash)
{
	json_object(json);
	json_kvz(json, "schema", "piacheck/history/1");
	json_key(json, "head");
	json_object(json);
	json_kv_int(json, "runs", runs);
	json_kvz(json, "hash", hash);
	json_object_end(json);
}

static void
json_run(struct json *json, const struct past_run *run)
{
	json_object(json);
	json_kv_int(json, "number", run->number);
	json_kv(json, "id", run->id);
	json_kv(json, "started", run->started);
	json_kv(json, "as_of", run->as_of);
	json_kv_int(json, "error", run->error);
	json_kv_int(json, "warning", run->warning);
	json_kv_int(json, "note", run->note);
	json_kv_int(json, "waived", run->waived);
	json_kv_int(json, "no_evidence", run->no_evidence);
	json_kv_int(json, "findings", (int64_t)run->count);
	json_kv_int(json, "new", (int64_t)run->fresh);
	json_kv_int(json, "unchanged", (int64_t)run->unchanged);
	json_kv_int(json, "fixed", (int64_t)run->fixed);
	json_kv(json, "hash", run->hash);
	json_object_end(json);
}

static void
print_run(struct printer *printer, const struct past_run *run)
{
	if (printer->as_json) {
		json_run(&printer->json, run);
		return;
	}
	buf_addf(printer->out, "%lld  ", (long long)run->number);
	text_visible(run->id, printer->out);
	buf_adds(printer->out, "  ");
	text_visible(run->started, printer->out);
	if (printer->lang == LANG_JA)
		buf_addf(printer->out,
		    "  エラー %lld、警告 %lld、参考 %lld、例外 %lld（新規 %zu、継続 %zu、解消 "
		    "%zu）\n",
		    (long long)run->error, (long long)run->warning, (long long)run->note,
		    (long long)run->waived, run->fresh, run->unchanged, run->fixed);
	else
		buf_addf(printer->out,
		    "  error %lld, warning %lld, note %lld, waived %lld (new %zu, unchanged %zu, "
		    "fixed %zu)\n",
		    (long long)run->error, (long long)run->warning, (long long)run->note,
		    (long long)run->waived, run->fresh, run->unchanged, run->fixed);
}

enum { BAR_COLUMNS = 40 };

static void
print_trend(struct printer *printer, const struct past_run *run)
{
	int64_t open = run->error + run->warning + run->note;
	int64_t scale = printer->most > 0 ? printer->most : 1;

	if (printer->as_json) {
		json_run(&printer->json, run);
		return;
	}
	text_visible(run->as_of, printer->out);
	buf_addf(printer->out, "  %5lld  +%-4zu -%-4zu ", (long long)open, run->fresh, run->fixed);
	for (int64_t i = 0; i < open * BAR_COLUMNS / scale; i++)
		buf_adds(printer->out, i * scale < run->error * BAR_COLUMNS ? "█" : "░");
	buf_addc(printer->out, '\n');
}

static void
put_head(const struct printer *printer, int64_t runs, const char *hash)
{
	if (printer->lang == LANG_JA)
		buf_addf(printer->out,
		    "履歴 %lld件、末尾のハッシュ "
		    "%s（控えておくと、あとで末尾の削除も見つけられる）\n",
		    (long long)runs, hash);
	else
		buf_addf(printer->out,
		    "runs: %lld; hash of the last %s (keep it: with it a cut-off end shows)\n",
		    (long long)runs, hash);
}

/* The largest number of open findings of a run: what the longest bar stands for. */
static int64_t
most_findings(struct store *store, struct diags *diags)
{
	sqlite3_stmt *statement = store_prepare(store,
	    "SELECT max(json_extract(report_ja, '$.summary.error') +"
	    " json_extract(report_ja, '$.summary.warning') +"
	    " json_extract(report_ja, '$.summary.note')) FROM run",
	    diags);
	int64_t most = 0;

	if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW)
		most = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return most;
}

static bool
print_runs(struct store *store, bool json, struct printer *printer, struct diags *diags)
{
	char hash[STORE_HASH_TEXT + 1];
	int64_t runs;

	if (!store_read_head(store, &runs, hash, diags))
		return false;
	if (json) {
		printer->as_json = true;
		printer->json = (struct json){ .out = printer->out, .indent = true };
		json_begin(&printer->json, runs, hash);
		json_key(&printer->json, "runs");
		json_array(&printer->json);
	}
	bool good = each_run(store, printer, runs, diags);
	if (json) {
		json_array_end(&printer->json);
		json_object_end(&printer->json);
		buf_addc(printer->out, '\n');
	} else {
		put_head(printer, runs, hash);
	}
	return good;
}

bool
store_list(struct store *store, bool json, enum lang lang, struct buf *out, struct diags *diags)
{
	struct printer printer = { .out = out, .lang = lang, .run = print_run };

	return print_runs(store, json, &printer, diags);
}

bool
store_trend(struct store *store, bool json, enum lang lang, struct buf *out, struct diags *diags)
{
	struct printer printer = { .out = out, .lang = lang, .run = print_trend };

	printer.most = json ? 0 : most_findings(store, diags);
	if (!json)
		buf_adds(out,
		    pick(lang, "基準日      未対応  新規  解消\n",
			"as of        open   new   fixed\n"));
	return print_runs(store, json, &printer, diags);
}

/* --- one run ---------------------------------------------------------------------------------- */

static void
json_finding(struct json *json, const struct past_finding *f, const char *change)
{
	json_object(json);
	json_kvz(json, "change", change);
	json_kv(json, "fingerprint", f->fingerprint);
	json_kv(json, "rule", f->rule);
	json_kv(json, "severity", f->severity);
	json_kv(json, "status", f->status);
	json_kv(json, "message", f->message);
	json_key(json, "assessment");
	json_strz(json, f->assessment.len > 0 ? f->assessment.ptr : NULL);
	json_key(json, "item");
	json_strz(json, f->item.len > 0 ? f->item.ptr : NULL);
	json_key(json, "file");
	json_strz(json, f->file.len > 0 ? f->file.ptr : NULL);
	json_key(json, "line");
	if (f->line > 0)
		json_int(json, f->line);
	else
		json_null(json);
	json_object_end(json);
}

static void
text_finding(struct buf *out, const struct past_finding *f, const char *change, enum lang lang)
{
	buf_addf(out, "%s  %s  ", past_word(str_of(change), lang), past_word(f->severity, lang));
	text_visible(f->rule, out);
	if (str_is(f->status, "waived"))
		buf_adds(out, pick(lang, "【例外】", " [waived]"));
	if (f->file.len > 0) {
		buf_adds(out, "  ");
		text_visible(f->file, out);
		if (f->line > 0)
			buf_addf(out, ":%u", f->line);
	}
	buf_adds(out, "\n    ");
	text_visible(f->message, out);
	buf_addc(out, '\n');
}

static void
print_findings(const struct past_run *before, const struct past_run *run, struct json *json,
    enum lang lang, struct buf *out)
{
	const struct past_finding *old, *now;
	size_t i = 0, k = 0;

	while (past_next(before, run, &i, &k, &old, &now)) {
		const char *change = old == NULL ? "new" : now == NULL ? "fixed" : "unchanged";
		const struct past_finding *f = now != NULL ? now : old;

		BUG_IF(f == NULL);
		if (json != NULL)
			json_finding(json, f, change);
		else
			text_finding(out, f, change, lang);
	}
}

static void
show(const struct past_run *before, const struct past_run *run, bool json, enum lang lang,
    struct buf *out)
{
	struct json writer = { .out = out, .indent = true };
	struct printer printer = { .out = out, .lang = lang };

	if (!json) {
		print_run(&printer, run);
		print_findings(before, run, NULL, lang, out);
		return;
	}
	json_object(&writer);
	json_kvz(&writer, "schema", "piacheck/history/1");
	json_key(&writer, "run");
	json_run(&writer, run);
	json_key(&writer, "previous");
	json_strz(&writer, before != NULL ? before->id.ptr : NULL);
	json_key(&writer, "findings");
	json_array(&writer);
	print_findings(before, run, &writer, lang, out);
	json_array_end(&writer);
	json_object_end(&writer);
	buf_addc(out, '\n');
}

bool
store_show(struct store *store, struct str run_id, bool json, enum lang lang, struct buf *out,
    struct diags *diags)
{
	struct past_run before = { 0 }, run = { 0 };
	int64_t number = past_run_find(store, run_id, diags);
	bool good;

	if (number == 0)
		return run_id.len == 0 && diags->errors == 0;
	good = past_run_read(store, number, lang, &run, diags) &&
	    (number == 1 || past_run_read(store, number - 1, lang, &before, diags));
	if (good) {
		past_compare(number > 1 ? &before : NULL, &run);
		show(number > 1 ? &before : NULL, &run, json, lang, out);
	}
	past_run_release(&before);
	past_run_release(&run);
	return good;
}
