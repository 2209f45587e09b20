/* SPDX-License-Identifier: Apache-2.0 */
/* A log whose workers are done: their parts into the store, what they had to say, and the row of log_file. */
#ifndef LOG_TAKE_IN_H
#define LOG_TAKE_IN_H

#include "log/store.h"

/* regions: of the ranges of one log, in order; taken over. false: the log is no evidence. */
bool take_in_log(struct log_store *store, struct str file, struct region *regions, size_t count,
    const struct log_job *job, const struct sink *sink, struct diags *diags);

#endif
