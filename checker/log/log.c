/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side: opens the logs, shares them out, checks what the workers made and takes it in. A log is evidence when all its
 * workers came to their end: what one had made before it failed is not used.
 */
#include "log/log.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
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
	pieces_read(&r.pieces, jobs);
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

bool
log_read_partial(const struct str *files, size_t count, uint64_t from, uint64_t to,
    const struct log_job *job, struct str part, struct log_totals *totals, struct diags *diags)
{
	const struct log_range range = { .from = from, .to = to };
	int *fds = mem_alloc(count + 1, sizeof *fds);
	struct log_pieces pieces = { .job = job, .files = files, .diags = diags };
	struct part_lock lock = PART_UNLOCKED;
	struct part_writer writer;
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		fds[i] = io_open(files[i], diags);
		good &= fds[i] >= 0;
		if (fds[i] < 0)
			continue;
		if (from == 0 && to == UINT64_MAX) {
			pieces_share_out(&pieces, i, fds[i], range, pieces_jobs(job));
		} else if (pieces_has_ranges(fds[i])) {
			(void)pieces_add(&pieces, i, fds[i], range, true);
		} else {
			diag_addz(diags, DIAG_LOG_RANGE_NONE, (struct diag_at){ files[i], 0, 0 },
			    NULL, NULL, NULL);
			good = false;
		}
	}
	/* Before the logs are read, which may take an hour: is it to be had? */
	bool begun = part_write_begin(&writer, PART_SCAN, part, job, pieces.count, 0, &lock, diags);
	if (begun)
		pieces_read(&pieces, pieces_jobs(job));
	/* A part that lacks something would be taken for whole. */
	for (size_t i = 0; i < pieces.count; i++)
		good &= !pieces.list[i].failed;
	if (good && begun) {
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
	close_all(fds, count);
	return good && begun;
}
