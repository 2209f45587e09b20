/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which logs are meant: files, all files of a directory, those that a pattern fits; and their order: a log's older parts before it,
 * as logrotate names them (x.log-20250401.gz, x.log.2.gz, x.log.1, x.log).
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "log/limits.h"
#include "log/log.h"
#include "base/banned.h"

enum { DATE_DIGITS = 8, NUMBER_DIGITS_MAX = 3 };

/* --- order --------------------------------------------------------------------------------------- */

struct name {
	struct str base; /* of all parts of one log */
	struct str date; /* 20250401, and what follows of the hour; empty: none */
	int64_t number;  /* 0: the log that is written to */
};

static struct name
name_of(struct str file)
{
	struct name name = { .base = file };
	size_t at = file.len, digits;

	if (str_ends(file, STR(".gz")))
		at -= 3;
	else if (str_ends(file, STR(".zst")))
		at -= 4;
	size_t end = at;
	while (at > 0 && str_is_digit(file.ptr[at - 1]))
		at--;
	digits = end - at;
	if (at < 2 || digits == 0 || (file.ptr[at - 1] != '.' && file.ptr[at - 1] != '-')) {
		name.base.len = end;
		return name;
	}
	struct str text = str_sub(file, at, digits);
	if (digits >= DATE_DIGITS)
		name.date = text;
	else if (digits > NUMBER_DIGITS_MAX || file.ptr[at - 1] != '.' ||
	    !str_parse_i64(text, &name.number))
		return (struct name){ .base = str_sub(file, 0, end) };
	name.base.len = at - 1;
	return name;
}

int
log_name_cmp(struct str a, struct str b)
{
	struct name x = name_of(a), y = name_of(b);
	int c = str_cmp(x.base, y.base);

	if (c == 0 && (x.date.len > 0) != (y.date.len > 0))
		return x.date.len > 0 ? -1 : 1;
	if (c == 0)
		c = str_cmp(x.date, y.date);
	if (c == 0 && x.number != y.number)
		return x.number > y.number ? -1 : 1;
	return c != 0 ? c : str_cmp(a, b);
}

static int
compare(const void *a, const void *b)
{
	return log_name_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* --- what is meant ------------------------------------------------------------------------------- */

struct found {
	struct str *list;
	size_t count, room;
};

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void
add_directory(struct found *found, struct str path, struct arena *arena, struct diags *diags)
{
	struct str *files = NULL;
	size_t count = 0;

	(void)io_list_files(path, NULL, LOG_FILES_MAX, arena, &files, &count, diags);
	for (size_t i = 0; i < count; i++)
		*ARRAY_ADD(found->list, found->count, found->room) = files[i];
	if (count == 0)
		diag_addz(diags, DIAG_LOG_NONE, (struct diag_at){ path, 0, 0 }, NULL, NULL, NULL);
}

/* A file may have a name like a pattern: it is meant then. */
static bool
add_pattern(struct found *found, const char *pattern, struct arena *arena, struct diags *diags)
{
	glob_t paths = { 0 };
	struct stat st;

	if (strpbrk(pattern, "*?[") == NULL || lstat(pattern, &st) == 0)
		return false;
	(void)glob(pattern, GLOB_NOSORT, NULL, &paths);
	if (paths.gl_pathc == 0)
		diag_addz(diags, DIAG_LOG_NONE, (struct diag_at){ str_of(pattern), 0, 0 }, NULL,
		    NULL, NULL);
	for (size_t i = 0; i < paths.gl_pathc; i++)
		if (!is_directory(paths.gl_pathv[i]))
			*ARRAY_ADD(found->list, found->count, found->room) =
			    arena_str(arena, str_of(paths.gl_pathv[i]));
	globfree(&paths);
	return true;
}

struct str *
log_inputs(const struct str *given, size_t count, struct arena *arena, size_t *found_count,
    struct diags *diags)
{
	struct found found = { 0 };

	for (size_t i = 0; i < count; i++) {
		const char *path = arena_cstr(arena, given[i]);
		if (is_directory(path))
			add_directory(&found, given[i], arena, diags);
		else if (!add_pattern(&found, path, arena, diags))
			*ARRAY_ADD(found.list, found.count, found.room) = given[i];
	}
	if (found.count > 1)
		qsort(found.list, found.count, sizeof *found.list, compare);
	struct str *list = ARENA_ARRAY(arena, struct str, found.count + 1);
	*found_count = 0;
	/* What two of them name is one log. */
	for (size_t i = 0; i < found.count; i++)
		if (i == 0 || !str_eq(found.list[i], found.list[i - 1]))
			list[(*found_count)++] = found.list[i];
	free(found.list);
	return list;
}
