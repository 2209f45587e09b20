/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF: the tool and its rules. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/inner.h"
#include "report/sarif.h"
#include "report/words.h"
#include "base/banned.h"

static int
cmp_rules(const void *left, const void *right)
{
	const struct finding_rule *const *a = left, *const *b = right;

	return str_cmp((*a)->id, (*b)->id);
}

/*
 * The rules of findings, also those that are none of the run's (a baseline's, waiver/unused), and but for GitHub, which takes
 * a limited number, all others. Each once.
 */
static void
collect_rules(struct sarif *sarif)
{
	const struct finding_run *run = sarif->run;
	size_t room = run->rule_count + run->count + run->no_evidence_count, n = 0, kept = 0;
	const struct finding_rule **list =
	    ARENA_ARRAY(&sarif->arena, const struct finding_rule *, room + 1);

	for (size_t i = 0; i < run->count; i++)
		list[n++] = run->list[i].rule;
	for (size_t i = 0; !sarif->github && i < run->rule_count; i++)
		list[n++] = run->rules[i];
	for (size_t i = 0; !sarif->github && i < run->no_evidence_count; i++)
		list[n++] = run->no_evidence[i].rule;
	if (n > 1)
		qsort(list, n, sizeof *list, cmp_rules);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !str_eq(list[kept - 1]->id, list[i]->id))
			list[kept++] = list[i];
	sarif->rules = list;
	sarif->rule_count = kept;
}

size_t
sarif_rule_index(const struct sarif *sarif, struct str id)
{
	size_t low = 0, high = sarif->rule_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(sarif->rules[middle]->id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	BUG_IF(low == sarif->rule_count);
	return low;
}

void
sarif_message(struct json *json, const char *key, struct str text)
{
	struct buf visible = { 0 };

	if (text.len == 0)
		return;
	for (size_t at; (at = str_find(text, STR("]("), 0)) != STR_NONE;
	     text = str_from(text, at + 1)) {
		text_visible_lines(str_sub(text, 0, at + 1), &visible);
		buf_addc(&visible, ' ');
	}
	text_visible_lines(text, &visible);
	json_key(json, key);
	json_object(json);
	json_kv(json, "text", buf_str(&visible));
	json_object_end(json);
	buf_release(&visible);
}

/* What a person needs to know about a rule: remedy, basis, and its longer help. */
static void
put_help(struct sarif *sarif, const struct finding_rule *rule)
{
	struct buf text = { 0 };

	buf_add(&text, finding_text(&rule->help, sarif->lang));
	if (finding_text(&rule->remedy, sarif->lang).len > 0) {
		buf_adds(&text, text.len > 0 ? "\n" : "");
		buf_adds(&text, word(WORD_REMEDY, sarif->lang));
		buf_adds(&text, word(WORD_COLON, sarif->lang));
		buf_add(&text, finding_text(&rule->remedy, sarif->lang));
	}
	for (size_t i = 0; i < rule->basis_count; i++) {
		buf_adds(&text, i == 0 && text.len > 0 ? "\n" : "");
		buf_adds(&text,
		    i > 0 ? word(WORD_LIST_SEPARATOR, sarif->lang) : word(WORD_BASIS, sarif->lang));
		buf_adds(&text, i > 0 ? "" : word(WORD_COLON, sarif->lang));
		buf_add(&text, rule->basis[i]);
	}
	if (text.len == 0)
		buf_add(&text, rule->id);
	sarif_message(&sarif->json, "help", buf_str(&text));
	buf_release(&text);
}

static void
put_rule(struct sarif *sarif, const struct finding_rule *rule)
{
	/* GitHub's scale: over 7.0 high, over 4.0 medium, else low. */
	static const char *const scores[] = {
		[SEVERITY_NOTE] = "2.0",
		[SEVERITY_WARNING] = "5.5",
		[SEVERITY_ERROR] = "8.0",
	};
	struct json *json = &sarif->json;
	struct str title = finding_text(&rule->title, sarif->lang);
	struct str help = finding_text(&rule->help, sarif->lang);

	if (title.len == 0)
		title = rule->id;
	json_object(json);
	json_kv(json, "id", rule->id);
	sarif_message(json, "shortDescription", title);
	sarif_message(json, "fullDescription", help.len > 0 ? help : title);
	put_help(sarif, rule);
	json_key(json, "defaultConfiguration");
	json_object(json);
	json_kvz(json, "level", severity_name(rule->severity));
	json_object_end(json);
	json_key(json, "properties");
	json_object(json);
	json_key(json, "tags");
	json_array(json);
	json_strz(json, "security");
	if (rule->family.len > 0)
		json_str(json, rule->family);
	json_array_end(json);
	json_kvz(json, "security-severity", scores[rule->severity]);
	json_kvz(json, "precision", rule->review ? "medium" : "very-high");
	json_object_end(json);
	json_object_end(json);
}

void
sarif_driver(struct sarif *sarif)
{
	struct json *json = &sarif->json;

	collect_rules(sarif);
	json_key(json, "tool");
	json_object(json);
	json_key(json, "driver");
	json_object(json);
	json_kvz(json, "name", "piacheck");
	json_kvz(json, "version", PIACHECK_VERSION);
	json_kvz(json, "language", sarif->lang == LANG_JA ? "ja" : "en");
	json_key(json, "rules");
	json_array(json);
	for (size_t i = 0; i < sarif->rule_count; i++)
		put_rule(sarif, sarif->rules[i]);
	json_array_end(json);
	json_object_end(json);
	json_object_end(json);
}
