/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of doc/: a text parsed, and its tree written on one line. */
#ifndef TESTS_DOC_HEARD_H
#define TESTS_DOC_HEARD_H

#include "base/diag.h"
#include "base/node.h"
#include "doc/doc.h"

/* {a: 1, b: ["x", ~]}: quoted scalars in "", block scalars in ||; appended. */
void heard_tree(const struct node *node, struct buf *out);

/* One text parsed in this process: its tree in out, or "!CODE line:column argument". */
void heard_parse(enum doc_format format, struct str text, struct buf *out);
/* The text cut at every length must give a tree or exactly one diagnostic. How many gave a tree. */
size_t heard_every_prefix(enum doc_format format, struct str text);

struct heard_case {
	const char *text, *result;
};
/* Each text must give its result. */
void heard_check(enum doc_format format, const struct heard_case *cases, size_t count);

/* A file of these bytes (part repeated count times) read through a worker: what diagnostic comes, within seconds. */
void heard_bomb(enum doc_format format, const char *part, size_t count, enum diag_code code);

#endif
