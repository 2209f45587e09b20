/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of UTF-8 from a descriptor. LF (0x0A) is never part of a character in UTF-8 or CP932, so lines are cut first and decoded
 * then; commas and backslashes are looked for in decoded text only.
 */
#include "log/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/scope.h"
#include "base/text.h"
#include "log/feed.h"
#include "log/limits.h"
#include "log/simd.h"
#include "base/banned.h"

enum { TELL_BYTES = 8 * 1024 * 1024 };

bool
source_refuse(struct log_source *source, enum diag_code code, struct str arg)
{
	sink_diag(source->sink, code, (struct diag_at){ source->file, source->next_line, 0 }, arg,
	    (struct str){ 0 }, (struct str){ 0 });
	source->failed = true;
	source->final = true;
	return false;
}

/* Workers of one log share its descriptor: each reads at offsets of its own. */
bool
source_is_range(const struct log_source *source)
{
	return source->range.from != 0 || source->range.to != UINT64_MAX || source->range.growing;
}

void
source_count(struct log_source *source, uint64_t bytes)
{
	source->offset += bytes;
	source->bytes += bytes;
	if (source->tell == NULL || (bytes > 0 && source->bytes - source->told < TELL_BYTES))
		return;
	source->told = source->bytes;
	source->tell(source->tell_context, source->bytes);
}

long
source_read_raw(struct log_source *source, char *out, size_t room)
{
	for (;;) {
		ssize_t n = source->own_offsets
		    ? pread(source->fd, out, room, (off_t)source->offset)
		    : read(source->fd, out, room);
		if (n >= 0) {
			source_count(source, (uint64_t)n);
			return (long)n;
		}
		if (errno == EINTR)
			continue;
		struct arena arena = { 0 };
		source_refuse(source, DIAG_FILE_READ, io_error_str(errno, &arena));
		arena_release(&arena);
		return -1;
	}
}

/* --- blocks -------------------------------------------------------------------------------------- */

/* Of the block those bytes whose digest is wanted. */
static void
watch(struct log_source *source, struct str block)
{
	const struct log_range *range = &source->range;
	uint64_t begin = source->text_bytes, end = begin + block.len;
	uint64_t from = range->watch - range->watch_bytes;

	source->text_bytes = end;
	if (range->watch == 0 || end <= from || begin >= range->watch)
		return;
	size_t first = from > begin ? (size_t)(from - begin) : 0;
	size_t last = range->watch < end ? (size_t)(range->watch - begin) : block.len;
	buf_add(&source->watched, str_sub(block, first, last - first));
}

static long
read_unpacked(struct log_source *source, char *out, size_t room)
{
	if (source->ring != NULL)
		return feed_read(source, out, room);
	switch (source->packing) {
	case LOG_GZIP:
		return gunzip_read(source, out, room);
	case LOG_ZSTD:
		return unzstd_read(source, out, room);
	case LOG_PLAIN:
		break;
	}
	return source_read_raw(source, out, room);
}

long
source_read_bytes(struct log_source *source, char *out, size_t room)
{
	long n = read_unpacked(source, out, room);

	if (n > 0)
		watch(source, (struct str){ out, (size_t)n });
	return n;
}

static long
read_block(struct log_source *source, char *out, size_t room)
{
	return source->utf16 == NULL ? source_read_bytes(source, out, room)
				     : utf16_read(source, out, room);
}

/* Inside a line that is too long: passes over it up to its LF. Returns what is left of the block. */
static struct str
skip_line(struct log_source *source, struct str block)
{
	const char *lf = memchr(block.ptr, '\n', block.len);

	if (lf == NULL) {
		source->skipped += block.len;
		return (struct str){ block.ptr, 0 };
	}
	source->skipping = false;
	source_fault_add(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
	buf_addc(&source->window, '\n');
	return str_from(block, (size_t)(lf - block.ptr) + 1);
}

static bool
finish(struct log_source *source)
{
	source->final = true;
	if (source->flowing) {
		source_take_text(source, (struct str){ 0 });
		return source_window(source).len > 0;
	}
	if (source->range.growing)
		return source_window(source).len > 0;
	if (source->skipping) {
		source_fault_add(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
		buf_addc(&source->window, '\n');
	}
	struct str rest = buf_str(&source->raw);
	if (rest.len > 0)
		source_take_lines(source, rest, source->offset);
	buf_clear(&source->raw);
	return source_window(source).len > 0;
}

/* The block, behind what was left of the one before: its whole lines are decoded, the rest is kept. */
static bool
take_block(struct log_source *source, struct str block)
{
	if (source->flowing) {
		source_take_text(source, block);
		return true;
	}
	if (source->skipping) {
		block = skip_line(source, block);
		if (source->skipped > LOG_LINE_GIVE_UP_BYTES)
			return source_refuse(source, DIAG_LOG_NOT_LINES, STR("16 MiB"));
	}
	if (block.len == 0)
		return true;
	const char *lf = memrchr(block.ptr, '\n', block.len);
	size_t whole = lf == NULL ? 0 : (size_t)(lf - block.ptr) + 1;
	if (whole > 0) {
		bool ok;
		uint64_t end = source->offset - (block.len - whole);
		if (source->raw.len > 0) {
			buf_add(&source->raw, str_sub(block, 0, whole));
			ok = source_take_lines(source, buf_str(&source->raw), end);
			buf_clear(&source->raw);
		} else {
			ok = source_take_lines(source, str_sub(block, 0, whole), end);
		}
		if (!ok)
			return false;
	}
	buf_add(&source->raw, str_from(block, whole));
	if (source->raw.len > LOG_LINE_MAX_BYTES) {
		source->skipped = source->raw.len;
		source->skipping = true;
		buf_clear(&source->raw);
	}
	return true;
}

/* --- in a hurry ---------------------------------------------------------------------------------- */

bool
source_has_long_line(struct str text)
{
	while (text.len > LOG_LINE_MAX_BYTES) {
		const char *feed = memrchr(text.ptr, '\n', LOG_LINE_MAX_BYTES);
		if (feed == NULL)
			return true;
		text = str_from(text, (size_t)(feed - text.ptr) + 1);
	}
	return false;
}

uint32_t
source_feeds(struct str text)
{
	uint32_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '\n';
	return n;
}

/* Lines of a range that begin behind its end: which is the first? */
static void
note_block(struct log_source *source, struct str whole, uint64_t end)
{
	uint64_t begin = end - whole.len;

	if (begin < source->range.from) { /* rare: only where source_seek could not */
		size_t len =
		    source->range.from < end ? (size_t)(source->range.from - begin) : whole.len;
		source->start_line = source->next_line + source_feeds(str_sub(whole, 0, len)) + 1;
		if (len > 0 && len < whole.len && whole.ptr[len - 1] == '\n')
			source->start_line--;
	}
	if (source->stop_line != UINT32_MAX || end <= source->range.to)
		return;
	size_t len = begin >= source->range.to ? 0 : (size_t)(source->range.to - begin);
	source->stop_line = source->next_line + source_feeds(str_sub(whole, 0, len));
	if (len > 0 && whole.ptr[len - 1] != '\n')
		source->stop_line++;
}

static void
window_reserve(struct log_source *source, size_t more)
{
	struct buf *window = &source->window;

	if (window->room - window->len >= more)
		return;
	window->room = window->len + more;
	window->ptr = mem_grow(window->ptr, window->room, 1);
}

/*
 * A block straight into the window. When its lines are UTF-8, none too long, they stay where they are; otherwise they are taken one by one as
 * ever.
 */
static bool
more_plain(struct log_source *source)
{
	struct buf *window = &source->window;
	size_t from = window->len, kept = source->raw.len;
	uint32_t lines = 0;

	window_reserve(source, kept + LOG_BLOCK_BYTES + SOURCE_PADDING);
	if (kept > 0)
		memcpy(window->ptr + from, source->raw.ptr, kept);
	long n = read_block(source, window->ptr + from + kept, LOG_BLOCK_BYTES);
	if (n <= 0) {
		if (n == 0)
			finish(source);
		return n == 0;
	}
	struct str text = { window->ptr + from, kept + (size_t)n };
	const char *feed = memrchr(text.ptr + kept, '\n', (size_t)n);
	size_t len = feed == NULL ? 0 : (size_t)(feed - text.ptr) + 1;
	struct str whole = str_sub(text, 0, len);
	uint64_t end = source->offset - (text.len - len);

	buf_clear(&source->raw);
	buf_add(&source->raw, str_from(text, len));
	bool plain = simd_plain(whole.ptr, whole.len, &lines) && !source_has_long_line(whole) &&
	    (source->encoding == LOG_UTF8 || source_is_ascii(whole));
	if (plain) {
		if (source_is_range(source))
			note_block(source, whole, end);
		window->len += len;
		source->next_line += lines;
	} else {
		buf_clear(&source->copy);
		buf_add(&source->copy, whole);
		if (!source_take_lines(source, buf_str(&source->copy), end))
			return false;
	}
	if (source->raw.len > LOG_LINE_MAX_BYTES) {
		source->skipped = source->raw.len;
		source->skipping = true;
		buf_clear(&source->raw);
	}
	return true;
}

bool
source_more(struct log_source *source)
{
	if (source->final)
		return false;
	source->windows++;
	size_t left = source->window.len - source->from;
	if (left > 0 && source->from > 0)
		memmove(source->window.ptr, source->window.ptr + source->from, left);
	source->window.len = left;
	source->from = 0;
	bool ok = true;
	/* At least one more line, or the end. */
	while (ok && !source->final && source->window.len == left) {
		if (simd_here() && !source->by_the_book && source->encoding != LOG_CP932 &&
		    !source->skipping && !source->flowing) {
			ok = more_plain(source);
			source->final |= !ok;
			continue;
		}
		long n = read_block(source, source->block, LOG_BLOCK_BYTES);
		if (n == 0) {
			finish(source);
			break;
		}
		ok = n > 0 && take_block(source, (struct str){ source->block, (size_t)n });
		source->final |= n < 0;
	}
	window_reserve(source, SOURCE_PADDING);
	return source->window.len > left || !source->final;
}

/* What packs it, and is not unpacked here; also within what was unpacked. NULL: nothing. */
static const char *
packed_otherwise(struct str head)
{
	static const struct {
		size_t at;
		struct str bytes;
		const char *name;
	} others[] = { { 0, STR_INIT("PK\x03\x04"), "zip" }, { 4, STR_INIT("1AY&SY"), "bzip2" },
		{ 1, STR_INIT("7zXZ"), "xz" }, { 0, STR_INIT("\x1F\x8B\x08"), "gzip×2" },
		{ 0, STR_INIT("\x28\xB5\x2F\xFD"), "zstd×2" } };

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (head.len > others[i].at &&
		    str_starts(str_from(head, others[i].at), others[i].bytes))
			return others[i].name;
	return NULL;
}

/* What the first bytes say of the whole; false: refused. */
static bool
take_head(struct log_source *source, struct str *head)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");

	const char *packed = packed_otherwise(*head);
	if (packed != NULL)
		return source_refuse(source, DIAG_LOG_COMPRESSION, str_of(packed));
	if (str_starts(*head, mark)) {
		*head = str_from(*head, mark.len);
		source->encoding = LOG_UTF8;
	}
	size_t nuls = 0;
	for (size_t i = 0; i < head->len; i++)
		nuls += head->ptr[i] == '\0';
	size_t first = str_find_char(*head, '\n', 0);
	struct str line = str_sub(*head, 0, first == STR_NONE ? head->len : first);
	if (nuls * 20 > head->len || (line.len > 0 && memchr(line.ptr, '\0', line.len) != NULL))
		return source_refuse(source, DIAG_TEXT_BINARY, (struct str){ 0 });
	return true;
}

/* The first bytes of what was packed, into the block. */
static long
unpack_head(struct log_source *source, struct str head)
{
	source->packing = unpack_packing(head);
	switch (source->packing) {
	case LOG_GZIP:
		source->inflate = gunzip_new();
		gunzip_start(source, head);
		break;
	case LOG_ZSTD:
		source->unzstd = unzstd_new();
		unzstd_start(source, head);
		break;
	case LOG_PLAIN:
		return (long)head.len;
	}
	return source_read_bytes(source, source->block, LOG_BLOCK_BYTES);
}

long
source_head(struct log_source *source)
{
	char *block = source->block = mem_alloc(1, LOG_BLOCK_BYTES);
	size_t have = 0;
	long n = 0;

	if (source->ring != NULL)
		return source_read_bytes(source, block, LOG_BLOCK_BYTES);
	while (have < 4 && (n = source_read_raw(source, block + have, LOG_BLOCK_BYTES - have)) > 0)
		have += (size_t)n;
	return n < 0 ? n : unpack_head(source, (struct str){ block, have });
}

bool
source_open(struct log_source *source, struct str *head)
{
	source->next_line = 1;
	source->stop_line = UINT32_MAX;
	source->own_offsets = source_is_range(source);
	long n = source_head(source);
	if (n > 0 && utf16_start(source, (struct str){ source->block, (size_t)n }))
		n = utf16_read(source, source->block, LOG_BLOCK_BYTES);
	if (n < 0)
		return false;
	if (n == 0)
		return source_refuse(source, DIAG_FILE_EMPTY, (struct str){ 0 });
	*head = (struct str){ source->block, (size_t)n };
	return take_head(source, head);
}

bool
source_start(struct log_source *source, struct str head)
{
	bool ok = take_block(source, head);

	window_reserve(source, SOURCE_PADDING);
	return ok;
}

struct str
source_window(const struct log_source *source)
{
	/* Not str_from: also where nothing is left it is a place in the window. */
	return (struct str){ source->window.ptr + source->from, source->window.len - source->from };
}

void
source_used(struct log_source *source, const char *up_to)
{
	source->from = (size_t)(up_to - source->window.ptr);
}

void
source_release(struct log_source *source)
{
	gunzip_free(source->inflate);
	unzstd_free(source->unzstd);
	utf16_free(source->utf16);
	buf_release(&source->window);
	buf_release(&source->raw);
	buf_release(&source->copy);
	buf_release(&source->watched);
	free(source->faults);
	free(source->block);
}
