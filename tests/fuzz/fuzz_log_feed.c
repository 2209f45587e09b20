/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log/feed.c: what comes out of the process that unpacks, whatever it may have become. First byte: as gzip or zstd; whole, or (its second bit) of each head only
 * the two bytes that stand here, and the rest of it good, so that texts are reached.
 */
#include "fuzz_log.h"
#include "log/feed.h"
#include "log/source.h"

#include <string.h>

#include "base/banned.h"

enum { BLOCK_MOST = 200 };

/* As long as heads are. */
static void
fill_up(struct buf *out, const struct feed_ring *ring)
{
	while (out->len % ring->head_bytes != 0)
		buf_addc(out, '\0');
}

/* Heads of blocks as feed_write makes them, from two bytes each: what it is, how many bytes; what follows are the words. */
static void
add_heads(struct buf *out, struct str bytes, const struct feed_ring *ring)
{
	while (bytes.len >= 2) {
		uint32_t words[2] = { (unsigned char)bytes.ptr[0] % 5, 0 };
		uint64_t counts[2] = { (unsigned char)bytes.ptr[1] % BLOCK_MOST, 7 };
		words[1] = DIAG_LOG_PACKED_CUT + (unsigned char)bytes.ptr[1] % 8U;
		bytes = str_from(bytes, 2);
		buf_add(out, (struct str){ (const char *)words, sizeof words });
		buf_add(out, (struct str){ (const char *)counts, sizeof counts });
		size_t len = counts[0] < bytes.len ? (size_t)counts[0] : bytes.len;
		buf_add(out, str_sub(bytes, 0, len));
		bytes = str_from(bytes, len);
		fill_up(out, ring);
	}
}

/* Was the last head that was read that of an end? A feed that breaks off is none. */
static bool
is_at_end(int fd, size_t head_bytes)
{
	enum { END = 1 };
	off_t at = lseek(fd, 0, SEEK_CUR);
	uint32_t what;

	return at >= (off_t)head_bytes &&
	    pread(fd, &what, sizeof what, at - (off_t)head_bytes) == (ssize_t)sizeof what &&
	    what == END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diags diags = { 0 };
	const struct sink sink = { .context = &diags, .diag = on_diag };
	struct feed_ring *ring = feed_ring_new();
	struct buf bytes = { 0 };

	if (ring == NULL)
		__builtin_trap();
	if (size < 1)
		return feed_ring_free(ring), 0;
	struct str rest = { (const char *)data + 1, size - 1 };
	if ((data[0] & 2) != 0)
		add_heads(&bytes, rest, ring);
	else
		buf_add(&bytes, rest);
	fill_up(&bytes, ring);
	struct log_source source = { .fd = memfd_create("feed", MFD_CLOEXEC),
		.sink = &sink,
		.ring = ring,
		.packing = (data[0] & 1) != 0 ? LOG_GZIP : LOG_ZSTD };
	if (source.fd < 0 || !io_write_all(source.fd, buf_str(&bytes)) ||
	    lseek(source.fd, 0, SEEK_SET) != 0)
		__builtin_trap();
	feed_ring_seal(ring);
	long n = source_head(&source);
	while (n > 0) {
		if (n > LOG_BLOCK_BYTES)
			__builtin_trap();
		n = source_read_bytes(&source, source.block, LOG_BLOCK_BYTES);
	}
	/* An end is said, or why there is none. */
	if ((n < 0) != (diags.count == 1) || (n < 0) != source.failed ||
	    (n == 0 && !is_at_end(source.fd, ring->head_bytes)))
		__builtin_trap();
	close(source.fd);
	source_release(&source);
	diags_release(&diags);
	buf_release(&bytes);
	feed_ring_free(ring);
	return 0;
}
