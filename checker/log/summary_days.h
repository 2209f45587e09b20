/* SPDX-License-Identifier: Apache-2.0 */
/* Between summary.c, which takes records in, and summary_days.c, which keeps the days that they fall into open. */
#ifndef LOG_SUMMARY_DAYS_H
#define LOG_SUMMARY_DAYS_H

#include <string.h>

#include "base/hash.h"
#include "log/summary.h"

/* Places in the region as numbers of 16 bytes: four bytes reach 64 GiB. */
typedef uint32_t place;

/* A day with its indexes: open addressing, 0 is free. */
struct open_day {
	place *groups;
	uint64_t group_room;
	place *user_days; /* by user */
	size_t user_room;
	uint64_t *pairs; /* user + 1 << 32 | subject */
	uint64_t pair_room;
	uint64_t touched;
	struct open_day *older, *newer; /* by when they were touched */
	size_t index;                   /* of the day */
};

static inline place
place_of(const struct summary *s, const void *p)
{
	return (place)((uint64_t)((const unsigned char *)p - s->region->base) >> 4);
}

static inline uint64_t
group_hash(const struct summary *s, const void *key)
{
	uint64_t words[2];

	memcpy(words, key, sizeof words);
	return hash_words(words[0], words[1], s->seed);
}

/* The day of that number, with its indexes; it is s->last, and what is open too long is closed. */
struct open_day *day_open(struct summary *s, int64_t number);
void day_close(struct summary *s, size_t index);
/* A record falls into it now. */
void day_touch(struct summary *s, struct open_day *day);
/* Closes days that are over; and, when there is too much open, the one untouched longest, but for that one. */
void days_sweep(struct summary *s, size_t but);
/* Indexes with more room: to at least that many places; for that user. */
void groups_grow(struct summary *s, struct open_day *day, uint64_t least);
void pairs_grow(struct summary *s, struct open_day *day, uint64_t least);
void users_grow(struct summary *s, struct open_day *day, uint32_t user);

#endif
