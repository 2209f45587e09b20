/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the text report share: colours, and the summary at its end. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/report.h"

enum paint {
	PAINT_OFF,
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_HEAD,
	PAINT_FAINT,
	PAINT_GOOD,
};

/* The terminal's code of a colour; "" without colours. */
const char *report_colour(const struct report_options *options, enum paint paint);

/* What was checked, what had no evidence and what to give for it, and the counts. */
void report_text_summary(
    const struct finding_run *run, const struct report_options *options, struct buf *out);

#endif
