/* SPDX-License-Identifier: Apache-2.0 */
/* How large a detection may be, and how long it may look at one value. Each with its reason. */
#ifndef SIGMA_LIMITS_H
#define SIGMA_LIMITS_H

enum {
	/* Reason: the largest rule of SigmaHQ has about 1,500 values; a placeholder may stand for a list of accounts. */
	SIGMA_TESTS_MAX = 50000,
	/* Reason: |windash writes an option's dash in five ways; more than six options in one value are no command line. */
	SIGMA_VARIANTS_MAX = 15625,
	/* Reason: a correlation names a handful of rules; what is longer was not written by hand. */
	SIGMA_CORRELATION_RULES_MAX = 64,
	/* Reason: a yearly audit looks at a year; a longer window would hold the whole log. */
	SIGMA_TIMESPAN_MAX_DAYS = 366,
	/* Reason: names and numbers group events, not texts; a longer value is cut, and is still another group by its beginning. */
	SIGMA_GROUP_VALUE_MAX_BYTES = 1024,
	/* Reason: conditions are written by hand; SigmaHQ's longest has under 1,000 bytes. */
	SIGMA_CONDITION_MAX_BYTES = 16384,
	/* Reason: the parser and the evaluation recurse; no hand-written condition nests a tenth of this. */
	SIGMA_DEPTH_MAX = 64,
	/* Reason: PCRE2's compiler is quadratic in places; SigmaHQ's longest pattern has under 500 bytes. */
	SIGMA_REGEX_MAX_BYTES = 8192,
	/*
	 * Reason: a pattern that needs more steps on one value of at most 64 KiB is catastrophic; at this limit it costs some
	 * milliseconds and then says so.
	 */
	SIGMA_REGEX_STEPS = 200000,
	SIGMA_REGEX_DEPTH = 20000,
	SIGMA_REGEX_HEAP_KIB = 8192,
	SIGMA_REGEX_JIT_STACK_BYTES = 512 * 1024,
	/* Reason: a class is a uint16_t; a field whose values all differ to the rules must not fill the memory either. */
	SIGMA_CLASSES_MAX = 65000,
	SIGMA_CLASS_BYTES_MAX = 16 * 1024 * 1024,
	/* Reason: combinations of classes that occur are some thousands; each takes about 100 bytes. */
	SIGMA_COMBINATIONS_MAX = 100000,
};

#endif
