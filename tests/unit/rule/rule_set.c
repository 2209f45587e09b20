/* SPDX-License-Identifier: Apache-2.0 */
/* Rules and evidence for the tests of rule/. */
#include "rule/rule_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "doc/doc.h"
#include "support/sinks.h"

struct node *
rule_set_tree(struct rule_set *set, const char *yaml)
{
	const struct sink sink = sink_keeping_diags(&set->diags);
	struct node *root = doc_parse(
	    DOC_YAML, arena_str(&set->arena, str_of(yaml)), STR("t.yaml"), &set->arena, &sink);

	assert_non_null(root);
	return root;
}

bool
rule_set_add(struct rule_set *set, const char *id, const char *sql, const char *more)
{
	struct buf yaml = { 0 };
	struct str rest = str_of(sql), line;

	buf_addf(&yaml,
	    "id: %s\nseverity: warning\ntitle: {ja: 題, en: title}\n%s%s\nremedy: {ja: 対応, en: "
	    "remedy}\n"
	    "basis: [根拠]\ntests: []\n",
	    id, more, str_has(str_of(more), STR("message:")) ? "" : "message: {ja: 文, en: text}");
	if (rest.len > 0)
		buf_adds(&yaml, "select: |\n");
	while (str_line(&rest, &line))
		buf_addf(&yaml, "  %.*s\n", STR_ARG(line));
	struct node *root = rule_set_tree(set, buf_str(&yaml).ptr);
	struct str file = arena_printf(&set->arena, "rules/%s.yaml", id);
	buf_release(&yaml);
	return rules_add(&set->rules, root, file, &set->diags);
}

void
rule_set_open(struct rule_set *set, const char *as_of)
{
	struct date day;

	assert_true(date_parse(str_of(as_of), &day));
	assert_true(rules_finish(&set->rules, &set->diags));
	set->evidence = evidence_new(&set->rules, day, &set->diags);
	prepare_rules(set->evidence);
}

void
rule_set_row(struct rule_set *set, const char *table, const char *cells)
{
	const char *columns[SINK_COLUMNS_MAX];
	struct value values[SINK_COLUMNS_MAX];
	struct sink_shape shape = { table, columns, 0 };
	struct sink sink = evidence_sink(set->evidence);
	struct str rest = str_of(cells);

	while (rest.len > 0) {
		struct str value, cell = str_split(rest, '|', &rest), name;

		name = str_split(cell, '=', &value);
		columns[shape.column_count] = arena_cstr(&set->arena, name);
		values[shape.column_count++] = str_is(value, "NULL")
		    ? value_null()
		    : value_text(arena_str(&set->arena, value));
	}
	sink_row(&sink, &shape, values);
}

size_t
rule_set_number(const struct rule_set *set, const char *id)
{
	const struct rule *rule = rules_find(&set->rules, str_of(id));

	assert_non_null(rule);
	return (size_t)(rule - set->rules.list);
}

static bool
print_row(void *context, sqlite3_stmt *row)
{
	struct buf *out = context;

	for (int i = 0; i < sqlite3_column_count(row); i++) {
		buf_adds(out, i == 0 ? "" : "|");
		if (sqlite3_column_type(row, i) == SQLITE_NULL)
			buf_adds(out, "NULL");
		else
			buf_add(out, column_str(row, i));
	}
	buf_addc(out, '\n');
	return true;
}

struct str
rule_set_rows(struct rule_set *set, const char *id)
{
	struct buf out = { 0 };
	size_t number = rule_set_number(set, id);

	assert_non_null(set->evidence->prepared[number].statement);
	enum sandbox_end end =
	    rule_rows(set->evidence, number, sandbox_budget(set->evidence), &out, print_row);
	if (end != SANDBOX_DONE)
		buf_addf(&out, "stopped %d", (int)end);
	struct str kept = arena_str(&set->arena, buf_str(&out));
	buf_release(&out);
	return kept;
}

size_t
rule_set_said(const struct rule_set *set, enum diag_code code, uint32_t *line)
{
	size_t count = 0;

	for (size_t i = 0; i < set->diags.count; i++) {
		if (set->diags.list[i].code != code)
			continue;
		if (count++ == 0 && line != NULL)
			*line = set->diags.list[i].line;
	}
	return count;
}

void
rule_set_release(struct rule_set *set)
{
	evidence_free(set->evidence);
	rules_release(&set->rules);
	diags_release(&set->diags);
	arena_release(&set->arena);
	*set = (struct rule_set){ 0 };
}
