/* SPDX-License-Identifier: Apache-2.0 */
/* The tests inside rules: each fills one evidence database, runs its rule, and compares. */
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/expect.h"
#include "rule/given.h"
#include "rule/limits.h"
#include "base/banned.h"

enum {
	ROWS_SHOWN = 5,
	TEST_ROWS_MAX = 1000, /* a test expects a handful */
	TEST_YEAR = 2026,     /* as_of when the test names none: 2026-01-15 */
	TEST_MONTH = 1,
	TEST_DAY = 15,
};

static const struct node_key test_keys[] = {
	{ "name", NODE_SCALAR, true },
	{ "as_of", NODE_SCALAR, false },
	{ "given", NODE_NULL, false },
	{ "expect", NODE_NULL, true },
};

struct testing {
	struct evidence *evidence;
	struct given given;
	const struct forms *forms;
	enum lang lang;
	bool verbose;
	struct buf *out;
	struct rule_test_result result;
};

enum outcome { OUTCOME_ROWS, OUTCOME_NO_EVIDENCE, OUTCOME_STOPPED };

static const char *
say(const struct testing *t, const char *ja, const char *en)
{
	return t->lang == LANG_JA ? ja : en;
}

static void
failed(struct testing *t, const struct rule *rule, const struct node *test, const char *what)
{
	const struct node *name = node_find(test, "name");
	struct buf line = { 0 };

	t->result.failed++;
	buf_addf(&line, "not ok %.*s: ", STR_ARG(rule->head.id));
	if (node_is_text(name))
		buf_addf(&line, "%.*s: ", STR_ARG(name->text));
	buf_adds(&line, what);
	text_visible(buf_str(&line), t->out);
	buf_addf(t->out, " (%.*s:%u)\n", STR_ARG(rule->file), test->line);
	buf_release(&line);
}

/* Rows of hosts whose configuration is no evidence are left out, as in a run. */
struct keeping {
	struct rows *rows;
	const struct lacks *lacks;
};

static bool
keep_row(void *context, sqlite3_stmt *row)
{
	struct keeping *k = context;

	if (!lacks_host(k->lacks, row_str(row, "host")) &&
	    !lacks_host(k->lacks, row_str(row, "subject")))
		rows_keep(k->rows, row);
	return k->rows->count < TEST_ROWS_MAX;
}

/* Is the rule about the form that the test gives? */
static bool
is_applied(struct evidence *evidence, const struct rule *rule)
{
	sqlite3_stmt *form = NULL;
	bool applied = rule->form_count == 0;

	if (applied)
		return true;
	evidence_statement(evidence, &form, "SELECT form FROM main.assessment");
	while (sqlite3_step(form) == SQLITE_ROW)
		applied |= rule_applies(rule, column_str(form, 0));
	sqlite3_finalize(form);
	return applied;
}

static enum outcome
evaluate(struct testing *t, size_t number, struct rows *rows, struct buf *reason)
{
	struct evidence *evidence = t->evidence;
	const struct rule *rule = &evidence->rules->list[number];
	struct lacks lacks = { 0 };
	struct keeping keeping = { rows, &lacks };
	enum outcome outcome = OUTCOME_ROWS;

	if (!rule_is_valid(rule, evidence->as_of))
		return OUTCOME_ROWS;
	evidence_seal(evidence);
	lacks_find(evidence, number, &lacks);
	for (size_t i = 0; i < lacks.count; i++) {
		struct text2 text = lacks.list[i].reason;

		buf_adds(reason, i == 0 ? "" : "; ");
		buf_add(reason, t->lang == LANG_JA ? text.ja : text.en);
	}
	if (lacks.all) {
		outcome = OUTCOME_NO_EVIDENCE;
	} else if (is_applied(evidence, rule)) {
		struct diag_at at = { rule->file, rule->select_line, 0 };
		enum sandbox_end end =
		    rule_rows(evidence, number, sandbox_budget(evidence), &keeping, keep_row);

		sandbox_say(evidence, end, rule->head.id, at);
		outcome = end == SANDBOX_DONE ? OUTCOME_ROWS : OUTCOME_STOPPED;
	}
	lacks_release(&lacks);
	return outcome;
}

static void
compare(struct testing *t, const struct rule *rule, const struct node *test, enum outcome outcome,
    const struct rows *rows, struct str reason)
{
	const struct node *expect = node_find(test, "expect");
	bool wants_none = node_is_text(expect) && str_is(expect->text, "no_evidence");
	struct arena arena = { 0 };

	if (!wants_none && expect->type != NODE_SEQUENCE)
		failed(t, rule, test, "expect: [{…}, …] | no_evidence");
	else if (outcome == OUTCOME_STOPPED)
		failed(t, rule, test, say(t, "ルールが中止された", "the rule was stopped"));
	else if (outcome == OUTCOME_NO_EVIDENCE && !wants_none)
		failed(t, rule, test,
		    arena_printf(
			&arena, "%s: %.*s", say(t, "証拠不足", "no evidence"), STR_ARG(reason))
			.ptr);
	else if (outcome == OUTCOME_ROWS && wants_none)
		failed(t, rule, test,
		    say(t, "no_evidence のはずが判定された",
			"it judged, but no_evidence is expected"));
	else if (outcome == OUTCOME_ROWS && !expect_matches(expect, rows)) {
		failed(t, rule, test,
		    arena_printf(&arena, "expected %zu, got %zu", expect->count, rows->count).ptr);
		for (size_t i = 0; i < rows->count && i < ROWS_SHOWN; i++) {
			struct buf line = { 0 };

			rows_print(rows, i, &line);
			buf_adds(t->out, "    ");
			text_visible(buf_str(&line), t->out);
			buf_addc(t->out, '\n');
			buf_release(&line);
		}
	} else {
		t->result.passed++;
		if (t->verbose)
			buf_addf(t->out, "ok %.*s: %.*s\n", STR_ARG(rule->head.id),
			    STR_ARG(node_find(test, "name")->text));
	}
	arena_release(&arena);
}

static void
run_test(struct testing *t, size_t number, const struct node *test)
{
	struct evidence *evidence = t->evidence;
	const struct rule *rule = &evidence->rules->list[number];
	struct date as_of = { TEST_YEAR, TEST_MONTH, TEST_DAY };
	struct rows rows = { 0 };
	struct buf reason = { 0 };

	if (test->type != NODE_MAP ||
	    !node_check_keys(test, test_keys, COUNT_OF(test_keys), rule->file, evidence->diags)) {
		failed(t, rule, test, "{name, as_of, given, expect}");
		return;
	}
	const struct node *day = node_find(test, "as_of");
	if (day != NULL && (!date_parse(day->text, &as_of) || !date_is_full(as_of))) {
		failed(t, rule, test, "as_of: yyyy-mm-dd");
		return;
	}
	evidence_reset(evidence, as_of);
	if (!given_fill(&t->given, evidence, rule, node_find(test, "given"), t->forms)) {
		failed(t, rule, test, say(t, "given が正しくない", "its given is not right"));
		return;
	}
	enum outcome outcome = evaluate(t, number, &rows, &reason);
	compare(t, rule, test, outcome, &rows, buf_str(&reason));
	expect_rows_release(&rows);
	buf_release(&reason);
}

struct rule_test_result
rules_test(const struct rules *rules, const struct forms *forms, enum lang lang, bool verbose,
    struct buf *out, struct diags *diags)
{
	const struct date as_of = { TEST_YEAR, TEST_MONTH, TEST_DAY };
	struct testing t = { .evidence = evidence_new(rules, as_of, diags),
		.forms = forms,
		.lang = lang,
		.verbose = verbose,
		.out = out };

	prepare_rules(t.evidence);
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];

		if (rule->silent)
			continue;
		if (t.evidence->prepared[i].refused) {
			failed(&t, rule, rule->root,
			    say(&t, "SQLが受け付けられない", "its SQL is refused"));
			continue;
		}
		for (size_t k = 0; rule->tests != NULL && k < rule->tests->count; k++)
			run_test(&t, i, rule->tests->items[k]);
	}
	evidence_free(t.evidence);
	arena_release(&t.given.arena);
	return t.result;
}
