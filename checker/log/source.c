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
#include "base/text.h"
#include "log/limits.h"
#include "log/simd.h"
#include "base/banned.h"

enum { TELL_BYTES = 8 * 1024 * 1024 };

static bool
refuse(struct log_source *source, enum diag_code code, struct str arg)
{
	sink_diag(source->sink, code, (struct diag_at){ source->file, source->next_line, 0 }, arg,
	    (struct str){ 0 }, (struct str){ 0 });
	source->failed = true;
	source->final = true;
	return false;
}

/* Workers of one log share its descriptor: each reads at offsets of its own. */
static bool
is_range(const struct log_source *source)
{
	return source->range.from != 0 || source->range.to != UINT64_MAX;
}

long
source_read_raw(struct log_source *source, char *out, size_t room)
{
	for (;;) {
		ssize_t n = is_range(source) ? pread(source->fd, out, room, (off_t)source->offset)
					     : read(source->fd, out, room);
		if (n >= 0) {
			source->offset += (uint64_t)n;
			source->bytes += (uint64_t)n;
			if (source->tell != NULL &&
			    (n == 0 || source->bytes - source->told >= TELL_BYTES)) {
				source->told = source->bytes;
				source->tell(source->tell_context, source->bytes);
			}
			return (long)n;
		}
		if (errno == EINTR)
			continue;
		struct arena arena = { 0 };
		refuse(source, DIAG_FILE_READ, io_error_str(errno, &arena));
		arena_release(&arena);
		return -1;
	}
}

static void
add_fault(struct log_source *source, enum diag_code code, uint32_t line, uint32_t column)
{
	if (source->fault_from == source->fault_count)
		source->fault_from = source->fault_count = 0;
	struct log_fault *fault =
	    ARRAY_ADD(source->faults, source->fault_count, source->fault_room);
	*fault = (struct log_fault){ code, line, column };
}

const struct log_fault *
source_fault(struct log_source *source, uint32_t first, uint32_t last)
{
	while (source->fault_from < source->fault_count &&
	    source->faults[source->fault_from].line < first)
		source->fault_from++;
	if (source->fault_from == source->fault_count)
		return NULL;
	const struct log_fault *fault = &source->faults[source->fault_from];
	return fault->line <= last ? fault : NULL;
}

/* --- decoding ------------------------------------------------------------------------------------ */

/* CP932 → UTF-8, appended; the offset of the first byte that is none, or STR_NONE. */
static size_t
decode_cp932(struct log_source *source, struct str bytes, struct buf *out)
{
	char room[8192];
	char *in = (char *)(uintptr_t)bytes.ptr;
	size_t left = bytes.len;

	iconv(source->cp932, NULL, NULL, NULL, NULL);
	while (left > 0) {
		char *to = room;
		size_t free_bytes = sizeof room;
		size_t rc = iconv(source->cp932, &in, &left, &to, &free_bytes);
		buf_add(out, (struct str){ room, sizeof room - free_bytes });
		if (rc == (size_t)-1 && errno != E2BIG)
			return (size_t)(in - bytes.ptr);
	}
	return STR_NONE;
}

/* One line, with its LF if it has one. What cannot be decoded leaves a blank line and a fault. */
static void
take_line(struct log_source *source, struct str line)
{
	size_t keep = source->window.len, fault;
	uint32_t number = source->next_line++;

	if (memchr(line.ptr, '\0', line.len) != NULL) {
		const char *nul = memchr(line.ptr, '\0', line.len);
		add_fault(source, DIAG_LOG_RECORD_NUL, number,
		    (uint32_t)text_chars(str_sub(line, 0, (size_t)(nul - line.ptr))) + 1);
		buf_addc(&source->window, '\n');
		return;
	}
	if (source->encoding != LOG_CP932) {
		fault = text_utf8_fault(line);
		if (fault == STR_NONE)
			buf_add(&source->window, line);
		else
			buf_add(&source->window, str_sub(line, 0, fault));
	} else {
		fault = decode_cp932(source, line, &source->window);
	}
	if (fault == STR_NONE)
		return;
	struct str head = { source->window.ptr + keep, source->window.len - keep };
	add_fault(source,
	    source->encoding == LOG_CP932 ? DIAG_LOG_RECORD_NOT_CP932 : DIAG_LOG_RECORD_NOT_UTF8,
	    number, (uint32_t)text_chars(head) + 1);
	source->window.len = keep;
	buf_addc(&source->window, '\n');
}

/* How many of the lines each encoding cannot read, and how many are not plain ASCII. */
static void
count_faults(struct log_source *source, struct str text, size_t *utf8, size_t *cp932, size_t *lines)
{
	struct buf scratch = { 0 };
	struct str line;

	*utf8 = *cp932 = *lines = 0;
	while (str_line(&text, &line)) {
		bool ascii = true;
		for (size_t i = 0; i < line.len; i++)
			ascii &= (unsigned char)line.ptr[i] < 0x80;
		if (ascii)
			continue;
		++*lines;
		*utf8 += text_utf8_fault(line) != STR_NONE;
		buf_clear(&scratch);
		*cp932 += decode_cp932(source, line, &scratch) != STR_NONE;
	}
	buf_release(&scratch);
}

/* By the first text that is not ASCII, as for whole files: UTF-8 when it is well-formed, else CP932. */
static bool
decide(struct log_source *source, struct str text)
{
	size_t utf8, cp932, lines;

	if (source->encoding != LOG_UNDECIDED)
		return true;
	count_faults(source, text, &utf8, &cp932, &lines);
	if (lines == 0)
		return true;
	source->encoding = utf8 <= cp932 ? LOG_UTF8 : LOG_CP932;
	size_t faults = utf8 <= cp932 ? utf8 : cp932;
	if (faults * 2 > lines)
		return refuse(source, DIAG_TEXT_NOT_CP932, (struct str){ 0 });
	return true;
}

/* The line that begins at this offset of the file will be the next one. */
static void
note_line(struct log_source *source, uint64_t offset)
{
	if (offset < source->range.from)
		source->start_line = source->next_line + 1;
	if (offset >= source->range.to && source->stop_line == UINT32_MAX)
		source->stop_line = source->next_line;
}

/* Whole lines (the last one may lack its LF when final); end: the offset of what follows them. */
static bool
take_lines(struct log_source *source, struct str text, uint64_t end)
{
	if (!decide(source, text))
		return false;
	uint64_t offset = end - text.len;
	bool clean = source->encoding != LOG_CP932 && text.len > 0 &&
	    memchr(text.ptr, '\0', text.len) == NULL && text_utf8_fault(text) == STR_NONE;
	while (text.len > 0) {
		const char *lf = memchr(text.ptr, '\n', text.len);
		size_t len = lf == NULL ? text.len : (size_t)(lf - text.ptr) + 1;
		struct str line = str_sub(text, 0, len);
		if (is_range(source))
			note_line(source, offset);
		offset += len;
		if (len > LOG_LINE_MAX_BYTES) {
			add_fault(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
			buf_addc(&source->window, '\n');
		} else if (clean) {
			buf_add(&source->window, line);
			source->next_line++;
		} else {
			take_line(source, line);
		}
		text = str_from(text, len);
	}
	return true;
}

/* --- blocks -------------------------------------------------------------------------------------- */

static long
read_block(struct log_source *source, char *out, size_t room)
{
	return source->gzip ? gunzip_read(source, out, room) : source_read_raw(source, out, room);
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
	add_fault(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
	buf_addc(&source->window, '\n');
	return str_from(block, (size_t)(lf - block.ptr) + 1);
}

static bool
finish(struct log_source *source)
{
	source->final = true;
	if (source->skipping) {
		add_fault(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
		buf_addc(&source->window, '\n');
	}
	struct str rest = buf_str(&source->raw);
	if (rest.len > 0)
		take_lines(source, rest, source->offset);
	buf_clear(&source->raw);
	return source_window(source).len > 0;
}

/* The block, behind what was left of the one before: its whole lines are decoded, the rest is kept. */
static bool
take_block(struct log_source *source, struct str block)
{
	if (source->skipping) {
		block = skip_line(source, block);
		if (source->skipped > LOG_LINE_GIVE_UP_BYTES)
			return refuse(source, DIAG_LOG_NOT_LINES, STR("16 MiB"));
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
			ok = take_lines(source, buf_str(&source->raw), end);
			buf_clear(&source->raw);
		} else {
			ok = take_lines(source, str_sub(block, 0, whole), end);
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

enum { WORD = 8, PADDING = 64 };

static bool
is_ascii(struct str text)
{
	uint64_t all = 0, word;
	size_t i = 0;

	for (; i + WORD <= text.len; i += WORD) {
		memcpy(&word, text.ptr + i, WORD);
		all |= word;
	}
	for (; i < text.len; i++)
		all |= (unsigned char)text.ptr[i];
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

static bool
has_long_line(struct str text)
{
	while (text.len > LOG_LINE_MAX_BYTES) {
		const char *feed = memrchr(text.ptr, '\n', LOG_LINE_MAX_BYTES);
		if (feed == NULL)
			return true;
		text = str_from(text, (size_t)(feed - text.ptr) + 1);
	}
	return false;
}

static uint32_t
feeds_in(struct str text)
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
		source->start_line = source->next_line + feeds_in(str_sub(whole, 0, len)) + 1;
		if (len > 0 && len < whole.len && whole.ptr[len - 1] == '\n')
			source->start_line--;
	}
	if (source->stop_line != UINT32_MAX || end <= source->range.to)
		return;
	size_t len = begin >= source->range.to ? 0 : (size_t)(source->range.to - begin);
	source->stop_line = source->next_line + feeds_in(str_sub(whole, 0, len));
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

	window_reserve(source, kept + LOG_BLOCK_BYTES + PADDING);
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
	bool plain = simd_plain(whole.ptr, whole.len, &lines) && !has_long_line(whole) &&
	    (source->encoding == LOG_UTF8 || is_ascii(whole));
	if (plain) {
		if (is_range(source))
			note_block(source, whole, end);
		window->len += len;
		source->next_line += lines;
	} else {
		buf_clear(&source->copy);
		buf_add(&source->copy, whole);
		if (!take_lines(source, buf_str(&source->copy), end))
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
		    !source->skipping) {
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
	return source->window.len > left || !source->final;
}

/* The offset behind so many line feeds from the beginning of the file. */
static bool
offset_of_line(struct log_source *source, uint32_t line, uint64_t *offset)
{
	uint32_t at = 1;

	for (uint64_t base = 0; at < line;) {
		ssize_t n = pread(source->fd, source->block, LOG_BLOCK_BYTES, (off_t)base);
		if (n <= 0)
			return false;
		const char *p = source->block, *end = p + n;
		while (at < line && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
			p++;
			at++;
		}
		*offset = base + (uint64_t)((p == NULL ? end : p) - source->block);
		base += (uint64_t)n;
	}
	return true;
}

bool
source_seek(struct log_source *source, uint32_t *line, char delimiter)
{
	struct simd_skim skim = { .behind_separator = true };
	uint64_t from = 0, goal = source->range.from;

	if (!simd_here() || source->by_the_book || source->gzip || source->window.len == 0 ||
	    !offset_of_line(source, *line, &from) || from >= goal)
		return false;
	skim.lines = *line;
	for (;;) {
		ssize_t n = pread(source->fd, source->block, LOG_BLOCK_BYTES, (off_t)from);
		if (n < 0)
			return false;
		struct str text = { source->block, (size_t)n };
		if (source->encoding == LOG_UNDECIDED && !is_ascii(text))
			return false;
		size_t want = goal - 1 < from ? 0 : (size_t)(goal - 1 - from);
		size_t at = n == 0 ? 0 : simd_skim(&skim, text.ptr, text.len, want, delimiter);
		if (skim.odd)
			return false;
		from += at;
		if (at < (size_t)n || n < LOG_BLOCK_BYTES)
			break;
		if (text.ptr[at - 1] == '\n' && !skim.inside && from >= goal)
			break;
	}
	source->offset = from;
	source->bytes = from; /* told as read: the others judge them */
	buf_clear(&source->window);
	buf_clear(&source->raw);
	source->from = 0;
	source->fault_from = source->fault_count = 0;
	source->next_line = *line = source->start_line = (uint32_t)skim.lines;
	source->stop_line = UINT32_MAX;
	source->final = false;
	return true;
}

/* What the first bytes say of the whole; false: refused. */
static bool
take_head(struct log_source *source, struct str *head)
{
	static const struct str mark = STR_INIT("\xEF\xBB\xBF");

	if (str_starts(*head, STR("\xFF\xFE")) || str_starts(*head, STR("\xFE\xFF")))
		return refuse(source, DIAG_LOG_UTF16, (struct str){ 0 });
	if (str_starts(*head, STR("\x28\xB5\x2F\xFD")))
		return refuse(source, DIAG_LOG_COMPRESSION, STR("zstd"));
	if (str_starts(*head, STR("PK\x03\x04")))
		return refuse(source, DIAG_LOG_COMPRESSION, STR("zip"));
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
		return refuse(source, DIAG_TEXT_BINARY, (struct str){ 0 });
	return true;
}

bool
source_start(struct log_source *source)
{
	char *block = source->block = mem_alloc(1, LOG_BLOCK_BYTES);
	size_t have = 0;
	long n = 0;
	bool ok = true;

	source->next_line = 1;
	source->stop_line = UINT32_MAX;
	while (have < 4 && (n = source_read_raw(source, block + have, LOG_BLOCK_BYTES - have)) > 0)
		have += (size_t)n;
	struct str head = { block, have };
	if (n >= 0 && str_starts(head, STR("\x1F\x8B"))) {
		source->gzip = true;
		source->inflate = gunzip_new();
		gunzip_start(source, head);
		n = gunzip_read(source, block, LOG_BLOCK_BYTES);
		head.len = n < 0 ? 0 : (size_t)n;
	}
	if (n < 0)
		ok = false;
	else if (head.len == 0)
		ok = refuse(source, DIAG_FILE_EMPTY, (struct str){ 0 });
	else
		ok = take_head(source, &head) && take_block(source, head);
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
	buf_release(&source->window);
	buf_release(&source->raw);
	buf_release(&source->copy);
	free(source->faults);
	free(source->block);
}
