/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where SQLite puts what a rule sorts, groups or joins beyond some megabytes: into files without a name in TMPDIR, so that the memory of a rule does
 * not depend on how many records it looks at. A worker may open no files, and some machines let us make none: there it is memory, counted
 * as SQLite's own.
 */
#ifndef RULE_SPILL_H
#define RULE_SPILL_H

#include <stdbool.h>
#include <stdint.h>

struct spill;
/* Of one database, which is opened by the name; freed when it is closed. */
struct spill *spill_new(int64_t most); /* most: bytes of one file */
const char *spill_name(const struct spill *spill);
void spill_free(struct spill *spill);
/* Asked before each reading and writing, one step of SQLite may do millions of them: true ends the statement with an error of input or output. */
void spill_look(struct spill *spill, bool (*is_over)(void *context), void *context);
/* From now on no files. */
void spill_in_memory(struct spill *spill);

#endif
