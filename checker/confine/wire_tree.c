/* SPDX-License-Identifier: Apache-2.0 */
/* Document trees in messages: their counts, depth and size are bounded before they cost memory. */
#include <string.h>

#include "confine/confine.h"
#include "confine/limits.h"
#include "confine/wire_intake.h"
#include "base/banned.h"

/* The smallest a node can be in a message: type, style, line, column, end line. */
enum { NODE_MIN_BYTES = 14, KEY_MIN_BYTES = 12 };

static struct node *get_node(struct intake *in, struct arena *arena, int depth);

/* Room as node_push and node_put reckon with it, so that the tree can be added to. */
static size_t
room_for(size_t count)
{
	size_t room = 4;

	while (room < count)
		room *= 2;
	return room;
}

static struct str
take_text(struct intake *in, struct arena *arena)
{
	struct str text = intake_str(in);

	return in->kept ? text : arena_str(arena, text);
}

static void
get_children(struct intake *in, struct arena *arena, struct node *node, int depth)
{
	bool is_map = node->type == NODE_MAP;
	size_t count = intake_u32(in);

	if (count > in->rest.len / (is_map ? NODE_MIN_BYTES + KEY_MIN_BYTES : NODE_MIN_BYTES)) {
		intake_refuse(in, "more elements than bytes");
		return;
	}
	/* Nested counts could each claim the same bytes: their sum is bounded, too. */
	in->claimed += count;
	if (in->claimed > WIRE_NODES) {
		intake_refuse(in, "size of a tree");
		return;
	}
	if (count == 0)
		return;
	size_t room = room_for(count);
	node->items = ARENA_ARRAY(arena, struct node *, room);
	if (is_map) {
		node->keys = ARENA_ARRAY(arena, struct str, room);
		node->key_lines = ARENA_ARRAY(arena, uint32_t, room);
		node->key_columns = ARENA_ARRAY(arena, uint32_t, room);
	}
	for (size_t i = 0; i < count && in->fault == NULL; i++) {
		uint32_t places[2];

		if (is_map) {
			node->keys[i] = take_text(in, arena);
			intake_bytes(in, places, sizeof places);
			node->key_lines[i] = places[0];
			node->key_columns[i] = places[1];
		}
		node->items[i] = get_node(in, arena, depth + 1);
		node->count++;
	}
}

static struct node *
get_node(struct intake *in, struct arena *arena, int depth)
{
	/* One reading for all of it: a tree is mostly such heads. */
	unsigned char head[NODE_MIN_BYTES];
	uint32_t places[3];
	struct node *node = ARENA_NEW(arena, struct node);

	intake_bytes(in, head, sizeof head);
	const unsigned type = head[0], style = head[1];
	memcpy(places, head + 2, sizeof places);

	if (type > NODE_MAP || style > NODE_BLOCK)
		intake_refuse(in, "kind of an element");
	if (depth > WIRE_DEPTH)
		intake_refuse(in, "depth of a tree");
	if (++in->nodes > WIRE_NODES)
		intake_refuse(in, "size of a tree");
	node->line = places[0];
	node->column = places[1];
	node->end_line = places[2];
	if (in->fault != NULL)
		return node;
	node->type = (enum node_type)type;
	node->style = (enum node_style)style;
	if (node->type == NODE_SCALAR)
		node->text = take_text(in, arena);
	else if (node->type != NODE_NULL)
		get_children(in, arena, node, depth);
	return node;
}

struct node *
intake_tree(struct intake *in, struct arena *arena)
{
	return get_node(in, arena, 1);
}

struct node *
confine_tree_read(struct str bytes, struct arena *arena)
{
	struct intake in = { .rest = bytes, .kept = true };
	struct node *root = get_node(&in, arena, 1);

	return intake_end(&in) == NULL ? root : NULL;
}
