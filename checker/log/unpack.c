/* SPDX-License-Identifier: Apache-2.0 */
/* What packed logs may grow to: a bomb is told by its ratio, and nothing is unpacked without end. */
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

enum log_packing
unpack_packing(struct str head)
{
	return str_starts(head, STR("\x1F\x8B"))        ? LOG_GZIP
	    : str_starts(head, STR("\x28\xB5\x2F\xFD")) ? LOG_ZSTD
							: LOG_PLAIN;
}

long
unpack_refuse(struct log_source *source, enum diag_code code, struct str arg)
{
	sink_diag(source->sink, code, (struct diag_at){ source->file, 0, 0 }, arg,
	    (struct str){ 0 }, (struct str){ 0 });
	source->failed = true;
	return -1;
}

long
unpacked(struct log_source *source, uint64_t all, size_t now)
{
	uint64_t most = source->unpacked_max == 0 ? LOG_UNPACKED_MAX_BYTES : source->unpacked_max;

	if (all > LOG_UNPACKED_RATIO_FROM_BYTES && all / LOG_UNPACKED_RATIO_MAX > source->bytes)
		return unpack_refuse(source, DIAG_LOG_UNPACKED_RATIO, STR("300"));
	if (all > most)
		return unpack_refuse(source, DIAG_LOG_UNPACKED_LARGE, STR("1 TiB"));
	return (long)now;
}
