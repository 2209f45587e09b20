/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Promises: items of an assessment that rules hold against practice. An item counts once, however many rules look at it: broken when
 * one of them found something, kept when all that could judge found nothing.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "rule/evaluate.h"
#include "base/banned.h"

/*
 * What a rule calls an item: "III.3.risk2.auth" the question of 様式3, or the item of another form that alone asks it, "4:IV.1.1"
 * the item of that form. 様式4 has ids that are other questions' on 様式3.
 */
static bool
is_called(const struct promise_item *promise, struct str name, bool own_ids)
{
	if (name.len > 2 && name.ptr[1] == ':')
		return str_eq(str_sub(name, 0, 1), promise->form) &&
		    str_eq(str_from(name, 2), promise->def);
	if (promise->question.len > 0)
		return str_eq(name, promise->question);
	return own_ids && !promise->shadowed && str_eq(name, promise->def);
}

static bool
rule_promises(const struct rule *rule, const struct promise_item *promise)
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
any_promises(const struct evidence *evidence, const struct promise_item *promise)
{
	bool own_form = str_is(promise->form, "4");

	for (size_t i = 0; i < evidence->promised_count; i++)
		if (is_called(promise, evidence->promised[i].name,
			own_form || evidence->promised[i].own_ids))
			return true;
	return false;
}

static uint64_t
hash_of(const struct promise_item *what)
{
	/* Items of one id differ in little else. */
	return str_hash(what->item) * 31 + str_hash(what->def);
}

static bool
is_same(const struct promise_item *a, const struct promise_item *b)
{
	return str_eq(a->item, b->item) && str_eq(a->def, b->def) && str_eq(a->form, b->form) &&
	    str_eq(a->question, b->question) && a->shadowed == b->shadowed;
}

static void
put_item(struct evidence *evidence, const struct promise_item *what)
{
	size_t at = (size_t)hash_of(what) & (evidence->promise_item_room - 1);

	while (evidence->promise_items[at] != NULL)
		at = (at + 1) & (evidence->promise_item_room - 1);
	evidence->promise_items[at] = what;
}

/* Twice as many slots as items, a power of two. */
static void
make_room(struct evidence *evidence)
{
	const struct promise_item **old = evidence->promise_items;
	size_t room = evidence->promise_item_room;

	if (2 * (evidence->promise_item_count + 1) <= room)
		return;
	evidence->promise_item_room = room == 0 ? 256 : 2 * room;
	evidence->promise_items = mem_alloc(evidence->promise_item_room, sizeof(void *));
	for (size_t i = 0; i < room; i++)
		if (old[i] != NULL)
			put_item(evidence, old[i]);
	free(old);
}

static const struct promise_item *
keep_item(struct evidence *evidence, const struct promise_item *what)
{
	struct arena *arena = &evidence->arena;

	make_room(evidence);
	for (size_t at = (size_t)hash_of(what);; at++) {
		const struct promise_item *kept =
		    evidence->promise_items[at & (evidence->promise_item_room - 1)];

		if (kept == NULL)
			break;
		if (is_same(kept, what))
			return kept;
	}
	struct promise_item *copy = ARENA_NEW(arena, struct promise_item);
	*copy = (struct promise_item){ .item = arena_str(arena, what->item),
		.form = arena_str(arena, what->form),
		.def = arena_str(arena, what->def),
		.question = arena_str(arena, what->question),
		.shadowed = what->shadowed };
	put_item(evidence, copy);
	evidence->promise_item_count++;
	return copy;
}

struct promise *
promises_add(struct evidence *evidence, struct str assessment, const struct promise_item *what)
{
	struct promise *promise =
	    ARRAY_ADD(evidence->promises, evidence->promise_count, evidence->promise_room);

	*promise = (struct promise){ .assessment = assessment, .what = keep_item(evidence, what) };
	return promise;
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
		const struct promise_item seen = { .item = column_str(items, 0),
			.def = column_str(items, 1),
			.form = column_str(items, 2),
			.question = column_str(items, 3),
			.shadowed = sqlite3_column_int(items, 4) != 0 };

		if (any_promises(evidence, &seen))
			promises_add(evidence, file, &seen);
	}
	sqlite3_finalize(items);
}

/* Which of the hosts the assessment names among its systems. A name of two letters would be found anywhere. */
static void
read_hosts(struct evidence *evidence, struct str file)
{
	sqlite3_stmt *hosts = NULL;

	if (((evidence->given | evidence->refused) & table_set_of(TABLE_CONFIG)) == 0)
		return;
	evidence_need(evidence, table_set_of(TABLE_CONFIG));
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
		if (rule_promises(rule, evidence->promises[i].what))
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
	if (!rule_promises(rule, promise->what))
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
		if (str_eq(evidence->promises[i].what->item, item) &&
		    rule_promises(rule, evidence->promises[i].what))
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
