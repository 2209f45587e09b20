/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule looks at, as far as its SQL names it: items, tables, and the words that it looks for in texts. */
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/evaluate.h"
#include "base/banned.h"

enum {
	LOOKS_MAX = 200, /* nobody reads more */
	PLACES_MAX = 5,  /* of one pattern */
};

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
	    "SELECT id, coalesce(heading || ' ', '') || label, state,"
	    " iif(type = 'marks', (SELECT group_concat(m.label || coalesce('（' || m.text || '）', "
	    "''),"
	    " '、') FROM main.mark AS m WHERE m.item = i.id AND m.state = 'checked'), text),"
	    " file, line FROM main.item AS i"
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
		struct rule_look look = { .kind = LOOK_ITEM,
			.what = trace_keep(trace, id),
			.label = trace_keep(trace, column_str(rows, 1)),
			.state = trace_keep(trace, column_str(rows, 2)),
			.text = trace_keep(trace, column_str(rows, 3)),
			.file = trace_keep(trace, column_str(rows, 4)),
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
		evidence_need(evidence, table_bit((int)i));
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
				look.file = trace_keep(trace, column_str(rows, 1));
			*look_add(trace) = look;
		}
		sqlite3_finalize(rows);
		arena_release(&arena);
	}
}

/* --- words --------------------------------------------------------------------------------------------- */

/* The text between quotes, with '' for one of them; *sql is left behind it. false: there is none. */
static bool
take_literal(struct arena *arena, struct str *sql, struct str *literal)
{
	struct buf text = { 0 };
	size_t at = str_find_char(*sql, '\'', 0), end;

	if (at == STR_NONE)
		return false;
	for (at++; (end = str_find_char(*sql, '\'', at)) != STR_NONE; at = end + 2) {
		bool doubled = end + 1 < sql->len && sql->ptr[end + 1] == '\'';

		buf_add(&text, str_sub(*sql, at, end - at + doubled));
		if (!doubled)
			break;
	}
	*literal = arena_str(arena, buf_str(&text));
	*sql = end == STR_NONE ? (struct str){ 0 } : str_from(*sql, end + 1);
	buf_release(&text);
	return true;
}

/* Is what follows these words of SQL a pattern for texts, and the whole of it? What must not match is what may rightly be there. */
static bool
is_pattern(struct str before, struct str behind)
{
	static const char *const openers[] = { "said(", "matches(", "regexp(", "REGEXP" };
	static const char *const denied[] = { "NOT regexp(", "NOT REGEXP" };

	before = str_trim(before);
	if (str_starts(str_trim(behind), STR("||")))
		return false;
	for (size_t i = 0; i < COUNT_OF(denied); i++)
		if (str_ends(before, str_of(denied[i])))
			return false;
	for (size_t i = 0; i < COUNT_OF(openers); i++)
		if (str_ends(before, str_of(openers[i])))
			return true;
	return false;
}

static void
look_for_pattern(struct rule_trace *trace, struct evidence *evidence, struct str pattern)
{
	sqlite3_stmt *rows = NULL;
	size_t found = 0;

	present(trace)->patterns++;
	evidence_statement(evidence, &rows,
	    "SELECT i.id, coalesce(i.heading || ' ', '') || i.label, s.excerpt, i.file, i.line"
	    " FROM said(?1) AS s JOIN main.item AS i ON i.id = s.item");
	sqlite3_bind_text64(rows, 1, pattern.ptr, pattern.len, SQLITE_STATIC, SQLITE_UTF8);
	while (found++ < PLACES_MAX && sqlite3_step(rows) == SQLITE_ROW)
		*look_add(trace) = (struct rule_look){ .kind = LOOK_WORDS,
			.what = trace_keep(trace, column_str(rows, 0)),
			.label = trace_keep(trace, column_str(rows, 1)),
			.text = trace_keep(trace, column_str(rows, 2)),
			.file = trace_keep(trace, column_str(rows, 3)),
			.line = (uint32_t)sqlite3_column_int64(rows, 4) };
	sqlite3_finalize(rows);
}

static void
look_for_words(struct rule_trace *trace, struct evidence *evidence, struct str sql)
{
	struct arena arena = { 0 };
	struct str rest = sql, literal;

	for (struct str from = rest; take_literal(&arena, &rest, &literal); from = rest) {
		size_t at = str_find_char(from, '\'', 0);

		if (present(trace)->look_count < LOOKS_MAX && literal.len > 0 &&
		    is_pattern(str_sub(from, 0, at), rest))
			look_for_pattern(trace, evidence, literal);
	}
	arena_release(&arena);
}

void
trace_look(struct rule_trace *trace, struct evidence *evidence, size_t rule)
{
	const struct rule *r = &evidence->rules->list[rule];

	for (size_t i = 0; i < r->need_count; i++) {
		struct str rest, head = str_split(r->needs[i], ':', &rest);

		if (str_is(head, "item"))
			look_at_items(trace, evidence, rest);
	}
	look_at_literals(trace, evidence, r->select);
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (names_table(r->select, groups[i].view))
			look_at_items(trace, evidence, str_of(groups[i].pattern));
	if (evidence->prepared[rule].per_assessment)
		look_for_words(trace, evidence, r->select);
	look_at_tables(trace, evidence, evidence->prepared[rule].tables);
}
