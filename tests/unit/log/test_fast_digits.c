/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of a column, read all digits at once: the same as digit by digit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "log/fast_batch.h"
#include "log/match_rows.h"
#include "log/simd.h"
#include "base/banned.h"

enum { TEXTS = 50000, BEHIND = 64, LONGEST = 18 };

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Mostly digits; now and then the characters next to them, or bytes of others. A bare field begins with no quote. */
static void
put_text(struct buf *out, uint64_t *random)
{
	static const char odd[] = "/:a-\xE3\xFF 9\"";
	size_t len = next_random(random) % LONGEST;
	bool broken = next_random(random) % 3 == 0;

	for (size_t i = 0; i < len; i++)
		if (broken && next_random(random) % 8 == 0)
			buf_addc(out, odd[next_random(random) % (sizeof odd - 1 - (i == 0))]);
		else
			buf_addc(out, (char)('0' + next_random(random) % 10));
}

static void
compare(struct batch *b, const uint32_t (*at)[3], const struct str *plain)
{
	uint64_t keys[BATCH_RECORDS], key;

	for (size_t i = 0; i < b->count; i++)
		b->at[i] = at[i];
	batch_digits(b, 1, keys);
	for (size_t i = 0; i < b->count; i++) {
		if (!subject_key_plain(plain[i], &key))
			key = 0;
		assert_true(keys[i] == key);
	}
}

/* Bare, in quotes, with a CR behind it where the line ends. */
static void
reads_as_digit_by_digit(void **state)
{
	struct batch *b = mem_alloc(1, sizeof *b);
	struct buf text = { 0 };
	uint64_t random = 1;

	(void)state;
	if (!simd_here())
		skip();
	for (size_t done = 0; done < TEXTS; done += BATCH_RECORDS) {
		uint32_t at[BATCH_RECORDS][3];
		size_t from[BATCH_RECORDS], len[BATCH_RECORDS];
		struct str plain[BATCH_RECORDS];
		b->count = BATCH_RECORDS;
		b->last = done / BATCH_RECORDS % 2 == 0 ? 1 : SIZE_MAX;
		buf_clear(&text);
		for (size_t i = 0; i < BATCH_RECORDS; i++) {
			bool quoted = next_random(&random) % 2 == 0;
			at[i][1] = (uint32_t)text.len;
			buf_adds(&text, quoted ? ",\"" : ",");
			from[i] = text.len;
			put_text(&text, &random);
			len[i] = text.len - from[i];
			buf_adds(&text, quoted ? "\"" : "");
			buf_adds(&text, b->last == 1 && next_random(&random) % 2 == 0 ? "\r" : "");
			at[i][2] = (uint32_t)text.len;
		}
		for (size_t i = 0; i < BEHIND; i++)
			buf_addc(&text, '7');
		for (size_t i = 0; i < BATCH_RECORDS; i++)
			plain[i] = (struct str){ text.ptr + from[i], len[i] };
		b->base = text.ptr;
		compare(b, at, plain);
	}
	buf_release(&text);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_as_digit_by_digit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
