/* SPDX-License-Identifier: Apache-2.0 */
/* Small runs for the tests of finding/. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "finding/finding.h"

enum { SAMPLE_LAW, SAMPLE_ACCESS, SAMPLE_FORM, SAMPLE_RULES };
extern const struct finding_rule sample_rules[SAMPLE_RULES];

/* A run with the three rules, given one assessment, a.yaml. */
void sample_begin(struct finding_run *run, const char *id);
/* Adds a finding; item, subject, file may be NULL. With an item it belongs to a.yaml. */
void sample_add(struct finding_run *run, int rule, const char *item, const char *subject,
    const char *file, uint32_t line, const char *message);

/* The path of a new file in TMPDIR with this content; the caller frees it and unlinks the file. */
char *sample_file(const char *name, struct str content);
/* How often this code is among the diagnostics. */
size_t sample_count(const struct diags *diags, enum diag_code code);

#endif
