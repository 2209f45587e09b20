/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule lacks that it can be read without: tests both ways, its place, texts that fit its SQL. */
#include "base/mem.h"
#include "rule/evaluate.h"
#include "rule/read.h"
#include "base/banned.h"

struct lint {
	struct evidence *evidence;
	struct diags *diags;
	const struct rule *rule;
	const struct prepared *prepared;
	size_t faults;
};

static void
fault(struct lint *lint, enum diag_code code, const struct node *node, struct str a)
{
	diag_add(lint->diags, code, node_at(node, lint->rule->file), a, (struct str){ 0 },
	    (struct str){ 0 });
	lint->faults++;
}

static const struct node *
key(const struct lint *lint, const char *name)
{
	const struct node *node = node_find(lint->rule->root, name);

	return node == NULL ? lint->rule->root : node;
}

static void
lint_place(struct lint *lint)
{
	const struct rule *rule = lint->rule;
	struct arena arena = { 0 };
	struct str path = arena_printf(&arena, "/%.*s.yaml", STR_ARG(rule->head.id));

	if (!str_ends(rule->file, path) && !str_eq(rule->file, str_from(path, 1)))
		fault(lint, DIAG_RULE_LINT_PATH, key(lint, "id"), rule->head.id);
	if (!rule_family_known(rule->head.family))
		fault(lint, DIAG_RULE_LINT_FAMILY, key(lint, "id"), rule->head.family);
	arena_release(&arena);
}

static void
lint_tests(struct lint *lint)
{
	const struct node *tests = lint->rule->tests;
	bool finds = false, finds_not = false;

	for (size_t i = 0; tests != NULL && i < tests->count; i++) {
		const struct node *expect = node_find(tests->items[i], "expect");

		if (expect == NULL || expect->type != NODE_SEQUENCE)
			continue;
		finds |= expect->count > 0;
		finds_not |= expect->count == 0;
	}
	if (!finds || !finds_not)
		fault(lint, DIAG_RULE_LINT_TESTS, tests == NULL ? key(lint, "id") : tests,
		    (struct str){ 0 });
}

static void
lint_placeholder(void *context, struct str column)
{
	struct lint *lint = context;

	if (row_column(lint->prepared->statement, column) < 0)
		fault(lint, DIAG_RULE_LINT_PLACEHOLDER, key(lint, "message"), column);
}

static void
lint_message(struct lint *lint, struct str message)
{
	if (!message_placeholders(message, lint, lint_placeholder))
		fault(lint, DIAG_RULE_LINT_BRACE, key(lint, "message"), (struct str){ 0 });
}

static void
lint_sql(struct lint *lint)
{
	const struct rule *rule = lint->rule;
	uint64_t found =
	    table_bit(table_find(rule->correlates != NULL ? STR("correlation") : STR("match")));

	if (lint->prepared->statement == NULL) {
		lint->faults++; /* said when it was compiled */
		return;
	}
	lint_message(lint, rule->message.ja);
	lint_message(lint, rule->message.en);
	if ((rule->sigma != NULL || rule->correlates != NULL) &&
	    (lint->prepared->tables & found) == 0)
		fault(lint, DIAG_RULE_LINT_DETECTION, key(lint, "select"), (struct str){ 0 });
	for (size_t i = 0; i < rule->optional_count; i++) {
		int table = table_find(rule->optional[i]);

		if (table >= 0 && (lint->prepared->tables & table_bit(table)) == 0)
			fault(lint, DIAG_RULE_LINT_OPTIONAL, key(lint, "optional"),
			    rule->optional[i]);
	}
}

size_t
rules_lint(const struct rules *rules, struct diags *diags)
{
	const struct date as_of = { 2026, 1, 15 };
	struct lint lint = { .evidence = evidence_new(rules, as_of, diags), .diags = diags };

	prepare_rules(lint.evidence);
	for (size_t i = 0; i < rules->count; i++) {
		lint.rule = &rules->list[i];
		lint.prepared = &lint.evidence->prepared[i];
		lint_place(&lint);
		lint_tests(&lint);
		lint_sql(&lint);
		if (lint.rule->head.basis_count == 0)
			fault(&lint, DIAG_RULE_LINT_BASIS, key(&lint, "basis"), (struct str){ 0 });
		if (!lint.rule->certain && lint.rule->head.severity == SEVERITY_ERROR)
			fault(&lint, DIAG_RULE_LINT_REVIEW, key(&lint, "severity"),
			    (struct str){ 0 });
	}
	evidence_free(lint.evidence);
	return lint.faults;
}
