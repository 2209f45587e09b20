/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks are those that a reader without a feeder unpacks itself, so that both read the same. */
#include "log/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/limits.h"
#include "base/banned.h"

enum feed_what { FEED_TEXT, FEED_END, FEED_REFUSED };
/* A head is the larger the larger a page is; pages of 64 KiB are the largest that there are. */
enum { FEED_WORDS = 128, FEED_HEAD_MOST = 64 * 1024 / FEED_AHEAD };

struct feed_head {
	uint32_t what; /* enum feed_what */
	uint32_t code; /* FEED_REFUSED: the diagnostic, whose argument are the words */
	uint64_t bytes, packed;
	char words[FEED_WORDS];
};

/* --- the ring ------------------------------------------------------------------------------------ */

static const size_t ring_bytes = (size_t)FEED_BLOCKS * LOG_BLOCK_BYTES;

struct feed_ring *
feed_ring_new(void)
{
	struct feed_ring ring = { .head_bytes = (size_t)sysconf(_SC_PAGESIZE) / FEED_AHEAD };

	if (ring.head_bytes < sizeof(struct feed_head) || ring.head_bytes > FEED_HEAD_MOST)
		return NULL;
	region_new(&ring.blocks, ring_bytes, ring_bytes);
	if (ring.blocks.room < ring_bytes) {
		region_release(&ring.blocks);
		return NULL;
	}
	struct feed_ring *kept = mem_alloc(1, sizeof *kept);
	*kept = ring;
	return kept;
}

void
feed_ring_seal(const struct feed_ring *ring)
{
	(void)mprotect(ring->blocks.base, ring_bytes, PROT_READ);
}

void
feed_ring_free(struct feed_ring *ring)
{
	if (ring != NULL)
		region_release(&ring->blocks);
	free(ring);
}

static char *
block_of(const struct feed_ring *ring, uint64_t number)
{
	return region_at(&ring->blocks, number % FEED_BLOCKS * LOG_BLOCK_BYTES);
}

/* --- writing ------------------------------------------------------------------------------------- */

struct feeding {
	struct log_source source;
	const struct feed_ring *ring;
	int pipe;
	uint64_t told;  /* of source.bytes */
	uint64_t block; /* number of the one that is filled next */
};

static void
put(struct feeding *f, const struct feed_head *what)
{
	char bytes[FEED_HEAD_MOST] = { 0 };
	struct feed_head head = *what;

	head.packed = f->source.bytes - f->told;
	f->told = f->source.bytes;
	memcpy(bytes, &head, sizeof head);
	/* The one that judges may have heard enough. */
	if (!io_write_all(f->pipe, (struct str){ bytes, f->ring->head_bytes }))
		_exit(EXIT_SUCCESS);
}

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	struct feed_head head = { .what = FEED_REFUSED, .code = (uint32_t)code };

	(void)at; /* the one that judges knows where it is */
	(void)b;
	(void)c;
	head.bytes = a.len < FEED_WORDS ? a.len : FEED_WORDS;
	if (head.bytes > 0)
		memcpy(head.words, a.ptr, head.bytes);
	put(context, &head);
}

void
feed_write(const struct worker_input *input, int pipe)
{
	struct feeding f = { .pipe = pipe,
		.ring = input->user,
		.source = { .fd = input->fd,
		    .file = input->file,
		    .own_offsets = lseek(input->fd, 0, SEEK_CUR) >= 0 } };
	const struct sink sink = { .context = &f, .diag = on_diag };

	f.source.sink = &sink;
	long n = source_head(&f.source);
	if (n > 0)
		memcpy(block_of(f.ring, 0), f.source.block, (size_t)n);
	while (n > 0) {
		put(&f, &(struct feed_head){ .what = FEED_TEXT, .bytes = (uint64_t)n });
		f.block++;
		n = source_read_bytes(&f.source, block_of(f.ring, f.block), LOG_BLOCK_BYTES);
	}
	if (n == 0)
		put(&f, &(struct feed_head){ .what = FEED_END });
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
	struct str arg = { head->words, (size_t)head->bytes };

	if (head->bytes > sizeof head->words)
		return unpack_refuse(source, DIAG_LOG_PACKED_BAD, name_of(source->packing));
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
	const struct feed_ring *ring = source->ring;
	char bytes[FEED_HEAD_MOST];
	struct feed_head head;

	if (!get(source->fd, bytes, ring->head_bytes))
		return unpack_refuse(source, DIAG_LOG_PACKED_CUT, name_of(source->packing));
	memcpy(&head, bytes, sizeof head);
	if (head.packed > 0 || head.what == FEED_END)
		source_count(source, head.packed);
	switch (head.what) {
	case FEED_TEXT:
		if (head.bytes == 0 || head.bytes > room)
			break;
		memcpy(out, block_of(ring, source->ring_block++), (size_t)head.bytes);
		return (long)head.bytes;
	case FEED_END:
		return 0;
	case FEED_REFUSED:
		return refuse(source, &head);
	}
	return unpack_refuse(source, DIAG_LOG_PACKED_BAD, name_of(source->packing));
}
