/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker says of an assessment that it judged, or of a rule about none: whatever rows come, they are taken whole or not at all, and what
 * was taken is a run that can be reported. A row is its kind, then for each column 0, 1 and eight bytes, or 2, a length and a text.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_doc.h"
#include "rule/evaluate.h"
#include "rule/judged.h"
#include "rule/read.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Rules and evidence, the same for all inputs: one rule is about assessments, one about none. */
struct trial {
	struct arena arena;
	struct rules rules;
	struct diags diags;
	struct evidence *evidence;
};

static void
add_rule(struct trial *trial, const char *id, const char *sql)
{
	struct str yaml = arena_printf(&trial->arena,
	    "id: %s\nseverity: warning\ntitle: {ja: 題, en: t}\nmessage: {ja: 文, en: m}\n"
	    "remedy: {ja: 対応, en: r}\nbasis: [根拠]\ntests: []\nselect: |\n  %s\n",
	    id, sql);
	struct node *root = fuzz_parse(DOC_YAML, yaml, &trial->arena);

	BUG_IF(root == NULL || !rules_add(&trial->rules, root, STR("r.yaml"), &trial->diags));
}

static void
trial_open(struct trial *trial)
{
	add_rule(trial, "form/a", "SELECT id AS item FROM item");
	add_rule(trial, "form/b", "SELECT user AS subject FROM staff");
	BUG_IF(!rules_finish(&trial->rules, &trial->diags));
	trial->evidence = evidence_new(&trial->rules, (struct date){ 2026, 1, 15 }, &trial->diags);
	BUG_IF(!prepare_rules(trial->evidence));
}

static struct str
take(struct str *rest, size_t len)
{
	struct str part = str_sub(*rest, 0, len < rest->len ? len : rest->len);

	*rest = str_from(*rest, part.len);
	return part;
}

/* As the wire hands values over: texts are UTF-8 without NUL. */
static struct value
take_value(struct str *rest)
{
	struct str type = take(rest, 1), bytes;
	int64_t n = 0;

	if (str_is(type, "\x01")) {
		bytes = take(rest, sizeof n);
		if (bytes.len > 0)
			memcpy(&n, bytes.ptr, bytes.len);
		return value_integer(n);
	}
	if (!str_is(type, "\x02"))
		return value_null();
	struct str len = take(rest, 1);
	bytes = take(rest, len.len == 0 ? 0 : (unsigned char)len.ptr[0]);
	if (text_utf8_fault(bytes) != STR_NONE || str_find_char(bytes, '\0', 0) != STR_NONE)
		return value_text(STR("?"));
	return value_text(bytes);
}

static void
check_run(struct trial *trial, struct finding_run *run, size_t rule)
{
	struct buf json = { 0 };

	for (size_t i = 0; i < run->count; i++)
		BUG_IF(run->list[i].rule != &trial->rules.list[rule].head ||
		    run->list[i].severity > SEVERITY_ERROR || run->list[i].evidence_count > 3);
	run->diags = &trial->diags;
	finding_run_finish(run);
	finding_run_json(run, LANG_JA, false, &json);
	BUG_IF(text_utf8_fault(buf_str(&json)) != STR_NONE);
	buf_release(&json);
}

static void
send_rows(struct rule_judged *judged, struct str rest)
{
	struct value values[SINK_COLUMNS_MAX];

	while (rest.len > 0) {
		unsigned kind = (unsigned char)take(&rest, 1).ptr[0];
		const struct sink_shape *shape =
		    judged_shape((enum judged_row)(kind % (JUDGED_HOST + 1)));

		for (size_t i = 0; i < shape->column_count; i++)
			values[i] = take_value(&rest);
		rule_judged_row(judged, shape, values);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trial trial;
	struct str rows = { (const char *)data, size };

	if (trial.evidence == NULL)
		trial_open(&trial);
	/* Of the assessment, which the first rule is about; of the second rule. */
	for (size_t rule = 0; rule < 2; rule++) {
		struct finding_run out = { 0 };
		struct rule_run run = { &trial.rules, trial.evidence, { 2026, 1, 15 }, &out,
			&trial.diags, NULL, 1, false };
		struct rule_judged *judged =
		    rule == 0 ? rule_judged_new(&run) : judged_new_rule(&run, rule);

		send_rows(judged, rows);
		if (rule == 0 ? rule_judged_take(judged, STR("form.yaml"))
			      : judged_take_rule(judged))
			check_run(&trial, &out, rule);
		else
			BUG_IF(out.count + out.no_evidence_count > 0);
		rule_judged_free(judged);
		finding_run_release(&out);
		trial.evidence->promise_count = trial.evidence->named_host_count = 0;
	}
	return 0;
}
