/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of a part: filled by the worker, walked by the parent. */
#include "log/part.h"

#include "base/mem.h"
#include "base/banned.h"

enum { CHUNK_LEAST = 16 };

struct part_chunk *
part_chunk_add(struct region *region, uint64_t *first, uint64_t *last, size_t size, uint32_t most)
{
	struct part_chunk *chunk = *last == 0 ? NULL : region_at(region, *last);
	uint32_t room = chunk == NULL ? CHUNK_LEAST
	    : chunk->room * 2 > most  ? most
				      : chunk->room * 2;
	uint64_t at = region_alloc(region, sizeof *chunk + (uint64_t)room * size);

	if (chunk != NULL)
		chunk->next = at;
	else
		*first = at;
	*last = at;
	chunk = region_at(region, at);
	chunk->room = room;
	return chunk;
}

bool
part_walk_next(struct part_walk *walk, const void **items, uint32_t *count)
{
	const struct part_chunk *chunk = REGION_GET(walk->region, struct part_chunk, walk->next, 1);

	walk->bad |= walk->next != 0 && chunk == NULL;
	if (walk->next == 0 || chunk == NULL)
		return false;
	uint64_t from = walk->next + sizeof *chunk;
	*items = region_get(walk->region, from, chunk->count, walk->size);
	*count = chunk->count;
	/* A chain leads on only: one that turns back would never end, one that stays takes the square of its length. */
	uint64_t end = *items == NULL ? UINT64_MAX : from + (uint64_t)chunk->count * walk->size;
	walk->bad |= *items == NULL || (chunk->next != 0 && chunk->next < end);
	walk->next = chunk->next >= end ? chunk->next : 0;
	return *items != NULL;
}

enum part_bytes
part_bytes_of(enum diag_code code)
{
	switch (code) {
	case DIAG_LOG_RECORD_NUL:
		return PART_NUL;
	case DIAG_LOG_RECORD_NOT_UTF8:
	case DIAG_LOG_RECORD_NOT_CP932:
	case DIAG_LOG_RECORD_NOT_UTF16:
		return PART_NO_TEXT;
	default:
		return PART_BYTES_KINDS;
	}
}

struct str
part_text_get(const struct region *region, const struct part_text *text)
{
	const char *p = text->at == 0 ? NULL : region_get(region, text->at, text->len, 1);

	return (struct str){ p, p == NULL ? 0 : text->len };
}
