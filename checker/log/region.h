/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that a worker fills and its parent reads in place afterwards: what a log's summary is made of is not copied through a pipe.
 * The parent maps it before the fork; it is handed out from one end and never given back. Places in it are offsets, 0 is none.
 * What stands there was written by a worker: the parent believes nothing, REGION_AT checks each access.
 */
#ifndef LOG_REGION_H
#define LOG_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct region {
	unsigned char *base;
	uint64_t room, used;
	bool owned;       /* mapped by region_new */
	bool small;       /* by region_fit: no mapping any more, but memory of the process's own */
	uint64_t ready;   /* up to there pages have been asked for (region_alloc) */
	uint64_t scratch; /* bytes at the end that are nobody else's (region_scratch) */
	/*
	 * A second one for what is many and written and read in order, or NULL. Of what lies in its file only where it is being looked at
	 * need be in memory.
	 */
	struct region *rows;
	/* of rows: */
	uint64_t
	    memory; /* from here on it lies in a file; 0: it is no region of rows, or all is memory */
	uint64_t near; /* bits by window: where it was looked at */
};

/*
 * At least 1 MiB; as much of the addresses wanted as the machine gives. What goes beyond `memory` bytes (a multiple of a page) lies in a file
 * without a name in TMPDIR; where none can be made, the region ends there.
 */
void region_new(struct region *region, uint64_t room, uint64_t memory);
/* Rows alone: in memory as far as LOG_ROWS_MEMORY_BYTES; where no file can be made, `memory` bytes and no more. */
void region_new_rows(struct region *region, uint64_t room, uint64_t memory);
/* The same as the first with rows. */
void
region_new_with_rows(struct region *region, uint64_t room, uint64_t memory, uint64_t rows_room);
void region_release(struct region *region);
/* Gives its pages back for all processes, which are not to look at it any more; region_release must follow. */
void region_remove(struct region *region);
/* Zeroed, aligned to 32 bytes; the worker ends (out of memory) when the region is full. */
uint64_t region_alloc(struct region *region, uint64_t bytes);
uint64_t region_text(struct region *region, struct str text);
/*
 * The worker's own, from the other end, until all of it is given back: what may be too large for its memory, and is to be no part of what it
 * leaves. Not zeroed.
 */
void *region_scratch(struct region *region, uint64_t bytes);
/* What stands there is nobody's any more: its memory is given back, the place stays. */
void region_scratch_clear(void *p, uint64_t bytes);
void region_scratch_end(struct region *region);
static inline void *
region_at(const struct region *region, uint64_t at)
{
	return region->base + at;
}
/* The parent's: count × size bytes at that offset, or NULL when they do not all stand in the region. */
const void *region_get(const struct region *region, uint64_t at, uint64_t count, size_t size);
#define REGION_GET(region, type, at, count)                                                        \
	((const type *)region_get((region), (at), (count), sizeof(type)))

enum { REGION_WINDOW_AT = 18, REGION_WINDOWS = 4 }; /* 256 KiB each, so many in memory */
void region_forget(struct region *region);
/* Rows at this place are looked at now: what was looked at before them may leave the memory. */
static inline void
region_pass(struct region *region, uint64_t at)
{
	uint64_t bit = UINT64_C(1) << (at >> REGION_WINDOW_AT & 63);

	if (region->memory == 0 || at < region->memory || (region->near & bit) != 0)
		return;
	if (__builtin_popcountll(region->near) >= REGION_WINDOWS)
		region_forget(region);
	region->near |= bit;
}

/* Who may not end by a signal when the disk is full asks before it writes there: false, there is no room. */
bool region_has_room(const struct region *region, uint64_t at, uint64_t bytes);

/* Parent, after the worker's end: how much was used, as the worker wrote it, at most room. rows: of its rows. */
void region_close(struct region *region, uint64_t used, uint64_t rows);
/*
 * Then: addresses beyond what is used are given back, so that there are enough for as many logs as one likes. What stands there moves, if it is little;
 * what was learnt of its places before is no longer true.
 */
void region_fit(struct region *region);

#endif
