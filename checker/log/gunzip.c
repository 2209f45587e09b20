/* SPDX-License-Identifier: Apache-2.0 */
/* gzip, several members too; a file cut short is said. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

struct source_gzip {
	z_stream z;
	unsigned char in[LOG_BLOCK_BYTES];
	uint64_t out_bytes;
	bool between; /* a member has ended */
};

struct source_gzip *
gunzip_new(void)
{
	struct source_gzip *gzip = mem_alloc(1, sizeof *gzip);

	if (inflateInit2(&gzip->z, 15 + 16) != Z_OK)
		mem_exhausted(sizeof *gzip);
	return gzip;
}

void
gunzip_free(struct source_gzip *gzip)
{
	if (gzip == NULL)
		return;
	inflateEnd(&gzip->z);
	free(gzip);
}

void
gunzip_start(struct log_source *source, struct str head)
{
	struct source_gzip *gzip = source->inflate;

	BUG_IF(head.len > sizeof gzip->in);
	memcpy(gzip->in, head.ptr, head.len);
	gzip->z.next_in = gzip->in;
	gzip->z.avail_in = (uInt)head.len;
}

/* 1: there is input; 0: the end of the file; -1. */
static int
refill(struct log_source *source, struct source_gzip *gzip)
{
	if (gzip->z.avail_in > 0)
		return 1;
	long n = source_read_raw(source, (char *)gzip->in, sizeof gzip->in);
	if (n <= 0)
		return (int)n;
	gzip->z.next_in = gzip->in;
	gzip->z.avail_in = (uInt)n;
	return 1;
}

long
gunzip_read(struct log_source *source, char *out, size_t room)
{
	struct source_gzip *gzip = source->inflate;
	z_stream *z = &gzip->z;

	z->next_out = (unsigned char *)out;
	z->avail_out = (uInt)room;
	while (z->avail_out == room) {
		int more = refill(source, gzip);
		if (more < 0)
			return -1;
		if (more == 0)
			return gzip->between
			    ? 0
			    : unpack_refuse(source, DIAG_LOG_PACKED_CUT, STR("gzip"));
		if (gzip->between && inflateReset(z) != Z_OK)
			return unpack_refuse(source, DIAG_LOG_PACKED_BAD, STR("gzip"));
		gzip->between = false;
		int rc = inflate(z, Z_NO_FLUSH);
		if (rc == Z_STREAM_END)
			gzip->between = true;
		else if (rc != Z_OK)
			return unpack_refuse(source, DIAG_LOG_PACKED_BAD, STR("gzip"));
	}
	size_t got = room - z->avail_out;
	gzip->out_bytes += got;
	return unpacked(source, gzip->out_bytes, got);
}
