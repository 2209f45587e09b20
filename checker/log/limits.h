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
	/* Reason: bytes that are no characters come from one cause, and are said once of a log; a few places are enough to find it. */
	LOG_PLACES_SHOWN = 5,
	/* Reason: fields of one JSON event, of all events of a log; a key that is a number of its own would grow for ever. */
	LOG_COLUMNS_MAX = 1024,
	LOG_JSON_DEPTH_MAX = 16,
	/* Reason: one record too deep is passed over; yajl's stack grows by steps of 128 levels, so the time of more is squared. */
	LOG_JSON_BEYOND_MAX = 1024,
	/* Reason: a hundred times is what repeated lines compress to; deflate's bomb reaches a thousand. Small files may. */
	LOG_UNPACKED_RATIO_MAX = 300,
	LOG_UNPACKED_RATIO_FROM_BYTES = 64 * 1024 * 1024,
	/* Reason: as a power of two, what the decoder keeps in memory: 8 MiB are what zstd's levels to 19 want, --ultra and --long want more. */
	LOG_ZSTD_WINDOW_LOG = 23,
	/* Reason: a record of a document, as of CloudTrail or Windows: 256 KiB are the most that their makers allow. */
	LOG_RECORD_MAX_BYTES = 1024 * 1024,
	/* Reason: records of one event of Linux audit come together; so many events may be mixed before the oldest is taken as whole. */
	LOG_AUDIT_OPEN_MAX = 16,
	/* Reason: an execve has a record for each argument, and the kernel cuts at some dozens; more is no event. */
	LOG_AUDIT_EVENT_MAX_BYTES = 256 * 1024,
	/* Reason: logs that one directory or pattern names; more is a mistake. */
	LOG_FILES_MAX = 100000,
	/* Reason: of many logs so many are open at once: descriptors and addresses are limited, and more than the workers read wait. */
	LOG_OPEN_AT_ONCE = 256,
	/* Reason: names of users and terminals, kinds of operations: a column of more different texts is no name, a new part is begun. */
	LOG_TEXTS_MAX = 60000,
	/* Reason: a column that differs in each record (a note) is not worth remembering for the rules' sake. */
	LOG_REMEMBERED_MAX = 8192,
	/* Reason: days being filled, their lists and indexes; beyond, the one longest untouched is packed (and unpacked when a late record comes). */
	LOG_OPEN_BYTES_MAX = 112 * 1024 * 1024,
	LOG_OPEN_DAYS_MAX = 4096,
	/* Reason: a day that this many records did not touch is over. */
	LOG_DAY_IDLE_RECORDS = 100000,
	/* Reason: indexes made again of days that were closed, beyond so many entries and a few for each record: another part is begun. */
	LOG_AGAIN_ENTRIES = 4 * 1024 * 1024,
	LOG_AGAIN_SHARE = 8,
	/* Reason: what correlations count is put in order in so much memory, and then in a file: some 50,000 events, as many as a day has. */
	LOG_SORT_MEMORY_BYTES = 4 * 1024 * 1024,
	/* Reason: addresses are not memory; the largest population that is known takes a tenth. */
	LOG_REGION_GIB = 64,
	/* Reason: a file is worth a second worker when reading it takes longer than starting one. */
	LOG_RANGE_LEAST_BYTES = 4 * 1024 * 1024,
	/* Reason: a packed file is worth a process that unpacks it when that takes longer than starting one. */
	LOG_FEED_LEAST_BYTES = 256 * 1024,
	/* Reason: more workers than that wait for one parent. */
	LOG_JOBS_MAX = 64,
	/* Reason: looking for where records begin costs a worker about a sixteenth of judging them. */
	LOG_SKIM_SHARE = 24,
	/* Reason: a growing log's last range is read again with what came since, until it is this large: else ranges would be as many as runs. */
	LOG_AGAIN_BYTES = 4 * 1024 * 1024,
	LOG_AGAIN_MAX_BYTES = 64 * 1024 * 1024,
	/* Reason: two logs that agree in so much before the same offset are one. */
	LOG_TAIL_BYTES = 4096,
	/* Reason: years of daily rotation; more files beside a log are something else. */
	LOG_ROTATED_MAX = 4096,
	/* Reason: what several write into one log comes some seconds late; a clock that is put right moves by more. */
	LOG_STEP_BACK_SEC = 60,
	/* Reason: an office at work leaves some trace in half an hour; shorter pauses are no evidence of anything. */
	LOG_SILENCE_SEC = 30 * 60,
	/* Reason: of one log and of each kind; a year has 17,520 half hours, so the log of a year fits, however seldom it is written. 480 KB. */
	LOG_STEPS_MAX = 20 * 1000,
	/* Reason: 16 bytes each in a table at most half full; beyond, another part is begun. */
	LOG_SUBJECTS_MAX = 1000000,
};

/* Reason: a year of the largest office; what unpacks to more was made for it. */
#define LOG_UNPACKED_MAX_BYTES ((uint64_t)1 << 40)
#define LOG_REGION_BYTES ((uint64_t)LOG_REGION_GIB << 30)
/* Reason: what a summary may keep in memory; what goes beyond lies in a file without a name. */
#define LOG_REGION_MEMORY_BYTES ((uint64_t)1 << 30)
/*
 * Reason: matched records are as many as the log is long, and read in order: what some 100 MB of an ordinary log have of them need no file, and
 * a log of any length takes no more than that and what is looked at of the file.
 */
#define LOG_ROWS_MEMORY_BYTES ((uint64_t)1 << 20)

#endif
