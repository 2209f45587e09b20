/* SPDX-License-Identifier: Apache-2.0 */
/*
 * openat2 with RESOLVE_IN_ROOT does what chroot would: an absolute link and ".." end at the root. Kernels before
 * 5.6, and sandboxes that refuse it, get O_NOFOLLOW at every step instead: links are then refused.
 */
#include "config/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "config/limits.h"
#include "base/banned.h"

SCOPE_RELEASE(DIR, closedir);

static void
say(struct diags *diags, const struct root *root, struct str path, enum diag_code code,
    const char *what)
{
	struct arena arena = { 0 };
	struct str file = path.len == 0 ? root->name : root_file(root, path, &arena);

	diag_addz(diags, code, (struct diag_at){ .file = file }, what, NULL, NULL);
	arena_release(&arena);
}

static void
say_errno(struct diags *diags, const struct root *root, struct str path, enum diag_code code)
{
	struct arena arena = { 0 };

	say(diags, root, path, code, io_error_str(errno, &arena).ptr);
	arena_release(&arena);
}

/* Each part of the path by itself, no link followed: for kernels without openat2. */
static int
open_steps(int at, struct str path, int flags)
{
	char part[256];
	int fd = fcntl(at, F_DUPFD_CLOEXEC, 0);

	while (fd >= 0 && path.len > 0) {
		struct str name = str_split(path, '/', &path);
		if (name.len >= sizeof part || str_is(name, "..")) {
			close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		if (name.len == 0 || str_is(name, "."))
			continue;
		memcpy(part, name.ptr, name.len);
		part[name.len] = '\0';
		int next = openat(fd, part,
		    (path.len > 0 ? O_PATH | O_DIRECTORY : flags) | O_NOFOLLOW | O_CLOEXEC);
		int saved = errno;
		close(fd);
		errno = saved;
		fd = next;
	}
	return fd;
}

static int
open_below(const struct root *root, struct str path, int flags)
{
	struct arena arena = { 0 };
	struct open_how how = { .flags = (unsigned)flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };

	if (root->no_openat2)
		return open_steps(root->fd, path, flags);
	const char *name = path.len == 0 ? "." : arena_cstr(&arena, path);
	int fd = (int)syscall(SYS_openat2, root->fd, name, &how, sizeof how);
	int saved = errno;
	arena_release(&arena);
	errno = saved;
	return fd;
}

bool
root_open(struct root *root, struct str name, struct diags *diags)
{
	struct arena arena = { 0 };
	struct stat here, live;

	*root = (struct root){ .name = name, .fd = -1 };
	root->fd = open(arena_cstr(&arena, name), O_PATH | O_DIRECTORY | O_CLOEXEC);
	arena_release(&arena);
	if (root->fd < 0) {
		if (errno == ENOTDIR)
			say(diags, root, (struct str){ 0 }, DIAG_FILE_NOT_DIRECTORY, NULL);
		else
			say_errno(diags, root, (struct str){ 0 }, DIAG_FILE_OPEN);
		return false;
	}
	int probe = open_below(root, (struct str){ 0 }, O_PATH);
	if (probe < 0 && (errno == ENOSYS || errno == EPERM))
		root->no_openat2 = true;
	if (probe >= 0)
		close(probe);
	root->is_live = fstat(root->fd, &here) == 0 && stat("/", &live) == 0 &&
	    here.st_dev == live.st_dev && here.st_ino == live.st_ino;
	int etc = open_below(root, STR("etc"), O_PATH | O_DIRECTORY);
	root->is_host = etc >= 0;
	if (etc >= 0)
		close(etc);
	return true;
}

void
root_close(struct root *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

struct str
root_file(const struct root *root, struct str path, struct arena *arena)
{
	bool slash = root->name.len > 0 && root->name.ptr[root->name.len - 1] == '/';

	return arena_printf(
	    arena, "%.*s%s%.*s", STR_ARG(root->name), slash ? "" : "/", STR_ARG(path));
}

/* A link straight to /dev/null is how systemd, sysctl.d and modprobe.d switch a file off. */
static bool
is_null_link(const struct root *root, struct str path)
{
	char target[16];
	bool is_null = false;
	size_t slash = path.len;

	while (slash > 0 && path.ptr[slash - 1] != '/')
		slash--;
	int folder = open_below(root, str_sub(path, 0, slash), O_PATH | O_DIRECTORY);
	if (folder < 0)
		return false;
	struct arena arena = { 0 };
	ssize_t n =
	    readlinkat(folder, arena_cstr(&arena, str_from(path, slash)), target, sizeof target);
	is_null = n == 9 && memcmp(target, "/dev/null", 9) == 0;
	arena_release(&arena);
	close(folder);
	return is_null;
}

static enum root_result
refuse_open(const struct root *root, struct str path, struct diags *diags)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EXDEV) {
		struct stat status;
		int link = open_below(root, path, O_PATH | O_NOFOLLOW);
		if (link < 0)
			return ROOT_NONE;
		bool is_link = fstat(link, &status) == 0 && S_ISLNK(status.st_mode);
		close(link);
		if (is_link) {
			say(diags, root, path, DIAG_CONFIG_OUTSIDE, NULL);
			return ROOT_REFUSED;
		}
		return ROOT_NONE;
	}
	/* A socket cannot be opened at all. */
	if (errno == ENXIO)
		say(diags, root, path, DIAG_FILE_NOT_REGULAR, NULL);
	else
		say_errno(diags, root, path, DIAG_FILE_OPEN);
	return ROOT_REFUSED;
}

enum root_result
root_open_file(
    const struct root *root, struct str path, int *fd, struct stat *status, struct diags *diags)
{
	if (is_null_link(root, path))
		return ROOT_NULL;
	*fd = open_below(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (*fd < 0)
		return refuse_open(root, path, diags);
	if (fstat(*fd, status) == 0 && S_ISREG(status->st_mode))
		return ROOT_OK;
	bool is_folder = S_ISDIR(status->st_mode);
	close(*fd);
	*fd = -1;
	if (is_folder)
		return ROOT_NONE;
	say(diags, root, path, DIAG_FILE_NOT_REGULAR, NULL);
	return ROOT_REFUSED;
}

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct search {
	const struct root *root;
	size_t limit;
	struct arena *arena;
	struct str **paths;
	size_t *count, *room;
	struct diags *diags;
	bool complete;
	bool quiet; /* what cannot be listed is not searched, and that is no fault */
};

static bool
add_path(struct search *search, struct str path)
{
	if (*search->count >= search->limit) {
		struct str limit = arena_printf(search->arena, "%zu", search->limit);
		if (search->complete)
			diag_add(search->diags, DIAG_CONFIG_FILES,
			    (struct diag_at){ .file = search->root->name }, limit,
			    (struct str){ 0 }, (struct str){ 0 });
		search->complete = false;
		return false;
	}
	*(struct str *)ARRAY_ADD(*search->paths, *search->count, *search->room) = path;
	return true;
}

/* Names in a folder in byte order, malloc'ed; those of hidden files too. */
static struct str *
names_in(struct search *search, struct str folder, size_t *count)
{
	struct str *names = NULL;
	size_t room = 0;
	int fd = open_below(search->root, folder, O_RDONLY | O_DIRECTORY);

	*count = 0;
	SCOPED(DIR) dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		if (errno != ENOENT && errno != ENOTDIR && !search->quiet) {
			say_errno(search->diags, search->root, folder, DIAG_FILE_OPEN);
			search->complete = false;
		}
		return NULL;
	}
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		struct str name = str_of(entry->d_name);
		if (str_is(name, ".") || str_is(name, ".."))
			continue;
		*(struct str *)ARRAY_ADD(names, *count, room) = arena_str(search->arena, name);
		if (*count > CONFIG_VISITED_MAX)
			break;
	}
	if (names != NULL)
		qsort(names, *count, sizeof *names, by_bytes);
	return names;
}

static struct str
join_path(struct arena *arena, struct str folder, struct str name)
{
	return folder.len == 0 ? name
			       : arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

static bool
is_wild(struct str part)
{
	return str_find_char(part, '*', 0) != STR_NONE || str_find_char(part, '?', 0) != STR_NONE ||
	    str_find_char(part, '[', 0) != STR_NONE;
}

static void
glob_below(struct search *search, struct str folder, struct str pattern)
{
	struct str rest;
	struct str part = str_split(pattern, '/', &rest);
	bool is_last = part.len == pattern.len;

	if (!is_wild(part)) {
		struct str path = join_path(search->arena, folder, part);
		if (!is_last) {
			glob_below(search, path, rest);
			return;
		}
		int fd = open_below(search->root, path, O_PATH | O_NOFOLLOW);
		if (fd >= 0) {
			close(fd);
			add_path(search, path);
		}
		return;
	}
	size_t count = 0;
	struct str *names = names_in(search, folder, &count);
	const char *wanted = arena_cstr(search->arena, part);
	for (size_t i = 0; i < count; i++) {
		/* Names are NUL-terminated: they come from the arena. */
		if (fnmatch(wanted, names[i].ptr, FNM_PERIOD) != 0)
			continue;
		struct str path = join_path(search->arena, folder, names[i]);
		if (!is_last)
			glob_below(search, path, rest);
		else if (!add_path(search, path))
			break;
	}
	free(names);
}

bool
root_glob(const struct root *root, struct str pattern, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, size_t *room, struct diags *diags)
{
	struct search search = { root, limit, arena, paths, count, room, diags, true, false };

	glob_below(&search, (struct str){ 0 }, pattern);
	return search.complete;
}

static void
walk_below(struct search *search, struct str folder, int depth)
{
	size_t count = 0;

	if (depth > CONFIG_FOLDER_DEPTH_MAX) {
		struct str limit = arena_printf(search->arena, "%d", CONFIG_FOLDER_DEPTH_MAX);
		diag_add(search->diags, DIAG_CONFIG_FOLDERS,
		    (struct diag_at){ .file = root_file(search->root, folder, search->arena) },
		    limit, (struct str){ 0 }, (struct str){ 0 });
		search->complete = false;
		return;
	}
	struct str *names = names_in(search, folder, &count);
	for (size_t i = 0; i < count; i++) {
		struct str path = join_path(search->arena, folder, names[i]);
		struct stat status;
		int fd = open_below(search->root, path, O_PATH | O_NOFOLLOW);

		if (fd < 0)
			continue;
		bool known = fstat(fd, &status) == 0;
		close(fd);
		if (known && S_ISREG(status.st_mode)) {
			if (!add_path(search, path))
				break;
		} else if (known && S_ISDIR(status.st_mode) && !str_is(names[i], ".git")) {
			walk_below(search, path, depth + 1);
		}
	}
	free(names);
}

bool
root_walk(const struct root *root, struct str folder, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, size_t *room, struct diags *diags)
{
	struct search search = { root, limit, arena, paths, count, room, diags, true,
		root->is_live };

	walk_below(&search, folder, 0);
	return search.complete;
}
