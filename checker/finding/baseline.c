/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A baseline: a former report, by fingerprint. What it has too is unchanged; what it alone has is fixed, but only when this
 * run judged the rule on the same form: a rule left out, or without evidence, has fixed nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/scope.h"
#include "doc/doc.h"
#include "finding/inner.h"
#include "base/banned.h"

enum { FINGERPRINT_MIN = 34 }; /* 32 hex digits, ":", a digit */

struct former {
	struct str fingerprint;
	const struct node *node;
	enum severity severity;
	bool accepted; /* was an open finding: not waived then */
	bool seen;     /* is in this run, too */
};

static struct str
text_of(const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);

	return node != NULL && node_is_text(node) ? node->text : (struct str){ 0 };
}

static uint32_t
place_of(const struct node *map, const char *key)
{
	const struct node *node = node_find(map, key);
	int64_t n;

	if (node == NULL || !node_get_integer(node, &n) || n < 1 || n > UINT32_MAX)
		return 0;
	return (uint32_t)n;
}

static bool
is_fingerprint(struct str text)
{
	if (text.len < FINGERPRINT_MIN || text.len >= sizeof((struct finding *)0)->fingerprint)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool hex = str_is_digit(c) || (c >= 'a' && c <= 'f');

		if (i < 32 ? !hex : i == 32 ? c != ':' : !str_is_digit(c))
			return false;
	}
	return true;
}

static int
cmp_former(const void *left, const void *right)
{
	const struct former *a = left, *b = right;

	return str_cmp(a->fingerprint, b->fingerprint);
}

static struct former *
former_find(struct former *list, size_t count, const char *fingerprint)
{
	const struct former key = { .fingerprint = str_of(fingerprint) };

	return count == 0 ? NULL : bsearch(&key, list, count, sizeof *list, cmp_former);
}

/* One finding of the report; what was fixed already then is no part of it. */
static bool
take_former(const struct node *node, struct str file, struct former *former, bool *taken,
    struct diags *diags)
{
	const char *wrong = NULL;
	struct str status = text_of(node, "status");

	*taken = false;
	former->node = node;
	former->fingerprint = text_of(node, "fingerprint");
	former->accepted = !str_is(status, "waived");
	if (!is_fingerprint(former->fingerprint))
		wrong = "fingerprint";
	else if (status.len == 0)
		wrong = "status";
	else if (text_of(node, "rule").len == 0)
		wrong = "rule";
	else if (!severity_parse(text_of(node, "severity"), &former->severity))
		wrong = "severity";
	if (wrong != NULL) {
		diag_addz(diags, DIAG_BASELINE_FINDING, node_at(node, file), wrong, NULL, NULL);
		return false;
	}
	*taken = !str_is(status, "fixed");
	return true;
}

static bool
read_former(const struct node *root, struct str file, struct former **list, size_t *count,
    struct diags *diags)
{
	const struct node *findings = node_find(root, "findings");
	bool taken;

	if (!str_is(text_of(root, "schema"), "piacheck/findings/1") || findings == NULL ||
	    findings->type != NODE_SEQUENCE) {
		diag_addz(diags, DIAG_BASELINE_SCHEMA, node_at(root, file), NULL, NULL, NULL);
		return false;
	}
	*list = mem_alloc(findings->count + 1, sizeof **list);
	for (size_t i = 0; i < findings->count; i++) {
		if (!take_former(findings->items[i], file, &(*list)[*count], &taken, diags))
			return false;
		*count += taken;
	}
	qsort(*list, *count, sizeof **list, cmp_former);
	return true;
}

/* Did this run judge the rule, and on this form? */
static const struct finding_rule *
judged_rule(const struct finding_run *run, struct str id, struct str assessment)
{
	const struct finding_rule *rule = finding_run_rule(run, id);
	bool given = assessment.len == 0;

	for (size_t i = 0; rule != NULL && i < run->no_evidence_count; i++) {
		const struct no_evidence *n = &run->no_evidence[i];

		if (str_eq(n->rule->id, id) &&
		    (n->assessment.len == 0 || str_eq(n->assessment, assessment)))
			return NULL;
	}
	for (size_t i = 0; i < run->input_count && !given; i++)
		given = str_is(run->inputs[i].kind, "assessment") &&
		    !str_is(run->inputs[i].status, "refused") &&
		    str_eq(str_base_name(run->inputs[i].file), str_base_name(assessment));
	return given ? rule : NULL;
}

static void
add_fixed(struct finding_run *run, const struct former *former)
{
	struct str message = text_of(former->node, "message");
	struct str assessment = text_of(former->node, "assessment");
	struct finding f = {
		.rule = judged_rule(run, text_of(former->node, "rule"), assessment),
		.severity = former->severity,
		.message = { message, message },
		.assessment = assessment,
		.assessment_name = text_of(former->node, "assessment_name"),
		.item = text_of(former->node, "item"),
		.item_label = text_of(former->node, "item_label"),
		.file = text_of(former->node, "file"),
		.line = place_of(former->node, "line"),
		.column = place_of(former->node, "column"),
		.subject = text_of(former->node, "subject"),
		.status = FINDING_FIXED,
	};

	if (f.rule == NULL)
		return;
	snprintf(f.fingerprint, sizeof f.fingerprint, "%.*s", STR_ARG(former->fingerprint));
	finding_run_add(run, &f);
}

static void
compare(struct finding_run *run, struct former *list, size_t count)
{
	for (size_t i = 0; i < run->count; i++) {
		struct finding *f = &run->list[i];
		struct former *former = former_find(list, count, f->fingerprint);

		if (former != NULL)
			former->seen = true;
		/* Once waived, now without waiver: nobody accepted it as it is. */
		if (f->status == FINDING_OPEN)
			f->status =
			    former != NULL && former->accepted ? FINDING_UNCHANGED : FINDING_NEW;
	}
	for (size_t i = 0; i < count; i++)
		if (!list[i].seen)
			add_fixed(run, &list[i]);
	finding_sort(run);
}

bool
baseline_apply(struct finding_run *run, struct str file, struct diags *diags)
{
	struct arena arena = { 0 };
	struct former *list = NULL;
	size_t count = 0;
	struct node *root = doc_read_file(DOC_JSON, file, &arena, diags);
	bool good = root != NULL && read_former(root, file, &list, &count, diags);

	if (good)
		compare(run, list, count);
	free(list);
	arena_release(&arena);
	return good;
}
