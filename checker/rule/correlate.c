/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that count what other rules find: references between rules are checked when all of them are there. A source of a correlation is the
 * number of a rule: its hits when that rule is a correlation itself, else what its detection matches; its own number is its own detection.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "rule/evidence.h"
#include "rule/read.h"
#include "rule/sigma_documents.h"
#include "base/banned.h"

struct rule *
rules_numbered(const struct rules *rules, long number)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i].number == number)
			return &rules->list[i];
	return NULL;
}

/* Is this source of the rule a correlation's hit, and not what a detection matches? */
static bool
is_hit(const struct rule *rule, const struct rule *source)
{
	return source->correlates != NULL && source != rule;
}

static long
find_source(void *context, struct str name)
{
	const struct rules *rules = context;
	long named = -1;

	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];

		if (rule->sigma == NULL && rule->correlates == NULL)
			continue;
		if (str_eq(rule->head.id, name) || str_eq(rule->sigma_id, name))
			return rule->number;
		if (str_eq(rule->sigma_name, name))
			named = named == -1 ? rule->number : SIGMA_SOURCE_TWICE;
	}
	return named;
}

/* A hit's fields are called as what it counts calls them. */
static struct str
log_field(void *context, long number, struct str name)
{
	const struct rules *rules = context;
	const struct rule *rule = rules_numbered(rules, number);
	const struct str *names;

	for (size_t depth = 0; rule != NULL && rule->correlates != NULL && rule->sigma == NULL;
	     depth++) {
		const struct node *counted = node_find(rule->correlates, "rules");

		if (counted != NULL && counted->type == NODE_SEQUENCE && counted->count > 0)
			counted = counted->items[0];
		if (counted == NULL || !node_is_text(counted) || depth > rules->count)
			return name;
		rule = rules_numbered(rules, find_source(context, counted->text));
	}
	if (rule == NULL || rule->view == NULL)
		return name;
	/* The view is read only; the callback of struct sigma_options has no const. */
	size_t count = sigma_view_names((void *)(uintptr_t)rule->view, name, &names);
	return count > 0 ? names[0] : name;
}

/* --- checking ------------------------------------------------------------------------------------ */

struct group_check {
	const struct rule *rule, *inner;
	struct diags *diags;
	bool good;
};

/* Of a hit nothing is known but what it is grouped by. */
static void
check_field(void *context, struct str name)
{
	struct group_check *check = context;

	if (sigma_correlation_groups_by(check->inner->correlation, name))
		return;
	diag_add(check->diags, DIAG_SIGMA_CORRELATION_GROUP,
	    node_at(check->rule->correlates, check->rule->file), check->inner->head.id, name,
	    (struct str){ 0 });
	check->good = false;
}

static bool
refuse(const struct rule *rule, enum diag_code code, struct str name, struct diags *diags)
{
	diag_add(diags, code, node_at(rule->correlates, rule->file), name, (struct str){ 0 },
	    (struct str){ 0 });
	return false;
}

/* Does the rule come back to itself over what it counts? */
static bool
is_cycle(const struct rules *rules, const struct rule *from, const struct rule *rule, size_t depth)
{
	const long *sources;
	size_t count = sigma_correlation_sources(rule->correlation, &sources);

	for (size_t i = 0; i < count; i++) {
		const struct rule *source = rules_numbered(rules, sources[i]);

		if (source == NULL || (source == rule && rule->sigma != NULL) ||
		    source->correlation == NULL)
			continue;
		if (source == from || depth > rules->count ||
		    is_cycle(rules, from, source, depth + 1))
			return true;
	}
	return false;
}

static bool
sources_good(const struct rules *rules, const struct rule *rule, struct diags *diags)
{
	const long *sources;
	size_t count = sigma_correlation_sources(rule->correlation, &sources);
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		const struct rule *source = rules_numbered(rules, sources[i]);

		/* Refused itself: that was said, but not that this one hangs on it. */
		if (source == NULL || (is_hit(rule, source) && source->correlation == NULL))
			return refuse(rule, DIAG_SIGMA_CORRELATION_UNKNOWN,
			    source == NULL ? rule->head.id : source->head.id, diags);
		if (!is_hit(rule, source))
			continue;
		struct group_check check = { rule, source, diags, true };
		sigma_correlation_fields(rule->correlation, i, &check, check_field);
		good &= check.good;
	}
	return good;
}

static void
leave(struct rules *rules, size_t at)
{
	sigma_free(rules->list[at].sigma);
	for (size_t i = at + 1; i < rules->count; i++)
		rules->list[i - 1] = rules->list[i];
	rules->count--;
}

static bool
compile(struct rules *rules, struct rule *rule, struct diags *diags)
{
	const struct sigma_sources sources = { rules, find_source, log_field };

	rule->correlation = sigma_correlation_compile(&rules->arena, rule->correlates, rule->file,
	    rule->sigma != NULL ? rule->number : -1, &sources, diags);
	return rule->correlation != NULL;
}

bool
rules_correlate(struct rules *rules, struct diags *diags)
{
	bool good = true, changed = true;

	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i].correlates != NULL && rules->list[i].correlation == NULL)
			good &= compile(rules, &rules->list[i], diags);
	for (size_t i = 0; i < rules->count; i++) {
		struct rule *rule = &rules->list[i];

		if (rule->correlation == NULL || !is_cycle(rules, rule, rule, 0))
			continue;
		good = refuse(rule, DIAG_SIGMA_CORRELATION_CYCLE, rule->head.id, diags);
		rule->correlation = NULL;
	}
	/* What counts a rule that was refused cannot be judged either. */
	while (changed) {
		changed = false;
		for (size_t i = 0; i < rules->count; i++) {
			struct rule *rule = &rules->list[i];

			if (rule->correlates == NULL || rule->correlation == NULL ||
			    sources_good(rules, rule, diags))
				continue;
			rule->correlation = NULL;
			changed = true;
			good = false;
		}
	}
	for (size_t i = rules->count; i-- > 0;)
		if (rules->list[i].correlates != NULL && rules->list[i].correlation == NULL)
			leave(rules, i);
	return good;
}

/* --- a selection --------------------------------------------------------------------------------- */

void
rules_keep_counted(struct rules *rules, bool *keep)
{
	for (bool changed = true; changed;) {
		changed = false;
		for (size_t i = 0; i < rules->count; i++) {
			const long *sources;
			size_t count = 0;

			if (keep[i] && rules->list[i].correlation != NULL)
				count =
				    sigma_correlation_sources(rules->list[i].correlation, &sources);
			for (size_t k = 0; k < count; k++) {
				struct rule *source = rules_numbered(rules, sources[k]);
				size_t at = (size_t)(source - rules->list);
				source->silent |= !keep[at];
				changed |= !keep[at];
				keep[at] = true;
			}
		}
	}
}

/* --- for logs ------------------------------------------------------------------------------------ */

struct making {
	struct evidence *evidence;
	struct arena *arena;
	struct log_job *job;
	struct log_detection *detections;
	struct log_correlation *correlations;
	/* of each rule: its place in the job + 1 */
	size_t *detection_of, *hit_of;
};

static size_t
add_detection(struct making *m, const struct rule *rule)
{
	const struct rules *rules = m->evidence->rules;
	size_t at = (size_t)(rule - rules->list);
	uint64_t match = table_bit(table_find(STR("match")));

	if (m->detection_of[at] == 0) {
		bool listed = rule->correlation == NULL ||
		    (m->evidence->prepared != NULL &&
			(m->evidence->prepared[at].reads & match) != 0);
		m->detections[m->job->detection_count++] =
		    (struct log_detection){ .rule = rule->head.id,
			    .sigma = rule->sigma,
			    .logsource = rule->logsource,
			    .unlisted = !listed || rule->silent };
		m->detection_of[at] = m->job->detection_count;
	}
	return m->detection_of[at] - 1;
}

/* Behind those that it counts. */
static size_t
add_correlation(struct making *m, const struct rule *rule)
{
	const struct rules *rules = m->evidence->rules;
	size_t at = (size_t)(rule - rules->list);
	const long *sources;
	size_t count = sigma_correlation_sources(rule->correlation, &sources);

	if (m->hit_of[at] > 0)
		return m->hit_of[at] - 1;
	struct log_counted *counted = ARENA_ARRAY(m->arena, struct log_counted, count);
	for (size_t i = 0; i < count; i++) {
		const struct rule *source = rules_numbered(rules, sources[i]);
		counted[i].is_hit = is_hit(rule, source);
		counted[i].index =
		    counted[i].is_hit ? add_correlation(m, source) : add_detection(m, source);
	}
	m->correlations[m->job->correlation_count++] =
	    (struct log_correlation){ .rule = rule->head.id,
		    .sigma = rule->correlation,
		    .counted = counted,
		    .at = { rule->file, rule->line, 0 } };
	m->hit_of[at] = m->job->correlation_count;
	return m->hit_of[at] - 1;
}

void
evidence_log_rules(
    struct evidence *evidence, const struct rule *only, struct arena *arena, struct log_job *job)
{
	const struct rules *rules = evidence->rules;
	struct making m = { .evidence = evidence,
		.arena = arena,
		.job = job,
		.detections = ARENA_ARRAY(arena, struct log_detection, rules->count + 1),
		.correlations = ARENA_ARRAY(arena, struct log_correlation, rules->count + 1),
		.detection_of = ARENA_ARRAY(arena, size_t, rules->count + 1),
		.hit_of = ARENA_ARRAY(arena, size_t, rules->count + 1) };

	job->detection_count = job->correlation_count = 0;
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];

		if (only != NULL && rule != only)
			continue;
		if (rule->sigma != NULL)
			(void)add_detection(&m, rule);
		if (rule->correlation != NULL)
			(void)add_correlation(&m, rule);
	}
	job->detections = m.detections;
	job->correlations = m.correlations;
}

/* --- what the logs cannot tell ------------------------------------------------------------------- */

static const struct rule *
find_uncovered(const struct evidence *evidence, const struct rule *rule, bool *looked)
{
	const struct rules *rules = evidence->rules;
	size_t at = (size_t)(rule - rules->list), count = 0;
	const struct rule *found = NULL;
	const long *sources;

	if (looked[at])
		return NULL;
	looked[at] = true;
	if (rule->sigma != NULL && !log_rule_covered(evidence->logs, rule->head.id))
		return rule;
	if (rule->correlation != NULL)
		count = sigma_correlation_sources(rule->correlation, &sources);
	for (size_t i = 0; i < count && found == NULL; i++)
		found = find_uncovered(evidence, rules_numbered(rules, sources[i]), looked);
	return found;
}

const struct rule *
rule_uncovered(const struct evidence *evidence, const struct rule *rule)
{
	bool *looked = mem_alloc(evidence->rules->count, sizeof *looked);
	const struct rule *found = find_uncovered(evidence, rule, looked);

	free(looked);
	/* What was found is so, whatever else there may be. */
	if (found != NULL && rule->correlation != NULL &&
	    log_hits_count(evidence->logs, rule->head.id) > 0)
		found = NULL;
	return found;
}
