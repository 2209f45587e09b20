/* SPDX-License-Identifier: Apache-2.0 */
/* Files: opening what the user named, reading it whole, and writing so that a failure leaves nothing half done. */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

/*
 * Opens a file for reading (O_CLOEXEC, O_NOCTTY, never blocking on a FIFO that nobody writes; "-" is standard
 * input). Directories and what is neither regular file, pipe nor standard input are refused. -1 with a diagnostic.
 */
int io_open(struct str path, struct diags *diags);

/*
 * The first bytes of a file, at most room, without taking them from it: standard input and the pipe of a process substitution
 * (/dev/fd/N) can still be read. 0 when it cannot be looked into (a FIFO in the file system, a terminal) or not opened.
 */
size_t io_peek(struct str path, char *head, size_t room);

enum io_result { IO_OK, IO_TOO_LARGE, IO_FAILED };
/* Reads to the end, at most limit bytes, into the arena. Usable in a worker. errno on IO_FAILED. */
enum io_result io_read_all(int fd, size_t limit, struct arena *arena, struct str *bytes);
/* The same; listen (may be NULL) is called with all that came so far, each time that more did. */
enum io_result io_read_all_telling(int fd, size_t limit, struct arena *arena, struct str *bytes,
    void (*listen)(void *context, struct str so_far), void *context);

/*
 * Writes the whole file: to a temporary file beside it, fsync, rename. "-" is standard output. false with a
 * diagnostic (disk full, no permission): then the old file is as it was.
 */
bool io_write_file(struct str path, struct str bytes, struct diags *diags);
/* The same for an open descriptor, without rename: all bytes, or false with errno. */
bool io_write_all(int fd, struct str bytes);

/* The file behind symbolic links, whether it is there already or not; in the arena. Of a circle of links the path itself. */
char *io_behind(struct str path, struct arena *arena);

/* "No space left on device (ENOSPC)" of an errno; appended. Not translated: it is what one searches for. */
void io_error_text(int error, struct buf *buf);
/* The same, in the arena: a C string, too. */
struct str io_error_str(int error, struct arena *arena);
/* A diagnostic about a file, with that as its reason. */
void io_say_error(struct diags *diags, enum diag_code code, struct str path, int error);

/* Reason: a tree of rules or hosts is shallow; a loop of bind mounts is not. */
enum { IO_LIST_DEPTH_MAX = 32 };

/*
 * The regular files below a directory whose names end in one of suffixes (NULL-terminated list; NULL = all), in
 * byte order of their paths, symbolic links not followed, at most limit files. Paths are dir/… in the arena.
 * false with a diagnostic when a directory cannot be read, lies too deep, or there are more than limit (then the first are given).
 */
bool io_list_files(struct str dir, const char *const *suffixes, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, struct diags *diags);

#endif
