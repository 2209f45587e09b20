/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side: opens the logs, shares them out, checks what the workers made and takes it in. A log is evidence when all its
 * workers came to their end: what one had made before it failed is not used.
 */
#include "log/log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/limits.h"
#include "log/part_file.h"
#include "log/pieces.h"
#include "log/take_in.h"
#include "base/banned.h"

struct reading {
	struct log_pieces pieces;
	const struct sink *sink;
	struct log_store *store;
	size_t first; /* piece of the log that is being taken in */
	bool failed;  /* one of its workers did */
	size_t given; /* logs that are evidence, whole or in part */
};

static void
on_end(void *context, size_t index)
{
	struct reading *r = context;
	struct log_pieces *pieces = &r->pieces;
	const struct log_piece *piece = &pieces->list[index];
	struct str file = pieces->files[piece->log];

	r->failed |= piece->failed;
	if (!piece->last)
		return;
	size_t count = index + 1 - r->first;
	struct region *regions = mem_alloc(count, sizeof *regions);
	for (size_t i = 0; i < count; i++) {
		regions[i] = pieces->list[r->first + i].region;
		pieces->list[r->first + i].region = (struct region){ 0 };
	}
	if (!r->failed)
		r->given += take_in_log(
		    r->store, file, regions, count, pieces->job, r->sink, pieces->diags);
	for (size_t i = 0; i < count; i++)
		region_release(&regions[i]);
	free(regions);
	r->first = index + 1;
	r->failed = false;
}

static void
close_all(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i] > STDIN_FILENO)
			close(fds[i]);
	free(fds);
}

bool
log_read(const struct str *files, size_t count, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags)
{
	int *fds = mem_alloc(count + 1, sizeof *fds);
	unsigned jobs = pieces_jobs(job);
	struct reading r = {
		.pieces = { .job = job, .files = files, .diags = diags, .end = on_end },
		.sink = sink,
		.store = store
	};

	r.pieces.context = &r;
	for (size_t i = 0; i < count; i++) {
		fds[i] = io_open(files[i], diags);
		if (fds[i] >= 0)
			pieces_share_out(&r.pieces, i, fds[i], LOG_WHOLE, jobs);
	}
	pieces_read(&r.pieces, 0, jobs);
	pieces_release(&r.pieces);
	close_all(fds, count);
	return r.given == count;
}

/* As take_in_log would count it, of what workers say: it is shown, and relied upon for nothing. */
static void
sum_up(const struct log_pieces *pieces, struct log_totals *sum)
{
	uint64_t from = 0, to = 0;
	bool over = false;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct log_piece *piece = &pieces->list[i];
		const struct part_head *head =
		    REGION_GET(&piece->region, struct part_head, PART_HEAD_AT, 1);

		if (i == 0 || pieces->list[i - 1].last) {
			sum->logs++;
			from = to = piece->range.from;
			over = false;
		}
		if (head != NULL && !over) {
			const struct part_counter *counters = REGION_GET(&piece->region,
			    struct part_counter, head->counters, head->detection_count);
			for (size_t k = 0; counters != NULL && k < head->detection_count; k++)
				sum->matches += counters[k].matches;
			sum->records += head->records;
			sum->refused += head->bad;
			to = head->bytes > to ? head->bytes : to; /* up to where it read */
			over = head->failed != 0;
		}
		if (piece->last)
			sum->bytes += (to < piece->range.to ? to : piece->range.to) - from;
	}
}

/* For who waits; 0: of one nobody knows. */
static uint64_t
bytes_of(const struct str *files, size_t count)
{
	struct arena arena = { 0 };
	struct stat st;
	uint64_t all = 0;
	bool known = true;

	for (size_t i = 0; i < count && known; i++) {
		known = stat(arena_cstr(&arena, files[i]), &st) == 0 && S_ISREG(st.st_mode);
		all += known ? (uint64_t)st.st_size : 0;
	}
	arena_release(&arena);
	return known ? all : 0;
}

/* Of one log a piece, or as many as there are workers; false with a diagnostic. */
static bool
share_out(struct log_pieces *pieces, size_t log, int fd, struct log_range range)
{
	if (fd < 0)
		return false;
	if (range.from == 0 && range.to == UINT64_MAX) {
		pieces_share_out(pieces, log, fd, range, pieces_jobs(pieces->job));
		return true;
	}
	if (pieces_has_ranges(fd)) {
		(void)pieces_add(pieces, log, fd, range, true);
		return true;
	}
	diag_addz(pieces->diags, DIAG_LOG_RANGE_NONE, (struct diag_at){ pieces->files[log], 0, 0 },
	    NULL, NULL, NULL);
	return false;
}

/* Some of the logs, from that one on: *log is moved on. false with diagnostics: of one something is missing. */
static bool
read_some(struct log_pieces *pieces, size_t *log, size_t count, struct log_range range)
{
	int fds[LOG_OPEN_AT_ONCE];
	size_t first = pieces->count, opened = 0;
	bool good = true;

	for (;
	     *log < count && opened < LOG_OPEN_AT_ONCE && pieces->count - first < LOG_OPEN_AT_ONCE;
	     ++*log) {
		fds[opened] = io_open(pieces->files[*log], pieces->diags);
		good &= share_out(pieces, *log, fds[opened++], range);
	}
	pieces_read(pieces, first, pieces_jobs(pieces->job));
	for (size_t i = first; i < pieces->count; i++) {
		good &= !pieces->list[i].failed;
		region_fit(&pieces->list[i].region);
	}
	for (size_t i = 0; i < opened; i++)
		if (fds[i] > STDIN_FILENO)
			close(fds[i]);
	return good;
}

bool
log_read_partial(const struct str *files, size_t count, uint64_t from, uint64_t to,
    const struct log_job *job, struct str part, struct log_totals *totals, struct diags *diags)
{
	const struct log_range range = { .from = from, .to = to };
	struct log_pieces pieces = { .job = job, .files = files, .diags = diags };
	struct part_lock lock = PART_UNLOCKED;
	struct part_writer writer;
	bool good = true;

	/* Before the logs are read, which may take an hour: is it to be had? */
	bool locked = part_lock(&lock, part);
	if (!locked)
		part_lock_say(part, errno, diags);
	if (job->progress != NULL && count > LOG_OPEN_AT_ONCE)
		pieces.bytes = bytes_of(files, count);
	/* A part that lacks something would be taken for whole. */
	for (size_t i = 0; locked && i < count;)
		good &= read_some(&pieces, &i, count, range);
	good = good && locked &&
	    part_write_begin(&writer, PART_SCAN, part, job, pieces.count, 0, &lock, diags);
	if (good) {
		for (size_t i = 0; i < pieces.count; i++) {
			struct part_piece piece = { .file = files[pieces.list[i].log],
				.range = pieces.list[i].range,
				.region = pieces.list[i].region };
			part_write_piece(&writer, job, &piece);
		}
		sum_up(&pieces, totals);
		good = part_write_end(&writer);
	}
	part_unlock(&lock, part);
	pieces_release(&pieces);
	return good;
}
