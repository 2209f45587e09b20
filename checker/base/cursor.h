/* SPDX-License-Identifier: Apache-2.0 */
/* A place in a text that is read character by character, full-width forms as if they were ASCII. Private to base/. */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct cursor {
	struct str text; /* UTF-8 */
	size_t at;       /* offset in bytes */
};

/* The character here, 0 at the end; *next = the offset behind it. */
uint32_t cursor_peek(const struct cursor *c, size_t *next);
/* Goes behind the character if it is the one wanted. */
bool cursor_take(struct cursor *c, uint32_t wanted);
void cursor_skip_blanks(struct cursor *c);
/*
 * Goes behind decimal digits, at most max (1..9) of them: how many there were. 0: none, or more than max; then the
 * cursor stays and *value is 0.
 */
int cursor_number(struct cursor *c, int max, int *value);

#endif
