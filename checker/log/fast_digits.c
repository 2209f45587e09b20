/* SPDX-License-Identifier: Apache-2.0 */
/* A column of numbers: all digits of a field at once. */
#include <string.h>

#include "log/fast_batch.h"
#include "log/match_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/banned.h"

#if defined(__x86_64__)

enum { WIDTH = 16 };

#define OUT 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80
/* From the len-th on: moves so many bytes to the end of a vector, zeros before them. */
static const unsigned char to_the_end[2 * WIDTH] = { OUT, OUT, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
	12, 13, 14, 15 };
#undef OUT

__attribute__((target("avx2"))) static inline __m128i
load(const void *from)
{
	return _mm_loadu_si128((const __m128i *)from);
}

/* A number of at most 15 digits with its length; 0: it is none. 16 bytes are readable. */
__attribute__((target("avx2"))) static inline uint64_t
key_of(const char *text, size_t len)
{
	const __m128i nine = _mm_set1_epi8(9);

	if (len - 1 >= SUBJECT_DIGITS)
		return 0;
	__m128i digits =
	    _mm_shuffle_epi8(_mm_sub_epi8(load(text), _mm_set1_epi8('0')), load(to_the_end + len));
	if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine)) != 0xFFFF)
		return 0;
	/* twos, fours, eights */
	__m128i n = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));
	n = _mm_madd_epi16(n, _mm_set1_epi32(0x00010064));
	n = _mm_madd_epi16(_mm_packus_epi32(n, n), _mm_set1_epi32(0x00012710));
	uint64_t halves = (uint64_t)_mm_cvtsi128_si64(n);
	return ((halves & UINT32_MAX) * 100000000 + (halves >> 32)) |
	    (uint64_t)len << SUBJECT_LENGTH_AT;
}

/* last: a CR may stand behind the field. */
__attribute__((target("avx2"))) static inline __attribute__((always_inline)) void
keys_of(const struct batch *b, size_t column, bool last, uint64_t *keys)
{
	const size_t count = b->count;

	for (size_t i = 0; i < count; i++) {
		struct str text =
		    last ? batch_cell(b, b->at[i], column) : batch_raw(b, b->at[i], column);
		keys[i] = key_of(text.ptr, text.len);
		if (__builtin_expect(keys[i] == 0 && text.len > 2 && text.ptr[0] == '"', 0))
			keys[i] = key_of(text.ptr + 1, text.len - 2);
	}
}

__attribute__((target("avx2"))) void
batch_digits(const struct batch *b, size_t column, uint64_t *keys)
{
	if (column == b->last)
		keys_of(b, column, true, keys);
	else
		keys_of(b, column, false, keys);
}

#else

void
batch_digits(const struct batch *b, size_t column, uint64_t *keys)
{
	for (size_t i = 0; i < b->count; i++)
		if (!subject_key_plain(batch_raw(b, b->at[i], column), &keys[i]))
			keys[i] = 0;
}

#endif
