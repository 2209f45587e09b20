/* SPDX-License-Identifier: Apache-2.0 */
/* What a log may ask of us. Each with its reason. */
#ifndef LOG_LIMITS_H
#define LOG_LIMITS_H

#include <stdint.h>

enum {
	/* Reason: one record on a line; the longest that any known product writes has some KiB. */
	LOG_LINE_MAX_BYTES = 64 * 1024,
	/* Reason: a line that long is no record gone wrong, the file is no log; refused before gigabytes are read for nothing. */
	LOG_LINE_GIVE_UP_BYTES = 16 * 1024 * 1024,
	/* Reason: a block is decoded at once; large enough to hide system calls, small enough for the cache. */
	LOG_BLOCK_BYTES = 256 * 1024,
	/* Reason: endpoint products write their search conditions, ten lines and more, above the header. */
	LOG_HEADER_SEARCH_LINES = 40,
	/* Reason: a log with a fault in every line must not fill the screen; the total is always said. */
	LOG_BAD_SHOWN = 20,
	/* Reason: fields of one JSON event, of all events of a log; a key that is a number of its own would grow for ever. */
	LOG_COLUMNS_MAX = 1024,
	LOG_JSON_DEPTH_MAX = 16,
	/* Reason: a hundred times is what repeated lines compress to; deflate's bomb reaches a thousand. Small files may. */
	LOG_GZIP_RATIO_MAX = 300,
	LOG_GZIP_RATIO_FROM_BYTES = 64 * 1024 * 1024,
	/* Reason: 60 bytes each; a worker hands over what it has and goes on, so the sum is not bounded by it. */
	LOG_GROUPS_IN_WORKER = 500000,
	LOG_SUBJECTS_IN_WORKER = 2000000,
	/* Reason: the whole run's summary stays under a gigabyte; beyond it is refused, not rounded. */
	LOG_GROUPS_MAX = 6000000,
	LOG_SUBJECTS_MAX = 32000000,
};

#endif
