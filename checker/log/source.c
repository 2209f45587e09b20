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

long
source_read_raw(struct log_source *source, char *out, size_t room)
{
	for (;;) {
		ssize_t n = read(source->fd, out, room);
		if (n >= 0) {
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

/* Whole lines (the last one may lack its LF when final). */
static bool
take_lines(struct log_source *source, struct str text)
{
	if (!decide(source, text))
		return false;
	bool clean = source->encoding != LOG_CP932 && text.len > 0 &&
	    memchr(text.ptr, '\0', text.len) == NULL && text_utf8_fault(text) == STR_NONE;
	while (text.len > 0) {
		const char *lf = memchr(text.ptr, '\n', text.len);
		size_t len = lf == NULL ? text.len : (size_t)(lf - text.ptr) + 1;
		struct str line = str_sub(text, 0, len);
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
		take_lines(source, rest);
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
		if (source->raw.len > 0) {
			buf_add(&source->raw, str_sub(block, 0, whole));
			ok = take_lines(source, buf_str(&source->raw));
			buf_clear(&source->raw);
		} else {
			ok = take_lines(source, str_sub(block, 0, whole));
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

bool
source_more(struct log_source *source)
{
	if (source->final)
		return false;
	size_t left = source->window.len - source->from;
	if (left > 0 && source->from > 0)
		memmove(source->window.ptr, source->window.ptr + source->from, left);
	source->window.len = left;
	source->from = 0;
	bool ok = true;
	/* At least one more line, or the end. */
	while (ok && !source->final && source->window.len == left) {
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
	return str_from(buf_str(&source->window), source->from);
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
	free(source->faults);
	free(source->block);
}
