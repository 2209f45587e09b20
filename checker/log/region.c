/* SPDX-License-Identifier: Apache-2.0 */
/* Shared memory, handed out from one end. */
#include "log/region.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temporary.h"
#include "log/limits.h"
#include "base/banned.h"

/* The first bytes are no one's: an offset of 0 is none. */
enum { REGION_FIRST = 64, REGION_ALIGN = 32, REGION_LEAST = 1 << 20, REGION_SMALL = 64 * 1024 };

/* Beyond what may stay in memory: the kernel writes out what it has no room for. false: no such file. */
static bool
map_spill(unsigned char *from, uint64_t bytes)
{
	int fd = temporary_open();

	if (fd < 0)
		return false;
	bool good = ftruncate(fd, (off_t)bytes) == 0 &&
	    mmap(from, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_NORESERVE, fd,
		0) != MAP_FAILED;
	close(fd);
	/* Nothing stands there yet: without this the kernel would read ahead what is not, up to 8 MiB of zeros at a touch. */
	if (good)
		(void)madvise(from, bytes, MADV_RANDOM);
	return good;
}

void
region_new(struct region *region, uint64_t room, uint64_t memory)
{
	void *base = MAP_FAILED;

	for (; room >= REGION_LEAST; room /= 2) {
		base = mmap(NULL, room, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (base != MAP_FAILED)
			break;
	}
	if (base == MAP_FAILED)
		mem_exhausted(REGION_LEAST);
	*region =
	    (struct region){ .base = base, .room = room, .used = REGION_FIRST, .owned = true };
	if (room <= memory || map_spill(region->base + memory, room - memory))
		return;
	munmap(region->base + memory, room - memory);
	region->room = memory;
}

void
region_new_rows(struct region *rows, uint64_t room, uint64_t memory)
{
	region_new(rows, room, LOG_ROWS_MEMORY_BYTES);
	if (rows->room > LOG_ROWS_MEMORY_BYTES) {
		rows->memory = LOG_ROWS_MEMORY_BYTES;
	} else if (room > LOG_ROWS_MEMORY_BYTES) { /* no file is to be had */
		region_release(rows);
		region_new(rows, memory, memory);
	}
}

void
region_new_with_rows(struct region *region, uint64_t room, uint64_t memory, uint64_t rows_room)
{
	region_new(region, room, memory);
	region->rows = mem_alloc(1, sizeof *region->rows);
	region_new_rows(region->rows, rows_room, memory);
}

void
region_release(struct region *region)
{
	if (region->owned) {
		if (region->small)
			free(region->base);
		else
			munmap(region->base, region->room);
		if (region->rows != NULL)
			region_release(region->rows);
		free(region->rows);
	}
	*region = (struct region){ 0 };
}

void
region_remove(struct region *region)
{
	if (!region->owned)
		return;
	if (!region->small)
		(void)madvise(region->base, region->room, MADV_REMOVE);
	if (region->rows != NULL)
		region_remove(region->rows);
}

void
region_forget(struct region *region)
{
	uint64_t end = region->used < region->room ? region->used : region->room;

	/* Pages of a shared file: what stands there stays there. */
	if (end > region->memory)
		(void)madvise(region->base + region->memory, end - region->memory, MADV_DONTNEED);
	region->near = 0;
}

bool
region_has_room(const struct region *region, uint64_t at, uint64_t bytes)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), from = at / page * page;

	if (region->memory == 0 || at + bytes <= region->memory)
		return true;
	/* Older kernels do not know the question. */
	return madvise(region->base + from, at + bytes - from, MADV_POPULATE_WRITE) == 0 ||
	    errno == EINVAL;
}

/* Pages for what comes next, many at a time: the more there is already, the more. A fault for each costs twice as much. */
static void
make_ready(struct region *region, uint64_t at)
{
	enum { LEAST = 64 * 1024, MOST = 1024 * 1024, PAGE = 4096 };
	uint64_t in_memory = region->memory > 0 ? region->memory : LOG_REGION_MEMORY_BYTES;
	uint64_t from = at / PAGE * PAGE, more = at / 8 / PAGE * PAGE;

	more = more < LEAST ? LEAST : more > MOST ? MOST : more;
	region->ready = region->used + more;
	if (region->ready <= in_memory && region->ready <= region->room)
		(void)madvise(region->base + from, region->ready - from, MADV_POPULATE_WRITE);
}

uint64_t
region_alloc(struct region *region, uint64_t bytes)
{
	uint64_t at = region->used;

	bytes = (bytes + REGION_ALIGN - 1) & ~(uint64_t)(REGION_ALIGN - 1);
	if (bytes > region->room - region->scratch - at)
		mem_exhausted(bytes);
	region->used += bytes;
	if (region->used > region->ready)
		make_ready(region, at);
	region_pass(region, at);
	return at;
}

void *
region_scratch(struct region *region, uint64_t bytes)
{
	enum { PAGE = 4096 };

	bytes = (bytes + PAGE - 1) / PAGE * PAGE;
	if (bytes > region->room - region->scratch - region->used)
		mem_exhausted(bytes);
	region->scratch += bytes;
	return region->base + region->room - region->scratch;
}

void
region_scratch_clear(void *p, uint64_t bytes)
{
	(void)madvise(p, bytes, MADV_REMOVE);
}

void
region_scratch_end(struct region *region)
{
	if (region->scratch > 0)
		region_scratch_clear(
		    region->base + region->room - region->scratch, region->scratch);
	region->scratch = 0;
}

uint64_t
region_text(struct region *region, struct str text)
{
	uint64_t at = region_alloc(region, text.len + 1);

	if (text.len > 0)
		memcpy(region_at(region, at), text.ptr, text.len);
	return at;
}

const void *
region_get(const struct region *region, uint64_t at, uint64_t count, size_t size)
{
	if (at < REGION_FIRST || at > region->used || at % 8 != 0 ||
	    count > (region->used - at) / size)
		return NULL;
	return region->base + at;
}

static uint64_t
used_of(const struct region *region, uint64_t used)
{
	return used < REGION_FIRST ? REGION_FIRST : used > region->room ? region->room : used;
}

void
region_close(struct region *region, uint64_t used, uint64_t rows)
{
	region->used = used_of(region, used);
	/* All of it will be looked at: one call is less than a fault for each few pages. Not of what the kernel wrote out. */
	if (region->used <= LOG_REGION_MEMORY_BYTES)
		(void)madvise(region->base, region->used, MADV_POPULATE_READ);
	if (region->rows != NULL)
		region->rows->used = used_of(region->rows, rows);
}

/* A process may have some ten thousand mappings; of logs there are more than that. */
static void
move_small(struct region *region)
{
	unsigned char *own = mem_alloc(1, region->used);

	memcpy(own, region->base, region->used);
	munmap(region->base, region->room);
	region->base = own;
	region->room = region->used;
	region->small = true;
}

void
region_fit(struct region *region)
{
	if (region->rows != NULL)
		region_fit(region->rows);
	if (!region->owned || region->small)
		return;
	if (region->used <= REGION_SMALL) {
		move_small(region);
		return;
	}
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t kept = (region->used + page - 1) / page * page;

	if (kept >= region->room)
		return;
	munmap(region->base + kept, region->room - kept);
	region->room = kept;
}
