/* SPDX-License-Identifier: Apache-2.0 */
/* Is it UTF-8? By lookups of three nibbles (Keiser and Lemire, Validating UTF-8 in less than one instruction per byte), with AVX2 or AVX-512. */
#include <string.h>

#include "log/simd_inner.h"
#include "base/banned.h"

#if defined(__x86_64__)

enum {
	TOO_SHORT = 1 << 0,
	TOO_LONG = 1 << 1,
	OVERLONG_3 = 1 << 2,
	TOO_LARGE = 1 << 3,
	SURROGATE = 1 << 4,
	OVERLONG_2 = 1 << 5,
	TOO_LARGE_1000 = 1 << 6,
	OVERLONG_4 = 1 << 6,
	TWO_CONTS = 1 << 7,
	CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS,
};

static const unsigned char first_high[16] = { TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS, TWO_CONTS, TWO_CONTS, TWO_CONTS,
	TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4 };
static const unsigned char first_low[16] = { CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
	CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE, CARRY | TOO_LARGE | TOO_LARGE_1000,
	CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
	CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
	CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
	CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE,
	CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000 };
#define CONT (TOO_LONG | OVERLONG_2 | TWO_CONTS)
static const unsigned char second_high[16] = { TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, CONT | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
	CONT | OVERLONG_3 | TOO_LARGE, CONT | SURROGATE | TOO_LARGE, CONT | SURROGATE | TOO_LARGE,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT };

AVX2 static inline __m256i
table_of(const unsigned char bytes[16])
{
	__m128i half;

	memcpy(&half, bytes, sizeof half);
	return _mm256_broadcastsi128_si256(half);
}

/* The input with its bytes moved up by n, those of prev behind them. */
#define BEFORE(input, prev, n)                                                                     \
	_mm256_alignr_epi8((input), _mm256_permute2x128_si256((prev), (input), 0x21), 16 - (n))

AVX2 static inline __m256i
utf8_faults(__m256i input, __m256i prev)
{
	const __m256i low = _mm256_set1_epi8(0x0F);
	__m256i prev1 = BEFORE(input, prev, 1), prev2 = BEFORE(input, prev, 2);
	__m256i prev3 = BEFORE(input, prev, 3);
	__m256i a = _mm256_shuffle_epi8(
	    table_of(first_high), _mm256_and_si256(_mm256_srli_epi16(prev1, 4), low));
	__m256i b = _mm256_shuffle_epi8(table_of(first_low), _mm256_and_si256(prev1, low));
	__m256i c = _mm256_shuffle_epi8(
	    table_of(second_high), _mm256_and_si256(_mm256_srli_epi16(input, 4), low));
	__m256i special = _mm256_and_si256(_mm256_and_si256(a, b), c);
	__m256i third = _mm256_subs_epu8(prev2, _mm256_set1_epi8((char)(0xE0 - 0x80)));
	__m256i fourth = _mm256_subs_epu8(prev3, _mm256_set1_epi8((char)(0xF0 - 0x80)));
	__m256i must =
	    _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));

	return _mm256_xor_si256(must, special);
}

/* The last bytes of a text that end inside a character. */
AVX2 static bool
ends_inside(const char *text, size_t len)
{
	for (size_t i = 1; i <= 3 && i <= len; i++) {
		unsigned char c = (unsigned char)text[len - i];
		if (c >= 0xC0)
			return i < (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u);
		if (c < 0x80)
			return false;
	}
	return false;
}

/* Of two vectors at once: faults, zeros, and line feeds counted in bytes. */
struct plain {
	__m256i prev, faults, feeds;
};

AVX2 static inline void
plain_step(struct plain *s, __m256i a, __m256i b)
{
	const __m256i zero = _mm256_setzero_si256(), feed = _mm256_set1_epi8('\n');

	s->feeds = _mm256_sub_epi8(
	    s->feeds, _mm256_add_epi8(_mm256_cmpeq_epi8(a, feed), _mm256_cmpeq_epi8(b, feed)));
	s->faults = _mm256_or_si256(s->faults, _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), zero));
	if (_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(a, b), s->prev)) != 0)
		s->faults = _mm256_or_si256(
		    s->faults, _mm256_or_si256(utf8_faults(a, s->prev), utf8_faults(b, a)));
	s->prev = b;
}

/* The counts of 32 bytes, none above 255. */
AVX2 static inline uint32_t
sum_of(__m256i counts)
{
	__m256i sums = _mm256_sad_epu8(counts, _mm256_setzero_si256());

	return (uint32_t)(_mm256_extract_epi64(sums, 0) + _mm256_extract_epi64(sums, 1) +
	    _mm256_extract_epi64(sums, 2) + _mm256_extract_epi64(sums, 3));
}

AVX2 bool
simd_plain_32(const char *text, size_t len, uint32_t *lines)
{
	enum { STEPS_MAX = 127 }; /* twice as many line feeds are counted in a byte */
	const __m256i zero = _mm256_setzero_si256();
	struct plain s = { zero, zero, zero };
	char last[STEP];
	size_t i = 0;

	*lines = 0;
	while (len - i >= STEP) {
		size_t end = (len - i) / STEP < STEPS_MAX ? i + (len - i) / STEP * STEP
							  : i + (size_t)STEPS_MAX * STEP;
		for (; i < end; i += STEP)
			plain_step(&s, load(text + i), load(text + i + STEP / 2));
		*lines += sum_of(s.feeds);
		s.feeds = zero;
	}
	if (i < len) {
		memset(last, ' ', sizeof last);
		memcpy(last, text + i, len - i);
		plain_step(&s, load(last), load(last + STEP / 2));
		*lines += sum_of(s.feeds);
	}
	return _mm256_testz_si256(s.faults, s.faults) != 0 && !ends_inside(text, len);
}

/* --- the same, 64 bytes at a time ---------------------------------------------------------------- */

AVX512 static inline __m512i
table_of_64(const unsigned char bytes[16])
{
	__m128i quarter;

	memcpy(&quarter, bytes, sizeof quarter);
	return _mm512_broadcast_i32x4(quarter);
}

AVX512 static inline __m512i
utf8_faults_64(__m512i input, __m512i prev)
{
	const __m512i low = _mm512_set1_epi8(0x0F);
	/* Each quarter of the input, the one before it behind it. */
	const __m512i before =
	    _mm512_permutex2var_epi64(prev, _mm512_setr_epi64(6, 7, 8, 9, 10, 11, 12, 13), input);
	__m512i prev1 = _mm512_alignr_epi8(input, before, 15);
	__m512i prev2 = _mm512_alignr_epi8(input, before, 14);
	__m512i prev3 = _mm512_alignr_epi8(input, before, 13);
	__m512i a = _mm512_shuffle_epi8(
	    table_of_64(first_high), _mm512_and_si512(_mm512_srli_epi16(prev1, 4), low));
	__m512i b = _mm512_shuffle_epi8(table_of_64(first_low), _mm512_and_si512(prev1, low));
	__m512i c = _mm512_shuffle_epi8(
	    table_of_64(second_high), _mm512_and_si512(_mm512_srli_epi16(input, 4), low));
	__m512i special = _mm512_and_si512(_mm512_and_si512(a, b), c);
	__m512i third = _mm512_subs_epu8(prev2, _mm512_set1_epi8((char)(0xE0 - 0x80)));
	__m512i fourth = _mm512_subs_epu8(prev3, _mm512_set1_epi8((char)(0xF0 - 0x80)));
	__m512i must =
	    _mm512_and_si512(_mm512_or_si512(third, fourth), _mm512_set1_epi8((char)0x80));

	return _mm512_xor_si512(must, special);
}

struct plain_64 {
	__m512i prev, faults;
	uint64_t zeros;
	uint32_t feeds;
};

AVX512 static inline void
plain_step_64(struct plain_64 *s, __m512i v)
{
	uint64_t feeds = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));

	s->feeds += (uint32_t)__builtin_popcountll(feeds);
	s->zeros |= _mm512_testn_epi8_mask(v, v);
	if (_mm512_movepi8_mask(_mm512_or_si512(v, s->prev)) != 0)
		s->faults = _mm512_or_si512(s->faults, utf8_faults_64(v, s->prev));
	s->prev = v;
}

AVX512 bool
simd_plain_64(const char *text, size_t len, uint32_t *lines)
{
	const __m512i zero = _mm512_setzero_si512();
	struct plain_64 s = { zero, zero, 0, 0 };
	char last[STEP];
	size_t i = 0;

	for (; len - i >= STEP; i += STEP)
		plain_step_64(&s, _mm512_loadu_si512(text + i));
	if (i < len) {
		memset(last, ' ', sizeof last);
		memcpy(last, text + i, len - i);
		plain_step_64(&s, _mm512_loadu_si512(last));
	}
	*lines = s.feeds;
	return s.zeros == 0 && _mm512_test_epi8_mask(s.faults, s.faults) == 0 &&
	    !ends_inside(text, len);
}

bool
simd_plain(const char *text, size_t len, uint32_t *lines)
{
	return simd_wide() ? simd_plain_64(text, len, lines) : simd_plain_32(text, len, lines);
}

#else

bool
simd_plain(const char *text, size_t len, uint32_t *lines)
{
	(void)text;
	(void)len;
	(void)lines;
	return false;
}

#endif
