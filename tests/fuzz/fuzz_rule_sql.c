/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rule SQL: whatever it says, it ends within its budget, is refused with one diagnostic or runs, and leaves the evidence and
 * its schema as they were.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "rule/evaluate.h"
#include "rule/read.h"
#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One database for all inputs: that each leaves it as it was is what is tested. */
struct trial {
	struct rules rules;
	struct diags diags;
	struct evidence *evidence;
	int64_t before;
};

static int64_t
state_of(struct evidence *evidence)
{
	sqlite3_stmt *state = NULL;

	evidence_statement(evidence, &state,
	    "SELECT (SELECT total(length(sql)) + count(*) FROM sqlite_schema) * 1000 + count(*)"
	    " + total(length(user)) + (SELECT count(*) FROM sqlite_temp_schema) FROM main.staff");
	int64_t n = sqlite3_step(state) == SQLITE_ROW ? sqlite3_column_int64(state, 0) : -1;
	sqlite3_finalize(state);
	return n;
}

static void
trial_open(struct trial *trial)
{
	SINK_SHAPE(staff, "staff", "user", "left_on", "file", "line");
	SINK_SHAPE(item, "item", "id", "def", "question", "section", "label", "type", "file_no",
	    "state", "text", "norm", "required", "important_change", "file");
	const struct value person[] = { value_text(STR("u1")), value_text(STR("2025-03-31")),
		value_text(STR("f")), value_integer(1) };
	const struct value question[] = { value_text(STR("I.1.1")), value_text(STR("I.1.1")),
		value_text(STR("I.1.1")), value_text(STR("I")), value_text(STR("l")),
		value_text(STR("text")), value_integer(1), value_text(STR("read")),
		value_text(STR("10人以上50人未満")), value_text(STR("10人以上50人未満")),
		value_integer(1), value_integer(0), value_text(STR("f")) };

	trial->evidence = evidence_new(&trial->rules, (struct date){ 2026, 1, 15 }, &trial->diags);
	struct sink sink = evidence_sink(trial->evidence);
	sink_row(&sink, &staff, person);
	sink_row(&sink, &item, question);
	trial->before = state_of(trial->evidence);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trial trial;
	const struct budget budget = { 200 * 1000, 300, 16 << 20 };
	uint64_t tables;
	enum { ROWS = 50 };

	if (trial.evidence == NULL)
		trial_open(&trial);
	size_t said = trial.diags.count + trial.diags.dropped;
	sqlite3_stmt *statement = sandbox_prepare(trial.evidence,
	    (struct str){ (const char *)data, size }, (struct diag_at){ 0 }, &tables);
	if (statement == NULL && trial.diags.count + trial.diags.dropped != said + 1)
		abort(); /* refused without a word, or with two */
	if (statement != NULL) {
		int rows = 0;

		sandbox_begin(trial.evidence, budget);
		while (sandbox_step(trial.evidence, statement) && rows++ < ROWS)
			row_str(statement, "subject");
		sandbox_end(trial.evidence, statement);
		sqlite3_finalize(statement);
	}
	if (state_of(trial.evidence) != trial.before)
		abort();
	if (trial.diags.count > 1000)
		diags_release(&trial.diags);
	return 0;
}
