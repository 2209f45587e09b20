/* SPDX-License-Identifier: Apache-2.0 */
/* Between summary.c, which takes records in, summary_days.c, which keeps the days that they fall into open, and summary_pack.c. */
#ifndef LOG_SUMMARY_DAYS_H
#define LOG_SUMMARY_DAYS_H

#include <string.h>

#include "base/hash.h"
#include "log/summary.h"

/* first: of the first record the second of the day, and below it the line, so that the first one is the least. */
struct summary_group {
	struct summary_key key;
	uint64_t first;
	uint32_t events, last_sec;
};

struct summary_user {
	uint64_t first;
	uint32_t user, subjects;
};

static inline uint64_t
summary_first(uint32_t second, uint32_t line)
{
	return (uint64_t)second << 32 | line;
}

/* A number in a list, and one more; 0 is none. */
typedef uint32_t place;

/* A day: lists in the order of the first records, and their indexes, open addressing but for the users'. */
struct open_day {
	struct summary_group *groups;
	struct summary_user *users;
	uint64_t *pairs; /* user + 1 << 32 | subject */
	size_t group_count, group_room, user_count, user_room, pair_count, pair_room;
	place *group_index;
	size_t group_index_room;
	place *user_index; /* by user */
	size_t user_index_room;
	uint64_t *pair_index; /* the pairs themselves */
	size_t pair_index_room;
	uint64_t touched;
	struct open_day *older, *newer; /* by when they were touched */
	size_t index;                   /* of the day */
	uint32_t line;                  /* of the first record that came */
};

static inline uint64_t
group_hash(const struct summary *s, const struct summary_key *key)
{
	uint64_t words[2];

	memcpy(words, key, sizeof words);
	return hash_words(words[0], words[1], s->seed);
}

/* Never 0. */
static inline uint64_t
summary_pair(uint32_t user, uint32_t subject)
{
	return ((uint64_t)user + 1) << 32 | subject;
}

static inline uint64_t
pair_hash(const struct summary *s, uint64_t pair)
{
	return hash_words(pair, 0, s->seed);
}

/* The day of that number; it is s->last, and what is open too long is closed. */
struct open_day *day_open(struct summary *s, int64_t number);
/* Closed without a trace, or into the region. */
void day_drop(struct summary *s, size_t index);
void day_close(struct summary *s, size_t index);
/* A record falls into it now. */
void day_touch(struct summary *s, struct open_day *day);
/* Closes days that are over; and, when there is too much open, the one untouched longest, but for that one. */
void days_sweep(struct summary *s, size_t but);
/* Room for so many more groups, users and pairs, of users up to that one. */
void day_reserve(struct summary *s, struct open_day *day, size_t count, uint32_t user);

/* summary_pack.c: the lists of a day into the region, and back into lists that have the room. */
void day_pack(struct region *region, const struct open_day *day, struct part_day *part);
void day_unpack(const struct region *region, const struct part_day *part, struct open_day *day);

#endif
