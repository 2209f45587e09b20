/* SPDX-License-Identifier: Apache-2.0 */
/* One log or a range of it, in the worker: from the descriptor to a part in a region. Also what fuzz targets call. */
#ifndef LOG_READ_H
#define LOG_READ_H

#include <iconv.h>

#include "log/log.h"
#include "log/region.h"

/* Records that begin in [from, to); the bytes before are looked through for where records begin and for their numbers. */
struct log_range {
	uint64_t from, to;
	int64_t
	    changed; /* when the file was last changed, for times without a year; 0: not known */
	/* A border of records at or before from, and the number of the line that begins there; 0: only the log's beginning is known. */
	uint64_t border;
	uint32_t border_line;
	uint32_t
	    encoding; /* as found out when what stands before was read: enum log_encoding; 0: not yet */
	bool
	    growing; /* the log is being written: a record that has no end yet is left for the next time */
	/* Another process unpacks the log, which was packed as enum log_packing says, into there (feed.c); NULL: it is read as it is. */
	struct feed_ring *ring;
	uint32_t fed;
	/* Of the text, unpacked, the digest of so many bytes before this offset is wanted (part_head.watched); 0: none. */
	uint64_t watch;
	uint32_t watch_bytes;
};
#define LOG_WHOLE ((struct log_range){ .from = 0, .to = UINT64_MAX })

struct log_read_job {
	const struct log_job *job;
	iconv_t
	    cp932; /* opened by log_read_prepare, before the worker is confined: glibc loads a module for it */
	bool prepared;
};
void log_read_prepare(struct log_read_job *read);
void log_read_release(struct log_read_job *read);
/* progress: may be NULL; called now and then with the bytes read. */
void log_read_input(struct log_read_job *read, int fd, struct str file, struct log_range range,
    struct region *region, const struct sink *progress);

#endif
