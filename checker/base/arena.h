/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An arena: what one input makes lives and dies together. Nothing in it is freed singly.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

struct arena_block;

/* Zero-initialise: struct arena a = { 0 }. Not to be copied once used. */
struct arena {
	struct arena_block *first;
	size_t used_bytes; /* handed out so far, for limits and reports */
};

/* Zeroed, aligned for any type; lives until arena_release. */
void *arena_alloc(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

/* A copy of the text, NUL-terminated behind its last byte (the NUL is not counted in len). */
struct str arena_str(struct arena *arena, struct str text);
char *arena_cstr(struct arena *arena, struct str text);
struct str
arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* a followed by b, a new text. */
struct str arena_join(struct arena *arena, struct str a, struct str b);

/* Moves all that other holds into arena; other is as new. Pointers into it stay good. */
void arena_adopt(struct arena *arena, struct arena *other);

/* Frees all; the arena is as new. */
void arena_release(struct arena *arena);

#endif
