/* SPDX-License-Identifier: Apache-2.0 */
/* Sorted runs in a file without a name, merged so many at a time until what is left can be read beside each other. */
#include "log/sorter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/temporary.h"
#include "log/limits.h"
#include "base/banned.h"

enum { ROOM_LEAST = 16 * 1024, BLOCK_BYTES = 64 * 1024, RUNS_AT_ONCE = 64, RECORD_ALIGN = 8 };

/* An item as it lies in memory and in the file; its texts follow. */
struct record {
	uint32_t bytes; /* all of it */
	uint32_t correlation, group, value;
	int64_t time;
	uint32_t position, file, line, pad;
};

struct run {
	uint64_t from, to; /* in the file */
};

/* A run that is being read. */
struct reader {
	int fd;
	struct run left; /* not read yet */
	unsigned char *block;
	size_t room, at, end; /* of the block: what is there and not passed */
	struct sorter_item item;
};

/* Runs that are read beside each other. */
struct merging {
	struct reader readers[RUNS_AT_ONCE];
	struct reader *heap[RUNS_AT_ONCE]; /* the smallest first */
	size_t count;
};

struct pile {   /* a file of runs */
	int fd; /* -1: none */
	uint64_t size;
	struct buf out; /* not written yet */
	struct run *runs;
	size_t count, room;
};

struct sorter {
	uint64_t memory;
	unsigned char *bytes; /* records, one behind the other */
	size_t used, room, count;
	bool no_file;
	struct record **order; /* of those in memory; when sorted */
	size_t next;
	struct pile pile;
	struct merging *merging; /* NULL: all is in memory */
	bool sorted;
	struct sorter_item item;
	int error;
};

struct sorter *
sorter_new(uint64_t memory)
{
	struct sorter *s = mem_alloc(1, sizeof *s);

	s->memory = memory == 0 ? LOG_SORT_MEMORY_BYTES : memory;
	s->pile.fd = -1;
	return s;
}

int
sorter_error(const struct sorter *s)
{
	return s->error;
}

int
sorter_item_cmp(const struct sorter_item *a, const struct sorter_item *b)
{
	if (a->correlation != b->correlation)
		return a->correlation < b->correlation ? -1 : 1;
	return sigma_occurrence_cmp(&a->occurrence, &b->occurrence);
}

static struct sorter_item
item_of(const struct record *r)
{
	const char *texts = (const char *)(r + 1);

	return (struct sorter_item){ r->correlation,
		{ .group = { texts, r->group },
		    .value = { texts + r->group, r->value },
		    .time = r->time,
		    .position = r->position,
		    .file = r->file,
		    .line = r->line } };
}

/* --- the file ------------------------------------------------------------------------------------ */

static void
pile_flush(struct sorter *s, struct pile *pile)
{
	if (s->error == 0 && !io_write_all(pile->fd, buf_str(&pile->out)))
		s->error = errno;
	buf_clear(&pile->out);
}

static void
pile_put(struct sorter *s, struct pile *pile, const struct record *record)
{
	buf_add(&pile->out, (struct str){ (const char *)record, record->bytes });
	pile->size += record->bytes;
	if (pile->out.len >= BLOCK_BYTES)
		pile_flush(s, pile);
}

static void
pile_end_run(struct sorter *s, struct pile *pile, uint64_t from)
{
	pile_flush(s, pile);
	*ARRAY_ADD(pile->runs, pile->count, pile->room) = (struct run){ from, pile->size };
}

static void
pile_release(struct pile *pile)
{
	if (pile->fd >= 0)
		close(pile->fd);
	buf_release(&pile->out);
	free(pile->runs);
	*pile = (struct pile){ .fd = -1 };
}

/* --- in memory ----------------------------------------------------------------------------------- */

static int
by_item(const void *a, const void *b)
{
	const struct sorter_item x = item_of(*(struct record *const *)a),
				 y = item_of(*(struct record *const *)b);

	return sorter_item_cmp(&x, &y);
}

static void
sort_memory(struct sorter *s)
{
	s->order = mem_grow(s->order, s->count + 1, sizeof(struct record *));
	for (size_t i = 0, at = 0; i < s->count; i++) {
		struct record *r = (struct record *)(s->bytes + at);
		s->order[i] = r;
		at += r->bytes;
	}
	qsort(s->order, s->count, sizeof(struct record *), by_item);
}

/* What is in memory becomes a run; false: there is no file. */
static bool
spill(struct sorter *s)
{
	struct pile *pile = &s->pile;
	uint64_t from = pile->size;

	if (pile->fd < 0)
		pile->fd = temporary_open();
	if (pile->fd < 0)
		return false;
	sort_memory(s);
	for (size_t i = 0; i < s->count; i++)
		pile_put(s, pile, s->order[i]);
	pile_end_run(s, pile, from);
	s->used = s->count = 0;
	return true;
}

static void
make_room(struct sorter *s, size_t bytes)
{
	if (s->used + bytes > s->memory && s->count > 0 && !s->no_file)
		s->no_file = !spill(s);
	if (s->used + bytes <= s->room)
		return;
	size_t room = s->room == 0 ? ROOM_LEAST : s->room * 2;
	if (room > s->memory && !s->no_file)
		room = s->memory;
	s->room = room < s->used + bytes ? s->used + bytes : room;
	s->bytes = mem_grow(s->bytes, s->room, 1);
}

void
sorter_add(struct sorter *s, const struct sorter_item *item)
{
	const struct sigma_occurrence *o = &item->occurrence;
	size_t bytes = sizeof(struct record) + o->group.len + o->value.len;

	BUG_IF(s->sorted || bytes > UINT32_MAX / 2);
	bytes = (bytes + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN;
	if (s->error != 0)
		return;
	make_room(s, bytes);
	struct record *r = (struct record *)(s->bytes + s->used);
	memset(s->bytes + s->used + bytes - RECORD_ALIGN, 0, RECORD_ALIGN);
	*r = (struct record){ .bytes = (uint32_t)bytes,
		.correlation = item->correlation,
		.group = (uint32_t)o->group.len,
		.value = (uint32_t)o->value.len,
		.time = o->time,
		.position = o->position,
		.file = o->file,
		.line = o->line };
	char *texts = (char *)(r + 1);
	if (o->group.len > 0)
		memcpy(texts, o->group.ptr, o->group.len);
	if (o->value.len > 0)
		memcpy(texts + o->group.len, o->value.ptr, o->value.len);
	s->used += bytes;
	s->count++;
}

/* --- runs beside each other ---------------------------------------------------------------------- */

/* So many bytes of the run into the block, behind what is there; false: it has not so many. */
static bool
read_more(struct sorter *s, struct reader *r, size_t wanted)
{
	memmove(r->block, r->block + r->at, r->end - r->at);
	r->end -= r->at;
	r->at = 0;
	if (wanted > r->room) {
		r->room = wanted;
		r->block = mem_grow(r->block, r->room, 1);
	}
	while (r->end < wanted && r->left.from < r->left.to) {
		uint64_t most = r->left.to - r->left.from;
		size_t room = r->room - r->end;
		ssize_t n =
		    pread(r->fd, r->block + r->end, most < room ? most : room, (off_t)r->left.from);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			s->error = n < 0 ? errno : EIO;
			return false;
		}
		r->end += (size_t)n;
		r->left.from += (size_t)n;
	}
	return r->end >= wanted;
}

static const struct record *
record_at(const struct reader *r)
{
	return (const struct record *)(r->block + r->at);
}

/* false: the run is over. */
static bool
read_item(struct sorter *s, struct reader *r)
{
	if (r->end - r->at < sizeof(struct record) && !read_more(s, r, sizeof(struct record)))
		return false;
	if (r->end - r->at < record_at(r)->bytes && !read_more(s, r, record_at(r)->bytes))
		return false;
	r->item = item_of(record_at(r));
	return true;
}

static void
sink_down(struct merging *m, size_t at)
{
	for (size_t child; (child = 2 * at + 1) < m->count; at = child) {
		if (child + 1 < m->count &&
		    sorter_item_cmp(&m->heap[child + 1]->item, &m->heap[child]->item) < 0)
			child++;
		if (sorter_item_cmp(&m->heap[at]->item, &m->heap[child]->item) <= 0)
			return;
		struct reader *swap = m->heap[at];
		m->heap[at] = m->heap[child];
		m->heap[child] = swap;
	}
}

static void
merging_begin(
    struct sorter *s, struct merging *m, const struct pile *pile, size_t first, size_t count)
{
	m->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct reader *r = &m->readers[i];
		unsigned char *block = r->block;
		size_t room = r->room;
		if (block == NULL) {
			room = BLOCK_BYTES;
			block = mem_alloc(room, 1);
		}
		*r = (struct reader){
			.fd = pile->fd, .left = pile->runs[first + i], .block = block, .room = room
		};
		if (read_item(s, r))
			m->heap[m->count++] = r;
	}
	for (size_t i = m->count / 2; i-- > 0;)
		sink_down(m, i);
}

static void
merging_pop(struct sorter *s, struct merging *m)
{
	struct reader *r = m->heap[0];

	r->at += record_at(r)->bytes;
	if (!read_item(s, r))
		m->heap[0] = m->heap[--m->count];
	sink_down(m, 0);
}

static void
merging_free(struct merging *m)
{
	for (size_t i = 0; m != NULL && i < RUNS_AT_ONCE; i++)
		free(m->readers[i].block);
	free(m);
}

/* Into another file, where they are fewer and longer. */
static void
merge_all(struct sorter *s, struct merging *m)
{
	struct pile next = { .fd = temporary_open() };

	if (next.fd < 0)
		s->error = errno;
	for (size_t i = 0, n; i < s->pile.count && s->error == 0; i += n) {
		uint64_t from = next.size;
		n = s->pile.count - i < RUNS_AT_ONCE ? s->pile.count - i : RUNS_AT_ONCE;
		for (merging_begin(s, m, &s->pile, i, n); m->count > 0 && s->error == 0;
		     merging_pop(s, m))
			pile_put(s, &next, record_at(m->heap[0]));
		pile_end_run(s, &next, from);
	}
	pile_release(&s->pile);
	s->pile = next;
}

static void
sort(struct sorter *s)
{
	s->sorted = true;
	if (s->pile.count == 0) {
		sort_memory(s);
		return;
	}
	if (s->count > 0 && !spill(s))
		BUG("a file that is gone");
	free(s->bytes);
	free(s->order);
	s->bytes = NULL;
	s->order = NULL;
	s->merging = mem_alloc(1, sizeof *s->merging);
	while (s->pile.count > RUNS_AT_ONCE && s->error == 0)
		merge_all(s, s->merging);
	if (s->error == 0)
		merging_begin(s, s->merging, &s->pile, 0, s->pile.count);
}

/* --- in order ------------------------------------------------------------------------------------ */

const struct sorter_item *
sorter_peek(struct sorter *s)
{
	if (!s->sorted)
		sort(s);
	if (s->error != 0)
		return NULL;
	if (s->merging != NULL)
		return s->merging->count == 0 ? NULL : &s->merging->heap[0]->item;
	if (s->order == NULL || s->next == s->count)
		return NULL;
	s->item = item_of(s->order[s->next]);
	return &s->item;
}

void
sorter_pop(struct sorter *s)
{
	if (s->merging != NULL)
		merging_pop(s, s->merging);
	else
		s->next++;
}

void
sorter_free(struct sorter *s)
{
	if (s == NULL)
		return;
	pile_release(&s->pile);
	merging_free(s->merging);
	free(s->bytes);
	free(s->order);
	free(s);
}
