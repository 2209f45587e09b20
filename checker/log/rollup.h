/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups rolled up to the columns that somebody names. A row's key is the ranks of its texts, packed into as few bits as they need, so rows in
 * the order of their keys are in the order of their texts. Parts are merged in passing.
 */
#ifndef LOG_ROLLUP_H
#define LOG_ROLLUP_H

#include "log/store.h"

/* Where each column stands in the key; the first one highest. */
struct packing {
	unsigned shift[LOG_KEY_DAY], bits[LOG_KEY_DAY], total;
};
void packing_make(const struct log_store *store, unsigned columns, struct packing *packing);
static inline void
pack(const struct packing *packing, unsigned column, uint64_t rank, uint64_t *high, uint64_t *low)
{
	if (packing->bits[column] == 0)
		return;
	if (packing->shift[column] >= 64)
		*high |= rank << (packing->shift[column] - 64);
	else
		*low |= rank << packing->shift[column];
}
static inline uint32_t
unpack(const struct packing *packing, unsigned column, const struct rolled_row *row)
{
	unsigned bits = packing->bits[column], shift = packing->shift[column];

	if (bits == 0)
		return 0;
	uint64_t word = shift >= 64 ? row->high >> (shift - 64) : row->low >> shift;
	return (uint32_t)(word & ((UINT64_C(1) << bits) - 1));
}

/* Where groups come from: a day of a part. */
struct group_source {
	struct packed_fields fields;
	int64_t day, least; /* least: the moment that seconds are counted from */
	uint32_t line, file;
};

/* Groups by key. Zero-initialise. */
struct keyed {
	uint64_t high, low;
	const unsigned char *group;
	uint32_t source; /* of the roller's */
};
struct keyed_list {
	struct keyed *list, *other;
	size_t count, room;
};
void keyed_reserve(struct keyed_list *keys, size_t count);
void keyed_sort(struct keyed_list *keys, const struct packing *packing);
void keyed_release(struct keyed_list *keys);

/* Only groups with these bits of the key. */
struct key_condition {
	uint64_t high, low, mask_high, mask_low;
	bool of_user;
	uint32_t user; /* its rank */
};

/* Rolls up days, one after the other. by_day: each day by itself. */
struct roller {
	const struct log_store *store;
	struct packing packing;
	bool by_day;
	bool keys_alone; /* which keys there are is all that is asked: rows have nothing else */
	const struct key_condition *condition; /* may be NULL */
	struct keyed_list keys;
	struct group_source *sources; /* of the day */
	size_t source_count, source_room;
	/* keys of few bits: a row's place by its key, and which keys there are; NULL: groups are sorted */
	uint32_t *places;
	uint64_t *used;
	struct rolled_row *rows;
	size_t row_count, row_room;
};
void roller_init(struct roller *roller, const struct log_store *store, unsigned columns,
    bool keys_alone, const struct key_condition *condition);
void roller_release(struct roller *roller);
/* The rows of the day that begins at *at of the store's days, behind those of `rolled`; *at moves behind it. Without by_day some are still kept back. */
void roller_day(struct roller *roller, size_t *at, struct rolled *rolled);
/* The rows of these groups of one day (by_user.c), of which the stored day at `at` is the first, behind those of `rolled`. by_day. */
void roller_groups(
    struct roller *roller, size_t at, const uint32_t *groups, size_t count, struct rolled *rolled);
/* Those that were kept back, when all days were taken: sorted and joined. */
void roller_end(struct roller *roller, struct rolled *rolled);

/* Rows of several days made one for each key. */
void rolled_join_days(struct rolled *rolled);

/* rollup_kept.c: all rows for the columns, kept. */
struct rolled *rolled_get(struct log_store *store, unsigned columns);
/* Rows by one column's rank: those of rank r are rows[order[starts[r]]] …, each rank's in their order. */
void rolled_index(struct log_store *store, struct rolled *rolled, unsigned column);
/* Groups of each user by their numbers, which are counted from day to day: those of rank r are list[starts[r]] … false: there are too many. */
bool store_by_user(struct log_store *store);
/* The stored day that a group belongs to, which is that one or comes later. */
size_t store_group_day(const struct log_store *store, size_t from, uint64_t group);

/* The rank of a text; false: no record has it. */
bool store_rank(const struct log_store *store, unsigned column, struct str text, uint32_t *rank);

#endif
