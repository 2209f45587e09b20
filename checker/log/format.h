/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seam between formats and what is done with records: a format reads lines from a source, fills in a record and hands it over. It
 * knows nothing of detections and summaries; those know nothing of formats.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "log/events.h"
#include "log/source.h"

/* What a record is in the terms of Sigma's logsource: a rule fits when its category and its service are among them. */
struct log_origin {
	const char *product, *categories[3], *services[3];
};

enum log_shape {
	LOG_LINES,       /* records begin and end with lines */
	LOG_WHOLE_LINES, /* but one depends on those before: a file is read by one worker */
	LOG_DOCUMENT,    /* lines mean nothing; read by one worker */
	LOG_JSON,        /* LOG_LINES or LOG_DOCUMENT, as the text looks */
};

struct log_format {
	const char *name; /* as the mapping and log_file.format have it: 15 bytes at most */
	enum log_shape shape;
	/* head: the first bytes of the log. The first format that claims it reads it. */
	bool (*claims)(struct str head);
	/* All records to the end. false: refused as a whole, with a diagnostic. */
	bool (*read)(struct log_source *source, struct log_events *events);
	/* Its own columns and the fields that they are; NULL: by the known names. own: fields that derive fills in. */
	const struct log_name *names;
	size_t name_count;
	unsigned own;
	/* May be NULL: what else the record says, before its fields are made. */
	void (*derive)(struct log_events *events);
	/* May be NULL. Of JSON: another name for the column of a path; false: it is no column. */
	bool (*rename)(struct str path, struct buf *name);
	/* Of JSON: a list of numbers is the bytes of a text. */
	bool byte_lists;
	/* Of records: log_record.origin is an index. None: what the mapping says, or access. */
	const struct log_origin *origins;
	size_t origin_count;
};

/* By name, or by the head when name is NULL. */
const struct log_format *log_format_find(const char *name, struct str head);
/* The name, if it is one; else NULL. */
const char *log_format_known(struct str name);

/* log/each_line.c: the lines from where the source stands; faults are said, blank lines passed over. */
void each_line(struct log_source *source, struct log_events *events, void *context,
    void (*take)(void *context, struct str line, uint32_t number));

/* The same; after each line take_many may take more of the window: *number is then that of the last line taken. */
void each_line_or_many(struct log_source *source, struct log_events *events, void *context,
    void (*take)(void *context, struct str line, uint32_t number),
    void (*take_many)(void *context, struct str *window, uint32_t *number));

/* Objects, a line each or in a document, to records: what formats made of JSON have as read. */
bool json_read(struct log_source *source, struct log_events *events);
/* Does the text look like JSON of one object on each line? */
bool json_is_lines(struct str head);
/* Does an object of the head have this key, with quotes: "\"Event\""? Only a look. */
bool json_has_key(struct str head, const char *quoted_key);

#endif
