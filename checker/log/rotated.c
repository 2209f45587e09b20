/* SPDX-License-Identifier: Apache-2.0 */
/* Where a log may lie after it was rotated: files beside it whose names begin as its own, compared by what was read of it. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "log/growing.h"
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

enum { SECOND_NS = 1000000000 };

int64_t
candidate_written_ns(const struct candidate *file)
{
	return (int64_t)file->st.st_mtim.tv_sec * SECOND_NS + file->st.st_mtim.tv_nsec;
}

/* --- what was read of it ------------------------------------------------------------------------- */

static bool
digest_of(int fd, uint64_t end, uint32_t tail, unsigned char digest[PART_DIGEST_BYTES])
{
	unsigned char bytes[LOG_TAIL_BYTES];

	if (tail > sizeof bytes || tail > end ||
	    pread(fd, bytes, tail, (off_t)(end - tail)) != (ssize_t)tail)
		return false;
	crypto_generichash(digest, PART_DIGEST_BYTES, bytes, tail, NULL, 0);
	return true;
}

bool
mark_holds(const struct part_mark *mark, const struct candidate *file)
{
	unsigned char found[PART_DIGEST_BYTES];

	return (uint64_t)file->st.st_size >= mark->end &&
	    digest_of(file->fd, mark->end, mark->tail, found) &&
	    memcmp(found, mark->digest, sizeof found) == 0;
}

bool
mark_set(struct part_mark *mark, const struct candidate *file, uint64_t end)
{
	mark->end = end;
	mark->tail = end < LOG_TAIL_BYTES ? (uint32_t)end : LOG_TAIL_BYTES;
	return digest_of(file->fd, end, mark->tail, mark->digest);
}

bool
candidate_begins(const struct candidate *file, const struct candidate *other)
{
	struct part_mark whole = { 0 };

	return !file->packed && !other->packed &&
	    mark_set(&whole, file, (uint64_t)file->st.st_size) && mark_holds(&whole, other);
}

/* --- files --------------------------------------------------------------------------------------- */

/* Numbers of inodes are given again, to the log that comes after the one that was packed: such a file is younger. */
static int64_t
born_ns(int fd)
{
	struct statx x;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &x) != 0 || (x.stx_mask & STATX_BTIME) == 0)
		return 0;
	return (int64_t)x.stx_btime.tv_sec * SECOND_NS + x.stx_btime.tv_nsec;
}

void
candidates_allow(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

void
candidates_add(struct candidates *files, struct str path, struct str home, int fd)
{
	char head[4] = { 0 };
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return;
	}
	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].st.st_ino == st.st_ino &&
		    files->list[i].st.st_dev == st.st_dev) {
			close(fd);
			return;
		}
	bool packed = pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
	    unpack_packing((struct str){ head, sizeof head }) != LOG_PLAIN;
	struct candidate *file = ARRAY_ADD(files->list, files->count, files->room);
	*file = (struct candidate){ .path = path,
		.home = home,
		.fd = fd,
		.st = st,
		.born_ns = born_ns(fd),
		.packed = packed };
}

/* access.csv: access.csv.1, access.csv-20260101.gz; access-20260101.csv, access.1.csv. */
static bool
is_rotated_name(struct str base, struct str name)
{
	static const char partings[] = ".-_";
	size_t dot = base.len;

	while (dot > 0 && base.ptr[dot - 1] != '.')
		dot--;
	if (name.len > base.len + 1 && str_starts(name, base) &&
	    memchr(partings, name.ptr[base.len], 3) != NULL)
		return true;
	if (dot < 2)
		return false;
	struct str stem = str_sub(base, 0, dot - 1), ending = str_from(base, dot - 1);
	if (str_ends(name, STR(".gz")))
		name.len -= 3;
	return name.len > base.len && str_starts(name, stem) && str_ends(name, ending) &&
	    memchr(partings, name.ptr[stem.len], 3) != NULL;
}

static int
compare_young(const void *x, const void *y)
{
	int64_t a = candidate_written_ns(x), b = candidate_written_ns(y);

	return a != b
	    ? (a > b ? -1 : 1)
	    : str_cmp(((const struct candidate *)x)->path, ((const struct candidate *)y)->path);
}

void
candidates_beside(struct candidates *files, struct str home, struct arena *arena)
{
	size_t slash = home.len, first = files->count;

	while (slash > 0 && home.ptr[slash - 1] != '/')
		slash--;
	struct str dir = str_sub(home, 0, slash), base = str_from(home, slash);
	DIR *listing = opendir(dir.len == 0 ? "." : arena_cstr(arena, dir));
	if (listing == NULL)
		return; /* the log itself could not be opened, and that was said */
	/* cppcheck-suppress readdirCalled ; one thread */
	for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
		if (files->count - first >= LOG_ROTATED_MAX)
			break;
		struct str name = str_of(entry->d_name);
		if (!is_rotated_name(base, name))
			continue;
		struct str path = arena_join(arena, dir, name);
		int fd =
		    open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		if (fd >= 0)
			candidates_add(files, path, home, fd);
	}
	closedir(listing);
	if (files->count > first)
		qsort(
		    files->list + first, files->count - first, sizeof *files->list, compare_young);
}

void
candidates_release(struct candidates *files)
{
	for (size_t i = 0; i < files->count; i++)
		close(files->list[i].fd);
	free(files->list);
}
