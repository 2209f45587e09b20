/* SPDX-License-Identifier: Apache-2.0 */
/* What modifiers ask for, as bits: modifier.c reads them, item.c compiles by them. */
#ifndef SIGMA_ITEM_H
#define SIGMA_ITEM_H

#include "sigma/compiled.h"

enum {
	MOD_CONTAINS = 1 << 0,
	MOD_STARTSWITH = 1 << 1,
	MOD_ENDSWITH = 1 << 2,
	MOD_PLACES = MOD_CONTAINS | MOD_STARTSWITH | MOD_ENDSWITH,
	MOD_ALL = 1 << 3,
	MOD_RE = 1 << 4,
	MOD_I = 1 << 5,
	MOD_M = 1 << 6,
	MOD_S = 1 << 7,
	MOD_CASED = 1 << 8,
	MOD_CIDR = 1 << 9,
	MOD_LT = 1 << 10,
	MOD_LTE = 1 << 11,
	MOD_GT = 1 << 12,
	MOD_GTE = 1 << 13,
	MOD_ORDER = MOD_LT | MOD_LTE | MOD_GT | MOD_GTE,
	MOD_EXISTS = 1 << 14,
	MOD_EXPAND = 1 << 15,
	MOD_FIELDREF = 1 << 16,
	MOD_NEQ = 1 << 17,
	MOD_WINDASH = 1 << 18,
	MOD_UTF16 = 1 << 19,
	MOD_UTF16LE = 1 << 20,
	MOD_UTF16BE = 1 << 21,
	MOD_UTF16S = MOD_UTF16 | MOD_UTF16LE | MOD_UTF16BE,
	MOD_BASE64 = 1 << 22,
	MOD_BASE64OFFSET = 1 << 23,
	MOD_ENCODE = MOD_WINDASH | MOD_UTF16S | MOD_BASE64 | MOD_BASE64OFFSET,
	MOD_MINUTE = 1 << 24,
	MOD_HOUR = 1 << 25,
	MOD_DAY = 1 << 26,
	MOD_WEEK = 1 << 27,
	MOD_MONTH = 1 << 28,
	MOD_YEAR = 1 << 29,
	MOD_PARTS = MOD_MINUTE | MOD_HOUR | MOD_DAY | MOD_WEEK | MOD_MONTH | MOD_YEAR,
};

/* "field|a|b" → the field's name and the bits; false with a diagnostic at the modifier's place. */
bool sigma_modifiers_parse(struct sigma_compile *compile, struct str key, struct diag_at at,
    struct str *field, unsigned *used);

/* The name of the first of these modifiers, for messages. */
struct str sigma_modifier_name(unsigned bits);

/* expand.c: the text with each %name% replaced by each of its values; how many it has is added. false with a diagnostic. */
bool sigma_expand_text(struct sigma_compile *compile, struct str text, struct diag_at at,
    struct str **list, size_t *count, size_t *placeholders);

/* encode.c: a parsed text as its modifiers write it; the variants are alternatives, parsed texts too. false with a diagnostic. */
bool sigma_encode(struct sigma_compile *compile, unsigned mods, struct str parsed,
    struct diag_at at, struct str **list, size_t *count);

#endif
