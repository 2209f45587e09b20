/* SPDX-License-Identifier: Apache-2.0 */
/* The text of piacheck explain. */
#include "cmd/explain.h"

#include "base/scope.h"
#include "base/text.h"
#include "report/report.h"
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

/* What `needs` of a rule file names, as people call it. */
static void
add_needs(const struct rule *rule, bool en, struct buf *out)
{
	if (rule->need_count > 0)
		heading(out, en ? "It needs" : "判定に要るもの");
	for (size_t i = 0; i < rule->need_count; i++) {
		struct str what, head = str_split(rule->needs[i], ':', &what);
		struct buf line = { 0 };

		if (str_is(head, "item"))
			buf_addf(&line, en ? "the item %.*s" : "項目 %.*s", STR_ARG(what));
		else if (str_is(head, "config"))
			buf_addf(&line, en ? "a host's configuration of %.*s" : "ホスト設定 %.*s",
			    STR_ARG(what));
		else if (str_is(head, "dated"))
			buf_adds(&line,
			    en ? "the day of the form (of publication, or the last that it names)"
			       : "評価書の日（公表日。なければ書かれた最後の日）");
		else
			buf_addf(&line, en ? "the table %.*s" : "表 %.*s", STR_ARG(head));
		text_wrap(buf_str(&line), WIDTH, INDENT + 2, "- ", out);
		buf_release(&line);
	}
}

bool
explain_is_of(const struct finding *finding, const struct rule_judgement *j)
{
	return finding->trace > j->first_row && finding->trace <= j->first_row + j->row_count;
}

void
explain_rule(const struct rule *rule, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	struct buf line = { 0 };

	buf_addf(&line, en ? "%.*s  (%s%s)" : "%.*s（%s%s）", STR_ARG(rule->head.id),
	    report_severity(rule->head.severity, lang),
	    rule->certain ? ""
		: en      ? ", review: a person should look"
			  : "、要確認");
	line_of(out, 0, buf_str(&line));
	line_of(out, 0, in_lang(rule->head.title, lang));
	heading(out, en ? "Law" : "根拠");
	add_list(out, rule->head.basis, rule->head.basis_count);
	add_needs(rule, en, out);
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

/* State of an item's value; read goes without saying. */
static const char *
state_word(struct str state, bool en)
{
	static const struct {
		const char *state, *ja;
	} words[] = { { "read", "印なし" }, { "proposed", "候補" }, { "unknown", "不明" },
		{ "none", "なし" }, { "blank", "空欄" } };

	for (size_t i = 0; !en && i < COUNT_OF(words); i++)
		if (str_is(state, words[i].state))
			return words[i].ja;
	return str_is(state, "read") ? "no mark" : state.ptr;
}

static void
add_value(const struct rule_look *look, bool en, struct buf *line)
{
	const char *state = state_word(look->state, en);

	if (look->text.len == 0)
		buf_addf(line, en ? "(%s)" : "（%s）", state);
	else
		buf_add(line, look->text);
	if (look->text.len > 0 && !str_is(look->state, "read"))
		buf_addf(line, en ? "  [%s]" : "［%s］", state);
}

static void
add_look(const struct rule_look *look, bool en, struct buf *out)
{
	struct buf line = { 0 };

	buf_addf(&line, "%.*s  %.*s: ", STR_ARG(look->what), STR_ARG(look->label));
	if (look->kind == LOOK_ITEM)
		add_value(look, en, &line);
	else if (look->kind == LOOK_WORDS)
		buf_add(&line, look->text);
	else
		buf_addf(&line, en ? "%zu rows" : "%zu行", look->rows);
	if (look->file.len > 0 && look->line > 0)
		buf_addf(&line, "  %.*s:%u", STR_ARG(look->file), look->line);
	else if (look->file.len > 0)
		buf_addf(&line, "  %.*s", STR_ARG(look->file));
	text_wrap(buf_str(&line), WIDTH, DEEP, "- ", out);
	buf_release(&line);
}

/* How many there are of a kind; into out, unless it is NULL. */
static size_t
add_looks(const struct rule_judgement *j, enum rule_look_kind kind, bool en, struct buf *out)
{
	size_t count = 0;

	for (size_t i = 0; i < j->look_count; i++) {
		if (j->looks[i].kind != kind)
			continue;
		count++;
		if (out != NULL)
			add_look(&j->looks[i], en, out);
	}
	return count;
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
	if (j->look_count + j->patterns == 0)
		line_of(out, INDENT,
		    en ? STR("No single item or table is named; it searches the whole text.")
		       : STR("特定の項目や台帳でなく、全体の文を調べる。"));
	add_looks(j, LOOK_ITEM, en, out);
	add_looks(j, LOOK_TABLE, en, out);
	if (j->patterns > 0)
		line_of(out, INDENT,
		    add_looks(j, LOOK_WORDS, en, NULL) == 0 ? en
			    ? STR("The words that it looks for stand nowhere.")
			    : STR("探している言葉は、どこにも書かれていない。")
			: en ? STR("The words that it looks for stand here:")
			     : STR("探している言葉が書かれている所:"));
	add_looks(j, LOOK_WORDS, en, out);
	return j->judged;
}

static void
add_row(
    const struct rule_trace *trace, const struct finding *finding, enum lang lang, struct buf *out)
{
	bool en = lang == LANG_EN;
	struct buf line = { 0 };

	buf_addf(&line, en ? "%s %s  " : "%s　%s　", report_severity(finding->severity, lang),
	    finding->fingerprint);
	if (finding->item.len > 0)
		buf_addf(&line, "%.*s %.*s", STR_ARG(finding->item), STR_ARG(finding->item_label));
	line_of(out, INDENT, buf_str(&line));
	line_of(out, INDENT, in_lang(finding->message, lang));
	if (finding->trace > 0 && finding->trace <= trace->row_count) {
		line_of(out, INDENT,
		    en ? STR("The values that it rests on (a row of the rule's SQL):")
		       : STR("判定のもとになった値（ルールのSQLが返した行）:"));
		add_columns(&trace->rows[finding->trace - 1], en, out);
	}
	if (finding->evidence_count > 0)
		line_of(out, INDENT, en ? STR("Where it stands:") : STR("書かれている所:"));
	add_evidence(finding, lang, out);
	buf_release(&line);
}

/* Nothing was found: because there was nothing to look at, or because what is there is as it should be. */
static struct str
why_nothing(const struct rule_judgement *j, bool en)
{
	size_t rows = 0, tables = 0;

	for (size_t i = 0; i < j->look_count; i++) {
		tables += j->looks[i].kind == LOOK_TABLE;
		rows += j->looks[i].rows;
	}
	if (add_looks(j, LOOK_ITEM, en, NULL) == 0 && tables > 0 && rows == 0)
		return en ? STR("No finding: the tables that it compares hold no row.")
			  : STR("指摘なし。比べる表に行がない。");
	if (add_looks(j, LOOK_ITEM, en, NULL) == 0 && j->patterns > 0 &&
	    add_looks(j, LOOK_WORDS, en, NULL) == 0)
		return en ? STR("No finding: what it would object to is not written.")
			  : STR("指摘なし。ルールが問題とする記載がない。");
	return en
	    ? STR("No finding: none of what it looked at meets the rule's condition (its SQL "
		  "gave no row).")
	    : STR("指摘なし。見たもののうち、ルールの条件に当たるものはない（SQLが返した行は0）"
		  "。");
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
		line_of(out, INDENT, why_nothing(j, en));
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *finding = &run->list[i];

		if (!explain_is_of(finding, j))
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

		if (!explain_is_of(finding, j))
			continue;
		explain_rule(j->rule, lang, out);
		if (!add_steps(j, lang, out))
			return;
		heading(out, lang == LANG_EN ? "3. Verdict" : "3. 判定");
		add_row(trace, finding, lang, out);
	}
}
