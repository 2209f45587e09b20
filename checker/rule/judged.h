/* SPDX-License-Identifier: Apache-2.0 */
/* The rows by which a worker says what came of judging an assessment: what judged_write.c and judged.c share. */
#ifndef RULE_JUDGED_H
#define RULE_JUDGED_H

#include "base/sink.h"

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

#endif
