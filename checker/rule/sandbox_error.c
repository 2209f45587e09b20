/* SPDX-License-Identifier: Apache-2.0 */
/* Why SQLite refused a rule's SQL, in our words, at its line. The engine's sentence alone helps no author of rules. */
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/limits.h"
#include "rule/sandbox.h"
#include "rule/sql_functions.h"
#include "base/banned.h"

/* The engine's sentences: head and tail around what it names. */
static const struct sentence {
	const char *head, *tail;
	enum diag_code code;
} sentences[] = {
	{ "no such table: ", "", DIAG_RULE_SQL_TABLE },
	{ "no such column: ", "", DIAG_RULE_SQL_COLUMN },
	{ "no such function: ", "", DIAG_RULE_SQL_FUNCTION },
	{ "ambiguous column name: ", "", DIAG_RULE_SQL_AMBIGUOUS },
	{ "wrong number of arguments to function ", "", DIAG_RULE_SQL_ARGUMENTS },
	{ "near \"", "\": syntax error", DIAG_RULE_SQL_NEAR },
	{ "unrecognized token: \"", "\"", DIAG_RULE_SQL_NEAR },
	{ "incomplete input", "", DIAG_RULE_SQL_INCOMPLETE },
	{ "misuse of aggregate: ", "", DIAG_RULE_SQL_AGGREGATE },
	{ "misuse of aggregate function ", "", DIAG_RULE_SQL_AGGREGATE },
	{ "misuse of window function ", "", DIAG_RULE_SQL_AGGREGATE },
	{ "Expression tree is too large", "", DIAG_RULE_SQL_COMPLEX },
	{ "too many ", "", DIAG_RULE_SQL_COMPLEX },
	{ "parser stack overflow", "", DIAG_RULE_SQL_COMPLEX },
	{ "at most ", "", DIAG_RULE_SQL_COMPLEX },
};

/* The line of an offset in a block of SQL that begins at at.line; the column is not known: YAML took the indent away. */
static struct diag_at
at_offset(struct diag_at at, struct str sql, size_t offset)
{
	uint32_t line = 1, column = 1;

	if (offset != STR_NONE && offset <= sql.len)
		text_position(sql, offset, &line, &column);
	return (struct diag_at){ at.file, at.line + line - 1, 0 };
}

static bool
is_word(char c)
{
	return str_is_alnum(c) || c == '_';
}

/* Where a name stands in the SQL as a word, case ignored; STR_NONE: nowhere. */
static size_t
find_word(struct str sql, struct str word)
{
	for (size_t i = 0; word.len > 0 && i + word.len <= sql.len; i++)
		if (str_eq_nocase(str_sub(sql, i, word.len), word) &&
		    (i == 0 || !is_word(sql.ptr[i - 1])) &&
		    (i + word.len == sql.len || !is_word(sql.ptr[i + word.len])))
			return i;
	return STR_NONE;
}

/* The column of one table that is nearer to name than *best. */
static void
nearer_column(struct evidence *evidence, struct str table, struct str name, struct arena *arena,
    struct str *nearest, size_t *best)
{
	sqlite3_stmt *columns = NULL;
	char *sql = sqlite3_mprintf("PRAGMA table_info(\"%.*w\")", STR_ARG(table));

	if (sql == NULL)
		mem_exhausted(0);
	evidence_statement(evidence, &columns, sql);
	sqlite3_free(sql);
	while (sqlite3_step(columns) == SQLITE_ROW) {
		struct str column = column_str(columns, 1);
		size_t d = text_distance(column, name, *best);

		if (d >= *best)
			continue;
		*best = d;
		*nearest = arena_str(arena, column);
	}
	sqlite3_finalize(columns);
}

/* The nearest column of the tables that the SQL names; name may be t.column. */
static struct str
nearest_column(struct evidence *evidence, struct str sql, struct str name, struct arena *arena)
{
	struct str nearest = { 0 }, dot = { 0 };
	size_t best = 4;
	sqlite3_stmt *tables = NULL;

	str_split(name, '.', &dot);
	evidence_statement(
	    evidence, &tables, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')");
	while (sqlite3_step(tables) == SQLITE_ROW) {
		struct str table = column_str(tables, 0);

		if (find_word(sql, table) != STR_NONE)
			nearer_column(
			    evidence, table, dot.len > 0 ? dot : name, arena, &nearest, &best);
	}
	sqlite3_finalize(tables);
	return nearest;
}

static void
say(struct evidence *evidence, enum diag_code code, struct diag_at at, struct str name,
    struct str nearest)
{
	struct buf hint = { 0 };

	if (nearest.len > 0) {
		buf_adds(&hint, "→ ");
		buf_add(&hint, nearest);
	}
	diag_add(evidence->diags, code, at, name, buf_str(&hint), (struct str){ 0 });
	buf_release(&hint);
}

static void
say_denied(struct evidence *evidence, struct str sql, struct diag_at at)
{
	const struct sandbox *sandbox = &evidence->sandbox;
	struct str name = str_of(sandbox->denied_name);
	struct diag_at place = at_offset(at, sql, find_word(sql, name));

	if (strcmp(sandbox->denied, "function") == 0)
		say(evidence, DIAG_RULE_SQL_FUNCTION, place, name, sql_function_nearest(name));
	else if (strcmp(sandbox->denied, "table") == 0)
		say(evidence, DIAG_RULE_SQL_TABLE, place, name, table_nearest(name));
	else
		say(evidence, DIAG_RULE_SQL_COMMAND, place, name, (struct str){ 0 });
}

static void
say_sentence(struct evidence *evidence, const struct sentence *sentence, struct str name,
    struct str sql, struct diag_at at)
{
	struct arena arena = { 0 };
	struct str nearest = { 0 };

	if (sentence->code == DIAG_RULE_SQL_TABLE)
		nearest = table_nearest(name);
	else if (sentence->code == DIAG_RULE_SQL_FUNCTION)
		nearest = sql_function_nearest(name);
	else if (sentence->code == DIAG_RULE_SQL_COLUMN)
		nearest = nearest_column(evidence, sql, name, &arena);
	say(evidence, sentence->code, at, name, nearest);
	arena_release(&arena);
}

void
sandbox_say_error(struct evidence *evidence, struct str sql, struct diag_at at)
{
	struct arena arena = { 0 };
	int offset = sqlite3_error_offset(evidence->db);
	struct str message = arena_str(&arena, str_of(sqlite3_errmsg(evidence->db)));
	struct diag_at place = at_offset(at, sql, offset < 0 ? STR_NONE : (size_t)offset);
	const struct sentence *found = NULL;

	evidence->sandbox.mode = SANDBOX_OURS;
	for (size_t i = 0; found == NULL && i < COUNT_OF(sentences); i++)
		if (str_starts(message, str_of(sentences[i].head)) &&
		    str_ends(message, str_of(sentences[i].tail)))
			found = &sentences[i];
	if (evidence->sandbox.denied != NULL) {
		say_denied(evidence, sql, at);
	} else if (found == NULL) {
		say(evidence, DIAG_RULE_SQL_OTHER, place, message, (struct str){ 0 });
	} else {
		size_t head = strlen(found->head), tail = strlen(found->tail);

		struct str name = str_sub(message, head, message.len - head - tail);
		if (found->code == DIAG_RULE_SQL_COMPLEX)
			name = message;
		if (offset < 0)
			place = at_offset(at, sql, find_word(sql, name));
		say_sentence(evidence, found, name, sql, place);
	}
	arena_release(&arena);
}
