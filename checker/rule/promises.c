/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Promises: items of an assessment that rules hold against practice. An item counts once, however many rules look at it: broken when
 * one of them found something, kept when all that could judge found nothing.
 */
#include "base/mem.h"
#include "rule/evaluate.h"
#include "base/banned.h"

/*
 * What a rule calls an item: "III.3.risk2.auth" the question of 様式3, or the item of another form that alone asks it, "4:IV.1.1"
 * the item of that form. 様式4 has ids that are other questions' on 様式3.
 */
static bool
is_called(const struct promise *promise, struct str name, bool own_ids)
{
	if (name.len > 2 && name.ptr[1] == ':')
		return str_eq(str_sub(name, 0, 1), promise->form) &&
		    str_eq(str_from(name, 2), promise->def);
	if (promise->question.len > 0)
		return str_eq(name, promise->question);
	return own_ids && !promise->shadowed && str_eq(name, promise->def);
}

static bool
rule_promises(const struct rule *rule, const struct promise *promise)
{
	for (size_t i = 0; i < rule->promise_count; i++)
		if (is_called(promise, rule->promises[i], rule_knows_own(rule, promise->form)))
			return true;
	return false;
}

/* Each name once: with some hundred rules, most of them say what others said. */
static void
read_names(struct evidence *evidence)
{
	const struct rules *rules = evidence->rules;

	for (size_t i = 0; i < rules->count; i++)
		for (size_t k = 0; k < rules->list[i].promise_count; k++) {
			struct promised promised = { rules->list[i].promises[k],
				rules->list[i].form_count > 0 };
			size_t at = 0;

			while (at < evidence->promised_count &&
			    (evidence->promised[at].own_ids != promised.own_ids ||
				!str_eq(evidence->promised[at].name, promised.name)))
				at++;
			if (at == evidence->promised_count)
				*ARRAY_ADD(evidence->promised, evidence->promised_count,
				    evidence->promised_room) = promised;
		}
}

static bool
any_promises(const struct evidence *evidence, const struct promise *promise)
{
	bool own_form = str_is(promise->form, "4");

	for (size_t i = 0; i < evidence->promised_count; i++)
		if (is_called(promise, evidence->promised[i].name,
			own_form || evidence->promised[i].own_ids))
			return true;
	return false;
}

static void
read_items(struct evidence *evidence, struct str file)
{
	sqlite3_stmt *items = NULL;

	evidence_statement(evidence, &items,
	    "SELECT id, def, (SELECT form FROM main.assessment), question,"
	    " question IS NULL AND EXISTS (SELECT 1 FROM main.item AS o WHERE o.question = i.def)"
	    " FROM main.item AS i WHERE state = 'read'");
	while (sqlite3_step(items) == SQLITE_ROW) {
		struct promise seen = { .item = column_str(items, 0),
			.def = column_str(items, 1),
			.form = column_str(items, 2),
			.question = column_str(items, 3),
			.shadowed = sqlite3_column_int(items, 4) != 0 };

		if (!any_promises(evidence, &seen))
			continue;
		struct promise *promise =
		    ARRAY_ADD(evidence->promises, evidence->promise_count, evidence->promise_room);
		*promise = seen;
		promise->assessment = file;
		promise->item = arena_str(&evidence->arena, seen.item);
		promise->def = arena_str(&evidence->arena, seen.def);
		promise->form = arena_str(&evidence->arena, seen.form);
		promise->question = arena_str(&evidence->arena, seen.question);
	}
	sqlite3_finalize(items);
}

/* Which of the hosts the assessment names among its systems. A name of two letters would be found anywhere. */
static void
read_hosts(struct evidence *evidence, struct str file)
{
	sqlite3_stmt *hosts = NULL;

	evidence_statement(evidence, &hosts,
	    "SELECT h.host FROM (SELECT host FROM main.source WHERE kind = 'config'"
	    "  UNION SELECT host FROM main.config_file) AS h"
	    " WHERE length(h.host) > 2 AND EXISTS (SELECT 1 FROM main.item AS i"
	    "  WHERE i.question LIKE 'I.2.system[]%' AND instr(lower(i.norm), lower(h.host)) > 0)");
	while (sqlite3_step(hosts) == SQLITE_ROW)
		*ARRAY_ADD(evidence->named_hosts, evidence->named_host_count,
		    evidence->named_host_room) = (struct named_host){
			.assessment = file,
			.host = arena_str(&evidence->arena, column_str(hosts, 0)),
		};
	sqlite3_finalize(hosts);
}

void
promises_read(struct evidence *evidence, struct str assessment)
{
	evidence->promises_before = evidence->promise_count;
	if (evidence->promised_count == 0)
		read_names(evidence);
	if (evidence->promised_count == 0)
		return;
	struct str file = arena_str(&evidence->arena, assessment);
	read_items(evidence, file);
	read_hosts(evidence, file);
}

void
promises_judge(struct evidence *evidence, const struct rule *rule, size_t first)
{
	for (size_t i = first; rule->promise_count > 0 && i < evidence->promise_count; i++)
		if (rule_promises(rule, &evidence->promises[i]))
			evidence->promises[i].held = true;
}

/* assessment empty: any. */
static bool
is_named(const struct evidence *evidence, struct str host, struct str assessment)
{
	for (size_t i = 0; i < evidence->named_host_count; i++)
		if (str_eq(evidence->named_hosts[i].host, host) &&
		    (assessment.len == 0 ||
			str_eq(evidence->named_hosts[i].assessment, assessment)))
			return true;
	return false;
}

/* Whose host is it? Of one assessment alone it is; else of those that name it, and when none does nobody knows. */
static void
break_for_host(
    struct evidence *evidence, const struct rule *rule, struct promise *promise, struct str host)
{
	if (!rule_promises(rule, promise))
		return;
	if (host.len == 0 || evidence->assessments <= 1 ||
	    is_named(evidence, host, promise->assessment))
		promise->broken = true;
	else if (!is_named(evidence, host, (struct str){ 0 }))
		promise->unclear = true;
}

void
promises_break(struct evidence *evidence, const struct rule *rule, size_t first, struct str item,
    struct str host)
{
	bool named = false;

	if (rule->promise_count == 0)
		return;
	for (size_t i = first; item.len > 0 && i < evidence->promise_count; i++)
		if (str_eq(evidence->promises[i].item, item) &&
		    rule_promises(rule, &evidence->promises[i]))
			named = evidence->promises[i].broken = true;
	for (size_t i = first; !named && i < evidence->promise_count; i++)
		break_for_host(evidence, rule, &evidence->promises[i], host);
}

void
promises_count(const struct evidence *evidence, struct finding_run *out)
{
	out->promises = out->promises_kept = out->promises_broken = 0;
	for (size_t i = 0; i < evidence->promise_count; i++) {
		const struct promise *promise = &evidence->promises[i];

		if (!promise->held || (promise->unclear && !promise->broken))
			continue;
		out->promises++;
		if (promise->broken)
			out->promises_broken++;
		else
			out->promises_kept++;
	}
}
