/* SPDX-License-Identifier: Apache-2.0 */
/* Building the tree with its limits: depth, number of elements, unique keys. One place for all three formats. */
#include "doc/parse.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/banned.h"

/* Up to here a look at each key is cheaper than a table. */
enum { KEYS_WITHOUT_TABLE = 16 };

void
doc_place_move(struct doc_place *place, size_t offset)
{
	size_t at = place->offset;

	if (offset < at) {
		at = 0;
		place->line = place->column = 0;
	}
	if (offset > place->text.len)
		offset = place->text.len;
	for (; at < offset; at++) {
		unsigned char c = (unsigned char)place->text.ptr[at];

		if (c == '\n') {
			place->line++;
			place->column = 0;
		} else if ((c & 0xC0) != 0x80) {
			place->column++;
		}
	}
	place->offset = offset;
}

bool
doc_tree_fail(struct doc_tree *tree, enum diag_code code, uint32_t line, uint32_t column,
    struct str a, struct str b)
{
	if (!tree->failed)
		sink_diag(tree->sink, code, (struct diag_at){ tree->file, line, column }, a, b,
		    (struct str){ 0 });
	tree->failed = true;
	return false;
}

bool
doc_tree_fail_number(
    struct doc_tree *tree, enum diag_code code, uint32_t line, uint32_t column, unsigned n)
{
	char number[16];

	snprintf(number, sizeof number, "%u", n);
	return doc_tree_fail(tree, code, line, column, str_of(number), (struct str){ 0 });
}

static struct doc_frame *
top(struct doc_tree *tree)
{
	return tree->depth == 0 ? NULL : &tree->frames[tree->depth - 1];
}

/* --- unique keys ----------------------------------------------------------------------------- */

static void
table_add(struct doc_frame *frame, size_t index)
{
	size_t mask = frame->slot_count - 1;
	size_t at = str_hash(frame->node->keys[index]) & mask;

	while (frame->slots[at] != 0)
		at = (at + 1) & mask;
	frame->slots[at] = (uint32_t)index + 1;
}

static void
table_grow(struct doc_frame *frame)
{
	free(frame->slots);
	frame->slot_count = frame->slot_count == 0 ? 4 * KEYS_WITHOUT_TABLE : frame->slot_count * 2;
	frame->slots = mem_alloc(frame->slot_count, sizeof *frame->slots);
	for (size_t i = 0; i < frame->node->count; i++)
		table_add(frame, i);
}

static size_t
find_key(const struct doc_frame *frame, struct str key)
{
	const struct node *node = frame->node;

	if (frame->slots == NULL) {
		for (size_t i = 0; i < node->count; i++)
			if (str_eq(node->keys[i], key))
				return i;
		return STR_NONE;
	}
	size_t mask = frame->slot_count - 1;
	for (size_t at = str_hash(key) & mask; frame->slots[at] != 0; at = (at + 1) & mask)
		if (str_eq(node->keys[frame->slots[at] - 1], key))
			return frame->slots[at] - 1;
	return STR_NONE;
}

bool
doc_tree_key(struct doc_tree *tree, struct str key, uint32_t line, uint32_t column)
{
	struct doc_frame *frame = top(tree);
	char first[16];

	if (tree->failed)
		return false;
	BUG_IF(frame == NULL || frame->node->type != NODE_MAP || frame->has_key);
	if (str_find_char(key, '\0', 0) != STR_NONE)
		return doc_tree_fail(
		    tree, DIAG_TEXT_NUL, line, column, (struct str){ 0 }, (struct str){ 0 });
	size_t at = find_key(frame, key);
	if (at != STR_NONE) {
		snprintf(first, sizeof first, "%u", frame->node->key_lines[at]);
		return doc_tree_fail(
		    tree, DIAG_DOC_DUPLICATE_KEY, line, column, key, str_of(first));
	}
	frame->key = arena_str(tree->arena, key);
	frame->key_line = line;
	frame->key_column = column;
	frame->has_key = true;
	return true;
}

/* --- values ---------------------------------------------------------------------------------- */

static void
put_keyed(struct doc_tree *tree, struct doc_frame *frame, struct node *node)
{
	struct node *map = frame->node;
	size_t n = map->count;

	node_put(tree->arena, map, (struct str){ 0 }, node);
	map->keys[n] = frame->key;
	map->key_lines[n] = frame->key_line;
	map->key_columns[n] = frame->key_column;
	frame->has_key = false;
	if (frame->slots == NULL ? map->count > KEYS_WITHOUT_TABLE
				 : map->count * 2 > frame->slot_count)
		table_grow(frame);
	else if (frame->slots != NULL)
		table_add(frame, n);
}

static bool
put(struct doc_tree *tree, struct node *node)
{
	struct doc_frame *frame = top(tree);

	if (++tree->nodes > DOC_NODES_MAX)
		return doc_tree_fail_number(
		    tree, DIAG_DOC_NODES, node->line, node->column, DOC_NODES_MAX);
	if (frame == NULL)
		tree->root = node;
	else if (frame->node->type == NODE_SEQUENCE)
		node_push(tree->arena, frame->node, node);
	else
		put_keyed(tree, frame, node);
	return true;
}

bool
doc_tree_open(struct doc_tree *tree, enum node_type type, uint32_t line, uint32_t column)
{
	struct node *node;

	if (tree->failed)
		return false;
	if (tree->depth == tree->depth_max)
		return doc_tree_fail_number(tree, DIAG_DOC_DEPTH, line, column, DOC_DEPTH_MAX);
	node = node_new(tree->arena, type, line, column);
	if (!put(tree, node))
		return false;
	tree->frames[tree->depth++] = (struct doc_frame){ .node = node };
	return true;
}

bool
doc_tree_close(struct doc_tree *tree, uint32_t end_line)
{
	struct doc_frame *frame = top(tree), *parent;

	if (tree->failed)
		return false;
	if (end_line > frame->node->end_line)
		frame->node->end_line = end_line;
	free(frame->slots);
	frame->slots = NULL;
	uint32_t end = frame->node->end_line;
	tree->depth--;
	parent = top(tree);
	if (parent != NULL && end > parent->node->end_line)
		parent->node->end_line = end;
	return true;
}

bool
doc_tree_scalar(struct doc_tree *tree, enum node_type type, enum node_style style, struct str text,
    uint32_t line, uint32_t column, uint32_t end_line)
{
	struct doc_frame *frame = top(tree);
	struct node *node;

	if (tree->failed)
		return false;
	if (str_find_char(text, '\0', 0) != STR_NONE)
		return doc_tree_fail(
		    tree, DIAG_TEXT_NUL, line, column, (struct str){ 0 }, (struct str){ 0 });
	node = node_new(tree->arena, type, line, column);
	node->style = style;
	node->end_line = end_line;
	if (type == NODE_SCALAR)
		node->text = arena_str(tree->arena, text);
	if (frame != NULL && end_line > frame->node->end_line)
		frame->node->end_line = end_line;
	return put(tree, node);
}

void
doc_tree_release(struct doc_tree *tree)
{
	for (size_t i = 0; i < tree->depth; i++)
		free(tree->frames[i].slots);
	tree->depth = 0;
}
