/* SPDX-License-Identifier: Apache-2.0 */
/* The state of growing logs: from its file, into its file, and as evidence. */
#include "log/growing.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/take_in.h"
#include "base/banned.h"

struct log_state *
log_state_new(void)
{
	struct log_state *state = mem_alloc(1, sizeof *state);

	state->lock = PART_UNLOCKED;
	return state;
}

void
growing_drop(struct growing_log *log, size_t from)
{
	while (log->count > from)
		region_release(&log->pieces[--log->count].region);
}

void
growing_release(struct growing_log *log)
{
	growing_drop(log, 0);
	free(log->pieces);
}

static void
unlock(struct log_state *state)
{
	part_unlock(&state->lock, state->lock_path);
}

static void
clear(struct log_state *state)
{
	for (size_t i = 0; i < state->count; i++)
		growing_release(&state->logs[i]);
	free(state->logs);
	free(state->refused);
	buf_release(&state->notes);
	arena_release(&state->arena);
	*state = (struct log_state){ .lock = state->lock, .lock_path = state->lock_path };
}

void
log_state_free(struct log_state *state)
{
	if (state == NULL)
		return;
	unlock(state);
	clear(state);
	free(state);
}

uint64_t
log_state_bytes_read(const struct log_state *state)
{
	return state->bytes_read;
}

struct buf *
log_state_notes(struct log_state *state)
{
	return &state->notes;
}

struct growing_log *
growing_add(struct log_state *state, struct str name, struct str home)
{
	struct growing_log *log = ARRAY_ADD(state->logs, state->count, state->room);

	*log = (struct growing_log){ .name = arena_str(&state->arena, name),
		.home = arena_str(&state->arena, home) };
	return log;
}

/* --- its file ------------------------------------------------------------------------------------ */

/* The piece goes on where the one before ended; false: it does not. */
static bool
take_piece(struct log_state *state, struct part_piece *piece, uint64_t *before)
{
	const struct part_mark *mark = &piece->mark;
	struct growing_log *log = state->count == 0 ? NULL : &state->logs[state->count - 1];

	if (log == NULL || mark->log != *before) {
		log = growing_add(state, piece->file, piece->home);
		log->mark = *mark;
		log->mark.flags &= GROWING_PACKED | GROWING_FINISHED | GROWING_AGAIN;
		*before = mark->log;
	}
	if (piece->region.base == NULL)
		return log->count == 0;
	uint64_t from = log->count == 0 ? 0 : log->pieces[log->count - 1].range.to;
	if (piece->range.from != from)
		return false;
	struct growing_piece *own = ARRAY_ADD(log->pieces, log->count, log->room);
	own->range = piece->range;
	own->range.border = piece->range.from;
	own->range.border_line = mark->piece_line;
	own->failed = (mark->flags & GROWING_FAILED) != 0;
	own->region = piece->region;
	piece->region = (struct region){ 0 };
	return true;
}

/* From now on nobody else works with it; one that cannot be locked cannot be written either, and that is said then. */
static bool
lock(struct log_state *state, struct str file, struct diags *diags)
{
	unlock(state);
	state->lock_path = file;
	if (part_lock(&state->lock, file) || (errno != EWOULDBLOCK && errno != ESPIPE))
		return true;
	part_lock_say(file, errno, diags);
	return false;
}

bool
log_state_read(
    struct log_state *state, struct str file, const struct log_job *job, struct diags *diags)
{
	struct part_piece *pieces = NULL;
	size_t count = 0, room = 0;
	struct stat st;

	clear(state);
	if (!lock(state, file, diags))
		return false;
	if (stat(arena_cstr(&state->arena, file), &st) != 0 && errno == ENOENT)
		return true;
	bool good = part_file_read(
	    PART_STATE, file, job, &state->arena, &pieces, &count, &room, &state->notes, diags);
	uint64_t before = 0;
	bool fits = true;
	for (size_t i = 0; i < count; i++) {
		fits = fits && take_piece(state, &pieces[i], &before);
		region_release(&pieces[i].region);
	}
	free(pieces);
	if (!fits)
		diag_addz(
		    diags, DIAG_LOG_STATE_FORMAT, (struct diag_at){ file, 0, 0 }, NULL, NULL, NULL);
	if (!fits || !good) {
		clear(state);
		unlock(state);
	}
	return good && fits;
}

static void
write_log(struct part_writer *writer, const struct log_job *job, const struct growing_log *log,
    size_t number)
{
	struct part_piece piece = { .file = log->name, .home = log->home, .mark = log->mark };

	piece.mark.log = number + 1;
	for (size_t i = 0; i < log->count; i++) {
		const struct growing_piece *own = &log->pieces[i];
		piece.range = own->range;
		piece.region = own->region;
		piece.mark.piece_line = own->range.border_line;
		piece.mark.flags = log->mark.flags | (own->failed ? GROWING_FAILED : 0U);
		part_write_piece(writer, job, &piece);
	}
	if (log->count == 0)
		part_write_piece(writer, job, &piece);
}

bool
log_state_write(
    struct log_state *state, struct str file, const struct log_job *job, struct diags *diags)
{
	struct part_writer writer;
	size_t pieces = 0;

	for (size_t i = 0; i < state->count; i++)
		pieces += state->logs[i].count == 0 ? 1 : state->logs[i].count;
	state->lock_path = file;
	if (!part_write_begin(
		&writer, PART_STATE, file, job, pieces, state->notes.len, &state->lock, diags))
		return false;
	for (size_t i = 0; i < state->count; i++)
		write_log(&writer, job, &state->logs[i], i);
	part_write_notes(&writer, buf_str(&state->notes));
	return part_write_end(&writer);
}

/* --- as evidence --------------------------------------------------------------------------------- */

static int
compare_logs(const void *x, const void *y)
{
	const struct growing_log *const *a = x, *const *b = y;
	int c = log_name_cmp((*a)->name, (*b)->name);

	/* Of one name: in the order in which they came. */
	return c != 0 ? c : *a < *b ? -1 : *a > *b;
}

/* The store gets views: the regions stay ours. */
static bool
take_log(const struct growing_log *log, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags)
{
	struct region *regions = mem_alloc(log->count, sizeof *regions);

	for (size_t i = 0; i < log->count; i++) {
		regions[i] = log->pieces[i].region;
		regions[i].owned = false;
	}
	bool good = take_in_log(store, log->name, regions, log->count, job, sink, diags);
	free(regions);
	return good;
}

void
log_state_take(struct log_state *state, const struct log_job *job, struct log_store *store,
    const struct sink *sink, struct diags *diags, void *context, log_each *each)
{
	struct growing_log **order = mem_alloc(state->count + 1, sizeof *order);

	for (size_t i = 0; i < state->count; i++)
		order[i] = &state->logs[i];
	if (state->count > 0)
		qsort(order, state->count, sizeof *order, compare_logs);
	for (size_t i = 0; i < state->count; i++) {
		const struct growing_log *log = order[i];
		if (log->count > 0)
			each(
			    context, log->name, take_log(log, job, store, sink, diags), !log->lost);
		else if (log->lost)
			each(context, log->name, false, false);
	}
	for (size_t i = 0; i < state->refused_count; i++)
		each(context, state->refused[i], false, false);
	free(order);
}
