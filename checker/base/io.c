/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, reading whole, and replacing whole. */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/banned.h"

void
io_error_text(int error, struct buf *buf)
{
	const char *words = strerrordesc_np(error), *name = strerrorname_np(error);

	buf_adds(buf, words == NULL ? "unknown error" : words);
	if (name == NULL)
		buf_addf(buf, " (%d)", error);
	else
		buf_addf(buf, " (%s)", name);
}

struct str
io_error_str(int error, struct arena *arena)
{
	struct buf words = { 0 };

	io_error_text(error, &words);
	struct str text = arena_str(arena, buf_str(&words));
	buf_release(&words);
	return text;
}

void
io_say_error(struct diags *diags, enum diag_code code, struct str path, int error)
{
	struct buf words = { 0 };

	io_error_text(error, &words);
	diag_add(diags, code, (struct diag_at){ .file = path }, buf_str(&words), (struct str){ 0 },
	    (struct str){ 0 });
	buf_release(&words);
}

static int
open_path(struct str path)
{
	struct arena arena = { 0 };
	int fd;

	if (str_is(path, "-"))
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (path.len == 0 || str_find_char(path, '\0', 0) != STR_NONE) {
		errno = ENOENT;
		return -1;
	}
	/* O_NONBLOCK only for the opening: a FIFO that nobody writes then reads as empty. A file does not feel it. */
	do
		fd = open(arena_cstr(&arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	int error = errno;
	arena_release(&arena);
	errno = error;
	return fd;
}

int
io_open(struct str path, struct diags *diags)
{
	bool is_stdin = str_is(path, "-");
	struct diag_at at = { .file = path };
	struct stat st;
	int fd = open_path(path);

	if (fd < 0) {
		io_say_error(diags, DIAG_FILE_OPEN, path, errno);
		return -1;
	}
	if (fstat(fd, &st) < 0) {
		io_say_error(diags, DIAG_FILE_READ, path, errno);
		close(fd);
		return -1;
	}
	if (S_ISDIR(st.st_mode) || (!is_stdin && !S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))) {
		diag_addz(diags,
		    S_ISDIR(st.st_mode) ? DIAG_FILE_IS_DIRECTORY : DIAG_FILE_NOT_REGULAR, at, NULL,
		    NULL, NULL);
		close(fd);
		return -1;
	}
	int flags = is_stdin || S_ISREG(st.st_mode) ? -1 : fcntl(fd, F_GETFL);
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	return fd;
}

static bool
wait_for(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

/* Like read, but never interrupted, and patient with a descriptor that somebody made non-blocking. */
static ssize_t
read_some(int fd, char *to, size_t room)
{
	for (;;) {
		ssize_t n = read(fd, to, room);

		if (n >= 0)
			return n;
		if (errno != EINTR && !(errno == EAGAIN && wait_for(fd, POLLIN)))
			return -1;
	}
}

/* tee(2) copies what is in a pipe and leaves it there. */
static ssize_t
peek_pipe(int fd, char *head, size_t room)
{
	int copy[2];
	ssize_t n;

	if (pipe2(copy, O_CLOEXEC) < 0)
		return -1;
	do
		n = tee(fd, copy[1], room, 0);
	while (n < 0 && (errno == EINTR || (errno == EAGAIN && wait_for(fd, POLLIN))));
	if (n > 0)
		n = read(copy[0], head, room);
	close(copy[0]);
	close(copy[1]);
	return n;
}

size_t
io_peek(struct str path, char *head, size_t room)
{
	/* Opened anew, these are the same pipe, held by who gave it; a FIFO's writer would see a reader come and go. */
	bool held = str_is(path, "-") || str_starts(path, STR("/dev/fd/")) ||
	    str_starts(path, STR("/proc/self/fd/"));
	int fd = open_path(path);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		n = pread(fd, head, room, str_is(path, "-") ? lseek(fd, 0, SEEK_CUR) : 0);
	else if (held && S_ISFIFO(st.st_mode))
		n = peek_pipe(fd, head, room);
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

enum io_result
io_read_all(int fd, size_t limit, struct arena *arena, struct str *bytes)
{
	return io_read_all_telling(fd, limit, arena, bytes, NULL, NULL);
}

enum io_result
io_read_all_telling(int fd, size_t limit, struct arena *arena, struct str *bytes,
    void (*listen)(void *context, struct str so_far), void *context)
{
	struct stat st;
	size_t len = 0, room = 64 * 1024;
	/* What says how long it is is read into its place; if it grew meanwhile it is as a pipe. */
	bool in_place = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;

	if (in_place) {
		if ((uintmax_t)st.st_size > limit)
			return IO_TOO_LARGE;
		room = (size_t)st.st_size + 1; /* the last byte sees the end */
	}
	char *own = in_place ? NULL : mem_alloc(room, 1);
	char *text = in_place ? arena_alloc(arena, room, 1) : own;
	for (;;) {
		ssize_t n = read_some(fd, text + len, room - len);

		if (n < 0) {
			int error = errno;
			free(own);
			errno = error;
			return IO_FAILED;
		}
		len += (size_t)n;
		if (n == 0 || len > limit)
			break;
		if (listen != NULL)
			listen(context, (struct str){ text, len });
		if (len == room) {
			char *more = mem_grow(own, mem_mul(room, 2), 1);

			if (in_place)
				memcpy(more, text, len);
			in_place = false;
			text = own = more;
			room = mem_mul(room, 2);
		}
	}
	if (len <= limit)
		*bytes = in_place ? (struct str){ text, len }
				  : arena_str(arena, (struct str){ text, len });
	free(own);
	return len <= limit ? IO_OK : IO_TOO_LARGE;
}

bool
io_write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n >= 0)
			bytes = str_from(bytes, (size_t)n);
		else if (errno != EINTR && !(errno == EAGAIN && wait_for(fd, POLLOUT)))
			return false;
	}
	return true;
}

/* The rename is lasting only when the directory is written, too. Not every file system can: no fault then. */
static void
sync_directory(const char *path)
{
	char *copy = strdup(path);
	char *slash = copy == NULL ? NULL : strrchr(copy, '/');

	if (slash != NULL)
		slash[slash == copy ? 1 : 0] = '\0';
	int fd = open(slash == NULL ? "." : copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

static mode_t
new_file_mode(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return 0666 & ~mask;
}

/* Through a temporary file beside the target: 0 or errno. */
static int
replace_file(const char *path, mode_t mode, struct str bytes)
{
	struct buf name = { 0 };
	int error = 0;

	buf_adds(&name, path);
	buf_adds(&name, ".XXXXXX");
	int fd = mkostemp(name.ptr, O_CLOEXEC);
	if (fd < 0) {
		error = errno;
		buf_release(&name);
		return error;
	}
	if (!io_write_all(fd, bytes) || fchmod(fd, mode) < 0 || fsync(fd) < 0)
		error = errno;
	if (close(fd) < 0 && error == 0)
		error = errno;
	if (error == 0 && rename(name.ptr, path) < 0)
		error = errno;
	if (error != 0)
		unlink(name.ptr);
	else
		sync_directory(path);
	buf_release(&name);
	return error;
}

/* A device or a pipe is written, not replaced. */
static int
write_special(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int error = 0;

	if (fd < 0)
		return errno;
	if (!io_write_all(fd, bytes))
		error = errno;
	if (close(fd) < 0 && error == 0)
		error = errno;
	return error;
}

static int
write_path(struct str name, struct str bytes, struct arena *arena)
{
	const char *path = arena_cstr(arena, name);
	struct stat st;

	if (stat(path, &st) < 0)
		return errno == ENOENT
		    ? replace_file(io_behind(name, arena), new_file_mode(), bytes)
		    : errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode))
		return write_special(path, bytes);
	if (access(path, W_OK) < 0)
		return errno; /* rename would replace a file that its owner has locked */
	return replace_file(io_behind(name, arena), st.st_mode & 07777, bytes);
}

bool
io_write_file(struct str path, struct str bytes, struct diags *diags)
{
	struct arena arena = { 0 };
	int error = 0;

	if (str_is(path, "-"))
		error = io_write_all(STDOUT_FILENO, bytes) ? 0 : errno;
	else if (path.len == 0 || str_find_char(path, '\0', 0) != STR_NONE)
		error = ENOENT;
	else
		error = write_path(path, bytes, &arena);
	arena_release(&arena);
	if (error != 0)
		io_say_error(diags, DIAG_FILE_WRITE, path, error);
	return error == 0;
}
