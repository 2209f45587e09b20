/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind struct activity, for activity.c that fills them and activity_send.c that writes them out. */
#ifndef LOG_ACTIVITY_TABLE_H
#define LOG_ACTIVITY_TABLE_H

#include "base/arena.h"
#include "log/activity.h"

struct slot {
	uint32_t index; /* index + 1; 0: free */
	uint64_t hash;
};
struct slots {
	struct slot *list;
	size_t count, room;
};

struct place {
	int64_t seconds;
	uint32_t line, file;
};

struct group {
	uint32_t keys[ACTIVITY_KEYS];
	struct place first;
	int64_t last;
	uint64_t events;
};

struct user_day {
	uint32_t user, day;
	struct place first;
	uint64_t subjects;
};

struct subject {
	uint64_t bits;
	uint32_t user_day; /* index + 1; 0: free */
};

struct activity {
	unsigned char key[16];
	size_t max_groups, max_subjects;
	struct arena arena; /* of the texts */
	struct str *texts;
	size_t text_count, text_room;
	uint32_t last[ACTIVITY_KEYS];
	bool last_known[ACTIVITY_KEYS];
	struct group *groups;
	size_t group_count, group_room;
	struct user_day *user_days;
	size_t user_day_count, user_day_room;
	struct subject *subjects;
	size_t subject_count, subject_room;
	struct slots text_slots, group_slots, user_day_slots;
};

#endif
