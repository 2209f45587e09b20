/* SPDX-License-Identifier: Apache-2.0 */
/* The run that the golden reports are made of: every kind of finding, and texts that would like to do harm. */
#ifndef TESTS_FIXED_RUN_H
#define TESTS_FIXED_RUN_H

#include "finding/finding.h"

/* diags must live as long as the run. Finished; the caller releases both. */
void fixed_run_make(struct finding_run *run, struct diags *diags);

#endif
