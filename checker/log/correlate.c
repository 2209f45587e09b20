/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's half of correlations: what all workers and parts gave is sorted by group and time and judged in one pass, so it does not matter
 * how the logs were split and in which order their lines stood. A hit of one correlation is an event for those that count it.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/io.h"
#include "base/mem.h"
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

/* Names and numbers, each cut where it was taken: what is longer was not written by our worker. */
static bool
text_good(const struct region *region, const struct part_text *text, struct str *out)
{
	*out = part_text_get(region, text);
	return out->len == text->len && out->len <= LOG_RECORD_MAX_BYTES;
}

static bool
take(struct log_store *store, struct region *rows, const struct part_occurrence *o, uint32_t file,
    const struct log_job *job)
{
	struct sorter_item item = { o->correlation,
		{ .time = o->seconds, .position = o->position, .file = file, .line = o->line } };
	const long *sources;

	region_pass(rows, o->group.at);
	region_pass(rows, o->value.at);
	if (o->correlation >= job->correlation_count ||
	    o->position >=
		sigma_correlation_sources(job->correlations[o->correlation].sigma, &sources) ||
	    !text_good(rows, &o->group, &item.occurrence.group) ||
	    !text_good(rows, &o->value, &item.occurrence.value))
		return false;
	sorter_add(store->counted, &item);
	return true;
}

bool
store_take_occurrences(
    struct log_store *store, const struct region *region, uint32_t file, const struct log_job *job)
{
	const struct part_head *head = REGION_GET(region, struct part_head, PART_HEAD_AT, 1);
	struct region *rows = region->rows;
	struct part_walk walk = { rows, head->occurrences, sizeof(struct part_occurrence), false };
	const void *items;
	uint32_t count;

	if (head->correlation_count != job->correlation_count)
		return false;
	correlations_make(store, job);
	if (walk.next != 0 && store->counted == NULL)
		store->counted = sorter_new(job->sort_memory);
	while (region_pass(rows, walk.next), part_walk_next(&walk, &items, &count)) {
		const struct part_occurrence *list = items;
		for (uint32_t i = 0; i < count; i++)
			if (!take(store, rows, &list[i], file, job))
				return false;
	}
	return !walk.bad;
}

void
store_correlations_clear(struct log_store *store)
{
	for (size_t i = 0; i < store->correlation_count; i++)
		free(store->correlations[i].blocks);
	free(store->correlations);
	sorter_free(store->counted);
	region_release(&store->hits);
}

/* --- judging ------------------------------------------------------------------------------------- */

/* One correlation: what it counts of the logs comes from the store's sorter, what it counts of others' hits from its own. */
struct judging {
	struct log_store *store;
	const struct log_job *job;
	struct stored_correlation *correlation;
	uint32_t number;
	struct sorter *counted; /* NULL: it counts no hits */
	bool too_many;
	int error; /* of the disk, as errno */
};

/* A hit as an event of a correlation that counts it: its fields are the group that it stands for. */
static void
count_hit(struct judging *j, size_t position, const struct stored_correlation *inner,
    const struct stored_hit *hit)
{
	const struct sigma_correlation *outer = j->correlation->sigma;
	struct sigma_field fields[SIGMA_GROUP_BY_MAX] = { 0 };
	struct str values[SIGMA_GROUP_BY_MAX];
	const struct str *names;
	size_t count = sigma_correlation_group_by(inner->sigma, &names);
	struct buf group = { 0 }, value = { 0 };

	if (sigma_group_values(store_hit_group(j->store, hit), values) == count) {
		for (size_t i = 0; i < count; i++)
			fields[i] = (struct sigma_field){ .name = names[i], .value = values[i] };
		const struct sigma_event event = { fields, count, 0 };
		if (sigma_correlation_take(outer, position, &event, &group, &value)) {
			struct sorter_item item = { j->number,
				{ .group = buf_str(&group),
				    .value = buf_str(&value),
				    .time = hit->held,
				    .position = (uint32_t)position,
				    .file = hit->first_file,
				    .line = hit->first_line } };
			sorter_add(j->counted, &item);
			/* What goes on is also there at its end, for what must stand near something else. */
			item.occurrence.time = hit->last;
			if (hit->last != hit->held && sigma_correlation_is_temporal(outer))
				sorter_add(j->counted, &item);
		}
	}
	buf_release(&group);
	buf_release(&value);
}

static void
count_hits(struct judging *j)
{
	const struct log_correlation *correlation = &j->job->correlations[j->number];
	const long *sources;
	size_t count = sigma_correlation_sources(correlation->sigma, &sources);

	for (size_t p = 0; p < count; p++) {
		if (!correlation->counted[p].is_hit)
			continue;
		BUG_IF(correlation->counted[p].index >= j->number);
		const struct stored_correlation *inner =
		    &j->store->correlations[correlation->counted[p].index];
		j->too_many |= inner->failed;
		if (j->counted == NULL)
			j->counted = sorter_new(j->job->sort_memory);
		for (size_t h = 0; h < inner->hit_count; h++)
			count_hit(j, p, inner, store_hit(j->store, inner, h));
	}
}

static void
on_hit(void *context, const struct sigma_hit *hit)
{
	struct judging *j = context;

	if (j->error == 0 && !store_hit_add(j->store, j->correlation, hit))
		j->error = ENOSPC;
}

/* What comes next of both; NULL: no more. */
static struct sorter *
next_of(const struct judging *j)
{
	const struct sorter_item *logged =
	    j->store->counted == NULL ? NULL : sorter_peek(j->store->counted);
	const struct sorter_item *hit = j->counted == NULL ? NULL : sorter_peek(j->counted);

	if (logged != NULL && logged->correlation != j->number)
		logged = NULL;
	if (logged == NULL)
		return hit == NULL ? NULL : j->counted;
	return hit != NULL && sorter_item_cmp(hit, logged) < 0 ? j->counted : j->store->counted;
}

static void
judge(struct judging *j)
{
	struct sigma_run *run =
	    sigma_run_new(j->correlation->sigma, j->job->window_limit, j, on_hit);

	count_hits(j);
	for (struct sorter *from; (from = next_of(j)) != NULL; sorter_pop(from))
		if (!j->too_many && j->error == 0)
			j->too_many = !sigma_run_add(run, &sorter_peek(from)->occurrence);
	sigma_run_end(run);
	if (j->store->counted != NULL && j->error == 0)
		j->error = sorter_error(j->store->counted);
	if (j->counted != NULL && j->error == 0)
		j->error = sorter_error(j->counted);
	sorter_free(j->counted);
	j->correlation->failed = j->too_many || j->error != 0;
	if (j->correlation->failed)
		j->correlation->hit_count = 0;
}

static void
say_failed(const struct judging *j, struct diags *diags)
{
	const struct log_correlation *correlation = &j->job->correlations[j->number];
	size_t limit = j->job->window_limit == 0 ? SIGMA_WINDOW_MAX : j->job->window_limit;
	struct buf shown = { 0 };

	if (j->error != 0)
		io_error_text(j->error, &shown);
	else
		buf_addf(&shown, "%zu", limit);
	diag_add(diags, j->error != 0 ? DIAG_LOG_CORRELATION_DISK : DIAG_LOG_CORRELATION_LIMIT,
	    correlation->at, correlation->rule, buf_str(&shown), (struct str){ 0 });
	buf_release(&shown);
}

void
log_correlate(struct log_store *store, const struct log_job *job, struct diags *diags)
{
	correlations_make(store, job);
	for (size_t i = 0; i < job->correlation_count; i++) {
		struct judging j = { .store = store,
			.job = job,
			.correlation = &store->correlations[i],
			.number = (uint32_t)i };
		judge(&j);
		if (j.correlation->failed)
			say_failed(&j, diags);
	}
	sorter_free(store->counted);
	store->counted = NULL;
}
