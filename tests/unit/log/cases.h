/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A format as cases: a text, the rows that must come of it, the faults that must be said. Each text is also read with a byte order mark, with CRLF,
 * in three ranges, cut at every length, and with a byte in it that is no character.
 */
#ifndef TESTS_UNIT_LOG_CASES_H
#define TESTS_UNIT_LOG_CASES_H

#include "base/diag.h"

enum { CASE_ROWS = 16 };

struct read_case {
	const char *what;
	const char *mapping; /* NULL: none */
	const char *text;
	/* Parts of rows, as sent.h has them. A matched record: "time=… user=… line=3". */
	const char *have[CASE_ROWS];
	const char *lack[4];
	struct {
		enum diag_code code;
		uint32_t line;
	} said[CASE_ROWS]; /* all that is said, but the number of bad records */
	bool flows;        /* LF alone in its texts: CRLF would be another text */
};

void read_cases(const struct read_case *cases, size_t count);

#endif
