/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is it UTF-8? What is common is seen by its masks, with AVX2 or AVX-512; the rest by lookups of three nibbles (Keiser and Lemire,
 * Validating UTF-8 in less than one instruction per byte).
 */
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

/*
 * What most texts in Japanese are made of, ASCII and characters that begin with E1 to EC, EE or EF, is right when behind each such byte stand
 * two that go on, and no others anywhere. Only 64 bytes with something else in them are looked up. XOR with E0 and a saturated sum leave
 * the lower nibble of E0 to EF; bit 7 of all others.
 */
static const unsigned char common_leads[16] = { 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
	0x80, 0x80, 0x80, 0x80, 0, 0x80, 0x80 };
#define LEAD_HIGH ((char)0xE0)
#define LEAD_SUM 0x70
#define NO_MORE ((char)0xC0) /* below it, with bit 7: a byte that goes on */

/* 64 bytes as masks: those that are no ASCII, those that go on, common leads. */
struct bytes {
	uint64_t high, on, lead;
};

/* Behind the bytes so far: those of the next that must go on; and look: what stands before the next is not common, so it is looked up. */
struct behind {
	uint64_t due, look;
};

/* Are all of those 64 bytes common, and what they hang on? */
static inline __attribute__((always_inline)) bool
is_common(struct bytes m, struct behind *behind)
{
	uint64_t wanted = m.lead << 1 | m.lead << 2 | behind->due;

	behind->due = m.lead >> 63 | m.lead >> 62;
	return ((m.on ^ wanted) | (m.high ^ (m.lead | wanted)) | behind->look) == 0;
}

/* Behind 64 bytes of any kind: where a character is not at its end its next bytes are judged with it. */
static struct behind
behind_others(const char *text)
{
	unsigned char first = (unsigned char)text[STEP - 3], second = (unsigned char)text[STEP - 2];
	unsigned char third = (unsigned char)text[STEP - 1];
	bool open = first >= 0xF0 || second >= 0xE0 || third >= 0xC0;

	return (struct behind){ open, open };
}

/* So far: the least byte in each place, and line feeds counted in bytes. */
struct plain {
	__m256i least, feeds;
	struct behind behind;
};

AVX2 static inline uint64_t
mask_of(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* What each step needs. */
struct constants {
	__m256i feed, no_more, lead_high, lead_sum, leads;
};

/* Hidden from the compiler, which would make it anew in each step. */
AVX2 static inline __m256i
kept(__m256i v)
{
	__asm__("" : "+x"(v));
	return v;
}

AVX2 static inline __attribute__((always_inline)) struct constants
constants_make(void)
{
	return (struct constants){ kept(_mm256_set1_epi8('\n')), kept(_mm256_set1_epi8(NO_MORE)),
		kept(_mm256_set1_epi8(LEAD_HIGH)), kept(_mm256_set1_epi8(LEAD_SUM)),
		kept(table_of(common_leads)) };
}

AVX2 static inline __attribute__((always_inline)) __m256i
leads_of(__m256i v, const struct constants *c)
{
	return _mm256_shuffle_epi8(
	    c->leads, _mm256_adds_epu8(_mm256_xor_si256(v, c->lead_high), c->lead_sum));
}

/* 64 bytes of any kind; at the beginning of a text nothing stands before them. */
AVX2 static __attribute__((noinline)) void
look_up(__m256i *faults, const char *text, const char *beginning)
{
	__m256i prev = text == beginning ? _mm256_setzero_si256() : load(text - STEP / 2);
	__m256i a = load(text), b = load(text + STEP / 2);

	*faults =
	    _mm256_or_si256(*faults, _mm256_or_si256(utf8_faults(a, prev), utf8_faults(b, a)));
}

AVX2 static inline __attribute__((always_inline)) void
plain_step(struct plain *s, __m256i *faults, const char *text, const char *beginning,
    const struct constants *c)
{
	const __m256i a = load(text), b = load(text + STEP / 2);

	s->feeds = _mm256_sub_epi8(s->feeds,
	    _mm256_add_epi8(_mm256_cmpeq_epi8(a, c->feed), _mm256_cmpeq_epi8(b, c->feed)));
	s->least = _mm256_min_epu8(s->least, _mm256_min_epu8(a, b));
	struct bytes m = { .high = mask_of(a, b) };
	if ((m.high | s->behind.due) == 0)
		return;
	m.on = mask_of(_mm256_cmpgt_epi8(c->no_more, a), _mm256_cmpgt_epi8(c->no_more, b));
	m.lead = mask_of(leads_of(a, c), leads_of(b, c));
	if (__builtin_expect(!is_common(m, &s->behind), 0)) {
		look_up(faults, text, beginning);
		s->behind = behind_others(text);
	}
}

/* The last bytes of a text, blanks behind them; in front of them what look_up wants to see. */
struct tail {
	char before[STEP / 2], bytes[STEP];
};

static void
tail_make(struct tail *tail, const char *text, size_t len, size_t at)
{
	memset(tail->before, ' ', sizeof tail->before);
	if (at > 0)
		memcpy(tail->before, text + at - STEP / 2, sizeof tail->before);
	memset(tail->bytes, ' ', sizeof tail->bytes);
	memcpy(tail->bytes, text + at, len - at);
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
	struct plain s = { _mm256_set1_epi8(-1), zero, { 0, 0 } };
	const struct constants c = constants_make();
	__m256i faults = zero;
	struct tail tail;
	size_t i = 0;

	*lines = 0;
	while (len - i >= STEP) {
		size_t end = (len - i) / STEP < STEPS_MAX ? i + (len - i) / STEP * STEP
							  : i + (size_t)STEPS_MAX * STEP;
		for (; i < end; i += STEP)
			plain_step(&s, &faults, text + i, text, &c);
		*lines += sum_of(s.feeds);
		s.feeds = zero;
	}
	if (i < len) {
		tail_make(&tail, text, len, i);
		plain_step(&s, &faults, tail.bytes, NULL, &c);
		*lines += sum_of(s.feeds);
	}
	__m256i zeros = _mm256_cmpeq_epi8(s.least, zero);
	return _mm256_testz_si256(faults, faults) != 0 && _mm256_testz_si256(zeros, zeros) != 0 &&
	    !ends_inside(text, len);
}

/* --- the same, 64 bytes at a time ---------------------------------------------------------------- */

struct plain_64 {
	__m512i least;
	struct behind behind;
	uint32_t feeds;
};

AVX512 static inline __attribute__((always_inline)) void
plain_step_64(struct plain_64 *s, __m256i *faults, const char *text, const char *beginning)
{
	const __m512i v = _mm512_loadu_si512(text);
	const __m512i leads = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)common_leads));
	__m512i at = _mm512_xor_si512(v, _mm512_set1_epi8(LEAD_HIGH));

	s->feeds +=
	    (uint32_t)__builtin_popcountll(_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')));
	s->least = _mm512_min_epu8(s->least, v);
	struct bytes m = { .high = _mm512_movepi8_mask(v) };
	if ((m.high | s->behind.due) == 0)
		return;
	m.on = _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(NO_MORE));
	m.lead = _mm512_movepi8_mask(
	    _mm512_shuffle_epi8(leads, _mm512_adds_epu8(at, _mm512_set1_epi8(LEAD_SUM))));
	if (__builtin_expect(!is_common(m, &s->behind), 0)) {
		look_up(faults, text, beginning);
		s->behind = behind_others(text);
	}
}

AVX512 bool
simd_plain_64(const char *text, size_t len, uint32_t *lines)
{
	struct plain_64 s = { .least = _mm512_set1_epi8(-1) };
	__m256i faults = _mm256_setzero_si256();
	struct tail tail;
	size_t i = 0;

	for (; len - i >= STEP; i += STEP)
		plain_step_64(&s, &faults, text + i, text);
	if (i < len) {
		tail_make(&tail, text, len, i);
		plain_step_64(&s, &faults, tail.bytes, NULL);
	}
	*lines = s.feeds;
	return _mm512_test_epi8_mask(s.least, s.least) == UINT64_MAX &&
	    _mm256_testz_si256(faults, faults) != 0 && !ends_inside(text, len);
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
