/* SPDX-License-Identifier: Apache-2.0 */
/* A file system for SQLite that knows temporary files only. Nobody else opens them: there is nothing to lock or to make last. */
#include "rule/spill.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/temporary.h"
#include "rule/limits.h"
#include "base/banned.h"

enum { NAME_BYTES = 32, SECTOR_BYTES = 4096, ROOM_LEAST = 1 << 16 };

struct spill {
	sqlite3_vfs vfs; /* the first member: SQLite hands it back */
	sqlite3_vfs *usual;
	char name[NAME_BYTES];
	int64_t most;
	bool is_lent; /* only these files, of which so many are left */
	int files[RULE_SPILL_FILES];
	size_t files_left, files_used;
	bool (*is_over)(void *context); /* NULL: nobody looks */
	void *context;
};

struct file {
	sqlite3_file base;
	struct spill *of;
	int fd; /* -1: in memory */
	bool is_lent;
	unsigned char *bytes;
	sqlite3_int64 size, room, most;
};

/* --- one file ------------------------------------------------------------------------------------ */

static bool
look(const struct file *file)
{
	return file->of->is_over != NULL && file->of->is_over(file->of->context);
}

/* One of those that were lent, empty; -1: none is left. */
static int
borrow(struct spill *spill)
{
	if (spill->files_left == 0 || ftruncate(spill->files[spill->files_left - 1], 0) != 0)
		return -1;
	spill->files_used++;
	return spill->files[--spill->files_left];
}

/* The room on the disk is given back at once: the process may live on for long. */
static void
give_back(struct spill *spill, int fd)
{
	if (ftruncate(fd, 0) == 0)
		spill->files[spill->files_left++] = fd;
	spill->files_used--;
}

static int
on_close(sqlite3_file *base)
{
	struct file *file = (struct file *)base;

	if (file->is_lent)
		give_back(file->of, file->fd);
	else if (file->fd >= 0)
		close(file->fd);
	sqlite3_free(file->bytes);
	return SQLITE_OK;
}

static bool
read_at(int fd, char *to, size_t count, sqlite3_int64 at)
{
	for (ssize_t n; count > 0; to += n, count -= (size_t)n, at += n) {
		n = pread(fd, to, count, at);
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		if (n < 0)
			n = 0;
	}
	return true;
}

static bool
write_at(int fd, const char *from, size_t count, sqlite3_int64 at)
{
	for (ssize_t n; count > 0; from += n, count -= (size_t)n, at += n) {
		n = pwrite(fd, from, count, at);
		if (n < 0 && errno != EINTR)
			return false;
		if (n < 0)
			n = 0;
	}
	return true;
}

static int
on_read(sqlite3_file *base, void *to, int count, sqlite3_int64 at)
{
	struct file *file = (struct file *)base;
	sqlite3_int64 left = at < file->size ? file->size - at : 0;
	size_t n = (size_t)(left < count ? left : count);

	if (look(file))
		return SQLITE_IOERR_READ;
	if (file->fd < 0) {
		if (n > 0)
			memcpy(to, file->bytes + at, n);
	} else if (!read_at(file->fd, to, n, at)) {
		return SQLITE_IOERR_READ;
	}
	memset((char *)to + n, 0, (size_t)count - n);
	return n == (size_t)count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static bool
make_room(struct file *file, sqlite3_int64 end)
{
	sqlite3_int64 room = file->room == 0 ? ROOM_LEAST : file->room;

	while (room < end)
		room *= 2;
	if (room == file->room)
		return true;
	unsigned char *bytes = sqlite3_realloc64(file->bytes, (sqlite3_uint64)room);
	if (bytes == NULL)
		return false;
	memset(bytes + file->room, 0, (size_t)(room - file->room));
	file->bytes = bytes;
	file->room = room;
	return true;
}

static int
on_write(sqlite3_file *base, const void *from, int count, sqlite3_int64 at)
{
	struct file *file = (struct file *)base;
	sqlite3_int64 end = at + count;

	if (look(file))
		return SQLITE_IOERR_WRITE;
	if (end > file->most)
		return SQLITE_FULL;
	if (file->fd < 0) {
		if (!make_room(file, end))
			return SQLITE_NOMEM;
		memcpy(file->bytes + at, from, (size_t)count);
	} else if (!write_at(file->fd, from, (size_t)count, at)) {
		return errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	}
	if (end > file->size)
		file->size = end;
	return SQLITE_OK;
}

static int
on_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct file *file = (struct file *)base;

	if (size >= file->size)
		return SQLITE_OK;
	if (file->fd < 0)
		memset(file->bytes + size, 0, (size_t)(file->size - size));
	else if (ftruncate(file->fd, size) != 0)
		return SQLITE_IOERR_TRUNCATE;
	file->size = size;
	return SQLITE_OK;
}

static int
on_sync(sqlite3_file *base, int flags)
{
	(void)base;
	(void)flags;
	return SQLITE_OK;
}

static int
on_size(sqlite3_file *base, sqlite3_int64 *size)
{
	*size = ((struct file *)base)->size;
	return SQLITE_OK;
}

static int
on_lock(sqlite3_file *base, int level)
{
	(void)base;
	(void)level;
	return SQLITE_OK;
}

static int
on_reserved(sqlite3_file *base, int *is)
{
	(void)base;
	*is = 0;
	return SQLITE_OK;
}

static int
on_control(sqlite3_file *base, int what, void *argument)
{
	(void)base;
	(void)what;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int
on_sector(sqlite3_file *base)
{
	(void)base;
	return SECTOR_BYTES;
}

static int
on_characteristics(sqlite3_file *base)
{
	(void)base;
	return 0;
}

/* --- the file system ----------------------------------------------------------------------------- */

static int
on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out)
{
	static const sqlite3_io_methods methods = { .iVersion = 1,
		.xClose = on_close,
		.xRead = on_read,
		.xWrite = on_write,
		.xTruncate = on_truncate,
		.xSync = on_sync,
		.xFileSize = on_size,
		.xLock = on_lock,
		.xUnlock = on_lock,
		.xCheckReservedLock = on_reserved,
		.xFileControl = on_control,
		.xSectorSize = on_sector,
		.xDeviceCharacteristics = on_characteristics };
	struct file *file = (struct file *)base;

	*file = (struct file){
		.of = (struct spill *)vfs, .fd = -1, .most = ((struct spill *)vfs)->most
	};
	if (name != NULL || (flags & SQLITE_OPEN_DELETEONCLOSE) == 0)
		return SQLITE_CANTOPEN;
	file->fd = file->of->is_lent ? borrow(file->of) : temporary_open();
	file->is_lent = file->of->is_lent && file->fd >= 0;
	file->base.pMethods = &methods;
	if (out != NULL)
		*out = flags;
	return SQLITE_OK;
}

static int
on_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	(void)name;
	(void)sync;
	return SQLITE_IOERR_DELETE_NOENT;
}

static int
on_access(sqlite3_vfs *vfs, const char *name, int flags, int *is)
{
	(void)vfs;
	(void)name;
	(void)flags;
	*is = 0;
	return SQLITE_OK;
}

static int
on_path(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
	(void)vfs;
	snprintf(out, (size_t)room, "%s", name);
	return SQLITE_OK;
}

static int
on_randomness(sqlite3_vfs *vfs, int count, char *out)
{
	sqlite3_vfs *usual = ((struct spill *)vfs)->usual;

	return usual->xRandomness(usual, count, out);
}

static int
on_sleep(sqlite3_vfs *vfs, int microseconds)
{
	sqlite3_vfs *usual = ((struct spill *)vfs)->usual;

	return usual->xSleep(usual, microseconds);
}

static int
on_time(sqlite3_vfs *vfs, double *now)
{
	sqlite3_vfs *usual = ((struct spill *)vfs)->usual;

	return usual->xCurrentTime(usual, now);
}

struct spill *
spill_new(int64_t most)
{
	struct spill *t = mem_alloc(1, sizeof *t);

	t->most = most;
	t->usual = sqlite3_vfs_find(NULL);
	BUG_IF(t->usual == NULL);
	snprintf(t->name, sizeof t->name, "piacheck-%p", (void *)t);
	t->vfs = (sqlite3_vfs){ .iVersion = 1,
		.szOsFile = sizeof(struct file),
		.mxPathname = SECTOR_BYTES,
		.zName = t->name,
		.xOpen = on_open,
		.xDelete = on_delete,
		.xAccess = on_access,
		.xFullPathname = on_path,
		.xRandomness = on_randomness,
		.xSleep = on_sleep,
		.xCurrentTime = on_time };
	BUG_IF(sqlite3_vfs_register(&t->vfs, 0) != SQLITE_OK);
	return t;
}

const char *
spill_name(const struct spill *spill)
{
	return spill->name;
}

void
spill_free(struct spill *spill)
{
	if (spill == NULL)
		return;
	(void)sqlite3_vfs_unregister(&spill->vfs);
	free(spill);
}

void
spill_look(struct spill *spill, bool (*is_over)(void *context), void *context)
{
	spill->is_over = is_over;
	spill->context = context;
}

void
spill_lend(struct spill *spill, const int *files, size_t count)
{
	BUG_IF(spill->files_used > 0 || count > RULE_SPILL_FILES);
	spill->is_lent = true;
	for (size_t i = 0; i < count; i++)
		spill->files[i] = files[i];
	spill->files_left = count;
}
