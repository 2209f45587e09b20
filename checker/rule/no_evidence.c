/* SPDX-License-Identifier: Apache-2.0 */
/* Why a rule cannot judge, and what to give so that it can. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "rule/evaluate.h"
#include "rule/read.h"
#include "base/banned.h"

static struct lack *
add(struct lacks *lacks, struct str scope)
{
	struct lack *lack = ARRAY_ADD(lacks->list, lacks->count, lacks->room);

	lack->scope = arena_str(&lacks->arena, scope);
	if (scope.len == 0)
		lacks->all = true;
	return lack;
}

/* Texts with %.*s in both languages, filled with the same views. */
#define SET_REASON(lacks, lack, japanese, english, ...)                                            \
	do {                                                                                       \
		(lack)->reason.ja = arena_printf(&(lacks)->arena, (japanese), __VA_ARGS__);        \
		(lack)->reason.en = arena_printf(&(lacks)->arena, (english), __VA_ARGS__);         \
	} while (0)

/* A table whose source was not given, or only as a file that was refused. */
static void
lack_table(struct evidence *evidence, const struct table *table, struct lacks *lacks)
{
	struct lack *lack = add(lacks, (struct str){ 0 });
	struct str name = str_of(table->name);
	bool refused = (evidence->refused & table_bit(table_find(name))) != 0;
	struct arena *arena = &lacks->arena;
	struct text2 title = table->title;

	if (refused) {
		lack->reason.ja = arena_printf(
		    arena, "%.*s（%.*s）の入力が読めなかった", STR_ARG(title.ja), STR_ARG(name));
		lack->reason.en = arena_printf(arena, "the input of the %.*s (%.*s) was refused",
		    STR_ARG(title.en), STR_ARG(name));
		return;
	}
	switch (table->source) {
	case TABLE_LOG:
		lack->reason.ja =
		    arena_str(arena, STR("アクセスログがない。-l ログファイル で与える"));
		lack->reason.en = arena_str(arena, STR("no access log was given: -l FILE"));
		break;
	case TABLE_CONFIG:
		lack->reason.ja = arena_str(arena, STR("ホスト設定がない。-c ルート で与える"));
		lack->reason.en = arena_str(arena, STR("no host configuration was given: -c ROOT"));
		break;
	case TABLE_ASSESSMENT:
		lack->reason.ja = arena_str(arena, STR("評価書がない。-a 評価書 で与える"));
		lack->reason.en = arena_str(arena, STR("no assessment was given: -a FORM"));
		break;
	case TABLE_REGISTER:
	case TABLE_ALWAYS:
		lack->reason.ja =
		    arena_printf(arena, "%.*s（%.*s）がない。-r ディレクトリ に入れる",
			STR_ARG(title.ja), STR_ARG(name));
		lack->reason.en = arena_printf(arena,
		    "not given: %.*s (%.*s); put the register into the directory of -r DIR",
		    STR_ARG(title.en), STR_ARG(name));
		break;
	}
}

/* One entry for each source: four tables of one log are one lack. */
static void
lack_tables(struct evidence *evidence, uint64_t missing, struct lacks *lacks)
{
	uint64_t said = 0;

	for (size_t i = 0; i < rule_table_count; i++) {
		enum table_source source = rule_tables[i].source;
		uint64_t bit = table_bit((int)i);

		if ((missing & bit) == 0 || (said & bit) != 0)
			continue;
		said |= source == TABLE_REGISTER ? bit : table_set_of(source);
		lack_table(evidence, &rule_tables[i], lacks);
	}
}

/*
 * Kinds that a host may rightly be without: services that run elsewhere, and documents, which stand beside hosts. A
 * root that holds nothing but documents is no host that could have an etc/.
 */
#define SERVICE_KINDS "'postgresql', 'pg_hba', 'nginx'"
#define DOCUMENT_KINDS "'compose', 'kubernetes', 'terraform', 'yaml', 'json', 'xml'"

/* For each host: does it have the kind, was it refused, and ought it to have it? */
static const char config_hosts[] =
    "SELECT h.host, total(c.kind = ?1 AND c.status = 'understood'),"
    " total(c.kind = ?1 AND c.status = 'refused'),"
    " ?1 NOT IN (" SERVICE_KINDS ", " DOCUMENT_KINDS ")"
    "  AND total(c.kind NOT IN (" DOCUMENT_KINDS ")) > 0"
    " FROM (SELECT host FROM main.source WHERE kind = 'config' AND host IS NOT NULL"
    "  UNION SELECT host FROM main.config_file) AS h"
    " LEFT JOIN main.config_file AS c ON c.host = h.host"
    " GROUP BY h.host ORDER BY h.host";

static void
lack_on_host(struct lacks *lacks, struct str host, struct str kind, bool refused)
{
	struct lack *lack = add(lacks, host);

	if (refused)
		SET_REASON(lacks, lack, "%.*s の %.*s の設定ファイルが解釈できなかった",
		    "the configuration of %.*s for %.*s could not be understood", STR_ARG(host),
		    STR_ARG(kind));
	else
		SET_REASON(lacks, lack, "%.*s に %.*s の設定ファイルがない",
		    "%.*s has no configuration file of %.*s", STR_ARG(host), STR_ARG(kind));
}

/*
 * No understood configuration file of that kind: of no host (the rule cannot judge), or not of one that ought to have
 * it. A refused file is not a pass for its host, even beside an understood one.
 */
static void
lack_config(struct evidence *evidence, struct str kind, struct lacks *lacks)
{
	size_t judged = 0, before = lacks->count;

	evidence_need(evidence, table_set_of(TABLE_CONFIG));
	sqlite3_stmt *hosts = evidence_statement(evidence, &evidence->config_hosts, config_hosts);
	sqlite3_bind_text64(hosts, 1, kind.ptr, kind.len, SQLITE_STATIC, SQLITE_UTF8);
	while (sqlite3_step(hosts) == SQLITE_ROW) {
		bool understood = sqlite3_column_int64(hosts, 1) > 0;
		bool refused = sqlite3_column_int64(hosts, 2) > 0;

		judged += understood && !refused;
		if (refused || (!understood && sqlite3_column_int64(hosts, 3) != 0))
			lack_on_host(lacks, column_str(hosts, 0), kind, refused);
	}
	sqlite3_reset(hosts);
	if (judged == 0)
		lacks->all = true;
	if (lacks->count == before && judged == 0) {
		struct lack *lack = add(lacks, (struct str){ 0 });

		SET_REASON(lacks, lack, "%.*s の設定ファイルがない。-c ルート で与える",
		    "there is no configuration file of %.*s: -c ROOT", STR_ARG(kind));
	}
}

/*
 * An item that is unknown in all its instances. A repeated item without any instance is no lack: the form has no such group,
 * and the rule finds nothing in it.
 */
static void
lack_item(struct evidence *evidence, struct str question, struct lacks *lacks)
{
	sqlite3_stmt *known = evidence_statement(evidence, &evidence->item_known,
	    "SELECT count(*), total(state <> 'unknown') FROM main.item"
	    " WHERE ?2 = '' AND question = ?1 "
	    "UNION ALL SELECT count(*), total(state <> 'unknown') FROM main.item"
	    " WHERE ?2 = '' AND def = ?1 AND question IS NULL"
	    "  AND NOT EXISTS (SELECT 1 FROM main.item WHERE question = ?1) "
	    "UNION ALL SELECT count(*), total(state <> 'unknown') FROM main.item"
	    " WHERE def = ?1 AND ?2 = (SELECT form FROM main.assessment)");
	int64_t rows = 0, read = 0;
	struct str own, form = str_split(question, ':', &own);

	/* "4:IV.1.1" is an item of 様式4 itself, see promises.c. */
	if (form.len < question.len)
		question = own;
	else
		form = STR("");
	sqlite3_bind_text64(known, 1, question.ptr, question.len, SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_bind_text64(known, 2, form.ptr, form.len, SQLITE_STATIC, SQLITE_UTF8);
	while (sqlite3_step(known) == SQLITE_ROW) {
		rows += sqlite3_column_int64(known, 0);
		read += sqlite3_column_int64(known, 1);
	}
	sqlite3_reset(known);
	if (read > 0 || (rows == 0 && str_has(question, STR("[]"))))
		return;
	struct lack *lack = add(lacks, (struct str){ 0 });
	lack->of_assessment = true;
	SET_REASON(lacks, lack, "評価書の項目 %.*s が不明",
	    "item %.*s of the assessment is unknown", STR_ARG(question));
}

/* `needs: dated`: neither 公表日 nor a day before it is known, so the law of which day counts is not. */
static void
lack_day(struct evidence *evidence, struct lacks *lacks)
{
	sqlite3_stmt *day = evidence_statement(
	    evidence, &evidence->form_day, "SELECT published IS NOT NULL FROM main.dated");
	bool known = sqlite3_step(day) == SQLITE_ROW && sqlite3_column_int(day, 0) != 0;

	sqlite3_reset(day);
	if (known)
		return;
	struct lack *lack = add(lacks, (struct str){ 0 });
	lack->of_assessment = true;
	lack->reason.ja = STR("評価書の公表日も、変更日も、基礎項目評価の実施日も不明");
	lack->reason.en = STR("neither the day of publication, nor of any change, nor of the basic "
			      "assessment is known");
}

/*
 * A rule that rests on matches, and no log was of the logsource that its detection is for: that nothing matched says nothing.
 */
static void
lack_logsource(struct evidence *evidence, const struct rule *rule, struct lacks *lacks)
{
	static const char *const keys[] = { "category", "product", "service" };
	const struct rule *uncovered = rule_uncovered(evidence, rule);
	struct buf source = { 0 };

	if (uncovered == NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct node *part = node_find(uncovered->logsource, keys[i]);

		if (node_is_text(part))
			buf_addf(&source, "%s%s: %.*s", source.len > 0 ? ", " : "", keys[i],
			    STR_ARG(part->text));
	}
	struct str shown = number_masked(&lacks->arena, buf_str(&source));
	struct lack *lack = add(lacks, (struct str){ 0 });
	SET_REASON(lacks, lack,
	    "与えられたログに、logsource（%.*s）に当たる記録がない。-l ログファイル で与える",
	    "no log that was given has records of the logsource (%.*s): -l FILE", STR_ARG(shown));
	buf_release(&source);
}

/*
 * `needs: log:FIELD`: no log that was read has the field. Where nobody says (rows of a rule test) it is not lacking; logs of which none has
 * it give nothing to judge, which is no pass.
 */
static void
lack_log_field(struct evidence *evidence, struct str field, struct lacks *lacks)
{
	sqlite3_stmt *has = evidence_statement(evidence, &evidence->log_field,
	    "SELECT count(has), total(has) FROM (SELECT CASE ?1 WHEN 'user' THEN has_user"
	    " WHEN 'department' THEN has_department WHEN 'operation' THEN has_operation"
	    " WHEN 'system' THEN has_system WHEN 'terminal' THEN has_terminal"
	    " WHEN 'subject' THEN has_subject WHEN 'count' THEN has_count"
	    " WHEN 'result' THEN has_result WHEN 'purpose' THEN has_purpose"
	    " WHEN 'number_accessed' THEN has_number_accessed END AS has"
	    " FROM main.log_file WHERE records > 0)");
	const struct text2 *title = table_log_field(field);

	sqlite3_bind_text64(has, 1, field.ptr, field.len, SQLITE_STATIC, SQLITE_UTF8);
	bool lacking = sqlite3_step(has) == SQLITE_ROW && sqlite3_column_int64(has, 0) > 0 &&
	    sqlite3_column_int64(has, 1) == 0;
	sqlite3_reset(has);
	if (!lacking)
		return;
	struct lack *lack = add(lacks, (struct str){ 0 });
	lack->reason.ja = arena_printf(&lacks->arena,
	    "どのログにも%.*s（%.*s）の列がない。別の名の列であれば --log-map で対応付ける",
	    STR_ARG(title->ja), STR_ARG(field));
	lack->reason.en = arena_printf(&lacks->arena,
	    "no log has the column %.*s; if it has another name, map it by --log-map",
	    STR_ARG(field));
}

void
lacks_find(struct evidence *evidence, size_t rule, struct lacks *lacks)
{
	const struct rule *r = &evidence->rules->list[rule];
	uint64_t missing = evidence->prepared[rule].tables & ~evidence->given;

	for (size_t i = 0; missing != 0 && i < r->optional_count; i++)
		if (table_find(r->optional[i]) >= 0)
			missing &= ~table_bit(table_find(r->optional[i]));
	if (missing != 0) {
		lack_tables(evidence, missing, lacks);
		return;
	}
	if ((evidence->prepared[rule].tables & evidence->given &
		(table_bit(table_find(STR("match"))) |
		    table_bit(table_find(STR("correlation"))))) != 0)
		lack_logsource(evidence, r, lacks);
	for (size_t i = 0; i < r->need_count; i++) {
		struct str rest, head = str_split(r->needs[i], ':', &rest);

		if (str_is(head, "config"))
			lack_config(evidence, rest, lacks);
		else if (str_is(head, "item"))
			lack_item(evidence, rest, lacks);
		else if (str_is(head, "log"))
			lack_log_field(evidence, rest, lacks);
		else if (str_is(head, "dated"))
			lack_day(evidence, lacks);
	}
}

bool
lacks_host(const struct lacks *lacks, struct str host)
{
	for (size_t i = 0; host.len > 0 && i < lacks->count; i++)
		if (str_eq(lacks->list[i].scope, host))
			return true;
	return false;
}

void
lacks_release(struct lacks *lacks)
{
	arena_release(&lacks->arena);
	free(lacks->list);
	*lacks = (struct lacks){ 0 };
}
