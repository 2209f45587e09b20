/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A part file, as `merge` is given it, or (second bit of the first byte) a checkpoint. Input of which the first byte is even is the file as it
 * is; of any other, four bytes each are a
 * change to a file that is good (three of the place, one of what to do there), under a digest that is right: that is how far a file can
 * come that somebody made on purpose who has the key.
 */
#include "fuzz_log.h"
#include "log/part_file.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { CHANGE_BYTES = 4, DIGEST_BYTES = 32 };

static const char log_text[] = "time,user,department,operation,subject,count\n"
			       "2025-04-01 09:00:00,u1,健康課,照会,77,1\n"
			       "2025-04-01 09:00:05,u2,健康課,出力,78,200\n"
			       "2025-04-02 23:10:00,u1,税務課,照会,,\n"
			       "昨日,u3,税務課,照会,,\n";

static int
memory_of(struct str bytes)
{
	int fd = memfd_create("part", MFD_CLOEXEC);

	if (fd < 0 || !io_write_all(fd, bytes) || lseek(fd, 0, SEEK_SET) != 0)
		__builtin_trap();
	return fd;
}

/* What scan --partial, or --checkpoint, writes of the log above. */
static struct str
good_part(const struct log_job *job, enum part_kind kind, struct arena *arena)
{
	struct log_read_job read = { .job = job };
	struct part_piece piece = { .file = STR_INIT("f"), .range = LOG_WHOLE };
	struct part_writer writer;
	struct part_lock lock = PART_UNLOCKED;
	struct diags diags = { 0 };
	struct str bytes;
	char folder[] = "/tmp/piacheck-part-XXXXXX";
	int fd = memory_of(STR(log_text));

	log_read_prepare(&read);
	region_new_with_rows(&piece.region, LOG_REGION_MEMORY_BYTES, LOG_REGION_MEMORY_BYTES,
	    LOG_REGION_MEMORY_BYTES);
	log_read_input(&read, fd, piece.file, LOG_WHOLE, &piece.region, NULL);
	close(fd);
	log_read_release(&read);
	const struct part_head *head = region_at(&piece.region, PART_HEAD_AT);
	region_close(&piece.region, head->used, head->rows_used);
	if (mkdtemp(folder) == NULL)
		__builtin_trap();
	struct str path = arena_printf(arena, "%s/part", folder);
	if (!part_write_begin(&writer, kind, path, job, 1, 0, &lock, &diags))
		__builtin_trap();
	if (kind == PART_STATE) {
		piece.home = piece.file;
		piece.mark = (struct part_mark){ .log = 1, .end = sizeof log_text - 1 };
		piece.range.to = piece.mark.end;
	}
	part_write_piece(&writer, job, &piece);
	region_release(&piece.region);
	if (!part_write_end(&writer))
		__builtin_trap();
	part_unlock(&lock, path);
	fd = io_open(path, &diags);
	if (fd < 0 || io_read_all(fd, 1 << 24, arena, &bytes) != IO_OK)
		__builtin_trap();
	close(fd);
	unlink(arena_cstr(arena, path));
	rmdir(folder);
	diags_release(&diags);
	return bytes;
}

/* One byte; from 0xF0 on a whole number of eight, small, large, or that of a place in the file. */
static void
change(unsigned char *part, size_t size, const uint8_t *how)
{
	size_t at = ((size_t)how[0] | (size_t)how[1] << 8 | (size_t)how[2] << 16) % size;
	const uint64_t numbers[] = { 0, 1, 64, 4096, UINT32_MAX, UINT64_MAX, UINT64_MAX - 31,
		(uint64_t)1 << 63, at, size, size - 1, size / 2, 32, 96, UINT64_MAX / 8, 7 };

	if (how[3] >= 0xF0 && (at & ~(size_t)7) + 8 <= size)
		memcpy(part + (at & ~(size_t)7), &numbers[how[3] - 0xF0], 8);
	else
		part[at] = how[3];
}

static void
ignore(void *context, struct str file, bool good, bool whole)
{
	(void)context;
	(void)good;
	(void)whole;
	if (text_utf8_fault(file) != STR_NONE)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pseudonym pseudonym = { .key = { 1 } };
	static struct arena kept;  /* read only once made; a fuzz target lives for all its inputs */
	static struct str made[2]; /* by kind */
	struct arena arena = { 0 };
	struct diags diags = { 0 };
	struct sigma_rule *rule = rule_of(&arena, &diags);
	const struct log_detection detection = { .rule = STR_INIT("r"), .sigma = rule };
	const struct log_job job = { .detections = &detection,
		.detection_count = 1,
		.activity = true,
		.pseudonym = &pseudonym,
		.match_limit = 10 };
	const struct sink sink = { .context = &diags, .row = on_row, .diag = on_diag };
	struct str bytes = { (const char *)data, size };
	char path[64];

	const enum part_kind kind = size > 0 && (data[0] & 2) != 0 ? PART_STATE : PART_SCAN;
	if (size > 0 && data[0] % 2 == 1) {
		if (made[kind].len == 0)
			made[kind] = good_part(&job, kind, &kept);
		struct str good = made[kind];
		unsigned char *part = ARENA_ARRAY(&arena, unsigned char, good.len);
		size_t body = good.len - DIGEST_BYTES;

		memcpy(part, good.ptr, good.len);
		for (size_t i = 1; i + CHANGE_BYTES <= size; i += CHANGE_BYTES)
			change(part, body, data + i);
		crypto_generichash_state digest;
		part_digest_begin(&digest, &job);
		crypto_generichash_update(&digest, part, body);
		crypto_generichash_final(&digest, part + body, DIGEST_BYTES);
		bytes = (struct str){ (const char *)part, good.len };
	}
	int fd = memory_of(bytes);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	const struct str name = str_of(path);
	struct log_store *store = log_store_new();
	struct log_state *state = log_state_new();
	bool whole = kind == PART_SCAN
	    ? log_merge(&name, 1, &job, store, &sink, &diags, NULL, ignore)
	    : log_state_read(state, name, &job, &diags);
	/* Not one thing changed: then it is what was written. */
	if (size == 1 && data[0] % 2 == 1 && !whole)
		__builtin_trap();
	if (kind == PART_STATE && whole)
		log_state_take(state, &job, store, &sink, &diags, NULL, ignore);
	log_store_send(store, &sink);
	log_store_free(store);
	log_state_free(state);
	close(fd);
	sigma_free(rule);
	diags_release(&diags);
	arena_release(&arena);
	return 0;
}
