/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side of the messages. Whoever sends them may have been taken over by the input it read: every count is
 * checked against the bytes that are left before anything is allocated, every text is checked to be UTF-8 without NUL.
 */
#include "confine/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "confine/limits.h"
#include "base/banned.h"

/* The smallest a node can be in a message: type, style, line, column, end line. */
enum { NODE_MIN_BYTES = 14, KEY_MIN_BYTES = 12 };

/* What is left of a payload; fault is the first thing wrong with it, and then nothing more is read. */
struct intake {
	struct str rest;
	const char *fault;
	size_t nodes, claimed; /* of a tree: read, and promised by the counts so far */
};

static void
refuse(struct intake *in, const char *fault)
{
	if (in->fault == NULL)
		in->fault = fault;
	in->rest = (struct str){ 0 };
}

static void
get_bytes(struct intake *in, void *to, size_t len)
{
	if (in->rest.len < len) {
		refuse(in, "short message");
		memset(to, 0, len);
		return;
	}
	memcpy(to, in->rest.ptr, len);
	in->rest = str_from(in->rest, len);
}

static unsigned
get_u8(struct intake *in)
{
	unsigned char n;

	get_bytes(in, &n, sizeof n);
	return n;
}

static uint32_t
get_u32(struct intake *in)
{
	uint32_t n;

	get_bytes(in, &n, sizeof n);
	return n;
}

/* A view into the payload. */
static struct str
get_str(struct intake *in)
{
	size_t len = get_u32(in);

	if (len > in->rest.len) {
		refuse(in, "text longer than its message");
		return (struct str){ 0 };
	}
	struct str text = str_sub(in->rest, 0, len);
	in->rest = str_from(in->rest, len);
	if (str_find_char(text, '\0', 0) != STR_NONE || text_utf8_fault(text) != STR_NONE) {
		refuse(in, "text that is not UTF-8");
		return (struct str){ 0 };
	}
	return text;
}

/* The whole payload was read and nothing was wrong with it. */
static const char *
intake_end(const struct intake *in)
{
	if (in->fault == NULL && in->rest.len > 0)
		return "bytes left over";
	return in->fault;
}

enum wire_type
wire_header(const char *bytes, size_t *payload)
{
	uint32_t len;

	memcpy(&len, bytes + 1, sizeof len);
	*payload = len;
	return (enum wire_type)(unsigned char)bytes[0];
}

/* --- shapes and rows ------------------------------------------------------------------------- */

static bool
is_name(struct str text)
{
	if (text.len == 0 || text.len > WIRE_NAME_BYTES)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c != '_' && !str_is_digit(c) && (c < 'a' || c > 'z'))
			return false;
	}
	return true;
}

static bool
shape_is(const struct sink_shape *shape, struct str table, const struct str *columns, size_t count)
{
	if (shape->column_count != count || !str_is(table, shape->table))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!str_is(columns[i], shape->columns[i]))
			return false;
	return true;
}

static const struct sink_shape *
intern(struct wire_shapes *shapes, struct str table, const struct str *columns, size_t count)
{
	for (size_t i = 0; i < shapes->count; i++)
		if (shape_is(shapes->list[i], table, columns, count))
			return shapes->list[i];
	if (shapes->count == WIRE_SHAPES)
		return NULL;
	struct sink_shape *shape = ARENA_NEW(&shapes->arena, struct sink_shape);
	const char **names = ARENA_ARRAY(&shapes->arena, const char *, count);
	for (size_t i = 0; i < count; i++)
		names[i] = arena_cstr(&shapes->arena, columns[i]);
	shape->table = arena_cstr(&shapes->arena, table);
	shape->columns = names;
	shape->column_count = count;
	*ARRAY_ADD(shapes->list, shapes->count, shapes->room) = shape;
	return shape;
}

static bool
may_send(const struct worker_profile *profile, struct str table)
{
	for (const char *const *t = profile->tables; *t != NULL; t++)
		if (str_is(table, *t))
			return true;
	return false;
}

static const char *
take_shape(struct wire_reader *reader, struct intake *in)
{
	struct str columns[SINK_COLUMNS_MAX];
	struct str table = get_str(in);
	size_t count = get_u32(in);

	if (in->fault == NULL && !may_send(reader->profile, table))
		return "table that this kind of reader does not fill";
	if (in->fault == NULL && (count == 0 || count > SINK_COLUMNS_MAX))
		return "number of columns";
	for (size_t i = 0; i < count && in->fault == NULL; i++) {
		columns[i] = get_str(in);
		if (in->fault == NULL && !is_name(columns[i]))
			return "name of a column";
	}
	if (intake_end(in) != NULL)
		return intake_end(in);
	if (reader->known_count == WIRE_SHAPES)
		return "too many shapes";
	const struct sink_shape *shape = intern(reader->shapes, table, columns, count);
	if (shape == NULL)
		return "too many shapes";
	*ARRAY_ADD(reader->known, reader->known_count, reader->known_room) = shape;
	return NULL;
}

static struct value
get_value(struct intake *in)
{
	struct value value = value_null();
	unsigned type = get_u8(in);

	switch (type) {
	case VALUE_NULL:
		return value;
	case VALUE_INTEGER:
		get_bytes(in, &value.integer, sizeof value.integer);
		break;
	case VALUE_REAL:
		get_bytes(in, &value.real, sizeof value.real);
		if (!isfinite(value.real))
			refuse(in, "number that is none");
		break;
	case VALUE_TEXT:
		value.text = get_str(in);
		break;
	default:
		refuse(in, "type of a value");
		return value;
	}
	value.type = (enum value_type)type;
	return value;
}

static const char *
take_row(struct wire_reader *reader, struct intake *in)
{
	struct value values[SINK_COLUMNS_MAX];
	size_t number = get_u32(in);

	if (reader->handler->row == NULL)
		return "row where none is expected";
	if (in->fault == NULL && number >= reader->known_count)
		return "row of an unknown shape";
	if (in->fault != NULL)
		return in->fault;
	const struct sink_shape *shape = reader->known[number];
	for (size_t i = 0; i < shape->column_count; i++)
		values[i] = get_value(in);
	if (intake_end(in) != NULL)
		return intake_end(in);
	reader->handler->row(reader->handler->context, reader->input, shape, values);
	return NULL;
}

/* --- diagnostics, trees, text ---------------------------------------------------------------- */

static const char *
take_diag(struct wire_reader *reader, struct intake *in)
{
	struct str args[DIAG_ARGS];
	struct diag_at at;
	uint32_t code = get_u32(in);

	at.file = get_str(in);
	at.line = get_u32(in);
	at.column = get_u32(in);
	for (size_t i = 0; i < DIAG_ARGS; i++)
		args[i] = get_str(in);
	if (in->fault == NULL && code >= DIAG_CODE_COUNT)
		return "unknown diagnostic";
	if (intake_end(in) != NULL)
		return intake_end(in);
	diag_add(reader->diags, (enum diag_code)code, at, args[0], args[1], args[2]);
	return NULL;
}

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

static void
get_children(struct intake *in, struct arena *arena, struct node *node, int depth)
{
	bool is_map = node->type == NODE_MAP;
	size_t count = get_u32(in);

	if (count > in->rest.len / (is_map ? NODE_MIN_BYTES + KEY_MIN_BYTES : NODE_MIN_BYTES)) {
		refuse(in, "more elements than bytes");
		return;
	}
	/* Nested counts could each claim the same bytes: their sum is bounded, too. */
	in->claimed += count;
	if (in->claimed > WIRE_NODES) {
		refuse(in, "size of a tree");
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
		if (is_map) {
			node->keys[i] = arena_str(arena, get_str(in));
			node->key_lines[i] = get_u32(in);
			node->key_columns[i] = get_u32(in);
		}
		node->items[i] = get_node(in, arena, depth + 1);
		node->count++;
	}
}

static struct node *
get_node(struct intake *in, struct arena *arena, int depth)
{
	unsigned type = get_u8(in), style = get_u8(in);
	struct node *node = ARENA_NEW(arena, struct node);

	if (type > NODE_MAP || style > NODE_BLOCK)
		refuse(in, "kind of an element");
	if (depth > WIRE_DEPTH)
		refuse(in, "depth of a tree");
	if (++in->nodes > WIRE_NODES)
		refuse(in, "size of a tree");
	node->line = get_u32(in);
	node->column = get_u32(in);
	node->end_line = get_u32(in);
	if (in->fault != NULL)
		return node;
	node->type = (enum node_type)type;
	node->style = (enum node_style)style;
	if (node->type == NODE_SCALAR)
		node->text = arena_str(arena, get_str(in));
	else if (node->type != NODE_NULL)
		get_children(in, arena, node, depth);
	return node;
}

static const char *
take_tree(struct wire_reader *reader, struct intake *in)
{
	struct arena arena = { 0 };

	if (!reader->profile->sends_tree || reader->handler->tree == NULL)
		return "tree where none is expected";
	struct node *root = get_node(in, &arena, 1);
	const char *fault = intake_end(in);
	if (fault == NULL)
		reader->handler->tree(reader->handler->context, reader->input, root, &arena);
	arena_release(&arena);
	return fault;
}

static const char *
take_text(struct wire_reader *reader, struct intake *in)
{
	struct str text;

	if (!reader->profile->sends_text || reader->handler->text == NULL)
		return "text where none is expected";
	text = get_str(in);
	if (intake_end(in) != NULL)
		return intake_end(in);
	reader->handler->text(reader->handler->context, reader->input, text);
	return NULL;
}

/* --- order ----------------------------------------------------------------------------------- */

static const char *
take_begin(struct wire_reader *reader, struct intake *in)
{
	uint32_t input = get_u32(in);

	if (intake_end(in) != NULL)
		return intake_end(in);
	if (reader->begun || input != reader->input)
		return "order of inputs";
	reader->begun = true;
	if (reader->handler->begin != NULL)
		reader->handler->begin(reader->handler->context, reader->input);
	return NULL;
}

static const char *
take_end(struct wire_reader *reader, struct intake *in)
{
	uint32_t input = get_u32(in);

	if (intake_end(in) != NULL)
		return intake_end(in);
	if (!reader->begun || input != reader->input)
		return "order of inputs";
	if (reader->handler->end != NULL)
		reader->handler->end(reader->handler->context, reader->input, WORKER_DONE);
	reader->begun = false;
	reader->input++;
	return NULL;
}

const char *
wire_take(struct wire_reader *reader, enum wire_type type, struct str payload)
{
	static const char *(*const takers[])(struct wire_reader *, struct intake *) = {
		[WIRE_BEGIN] = take_begin,
		[WIRE_END] = take_end,
		[WIRE_SHAPE] = take_shape,
		[WIRE_ROW] = take_row,
		[WIRE_DIAG] = take_diag,
		[WIRE_TREE] = take_tree,
		[WIRE_TEXT] = take_text,
	};
	struct intake in = { .rest = payload };

	if ((size_t)type >= WIRE_TYPE_COUNT)
		return "unknown type";
	if (!reader->begun && type != WIRE_BEGIN)
		return "order of messages";
	return takers[type](reader, &in);
}

void
wire_reader_release(struct wire_reader *reader)
{
	free(reader->known);
	reader->known = NULL;
	reader->known_count = reader->known_room = 0;
}

void
wire_shapes_release(struct wire_shapes *shapes)
{
	arena_release(&shapes->arena);
	free(shapes->list);
	*shapes = (struct wire_shapes){ 0 };
}
