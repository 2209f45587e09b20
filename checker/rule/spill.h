/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where SQLite puts what a rule sorts, groups or joins beyond some megabytes: into files without a name in TMPDIR, so that the memory of a rule does
 * not depend on how many records it looks at. A worker may open no files: it is lent some that are open, or none. Where none is left, and on machines
 * that let us make none, it is memory, counted as SQLite's own.
 */
#ifndef RULE_SPILL_H
#define RULE_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spill;
/* Of one database, which is opened by the name; freed when it is closed. */
struct spill *spill_new(int64_t most); /* most: bytes of one file */
const char *spill_name(const struct spill *spill);
void spill_free(struct spill *spill);
/* Asked before each reading and writing, one step of SQLite may do millions of them: true ends the statement with an error of input or output. */
void spill_look(struct spill *spill, bool (*is_over)(void *context), void *context);
/*
 * From now on no files but these (at most RULE_SPILL_FILES, open to read and write; the caller closes them), each for one of SQLite's at a time.
 */
void spill_lend(struct spill *spill, const int *files, size_t count);

#endif
