/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's side of the messages: each type, its order, and whether this worker may send it. */
#include "confine/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "confine/limits.h"
#include "confine/wire_intake.h"
#include "base/banned.h"

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
	struct str columns[SINK_COLUMNS_MAX] = { 0 };
	struct str table = intake_str(in);
	size_t count = intake_u32(in);

	if (in->fault == NULL && !may_send(reader->profile, table))
		return "table that this kind of reader does not fill";
	if (in->fault == NULL && (count == 0 || count > SINK_COLUMNS_MAX))
		return "number of columns";
	for (size_t i = 0; i < count && in->fault == NULL; i++) {
		columns[i] = intake_str(in);
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

static const char *
take_row(struct wire_reader *reader, struct intake *in)
{
	struct value values[SINK_COLUMNS_MAX];
	size_t number = intake_u32(in);

	if (reader->handler->row == NULL)
		return "row where none is expected";
	if (in->fault == NULL && number >= reader->known_count)
		return "row of an unknown shape";
	if (in->fault != NULL)
		return in->fault;
	const struct sink_shape *shape = reader->known[number];
	for (size_t i = 0; i < shape->column_count; i++)
		values[i] = intake_value(in);
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
	uint32_t code = intake_u32(in);

	at.file = intake_str(in);
	at.line = intake_u32(in);
	at.column = intake_u32(in);
	for (size_t i = 0; i < DIAG_ARGS; i++)
		args[i] = intake_str(in);
	if (in->fault == NULL && code >= DIAG_CODE_COUNT)
		return "unknown diagnostic";
	if (intake_end(in) != NULL)
		return intake_end(in);
	diag_add(reader->diags, (enum diag_code)code, at, args[0], args[1], args[2]);
	return NULL;
}

static const char *
take_tree(struct wire_reader *reader, struct intake *in)
{
	struct arena arena = { 0 };

	if (!reader->profile->sends_tree || reader->handler->tree == NULL)
		return "tree where none is expected";
	struct node *root = intake_tree(in, &arena);
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
	text = intake_str(in);
	if (intake_end(in) != NULL)
		return intake_end(in);
	reader->handler->text(reader->handler->context, reader->input, text);
	return NULL;
}

/* It may say what it likes of how far it is: a person sees it, nothing rests on it. */
static const char *
take_progress(struct wire_reader *reader, struct intake *in)
{
	struct progress_step step = { 0 };
	uint32_t unit = intake_u32(in);

	if (!reader->profile->sends_progress || reader->handler->progress == NULL)
		return "progress where none is expected";
	intake_bytes(in, &step.done, sizeof step.done);
	intake_bytes(in, &step.total, sizeof step.total);
	intake_bytes(in, &step.rows, sizeof step.rows);
	if (in->fault == NULL && unit >= PROGRESS_UNIT_COUNT)
		return "unknown unit";
	if (intake_end(in) != NULL)
		return intake_end(in);
	step.unit = (enum progress_unit)unit;
	reader->handler->progress(reader->handler->context, reader->input, &step);
	return NULL;
}

/* --- order ----------------------------------------------------------------------------------- */

static const char *
take_begin(struct wire_reader *reader, struct intake *in)
{
	uint32_t input = intake_u32(in);

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
	uint32_t input = intake_u32(in);

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
		[WIRE_PROGRESS] = take_progress,
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
