/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side: opens the logs, shares them out, checks what the workers made and takes it in. A log is evidence when all its
 * workers came to their end: what one had made before it failed is not used.
 */
#include "log/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "confine/confine.h"
#include "log/limits.h"
#include "log/part_file.h"
#include "log/read.h"
#include "log/take_in.h"
#include "base/banned.h"

/* A range of a log: one worker. */
struct piece {
	size_t log; /* index into files */
	struct log_range range;
	struct region region;
	bool last; /* of its log */
	uint64_t bytes;
};

struct reading {
	const struct log_job *job;
	const struct sink *sink;
	struct diags *diags;
	struct log_store *store;
	const struct str *files;
	struct piece *pieces;
	size_t piece_count, piece_room;
	size_t first; /* piece of the log that is being taken in */
	bool failed;  /* one of its workers did */
	size_t given; /* logs that are evidence, whole or in part */
	bool partial; /* the regions are kept for a part file */
};

static void
read_in_worker(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct log_read_job *read = context;
	struct piece *piece = input->user;

	log_read_input(read, input->fd, input->file, piece->range, &piece->region,
	    read->job->progress == NULL ? NULL : &out->sink);
}

static void
prepare(void *context)
{
	log_read_prepare(context);
}

static void
on_progress(void *context, size_t input, const struct progress_step *step)
{
	struct reading *r = context;
	uint64_t bytes = 0;

	r->pieces[input].bytes = step->done;
	for (size_t i = 0; i < r->piece_count; i++)
		bytes += r->pieces[i].bytes;
	r->job->progress(r->job->progress_context, bytes);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct reading *r = context;
	struct piece *piece = &r->pieces[input];
	struct str file = r->files[piece->log];
	const struct part_head *head = region_at(&piece->region, PART_HEAD_AT);

	r->failed |= status != WORKER_DONE;
	region_close(&piece->region, head->used);
	if (!piece->last || r->partial)
		return;
	size_t count = input + 1 - r->first;
	struct region *regions = mem_alloc(count, sizeof *regions);
	for (size_t i = 0; i < count; i++) {
		regions[i] = r->pieces[r->first + i].region;
		r->pieces[r->first + i].region = (struct region){ 0 };
	}
	if (!r->failed)
		r->given += take_in_log(r->store, file, regions, count, r->job, r->sink, r->diags);
	for (size_t i = 0; i < count; i++)
		region_release(&regions[i]);
	free(regions);
	r->first = input + 1;
	r->failed = false;
}

static void
piece_add(struct reading *r, size_t log, struct log_range range, bool last)
{
	struct piece *piece = ARRAY_ADD(r->pieces, r->piece_count, r->piece_room);

	*piece = (struct piece){ .log = log, .range = range, .last = last };
	region_new(&piece->region, LOG_REGION_BYTES);
}

/* Of a pipe it is not known. */
static int64_t
changed_at(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_mtime : 0;
}

/* A large file is read by several workers, each a range; what cannot be begun in the middle by one. */
static void
add_pieces(struct reading *r, size_t log, int fd, unsigned jobs)
{
	uint64_t size = 0, from = 0;
	struct stat st;
	unsigned char head[4] = { 0 };
	int64_t changed = changed_at(fd);

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    lseek(fd, 0, SEEK_CUR) == 0 && pread(fd, head, sizeof head, 0) > 0 &&
	    !(head[0] == 0x1F && head[1] == 0x8B) && !(head[0] == 0x28 && head[1] == 0xB5))
		size = (uint64_t)st.st_size;
	uint64_t ranges = size / LOG_RANGE_LEAST_BYTES;
	if (ranges > jobs)
		ranges = jobs;
	if (ranges < 1)
		ranges = 1;
	for (uint64_t i = 0; i < ranges; i++) {
		/* A later worker first looks through what stands before its range: it gets somewhat less. */
		uint64_t to = i + 1 == ranges ? UINT64_MAX
					      : from + (size - from) / (ranges - i) +
			(size - from) / (ranges - i) / LOG_SKIM_SHARE;
		piece_add(r, log, (struct log_range){ from, to, changed }, i + 1 == ranges);
		from = to;
	}
}

static void
run(struct reading *r, const int *fds, unsigned jobs)
{
	struct worker_input *inputs = mem_alloc(r->piece_count + 1, sizeof *inputs);
	struct log_read_job read = { .job = r->job };
	const struct worker_job job = {
		.kind = WORKER_LOG, .context = &read, .prepare = prepare, .read = read_in_worker
	};
	const struct worker_handler handler = { .context = r,
		.end = on_end,
		.progress = r->job->progress == NULL ? NULL : on_progress };

	for (size_t i = 0; i < r->piece_count; i++)
		inputs[i] = (struct worker_input){ .fd = fds[r->pieces[i].log],
			.file = r->files[r->pieces[i].log],
			.user = &r->pieces[i] };
	confine_run(&job, inputs, r->piece_count, jobs, &handler, r->diags);
	log_read_release(&read);
	free(inputs);
}

static void
reading_release(struct reading *r, int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i] > STDIN_FILENO)
			close(fds[i]);
	for (size_t i = 0; i < r->piece_count; i++)
		region_release(&r->pieces[i].region);
	free(r->pieces);
	free(fds);
}

static unsigned
jobs_of(const struct log_job *job)
{
	long processors = job->jobs > 0 ? (long)job->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > LOG_JOBS_MAX ? LOG_JOBS_MAX : (unsigned)processors;
}

bool
log_read(const struct str *files, size_t count, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags)
{
	int *fds = mem_alloc(count + 1, sizeof *fds);
	unsigned jobs = jobs_of(job);
	struct reading r = {
		.job = job, .sink = sink, .diags = diags, .store = store, .files = files
	};

	for (size_t i = 0; i < count; i++) {
		fds[i] = io_open(files[i], diags);
		if (fds[i] >= 0)
			add_pieces(&r, i, fds[i], jobs);
	}
	run(&r, fds, jobs);
	reading_release(&r, fds, count);
	return r.given == count;
}

bool
log_read_partial(const struct str *files, size_t count, uint64_t from, uint64_t to,
    const struct log_job *job, struct str part, struct diags *diags)
{
	int *fds = mem_alloc(count + 1, sizeof *fds);
	struct reading r = { .job = job, .diags = diags, .files = files, .partial = true };
	struct part_writer writer;
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		fds[i] = io_open(files[i], diags);
		good &= fds[i] >= 0;
		if (fds[i] >= 0 && from == 0 && to == UINT64_MAX)
			add_pieces(&r, i, fds[i], jobs_of(job));
		else if (fds[i] >= 0)
			piece_add(&r, i, (struct log_range){ from, to, changed_at(fds[i]) }, true);
	}
	run(&r, fds, jobs_of(job));
	/* A part that lacks something would be taken for whole. */
	good = good && !r.failed && part_write_begin(&writer, part, job, r.piece_count, diags);
	if (good) {
		for (size_t i = 0; i < r.piece_count; i++) {
			struct part_piece piece = { files[r.pieces[i].log], r.pieces[i].range,
				r.pieces[i].region };
			part_write_piece(&writer, job, &piece);
		}
		good = part_write_end(&writer);
	}
	reading_release(&r, fds, count);
	return good;
}
