/* SPDX-License-Identifier: Apache-2.0 */
/* What the report formats share. */
#include "report/inner.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

size_t
report_inputs(const struct finding_run *run, const char *kind, const char *status)
{
	size_t n = 0;

	for (size_t i = 0; i < run->input_count; i++)
		n += (kind == NULL || str_is(run->inputs[i].kind, kind)) &&
		    (status == NULL || str_is(run->inputs[i].status, status));
	return n;
}

bool
report_rule_passed(const struct finding_run *run, size_t i)
{
	struct str id = run->rules[i]->id;

	for (size_t k = 0; k < run->count; k++)
		if (run->list[k].status != FINDING_FIXED && str_eq(run->list[k].rule->id, id))
			return false;
	if (run->rule_judged != NULL)
		return run->rule_judged[i];
	for (size_t k = 0; k < run->no_evidence_count; k++)
		if (str_eq(run->no_evidence[k].rule->id, id))
			return false;
	return true;
}

static bool
in_group(const struct missing_group *group, const struct no_evidence *n, enum lang lang)
{
	return str_eq(group->first->scope, n->scope) &&
	    str_eq(finding_text(&group->first->reason, lang), finding_text(&n->reason, lang));
}

static void
group_add(
    struct arena *arena, struct missing_group *group, const struct no_evidence *n, size_t most)
{
	size_t at = 0;

	if (group->rules == NULL)
		group->rules = ARENA_ARRAY(arena, const struct finding_rule *, most);
	group->count++;
	while (at < group->rule_count && str_cmp(group->rules[at]->id, n->rule->id) < 0)
		at++;
	if (at < group->rule_count && str_eq(group->rules[at]->id, n->rule->id))
		return;
	for (size_t i = group->rule_count; i > at; i--)
		group->rules[i] = group->rules[i - 1];
	group->rules[at] = n->rule;
	group->rule_count++;
}

/* How many different rules a group may come to hold. */
static size_t
most_rules(const struct finding_run *run)
{
	return run->rule_count > 0 ? run->rule_count : run->no_evidence_count;
}

size_t
report_missing(const struct finding_run *run, enum lang lang, struct arena *arena,
    struct missing_group **groups)
{
	size_t count = 0, room = 0;
	struct missing_group *list = NULL;

	for (size_t i = 0; i < run->no_evidence_count; i++) {
		const struct no_evidence *n = &run->no_evidence[i];
		size_t g = 0;

		while (g < count && !in_group(&list[g], n, lang))
			g++;
		if (g == count)
			ARRAY_ADD(list, count, room)->first = n;
		group_add(arena, &list[g], n, most_rules(run));
	}
	*groups = ARENA_ARRAY(arena, struct missing_group, count + 1);
	for (size_t g = 0; g < count; g++)
		(*groups)[g] = list[g];
	free(list);
	return count;
}
