/* SPDX-License-Identifier: Apache-2.0 */
/* Locks that go with a file from its temporary name to its own. */
#include "log/part_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/banned.h"

static char *
temporary_name(struct arena *arena, struct str path)
{
	return arena_cstr(arena, arena_printf(arena, "%s.part-writing", io_behind(path, arena)));
}

/* A file may have got another name, and be another's, since it was opened. */
static bool
is_still(int fd, const char *name)
{
	struct stat opened, there;

	return fstat(fd, &opened) == 0 && stat(name, &there) == 0 &&
	    there.st_ino == opened.st_ino && there.st_dev == opened.st_dev;
}

static int
close_saying(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

/* -1 with errno. To be written, as locks over a network want it; a pipe that nobody reads is not waited for. */
static int
open_locked(const char *name, int flags)
{
	for (;;) {
		int fd = open(name, O_RDWR | flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
		struct stat st;
		if (fd < 0) {
			errno = errno == EISDIR ? ESPIPE : errno;
			return -1;
		}
		if (fstat(fd, &st) != 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
			return close_saying(fd);
		if (!S_ISREG(st.st_mode)) {
			errno = ESPIPE;
			return close_saying(fd);
		}
		if (is_still(fd, name))
			return fd;
		close(fd);
	}
}

static void
let_go(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* What stands at the path first: who has that needs not fear for the other name. */
static bool
lock_both(struct part_lock *lock, const char *path, const char *temporary)
{
	for (;;) {
		bool none = false;
		if (lock->file < 0) {
			lock->file = open_locked(path, 0);
			none = lock->file < 0 && errno == ENOENT;
			if (lock->file < 0 && !none)
				return false;
		}
		lock->temporary = open_locked(temporary, O_CREAT);
		if (lock->temporary < 0)
			return false;
		/* Between the two another may have published, and gone. */
		if (none ? access(path, F_OK) != 0 : is_still(lock->file, path))
			return ftruncate(lock->temporary, 0) == 0;
		let_go(&lock->file);
		let_go(&lock->temporary);
	}
}

bool
part_lock(struct part_lock *lock, struct str path)
{
	struct arena arena = { 0 };

	/* Standard output has no name to rename to. */
	if (str_is(path, "-")) {
		errno = ESPIPE;
		return false;
	}
	bool good = lock_both(lock, io_behind(path, &arena), temporary_name(&arena, path));
	int error = errno;
	arena_release(&arena);
	errno = error;
	return good;
}

bool
part_lock_publish(struct part_lock *lock, struct str path)
{
	struct arena arena = { 0 };
	bool good = fsync(lock->temporary) == 0 &&
	    rename(temporary_name(&arena, path), io_behind(path, &arena)) == 0;
	int error = errno;

	if (good) {
		let_go(&lock->file);
		lock->file = lock->temporary;
		lock->temporary = -1;
	}
	arena_release(&arena);
	errno = error;
	return good;
}

void
part_lock_withdraw(struct part_lock *lock, struct str path)
{
	struct arena arena = { 0 };

	if (lock->temporary >= 0)
		unlink(temporary_name(&arena, path));
	arena_release(&arena);
	let_go(&lock->temporary);
}

void
part_unlock(struct part_lock *lock, struct str path)
{
	part_lock_withdraw(lock, path);
	let_go(&lock->file);
}

void
part_lock_say(struct str path, int error, struct diags *diags)
{
	const struct diag_at at = { path, 0, 0 };

	if (error == EWOULDBLOCK)
		diag_addz(diags, DIAG_LOG_PART_BUSY, at, NULL, NULL, NULL);
	else if (error == ESPIPE)
		diag_addz(diags, DIAG_LOG_PART_PLACE, at, NULL, NULL, NULL);
	else
		io_say_error(diags, DIAG_FILE_WRITE, path, error);
}
