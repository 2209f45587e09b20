/* SPDX-License-Identifier: Apache-2.0 */
/* Tables for formats whose columns are given, and which write no header. */
#ifndef LOG_FORMAT_CSV_H
#define LOG_FORMAT_CSV_H

#include "log/format.h"

struct csv_given {
	const char *const *columns;
	size_t column_count;
	bool (*width_known)(size_t width); /* editions have the first so many of them */
};
bool csv_read_given(struct log_source *source, struct log_events *events, char delimiter,
    const struct csv_given *given);

#endif
