/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: findings → bytes, one file per format, one row each in report/reports.c. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/diag.h"
#include "finding/finding.h"

struct report_options {
	enum lang lang;
	bool colour;        /* text only */
	bool verbose;       /* also passed rules and every no-evidence reason */
	int width;          /* columns of the terminal; 0: 100 */
	struct str variant; /* what stood behind the colon: sarif:github → "github" */
};

struct report_format {
	const char *name;            /* text, json, sarif, junit, md, csv */
	const char *const *variants; /* NULL-terminated; NULL: none */
	void (*write)(
	    const struct finding_run *run, const struct report_options *options, struct buf *out);
};

/* By "name" or "name:variant"; *variant is set. NULL: no such format. */
const struct report_format *report_find(struct str name, struct str *variant);
/* The findings of the list as -f text has them, without the summary at its end. */
void report_text_findings(
    const struct finding_run *run, const struct report_options *options, struct buf *out);
/* エラー, error: as all reports call it. */
const char *report_severity(enum severity severity, enum lang lang);
/* "text, json, sarif, …" for messages. */
void report_names(struct buf *out);

#endif
