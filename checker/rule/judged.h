/* SPDX-License-Identifier: Apache-2.0 */
/* The rows by which a worker says what came of judging an assessment: what judged_write.c and judged.c share. */
#ifndef RULE_JUDGED_H
#define RULE_JUDGED_H

#include "rule/evaluate.h"

/* Pieces of evidence of one finding: row_finding.c gives no more. */
enum { JUDGED_PIECES = 3 };
/* Columns of a place: file, line, page, sheet, cell. */
enum { JUDGED_PLACE = 5 };

enum judged_row {
	JUDGED,         /* once, and last: the assessment itself */
	JUDGED_RULE,    /* a rule that was to judge it, and what came of that */
	JUDGED_FINDING, /* file, file1…: NULL is the document */
	JUDGED_LACK,
	JUDGED_PROMISE,
	JUDGED_HOST, /* that it names among its systems */
};
const struct sink_shape *judged_shape(enum judged_row row);

/*
 * The same of a rule that concerns no assessment. In the worker, whose temporary files are lent (rule/spill.h): nothing is sent when it could not
 * judge with this budget, or what came of it cannot be sent. In the parent rule_judged_row takes the rows, of this rule and no other, and judged_take_rule puts what came of it into the
 * run; false: no answer, or none of ours.
 */
void judged_write_rule(const struct rule_run *run, const struct rest_rule *rule,
    struct budget budget, const struct sink *sink);
struct rule_judged *judged_new_rule(struct rule_run *run, size_t rule);
bool judged_take_rule(struct rule_judged *judged);

#endif
