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
#include "log/part_lock.h"
#include "log/read.h"

enum part_kind {
	PART_SCAN,  /* what scan --partial writes and merge reads */
	PART_STATE, /* what --checkpoint keeps: also where the reading of each log stopped */
};

/* Of a growing log: which file it was, and where its reading stopped. Zeros in a PART_SCAN. */
struct part_mark {
	uint64_t log; /* pieces of one log have one number */
	uint64_t device, inode;
	int64_t born_ns, written_ns; /* the file's times, when it was read; born_ns 0: not known */
	uint64_t end;                /* read up to here; of a packed file its size */
	uint32_t end_line, tail;
	uint32_t flags, piece_line;              /* piece_line: of range.from; 0: not known */
	uint32_t encoding, pad;                  /* as found out so far */
	unsigned char digest[PART_DIGEST_BYTES]; /* of the tail bytes before end */
};

/* A range of a log as it stands in a part file. */
struct part_piece {
	struct str file; /* the log's name */
	struct str home; /* PART_STATE: as the user called it, before it was rotated */
	struct log_range range;
	struct region region; /* PART_STATE: may have no base: nothing was read */
	struct part_mark mark;
};

struct part_writer {
	int fd;
	struct str path;
	struct part_lock *lock;
	struct diags *diags;
	int error; /* the first one */
	crypto_generichash_state digest;
};
/* lock: as it is, or PART_UNLOCKED; false with a diagnostic, and nothing to end. */
bool part_write_begin(struct part_writer *writer, enum part_kind kind, struct str path,
    const struct log_job *job, size_t pieces, size_t notes, struct part_lock *lock,
    struct diags *diags);
/* Of all that stands in the file, with the key of pseudonyms: who has it not cannot change a part so that it is taken. */
void part_digest_begin(crypto_generichash_state *digest, const struct log_job *job);
/* Subjects in the region become public. */
void part_publish(const struct log_job *job, struct region *region);
/* The same, and written. */
void
part_write_piece(struct part_writer *writer, const struct log_job *job, struct part_piece *piece);
/* As many bytes as were announced, behind the pieces: the caller's own. */
void part_write_notes(struct part_writer *writer, struct str notes);
/* false: what stood at the path before stands there still. The lock stays. */
bool part_write_end(struct part_writer *writer);

/* Appends the file's pieces; false with a diagnostic. Texts into the arena, regions are the caller's. notes: may be NULL, appended. */
bool part_file_read(enum part_kind kind, struct str path, const struct log_job *job,
    struct arena *arena, struct part_piece **pieces, size_t *count, size_t *room, struct buf *notes,
    struct diags *diags);

#endif
