/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of evidence.sql. One is made when rows come for it or when a rule that reads it is prepared: of a run about one
 * assessment that is a quarter of them, and to make them all would be a tenth of its work.
 */
#include <string.h>

#include "base/scope.h"
#include "rule/evidence.h"
#include "rule/log_tables.h"
#include "base/banned.h"

extern const char rule_evidence_sql[];
extern const size_t rule_evidence_sql_size;

/*
 * What the schema does not say because it is no rule author's business: indexes that pay for an assessment of 300 items and
 * for an office of some hundred IDs (SQLite makes none of its own for a correlated subquery), and that a rule sees only its
 * own matches and hits.
 */
static const struct {
	const char *table, *sql;
} ours[] = {
	{ "item",
	    "CREATE INDEX item_question ON item(question); CREATE INDEX item_def ON item(def);"
	    "CREATE INDEX item_id ON item(id)" },
	{ "mark",
	    "CREATE INDEX mark_item ON mark(item); CREATE INDEX mark_question ON mark(question)" },
	{ "staff", "CREATE INDEX staff_user ON staff(user, department)" },
	{ "account", "CREATE INDEX account_user ON account(user)" },
	{ "contractor_worker", "CREATE INDEX contractor_worker_user ON contractor_worker(user)" },
	{ "approval", "CREATE INDEX approval_user ON approval(user)" },
	{ "match",
	    "CREATE TEMP VIEW match AS SELECT * FROM main.match WHERE rule = current_rule()" },
	{ "correlation",
	    "CREATE TEMP VIEW correlation AS SELECT * FROM main.correlation WHERE rule = "
	    "current_rule()" },
};

struct str
rule_schema(void)
{
	return (struct str){ rule_evidence_sql, rule_evidence_sql_size };
}

static void
make(struct evidence *evidence, struct str statement)
{
	struct arena arena = { 0 };

	evidence_exec(evidence, arena_cstr(&arena, statement));
	arena_release(&arena);
}

static void
make_table(struct evidence *evidence, const char *name, struct str statement)
{
	if (log_table_is(name))
		log_table_make(evidence, name);
	else
		make(evidence, statement);
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (strcmp(ours[i].table, name) == 0)
			evidence_exec(evidence, ours[i].sql);
}

/* A statement of the schema, from its CREATE on, with what is written behind it; *name is what it makes. false: no more. */
static bool
next_statement(struct str *schema, struct str *statement, struct str *name, bool *is_view)
{
	static const struct str begin = STR_INIT("\nCREATE ");
	size_t from = str_find(*schema, begin, 0), end;

	if (from == STR_NONE)
		return false;
	end = str_find(*schema, begin, from + 1);
	*statement = str_sub(*schema, from + 1, (end == STR_NONE ? schema->len : end) - from - 1);
	*schema = end == STR_NONE ? (struct str){ 0 } : str_from(*schema, end);
	struct str words = str_from(*statement, begin.len - 1);
	*is_view = str_is(str_split(words, ' ', name), "VIEW");
	*name = str_split(*name, ' ', &words);
	return true;
}

void
evidence_need(struct evidence *evidence, uint64_t tables)
{
	struct str schema = rule_schema(), statement, name;
	uint64_t missing = tables & ~evidence->made;
	bool is_first = evidence->made == 0, is_view;

	if (missing == 0)
		return;
	while (next_statement(&schema, &statement, &name, &is_view)) {
		int table = is_view ? -1 : table_find(name);

		if (table >= 0 && (missing & table_bit(table)) != 0)
			make_table(evidence, rule_tables[table].name, statement);
		/* Views are about assessments, which every run begins with. */
		else if (is_view && is_first)
			make(evidence, statement);
	}
	evidence->made |= missing;
}
