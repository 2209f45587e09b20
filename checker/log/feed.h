/* SPDX-License-Identifier: Apache-2.0 */
/* A packed log between the process that unpacks it and the one that judges it. */
#ifndef LOG_FEED_H
#define LOG_FEED_H

#include "confine/confine.h"
#include "log/source.h"

/* In the process that unpacks (a feeder): the file's bytes into the pipe, and how they ended. */
void feed_write(const struct worker_input *input, int pipe);
/*
 * In the one that judges: what gunzip_read or unzstd_read would have given, with the same diagnostics. room: a block. Nothing is believed of what comes:
 * what is no feed is a file that is broken, or was cut short.
 */
long feed_read(struct log_source *source, char *out, size_t room);

#endif
