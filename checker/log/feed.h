/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packed log between the process that unpacks it and the one that judges it. What is unpacked lies in blocks of memory that both share, used in turn; through
 * the pipe go their heads alone: so many bytes are there, for which so many of the file were read; the last one says how it ended.
 *
 * Who may write what: only the one that unpacks writes the blocks. It sends a block's head when the block is full; the pipe holds one page, which is FEED_AHEAD
 * heads, so it waits there, and never fills a block again whose bytes the other one has not yet copied. The one that judges relies on none of
 * that: it believes no head, and copies a block as soon as it has the head. What it parses is its own copy, which nobody else can change; an
 * unpacker that was taken over can spoil the copy while it is made, and gains nothing, since it could have unpacked the same.
 */
#ifndef LOG_FEED_H
#define LOG_FEED_H

#include "confine/confine.h"
#include "log/region.h"
#include "log/source.h"

enum {
	/* Heads that the pipe holds. */
	FEED_AHEAD = 4,
	/* Those, the one that is being filled, and the one that is being copied. */
	FEED_BLOCKS = FEED_AHEAD + 2,
};

struct feed_ring {
	struct region blocks; /* FEED_BLOCKS of LOG_BLOCK_BYTES */
	size_t head_bytes;    /* of each head, with what fills it up */
};
/* Before the two processes are started; NULL: there is no memory, or a page is too large. */
struct feed_ring *feed_ring_new(void);
/* Between the start of the one and that of the other: what this process starts from now on can only read it. */
void feed_ring_seal(const struct feed_ring *ring);
void feed_ring_free(struct feed_ring *ring); /* takes NULL */

/* In the process that unpacks (a feeder), whose input's user is the ring: the file's bytes into it, and how they ended. */
void feed_write(const struct worker_input *input, int pipe);
/*
 * In the one that judges: what gunzip_read or unzstd_read would have given, with the same diagnostics. room: a block. Nothing is believed of what comes:
 * what is no feed is a file that is broken, or was cut short.
 */
long feed_read(struct log_source *source, char *out, size_t room);

#endif
