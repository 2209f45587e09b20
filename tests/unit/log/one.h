/* SPDX-License-Identifier: Apache-2.0 */
/* One log, read with one detection, r1. */
#ifndef TESTS_UNIT_LOG_ONE_H
#define TESTS_UNIT_LOG_ONE_H

#include "log/sent.h"

struct one {
	struct arena arena;
	struct log_detection detection;
	struct log_job job;
	struct sent rows;
};

/* YAML of a Sigma detection and of a mapping; NULL: none. */
void one_init(struct one *one, const char *detection, const char *mapping);
void one_release(struct one *one);

/* A detection that matches every record. */
#define ALL "{s: {time: '*'}, condition: s}"

#define HAVE(one, part)                                                                            \
	do {                                                                                       \
		if (!sent_have(&(one).rows, (part)))                                               \
			fail_msg("no %s in\n%s", (part), (one).rows.text.ptr);                     \
	} while (0)

/* The key of the job's pseudonyms. */
extern const struct pseudonym one_pseudonym;

#endif
