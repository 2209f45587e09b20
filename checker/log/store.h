/* SPDX-License-Identifier: Apache-2.0 */
/* What the workers left, checked once when it is taken in; read afterwards as if it were our own. */
#ifndef LOG_STORE_H
#define LOG_STORE_H

#include "log/dict.h"
#include "log/log.h"
#include "log/part.h"
#include "log/sorter.h"

/* A part with its texts' numbers in the store. */
struct stored_part {
	const struct region *region;
	const struct part *part;
	uint32_t file;
	uint32_t *numbers[PART_COLUMNS]; /* of the part → of the store */
	uint32_t *ranks[PART_COLUMNS]; /* of the part → in the order of the texts; when settled */
	uint32_t counts[PART_COLUMNS];
	const uint64_t *subjects;
	uint32_t subject_count;
	uint32_t *user_groups; /* how many groups each user of the part has */
};

/* One day of one part. */
struct stored_day {
	int64_t day;
	const struct part_day *part_day;
	uint32_t part;
	uint32_t order;         /* in which it came */
	uint64_t groups_before; /* of the days that stand before it (by_user.c) */
};

/* Matches that stand one behind another: a chunk of a part. */
struct stored_run {
	struct region *rows;
	const struct part_match *list;
	size_t before; /* matches of the rule that stand before these */
	uint32_t count, file;
};

/* Of one rule. */
struct log_matches {
	struct str id;
	struct stored_run *runs;
	size_t run_count, run_room, run_last; /* run_last: which was asked for last */
	size_t count;
	uint64_t of_file; /* matches of the file now being taken in */
	bool covered;     /* log_rule_covered */
};

/* A hit as it is kept. */
struct stored_hit {
	int64_t first, last, held;
	uint64_t events;
	double number;
	uint64_t group; /* packed, in the store's hits; 0: empty */
	uint32_t first_file, first_line, last_file, last_line, group_bytes, pad;
};
/* What came of a correlation (correlate.c): its hits in blocks of the store's. */
struct stored_correlation {
	struct str id;
	const struct sigma_correlation *sigma; /* the job's */
	uint64_t *blocks;
	size_t block_count, block_room, hit_count;
	bool failed;
};

struct stored_texts {
	struct dict dict; /* text → number */
	/* made when first asked for: */
	uint32_t *by_rank; /* in order of the texts */
};

/* Rows rolled up: keys as packed ranks. */
struct rolled_row {
	uint64_t high, low;
	int64_t day;
	uint64_t events;
	int64_t first, last;
	uint32_t file, line;
};
struct rolled {
	struct rolled *next;
	unsigned columns;
	struct rolled_row *rows;
	size_t count, room;
	/* by one column: rows of rank r are order[starts[r]] … */
	unsigned indexed; /* column + 1; 0: none */
	uint32_t *starts, *order;
};

/* Groups by users (by_user.c). */
struct by_user {
	size_t *starts; /* by rank; one more than there are */
	uint32_t *list; /* numbers of groups, in order of days */
};

struct log_store {
	struct arena arena;
	struct region **regions;
	size_t region_count, region_room;
	struct str *files;
	size_t file_count, file_room;
	struct stored_part *parts;
	size_t part_count, part_room;
	struct stored_day *days; /* ascending when sorted */
	size_t day_count, day_room;
	bool sorted;
	struct stored_texts texts[PART_COLUMNS];
	struct log_matches *rules;
	size_t rule_count, rule_room;
	size_t next_rule; /* asked for next, as a rule: behind the one asked for last */
	struct stored_correlation *correlations; /* as in the job */
	size_t correlation_count, correlation_room;
	struct sorter *counted; /* what they count; NULL: nothing yet, or judged */
	struct region hits;     /* rows of hits and their groups, when there are any */
	uint64_t groups, matches;
	struct rolled *rolled;
	uint64_t streamed[4]; /* bits by sets of columns: rows were asked for once */
	struct by_user by_user;
	uint64_t seed;              /* of tables of what logs say */
	struct pseudonym pseudonym; /* the job's */
	struct log_totals totals;
};

/* The number of a file's name in the store. */
uint32_t store_file(struct log_store *store, struct str file);
/* Takes the region over; false: what stands there is not as it should be, nothing was taken. */
bool store_adopt(struct log_store *store, struct region *region, uint32_t file,
    const struct log_job *job, uint64_t limit);
/* matches.c; false: not as it should be. limit: of one log's for each rule, 0: none. */
bool store_take_matches(struct log_store *store, const struct region *region, uint32_t file,
    const struct log_job *job, uint64_t limit);
/* correlate.c: what a region's events give to correlations; false: not as it should be. */
bool store_take_occurrences(
    struct log_store *store, const struct region *region, uint32_t file, const struct log_job *job);
void store_correlations_clear(struct log_store *store);
/* hits.c; views. false: there is no room for it on the disk. */
bool
store_hit_add(struct log_store *store, struct stored_correlation *c, const struct sigma_hit *hit);
struct stored_hit *
store_hit(struct log_store *store, const struct stored_correlation *c, size_t index);
struct str store_hit_group(const struct log_store *store, const struct stored_hit *hit);
/* A log was one that the rule's detection is for. */
void store_cover(struct log_store *store, struct str rule);
/* The next file's matches are counted anew. */
void store_next_file(struct log_store *store);

/* Where the records with subjects of a user's day begin, and how many subjects one part saw. */
struct user_day {
	int64_t first;
	uint64_t subjects;
	uint32_t user, file, line;
};
bool user_day_before(const struct user_day *a, const struct user_day *b);
/* subjects.c: those of a part's day into users, by the user's rank; used: which there are, bits. */
void store_user_days(const struct log_store *store, const struct stored_day *day,
    struct user_day *users, uint64_t *used);

/* Before rows are made: days in order, ranks of texts (rank.c). */
void store_settle(struct log_store *store);
void store_rolled_release(struct log_store *store);
static inline struct str
store_text(const struct log_store *store, unsigned column, uint32_t number)
{
	const struct dict_entry *entry = &store->texts[column].dict.entries[number];

	return (struct str){ entry->text, entry->len };
}

#endif
