/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole lines of a log, decoded: UTF-8 or CP932, by the first text that is not ASCII. What is wrong with a line is kept as its fault.
 */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "log/limits.h"
#include "log/source.h"
#include "base/banned.h"

void
source_fault_add(struct log_source *source, enum diag_code code, uint32_t line, uint32_t column)
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

/* What is said of bytes that are no characters. */
static enum diag_code
not_text(const struct log_source *source)
{
	if (source->utf16 != NULL)
		return DIAG_LOG_RECORD_NOT_UTF16;
	return source->encoding == LOG_CP932 ? DIAG_LOG_RECORD_NOT_CP932 : DIAG_LOG_RECORD_NOT_UTF8;
}

bool
source_is_text(struct log_source *source, struct str lines)
{
	if (lines.len > 0 && memchr(lines.ptr, '\0', lines.len) != NULL)
		return false;
	if (source->encoding != LOG_CP932)
		return text_utf8_fault(lines) == STR_NONE;
	buf_clear(&source->copy);
	return decode_cp932(source, lines, &source->copy) == STR_NONE;
}

/* One line, with its LF if it has one. What cannot be decoded leaves a blank line and a fault. */
static void
take_line(struct log_source *source, struct str line)
{
	size_t keep = source->window.len, fault;
	uint32_t number = source->next_line++;

	if (memchr(line.ptr, '\0', line.len) != NULL) {
		const char *nul = memchr(line.ptr, '\0', line.len);
		source_fault_add(source, DIAG_LOG_RECORD_NUL, number,
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
	source_fault_add(source, not_text(source), number, (uint32_t)text_chars(head) + 1);
	source->window.len = keep;
	buf_addc(&source->window, '\n');
}

/* How many of the lines each encoding cannot read; false: all are plain ASCII. */
static bool
count_faults(struct log_source *source, struct str text, size_t *utf8, size_t *cp932, size_t *lines)
{
	struct buf scratch = { 0 };
	struct str line;
	bool any = false;

	*utf8 = *cp932 = *lines = 0;
	while (str_line(&text, &line)) {
		++*lines;
		bool ascii = true;
		for (size_t i = 0; i < line.len; i++)
			ascii &= (unsigned char)line.ptr[i] < 0x80;
		if (ascii)
			continue;
		any = true;
		*utf8 += text_utf8_fault(line) != STR_NONE;
		buf_clear(&scratch);
		*cp932 += decode_cp932(source, line, &scratch) != STR_NONE;
	}
	buf_release(&scratch);
	return any;
}

/* By the first text that is not ASCII, as for whole files: UTF-8 when it is well-formed, else CP932. */
static bool
decide(struct log_source *source, struct str text)
{
	size_t utf8, cp932, lines;

	if (source->encoding != LOG_UNDECIDED)
		return true;
	if (!count_faults(source, text, &utf8, &cp932, &lines))
		return true;
	source->encoding = utf8 <= cp932 ? LOG_UTF8 : LOG_CP932;
	size_t faults = utf8 <= cp932 ? utf8 : cp932;
	if (faults * 2 > lines)
		return source_refuse(source, DIAG_TEXT_NOT_CP932, (struct str){ 0 });
	return true;
}

bool
source_looks_cp932(struct log_source *source, struct str head)
{
	size_t utf8, cp932, lines;

	if (source->encoding != LOG_UNDECIDED)
		return source->encoding == LOG_CP932;
	(void)count_faults(source, head, &utf8, &cp932, &lines);
	return cp932 < utf8;
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

bool
source_take_lines(struct log_source *source, struct str text, uint64_t end)
{
	if (!decide(source, text))
		return false;
	uint64_t offset = end - text.len;
	bool clean = source->encoding != LOG_CP932 && source_is_text(source, text);
	while (text.len > 0) {
		const char *lf = memchr(text.ptr, '\n', text.len);
		size_t len = lf == NULL ? text.len : (size_t)(lf - text.ptr) + 1;
		struct str line = str_sub(text, 0, len);
		if (source_is_range(source))
			note_line(source, offset);
		offset += len;
		if (len > LOG_LINE_MAX_BYTES) {
			source_fault_add(source, DIAG_LOG_LINE_LONG, source->next_line++, 0);
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

/* Is this the beginning of a character whose rest is still to come? */
static bool
is_cut(struct str bytes)
{
	unsigned char lead = (unsigned char)bytes.ptr[0];
	size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;

	return bytes.len < wanted && lead < 0xF5;
}

static void
put_mark(struct log_source *source, enum diag_code code)
{
	buf_adds(&source->window, LOG_MARK);
	source->marred = true;
	source->mark_code = code;
}

/* Well-formed UTF-8, but for NULs. */
static void
take_characters(struct log_source *source, struct str text)
{
	for (size_t nul; text.len > 0; text = str_from(text, nul + 1)) {
		nul = str_find_char(text, '\0', 0);
		buf_add(&source->window, str_sub(text, 0, nul == STR_NONE ? text.len : nul));
		if (nul == STR_NONE)
			return;
		put_mark(source, DIAG_LOG_RECORD_NUL);
	}
}

void
source_take_text(struct log_source *source, struct str text)
{
	buf_add(&source->raw, text);
	struct str rest = buf_str(&source->raw);

	source->encoding = LOG_UTF8;
	for (size_t fault; rest.len > 0; rest = str_from(rest, fault + 1)) {
		fault = text_utf8_fault(rest);
		take_characters(source, str_sub(rest, 0, fault == STR_NONE ? rest.len : fault));
		if (fault == STR_NONE) {
			buf_clear(&source->raw);
			return;
		}
		struct str bad = str_from(rest, fault);
		if (!source->final && is_cut(bad)) {
			memmove(source->raw.ptr, bad.ptr, bad.len);
			source->raw.len = bad.len;
			return;
		}
		put_mark(source, not_text(source));
	}
	buf_clear(&source->raw);
}

bool
source_line(struct log_source *source, uint32_t *number, struct str *line)
{
	for (;;) {
		struct str rest = source_window(source);
		size_t lf = str_find_char(rest, '\n', 0);
		if (lf != STR_NONE || (source->final && rest.len > 0)) {
			*line = str_sub(rest, 0, lf == STR_NONE ? rest.len : lf);
			source_used(source, rest.ptr + (lf == STR_NONE ? rest.len : lf + 1));
			++*number;
			return true;
		}
		if (!source_more(source) && source_window(source).len == 0)
			return false;
	}
}

int
source_hex(char c)
{
	char low = str_lower(c);

	return str_is_digit(c) ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}
