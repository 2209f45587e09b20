/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of comparing and of the change table: what hostile or huge forms may make the program do. */
#ifndef CHANGE_LIMITS_H
#define CHANGE_LIMITS_H

enum {
	/* Differences (deleted and inserted words) that are looked for in one text; beyond, it is replaced as a whole. */
	CHANGE_EDITS_MAX = 1500,
	/* Steps of the word-level comparison of two forms, all texts together: under a second. */
	CHANGE_STEPS_MAX = 40000000,
	/* A text longer than this is not looked at word by word: no item of a form is. */
	CHANGE_TEXT_MAX_BYTES = 1 << 20,
	/* A text longer than this is compared as it is written, without regard to width and white space. */
	CHANGE_KEY_MAX_BYTES = 1 << 18,
	/* Characters of a 項目 that are read as a path; a path of the longest labels has some 250. */
	CHANGE_PATH_MAX_CHARS = 600,
	/* Items that one row of 変更箇所 may name. */
	CHANGE_NAMED_MAX = 16,
	/* Rows of a table that are held against the form: the longest that was seen has some hundred. */
	CHANGE_ROWS_MAX = 2000,
	/* Entries of a law's table that are told apart in one text; beyond, they are not counted. */
	CHANGE_CITATIONS_MAX = 64,
	/* Versions in one ledger: sixty forms of an office, each corrected twice a year for fifty years. */
	CHANGE_LEDGER_MAX = 10000,
};

#endif
