/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is always there: none of these returns NULL.
 *
 * When memory is exhausted the process ends by mem_exhausted(): EXIT_NO_MEMORY with one line. In a
 * worker the parent makes of it "input refused: memory limit" (confine/confine.h).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* Exit status of an internal fault and of a process out of memory (piacheck(1)). */
enum { EXIT_INTERNAL = 3, EXIT_NO_MEMORY = 4 };

/* Once at the start: the heap grows in large steps and is not given back between them. Workers inherit it. */
void mem_start(void);
/*
 * The heap is about to take so many bytes, at most some hundred MiB: it gets them at once, as large pages where the kernel has them, for thousands of small
 * ones come one by one. A wish, as mem_spread.
 */
void mem_expect(size_t bytes);

/*
 * Is what a command has read and made given back before the process ends? Thousands of pieces take a while, and the kernel takes all at
 * once. Only where somebody looks for what was lost.
 */
static inline bool
mem_releases_at_end(void)
{
#ifdef PIACHECK_SANITIZED
	return true;
#else
	return false;
#endif
}

/* count × size bytes, zeroed; the product is checked. The caller frees with free(). */
void *mem_alloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* What is looked into all over finds its page sooner when pages are large. A wish, and only for what is large: the kernel may do as it likes. */
void mem_spread(void *p, size_t bytes);

/* Like realloc of count × size bytes; what is new is not cleared. Takes p = NULL. */
void *mem_grow(void *p, size_t count, size_t size) __attribute__((returns_nonnull));

/* a + b and a × b, or the end of the process: sizes never wrap around. */
size_t mem_add(size_t a, size_t b);
size_t mem_mul(size_t a, size_t b);

/* Writes one line to standard error and ends the process with EXIT_NO_MEMORY. */
_Noreturn void mem_exhausted(size_t bytes);

/* A fault of our own, never of an input: one line "internal fault: …" and exit 3. */
_Noreturn void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, what)
#define BUG_IF(condition)                                                                          \
	do {                                                                                       \
		if (condition)                                                                     \
			BUG(#condition);                                                           \
	} while (0)

/*
 * Room for one more element in a growing array: ARRAY_ADD(list, count, room) is a pointer to a
 * zeroed new last element. The array is freed with free().
 */
void *mem_array_add(void **list, size_t *count, size_t *room, size_t size);
#define ARRAY_ADD(list, count, room)                                                               \
	((__typeof__(list))mem_array_add((void **)&(list), &(count), &(room), sizeof *(list)))

#endif
