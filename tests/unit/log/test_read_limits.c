/* SPDX-License-Identifier: Apache-2.0 */
/* What a log may cost: long lines, compressed bytes that are many or few, patterns, matches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/scope.h"
#include "log/one.h"
#include "base/banned.h"

static void
long_lines(void **state)
{
	struct one one;
	struct buf text = { 0 };

	(void)state;
	one_init(&one, ALL, NULL);
	buf_adds(&text, "time,user\n2025-04-01 09:00:00,u1\n2025-04-01 09:00:01,");
	for (int i = 0; i < 1000000; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\n2025-04-01 09:00:02,u2\n");
	sent_read(&one.job, text.ptr, text.len, &one.rows);
	HAVE(one, "records=2 bad_records=1");
	assert_true(sent_diag(&one.rows, DIAG_LOG_LINE_LONG, 3));
	HAVE(one, "user=u2 file=t.log line=4");
	one_release(&one);
	/* no line end at all: given up after 16 MiB, what came before is used */
	one_init(&one, ALL, NULL);
	for (int i = 0; i < 40000000; i++)
		buf_addc(&text, 'x');
	sent_read(&one.job, text.ptr, text.len, &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_LOG_NOT_LINES, 5));
	HAVE(one, "records=2 bad_records=1");
	one_release(&one);
	/* a quote that is never closed costs its line */
	one_init(&one, ALL, NULL);
	buf_clear(&text);
	buf_adds(&text, "time,user\n2025-04-01 09:00:00,\"u1\n");
	for (int i = 0; i < 100; i++)
		buf_adds(&text, "2025-04-01 09:00:02,u2\n");
	sent_read(&one.job, text.ptr, text.len, &one.rows);
	HAVE(one, "records=100 bad_records=1");
	assert_true(sent_diag(&one.rows, DIAG_LOG_RECORD_QUOTE, 2));
	buf_release(&text);
	one_release(&one);
}

static size_t
deflated(struct str text, unsigned char *out, size_t room)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)text.ptr;
	z.avail_in = (uInt)text.len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size_t n = room - z.avail_out;
	deflateEnd(&z);
	return n;
}

static void
compressed(void **state)
{
	unsigned char *out = mem_alloc(1, 1 << 20);
	struct one one;
	size_t n = deflated(STR("time,user\n2025-04-01 09:00:00,u1\n"), out, 1 << 20);

	(void)state;
	/* two members are one log */
	n += deflated(STR("2025-04-01 09:00:01,u2\n"), out + n, 1000);
	one_init(&one, ALL, NULL);
	sent_read(&one.job, out, n, &one.rows);
	assert_int_equal(one.rows.diags.count, 0);
	HAVE(one, "records=2 bad_records=0");
	one_release(&one);
	/* cut short at every length: never a crash, always said; no half record is used */
	for (size_t cut = 2; cut < n; cut++) {
		one_init(&one, ALL, NULL);
		sent_read(&one.job, out, cut, &one.rows);
		assert_true(one.rows.diags.errors > 0 || sent_have(&one.rows, "records=1 "));
		assert_false(sent_have(&one.rows, "user=u2 file") && one.rows.diags.errors == 0);
		one_release(&one);
	}
	out[15] ^= 0x40;
	one_init(&one, ALL, NULL);
	sent_read(&one.job, out, n, &one.rows);
	assert_true(one.rows.diags.errors > 0);
	one_release(&one);
	/* a bomb: 256 MiB of one line's worth of blanks */
	struct buf blanks = { 0 };
	for (int i = 0; i < 16 << 20; i++)
		buf_addc(&blanks, i % 64 == 63 ? '\n' : ' ');
	n = deflated(STR("time,user\n"), out, 1000);
	size_t member = deflated(buf_str(&blanks), out + n, (1 << 20) - n);
	struct buf bomb = { 0 };
	buf_add(&bomb, (struct str){ (char *)out, n });
	for (int i = 0; i < 16; i++)
		buf_add(&bomb, (struct str){ (char *)out + n, member });
	one_init(&one, ALL, NULL);
	sent_read(&one.job, bomb.ptr, bomb.len, &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_LOG_UNPACKED_RATIO, 0));
	one_release(&one);
	buf_release(&bomb);
	buf_release(&blanks);
	free(out);
}

/* Said by name, also what is packed twice. */
static void
packed_otherwise(void **state)
{
	static const struct str heads[] = { STR_INIT("PK\x03\x04rest"), STR_INIT("BZh91AY&SYrest"),
		STR_INIT("\xFD"
			 "7zXZ rest") };
	unsigned char once[1024], twice[1024];
	struct one one;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		one_init(&one, ALL, NULL);
		sent_read(&one.job, heads[i].ptr, heads[i].len, &one.rows);
		assert_true(sent_diag(&one.rows, DIAG_LOG_COMPRESSION, 1));
		one_release(&one);
	}
	size_t len = deflated(STR("time,user\n"), once, sizeof once);
	len = deflated((struct str){ (char *)once, len }, twice, sizeof twice);
	one_init(&one, ALL, NULL);
	sent_read(&one.job, twice, len, &one.rows);
	assert_true(sent_diag(&one.rows, DIAG_LOG_COMPRESSION, 1));
	one_release(&one);
}

static void
limits(void **state)
{
	struct one one;
	struct buf text = { 0 };

	(void)state;
	one_init(&one, "{s: {detail|re: '^(a+)+$'}, condition: s}", NULL);
	buf_adds(&text, "time,user,detail\n2025-04-01 09:00:00,u1,aaa\n2025-04-01 09:00:00,u2,");
	for (int i = 0; i < 4000; i++)
		buf_addc(&text, 'a');
	buf_adds(&text, "!\n");
	sent_read(&one.job, text.ptr, text.len, &one.rows);
	assert_int_equal(sent_count(&one.rows, "match"), 1);
	assert_true(sent_diag(&one.rows, DIAG_LOG_REGEX_LIMIT, 3));
	one_release(&one);
	one_init(&one, ALL, NULL);
	one.job.match_limit = 2;
	READ_TEXT(&one.job,
	    "time,user\n2025-04-01 09:00:00,u1\n2025-04-01 09:00:00,u1\n2025-04-01 09:00:00,u1\n",
	    &one.rows);
	assert_int_equal(sent_count(&one.rows, "match"), 2);
	assert_true(sent_diag(&one.rows, DIAG_LOG_MATCH_LIMIT, 0));
	buf_release(&text);
	one_release(&one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_lines),
		cmocka_unit_test(compressed),
		cmocka_unit_test(packed_otherwise),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests_name("log/read_limits", tests, NULL, NULL);
}
