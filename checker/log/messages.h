/* SPDX-License-Identifier: Apache-2.0 */
/* What messages of programs say of users: sshd, sudo, PAM and others, by patterns (messages.c); of syslog, the journal and PostgreSQL. */
#ifndef LOG_MESSAGES_H
#define LOG_MESSAGES_H

#include "log/format.h"

/* The fields that a message may give. */
#define MESSAGE_FIELDS                                                                             \
	(1U << LOG_USER | 1U << LOG_OPERATION | 1U << LOG_TERMINAL | 1U << LOG_RESULT |            \
	    1U << LOG_COUNT | 1U << LOG_DETAIL)

/* Puts the fields that the message gives; without a pattern, operation is the program and detail the message. */
void message_read(struct log_record *record, struct str program, struct str message);
/* Linux programs' logsources, and which of them the program's messages are of. */
enum { MESSAGE_ORIGINS = 6, MESSAGE_OF_CISCO = 5 };
extern const struct log_origin message_origins[MESSAGE_ORIGINS];
/* FACILITY-SEVERITY-MNEMONIC, as Cisco's devices call what they say. */
bool message_is_cisco(struct str program);
uint32_t message_origin(struct str program, bool authentication);

#endif
