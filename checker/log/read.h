/* SPDX-License-Identifier: Apache-2.0 */
/* One log, in the worker: from the descriptor to rows and diagnostics in the sink. Also what fuzz targets call. */
#ifndef LOG_READ_H
#define LOG_READ_H

#include <iconv.h>

#include "log/log.h"

struct log_read_job {
	const struct log_job *job;
	iconv_t
	    cp932; /* opened by log_read_prepare, before the worker is confined: glibc loads a module for it */
	bool prepared;
};
void log_read_prepare(struct log_read_job *read);
void log_read_release(struct log_read_job *read);
void log_read_input(struct log_read_job *read, int fd, struct str file, const struct sink *sink);

/* Private rows of a worker's progress. */
bool log_is_progress(const struct sink_shape *shape);

#endif
