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

bool
source_seek(struct log_source *source, uint32_t *line, char delimiter)
{
	struct simd_skim skim = { .behind_separator = true };
	uint64_t from = 0, goal = source->range.from;

	if (!simd_here() || source->by_the_book || source->packing != LOG_PLAIN ||
	    source->window.len == 0 || !offset_of_line(source, *line, &from) || from >= goal)
		return false;
	skim.lines = *line;
	for (;;) {
		ssize_t n = pread(source->fd, source->block, LOG_BLOCK_BYTES, (off_t)from);
		if (n < 0)
			return false;
		struct str text = { source->block, (size_t)n };
		if (source->encoding == LOG_UNDECIDED && !source_is_ascii(text))
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
