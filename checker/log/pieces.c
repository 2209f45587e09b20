/* SPDX-License-Identifier: Apache-2.0 */
/* Sharing out logs, and running the workers. */
#include "log/pieces.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "confine/confine.h"
#include "log/feed.h"
#include "log/limits.h"
#include "log/part.h"
#include "log/source.h"
#include "base/banned.h"

unsigned
pieces_jobs(const struct log_job *job)
{
	long processors = job->jobs > 0 ? (long)job->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 1 ? 1 : processors > LOG_JOBS_MAX ? LOG_JOBS_MAX : (unsigned)processors;
}

/* Of a pipe it is not known. */
static int64_t
changed_at(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_mtime : 0;
}

struct log_piece *
pieces_add(struct log_pieces *pieces, size_t log, int fd, struct log_range range, bool last)
{
	struct log_piece *piece = ARRAY_ADD(pieces->list, pieces->count, pieces->room);

	*piece = (struct log_piece){ .log = log, .fd = fd, .range = range, .last = last };
	piece->range.changed = changed_at(fd);
	region_new_with_rows(&piece->region, LOG_REGION_BYTES,
	    pieces->job->summary_memory > 0 ? pieces->job->summary_memory : LOG_REGION_MEMORY_BYTES,
	    LOG_REGION_BYTES);
	return piece;
}

enum { HEAD_BYTES = 4 };

/* The size of a file that is to be read from its beginning, and its first bytes; 0: none, or it is empty. */
static uint64_t
look_at(int fd, char head[HEAD_BYTES])
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    lseek(fd, 0, SEEK_CUR) == 0 && pread(fd, head, HEAD_BYTES, 0) > 0)
		return (uint64_t)st.st_size;
	return 0;
}

/* 0: not to be begun in the middle. */
static uint64_t
size_of(int fd)
{
	char bytes[HEAD_BYTES] = { 0 };
	uint64_t size = look_at(fd, bytes);
	struct str head = { bytes, sizeof bytes };

	return unpack_packing(head) == LOG_PLAIN && !text_is_utf16(head) ? size : 0;
}

bool
pieces_has_ranges(int fd)
{
	char bytes[HEAD_BYTES] = { 0 };
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_size == 0 ||
		(look_at(fd, bytes) > 0 &&
		    unpack_packing((struct str){ bytes, sizeof bytes }) == LOG_PLAIN));
}

void
pieces_share_out(
    struct log_pieces *pieces, size_t log, int fd, struct log_range range, unsigned jobs)
{
	uint64_t size = size_of(fd), from = range.from;
	uint64_t ranges = size < from ? 0 : (size - from) / LOG_RANGE_LEAST_BYTES;

	if (ranges > jobs)
		ranges = jobs;
	if (ranges < 1)
		ranges = 1;
	for (uint64_t i = 0; i < ranges; i++) {
		struct log_range own = range;
		/* A later worker first looks through what stands before its range: it gets somewhat less. */
		uint64_t share = size < from ? 0 : (size - from) / (ranges - i);
		own.from = from;
		own.to = i + 1 == ranges ? UINT64_MAX : from + share + share / LOG_SKIM_SHARE;
		from = own.to;
		own.growing = range.growing && i + 1 == ranges;
		(void)pieces_add(pieces, log, fd, own, i + 1 == ranges);
	}
}

static void
read_in_worker(void *context, const struct worker_input *input, const struct worker_out *out)
{
	struct log_read_job *read = context;
	struct log_piece *piece = input->user;

	log_read_input(read, input->fd, input->file, piece->range, &piece->region,
	    read->job->progress == NULL ? NULL : &out->sink);
}

static void
prepare(void *context)
{
	log_read_prepare(context);
}

/* Bytes that are to be read; 0: of one nobody knows. */
static uint64_t
bytes_to_read(const struct log_pieces *pieces)
{
	uint64_t all = 0;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct log_range *range = &pieces->list[i].range;
		struct stat st;

		if (fstat(pieces->list[i].fd, &st) != 0 || !S_ISREG(st.st_mode))
			return 0;
		uint64_t size = (uint64_t)st.st_size, end = range->to < size ? range->to : size;
		all += end > range->from ? end - range->from : 0;
	}
	return all;
}

static void
on_progress(void *context, size_t input, const struct progress_step *step)
{
	struct log_pieces *pieces = context;
	struct progress_step all = { .unit = PROGRESS_BYTES, .total = pieces->bytes };
	struct log_piece *told = &pieces->list[pieces->first + input];

	/* Each says where in the file it is: what stands before its range is another's. */
	told->bytes = step->done > told->range.from ? step->done - told->range.from : 0;
	for (size_t i = 0; i < pieces->count; i++) {
		const struct log_piece *piece = &pieces->list[i];
		all.done += piece->bytes;
		if (piece->region.base == NULL)
			continue;
		/* What workers count there is shown, and relied upon for nothing. */
		const struct part_head *head = region_at(&piece->region, PART_HEAD_AT);
		all.matches += head->selected;
	}
	/* A block is read whole, over the end of its range. */
	if (all.total > 0 && all.done > all.total)
		all.done = all.total;
	pieces->job->progress(pieces->job->progress_context, &all);
}

static void
on_end(void *context, size_t input, enum worker_status status)
{
	struct log_pieces *pieces = context;
	size_t index = pieces->first + input;
	struct log_piece *piece = &pieces->list[index];
	const struct part_head *head = region_at(&piece->region, PART_HEAD_AT);

	piece->failed = status != WORKER_DONE;
	if (piece->feeder != NULL)
		piece->failed |= !feeder_end(piece->feeder, pieces->diags);
	piece->feeder = NULL;
	feed_ring_free(piece->range.ring);
	piece->range.ring = NULL;
	piece->range.fed = LOG_PLAIN;
	region_close(&piece->region, head->used, head->rows_used);
	if (pieces->end != NULL)
		pieces->end(pieces->context, index);
}

/* The first bytes of a pipe, which stay there; false: it is none, or nothing comes. */
static bool
peek(int fd, char head[HEAD_BYTES])
{
	int ends[2];
	bool good = false;

	if (pipe2(ends, O_CLOEXEC) == 0) {
		good = tee(fd, ends[1], HEAD_BYTES, 0) > 0 && read(ends[0], head, HEAD_BYTES) > 0;
		close(ends[0]);
		close(ends[1]);
	}
	return good;
}

/* As what is it worth to be unpacked by a process of its own? */
static enum log_packing
packing_to_feed(int fd)
{
	char bytes[HEAD_BYTES] = { 0 };

	return look_at(fd, bytes) >= LOG_FEED_LEAST_BYTES || peek(fd, bytes)
	    ? unpack_packing((struct str){ bytes, sizeof bytes })
	    : LOG_PLAIN;
}

static void
start_feeder(struct log_piece *piece, struct worker_input *input, enum log_packing packing)
{
	struct worker_input packed = *input;

	packed.user = piece->range.ring = feed_ring_new();
	if (packed.user != NULL)
		piece->feeder = feeder_start(WORKER_UNPACK, feed_write, &packed);
	if (piece->feeder == NULL) {
		feed_ring_free(piece->range.ring);
		piece->range.ring = NULL;
		return;
	}
	feed_ring_seal(piece->range.ring);
	piece->range.fed = packing;
	input->fd = feeder_fd(piece->feeder);
}

/* Packed files, as many as there are processors that would have nothing to do. */
static void
start_feeders(struct log_pieces *pieces, struct worker_input *inputs, unsigned jobs)
{
	size_t count = pieces->count - pieces->first, busy = count;

	for (size_t i = 0; i < count && busy < jobs; i++) {
		struct log_piece *piece = &pieces->list[pieces->first + i];
		enum log_packing packing = packing_to_feed(piece->fd);
		if (packing == LOG_PLAIN)
			continue;
		start_feeder(piece, &inputs[i], packing);
		busy += piece->feeder != NULL;
	}
}

void
pieces_read(struct log_pieces *pieces, size_t first, unsigned jobs)
{
	size_t count = pieces->count - first;
	struct worker_input *inputs = mem_alloc(count + 1, sizeof *inputs);
	struct log_read_job read = { .job = pieces->job };
	const struct worker_job job = {
		.kind = WORKER_LOG, .context = &read, .prepare = prepare, .read = read_in_worker
	};
	const struct worker_handler handler = { .context = pieces,
		.end = on_end,
		.progress = pieces->job->progress == NULL ? NULL : on_progress };

	pieces->first = first;
	if (pieces->job->progress != NULL && pieces->bytes == 0 && first == 0)
		pieces->bytes = bytes_to_read(pieces);
	for (size_t i = 0; i < count; i++) {
		struct log_piece *piece = &pieces->list[first + i];
		inputs[i] = (struct worker_input){
			.fd = piece->fd, .file = pieces->files[piece->log], .user = piece
		};
	}
	start_feeders(pieces, inputs, jobs);
	confine_run(&job, inputs, count, jobs, &handler, pieces->diags);
	log_read_release(&read);
	free(inputs);
}

void
pieces_release(struct log_pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++)
		region_release(&pieces->list[i].region);
	free(pieces->list);
	pieces->list = NULL;
	pieces->count = pieces->room = 0;
}
