/* SPDX-License-Identifier: Apache-2.0 */
/* The form definitions of rules/forms/ for tests, and trees from texts, all in this process. */
#ifndef TESTS_FORMS_H
#define TESTS_FORMS_H

#include "base/diag.h"
#include "base/sink.h"
#include "doc/doc.h"
#include "form/form.h"

/* 様式3 and 様式4. The test fails when they cannot be read. Release with forms_release. */
void forms_read_all(struct forms *forms);

/* For cmocka: *state is a struct forms, read once for the tests of a group. */
int forms_setup(void **state);
int forms_teardown(void **state);

/* The tree of a text, named file "t"; NULL with diagnostics. */
struct node *
tree_of(enum doc_format format, struct str text, struct arena *arena, struct diags *diags);

/* How many diagnostics have that code, and the first of them (NULL: none). */
size_t diags_count(const struct diags *diags, enum diag_code code);
const struct diag *diags_find(const struct diags *diags, enum diag_code code);

/* Writes all of them to standard error, for a failing test. */
void diags_print(const struct diags *diags);

#endif
