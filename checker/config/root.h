/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The root of a host's files: found and opened below one directory, whatever links the snapshot holds. A link
 * is followed as it would be on the host itself, with the root as its "/", and never leads outside.
 */
#ifndef CONFIG_ROOT_H
#define CONFIG_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

struct root {
	int fd;          /* the directory, O_PATH */
	struct str name; /* as the user named it */
	bool is_live;    /* it is this host's own / */
	bool is_host;    /* it holds etc/ */
	bool no_openat2; /* an old kernel: links are not followed at all */
};

/* false with a diagnostic: not a directory, or cannot be opened. */
bool root_open(struct root *root, struct str name, struct diags *diags);
void root_close(struct root *root);

/* "ROOT/etc/passwd" in the arena: how diagnostics and rows name it. */
struct str root_file(const struct root *root, struct str path, struct arena *arena);

enum root_result {
	ROOT_OK,
	ROOT_NONE,    /* no such file */
	ROOT_NULL,    /* a link to /dev/null: masks a file of that name elsewhere */
	ROOT_REFUSED, /* a diagnostic was given */
};
/* Opens a regular file below the root for reading. path: relative to the root, without "..". */
enum root_result root_open_file(
    const struct root *root, struct str path, int *fd, struct stat *status, struct diags *diags);

/*
 * The files (and links) that match a pattern, in byte order of their paths: added to *paths (malloc'ed, each path
 * in the arena). At most limit in all; false when there were more, or a folder could not be read: a diagnostic.
 */
bool root_glob(const struct root *root, struct str pattern, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, size_t *room, struct diags *diags);

/* Every regular file below a folder ("" = the root), links not followed, .git left out. As root_glob. */
bool root_walk(const struct root *root, struct str folder, size_t limit, struct arena *arena,
    struct str **paths, size_t *count, size_t *room, struct diags *diags);

#endif
