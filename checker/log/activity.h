/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The exact summary: who, department, operation, system, terminal, result, day → records, first, last; and the different subjects of each user
 * and day. Parts add up: what a worker hands over in pieces, or several logs, makes the same rows as one table over all.
 */
#ifndef LOG_ACTIVITY_H
#define LOG_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sink.h"
#include "base/str.h"

enum {
	ACTIVITY_USER,
	ACTIVITY_DEPARTMENT,
	ACTIVITY_OPERATION,
	ACTIVITY_SYSTEM,
	ACTIVITY_TERMINAL,
	ACTIVITY_RESULT,
	ACTIVITY_DAY,
	ACTIVITY_KEYS
};

/* Records that fall into one group. Empty texts are NULL. */
struct activity_part {
	struct str keys[ACTIVITY_KEYS];
	uint64_t events;
	int64_t first, last; /* moments */
	uint32_t line;       /* of the first */
	uint32_t file;       /* index of the log */
};

struct activity;
/* key: of the tables' hashes, so that a log cannot make them slow. */
struct activity *activity_new(const unsigned char key[16], size_t max_groups, size_t max_subjects);
void activity_free(struct activity *activity); /* takes NULL */
/* false: full; nothing was added. */
bool activity_add(struct activity *activity, const struct activity_part *part);
/* subject: its pseudonym's bits. The group's user and day, where the record stands. */
bool activity_add_subject(struct activity *activity, struct str user, struct str day,
    uint64_t subject, int64_t seconds, uint32_t line, uint32_t file);
/* all of part into activity. */
bool activity_merge(struct activity *activity, const struct activity *part);
void activity_clear(struct activity *activity);
/* The next record may not fit. */
bool activity_is_full(const struct activity *activity);

/* As rows of the evidence tables, in order of day, user, …; files by index. */
void activity_send(struct activity *activity, const struct str *files, const struct sink *sink);
/* As parts, from a worker; and what the parent makes of such a row. false: not a row of a part, or malformed. */
void activity_send_parts(struct activity *activity, const struct sink *sink);
enum activity_taken { ACTIVITY_OTHER, ACTIVITY_TAKEN, ACTIVITY_MALFORMED, ACTIVITY_FULL };
enum activity_taken activity_take_part(struct activity *activity, const struct sink_shape *shape,
    const struct value *values, uint32_t file);

#endif
