/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 個人番号 and 法人番号: check digits, and the masking of 個人番号 in all that leaves the program.
 *
 * 個人番号 (12 digits): 総務省令第85号 第5条 (平成26年). 法人番号 (13 digits): 財務省令第70号 第2条 (平成26年).
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Exactly 12 ASCII digits with a right check digit, not all zero. */
bool number_is_individual(struct str digits);
/* Exactly 13 ASCII digits with a right check digit (the first). */
bool number_is_corporate(struct str digits);

#define NUMBER_MASK "************"
/*
 * Appends text with each 個人番号 in it made NUMBER_MASK. Found also when its digits are full-width
 * or parted in groups by single blanks, hyphens or what is typed for them (1234-5678-9018), and in a longer run of text; a run
 * of more than 12 digits is left (a valid 法人番号, a serial number), and so is a day beside
 * another number (6667 2025-04-01). Returns how many were masked.
 */
size_t number_mask(struct str text, struct buf *buf);
/* The text with its 個人番号 masked, in the arena; the text itself when it holds none. */
struct str number_masked(struct arena *arena, struct str text);
/* The first 個人番号 in text at or after from: its offset and length in bytes; false: none. */
bool number_find(struct str text, size_t from, size_t *at, size_t *len);

#endif
