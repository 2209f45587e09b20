/* SPDX-License-Identifier: Apache-2.0 */
/* The files below a directory, always in the same order. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/banned.h"

struct listing {
	const char *const *suffixes;
	size_t limit;
	struct arena *arena;
	struct str *paths;
	size_t count, room;
	bool good;
	struct diags *diags;
};

static bool
suffix_counts(const char *const *suffixes, struct str name)
{
	if (suffixes == NULL)
		return true;
	for (; *suffixes != NULL; suffixes++)
		if (str_ends(name, str_of(*suffixes)))
			return true;
	return false;
}

static void
say_limit(struct listing *listing, enum diag_code code, struct str dir, size_t limit)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", limit);
	diag_addz(listing->diags, code, (struct diag_at){ .file = dir }, number, NULL, NULL);
	listing->good = false;
}

static void list_directory(struct listing *listing, struct str dir, int depth);

static void
list_entry(struct listing *listing, struct str dir, const struct dirent *entry, int depth)
{
	const char *parting = str_ends(dir, STR("/")) ? "" : "/", *name = entry->d_name;
	struct str path = arena_printf(listing->arena, "%.*s%s%s", STR_ARG(dir), parting, name);
	struct stat st = { .st_mode = (mode_t)DTTOIF(entry->d_type) };

	/* Nearly every file system says the type with the name. */
	if (entry->d_type == DT_UNKNOWN && lstat(path.ptr, &st) < 0) {
		io_say_error(listing->diags, DIAG_FILE_OPEN, path, errno);
		listing->good = false;
	} else if (S_ISDIR(st.st_mode)) {
		list_directory(listing, path, depth + 1);
	} else if (S_ISREG(st.st_mode) && suffix_counts(listing->suffixes, str_of(name))) {
		if (listing->count < listing->limit)
			*ARRAY_ADD(listing->paths, listing->count, listing->room) = path;
		else
			listing->count = listing->limit + 1;
	}
}

static int
compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
list_directory(struct listing *listing, struct str dir, int depth)
{
	struct arena names = { 0 };
	struct dirent **entries = NULL;

	if (listing->count > listing->limit)
		return;
	if (depth > IO_LIST_DEPTH_MAX) {
		say_limit(listing, DIAG_FILE_TOO_DEEP, dir, IO_LIST_DEPTH_MAX);
		return;
	}
	/* In order already here, so that the limit cuts the same files everywhere. */
	int n = scandir(arena_cstr(&names, dir), &entries, NULL, compare_entries);
	if (n < 0) {
		io_say_error(listing->diags,
		    errno == ENOTDIR ? DIAG_FILE_NOT_DIRECTORY : DIAG_FILE_OPEN, dir, errno);
		listing->good = false;
	}
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
		    listing->count <= listing->limit)
			list_entry(listing, dir, entries[i], depth);
		free(entries[i]);
	}
	free(entries);
	arena_release(&names);
}

static int
compare_paths(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool
io_list_files(struct str dir, const char *const *suffixes, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, struct diags *diags)
{
	struct listing listing = {
		.suffixes = suffixes,
		.limit = limit,
		.arena = arena,
		.good = true,
		.diags = diags,
	};

	list_directory(&listing, dir, 0);
	if (listing.count > limit) {
		say_limit(&listing, DIAG_FILE_TOO_MANY, dir, limit);
		listing.count = limit;
	}
	if (listing.count > 0)
		qsort(listing.paths, listing.count, sizeof *listing.paths, compare_paths);
	*paths = ARENA_ARRAY(arena, struct str, listing.count);
	if (listing.count > 0)
		memcpy(*paths, listing.paths, listing.count * sizeof **paths);
	*count = listing.count;
	free(listing.paths);
	return listing.good;
}
