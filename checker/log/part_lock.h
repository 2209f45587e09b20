/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is written beside its name and renamed, by one process at a time. The lock is on the file that is written, and goes with it when it
 * gets its name: it needs no file of its own, and ends with the process, however that ends.
 */
#ifndef LOG_PART_LOCK_H
#define LOG_PART_LOCK_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/str.h"

/* Both -1: nothing is locked. */
struct part_lock {
	int file;      /* what stands at the path */
	int temporary; /* what will stand there */
};
#define PART_UNLOCKED ((struct part_lock){ -1, -1 })

/* false with errno; EWOULDBLOCK: another process works with it; ESPIPE: at the path stands something else than a file. temporary is empty. */
bool part_lock(struct part_lock *lock, struct str path);
/* The temporary file, on its disk, gets the name, and is what is locked; false with errno. */
bool part_lock_publish(struct part_lock *lock, struct str path);
/* The temporary file is gone. */
void part_lock_withdraw(struct part_lock *lock, struct str path);
/* The same, and nothing is locked. */
void part_unlock(struct part_lock *lock, struct str path);
/* What such an errno says to who gave the path; also when it was written. */
void part_lock_say(struct str path, int error, struct diags *diags);

#endif
