/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a reading has come: one line on a terminal's standard error, written over and over, taken away at the end. Readings that
 * are over soon show nothing.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sink.h"
#include "cmd/cmd.h"

struct progress {
	enum lang lang;
	bool wanted, shown;
	int64_t from_ms; /* when the next line may be written */
	int64_t began_ms;
};

/* wanted unless standard error is no terminal, --quiet or --no-progress (unwanted). */
void progress_init(struct progress *progress, const struct cmd *cmd, bool unwanted);
/* For the readers' callbacks: context is the struct progress. */
void progress_show(void *context, const struct progress_step *step);
/* The line is taken away, when there is one; another reading may follow. */
void progress_clear(struct progress *progress);

#endif
