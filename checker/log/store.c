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

/* Is every number in the column one of so many? */
static bool
column_good(const unsigned char *rows, uint64_t count, const struct packed_fields *fields,
    unsigned column, uint32_t numbers)
{
	const struct packed_field *field = &fields->of[column];

	return field->mask < numbers ||
	    packed_greatest(rows, count, fields->bytes, field) < numbers;
}

/* Do all records lie in the day? Sums of numbers that nobody has looked at: in 64 bits. */
static bool
seconds_good(
    const unsigned char *rows, uint64_t count, const struct packed_fields *fields, bool lasting)
{
	const struct packed_field first = fields->of[lasting ? PART_SECOND : PART_USER_SECOND];
	const struct packed_field lasted = fields->of[PART_LASTED];
	uint64_t greatest = 0;

	for (uint64_t i = 0; i < count; i++, rows += fields->bytes) {
		uint64_t last = packed_get(rows, &first);
		if (lasting)
			last += packed_get(rows, &lasted);
		greatest = last > greatest ? last : greatest;
	}
	return greatest < DAY_SEC;
}

static void
count_users(const struct stored_part *p, const unsigned char *rows, uint64_t count,
    const struct packed_fields *fields)
{
	const struct packed_field user = fields->of[PART_USER];

	for (uint64_t i = 0; i < count; i++, rows += fields->bytes)
		p->user_groups[packed_get(rows, &user)]++;
}

static bool
groups_good(const struct stored_part *p, const struct part_day *day)
{
	enum { AT_ONCE = 1024 }; /* columns one after the other, of rows that are at hand */
	struct packed_fields fields;
	const unsigned char *rows;
	bool good = true;

	if (!packed_fields_of(&day->groups, &fields) ||
	    fields.of[PART_NUMBER_ACCESSED].mask > PART_NUMBER_ACCESSED_MOST)
		return false;
	struct packed_walk walk = packed_rows(p->region, &day->groups, fields.bytes);
	for (uint64_t count, some; (count = packed_walk_next(&walk, &rows)) > 0;)
		for (; count > 0; count -= some, rows += some * fields.bytes) {
			some = count < AT_ONCE ? count : AT_ONCE;
			for (unsigned c = 0; c < PART_COLUMNS; c++)
				good &= column_good(rows, some, &fields, c, p->counts[c]);
			if (!good || !seconds_good(rows, some, &fields, true))
				return false;
			count_users(p, rows, some, &fields);
		}
	return walk.seen == day->groups.count;
}

static bool
users_good(const struct stored_part *p, const struct part_day *day)
{
	struct packed_fields fields;
	const unsigned char *rows;
	bool good = true;

	if (!packed_fields_of(&day->user_days, &fields))
		return false;
	struct packed_walk walk = packed_rows(p->region, &day->user_days, fields.bytes);
	for (uint64_t count; good && (count = packed_walk_next(&walk, &rows)) > 0;)
		good = column_good(rows, count, &fields, PART_USER_USER, p->counts[PART_USER]) &&
		    seconds_good(rows, count, &fields, false);
	return good && walk.seen == day->user_days.count;
}

static bool
pairs_good(const struct stored_part *p, const struct part_day *day)
{
	struct packed_fields fields;
	const unsigned char *rows;
	bool good = true;

	if (!packed_fields_of(&day->pairs, &fields))
		return false;
	struct packed_walk walk = packed_rows(p->region, &day->pairs, fields.bytes);
	for (uint64_t count; good && (count = packed_walk_next(&walk, &rows)) > 0;)
		good = column_good(rows, count, &fields, PART_PAIR_USER, p->counts[PART_USER]) &&
		    column_good(rows, count, &fields, PART_PAIR_SUBJECT, p->subject_count);
	return good && walk.seen == day->pairs.count;
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
		    !users_good(p, &days[i]) || !pairs_good(p, &days[i]))
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
		    (struct stored_day){ .day = days[i].day,
			    .part_day = &days[i],
			    .part = (uint32_t)store->part_count,
			    .order = order };
		store->groups += days[i].groups.count;
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
