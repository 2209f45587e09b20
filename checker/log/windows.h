/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows events, however they were exported: fields have the names that Sigma's rules use (EventID, Channel, Provider_Name, those of
 * EventData as they are).
 */
#ifndef LOG_WINDOWS_H
#define LOG_WINDOWS_H

#include "log/format.h"

#define WINDOWS_FIELDS                                                                             \
	(1U << LOG_USER | 1U << LOG_OPERATION | 1U << LOG_RESULT | 1U << LOG_TERMINAL |            \
	    1U << LOG_DETAIL)

extern const struct log_name windows_names[6];
/* Event.System.EventID → EventID; also of winlogbeat's and nxlog's JSON. false: it says nothing (xmlns). */
bool windows_rename(struct str path, struct buf *name);
/* The common fields of a record whose columns are set, and its logsource. */
void windows_derive(struct log_events *events);

/* windows_origins.c: logsources by channel, and by channel and event. */
enum { WINDOWS_ORIGINS = 95 };
extern const struct log_origin windows_origins[WINDOWS_ORIGINS];
uint32_t windows_origin(struct str channel, struct str event);

/* windows_outside.c: zero-initialise behind each event. */
struct xml_outside {
	bool stray, in_tag;
	uint32_t line; /* where it began */
	char name[8];  /* of the tag, as far as it is known */
	size_t name_len, tag_bytes, dashes, depth, tags;
};
/* More of the text that stands between two events, from that line on. */
void xml_outside_take(struct xml_outside *outside, struct str text, uint32_t line);
/* Behind all of it: was there anything that does not belong there? */
bool xml_outside_end(const struct xml_outside *outside);

#endif
