/* SPDX-License-Identifier: Apache-2.0 */
/* Importing small invented texts in this process, and asking what they became. */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include "base/diag.h"
#include "base/node.h"
#include "form/forms.h"

struct reading {
	struct arena arena;
	struct diags diags;
	const struct node *items; /* NULL: refused */
	const struct node *loose;
};

/* form "3" or "4"; "" = by the title. */
void
reading_init(struct reading *reading, const struct forms *forms, const char *form, struct str text);
void reading_release(struct reading *reading);

/* The state of an item: "unknown" when it is not there. */
const char *reading_state(struct reading *reading, const char *id);
/* Its value as text; of marks, id is "II.3.1/民間事業者" and the answer checked, unchecked or unknown. "" = none. */
const char *reading_value(struct reading *reading, const char *id);

/* A text, and what one item of it must become. */
struct read_case {
	const char *what, *form, *text, *id, *state, *value;
};
/* Says which cases fail; how many. */
size_t reading_failures(const struct read_case *cases, size_t count);

#endif
