/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the SARIF report share. */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "base/json.h"
#include "report/report.h"

struct sarif {
	struct json json;
	const struct finding_run *run;
	enum lang lang;
	/* within GitHub's limits, without what GitHub shows as an open alert though it is none */
	bool github;
	size_t cut; /* results that GitHub's limit left out */
	struct arena arena;
	const struct finding_rule **rules; /* of the driver, by id: ruleIndex is the place in it */
	size_t rule_count;
};

/* The path as a relative reference, or file:///… when absolute; what a URI may not hold is %XX. Appended. */
void report_uri(struct str path, struct buf *out);

/* "driver": the tool, and its rules. Fills sarif->rules. */
void sarif_driver(struct sarif *sarif);
/* Place of a rule in the driver; it is there. */
size_t sarif_rule_index(const struct sarif *sarif, struct str id);
/* "results": the findings, and but for GitHub what had no evidence. Sets cut. */
void sarif_results(struct sarif *sarif);

/* physicalLocation's artifactLocation: only uri (and %SRCROOT% when it is relative). */
void sarif_artifact_location(struct json *json, struct str file);

/* key: {"text": visible text}; nothing when the text is empty. "](" is parted: SARIF would make a link of an input's text. */
void sarif_message(struct json *json, const char *key, struct str text);

#endif
