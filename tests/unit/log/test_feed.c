/* SPDX-License-Identifier: Apache-2.0 */
/* log/feed.c: what is unpacked in one process comes out in the other, however late that one reads; what it has got no one else can change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "base/io.h"
#include "base/mem.h"
#include "log/feed.h"
#include "log/limits.h"

#include "base/banned.h"

/* Many times round, and a rest. */
enum { TEXT_BYTES = FEED_BLOCKS * LOG_BLOCK_BYTES * 5 + 12345 };

static void
on_diag(
    void *context, enum diag_code code, struct diag_at at, struct str a, struct str b, struct str c)
{
	diag_add(context, code, at, a, b, c);
}

/* Each byte tells where it stands, also from block to block. */
static char
letter(size_t at)
{
	return (char)('a' + (at + at / LOG_BLOCK_BYTES * 7 + at / 1000) % 26);
}

static int
packed_file(void)
{
	int fd = memfd_create("packed", MFD_CLOEXEC);
	char *text = mem_alloc(1, TEXT_BYTES);

	for (size_t i = 0; i < TEXT_BYTES; i++)
		text[i] = letter(i);
	gzFile out = gzdopen(dup(fd), "wb1");
	assert_non_null(out);
	assert_int_equal(gzwrite(out, text, TEXT_BYTES), TEXT_BYTES);
	assert_int_equal(gzclose(out), Z_OK);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	free(text);
	return fd;
}

/* Reads all of it, waiting so long before each of the first blocks. */
static void
reads(int wait_ms)
{
	struct diags diags = { 0 };
	const struct sink sink = { .context = &diags, .diag = on_diag };
	struct feed_ring *ring = feed_ring_new();
	struct worker_input input = { .fd = packed_file(), .file = STR("in"), .user = ring };
	size_t at = 0;

	assert_non_null(ring);
	struct feeder *feeder = feeder_start(WORKER_UNPACK, feed_write, &input);
	assert_non_null(feeder);
	feed_ring_seal(ring);
	struct log_source source = {
		.fd = feeder_fd(feeder), .sink = &sink, .ring = ring, .packing = LOG_GZIP
	};
	long n = source_head(&source);
	for (int block = 0; n > 0; block++) {
		for (long i = 0; i < n; i++, at++)
			if (source.block[i] != letter(at))
				fail_msg("byte %zu", at);
		if (block < 3 * FEED_BLOCKS)
			(void)poll(NULL, 0, wait_ms);
		n = source_read_bytes(&source, source.block, LOG_BLOCK_BYTES);
	}
	assert_int_equal(n, 0);
	assert_int_equal(at, TEXT_BYTES);
	assert_true(feeder_end(feeder, &diags));
	assert_int_equal(diags.count, 0);
	source_release(&source);
	feed_ring_free(ring);
	close(input.fd);
}

static void
test_in_turn(void **state)
{
	(void)state;
	reads(0);
	reads(10);
}

/* The head of a block as an unpacker that was taken over may write it, which then writes the block again. */
static void
test_own_copy(void **state)
{
	const uint64_t head[] = { 0, 1000, 1 }; /* a text, so many bytes */
	struct diags diags = { 0 };
	const struct sink sink = { .context = &diags, .diag = on_diag };
	struct feed_ring *ring = feed_ring_new();
	struct log_source source = { .fd = memfd_create("heads", MFD_CLOEXEC),
		.sink = &sink,
		.ring = ring,
		.packing = LOG_GZIP };

	(void)state;
	assert_true(io_write_all(source.fd, (struct str){ (const char *)head, sizeof head }));
	assert_int_equal(ftruncate(source.fd, (off_t)ring->head_bytes), 0);
	assert_int_equal(lseek(source.fd, 0, SEEK_SET), 0);
	memset(ring->blocks.base, 'a', LOG_BLOCK_BYTES);
	assert_int_equal(source_head(&source), 1000);
	memset(ring->blocks.base, 'b', LOG_BLOCK_BYTES);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(source.block[i], 'a');
	/* And no more comes: that is a file that was cut. */
	assert_true(source_read_bytes(&source, source.block, LOG_BLOCK_BYTES) < 0);
	assert_int_equal(diags.count, 1);
	assert_int_equal(diags.list[0].code, DIAG_LOG_PACKED_CUT);
	close(source.fd);
	source_release(&source);
	feed_ring_free(ring);
	diags_release(&diags);
}

/* Who is started after the seal can read, and no more. */
static void
test_sealed(void **state)
{
	struct feed_ring *ring = feed_ring_new();
	int status = 0;

	(void)state;
	feed_ring_seal(ring);
	assert_int_equal(ring->blocks.base[0], 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		(void)setrlimit(RLIMIT_CORE, &none);
		signal(SIGSEGV, SIG_DFL);
		*(volatile unsigned char *)ring->blocks.base = 'x';
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	feed_ring_free(ring);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_turn),
		cmocka_unit_test(test_own_copy),
		cmocka_unit_test(test_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
