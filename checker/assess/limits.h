/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of assessments: what one document may make the program hold. */
#ifndef ASSESS_LIMITS_H
#define ASSESS_LIMITS_H

enum {
	/* Ten files with a thousand 記録項目 each are 40,000. */
	ASSESS_ITEMS_MAX = 100000,
	/* Finding the nearest known id costs as much as reading a page; beyond this many the hint is left out. */
	ASSESS_HINTS_MAX = 100,
	/* Inputs opened at once: far below the usual 1,024 descriptors. */
	ASSESS_OPEN_MAX = 64,
	/* What is looked at to tell what a file is: the opening of a hand-written file with a long comment. */
	ASSESS_HEAD_BYTES = 4096,
};

#endif
