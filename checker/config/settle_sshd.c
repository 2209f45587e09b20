/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd over all its files, as servconf.c does it: the main file from its top, each Include at its place (names of a
 * pattern in byte order, relative ones below /etc/ssh), a Match of an included file ending with it. The first value
 * of an option outside Match counts; inside Match it depends on who comes.
 */
#include <fnmatch.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/scope.h"
#include "config/limits.h"
#include "config/settle.h"
#include "base/banned.h"

#define MAIN_FILE "etc/ssh/sshd_config"

/* Options that add up: every value counts. */
static const char *const lists[] = { "AcceptEnv", "AllowGroups", "AllowUsers", "DenyGroups",
	"DenyUsers", "HostCertificate", "HostKey", "ListenAddress", "Port", "SetEnv", "Subsystem" };

struct visit {
	struct gathered_row row; /* with the section it has here */
	const struct gathered_file *file;
	int64_t entry_base;
	size_t order;
	bool is_uncertain; /* behind a file that could not be read */
};

struct walk {
	struct gathered *gathered;
	struct visit *list;
	size_t count, room;
	bool *visited; /* by file */
	bool is_uncertain;
	int64_t entry_base;
};

static bool
is_sshd(const struct gathered_file *file)
{
	return file->kind != NULL && file->kind->order == CONFIG_SSHD;
}

static bool
is_list(struct str key)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (str_is(key, lists[i]))
			return true;
	return false;
}

/* The pattern of an Include, relative to the root; empty when it goes up by "..". */
static struct str
include_pattern(struct arena *arena, struct str pattern)
{
	if (str_has(pattern, STR("..")))
		return (struct str){ 0 };
	while (pattern.len > 0 && pattern.ptr[0] == '/') {
		pattern = str_from(pattern, 1);
		if (pattern.len > 0 && pattern.ptr[0] != '/')
			return pattern;
	}
	return pattern.len == 0 ? pattern : arena_join(arena, STR("etc/ssh/"), pattern);
}

static bool
is_include(const struct gathered_row *row)
{
	return str_is(row->key, "Include") && row->value.type == VALUE_TEXT;
}

size_t
settle_sshd_includes(struct gathered *gathered, struct str **paths, size_t *count, size_t *room)
{
	size_t before = *count;

	for (size_t i = 0; i < gathered->count; i++) {
		const struct gathered_file *file = &gathered->files[i];
		for (size_t k = 0; is_sshd(file) && k < file->row_count; k++) {
			if (!is_include(&file->rows[k]))
				continue;
			struct str pattern =
			    include_pattern(gathered->arena, file->rows[k].value.text);
			size_t from = *count;
			if (pattern.len > 0)
				root_glob(gathered->root, pattern, CONFIG_FILES_MAX,
				    gathered->arena, paths, count, room, gathered->diags);
			/* Those that are gathered already are taken back. */
			size_t kept = from;
			for (size_t n = from; n < *count; n++)
				if (gathered_find(gathered, (*paths)[n]) == NULL)
					(*paths)[kept++] = (*paths)[n];
			*count = kept;
		}
	}
	return *count - before;
}

static void visit_file(struct walk *walk, size_t index, struct str section, int depth);

static void
say_at(struct walk *walk, const struct gathered_file *file, uint32_t line, enum diag_code code,
    struct str argument)
{
	diag_add(walk->gathered->diags, code, (struct diag_at){ .file = file->name, .line = line },
	    argument, (struct str){ 0 }, (struct str){ 0 });
}

static void
visit_include(struct walk *walk, const struct gathered_file *file, const struct gathered_row *row,
    struct str section, int depth)
{
	struct gathered *gathered = walk->gathered;
	struct str pattern = include_pattern(gathered->arena, row->value.text);
	const char *wanted = arena_cstr(gathered->arena, pattern);
	bool found = false;

	/* Files of a kind stand in byte order of their names, as glob(3) gives them. */
	for (size_t i = 0; i < gathered->count; i++) {
		struct gathered_file *other = &gathered->files[i];
		if (!is_sshd(other) ||
		    fnmatch(wanted, arena_cstr(gathered->arena, other->path),
			FNM_PATHNAME | FNM_PERIOD) != 0)
			continue;
		found = true;
		if (depth >= CONFIG_INCLUDE_DEPTH_MAX) {
			say_at(walk, file, row->line, DIAG_CONFIG_INCLUDE_DEPTH,
			    arena_printf(gathered->arena, "%d", CONFIG_INCLUDE_DEPTH_MAX));
			walk->is_uncertain = true;
			return;
		}
		visit_file(walk, i, section, depth + 1);
	}
	if (!found && str_find_char(pattern, '*', 0) == STR_NONE &&
	    str_find_char(pattern, '?', 0) == STR_NONE) {
		say_at(walk, file, row->line, DIAG_CONFIG_INCLUDE_MISSING, row->value.text);
		walk->is_uncertain = true;
	}
}

static struct str
section_within(struct arena *arena, struct str outer, struct str inner)
{
	if (outer.len == 0 || inner.len == 0)
		return outer.len == 0 ? inner : outer;
	return arena_printf(arena, "%.*s %.*s", STR_ARG(outer), STR_ARG(inner));
}

static void
visit_file(struct walk *walk, size_t index, struct str section, int depth)
{
	const struct gathered_file *file = &walk->gathered->files[index];
	int64_t entry_base = walk->entry_base, last = 0;

	walk->visited[index] = true;
	if (!file->is_read || file->is_refused) {
		walk->is_uncertain = true;
		return;
	}
	for (size_t i = 0; i < file->row_count; i++)
		if (file->rows[i].entry > last)
			last = file->rows[i].entry;
	walk->entry_base += last;
	for (size_t i = 0; i < file->row_count; i++) {
		/* Files that include each other many times over: the depth alone does not end it. */
		if (walk->count >= CONFIG_ROWS_MAX) {
			if (!walk->is_uncertain)
				say_at(walk, file, file->rows[i].line, DIAG_CONFIG_INCLUDE_DEPTH,
				    arena_printf(
					walk->gathered->arena, "%d", CONFIG_INCLUDE_DEPTH_MAX));
			walk->is_uncertain = true;
			return;
		}
		struct visit *visit = ARRAY_ADD(walk->list, walk->count, walk->room);
		*visit = (struct visit){ .row = file->rows[i],
			.file = file,
			.entry_base = entry_base,
			.order = walk->count,
			.is_uncertain = walk->is_uncertain };
		visit->row.section =
		    section_within(walk->gathered->arena, section, file->rows[i].section);
		struct str here = visit->row.section;
		if (is_include(&file->rows[i]))
			visit_include(walk, file, &file->rows[i], here, depth);
	}
}

static int
by_key(const void *left, const void *right)
{
	const struct visit *const *a = left, *const *b = right;
	int order = str_cmp((*a)->row.key, (*b)->row.key);

	if (order != 0)
		return order;
	return (*a)->order < (*b)->order ? -1 : (*a)->order > (*b)->order;
}

/* "Match all" ends the conditions: what follows is for everybody. */
static bool
is_unconditional(const struct gathered_row *row)
{
	return row->section.len == 0 || str_is(row->section, "Match all");
}

static void
settle_first_wins(struct walk *walk)
{
	struct visit **global = NULL;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < walk->count; i++)
		if (is_unconditional(&walk->list[i].row) && !is_include(&walk->list[i].row))
			*(struct visit **)ARRAY_ADD(global, count, room) = &walk->list[i];
	if (count > 0)
		qsort(global, count, sizeof(struct visit *), by_key);
	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || !str_eq(global[i]->row.key, global[i - 1]->row.key);
		if (!first && !is_list(global[i]->row.key))
			global[i]->row.effective = EFFECTIVE_NO;
		else if (!global[i]->is_uncertain)
			global[i]->row.effective = EFFECTIVE_YES;
	}
	free(global);
}

/* Files of sshd_config.d that no Include draws in have no effect (unless a file that may do so was not read). */
static void
write_unvisited(struct walk *walk, bool has_main)
{
	for (size_t i = 0; i < walk->gathered->count; i++) {
		struct gathered_file *file = &walk->gathered->files[i];
		if (!is_sshd(file) || walk->visited[i])
			continue;
		for (size_t k = 0; k < file->row_count; k++)
			if (has_main && !walk->is_uncertain)
				file->rows[k].effective = EFFECTIVE_NO;
		settle_write_file(walk->gathered, file);
	}
}

void
settle_write_sshd(struct gathered *gathered)
{
	struct walk walk = { .gathered = gathered };
	const struct gathered_file *main_file = gathered_find(gathered, STR(MAIN_FILE));

	walk.visited = mem_alloc(gathered->count + 1, sizeof *walk.visited);
	if (main_file != NULL)
		visit_file(&walk, (size_t)(main_file - gathered->files), (struct str){ 0 }, 0);
	settle_first_wins(&walk);
	for (size_t i = 0; i < walk.count; i++)
		settle_write_row(
		    gathered, walk.list[i].file, &walk.list[i].row, walk.list[i].entry_base);
	gathered->entry_base = walk.entry_base;
	write_unvisited(&walk, main_file != NULL);
	free(walk.visited);
	free(walk.list);
}
