/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation that ends the process rather than return NULL, and the end itself. */
#include "base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

/*
 * A run takes some ten MiB in pieces of a few KiB. By default the C library asks the kernel for every 128 KiB of it, gives
 * as much back as soon as it lies free at the end, and has the kernel clear it again.
 */
enum { HEAP_STEP_BYTES = 1 << 20, HEAP_KEPT_BYTES = 32 << 20, HEAP_PIECE_BYTES = 2 << 20 };

void
mem_start(void)
{
	mallopt(M_TOP_PAD, HEAP_STEP_BYTES);
	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
	/* What is larger is the kernel's at once; tables that come and go by the thousand are not, each time page by page. */
	mallopt(M_MMAP_THRESHOLD, HEAP_PIECE_BYTES);
}

void
mem_expect(size_t bytes)
{
	unsigned char *from = sbrk(0);

	mallopt(M_TOP_PAD, (int)bytes);
	/* More than there is, so that the heap must grow; volatile, or the compiler leaves both out. */
	void *volatile piece = malloc(HEAP_PIECE_BYTES / 4 * 3);
	free(piece);
	mallopt(M_TOP_PAD, HEAP_STEP_BYTES);
	unsigned char *to = sbrk(0);
	if (to > from)
		mem_spread(from, (size_t)(to - from));
}

_Noreturn void
mem_exhausted(size_t bytes)
{
	char line[96];
	int n = snprintf(line, sizeof line, "piacheck: out of memory (%zu bytes wanted)\n", bytes);

	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		_exit(EXIT_NO_MEMORY);
	_exit(EXIT_NO_MEMORY);
}

_Noreturn void
bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr,
	    "piacheck: internal fault at %s:%d: %s\n"
	    "piacheck: 内部エラーです。この行を添えて報告してください。\n",
	    file, line, what);
	fflush(stderr);
#ifdef PIACHECK_FUZZING
	abort(); /* so that libFuzzer keeps the input */
#endif
	_exit(EXIT_INTERNAL);
}

void
mem_spread(void *p, size_t bytes)
{
	enum { PAGE = 4096, LARGE = 2 * 1024 * 1024 };
	uintptr_t from = ((uintptr_t)p + PAGE - 1) / PAGE * PAGE, to = (uintptr_t)p + bytes;

	if (bytes >= LARGE)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

size_t
mem_add(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		mem_exhausted(SIZE_MAX);
	return a + b;
}

size_t
mem_mul(size_t a, size_t b)
{
	if (b != 0 && a > SIZE_MAX / b)
		mem_exhausted(SIZE_MAX);
	return a * b;
}

void *
mem_alloc(size_t count, size_t size)
{
	size_t bytes = mem_mul(count, size);
	void *p = calloc(1, bytes == 0 ? 1 : bytes);

	if (p == NULL)
		mem_exhausted(bytes);
	return p;
}

void *
mem_grow(void *p, size_t count, size_t size)
{
	size_t bytes = mem_mul(count, size);

	p = realloc(p, bytes == 0 ? 1 : bytes);
	if (p == NULL)
		mem_exhausted(bytes);
	return p;
}

void *
mem_array_add(void **list, size_t *count, size_t *room, size_t size)
{
	if (*count == *room) {
		*room = *room == 0 ? 8 : mem_mul(*room, 2);
		*list = mem_grow(*list, *room, size);
	}
	void *element = (char *)*list + *count * size;
	memset(element, 0, size);
	(*count)++;
	return element;
}
