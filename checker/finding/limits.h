/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of what finding/ reads, each with its reason. */
#ifndef FINDING_LIMITS_H
#define FINDING_LIMITS_H

enum {
	/* A waiver is a line that a person wrote and another approved: ten thousand are no list of exceptions. */
	WAIVERS_MAX = 10000,
	WAIVER_FILE_MAX_BYTES = 8 << 20,
	/* Title lines above the header of a CSV, as offices write them. */
	WAIVER_HEADER_WITHIN = 20,
	/* A rule id is suggested when so many characters differ at most. */
	WAIVER_SUGGEST_DISTANCE = 5,
	/* Another run may be storing its findings: wait for it rather than lose this one. */
	STORE_BUSY_MSEC = 10000,
	/* SQLite's own bound for a text; a run of 500,000 findings stays below. */
	STORE_REPORT_MAX_BYTES = 900 << 20,
	/* Runs that `history list` and `trend` show; the others are counted. */
	STORE_LIST_MAX = 1000,
};

#endif
