/* SPDX-License-Identifier: Apache-2.0 */
/* Logs shared out among workers: a large one in ranges, each worker's part in a region of its own. */
#ifndef LOG_PIECES_H
#define LOG_PIECES_H

#include "log/log.h"
#include "log/read.h"
#include "log/region.h"

/* A range of a log: one worker. */
struct log_piece {
	size_t log; /* index into files */
	int fd;
	struct log_range range;
	struct region region;
	struct feeder *feeder; /* unpacks it while it is judged; NULL: its worker does both */
	bool last;             /* of its log */
	bool failed;           /* its worker did: what it left is not to be used */
	uint64_t bytes;        /* read of its range, so far */
};

struct log_pieces {
	const struct log_job *job;
	const struct str *files;
	struct diags *diags;
	struct log_piece *list;
	size_t count, room;
	size_t first;   /* of those that are being read */
	uint64_t bytes; /* to be read of all, for who waits; 0: those that are read first */
	/* When the worker of one has ended, in the order of the list. May be NULL. */
	void (*end)(void *context, size_t index);
	void *context;
};

/* How many workers at once. */
unsigned pieces_jobs(const struct log_job *job);
/* Can a range of it be a part? Nothing must have been read of it. One in UTF-16 can: the range with its mark is all of it. */
bool pieces_has_ranges(int fd);
/* The whole range to one worker. */
struct log_piece *
pieces_add(struct log_pieces *pieces, size_t log, int fd, struct log_range range, bool last);
/* A large file to several workers, each a range; what cannot be begun in the middle to one. range.to is UINT64_MAX. */
void pieces_share_out(
    struct log_pieces *pieces, size_t log, int fd, struct log_range range, unsigned jobs);
/* Those from `first` on: of many logs some are opened, shared out and read at a time (LOG_OPEN_AT_ONCE). */
void pieces_read(struct log_pieces *pieces, size_t first, unsigned jobs);
/* With their regions; the descriptors are the caller's. */
void pieces_release(struct log_pieces *pieces);

#endif
