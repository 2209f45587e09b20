/* SPDX-License-Identifier: Apache-2.0 */
/* For the fuzz targets of documents: parsing, and what must hold whatever the input was. */
#ifndef TESTS_FUZZ_DOC_H
#define TESTS_FUZZ_DOC_H

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/text.h"
#include "doc/doc.h"
#include "support/sinks.h"

/* A tree holds text only: UTF-8 without NUL, places, unique keys. */
static inline void
fuzz_check_tree(const struct node *node, int depth)
{
	BUG_IF(depth > 140 || node->type > NODE_MAP || node->line == 0 || node->column == 0);
	BUG_IF(text_utf8_fault(node->text) != STR_NONE);
	BUG_IF(str_find_char(node->text, '\0', 0) != STR_NONE);
	for (size_t i = 0; i < node->count; i++) {
		if (node->type == NODE_MAP)
			BUG_IF(node_find_str(node, node->keys[i]) != node->items[i]);
		fuzz_check_tree(node->items[i], depth + 1);
	}
}

/* Exactly one of a tree and a diagnostic; the tree is good; the diagnostic can be said. NULL: refused. */
static inline struct node *
fuzz_parse(enum doc_format format, struct str bytes, struct arena *arena)
{
	struct diags diags = { 0 };
	struct sink sink = sink_keeping_diags(&diags);
	struct node *root = doc_parse(format, bytes, STR("f"), arena, &sink);
	struct buf line = { 0 };

	BUG_IF(diags.count != (root == NULL));
	if (root != NULL)
		fuzz_check_tree(root, 1);
	else
		diag_line(&diags.list[0], LANG_JA, &line);
	BUG_IF(text_utf8_fault(buf_str(&line)) != STR_NONE);
	buf_release(&line);
	diags_release(&diags);
	return root;
}

#endif
