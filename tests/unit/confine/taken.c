/* SPDX-License-Identifier: Apache-2.0 */
/* A handler that counts what comes of messages. */
#include "confine/taken.h"

#include "base/banned.h"

void
taken_begin(void *context, size_t input)
{
	(void)input;
	((struct taken *)context)->begun++;
}

void
taken_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	(void)input;
	(void)shape;
	(void)values;
	((struct taken *)context)->rows++;
}

void
taken_tree(void *context, size_t input, struct node *root, struct arena *arena)
{
	struct taken *taken = context;

	(void)input;
	taken->trees++;
	arena_release(&taken->arena);
	taken->arena = *arena;
	taken->tree = root;
	*arena = (struct arena){ 0 };
}

void
taken_text(void *context, size_t input, struct str text)
{
	(void)input;
	(void)text;
	((struct taken *)context)->texts++;
}

void
taken_progress(void *context, size_t input, const struct progress_step *step)
{
	(void)input;
	(void)step;
	((struct taken *)context)->steps++;
}

void
taken_end(void *context, size_t input, enum worker_status status)
{
	struct taken *taken = context;

	(void)input;
	if (status == WORKER_DONE)
		taken->done++;
	else
		taken->failed++;
}

const struct worker_profile taken_profile = {
	.name = "test",
	.memory_bytes = 64 << 20,
	.cpu_sec = 2,
	.wall_sec = 2,
	.output_bytes = 1 << 20,
	.batch = 2,
	.sends_tree = true,
	.sends_text = true,
	.sends_progress = true,
	.tables = (const char *const[]){ "setting", NULL },
};
