/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side: opens the logs, checks what the worker sends, puts the parts of the summary together. What a log had sent before its
 * worker failed is not used: its matches wait here until its end.
 */
#include "log/log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "confine/confine.h"
#include "log/activity.h"
#include "log/events.h"
#include "log/limits.h"
#include "log/read.h"
#include "base/banned.h"

/* A row that waits for the end of its log. */
struct waiting {
	const struct sink_shape *shape;
	struct value *values;
};

struct reading {
	const struct log_job *job;
	const struct sink *sink;
	struct diags *diags;
	const struct str *files;
	const size_t *index;           /* of an input: which of the files */
	struct activity *total, *part; /* NULL: not wanted */
	bool full;
	struct arena arena; /* of the rows that wait */
	struct waiting *rows;
	size_t row_count, row_room;
	bool malformed;
	size_t given; /* logs that are evidence, whole or in part */
	uint64_t bytes_before, bytes_now;
};

static void
read_in_worker(void *context, const struct worker_input *input, const struct worker_out *out)
{
	log_read_input(context, input->fd, input->file, &out->sink);
}

static void
prepare(void *context)
{
	log_read_prepare(context);
}

static void
forget_rows(struct reading *r)
{
	arena_release(&r->arena);
	r->row_count = 0;
}

static void
on_begin(void *context, size_t input)
{
	struct reading *r = context;

	(void)input;
	forget_rows(r);
	r->malformed = false;
	if (r->part != NULL)
		activity_clear(r->part);
}

/* Evidence that a log's worker may send as it is. */
static bool
is_evidence(const struct sink_shape *shape)
{
	static const struct {
		const char *table;
		size_t columns;
	} known[] = { { "match", 16 }, { "log_file", 18 } };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(shape->table, known[i].table) == 0 &&
		    shape->column_count == known[i].columns)
			return true;
	return false;
}

static void
keep_row(struct reading *r, const struct sink_shape *shape, const struct value *values)
{
	struct waiting *row = ARRAY_ADD(r->rows, r->row_count, r->row_room);

	row->shape = shape;
	row->values = ARENA_ARRAY(&r->arena, struct value, shape->column_count);
	for (size_t i = 0; i < shape->column_count; i++) {
		row->values[i] = values[i];
		if (values[i].type == VALUE_TEXT)
			row->values[i].text = arena_str(&r->arena, values[i].text);
	}
}

static void
on_row(void *context, size_t input, const struct sink_shape *shape, const struct value *values)
{
	struct reading *r = context;

	if (log_is_progress(shape)) {
		r->bytes_now = values[0].type == VALUE_INTEGER ? (uint64_t)values[0].integer : 0;
		if (r->job->progress != NULL)
			r->job->progress(r->job->progress_context, r->bytes_before + r->bytes_now);
		return;
	}
	enum activity_taken taken = r->part == NULL
	    ? ACTIVITY_OTHER
	    : activity_take_part(r->part, shape, values, (uint32_t)r->index[input]);
	if (taken == ACTIVITY_FULL)
		r->full = true;
	if (taken == ACTIVITY_MALFORMED || (taken == ACTIVITY_OTHER && !is_evidence(shape)))
		r->malformed = true;
	else if (taken == ACTIVITY_OTHER)
		keep_row(r, shape, values);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct reading *r = context;

	r->bytes_before += r->bytes_now;
	r->bytes_now = 0;
	if (r->malformed)
		diag_addz(r->diags, DIAG_WORKER_MESSAGE,
		    (struct diag_at){ r->files[r->index[input]], 0, 0 }, "row", NULL, NULL);
	if (status == WORKER_DONE && !r->malformed) {
		for (size_t i = 0; i < r->row_count; i++) {
			r->given += strcmp(r->rows[i].shape->table, "log_file") == 0;
			sink_row(r->sink, r->rows[i].shape, r->rows[i].values);
		}
		if (r->part != NULL && !activity_merge(r->total, r->part))
			r->full = true;
	}
	forget_rows(r);
	if (r->part != NULL)
		activity_clear(r->part);
}

static void
run(struct reading *r, const struct worker_input *inputs, size_t count)
{
	struct log_read_job read = { .job = r->job };
	const struct worker_job job = {
		.kind = WORKER_LOG, .context = &read, .prepare = prepare, .read = read_in_worker
	};
	const struct worker_handler handler = {
		.context = r, .begin = on_begin, .row = on_row, .end = on_end
	};

	confine_run(&job, inputs, count, 1, &handler, r->diags);
	log_read_release(&read);
}

static void
send_summary(struct reading *r)
{
	if (r->total == NULL)
		return;
	if (r->full)
		diag_addz(
		    r->diags, DIAG_LOG_SUMMARY_LIMIT, (struct diag_at){ 0 }, "6000000", NULL, NULL);
	else
		activity_send(r->total, r->files, r->sink);
}

bool
log_read(const struct str *files, size_t count, const struct log_job *job, const struct sink *sink,
    struct diags *diags)
{
	struct worker_input *inputs = mem_alloc(count, sizeof *inputs);
	size_t *index = mem_alloc(count, sizeof *index), opened = 0;
	struct reading r = {
		.job = job, .sink = sink, .diags = diags, .files = files, .index = index
	};

	if (job->activity) {
		unsigned char key[16];
		events_table_key(job->pseudonym, key);
		r.total = activity_new(key, LOG_GROUPS_MAX, LOG_SUBJECTS_MAX);
		r.part = activity_new(key, LOG_GROUPS_MAX, LOG_SUBJECTS_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		int fd = io_open(files[i], diags);
		if (fd < 0)
			continue;
		index[opened] = i;
		inputs[opened++] = (struct worker_input){ .fd = fd, .file = files[i] };
	}
	run(&r, inputs, opened);
	send_summary(&r);
	for (size_t i = 0; i < opened; i++)
		if (inputs[i].fd != STDIN_FILENO)
			close(inputs[i].fd);
	activity_free(r.total);
	activity_free(r.part);
	arena_release(&r.arena);
	free(r.rows);
	free(inputs);
	free(index);
	return r.given == count;
}
