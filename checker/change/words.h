/* SPDX-License-Identifier: Apache-2.0 */
/* Words by what they are part of: for judge.c. Each takes one token of change_tokens. */
#ifndef CHANGE_WORDS_H
#define CHANGE_WORDS_H

#include "change/inner.h"

bool word_ends_with_one(struct str token, const char *const *ends, size_t count);
bool word_is_one(struct str token, const char *const *words, size_t count);
bool word_is_numbering(struct str token);
bool word_is_law_name(struct str token);
bool word_is_issuer(struct str token);
bool word_is_law_joint(struct str token);
bool word_is_organisation(struct str token);
bool word_is_address(struct str token);
bool word_is_filler(struct str token);
bool word_is_wordless(struct str text);
bool word_is_okurigana(struct str a, struct str b);

#endif
