/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments for tests: a small invented one, random ones, and comparing two. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "assess/assess.h"
#include "form/forms.h"

/* An invented 様式3 in YAML: every type and state, one fault less than a real one has. */
extern const char sample_yaml[];

/* Reads a text in this process. The test fails when it is refused as a whole; diags say the rest. */
void sample_read(struct assessment *assessment, enum doc_format format, struct str text,
    const struct forms *forms, struct diags *diags);

/* Random numbers that are the same everywhere. */
struct random {
	uint64_t state;
};
uint32_t random_below(struct random *random, uint32_t n);
/* A random assessment in the YAML shape, of texts that writers stumble over. */
struct node *sample_random(struct random *random, const struct form *form, struct arena *arena);

/* The first difference in words, empty when they say the same (places in the file aside). In the arena. */
struct str
sample_difference(const struct assessment *a, const struct assessment *b, struct arena *arena);

#endif
