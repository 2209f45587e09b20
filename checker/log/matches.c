/* SPDX-License-Identifier: Apache-2.0 */
/* Matches of rules, taken in from parts and read one by one. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/store.h"
#include "base/banned.h"

static struct log_matches *
rule_get(struct log_store *store, struct str id)
{
	struct log_matches *rule = log_matches_find(store, id);

	if (rule != NULL)
		return rule;
	rule = ARRAY_ADD(store->rules, store->rule_count, store->rule_room);
	rule->id = arena_str(&store->arena, id);
	return rule;
}

void
store_next_file(struct log_store *store)
{
	for (size_t i = 0; i < store->rule_count; i++)
		store->rules[i].of_file = 0;
}

/* false: not as it should be. What the matches say is looked at when it is read: there may be many, and few are. */
static bool
take_runs(struct log_store *store, struct log_matches *rule, struct region *rows, uint64_t first,
    uint32_t file, uint64_t limit)
{
	struct part_walk walk = { rows, first, sizeof(struct part_match), false };
	const void *items;
	uint32_t count;

	while (region_pass(rows, walk.next), part_walk_next(&walk, &items, &count)) {
		if (limit != 0 && count > limit - rule->of_file)
			count = (uint32_t)(limit - rule->of_file);
		if (count == 0)
			continue;
		*ARRAY_ADD(rule->runs, rule->run_count, rule->run_room) =
		    (struct stored_run){ rows, items, rule->count, count, file };
		rule->of_file += count;
		rule->count += count;
		store->matches += count;
	}
	return !walk.bad;
}

bool
store_take_matches(struct log_store *store, const struct region *region, uint32_t file,
    const struct log_job *job, uint64_t limit)
{
	const struct part_head *head = REGION_GET(region, struct part_head, PART_HEAD_AT, 1);
	const struct part_counter *counters =
	    REGION_GET(region, struct part_counter, head->counters, job->detection_count);
	bool good = head->detection_count == job->detection_count && counters != NULL;

	for (size_t i = 0; i < job->detection_count && good; i++)
		good = take_runs(store, rule_get(store, job->detections[i].rule), region->rows,
		    counters[i].rows, file, limit);
	return good;
}

struct log_matches *
log_matches_find(struct log_store *store, struct str rule)
{
	for (size_t i = 0; i < store->rule_count; i++) {
		size_t at = (store->next_rule + i) % store->rule_count;
		if (str_eq(store->rules[at].id, rule)) {
			store->next_rule = at + 1;
			return &store->rules[at];
		}
	}
	return NULL;
}

void
store_cover(struct log_store *store, struct str rule)
{
	rule_get(store, rule)->covered = true;
}

bool
log_rule_covered(struct log_store *store, struct str rule)
{
	const struct log_matches *found = log_matches_find(store, rule);

	return store->totals.logs == 0 || (found != NULL && found->covered);
}

size_t
log_matches_count(const struct log_matches *matches)
{
	return matches->count;
}

/* What is not as it should be is no text. */
static void
match_texts(const struct region *rows, uint64_t at, const struct part_match_record *record,
    struct log_match_row *row)
{
	const char *lengths = region_get(rows, at + sizeof *record, record->bytes, 1);
	unsigned given = record->given & ((1U << LOG_MATCH_TEXTS) - 1);
	size_t count = (size_t)__builtin_popcount(given), from = count * sizeof(uint32_t);

	if (lengths == NULL || from > record->bytes)
		return;
	for (size_t i = 0, k = 0; i < LOG_MATCH_TEXTS; i++) {
		uint32_t len;
		if ((given & 1U << i) == 0)
			continue;
		memcpy(&len, lengths + k++ * sizeof len, sizeof len);
		if (len > record->bytes - from)
			return;
		struct str text = { lengths + from, len };
		if (text_utf8_fault(text) == STR_NONE)
			row->texts[i] = text;
		from += len;
	}
}

/* The run in which a match stands: they are asked for in order, mostly. */
static const struct stored_run *
run_of(struct log_matches *rule, size_t index)
{
	size_t low = 0, high = rule->run_count;

	for (size_t i = rule->run_last; i < rule->run_count && i < rule->run_last + 2; i++)
		if (index - rule->runs[i].before < rule->runs[i].count) {
			rule->run_last = i;
			return &rule->runs[i];
		}
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (rule->runs[middle].before <= index)
			low = middle;
		else
			high = middle;
	}
	rule->run_last = low;
	return &rule->runs[low];
}

void
log_matches_get(const struct log_store *store, struct log_matches *matches, size_t index,
    struct log_match_row *row)
{
	const struct stored_run *run = run_of(matches, index);
	const struct part_match *match = &run->list[index - run->before];

	region_pass(run->rows, (uint64_t)((const unsigned char *)match - run->rows->base));
	*row = (struct log_match_row){ .seconds = match->seconds,
		.number_accessed = -1,
		.rule = matches->id,
		.file = store->files[run->file],
		.line = match->line };
	if (match->record == 0)
		return;
	uint64_t at = part_record_at(match);
	const struct part_match_record *record =
	    REGION_GET(run->rows, struct part_match_record, at, 1);
	if (record == NULL)
		return;
	region_pass(run->rows, at);
	row->has_count = record->has_count != 0;
	row->count = record->count;
	row->number_accessed = record->number_accessed < 0 ? -1 : record->number_accessed != 0;
	match_texts(run->rows, at, record, row);
}
