/* SPDX-License-Identifier: Apache-2.0 */
/* The state of growing logs is brought up to date: which file is which log, and what each got since. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/growing.h"
#include "log/limits.h"
#include "log/pieces.h"
#include "base/banned.h"

enum { SECOND_NS = 1000000000 };

struct advance {
	struct log_state *state;
	const struct log_job *job;
	struct diags *diags;
	const struct str *given;
	size_t given_count;
	struct candidates files;
	/* what is to be read: of log number logs[i] from the file of number files_of[i] */
	struct step {
		size_t log, file;
		size_t keep; /* pieces that stay */
	} * steps;
	size_t step_count, step_room;
	bool good;
};

static void
say_bytes(struct advance *a, enum diag_code code, const struct growing_log *log)
{
	char shown[24];

	snprintf(shown, sizeof shown, "%llu", (unsigned long long)log->mark.end);
	diag_addz(a->diags, code, (struct diag_at){ log->name, 0, 0 }, shown, NULL, NULL);
}

static bool
is_given(const struct advance *a, struct str home)
{
	for (size_t i = 0; i < a->given_count; i++)
		if (str_eq(a->given[i], home))
			return true;
	return false;
}

/* --- what is read -------------------------------------------------------------------------------- */

static void
name_log(struct log_state *state, struct growing_log *log, const struct candidate *file)
{
	log->mark.device = file->st.st_dev;
	log->mark.inode = file->st.st_ino;
	log->mark.written_ns = candidate_written_ns(file);
	log->mark.born_ns = file->born_ns;
	if (!str_eq(log->name, file->path))
		log->name = arena_str(&state->arena, file->path);
}

/*
 * The last ranges are read again together with what is new while they are small: so there are few of them, however often the log was
 * looked at. Of a range whose first line is not known that would cost a look through all that stands before it.
 */
static size_t
pieces_to_keep(const struct growing_log *log, uint64_t size)
{
	uint64_t more = size - log->mark.end;
	size_t keep = log->count;

	while (keep > 0) {
		const struct growing_piece *piece = &log->pieces[keep - 1];
		uint64_t bytes = log->mark.end - piece->range.from;
		bool small = bytes <= LOG_AGAIN_BYTES || bytes <= more;
		bool known = piece->range.from == 0 || piece->range.border_line != 0;
		if (!piece->failed && !(small && known && bytes <= LOG_AGAIN_MAX_BYTES))
			break;
		keep--;
	}
	return keep;
}

/* The log lies in this file now. */
static void
claim(struct advance *a, size_t index, size_t file)
{
	struct growing_log *log = &a->state->logs[index];
	struct candidate *f = &a->files.list[file];
	bool failed = log->count > 0 && log->pieces[log->count - 1].failed;
	bool longer = (uint64_t)f->st.st_size != log->mark.end;

	log->claimed = f->taken = true;
	log->changed_place = f->home.len > 0;
	if (longer || failed) {
		bool again = f->packed || (log->mark.flags & GROWING_AGAIN) != 0;
		size_t keep = again ? 0 : pieces_to_keep(log, (uint64_t)f->st.st_size);
		struct step *step = ARRAY_ADD(a->steps, a->step_count, a->step_room);
		*step = (struct step){ index, file, keep };
	}
	name_log(a->state, log, f);
	log->mark.flags &= ~(uint32_t)GROWING_FINISHED;
	if (log->changed_place || f->packed)
		log->mark.flags |= GROWING_FINISHED;
}

static void
add_new(struct advance *a, size_t file)
{
	struct candidate *f = &a->files.list[file];
	struct growing_log *log =
	    growing_add(a->state, f->path, f->home.len > 0 ? f->home : f->path);

	if (f->packed)
		log->mark.flags |= GROWING_PACKED;
	log->mark.end_line = 1;
	(void)mark_set(&log->mark, f, 0);
	claim(a, a->state->count - 1, file);
}

/* Each says up to where it read: over the end of its range, as blocks go, and from what stands before it only what it looked through. */
static uint64_t
bytes_read(const struct log_piece *list, size_t count)
{
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++) {
		const struct part_head *head = region_at(&list[i].region, PART_HEAD_AT);
		const struct log_range *range = &list[i].range;
		uint64_t end = head->bytes < range->to ? head->bytes : range->to;
		all += end > range->from ? end - range->from : 0;
	}
	return all;
}

/* Into the log what the workers made of its ranges, first to behind. */
static void
take_pieces(struct advance *a, struct growing_log *log, const struct step *step,
    struct log_piece *list, size_t count)
{
	const struct candidate *f = &a->files.list[step->file];
	const struct part_head *head = region_at(&list[count - 1].region, PART_HEAD_AT);
	uint64_t border = f->packed         ? (uint64_t)f->st.st_size
	    : list[count - 1].range.growing ? head->border
					    : head->bytes;
	bool refused = head->failed != 0;
	const struct part_head *first = region_at(&list[0].region, PART_HEAD_AT);

	if (first->whole) { /* the others have nothing */
		log->mark.flags |= GROWING_AGAIN;
		head = first;
		border = f->packed ? border : head->border;
		refused = head->failed != 0;
		count = 1;
	}
	a->state->bytes_read += bytes_read(list, count);
	growing_drop(log, step->keep);
	if (refused)
		border = list[0].range.from;
	bool marked = f->packed ? (log->mark.end = border, true) : mark_set(&log->mark, f, border);
	log->mark.end_line = list[count - 1].range.growing && !refused ? head->border_line : 0;
	if (refused)
		log->mark.end_line = list[0].range.border_line;
	log->lost = !marked;
	/* As one run would: by the first text that is not ASCII. */
	for (size_t i = 0; i < count && log->mark.encoding == 0 && !f->packed; i++)
		log->mark.encoding =
		    ((const struct part_head *)region_at(&list[i].region, PART_HEAD_AT))
			->found_encoding;
	for (size_t i = 0; i < count; i++) {
		/* Of this range nothing has come to its end yet. */
		if (list[i].range.from >= border && !refused && !f->packed)
			break;
		struct growing_piece *piece = ARRAY_ADD(log->pieces, log->count, log->room);
		piece->range = list[i].range;
		piece->failed = refused || !marked;
		if (i + 1 == count)
			piece->range.to = f->packed || refused ? UINT64_MAX : border;
		if (list[i].range.border != list[i].range.from)
			piece->range.border_line = 0;
		piece->range.border = piece->range.from;
		piece->region = list[i].region;
		list[i].region = (struct region){ 0 };
		region_fit(&piece->region);
		part_publish(a->job, &piece->region);
	}
}

static void
settle(struct advance *a, struct log_pieces *pieces, size_t first)
{
	for (size_t i = first, n; i < pieces->count; i += n) {
		const struct step *step = &a->steps[pieces->list[i].log];
		struct growing_log *log = &a->state->logs[step->log];
		bool failed = pieces->list[i].failed;
		for (n = 1; i + n < pieces->count && pieces->list[i + n].log == pieces->list[i].log;
		     n++)
			failed |= pieces->list[i + n].failed;
		/* A worker that crashed: as if this run had not been; the next one tries again. */
		if (failed)
			log->lost = true;
		else
			take_pieces(a, log, step, &pieces->list[i], n);
		a->good &= !log->lost;
	}
}

/* What is to be read of a log. */
static struct log_range
range_of(const struct advance *a, const struct step *step)
{
	const struct growing_log *log = &a->state->logs[step->log];
	const struct candidate *f = &a->files.list[step->file];
	struct log_range range = { .to = UINT64_MAX, .growing = f->home.len == 0 && !f->packed };

	if (step->keep < log->count) {
		range.from = log->pieces[step->keep].range.from;
		range.border_line = log->pieces[step->keep].range.border_line;
	} else {
		range.from = log->mark.end;
		range.border_line = log->mark.end_line;
	}
	range.encoding = log->mark.encoding;
	range.border = range.border_line == 0 ? 0 : range.from;
	if (range.from == 0)
		range.border_line = 0;
	return range;
}

/* Of many logs some at a time. */
static void
read_all(struct advance *a)
{
	unsigned jobs = pieces_jobs(a->job);
	struct str *names = mem_alloc(a->step_count + 1, sizeof *names);
	struct log_pieces pieces = { .job = a->job, .files = names, .diags = a->diags };

	for (size_t i = 0; i < a->step_count; i++) {
		const uint64_t size = (uint64_t)a->files.list[a->steps[i].file].st.st_size;
		const uint64_t from = range_of(a, &a->steps[i]).from;
		names[i] = a->state->logs[a->steps[i].log].name;
		pieces.bytes += size > from ? size - from : 0;
	}
	for (size_t i = 0, first = 0; i < a->step_count; first = pieces.count) {
		for (; i < a->step_count && pieces.count - first < LOG_OPEN_AT_ONCE; i++)
			pieces_share_out(&pieces, i, a->files.list[a->steps[i].file].fd,
			    range_of(a, &a->steps[i]), jobs);
		pieces_read(&pieces, first, jobs);
		settle(a, &pieces, first);
	}
	pieces_release(&pieces);
	free(names);
}

/* --- which file is which log --------------------------------------------------------------------- */

/*
 * Is there a copy of the log that goes on otherwise than its file? copytruncate leaves that, and where little was read (a header), what was
 * written anew may begin as it did.
 */
static bool
went_elsewhere(const struct advance *a, const struct growing_log *log, const struct candidate *file)
{
	for (size_t i = 0; i < a->files.count; i++) {
		const struct candidate *f = &a->files.list[i];
		if (f != file && !f->taken && !f->packed && f->home.len > 0 &&
		    (uint64_t)f->st.st_size > log->mark.end &&
		    candidate_written_ns(f) >= log->mark.written_ns && mark_holds(&log->mark, f) &&
		    !candidate_begins(f, file))
			return true;
	}
	return false;
}

/* By device and inode. One whose text is not what was read of it was truncated, or is another file that got the number. */
static void
claim_by_inode(struct advance *a, size_t index)
{
	struct growing_log *log = &a->state->logs[index];

	for (size_t i = 0; i < a->files.count; i++) {
		const struct candidate *f = &a->files.list[i];
		bool packed = (log->mark.flags & GROWING_PACKED) != 0;
		if (f->taken || f->st.st_ino != log->mark.inode ||
		    f->st.st_dev != log->mark.device || f->born_ns != log->mark.born_ns ||
		    f->packed != packed)
			continue;
		if (packed || (mark_holds(&log->mark, f) && !went_elsewhere(a, log, f)))
			claim(a, index, i);
		else
			log->truncated = true;
		return;
	}
}

/* Is the log what this packed file holds? Then it is read from there, as a whole. */
static bool
claim_packed(struct advance *a, size_t index, size_t file)
{
	struct growing_log *log = &a->state->logs[index];
	struct candidate *f = &a->files.list[file];
	struct diags unsaid = { 0 };
	struct log_pieces pieces = { .job = a->job, .files = &f->path, .diags = &unsaid };
	const struct log_range range = {
		.to = UINT64_MAX, .watch = log->mark.end, .watch_bytes = log->mark.tail
	};

	struct log_piece *piece = pieces_add(&pieces, 0, f->fd, range, true);
	pieces_read(&pieces, 0, 1);
	const struct part_head *head = region_at(&piece->region, PART_HEAD_AT);
	bool same = !piece->failed && head->failed == 0 &&
	    memcmp(head->watched, log->mark.digest, sizeof head->watched) == 0;
	if (same) {
		const struct step step = { index, file, 0 };
		log->claimed = f->taken = log->changed_place = true;
		log->mark.flags |= GROWING_PACKED | GROWING_FINISHED;
		piece->range.watch = 0;
		take_pieces(a, log, &step, piece, 1);
		name_log(a->state, log, f);
	} else {
		(void)lseek(f->fd, 0, SEEK_SET);
	}
	pieces_release(&pieces);
	diags_release(&unsaid);
	return same;
}

/*
 * A copy: what copytruncate leaves, a log that was moved to another file system, or packed. The oldest that holds what was read: younger ones may
 * begin as it does, where that was little.
 */
static void
claim_by_text(struct advance *a, size_t index)
{
	struct growing_log *log = &a->state->logs[index];
	int64_t seen = log->mark.written_ns;

	if (log->mark.end == 0 || (log->mark.flags & GROWING_PACKED) != 0)
		return;
	for (size_t i = a->files.count; i-- > 0 && !log->claimed;) {
		const struct candidate *f = &a->files.list[i];
		int64_t written = candidate_written_ns(f);
		/* gzip keeps the time of what it packs, some versions to the second. */
		bool may = f->packed && log->current ? written / SECOND_NS >= seen / SECOND_NS
		    : f->packed                      ? written / SECOND_NS == seen / SECOND_NS
						     : written >= seen;
		if (f->taken || !may)
			continue;
		if (f->packed)
			(void)claim_packed(a, index, i);
		else if (mark_holds(&log->mark, f))
			claim(a, index, i);
	}
}

/* A log that was neither found nor finished; one of which nothing was read is as if it had never been. */
static void
say_gone(struct advance *a, struct growing_log *log)
{
	if (log->claimed || !log->current || !is_given(a, log->home))
		return;
	log->mark.flags |= GROWING_FINISHED;
	log->mark.inode = log->mark.device = 0;
	if (log->mark.end == 0)
		return;
	log->lost = true;
	a->good = false;
	say_bytes(a, log->truncated ? DIAG_LOG_TRUNCATED : DIAG_LOG_GONE, log);
}

/* Files that came and were rotated since: younger than what is known of the log that had their name, and no copy of one. */
static bool
came_between(const struct advance *a, const struct candidate *f, size_t known)
{
	int64_t youngest = INT64_MIN;
	bool moved = false;

	for (size_t i = 0; i < known; i++) {
		const struct growing_log *log = &a->state->logs[i];
		if (!str_eq(log->home, f->home))
			continue;
		moved |= log->current && (log->changed_place || !log->claimed);
		if (log->mark.written_ns > youngest)
			youngest = log->mark.written_ns;
	}
	if (!moved || youngest == INT64_MIN || candidate_written_ns(f) <= youngest)
		return false;
	for (size_t i = 0; i < a->files.count; i++)
		if (a->files.list[i].taken && candidate_begins(f, &a->files.list[i]))
			return false;
	return true;
}

static void
match(struct advance *a)
{
	size_t known = a->state->count;

	/* Those that are known to be rotated first: a current one may begin as they do. */
	for (size_t i = 0; i < known; i++)
		if (!a->state->logs[i].current)
			claim_by_inode(a, i);
	for (size_t i = 0; i < known; i++)
		if (a->state->logs[i].current)
			claim_by_inode(a, i);
	for (size_t i = 0; i < known; i++)
		if (!a->state->logs[i].claimed)
			claim_by_text(a, i);
	for (size_t i = 0; i < a->files.count; i++) {
		const struct candidate *f = &a->files.list[i];
		if (!f->taken && (f->home.len == 0 || came_between(a, f, known)))
			add_new(a, i);
	}
	for (size_t i = 0; i < known; i++)
		say_gone(a, &a->state->logs[i]);
}

static void
open_given(struct advance *a)
{
	struct log_state *state = a->state;

	candidates_allow();
	for (size_t i = 0; i < a->given_count; i++) {
		bool is_stdin = str_is(a->given[i], "-");
		struct stat st;
		int fd = is_stdin ? -1 : io_open(a->given[i], a->diags);
		bool is_pipe = fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode));
		if (is_stdin || is_pipe)
			diag_addz(a->diags, DIAG_LOG_STATE_STDIN,
			    (struct diag_at){ is_stdin ? (struct str){ 0 } : a->given[i], 0, 0 },
			    NULL, NULL, NULL);
		if (fd >= 0 && !is_pipe) {
			candidates_add(&a->files, a->given[i], (struct str){ 0 }, fd);
			continue;
		}
		if (fd >= 0)
			close(fd);
		*ARRAY_ADD(state->refused, state->refused_count, state->refused_room) =
		    arena_str(&state->arena, a->given[i]);
		a->good = false;
	}
}

static void
log_begin(struct growing_log *log)
{
	log->claimed = log->changed_place = log->truncated = log->lost = false;
	log->current = (log->mark.flags & (GROWING_FINISHED | GROWING_PACKED)) == 0;
}

bool
log_state_advance(struct log_state *state, const struct str *files, size_t count,
    const struct log_job *job, struct diags *diags)
{
	struct advance a = { .state = state,
		.job = job,
		.diags = diags,
		.given = files,
		.given_count = count,
		.good = true };
	struct arena arena = { 0 };

	state->refused_count = 0;
	state->bytes_read = 0;
	for (size_t i = 0; i < state->count; i++)
		log_begin(&state->logs[i]);
	open_given(&a);
	for (size_t i = 0; i < count; i++)
		if (!str_is(files[i], "-"))
			candidates_beside(&a.files, files[i], &arena);
	match(&a);
	read_all(&a);
	candidates_release(&a.files);
	free(a.steps);
	arena_release(&arena);
	return a.good;
}
