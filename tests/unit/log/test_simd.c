/* SPDX-License-Identifier: Apache-2.0 */
/* Looking through text 32 and 64 bytes at a time: the same as byte by byte. What this processor has not is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "log/simd_inner.h"
#include "base/banned.h"

#if defined(__x86_64__)

enum { TEXTS = 20000, TABLES = 4000, LONGEST = 400 };

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Characters of one to four bytes; then, of every other text, a byte is another. */
static size_t
make_text(char *out, uint64_t *random)
{
	static const char *const characters[] = { "a", "\n", ",", "9", "é", "照", "会", "￥", "𠮷",
		"\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80" };
	size_t len = 0, most = next_random(random) % LONGEST;
	bool plain = next_random(random) % 4 == 0;

	while (len < most) {
		const char *one = characters[next_random(random) % (plain ? 4 : 12)];
		memcpy(out + len, one, strlen(one));
		len += strlen(one);
	}
	if (len > 0 && next_random(random) % 2 == 0)
		out[next_random(random) % len] = (char)next_random(random);
	if (len > 0 && next_random(random) % 8 == 0)
		len -= next_random(random) % (len < 4 ? len : 4);
	return len;
}

static void
knows_utf8(bool (*plain)(const char *text, size_t len, uint32_t *lines))
{
	static const char odd[][5] = { "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE3\x81" };
	char text[LONGEST + 8];
	uint64_t random = 1;
	size_t good = 0, faults = 0;

	for (size_t i = 0; i < TEXTS; i++) {
		size_t len = make_text(text, &random);
		uint32_t lines = 0, feeds = 0;
		for (size_t k = 0; k < len; k++)
			feeds += text[k] == '\n';
		bool expected = text_utf8_fault((struct str){ text, len }) == STR_NONE &&
		    memchr(text, '\0', len) == NULL;
		assert_int_equal(plain(text, len, &lines), expected);
		assert_int_equal(lines, feeds);
		good += expected;
	}
	assert_in_range(good, TEXTS / 4, TEXTS * 3 / 4);
	/* Each fault at each place of a vector, over its border too; among characters of one byte, and of three. */
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		for (size_t at = 0; at < 130; at++)
			for (size_t wide = 0; wide < 2; wide++) {
				uint32_t lines;
				memset(text, 'x', 200);
				for (size_t k = wide == 0 ? 200 : at % 3; k + 3 <= 200; k += 3)
					memcpy(text + k, "照", 3);
				assert_true(plain(text, 200, &lines));
				memcpy(text + at, odd[i], strlen(odd[i]));
				assert_int_equal(plain(text, 200, &lines),
				    text_utf8_fault((struct str){ text, 200 }) == STR_NONE);
				faults += !plain(text, 200, &lines);
			}
	assert_in_range(faults, 9 * 130 * 5 / 3, 9 * 130 * 2);
	/* Bytes that go on, over more than a vector. */
	for (size_t at = 0; at < 130; at++) {
		uint32_t lines;
		memset(text, 'x', 400);
		memcpy(text + at, "\xF0\xA0", 2);
		memset(text + at + 2, 0x80, 130);
		assert_false(plain(text, 400, &lines));
	}
}

/* Quotes as RFC 4180 has them, now and then one that is not so. */
static size_t
make_table(char *out, uint64_t *random)
{
	static const char *const fields[] = { "", "a", "\"b,c\"", "\"d\ne\"", "\"f\"\"g\"", "照会",
		"a longer field of more than sixteen bytes", "\"\"" };
	size_t len = 0, most = next_random(random) % (LONGEST - 50);
	bool odd = next_random(random) % 8 == 0, narrow = next_random(random) % 4 == 0;

	while (len < most) {
		const char *one = odd && next_random(random) % 10 == 0
		    ? "x\"y"
		    : fields[next_random(random) % (narrow ? 2 : 8)];
		memcpy(out + len, one, strlen(one));
		len += strlen(one);
		out[len++] = next_random(random) % 4 == 0 ? '\n' : ',';
	}
	memset(out + len, ' ', STEP);
	return (len + STEP - 1) / STEP * STEP;
}

/* What was found must be the separators outside quotes, and those that are line feeds. */
static void
check_table(const struct simd_table *t, const char *text, size_t len)
{
	bool inside = false;
	size_t count = 1, end_count = 0;

	for (size_t i = 0; i < len; i++) {
		inside ^= text[i] == '"';
		if (inside || (text[i] != ',' && text[i] != '\n'))
			continue;
		assert_int_equal(t->at[count], i);
		if (text[i] == '\n')
			assert_int_equal(t->ends[end_count++], count);
		count++;
	}
	assert_int_equal(t->count, count);
	assert_int_equal(t->end_count, end_count);
}

static void
finds_separators(size_t (*steps)(struct simd_table *t, struct simd_skim *skim, const char *text,
    uint32_t from, size_t len, char delimiter))
{
	char text[LONGEST + STEP * 2];
	uint64_t random = 1;
	uint32_t at[LONGEST + STEP * 3], ends[LONGEST + STEP * 3];
	size_t odd = 0;

	for (size_t i = 0; i < TABLES; i++) {
		size_t len = make_table(text, &random);
		struct simd_table t = { .at = at, .ends = ends, .count = 1 };
		struct simd_skim skim = { .behind_separator = 1 };
		size_t came = steps(&t, &skim, text, 0, len, ',');
		check_table(&t, text, came);
		assert_int_equal(skim.odd, came < len);
		odd += skim.odd;
	}
	assert_in_range(odd, TABLES / 50, TABLES / 4);
}

static void
with_32_bytes(void **state)
{
	(void)state;
	if (!simd_here())
		skip();
	knows_utf8(simd_plain_32);
	finds_separators(simd_table_steps_32);
}

static void
with_64_bytes(void **state)
{
	(void)state;
	if (!simd_wide())
		skip();
	knows_utf8(simd_plain_64);
	finds_separators(simd_table_steps_64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_32_bytes),
		cmocka_unit_test(with_64_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int
main(void)
{
	return 0;
}

#endif
