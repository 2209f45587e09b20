/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables over interned texts: a group is seven numbers, so comparing and hashing one costs nothing by its texts' length. */
#include "log/activity.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "log/activity_table.h"
#include "base/banned.h"

static uint64_t
hash_of(const struct activity *a, const void *bytes, size_t len)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash;

	crypto_shorthash(out, bytes, len, a->key);
	memcpy(&hash, out, sizeof hash);
	return hash;
}

struct activity *
activity_new(const unsigned char key[16], size_t max_groups, size_t max_subjects)
{
	struct activity *a = mem_alloc(1, sizeof *a);

	memcpy(a->key, key, sizeof a->key);
	a->max_groups = max_groups;
	a->max_subjects = max_subjects;
	return a;
}

void
activity_clear(struct activity *a)
{
	struct activity kept = { .max_groups = a->max_groups, .max_subjects = a->max_subjects };

	memcpy(kept.key, a->key, sizeof kept.key);
	arena_release(&a->arena);
	free(a->texts);
	free(a->groups);
	free(a->user_days);
	free(a->subjects);
	free(a->text_slots.list);
	free(a->group_slots.list);
	free(a->user_day_slots.list);
	*a = kept;
}

void
activity_free(struct activity *a)
{
	if (a == NULL)
		return;
	activity_clear(a);
	free(a);
}

bool
activity_is_full(const struct activity *a)
{
	return a->group_count >= a->max_groups || a->subject_count >= a->max_subjects;
}

/* --- slots: open addressing, at most half full; 0 is free, else index + 1 ------------------------- */

static void
slots_put(struct slots *slots, uint64_t hash, uint32_t index)
{
	size_t at = hash & (slots->room - 1);

	while (slots->list[at].index != 0)
		at = (at + 1) & (slots->room - 1);
	slots->list[at] = (struct slot){ index + 1, hash };
	slots->count++;
}

static void
slots_reserve(struct slots *slots)
{
	if (slots->count * 2 < slots->room)
		return;
	struct slots old = *slots;
	*slots = (struct slots){ .room = old.room == 0 ? 256 : old.room * 2 };
	slots->list = mem_alloc(slots->room, sizeof *slots->list);
	for (size_t i = 0; i < old.room; i++)
		if (old.list[i].index != 0)
			slots_put(slots, old.list[i].hash, old.list[i].index - 1);
	free(old.list);
}

#define SLOTS_FIND(slots, hash_, found, same)                                                      \
	do {                                                                                       \
		slots_reserve(&(slots));                                                           \
		(found) = UINT32_MAX;                                                              \
		for (size_t at_ = (hash_) & ((slots).room - 1); (slots).list[at_].index != 0;      \
		     at_ = (at_ + 1) & ((slots).room - 1)) {                                       \
			uint32_t index = (slots).list[at_].index - 1;                              \
			if ((slots).list[at_].hash == (hash_) && (same)) {                         \
				(found) = index;                                                   \
				break;                                                             \
			}                                                                          \
		}                                                                                  \
	} while (0)

/* The text's number; equal texts have equal numbers. column: logs repeat themselves, the last one is tried first. */
static uint32_t
intern(struct activity *a, struct str text, unsigned column)
{
	uint32_t found;

	if (a->last_known[column] && str_eq(a->texts[a->last[column]], text))
		return a->last[column];
	uint64_t hash = hash_of(a, text.len == 0 ? "" : text.ptr, text.len);
	SLOTS_FIND(a->text_slots, hash, found, str_eq(a->texts[index], text));
	if (found == UINT32_MAX) {
		found = (uint32_t)a->text_count;
		*ARRAY_ADD(a->texts, a->text_count, a->text_room) = arena_str(&a->arena, text);
		slots_put(&a->text_slots, hash, found);
	}
	a->last[column] = found;
	a->last_known[column] = true;
	return found;
}

/* --- groups -------------------------------------------------------------------------------------- */

/* The earliest record stands for the group; of equal moments the first in the order of files and lines. */
static bool
is_before(const struct place *a, const struct place *b)
{
	if (a->seconds != b->seconds)
		return a->seconds < b->seconds;
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

static bool
add_group(struct activity *a, const uint32_t keys[ACTIVITY_KEYS], const struct place *first,
    int64_t last, uint64_t events)
{
	uint64_t hash = hash_of(a, keys, ACTIVITY_KEYS * sizeof *keys);
	uint32_t found;

	SLOTS_FIND(a->group_slots, hash, found,
	    memcmp(a->groups[index].keys, keys, sizeof a->groups[index].keys) == 0);
	if (found == UINT32_MAX) {
		if (a->group_count >= a->max_groups)
			return false;
		found = (uint32_t)a->group_count;
		struct group *group = ARRAY_ADD(a->groups, a->group_count, a->group_room);
		memcpy(group->keys, keys, sizeof group->keys);
		group->first = *first;
		group->last = last;
		group->events = events;
		slots_put(&a->group_slots, hash, found);
		return true;
	}
	struct group *group = &a->groups[found];
	group->events += events;
	if (is_before(first, &group->first))
		group->first = *first;
	if (last > group->last)
		group->last = last;
	return true;
}

bool
activity_add(struct activity *a, const struct activity_part *part)
{
	uint32_t keys[ACTIVITY_KEYS];
	const struct place first = { part->first, part->line, part->file };

	for (unsigned i = 0; i < ACTIVITY_KEYS; i++)
		keys[i] = intern(a, part->keys[i], i);
	return add_group(a, keys, &first, part->last, part->events);
}

/* --- subjects ------------------------------------------------------------------------------------ */

static uint32_t
user_day_find(struct activity *a, uint32_t user, uint32_t day, const struct place *first)
{
	const uint32_t key[2] = { user, day };
	uint64_t hash = hash_of(a, key, sizeof key);
	uint32_t found;

	SLOTS_FIND(a->user_day_slots, hash, found,
	    a->user_days[index].user == user && a->user_days[index].day == day);
	if (found != UINT32_MAX) {
		if (is_before(first, &a->user_days[found].first))
			a->user_days[found].first = *first;
		return found;
	}
	found = (uint32_t)a->user_day_count;
	struct user_day *new = ARRAY_ADD(a->user_days, a->user_day_count, a->user_day_room);
	*new = (struct user_day){ user, day, *first, 0 };
	slots_put(&a->user_day_slots, hash, found);
	return found;
}

/* The pseudonym's bits are a keyed hash already. */
static size_t
subject_slot(const struct activity *a, uint32_t user_day, uint64_t subject)
{
	uint64_t mixed = (subject ^ user_day) * 0x9E3779B97F4A7C15u;

	return (size_t)(mixed >> 20) & (a->subject_room - 1);
}

static void
subjects_grow(struct activity *a)
{
	struct subject *old = a->subjects;
	size_t room = a->subject_room;

	a->subject_room = room == 0 ? 1024 : room * 2;
	a->subjects = mem_alloc(a->subject_room, sizeof *a->subjects);
	for (size_t i = 0; i < room; i++) {
		if (old[i].user_day == 0)
			continue;
		size_t at = subject_slot(a, old[i].user_day, old[i].bits);
		while (a->subjects[at].user_day != 0)
			at = (at + 1) & (a->subject_room - 1);
		a->subjects[at] = old[i];
	}
	free(old);
}

static bool
add_subject(struct activity *a, uint32_t user_day, uint64_t subject)
{
	uint32_t stored = user_day + 1;

	if (a->subject_count * 2 >= a->subject_room)
		subjects_grow(a);
	size_t at = subject_slot(a, stored, subject);
	while (a->subjects[at].user_day != 0) {
		if (a->subjects[at].user_day == stored && a->subjects[at].bits == subject)
			return true;
		at = (at + 1) & (a->subject_room - 1);
	}
	if (a->subject_count >= a->max_subjects)
		return false;
	a->subjects[at] = (struct subject){ subject, stored };
	a->subject_count++;
	a->user_days[user_day].subjects++;
	return true;
}

bool
activity_add_subject(struct activity *a, struct str user, struct str day, uint64_t subject,
    int64_t seconds, uint32_t line, uint32_t file)
{
	const struct place first = { seconds, line, file };

	uint32_t user_day =
	    user_day_find(a, intern(a, user, ACTIVITY_USER), intern(a, day, ACTIVITY_DAY), &first);
	return add_subject(a, user_day, subject);
}

bool
activity_merge(struct activity *a, const struct activity *part)
{
	bool ok = true;

	for (size_t i = 0; i < part->group_count && ok; i++) {
		const struct group *group = &part->groups[i];
		struct activity_part as_part = { .events = group->events,
			.first = group->first.seconds,
			.last = group->last,
			.line = group->first.line,
			.file = group->first.file };
		for (unsigned k = 0; k < ACTIVITY_KEYS; k++)
			as_part.keys[k] = part->texts[group->keys[k]];
		ok = activity_add(a, &as_part);
	}
	for (size_t i = 0; i < part->subject_room && ok; i++) {
		if (part->subjects[i].user_day == 0)
			continue;
		const struct user_day *from = &part->user_days[part->subjects[i].user_day - 1];
		ok = activity_add_subject(a, part->texts[from->user], part->texts[from->day],
		    part->subjects[i].bits, from->first.seconds, from->first.line,
		    from->first.file);
	}
	return ok;
}
