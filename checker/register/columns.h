/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a register is: an evidence table, its names, and its columns with the header names that
 * offices use. One file per register (register_*.c), one line each in registers.c.
 */
#ifndef REGISTER_COLUMNS_H
#define REGISTER_COLUMNS_H

#include <stddef.h>

#include "base/scope.h"
#include "base/str.h"

enum column_type {
	COLUMN_TEXT,
	COLUMN_DATE,    /* → yyyy-mm-dd */
	COLUMN_INTEGER, /* full-width digits and thousands separators taken */
	COLUMN_BOOL,    /* ○ × 有 無 済 未 はい いいえ 1 0 */
	COLUMN_DAYS,    /* 5年, 6か月, 90日 → days */
	COLUMN_SUBJECT, /* 宛名番号 → pseudonym */
};

struct column {
	const char *name; /* of the evidence table */
	enum column_type type;
	const char *headers; /* header names, parted by |; compared by text_key */
};

struct register_kind {
	const char *table;
	const char *name_ja; /* 職員台帳 */
	const char *stems;   /* file names without ending, parted by | */
	const struct column *columns;
	size_t count;
	size_t key; /* column that a file must have to be this register */
};

/* The registers, in the order of the evidence schema. */
extern const struct register_kind *const register_kinds[];
extern const size_t register_kind_count;

#endif
