/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory of snapshots (snapshot/gyomu01/etc, snapshot/db01/etc, snapshot/cloud/compose.yaml) is not a host: each folder in it
 * is. Taken as one root, no file of the hosts would be where a host has it, and the rules would see nothing.
 */
#include "cmd/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/scope.h"
#include "base/banned.h"

static bool
is_directory(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
holds_etc(struct arena *arena, struct str dir)
{
	return is_directory(arena_printf(arena, "%.*s/etc", STR_ARG(dir)).ptr);
}

static bool
is_document(struct str name)
{
	static const char *const endings[] = { ".yaml", ".yml", ".json", ".xml" };

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(name, str_of(endings[i])))
			return true;
	return false;
}

static int
by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

void
check_expand_root(struct cmd *cmd, struct str root, struct str_list *roots)
{
	struct arena *arena = &cmd->arena;
	struct dirent **entries = NULL;
	struct str_list found = { 0 };
	bool hosts = false;

	while (root.len > 1 && root.ptr[root.len - 1] == '/')
		root.len--;
	int count =
	    holds_etc(arena, root) ? 0 : scandir(arena_cstr(arena, root), &entries, NULL, by_name);
	for (int i = 0; i < count; i++) {
		struct str name = str_of(entries[i]->d_name);
		struct str path = arena_printf(arena, "%.*s/%s", STR_ARG(root), name.ptr);
		bool directory = name.ptr[0] != '.' && is_directory(path.ptr);

		if (directory)
			hosts = hosts || holds_etc(arena, path);
		if (directory || (name.ptr[0] != '.' && is_document(name)))
			str_list_add(&found, path);
		free(entries[i]);
	}
	free(entries);
	for (size_t i = 0; hosts && i < found.count; i++)
		str_list_add(roots, found.list[i]);
	if (!hosts)
		str_list_add(roots, root);
	str_list_release(&found);
}
