/* SPDX-License-Identifier: Apache-2.0 */
/* A root while it is read: what config.c, find.c, take.c and host_name.c share. Runs in the parent. */
#ifndef CONFIG_READING_H
#define CONFIG_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "config/config.h"
#include "config/lens.h"
#include "config/settle.h"

#define HOSTNAME_FILE "etc/hostname"

/* One identity of a file within its kind, so that two ways to it (lib → usr/lib) are one. */
struct identity {
	const struct config_kind *kind;
	dev_t device;
	ino_t inode;
};

struct reading {
	struct gathered gathered;
	struct lens_set *lenses;
	bool *lens_tried, *lens_loaded; /* by index of config_lenses */
	struct identity *seen;
	size_t seen_count, seen_room;
	size_t *batch; /* input → file */
};

/* One more file, by its path below the root, of a kind (NULL: a document) whose pattern found it. */
struct gathered_file *reading_add_file(
    struct reading *reading, struct str path, const struct config_kind *kind, size_t pattern);
/* The files of all kinds, by their patterns. */
void reading_find_kinds(struct reading *reading);
/*
 * All that the kinds did not claim: documents by their name, the rest is counted. Of the live host only /etc is
 * searched, and its documents are not read: programs keep XML and JSON there by the hundred which are data, not settings.
 */
void reading_find_rest(struct reading *reading, struct config_result *result);

/* A row of a worker, for the file of that input: struct worker_handler's row. What is not as it must be is nothing. */
void reading_take_row(
    void *context, size_t input, const struct sink_shape *shape, const struct value *values);

/* The host's name: as given; else of the root's etc/hostname; else the name of the root's folder. */
struct str host_name(const struct root *root, struct str given, struct arena *arena);

#endif
