/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's side of the workers' messages: whatever a worker that was taken over writes. */
#include <stddef.h>
#include <stdint.h>

#include "confine/wire.h"
#include "fuzz_doc.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	(void)context;
	(void)input;
	for (size_t i = 0; i < shape->column_count; i++)
		BUG_IF(values[i].type == VALUE_TEXT && text_utf8_fault(values[i].text) != STR_NONE);
}

static size_t
count_nodes(const struct node *node)
{
	size_t count = 1;

	BUG_IF(text_utf8_fault(node->text) != STR_NONE);
	for (size_t i = 0; i < node->count; i++)
		count += count_nodes(node->items[i]);
	return count;
}

static void
on_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	(void)context;
	(void)input;
	(void)arena;
	BUG_IF(count_nodes(root) == 0);
}

static void
on_text(void *context, size_t input, struct str text)
{
	(void)context;
	(void)input;
	BUG_IF(text_utf8_fault(text) != STR_NONE);
}

static void
on_progress(void *context, size_t input, const struct progress_step *step)
{
	(void)context;
	(void)input;
	BUG_IF((unsigned)step->unit >= PROGRESS_UNIT_COUNT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tables[] = { "setting", NULL };
	const struct worker_profile profile = {
		.tables = tables, .sends_tree = true, .sends_text = true, .sends_progress = true
	};
	const struct worker_handler handler = {
		.row = on_row, .tree = on_tree, .text = on_text, .progress = on_progress
	};
	struct wire_shapes shapes = { 0 };
	struct diags diags = { 0 };
	struct wire_reader reader = {
		.profile = &profile,
		.handler = &handler,
		.diags = &diags,
		.shapes = &shapes,
	};
	struct str rest = { (const char *)data, size };

	while (rest.len >= WIRE_HEADER_BYTES) {
		size_t payload;
		enum wire_type type = wire_header(rest.ptr, &payload);

		rest = str_from(rest, WIRE_HEADER_BYTES);
		if (payload > rest.len ||
		    wire_take(&reader, type, str_sub(rest, 0, payload)) != NULL)
			break;
		rest = str_from(rest, payload);
	}
	wire_reader_release(&reader);
	wire_shapes_release(&shapes);
	diags_release(&diags);
	return 0;
}
