/* SPDX-License-Identifier: Apache-2.0 */
/* A cell of a register → a value of its column's type. */
#ifndef REGISTER_CELL_H
#define REGISTER_CELL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/pseudonym.h"
#include "base/value.h"
#include "register/columns.h"

/*
 * false: the text is not of the type. Empty cells, - and ― are NULL. Texts live in the arena; 個人番号 in them are
 * left to the parent's masking of output, subjects are pseudonyms.
 */
bool cell_parse(enum column_type type, struct str text, const struct pseudonym *pseudonym,
    struct arena *arena, struct value *value);

/* What the type is called in a message: "日付 / a date". */
const char *cell_type_words(enum column_type type);

#endif
