/* SPDX-License-Identifier: Apache-2.0 */
/* piacheck explain -f json: piacheck/explain/1. */
#include "base/json.h"
#include "cmd/explain.h"
#include "base/banned.h"

static void
put_text(struct json *json, const char *key, struct str text)
{
	json_key(json, key);
	if (text.len == 0)
		json_null(json);
	else
		json_str(json, text);
}

static void
put_line(struct json *json, uint32_t line)
{
	json_key(json, "line");
	if (line == 0)
		json_null(json);
	else
		json_int(json, line);
}

static void
put_list(struct json *json, const char *key, const struct str *list, size_t count)
{
	json_key(json, key);
	json_array(json);
	for (size_t i = 0; i < count; i++)
		json_str(json, list[i]);
	json_array_end(json);
}

static void
put_rule(struct json *json, const struct rule *rule, enum lang lang)
{
	json_key(json, "rule");
	json_object(json);
	json_kv(json, "id", rule->head.id);
	json_kvz(json, "severity", severity_name(rule->head.severity));
	json_kv_bool(json, "review", rule->head.review);
	json_kv(json, "title", finding_text(&rule->head.title, lang));
	put_text(json, "remedy", finding_text(&rule->head.remedy, lang));
	put_text(json, "help", finding_text(&rule->head.help, lang));
	put_list(json, "basis", rule->head.basis, rule->head.basis_count);
	put_list(json, "needs", rule->needs, rule->need_count);
	put_list(json, "forms", rule->forms, rule->form_count);
	json_object_end(json);
}

static void
put_look(struct json *json, const struct rule_look *look)
{
	static const char *const kinds[] = {
		[LOOK_TABLE] = "table", [LOOK_ITEM] = "item", [LOOK_WORDS] = "words"
	};

	json_object(json);
	json_kvz(json, "kind", kinds[look->kind]);
	json_kv(json, "what", look->what);
	put_text(json, "label", look->label);
	if (look->kind == LOOK_TABLE)
		json_kv_int(json, "rows", (int64_t)look->rows);
	if (look->kind == LOOK_ITEM)
		put_text(json, "state", look->state);
	if (look->kind != LOOK_TABLE)
		put_text(json, "text", look->text);
	put_text(json, "file", look->file);
	put_line(json, look->line);
	json_object_end(json);
}

static void
put_values(struct json *json, const struct rule_trace_row *row)
{
	json_key(json, "values");
	json_object(json);
	for (size_t i = 0; i < row->count; i++) {
		json_key_str(json, row->names[i]);
		if (row->values[i].ptr == NULL)
			json_null(json);
		else
			json_str(json, row->values[i]);
	}
	json_object_end(json);
}

static const char *
verdict_of(const struct rule_judgement *j)
{
	return !j->judged      ? "no evidence"
	    : j->stopped       ? "stopped"
	    : j->row_count > 0 ? "found"
			       : "nothing found";
}

void
explain_json_judgement(struct json *json, const struct rule_trace *trace,
    const struct rule_judgement *j, const struct finding_run *run, const struct finding *only,
    enum lang lang)
{
	json_object(json);
	put_rule(json, j->rule, lang);
	put_text(json, "assessment", j->assessment);
	json_kvz(json, "verdict", verdict_of(j));
	put_list(json, "lacks", j->lacks, j->lack_count);
	json_kv_int(json, "patterns", (int64_t)j->patterns);
	json_key(json, "looked_at");
	json_array(json);
	for (size_t i = 0; i < j->look_count; i++)
		put_look(json, &j->looks[i]);
	json_array_end(json);
	json_key(json, "findings");
	json_array(json);
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = &run->list[i];

		if (!explain_is_of(f, j) || (only != NULL && only != f))
			continue;
		json_object(json);
		json_key(json, "finding");
		finding_json(f, lang, json);
		put_values(json, &trace->rows[f->trace - 1]);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

void
explain_json_rule(struct json *json, const struct rule *rule, enum lang lang)
{
	json_object(json);
	put_rule(json, rule, lang);
	json_object_end(json);
}
