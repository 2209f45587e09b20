/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an evaluation looked at (trace_look.c) and the rows that the rule's SQL gave. Kept only when somebody asks (piacheck explain):
 * it costs more than the evaluation.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/scope.h"
#include "base/text.h"
#include "rule/evaluate.h"
#include "base/banned.h"

enum { TEXT_MAX_BYTES = 300 };

struct str
trace_keep(struct rule_trace *trace, struct str text)
{
	struct arena arena = { 0 };
	/* Cut after masking: half a number would be none. */
	struct str kept =
	    arena_str(&trace->arena, text_cut(number_masked(&arena, text), TEXT_MAX_BYTES));

	arena_release(&arena);
	return kept;
}

static struct rule_judgement *
present(struct rule_trace *trace)
{
	return &trace->list[trace->count - 1];
}

void
trace_begin(struct rule_trace *trace, struct evidence *evidence, size_t rule, struct str assessment,
    const struct lacks *lacks)
{
	if (trace == NULL)
		return;
	const struct rule *r = &evidence->rules->list[rule];
	struct rule_judgement *j = ARRAY_ADD(trace->list, trace->count, trace->room);

	*j = (struct rule_judgement){ .rule = r,
		.assessment = trace_keep(trace, assessment),
		.first_row = trace->row_count };
	for (size_t i = 0; i < lacks->count; i++) {
		struct text2 reason = lacks->list[i].reason;

		*ARRAY_ADD(j->lacks, j->lack_count, j->lack_room) =
		    trace_keep(trace, trace->lang == LANG_JA ? reason.ja : reason.en);
	}
	trace_look(trace, evidence, rule);
}

size_t
trace_row(struct rule_trace *trace, sqlite3_stmt *row)
{
	size_t count = (size_t)sqlite3_column_count(row);
	struct rule_trace_row *r = ARRAY_ADD(trace->rows, trace->row_count, trace->row_room);

	*r = (struct rule_trace_row){ .names = ARENA_ARRAY(&trace->arena, struct str, count),
		.values = ARENA_ARRAY(&trace->arena, struct str, count),
		.count = count };
	for (size_t i = 0; i < count; i++) {
		r->names[i] = arena_str(&trace->arena, str_of(sqlite3_column_name(row, (int)i)));
		if (sqlite3_column_type(row, (int)i) != SQLITE_NULL)
			r->values[i] = trace_keep(trace, column_str(row, (int)i));
	}
	present(trace)->row_count++;
	return trace->row_count;
}

void
trace_end(struct rule_trace *trace, bool judged, bool stopped)
{
	if (trace == NULL)
		return;
	present(trace)->judged = judged;
	present(trace)->stopped = stopped;
}

void
rule_trace_release(struct rule_trace *trace)
{
	for (size_t i = 0; i < trace->count; i++) {
		free(trace->list[i].lacks);
		free(trace->list[i].looks);
	}
	free(trace->list);
	free(trace->rows);
	arena_release(&trace->arena);
	*trace = (struct rule_trace){ 0 };
}
