/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seam between formats and what is done with records: a format reads lines from a source, fills in a record and hands it over. It
 * knows nothing of detections and summaries; those know nothing of formats.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "log/events.h"
#include "log/source.h"

struct log_format {
	const char *name; /* as the mapping and log_file.format have it */
	bool (*claims)(struct str
		head); /* the first text of the log; the first format that claims it reads it */
	/* All records to the end. false: refused as a whole, with a diagnostic. */
	bool (*read)(struct log_source *source, struct log_events *events);
};

extern const struct log_format log_format_jsonl, log_format_tsv, log_format_csv;

/* By name, or by the head when name is NULL. */
const struct log_format *log_format_find(const char *name, struct str head);

#endif
