/* SPDX-License-Identifier: Apache-2.0 */
/* Taking in what workers made: every number is held against its bound here, so that those who read on need not. */
#include "log/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/events.h"
#include "log/limits.h"
#include "base/banned.h"

enum { DAY_SEC = 86400, JST_SEC = 9 * 3600, DAYS_MAX = 4000000 };

struct log_store *
log_store_new(void)
{
	return mem_alloc(1, sizeof(struct log_store));
}

void
log_store_clear(struct log_store *store)
{
	store_rolled_release(store);
	for (size_t i = 0; i < store->part_count; i++)
		for (size_t c = 0; c < PART_COLUMNS; c++) {
			free(store->parts[i].numbers[c]);
			free(store->parts[i].ranks[c]);
		}
	for (size_t i = 0; i < store->part_count; i++)
		free(store->parts[i].user_groups);
	for (size_t i = 0; i < store->region_count; i++) {
		region_release(store->regions[i]);
		free(store->regions[i]);
	}
	for (size_t i = 0; i < store->rule_count; i++)
		free(store->rules[i].runs);
	for (size_t c = 0; c < PART_COLUMNS; c++)
		dict_clear(&store->texts[c].dict);
	store_correlations_clear(store);
	free(store->regions);
	free(store->files);
	free(store->parts);
	free(store->days);
	free(store->rules);
	arena_release(&store->arena);
	*store = (struct log_store){ 0 };
}

void
log_store_leave(struct log_store *store)
{
	for (size_t i = 1; i < store->region_count; i += 2)
		region_release(store->regions[i]);
	for (size_t i = 0; i < store->region_count; i += 2)
		region_remove(store->regions[i]);
}

void
log_store_free(struct log_store *store)
{
	if (store == NULL)
		return;
	log_store_clear(store);
	free(store);
}

uint64_t
log_store_size(const struct log_store *store)
{
	return store->groups + store->matches;
}

const struct log_totals *
log_store_totals(const struct log_store *store)
{
	return &store->totals;
}

uint32_t
store_file(struct log_store *store, struct str file)
{
	if (store->file_count > 0 && str_eq(store->files[store->file_count - 1], file))
		return (uint32_t)store->file_count - 1;
	*ARRAY_ADD(store->files, store->file_count, store->file_room) =
	    arena_str(&store->arena, file);
	return (uint32_t)store->file_count - 1;
}

/* --- checking ------------------------------------------------------------------------------------ */

static bool
groups_good(const struct stored_part *p, const struct part_day *day)
{
	struct part_walk walk = { p->region, day->groups, sizeof(struct part_group) };
	const uint32_t terminal_mask = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;
	enum { AHEAD = 16 }; /* what a worker has just written is not at hand */
	uint64_t seen = 0;
	const void *items;
	uint32_t count;
	bool good = true;

	while (part_walk_next(&walk, &items, &count)) {
		const struct part_group *groups = items;
		seen += count;
		for (uint32_t i = 0; i < count; i++) {
			const struct part_group *g = &groups[i];
			__builtin_prefetch(g + AHEAD);
			bool user = g->user < p->counts[PART_USER];
			p->user_groups[user ? g->user : 0]++;
			good &= user;
			good &= (g->terminal & terminal_mask) < p->counts[PART_TERMINAL];
			good &= g->department < p->counts[PART_DEPARTMENT];
			good &= g->operation < p->counts[PART_OPERATION];
			good &= g->application < p->counts[PART_SYSTEM];
			good &= g->result < p->counts[PART_RESULT];
			good &= g->first_sec <= g->last_sec;
			good &= g->last_sec < DAY_SEC;
			good &= g->events != 0;
		}
	}
	return good && seen == day->group_count;
}

static bool
subjects_good(const struct stored_part *p, const struct part_day *day)
{
	struct part_walk users = { p->region, day->user_days, sizeof(struct part_user_day) };
	struct part_walk pairs = { p->region, day->pairs, sizeof(uint64_t) };
	uint64_t user_days = 0, pair_count = 0;
	const void *items;
	uint32_t count;
	bool good = true;

	while (part_walk_next(&users, &items, &count)) {
		const struct part_user_day *list = items;
		user_days += count;
		for (uint32_t i = 0; i < count; i++)
			good &= list[i].user < p->counts[PART_USER] && list[i].first_sec < DAY_SEC;
	}
	while (part_walk_next(&pairs, &items, &count)) {
		const uint64_t *list = items;
		pair_count += count;
		for (uint32_t i = 0; i < count; i++)
			good &= list[i] >> 32 < p->counts[PART_USER] &&
			    (uint32_t)list[i] < p->subject_count;
	}
	return good && user_days == day->user_day_count && pair_count == day->pair_count;
}

static bool
days_good(const struct stored_part *p)
{
	const struct part_day *days =
	    REGION_GET(p->region, struct part_day, p->part->days.at, p->part->days.count);

	if (days == NULL)
		return false;
	for (uint64_t i = 0; i < p->part->days.count; i++)
		if (days[i].day < -DAYS_MAX || days[i].day > DAYS_MAX ||
		    (i > 0 && days[i].day <= days[i - 1].day) || !groups_good(p, &days[i]) ||
		    !subjects_good(p, &days[i]))
			return false;
	return true;
}

/* The part's texts get the store's numbers. */
static bool
take_texts(struct log_store *store, struct stored_part *p, unsigned column)
{
	const struct part_list *list = &p->part->texts[column];
	const struct part_text *texts =
	    REGION_GET(p->region, struct part_text, list->at, list->count);
	struct dict *dict = &store->texts[column].dict;

	if (texts == NULL || list->count == 0 || list->count > UINT32_MAX / 2)
		return false;
	p->counts[column] = (uint32_t)list->count;
	p->numbers[column] = mem_alloc(list->count, sizeof *p->numbers[column]);
	for (uint64_t i = 0; i < list->count; i++) {
		struct str text = part_text_get(p->region, &texts[i]);
		uint64_t hash = 0;
		if (text.len != texts[i].len || text_utf8_fault(text) != STR_NONE)
			return false;
		if (text.len == 0)
			text = STR("");
		struct dict_entry *entry = dict_find(dict, text, &hash);
		if (entry == NULL) {
			entry = dict_add(dict, text, hash);
			entry->number = (uint32_t)dict->count - 1;
		}
		p->numbers[column][i] = entry->number;
	}
	return true;
}

static bool
take_part(
    struct log_store *store, const struct region *region, const struct part *part, uint32_t file)
{
	struct stored_part p = { .region = region, .part = part, .file = file };
	bool good = true;

	for (unsigned c = 0; c < PART_COLUMNS && good; c++)
		good = take_texts(store, &p, c);
	p.subjects = REGION_GET(region, uint64_t, part->subjects.at, part->subjects.count);
	p.subject_count = (uint32_t)part->subjects.count;
	good = good && p.subjects != NULL && part->subjects.count <= UINT32_MAX;
	if (good)
		p.user_groups = mem_alloc(p.counts[PART_USER], sizeof *p.user_groups);
	good = good && days_good(&p);
	if (!good) {
		free(p.user_groups);
		for (unsigned c = 0; c < PART_COLUMNS; c++)
			free(p.numbers[c]);
		return false;
	}
	const struct part_day *days =
	    REGION_GET(region, struct part_day, part->days.at, part->days.count);
	for (uint64_t i = 0; i < part->days.count; i++) {
		uint32_t order = (uint32_t)store->day_count;
		*ARRAY_ADD(store->days, store->day_count, store->day_room) =
		    (struct stored_day){ days[i].day, &days[i], (uint32_t)store->part_count,
			    order };
		store->groups += days[i].group_count;
	}
	*ARRAY_ADD(store->parts, store->part_count, store->part_room) = p;
	return true;
}

bool
store_adopt(struct log_store *store, struct region *region, uint32_t file,
    const struct log_job *job, uint64_t limit)
{
	struct region *kept = mem_alloc(1, sizeof *kept);
	bool good = true;

	*kept = *region;
	*region = (struct region){ 0 };
	if (kept->owned)
		region_fit(kept);
	const struct part_head *head = REGION_GET(kept, struct part_head, PART_HEAD_AT, 1);
	*ARRAY_ADD(store->regions, store->region_count, store->region_room) = kept;
	store_rolled_release(store);
	store->seed = events_table_key(job->pseudonym);
	store->pseudonym = *job->pseudonym;
	if (head == NULL)
		return false;
	for (uint64_t at = head->first_part, next; at != 0 && good; at = next) {
		const struct part *part = REGION_GET(kept, struct part, at, 1);
		good = part != NULL && take_part(store, kept, part, file);
		next = good && part->next > at ? part->next : 0;
	}
	return good && store_take_matches(store, kept, file, job, limit) &&
	    store_take_occurrences(store, kept, file, job);
}
