/* SPDX-License-Identifier: Apache-2.0 */
/* Days of a summary into the region, each column as wide as it is that day, and back. */
#include "base/scope.h"
#include "log/summary_days.h"
#include "base/banned.h"

static const uint32_t terminal_mask = (UINT32_C(1) << PART_TERMINAL_BITS) - 1;
static const uint64_t one_user = UINT64_C(1) << 32; /* summary_pair's */

/* --- how wide ------------------------------------------------------------------------------------ */

/* Bits of all of them or-ed together are as many as those of the greatest. */
static void
measure(const struct open_day *day, struct part_day *part)
{
	uint64_t keys[2] = { 0 }, pairs = 0;
	uint32_t events = 0, lines = 0, seconds = 0, lasted = 0, user = 0, subjects = 0;
	const uint32_t line = part->line = day->line;

	for (const struct summary_group *g = day->groups, *end = g + day->group_count; g < end;
	     g++) {
		const uint32_t second = (uint32_t)(g->first >> 32);
		uint64_t key[2];
		memcpy(key, &g->key, sizeof key);
		keys[0] |= key[0];
		keys[1] |= key[1];
		events |= g->events - 1;
		lines |= (uint32_t)g->first - line;
		seconds |= second;
		lasted |= g->last_sec - second;
	}
	for (const struct summary_user *u = day->users, *end = u + day->user_count; u < end; u++) {
		user |= u->user;
		subjects |= u->subjects;
		lines |= (uint32_t)u->first - line;
		seconds |= (uint32_t)(u->first >> 32);
	}
	for (size_t i = 0; i < day->pair_count; i++)
		pairs |= day->pairs[i] - one_user;
	struct summary_key key;
	memcpy(&key, keys, sizeof key);
	unsigned char *bits = part->groups.bits;
	bits[PART_USER] = packed_bits(key.user);
	bits[PART_DEPARTMENT] = packed_bits(key.department);
	bits[PART_OPERATION] = packed_bits(key.operation);
	bits[PART_SYSTEM] = packed_bits(key.application);
	bits[PART_TERMINAL] = packed_bits(key.terminal & terminal_mask);
	bits[PART_RESULT] = packed_bits(key.result);
	bits[PART_NUMBER_ACCESSED] = packed_bits(key.terminal >> PART_TERMINAL_BITS);
	bits[PART_EVENTS] = packed_bits(events);
	bits[PART_LINE] = packed_bits(lines);
	bits[PART_SECOND] = packed_bits(seconds);
	bits[PART_LASTED] = packed_bits(lasted);
	bits = part->user_days.bits;
	bits[PART_USER_USER] = packed_bits(user);
	bits[PART_USER_SUBJECTS] = packed_bits(subjects);
	bits[PART_USER_LINE] = packed_bits(lines);
	bits[PART_USER_SECOND] = packed_bits(seconds);
	bits = part->pairs.bits;
	bits[PART_PAIR_USER] = packed_bits((uint32_t)(pairs >> 32));
	bits[PART_PAIR_SUBJECT] = packed_bits((uint32_t)pairs);
}

/* --- into the region ----------------------------------------------------------------------------- */

static unsigned
sum_of(const unsigned char *bits, size_t from, size_t to)
{
	unsigned sum = 0;

	for (; from < to; from++)
		sum += bits[from];
	return sum;
}

/* Keys that fit into one word, and what else there is into another: nearly all. */
static void
put_narrow(unsigned char *to, size_t bytes, const struct summary_group *g, uint64_t count,
    const struct part_day *part)
{
	const unsigned char *bits = part->groups.bits;
	const unsigned department = bits[PART_USER], operation = department + bits[PART_DEPARTMENT],
		       application = operation + bits[PART_OPERATION],
		       terminal = application + bits[PART_SYSTEM],
		       result = terminal + bits[PART_TERMINAL], number = result + bits[PART_RESULT],
		       key_bits = number + bits[PART_NUMBER_ACCESSED];
	const unsigned line = bits[PART_EVENTS], second = line + bits[PART_LINE],
		       lasted = second + bits[PART_SECOND];
	const uint32_t day_line = part->line;

	for (; count > 0; count--, g++, to += bytes) {
		const uint64_t of_day = g->first >> 32;
		const uint64_t key = g->key.user | (uint64_t)g->key.department << department |
		    (uint64_t)g->key.operation << operation |
		    (uint64_t)g->key.application << application |
		    (uint64_t)(g->key.terminal & terminal_mask) << terminal |
		    (uint64_t)g->key.result << result |
		    (uint64_t)(g->key.terminal >> PART_TERMINAL_BITS) << number;
		const uint64_t rest = (g->events - 1) |
		    (uint64_t)((uint32_t)g->first - day_line) << line | of_day << second |
		    (uint64_t)(g->last_sec - (uint32_t)of_day) << lasted;
		packed_put_two(to, key, key_bits, rest);
	}
}

static void
put_wide(unsigned char *to, size_t bytes, const struct summary_group *g, uint64_t count,
    const struct part_day *part)
{
	for (; count > 0; count--, g++, to += bytes) {
		const uint32_t second = (uint32_t)(g->first >> 32);
		const uint32_t numbers[PART_GROUP_COLUMNS] = {
			[PART_USER] = g->key.user,
			[PART_DEPARTMENT] = g->key.department,
			[PART_OPERATION] = g->key.operation,
			[PART_SYSTEM] = g->key.application,
			[PART_TERMINAL] = g->key.terminal & terminal_mask,
			[PART_RESULT] = g->key.result,
			[PART_NUMBER_ACCESSED] = g->key.terminal >> PART_TERMINAL_BITS,
			[PART_EVENTS] = g->events - 1,
			[PART_LINE] = (uint32_t)g->first - part->line,
			[PART_SECOND] = second,
			[PART_LASTED] = g->last_sec - second,
		};
		packed_put_all(to, numbers, part->groups.bits, PART_GROUP_COLUMNS);
	}
}

static void
pack_groups(struct region *region, const struct open_day *day, struct part_day *part)
{
	struct packed_writer w = packed_begin(region, &part->groups, day->group_count);
	const unsigned char *bits = part->groups.bits;
	const bool narrow =
	    sum_of(bits, 0, PART_EVENTS) < 64 && sum_of(bits, PART_EVENTS, PART_GROUP_COLUMNS) < 64;
	const struct summary_group *g = day->groups;
	unsigned char *to;

	for (uint64_t count; (count = packed_next(&w, &to)) > 0; g += count)
		(narrow ? put_narrow : put_wide)(to, w.bytes, g, count, part);
}

static void
pack_users(struct region *region, const struct open_day *day, struct part_day *part)
{
	struct packed_writer w = packed_begin(region, &part->user_days, day->user_count);
	const struct summary_user *u = day->users;
	unsigned char *to;

	for (uint64_t count; (count = packed_next(&w, &to)) > 0;)
		for (; count > 0; count--, u++, to += w.bytes) {
			const uint32_t numbers[] = {
				[PART_USER_USER] = u->user,
				[PART_USER_SUBJECTS] = u->subjects,
				[PART_USER_LINE] = (uint32_t)u->first - part->line,
				[PART_USER_SECOND] = (uint32_t)(u->first >> 32),
			};
			packed_put_all(to, numbers, part->user_days.bits, COUNT_OF(numbers));
		}
}

static void
pack_pairs(struct region *region, const struct open_day *day, struct part_day *part)
{
	struct packed_writer w = packed_begin(region, &part->pairs, day->pair_count);
	const unsigned user_bits = part->pairs.bits[PART_PAIR_USER];
	const uint64_t *pair = day->pairs;
	const size_t bytes = w.bytes;
	unsigned char *to;

	for (uint64_t count; (count = packed_next(&w, &to)) > 0;)
		for (; count > 0; count--, pair++, to += bytes)
			packed_put(
			    to, (*pair - one_user) >> 32 | (*pair & UINT32_MAX) << user_bits);
}

void
day_pack(struct region *region, const struct open_day *day, struct part_day *part)
{
	measure(day, part);
	pack_groups(region, day, part);
	pack_users(region, day, part);
	pack_pairs(region, day, part);
}

/* --- and back ------------------------------------------------------------------------------------ */

static void
unpack_groups(const struct region *region, const struct part_day *part, struct open_day *day)
{
	const unsigned char *row;
	struct packed_fields f;

	packed_fields_of(&part->groups, &f);
	struct packed_walk walk = packed_rows(region, &part->groups, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			struct summary_group *g = &day->groups[day->group_count++];
			const uint32_t number = packed_get(row, &f.of[PART_NUMBER_ACCESSED]);
			g->key.user = packed_get(row, &f.of[PART_USER]);
			g->key.department = (uint16_t)packed_get(row, &f.of[PART_DEPARTMENT]);
			g->key.operation = (uint16_t)packed_get(row, &f.of[PART_OPERATION]);
			g->key.application = (uint16_t)packed_get(row, &f.of[PART_SYSTEM]);
			g->key.terminal =
			    packed_get(row, &f.of[PART_TERMINAL]) | number << PART_TERMINAL_BITS;
			g->key.result = (uint16_t)packed_get(row, &f.of[PART_RESULT]);
			g->events = packed_get(row, &f.of[PART_EVENTS]) + 1;
			const uint32_t second = packed_get(row, &f.of[PART_SECOND]);
			g->first =
			    summary_first(second, packed_get(row, &f.of[PART_LINE]) + part->line);
			g->last_sec = second + packed_get(row, &f.of[PART_LASTED]);
		}
}

static void
unpack_users(const struct region *region, const struct part_day *part, struct open_day *day)
{
	const unsigned char *row;
	struct packed_fields f;

	packed_fields_of(&part->user_days, &f);
	struct packed_walk walk = packed_rows(region, &part->user_days, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes) {
			struct summary_user *u = &day->users[day->user_count++];
			u->user = packed_get(row, &f.of[PART_USER_USER]);
			u->subjects = packed_get(row, &f.of[PART_USER_SUBJECTS]);
			u->first = summary_first(packed_get(row, &f.of[PART_USER_SECOND]),
			    packed_get(row, &f.of[PART_USER_LINE]) + part->line);
		}
}

static void
unpack_pairs(const struct region *region, const struct part_day *part, struct open_day *day)
{
	const unsigned char *row;
	struct packed_fields f;

	packed_fields_of(&part->pairs, &f);
	struct packed_walk walk = packed_rows(region, &part->pairs, f.bytes);
	for (uint64_t count; (count = packed_walk_next(&walk, &row)) > 0;)
		for (; count > 0; count--, row += f.bytes)
			day->pairs[day->pair_count++] =
			    summary_pair(packed_get(row, &f.of[PART_PAIR_USER]),
				packed_get(row, &f.of[PART_PAIR_SUBJECT]));
}

void
day_unpack(const struct region *region, const struct part_day *part, struct open_day *day)
{
	day->line = part->line;
	unpack_groups(region, part, day);
	unpack_users(region, part, day);
	unpack_pairs(region, part, day);
}
