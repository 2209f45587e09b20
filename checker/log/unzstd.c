/* SPDX-License-Identifier: Apache-2.0 */
/* zstd, several frames too; a file cut short is said. */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

struct source_zstd {
	ZSTD_DStream *stream;
	ZSTD_inBuffer in;
	char block[LOG_BLOCK_BYTES];
	uint64_t out_bytes;
	bool between; /* a frame has ended */
	bool holds;   /* there may be text that had no room */
};

struct source_zstd *
unzstd_new(void)
{
	struct source_zstd *zstd = mem_alloc(1, sizeof *zstd);

	zstd->stream = ZSTD_createDStream();
	if (zstd->stream == NULL)
		mem_exhausted(sizeof *zstd);
	BUG_IF(ZSTD_isError(
	    ZSTD_DCtx_setParameter(zstd->stream, ZSTD_d_windowLogMax, LOG_ZSTD_WINDOW_LOG)));
	return zstd;
}

void
unzstd_free(struct source_zstd *zstd)
{
	if (zstd == NULL)
		return;
	ZSTD_freeDStream(zstd->stream);
	free(zstd);
}

void
unzstd_start(struct log_source *source, struct str head)
{
	struct source_zstd *zstd = source->unzstd;

	BUG_IF(head.len > sizeof zstd->block);
	memcpy(zstd->block, head.ptr, head.len);
	zstd->in = (ZSTD_inBuffer){ zstd->block, head.len, 0 };
}

static long
refuse(struct log_source *source, size_t rc)
{
	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_frameParameter_windowTooLarge:
		return unpack_refuse(source, DIAG_LOG_ZSTD_WINDOW, STR("8 MiB"));
	case ZSTD_error_memory_allocation:
		mem_exhausted(0);
	default:
		return unpack_refuse(source, DIAG_LOG_PACKED_BAD, STR("zstd"));
	}
}

long
unzstd_read(struct log_source *source, char *out, size_t room)
{
	struct source_zstd *zstd = source->unzstd;
	ZSTD_outBuffer to = { out, room, 0 };

	while (to.pos == 0) {
		if (zstd->in.pos == zstd->in.size && !zstd->holds) {
			long n = source_read_raw(source, zstd->block, sizeof zstd->block);
			if (n < 0 || (n == 0 && zstd->between))
				return n;
			if (n == 0)
				return unpack_refuse(source, DIAG_LOG_PACKED_CUT, STR("zstd"));
			zstd->in = (ZSTD_inBuffer){ zstd->block, (size_t)n, 0 };
		}
		size_t rc = ZSTD_decompressStream(zstd->stream, &to, &zstd->in);
		if (ZSTD_isError(rc))
			return refuse(source, rc);
		zstd->between = rc == 0;
		zstd->holds = !zstd->between && to.pos == to.size;
	}
	zstd->out_bytes += to.pos;
	return unpacked(source, zstd->out_bytes, to.pos);
}
