/* SPDX-License-Identifier: Apache-2.0 */
/* What due.c and ics.c share. */
#ifndef CHANGE_DUE_H
#define CHANGE_DUE_H

#include "change/inner.h"

extern const char *const due_names[]; /* by kind */
const char *due_title(enum due_kind kind, enum lang lang);
const char *due_basis(enum due_kind kind);
due_writer due_write_ics;

#endif
