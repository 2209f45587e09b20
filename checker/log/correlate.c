/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's half of correlations: what all workers and parts gave is sorted by group and time and judged in one pass, so it does not matter
 * how the logs were split and in which order their lines stood. A hit of one correlation is an event for those that count it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/store.h"
#include "base/banned.h"

static void
correlations_make(struct log_store *store, const struct log_job *job)
{
	while (store->correlation_count < job->correlation_count) {
		size_t i = store->correlation_count;
		struct stored_correlation *c = ARRAY_ADD(
		    store->correlations, store->correlation_count, store->correlation_room);
		c->id = arena_str(&store->arena, job->correlations[i].rule);
		c->sigma = job->correlations[i].sigma;
	}
}

uint64_t
store_occurrence_limit(const struct log_job *job)
{
	return job->occurrence_limit > 0 ? job->occurrence_limit : LOG_OCCURRENCES_MAX;
}

static void
add(struct stored_correlation *c, const struct sigma_occurrence *occurrence, uint64_t limit)
{
	if (c->count >= limit)
		c->too_many = true;
	else
		*ARRAY_ADD(c->list, c->count, c->room) = *occurrence;
}

static bool
text_good(const struct region *region, const struct part_text *text, struct str *out)
{
	*out = part_text_get(region, text);
	return out->len == text->len;
}

bool
store_take_occurrences(
    struct log_store *store, const struct region *region, uint32_t file, const struct log_job *job)
{
	const struct part_head *head = REGION_GET(region, struct part_head, PART_HEAD_AT, 1);
	struct region *rows = region->rows;
	struct part_walk walk = { rows, head->occurrences, sizeof(struct part_occurrence) };
	uint64_t limit = store_occurrence_limit(job);
	const void *items;
	uint32_t count;

	if (head->correlation_count != job->correlation_count)
		return false;
	correlations_make(store, job);
	while (region_pass(rows, walk.next), part_walk_next(&walk, &items, &count)) {
		const struct part_occurrence *list = items;
		for (uint32_t i = 0; i < count; i++) {
			struct sigma_occurrence o = { .time = list[i].seconds,
				.position = list[i].position,
				.file = file,
				.line = list[i].line };
			const long *sources;
			if (list[i].correlation >= job->correlation_count ||
			    list[i].position >=
				sigma_correlation_sources(
				    job->correlations[list[i].correlation].sigma, &sources) ||
			    !text_good(rows, &list[i].group, &o.group) ||
			    !text_good(rows, &list[i].value, &o.value))
				return false;
			add(&store->correlations[list[i].correlation], &o, limit);
		}
	}
	return true;
}

void
store_correlations_clear(struct log_store *store)
{
	for (size_t i = 0; i < store->correlation_count; i++) {
		free(store->correlations[i].list);
		free(store->correlations[i].hits);
	}
	free(store->correlations);
}

/* --- judging ------------------------------------------------------------------------------------- */

/* A hit as an event of a correlation that counts it: its fields are the group that it stands for. */
static void
count_hit(struct log_store *store, struct stored_correlation *outer, size_t position,
    const struct stored_correlation *inner, const struct sigma_hit *hit, uint64_t limit)
{
	struct sigma_field fields[SIGMA_GROUP_BY_MAX] = { 0 };
	struct str values[SIGMA_GROUP_BY_MAX];
	const struct str *names;
	size_t count = sigma_correlation_group_by(inner->sigma, &names);
	struct sigma_occurrence o = {
		.position = (uint32_t)position, .file = hit->first.file, .line = hit->first.line
	};
	struct buf group = { 0 }, value = { 0 };

	if (sigma_group_values(hit->group, values) == count) {
		for (size_t i = 0; i < count; i++)
			fields[i] = (struct sigma_field){ .name = names[i], .value = values[i] };
		const struct sigma_event event = { fields, count, 0 };
		if (sigma_correlation_take(outer->sigma, position, &event, &group, &value)) {
			o.group = arena_str(&store->arena, buf_str(&group));
			o.value = arena_str(&store->arena, buf_str(&value));
			o.time = hit->held;
			add(outer, &o, limit);
			/* What goes on is also there at its end, for what must stand near something else. */
			o.time = hit->last.time;
			if (o.time != hit->held && sigma_correlation_is_temporal(outer->sigma))
				add(outer, &o, limit);
		}
	}
	buf_release(&group);
	buf_release(&value);
}

struct hits {
	struct log_store *store;
	struct stored_correlation *correlation;
};

static void
on_hit(void *context, const struct sigma_hit *hit)
{
	struct hits *h = context;
	struct stored_correlation *c = h->correlation;
	struct sigma_hit kept = *hit;

	kept.group = arena_str(&h->store->arena, hit->group);
	*ARRAY_ADD(c->hits, c->hit_count, c->hit_room) = kept;
}

static int
by_group(const void *a, const void *b)
{
	return sigma_occurrence_cmp(a, b);
}

static bool
judge(struct log_store *store, struct stored_correlation *c)
{
	struct hits hits = { store, c };
	bool good = !c->too_many;

	if (good && c->count > 0)
		qsort(c->list, c->count, sizeof *c->list, by_group);
	struct sigma_run *run = sigma_run_new(c->sigma, &hits, on_hit);
	for (size_t i = 0; good && i < c->count; i++)
		good = sigma_run_add(run, &c->list[i]);
	sigma_run_end(run);
	free(c->list);
	c->list = NULL;
	c->count = c->room = 0;
	c->too_many = !good;
	if (!good)
		c->hit_count = 0;
	return good;
}

void
log_correlate(struct log_store *store, const struct log_job *job, struct diags *diags)
{
	uint64_t limit = store_occurrence_limit(job);
	char shown[24];

	correlations_make(store, job);
	for (size_t i = 0; i < job->correlation_count; i++) {
		const struct log_correlation *correlation = &job->correlations[i];
		struct stored_correlation *outer = &store->correlations[i];
		const long *sources;
		size_t count = sigma_correlation_sources(correlation->sigma, &sources);
		for (size_t p = 0; p < count; p++) {
			if (!correlation->counted[p].is_hit)
				continue;
			BUG_IF(correlation->counted[p].index >= i);
			const struct stored_correlation *inner =
			    &store->correlations[correlation->counted[p].index];
			outer->too_many |= inner->too_many;
			for (size_t h = 0; h < inner->hit_count; h++)
				count_hit(store, outer, p, inner, &inner->hits[h], limit);
		}
		if (judge(store, outer))
			continue;
		snprintf(shown, sizeof shown, "%llu", (unsigned long long)limit);
		diag_add(diags, DIAG_LOG_CORRELATION_LIMIT, correlation->at, correlation->rule,
		    str_of(shown), (struct str){ 0 });
	}
}

/* --- hits ---------------------------------------------------------------------------------------- */

static const struct stored_correlation *
find(const struct log_store *store, struct str rule)
{
	for (size_t i = 0; i < store->correlation_count; i++)
		if (str_eq(store->correlations[i].id, rule))
			return &store->correlations[i];
	return NULL;
}

size_t
log_hits_count(struct log_store *store, struct str rule)
{
	const struct stored_correlation *c = find(store, rule);

	return c == NULL ? 0 : c->hit_count;
}

void
log_hits_get(struct log_store *store, struct str rule, size_t index, struct log_hit_row *row)
{
	const struct stored_correlation *c = find(store, rule);
	const struct sigma_hit *hit = &c->hits[index];

	*row = (struct log_hit_row){ .rule = c->id,
		.first = hit->first.time,
		.last = hit->last.time,
		.events = hit->events,
		.value = hit->number,
		.file = store->files[hit->first.file],
		.last_file = store->files[hit->last.file],
		.line = hit->first.line,
		.last_line = hit->last.line };
	row->group_count = sigma_correlation_group_by(c->sigma, &row->names);
	/* A worker wrote them: texts that are none are shown as nothing. */
	size_t count = sigma_group_values(hit->group, row->values);
	for (size_t i = 0; i < row->group_count; i++)
		if (i >= count || text_utf8_fault(row->values[i]) != STR_NONE)
			row->values[i] = (struct str){ 0 };
}
