/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exact summary while a worker makes it: one partition for each day of (a) groups of records that agree in all columns and (b) the different
 * subjects of each user. The days that records now fall into stand in the worker's own memory, with hash indexes; a day is closed, and packed
 * into the region, when no record has touched it for long, and opened again when a late one comes: order of time makes it fast, not right.
 */
#ifndef LOG_SUMMARY_H
#define LOG_SUMMARY_H

#include "log/part.h"

struct open_day;

enum { SUMMARY_SPARE = 8 };

/* Memory for a list or an index. */
struct summary_room {
	void *p;
	size_t bytes;
};

/* Zero-initialise but for region and seed. */
struct summary {
	struct region *region;
	uint64_t seed;
	/* days of this part, in order of their first record */
	struct part_day *days;
	size_t day_count, day_room;
	struct open_day **open; /* of each day; NULL: closed */
	size_t open_room;
	struct open_day *oldest, *newest; /* of the open ones, by when they were touched */
	uint32_t *day_slots;              /* by day number → index + 1 */
	size_t day_slot_room;
	size_t last; /* the day of the record before; day_count: none */
	uint64_t ticks, swept;
	uint64_t again; /* entries of days that were opened again */
	size_t open_bytes, open_count;
	/* of days that were closed, or outgrown: for the next of that size */
	struct summary_room spare[SUMMARY_SPARE];
	struct summary_room *scratch; /* the same, in the region's scratch */
	size_t scratch_count, scratch_room;
};

enum { PART_TERMINAL_BITS = 30 };
struct summary_key {
	uint32_t user, terminal; /* with number_accessed above the terminal's bits */
	uint16_t department, operation, application, result;
};

/* numbers: by enum part_column. */
static inline struct summary_key
summary_key_of(const uint32_t numbers[PART_COLUMNS])
{
	return (struct summary_key){ numbers[PART_USER], numbers[PART_TERMINAL],
		(uint16_t)numbers[PART_DEPARTMENT], (uint16_t)numbers[PART_OPERATION],
		(uint16_t)numbers[PART_SYSTEM], (uint16_t)numbers[PART_RESULT] };
}

struct summary_record {
	int64_t day;
	struct summary_key key;
	uint32_t second, line, subject; /* subject: its number + 1; 0: none */
	uint32_t nobody;                /* for the numbers of columns that are not in the key */
};
/* Records: each one more of its group. */
void summary_add_all(struct summary *summary, const struct summary_record *records, size_t count);
/* Is more time spent on opening days again than on records? Then another part is better, which has all of its days open. */
bool summary_hops(const struct summary *summary);
/* The days in order, into the region; the summary is as new. */
struct part_list summary_finish(struct summary *summary);
void summary_release(struct summary *summary);

#endif
