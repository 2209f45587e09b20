/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A packed log is unpacked in one process and judged in another, at the same time. Between them are blocks, each with a head: so many bytes follow, for which so
 * many of the file were read; the last one says how it ended. They are the blocks that a reader without a
 * feeder unpacks itself, so that both read the same.
 */
#include "log/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "log/limits.h"
#include "base/banned.h"

enum feed_what { FEED_TEXT, FEED_END, FEED_REFUSED };

struct feed_head {
	uint32_t what; /* enum feed_what */
	uint32_t code; /* FEED_REFUSED: the diagnostic, whose argument are the bytes */
	uint64_t bytes, packed;
};

/* --- writing ------------------------------------------------------------------------------------- */

struct feeding {
	struct log_source source;
	int pipe;
	uint64_t told; /* of source.bytes */
};

static void
put(struct feeding *f, enum feed_what what, enum diag_code code, struct str bytes)
{
	const struct feed_head head = { .what = what,
		.code = (uint32_t)code,
		.bytes = bytes.len,
		.packed = f->source.bytes - f->told };

	f->told = f->source.bytes;
	/* The one that judges may have heard enough. */
	if (!io_write_all(f->pipe, (struct str){ (const char *)&head, sizeof head }) ||
	    !io_write_all(f->pipe, bytes))
		_exit(EXIT_SUCCESS);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	(void)at; /* the one that judges knows where it is */
	(void)b;
	(void)c;
	put(context, FEED_REFUSED, code, a);
}

void
feed_write(const struct worker_input *input, int pipe)
{
	struct feeding f = { .pipe = pipe,
		.source = { .fd = input->fd, .file = input->file, .own_offsets = true } };
	const struct sink sink = { .context = &f, .diag = on_diag };

	f.source.sink = &sink;
	long n = source_head(&f.source);
	while (n > 0) {
		put(&f, FEED_TEXT, 0, (struct str){ f.source.block, (size_t)n });
		n = source_read_bytes(&f.source, f.source.block, LOG_BLOCK_BYTES);
	}
	if (n == 0)
		put(&f, FEED_END, 0, (struct str){ 0 });
	source_release(&f.source);
}

/* --- reading ------------------------------------------------------------------------------------- */

static struct str
name_of(enum log_packing packing)
{
	return packing == LOG_ZSTD ? STR("zstd") : STR("gzip");
}

/* All of it; false: the pipe ended before. */
static bool
get(int fd, void *out, size_t len)
{
	char *to = out;

	while (len > 0) {
		ssize_t n = read(fd, to, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
	}
	return true;
}

static long
refuse(struct log_source *source, const struct feed_head *head)
{
	char words[128];
	struct str arg = { words, (size_t)head->bytes };

	if (head->bytes > sizeof words)
		return unpack_refuse(source, DIAG_LOG_PACKED_BAD, name_of(source->packing));
	if (!get(source->fd, words, arg.len))
		return unpack_refuse(source, DIAG_LOG_PACKED_CUT, name_of(source->packing));
	switch (head->code) {
	case DIAG_LOG_PACKED_CUT:
	case DIAG_LOG_PACKED_BAD:
	case DIAG_LOG_UNPACKED_RATIO:
	case DIAG_LOG_UNPACKED_LARGE:
	case DIAG_LOG_ZSTD_WINDOW:
		return unpack_refuse(source, (enum diag_code)head->code, arg);
	case DIAG_FILE_READ:
		source_refuse(source, DIAG_FILE_READ, arg);
		return -1;
	default:
		return unpack_refuse(source, DIAG_LOG_PACKED_BAD, name_of(source->packing));
	}
}

long
feed_read(struct log_source *source, char *out, size_t room)
{
	struct feed_head head;

	if (!get(source->fd, &head, sizeof head))
		return unpack_refuse(source, DIAG_LOG_PACKED_CUT, name_of(source->packing));
	if (head.packed > 0 || head.what == FEED_END)
		source_count(source, head.packed);
	switch (head.what) {
	case FEED_TEXT:
		if (head.bytes == 0 || head.bytes > room)
			break;
		if (!get(source->fd, out, (size_t)head.bytes))
			return unpack_refuse(source, DIAG_LOG_PACKED_CUT, name_of(source->packing));
		return (long)head.bytes;
	case FEED_END:
		return 0;
	case FEED_REFUSED:
		return refuse(source, &head);
	}
	return unpack_refuse(source, DIAG_LOG_PACKED_BAD, name_of(source->packing));
}
