/* SPDX-License-Identifier: Apache-2.0 */
/* Stores with a few small runs, for the tests of finding/store*.c. */
#ifndef TESTS_STORED_H
#define TESTS_STORED_H

#include "finding/finding.h"

/* A name in TMPDIR under which there is no file; ended by stored_done, which takes the file away, too. */
char *stored_path(const char *name);
void stored_done(char *path);
/* Appends a run: law findings on items I.1 … I.count, and one in a log when night is set. */
bool stored_append(const char *path, const char *id, int count, bool night, struct diags *diags);
/* A new store with the runs r1, r2 and r3. */
char *stored_three(const char *name);
/* The number of runs when all is well; SIZE_MAX with diagnostics. */
size_t stored_verify(const char *path, struct diags *diags);
/* What somebody with the file and sqlite3 in hand can do. */
void stored_sql(const char *path, const char *sql);

#endif
