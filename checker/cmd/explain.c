/* SPDX-License-Identifier: Apache-2.0 */
/* The text of piacheck explain. */
#include "cmd/explain.h"

#include "base/scope.h"
#include "base/text.h"
#include "base/banned.h"

enum { WIDTH = 100, INDENT = 2, DEEP = 4 };

static struct str
in_lang(struct text2 text, enum lang lang)
{
	return lang == LANG_EN ? text.en : text.ja;
}

static void
heading(struct buf *out, const char *text)
{
	buf_addf(out, "\n%s\n", text);
}

/* NAME  text, wrapped. */
static void
line_of(struct buf *out, int indent, struct str text)
{
	text_wrap(text, WIDTH, indent, NULL, out);
}

static void
add_list(struct buf *out, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_wrap(list[i], WIDTH, INDENT + 2, "- ", out);
}

void
explain_rule(const struct rule *rule, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	struct buf line = { 0 };

	buf_addf(&line, "%.*s  (%s%s)", STR_ARG(rule->head.id), severity_name(rule->head.severity),
	    rule->certain ? ""
		: en      ? ", review: a person should look"
			  : "、要確認");
	line_of(out, 0, buf_str(&line));
	line_of(out, 0, in_lang(rule->head.title, lang));
	heading(out, en ? "Law" : "根拠");
	add_list(out, rule->head.basis, rule->head.basis_count);
	if (rule->need_count > 0) {
		heading(out, en ? "It needs" : "判定に要るもの");
		add_list(out, rule->needs, rule->need_count);
	}
	if (rule->form_count > 0) {
		heading(out, en ? "For the forms" : "対象の様式");
		add_list(out, rule->forms, rule->form_count);
	}
	heading(out, en ? "Remedy" : "対応");
	line_of(out, INDENT, in_lang(rule->head.remedy, lang));
	if (rule->head.help.ja.len > 0) {
		heading(out, en ? "More" : "説明");
		line_of(out, INDENT, in_lang(rule->head.help, lang));
	}
	buf_release(&line);
}

static void
add_look(const struct rule_look *look, bool en, struct buf *out)
{
	struct buf line = { 0 };

	if (look->is_item) {
		buf_addf(&line, "%.*s  %.*s: ", STR_ARG(look->what), STR_ARG(look->label));
		if (look->text.len > 0)
			buf_add(&line, look->text);
		else
			buf_addf(&line, "(%.*s)", STR_ARG(look->state));
		if (look->text.len > 0 && !str_is(look->state, "read"))
			buf_addf(&line, "  [%.*s]", STR_ARG(look->state));
	} else {
		buf_addf(&line, "%.*s  %.*s: ", STR_ARG(look->what), STR_ARG(look->label));
		buf_addf(&line, en ? "%zu rows" : "%zu行", look->rows);
	}
	if (look->file.len > 0 && look->line > 0)
		buf_addf(&line, "  %.*s:%u", STR_ARG(look->file), look->line);
	else if (look->file.len > 0)
		buf_addf(&line, "  %.*s", STR_ARG(look->file));
	text_wrap(buf_str(&line), WIDTH, DEEP, "- ", out);
	buf_release(&line);
}

static void
add_columns(const struct rule_trace_row *row, bool en, struct buf *out)
{
	for (size_t i = 0; i < row->count; i++) {
		struct buf line = { 0 };

		buf_addf(&line, "%.*s = ", STR_ARG(row->names[i]));
		if (row->values[i].ptr == NULL)
			buf_adds(&line, en ? "(not known)" : "（不明）");
		else
			buf_add(&line, row->values[i]);
		text_wrap(buf_str(&line), WIDTH, DEEP + 2, NULL, out);
		buf_release(&line);
	}
}

static void
add_evidence(const struct finding *finding, enum lang lang, struct buf *out)
{
	for (size_t i = 0; i < finding->evidence_count; i++) {
		const struct finding_evidence *piece = &finding->evidence[i];
		struct buf line = { 0 };

		doc_place_write(piece->file, piece->line, &piece->place, lang, &line);
		if (piece->text.len > 0)
			buf_addf(&line, "  %.*s", STR_ARG(piece->text));
		text_wrap(buf_str(&line), WIDTH, DEEP, "- ", out);
		buf_release(&line);
	}
}

/* Step 1 what it needs, 2 what it looked at; the steps behind are the rows. */
static bool
add_steps(const struct rule_judgement *j, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	if (j->assessment.len > 0) {
		heading(out, en ? "Assessment" : "評価書");
		line_of(out, INDENT, j->assessment);
	}
	heading(out, en ? "1. Is there evidence?" : "1. 判定に要る証拠はあるか");
	if (j->lack_count == 0)
		line_of(out, INDENT,
		    en ? STR("Yes: all that the rule reads was given.")
		       : STR("ある。ルールが読むものはすべて与えられている。"));
	else
		add_list(out, j->lacks, j->lack_count);
	if (!j->judged && j->lack_count > 0)
		line_of(out, INDENT,
		    en ? STR("So the rule could not judge: no evidence, neither pass nor fail.")
		       : STR("このため判定できない（証拠なし。適合でも不適合でもない）。"));
	heading(out, en ? "2. What it looked at" : "2. 見たもの");
	if (j->look_count == 0)
		line_of(out, INDENT,
		    en ? STR("No single item or table is named; it searches the whole text.")
		       : STR("特定の項目や台帳でなく、全体の文を調べる。"));
	for (size_t i = 0; i < j->look_count; i++)
		add_look(&j->looks[i], en, out);
	return j->judged;
}

static void
add_row(
    const struct rule_trace *trace, const struct finding *finding, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	struct buf line = { 0 };

	buf_addf(&line, "%s %s  ", severity_name(finding->severity), finding->fingerprint);
	if (finding->item.len > 0)
		buf_addf(&line, "%.*s %.*s", STR_ARG(finding->item), STR_ARG(finding->item_label));
	line_of(out, INDENT, buf_str(&line));
	line_of(out, INDENT, in_lang(finding->message, lang));
	if (finding->trace > 0 && finding->trace <= trace->row_count) {
		line_of(out, INDENT,
		    en ? STR("The row that the rule's SQL gave:") : STR("ルールのSQLが返した行:"));
		add_columns(&trace->rows[finding->trace - 1], en, out);
	}
	if (finding->evidence_count > 0)
		line_of(out, INDENT, en ? STR("Where it stands:") : STR("書かれている所:"));
	add_evidence(finding, lang, out);
	buf_release(&line);
}

void
explain_judgement(const struct rule_trace *trace, const struct rule_judgement *j,
    const struct finding_run *run, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;

	if (!add_steps(j, lang, out))
		return;
	heading(out, en ? "3. Verdict" : "3. 判定");
	if (j->stopped)
		line_of(out, INDENT,
		    en ? STR("The rule was stopped (see standard error): no verdict.")
		       : STR("ルールが中止された（標準エラー出力を参照）。判定なし。"));
	else if (j->row_count == 0)
		line_of(out, INDENT,
		    en ? STR("The SQL gave no row: nothing to report.")
		       : STR("SQLが返した行はない。指摘なし。"));
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *finding = &run->list[i];

		if (finding->trace <= j->first_row || finding->trace > j->first_row + j->row_count)
			continue;
		buf_adds(out, "\n");
		add_row(trace, finding, lang, out);
	}
}

void
explain_finding(
    const struct rule_trace *trace, const struct finding *finding, enum lang lang, struct buf *out)
{
	for (size_t i = 0; i < trace->count; i++) {
		const struct rule_judgement *j = &trace->list[i];

		if (finding->trace <= j->first_row || finding->trace > j->first_row + j->row_count)
			continue;
		explain_rule(j->rule, lang, out);
		if (!add_steps(j, lang, out))
			return;
		heading(out, lang == LANG_EN ? "3. Verdict" : "3. 判定");
		add_row(trace, finding, lang, out);
	}
}
