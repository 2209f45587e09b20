/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and cells as every source makes them. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "import/blocks.h"

#include "base/banned.h"

struct row *
blocks_add(struct blocks *blocks, uint32_t line, size_t count)
{
	struct row *row = ARRAY_ADD(blocks->rows, blocks->count, blocks->room);

	row->line = line;
	row->cells = ARENA_ARRAY(blocks->arena, struct cell, count);
	row->count = count;
	for (size_t i = 0; i < count; i++)
		row->cells[i].column = (uint32_t)i;
	return row;
}

struct str
blocks_join_row(struct arena *arena, const struct row *row, size_t from)
{
	struct buf buf = { 0 };

	for (size_t i = from; i < row->count; i++) {
		if (row->cells[i].text.len == 0)
			continue;
		if (buf.len > 0)
			buf_addc(&buf, ' ');
		buf_add(&buf, row->cells[i].text);
	}
	struct str text = arena_str(arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}

void
blocks_release(struct blocks *blocks)
{
	free(blocks->rows);
	*blocks = (struct blocks){ 0 };
}

struct str
blocks_head(const struct blocks *blocks, size_t max)
{
	struct buf buf = { 0 };

	for (size_t i = 0; i < blocks->count && buf.len < max; i++) {
		buf_add(&buf, blocks_join_row(blocks->arena, &blocks->rows[i], 0));
		buf_addc(&buf, '\n');
	}
	struct str text = arena_str(blocks->arena, buf_str(&buf));
	buf_release(&buf);
	return text;
}
