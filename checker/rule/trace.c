/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an evaluation looked at: the rows that the rule's SQL gave, and before it the items and tables that the SQL names. Kept only
 * when somebody asks (piacheck explain): it costs more than the evaluation.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/evaluate.h"
#include "base/banned.h"

enum {
	LOOKS_MAX = 200, /* nobody reads more */
	TEXT_MAX_BYTES = 300,
};

static struct str
keep(struct rule_trace *trace, struct str text)
{
	struct arena arena = { 0 };
	/* Cut after masking: half a number would be none. */
	struct str kept =
	    arena_str(&trace->arena, text_cut(number_masked(&arena, text), TEXT_MAX_BYTES));

	arena_release(&arena);
	return kept;
}

static struct rule_judgement *
present(struct rule_trace *trace)
{
	return &trace->list[trace->count - 1];
}

static struct rule_look *
look_add(struct rule_trace *trace)
{
	struct rule_judgement *j = present(trace);

	return ARRAY_ADD(j->looks, j->look_count, j->look_room);
}

/* --- items ------------------------------------------------------------------------------------------- */

/* Of the questions in the SQL's literals ('II.4.has', 'III.4.%'), and of the groups whose views it reads. */
static void
look_at_items(struct rule_trace *trace, struct evidence *evidence, struct str pattern)
{
	sqlite3_stmt *rows = NULL;

	evidence_statement(evidence, &rows,
	    "SELECT id, coalesce(heading || ' ', '') || label, state, text, file, line FROM "
	    "main.item"
	    " WHERE question LIKE ?1 OR def LIKE ?1 ORDER BY rowid");
	sqlite3_bind_text64(rows, 1, pattern.ptr, pattern.len, SQLITE_STATIC, SQLITE_UTF8);
	while (present(trace)->look_count < LOOKS_MAX && sqlite3_step(rows) == SQLITE_ROW) {
		const struct rule_judgement *j = present(trace);
		struct str id = column_str(rows, 0);
		bool known = false;

		for (size_t i = 0; i < j->look_count; i++)
			known |= str_eq(j->looks[i].what, id);
		if (known)
			continue;
		struct rule_look look = { .is_item = true,
			.what = keep(trace, id),
			.label = keep(trace, column_str(rows, 1)),
			.state = keep(trace, column_str(rows, 2)),
			.text = keep(trace, column_str(rows, 3)),
			.file = keep(trace, column_str(rows, 4)),
			.line = (uint32_t)sqlite3_column_int64(rows, 5) };
		*look_add(trace) = look;
	}
	sqlite3_finalize(rows);
}

/* A question of a form, or the beginning of one that ends with %. */
static bool
is_question(struct str text)
{
	size_t dots = 0;

	if (text.len < 3 || text.len > 80)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		dots += c == '.';
		if (!str_is_alnum(c) && c != '.' && c != '_' && c != '[' && c != ']' && c != '%')
			return false;
	}
	return dots > 0 &&
	    (text.ptr[0] == 'I' || text.ptr[0] == 'V' || str_starts(text, STR("cover.")));
}

static void
look_at_literals(struct rule_trace *trace, struct evidence *evidence, struct str sql)
{
	struct str rest = sql, literal;

	for (str_split(rest, '\'', &rest); rest.len > 0; str_split(rest, '\'', &rest)) {
		literal = str_split(rest, '\'', &rest);
		if (is_question(literal))
			look_at_items(trace, evidence, literal);
	}
}

static const struct {
	const char *view, *pattern;
} groups[] = {
	{ "system", "I.2.system[].1" },
	{ "connection", "I.2.system[].3" },
	{ "delegation", "II.4.delegation[]%" },
	{ "provision", "II.5.provision[]%" },
	{ "transfer", "II.5.transfer[]%" },
	{ "dated", "cover.published" },
};

static bool
names_table(struct str sql, const char *name)
{
	struct arena arena = { 0 };
	struct str from = arena_printf(&arena, "FROM %s ", name);
	struct str join = arena_printf(&arena, "JOIN %s ", name);
	bool named = str_has(sql, from) || str_has(sql, join);

	arena_release(&arena);
	return named;
}

/* --- tables ------------------------------------------------------------------------------------------- */

static void
look_at_tables(struct rule_trace *trace, struct evidence *evidence, uint64_t tables)
{
	/* Every rule about a form reads these; their rows are shown as items. */
	const uint64_t known = table_bit(table_find(STR("item"))) |
	    table_bit(table_find(STR("assessment"))) | table_bit(table_find(STR("mark")));

	for (size_t i = 0; i < rule_table_count; i++) {
		struct arena arena = { 0 };
		sqlite3_stmt *rows = NULL;

		if ((tables & ~known & table_bit((int)i)) == 0)
			continue;
		evidence_statement(evidence, &rows,
		    arena_printf(&arena,
			"SELECT count(*), min(file), count(DISTINCT file) FROM main.%s",
			rule_tables[i].name)
			.ptr);
		if (sqlite3_step(rows) == SQLITE_ROW) {
			struct text2 title = rule_tables[i].title;
			struct rule_look look = { .what = str_of(rule_tables[i].name),
				.label = trace->lang == LANG_JA ? title.ja : title.en,
				.rows = (size_t)sqlite3_column_int64(rows, 0) };

			if (sqlite3_column_int64(rows, 2) == 1)
				look.file = keep(trace, column_str(rows, 1));
			*look_add(trace) = look;
		}
		sqlite3_finalize(rows);
		arena_release(&arena);
	}
}

/* --- judgements ----------------------------------------------------------------------------------------- */

void
trace_begin(struct rule_trace *trace, struct evidence *evidence, size_t rule, struct str assessment,
    const struct lacks *lacks)
{
	if (trace == NULL)
		return;
	const struct rule *r = &evidence->rules->list[rule];
	struct rule_judgement *j = ARRAY_ADD(trace->list, trace->count, trace->room);

	*j = (struct rule_judgement){
		.rule = r, .assessment = keep(trace, assessment), .first_row = trace->row_count
	};
	for (size_t i = 0; i < lacks->count; i++) {
		struct text2 reason = lacks->list[i].reason;

		*ARRAY_ADD(j->lacks, j->lack_count, j->lack_room) =
		    keep(trace, trace->lang == LANG_JA ? reason.ja : reason.en);
	}
	for (size_t i = 0; i < r->need_count; i++) {
		struct str rest, head = str_split(r->needs[i], ':', &rest);

		if (str_is(head, "item"))
			look_at_items(trace, evidence, rest);
	}
	look_at_literals(trace, evidence, r->select);
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (names_table(r->select, groups[i].view))
			look_at_items(trace, evidence, str_of(groups[i].pattern));
	look_at_tables(trace, evidence, evidence->prepared[rule].tables);
}

size_t
trace_row(struct rule_trace *trace, sqlite3_stmt *row)
{
	size_t count = (size_t)sqlite3_column_count(row);
	struct rule_trace_row *r = ARRAY_ADD(trace->rows, trace->row_count, trace->row_room);

	*r = (struct rule_trace_row){ .names = ARENA_ARRAY(&trace->arena, struct str, count),
		.values = ARENA_ARRAY(&trace->arena, struct str, count),
		.count = count };
	for (size_t i = 0; i < count; i++) {
		r->names[i] = arena_str(&trace->arena, str_of(sqlite3_column_name(row, (int)i)));
		if (sqlite3_column_type(row, (int)i) != SQLITE_NULL)
			r->values[i] = keep(trace, column_str(row, (int)i));
	}
	present(trace)->row_count++;
	return trace->row_count;
}

void
trace_end(struct rule_trace *trace, bool judged, bool stopped)
{
	if (trace == NULL)
		return;
	present(trace)->judged = judged;
	present(trace)->stopped = stopped;
}

void
rule_trace_release(struct rule_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++) {
		free(trace->list[i].lacks);
		free(trace->list[i].looks);
	}
	free(trace->list);
	free(trace->rows);
	arena_release(&trace->arena);
	*trace = (struct rule_trace){ 0 };
}
