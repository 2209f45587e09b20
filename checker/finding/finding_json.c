/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run as JSON, piacheck/findings/1 (reports/findings.schema.json): every key is always there, what is not known is null.
 * Without indent it is canonical: the bytes that the store hashes.
 */
#include "base/json.h"
#include "base/scope.h"
#include "finding/inner.h"
#include "base/banned.h"

#ifndef PIACHECK_VERSION
#define PIACHECK_VERSION "0"
#endif

static void
kv_text(struct json *json, const char *key, struct str text)
{
	json_key(json, key);
	if (text.len == 0)
		json_null(json);
	else
		json_str(json, text);
}

/* Line or column; 0 is not known. */
static void
kv_place(struct json *json, const char *key, uint32_t n)
{
	json_key(json, key);
	if (n == 0)
		json_null(json);
	else
		json_int(json, n);
}

static void
kv_count(struct json *json, const char *key, size_t n)
{
	json_kv_int(json, key, (int64_t)n);
}

static void
write_inputs(struct json *json, const struct finding_run *run)
{
	json_key(json, "inputs");
	json_array(json);
	for (size_t i = 0; i < run->input_count; i++) {
		const struct finding_input *in = &run->inputs[i];

		json_object(json);
		json_kv(json, "file", in->file);
		json_kv(json, "kind", in->kind);
		kv_text(json, "digest", in->digest);
		json_kv(json, "status", in->status);
		kv_count(json, "unknown_items", in->unknown_items);
		kv_count(json, "not_understood", in->not_understood);
		json_object_end(json);
	}
	json_array_end(json);
}

static void
write_summary(struct json *json, const struct finding_run *run)
{
	struct finding_summary sum = finding_summarise(run);
	const struct {
		const char *key;
		size_t n;
	} rows[] = {
		{ "error", sum.error },
		{ "warning", sum.warning },
		{ "note", sum.note },
		{ "review", sum.review },
		{ "no_evidence", sum.no_evidence },
		{ "waived", sum.waived },
		{ "unchanged", sum.unchanged },
		{ "fixed", sum.fixed },
		{ "rules_run", run->rules_run },
		{ "rules_passed", run->rules_passed },
		{ "promises", run->promises },
		{ "promises_kept", run->promises_kept },
		{ "promises_broken", run->promises_broken },
	};

	json_key(json, "summary");
	json_object(json);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		kv_count(json, rows[i].key, rows[i].n);
	json_object_end(json);
}

/* Only of what comes from a PDF or a workbook. */
static void
kv_document_place(struct json *json, const struct doc_place *place)
{
	if (place->page > 0)
		json_kv_int(json, "page", place->page);
	if (place->sheet.len > 0)
		kv_text(json, "sheet", place->sheet);
	if (place->cell.len > 0)
		kv_text(json, "cell", place->cell);
}

static void
write_evidence(struct json *json, const struct finding *f)
{
	json_key(json, "evidence");
	json_array(json);
	for (size_t i = 0; i < f->evidence_count; i++) {
		json_object(json);
		kv_text(json, "file", f->evidence[i].file);
		kv_place(json, "line", f->evidence[i].line);
		kv_document_place(json, &f->evidence[i].place);
		kv_text(json, "text", f->evidence[i].text);
		json_object_end(json);
	}
	json_array_end(json);
}

static void
write_waiver(struct json *json, const struct finding *f)
{
	json_key(json, "waiver");
	if (f->status != FINDING_WAIVED) {
		json_null(json);
		return;
	}
	json_object(json);
	kv_text(json, "reason", f->waiver_reason);
	kv_text(json, "approver", f->waiver_approver);
	kv_text(json, "until", f->waiver_until);
	json_object_end(json);
}

void
finding_json(const struct finding *f, enum lang lang, struct json *json)
{
	json_object(json);
	json_kv(json, "rule", f->rule->id);
	json_kvz(json, "severity", severity_name(f->severity));
	json_kv(json, "family", f->rule->family);
	json_kv_bool(json, "review", finding_review(f));
	kv_text(json, "title", finding_text(&f->rule->title, lang));
	json_kv(json, "message", finding_text(&f->message, lang));
	kv_text(json, "remedy", finding_text(&f->rule->remedy, lang));
	json_key(json, "basis");
	json_array(json);
	for (size_t i = 0; i < f->rule->basis_count; i++)
		json_str(json, f->rule->basis[i]);
	json_array_end(json);
	kv_text(json, "assessment", f->assessment);
	kv_text(json, "assessment_name", f->assessment_name);
	kv_text(json, "item", f->item);
	kv_text(json, "item_label", f->item_label);
	kv_text(json, "file", f->file);
	kv_place(json, "line", f->line);
	kv_document_place(json, &f->place);
	kv_place(json, "column", f->column);
	kv_text(json, "subject", f->subject);
	write_evidence(json, f);
	json_kvz(json, "fingerprint", f->fingerprint);
	json_kvz(json, "status", finding_status_name(f->status));
	write_waiver(json, f);
	json_object_end(json);
}

static void
write_no_evidence(struct json *json, const struct finding_run *run, enum lang lang)
{
	json_key(json, "no_evidence");
	json_array(json);
	for (size_t i = 0; i < run->no_evidence_count; i++) {
		const struct no_evidence *n = &run->no_evidence[i];

		json_object(json);
		json_kv(json, "rule", n->rule->id);
		kv_text(json, "assessment", n->assessment);
		kv_text(json, "scope", n->scope);
		json_kv(json, "reason", finding_text(&n->reason, lang));
		json_object_end(json);
	}
	json_array_end(json);
}

static void
write_diagnostics(struct json *json, const struct finding_run *run, enum lang lang)
{
	static const char *const levels[] = {
		[DIAG_NOTE] = "note",
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
	};
	struct buf text = { 0 };

	json_key(json, "diagnostics");
	json_array(json);
	for (size_t i = 0; run->diags != NULL && i < run->diags->count; i++) {
		const struct diag *d = &run->diags->list[i];

		json_object(json);
		buf_clear(&text);
		diag_code_name(d->code, &text);
		json_kv(json, "code", buf_str(&text));
		json_kvz(json, "severity", levels[diag_severity(d->code)]);
		kv_text(json, "file", d->file);
		kv_place(json, "line", d->line);
		kv_place(json, "column", d->column);
		buf_clear(&text);
		diag_text(d, lang, &text);
		json_kv(json, "message", buf_str(&text));
		json_object_end(json);
	}
	json_array_end(json);
	buf_release(&text);
}

void
finding_run_json(const struct finding_run *run, enum lang lang, bool indent, struct buf *out)
{
	struct json json = { .out = out, .indent = indent };

	json_object(&json);
	json_kvz(&json, "schema", "piacheck/findings/1");
	json_key(&json, "tool");
	json_object(&json);
	json_kvz(&json, "name", "piacheck");
	json_kvz(&json, "version", PIACHECK_VERSION);
	json_object_end(&json);
	json_key(&json, "run");
	json_object(&json);
	json_kv(&json, "id", run->id);
	json_kv(&json, "as_of", run->as_of);
	json_kv(&json, "started", run->started);
	kv_text(&json, "rules_digest", run->rules_digest);
	json_object_end(&json);
	write_inputs(&json, run);
	write_summary(&json, run);
	json_key(&json, "findings");
	json_array(&json);
	for (size_t i = 0; i < run->count; i++)
		finding_json(&run->list[i], lang, &json);
	json_array_end(&json);
	write_no_evidence(&json, run, lang);
	write_diagnostics(&json, run, lang);
	json_object_end(&json);
	if (indent)
		buf_addc(out, '\n');
}
