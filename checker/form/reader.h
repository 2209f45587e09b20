/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a form definition shares between its files: the state, complaining, and the sets of options and marks. */
#ifndef FORM_READER_H
#define FORM_READER_H

#include "form/form.h"

/* Options or marks that several items share. */
struct set {
	struct str name;
	struct form_option *options;
	struct form_mark *marks;
	size_t count;
};

struct reader {
	struct arena *arena;
	struct str file;
	struct diags *diags;
	struct form form;
	struct set *option_sets, *mark_sets;
	size_t option_set_count, mark_set_count;
	struct str *steps; /* of each item: its part of a heading */
	bool is_reference;
	bool good;
};

/* Each makes the definition unusable. */
void reader_complain(struct reader *reader, enum diag_code code, const struct node *at,
    struct str a, struct str b, struct str c);
/* A value of the key that cannot be used. */
void reader_complain_value(
    struct reader *reader, const struct node *at, struct str name, const char *key);
bool
reader_is_too_many(struct reader *reader, const struct node *node, const char *what, size_t limit);

/* The maps "options" and "marks" of the definition. */
void reader_read_options(struct reader *reader, const struct node *sets);
void reader_read_marks(struct reader *reader, const struct node *sets);
/* NULL: none. */
const struct set *reader_find_set(const struct set *sets, size_t count, struct str name);

#endif
