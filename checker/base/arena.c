/* SPDX-License-Identifier: Apache-2.0 */
/* Arena in blocks that double up to a bound, so that a small input costs a small block. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

enum { BLOCK_FIRST_BYTES = 4096, BLOCK_MAX_BYTES = 1 << 20 };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

static struct arena_block *
add_block(struct arena *arena, size_t need)
{
	size_t size = BLOCK_FIRST_BYTES;

	if (arena->first != NULL)
		size =
		    arena->first->size < BLOCK_MAX_BYTES ? arena->first->size * 2 : BLOCK_MAX_BYTES;
	if (size < need)
		size = need;
	/* The system hands out large blocks as zeroes already: they need not be written twice. */
	struct arena_block *block = calloc(1, mem_add(sizeof *block, size));
	if (block == NULL)
		mem_exhausted(size);
	block->next = arena->first;
	block->size = size;
	arena->first = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t count, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t bytes = mem_mul(count, size);

	bytes = mem_add(bytes == 0 ? 1 : bytes, align - 1) & ~(align - 1);
	struct arena_block *block = arena->first;
	if (block == NULL || block->size - block->used < bytes)
		block = add_block(arena, bytes);
	void *p = block->data + block->used;
	block->used += bytes;
	arena->used_bytes += bytes;
	return p;
}

struct str
arena_str(struct arena *arena, struct str text)
{
	char *p = arena_alloc(arena, mem_add(text.len, 1), 1);

	if (text.len > 0)
		memcpy(p, text.ptr, text.len);
	return (struct str){ p, text.len };
}

char *
arena_cstr(struct arena *arena, struct str text)
{
	char *p = arena_alloc(arena, mem_add(text.len, 1), 1);

	if (text.len > 0)
		memcpy(p, text.ptr, text.len);
	return p;
}

struct str
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	int n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	BUG_IF(n < 0);
	char *p = arena_alloc(arena, (size_t)n + 1, 1);
	va_start(ap, format);
	vsnprintf(p, (size_t)n + 1, format, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}

struct str
arena_join(struct arena *arena, struct str a, struct str b)
{
	char *p = arena_alloc(arena, mem_add(mem_add(a.len, b.len), 1), 1);

	if (a.len > 0)
		memcpy(p, a.ptr, a.len);
	if (b.len > 0)
		memcpy(p + a.len, b.ptr, b.len);
	return (struct str){ p, a.len + b.len };
}

void
arena_adopt(struct arena *arena, struct arena *other)
{
	struct arena_block **last = &other->first;

	/* Behind the block that is being filled, so that what is left of it is not lost. */
	while (*last != NULL)
		last = &(*last)->next;
	if (arena->first == NULL) {
		arena->first = other->first;
	} else {
		*last = arena->first->next;
		arena->first->next = other->first;
	}
	arena->used_bytes += other->used_bytes;
	*other = (struct arena){ 0 };
}

void
arena_release(struct arena *arena)
{
	for (struct arena_block *block = arena->first, *next; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){ 0 };
}
