/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts on disk: what `scan --partial` writes and `merge` reads. The regions as they are, behind a head that says what they are of, with a digest at
 * the end. Subjects are in it as bits of their pseudonyms only. A file of another version, of other rules or of another key is refused.
 */
#ifndef LOG_PART_FILE_H
#define LOG_PART_FILE_H

#include <sodium.h>

#include "log/log.h"
#include "log/part.h"
#include "log/read.h"

/* A range of a log as it stands in a part file. */
struct part_piece {
	struct str file; /* the log's name */
	struct log_range range;
	struct region region;
};

struct part_writer {
	int fd;
	struct str path;
	struct diags *diags;
	bool failed;
	crypto_generichash_state digest;
};
bool part_write_begin(struct part_writer *writer, struct str path, const struct log_job *job,
    size_t pieces, struct diags *diags);
/* Subjects in the region become public. */
void
part_write_piece(struct part_writer *writer, const struct log_job *job, struct part_piece *piece);
/* false: nothing was left at the path. */
bool part_write_end(struct part_writer *writer);

/* Appends the file's pieces; false with a diagnostic. Texts into the arena, regions are the caller's. */
bool part_file_read(struct str path, const struct log_job *job, struct arena *arena,
    struct part_piece **pieces, size_t *count, size_t *room, struct diags *diags);

#endif
