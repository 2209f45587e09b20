/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Promises: items of an assessment that rules hold against practice. An item counts once, however many rules look at it: broken when
 * one of them found something, kept when all that could judge found nothing.
 */
#include "base/mem.h"
#include "rule/evaluate.h"
#include "base/banned.h"

static bool
rule_promises(const struct rule *rule, struct str question)
{
	for (size_t i = 0; i < rule->promise_count; i++)
		if (str_eq(rule->promises[i], question))
			return true;
	return false;
}

static bool
any_promises(const struct rules *rules, struct str question)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rule_promises(&rules->list[i], question))
			return true;
	return false;
}

void
promises_read(struct evidence *evidence, struct str assessment)
{
	sqlite3_stmt *items = NULL;
	bool wanted = false;

	evidence->promises_before = evidence->promise_count;
	for (size_t i = 0; i < evidence->rules->count; i++)
		wanted |= evidence->rules->list[i].promise_count > 0;
	if (!wanted)
		return;
	struct str file = arena_str(&evidence->arena, assessment);
	evidence_statement(evidence, &items,
	    "SELECT id, coalesce(question, def) FROM main.item WHERE state = 'read'");
	while (sqlite3_step(items) == SQLITE_ROW) {
		struct str question = column_str(items, 1);

		if (!any_promises(evidence->rules, question))
			continue;
		struct promise *promise =
		    ARRAY_ADD(evidence->promises, evidence->promise_count, evidence->promise_room);
		promise->assessment = file;
		promise->item = arena_str(&evidence->arena, column_str(items, 0));
		promise->question = arena_str(&evidence->arena, question);
	}
	sqlite3_finalize(items);
}

void
promises_judge(struct evidence *evidence, const struct rule *rule, size_t first)
{
	for (size_t i = first; rule->promise_count > 0 && i < evidence->promise_count; i++)
		if (rule_promises(rule, evidence->promises[i].question))
			evidence->promises[i].held = true;
}

void
promises_break(struct evidence *evidence, const struct rule *rule, size_t first, struct str item)
{
	bool named = false;

	if (rule->promise_count == 0)
		return;
	for (size_t i = first; item.len > 0 && i < evidence->promise_count; i++)
		if (str_eq(evidence->promises[i].item, item) &&
		    rule_promises(rule, evidence->promises[i].question))
			named = evidence->promises[i].broken = true;
	for (size_t i = first; !named && i < evidence->promise_count; i++)
		if (rule_promises(rule, evidence->promises[i].question))
			evidence->promises[i].broken = true;
}

void
promises_count(const struct evidence *evidence, struct finding_run *out)
{
	out->promises = out->promises_kept = out->promises_broken = 0;
	for (size_t i = 0; i < evidence->promise_count; i++) {
		if (!evidence->promises[i].held)
			continue;
		out->promises++;
		if (evidence->promises[i].broken)
			out->promises_broken++;
		else
			out->promises_kept++;
	}
}
