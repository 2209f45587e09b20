/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables in a hurry: records whose separators were found many at a time, and of which only the fields are looked at that somebody asks
 * for. Whatever is out of the ordinary is left to csv_next, so both ways give the same.
 */
#ifndef LOG_FAST_CSV_H
#define LOG_FAST_CSV_H

#include "log/events.h"
#include "log/simd.h"

struct fast_csv;
/* After the header is known. NULL: this processor or this table is not made for it. */
struct fast_csv *fast_csv_new(struct log_events *events, size_t columns, char delimiter);
void fast_csv_free(struct fast_csv *fast); /* takes NULL */

enum fast_result {
	FAST_MORE, /* *window holds no further whole record */
	FAST_SLOW, /* the record at the beginning of *window, in line *line, is one for csv_next */
	FAST_ODD,  /* and so are all up to the end of *window */
};
/* Takes records; *window and *line move on. `fresh`: the window is not the rest of the one given last. */
enum fast_result
fast_csv_take(struct fast_csv *fast, struct str *window, uint32_t *line, bool fresh);

#endif
