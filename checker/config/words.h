/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and words of the formats that are read here without a lens. */
#ifndef CONFIG_WORDS_H
#define CONFIG_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * The next word of *rest: blank-delimited; parts in ' or " lose their quotes and keep their blanks; \ before a
 * quote, a backslash or a blank takes it as it is. # at the beginning of a word ends the line. false at the end, or
 * with *open when a quote is not closed.
 */
bool words_next(struct str *rest, struct arena *arena, struct str *word, bool *open);

/* The same, but at a sign of stops (not in quotes), too, which is left in *rest: "," for lists. */
bool
words_next_until(struct str *rest, char stop, struct arena *arena, struct str *word, bool *open);

/* Keywords in their documented spelling, whatever the case of the text: NULL-terminated; NULL: not known. */
const char *words_spelling(struct str word, const char *const *list);

#endif
