/* SPDX-License-Identifier: Apache-2.0 */
/* What the report formats share. */
#ifndef REPORT_INNER_H
#define REPORT_INNER_H

#include "report/report.h"

#ifndef PIACHECK_VERSION
#define PIACHECK_VERSION "0"
#endif

/* How many inputs of a kind there are; with status, of that status only (both may be NULL: any). */
size_t report_inputs(const struct finding_run *run, const char *kind, const char *status);

/* Was rule number i of the run judged, with evidence, and found nothing (waived findings count as findings)? */
bool report_rule_passed(const struct finding_run *run, size_t i);

/* The rules that had no evidence for one reason, so that a report says once what to give. */
struct missing_group {
	const struct no_evidence *first;   /* for its reason and scope */
	const struct finding_rule **rules; /* each once, by id */
	size_t rule_count;
	size_t count; /* of all: a rule may lack it for several assessments */
};
/* Groups by reason and scope, in the order in which they first appear; the list is the arena's. */
size_t report_missing(const struct finding_run *run, enum lang lang, struct arena *arena,
    struct missing_group **groups);

#endif
