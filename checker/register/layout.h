/* SPDX-License-Identifier: Apache-2.0 */
/* Which register a file is, and which of its columns is which. */
#ifndef REGISTER_LAYOUT_H
#define REGISTER_LAYOUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/node.h"
#include "register/columns.h"

enum { REGISTER_COLUMNS_MAX = 40 };

/* What is known of a file before it is read. */
struct layout_hint {
	const struct register_kind *kind; /* by registers.yaml or its name; NULL: by its header */
	const struct node *columns; /* of registers.yaml: evidence column → header; may be NULL */
	uint32_t header_line;       /* of registers.yaml; 0: to be found */
};

struct layout {
	const struct register_kind *kind;
	/* index of the evidence column's cell in a record; SIZE_MAX: the file has none */
	size_t cell[REGISTER_COLUMNS_MAX];
};

/* By the file's name: 職員台帳.csv, staff_2025.csv; NULL: not known. */
const struct register_kind *layout_kind_of_name(struct str path, struct arena *arena);
const struct register_kind *layout_kind_of_table(struct str table);

/*
 * Is this record a header? Of the hinted kind, or of the only kind whose key column and at least one other it names.
 * On success *layout is set.
 */
bool layout_of_header(const struct str *fields, size_t count, const struct layout_hint *hint,
    struct arena *arena, struct layout *layout);

#endif
