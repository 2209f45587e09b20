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
/*
 * syslog_ios.c: what a device of Cisco's puts before the time; then the tag, which is the program. Behind a head of a relay's own the tag
 * may stand behind a second sequence and time. mark: "*" when the device's clock was not set or is not in step with its servers, "." when it
 * was in step and has lost them (Cisco IOS, "service timestamps"); else empty.
 */
bool syslog_ios_head(struct str *rest, struct str *host, struct str *mark);
bool syslog_ios_tag(struct str rest, struct str *program, struct str *message);
/* The rest of a record that was begun, and the record. */
void syslog_record(struct log_events *events, int64_t seconds, struct str host, struct str program,
    struct str process, struct str message, bool authentication);

#endif
