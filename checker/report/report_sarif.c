/* SPDX-License-Identifier: Apache-2.0 */
/*
 * -f sarif: SARIF 2.1.0 errata01. The full file holds every finding, waived ones with their suppression, and what had no
 * evidence. sarif:github leaves out what GitHub would show as an open alert (it ignores suppressions and kinds), puts the
 * gravest first and keeps to its limits.
 */
#include <string.h>

#include "base/text.h"
#include "report/inner.h"
#include "report/sarif.h"
#include "report/words.h"
#include "base/banned.h"

#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

static void
put_notification(struct json *json, const struct diag *d, enum lang lang)
{
	static const char *const levels[] = {
		[DIAG_NOTE] = "note",
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
	};
	struct buf text = { 0 }, code = { 0 };

	diag_text(d, lang, &text);
	diag_code_name(d->code, &code);
	json_object(json);
	json_key(json, "descriptor");
	json_object(json);
	json_kv(json, "id", buf_str(&code));
	json_object_end(json);
	json_kvz(json, "level", levels[diag_severity(d->code)]);
	sarif_message(json, "message", buf_str(&text));
	if (d->file.len > 0) {
		json_key(json, "locations");
		json_array(json);
		json_object(json);
		json_key(json, "physicalLocation");
		json_object(json);
		sarif_artifact_location(json, d->file);
		if (d->line > 0) {
			json_key(json, "region");
			json_object(json);
			json_kv_int(json, "startLine", d->line);
			if (d->column > 0)
				json_kv_int(json, "startColumn", d->column);
			json_object_end(json);
		}
		json_object_end(json);
		json_object_end(json);
		json_array_end(json);
	}
	json_object_end(json);
	buf_release(&text);
	buf_release(&code);
}

static void
put_cut(struct sarif *sarif)
{
	struct buf text = { 0 };

	if (sarif->cut == 0)
		return;
	if (sarif->lang == LANG_JA)
		buf_addf(&text,
		    "GitHubの上限のため、重大度の低い順に%zu件を省いた。全件は -f sarif または -f "
		    "json にある。",
		    sarif->cut);
	else
		buf_addf(&text,
		    "%zu results of the lowest severity are left out because of GitHub's limit; -f "
		    "sarif and -f json hold all.",
		    sarif->cut);
	json_object(&sarif->json);
	json_kvz(&sarif->json, "level", "warning");
	sarif_message(&sarif->json, "message", buf_str(&text));
	json_object_end(&sarif->json);
	buf_release(&text);
}

static void
put_invocation(struct sarif *sarif)
{
	const struct diags *diags = sarif->run->diags;
	struct json *json = &sarif->json;

	json_key(json, "invocations");
	json_array(json);
	json_object(json);
	json_kv_bool(json, "executionSuccessful", diags == NULL || diags->errors == 0);
	json_key(json, "toolExecutionNotifications");
	json_array(json);
	for (size_t i = 0; diags != NULL && i < diags->count; i++)
		put_notification(json, &diags->list[i], sarif->lang);
	put_cut(sarif);
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
}

static void
put_run(struct sarif *sarif)
{
	struct json *json = &sarif->json;

	json_object(json);
	sarif_driver(sarif);
	json_kvz(json, "language", sarif->lang == LANG_JA ? "ja" : "en");
	json_kvz(json, "columnKind", "unicodeCodePoints");
	json_key(json, "automationDetails");
	json_object(json);
	json_kvz(json, "id", "piacheck/");
	json_object_end(json);
	sarif_results(sarif);
	put_invocation(sarif);
	json_object_end(json);
}

static void
write_sarif(const struct finding_run *run, const struct report_options *options, struct buf *out)
{
	struct sarif sarif = {
		.json = { .out = out, .indent = true },
		.run = run,
		.lang = options->lang,
		.github = str_is(options->variant, "github"),
	};

	json_object(&sarif.json);
	json_kvz(&sarif.json, "$schema", SCHEMA);
	json_kvz(&sarif.json, "version", "2.1.0");
	json_key(&sarif.json, "runs");
	json_array(&sarif.json);
	put_run(&sarif);
	json_array_end(&sarif.json);
	json_object_end(&sarif.json);
	buf_addc(out, '\n');
	arena_release(&sarif.arena);
}

static const char *const variants[] = { "github", NULL };

const struct report_format report_format_sarif = {
	.name = "sarif",
	.variants = variants,
	.write = write_sarif,
};
