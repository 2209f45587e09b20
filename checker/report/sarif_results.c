/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF: the results. One finding, one result; what had no evidence is a result of kind "open". */
#include <stdlib.h>

#include "base/text.h"
#include "report/inner.h"
#include "report/limits.h"
#include "report/sarif.h"
#include "report/words.h"
#include "base/banned.h"

void
sarif_artifact_location(struct json *json, struct str file)
{
	struct buf uri = { 0 };

	report_uri(file, &uri);
	json_key(json, "artifactLocation");
	json_object(json);
	json_kv(json, "uri", buf_str(&uri));
	if (!str_starts(file, STR("/")))
		json_kvz(json, "uriBaseId", "%SRCROOT%");
	json_object_end(json);
	buf_release(&uri);
}

/* No line known: no region, never 0. */
static void
put_physical(struct json *json, struct str file, uint32_t line, uint32_t column)
{
	json_key(json, "physicalLocation");
	json_object(json);
	sarif_artifact_location(json, file);
	if (line > 0) {
		json_key(json, "region");
		json_object(json);
		json_kv_int(json, "startLine", line);
		if (column > 0)
			json_kv_int(json, "startColumn", column);
		json_object_end(json);
	}
	json_object_end(json);
}

/* A row of a page or a sheet is no line of the file. */
static uint32_t
line_of(const struct finding_evidence *evidence)
{
	return doc_place_is_known(&evidence->place) ? 0 : evidence->line;
}

/* Where a reader should look: the finding's place, else its first evidence, its form, and for GitHub, which shows nothing without a place, the rule. */
static struct str
place_of(const struct sarif *sarif, const struct finding *f, uint32_t *line, uint32_t *column)
{
	*line = doc_place_is_known(&f->place) ? 0 : f->line;
	*column = f->column;
	if (f->file.len > 0)
		return f->file;
	*column = 0;
	*line = f->evidence_count > 0 ? line_of(&f->evidence[0]) : 0;
	if (f->evidence_count > 0 && f->evidence[0].file.len > 0)
		return f->evidence[0].file;
	*line = 0;
	if (f->assessment.len > 0 || !sarif->github)
		return f->assessment;
	*line = f->rule->line;
	return f->rule->file;
}

static void
put_locations(struct sarif *sarif, const struct finding *f)
{
	struct json *json = &sarif->json;
	uint32_t line, column;
	struct str file = place_of(sarif, f, &line, &column);

	json_key(json, "locations");
	json_array(json);
	if (file.len > 0) {
		json_object(json);
		put_physical(json, file, line, column);
		if (f->item.len > 0) {
			json_key(json, "logicalLocations");
			json_array(json);
			json_object(json);
			json_kv(json, "fullyQualifiedName", f->item);
			json_kvz(json, "kind", "member");
			json_object_end(json);
			json_array_end(json);
		}
		json_object_end(json);
	}
	json_array_end(json);
}

static void
put_related(struct sarif *sarif, const struct finding *f)
{
	struct json *json = &sarif->json;
	size_t n = 0;

	for (size_t i = 0; i < f->evidence_count && n < SARIF_GITHUB_RELATED_MAX; i++) {
		const struct finding_evidence *e = &f->evidence[i];

		if (e->file.len == 0)
			continue;
		if (n++ == 0) {
			json_key(json, "relatedLocations");
			json_array(json);
		}
		json_object(json);
		json_kv_int(json, "id", (int64_t)n);
		put_physical(json, e->file, line_of(e), 0);
		sarif_message(json, "message", e->text);
		json_object_end(json);
	}
	if (n > 0)
		json_array_end(json);
}

/* message, item and remedy in one text: most viewers show nothing else. */
static void
put_message(struct sarif *sarif, const struct finding *f)
{
	struct buf text = { 0 };
	struct str remedy = finding_text(&f->rule->remedy, sarif->lang);

	if (f->item_label.len > 0)
		buf_addf(&text, "%.*s%s", STR_ARG(f->item_label), word(WORD_COLON, sarif->lang));
	buf_add(&text, finding_text(&f->message, sarif->lang));
	if (finding_review(f))
		buf_addf(&text, sarif->lang == LANG_JA ? "（%s）" : " (%s)",
		    word(WORD_REVIEW, sarif->lang));
	if (remedy.len > 0)
		buf_addf(&text, "\n→ %.*s", STR_ARG(remedy));
	if (text.len == 0)
		buf_add(&text, f->rule->id);
	sarif_message(&sarif->json, "message", buf_str(&text));
	buf_release(&text);
}

static void
put_fingerprints(struct json *json, const struct finding *f)
{
	struct str hash = str_of(f->fingerprint), occurrence;
	struct buf line_hash = { 0 };

	hash = str_split(hash, ':', &occurrence);
	buf_addf(
	    &line_hash, "%.*s:%.*s", (int)str_sub(hash, 0, 16).len, hash.ptr, STR_ARG(occurrence));
	json_key(json, "partialFingerprints");
	json_object(json);
	json_kvz(json, "piacheck/v1", f->fingerprint);
	json_kv(json, "primaryLocationLineHash", buf_str(&line_hash));
	json_object_end(json);
	buf_release(&line_hash);
}

/* The full file says of each result whether it is suppressed: an empty list is "no". */
static void
put_suppressions(struct sarif *sarif, const struct finding *f)
{
	struct json *json = &sarif->json;
	struct buf text = { 0 };

	json_key(json, "suppressions");
	json_array(json);
	if (f->status == FINDING_WAIVED) {
		buf_addf(&text, "%.*s（%s %.*s、%s %.*s）", STR_ARG(f->waiver_reason),
		    word(WORD_APPROVER, sarif->lang), STR_ARG(f->waiver_approver),
		    word(WORD_UNTIL, sarif->lang), STR_ARG(f->waiver_until));
		json_object(json);
		json_kvz(json, "kind", "external");
		json_kvz(json, "status", "accepted");
		json_kv(json, "justification", buf_str(&text));
		json_object_end(json);
	}
	json_array_end(json);
	buf_release(&text);
}

static void
put_baseline(struct json *json, enum finding_status status)
{
	static const char *const states[] = {
		[FINDING_NEW] = "new",
		[FINDING_UNCHANGED] = "unchanged",
		[FINDING_FIXED] = "absent",
	};

	if (status != FINDING_OPEN && status != FINDING_WAIVED)
		json_kvz(json, "baselineState", states[status]);
}

/* SARIF: with a kind other than fail the level must be none. GitHub knows no kinds. */
static void
put_level(struct sarif *sarif, const struct finding *f)
{
	bool review = finding_review(f) && !sarif->github;

	if (!sarif->github)
		json_kvz(&sarif->json, "kind", review ? "review" : "fail");
	json_kvz(&sarif->json, "level", review ? "none" : severity_name(f->severity));
}

static void
put_properties(struct json *json, const struct finding *f)
{
	json_key(json, "properties");
	json_object(json);
	json_kvz(json, "severity", severity_name(f->severity));
	if (f->assessment.len > 0)
		json_kv(json, "assessment", f->assessment);
	if (f->subject.len > 0)
		json_kv(json, "subject", f->subject);
	json_object_end(json);
}

static void
put_rule_reference(struct sarif *sarif, struct str id)
{
	json_kv(&sarif->json, "ruleId", id);
	json_kv_int(&sarif->json, "ruleIndex", (int64_t)sarif_rule_index(sarif, id));
}

static void
put_result(struct sarif *sarif, const struct finding *f)
{
	struct json *json = &sarif->json;

	json_object(json);
	put_rule_reference(sarif, f->rule->id);
	put_level(sarif, f);
	put_message(sarif, f);
	put_locations(sarif, f);
	put_related(sarif, f);
	put_fingerprints(json, f);
	if (!sarif->github) {
		put_suppressions(sarif, f);
		put_baseline(json, f->status);
	}
	put_properties(json, f);
	json_object_end(json);
}

static void
put_unjudged(struct sarif *sarif, const struct no_evidence *n)
{
	struct json *json = &sarif->json;

	json_object(json);
	put_rule_reference(sarif, n->rule->id);
	json_kvz(json, "kind", "open");
	json_kvz(json, "level", "none");
	sarif_message(json, "message", finding_text(&n->reason, sarif->lang));
	if (n->assessment.len > 0) {
		json_key(json, "locations");
		json_array(json);
		json_object(json);
		put_physical(json, n->assessment, 0, 0);
		json_object_end(json);
		json_array_end(json);
	}
	json_key(json, "suppressions");
	json_array(json);
	json_array_end(json);
	json_object_end(json);
}

/* GitHub keeps the first ones: the gravest first, else the order of the run. */
static void
put_github_results(struct sarif *sarif)
{
	const struct finding_run *run = sarif->run;
	size_t written = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--) {
		for (size_t i = 0; i < run->count; i++) {
			const struct finding *f = &run->list[i];

			if ((int)f->severity != severity ||
			    (f->status != FINDING_OPEN && f->status != FINDING_NEW))
				continue;
			if (written == SARIF_GITHUB_RESULTS_MAX) {
				sarif->cut++;
				continue;
			}
			put_result(sarif, f);
			written++;
		}
	}
}

void
sarif_results(struct sarif *sarif)
{
	const struct finding_run *run = sarif->run;

	json_key(&sarif->json, "results");
	json_array(&sarif->json);
	if (sarif->github) {
		put_github_results(sarif);
	} else {
		for (size_t i = 0; i < run->count; i++)
			put_result(sarif, &run->list[i]);
		for (size_t i = 0; i < run->no_evidence_count; i++)
			put_unjudged(sarif, &run->no_evidence[i]);
	}
	json_array_end(&sarif->json);
}
