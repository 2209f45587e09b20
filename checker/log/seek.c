/* SPDX-License-Identifier: Apache-2.0 */
/* To the beginning of a range of a log: where its first record begins, and in which line. */
#include <string.h>
#include <unistd.h>

#include "log/limits.h"
#include "log/simd.h"
#include "log/source.h"
#include "base/banned.h"

enum { WORD = 8 };

bool
source_is_ascii(struct str text)
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

/* All that was read is forgotten: the line of this number begins at this offset and is the next one. */
static void
go_to(struct log_source *source, uint64_t offset, uint32_t line)
{
	source->offset = offset;
	source->bytes = offset; /* told as read: the others judge them */
	buf_clear(&source->window);
	buf_clear(&source->raw);
	source->from = 0;
	source->fault_from = source->fault_count = 0;
	source->next_line = source->start_line = line;
	source->stop_line = UINT32_MAX;
	source->skipping = false;
	source->final = false;
	source->windows++;
}

/* Can a byte that is this character be the second of another one? Quotes and line feeds never are. */
static bool
is_ambiguous(const struct log_source *source, char delimiter)
{
	return source->encoding == LOG_CP932 && (unsigned char)delimiter >= 0x40;
}

/*
 * Are these lines read as they stand? One that is no text, or too long, is read as a blank one (lines.c): a quote in it opens nothing, which only
 * matters where line feeds stand in quotes.
 */
static bool
stands_as_read(struct log_source *source, const struct simd_skim *skim, struct str lines)
{
	return !skim->inner_feeds ||
	    (source_is_text(source, lines) && !source_has_long_line(lines));
}

bool
source_seek(struct log_source *source, uint32_t *line, char delimiter)
{
	const struct log_range *range = &source->range;
	struct simd_skim skim = { .behind_separator = true };
	uint64_t from = range->border, goal = range->from;

	if (range->border_line != 0 && from == goal && source->packing == LOG_PLAIN) {
		go_to(source, goal, range->border_line);
		*line = range->border_line;
		return true;
	}
	if (!simd_here() || source->by_the_book || source->packing != LOG_PLAIN ||
	    source->window.len == 0 || is_ambiguous(source, delimiter))
		return false;
	skim.lines = range->border_line;
	if (range->border_line == 0) {
		skim.lines = *line;
		if (!offset_of_line(source, *line, &from))
			return false;
	}
	if (from >= goal)
		return false;
	for (;;) {
		ssize_t n = pread(source->fd, source->block, LOG_BLOCK_BYTES, (off_t)from);
		if (n < 0)
			return false;
		struct str text = { source->block, (size_t)n };
		if (n == LOG_BLOCK_BYTES) { /* whole lines */
			const char *feed = memrchr(text.ptr, '\n', text.len);
			if (feed == NULL)
				return false;
			text.len = (size_t)(feed - text.ptr) + 1;
		}
		if (source->encoding == LOG_UNDECIDED && !source_is_ascii(text))
			return false;
		size_t want = goal - 1 < from ? 0 : (size_t)(goal - 1 - from);
		size_t at = n == 0 ? 0 : simd_skim(&skim, text.ptr, text.len, want, delimiter);
		if (skim.odd || !stands_as_read(source, &skim, text))
			return false;
		from += at;
		if (at < text.len || n < LOG_BLOCK_BYTES)
			break;
		if (!skim.inside && from >= goal)
			break;
	}
	go_to(source, from, (uint32_t)skim.lines);
	*line = source->start_line;
	return true;
}

/* Where the last so many lines before end begin. */
static bool
lines_back(struct log_source *source, uint64_t end, uint32_t lines, uint64_t *offset)
{
	/* The line feed at the end of the text is that of the last line. */
	uint64_t feeds = 0, at = end;

	while (at > 0) {
		size_t len = at < LOG_BLOCK_BYTES ? (size_t)at : LOG_BLOCK_BYTES;
		ssize_t n = pread(source->fd, source->block, len, (off_t)(at - len));
		if (n < 0 || (size_t)n != len)
			return false;
		for (size_t i = len; i > 0; i--)
			if (source->block[i - 1] == '\n' && feeds++ == lines) {
				*offset = at - len + i;
				return true;
			}
		at -= len;
	}
	*offset = 0;
	return true;
}

bool
source_border(struct log_source *source, uint64_t *offset, uint32_t *line)
{
	uint64_t end =
	    source->offset - (source->skipping ? source->skipped : (uint64_t)source->raw.len);

	if (source->packing != LOG_PLAIN || source->failed)
		return false;
	*line = source->kept_line != 0 ? source->kept_line : source->next_line;
	*offset = end;
	return *line >= source->next_line ||
	    lines_back(source, end, source->next_line - *line, offset);
}
