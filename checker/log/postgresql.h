/* SPDX-License-Identifier: Apache-2.0 */
/* What PostgreSQL's two forms of log have in common. */
#ifndef LOG_POSTGRESQL_H
#define LOG_POSTGRESQL_H

#include "log/limits.h"
#include "log/messages.h"

#define POSTGRESQL_FIELDS (MESSAGE_FIELDS | 1U << LOG_TIME | 1U << LOG_SYSTEM)

struct postgresql_texts {
	struct str time, user, database, host, severity, command, message;
	bool host_has_port;
};
/* The fields of a record whose columns are set. */
void postgresql_read(struct log_record *record, const struct postgresql_texts *texts);

extern const struct log_origin postgresql_origins[1];

#endif
