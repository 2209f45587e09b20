/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's side of the messages. Each is whole in the buffer before any of it is written. */
#include "confine/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "confine/limits.h"
#include "base/banned.h"

static void
put_u8(struct wire_writer *writer, unsigned n)
{
	buf_addc(&writer->out, (char)n);
}

static void
put_bytes(struct wire_writer *writer, const void *bytes, size_t len)
{
	buf_add(&writer->out, (struct str){ bytes, len });
}

static void
put_u32(struct wire_writer *writer, size_t n)
{
	uint32_t word = (uint32_t)n;

	BUG_IF(n > UINT32_MAX);
	put_bytes(writer, &word, sizeof word);
}

/* The parent refuses what is not UTF-8 or holds a NUL; an honest reader's slip is mended here. */
static void
put_mended(struct wire_writer *writer, struct str text)
{
	struct buf mended = { 0 };

	for (size_t at = 0; at < text.len;) {
		uint32_t c = text_next(text, &at);

		text_put(&mended, c == 0 ? 0xFFFD : c);
	}
	put_u32(writer, mended.len);
	put_bytes(writer, mended.ptr, mended.len);
	buf_release(&mended);
}

static void
put_str(struct wire_writer *writer, struct str text)
{
	if (str_find_char(text, '\0', 0) != STR_NONE || text_utf8_fault(text) != STR_NONE) {
		put_mended(writer, text);
		return;
	}
	put_u32(writer, text.len);
	put_bytes(writer, text.ptr, text.len);
}

static void
open_message(struct wire_writer *writer, enum wire_type type)
{
	writer->open = writer->out.len;
	put_u8(writer, type);
	put_u32(writer, 0);
}

static void
close_message(struct wire_writer *writer)
{
	size_t payload = writer->out.len - writer->open - WIRE_HEADER_BYTES;
	uint32_t word = payload > UINT32_MAX ? UINT32_MAX : (uint32_t)payload;

	memcpy(writer->out.ptr + writer->open + 1, &word, sizeof word);
	if (writer->out.len >= WIRE_FLUSH_BYTES)
		wire_flush(writer);
}

void
wire_flush(struct wire_writer *writer)
{
	if (!io_write_all(writer->fd, buf_str(&writer->out)))
		_exit(EXIT_INTERNAL);
	buf_clear(&writer->out);
}

void
wire_put_begin(struct wire_writer *writer, size_t input)
{
	open_message(writer, WIRE_BEGIN);
	put_u32(writer, input);
	close_message(writer);
}

void
wire_put_end(struct wire_writer *writer, size_t input)
{
	open_message(writer, WIRE_END);
	put_u32(writer, input);
	close_message(writer);
	/* At once: should the next input kill the process, the parent must know that it was not this one. */
	wire_flush(writer);
}

static size_t
shape_number(struct wire_writer *writer, const struct sink_shape *shape)
{
	for (size_t i = writer->shape_count; i > 0; i--)
		if (writer->shapes[i - 1] == shape)
			return i - 1;
	open_message(writer, WIRE_SHAPE);
	put_str(writer, str_of(shape->table));
	put_u32(writer, shape->column_count);
	for (size_t i = 0; i < shape->column_count; i++)
		put_str(writer, str_of(shape->columns[i]));
	close_message(writer);
	*ARRAY_ADD(writer->shapes, writer->shape_count, writer->shape_room) = shape;
	return writer->shape_count - 1;
}

void
wire_put_row(struct wire_writer *writer, const struct sink_shape *shape, const struct value *values)
{
	size_t number = shape_number(writer, shape);

	open_message(writer, WIRE_ROW);
	put_u32(writer, number);
	for (size_t i = 0; i < shape->column_count; i++) {
		if (values[i].type == VALUE_REAL && !isfinite(values[i].real)) {
			put_u8(writer, VALUE_NULL); /* SQL has no infinity */
			continue;
		}
		put_u8(writer, values[i].type);
		if (values[i].type == VALUE_INTEGER)
			put_bytes(writer, &values[i].integer, sizeof values[i].integer);
		else if (values[i].type == VALUE_REAL)
			put_bytes(writer, &values[i].real, sizeof values[i].real);
		else if (values[i].type == VALUE_TEXT)
			put_str(writer, values[i].text);
	}
	close_message(writer);
}

void
wire_put_diag(struct wire_writer *writer, enum diag_code code, struct diag_at at,
    const struct str args[DIAG_ARGS])
{
	open_message(writer, WIRE_DIAG);
	put_u32(writer, code);
	put_str(writer, at.file);
	put_u32(writer, at.line);
	put_u32(writer, at.column);
	for (size_t i = 0; i < DIAG_ARGS; i++)
		put_str(writer, args[i]);
	close_message(writer);
}

static void
put_node(struct wire_writer *writer, const struct node *node, int depth)
{
	BUG_IF(depth > WIRE_DEPTH);
	put_u8(writer, node->type);
	put_u8(writer, node->style);
	put_u32(writer, node->line);
	put_u32(writer, node->column);
	put_u32(writer, node->end_line);
	if (node->type == NODE_SCALAR)
		put_str(writer, node->text);
	if (node->type != NODE_SEQUENCE && node->type != NODE_MAP)
		return;
	put_u32(writer, node->count);
	for (size_t i = 0; i < node->count; i++) {
		if (node->type == NODE_MAP) {
			put_str(writer, node->keys[i]);
			put_u32(writer, node->key_lines[i]);
			put_u32(writer, node->key_columns[i]);
		}
		put_node(writer, node->items[i], depth + 1);
	}
}

void
wire_put_tree(struct wire_writer *writer, const struct node *root)
{
	open_message(writer, WIRE_TREE);
	put_node(writer, root, 1);
	close_message(writer);
}

void
confine_tree_write(const struct node *root, struct buf *out)
{
	struct wire_writer writer = { .fd = -1, .out = *out };

	put_node(&writer, root, 1);
	*out = writer.out;
}

void
wire_put_text(struct wire_writer *writer, struct str text)
{
	open_message(writer, WIRE_TEXT);
	put_str(writer, text);
	close_message(writer);
}

void
wire_put_progress(struct wire_writer *writer, const struct progress_step *step)
{
	open_message(writer, WIRE_PROGRESS);
	put_u32(writer, step->unit);
	put_bytes(writer, &step->done, sizeof step->done);
	put_bytes(writer, &step->total, sizeof step->total);
	put_bytes(writer, &step->rows, sizeof step->rows);
	close_message(writer);
	wire_flush(writer);
}

void
wire_writer_release(struct wire_writer *writer)
{
	buf_release(&writer->out);
	free(writer->shapes);
	*writer = (struct wire_writer){ 0 };
}
