/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a root are configuration: by the patterns of the kinds, then documents by their names. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "config/limits.h"
#include "config/reading.h"
#include "base/banned.h"

struct gathered_file *
reading_add_file(
    struct reading *reading, struct str path, const struct config_kind *kind, size_t pattern)
{
	struct gathered *gathered = &reading->gathered;
	struct gathered_file *file = ARRAY_ADD(gathered->files, gathered->count, gathered->room);

	file->kind = kind;
	file->pattern = pattern;
	file->path = path;
	file->name =
	    path.len == 0 ? gathered->root->name : root_file(gathered->root, path, gathered->arena);
	file->kind_name = kind == NULL ? STR("document") : str_of(kind->name);
	return file;
}

/* What editors and package managers leave beside the file, which no program reads. */
static bool
is_leftover(const struct config_kind *kind, struct str path)
{
	static const char *const endings[] = { "~", ".bak", ".old", ".orig", ".save", ".swp",
		".tmp", ".rpmsave", ".rpmnew", ".rpmorig", ".dpkg-old", ".dpkg-new", ".dpkg-dist",
		".dpkg-bak", ".ucf-dist", ".ucf-old", ".ucf-new", ".disabled" };

	for (size_t i = 0; i < COUNT_OF(endings); i++)
		if (str_ends(path, str_of(endings[i])))
			return true;
	/* sudo and cron leave out names with a dot (sudoers(5), cron(8)). */
	struct str name = str_base_name(path), folder = str_sub(path, 0, path.len - name.len);
	bool is_folder_of_names =
	    str_ends(folder, STR("/sudoers.d/")) || str_ends(folder, STR("/cron.d/"));
	return kind != NULL && is_folder_of_names && str_has(name, STR("."));
}

void
reading_find_kinds(struct reading *reading)
{
	struct gathered *gathered = &reading->gathered;
	const struct config_kind *kind;

	for (size_t k = 0; (kind = config_kind_at(k)) != NULL; k++) {
		for (size_t p = 0; p < CONFIG_PATTERNS_MAX && kind->patterns[p].glob != NULL; p++) {
			struct str *paths = NULL;
			size_t count = 0, room = 0;
			size_t limit = gathered->count < CONFIG_FILES_MAX
			    ? CONFIG_FILES_MAX - gathered->count
			    : 0;

			root_glob(gathered->root, str_of(kind->patterns[p].glob), limit,
			    gathered->arena, &paths, &count, &room, gathered->diags);
			for (size_t i = 0; i < count; i++)
				if (!is_leftover(kind, paths[i]))
					reading_add_file(reading, paths[i], kind, p);
			free(paths);
		}
	}
}

static int
by_path(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The paths that a kind has claimed, sorted; malloc'ed. */
static struct str *
claimed_paths(const struct gathered *gathered)
{
	struct str *claimed = mem_alloc(gathered->count + 1, sizeof *claimed);

	for (size_t i = 0; i < gathered->count; i++)
		claimed[i] = gathered->files[i].path;
	qsort(claimed, gathered->count, sizeof *claimed, by_path);
	return claimed;
}

void
reading_find_rest(struct reading *reading, struct config_result *result)
{
	struct gathered *gathered = &reading->gathered;
	const struct root *root = gathered->root;
	struct str *claimed = claimed_paths(gathered), *paths = NULL;
	size_t claimed_count = gathered->count, count = 0, room = 0, documents = 0;

	root_walk(root, root->is_live ? STR("etc") : (struct str){ 0 }, CONFIG_VISITED_MAX,
	    gathered->arena, &paths, &count, &room, gathered->diags);
	result->not_understood_files = ARENA_ARRAY(&result->arena, struct str, count);
	for (size_t i = 0; i < count; i++) {
		if (str_is(paths[i], HOSTNAME_FILE) ||
		    bsearch(&paths[i], claimed, claimed_count, sizeof *claimed, by_path) != NULL)
			continue;
		if (!root->is_live && config_is_document(paths[i]) &&
		    ++documents <= CONFIG_FILES_MAX) {
			reading_add_file(reading, paths[i], NULL, 0);
		} else {
			struct str name = root_file(root, paths[i], &result->arena);
			result->not_understood_files[result->not_understood++] = name;
		}
	}
	if (documents > CONFIG_FILES_MAX)
		diag_add(gathered->diags, DIAG_CONFIG_FILES, (struct diag_at){ .file = root->name },
		    arena_printf(gathered->arena, "%d", CONFIG_FILES_MAX), (struct str){ 0 },
		    (struct str){ 0 });
	free(paths);
	free(claimed);
}
