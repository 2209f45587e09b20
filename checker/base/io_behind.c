/* SPDX-License-Identifier: Apache-2.0 */
/* Where a path leads: what is replaced by a rename is the file behind symbolic links, which stay. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/banned.h"

/* As the kernel: more links than that are a circle. */
enum { LINKS_MAX = 40 };

/* What the link says, seen from where it stands; NULL: it is none. */
static char *
one_further(const char *path, struct arena *arena)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof target);
	struct str said = { target, n < 0 ? 0 : (size_t)n }, folder = str_of(path);

	if (n < 0 || said.len == sizeof target)
		return NULL;
	while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
		folder.len--;
	return arena_cstr(
	    arena, str_starts(said, STR("/")) ? said : arena_join(arena, folder, said));
}

char *
io_behind(struct str path, struct arena *arena)
{
	char *name = arena_cstr(arena, path), *whole = realpath(name, NULL), *next;
	struct stat st;

	if (whole != NULL) {
		name = arena_cstr(arena, str_of(whole));
		free(whole);
		return name;
	}
	/* A pipe behind /dev/stdout is there, and has no name. */
	if (stat(name, &st) == 0 || errno != ENOENT)
		return name;
	for (int i = 0; i < LINKS_MAX && (next = one_further(name, arena)) != NULL; i++)
		name = next;
	return name;
}
