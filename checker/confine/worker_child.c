/* SPDX-License-Identifier: Apache-2.0 */
/* What runs in the worker: into the cell, then one input after another, every answer through the pipe. */
#include "confine/worker.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "confine/limits.h"
#include "base/banned.h"

static void
on_row(void *context, const struct sink_shape *shape, const struct value *values)
{
	wire_put_row(context, shape, values);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	wire_put_diag(context, code, at, (const struct str[DIAG_ARGS]){ a, b, c });
}

static void
on_tree(void *context, const struct node *root)
{
	wire_put_tree(context, root);
}

static void
on_text(void *context, struct str text)
{
	wire_put_text(context, text);
}

static void
on_progress(void *context, const struct progress_step *step)
{
	wire_put_progress(context, step);
}

static void
read_input(
    const struct worker_run *run, struct wire_writer *writer, size_t input, rlim_t *spent_sec)
{
	const struct worker_out out = {
		.sink = { .context = writer,
		    .row = on_row,
		    .diag = on_diag,
		    .progress = run->handler->progress == NULL ? NULL : on_progress },
		.context = writer,
		.tree = on_tree,
		.text = on_text,
	};

	sandbox_next_input(run->profile, spent_sec);
	if (run->raw != NULL) {
		run->raw(run->job->context, writer->fd, input);
		return;
	}
	wire_put_begin(writer, input);
	run->job->read(run->job->context, &run->inputs[input], &out);
	wire_put_end(writer, input);
}

_Noreturn void
worker_child(const struct worker_run *run, const struct sandbox_filter *filter, int null_fd,
    int pipe, size_t first, size_t end)
{
	struct wire_writer writer = { .fd = pipe };
	rlim_t spent_sec = SANDBOX_NOTHING_SPENT;
	size_t keep_count = 0, lent_count = 0;
	const int *lent = NULL;

	if (run->job->prepare != NULL)
		run->job->prepare(run->job->context);
	if (run->job->lend != NULL)
		lent_count = run->job->lend(run->job->context, first, &lent);
	int *keep = mem_alloc(end - first + lent_count + 1, sizeof *keep);
	keep[keep_count++] = pipe;
	for (size_t i = 0; i < lent_count; i++)
		keep[keep_count++] = lent[i];
	for (size_t i = first; i < end; i++)
		if (run->inputs[i].fd >= 0)
			keep[keep_count++] = run->inputs[i].fd;
	sandbox_enter(run->profile, filter, null_fd, keep, keep_count);
	for (size_t i = first; i < end; i++)
		read_input(run, &writer, i, &spent_sec);
	/* Not exit: what the parent registered or had buffered is the parent's to flush. */
	_exit(EXIT_SUCCESS);
}
