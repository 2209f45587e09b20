/* SPDX-License-Identifier: Apache-2.0 */
/* AVX2. The UTF-8 check is the one by lookups of three nibbles (Keiser and Lemire, Validating UTF-8 in less than one instruction per byte). */
#include "log/simd.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/banned.h"

enum { STEP = 64 };

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,popcnt,bmi,pclmul")))

bool
simd_here(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul");
}

/* --- UTF-8 --------------------------------------------------------------------------------------- */

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

AVX2 static inline __m256i
load(const char *text)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)text);
}

AVX2 bool
simd_plain(const char *text, size_t len, uint32_t *lines)
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

/* --- tables -------------------------------------------------------------------------------------- */

/* 64 bytes as masks. */
struct masks {
	uint64_t quote, delimiter, feed;
};

AVX2 static inline uint64_t
mask_of(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

	return a | (uint64_t)b << 32;
}

AVX2 static inline struct masks
masks_of(const char *text, char delimiter)
{
	__m256i low = load(text), high = load(text + STEP / 2);

	return (struct masks){ mask_of(low, high, '"'), mask_of(low, high, delimiter),
		mask_of(low, high, '\n') };
}

/* Bit i: is the number of set bits up to i odd? */
AVX2 static inline uint64_t
parity(uint64_t bits)
{
	__m128i product =
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static uint64_t
returns_of(const char *text)
{
	return mask_of(load(text), load(text + STEP / 2), '\r');
}

/* CR LF behind a closing quote: true when what stands behind it is anything else. */
AVX2 static __attribute__((noinline)) bool
odd_behind(struct simd_skim *s, uint64_t other, uint64_t feed, const char *text)
{
	uint64_t returns = other & returns_of(text);
	bool odd = other != returns || ((returns << 1 | s->behind_return) & ~feed) != 0;

	s->behind_return = returns >> 63;
	return odd;
}

/* Separators outside quotes; odd: a quote opens inside a field or text follows a closing one. */
AVX2 static inline __attribute__((always_inline)) uint64_t
separators(struct simd_skim *s, struct masks m, const char *text, uint64_t *inside)
{
	*inside = s->inside ^ parity(m.quote);
	uint64_t found = (m.delimiter | m.feed) & ~*inside;
	uint64_t open = m.quote & *inside, close = m.quote & ~*inside;
	uint64_t behind_close = close << 1 | s->behind_quote;
	uint64_t may_open = found << 1 | s->behind_separator | behind_close;
	uint64_t other = behind_close & ~(m.delimiter | m.feed | m.quote);
	s->odd = (open & ~may_open) != 0;
	if (__builtin_expect((other | s->behind_return) != 0, 0))
		s->odd |= odd_behind(s, other, m.feed, text);
	s->inside = -(*inside >> 63);
	s->behind_quote = close >> 63;
	s->behind_separator = found >> 63;
	return found;
}

/* One before each record's first field, as if another record had ended there; and room for a whole step behind. */
static void
table_reserve(struct simd_table *t, size_t len)
{
	if (len + STEP + 1 > t->room) {
		t->room = len + STEP + 1;
		t->at = mem_grow(t->at, t->room, sizeof *t->at);
		t->ends = mem_grow(t->ends, t->room, sizeof *t->ends);
	}
	t->at[0] = UINT32_MAX;
	t->count = 1;
	t->end_count = 0;
}

/* Offsets of the set bits: eight without asking, those beyond the last are written over by the next step. */
AVX2 static inline __attribute__((always_inline)) void
put_offsets(uint32_t *at, uint32_t from, uint64_t bits)
{
#define PUT(k)                                                                                     \
	at[k] = from + (uint32_t)_tzcnt_u64(bits);                                                 \
	bits = _blsr_u64(bits)
	PUT(0);
	PUT(1);
	PUT(2);
	PUT(3);
	PUT(4);
	PUT(5);
	PUT(6);
	PUT(7);
#undef PUT
	for (at += 8; __builtin_expect(bits != 0, 0); bits = _blsr_u64(bits))
		*at++ = from + (uint32_t)_tzcnt_u64(bits);
}

/* The index of the first of those line feeds among the separators found. */
AVX2 static inline uint32_t
end_of(size_t count, uint64_t found, uint64_t feeds)
{
	return (uint32_t)count + (uint32_t)__builtin_popcountll(found & (_blsi_u64(feeds) - 1));
}

/* Whole steps; returns how far it came: short of len when a quote is odd. */
AVX2 static size_t
table_steps(struct simd_table *t, struct simd_skim *skim, const char *text, uint32_t from,
    size_t len, char delimiter)
{
	struct simd_skim s = *skim;
	size_t count = t->count, end_count = t->end_count, i = 0;
	uint64_t inner_feeds = 0;

	for (; i < len; i += STEP) {
		const struct masks m = masks_of(text + i, delimiter);
		uint64_t inside, found = separators(&s, m, text + i, &inside);
		if (s.odd)
			break;
		inner_feeds |= m.feed & inside;
		put_offsets(t->at + count, from + (uint32_t)i, found);
		/* Mostly none or one: the place is written anyway, and stays where there was one. */
		uint64_t feeds = m.feed & found;
		t->ends[end_count] = end_of(count, found, feeds);
		end_count += feeds != 0;
		for (feeds = _blsr_u64(feeds); __builtin_expect(feeds != 0, 0);
		     feeds = _blsr_u64(feeds))
			t->ends[end_count++] = end_of(count, found, feeds);
		count += (size_t)__builtin_popcountll(found);
	}
	t->count = count;
	t->end_count = end_count;
	t->inner_feeds |= inner_feeds != 0;
	*skim = s;
	return i;
}

void
simd_table_find(struct simd_table *t, const char *text, size_t len, char delimiter)
{
	struct simd_skim state = { .behind_separator = 1 };
	size_t whole = len / STEP * STEP;
	char last[STEP];

	table_reserve(t, len);
	t->inner_feeds = false;
	t->odd = table_steps(t, &state, text, 0, whole, delimiter) < whole;
	if (t->odd || whole == len)
		return;
	memset(last, ' ', sizeof last);
	memcpy(last, text + whole, len - whole);
	t->odd = table_steps(t, &state, last, (uint32_t)whole, STEP, delimiter) < STEP;
}

AVX2 size_t
simd_skim(struct simd_skim *s, const char *text, size_t len, size_t from, char delimiter)
{
	char last[STEP];

	for (size_t i = 0; i < len; i += STEP) {
		const char *p = text + i;
		struct simd_skim before = *s;
		uint64_t inside;
		if (len - i < STEP) {
			memset(last, ' ', sizeof last);
			memcpy(last, p, len - i);
			p = last;
		}
		struct masks m = masks_of(p, delimiter);
		if (delimiter == '\n') /* lines, not tables: a quote is a character */
			m.quote = 0;
		uint64_t found = separators(s, m, p, &inside);
		if (s->odd) {
			*s = before;
			s->odd = true;
			return i;
		}
		uint64_t feeds = m.feed & found;
		s->inner_feeds |= (m.feed & inside) != 0;
		if (i + STEP > from) {
			uint64_t late = from <= i ? feeds : feeds & ~UINT64_C(0) << (from - i);
			if (late != 0) {
				unsigned at = (unsigned)__builtin_ctzll(late);
				s->lines += (uint64_t)__builtin_popcountll(
				    m.feed & (((UINT64_C(2) << at) - 1)));
				*s = (struct simd_skim){ .lines = s->lines,
					.behind_separator = 1,
					.inner_feeds = s->inner_feeds };
				return i + at + 1;
			}
		}
		s->lines += (uint64_t)__builtin_popcountll(m.feed);
	}
	if (len > 0 && text[len - 1] == '\n') /* blanks may have been put behind it */
		s->behind_separator = s->inside == 0;
	return len;
}

AVX2 size_t
simd_json_text(const char *text, size_t len)
{
	enum { WIDTH = 32 };
	const __m256i control = _mm256_set1_epi8(0x1F);

	for (size_t i = 0; i < len; i += WIDTH) {
		__m256i v = load(text + i);
		__m256i found =
		    _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
					_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'))),
			_mm256_cmpeq_epi8(_mm256_min_epu8(v, control), v));
		uint32_t mask = (uint32_t)_mm256_movemask_epi8(found);
		if (mask != 0) {
			size_t at = i + (size_t)__builtin_ctz(mask);
			return at < len ? at : len;
		}
	}
	return len;
}

#else

bool
simd_here(void)
{
	return false;
}

bool
simd_plain(const char *text, size_t len, uint32_t *lines)
{
	(void)text;
	(void)len;
	(void)lines;
	return false;
}

void
simd_table_find(struct simd_table *table, const char *text, size_t len, char delimiter)
{
	(void)text;
	(void)len;
	(void)delimiter;
	table->odd = true;
}

size_t
simd_json_text(const char *text, size_t len)
{
	(void)text;
	(void)len;
	return 0;
}

size_t
simd_skim(struct simd_skim *skim, const char *text, size_t len, size_t from, char delimiter)
{
	(void)text;
	(void)len;
	(void)from;
	(void)delimiter;
	skim->odd = true;
	return 0;
}

#endif

void
simd_table_release(struct simd_table *table)
{
	free(table->at);
	free(table->ends);
	*table = (struct simd_table){ 0 };
}
