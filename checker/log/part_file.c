/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading part files. */
#include "log/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/match_rows.h"
#include "base/banned.h"

#ifndef PIACHECK_VERSION
#define PIACHECK_VERSION "0"
#endif

enum {
	DIGEST_BYTES = 32,
	NAME_MAX_BYTES = 4096,
	PIECES_MAX = 1 << 20,
	NOTES_MAX_BYTES = 64 << 20,
	ROWS_BLOCK = 64 << 10,
	VERSION_BYTES = 24
};

/* Integers in the byte order of the machine: the magic tells another one's. */
struct file_head {
	char magic[16];
	uint64_t order, pieces, notes;
	char version[VERSION_BYTES]; /* of the program: what two of them count need not add up */
	unsigned char rules[DIGEST_BYTES], key[DIGEST_BYTES];
};

/* By kind: how the file begins, and what is said of one that is not to be used. */
static const struct {
	char magic[16];
	enum diag_code format, rules, key;
} kinds[] = {
	[PART_SCAN] = { "piacheck-part 4", DIAG_LOG_PART_FORMAT, DIAG_LOG_PART_RULES,
	    DIAG_LOG_PART_KEY },
	[PART_STATE] = { "piacheck-state4", DIAG_LOG_STATE_FORMAT, DIAG_LOG_STATE_RULES,
	    DIAG_LOG_STATE_KEY },
};
static const uint64_t file_order = UINT64_C(0x0102030405060708);

struct piece_head {
	uint64_t name_bytes, home_bytes, used, rows_used, from, to;
	struct part_mark mark;
};

/* What the parts depend on beyond the log: rules, what is kept, the layout. */
static void
head_of(const struct log_job *job, enum part_kind kind, size_t pieces, size_t notes,
    struct file_head *head)
{
	static const char what[] = "piacheck part";
	const uint64_t numbers[] = { job->detection_count, job->activity,
		job->activity ? job->activity_without & ((1U << LOG_KEY_COUNT) - 1) : 0,
		job->activity_no_subjects, job->match_without & ((1U << LOG_MATCH_TEXTS) - 1),
		job->match_no_numbers, job->match_limit, job->correlation_count,
		sizeof(struct part_head), sizeof(struct part_day), sizeof(struct piece_head),
		job->pseudonym->reveal };
	crypto_generichash_state state;

	*head = (struct file_head){ .order = file_order, .pieces = pieces, .notes = notes };
	memcpy(head->magic, kinds[kind].magic, sizeof head->magic);
	snprintf(head->version, sizeof head->version, "%s", PIACHECK_VERSION);
	crypto_generichash_init(&state, NULL, 0, DIGEST_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)numbers, sizeof numbers);
	crypto_generichash_update(
	    &state, (const unsigned char *)job->identity.ptr, job->identity.len);
	crypto_generichash_final(&state, head->rules, DIGEST_BYTES);
	crypto_generichash(head->key, DIGEST_BYTES, (const unsigned char *)what, sizeof what - 1,
	    job->pseudonym->key, PSEUDONYM_KEY_BYTES);
}

void
part_digest_begin(crypto_generichash_state *digest, const struct log_job *job)
{
	static const char what[] = "piacheck part digest";
	unsigned char key[DIGEST_BYTES];

	crypto_generichash(key, sizeof key, (const unsigned char *)what, sizeof what - 1,
	    job->pseudonym->key, PSEUDONYM_KEY_BYTES);
	crypto_generichash_init(digest, key, sizeof key, DIGEST_BYTES);
}

/* --- writing ------------------------------------------------------------------------------------- */

static void
put(struct part_writer *w, const void *bytes, size_t len)
{
	if (w->error != 0 || len == 0)
		return;
	crypto_generichash_update(&w->digest, bytes, len);
	if (!io_write_all(w->fd, (struct str){ bytes, len }))
		w->error = errno;
}

/* Rows are as many as the log was long: only some of them are in memory at a time. */
static void
put_rows(struct part_writer *w, struct region *rows)
{
	for (uint64_t at = 0, n; at < rows->used; at += n) {
		n = rows->used - at < ROWS_BLOCK ? rows->used - at : ROWS_BLOCK;
		region_pass(rows, at);
		put(w, region_at(rows, at), n);
	}
}

/* Only what is a part already, of whatever version, is written over: the name of a log is soon given in the place of a part's. */
static bool
is_another(enum part_kind kind, int fd)
{
	enum { NAME_BYTES = 13 }; /* of the magic, before its version */
	char there[NAME_BYTES];
	ssize_t n = fd < 0 ? 0 : pread(fd, there, sizeof there, 0);

	return n != 0 && (n != NAME_BYTES || memcmp(there, kinds[kind].magic, sizeof there) != 0);
}

bool
part_write_begin(struct part_writer *w, enum part_kind kind, struct str path,
    const struct log_job *job, size_t pieces, size_t notes, struct part_lock *lock,
    struct diags *diags)
{
	struct file_head head;

	*w = (struct part_writer){ .path = path, .diags = diags, .lock = lock };
	if (lock->temporary < 0 && !part_lock(lock, path)) {
		part_lock_say(path, errno, diags);
		return false;
	}
	if (is_another(kind, lock->file)) {
		diag_addz(
		    diags, DIAG_LOG_PART_OTHER, (struct diag_at){ path, 0, 0 }, NULL, NULL, NULL);
		return false;
	}
	w->fd = lock->temporary;
	part_digest_begin(&w->digest, job);
	head_of(job, kind, pieces, notes, &head);
	put(w, &head, sizeof head);
	return true;
}

void
part_publish(const struct log_job *job, struct region *region)
{
	const struct part_head *head = REGION_GET(region, struct part_head, PART_HEAD_AT, 1);

	if (head == NULL)
		return;
	for (uint64_t at = head->first_part, next; at != 0; at = next) {
		const struct part *part = REGION_GET(region, struct part, at, 1);
		const uint64_t *keys = part == NULL
		    ? NULL
		    : REGION_GET(region, uint64_t, part->subjects.at, part->subjects.count);
		if (keys == NULL)
			return;
		uint64_t *own = region_at(region, part->subjects.at);
		for (uint64_t i = 0; i < part->subjects.count; i++)
			own[i] = subject_kept(job->pseudonym, own[i]);
		next = part->next > at ? part->next : 0;
	}
}

void
part_write_piece(struct part_writer *w, const struct log_job *job, struct part_piece *piece)
{
	struct region *rows = piece->region.rows;
	const struct piece_head head = { piece->file.len, piece->home.len, piece->region.used,
		rows == NULL ? 0 : rows->used, piece->range.from, piece->range.to, piece->mark };

	if (piece->region.used > 0)
		part_publish(job, &piece->region);
	put(w, &head, sizeof head);
	put(w, piece->file.ptr, piece->file.len);
	put(w, piece->home.ptr, piece->home.len);
	put(w, piece->region.base, piece->region.used);
	if (rows != NULL)
		put_rows(w, rows);
}

void
part_write_notes(struct part_writer *w, struct str notes)
{
	put(w, notes.ptr, notes.len);
}

bool
part_write_end(struct part_writer *w)
{
	unsigned char digest[DIGEST_BYTES];

	crypto_generichash_final(&w->digest, digest, sizeof digest);
	if (w->error == 0 &&
	    (!io_write_all(w->fd, (struct str){ (char *)digest, sizeof digest }) ||
		!part_lock_publish(w->lock, w->path)))
		w->error = errno;
	if (w->error != 0) {
		part_lock_say(w->path, w->error, w->diags);
		part_lock_withdraw(w->lock, w->path);
	}
	return w->error == 0;
}

/* --- reading ------------------------------------------------------------------------------------- */

struct part_reader {
	FILE *file;
	uint64_t left; /* bytes before the digest */
	crypto_generichash_state digest;
};

static bool
get(struct part_reader *r, void *bytes, uint64_t len)
{
	if (len > r->left || (len > 0 && fread(bytes, 1, len, r->file) != len))
		return false;
	r->left -= len;
	crypto_generichash_update(&r->digest, bytes, len);
	return true;
}

static bool
get_name(struct part_reader *r, struct arena *arena, uint64_t bytes, struct str *name)
{
	char room[NAME_MAX_BYTES];

	if (bytes > sizeof room || !get(r, room, bytes))
		return false;
	struct str text = { room, bytes };
	if (text_utf8_fault(text) != STR_NONE || memchr(room, '\0', bytes) != NULL)
		return false;
	*name = arena_str(arena, text);
	return true;
}

static bool
get_rows(struct part_reader *r, struct region *rows, uint64_t used)
{
	for (uint64_t at = 0, n; at < used; at += n) {
		n = used - at < ROWS_BLOCK ? used - at : ROWS_BLOCK;
		rows->used = at + n;
		region_pass(rows, at);
		if (!get(r, region_at(rows, at), n))
			return false;
	}
	return true;
}

/* Beyond what is given there is nothing: the room is what a region has at least. */
static uint64_t
room_for(uint64_t used)
{
	return used < 1 << 20 ? 1 << 20 : used + 4096;
}

static bool
get_piece(struct part_reader *r, enum part_kind kind, struct arena *arena, struct part_piece *piece)
{
	struct piece_head head;

	if (!get(r, &head, sizeof head) || head.name_bytes == 0 ||
	    (kind == PART_STATE) != (head.home_bytes > 0) || head.from > head.to ||
	    !get_name(r, arena, head.name_bytes, &piece->file) ||
	    !get_name(r, arena, head.home_bytes, &piece->home))
		return false;
	piece->range = (struct log_range){ .from = head.from, .to = head.to };
	piece->mark = head.mark;
	if (kind == PART_STATE && head.used == 0)
		return true;
	if (head.used > r->left || head.used < PART_HEAD_AT + sizeof(struct part_head) ||
	    head.rows_used > r->left - head.used)
		return false;
	region_new_with_rows(
	    &piece->region, room_for(head.used), LOG_REGION_MEMORY_BYTES, room_for(head.rows_used));
	struct region *rows = piece->region.rows;
	if (piece->region.room < head.used || rows->room < head.rows_used ||
	    !get(r, piece->region.base, head.used) || !get_rows(r, rows, head.rows_used))
		return false;
	region_close(&piece->region, head.used, head.rows_used);
	region_fit(&piece->region);
	return true;
}

static bool
get_notes(struct part_reader *r, uint64_t bytes, struct buf *notes)
{
	char room[4096];

	while (bytes > 0) {
		size_t n = bytes < sizeof room ? (size_t)bytes : sizeof room;
		if (!get(r, room, n))
			return false;
		if (notes != NULL)
			buf_add(notes, (struct str){ room, n });
		bytes -= n;
	}
	return true;
}

struct part_list_of {
	struct part_piece **pieces;
	size_t *count, *room;
};

static bool
is_version(const char text[VERSION_BYTES])
{
	size_t len = strnlen(text, VERSION_BYTES);

	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len > 0 && len < VERSION_BYTES;
}

static enum diag_code
read_all(struct part_reader *r, enum part_kind kind, const struct log_job *job, struct arena *arena,
    struct part_list_of list, struct buf *notes, char version[VERSION_BYTES])
{
	unsigned char found[DIGEST_BYTES], expected[DIGEST_BYTES];
	struct file_head head, own;

	head_of(job, kind, 0, 0, &own);
	if (!get(r, &head, sizeof head) || memcmp(head.magic, own.magic, sizeof own.magic) != 0 ||
	    head.order != own.order || head.pieces > PIECES_MAX || head.notes > NOTES_MAX_BYTES)
		return kinds[kind].format;
	memcpy(version, head.version, sizeof head.version);
	/* A checkpoint outlives versions: what depends on them is in its rules. */
	if (kind == PART_SCAN && memcmp(version, own.version, sizeof own.version) != 0)
		return is_version(version) ? DIAG_LOG_PART_VERSION : DIAG_LOG_PART_FORMAT;
	if (memcmp(head.key, own.key, sizeof own.key) != 0)
		return kinds[kind].key;
	if (memcmp(head.rules, own.rules, sizeof own.rules) != 0)
		return kinds[kind].rules;
	for (uint64_t i = 0; i < head.pieces; i++) {
		struct part_piece *piece = ARRAY_ADD(*list.pieces, *list.count, *list.room);
		if (!get_piece(r, kind, arena, piece))
			return kinds[kind].format;
	}
	if (!get_notes(r, head.notes, notes))
		return kinds[kind].format;
	crypto_generichash_final(&r->digest, expected, sizeof expected);
	if (r->left != 0 || fread(found, 1, sizeof found, r->file) != sizeof found ||
	    memcmp(found, expected, sizeof found) != 0)
		return kinds[kind].format;
	return DIAG_CODE_COUNT;
}

bool
part_file_read(enum part_kind kind, struct str path, const struct log_job *job, struct arena *arena,
    struct part_piece **pieces, size_t *count, size_t *room, struct buf *notes, struct diags *diags)
{
	const struct part_list_of list = { pieces, count, room };
	size_t before = *count;
	enum diag_code code = kinds[kind].format;
	int fd = io_open(path, diags);
	char version[VERSION_BYTES];
	struct stat st;

	if (fd < 0)
		return false;
	struct part_reader r = { .file = fdopen(fd, "rb") };
	if (r.file == NULL)
		mem_exhausted(0);
	part_digest_begin(&r.digest, job);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > DIGEST_BYTES) {
		r.left = (uint64_t)st.st_size - DIGEST_BYTES;
		code = read_all(&r, kind, job, arena, list, notes, version);
	}
	fclose(r.file);
	if (code == DIAG_CODE_COUNT)
		return true;
	while (*count > before)
		region_release(&(*pieces)[--*count].region);
	bool other = code == DIAG_LOG_PART_VERSION;
	diag_addz(diags, code, (struct diag_at){ path, 0, 0 }, other ? version : NULL,
	    other ? PIACHECK_VERSION : NULL, NULL);
	return false;
}
