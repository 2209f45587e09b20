/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of Linux audit's records: key=value, in quotes, in hexadecimal, nested in msg='…'. */
#ifndef LOG_AUDIT_FIELDS_H
#define LOG_AUDIT_FIELDS_H

#include "log/format.h"

#define AUDIT_FIELDS                                                                               \
	(1U << LOG_TIME | 1U << LOG_USER | 1U << LOG_OPERATION | 1U << LOG_RESULT |                \
	    1U << LOG_TERMINAL | 1U << LOG_DETAIL)
enum { AUDIT_NAMES = 1 };
extern const struct log_name audit_names[AUDIT_NAMES];

/* One record of the event; the text must stay. What stands in hexadecimal is decoded in its place. false: it has too many fields. */
bool audit_fields(struct log_record *record, struct str type, struct str node, struct str text);
/* All are there: the common fields. */
void audit_end(struct log_record *record);

#endif
