/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of growing logs between two runs: what was read of each, and where it stopped. */
#ifndef LOG_GROWING_H
#define LOG_GROWING_H

#include <sys/stat.h>

#include "log/log.h"
#include "log/part_file.h"

enum growing_flag {
	GROWING_PACKED = 1,   /* compressed: read as a whole or not at all */
	GROWING_FINISHED = 2, /* rotated away, nothing is expected to come */
	GROWING_AGAIN =
	    8, /* of a format whose records cannot be told from the middle: read again as a whole */
	GROWING_FAILED = 4, /* of a piece: refused in its middle; read again when there is more */
};

struct growing_piece {
	struct log_range range; /* border: where it begins; border_line 0: not known */
	bool failed;
	struct region region;
};

struct growing_log {
	struct str name, home; /* where it lies now; what the user called it */
	struct part_mark mark; /* log, piece_line and GROWING_FAILED are set when it is written */
	struct growing_piece *pieces;
	size_t count, room;
	/* while the state is brought up to date: */
	bool current; /* was not finished when it began */
	bool claimed;
	bool changed_place; /* not where it was: rotated, or written anew */
	bool truncated;     /* its file holds something else */
	bool lost;          /* a worker failed: what came since is missing */
};

struct log_state {
	struct arena arena;
	struct growing_log *logs;
	size_t count, room;
	struct str *refused; /* files that could not be opened, in the last advance */
	size_t refused_count, refused_room;
	uint64_t bytes_read; /* in the last advance */
	struct buf notes;
	struct part_lock lock;
	struct str lock_path; /* of the lock, when there is one */
};

struct growing_log *growing_add(struct log_state *state, struct str name, struct str home);
/* From this piece on they are forgotten. */
void growing_drop(struct growing_log *log, size_t from);
void growing_release(struct growing_log *log);

/* --- rotated.c: files in which a log may lie ------------------------------------------------------ */

struct candidate {
	struct str path;
	struct str home; /* empty: was given by name */
	int fd;
	struct stat st;
	int64_t born_ns; /* 0: the file system does not say */
	bool packed;
	bool taken;
};
struct candidates {
	struct candidate *list;
	size_t count, room;
};
/* Until it is known which file is which log all are open at once: as many descriptors as the machine allows. */
void candidates_allow(void);
/* An open file; the descriptor is the list's. */
void candidates_add(struct candidates *files, struct str path, struct str home, int fd);
/* Those beside it that may be it under another name, the youngest first; paths into the arena. */
void candidates_beside(struct candidates *files, struct str home, struct arena *arena);
void candidates_release(struct candidates *files);
int64_t candidate_written_ns(const struct candidate *file);
/* Is file, both plain, what the other begins with: a copy made earlier? */
bool candidate_begins(const struct candidate *file, const struct candidate *other);

/* Does the plain file hold what was read up to the mark? */
bool mark_holds(const struct part_mark *mark, const struct candidate *file);
/* Sets end, tail, digest; false: the file has not so much. */
bool mark_set(struct part_mark *mark, const struct candidate *file, uint64_t end);

#endif
