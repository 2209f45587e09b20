/* SPDX-License-Identifier: Apache-2.0 */
/* What the two forms of syslog have in common. */
#ifndef LOG_SYSLOG_H
#define LOG_SYSLOG_H

#include "log/format.h"
#include "log/limits.h"

extern const struct log_name syslog_names[1];

/* <34> in front, if it is there; record may be NULL: nothing is kept. */
bool syslog_priority(struct str *rest, struct log_record *record, bool *authentication);
/* Into the column of this name, unless it is empty or "-". */
void syslog_put(struct log_record *record, const char *name, struct str value);
/* The rest of a record that was begun, and the record. */
void syslog_record(struct log_events *events, int64_t seconds, struct str host, struct str program,
    struct str process, struct str message, bool authentication);

#endif
