/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting until one of some files changes, or a signal asks to end. */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct watch {
	int changes, signals; /* inotify, signalfd */
	const struct str *files;
	size_t count;
	uint64_t looked; /* what the files looked like */
};

/* The files, which may come and go, are the caller's. false with errno. watch_close in any case. */
bool watch_open(struct watch *watch, const struct str *files, size_t count);
/* From now on SIGINT and SIGTERM are waited for, and no longer end the process. */
void watch_block(struct watch *watch);
/* Changes count from here. */
void watch_look(struct watch *watch);
/* Not before the rest is over; true: a file changed; false: a signal came. */
bool watch_wait(struct watch *watch, int64_t rest_ms);
void watch_close(struct watch *watch);

#endif
