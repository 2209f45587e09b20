/* SPDX-License-Identifier: Apache-2.0 */
/* Hits of correlations: rows of the store, in a file where there are many, read one by one. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/store.h"
#include "base/banned.h"

/* So many at one place: of most correlations there are few, and what is read in order lies together. */
enum { BLOCK_HITS = 32 };

struct str
store_hit_group(const struct log_store *store, const struct stored_hit *hit)
{
	const char *group = hit->group == 0 ? "" : region_at(&store->hits, hit->group);

	return (struct str){ group, hit->group_bytes };
}

struct stored_hit *
store_hit(struct log_store *store, const struct stored_correlation *c, size_t index)
{
	uint64_t at =
	    c->blocks[index / BLOCK_HITS] + index % BLOCK_HITS * sizeof(struct stored_hit);
	struct stored_hit *hit = region_at(&store->hits, at);

	region_pass(&store->hits, at);
	region_pass(&store->hits, hit->group);
	return hit;
}

bool
store_hit_add(struct log_store *store, struct stored_correlation *c, const struct sigma_hit *hit)
{
	struct region *rows = &store->hits;
	size_t index = c->hit_count;
	struct stored_hit kept = { .first = hit->first.time,
		.last = hit->last.time,
		.held = hit->held,
		.events = hit->events,
		.number = hit->number,
		.first_file = hit->first.file,
		.first_line = hit->first.line,
		.last_file = hit->last.file,
		.last_line = hit->last.line,
		.group_bytes = (uint32_t)hit->group.len };

	if (rows->base == NULL)
		region_new_rows(rows, LOG_REGION_BYTES, LOG_REGION_MEMORY_BYTES);
	if (index % BLOCK_HITS == 0) {
		uint64_t at = region_alloc(rows, BLOCK_HITS * sizeof kept);
		if (!region_has_room(rows, at, BLOCK_HITS * sizeof kept))
			return false;
		*ARRAY_ADD(c->blocks, c->block_count, c->block_room) = at;
	}
	/* They come in the order of groups. */
	const struct stored_hit *before = index == 0 ? NULL : store_hit(store, c, index - 1);
	if (before != NULL && str_eq(store_hit_group(store, before), hit->group)) {
		kept.group = before->group;
	} else if (hit->group.len > 0) {
		kept.group = region_alloc(rows, hit->group.len);
		if (!region_has_room(rows, kept.group, hit->group.len))
			return false;
		memcpy(region_at(rows, kept.group), hit->group.ptr, hit->group.len);
	}
	c->hit_count++;
	*store_hit(store, c, index) = kept;
	return true;
}

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
	const struct stored_hit *hit = store_hit(store, c, index);

	*row = (struct log_hit_row){ .rule = c->id,
		.first = hit->first,
		.last = hit->last,
		.events = hit->events,
		.value = hit->number,
		.file = store->files[hit->first_file],
		.last_file = store->files[hit->last_file],
		.line = hit->first_line,
		.last_line = hit->last_line };
	row->group_count = sigma_correlation_group_by(c->sigma, &row->names);
	/* A worker wrote them: texts that are none are shown as nothing. */
	size_t count = sigma_group_values(store_hit_group(store, hit), row->values);
	for (size_t i = 0; i < row->group_count; i++)
		if (i >= count || text_utf8_fault(row->values[i]) != STR_NONE)
			row->values[i] = (struct str){ 0 };
}
