/* SPDX-License-Identifier: Apache-2.0 */
/* rule/judged.c and judged_write.c: what a worker says of an assessment makes the same run, and nothing else makes any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/scope.h"
#include "doc/doc.h"
#include "rule/judged.h"
#include "rule/rule_set.h"
#include "support/sinks.h"

struct kept_row {
	const struct sink_shape *shape;
	struct value values[SINK_COLUMNS_MAX];
};

/* One process: its own rules, evidence and run. */
struct process {
	struct rule_set set;
	struct finding_run out;
	struct rule_run run;
	struct forms forms;
	struct kept_row rows[64]; /* that it sent */
	size_t row_count;
};

static void
keep_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	struct process *p = context;
	struct kept_row *row = &p->rows[p->row_count++];

	assert_true(p->row_count < COUNT_OF(p->rows));
	row->shape = shape;
	for (size_t i = 0; i < shape->column_count; i++) {
		row->values[i] = values[i];
		row->values[i].text = arena_str(&p->set.arena, values[i].text);
	}
}

static void
keep_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(&((struct process *)context)->set.diags, code, at, a, b, c);
}

static void
process_open(struct process *p)
{
	struct rule_set *set = &p->set;
	struct node *form;

	assert_true(rule_set_add(set, "form/a",
	    "SELECT id AS item, text AS text, 'x.txt' AS file2, 3 AS line2, '言葉' AS said FROM "
	    "item"
	    " WHERE state = 'read' AND id IN ('I.1.1', 'I.1.2')",
	    "message: {ja: \"{said}が{text}にある\", en: \"{said} in {text}\"}\n"));
	assert_true(rule_set_add(set, "form/b", "SELECT id AS item FROM item WHERE id = 'II.1'",
	    "needs: [\"item:II.1\"]\n"));
	assert_true(rule_set_add(set, "consent/c",
	    "SELECT i.id AS item FROM item AS i JOIN staff AS s ON s.user = i.text", ""));
	assert_true(
	    rule_set_add(set, "form/d", "SELECT id AS item FROM item WHERE regexp('(', text)", ""));
	assert_true(rule_set_add(set, "access/kept",
	    "SELECT id AS item FROM item WHERE id = 'I.1.1'", "promises: [I.1.1, I.1.2]\n"));
	assert_true(rule_set_add(set, "access/rest", "SELECT 1 AS n", ""));
	rule_set_open(set, "2026-01-15");
	p->run = (struct rule_run){ &set->rules, set->evidence, { 2026, 1, 15 }, &p->out,
		&set->diags, NULL, 1, false };
	rule_run_prepare(&p->run);
	form = doc_read_file(DOC_YAML, STR("rules/forms/jyuten.yaml"), &set->arena, &set->diags);
	assert_non_null(form);
	assert_true(forms_add(&p->forms, form, STR("jyuten.yaml"), &set->diags));
}

static void
process_close(struct process *p)
{
	finding_run_release(&p->out);
	rule_set_release(&p->set);
	forms_release(&p->forms);
}

/* The second name is in no encoding that can be sent, and the text has a number that must not come out. */
static const struct {
	const char *file, *yaml;
} documents[] = {
	{ "a.yaml",
	    "piacheck: assessment/1\nform: \"3\"\nsource: {file: form.txt}\nitems:\n"
	    "  cover.published: {value: 令和6年7月2日, line: 3}\n"
	    "  I.1.1: {value: 架空健診の事務, line: 12, page: 4, sheet: Ⅰ, cell: C12}\n  I.1.2: "
	    "{value: "
	    "123456789018を扱う。}\n" },
	{ "b\xFF.yaml",
	    "piacheck: assessment/1\nform: \"3\"\nitems:\n  I.1.1: {value: 別の事務, line: 4}\n"
	    "  I.1.2: {state: proposed, value: 記録を扱う。}\n" },
};

static void
with_assessment(struct process *p, size_t document, const struct sink *sink)
{
	struct assessment assessment = { 0 };

	assert_true(assess_from_node(&assessment, rule_set_tree(&p->set, documents[document].yaml),
	    str_of(documents[document].file), &p->forms, &p->set.diags));
	if (sink != NULL)
		rule_run_judge(&p->run, &assessment, sink);
	else
		rule_run_assessment(&p->run, &assessment);
	assess_release(&assessment);
}

static void
send_rows(struct rule_judged *judged, const struct process *worker)
{
	for (size_t i = 0; i < worker->row_count; i++)
		rule_judged_row(judged, worker->rows[i].shape, worker->rows[i].values);
}

static void
print_run(struct process *p, struct buf *out)
{
	rule_run_rest(&p->run);
	p->out.diags = &p->set.diags;
	finding_run_finish(&p->out);
	finding_run_json(&p->out, LANG_JA, true, out);
}

static void
test_same_run(void **state)
{
	struct process alone = { 0 }, parent = { 0 }, worker = { 0 };
	struct buf expected = { 0 }, got = { 0 };

	(void)state;
	process_open(&alone);
	process_open(&parent);
	process_open(&worker);
	const struct sink sink = { .context = &worker, .row = keep_row, .diag = keep_diag };
	struct rule_judged *judged = rule_judged_new(&parent.run);
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		with_assessment(&alone, i, NULL);
		worker.row_count = 0;
		with_assessment(&worker, i, &sink);
		send_rows(judged, &worker);
		assert_false(rule_judged_none(judged));
		assert_true(rule_judged_take(judged, str_of(documents[i].file)));
		assert_true(rule_judged_unknown_items(judged) > 0);
		rule_judged_clear(judged);
		assert_true(rule_judged_none(judged));
	}
	rule_judged_free(judged);
	print_run(&alone, &expected);
	/* What was said in the worker is the parent's by the wire. */
	for (size_t i = 0; i < worker.set.diags.count; i++) {
		const struct diag *d = &worker.set.diags.list[i];

		diag_add(&parent.set.diags, d->code,
		    (struct diag_at){ d->file, d->line, d->column }, d->args[0], d->args[1],
		    d->args[2]);
	}
	print_run(&parent, &got);
	assert_true(alone.out.count >= 4 && alone.out.no_evidence_count >= 3);
	assert_true(alone.out.promises > 0 && alone.out.promises_broken > 0);
	assert_true(alone.set.diags.count >= 2);
	assert_string_equal(got.ptr, expected.ptr);
	assert_false(str_has(buf_str(&got), STR("123456789018")));
	buf_release(&expected);
	buf_release(&got);
	process_close(&alone);
	process_close(&parent);
	process_close(&worker);
}

static const struct kept_row *
row_of(const struct process *worker, enum judged_row kind, size_t *at)
{
	for (*at = 0; *at < worker->row_count; ++*at)
		if (worker->rows[*at].shape == judged_shape(kind))
			return &worker->rows[*at];
	fail_msg("no row of kind %d", (int)kind);
	return NULL;
}

/* Sends all rows, that one changed in one column; nothing may come of it. */
static void
refuse_value(struct process *parent, const struct process *worker, enum judged_row kind,
    size_t column, struct value value)
{
	struct rule_judged *judged = rule_judged_new(&parent->run);
	size_t at;
	struct kept_row changed = *row_of(worker, kind, &at);

	changed.values[column] = value;
	for (size_t i = 0; i < worker->row_count; i++) {
		const struct kept_row *row = i == at ? &changed : &worker->rows[i];

		rule_judged_row(judged, row->shape, row->values);
	}
	assert_false(rule_judged_take(judged, STR("a.yaml")));
	assert_false(rule_judged_none(judged));
	assert_int_equal(parent->out.count + parent->out.no_evidence_count, 0);
	rule_judged_free(judged);
}

static void
test_nothing_else(void **state)
{
	SINK_SHAPE(fewer, "judged", "title", "unknown_items");
	SINK_SHAPE(other, "staff", "user", "left_on", "file");
	struct process parent = { 0 }, worker = { 0 };
	struct rule_judged *judged;

	(void)state;
	process_open(&parent);
	process_open(&worker);
	const struct sink sink = { .context = &worker, .row = keep_row, .diag = keep_diag };
	with_assessment(&worker, 0, &sink);
	size_t rest = rule_set_number(&parent.set, "access/rest"), at;
	const struct {
		enum judged_row kind;
		size_t column;
		struct value value;
	} bad[] = {
		{ JUDGED_FINDING, 0, value_integer(-1) },
		{ JUDGED_FINDING, 0, value_integer((int64_t)parent.set.rules.count) },
		{ JUDGED_FINDING, 0, value_integer((int64_t)rest) }, /* reads no assessment */
		{ JUDGED_FINDING, 0, value_null() },
		{ JUDGED_FINDING, 1, value_integer(3) },
		{ JUDGED_FINDING, 2, value_text(STR("yes")) },
		{ JUDGED_FINDING, 3, value_null() },
		{ JUDGED_FINDING, 11, value_integer((int64_t)UINT32_MAX + 1) },
		{ JUDGED_FINDING, 12, value_integer(-1) },
		{ JUDGED_FINDING, 9, value_integer(JUDGED_PIECES + 1) },
		{ JUDGED_RULE, 2, value_integer(2) },
		{ JUDGED_LACK, 1, value_integer(7) },
		{ JUDGED_PROMISE, 0, value_integer(1) },
		{ JUDGED, 1, value_integer(-1) },
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		refuse_value(&parent, &worker, bad[i].kind, bad[i].column, bad[i].value);

	/* Cut off, going on behind its end, of a table that is none of these, of another shape. */
	judged = rule_judged_new(&parent.run);
	for (size_t i = 0; i + 1 < worker.row_count; i++)
		rule_judged_row(judged, worker.rows[i].shape, worker.rows[i].values);
	assert_false(rule_judged_take(judged, STR("a.yaml")));
	rule_judged_clear(judged);
	send_rows(judged, &worker);
	rule_judged_row(judged, worker.rows[0].shape, worker.rows[0].values);
	assert_false(rule_judged_take(judged, STR("a.yaml")));
	rule_judged_clear(judged);
	rule_judged_row(judged, &other, row_of(&worker, JUDGED, &at)->values);
	send_rows(judged, &worker);
	assert_false(rule_judged_take(judged, STR("a.yaml")));
	rule_judged_clear(judged);
	rule_judged_row(judged, &fewer, row_of(&worker, JUDGED, &at)->values);
	assert_false(rule_judged_take(judged, STR("a.yaml")));
	rule_judged_clear(judged);
	/* And what was refused before is in nobody's way. */
	send_rows(judged, &worker);
	assert_true(rule_judged_take(judged, STR("a.yaml")));
	assert_int_equal(parent.out.count, 3);
	rule_judged_free(judged);
	process_close(&parent);
	process_close(&worker);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_run),
		cmocka_unit_test(test_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
